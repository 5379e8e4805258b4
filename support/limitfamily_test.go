package support_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

var (
	listTickets = zendesk.Op{Name: "support.Tickets.List", Route: "/api/v2/tickets"}
	countViews  = zendesk.Op{Name: "support.Views.CountMany", Route: "/api/v2/views/count_many"}
	testWebhook = zendesk.Op{Name: "support.Webhooks.Test", Route: "/api/v2/webhooks/test"}
	createMany  = zendesk.Op{Name: "support.Tickets.CreateMany", Route: "/api/v2/tickets/create_many"}
)

// A limit that is named and used up pauses the operations that count on it, and
// no others.
func TestLimiterPausesTheNamedLimit(t *testing.T) {
	const family = "Zendesk-Ratelimit-Tickets-Index"
	for _, test := range []struct {
		name   string
		op     zendesk.Op
		status int
		header http.Header
		advice time.Duration
		waits  map[zendesk.Op]time.Duration
	}{
		{"named", listTickets, 429, http.Header{family: {"total=100; remaining=0; resets=41"}, "X-Rate-Limit-Remaining": {"650"}}, 37 * time.Second,
			map[zendesk.Op]time.Duration{listTickets: 37 * time.Second, getTicket: 0, updateTicket: 0}},
		{"without advice", listTickets, 429, http.Header{family: {"total=100; remaining=0; resets=41"}}, 0,
			map[zendesk.Op]time.Duration{listTickets: 41 * time.Second, getTicket: 0}},
		{"without any time", listTickets, 429, http.Header{family: {"remaining=0"}}, 0,
			map[zendesk.Op]time.Duration{listTickets: 10 * time.Second, getTicket: 0}},
		{"in the form of 2023", listTickets, 429, http.Header{"Zendesk-Rate-Limit-Tickets-Index": {"total=100; remaining=0; resets=41"}}, 9 * time.Second,
			map[zendesk.Op]time.Duration{listTickets: 9 * time.Second, getTicket: 0}},
		{"in lower case, repeated", listTickets, 429, http.Header{"zendesk-ratelimit-tickets-index": {"total=100; remaining=3; resets=40", "total=100; remaining=0; resets=41"}}, 0,
			map[zendesk.Op]time.Duration{listTickets: 41 * time.Second, getTicket: 0}},
		{"joined", listTickets, 429, http.Header{family: {"total=100;remaining=0;resets=41, total=100;remaining=3;resets=40"}}, 0,
			map[zendesk.Op]time.Duration{listTickets: 41 * time.Second, getTicket: 0}},
		{"one of two", listTickets, 429, http.Header{family: {"remaining=7"}, "Zendesk-Ratelimit-Tickets-Index-Pagination": {"remaining=0"}}, 5 * time.Second,
			map[zendesk.Op]time.Duration{listTickets: 5 * time.Second, getTicket: 0}},
		{"named, but not used up", listTickets, 429, http.Header{family: {"total=100; remaining=7; resets=41"}}, 5 * time.Second,
			map[zendesk.Op]time.Duration{listTickets: 5 * time.Second, getTicket: 5 * time.Second}},
		{"unreadable", listTickets, 429, http.Header{family: {"none"}}, 5 * time.Second,
			map[zendesk.Op]time.Duration{listTickets: 5 * time.Second, getTicket: 5 * time.Second}},
		{"the account's is used up as well", listTickets, 429, http.Header{family: {"remaining=0"}, "X-Rate-Limit-Remaining": {"0"}}, 5 * time.Second,
			map[zendesk.Op]time.Duration{listTickets: 5 * time.Second, getTicket: 5 * time.Second}},
		{"of one ticket", updateTicket, 429, http.Header{"Zendesk-Ratelimit-Per-Ticket-Updates": {"total=30; remaining=0; resets=500"}, "X-Rate-Limit-Remaining": {"650"}}, 500 * time.Second,
			map[zendesk.Op]time.Duration{updateTicket: 0, getTicket: 0}},
		{"of an operation whose limit is known", updateTicket, 429, http.Header{"Zendesk-Ratelimit-Tickets-Update": {"total=100; remaining=0; resets=41"}}, 5 * time.Second,
			map[zendesk.Op]time.Duration{updateTicket: 5 * time.Second, {Name: "support.Tickets.UpdateMany"}: 5 * time.Second, getTicket: 0}},
		{"the last one that it allows", listTickets, 200, http.Header{family: {"total=100; remaining=0; resets=41"}}, 0,
			map[zendesk.Op]time.Duration{listTickets: 41 * time.Second, getTicket: 0}},
		{"the last one of the account", listTickets, 200, http.Header{"Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"13"}}, 0,
			map[zendesk.Op]time.Duration{listTickets: 13 * time.Second, getTicket: 13 * time.Second}},
		{"some left", listTickets, 200, http.Header{family: {"total=100; remaining=1; resets=41"}, "Ratelimit-Remaining": {"1"}, "Ratelimit-Reset": {"13"}}, 0,
			map[zendesk.Op]time.Duration{listTickets: 0, getTicket: 0}},
		{"the last job that may run", createMany, 200, http.Header{"Zendesk-Ratelimit-Inflight-Jobs": {"total=30; remaining=0; resets=60"}}, 0,
			map[zendesk.Op]time.Duration{createMany: 0, getTicket: 0}},
		{"too many jobs", createMany, 429, http.Header{"Zendesk-Ratelimit-Inflight-Jobs": {"total=30; remaining=0; resets=60"}}, 0,
			map[zendesk.Op]time.Duration{createMany: 60 * time.Second, getTicket: 0}},
		{"of the webhooks", webhooks, 429, http.Header{"X-Rate-Limit": {"100"}, "X-Rate-Limit-Remaining": {"0"}}, 5 * time.Second,
			map[zendesk.Op]time.Duration{webhooks: 5 * time.Second, testWebhook: 0, getTicket: 0}},
		{"of the webhooks, without headers", webhooks, 429, nil, 5 * time.Second,
			map[zendesk.Op]time.Duration{webhooks: 5 * time.Second, getTicket: 5 * time.Second}},
	} {
		for op, want := range test.waits {
			t.Run(test.name+" "+op.Name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					l := support.NewLimiter()
					answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"700"}}, 0)
					answered(l, test.op, test.status, test.header, test.advice)
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

// Whatever operation was seen to count on a limit pauses with it.
func TestLimiterLearnsWhoSharesALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := support.NewLimiter()
		some := http.Header{"X-Rate-Limit": {"700"}, "Zendesk-Ratelimit-Views": {"total=6; remaining=5; resets=60"}}
		answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"700"}}, 0)
		answered(l, listTickets, 200, some, 0)
		answered(l, countViews, 200, some, 0)
		answered(l, countViews, 200, some, 0)
		answered(l, countViews, 429, http.Header{"Zendesk-Ratelimit-Views": {"total=6; remaining=0; resets=60"}}, 20*time.Second)
		start := time.Now()
		for _, step := range []struct {
			op   zendesk.Op
			want time.Duration
		}{{getTicket, 0}, {listTickets, 20 * time.Second}, {countViews, 20 * time.Second}, {getTicket, 20 * time.Second}} {
			if err := l.Wait(t.Context(), step.op); err != nil || time.Since(start) != step.want {
				t.Errorf("%s passed after %v, want %v; %v", step.op.Name, time.Since(start), step.want, err)
			}
		}
	})
}

// Headers tell limits that differ from the documented ones.
func TestLimiterFollowsTheTotals(t *testing.T) {
	for name, test := range map[string]struct {
		op     zendesk.Op
		header string
		total  string
		want   int
	}{
		"a small account":         {updateTicket, "Zendesk-Ratelimit-Tickets-Update", "total=20; remaining=19; resets=60", 20},
		"the High Volume add-on":  {zendesk.Op{Name: "support.Incremental.Tickets"}, "Zendesk-Ratelimit-Incremental-Exports", "total=30; remaining=29; resets=60", 30},
		"two values":              {updateTicket, "Zendesk-Ratelimit-Tickets-Update", "total=20; remaining=9; resets=60, total=50; remaining=19", 20},
		"no total":                {updateTicket, "Zendesk-Ratelimit-Tickets-Update", "remaining=19", 100},
		"webhooks":                {webhooks, "X-Rate-Limit", "100", 100},
		"the test of a webhook":   {testWebhook, "X-Rate-Limit", "20", 20},
		"something else's totals": {getTicket, "Zendesk-Ratelimit-Tickets-Show", "total=20; remaining=19; resets=60", 700},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := support.NewLimiter()
				answered(l, getTicket, 200, http.Header{"X-Rate-Limit": {"700"}}, 0)
				answered(l, test.op, 200, http.Header{test.header: {test.total}}, 0)
				time.Sleep(time.Minute)
				if n := pass(t, l, test.op, time.Minute); n != test.want {
					t.Errorf("%d requests in a minute, want %d", n, test.want)
				}
			})
		})
	}
}

// The rate headers of the webhook endpoints are not the account's: neither does
// the plan follow them, nor does it end with them.
func TestLimiterKeepsThePlanBesideWebhooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := supporttest.New(supporttest.WithRateLimit(700))
		limiter := support.NewLimiter()
		desk := fake.Client(&support.Config{Limiter: limiter})
		hook, err := desk.Webhooks.Create(t.Context(), support.WebhookParams{
			Name: zendesk.Set("Leads"), Status: zendesk.Set(support.WebhookActive), Endpoint: zendesk.Set("https://leads.example.com"),
			HTTPMethod: zendesk.Set("POST"), RequestFormat: zendesk.Set(support.WebhookJSON),
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if _, err := desk.Webhooks.Test(t.Context(), hook.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := desk.Users.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Webhooks.Get(t.Context(), hook.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if n := pass(t, limiter, getTicket, time.Minute); n != 700 {
			t.Errorf("%d requests in a minute, want 700", n)
		}
		time.Sleep(time.Minute)
		if n := pass(t, limiter, webhooks, time.Minute); n != 100 {
			t.Errorf("%d requests for webhooks in a minute, want 100", n)
		}
	})
}
