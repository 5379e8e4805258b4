package supporttest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestSearchQueries(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("organizations", `{"id":70,"name":"Acme Corp","tags":["gold"]}`)
	fake.Seed("groups", `{"id":60,"name":"Sales Team"}`)
	fake.Seed("users", `{"id":5,"name":"Ana Ruiz","email":"ana@example.com","role":"end-user","organization_id":70,"notes":"likes printers"}`,
		`{"id":6,"name":"Ben","email":"ben@example.com","role":"agent"}`)
	fake.Seed("tickets",
		`{"id":1,"subject":"Printer on fire","description":"smoke","status":"open","priority":"high","type":"incident","requester_id":5,"organization_id":70,"group_id":60,"assignee_id":6,"tags":["vip","hw"],"external_id":"e-1","created_at":"2026-05-01T08:00:00Z","updated_at":"2026-05-03T08:00:00Z","custom_fields":[{"id":77,"value":"o-1"}]}`,
		`{"id":2,"subject":"Invoice","description":"printer invoice","status":"solved","priority":"low","requester_id":5,"organization_id":70,"tags":["vip"],"created_at":"2026-05-02T08:00:00Z","updated_at":"2026-05-02T09:00:00Z"}`,
		`{"id":3,"subject":"Other","status":"pending","via":{"channel":"web"},"requester_id":6,"tags":[],"created_at":"2026-05-04T09:30:00Z","updated_at":"2026-05-04T09:30:00Z"}`)
	fake.Seed("comments", `{"id":9,"ticket_id":3,"author_id":6,"body":"about a scanner"}`)
	for query, ids := range map[string]string{
		"type:ticket":                                  "3,2,1",
		"type:ticket status<solved":                    "3,1",
		"type:ticket status:open status:pending":       "3,1",
		"type:ticket -status:solved":                   "3,1",
		"type:ticket status>=pending":                  "3,2",
		"type:ticket requester:ana@example.com":        "2,1",
		"type:ticket requester:\"Ana Ruiz\"":           "2,1",
		"type:ticket requester:5 status<solved":        "1",
		"type:ticket assignee:none":                    "3,2",
		"type:ticket organization:\"acme corp\"":       "2,1",
		"type:ticket organization:acme":                "",
		"type:ticket group:\"Sales Team\"":             "1",
		"type:ticket tags:hw tags:none":                "3,1",
		"type:ticket tags:vip priority>low":            "1",
		"type:ticket ticket_type:incident":             "1",
		"type:ticket created<2026-05-02":               "1",
		"type:ticket created>2026-05-01":               "3,2",
		"type:ticket created:2026-05-02":               "2",
		"type:ticket updated>=2026-05-03T08:00:00Z":    "3,1",
		"type:ticket created>4hours":                   "3",
		"type:ticket printer":                          "2,1",
		"type:ticket \"on fire\"":                      "1",
		"type:ticket -fire":                            "3,2",
		"type:ticket scanner":                          "3",
		"type:ticket comment:scanner":                  "3",
		"type:ticket subject:inv*":                     "2",
		"type:ticket external_id:e-1":                  "1",
		"type:ticket custom_field_77:o-1":              "1",
		"status:open":                                  "1",
		"type:user email:ana@example.com":              "5",
		"type:user ana":                                "5",
		"type:user printers":                           "5",
		"type:user role:agent":                         "6",
		"type:user organization:70":                    "5",
		"type:user email:*@nowhere":                    "",
		"type:organization tags:gold":                  "70",
		"type:organization name:acme":                  "70",
		"type:group sales":                             "60",
		"type:ticket created_at>=2026-05-04T09:30:00Z": "3",
		"type:ticket created_at<2026-05-01T08:00:01Z":  "1",
		"type:ticket updated_at>2026-05-03T07:59:59Z":  "3,1",
		"type:ticket updated_at>2026-05-03T08:00:00Z":  "3",
		"type:user created_at>=2026-01-01 role:agent":  "6",
		"type:ticket fir":                              "", // words are found whole
		"type:ticket fir*":                             "1",
		`type:ticket "on fi*"`:                         "1",
		`type:ticket "fire on"`:                        "",
		"type:ticket ON printer":                       "1",
		"status:open name:ana":                         "", // no record has both
		"role:agent -status:open":                      "6",
		"type:ticket commenter:ana@example.com":        "2,1",
		"type:ticket commenter:ben@example.com":        "3",
		"type:ticket via:web":                          "3",
		"type:ticket -via:web":                         "2,1",
		"type:ticket solved>2000-01-01":                "2",
		"type:ticket solved<2026-05-02":                "",
		"type:ticket fieldvalue:o-1":                   "1",
		"type:ticket order_by:created sort:asc":        "1,2,3",
		"type:ticket order_by:updated_at":              "3,1,2",
		"type:ticket order_by:status sort:asc":         "1,3,2",
		"type:user type:group sales":                   "60",
	} {
		got := run(t, fake, step{call: "GET /search?query=" + url.QueryEscape(query)})
		if ids != got.each("results", "id") {
			t.Errorf("%s: %s, want %s", query, got.each("results", "id"), ids)
		}
		count := run(t, fake, step{call: "GET /search/count?query=" + url.QueryEscape(query)})
		if count.at("count") != got.at("count") {
			t.Errorf("%s: count %s, want %s", query, count.at("count"), got.at("count"))
		}
	}
	run(t, fake,
		step{call: "GET /search?query=type:ticket&sort_by=updated_at", want: want{"results.0.id": "3", "results.1.id": "1"}},
		step{call: "GET /search?query=type:ticket&sort_by=priority&sort_order=asc", want: want{"results.1.id": "2", "results.2.id": "1"}},
		step{call: "GET /search?query=type:ticket&sort_by=subject", status: 400},
		step{call: "GET /search", status: 400},
		step{call: "GET /search?query=type:ticket&page[size]=1", status: 400},
		step{call: "GET /search?query=type:ticket vip&include=tickets(users,organizations)", want: want{"facets": "null", "results": "[]"}},
		step{call: "GET /search?query=type:ticket tags:vip&include=tickets(users,organizations)",
			want: want{"results.0.result_type": `"ticket"`, "#users": "2", "organizations.0.id": "70", "#organizations": "1"}},
	)
}

// What cannot mean anything is no silent miss.
func TestUnclearSearches(t *testing.T) {
	fake := five()
	for query, text := range map[string]string{
		"type:ticket nosuch:1": "Unknown property: nosuch", "statu:open": "Unknown property: statu", "-nosuch:1 type:user": "Unknown property: nosuch",
		"type:user status:open": "Unknown property: status", "type:tickets": "Invalid type: tickets", "type:ticket created>yesterdayish": "Invalid date: yesterdayish",
		"created_at>=2019-13-14": "Invalid date: 2019-13-14", "type:ticket custom_fields_7:x": "Unknown property: custom_fields_7",
	} {
		answer := want{"error": `"invalid"`, "description": `"Invalid search: ` + text + `"`}
		run(t, fake,
			step{call: "GET /search?query=" + url.QueryEscape(query), status: 422, want: answer},
			step{call: "GET /search/count?query=" + url.QueryEscape(query), status: 422, want: answer})
	}
	run(t, fake,
		step{call: "GET /users/search?query=statu:open", status: 422, want: want{"error": `"invalid"`}},
		step{call: "GET /search/export?filter[type]=organization&query=status:open", status: 422, want: want{"error": `"invalid"`}},
		step{call: "GET /search/count", status: 400},
	)
}

func TestSearchLimits(t *testing.T) {
	fake := supporttest.New()
	tickets := make([]string, 1050)
	for i := range tickets {
		tickets[i] = fmt.Sprintf(`{"id":%d,"status":"open","created_at":"2026-01-01T00:00:00Z"}`, i+1)
	}
	fake.Seed("tickets", tickets...)
	run(t, fake,
		step{call: "GET /search?query=type:ticket&page=10", want: want{"#results": "100", "count": "1050"}},
		step{call: "GET /search?query=type:ticket&page=11", status: 422,
			want: want{"error": `"invalid"`, "description": `"Invalid search: Requested response size was greater than Search Response Limits"`}},
		step{call: "GET /search?query=type:ticket&page=34&per_page=30", want: want{"#results": "30"}},
	)
}

func TestSearchExport(t *testing.T) {
	clk := newClock()
	fake := five(supporttest.WithClock(clk.Now))
	first := run(t, fake,
		step{call: "GET /search/export?query=status<solved", status: 400},
		step{call: "GET /search/export?query=type:user&filter[type]=ticket", status: 400},
		step{call: "GET /search/export?query=type:ticket&filter[type]=ticket", status: 400},
		step{call: "GET /search/export?query=status<solved&filter[type]=ticket&page[size]=3",
			want: want{"#results": "3", "facets": "null", "meta.has_more": "true", "links.prev": "null", "count": "", "results.0.id": "5", "results.0.result_type": `"ticket"`, "meta.before_cursor": "null"}})
	next := "GET /search/export?query=status<solved&filter[type]=ticket&page[size]=3&page[after]=" + strings.Trim(first.at("meta.after_cursor"), `"`)
	run(t, fake, step{call: next, want: want{"#results": "1", "results.0.id": "1", "meta.has_more": "false"}})
	clk.advance(61 * time.Minute)
	run(t, fake, step{call: next, status: 400})
}

func TestIncremental(t *testing.T) {
	clk := newClock()
	clk.now = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	fake := five(supporttest.WithClock(clk.Now))
	fake.Seed("tickets", `{"id":6,"status":"open","updated_at":"2026-01-05T00:00:00Z","generated_timestamp":1767571200}`)
	first := run(t, fake,
		step{call: "GET /incremental/tickets/cursor?start_time=1769904000", status: 400}, // now
		step{call: "GET /incremental/tickets/cursor", status: 400},
		step{call: "GET /incremental/tickets/cursor?start_time=0&per_page=4", want: want{"#tickets": "4", "end_of_stream": "false", "before_cursor": "null",
			"tickets.0.id": "2", "tickets.0.generated_timestamp": "1767225600"}})
	second := run(t, fake, step{call: "GET /incremental/tickets/cursor?cursor=" + strings.Trim(first.at("after_cursor"), `"`),
		want: want{"#tickets": "2", "end_of_stream": "true", "tickets.0.id": "4", "tickets.1.generated_timestamp": "1767571200"}})
	run(t, fake,
		step{call: "GET /tickets/4", want: want{"ticket.generated_timestamp": ""}},
		step{call: "DELETE /tickets/1", status: 204},
		step{call: "GET /incremental/tickets/cursor?cursor=" + strings.Trim(second.at("after_cursor"), `"`), want: want{"#tickets": "0"}}) // the last minute
	clk.advance(2 * time.Minute)
	run(t, fake,
		step{call: "GET /incremental/tickets/cursor?cursor=" + strings.Trim(second.at("after_cursor"), `"`),
			want: want{"#tickets": "1", "tickets.0.id": "1", "tickets.0.status": `"deleted"`}},
		step{call: "GET /incremental/tickets?start_time=0&per_page=4", // filled up to the end of the second
			want: want{"count": "5", "end_time": "1767571201", "end_of_stream": "false", "next_page": `"https://acme.zendesk.com/api/v2/incremental/tickets?per_page=4&start_time=1767571201"`}},
		step{call: "GET /incremental/tickets?start_time=1767571201", want: want{"count": "1", "end_of_stream": "true"}},
		step{call: "GET /incremental/users?start_time=0", want: want{"count": "1", "end_of_stream": "true"}},
	)
}

// A ticket is exported when its generated_timestamp says so, whatever its
// updated_at.
func TestIncrementalByGeneratedTimestamp(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("tickets", `{"id":1,"status":"open","updated_at":"2026-01-01T00:00:00Z","generated_timestamp":1775000000}`,
		`{"id":2,"status":"open","updated_at":"2026-01-01T00:00:00Z"}`)
	first := run(t, fake, step{call: "GET /incremental/tickets/cursor?start_time=1774999999",
		want: want{"#tickets": "1", "tickets.0.id": "1", "tickets.0.generated_timestamp": "1775000000", "tickets.0.updated_at": `"2026-01-01T00:00:00Z"`}})
	next := step{call: "GET /incremental/tickets/cursor?cursor=" + strings.Trim(first.at("after_cursor"), `"`)}
	exported := func(step step) string {
		t.Helper()
		clk.advance(2 * time.Minute)
		got := run(t, fake, step)
		next.call = "GET /incremental/tickets/cursor?cursor=" + strings.Trim(got.at("after_cursor"), `"`)
		return got.each("tickets", "id") + got.each("tickets", "status") + got.each("tickets", "generated_timestamp")
	}
	for _, change := range []struct{ call, body, want string }{
		{"PUT /tickets/1", `{"ticket":{"subject":"b"}}`, `1"open"1777888800`},
		{"DELETE /tickets/1", "", `1"deleted"1777888920`},
		{"PUT /deleted_tickets/1/restore", "", `1"open"1777889040`},
		{"PUT /tickets/1", `{"ticket":{"subject":"b"}}`, ""}, // no change
		{"PUT /tickets/2/tags", `{"tags":["x"]}`, `2"open"1777889280`},
	} {
		status := 200
		if strings.HasPrefix(change.call, "DELETE") {
			status = 204
		}
		run(t, fake, step{call: change.call, body: change.body, status: status})
		if got := exported(next); got != change.want {
			t.Errorf("after %s: %s, want %s", change.call, got, change.want)
		}
	}
	run(t, fake, step{call: "GET /tickets/1", want: want{"ticket.generated_timestamp": "1777889040"}},
		step{call: "GET /tickets/2", want: want{"ticket.generated_timestamp": ""}})
}
