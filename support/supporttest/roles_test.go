package supporttest_test

import (
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestCustomRoles(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("custom_roles", `{"id":1,"name":"Light agent","role_type":1,"configuration":{"light_agent":true}}`)
	run(t, fake,
		step{call: "POST /custom_roles", body: `{"custom_role":{"description":"x"}}`, status: 422, want: want{"details.name.0.error": `"BlankValue"`}},
		step{call: "POST /custom_roles", body: `{"custom_role":{"name":"Sales","configuration":{"ticket_access":"some"}}}`, status: 422,
			want: want{"details.configuration.0.description": `"Configuration: ticket_access is not valid"`}},
		step{call: "POST /custom_roles", body: `{"custom_role":{"name":"Sales","configuration":{"ticket_access":"all","light_agent":true,"ticket_merge":true}}}`,
			want:   want{"custom_role.id": "2", "custom_role.role_type": "0", "custom_role.configuration": `{"ticket_access":"all","ticket_merge":true}`},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["light_agent"] from parameters according to whitelist`}},
		step{call: "PUT /custom_roles/2", body: `{"custom_role":{"configuration":{"ticket_merge":false}}}`,
			want: want{"custom_role.configuration": `{"ticket_access":"all","ticket_merge":false}`}},
		step{call: "PUT /custom_roles/1", body: `{"custom_role":{"name":"Mine"}}`, status: 422, want: want{"details.base.0.error": `"InvalidValue"`}},
	)

	// What a role says holds for its agents, and one that is in use stays.
	fake.Seed("groups", `{"id":20,"name":"Sales","is_public":false}`)
	fake.Seed("users", `{"id":5,"name":"Bea","role":"agent","role_type":0,"custom_role_id":2}`, `{"id":6,"name":"Gone","role":"agent","custom_role_id":2,"active":false}`)
	fake.Seed("tickets", `{"id":100,"subject":"Secret","group_id":20}`)
	fake.AddToken("bea", 5)
	run(t, fake,
		step{call: "GET /tickets/100", as: "bea", want: want{"ticket.id": "100"}},
		step{call: "GET /custom_roles", as: "bea", want: want{"#custom_roles": "2", "custom_roles.1.team_member_count": "1", "meta": ""}},
		step{call: "GET /custom_roles/2", as: "bea", status: 403},
		step{call: "POST /custom_roles", as: "bea", body: `{"custom_role":{"name":"Mine"}}`, status: 403},
		step{call: "DELETE /custom_roles/2", status: 422},
		step{call: "PUT /custom_roles/2", body: `{"custom_role":{"configuration":{"ticket_access":"assigned-only"}}}`, want: want{"custom_role.team_member_count": "1"}},
		step{call: "GET /tickets/100", as: "bea", status: 403},
		step{call: "PUT /users/5", body: `{"user":{"custom_role_id":null}}`},
		step{call: "DELETE /custom_roles/2", status: 204},
		step{call: "GET /custom_roles/2", status: 404},
	)
}
