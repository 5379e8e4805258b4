package supporttest_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// staff returns an account with agents of all kinds, their tokens named after
// them.
func staff() *supporttest.Server {
	fake := supporttest.New()
	fake.Seed("groups", `{"id":60,"name":"Sales"}`, `{"id":61,"name":"Other"}`)
	fake.Seed("organizations", `{"id":70,"name":"Acme"}`)
	fake.Seed("users", ana,
		`{"id":10,"name":"Full","role":"agent","ticket_restriction":null}`,
		`{"id":11,"name":"Grouped","role":"agent","ticket_restriction":"groups","default_group_id":60}`,
		`{"id":12,"name":"Assigned","role":"agent","ticket_restriction":"assigned"}`,
		`{"id":13,"name":"Org","role":"agent","ticket_restriction":"organization","organization_id":70}`,
		`{"id":14,"name":"Light","role":"agent","role_type":1}`,
		`{"id":15,"name":"Contributor","role":"agent","role_type":3,"default_group_id":60}`,
		`{"id":16,"name":"Requested","role":"agent","ticket_restriction":"requested"}`)
	for name, id := range map[string]int64{"full": 10, "grouped": 11, "assigned": 12, "org": 13, "light": 14, "contributor": 15, "requested": 16, "ana": 5} {
		fake.AddToken(name, id)
	}
	fake.Seed("tickets",
		`{"id":1,"status":"open","group_id":60,"description":"in sales","requester_id":5}`,
		`{"id":2,"status":"open","group_id":null,"description":"ungrouped","assignee_id":12,"requester_id":16}`,
		`{"id":3,"status":"open","group_id":61,"description":"elsewhere","organization_id":70,"requester_id":5}`)
	return fake
}

func TestTicketVisibility(t *testing.T) {
	fake := staff()
	for token, ids := range map[string]string{
		"full": "1,2,3", "grouped": "1", "assigned": "2", "org": "3", "light": "1,2,3", "contributor": "1", "requested": "2",
	} {
		if got := run(t, fake, step{call: "GET /tickets", as: token}).each("tickets", "id"); got != ids {
			t.Errorf("%s sees %s, want %s", token, got, ids)
		}
		if got := run(t, fake, step{call: "GET /search?query=type:ticket&sort_by=created_at&sort_order=asc", as: token}).each("results", "id"); got != ids {
			t.Errorf("%s finds %s, want %s", token, got, ids)
		}
	}
	run(t, fake,
		step{call: "GET /tickets/2", as: "grouped", status: 403, want: want{"error.title": `"Forbidden"`}},
		step{call: "GET /tickets/2/comments", as: "grouped", status: 403},
		step{call: "PUT /tickets/2", as: "grouped", status: 403, body: `{"ticket":{"subject":"x"}}`},
		step{call: "PUT /tickets/2/tags", as: "grouped", status: 403, body: `{"tags":["x"]}`},
		step{call: "GET /users/5/tickets/requested", as: "grouped", want: want{"#tickets": "1"}},
		step{call: "GET /organizations/70/tickets", as: "grouped", want: want{"#tickets": "0"}},
		step{call: "GET /tickets/show_many?ids=1,2,3", as: "grouped", want: want{"#tickets": "1"}},
		step{call: "POST /group_memberships", status: 201, body: `{"group_membership":{"user_id":15,"group_id":61}}`},
		step{call: "GET /tickets", as: "contributor", want: want{"#tickets": "2"}},
	)
}

func TestRoles(t *testing.T) {
	fake := staff()
	run(t, fake,
		step{call: "GET /tickets", as: "ana", status: 403},
		step{call: "GET /users/me", as: "ana", want: want{"user.id": "5"}},
		step{call: "GET /ticket_fields", as: "ana"},
		step{call: "GET /users/5/identities", as: "ana", want: want{"#identities": "2"}},
		step{call: "GET /users/10/identities", as: "ana", status: 403},

		step{call: "GET /organizations/search?name=acme", as: "full", status: 403},
		step{call: "GET /organizations/autocomplete?name=acme", as: "full"},
		step{call: "GET /organizations", as: "org", status: 403},
		step{call: "PUT /organizations/70", as: "full", body: `{"organization":{"notes":"mine"}}`, want: want{"organization.notes": `"mine"`}},
		step{call: "PUT /organizations/70", as: "full", status: 403, body: `{"organization":{"name":"mine"}}`},
		step{call: "GET /incremental/tickets/cursor?start_time=0", as: "full", status: 403},
		step{call: "POST /groups", as: "full", status: 403, body: `{"group":{"name":"x"}}`},
		step{call: "POST /group_memberships", as: "full", status: 403, body: `{"group_membership":{}}`},
		step{call: "DELETE /tickets/1", as: "full", status: 403},
		step{call: "POST /users", as: "full", status: 201, body: `{"user":{"name":"End User"}}`},
		step{call: "POST /users", as: "full", status: 403, body: `{"user":{"name":"Agent","role":"agent"}}`},
		step{call: "PUT /users/5", as: "full", body: `{"user":{"notes":"ok"}}`},
		step{call: "PUT /users/5", as: "full", status: 403, body: `{"user":{"role":"agent"}}`},
		step{call: "PUT /users/12", as: "full", status: 403, body: `{"user":{"notes":"no"}}`},

		step{call: "POST /users", as: "contributor", status: 403, body: `{"user":{"name":"End User"}}`},
		step{call: "POST /users", as: "light", status: 403, body: `{"user":{"name":"End User"}}`},
		step{call: "PUT /tickets/1", as: "contributor", status: 403, body: `{"ticket":{"comment":{"body":"x","public":true}}}`},
		step{call: "PUT /tickets/1", as: "light", status: 403, body: `{"ticket":{"comment":{"body":"x","public":true}}}`},
		step{call: "PUT /tickets/1", as: "contributor", body: `{"ticket":{"comment":{"body":"x","public":false}}}`, want: want{"audit.events.0.public": "false", "audit.author_id": "15"}},
		step{call: "PUT /tickets/1", as: "light", body: `{"ticket":{"comment":{"body":"forced"}}}`, want: want{"audit.events.0.public": "false", "ticket.is_public": ""}},
		step{call: "PUT /tickets/1", as: "contributor", status: 403, body: `{"ticket":{"status":"solved"}}`},
		step{call: "PUT /tickets/1/tags", as: "contributor", status: 403, body: `{"tags":["x"]}`},
		step{call: "PUT /tickets/update_many?ids=1", as: "contributor", status: 403, body: `{"ticket":{}}`},
	)
}

// A contributor cannot create end users: for an unknown customer they become
// the requester, and a private comment tells who it was.
func TestContributorCreatesTicket(t *testing.T) {
	fake := staff()
	body := `{"ticket":{"comment":{"body":"wants a quote"},"tags":["ticket_from_sell"],"requester":{"name":"Nora","email":"nora@example.com"}}}`
	made := run(t, fake,
		step{call: "POST /tickets", as: "contributor", status: 201, body: body,
			want: want{"ticket.requester_id": "15", "ticket.is_public": "false", "audit.events.0.public": "false"}})
	run(t, fake,
		step{call: "GET /tickets/" + made.at("ticket.id") + "/comments",
			want: want{"#comments": "2", "comments.0.public": "false", "comments.1.body": `"The requester of this ticket is Nora nora@example.com"`, "comments.1.public": "false"}},
		step{call: "GET /users/search?query=email:nora@example.com", want: want{"count": "0"}},
		step{call: "POST /tickets", as: "light", status: 403, body: body},
		step{call: "POST /tickets", as: "light", status: 201, body: `{"ticket":{"comment":{"body":"x"},"requester":{"email":"ana@example.com"}}}`,
			want: want{"ticket.requester_id": "5", "ticket.is_public": "false"}},
		step{call: "POST /tickets", as: "contributor", status: 403, body: `{"ticket":{"comment":{"body":"x","public":true}}}`},
	)
}

func TestScopes(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("tickets", `{"id":1,"status":"open"}`)
	fake.AddToken("r", 900001, "read")
	fake.AddToken("w", 900001, "write")
	fake.AddToken("tr", 900001, "tickets:read")
	fake.AddToken("tw", 900001, "tickets:write")
	fake.AddToken("typo", 900001, "tikets:read")
	update := `{"ticket":{"subject":"x"}}`
	run(t, fake,
		step{call: "GET /tickets/1", as: "r"},
		step{call: "PUT /tickets/1", as: "r", status: 403, body: update, want: want{"error": `"Forbidden"`}},
		step{call: "GET /tickets/1", as: "w", status: 403},
		step{call: "PUT /tickets/1", as: "w", body: update},
		step{call: "GET /tickets/1", as: "tr"},
		step{call: "GET /users", as: "tr", status: 403},
		step{call: "GET /search?query=x", as: "tr", status: 403},
		step{call: "PUT /tickets/1", as: "tw", body: update},
		step{call: "GET /tickets/1", as: "tw", status: 403},
		step{call: "GET /tickets/1", as: "typo", status: 403},
		step{call: "GET /search?query=x", as: "r"},
	)
}

// Agents cannot give themselves more than they have, nor take over the account
// of another agent by an address of their own.
func TestAgentsKeepTheirRights(t *testing.T) {
	fake := staff()
	for _, body := range []string{
		`{"ticket_restriction":null}`, `{"role":"admin"}`, `{"custom_role_id":7}`, `{"only_private_comments":true}`, `{"moderator":true}`,
		`{"suspended":true}`, `{"default_group_id":61}`, `{"organization_id":70}`,
	} {
		run(t, fake, step{call: "PUT /users/11", as: "grouped", status: 403, body: `{"user":` + body + `}`})
	}
	run(t, fake,
		step{call: "GET /tickets/3", as: "grouped", status: 403},
		step{call: "PUT /users/11", as: "grouped", body: `{"user":{"name":"Renamed","default_group_id":60,"ticket_restriction":"groups"}}`, want: want{"user.name": `"Renamed"`}},
		step{call: "PUT /users/5", as: "full", status: 403, body: `{"user":{"suspended":true}}`},
		step{call: "POST /users", as: "full", status: 403, body: `{"user":{"name":"x","moderator":true}}`},
		step{call: "PUT /users/5", as: "full", body: `{"user":{"organization_id":70}}`, want: want{"user.organization_id": "70"}},
		step{call: "PUT /users/11", body: `{"user":{"ticket_restriction":null}}`, want: want{"user.ticket_restriction": "null"}},
		step{call: "GET /tickets/3", as: "grouped"},
	)

	admin := run(t, fake, step{call: "GET /users/900001/identities"}).at("identities.0.id")
	mail := `{"identity":{"type":"email","value":"mine@example.com","primary":true}}`
	run(t, fake,
		step{call: "POST /users/900001/identities", as: "full", status: 403, body: mail},
		step{call: "PUT /users/900001/identities/" + admin, as: "full", status: 403, body: `{"identity":{"value":"mine@example.com"}}`},
		step{call: "PUT /users/900001/identities/" + admin + "/verify", as: "full", status: 403},
		step{call: "PUT /users/900001/identities/" + admin + "/request_verification", as: "full", status: 403},
		step{call: "PUT /users/900001/identities/" + admin + "/make_primary", as: "full", status: 403},
		step{call: "PUT /users/900001/identities/" + admin + "/make_primary", as: "light", status: 403},
		step{call: "DELETE /users/900001/identities/" + admin, as: "full", status: 403},
		step{call: "GET /users/900001/identities", as: "full", want: want{"#identities": "1", "identities.0.value": `"admin@example.com"`}},
		step{call: "POST /users/10/identities", as: "full", status: 201, body: mail},
		step{call: "POST /users/5/identities", as: "full", status: 201, body: `{"identity":{"type":"email","value":"second@example.com"}}`},
		step{call: "POST /users/12/identities", status: 201, body: `{"identity":{"type":"twitter","value":"twelve"}}`},
	)
}

func TestOnBehalfOf(t *testing.T) {
	fake := staff()
	fake.AddToken("scoped", 900001, "read", "impersonate")
	fake.AddToken("reader", 900001, "read")
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("admin@example.com/token:"+supporttest.DefaultToken))
	for _, test := range []struct {
		authorization, user string
		status              int
		place, want         string
	}{
		{"Bearer " + supporttest.DefaultToken, "ana@example.com", 200, "user.id", "5"},
		{"Bearer " + supporttest.DefaultToken, "5", 200, "user.id", "5"},
		{"Bearer scoped", "ANA@example.com", 200, "user.id", "5"},
		{"Bearer reader", "ana@example.com", 403, "error", `"Forbidden"`},
		{"Bearer full", "ana@example.com", 403, "error", `"Forbidden"`},
		{basic, "ana@example.com", 403, "error", `"Forbidden"`},
		{"Bearer " + supporttest.DefaultToken, "nobody@example.com", 401, "error", `"invalid_token"`},
		{"Bearer " + supporttest.DefaultToken, "10", 401, "error", `"invalid_token"`},
	} {
		header := http.Header{"Authorization": {test.authorization}, "X-On-Behalf-Of": {test.user}}
		got := send(t, fake, "GET", "/api/v2/users/me", "", header)
		if got.status != test.status || got.at(test.place) != test.want {
			t.Errorf("%s for %s: %d %s", test.authorization, test.user, got.status, got.text)
		}
	}
	header := http.Header{"Authorization": {"Bearer " + supporttest.DefaultToken}, "X-On-Behalf-Of": {"5"}}
	if got := send(t, fake, "GET", "/api/v2/tickets", "", header); got.status != 403 {
		t.Errorf("the end user lists tickets: %d %s", got.status, got.text)
	}
}

// Counts tell no more than lists do.
func TestCountsOfRestricted(t *testing.T) {
	fake := staff()
	fake.Seed("tickets", `{"id":4,"group_id":60,"tags":["seen"],"requester_id":5}`, `{"id":5,"group_id":61,"tags":["seen","hidden"],"organization_id":70}`)
	run(t, fake,
		step{call: "GET /users/5/related", want: want{"user_related.requested_tickets": "3"}},
		step{call: "GET /users/5/related", as: "grouped", want: want{"user_related.requested_tickets": "2"}},
		step{call: "GET /organizations/70/related", want: want{"organization_related.tickets_count": "2"}},
		step{call: "GET /organizations/70/related", as: "grouped", want: want{"organization_related.tickets_count": "0"}},
		step{call: "GET /tags", as: "grouped", want: want{"tags": `[{"count":1,"name":"seen"}]`}},
		step{call: "GET /tags/count", as: "grouped", want: want{"count.value": "1"}},
	)
}

// What is not imitated says so, whatever an id could stand for.
func TestUnknownRoutes(t *testing.T) {
	fake := supporttest.New()
	for _, route := range []string{
		"GET /tickets/abc", "GET /tickets/recent", "GET /triggers/definitions", "GET /groups/default", "PUT /tickets/mark_many_as_spam", "GET /tickets/-1", "GET /users/5/nosuch",
	} {
		got := run(t, fake, step{call: route, status: 501})
		method, path, _ := strings.Cut(route, " ")
		if want := "supporttest does not imitate " + method + " /api/v2" + path; got.text != want {
			t.Errorf("%s: %q", route, got.text)
		}
	}
	run(t, fake,
		step{call: "GET /tickets/99999999999999999999", status: 400, want: want{"error.title": `"Invalid attribute"`}},
		step{call: "GET /tickets/9223372036854775807", status: 404, want: want{"error": `"RecordNotFound"`}},
		step{call: "GET /job_statuses/V3-none", status: 404},
	)
}

func TestEmptyBodies(t *testing.T) {
	fake := staff()
	identity := run(t, fake, step{call: "GET /users/5/identities"}).at("identities.0.id")
	run(t, fake,
		step{call: "PUT /users/5/identities/" + identity + "/verify", body: "[]", want: want{"identity.verified": "true"}},
		step{call: "PUT /users/5/identities/" + identity + "/make_primary", body: " null ", want: want{"#identities": "2"}},
		step{call: "DELETE /tickets/1", body: "[]", status: 204},
		step{call: "PUT /deleted_tickets/1/restore", body: "null"},
		step{call: "PUT /tickets/1", body: "[]", status: 400},
		step{call: "POST /tickets", body: "null", status: 400},
		step{call: "PUT /users/5/tags", body: "[]", status: 400},
		step{call: "PUT /users/5/identities/" + identity + "/verify", body: "[1]", status: 400},
		step{call: "GET /tickets/1/", want: want{"ticket.id": "1"}},
		step{call: "GET /tickets/1.json/", want: want{"ticket.id": "1"}},
	)
}

func TestDeletedTicketsOfAgents(t *testing.T) {
	fake := staff()
	run(t, fake,
		step{call: "DELETE /tickets/1", status: 204},
		step{call: "DELETE /tickets/3", status: 204},
		step{call: "GET /deleted_tickets", as: "full", want: want{"#deleted_tickets": "2"}},
		step{call: "GET /deleted_tickets", as: "grouped", want: want{"#deleted_tickets": "1", "deleted_tickets.0.id": "1", "count": "1"}},
		step{call: "GET /deleted_tickets", as: "ana", status: 403},
		step{call: "PUT /deleted_tickets/3/restore", as: "grouped", status: 403},
		step{call: "PUT /deleted_tickets/1/restore", as: "light", status: 403},
		step{call: "PUT /deleted_tickets/1/restore", as: "grouped"},
		step{call: "PUT /deleted_tickets/restore_many?ids=3", as: "full"},
		step{call: "GET /tickets/3", as: "full", want: want{"ticket.status": `"open"`}},
	)
}

func TestOwnOrganizationMemberships(t *testing.T) {
	fake := staff()
	run(t, fake,
		step{call: "POST /organization_memberships", status: 201, body: `{"organization_membership":{"user_id":5,"organization_id":70}}`},
		step{call: "GET /organization_memberships", as: "full", want: want{"count": "2"}},
		step{call: "GET /organization_memberships", as: "ana", want: want{"count": "1", "organization_memberships.0.user_id": "5"}},
	)
}
