package integration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

const (
	// lag is how long Sell's lists are given to show what was written, before
	// an unclear write is repeated.
	lag = 5 * time.Second
	// fresh is how old a lease may be when a write to Sell begins, and writeTime
	// how long that write may take: together they stay below LeaseTTL.
	fresh     = 25 * time.Second
	writeTime = 20 * time.Second
	// unclearTries bounds how often a write is repeated that lost its answer.
	unclearTries = 4
)

// write makes source, lead, note and comment, each at most once.
func (r *run) write(ctx context.Context) (*Result, error) {
	local, err := r.in.local.wait(ctx, r.key())
	if err != nil {
		return r.res.fail(StepLease, err)
	}
	defer r.releaseLocal(ctx, local)
	defer r.remember()

	if err := r.source(ctx); err != nil {
		return r.res.fail(StepSource, err)
	}
	ticket, err := r.acquire(ctx)
	if err != nil {
		return r.res.fail(StepLease, err)
	}
	if ids := links(ticket); len(ids) > 0 {
		r.release(ctx)
		return r.existing(ctx, ids)
	}
	if err := r.stillDecided(ctx, ticket); err != nil {
		r.release(ctx)
		return r.res.fail(StepLease, err)
	}
	lead, existed, err := r.theLead(ctx)
	if err != nil {
		if !errors.Is(err, zendesk.ErrUnclear) {
			r.release(ctx) // nothing was made: the next run need not wait
		}
		return r.res.fail(StepLead, err)
	}
	if lead == nil { // Matched, found under the lease
		r.release(ctx)
		return r.res, nil
	}
	r.res.Lead, r.res.LeadID = lead, lead.ID
	// From here on the lease is left to end by itself when something fails:
	// until then the lists may not show what was written.
	if err := r.note(ctx, existed || r.upserted); err != nil {
		return r.res.fail(StepNote, err)
	}
	r.readOwner(ctx)
	if err := r.finish(ctx, existed, ticket.Status == support.TicketStatusClosed); err != nil {
		return r.res.fail(StepComment, err)
	}
	r.finished = true
	r.res.Outcome = Created
	if existed {
		r.res.Outcome = Existing
	}
	return r.res, nil
}

// releaseLocal ends the lease within the process. A closed ticket carries no
// link, so the lists must show its lead before anybody else looks.
func (r *run) releaseLocal(ctx context.Context, local HeldLease) {
	if !r.asked.IsZero() && !r.tagged {
		_ = local.Renew(ctx, lag) // in memory: it was not lost
		return
	}
	_ = local.Release(ctx)
}

// remember keeps what the next run on this ticket must know, if this one asked
// for a lead and broke off.
func (r *run) remember() {
	switch {
	case r.finished:
		r.in.unfinished.remove(r.key())
	case !r.asked.IsZero():
		r.in.unfinished.add(r.key(), unfinished{r.began, r.asked, r.known})
	}
}

// stillDecided looks again at what may have changed while the lease was waited
// for.
func (r *run) stillDecided(ctx context.Context, ticket *support.Ticket) error {
	if ticket.RequesterID != r.ticketRead.RequesterID {
		return errors.New("the requester of the ticket has changed: ask again")
	}
	if time.Since(r.decided) <= lag {
		return nil
	}
	var err error
	r.res.Matches, err = r.match(ctx, r.requester.keys)
	r.known = r.res.Matches
	return err
}

// key names the ticket among those of all accounts.
func (r *run) key() string {
	return r.in.Support.Subdomain() + "/" + strconv.FormatInt(r.req.Ticket, 10)
}

// wait is Acquire for a lease in the same process, whose holder gives it back
// however long that takes.
func (l *MemoryLease) wait(ctx context.Context, key string) (HeldLease, error) {
	for {
		held, err := l.Acquire(ctx, key, math.MaxInt64)
		if !errors.Is(err, ErrBusy) {
			return held, err
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBusy, err)
		}
	}
}

// acquire takes the lease and returns the ticket as it is under it. It waits
// for another run to end, at most for as long as a lease can last twice.
func (r *run) acquire(ctx context.Context) (*support.Ticket, error) {
	for giveUp := time.Now().Add(2 * LeaseTTL); ; {
		ticket, err := r.tryAcquire(ctx)
		if !errors.Is(err, ErrBusy) || time.Now().After(giveUp) {
			return ticket, err
		}
		if serr := sleep(ctx, settled); serr != nil {
			return nil, fmt.Errorf("%w (%w)", err, serr)
		}
	}
}

func (r *run) tryAcquire(ctx context.Context) (*support.Ticket, error) {
	if r.in.Lease != nil {
		held, err := r.resumeOrAcquire(ctx)
		if err != nil {
			return nil, err
		}
		r.res.held = held
		r.lease, r.since, r.began = held, time.Now(), time.Now().Add(-time.Minute) // clocks may differ
		r.res.step(StepLease, Done, "the configured lease")
		return r.ticket(ctx, r.req.Ticket)
	}
	c := &claim{agent: r.Agent, ticketID: r.req.Ticket}
	c.finder = r.finder()
	if old := r.req.Resume; old != nil && (old.LeadID != 0 || r.seesItsLead()) {
		if resumed, ok := old.held.(*claim); ok {
			c.tried = resumed.tried
		}
	}
	r.res.held = c
	ticket, since, err := c.take(ctx)
	if err != nil {
		return nil, err
	}
	r.since, r.began = since, c.at
	if ticket.Status == support.TicketStatusClosed {
		r.res.step(StepLease, Skipped, "the ticket is closed and takes no claim")
		return ticket, nil
	}
	r.lease = c
	r.res.step(StepLease, Done, "a claim on the ticket")
	return ticket, nil
}

// resumeOrAcquire keeps the lease of the run that is resumed, if it still holds.
func (r *run) resumeOrAcquire(ctx context.Context) (HeldLease, error) {
	if old := r.req.Resume; old != nil && old.held != nil {
		if old.held.Renew(ctx, LeaseTTL) == nil {
			return old.held, nil
		}
	}
	return r.in.Lease.Acquire(ctx, r.key(), LeaseTTL)
}

// seesItsLead reports whether the actor will see the lead that this run makes.
// In the mode Only Sell users a lead that is given to a colleague may be out of
// the agent's sight at once: then nobody but the automation can tell whether a
// run that broke off made it.
func (r *run) seesItsLead() bool {
	if r.user == nil || r.in.Settings.Routing.Access != leadrouting.OnlySellUsers {
		return true
	}
	return r.in.Router == nil && r.res.Decision.Owner == r.creator // a router decides when the lead is made
}

// finder is the agent who will see the lead of this run, 0 if only the
// automation is sure to.
func (r *run) finder() int64 {
	if !r.seesItsLead() {
		return 0
	}
	return r.id()
}

// release gives the lease back, so that the next run need not wait for its
// end; if that fails, it must.
func (r *run) release(ctx context.Context) {
	if r.lease == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	if err := r.lease.Release(ctx); err != nil {
		r.res.Warnings = append(r.res.Warnings, "the lease could not be given back and ends by itself")
	}
}

// hold makes sure that the lease will last for one write, and bounds the write
// so that it ends before the lease does.
func (r *run) hold(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if r.lease != nil && time.Since(r.since) > fresh {
		since := time.Now()
		if err := r.lease.Renew(ctx, LeaseTTL); err != nil {
			return nil, nil, err
		}
		r.since = since
		if c, ok := r.lease.(*claim); ok {
			r.since = c.begun
		}
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	return ctx, cancel, nil
}

// source finds the lead source of the settings, or makes it.
func (r *run) source(ctx context.Context) error {
	name := r.in.Settings.Lead.Source
	if name == "" {
		return nil
	}
	for range unclearTries {
		for s, err := range r.sell.LeadSources.All(ctx, sell.SourceQuery{Name: name}) {
			if err != nil {
				return err
			}
			if s.Name == name {
				r.sourceID = s.ID
				r.res.step(StepSource, Already, "%q is source %d", name, s.ID)
				return nil
			}
		}
		s, err := r.sell.LeadSources.Create(ctx, sell.SourceParams{Name: zendesk.Set(name)})
		switch {
		case err == nil:
			r.sourceID = s.ID
			r.res.step(StepSource, Done, "made %q, source %d", name, s.ID)
			return nil
		case errors.Is(err, zendesk.ErrUnclear), alreadyExists(err): // names are unique: somebody made it, maybe we did
			if err := sleep(ctx, lag); err != nil {
				return err
			}
		default:
			return err
		}
	}
	return fmt.Errorf("the lead source %q could be neither found nor made", name)
}

func alreadyExists(err error) bool {
	e, ok := errors.AsType[*zendesk.Error](err)
	return ok && slices.ContainsFunc(e.Fields, func(f zendesk.FieldError) bool { return f.Code == "already_exists" })
}

// theLead finds the lead that an earlier run made of this ticket, or makes it.
// It returns nil when Sell knows the requester after all.
func (r *run) theLead(ctx context.Context) (lead *sell.Lead, existed bool, err error) {
	if old := r.req.Resume; old != nil && old.LeadID != 0 {
		if lead, err = r.lead(ctx, old.LeadID); err != nil {
			return nil, false, err
		}
		ours, err := r.madeBefore(ctx, old, lead)
		if err != nil {
			return nil, false, err
		}
		if ours {
			found := r.found(cmp.Or(lead, old.Lead, &sell.Lead{ID: old.LeadID}))
			r.res.Decision = old.Decision
			return found, true, nil
		}
	}
	var unclear error // of a create that may have been carried out
	for try := range unclearTries {
		leads, byField, err := r.made(ctx, unclear != nil)
		if err != nil && unclear != nil {
			return nil, false, fmt.Errorf("%w; %w", unclear, err)
		}
		if err != nil {
			return nil, false, err
		}
		if len(leads) > 0 {
			for _, other := range leads[1:] {
				r.res.Duplicates = append(r.res.Duplicates, other.ID)
			}
			return r.found(leads[0]), true, nil
		}
		if len(r.res.Matches) > 0 && !r.req.DespiteMatches {
			r.res.Outcome = Matched
			return nil, false, nil
		}
		if try == 0 && r.in.Router != nil { // now that a lead is made, take the turn
			if r.res.Decision, err = r.route(false); err != nil {
				return nil, false, err
			}
		}
		lead, err := r.create(ctx, byField)
		switch {
		case err == nil:
			r.res.step(StepLead, Done, "lead %d", lead.ID)
			return lead, false, nil
		case errors.Is(err, zendesk.ErrConflict): // several leads of this ticket: the lists will show them
		case errors.Is(err, zendesk.ErrUnclear) && r.seesItsLead():
			unclear = err
		default:
			return nil, false, err
		}
		if try == unclearTries-1 {
			return nil, false, err
		}
		if serr := sleep(ctx, lag); serr != nil {
			return nil, false, err
		}
	}
	return nil, false, nil // not reached: the last try returns
}

// madeBefore reports whether the lead of a result is that of this ticket. A
// result that was stored and read back is only as good as what Sell says.
func (r *run) madeBefore(ctx context.Context, old *Result, lead *sell.Lead) (bool, error) {
	if old.held != nil || lead != nil && r.ofTicket(lead, r.req.Ticket) {
		return true, nil
	}
	if lead == nil {
		return false, nil
	}
	note, _, err := r.noteOfTicket(ctx, Lead(lead.ID), r.req.Ticket)
	return note != nil, err
}

// found takes a lead that an earlier run made; that run decided the owner.
func (r *run) found(lead *sell.Lead) *sell.Lead {
	r.res.step(StepLead, Already, "lead %d", lead.ID)
	r.res.Decision = leadrouting.Decision{}
	return lead
}

// create makes the lead under the lease. With the custom field it is an upsert
// by the ticket: should a lease have been lost all the same, it meets the lead
// of the other run.
func (r *run) create(ctx context.Context, byField bool) (*sell.Lead, error) {
	ctx, cancel, err := r.hold(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if c, ok := r.lease.(*claim); ok { // a trigger or a person may have taken it off
		ticket, err := r.ticket(ctx, r.req.Ticket)
		if err != nil {
			return nil, err
		}
		if !c.mine(ticket) {
			return nil, errLost
		}
	}
	r.asked = time.Now()
	defer func() { r.asked = time.Now() }()
	if byField && r.seesItsLead() { // an upsert does not meet what the agent cannot see
		r.upserted = true
		return r.sell.Leads.Upsert(ctx, sell.LeadMatch{CustomFields: map[string]string{r.in.Settings.ticketField(): r.number()}}, r.params())
	}
	return r.sell.Leads.Create(ctx, r.params())
}

func (r *run) number() string { return strconv.FormatInt(r.req.Ticket, 10) }
