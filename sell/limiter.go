package sell

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
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
// Sell allows per access token, in the order they came. An answer 429 pauses
// all callers and slows them down; clean answers speed them up again.
func NewLimiter() zendesk.Limiter {
	return &limiter{Gate: rest.NewGate(1/minSpacing.Seconds(), 1), spacing: minSpacing}
}

type limiter struct {
	*rest.Gate
	mu      sync.Mutex
	spacing time.Duration
	clean   int // answers since the spacing last changed
}

// Report implements [zendesk.Limiter].
func (l *limiter) Report(_ context.Context, _ zendesk.Op, o zendesk.Outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case o.Status == http.StatusTooManyRequests:
		// Several requests that were on their way together are one offence.
		if l.Pause(max(o.RetryAfter, pauseAfter429)) {
			l.space(min(l.spacing*5/4, maxSpacing))
		}
	case o.Status != 0:
		if l.clean++; l.clean == 50 {
			l.space(max(l.spacing*98/100, minSpacing))
		}
	}
}

func (l *limiter) space(d time.Duration) {
	l.spacing, l.clean = d, 0
	l.SetRate(1/d.Seconds(), 1)
}
