package supporttest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestCreateTicket(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("users", ana)
	fake.Seed("ticket_fields", `{"id":77,"type":"text","title":"Order"}`, `{"id":78,"type":"checkbox","title":"Paid"}`)
	run(t, fake,
		step{call: "POST /tickets.json", status: 201,
			body: `{"ticket":{"subject":"Fire","comment":{"body":"help <b>"},"requester":{"email":"ANA@example.com"},"tags":["A","b c"],
				"priority":"high","external_id":"x-1","custom_fields":[{"id":77,"value":"o-1"}]}}`,
			want: want{
				"ticket.id": "1", "ticket.subject": `"Fire"`, "ticket.raw_subject": `"Fire"`, "ticket.description": `"help <b>"`,
				"ticket.requester_id": "5", "ticket.submitter_id": "900001", "ticket.status": `"new"`, "ticket.priority": `"high"`,
				"ticket.tags": `["a","b","c"]`, "ticket.is_public": "true", "ticket.group_id": "null", "ticket.external_id": `"x-1"`,
				"ticket.custom_fields": `[{"id":77,"value":"o-1"},{"id":78,"value":null}]`, "ticket.fields": `[{"id":77,"value":"o-1"},{"id":78,"value":null}]`,
				"ticket.created_at": `"2026-05-04T10:00:00Z"`, "ticket.updated_at": `"2026-05-04T10:00:00Z"`, "ticket.generated_timestamp": "",
				"ticket.comment": "", "ticket.requester": "",
				"audit.ticket_id": "1", "audit.events.0.type": `"Comment"`, "audit.events.0.body": `"help <b>"`, "audit.events.0.public": "true",
				"audit.events.1.type": `"Create"`, "audit.events.1.field_name": `"subject"`, "audit.events.1.value": `"Fire"`,
			},
			header: want{"Location": "https://acme.zendesk.com/api/v2/tickets/1.json", "Date": "Mon, 04 May 2026 10:00:00 GMT"}},
		step{call: "GET /tickets/1/comments", want: want{
			"#comments": "1", "comments.0.body": `"help <b>"`, "comments.0.author_id": "900001", "comments.0.public": "true",
			"comments.0.html_body": `"<div class=\"zd-comment\" dir=\"auto\">help &lt;b&gt;</div>"`, "comments.0.ticket_id": "", "count": "1"}},
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"description":"by phone","requester":"New.One@example.com","assignee_id":900001}}`,
			want: want{"ticket.requester_id": "900002", "ticket.description": `"by phone"`, "ticket.status": `"open"`, "ticket.group_id": "900001"}},
		step{call: "GET /users/900002", want: want{"user.name": `"New.One"`, "user.email": `"new.one@example.com"`, "user.role": `"end-user"`}},
		step{call: "POST /tickets", status: 201, body: `{"subject":"flat"}`, want: want{"ticket.subject": "null", "ticket.requester_id": "900001"},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["subject"] from parameters according to whitelist`}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"subject":"no comment"}}`,
			want: want{"error": `"RecordInvalid"`, "details.base.0.error": `"BlankValue"`, "details.base.0.description": `"Description: cannot be blank"`}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"comment":{"body":"x"},"status":"odd"}}`, want: want{"details.status.0.error": `"InvalidValue"`}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"comment":{"body":"x"},"requester_id":99}}`, want: want{"details.requester.0.error": `"InvalidValue"`}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"comment":{"body":"x"},"assignee_id":5}}`, want: want{"details.assignee.0.error": `"InvalidValue"`}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"comment":{"body":"x"},"custom_fields":[{"id":78,"value":"maybe"}]}}`},
		step{call: "POST /tickets", status: 400, body: `{"ticket":{"comment":{"body":"x"},"tags":{"a":1}}}`, want: want{"error.title": `"Invalid attribute"`}},
		step{call: "POST /tickets", status: 400, body: `{"ticket":[`},
		step{call: "GET /tickets/count", want: want{"count.value": "3"}},
	)
}

func TestUpdateTicket(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("ticket_fields", `{"id":77,"type":"text"}`, `{"id":79,"type":"integer"}`)
	fake.Seed("tickets", `{"id":1,"status":"new","subject":"a","tags":["x"],"description":"first","is_public":true,"custom_fields":[{"id":77,"value":"o"}],
		"updated_at":"2026-05-01T00:00:00Z","unknown":{"n":1.50}}`)
	run(t, fake,
		step{call: "PUT /tickets/1", body: `{"ticket":{"subject":"a","tags":["x"],"id":9,"created_at":"2000-01-01T00:00:00Z"}}`,
			want: want{"ticket.updated_at": `"2026-05-01T00:00:00Z"`, "ticket.id": "1", "audit.events": "[]"}},
		step{call: "PUT /tickets/1", body: `{"subject":"flat"}`, want: want{"ticket.subject": `"a"`, "ticket.updated_at": `"2026-05-01T00:00:00Z"`}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"subject":"b","assignee_id":900001,"tags":"one Two","custom_fields":[{"id":79,"value":4},{"id":80,"value":1}]}}`,
			want: want{"ticket.subject": `"b"`, "ticket.raw_subject": `"b"`, "ticket.status": `"open"`, "ticket.tags": `["one","two"]`,
				"ticket.updated_at": `"2026-05-04T10:00:00Z"`, "ticket.unknown.n": "1.50", "ticket.group_id": "900001",
				"ticket.custom_fields": `[{"id":77,"value":"o"},{"id":79,"value":4}]`, "audit.events.0.type": `"Change"`,
				"audit.events.0.field_name": `"subject"`, "audit.events.0.value": `"b"`, "audit.events.0.previous_value": `"a"`},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["custom_fields.80"] from parameters according to whitelist`}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"assignee_id":null,"description":"ignored"}}`, want: want{"ticket.assignee_id": "null", "ticket.description": `"first"`}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"additional_tags":["no"]}}`, want: want{"ticket.tags": `["one","two"]`}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"email_ccs":[{"user_email":"cc@example.com"}],"additional_collaborators":["co@example.com"]}}`,
			want: want{"#ticket.email_cc_ids": "1", "#ticket.collaborator_ids": "1"}},
		step{call: "GET /tickets/1/email_ccs", want: want{"users.0.email": `"cc@example.com"`}},
		step{call: "GET /tickets/1/collaborators", want: want{"users.0.email": `"co@example.com"`}},
		step{call: "PUT /tickets/2", status: 404, body: `{"ticket":{}}`, want: want{"error": `"RecordNotFound"`, "description": `"Not found"`}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"status":"closed"}}`, want: want{"ticket.status": `"closed"`}},
		step{call: "PUT /tickets/1", status: 422, body: `{"ticket":{"comment":{"body":"late"}}}`,
			want: want{"details.status.0.description": `"Status: closed prevents ticket update"`}},
		step{call: "PUT /tickets/1/tags", status: 422, body: `{"tags":["late"]}`},
		step{call: "GET /tickets/1/comments", want: want{"#comments": "1"}},
	)
}

func TestSafeUpdate(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("tickets", `{"id":1,"status":"open","tags":[],"updated_at":"2026-05-04T10:00:00Z"}`)
	guarded := func(stamp, subject string) string {
		return `{"ticket":{"subject":"` + subject + `","safe_update":true,"updated_stamp":"` + stamp + `"}}`
	}
	run(t, fake,
		step{call: "PUT /tickets/1", status: 409, body: guarded("2026-05-04T09:59:59Z", "old"), want: want{"error": `"UpdateConflict"`}},
		step{call: "PUT /tickets/1", body: guarded("2026-05-04T10:00:00Z", "same second"), want: want{"ticket.updated_at": `"2026-05-04T10:00:00Z"`}},
		step{call: "PUT /tickets/1", body: guarded("2026-05-04T10:00:00Z", "again in that second: unnoticed"), want: want{"ticket.subject": `"again in that second: unnoticed"`}},
	)
	clk.advance(time.Second)
	run(t, fake,
		step{call: "PUT /tickets/1", body: `{"ticket":{"subject":"unguarded","updated_stamp":"2020-01-01T00:00:00Z"}}`},
		step{call: "PUT /tickets/1", body: `{"ticket":{"subject":"no stamp","safe_update":true}}`, want: want{"ticket.updated_at": `"2026-05-04T10:00:01Z"`}},
		step{call: "PUT /tickets/1", status: 409, body: `{"ticket":{"safe_update":false,"updated_stamp":"2026-05-04T10:00:00Z"}}`},
		step{call: "PUT /tickets/1/tags", status: 409, body: `{"tags":["a"],"safe_update":true,"updated_stamp":"2026-05-04T10:00:00Z"}`},
		step{call: "PUT /tickets/1/tags", body: `{"tags":["a"],"safe_update":true,"updated_stamp":"2026-05-04T10:00:01Z"}`, want: want{"tags": `["a"]`}},
		step{call: "GET /tickets/1", want: want{"ticket.subject": `"no stamp"`, "ticket.tags": `["a"]`}},
	)
}

func TestIdempotencyKey(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	post := func(body string) answer {
		return send(t, fake, "POST", "/api/v2/tickets", body, http.Header{"Authorization": {"Bearer " + supporttest.DefaultToken}, "Idempotency-Key": {"k"}})
	}
	body := `{"ticket":{"comment":{"body":"once"}}}`
	first, second := post(body), post(body)
	if got := first.header.Get("X-Idempotency-Lookup"); got != "miss" || first.status != 201 {
		t.Errorf("first: %s, %d", got, first.status)
	}
	if got := second.header.Get("X-Idempotency-Lookup"); got != "hit" || second.text != first.text || second.status != 201 {
		t.Errorf("second: %s, %d %s", got, second.status, second.text)
	}
	if other := post(`{"ticket":{"comment":{"body":"other"}}}`); other.status != 400 || other.at("error") != `"IdempotentRequestError"` {
		t.Errorf("other body: %d %s", other.status, other.text)
	}
	if n := len(fake.Records("tickets")); n != 1 {
		t.Errorf("%d tickets, want 1", n)
	}
	clk.advance(2 * time.Hour)
	if late := post(body); late.header.Get("X-Idempotency-Lookup") != "miss" || late.at("ticket.id") != "2" {
		t.Errorf("after two hours: %s", late.text)
	}
}

func TestComments(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("users", ana)
	fake.Seed("tickets",
		`{"id":1,"status":"open","description":"seeded","requester_id":5}`,
		`{"id":2,"status":"open","description":"internal","is_public":false}`,
		`{"id":3,"status":"open","description":"hidden by the seeded ones"}`)
	fake.Seed("comments", `{"id":31,"ticket_id":3,"body":"one","public":false,"created_at":"2026-01-01T00:00:00Z","odd":[1.0]}`,
		`{"id":30,"ticket_id":3,"body":"two","public":true,"created_at":"2026-01-02T00:00:00Z"}`)
	run(t, fake,
		step{call: "PUT /tickets/1", body: `{"ticket":{"comment":{"body":"inherits"}}}`, want: want{"audit.events.0.public": "true"}},
		step{call: "PUT /tickets/2", body: `{"ticket":{"comment":{"body":"inherits"}}}`, want: want{"audit.events.0.public": "false", "ticket.is_public": "false"}},
		step{call: "PUT /tickets/3", body: `{"ticket":{"comment":{"html_body":"<p>a &amp; b</p>"}}}`, want: want{"audit.events.0.public": "false", "audit.events.0.body": `"a & b"`}},
		step{call: "PUT /tickets/2", body: `{"ticket":{"comment":{"body":"out","public":true,"author_id":5}}}`, want: want{"ticket.is_public": "true", "audit.events.0.author_id": "5"}},
		step{call: "PUT /tickets/2", body: `{"ticket":{"comment":{"body":"still internal"}}}`, want: want{"audit.events.0.public": "false"}},
		step{call: "PUT /tickets/2", status: 422, body: `{"ticket":{"comment":{"body":"x","author_id":99}}}`},
		step{call: "GET /tickets/1/comments?include=users", want: want{"comments.0.body": `"seeded"`, "comments.0.author_id": "5", "comments.1.body": `"inherits"`, "#users": "2"}},
		step{call: "GET /tickets/3/comments", want: want{"comments.0.id": "31", "comments.0.odd": "[1.0]", "comments.1.id": "30", "#comments": "3"}},
		step{call: "GET /tickets/3/comments?sort_order=desc", want: want{"comments.2.id": "31", "comments.1.id": "30"}},
		step{call: "GET /tickets/3/comments?page[size]=1&sort=-created_at", want: want{"comments.0.body": `"a & b"`, "meta.has_more": "true"}},
		step{call: "GET /tickets/3/comments/count", want: want{"count.value": "3"}},
		step{call: "PUT /tickets/3/comments/30/make_private"},
		step{call: "GET /tickets/3/comments", want: want{"comments.1.public": "false"}},
		step{call: "GET /tickets/9/comments", status: 404},
		step{call: "GET /tickets/3/audits", want: want{"#audits": "1", "audits.0.events.0.type": `"Comment"`}},
		step{call: "GET /tickets/3/audits/count", want: want{"count.value": "1"}},
	)
}

func TestTags(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("tickets", `{"id":1,"status":"open","tags":["a"],"updated_at":"2026-05-01T00:00:00Z"}`, `{"id":2,"status":"open","tags":["a","b"]}`)
	run(t, fake,
		step{call: "GET /tickets/1/tags", want: want{"tags": `["a"]`}},
		step{call: "PUT /tickets/1/tags", body: `{"tags":["a"]}`, want: want{"tags": `["a"]`}},
		step{call: "GET /tickets/1", want: want{"ticket.updated_at": `"2026-05-01T00:00:00Z"`}},
		step{call: "PUT /tickets/1/tags", body: `{"tags":["C","a"]}`, want: want{"tags": `["a","c"]`}},
		step{call: "GET /tickets/1", want: want{"ticket.updated_at": `"2026-05-04T10:00:00Z"`}},
		step{call: "DELETE /tickets/1/tags", status: 204, body: `{"tags":["a"]}`},
		step{call: "POST /tickets/1/tags", status: 201, body: `{"tags":["b","d"]}`, want: want{"tags": `["b","d"]`}},
		step{call: "GET /tags", want: want{"tags": `[{"count":2,"name":"b"},{"count":1,"name":"a"},{"count":1,"name":"d"}]`, "count": "3"}},
		step{call: "GET /tags/count", want: want{"count.value": "3"}},
		step{call: "PUT /tickets/9/tags", status: 404, body: `{"tags":["b"]}`},
	)
}

func TestDeletedTickets(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("tickets", `{"id":1,"subject":"a","status":"open"}`, `{"id":2,"status":"closed"}`, `{"id":3,"status":"new"}`)
	run(t, fake,
		step{call: "DELETE /tickets/1", status: 204},
		step{call: "DELETE /tickets/2", status: 204},
		step{call: "DELETE /tickets/1", status: 404},
		step{call: "GET /tickets/1", status: 404},
		step{call: "GET /tickets", want: want{"#tickets": "1", "count": "1"}},
		step{call: "GET /deleted_tickets", want: want{"deleted_tickets.0.id": "1", "deleted_tickets.0.previous_state": `"open"`, "deleted_tickets.0.actor.id": "900001", "#deleted_tickets": "2"}},
		step{call: "PUT /deleted_tickets/1/restore"},
		step{call: "PUT /deleted_tickets/1/restore", status: 404},
		step{call: "GET /tickets/1", want: want{"ticket.subject": `"a"`, "ticket.status": `"open"`}},
		step{call: "DELETE /deleted_tickets/2", want: want{"job_status.status": `"queued"`}},
	)
}

func TestTicketLists(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("users", ana)
	fake.Seed("organizations", `{"id":70,"name":"Acme"}`)
	fake.Seed("groups", `{"id":60,"name":"Sales"}`)
	fake.Seed("tickets",
		`{"id":1,"status":"open","requester_id":5,"assignee_id":900001,"organization_id":70,"group_id":60,"external_id":"e1","collaborator_ids":[900001]}`,
		`{"id":2,"status":"solved","requester_id":5,"problem_id":1,"follower_ids":[5]}`,
		`{"id":3,"status":"new","requester_id":900001}`)
	run(t, fake,
		step{call: "GET /users/5/tickets/requested", want: want{"#tickets": "2", "tickets.0.id": "1", "count": "2"}},
		step{call: "GET /users/5/tickets/requested?sort_by=status&sort_order=desc", want: want{"tickets.0.id": "2"}},
		step{call: "GET /users/900001/tickets/assigned", want: want{"#tickets": "1", "tickets.0.id": "1"}},
		step{call: "GET /users/900001/tickets/ccd", want: want{"#tickets": "1"}},
		step{call: "GET /users/5/tickets/followed", want: want{"tickets.0.id": "2"}},
		step{call: "GET /users/99/tickets/requested", status: 404},
		step{call: "GET /organizations/70/tickets", want: want{"#tickets": "1"}},
		step{call: "GET /organizations/70/tickets/count", want: want{"count.value": "1"}},
		step{call: "GET /tickets?external_id=e1", want: want{"#tickets": "1"}},
		step{call: "GET /tickets/1/incidents", want: want{"tickets.0.id": "2"}},
		step{call: "GET /tickets/1/related", want: want{"ticket_related.incidents": "1"}},
		step{call: "GET /tickets/show_many?ids=3,1,99", want: want{"tickets.0.id": "3", "tickets.1.id": "1", "count": "2", "next_page": "null"}},
		step{call: "GET /tickets/1?include=users,groups,organizations,comment_count", want: want{"#users": "2", "groups.0.id": "60", "organizations.0.name": `"Acme"`, "ticket.comment_count": "0"}},
		step{call: "GET /tickets?include=users&page[size]=2", want: want{"users.0.id": "5", "users.1.id": "900001", "#users": "2"}},
	)
}

// What a request clears is stored as the API shows it empty, and times in UTC.
func TestEmptyAndDates(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("ticket_fields", `{"id":77,"type":"date","title":"Day"}`)
	fake.Seed("tickets", `{"id":1,"status":"open","tags":["a"],"collaborator_ids":[900001],"priority":"high","type":"task"}`)
	put := func(status int, body string, w want) {
		t.Helper()
		run(t, fake, step{call: "PUT /tickets/1", status: status, body: `{"ticket":` + body + `}`, want: w})
	}
	put(200, `{"tags":null,"collaborator_ids":null,"priority":"","type":""}`,
		want{"ticket.tags": "[]", "ticket.collaborator_ids": "[]", "ticket.priority": "null", "ticket.type": "null"})
	put(200, `{"due_at":"2026-12-01"}`, want{"ticket.due_at": "null"}) // it is no task any more
	put(200, `{"type":"task","due_at":"2026-12-01T10:00:00.5+02:00"}`, want{"ticket.due_at": `"2026-12-01T08:00:00Z"`})
	put(200, `{"due_at":"2026-12-02"}`, want{"ticket.due_at": `"2026-12-02T00:00:00Z"`})
	put(422, `{"due_at":"garbage"}`, want{"error": `"RecordInvalid"`, "details.due_at.0.error": `"InvalidValue"`})
	put(422, `{"due_at":5}`, nil)
	put(200, `{"due_at":null}`, want{"ticket.due_at": "null"})
	put(200, `{"custom_fields":[{"id":77,"value":"2026-12-01"}]}`, want{"ticket.custom_fields.0.value": `"2026-12-01"`})
	put(422, `{"custom_fields":[{"id":77,"value":"not a date"}]}`, want{"details.base.0.description": `"Day: is invalid"`})
	put(200, `{"custom_fields":[{"id":77,"value":null}]}`, want{"ticket.custom_fields.0.value": "null"})
	run(t, fake,
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"tags":null,"via":null,"custom_fields":null}}`,
			want: want{"ticket.tags": "[]", "ticket.via.channel": `"api"`, "#ticket.custom_fields": "1"}},
		step{call: "POST /organizations", status: 201, body: `{"organization":{"name":"x","domain_names":null}}`, want: want{"organization.domain_names": "[]"}},
	)
}
