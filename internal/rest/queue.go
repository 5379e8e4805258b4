package rest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sellsupport/zendesk"
)

// Queue lets requests through in the order they came, each when all budgets
// that it needs have room. Those that wait for a budget of their own do not
// hold up the others. It is the mechanism behind the default limiters.
//
// Nothing is taken before all budgets have room, so a caller that gives up or is
// refused costs no slot of any.
type Queue struct {
	mu      sync.Mutex // never held over a wait
	waiting []*waiter
	timer   *time.Timer // for the first that will have room; nil when nobody waits
}

// waiter is a caller in the queue.
type waiter struct {
	budgets  []*Budget
	deadline time.Time // zero for none
	done     chan error
}

// NewQueue returns an empty queue.
func NewQueue() *Queue { return new(Queue) }

// Budget returns a new budget of this queue.
func (q *Queue) Budget(r Rate) *Budget { return &Budget{queue: q, rate: r} }

// Wait returns when a request that needs these budgets may be sent. When ctx
// would end before that it returns at once, with an error that is ErrRateLimited
// as well as context.DeadlineExceeded.
func (q *Queue) Wait(ctx context.Context, budgets ...*Budget) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if q.open(budgets) {
		return nil
	}
	w := &waiter{budgets: budgets, done: make(chan error, 1)}
	w.deadline, _ = ctx.Deadline()
	q.mu.Lock()
	q.waiting = append(q.waiting, w)
	q.move(time.Now())
	q.mu.Unlock()
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiting, w); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
		q.move(time.Now())
		return context.Cause(ctx)
	}
	return <-w.done // the turn came at the same moment
}

// open lets a request pass at once if nobody waits and all budgets have room.
func (q *Queue) open(budgets []*Budget) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if len(q.waiting) > 0 || slices.ContainsFunc(budgets, func(b *Budget) bool { return b.opens(now).After(now) }) {
		return false
	}
	for _, b := range budgets {
		b.take(now)
	}
	return true
}

// move lets pass who may, refuses who comes too late, and sets the timer for
// the next.
func (q *Queue) move(now time.Time) {
	next := q.pass(now)
	if q.timer != nil {
		q.timer.Stop()
		q.timer = nil
	}
	if !next.IsZero() {
		q.timer = time.AfterFunc(next.Sub(now), func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.move(time.Now())
		})
	}
}

// pass looks through the queue once and returns when to do so again; zero when
// nobody waits.
func (q *Queue) pass(now time.Time) (next time.Time) {
	q.waiting = slices.DeleteFunc(q.waiting, func(w *waiter) bool {
		opens, least, free := now, now, true
		for _, b := range w.budgets {
			opens, least, free = later(opens, b.opens(now)), later(least, b.least(now)), free && !b.held
		}
		switch {
		case free && opens.Equal(now):
			for _, b := range w.budgets {
				b.take(now)
			}
			w.done <- nil
			return true
		case !w.deadline.IsZero() && least.After(now) && !least.Before(w.deadline):
			w.done <- &tooLate{least.Sub(now)}
			return true
		}
		for _, b := range w.budgets {
			b.ahead++
			// Nobody who needs what this one waits for may overtake.
			if at := b.opens(now); at.After(now) && !b.held {
				b.held, b.due = true, at
			}
		}
		if free && (next.IsZero() || opens.Before(next)) {
			next = opens
		}
		return false
	})
	for _, w := range q.waiting {
		for _, b := range w.budgets {
			b.held, b.ahead = false, 0
		}
	}
	return next
}

// tooLate is a turn that would come after the deadline.
type tooLate struct{ wait time.Duration }

func (e *tooLate) Error() string {
	return fmt.Sprintf("%v: the turn comes in %v, after the deadline: %v", zendesk.ErrRateLimited, e.wait.Round(time.Millisecond), context.DeadlineExceeded)
}

func (e *tooLate) Unwrap() []error { return []error{zendesk.ErrRateLimited, context.DeadlineExceeded} }

// Retryable and RetryIn are for [zendesk.RetryIn].
func (e *tooLate) Retryable() bool        { return true }
func (e *tooLate) RetryIn() time.Duration { return e.wait }
