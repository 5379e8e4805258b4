package integration

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/support"
)

// LeaseTTL is how long a lease lasts unless it is renewed. A run that stalls for
// longer between acquiring the lease and creating the lead has lost the lease.
const LeaseTTL = time.Minute

// Lease keeps two runs from working on the same ticket at once, and remembers
// interrupted runs. Sell has no idempotency key and nothing on a lead is unique, so
// the lease is what keeps a ticket from becoming two leads.
type Lease interface {
	// Acquire takes the lease on key for ttl. If another run holds it, Acquire
	// returns an error that wraps [ErrBusy] at once. A run that already holds the
	// lease (the same ID) gets it again. Acquire also records the run, so that it
	// is remembered if it never releases the lease.
	Acquire(ctx context.Context, key string, run Run, ttl time.Duration) (HeldLease, error)
}

// HeldLease is a lease that was acquired.
type HeldLease interface {
	// Earlier returns the runs that acquired the key before this one and have
	// neither released it nor been forgotten since: they were interrupted, and may
	// have created a lead. One run per agent is enough, the oldest.
	Earlier() []Run
	// Renew extends the lease to ttl from now. An error means that the lease may
	// have been lost.
	Renew(ctx context.Context, ttl time.Duration) error
	// Release gives the lease back and forgets this run; if settled, it forgets the
	// earlier ones too. If the lease was lost, Release does nothing. A lease that
	// ends without Release belongs to an interrupted run, which must be remembered
	// until a later run releases with settled.
	Release(ctx context.Context, settled bool) error
}

// Run identifies the holder of a lease, as a lease must store it.
type Run struct {
	ID    string    `json:"id"`    // never used twice
	Agent int64     `json:"agent"` // the Support agent who sees what the run creates; 0: only the automation is sure to
	Began time.Time `json:"began"` // by Support's clock
}

// MemoryLease is a [Lease] for one process: it keeps the goroutines of the process
// apart and ends with it. A process that starts right after another one was
// interrupted knows nothing of that run, and lists that lag may not yet show what it
// created.
type MemoryLease struct {
	memory lease.Memory
}

// NewMemoryLease returns a lease for one process.
func NewMemoryLease() *MemoryLease { return new(MemoryLease) }

// Acquire implements [Lease].
func (l *MemoryLease) Acquire(ctx context.Context, key string, run Run, ttl time.Duration) (HeldLease, error) {
	held, err := l.memory.Acquire(ctx, key, lease.Run(run), ttl)
	if err != nil {
		return nil, busy(err)
	}
	return memoryHold{held}, nil
}

type memoryHold struct{ held lease.Held }

func (h memoryHold) Earlier() []Run {
	var runs []Run
	for _, r := range h.held.Earlier() {
		runs = append(runs, Run(r))
	}
	return runs
}

func (h memoryHold) Renew(ctx context.Context, ttl time.Duration) error {
	return busy(h.held.Renew(ctx, ttl))
}

func (h memoryHold) Release(ctx context.Context, settled bool) error {
	return h.held.Release(ctx, settled)
}

// busy turns the error of a lease that another run holds into [ErrBusy].
func busy(err error) error {
	if b, ok := errors.AsType[*lease.Busy](err); ok && !errors.Is(err, ErrBusy) {
		return busyError{err, b}
	}
	return err
}

// busyError is the error of a lease that wraps [ErrBusy].
type busyError struct {
	error
	busy *lease.Busy
}

func (e busyError) Unwrap() []error { return []error{ErrBusy, e.error} }

// Retryable and RetryIn tell [zendesk.Retryable]: the other run ends, or its lease does.
func (e busyError) Retryable() bool        { return true }
func (e busyError) RetryIn() time.Duration { return LeaseTTL }

func (e busyError) Error() string { return ErrBusy.Error() + ": " + e.error.Error() }

// configured adapts the configured lease to the internal interface.
type configured struct{ Lease }

func (c configured) Acquire(ctx context.Context, key string, run lease.Run, ttl time.Duration) (lease.Held, error) {
	held, err := c.Lease.Acquire(ctx, key, Run(run), ttl)
	if err != nil {
		return nil, err
	}
	return configuredHold{held}, nil
}

type configuredHold struct{ HeldLease }

func (h configuredHold) Earlier() []lease.Run {
	var runs []lease.Run
	for _, r := range h.HeldLease.Earlier() {
		runs = append(runs, lease.Run(r))
	}
	return runs
}

// acquire takes the lease within the process and the one among processes. It waits
// for another run to end, but no longer than twice the life of a lease.
func (r *leadRun) acquire(ctx context.Context) (steps.Held, error) {
	r.run = lease.NewRun(r.witness(), r.desk.Now())
	resumed := r.req.Resume != nil && r.req.Resume.run.ID != ""
	if resumed {
		r.run = r.req.Resume.run
	}
	var err error
	if r.lease, err = lease.Local(ctx, &r.in.local, r.key(), r.run, lag, r.slot.rest); err != nil {
		return steps.Held{}, err
	}
	if err := r.acquireOuter(ctx); err != nil {
		_ = r.lease.Release(ctx, false) // in memory
		return steps.Held{}, err
	}
	r.earlier = r.lease.Earlier()
	if resumed {
		r.earlier = append(r.earlier, r.run)
	}
	begun := len(r.earlier) > 0 || r.disturbed(ctx)
	return steps.Held{Lease: r.lease, Since: r.lease.Since(), Begun: begun}, nil
}

// acquireOuter takes the lease among processes. A closed ticket cannot be claimed.
func (r *leadRun) acquireOuter(ctx context.Context) error {
	var l lease.Lease = &lease.Claim{
		Desk: r.desk, Ticket: r.req.Ticket,
		Needless: func(*support.Ticket) bool { return len(r.links()) > 0 },
	}
	detail := "a claim on the ticket"
	if r.in.cfg.Lease != nil {
		l, detail = configured{r.in.cfg.Lease}, "the configured lease"
	}
	for giveUp := time.Now().Add(2 * LeaseTTL); ; {
		err := r.lease.Add(ctx, l, r.key(), r.run, LeaseTTL)
		held := errors.Is(err, ErrBusy)
		if _, claimed := errors.AsType[*lease.Busy](err); claimed {
			held, err = true, busy(err)
		}
		switch {
		case err == nil:
			r.desk.Spoil() // it was read before the lease
			r.record(StepLease, steps.Done, detail)
			return nil
		case errors.Is(err, lease.ErrNeedless) && len(r.links()) == 0 && link.Closed(r.desk.Ticket):
			r.record(StepLease, steps.Skipped, "the ticket is closed and cannot be claimed")
			return nil
		case !held || time.Now().After(giveUp):
			return err
		}
		if serr := r.slot.rest(ctx, busyWait); serr != nil {
			return fmt.Errorf("%w (%w)", err, serr)
		}
	}
}

// busyWait is the pause between attempts to get a lease that another run holds.
const busyWait = 2 * time.Second

// seesItsLead reports whether the actor will see the lead that this run creates. In
// the mode "Only Sell users have access", a lead that is assigned to a colleague may
// be hidden from the agent at once: then only the automation can tell whether an
// interrupted run created it.
func (r *leadRun) seesItsLead() bool {
	if r.seesAll() {
		return true
	}
	return r.in.cfg.Router == nil && r.res.Decision.Owner == r.creator // a router decides only when the lead is created
}

// witness returns the agent who will see the lead of this run, 0 if only the
// automation is sure to.
func (r *leadRun) witness() int64 {
	if !r.seesItsLead() {
		return 0
	}
	return r.id()
}

// id returns the agent's id in Support, 0 for the automation.
func (a *Agent) id() int64 {
	if a.user == nil {
		return 0
	}
	return a.user.ID
}
