package support

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/internal/wire"
)

const (
	// usualPlan is the allowance of all plans but lowestPlan, or the least of
	// theirs, in requests a minute: it holds until a response tells the real one.
	usualPlan = 200
	// lowestPlan is the allowance of Support Essential.
	lowestPlan = 10

	// pauseAfter429 is for a 429 without Retry-After.
	pauseAfter429 = 10 * time.Second
)

// NewLimiter returns the default limiter. It sends one request at a time until
// a response has told the account's allowance with the header X-Rate-Limit, and
// keeps to that allowance then, so that no minute holds more requests than the
// plan allows; without the header that is 200 a minute. Operations with a limit
// of their own keep that as well, and wait for it without holding up the others.
//
// A 429 pauses all callers. When its headers name the limit that is used up, as
// Zendesk-RateLimit-tickets-index does, or say that the account has requests
// left, only the operations of that limit pause.
func NewLimiter() zendesk.Limiter {
	l := &limits{queue: rest.NewQueue(), families: make(map[string]*rest.Budget), ops: make(map[string][]*rest.Budget)}
	l.account = l.queue.Budget(perMinute(usualPlan))
	l.account.Alone()
	for _, own := range ownLimits {
		b := l.queue.Budget(rest.Spread(own.requests, own.per))
		l.own = append(l.own, b)
		if own.family != "" {
			l.families[own.family] = b
		}
	}
	return limiter{wire.Hide(l)}
}

// limiter is safe to print while it is in use.
type limiter struct{ limits wire.Hidden[*limits] }

// Wait implements [zendesk.Limiter].
func (l limiter) Wait(ctx context.Context, op zendesk.Op) error { return l.limits.Get().wait(ctx, op) }

// Report implements [zendesk.Limiter].
func (l limiter) Report(_ context.Context, op zendesk.Op, o zendesk.Outcome) {
	l.limits.Get().report(op, o)
}

// String names what it is.
func (limiter) String() string { return "support.Limiter" }

func perMinute(n int) rest.Rate { return rest.Spread(n, time.Minute) }

type limits struct {
	queue   *rest.Queue
	account *rest.Budget
	own     []*rest.Budget // as ownLimits; fixed after construction

	mu       sync.Mutex
	told     bool                      // by a header, what the account's allowance is
	families map[string]*rest.Budget   // by their names in headers
	ops      map[string][]*rest.Budget // what each operation needs, as far as is known
}

func (l *limits) wait(ctx context.Context, op zendesk.Op) error {
	return l.queue.Wait(ctx, l.needs(op)...)
}

// needs returns the budgets of an operation, the account's first. The caller
// must not change them.
func (l *limits) needs(op zendesk.Op) []*rest.Budget {
	l.mu.Lock()
	defer l.mu.Unlock()
	needed, ok := l.ops[op.Name]
	if !ok {
		needed = append(needed, l.account)
		if own := l.ownOf(op); own != nil {
			needed = append(needed, own)
		}
		l.ops[op.Name] = needed
	}
	return needed
}

// ownOf returns the budget of the limit that an operation has of its own, or nil.
func (l *limits) ownOf(op zendesk.Op) *rest.Budget {
	for i, own := range ownLimits {
		if slices.Contains(own.ops, op.Name) {
			return l.own[i]
		}
	}
	return nil
}

// learn notes that an operation counts on the limit of that name, and returns
// its budget.
func (l *limits) learn(op zendesk.Op, family string) *rest.Budget {
	needed := l.needs(op)
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.families[family]
	if b == nil {
		b = l.queue.Budget(rest.Rate{}) // no rate of its own: it only pauses
		l.families[family] = b
	}
	if !slices.Contains(needed, b) {
		l.ops[op.Name] = append(slices.Clone(needed), b)
	}
	return b
}

func (l *limits) report(op zendesk.Op, o zendesk.Outcome) {
	if o.Status == 0 {
		l.account.Back()
		return
	}
	refused := o.Status == http.StatusTooManyRequests
	account := accountOf(op, o.Header)
	explained := false // by a limit that is named and used up
	for name, state := range familiesOf(op, o.Header) {
		explained = explained || refused && state.left == 0
		if strings.HasPrefix(name, "per-") {
			continue // what counts for one record says nothing about the next
		}
		b := l.learn(op, name)
		l.resize(b, name, state.total)
		switch {
		case state.left != 0:
		case refused:
			b.Pause(cmp.Or(o.RetryAfter, state.resets, pauseAfter429))
		case name != inflightJobs: // a job may end long before that
			b.Pause(state.resets)
		}
	}
	l.plan(account, refused && !explained)
	switch {
	case !refused && account.left == 0:
		l.account.Pause(account.resets)
	case !refused || explained && account.left != 0:
	default:
		pause := cmp.Or(o.RetryAfter, pauseAfter429)
		if own := l.ownOf(op); own != nil {
			own.Pause(pause)
			if account.left > 0 {
				return
			}
		}
		l.account.Pause(pause)
	}
}

// plan takes the account's allowance from a response.
func (l *limits) plan(account allowance, refused bool) {
	l.mu.Lock()
	n := usualPlan
	switch {
	case account.total > 0:
		n, l.told = account.total, true
	case l.told:
		n = 0
	case refused:
		n, l.told = lowestPlan, true
	}
	l.mu.Unlock()
	if n > 0 {
		l.account.SetRate(perMinute(n))
	}
}

// resize follows what a header tells of a limit whose time is known: smaller
// accounts and those with the High Volume add-on have other figures.
func (l *limits) resize(b *rest.Budget, family string, n int) {
	i := slices.Index(l.own, b)
	switch {
	case n == 0:
	case i >= 0:
		b.SetRate(rest.Spread(n, ownLimits[i].per))
	case strings.HasPrefix(family, webhooksFamily):
		b.SetRate(perMinute(n))
	}
}
