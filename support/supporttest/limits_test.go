package supporttest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// Endpoints have limits of their own, which leave the account's as it is.
func TestEndpointLimits(t *testing.T) {
	for name, test := range map[string]struct {
		call, body string
		status     int
		most       int
		bucket     string
		window     time.Duration
		other      string // what the limit does not touch
	}{
		"list tickets":     {call: "GET /tickets", most: 100, bucket: "tickets-index", window: time.Minute, other: "GET /tickets/count"},
		"one ticket":       {call: "PUT /tickets/1", body: `{"ticket":{}}`, most: 30, bucket: "per-ticket-updates", window: 10 * time.Minute, other: "PUT /tickets/2"},
		"deleted tickets":  {call: "GET /deleted_tickets", most: 10, window: time.Minute, other: "GET /deleted_users"},
		"exports":          {call: "GET /incremental/tickets?start_time=0", most: 10, bucket: "incremental-exports", window: time.Minute, other: "GET /tickets"},
		"export of search": {call: "GET /search/export?query=x&filter[type]=ticket", most: 100, window: time.Minute, other: "GET /search?query=x"},
		"users":            {call: "POST /users/create_or_update", body: `{"user":{"name":"x"}}`, status: 201, most: 1, window: time.Second, other: "GET /users"},
		"an organization":  {call: "PUT /organizations/70", body: `{"organization":{}}`, most: 5, window: time.Minute, other: "PUT /organizations/71"},
		"tickets deleted":  {call: "DELETE /tickets/999", status: 404, most: 400, window: time.Minute, other: "GET /tickets"},
	} {
		t.Run(name, func(t *testing.T) {
			clk := newClock()
			fake := supporttest.New(supporttest.WithClock(clk.Now), supporttest.WithEndpointLimits(), supporttest.WithRateLimit(700))
			fake.Seed("tickets", `{"id":1,"status":"open"}`, `{"id":2,"status":"open"}`)
			fake.Seed("organizations", `{"id":70,"name":"A"}`, `{"id":71,"name":"B"}`)
			var last answer
			for range test.most {
				last = run(t, fake, step{call: test.call, body: test.body, status: test.status})
			}
			header := "Zendesk-Ratelimit-" + http.CanonicalHeaderKey(test.bucket)
			resets := int(clk.now.Truncate(test.window).Add(test.window).Sub(clk.now)/time.Second) + 1 // the clock is at half a second
			if got, want := last.header.Get(header), fmt.Sprintf("total=%d; remaining=0; resets=%d", test.most, resets); test.bucket != "" && got != want {
				t.Errorf("%s is %q, want %q", header, got, want)
			}
			run(t, fake, step{call: test.call, body: test.body, status: 429, want: want{"errors.0.code": `"TooManyRequests"`},
				header: want{"Retry-After": fmt.Sprint(resets), "X-Rate-Limit": "700", "X-Rate-Limit-Remaining": fmt.Sprint(700 - test.most - 1)}})
			run(t, fake, step{call: test.other, body: test.body})
			clk.advance(time.Duration(resets) * time.Second)
			run(t, fake, step{call: test.call, body: test.body, status: test.status})
		})
	}
}

// Updates of tickets by one user count apart from those by another, and tags
// with them; those of one user apart from those of another one.
func TestLimitsOfEach(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now), supporttest.WithEndpointLimits())
	fake.Seed("tickets", `{"id":1,"status":"open"}`)
	fake.Seed("users", ana, `{"id":10,"name":"Full","role":"agent"}`)
	fake.AddToken("full", 10)
	for range 30 {
		run(t, fake, step{call: "PUT /tickets/1/tags", body: `{"tags":["x"]}`})
	}
	run(t, fake,
		step{call: "PUT /tickets/1", body: `{"ticket":{}}`, status: 429},
		step{call: "PUT /tickets/1", as: "full", body: `{"ticket":{}}`, header: want{"Zendesk-Ratelimit-Per-Ticket-Updates": "total=30; remaining=29; resets=600", "Zendesk-Ratelimit-Tickets-Update": "total=100; remaining=68; resets=60"}},
	)
	for range 5 {
		run(t, fake, step{call: "POST /users/create_or_update", body: `{"user":{"email":"ana@example.com"}}`})
		clk.advance(time.Second)
	}
	run(t, fake,
		step{call: "PUT /users/5", body: `{"user":{}}`, status: 429},
		step{call: "GET /users/5"})
	clk.advance(time.Second)
	run(t, fake, step{call: "PUT /users/10", body: `{"user":{}}`})
}

// Without the option there is the account's limit alone.
func TestNoEndpointLimits(t *testing.T) {
	fake := five()
	for range 31 {
		run(t, fake, step{call: "PUT /tickets/1", body: `{"ticket":{}}`, header: want{"Zendesk-Ratelimit-Per-Ticket-Updates": ""}})
	}
	run(t, fake, step{call: "PUT /tickets/update_many?ids=1", body: `{"ticket":{}}`, header: want{"Zendesk-Ratelimit-Inflight-Jobs": "total=30; remaining=29; resets=60"}})
}

func TestETag(t *testing.T) {
	fake := five()
	first := run(t, fake, step{call: "GET /tickets/1"}).header.Get("ETag")
	if again := run(t, fake, step{call: "GET /tickets/1"}).header.Get("ETag"); again != first || len(first) < 10 {
		t.Errorf("ETag is %q, then %q", first, again)
	}
	changed := run(t, fake,
		step{call: "PUT /tickets/1", body: `{"ticket":{"subject":"x"}}`, header: want{"Etag": ""}},
		step{call: "GET /tickets/99", status: 404, header: want{"Etag": ""}},
		step{call: "GET /tickets/1"}).header.Get("ETag")
	if changed == first {
		t.Errorf("ETag stays %q", first)
	}
}
