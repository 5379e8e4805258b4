package support_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
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
		{nil, getTicket, 200}, // what nearly all plans have
		{http.Header{"X-Rate-Limit": {"10"}}, getTicket, 10},
		{http.Header{"X-Rate-Limit": {"107"}}, getTicket, 107},
		{http.Header{"X-Rate-Limit": {"2500"}}, getTicket, 2500},
		{http.Header{"X-Rate-Limit": {"700, 700"}}, getTicket, 700}, // joined by an intermediary
		{http.Header{"X-Rate-Limit": {"", "700"}}, getTicket, 700},
		{http.Header{"X-Rate-Limit": {"700"}}, getTicket, 700},
		{http.Header{"Ratelimit-Limit": {"400"}}, getTicket, 400},
		{http.Header{"Rate-Limit": {"200"}}, getTicket, 200},
		{http.Header{"X-Rate-Limit": {"many"}}, getTicket, 200},
		{http.Header{"X-Rate-Limit": {"0"}}, getTicket, 200},
		{http.Header{"X-Rate-Limit": {"100"}}, webhooks, 200}, // a limit of their own
	} {
		t.Run(fmt.Sprint(test.op.Name, test.header), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := support.NewLimiter()
				answered(l, test.op, 200, test.header, 0)
				time.Sleep(time.Minute) // a full burst has gathered
				if n := pass(t, l, getTicket, time.Minute); n > test.limit || n < test.limit*97/100 {
					t.Errorf("%d requests in a minute, of %d", n, test.limit)
				}
			})
		})
	}
}

// A 429 of a client that no header has told its plan means the lowest plan,
// until a header tells another.
func TestLimiterFallsBackToTheLowestPlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := support.NewLimiter()
		answered(l, getTicket, 200, nil, 0)
		answered(l, getTicket, 429, nil, time.Second)
		answered(l, getTicket, 200, nil, 0)
		time.Sleep(2 * time.Minute)
		if n := pass(t, l, getTicket, time.Minute); n != 10 {
			t.Errorf("%d requests in a minute, of 10", n)
		}
		answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"400"}}, 0)
		answered(l, getTicket, 429, nil, time.Second) // told once, it stays
		time.Sleep(2 * time.Minute)
		if n := pass(t, l, getTicket, time.Minute); n != 400 {
			t.Errorf("%d requests in a minute, of 400", n)
		}
	})
}

// Until the plan is known one request at a time is on its way, however it ends.
func TestLimiterSendsOneAtATimeAtFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := support.NewLimiter()
		start := time.Now()
		var passed []time.Duration
		var mu sync.Mutex
		for range 4 {
			go func() {
				if err := l.Wait(t.Context(), getTicket); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				passed = append(passed, time.Since(start))
			}()
		}
		for i, status := range []int{0, 0, 503} {
			time.Sleep(time.Second)
			answered(l, getTicket, status, nil, 0)
			synctest.Wait()
			mu.Lock()
			// The first is through at once, and each that came back lets one
			// follow; an answer lets all.
			if want := []int{2, 3, 4}[i]; len(passed) != want || passed[i+1] != time.Duration(i+1)*time.Second {
				t.Errorf("after %d reports: %v", i+1, passed)
			}
			mu.Unlock()
		}
	})
	synctest.Test(t, func(t *testing.T) { // who waits for that is not told that it takes too long
		l := support.NewLimiter()
		if err := l.Wait(t.Context(), getTicket); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		time.AfterFunc(4*time.Second, func() { answered(l, getTicket, 200, nil, 0) })
		start := time.Now()
		if err := l.Wait(ctx, getTicket); err != nil || time.Since(start) != 4*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
	synctest.Test(t, func(t *testing.T) { // a report that never comes stops nobody for good
		l := support.NewLimiter()
		start := time.Now()
		for range 3 {
			if err := l.Wait(t.Context(), getTicket); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 122*time.Second {
			t.Errorf("three turns took %v", took)
		}
	})
}

// The budget of an account is used, and never overdrawn as the account sees it:
// wherever its minute begins, with many callers and whatever they do with their
// turns.
func TestLimiterUsesThePlan(t *testing.T) {
	for _, plan := range []int{10, 107, 200, 400, 700, 2500} {
		t.Run(fmt.Sprint(plan), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const minutes = 4
				dice := rand.New(rand.NewPCG(uint64(plan), 1))
				var mu sync.Mutex
				roll := func(n time.Duration) time.Duration {
					mu.Lock()
					defer mu.Unlock()
					return time.Duration(dice.Int64N(int64(n)))
				}
				l := support.NewLimiter()
				header := http.Header{"X-Rate-Limit": {fmt.Sprint(plan)}}
				var seen []time.Time
				ctx, cancel := context.WithTimeout(t.Context(), minutes*time.Minute)
				defer cancel()
				var wg sync.WaitGroup
				start := time.Now()
				for range 64 {
					wg.Go(func() {
						for l.Wait(ctx, getTicket) == nil {
							time.Sleep(roll(400 * time.Millisecond)) // on its way
							mu.Lock()
							seen = append(seen, time.Now())
							mu.Unlock()
							time.Sleep(roll(400 * time.Millisecond))
							answered(l, getTicket, 200, header, 0)
						}
					})
				}
				wg.Wait()
				slices.SortFunc(seen, time.Time.Compare)
				for i := range seen[plan:] {
					if held := seen[i+plan].Sub(seen[i]); held < time.Minute {
						t.Fatalf("%d requests arrived within %v", plan+1, held)
					}
				}
				if took := time.Since(start); float64(len(seen)) < 0.97*float64(plan)*took.Minutes() {
					t.Errorf("%d requests in %v, of %d a minute", len(seen), took, plan)
				}
			})
		})
	}
}

// A turn that the account refuses costs an operation nothing of its own limit,
// and is refused at once.
func TestLimiterLosesNoSlotOfAnOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := support.NewLimiter()
		answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"700"}}, 0)
		users := zendesk.Op{Name: "support.Users.Update"}
		if err := l.Wait(t.Context(), users); err != nil {
			t.Fatal(err)
		}
		answered(l, getTicket, 429, nil, 30*time.Second)
		start := time.Now()
		for _, patience := range []time.Duration{time.Second, 29 * time.Second, 30 * time.Second} {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			err := l.Wait(ctx, users)
			cancel()
			if !errors.Is(err, zendesk.ErrRateLimited) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 0 {
				t.Errorf("with %v: %v after %v", patience, err, time.Since(start))
			}
		}
		ctx, cancel := context.WithCancel(t.Context()) // nor does one that gives up
		time.AfterFunc(10*time.Second, cancel)
		if err := l.Wait(ctx, users); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if err := l.Wait(t.Context(), users); err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// Who waits for a limit of their own holds up nobody else.
func TestLimiterLetsOthersOvertake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := support.NewLimiter()
		answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"700"}}, 0)
		start := time.Now()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if err := l.Wait(t.Context(), zendesk.Op{Name: "support.Users.Update"}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		for range 40 {
			if err := l.Wait(t.Context(), getTicket); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("the others took %v", took)
		}
		wg.Wait()
		if took := time.Since(start); took < 19*time.Second || took > 20*time.Second {
			t.Errorf("20 updates of users took %v", took)
		}
	})
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
		{"of an operation's own limit, in two headers", updateTicket, http.Header{"Ratelimit-Remaining": {"9, 7"}}, advice, own},
		{"of an operation, nothing left in one of two", updateTicket, http.Header{"X-Rate-Limit-Remaining": {"7", "0"}}, advice, all},
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
				if n := pass(t, l, zendesk.Op{Name: op}, time.Minute); n > limit || n < limit*97/100 {
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
			// A little more than a second apart, since they may arrive closer together.
			if took := time.Since(start).Round(time.Millisecond); took < time.Duration(i)*time.Second || took > time.Duration(i)*1017*time.Millisecond {
				t.Errorf("write %d after %v", i, took)
			}
		}
	})
}
