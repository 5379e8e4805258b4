package lease

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/support"
)

// Stack is a lease within the process with one among processes on top of it: so a
// process asks for the outer lease once, and remembers its own interrupted runs
// whatever the outer lease forgets.
type Stack struct {
	local Held
	outer Held // nil if there is only the local one
	since time.Time
	lag   time.Duration
}

// Local takes the lease within the process, waiting for as long as another run holds
// it. If that run is interrupted, its lease lasts for another lag.
func Local(ctx context.Context, m *Memory, key string, run Run, lag time.Duration, rest func(context.Context, time.Duration) error) (*Stack, error) {
	for {
		held, err := m.Acquire(ctx, key, run, math.MaxInt64)
		if err == nil {
			return &Stack{local: held, since: time.Now(), lag: lag}, nil
		}
		if serr := rest(ctx, 100*time.Millisecond); serr != nil {
			return nil, fmt.Errorf("%w: %w", err, serr)
		}
	}
}

// Add takes another lease on top.
func (s *Stack) Add(ctx context.Context, l Lease, key string, run Run, ttl time.Duration) error {
	since := time.Now()
	held, err := l.Acquire(ctx, key, run, ttl)
	if err != nil {
		return err
	}
	s.outer, s.since = held, since
	if c := s.Claim(); c != nil {
		s.since = c.since
	}
	return nil
}

// Since returns a moment just before the lease began, by the local clock.
func (s *Stack) Since() time.Time { return s.since }

// Shared reports whether the lease also keeps out other processes.
func (s *Stack) Shared() bool { return s.outer != nil }

// Earlier returns the interrupted runs, the oldest first.
func (s *Stack) Earlier() []Run {
	all := s.local.Earlier()
	if s.outer != nil {
		for _, r := range s.outer.Earlier() {
			all = keep(all, r)
		}
	}
	return oldestFirst(all)
}

// Claim returns the claim on the ticket, nil if the outer lease is another one.
func (s *Stack) Claim() *ClaimHeld {
	c, _ := s.outer.(*ClaimHeld)
	return c
}

// Check returns an error if the ticket shows that the lease was lost to another run or,
// if gone is set, that somebody removed the claim.
func (s *Stack) Check(t *support.Ticket, gone bool) error {
	c := s.Claim()
	if c == nil || link.Closed(t) {
		return nil
	}
	if mine, taken := c.state(t); taken || gone && !mine {
		return errLost
	}
	return nil
}

// Renew implements [steps.Lease].
func (s *Stack) Renew(ctx context.Context, ttl time.Duration) error {
	if s.outer == nil {
		return nil
	}
	return s.outer.Renew(ctx, ttl)
}

// Release implements [steps.Lease].
func (s *Stack) Release(ctx context.Context, settled bool) (err error) {
	if s.outer != nil {
		err = s.outer.Release(ctx, settled)
	}
	return errors.Join(err, s.local.Release(ctx, settled))
}

// Leave implements [steps.Lease]. The lease lasts until lists show what was created,
// so that nobody looks earlier.
func (s *Stack) Leave(ctx context.Context, soon bool) {
	if s.outer != nil && s.Claim() == nil && soon {
		_ = s.outer.Renew(ctx, s.lag) // if this fails, it expires
	}
	_ = s.local.Renew(ctx, s.lag) // in memory, so it cannot have been lost
}
