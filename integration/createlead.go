package integration

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/leadrouting"
)

const (
	// lag is how long Sell's lists are given to show what was written, before
	// a look is believed that does not find it.
	lag = 5 * time.Second
	// tries bounds how often a write to Sell is repeated that lost its answer,
	// updates how often an update of the ticket is that meets others.
	tries   = 4
	updates = 20
)

// CreateLead makes a lead of the requester of a ticket, unless the ticket has
// one ([Existing]) or Sell knows the requester ([Matched]). It decides the owner
// by the settings, makes the lead with status and source, adds a note with the
// agent's text and the link to the ticket, and comments privately on the ticket
// with the link to the lead. The result lists each step, also beside an error;
// calling it again goes on where a run broke off.
//
// # One lead per ticket
//
// At most one lead, one note and one comment per ticket are promised, whatever
// fails and however many runs break off, and a lead that was made ends up linked
// once a run succeeds. This holds if all who make leads of tickets use the same
// lease, none stalls for longer than [LeaseTTL] between its lease and its lead,
// and Sell's lists lag less than five seconds. Else a duplicate is found and
// reported in Result.Duplicates; it is never deleted.
//
// Two things are not promised. A closed ticket takes no claim: with the default
// lease only this process keeps apart those who ask for its lead. And two
// tickets of one new customer can become two leads.
//
// A lead is known as that of the ticket by the custom field [Settings].TicketField.
// Where leads have no such field, the address of the ticket stands in the
// description of the lead; whoever changes that before the ticket is linked takes
// the evidence away.
//
// # Follow-up tickets
//
// A follow-up ticket inherits the tags of the ticket that it follows up. Their
// links are reported in Result.History and are not those of this ticket;
// LeadRequest.FollowHistory goes on with the lead instead of making another.
//
// # A lead that is gone
//
// When the lead of the ticket was deleted or converted since, the outcome is
// [Existing] and Result.Gone says what became of it. LeadRequest.ReplaceGone makes
// another.
//
// # Agents who do not see the lead
//
// In the mode Only Sell users have access, a run that broke off may have made a
// lead that the agent cannot see: one of another agent, or one that was given
// to a colleague. Rather than make a second one, the agent gets
// [ErrInterrupted]; the automation, which sees all leads, can go on. Nor does
// Sell take a note from an agent who cannot see the lead: its text then goes into
// the comment on the ticket.
//
// # The claim
//
// The claim is a tag, so triggers of the account fire: they must leave tags
// alone that start with sell_claim_. Where one takes them off, no lead is made.
//
// # Many at once
//
// An Integration works on [Config].Concurrency tickets at a time; further calls
// wait for their turn, until their context ends.
func (a *Agent) CreateLead(ctx context.Context, req LeadRequest) (*Result, error) {
	res := &Result{Ticket: req.Ticket}
	switch {
	case !a.in.cfg.Settings.SellInSupport:
		return res, ErrSwitchedOff
	case req.Ticket <= 0:
		return res, fmt.Errorf("%w: %d is not an id", ErrTicketNotVisible, req.Ticket)
	case req.Resume != nil && req.Resume.Ticket != req.Ticket:
		return res, fmt.Errorf("integration: the result to resume is of ticket %d, not %d", req.Resume.Ticket, req.Ticket)
	}
	r := &leadRun{Agent: a, req: req, res: res, slot: slot{free: a.in.slots}, desk: a.desk(req.Ticket)}
	if err := r.slot.enter(ctx); err != nil {
		return res, err
	}
	defer r.slot.leave()
	if done, err := r.decide(ctx); done || err != nil {
		return res, err
	}
	if req.DryRun {
		r.plan()
		return res, nil
	}
	return res, r.carryOut(ctx)
}

// steps are what creating a lead is, in order. The lease comes before them all.
// The source is made after the lead: what Sell refuses leaves nothing behind.
func (r *leadRun) steps() []steps.Step {
	return []steps.Step{
		{Name: StepLead, Look: r.lookForLead, Do: r.makeLead, Lag: lag, Tries: tries, Again: conflict},
		{Name: StepSource, Look: r.lookForSource, Do: r.makeSource, Lag: lag, Tries: tries, Again: takenName},
		{Name: StepLeadSource, Look: r.lookForLeadSource, Do: r.setLeadSource, Lag: lag, Tries: tries},
		{Name: StepNote, Look: r.lookForNote, Do: r.makeNote, Lag: lag, Tries: tries},
		{Look: r.lookForOwner},
		{Name: StepComment, Look: r.lookForComment, Do: r.makeComment, Lag: settle, Tries: updates, Again: changed},
		{Name: StepLink, Look: r.lookForLink, Do: r.makeLink, Lag: settle, Tries: updates, Again: changed},
	}
}

// carryOut takes the steps through under the lease.
func (r *leadRun) carryOut(ctx context.Context) error {
	held, err := r.acquire(ctx)
	if errors.Is(err, lease.ErrNeedless) { // another run linked the ticket meanwhile
		return r.existing(ctx, r.links())
	}
	if err != nil {
		return r.failed(StepLease, err)
	}
	op := steps.Operation{Steps: r.steps(), Record: r.record, Warn: r.warn, TTL: LeaseTTL, Lag: lag}
	err = op.Run(ctx, held)
	if op.Left() {
		r.res.run = r.run
	}
	if !op.Wrote() {
		r.giveTurnBack(ctx)
	}
	switch {
	case err != nil:
		return busy(fmt.Errorf("integration: ticket %d: %w", r.req.Ticket, err))
	case r.res.LeadID != 0:
		r.res.Outcome = Existing
		if r.res.state(StepLead) == Done {
			r.res.Outcome = Created
		}
	case len(r.links()) > 0:
		return r.existing(ctx, r.links())
	default:
		r.res.Outcome = Matched
	}
	return nil
}

// leadRun is one request for a lead on its way: who asks for what, what both
// accounts say, and what was decided. What was done is in its result.
type leadRun struct {
	*Agent
	req LeadRequest
	res *Result

	slot      slot
	desk      *link.Desk
	requester *person
	account   leadAccount
	known     time.Time         // when the matches were looked up
	dealOwner leadrouting.Owner // of the requester's open deal, where the policy asks
	gone      []int64           // leads that the ticket is linked to, and that are to be replaced

	run     lease.Run
	lease   *lease.Stack
	earlier []lease.Run // that broke off

	turn leadrouting.Decision // that took a turn of a local pool
}

func (r *leadRun) record(name string, state steps.State, detail string) {
	r.res.Steps = append(r.res.Steps, Step{name, StepState(state), detail})
}

func (r *leadRun) warn(text string) { r.res.Warnings = append(r.res.Warnings, text) }

// failed adds the step that failed; the error stays the caller's.
func (r *leadRun) failed(name string, err error) error {
	r.record(name, steps.Failed, err.Error())
	return fmt.Errorf("integration: ticket %d: %s: %w", r.req.Ticket, name, err)
}

// links are the leads that the ticket is linked to, but for those to be replaced.
func (r *leadRun) links() []int64 {
	own, _ := link.Of(r.req.Ticket, r.desk.Ticket.Tags)
	return allBut(own, r.gone)
}

// key names the ticket among those of all accounts.
func (r *leadRun) key() string {
	return fmt.Sprintf("%s/%d", r.in.cfg.Support.Subdomain(), r.req.Ticket)
}

func conflict(err error, _ int) bool { return errors.Is(err, zendesk.ErrConflict) }
