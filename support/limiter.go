package support

import (
	"cmp"
	"context"
	"net/http"
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
// answers, so that no minute holds more requests than the plan allows. An
// answer 429 pauses all callers. Operations with a documented limit of their
// own keep that as well.
func NewLimiter() zendesk.Limiter {
	l := &limiter{account: rest.NewGate(perMinute(lowestPlan))}
	for _, own := range ownLimits {
		l.own = append(l.own, rest.NewGate(perMinute(own.perMinute)))
	}
	return l
}

// ownLimits are the requests a minute that operations have of their own, those
// of one line together, on every plan without the High Volume add-on.
var ownLimits = []struct {
	ops       string // the start of their names
	perMinute int
}{
	{"support.Tickets.Update", 100},
	{"support.Users.Update", 60},
	{"support.Users.CreateOrUpdate", 60},
	{"support.Search.Export", 100},
	{"support.Incremental.", 10},
	{"support.DeletedTickets.List", 10},
}

// perMinute spreads n requests over a minute: a tenth may come at once, the
// rest at an even rate, so that no minute holds more than n.
func perMinute(n int) (perSecond float64, burst int) {
	burst = max(n/10, 1)
	return float64(max(n-burst, 1)) / 60, burst
}

type limiter struct {
	account *rest.Gate
	own     []*rest.Gate // as ownLimits; fixed after construction
}

// gate returns the gate of the limit that an operation has of its own, or nil.
func (l *limiter) gate(op zendesk.Op) *rest.Gate {
	for i, own := range ownLimits {
		if strings.HasPrefix(op.Name, own.ops) {
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
	if n := allowance(o.Header); n > 0 && !strings.HasPrefix(op.Route, "/api/v2/webhooks") {
		l.account.SetRate(perMinute(n))
	}
	if o.Status != http.StatusTooManyRequests {
		return
	}
	gate := l.account
	if own := l.gate(op); own != nil {
		gate = own
	}
	gate.Pause(cmp.Or(o.RetryAfter, pauseAfter429))
}

// allowance reads the account's requests a minute; the header had other names
// before.
func allowance(h http.Header) int {
	for _, name := range []string{"X-Rate-Limit", "Ratelimit-Limit", "Rate-Limit"} {
		if n, err := strconv.Atoi(h.Get(name)); err == nil && n > 0 {
			return n
		}
	}
	return 0
}
