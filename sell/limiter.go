package sell

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/internal/wire"
)

const (
	// Sell allows 10 requests a second and sends no header that tells how many
	// are left. At exactly 10 the jitter of timers alone breaks the window.
	minSpacing = 102 * time.Millisecond
	maxSpacing = time.Second

	// pauseAfter429 is as long as the window that Sell counts in; it gives no
	// advice of its own.
	pauseAfter429 = time.Second
)

// NewLimiter returns the default limiter: at most 10 requests in any second, as
// Sell allows per access token, in the order they came. A 429 pauses all callers
// and slows them down; clean responses speed them up again.
func NewLimiter() zendesk.Limiter {
	l := &pace{queue: rest.NewQueue(), spacing: minSpacing}
	l.budget = l.queue.Budget(rest.Rate{Every: minSpacing, Burst: 1})
	return limiter{wire.Hide(l)}
}

// limiter is safe to print while it is in use.
type limiter struct{ pace wire.Hidden[*pace] }

// Wait implements [zendesk.Limiter].
func (l limiter) Wait(ctx context.Context, _ zendesk.Op) error { return l.pace.Get().wait(ctx) }

// Report implements [zendesk.Limiter].
func (l limiter) Report(_ context.Context, _ zendesk.Op, o zendesk.Outcome) { l.pace.Get().report(o) }

// String names what it is.
func (limiter) String() string { return "sell.Limiter" }

type pace struct {
	queue  *rest.Queue
	budget *rest.Budget

	mu      sync.Mutex
	spacing time.Duration
	clean   int // answers since the spacing last changed
}

func (l *pace) wait(ctx context.Context) error { return l.queue.Wait(ctx, l.budget) }

func (l *pace) report(o zendesk.Outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case o.Status == http.StatusTooManyRequests:
		// Several requests that were on their way together are one offence.
		if l.budget.Pause(max(o.RetryAfter, pauseAfter429)) {
			l.space(min(l.spacing*5/4, maxSpacing))
		}
	case o.Status != 0:
		if l.clean++; l.clean == 50 {
			l.space(max(l.spacing*98/100, minSpacing))
		}
	}
}

func (l *pace) space(d time.Duration) {
	l.spacing, l.clean = d, 0
	l.budget.SetRate(rest.Rate{Every: d, Burst: 1})
}
