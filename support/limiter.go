package support

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

const (
	// lowestPlan is the smallest allowance of any plan, in requests a minute;
	// the first answer tells the real one.
	lowestPlan = 10

	// pauseAfter429 is for a 429 without Retry-After.
	pauseAfter429 = 10 * time.Second
)

// NewLimiter returns the default limiter. It starts at the allowance of the
// lowest plan and takes the account's own from the header X-Rate-Limit of the
// answers, so that no minute holds more requests than the plan allows.
// Operations with a documented limit of their own keep that as well. An answer
// 429 pauses all callers, or only those of such an operation if its headers say
// that the account has requests left.
func NewLimiter() zendesk.Limiter {
	l := &limiter{account: rest.NewGate(perMinute(lowestPlan))}
	for _, own := range ownLimits {
		l.own = append(l.own, rest.NewGate(spread(own.requests, own.per)))
	}
	return l
}

func perMinute(n int) (perSecond float64, burst int) { return spread(n, time.Minute) }

// spread spreads n requests over a time: a tenth may come at once, the rest at
// an even rate, so that no such time holds more than n.
func spread(n int, over time.Duration) (perSecond float64, burst int) {
	burst = max(n/10, 1)
	return float64(max(n-burst, 1)) / over.Seconds(), burst
}

type limiter struct {
	account *rest.Gate
	own     []*rest.Gate // as ownLimits; fixed after construction
}

// gate returns the gate of the limit that an operation has of its own, or nil.
func (l *limiter) gate(op zendesk.Op) *rest.Gate {
	for i, own := range ownLimits {
		if slices.Contains(own.ops, op.Name) {
			return l.own[i]
		}
	}
	return nil
}

// Wait implements [zendesk.Limiter].
func (l *limiter) Wait(ctx context.Context, op zendesk.Op) error {
	if own := l.gate(op); own != nil {
		if err := own.Wait(ctx, op); err != nil {
			return err
		}
	}
	return l.account.Wait(ctx, op)
}

// Report implements [zendesk.Limiter].
func (l *limiter) Report(_ context.Context, op zendesk.Op, o zendesk.Outcome) {
	// The header of the webhook endpoints tells a limit of their own.
	if n, ok := header(o.Header, "X-Rate-Limit", "Ratelimit-Limit", "Rate-Limit"); ok && n > 0 && !strings.HasPrefix(op.Route, "/api/v2/webhooks") {
		l.account.SetRate(perMinute(n))
	}
	if o.Status != http.StatusTooManyRequests {
		return
	}
	pause := cmp.Or(o.RetryAfter, pauseAfter429)
	if own := l.gate(op); own != nil {
		own.Pause(pause)
		if left, _ := header(o.Header, "X-Rate-Limit-Remaining", "Ratelimit-Remaining", "Rate-Limit-Remaining"); left > 0 {
			return // the account has requests left
		}
	}
	l.account.Pause(pause)
}

// header reads a number of the account's limit; the headers had other names
// before.
func header(h http.Header, names ...string) (int, bool) {
	for _, name := range names {
		if n, err := strconv.Atoi(h.Get(name)); err == nil {
			return n, true
		}
	}
	return 0, false
}
