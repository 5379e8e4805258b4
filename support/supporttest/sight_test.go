package supporttest_test

import (
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// privateGroups is staff with a private group, of which one agent is a member.
func privateGroups() *supporttest.Server {
	fake := staff()
	fake.Seed("groups", `{"id":62,"name":"Board","is_public":false}`, `{"id":63,"name":"Odd","is_public":"no"}`)
	fake.Seed("custom_roles",
		`{"id":500,"name":"Team lead","configuration":{"ticket_access":"all"}}`,
		`{"id":501,"name":"Public","configuration":{"ticket_access":"within-groups-and-public-groups"}}`,
		`{"id":502,"name":"Own groups","configuration":{"ticket_access":"within-groups"}}`,
		`{"id":503,"name":"Assigned","configuration":{"ticket_access":"assigned-only"}}`,
		`{"id":504,"name":"Organization","configuration":{"ticket_access":"within-organization"}}`,
		`{"id":505,"name":"Unread"}`)
	for name, user := range map[string]string{
		"member":       `{"role":"agent","default_group_id":62}`,
		"outsider":     `{"role":"agent","default_group_id":60}`,
		"cc":           `{"id":22,"role":"agent"}`,
		"follower":     `{"id":23,"role":"agent"}`,
		"collaborator": `{"id":24,"role":"agent"}`,
		"asker":        `{"id":25,"role":"agent"}`,
		"lead":         `{"role":"agent","role_type":0,"custom_role_id":500}`,
		"public":       `{"role":"agent","role_type":0,"custom_role_id":501}`,
		"within":       `{"role":"agent","role_type":0,"custom_role_id":502,"default_group_id":62}`,
		"solely":       `{"id":26,"role":"agent","role_type":0,"custom_role_id":503}`,
		"colleague":    `{"role":"agent","role_type":0,"custom_role_id":504,"organization_id":70}`,
		"unread":       `{"role":"agent","role_type":0,"custom_role_id":505}`,
		"unknown":      `{"role":"agent","role_type":0,"custom_role_id":999}`,
		"both":         `{"role":"agent","role_type":0,"custom_role_id":500,"ticket_restriction":"assigned"}`,
		"limited":      `{"role":"agent","restricted_agent":true,"ticket_restriction":null}`,
		"chat":         `{"role":"agent","role_type":2,"chat_only":true,"default_group_id":62}`,
		"chatter":      `{"role":"agent","chat_only":"yes"}`,
		"odd":          `{"role":"agent","ticket_restriction":["groups"]}`,
		"board-light":  `{"role":"agent","role_type":1,"custom_role_id":500,"default_group_id":62}`,
	} {
		fake.AddToken(name, fake.Seed("users", user)[0])
	}
	fake.Seed("tickets",
		`{"id":4,"status":"open","group_id":62,"description":"secret","tags":["secret"],"requester_id":25,"email_cc_ids":[22],"follower_ids":[23],"collaborator_ids":[24]}`,
		`{"id":5,"status":"open","group_id":62,"description":"secret too","requester_id":5,"assignee_id":26,"organization_id":70,"problem_id":4}`,
		`{"id":6,"status":"open","group_id":63,"description":"odd","requester_id":5}`)
	return fake
}

func TestPrivateGroups(t *testing.T) {
	fake := privateGroups()
	for token, ids := range map[string]string{
		supporttest.DefaultToken: "1,2,3,4,5,6", "member": "1,2,3,4,5", "outsider": "1,2,3", "full": "1,2,3", "light": "1,2,3", "grouped": "1", "contributor": "1",
		"cc": "1,2,3,4", "follower": "1,2,3,4", "collaborator": "1,2,3,4", "asker": "1,2,3,4",
		"lead": "1,2,3,4,5,6", "public": "1,2,3", "within": "4,5", "solely": "", "colleague": "3", "unread": "", "unknown": "1,2,3", "both": "",
		"limited": "", "chat": "", "chatter": "", "odd": "", "board-light": "1,2,3,4,5", "org": "3", "assigned": "2",
	} {
		for _, call := range []string{"GET /tickets", "GET /tickets/show_many?ids=1,2,3,4,5,6", "GET /tickets?page[size]=100"} {
			if got := run(t, fake, step{call: call, as: token}).each("tickets", "id"); got != ids {
				t.Errorf("%s: %s sees %s, want %s", call, token, got, ids)
			}
		}
		for _, call := range []string{"GET /search?query=type:ticket&sort_by=created_at&sort_order=asc"} {
			if got := run(t, fake, step{call: call, as: token}).each("results", "id"); got != ids {
				t.Errorf("%s: %s finds %s, want %s", call, token, got, ids)
			}
		}
	}
}

// Each way to a ticket has the same rules.
func TestEveryWayToAPrivateTicket(t *testing.T) {
	for token, status := range map[string]int{"outsider": 403, "unknown": 403, "chat": 403, "member": 200, "lead": 200} {
		fake := privateGroups()
		audit := run(t, fake, step{call: "PUT /tickets/4", body: `{"ticket":{"comment":{"body":"seen","public":false}}}`})
		for _, call := range []string{
			"GET /tickets/4", "GET /tickets/4/comments", "GET /tickets/4/comments/count", "GET /tickets/4/audits", "GET /tickets/4/audits/count",
			"GET /tickets/4/audits/" + audit.at("audit.id"), "GET /tickets/4/tags", "GET /tickets/4/related", "GET /tickets/4/collaborators",
			"GET /tickets/4/email_ccs", "GET /tickets/4/followers", "GET /tickets/4/incidents",
		} {
			run(t, fake, step{call: call, as: token, status: status})
		}
		for _, write := range []step{
			{call: "PUT /tickets/4", body: `{"ticket":{"subject":"x"}}`}, {call: "PUT /tickets/4/tags", body: `{"tags":["x"]}`},
			{call: "POST /tickets/5/merge", body: `{"ids":[4]}`},
		} {
			write.as, write.status = token, status
			run(t, fake, write)
		}
		seen := map[bool]string{true: "2", false: "0"}[status == 200]
		run(t, fake,
			step{call: "GET /search/count?query=description:secret", as: token, want: want{"count": seen}},
			step{call: "GET /search/export?filter[type]=ticket&query=secret", as: token, want: want{"#results": seen}},
			step{call: "GET /users/5/related", as: token, want: want{"user_related.requested_tickets": map[string]string{
				"outsider": "2", "unknown": "2", "chat": "0", "member": "3", "lead": "4"}[token]}},
		)
		tags := run(t, fake, step{call: "GET /tags", as: token}).each("tags", "name")
		if (tags != "") != (status == 200) {
			t.Errorf("%s sees the tags %s", token, tags)
		}
		run(t, fake, step{call: "DELETE /tickets/4", status: 204})
		deleted := run(t, fake, step{call: "GET /deleted_tickets", as: token}).each("deleted_tickets", "id")
		if (deleted == "4") != (status == 200) {
			t.Errorf("%s sees the deleted tickets %s", token, deleted)
		}
	}
}

func TestChatAgents(t *testing.T) {
	fake := privateGroups()
	run(t, fake,
		step{call: "POST /tickets", as: "chat", status: 403, body: `{"ticket":{"comment":{"body":"x","public":false}}}`},
		step{call: "GET /users/me", as: "chat", want: want{"user.role_type": "2"}},
	)
}

// A user who was deleted or suspended cannot come in, be a new requester or be
// found; their tickets go on naming them.
func TestUsersWhoAreGone(t *testing.T) {
	fake := staff()
	fake.Seed("users", `{"id":30,"name":"Gone","email":"gone@example.com","role":"agent","active":false}`,
		`{"id":31,"name":"Out","email":"out@example.com","role":"agent","suspended":true}`, `{"id":32,"name":"Odd","role":"agent","suspended":"true"}`)
	fake.AddToken("gone", 30)
	fake.AddToken("out", 31)
	fake.AddToken("odd", 32)
	fake.Seed("tickets", `{"id":7,"status":"open","requester_id":30,"description":"x"}`)
	deleted := want{"user.active": "false", "user.name": `"Ana Ruiz"`}
	purged := want{"user.active": "false", "user.name": `"Permanently deleted user"`, "user.email": "null", "user.phone": "null", "user.id": "5"}
	run(t, fake,
		step{call: "GET /users/me", as: "gone", status: 401},
		step{call: "GET /users/me", as: "out", status: 401},
		step{call: "GET /users/me", as: "odd", status: 401},
		step{call: "GET /users/30", want: want{"user.active": "false"}},
		step{call: "GET /users?role=agent&page[size]=1", want: want{"users.0.id": "10"}},
		step{call: "GET /users/search?query=gone", want: want{"count": "0"}},
		step{call: "GET /search?query=type:user gone", want: want{"count": "0"}},
		step{call: "GET /users/autocomplete?name=Gone", want: want{"count": "0"}},
		step{call: "GET /tickets/7?include=users", want: want{"users.0.active": "false", "users.0.id": "30"}},
		step{call: "PUT /tickets/1", status: 422, body: `{"ticket":{"requester_id":30}}`},
		step{call: "PUT /tickets/1", status: 422, body: `{"ticket":{"assignee_id":30}}`},
		step{call: "PUT /tickets/7", body: `{"ticket":{"subject":"still writable"}}`},
		step{call: "GET /users/31", want: want{"user.suspended": "true", "user.active": "true"}},

		step{call: "DELETE /users/5", want: deleted},
		step{call: "GET /users/5", want: deleted},
		step{call: "GET /tickets/1?include=users", want: want{"users.0.id": "5", "users.0.active": "false"}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"requester_id":5,"comment":{"body":"x"}}}`},
		step{call: "GET /deleted_users", want: want{"#deleted_users": "1"}},
		step{call: "DELETE /deleted_users/5", want: want{"deleted_user.name": `"Ana Ruiz"`}},
		step{call: "GET /deleted_users", want: want{"#deleted_users": "0"}},
		step{call: "GET /users/5", want: purged},
		step{call: "GET /tickets/1?include=users", want: want{"users.0.name": `"Permanently deleted user"`, "ticket.requester_id": "5"}},
		step{call: "GET /users/search?query=ana@example.com", want: want{"count": "0"}},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"Ana again","email":"ana@example.com"}}`},
	)
}
