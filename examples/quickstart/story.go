package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// job is what the program has to do.
type job struct {
	in       *integration.Integration
	standIns bool
	notice   string // to print before anything is requested

	agentID int64
	card    integration.Ref // whose tickets to show; if zero, of the first record beside the ticket
	beside  int64           // the ticket beside which to show Sell's records
	ticket  int64           // the ticket to create a lead from
	note    string          // what the agent writes to the sales team
	write   bool            // otherwise only plan
	known   int64           // another ticket to ask a lead for; 0: none
	choose  func(offered []leadrouting.Owner) (leadrouting.Owner, error)
}

// story is the result of a job, in the order of the text. -json prints it as JSON.
type story struct {
	Subdomain    string                    `json:"subdomain"`
	StandIns     bool                      `json:"stand_ins"` // nothing of this is real
	Agent        person                    `json:"agent"`     // the Support agent who acts
	Requirements []integration.Requirement `json:"requirements"`
	Settings     integration.Settings      `json:"settings"`
	Card         *card                     `json:"card"`    // null: there is no record to show
	Records      *records                  `json:"records"` // beside a ticket
	Offer        leadrouting.Offer         `json:"offer"`   // what the agent is asked
	Choice       leadrouting.Owner         `json:"choice"`  // "" if nobody was chosen
	Lead         *attempt                  `json:"lead"`
	Again        *attempt                  `json:"again,omitempty"` // the same call again
	Known        *attempt                  `json:"known,omitempty"` // for a customer whom Sell knows
	Error        string                    `json:"error,omitempty"` // why the story ends early
}

type person struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitempty"`
}

// card is a Sell record with the tickets that belong on its card.
type card struct {
	integration.Ref
	Name    string   `json:"name,omitempty"`
	Tickets []ticket `json:"tickets"`
}

type ticket struct {
	ID       int64                  `json:"id"`
	Status   support.TicketStatus   `json:"status"`
	Priority support.TicketPriority `json:"priority,omitempty"`
	Subject  string                 `json:"subject"`
}

// records are the Sell records of the requester of a ticket. The first match is the
// primary one.
type records struct {
	Ticket  int64   `json:"ticket"`
	Matches []match `json:"matches"`
	Deals   []deal  `json:"deals"`
}

type match struct {
	integration.Ref
	Name   string                   `json:"name"`
	By     string                   `json:"by"` // "email" or "phone"
	Owner  person                   `json:"owner"`
	URL    string                   `json:"url"`
	Fields []integration.ShownField `json:"fields"` // by the settings
}

type deal struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
	URL   string `json:"url"`
}

// attempt is one request for a lead: what the integration did, and what both
// products show afterwards.
type attempt struct {
	Ticket     int64                `json:"ticket"`
	Outcome    integration.Outcome  `json:"outcome"`
	Steps      []integration.Step   `json:"steps"`
	Decision   leadrouting.Decision `json:"decision,omitzero"`
	Matches    []match              `json:"matches,omitempty"`
	Duplicates []int64              `json:"duplicates,omitempty"`
	Warnings   []string             `json:"warnings,omitempty"`
	Lead       *lead                `json:"lead,omitempty"`     // absent if there is none, or the agent cannot see it
	Notes      []string             `json:"notes,omitempty"`    // on the lead, with a link to the ticket
	Comments   []string             `json:"comments,omitempty"` // private, on the ticket, with a link to the lead
}

type lead struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Source string `json:"source,omitempty"`
	Owner  person `json:"owner"`
	URL    string `json:"url"`
}

// teller is a job in progress.
type teller struct {
	*job
	story
	agent *integration.Agent
	crm   *sell.Client     // with which the agent sees Sell
	names map[int64]string // of the Sell users
}

// do carries out the job. On an error it returns the story as far as it got.
func (j *job) do(ctx context.Context) (*story, error) {
	t := &teller{job: j, story: story{Subdomain: j.in.Config().Support.Subdomain(), StandIns: j.standIns, Settings: j.in.Config().Settings, Agent: person{ID: j.agentID}}}
	return &t.story, t.tell(ctx)
}

func (t *teller) tell(ctx context.Context) error {
	if err := t.enter(ctx); err != nil {
		return err
	}
	report, err := t.in.Check(ctx)
	if err != nil {
		return err
	}
	t.Requirements = report.Requirements
	if err := t.look(ctx); err != nil {
		return err
	}
	if t.Offer, err = t.agent.Owners(ctx); err != nil {
		return err
	}
	if t.Choice, err = t.choose(t.Offer.Owners); err != nil {
		return err
	}
	request := integration.LeadRequest{Ticket: t.ticket, Owner: t.Choice, Note: t.note, DryRun: !t.write}
	if t.Lead, err = t.request(ctx, request); err != nil {
		return err
	}
	if t.write {
		if t.Again, err = t.request(ctx, request); err != nil {
			return err
		}
	}
	if t.known != 0 {
		request.Ticket = t.known
		t.Known, err = t.request(ctx, request)
	}
	return err
}

// enter prepares to act for the agent.
func (t *teller) enter(ctx context.Context) error {
	var err error
	if t.agent, err = t.in.As(ctx, t.agentID); err != nil {
		return err
	}
	user, err := t.in.Config().Support.Users.Get(ctx, t.agentID)
	if err != nil {
		return err
	}
	t.Agent.Name = user.Name
	t.crm = t.in.Config().Sell
	if t.Settings.Routing.Access == leadrouting.OnlySellUsers {
		if t.crm, err = t.in.Config().Agents(ctx, t.agentID); err != nil {
			return err
		}
	}
	t.names = make(map[int64]string)
	for u, err := range t.crm.Users.All(ctx, sell.UserQuery{}) {
		if err != nil {
			return err
		}
		t.names[u.ID] = u.Name
	}
	return nil
}

func (t *teller) person(id int64) person { return person{id, t.names[id]} }

// look reads what each product shows of the other.
func (t *teller) look(ctx context.Context) error {
	found, err := t.agent.Records(ctx, t.beside)
	if err != nil {
		return err
	}
	t.Records = &records{Ticket: t.beside, Matches: t.matches(found.Matches), Deals: []deal{}}
	for _, d := range found.Deals {
		t.Records.Deals = append(t.Records.Deals, deal{d.ID, d.Name, fmt.Sprintf("%v %s", d.Value, d.Currency), integration.Deal(d.ID).URL()})
	}
	of := t.card
	if of.ID == 0 && found.Primary != nil {
		of = found.Primary.Ref
	}
	if of.ID == 0 {
		return nil
	}
	t.Card = &card{Ref: of, Tickets: []ticket{}}
	for _, m := range found.Matches {
		if m.Ref == of {
			t.Card.Name = m.Name
		}
	}
	for item, err := range t.agent.Tickets(ctx, of) {
		if err != nil {
			return err
		}
		t.Card.Tickets = append(t.Card.Tickets, ticket{item.ID, item.Status, item.Priority, item.Subject})
	}
	return nil
}

func (t *teller) matches(found []integration.Match) []match {
	all := make([]match, len(found))
	for i, m := range found {
		all[i] = match{m.Ref, m.Name, m.By, t.person(m.OwnerID), m.URL(), t.Settings.Card(m)}
	}
	return all
}

// request asks for a lead, and reads back what was written.
func (t *teller) request(ctx context.Context, r integration.LeadRequest) (*attempt, error) {
	result, err := t.agent.CreateLead(ctx, r)
	a := &attempt{
		Ticket: r.Ticket, Outcome: result.Outcome, Steps: result.Steps, Decision: result.Decision,
		Matches: t.matches(result.Matches), Duplicates: result.Duplicates, Warnings: result.Warnings,
	}
	if err != nil || result.LeadID == 0 {
		return a, err
	}
	if result.Lead != nil {
		if a.Lead, err = t.readLead(ctx, result.LeadID); err != nil {
			return a, err
		}
		if a.Notes, err = t.readNotes(ctx, result.LeadID, r.Ticket); err != nil {
			return a, err
		}
	}
	a.Comments, err = t.readComments(ctx, result.LeadID, r.Ticket)
	return a, err
}

func (t *teller) readLead(ctx context.Context, id int64) (*lead, error) {
	l, err := t.crm.Leads.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSpace(l.FirstName + " " + l.LastName)
	if l.OrganizationName != "" {
		name = strings.TrimPrefix(name+", "+l.OrganizationName, ", ")
	}
	read := &lead{ID: id, Name: name, Status: l.Status, Owner: t.person(l.OwnerID), URL: integration.Lead(id).URL()}
	if l.SourceID != 0 {
		source, err := t.crm.LeadSources.Get(ctx, l.SourceID)
		if err != nil {
			return nil, err
		}
		read.Source = source.Name
	}
	return read, nil
}

// readNotes returns the notes on a lead that link to the ticket.
func (t *teller) readNotes(ctx context.Context, leadID, ticketID int64) (notes []string, err error) {
	q := sell.NoteQuery{ResourceType: sell.ResourceLead, ResourceID: leadID}
	for n, err := range t.crm.Notes.All(ctx, q) {
		if err != nil {
			return nil, err
		}
		if slices.Contains(strings.Fields(n.Content), t.in.TicketURL(ticketID)) {
			notes = append(notes, n.Content)
		}
	}
	return notes, nil
}

// readComments returns the private comments on a ticket that link to the lead.
func (t *teller) readComments(ctx context.Context, leadID, ticketID int64) (comments []string, err error) {
	link := integration.Lead(leadID).URL()
	for c, err := range t.in.Config().Support.Tickets.Comments(ticketID).All(ctx, support.CommentQuery{}) {
		if err != nil {
			return nil, err
		}
		if !c.Public && slices.Contains(strings.Fields(c.PlainBody), link) {
			comments = append(comments, c.PlainBody)
		}
	}
	return comments, nil
}
