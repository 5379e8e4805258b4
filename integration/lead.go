package integration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// LeadRequest asks for a lead to be made of the requester of a ticket.
type LeadRequest struct {
	Ticket int64
	// Owner is the agent's choice where [Agent.Owners] offers one.
	Owner leadrouting.Owner
	// Note is the agent's own text for the sales team; may be empty.
	Note string
	// DespiteMatches makes a lead although Sell knows the requester already.
	// The product does not offer that.
	DespiteMatches bool
	// DryRun writes nothing: the steps say what would be done.
	DryRun bool
	// Resume goes on from the result of a run that failed, without waiting
	// for its lease to end. A result that was stored and read back has lost its
	// lease, so that has to end first.
	Resume *Result
}

// Outcome says how a request for a lead ended.
type Outcome string

// Outcomes.
const (
	Created  Outcome = "created"  // a lead was made
	Existing Outcome = "existing" // the ticket had a lead already
	Matched  Outcome = "matched"  // Sell knows the requester; nothing was made
	Planned  Outcome = "planned"  // a dry run: a lead would be made
)

// Result is what a request for a lead did, also beside an error.
type Result struct {
	Outcome Outcome `json:"outcome,omitzero"` // "" beside an error
	Ticket  int64   `json:"ticket"`
	LeadID  int64   `json:"lead_id,omitzero"`
	// Lead is nil if it cannot be seen (any more).
	Lead *sell.Lead `json:"lead,omitzero"`
	// Decision says whose the lead is and why; only where the owner was decided.
	Decision leadrouting.Decision `json:"decision,omitzero"`
	// Matches are the records that Sell has of the requester, ranked.
	Matches []Match `json:"matches,omitzero"`
	// Duplicates are further leads of the same ticket. They are reported and
	// never deleted.
	Duplicates []int64  `json:"duplicates,omitzero"`
	Warnings   []string `json:"warnings,omitzero"`
	Steps      []Step   `json:"steps"`

	held HeldLease
}

// Step is one write, or the look that spared it.
type Step struct {
	Name   string    `json:"name"`
	State  StepState `json:"state"`
	Detail string    `json:"detail,omitzero"`
}

// StepState says what became of a step.
type StepState string

// States of a step.
const (
	Done    StepState = "done"
	Already StepState = "already" // an earlier run did it
	Skipped StepState = "skipped"
	Would   StepState = "planned" // in a dry run
	Failed  StepState = "failed"
)

// Names of the steps, in their order.
const (
	StepMatch   = "match"
	StepOwner   = "owner"
	StepSource  = "source"
	StepLease   = "lease"
	StepLead    = "lead"
	StepNote    = "note"
	StepComment = "comment" // with the link on the ticket, and the end of the lease
)

func (r *Result) step(name string, state StepState, format string, args ...any) {
	r.Steps = append(r.Steps, Step{name, state, fmt.Sprintf(format, args...)})
}

// fail adds the step that failed; the error stays the caller's.
func (r *Result) fail(name string, err error) (*Result, error) {
	r.step(name, Failed, "%v", err)
	return r, fmt.Errorf("integration: ticket %d: %s: %w", r.Ticket, name, err)
}

// CreateLead makes a lead of the requester of a ticket, unless the ticket has
// one ([Existing]) or Sell knows the requester ([Matched]). It decides the owner
// by the settings, makes the lead with status and source, adds a note with the
// agent's text and the link to the ticket, and comments privately on the ticket
// with the link to the lead. The result lists each step, also beside an error;
// calling it again goes on where a run broke off.
//
// One lead a ticket is promised if all who make leads of tickets use the same
// lease, none stalls for longer than [LeaseTTL] between its lease and its lead,
// and Sell's lists lag less than five seconds. Else a duplicate is found and
// reported in Result.Duplicates. Two things are not promised: a closed ticket
// takes no claim, so only this process keeps apart those who ask for it; and
// two tickets of one new customer can become two leads.
//
// In the mode Only Sell users have access, a run that broke off may have made a
// lead that the agent cannot see: one of another agent, or one that was given
// to a colleague. Rather than make a second one, the agent gets
// [ErrInterrupted]; the automation, which sees all leads, can go on. The claim
// knows of such runs, and so does this process of its own; a lease of another
// kind does not know of those of other processes. A lead that somebody gave to a
// colleague before its run was gone on with is out of the agent's sight
// unnoticed: then a second one is made. Nor does Sell take a note from an agent
// who cannot see the lead: its text then goes into the comment on the ticket.
//
// The claim is a tag, so triggers of the account fire: they must leave tags
// alone that start with sell_claim_. Where one takes them off, no lead is made.
//
// What Sell knows of the requester is found by addresses and numbers as they
// are written in both products: how Sell compares numbers is not documented.
func (a *Agent) CreateLead(ctx context.Context, req LeadRequest) (*Result, error) {
	res := &Result{Ticket: req.Ticket}
	run := &run{Agent: a, req: req, res: res}
	switch {
	case !a.in.Settings.SellInSupport:
		return res, ErrSwitchedOff
	case req.Ticket <= 0:
		return res, fmt.Errorf("%w: %d is no id", ErrTicketNotVisible, req.Ticket)
	case req.Resume != nil && req.Resume.Ticket != req.Ticket:
		return res, fmt.Errorf("integration: the result to resume is of ticket %d, not %d", req.Resume.Ticket, req.Ticket)
	}
	ticket, err := a.ticket(ctx, req.Ticket)
	if err != nil {
		return res, err
	}
	if ids := links(ticket); len(ids) > 0 {
		return run.existing(ctx, ids)
	}
	run.ticketRead = ticket
	if ticket.RequesterID == 0 {
		return res, fmt.Errorf("%w: %d", ErrNoRequester, req.Ticket)
	}
	if run.requester, err = a.in.requester(ctx, ticket.RequesterID); err != nil {
		return res, err
	}
	if err := a.in.organization(ctx, run.requester, ticket); err != nil {
		return res, err
	}
	_, begun := a.in.unfinished.get(run.key())
	if done, err := run.decide(ctx, begun || len(claims(ticket)) > 0); done || err != nil {
		return res, err
	}
	if req.DryRun {
		return run.plan(), nil
	}
	return run.write(ctx)
}

// run is one request for a lead on its way.
type run struct {
	*Agent
	req       LeadRequest
	res       *Result
	requester *person
	status    string
	sourceID  int64
	hasField  bool // leads have the custom field for the ticket

	ticketRead *support.Ticket
	team       *leadrouting.Team

	known   []Match   // what Sell knew of the requester before anything was written
	decided time.Time // when that was looked up

	lease    HeldLease
	since    time.Time // when the lease began or was renewed, by this clock
	began    time.Time // when it began, by the server's
	asked    time.Time // when a lead was asked for last, by this clock
	upserted bool      // so the lead may be an earlier one
	finished bool      // nothing is left to do

	tagged        bool // the ticket carries the link to the lead
	noteInComment bool // the note could not be added to the lead
}

// existing ends a run on a ticket that is linked to leads.
func (r *run) existing(ctx context.Context, ids []int64) (*Result, error) {
	r.res.Outcome, r.res.LeadID, r.res.Duplicates = Existing, ids[0], slices.Clone(ids[1:])
	r.res.step(StepLead, Already, "the ticket is linked to lead %d", ids[0])
	var err error
	if r.res.Lead, err = r.lead(ctx, ids[0]); err != nil {
		return r.res, err
	}
	leads, _, err := r.leadsOfTicket(ctx, r.req.Ticket)
	for _, l := range leads {
		if !slices.Contains(ids, l.ID) {
			r.res.Duplicates = append(r.res.Duplicates, l.ID)
		}
	}
	return r.res, err
}

// decide does all that needs no write: it looks for matches, and checks owner
// and status. begun says that a run began on this ticket: what Sell knows of the
// requester may be its work, so it is looked at under the lease.
func (r *run) decide(ctx context.Context, begun bool) (done bool, err error) {
	if r.res.Matches, err = r.match(ctx, r.requester.keys); err != nil {
		return true, r.failed(StepMatch, err)
	}
	r.known, r.decided = r.res.Matches, time.Now()
	if len(r.res.Matches) > 0 && !begun && r.req.Resume == nil && !r.req.DespiteMatches && !r.anyOurs() {
		r.res.Outcome = Matched
		r.res.step(StepMatch, Done, "Sell knows the requester: %v", r.res.Matches[0].Ref)
		return true, nil
	}
	r.res.step(StepMatch, Done, "%d records of the requester in Sell", len(r.res.Matches))

	if r.team, err = r.readTeam(ctx); err != nil {
		return true, r.failed(StepOwner, err)
	}
	if err := r.checkStatus(ctx); err != nil {
		return true, r.failed(StepOwner, err)
	}
	if r.res.Decision, err = r.route(true); err != nil {
		return true, r.failed(StepOwner, err)
	}
	r.res.step(StepOwner, Done, "%s", firstLine(r.res.Decision.String()))
	if strings.TrimSpace(r.requester.Name) == "" && r.requester.organizationName() == "" {
		r.res.Warnings = append(r.res.Warnings, "the requester has no name: the lead is called by what there is")
	}
	return false, nil
}

func (r *run) failed(step string, err error) error {
	_, err = r.res.fail(step, err)
	return err
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// anyOurs reports whether one of the matches was made of this very ticket.
func (r *run) anyOurs() bool {
	for _, m := range r.res.Matches {
		if m.Lead != nil && r.ofTicket(m.Lead, r.req.Ticket) {
			return true
		}
	}
	return false
}

// checkStatus takes the status of the settings in the account's own spelling.
// Where the account does not list its statuses, which no documentation
// promises, the settings are taken at their word.
func (r *run) checkStatus(ctx context.Context) error {
	r.status = r.in.Settings.Lead.Status
	if r.status == "" {
		return nil
	}
	known := 0
	for s, err := range r.sell.LeadStatuses.All(ctx, sell.LeadStatusQuery{}) {
		if errors.Is(err, zendesk.ErrNotFound) || errors.Is(err, zendesk.ErrForbidden) {
			return nil
		}
		if err != nil {
			return err
		}
		if known++; strings.EqualFold(s.Name, r.status) {
			r.status = s.Name
			return nil
		}
	}
	if known == 0 {
		return nil
	}
	return fmt.Errorf("lead.status: the account has no lead status %q", r.status)
}

// plan ends a dry run.
func (r *run) plan() *Result {
	r.res.Outcome = Planned
	if name := r.in.Settings.Lead.Source; name != "" {
		r.res.step(StepSource, Would, "use the lead source %q, made if there is none", name)
	}
	p := r.params()
	lead := &sell.Lead{}
	lead.FirstName, _ = p.FirstName.Get()
	lead.LastName, _ = p.LastName.Get()
	lead.OrganizationName, _ = p.OrganizationName.Get()
	r.res.step(StepLead, Would, "create the lead %q for %v", leadName(lead), r.res.Decision.Owner)
	r.res.step(StepNote, Would, "add a note with the link to the ticket")
	r.res.step(StepComment, Would, "comment privately on the ticket and link it")
	return r.res
}

// params are the attributes of the new lead: what the product fills in, and the
// number of the ticket.
func (r *run) params() sell.LeadParams {
	text := func(s string) zendesk.Opt[string] {
		if s == "" {
			return zendesk.Opt[string]{}
		}
		return zendesk.Set(s)
	}
	first, last := splitName(r.requester.Name)
	p := sell.LeadParams{
		OwnerID:          zendesk.Set(r.res.Decision.Owner.ID()),
		FirstName:        text(first),
		LastName:         text(last),
		OrganizationName: text(r.requester.organizationName()),
		Status:           text(r.status),
		Twitter:          text(r.requester.twitter),
		Facebook:         text(r.requester.facebook),
	}
	if len(r.requester.emails) > 0 {
		p.Email = zendesk.Set(r.requester.emails[0])
	}
	if len(r.requester.phones) > 0 {
		p.Phone = zendesk.Set(r.requester.phones[0])
	}
	if last == "" && r.requester.organizationName() == "" {
		p.LastName = zendesk.Set(r.standIn())
	}
	if r.sourceID != 0 {
		p.SourceID = zendesk.Set(r.sourceID)
	}
	if r.hasField {
		// A string always encodes.
		_ = zendesk.SetField(&p.CustomFields, r.in.Settings.ticketField(), strconv.FormatInt(r.req.Ticket, 10))
	}
	return p
}

// splitName takes the last word for the last name, as is common: Sell needs
// one, and Support has a single name. How the product splits is unconfirmed.
func splitName(name string) (first, last string) {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "", ""
	}
	return strings.Join(words[:len(words)-1], " "), words[len(words)-1]
}

// standIn names a lead whose requester has neither name nor organization.
func (r *run) standIn() string {
	if len(r.requester.emails) > 0 {
		local, _, _ := strings.Cut(r.requester.emails[0], "@")
		return local
	}
	if len(r.requester.phones) > 0 {
		return r.requester.phones[0]
	}
	return fmt.Sprintf("Ticket %d", r.req.Ticket)
}
