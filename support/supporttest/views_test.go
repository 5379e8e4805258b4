package supporttest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// viewed returns an account with tickets to select from, and Bea, an agent of
// group 20 with the token "bea".
func viewed(opts ...supporttest.Option) *supporttest.Server {
	fake := supporttest.New(opts...)
	fake.Seed("groups", `{"id":20,"name":"Sales"}`, `{"id":21,"name":"Service"}`)
	fake.Seed("users", `{"id":5,"name":"Bea","role":"agent","role_type":0,"default_group_id":20}`)
	fake.Seed("tickets",
		`{"id":1,"subject":"A","status":"open","priority":"low","group_id":20,"assignee_id":5,"tags":["vip","fleet"],"custom_fields":[{"id":40,"value":"gold"}],"created_at":"2026-01-01T00:00:00Z"}`,
		`{"id":2,"subject":"B","status":"pending","priority":"high","group_id":20,"type":"task","tags":["vip"],"created_at":"2026-01-02T00:00:00Z"}`,
		`{"id":3,"subject":"C","status":"solved","group_id":21,"assignee_id":900001,"created_at":"2026-01-03T00:00:00Z"}`,
		`{"id":4,"subject":"D","status":"new","created_at":"2026-01-04T00:00:00Z"}`)
	fake.AddToken("bea", 5)
	return fake
}

// Conditions really select.
func TestViewConditions(t *testing.T) {
	fake := viewed()
	const main = `{"field":"status","operator":"less_than","value":"closed"}`
	for _, test := range []struct{ all, any, want, as string }{
		{`{"field":"status","operator":"less_than","value":"solved"}`, ``, "1,2,4", ""},
		{`{"field":"status","operator":"greater_than","value":"open"}`, ``, "2,3", ""},
		{`{"field":"status","operator":"is_not","value":"new"}`, ``, "1,2,3", ""},
		{`{"field":"type","operator":"is","value":"task"}`, ``, "2", ""},
		{`{"field":"type","operator":"is","value":""}`, ``, "1,3,4", ""},
		{`{"field":"group_id","operator":"is","value":"20"},{"field":"priority","operator":"less_than","value":"high"}`, ``, "1", ""},
		{`{"field":"group_id","operator":"is","value":""}`, ``, "4", ""},
		{`{"field":"group_id","operator":"is","value":"current_groups"}`, ``, "1,2", "bea"},
		{`{"field":"assignee_id","operator":"is","value":"current_user"}`, ``, "1", "bea"},
		{`{"field":"assignee_id","operator":"is","value":"current_user"}`, ``, "3", ""},
		{`{"field":"assignee_id","operator":"is_not","value":5}`, ``, "2,3,4", ""},
		{main + `,{"field":"current_tags","operator":"includes","value":"fleet other"}`, ``, "1", ""},
		{main + `,{"field":"current_tags","operator":"not_includes","value":"vip"}`, ``, "3,4", ""},
		{main + `,{"field":"custom_fields_40","operator":"is","value":"gold"}`, ``, "1", ""},
		{main + `,{"field":"custom_fields_40","operator":"not_present","value":null}`, ``, "2,3,4", ""},
		{main, `{"field":"status","operator":"is","value":"new"},{"field":"priority","operator":"is","value":"high"}`, "2,4", ""},
		{main + `,{"field":"status","operator":"is","value":["open","new"]}`, ``, "1,4", ""},
	} {
		body := fmt.Sprintf(`{"view":{"all":[%s],"any":[%s],"output":{"columns":["nice_id"]}}}`, test.all, test.any)
		got := run(t, fake, step{call: "POST /views/preview", body: body, as: test.as})
		if ids := got.each("rows", "nice_id"); ids != test.want {
			t.Errorf("%s any %s as %q: %s, want %s", test.all, test.any, test.as, ids, test.want)
		}
	}
	for condition, status := range map[string]int{
		`{"field":"status","operator":"contains","value":"new"}`:   422,
		`{"field":"status","operator":"is","value":"lost"}`:        422,
		`{"field":"current_tags","operator":"includes","value":1}`: 422, // alone
		`{"field":"brand_id","operator":"is","value":"1"}`:         422, // likewise
		`{"field":"via_id","operator":"is","value":"1"}`:           501,
		`{"operator":"is","value":"new"}`:                          422,
	} {
		run(t, fake,
			step{call: "POST /views", body: `{"view":{"title":"Some","all":[` + condition + `]}}`, status: status},
			step{call: "POST /views/preview", body: `{"view":{"all":[` + condition + `]}}`, status: status},
		)
	}
}

func TestViews(t *testing.T) {
	fake := viewed()
	const open = `[{"field":"status","operator":"less_than","value":"solved"}]`
	run(t, fake,
		step{call: "POST /views", body: `{"view":{"all":` + open + `}}`, status: 422, want: want{"details.title.0.error": `"BlankValue"`}},
		step{call: "POST /views", body: `{"view":{"title":"None"}}`, status: 422},
		step{call: "POST /views", body: `{"view":{"title":"Open","all":` + open + `,"conditions":{"all":[]},"output":{"columns":["subject","status",40],"sort_by":"created","sort_order":"asc","group_by":"status"}}}`,
			status: 201,
			want: want{"view.id": "1", "view.position": "1", "view.conditions.all": `[{"field":"status","operator":"less_than","value":"solved"}]`, "view.conditions.any": "[]",
				"view.execution.columns.2": `{"id":40,"title":"40"}`, "view.execution.sort": `{"id":"created","order":"asc","title":"Created"}`, "view.all": "", "view.output": "",
				"view.restriction": "null"},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["conditions"] from parameters according to whitelist`}},
		step{call: "GET /views/1/tickets", want: want{"#tickets": "3", "tickets.0.id": "1", "count": "3"}},
		step{call: "GET /views/1/tickets?page[size]=2", want: want{"#tickets": "2", "tickets.1.id": "2", "meta.has_more": "true"}},
		step{call: "GET /views/1/tickets?sort_by=nice_id&sort_order=desc", want: want{"tickets.0.id": "4"}},
		step{call: "GET /views/1/tickets?sort_by=status&sort_order=asc", want: want{"tickets.0.id": "4"}},
		step{call: "GET /views/1/execute?include=groups", want: want{"#rows": "3", "rows.0.40": `"gold"`, "rows.0.subject": `"A"`, "rows.0.group": `"open"`, "rows.0.ticket.id": "1",
			"#columns": "3", "view.id": "1"}},
		step{call: "PUT /views/1", body: `{"view":{"any":[{"field":"priority","operator":"is","value":"low"}]}}`, want: want{"#view.conditions.all": "1", "#view.conditions.any": "1"}},
		step{call: "GET /views/1/tickets", want: want{"#tickets": "1"}},
		step{call: "PUT /views/1", body: `{"view":{"all":[]}}`, status: 422},
		step{call: "DELETE /views/1", status: 204},
		step{call: "GET /views/1/tickets", status: 404},
		step{call: "GET /views/1/count", status: 404},
	)
}

// A view belongs to everybody, to groups or to one user.
func TestViewRestrictions(t *testing.T) {
	fake := viewed()
	const all = `"all":[{"field":"status","operator":"is","value":"open"}]`
	fake.Seed("views",
		`{"id":1,"title":"All","active":true,"position":1,"conditions":{"all":[]},"restriction":null}`,
		`{"id":2,"title":"Service","active":true,"position":2,"restriction":{"type":"Group","id":21,"ids":[21]}}`,
		`{"id":3,"title":"Old","active":false,"position":3,"restriction":{"type":"Group","ids":[20]}}`,
		`{"id":4,"title":"Mine","active":true,"position":4,"restriction":{"type":"User","id":900001}}`)
	run(t, fake,
		step{call: "GET /views", want: want{"count": "4"}},
		step{call: "GET /views", as: "bea", want: want{"count": "2", "views.1.id": "3"}},
		step{call: "GET /views/active", as: "bea", want: want{"count": "1"}},
		step{call: "GET /views/count", as: "bea", want: want{"count.value": "2"}},
		step{call: "GET /views?access=personal", want: want{"#views": "1", "views.0.id": "4"}},
		step{call: "GET /views?access=account", want: want{"#views": "1"}},
		step{call: "GET /views?access=shared", want: want{"#views": "3"}},
		step{call: "GET /views?group_id=21&active=true", want: want{"#views": "1", "views.0.id": "2"}},
		step{call: "GET /views?sort_by=alphabetical&sort_order=desc", want: want{"views.0.title": `"Service"`}},
		step{call: "GET /views/show_many?ids=1,2,4", as: "bea", want: want{"#views": "1"}},
		step{call: "GET /views/2", as: "bea", status: 404},
		step{call: "GET /views/4", want: want{"view.title": `"Mine"`}},
		step{call: "POST /views", as: "bea", body: `{"view":{"title":"For all",` + all + `}}`, status: 403},
		step{call: "POST /views", as: "bea", body: `{"view":{"title":"Hers",` + all + `,"restriction":{"type":"User","id":"5"}}}`, status: 201, want: want{"view.id": "5"}},
		step{call: "POST /views", body: `{"view":{"title":"None",` + all + `,"restriction":{"type":"Group"}}}`, status: 422},
		step{call: "GET /views/5", status: 404}, // personal ones show to nobody else
		step{call: "PUT /views/3", as: "bea", body: `{"view":{"active":true}}`, status: 403},
		step{call: "PUT /views/3", body: `{"view":{"active":true}}`}, // although it has no conditions
		step{call: "DELETE /views/1", as: "bea", status: 403},
		step{call: "DELETE /views/5", as: "bea", status: 204},
	)
	fake.Seed("custom_roles", `{"id":7,"name":"Leads","role_type":0,"configuration":{"view_access":"manage-group","ticket_access":"all"}}`)
	fake.Seed("users", `{"id":5,"name":"Bea","role":"agent","role_type":0,"custom_role_id":7,"default_group_id":20}`)
	run(t, fake,
		step{call: "PUT /views/3", as: "bea", body: `{"view":{"active":false}}`},
		step{call: "DELETE /views/1", as: "bea", status: 403},
	)
}

// A count is not there at the first look, and one of many tickets grows old.
func TestViewCounts(t *testing.T) {
	clock := newClock()
	fake := viewed(supporttest.WithClock(clock.Now))
	fake.Seed("views", `{"id":1,"title":"Solved","active":true,"conditions":{"all":[{"field":"status","operator":"is","value":"solved"}],"any":[]}}`,
		`{"id":2,"title":"Hers","restriction":{"type":"User","id":5}}`)
	run(t, fake,
		step{call: "GET /views/1/count", want: want{"view_count.view_id": "1", "view_count.value": "null", "view_count.pretty": `"..."`, "view_count.fresh": "false"}},
		step{call: "GET /views/1/count", want: want{"view_count.value": "1", "view_count.pretty": `"1"`, "view_count.fresh": "true"}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"status":"solved"}}`},
		step{call: "GET /views/count_many?ids=1,2,99", want: want{"#view_counts": "1", "view_counts.0.value": "2"}},
		step{call: "GET /views/count_many?ids=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", status: 400, want: want{"error": `"TooManyValues"`}},
		step{call: "GET /views/1/count", as: "bea", want: want{"view_count.value": "null"}},
	)
	for i := range 1100 {
		fake.Seed("tickets", fmt.Sprintf(`{"id":%d,"subject":"X","status":"solved"}`, 1000+i))
	}
	run(t, fake,
		step{call: "GET /views/1/count", want: want{"view_count.value": "1102", "view_count.pretty": `"~1000"`}},
		step{call: "DELETE /tickets/1000", status: 204},
		step{call: "GET /views/1/count", want: want{"view_count.value": "1102", "view_count.fresh": "true"}},
	)
	clock.advance(time.Hour)
	run(t, fake,
		step{call: "GET /views/1/count", want: want{"view_count.value": "1102", "view_count.fresh": "false"}},
		step{call: "GET /views/1/count", want: want{"view_count.value": "1101", "view_count.fresh": "true"}},
		step{call: "POST /views/preview/count", body: `{"view":{"all":[{"field":"status","operator":"is","value":"solved"}]}}`, want: want{"view_count.value": "1101", "view_count.fresh": "true"}},
	)
}

// What an agent may not see is in none of their views.
func TestViewsShowWhatTheAgentSees(t *testing.T) {
	fake := viewed()
	fake.Seed("views", `{"id":1,"title":"Open","conditions":{"all":[{"field":"status","operator":"less_than","value":"solved"}]}}`)
	fake.Seed("users", `{"id":6,"name":"Cy","role":"agent","role_type":0,"ticket_restriction":"assigned"}`)
	fake.AddToken("cy", 6)
	run(t, fake,
		step{call: "GET /views/1/tickets", as: "cy", want: want{"#tickets": "0"}},
		step{call: "GET /views/1/execute", as: "cy", want: want{"#rows": "0"}},
		step{call: "PUT /tickets/4", body: `{"ticket":{"assignee_id":6,"group_id":21}}`},
		step{call: "GET /views/1/count", as: "cy"},
		step{call: "GET /views/1/count", as: "cy", want: want{"view_count.value": "1"}},
	)
}

func TestViewLimits(t *testing.T) {
	clock := newClock()
	fake := viewed(supporttest.WithClock(clock.Now), supporttest.WithEndpointLimits())
	fake.Seed("views", `{"id":1,"title":"Open"}`, `{"id":2,"title":"Open"}`)
	for range 5 {
		run(t, fake, step{call: "GET /views/1/execute"}, step{call: "GET /views/1/count"})
	}
	run(t, fake,
		step{call: "GET /views/1/execute", status: 429}, step{call: "GET /views/1/count", status: 429},
		step{call: "GET /views/2/execute"}, step{call: "GET /views/1/execute", as: "bea"},
	)
	clock.advance(time.Minute)
	run(t, fake, step{call: "GET /views/1/execute"})
	for range 6 {
		run(t, fake, step{call: "GET /views/count_many?ids=1"})
	}
	run(t, fake, step{call: "GET /views/count_many?ids=1", status: 429})
}
