package integration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/support"
)

// TicketRequest asks for a ticket about a Sell record.
type TicketRequest struct {
	// For is the lead, contact or deal. The customer of a deal is its primary
	// contact.
	For Ref

	Subject string
	// Description becomes an internal note: the customer does not see it.
	Description string

	// Key identifies this request among those of your program, for example by the id
	// of a submitted form. Support creates only one ticket per key within two hours,
	// so a call whose outcome is unknown can be retried with the same key. Without a
	// key it cannot.
	Key string

	// CreateRequester creates a customer who is unknown in Support with the
	// integration's own token if the agent may not: contributors and light agents
	// cannot create users. By default the agent is then the requester, as in the
	// product, and an internal note names the customer.
	CreateRequester bool
}

// TicketResult says what a request for a ticket did. It is filled in even if an error is
// returned.
type TicketResult struct {
	Ticket *support.Ticket `json:"ticket,omitzero"`
	// Customer is the requester in Support; 0 if the agent is the requester in
	// their place.
	Customer int64    `json:"customer,omitzero"`
	Warnings []string `json:"warnings,omitzero"`
	Steps    []Step   `json:"steps"`
}

// Names of the steps of [Agent.CreateTicket], in order.
const (
	StepRequester = "requester"
	StepTicket    = "ticket"
	StepRecord    = "record" // the tag that names the record
)

// CreateTicket creates a ticket about a Sell record ("+" on the Tickets widget).
// The ticket is new, its description is an internal note, and it has the tag
// [TicketFromSell], which triggers use to notify the customer or to choose a group. A
// second tag names the record; see [RecordOf].
//
// The requester is the customer: the Support user with an e-mail address or phone
// number of the record, otherwise a new user. If the agent may not create users, the
// agent is the requester, and an internal note says who the customer is; see
// TicketRequest.CreateRequester.
func (a *Agent) CreateTicket(ctx context.Context, req TicketRequest) (*TicketResult, error) {
	res := new(TicketResult)
	switch {
	case !a.in.cfg.Settings.TicketsInSell:
		return res, ErrSwitchedOff
	case strings.TrimSpace(req.Subject) == "":
		return res, errors.New("integration: TicketRequest.Subject is empty")
	case strings.TrimSpace(req.Description) == "":
		return res, errors.New("integration: TicketRequest.Description is empty")
	}
	if a.user != nil && a.scope == noTickets {
		return res, fmt.Errorf("%w: agent %d may not see any tickets", ErrTicketNotVisible, a.user.ID)
	}
	r := &ticketRun{Agent: a, req: req, res: res}
	var err error
	if r.customer, err = a.customer(ctx, req.For); err != nil {
		return res, err
	}
	if err := r.findRequester(ctx); err != nil {
		return res, fmt.Errorf("integration: %v: the requester: %w", req.For, err)
	}
	held, err := r.hold(ctx)
	if err != nil {
		return res, err
	}
	op := steps.Operation{Steps: r.steps(), Record: r.record, Warn: r.warn, TTL: LeaseTTL, Lag: lag}
	if err := op.Run(ctx, held); err != nil {
		return res, fmt.Errorf("integration: %v: %w", req.For, err)
	}
	return res, nil
}

// ticketRun is a request for a ticket in progress.
type ticketRun struct {
	*Agent
	req      TicketRequest
	res      *TicketResult
	customer *customer
	standsIn bool // the agent is the requester
	byEmail  bool // Support finds or creates the requester by their address
}

func (r *ticketRun) record(name string, state steps.State, detail string) {
	r.res.Steps = append(r.res.Steps, Step{name, StepState(state), detail})
}

func (r *ticketRun) warn(text string) { r.res.Warnings = append(r.res.Warnings, text) }

// steps returns the steps of creating a ticket, in order.
func (r *ticketRun) steps() []steps.Step {
	return []steps.Step{
		{Name: StepRequester, Look: r.lookForRequester, Do: r.makeRequester},
		{Name: StepTicket, Look: notYet, Do: r.makeTicket},
		{Name: StepRecord, Look: r.lookForRecord, Do: r.tagRecord, Lag: settle, Tries: tries},
	}
}

// notYet is the look of a write that leaves no evidence by which it could be found. Such
// a write is tried once, and retried only with an idempotency key.
func notYet(context.Context, bool) (steps.Answer, error) { return steps.Answer{}, nil }

// hold keeps two requests with the same key apart in this process.
func (r *ticketRun) hold(ctx context.Context) (steps.Held, error) {
	run := lease.NewRun(r.id(), time.Now())
	key := fmt.Sprintf("%s/ticket/%s", r.in.cfg.Support.Subdomain(), r.req.Key)
	if r.req.Key == "" {
		key += run.ID
	}
	stack, err := lease.Local(ctx, &r.in.local, key, run, 0, steps.Sleep)
	if err != nil {
		return steps.Held{}, err
	}
	return steps.Held{Lease: stack, Since: stack.Since()}, nil
}

// lookForRequester finds out whether a user must be created first. If there is an e-mail
// address, creating the ticket creates the user.
func (r *ticketRun) lookForRequester(context.Context, bool) (steps.Answer, error) {
	switch {
	case r.res.Customer != 0:
		return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("user %d", r.res.Customer)}, nil
	case r.standsIn:
		r.warn("the agent is the requester, because they may not create the customer in Support: correct the requester of the ticket")
		return steps.Answer{State: steps.Skipped, Detail: "the agent may not create users"}, nil
	case r.byEmail:
		return steps.Answer{State: steps.Nothing}, nil
	}
	return steps.Answer{}, nil
}

// makeRequester creates a user who has no e-mail address.
func (r *ticketRun) makeRequester(ctx context.Context) (steps.Answer, error) {
	p := support.UserParams{Name: zendesk.Set(r.customer.name), Role: zendesk.Set(support.RoleEndUser)}
	if phone := r.customer.phone(); phone != "" {
		p.Phone = zendesk.Set(phone)
	}
	user, err := r.in.cfg.Support.Users.Create(ctx, p)
	if err != nil {
		return steps.Answer{}, err
	}
	r.res.Customer = user.ID
	return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("user %d", user.ID)}, nil
}

func (r *ticketRun) makeTicket(ctx context.Context) (steps.Answer, error) {
	var opts []zendesk.CallOption
	if r.req.Key != "" {
		opts = append(opts, zendesk.IdempotencyKey(r.req.Key))
	}
	t, err := r.in.cfg.Support.Tickets.Create(ctx, r.params(), opts...)
	if err != nil {
		return steps.Answer{}, err
	}
	r.res.Ticket = t
	if !r.standsIn {
		r.res.Customer = t.RequesterID
	}
	return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("ticket %d", t.ID), New: true}, nil
}

func (r *ticketRun) params() support.TicketParams {
	body := strings.TrimSpace(r.req.Description) + "\n\nFrom Zendesk Sell, by " + r.Name() + ":\n" + r.req.For.URL()
	if r.standsIn {
		body += "\n\nThe customer is not in Support yet. Correct the requester: " + r.customer.String()
	}
	p := support.TicketParams{
		Subject: zendesk.Set(strings.TrimSpace(r.req.Subject)),
		Status:  zendesk.Set(support.TicketStatusNew),
		Tags:    zendesk.Set([]string{TicketFromSell}),
		Comment: &support.CommentParams{Body: body, Public: zendesk.Set(false)},
	}
	if r.user != nil {
		p.SubmitterID, p.Comment.AuthorID = zendesk.Set(r.user.ID), r.user.ID
	}
	switch {
	case r.standsIn:
		p.RequesterID = zendesk.Set(r.user.ID)
	case !r.byEmail:
		p.RequesterID = zendesk.Set(r.res.Customer)
	default: // even if the user exists by now, because a key stands for one body
		p.Requester = &support.RequesterParams{Name: r.customer.name, Email: r.customer.email()}
	}
	return p
}

func (r *ticketRun) lookForRecord(_ context.Context, maybe bool) (steps.Answer, error) {
	if _, known := RecordOf(r.res.Ticket); known && !maybe {
		return steps.Answer{State: steps.Already, Detail: r.req.For.String()}, nil
	}
	return steps.Answer{}, nil
}

// tagRecord adds the tag that names the record. Adding it twice does no harm.
func (r *ticketRun) tagRecord(ctx context.Context) (steps.Answer, error) {
	id := r.res.Ticket.ID
	tag := link.Record{Ticket: id, Kind: string(r.req.For.Kind), ID: r.req.For.ID}.Tag()
	tags, err := r.in.cfg.Support.Tickets.AddTags(ctx, id, support.TicketTagsParams{Tags: []string{tag}})
	if err != nil {
		return steps.Answer{}, err
	}
	r.res.Ticket.Tags = tags
	return steps.Answer{State: steps.Done, Detail: r.req.For.String()}, nil
}

// FromSell reports whether a ticket was created in Sell, by the product or by
// [Agent.CreateTicket].
func FromSell(t *support.Ticket) bool { return slices.Contains(t.Tags, TicketFromSell) }

// RecordOf returns the record that a ticket was created for by [Agent.CreateTicket].
// The product itself does not store it.
func RecordOf(t *support.Ticket) (Ref, bool) {
	r, ok := link.RecordOf(t.ID, t.Tags)
	return Ref{RecordKind(r.Kind), r.ID}, ok
}
