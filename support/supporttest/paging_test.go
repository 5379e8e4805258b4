package supporttest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// five returns an account with five tickets, changed in another order.
func five(opts ...supporttest.Option) *supporttest.Server {
	fake := supporttest.New(opts...)
	for i, day := range []int{3, 1, 2, 5, 4} {
		fake.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":"%s","updated_at":"2026-01-0%dT00:00:00Z","created_at":"2026-01-0%[1]dT00:00:00Z"}`,
			i+1, []string{"open", "new", "solved", "open", "pending"}[i], day))
	}
	return fake
}

func TestOffsetPaging(t *testing.T) {
	fake := five()
	run(t, fake,
		step{call: "GET /tickets.json?per_page=2", want: want{"#tickets": "2", "count": "5", "previous_page": "null", "meta": "",
			"next_page": `"https://acme.zendesk.com/api/v2/tickets.json?page=2&per_page=2"`}},
		step{call: "GET /tickets?per_page=2&page=3", want: want{"#tickets": "1", "tickets.0.id": "5", "next_page": "null",
			"previous_page": `"https://acme.zendesk.com/api/v2/tickets?page=2&per_page=2"`}},
		step{call: "GET /tickets?per_page=2&page=9", want: want{"#tickets": "0", "next_page": "null", "count": "5"}},
		step{call: "GET /tickets?page=101", status: 400, want: want{"errors.0.code": `"InvalidPaginationDepth"`}},
		step{call: "GET /tickets?page=100", want: want{"#tickets": "0"}},
		step{call: "GET /tickets?page=x", status: 400},
		step{call: "GET /tickets?per_page=1000", want: want{"#tickets": "5"}},
	)
	for query, ids := range map[string]string{
		"sort_by=created_at": "1,2,3,4,5", "sort_by=created_at&sort_order=desc": "5,4,3,2,1", "sort_by=id&sort_order=desc": "5,4,3,2,1", "sort_order=desc": "5,4,3,2,1",
		"sort_by=status": "1,2,3,4,5", "sort_by=updated_at": "1,2,3,4,5", "sort_by=nosuch": "1,2,3,4,5", // cursors alone sort by status and updated_at
	} {
		if got := run(t, fake, step{call: "GET /tickets?" + query}).each("tickets", "id"); got != ids {
			t.Errorf("%s: %s, want %s", query, got, ids)
		}
	}
}

func TestCursorPaging(t *testing.T) {
	for order, ids := range map[string]string{
		"": "1,2,3,4,5", "&sort=-id": "5,4,3,2,1", "&sort=updated_at": "2,3,1,5,4", "&sort=-updated_at": "4,5,1,3,2", "&sort=status": "2,1,4,5,3",
		"&sort_by=updated_at&sort_order=desc": "1,2,3,4,5", // ignored
	} {
		fake := five()
		var got []string
		call := "GET /tickets?page[size]=2" + order
		for range 10 {
			page := run(t, fake, step{call: call})
			got = append(got, page.each("tickets", "id"))
			next, err := url.Parse(strings.Trim(page.at("links.next"), `"`))
			if err != nil || next.Query().Get("page[after]") == "" || next.Host != "acme.zendesk.com" {
				t.Fatalf("sort %q: next link %v", order, next)
			}
			if page.at("meta.has_more") == "false" {
				break
			}
			call = "GET /tickets?" + next.RawQuery
		}
		if all := strings.Join(got, ","); all != ids {
			t.Errorf("sort %q: %s, want %s", order, all, ids)
		}
	}
}

func TestCursorEdges(t *testing.T) {
	clk := newClock()
	fake := five(supporttest.WithClock(clk.Now), supporttest.WithCursorLife(time.Minute))
	last := run(t, fake, step{call: "GET /tickets?page[size]=5", want: want{"meta.has_more": "false", "next_page": "", "count": "", "tickets.0.fields": ""}})
	after := strings.Trim(last.at("meta.after_cursor"), `"`)
	before := strings.Trim(last.at("meta.before_cursor"), `"`)
	if after == "" || last.at("links.next") == "null" {
		t.Errorf("the last page has no cursor: %s", last.text)
	}
	run(t, fake,
		step{call: "GET /tickets?page[size]=5&page[after]=" + after, want: want{"tickets": "[]", "meta.has_more": "false", "meta.after_cursor": "null", "links.next": "null"}},
		step{call: "GET /tickets?page[size]=5&page[before]=" + after, want: want{"tickets.0.id": "1", "#tickets": "4", "meta.has_more": "false"}},
		step{call: "GET /tickets?page[size]=2&page[before]=" + after, want: want{"tickets.0.id": "3", "#tickets": "2", "meta.has_more": "true"}},
		step{call: "GET /tickets?page[before]=" + before, want: want{"tickets": "[]"}},
		step{call: "GET /tickets?page[size]=101", status: 400, want: want{"errors.0.code": `"InvalidPaginationParameter"`}},
		step{call: "GET /tickets?page[size]=0", status: 400},
		step{call: "GET /tickets?page[size]=1&sort=created_at", status: 400, want: want{"errors.0.code": `"InvalidPaginationParameter"`}},
		step{call: "GET /tickets?page[size]=1&page[after]=garbage", status: 400},
		step{call: "GET /tickets?page[size]=1&sort=-id&page[after]=" + after, status: 400},
	)
	clk.advance(61 * time.Second)
	run(t, fake, step{call: "GET /tickets?page[size]=5&page[after]=" + after, status: 400, want: want{"errors.0.title": `"the cursor has expired"`}})
}

// Links have the host that the client asked, since clients follow them.
func TestLinksKeepTheHost(t *testing.T) {
	fake := five()
	req, _ := http.NewRequest("GET", "http://127.0.0.1:7002/api/v2/tickets.json?per_page=2", http.NoBody)
	req.Header.Set("Authorization", "Bearer "+supporttest.DefaultToken)
	res, err := fake.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	body := make([]byte, 1<<16)
	n, _ := res.Body.Read(body)
	if want := `"next_page":"http://127.0.0.1:7002/api/v2/tickets.json?page=2&per_page=2"`; !strings.Contains(string(body[:n]), want) {
		t.Errorf("no %s in %s", want, body[:n])
	}
}

func TestRateLimit(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now), supporttest.WithRateLimit(2))
	run(t, fake,
		step{call: "GET /tickets", header: want{"X-Rate-Limit": "2", "X-Rate-Limit-Remaining": "1",
			"ratelimit-limit": "2", "ratelimit-remaining": "1", "ratelimit-reset": "60"}},
		step{call: "GET /tickets", header: want{"X-Rate-Limit-Remaining": "0"}},
		step{call: "GET /tickets", status: 429, header: want{"Retry-After": "60", "ratelimit-remaining": "0", "ratelimit-reset": "60"}},
	)
	clk.advance(70 * time.Second)
	run(t, fake, step{call: "GET /tickets", header: want{"X-Rate-Limit-Remaining": "1", "ratelimit-reset": "50"}})
}

func TestLag(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now), supporttest.WithLag(2*time.Second))
	fake.Seed("users", ana)
	run(t, fake,
		step{call: "GET /users/search?query=ana", want: want{"count": "1"}}, // seeded records show at once
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"requester_id":5}}`},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"Zoe"}}`},
		step{call: "GET /tickets/1", want: want{"ticket.id": "1"}},
		step{call: "GET /tickets/1/comments", want: want{"#comments": "1"}},
		step{call: "GET /tickets", want: want{"count": "0"}},
		step{call: "GET /search?query=type:ticket", want: want{"count": "0"}},
		step{call: "GET /users/search?query=zoe", want: want{"count": "0"}},
		step{call: "GET /users/5/tickets/requested", want: want{"count": "0"}},
	)
	clk.advance(2 * time.Second)
	run(t, fake,
		step{call: "GET /tickets", want: want{"count": "1"}},
		step{call: "GET /search?query=type:ticket", want: want{"count": "1"}},
		step{call: "GET /users/search?query=zoe", want: want{"count": "1"}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"status":"solved"}}`},
		step{call: "GET /search?query=status:solved", want: want{"count": "0"}},
		step{call: "GET /tickets/1", want: want{"ticket.status": `"solved"`}},
	)
	lags := []time.Duration{time.Second, 3 * time.Second}
	fake = supporttest.New(supporttest.WithClock(clk.Now), supporttest.WithLags(func() time.Duration {
		lag := lags[0]
		lags = append(lags[1:], lag)
		return lag
	}))
	run(t, fake,
		step{call: "POST /groups", status: 201, body: `{"group":{"name":"a"}}`},
		step{call: "POST /groups", status: 201, body: `{"group":{"name":"b"}}`})
	clk.advance(time.Second)
	run(t, fake, step{call: "GET /groups", want: want{"count": "2"}}) // the born one and a
	clk.advance(2 * time.Second)
	run(t, fake, step{call: "GET /groups", want: want{"count": "3"}})
}
