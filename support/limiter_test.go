package support_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

var (
	getTicket    = zendesk.Op{Name: "support.Tickets.Get", Route: "/api/v2/tickets/{id}"}
	updateTicket = zendesk.Op{Name: "support.Tickets.Update", Route: "/api/v2/tickets/{id}"}
	webhooks     = zendesk.Op{Name: "support.Webhooks.List", Route: "/api/v2/webhooks"}
)

// pass counts the requests of an operation that go through within a time.
func pass(t *testing.T, l zendesk.Limiter, op zendesk.Op, within time.Duration) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	for n := 0; ; n++ {
		if err := l.Wait(ctx, op); err != nil {
			if !errors.Is(err, zendesk.ErrRateLimited) {
				t.Fatal(err)
			}
			time.Sleep(time.Until(deadline(ctx)))
			return n
		}
	}
}

func deadline(ctx context.Context) time.Time {
	end, _ := ctx.Deadline()
	return end
}

func answered(l zendesk.Limiter, op zendesk.Op, status int, header http.Header, advice time.Duration) {
	l.Report(context.Background(), op, zendesk.Outcome{Status: status, Header: header, RetryAfter: advice})
}

func TestLimiterTakesTheAllowanceFromTheAnswers(t *testing.T) {
	for _, test := range []struct {
		header http.Header
		op     zendesk.Op
		limit  int
	}{
		{nil, getTicket, 10}, // the lowest plan
		{http.Header{"X-Rate-Limit": {"700"}}, getTicket, 700},
		{http.Header{"Ratelimit-Limit": {"400"}}, getTicket, 400},
		{http.Header{"Rate-Limit": {"200"}}, getTicket, 200},
		{http.Header{"X-Rate-Limit": {"many"}}, getTicket, 10},
		{http.Header{"X-Rate-Limit": {"100"}}, webhooks, 10}, // a limit of their own
	} {
		t.Run(fmt.Sprint(test.op.Name, test.header), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := support.NewLimiter()
				answered(l, test.op, 200, test.header, 0)
				time.Sleep(time.Minute) // a full burst has gathered
				if n := pass(t, l, getTicket, time.Minute); n > test.limit || n < test.limit*9/10 {
					t.Errorf("%d requests in a minute, of %d", n, test.limit)
				}
			})
		})
	}
}

func TestLimiterWakesWhoWaitsForTheLowestPlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := support.NewLimiter()
		if err := l.Wait(t.Context(), getTicket); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		go func() {
			time.Sleep(100 * time.Millisecond)
			answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"600"}}, 0)
		}()
		if err := l.Wait(t.Context(), getTicket); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("the second request waited %v", took)
		}
	})
}

// A 429 of an operation with a limit of its own may be the account's: only
// headers that tell of requests left keep the others going.
func TestLimiterPausesAfter429(t *testing.T) {
	const advice = 30 * time.Second
	own, all := map[zendesk.Op]time.Duration{updateTicket: advice, getTicket: 0}, map[zendesk.Op]time.Duration{updateTicket: advice, getTicket: advice}
	for _, test := range []struct {
		name   string
		op     zendesk.Op
		header http.Header
		advice time.Duration
		waits  map[zendesk.Op]time.Duration
	}{
		{"with advice", getTicket, nil, 93 * time.Second, map[zendesk.Op]time.Duration{getTicket: 93 * time.Second, updateTicket: 93 * time.Second}},
		{"without advice", getTicket, nil, 0, map[zendesk.Op]time.Duration{getTicket: 10 * time.Second}},
		{"of the account, with requests left", getTicket, http.Header{"X-Rate-Limit-Remaining": {"7"}}, advice, all},
		{"of an operation's own limit", updateTicket, http.Header{"X-Rate-Limit-Remaining": {"7"}}, advice, own},
		{"of an operation's own limit, in a standard header", updateTicket, http.Header{"Ratelimit-Remaining": {"7"}}, advice, own},
		{"of an operation's own limit, in an old header", updateTicket, http.Header{"Rate-Limit-Remaining": {"7"}}, advice, own},
		{"of an operation, nothing left", updateTicket, http.Header{"X-Rate-Limit-Remaining": {"0"}}, advice, all},
		{"of an operation, without headers", updateTicket, nil, advice, all},
	} {
		for op, want := range test.waits {
			t.Run(test.name+" "+op.Name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					l := support.NewLimiter()
					answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"700"}}, 0)
					answered(l, test.op, 429, test.header, test.advice)
					start := time.Now()
					if err := l.Wait(t.Context(), op); err != nil {
						t.Fatal(err)
					}
					if took := time.Since(start); took != want {
						t.Errorf("waited %v, want %v", took, want)
					}
				})
			})
		}
	}
}

func TestLimiterKeepsTheLimitsOfOperations(t *testing.T) {
	for op, limit := range map[string]int{
		"support.Tickets.Update": 100, "support.Tickets.UpdateMany": 100, "support.Tickets.UpdateEach": 100, "support.Tickets.Delete": 400,
		"support.Users.Update": 60, "support.Users.CreateOrUpdate": 60, "support.Search.List": 2500, "support.Search.ExportTickets": 100, "support.Search.ExportGroups": 100,
		"support.Incremental.Tickets": 10, "support.Incremental.Users": 10, "support.DeletedTickets.List": 10,
		"support.Users.UpdateMany": 10_000, "support.Tickets.DeleteMany": 10_000, // of the account alone
	} {
		t.Run(op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := support.NewLimiter()
				answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"10000"}}, 0)
				time.Sleep(time.Minute)
				if n := pass(t, l, zendesk.Op{Name: op}, time.Minute); n > limit || n < limit*8/10 {
					t.Errorf("%d requests in a minute, of %d", n, limit)
				}
			})
		})
	}
}

// Operations of one limit share it, and users are written one a second.
func TestLimiterSharesTheLimitsOfOperations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := support.NewLimiter()
		answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"2500"}}, 0)
		time.Sleep(time.Minute)
		start := time.Now()
		for i := range 8 {
			op := zendesk.Op{Name: []string{"support.Users.Update", "support.Users.CreateOrUpdate"}[i%2]}
			if err := l.Wait(t.Context(), op); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took != time.Duration(i)*time.Second {
				t.Errorf("write %d after %v", i, took)
			}
		}
	})
}
