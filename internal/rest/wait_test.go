package rest_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// The back-off doubles up to MaxDelay, however large the figures are.
func TestBackoff(t *testing.T) {
	for _, test := range []struct{ base, most time.Duration }{
		{0, 0}, {time.Second, 3 * time.Second}, {time.Minute, time.Second}, {1, time.Hour}, {math.MaxInt64 / 3, math.MaxInt64 / 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, w := newClient(t, answer(500, ``), func(s *setup) {
				s.config.Retry = zendesk.RetryPolicy{BaseDelay: test.base, MaxDelay: test.most, MaxAttempts: 3}
				if test.base == 1 {
					s.config.Retry.MaxAttempts = 70
				}
			})
			base, most := test.base, test.most
			if base == 0 {
				base, most = 500*time.Millisecond, 30*time.Second
			}
			if err := c.Do(t.Context(), get, nil, nil); err == nil {
				t.Fatal("no error")
			}
			high := base
			for i, at := range w.times[1:] {
				high = min(high, most)
				if got := at.Sub(w.times[i]); got < high/2 || got > high {
					t.Errorf("base %v, most %v: wait %d is %v, want %v to %v", base, most, i+1, got, high/2, high)
				}
				if high <= most/2 {
					high *= 2
				} else {
					high = most
				}
			}
		})
	}
}

// Clients that failed together must not come back together.
func TestBackoffVaries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := make(map[time.Duration]bool)
		for range 10 {
			c, w := newClient(t, answer(500, ``))
			if err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(2)}, nil); err == nil {
				t.Fatal("no error")
			}
			waits[w.times[1].Sub(w.times[0])] = true
		}
		if len(waits) < 2 {
			t.Errorf("all waited %v", waits)
		}
	})
}

// What the API says beats the back-off, but not the policy nor the caller's
// deadline: then its error comes at once.
func TestRetryAfter(t *testing.T) {
	const date = "Date: Mon, 02 Mar 2026 10:00:00 GMT"
	for _, test := range []struct {
		name     string
		header   []string
		deadline time.Duration
		attempts int
		waits    []time.Duration // exact; none means by back-off
		advice   time.Duration
	}{
		{"seconds", []string{"Retry-After: 3"}, 0, 2, []time.Duration{3 * time.Second}, 3 * time.Second},
		{"fraction", []string{"Retry-After: 0.25"}, 0, 2, []time.Duration{250 * time.Millisecond}, 250 * time.Millisecond},
		{"zero", []string{"Retry-After: 0"}, 0, 2, nil, 0},
		{"nonsense", []string{"Retry-After: soon"}, 0, 2, nil, 0},
		{"negative", []string{"Retry-After: -5"}, 0, 2, nil, 0},
		{"date by the server's clock", []string{"Retry-After: Mon, 02 Mar 2026 10:00:20 GMT", date}, 0, 2, []time.Duration{20 * time.Second}, 20 * time.Second},
		{"date in the past", []string{"Retry-After: Mon, 02 Mar 2026 09:00:00 GMT", date}, 0, 2, nil, 0},
		{"date by our clock", []string{"Retry-After: Sat, 01 Jan 2000 00:00:09 GMT"}, 0, 2, []time.Duration{9 * time.Second}, 0},
		{"longer than a back-off", []string{"Retry-After: 93"}, 0, 2, []time.Duration{93 * time.Second}, 93 * time.Second},
		{"with ten minutes left", []string{"Retry-After: 45"}, 10 * time.Minute, 2, []time.Duration{45 * time.Second}, 45 * time.Second},
		{"joined", []string{"Retry-After: 47, 49"}, 0, 2, []time.Duration{49 * time.Second}, 49 * time.Second},
		{"the longest wait", []string{"Retry-After: 120"}, 0, 2, []time.Duration{120 * time.Second}, 120 * time.Second},
		{"longer than the policy", []string{"Retry-After: 121"}, 0, 1, nil, 121 * time.Second},
		{"date longer than the policy", []string{"Retry-After: Mon, 02 Mar 2026 11:00:00 GMT", date}, 0, 1, nil, time.Hour},
		{"longer than the deadline", []string{"Retry-After: 10"}, 9 * time.Second, 1, nil, 10 * time.Second},
		{"as long as the deadline", []string{"Retry-After: 10"}, 10 * time.Second, 1, nil, 10 * time.Second},
		{"shorter than the deadline", []string{"Retry-After: 10"}, 11 * time.Second, 2, []time.Duration{10 * time.Second}, 10 * time.Second},
		{"back-off beyond the deadline", nil, 200 * time.Millisecond, 1, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, w := newClient(t, answer(429, `{"code":"slow"}`, test.header...))
				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				start := time.Now()
				err := c.Do(ctx, get, []zendesk.CallOption{zendesk.MaxAttempts(2)}, nil)
				e := apiError(t, err)
				if len(w.requests) != test.attempts || e.Status != 429 || e.Code != "slow" || !errors.Is(err, zendesk.ErrRateLimited) {
					t.Errorf("%d requests, want %d; error %v", len(w.requests), test.attempts, err)
				}
				if errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("the API's error became a timeout: %v", err)
				}
				if test.advice != e.RetryAfter {
					t.Errorf("RetryAfter %v, want %v", e.RetryAfter, test.advice)
				}
				switch took := time.Since(start); {
				case test.attempts == 1 && took != 0:
					t.Errorf("the error came after %v, want at once", took)
				case test.attempts == 2 && test.waits != nil && took != test.waits[0]:
					t.Errorf("waited %v, want %v", took, test.waits[0])
				case test.attempts == 2 && test.waits == nil && (took < 250*time.Millisecond || took > 500*time.Millisecond):
					t.Errorf("waited %v, want a back-off", took)
				}
			})
		})
	}
}

// The longest advice is a policy of its own: a short back-off does not shorten
// it, and it does not lengthen the back-off.
func TestMaxRetryAfter(t *testing.T) {
	for _, test := range []struct {
		policy   zendesk.RetryPolicy
		advice   string
		attempts int
	}{
		{zendesk.RetryPolicy{MaxDelay: time.Second}, "Retry-After: 120", 2},
		{zendesk.RetryPolicy{MaxDelay: time.Hour}, "Retry-After: 121", 1},
		{zendesk.RetryPolicy{MaxRetryAfter: time.Second}, "Retry-After: 1", 2},
		{zendesk.RetryPolicy{MaxRetryAfter: time.Second}, "Retry-After: 2", 1},
		{zendesk.RetryPolicy{MaxRetryAfter: time.Hour}, "Retry-After: 3600", 2},
		{zendesk.RetryPolicy{MaxRetryAfter: 1}, "X: no advice", 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, w := newClient(t, answer(429, ``, test.advice), func(s *setup) { s.config.Retry = test.policy })
			if err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(2)}, nil); !errors.Is(err, zendesk.ErrRateLimited) || len(w.requests) != test.attempts {
				t.Errorf("%+v, %s: %d requests, %v", test.policy, test.advice, len(w.requests), err)
			}
		})
	}
}

// Each lost upsert waits for the lag, a refused one need not.
func TestUpsertLag(t *testing.T) {
	upsert := classes[2].request
	synctest.Test(t, func(t *testing.T) {
		c, w := newClient(t, inTurn(fails(errReset), answer(429, ``, "Retry-After: 1"), answer(502, ``), answer(200, `{}`)))
		if err := c.Do(t.Context(), upsert, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Duration{rest.UpsertLag, time.Second, rest.UpsertLag} {
			if got := w.times[i+1].Sub(w.times[i]); got != want {
				t.Errorf("wait %d is %v, want %v", i+1, got, want)
			}
		}
	})
	synctest.Test(t, func(t *testing.T) { // a deadline before the lag: no repeat
		c, w := newClient(t, inTurn(fails(errReset), answer(200, `{}`)))
		ctx, cancel := context.WithTimeout(t.Context(), rest.UpsertLag)
		defer cancel()
		if err := c.Do(ctx, upsert, nil, decodeJSON); !errors.Is(err, zendesk.ErrUnclear) || len(w.requests) != 1 || ctx.Err() != nil {
			t.Errorf("%d requests, error %v", len(w.requests), err)
		}
	})
}
