package integration_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// slowly makes each request of an account take as long as it is usual.
func slowly(d time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if pause(r.Context(), d) == nil {
				next.ServeHTTP(w, r)
			}
		})
	}
}

// What one lead costs, for a requester with an address and a number, by an agent
// whose handle is there.
func TestCostOfALead(t *testing.T) {
	for name, test := range map[string]struct {
		search     bool
		cold, warm [2]int // requests to Sell and to Support
	}{
		"lists":  {false, [2]int{21, 5}, [2]int{17, 5}},
		"search": {true, [2]int{11, 5}, [2]int{7, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
				w.support.Seed("users", `{"id":201,"name":"Ana Ruiz","email":"ana@example.com","phone":"+49 171 3456789","role":"end-user","active":true}`)
				w.support.Seed("tickets", `{"id":3002,"subject":"Hi","status":"open","requester_id":201,"tags":[],"updated_at":"1999-12-01T00:00:00Z"}`)
				if !test.search {
					w.sell.Use(withoutSearch(403))
				}
				a := as(t, w.integrate(t, nil), agent)
				if !test.search { // that a plan has no Search is known after the first lead
					if _, err := a.Records(t.Context(), openTicket); err != nil {
						t.Fatal(err)
					}
				}
				w.sell.Use(slowly(200 * time.Millisecond))
				w.support.Use(slowly(200 * time.Millisecond))
				for i, ticket := range []int64{openTicket, 3002} {
					want := [][2]int{test.cold, test.warm}[i]
					w.sell.ForgetRequests()
					w.support.ForgetRequests()
					start := time.Now()
					res := create(t, a, integration.LeadRequest{Ticket: ticket, Note: "n"})
					took := time.Since(start)
					if got := [2]int{len(w.sell.Requests()), len(w.support.Requests())}; got != want {
						t.Errorf("ticket %d: %d requests to Sell and %d to Support, want %v", ticket, got[0], got[1], want)
					}
					t.Logf("ticket %d: %v requests, %v", ticket, want, took)
					if took > 3500*time.Millisecond || res.Outcome != integration.Created {
						t.Errorf("ticket %d: %s after %v", ticket, res.Outcome, took)
					}
				}
			})
		})
	}
}

// Many at once on one handle are slow, and none is refused. More callers make no
// fewer leads.
func TestManyAtOnce(t *testing.T) {
	took := make(map[int]time.Duration)
	for _, callers := range []int{8, 32, 400} {
		synctest.Test(t, func(t *testing.T) {
			const tickets = 400
			w := newWorld([]selltest.Option{selltest.WithLag(time.Second)}, []supporttest.Option{supporttest.WithRateLimit(400)})
			w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
			w.customers(tickets)
			w.sell.Use(slowly(200 * time.Millisecond))
			w.support.Use(slowly(200 * time.Millisecond))
			in := w.integrate(t, func(cfg *integration.Config) { // with the limiters that clients have
				allAgents(cfg)
				cfg.Sell, cfg.Support = w.sell.Client(nil), w.support.Client(nil)
			})
			a := as(t, in, agent)
			var next, refused atomic.Int64
			var wg sync.WaitGroup
			start := time.Now()
			for range callers {
				wg.Go(func() {
					for n := next.Add(1); n <= tickets; n = next.Add(1) {
						res, err := a.CreateLead(context.WithoutCancel(t.Context()), integration.LeadRequest{Ticket: 5000 + n})
						if err != nil || res.Outcome != integration.Created {
							refused.Add(1)
							t.Errorf("%s: %v", steps(res), err)
						}
					}
				})
			}
			wg.Wait()
			took[callers] = time.Since(start)
			if n := len(w.leads(t)); n != tickets || len(w.notes(t)) != tickets || refused.Load() > 0 {
				t.Errorf("%d callers: %d leads, %d refused", callers, n, refused.Load())
			}
			t.Logf("%d callers: %v, %.1f leads a minute", callers, took[callers], tickets/took[callers].Minutes())
		})
	}
	if took[400] > took[32]*11/10 || took[32] > took[8]*11/10 {
		t.Errorf("more callers take longer: %v", took)
	}
}

// customers seeds tickets from 5001 on, each of a customer of its own.
func (w *world) customers(n int) {
	for i := 1; i <= n; i++ {
		w.support.Seed("users", fmt.Sprintf(`{"id":%d,"name":"Customer %s","email":"c%d@example.net","role":"end-user","active":true}`, 10000+i, letters(i), i))
		w.support.Seed("tickets", fmt.Sprintf(`{"id":%d,"subject":"Hi","status":"open","requester_id":%d,"tags":[],"updated_at":"1999-12-01T00:00:00Z"}`, 5000+i, 10000+i))
	}
}

// letters spells a number.
func letters(n int) string {
	var s string
	for ; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s
}
