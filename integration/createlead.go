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
	// lag is how long Sell's lists may take to show a write. Only after that does
	// not finding it mean that it is not there.
	lag = 5 * time.Second
	// tries bounds how often a write to Sell is tried when its response is lost,
	// updates how often an update of the ticket is when others change it too.
	tries   = 4
	updates = 20
)

// CreateLead creates a lead from the requester of a ticket, unless the ticket
// already has one ([Existing]) or Sell already knows the requester ([Matched]). It
// decides the owner by the settings, creates the lead with its status and source,
// adds a note with the agent's text and a link to the ticket, and comments
// privately on the ticket with a link to the lead. The result lists every step,
// even if an error is returned. Calling CreateLead again continues where an
// interrupted run stopped.
//
// # One lead per ticket
//
// CreateLead creates at most one lead, one note and one comment per ticket, no
// matter what fails or how many runs are interrupted, and a lead that was created
// is linked to the ticket once a run succeeds. This holds as long as everyone who
// creates leads from tickets uses the same lease, no run stalls for longer than
// [LeaseTTL] between acquiring the lease and creating the lead, and Sell's lists
// lag less than five seconds. Otherwise a duplicate is found and reported in
// Result.Duplicates; it is never deleted.
//
// Two things are not promised. A closed ticket cannot be claimed: with the default
// lease, only runs in the same process exclude each other on it. And two tickets
// from the same new customer can become two leads.
//
// The custom field [Settings].TicketField identifies the lead of a ticket. If leads
// have no such field, the description of the lead holds the URL of the ticket
// instead; changing the description before the ticket is linked removes the
// evidence.
//
// # Calling it again
//
// It is always safe to call CreateLead again, whatever it returned. While another run
// works on the ticket it waits, for two minutes at most or until ctx ends, and then
// returns [ErrBusy], which [zendesk.Retryable] says to try later. A context that ended
// is for the caller to judge.
//
// # Follow-up tickets
//
// A follow-up ticket inherits the tags of the ticket that it follows up. Links
// inherited this way are reported in Result.History and are not links of this
// ticket. LeadRequest.FollowHistory continues with the earlier lead instead of
// creating another one.
//
// # Leads that are gone
//
// If the lead of the ticket has since been deleted or converted, the outcome is
// [Existing] and Result.Gone says what became of it. LeadRequest.ReplaceGone
// creates another lead.
//
// # Agents who cannot see the lead
//
// In the mode "Only Sell users have access", an interrupted run may have created a
// lead that the agent cannot see: another agent's lead, or one that was assigned to
// a colleague. To avoid a second lead, CreateLead then returns [ErrInterrupted]; the
// automation, which sees all leads, can continue. Sell also rejects a note from an
// agent who cannot see the lead. In that case the text of the note goes into the
// comment on the ticket.
//
// # The claim
//
// The claim is a tag, so it can fire the account's triggers. Triggers must leave
// tags that start with sell_claim_ alone: if one removes them, no lead is created.
//
// # Concurrency
//
// An Integration works on [Config].Concurrency tickets at a time. Further calls
// wait for their turn until their context ends.
func (a *Agent) CreateLead(ctx context.Context, req LeadRequest) (*Result, error) {
	res := &Result{Ticket: req.Ticket}
	switch {
	case !a.in.cfg.Settings.SellInSupport:
		return res, ErrSwitchedOff
	case req.Ticket <= 0:
		return res, fmt.Errorf("%w: %d is not an id", ErrTicketNotVisible, req.Ticket)
	case req.Resume != nil && req.Resume.Ticket != req.Ticket:
		return res, fmt.Errorf("integration: LeadRequest.Resume is the result of ticket %d, not of ticket %d", req.Resume.Ticket, req.Ticket)
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

// steps returns the steps of creating a lead, in order; the lease precedes them
// all. The source comes after the lead, so that nothing is left behind if Sell
// rejects the lead.
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

// carryOut runs the steps under the lease.
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

// leadRun is a request for a lead in progress: who asks for what, what both
// accounts say, and what was decided. Its result holds what was done.
type leadRun struct {
	*Agent
	req LeadRequest
	res *Result

	slot      slot
	desk      *link.Desk
	requester *person
	account   leadAccount
	known     time.Time         // when the matches were looked up
	dealOwner leadrouting.Owner // of the requester's open deal, if the policy asks
	gone      []int64           // linked leads that are to be replaced

	run     lease.Run
	lease   *lease.Stack
	earlier []lease.Run // interrupted runs

	turn leadrouting.Decision // the decision that took a turn of a local pool
}

func (r *leadRun) record(name string, state steps.State, detail string) {
	r.res.Steps = append(r.res.Steps, Step{name, StepState(state), detail})
}

func (r *leadRun) warn(text string) { r.res.Warnings = append(r.res.Warnings, text) }

// failed records the step that failed and wraps its error.
func (r *leadRun) failed(name string, err error) error {
	r.record(name, steps.Failed, err.Error())
	return fmt.Errorf("integration: ticket %d: %s: %w", r.req.Ticket, name, err)
}

// links returns the leads that the ticket is linked to, except those to be replaced.
func (r *leadRun) links() []int64 {
	own, _ := link.Of(r.req.Ticket, r.desk.Ticket.Tags)
	return allBut(own, r.gone)
}

// key identifies the ticket across accounts.
func (r *leadRun) key() string {
	return fmt.Sprintf("%s/%d", r.in.cfg.Support.Subdomain(), r.req.Ticket)
}

func conflict(err error, _ int) bool { return errors.Is(err, zendesk.ErrConflict) }
