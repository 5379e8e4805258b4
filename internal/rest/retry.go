package rest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
)

// UpsertLag is how long an upsert whose answer was lost is not repeated: before
// that the index may not show the record that the first attempt made, and the
// repeat would make a second. Sell documents no figure; its lists were seen to
// lag by about a second.
const UpsertLag = 5 * time.Second

// classOf returns the class of a request, by its method where none is given.
func classOf(r zendesk.Request) zendesk.Class {
	if r.Class != zendesk.ByMethod {
		return r.Class
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return zendesk.Read
	case http.MethodPut, http.MethodDelete:
		return zendesk.Idempotent
	}
	return zendesk.Create
}

// repeatable is the retry table: whether an operation of that class may be
// repeated after that outcome.
func (k *call) repeatable(ans answer) bool {
	again := k.class == zendesk.Read || k.class == zendesk.Idempotent || k.class == zendesk.Upsert
	switch {
	case k.class == zendesk.Once:
		return false
	case ans.unsent:
		return neverSent(ans.err)
	case ans.status == http.StatusTooManyRequests:
		return true
	case ans.status == http.StatusServiceUnavailable && ans.advised && k.product.RefusesWith503:
		return true
	case ans.status == http.StatusConflict:
		return k.class == zendesk.Read || k.class == zendesk.Idempotent && k.product.ConflictsPass
	case k.lost(ans):
		return again && !errors.Is(ans.err, errTooLarge)
	}
	return false
}

// lost reports whether the outcome says nothing about what happened.
func (k *call) lost(ans answer) bool {
	switch ans.status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return ans.err != nil && !ans.unsent && ans.status < 300
}

// leavesUnclear reports whether a write may have been carried out by an
// attempt that failed.
func (k *call) leavesUnclear(ans answer) bool {
	refused := ans.status == http.StatusServiceUnavailable && ans.advised && k.product.RefusesWith503
	return k.class > zendesk.Read && k.lost(ans) && !refused
}

// next returns how long to wait before another attempt, and whether to make one.
func (k *call) next(ctx context.Context, ans answer) (time.Duration, bool) {
	if k.attempts >= k.settings.MaxAttempts || ctx.Err() != nil || !k.repeatable(ans) {
		return 0, false
	}
	wait := k.backoff()
	if ans.advice > 0 {
		wait = ans.advice
	}
	if wait > k.retry.MaxDelay {
		return 0, false // the caller can decide to wait that long; the error says how long
	}
	if k.class == zendesk.Upsert && k.lost(ans) {
		wait = max(wait, UpsertLag)
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return 0, false // sleeping first would only turn the cause into a timeout
	}
	return wait, true
}

// backoff doubles with each attempt, with jitter on its upper half.
func (k *call) backoff() time.Duration {
	d := k.retry.MaxDelay
	if n := k.attempts - 1; k.retry.BaseDelay <= d>>n { // compared this way round, nothing overflows
		d = k.retry.BaseDelay << n
	}
	return d/2 + rand.N(d/2+1)
}

// RetryAfter reads Retry-After: seconds, or a date, which is taken relative to
// the server's own clock where the answer tells it.
func RetryAfter(h http.Header, now time.Time) (advice time.Duration, given bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	const most = 10 * 365 * 24 * time.Hour
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if seconds != seconds || seconds < 0 {
			return 0, false
		}
		return time.Duration(min(seconds, most.Seconds()) * float64(time.Second)), true
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if server, err := http.ParseTime(h.Get("Date")); err == nil {
		now = server
	}
	return min(max(date.Sub(now), 0), most), true
}

// RequestID returns the id that Zendesk's support staff can look an answer up by.
func RequestID(h http.Header) string {
	for _, name := range []string{"X-Zendesk-Request-Id", "X-Request-Id"} {
		if id, _, _ := strings.Cut(h.Get(name), ","); id != "" {
			return strings.TrimSpace(id)
		}
	}
	return ""
}
