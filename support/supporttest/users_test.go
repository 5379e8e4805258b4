package supporttest_test

import (
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestMe(t *testing.T) {
	fake := supporttest.New()
	basic := func(login, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(login+":"+secret))
	}
	for _, test := range []struct {
		name, authorization string
		status              int
		id                  string
	}{
		{"bearer", "Bearer " + supporttest.DefaultToken, 200, "900001"},
		{"API token", basic("admin@example.com/token", supporttest.DefaultToken), 200, "900001"},
		{"nobody", "", 200, "null"},
		{"password", basic("admin@example.com", "secret"), 200, "null"},
		{"wrong bearer", "Bearer wrong", 401, ""},
		{"wrong API token", basic("admin@example.com/token", "wrong"), 401, ""},
		{"unknown address", basic("no@example.com/token", supporttest.DefaultToken), 401, ""},
	} {
		header := http.Header{}
		if test.authorization != "" {
			header.Set("Authorization", test.authorization)
		}
		got := send(t, fake, "GET", "/api/v2/users/me.json", "", header)
		if got.status != test.status || got.at("user.id") != test.id {
			t.Errorf("%s: %d, id %s, want %d, %s", test.name, got.status, got.at("user.id"), test.status, test.id)
		}
		if other := send(t, fake, "GET", "/api/v2/tickets", "", header.Clone()); test.id != "900001" && (other.status != 401 || other.at("error") != `"Couldn't authenticate you"`) {
			t.Errorf("%s: tickets answered %d %s", test.name, other.status, other.text)
		}
	}
}

func TestOpenAccess(t *testing.T) {
	fake := supporttest.New(supporttest.WithOpenAccess(), supporttest.WithToken("mine"))
	fake.Seed("users", `{"id":6,"name":"Ben","role":"agent","email":"ben@example.com"}`)
	fake.AddToken("ben", 6)
	for token, id := range map[string]string{"anything": "900001", "mine": "900001", "ben": "6"} {
		run(t, fake, step{call: "GET /users/me", as: token, want: want{"user.id": id}})
	}
	if got := send(t, fake, "GET", "/api/v2/users/me", "", http.Header{}); got.at("user.id") != "900001" {
		t.Errorf("without a credential: %s", got.text)
	}
	fake.RevokeToken("ben")
	run(t, fake, step{call: "GET /users/me", as: "ben", want: want{"user.id": "900001"}})
}

func TestSubdomain(t *testing.T) {
	fake := supporttest.New(supporttest.WithSubdomain("other"))
	run(t, fake, step{call: "GET /users/me", want: want{"user.url": `"https://other.zendesk.com/api/v2/users/900001.json"`}})
	if got := fake.Client(nil).Subdomain(); got != "other" {
		t.Errorf("the client's subdomain is %s", got)
	}
}

func TestUsers(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("users", ana,
		`{"id":6,"name":"Ben Ortiz","email":"ben@example.com","role":"agent","external_id":"B-6","custom_role_id":3}`,
		`{"id":7,"name":"Cleo","email":null,"role":"end-user"}`)
	fake.Seed("tickets", `{"id":1,"requester_id":5,"status":"open","email_cc_ids":[5]}`)
	run(t, fake,
		step{call: "GET /users?role=agent", want: want{"#users": "1", "users.0.id": "6"}},
		step{call: "GET /users?role[]=agent&role[]=admin", want: want{"#users": "2"}},
		step{call: "GET /users?permission_set=3", want: want{"#users": "1"}},
		step{call: "GET /users?external_id=b-6", want: want{"users.0.id": "6"}},
		step{call: "GET /users/count?role=end-user", want: want{"count.value": "2"}},
		step{call: "GET /users/show_many?ids=7,5", want: want{"users.0.id": "7", "count": "2"}},
		step{call: "GET /users/show_many?external_ids=b-6,x", want: want{"users.0.id": "6", "count": "1"}},
		step{call: "GET /users/search?query=email:ANA@example.com", want: want{"users.0.id": "5", "count": "1"}},
		step{call: "GET /users/search?query=phone:%2B34600100200", want: want{"users.0.id": "5", "count": "1"}},
		step{call: "GET /users/search?query=role:agent", want: want{"users.0.id": "6", "count": "1"}},
		step{call: "GET /users/search?query=name:\"Ben Ortiz\"", want: want{"users.0.id": "6", "count": "1"}},
		step{call: "GET /users/search?query=ruiz", want: want{"users.0.id": "5", "count": "1"}},
		step{call: "GET /users/search?query=example.com -role:agent -role:admin", want: want{"users.0.id": "5", "count": "1"}},
		step{call: "GET /users/search?external_id=B-6", want: want{"users.0.id": "6", "count": "1"}},
		step{call: "GET /users/search?query=ruiz&page[size]=1", status: 400, want: want{"error.title": `"Invalid attribute"`}},
		step{call: "GET /users/autocomplete?name=ort", want: want{"users.0.id": "6", "count": "1"}},
		step{call: "GET /users/5/related", want: want{"user_related.requested_tickets": "1", "user_related.ccd_tickets": "1", "user_related.assigned_tickets": "0"}},

		step{call: "POST /users", status: 201, body: `{"user":{"name":"Dan","email":"Dan@Example.com","phone":"+34611","identities":[{"type":"email","value":"d2@example.com"}],"skip_verify_email":true,"foo":1}}`,
			want: want{"user.id": "900002", "user.email": `"dan@example.com"`, "user.role": `"end-user"`, "user.role_type": "null", "user.restricted_agent": "true",
				"user.ticket_restriction": `"requested"`, "user.skip_verify_email": "", "user.identities": "", "user.foo": ""},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["foo"] from parameters according to whitelist`}},
		step{call: "GET /users/900002/identities", want: want{"#identities": "3", "identities.0.value": `"dan@example.com"`, "identities.0.primary": "true", "identities.1.type": `"phone_number"`, "identities.2.value": `"d2@example.com"`}},
		step{call: "POST /users", status: 422, body: `{"user":{"name":"Dan 2","email":"DAN@example.com"}}`, want: want{"details.email.0.error": `"DuplicateValue"`}},
		step{call: "POST /users", status: 422, body: `{"user":{"name":"Dan 3","external_id":"b-6"}}`, want: want{"details.external_id.0.error": `"DuplicateValue"`}},
		step{call: "POST /users", status: 422, body: `{"user":{"email":"x@example.com"}}`, want: want{"details.name.0.description": `"Name: cannot be blank"`}},
		step{call: "POST /users", status: 422, body: `{"user":{"name":"x","role":"boss"}}`},
		step{call: "PUT /users/900002", body: `{"user":{"name":"Daniel","email":"second@example.com"}}`, want: want{"user.name": `"Daniel"`, "user.email": `"dan@example.com"`}},
		step{call: "GET /users/search?query=email:second@example.com", want: want{"users.0.id": "900002"}},
		step{call: "PUT /users/900002", status: 422, body: `{"user":{"email":"ana@example.com"}}`},
		step{call: "POST /users/create_or_update", body: `{"user":{"name":"Ana R.","email":"ana@example.com"}}`, want: want{"user.id": "5", "user.name": `"Ana R."`}},
		step{call: "POST /users/create_or_update", body: `{"user":{"name":"Ben","external_id":"b-6"}}`, want: want{"user.id": "6", "user.external_id": `"b-6"`}},
		step{call: "POST /users/create_or_update", status: 201, body: `{"user":{"name":"Eve","email":"eve@example.com"}}`, want: want{"user.id": "900003"}},
		step{call: "DELETE /users/900003", want: want{"user.id": "900003", "user.active": "false"}},
		step{call: "GET /users/900003", want: want{"user.active": "false"}},
		step{call: "GET /users/search?query=eve", want: want{"count": "0"}},
		step{call: "GET /deleted_users", want: want{"deleted_users.0.id": "900003"}},
		step{call: "DELETE /deleted_users/900003", want: want{"deleted_user.id": "900003"}},
		step{call: "DELETE /deleted_users/900003", status: 404, want: want{"error": `"RecordNotFound"`}},
		step{call: "GET /users/900003", want: want{"user.name": `"Permanently deleted user"`, "user.email": "null", "user.active": "false"}},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"Eve","email":"eve@example.com"}}`},
		step{call: "POST /users/900002/tags", status: 201, body: `{"tags":["VIP"]}`, want: want{"tags": `["vip"]`}},
		step{call: "GET /users/900002", want: want{"user.tags": `["vip"]`}},
	)
}

func TestIdentities(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("users", ana, `{"id":6,"name":"Ben","email":"ben@example.com","role":"end-user"}`)
	fake.Seed("identities", `{"id":61,"user_id":6,"type":"email","value":"ben@example.com","primary":true,"odd":null}`, `{"id":62,"user_id":6,"type":"twitter","value":"ben"}`)
	run(t, fake,
		step{call: "GET /users/5/identities", want: want{"#identities": "2", "identities.0.type": `"email"`, "identities.0.primary": "true", "identities.0.user_id": "5", "identities.1.value": `"+34600100200"`}},
		step{call: "GET /users/6/identities", want: want{"#identities": "2", "identities.0.id": "61", "identities.0.odd": "null"}},
		step{call: "GET /users/6/identities?type[]=twitter", want: want{"#identities": "1", "identities.0.id": "62"}},
		step{call: "POST /users/5/identities", status: 201, body: `{"identity":{"type":"email","value":"Ana.Two@example.com","verified":true}}`,
			want: want{"identity.value": `"ana.two@example.com"`, "identity.verified": "true", "identity.primary": "false", "identity.user_id": "5"}},
		step{call: "POST /users/5/identities", status: 422, body: `{"identity":{"type":"email","value":"ben@example.com"}}`},
		step{call: "POST /users/5/identities", status: 422, body: `{"identity":{"type":"email"}}`},
		step{call: "POST /users/5/identities", status: 422, body: `{"identity":{"type":"bogus","value":"x"}}`, want: want{"details.type.0.error": `"InvalidValue"`}},
	)
	made := run(t, fake, step{call: "GET /users/5/identities"}).at("identities.2.id")
	run(t, fake,
		step{call: "PUT /users/5/identities/" + made + "/make_primary", want: want{"#identities": "3", "identities.0.primary": "false", "identities.2.primary": "true", "identities.1.primary": "false"}},
		step{call: "GET /users/5", want: want{"user.email": `"ana.two@example.com"`}},
		step{call: "PUT /users/6/identities/61/verify", want: want{"identity.verified": "true"}},
		step{call: "PUT /users/6/identities/61/request_verification"},
		step{call: "PUT /users/6/identities/61", body: `{"identity":{"value":"BEN.2@example.com"}}`, want: want{"identity.value": `"ben.2@example.com"`}},
		step{call: "GET /users/6", want: want{"user.email": `"ben.2@example.com"`, "user.verified": "true"}},
		step{call: "GET /users/5/identities/61", status: 404},
		step{call: "DELETE /users/5/identities/" + made, status: 204},
		step{call: "GET /users/5", want: want{"user.email": `"ana@example.com"`}},
	)
}

func TestGroupsAndMemberships(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("users", ana, `{"id":6,"name":"Ben","role":"agent"}`, `{"id":7,"name":"Lia","role":"agent","role_type":1}`)
	run(t, fake,
		step{call: "POST /groups", status: 201, body: `{"group":{"name":"Sales"}}`, want: want{"group.id": "900002", "group.name": `"Sales"`, "group.is_public": "true"}},
		step{call: "POST /groups", status: 422, body: `{"group":{"name":""}}`},
		step{call: "PUT /groups/900002", body: `{"group":{"is_public":false}}`, want: want{"group.is_public": "false"}},
		step{call: "PUT /groups/900002", status: 422, body: `{"group":{"is_public":true}}`},
		step{call: "GET /groups/count", want: want{"count.value": "2"}},
		step{call: "POST /group_memberships", status: 201, body: `{"group_membership":{"user_id":6,"group_id":900002}}`, want: want{"group_membership.default": "true"}},
		step{call: "POST /group_memberships", status: 422, body: `{"group_membership":{"user_id":6,"group_id":900002}}`, want: want{"details.user_id.0.error": `"DuplicateValue"`}},
		step{call: "POST /group_memberships", status: 422, body: `{"group_membership":{"user_id":5,"group_id":900002}}`},
		step{call: "POST /group_memberships", status: 422, body: `{"group_membership":{"user_id":6,"group_id":1}}`},
		step{call: "GET /users/6", want: want{"user.default_group_id": "900002"}},
		step{call: "POST /users/6/group_memberships", status: 201, body: `{"group_membership":{"group_id":900001}}`, want: want{"group_membership.default": "false", "group_membership.user_id": "6"}},
		step{call: "POST /users/7/group_memberships", status: 201, body: `{"group_membership":{"group_id":900001}}`},
		step{call: "GET /groups/900001/memberships", want: want{"#group_memberships": "3"}},
		step{call: "GET /groups/900001/memberships/assignable", want: want{"#group_memberships": "2"}},
		step{call: "GET /group_memberships?include=users,groups", want: want{"#group_memberships": "4", "#users": "3", "#groups": "2"}},
		step{call: "GET /groups/900001/users", want: want{"#users": "3"}},
		step{call: "GET /users/6/groups", want: want{"#groups": "2"}},
	)
	second := run(t, fake, step{call: "GET /users/6/group_memberships"}).at("group_memberships.1.id")
	run(t, fake,
		step{call: "PUT /users/6/group_memberships/" + second + "/make_default", want: want{"group_memberships.0.default": "false", "group_memberships.1.default": "true"}},
		step{call: "GET /users/6", want: want{"user.default_group_id": "900001"}},
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"assignee_id":6,"group_id":900001}}`},
		step{call: "DELETE /group_memberships/" + second, status: 204},
		step{call: "GET /tickets/1", want: want{"ticket.assignee_id": "null", "ticket.group_id": "900001"}},
		step{call: "GET /users/6", want: want{"user.default_group_id": "900002"}},
		step{call: "DELETE /groups/900002", status: 204},
		step{call: "GET /users/6/group_memberships", want: want{"#group_memberships": "0"}},
	)
}

func TestOrganizations(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("organizations", `{"id":70,"name":"Acme Corp","external_id":"AC-1","domain_names":["a.example.com"]}`, `{"id":71,"name":"Acme Labs"}`)
	fake.Seed("users", `{"id":5,"name":"Ana","role":"end-user","organization_id":70}`)
	fake.Seed("tickets", `{"id":1,"organization_id":70,"status":"open","requester_id":5}`)
	run(t, fake,
		step{call: "GET /organizations/search?name=acme corp", want: want{"organizations.0.id": "70", "count": "1"}},
		step{call: "GET /organizations/search?name=acme", want: want{"count": "0"}},
		step{call: "GET /organizations/search?external_id=ac-1", want: want{"organizations.0.id": "70"}},
		step{call: "GET /organizations/search", status: 400},
		step{call: "GET /organizations/autocomplete?name=ACME", want: want{"count": "2"}},
		step{call: "GET /organizations/show_many?external_ids=ac-1", want: want{"organizations.0.id": "70", "count": "1"}},
		step{call: "POST /organizations", status: 422, body: `{"organization":{"name":"acme corp"}}`, want: want{"details.name.0.error": `"DuplicateValue"`}},
		step{call: "POST /organizations", status: 201, body: `{"organization":{"name":"New","domain_names":["N.example.com"]}}`, want: want{"organization.id": "72", "organization.domain_names": `["n.example.com"]`}},
		step{call: "PUT /organizations/72", body: `{"organization":{"notes":"n"}}`, want: want{"organization.notes": `"n"`, "organization.name": `"New"`}},
		step{call: "POST /organizations/create_or_update", body: `{"organization":{"external_id":"ac-1","details":"d"}}`, want: want{"organization.id": "70", "organization.details": `"d"`}},
		step{call: "POST /organizations/create_or_update", status: 422, body: `{"organization":{"name":"Acme Labs"}}`},
		step{call: "POST /organizations/create_or_update", status: 201, body: `{"organization":{"name":"Other"}}`, want: want{"organization.id": "73"}},
		step{call: "GET /organizations/70/related", want: want{"organization_related.tickets_count": "1", "organization_related.users_count": "1"}},
		step{call: "GET /organizations/70/users", want: want{"users.0.id": "5", "count": "1"}},
		step{call: "GET /organizations/70/organization_memberships?include=users,organizations", want: want{"organization_memberships.0.default": "true", "organization_memberships.0.organization_name": `"Acme Corp"`, "users.0.id": "5", "organizations.0.id": "70"}},
		step{call: "POST /organization_memberships", status: 201, body: `{"organization_membership":{"user_id":5,"organization_id":71}}`, want: want{"organization_membership.default": "null"}},
		step{call: "POST /organization_memberships", status: 422, body: `{"organization_membership":{"user_id":5,"organization_id":71}}`},
		step{call: "PUT /users/5/organizations/71/make_default", want: want{"organization_membership.organization_id": "71", "organization_membership.default": "true"}},
		step{call: "GET /users/5", want: want{"user.organization_id": "71"}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"comment":{"body":"x"},"requester_id":5,"organization_id":72}}`},
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"requester_id":5}}`, want: want{"ticket.organization_id": "71"}},
		step{call: "DELETE /users/5/organizations/71", status: 204},
		step{call: "GET /tickets/2", want: want{"ticket.organization_id": "null"}},
		step{call: "GET /users/5/organizations", want: want{"organizations.0.id": "70", "count": "1"}},
		step{call: "DELETE /organizations/70", status: 204},
		step{call: "GET /organizations/70", status: 404},
		step{call: "GET /users/5", want: want{"user.organization_id": "null"}},
	)
}

func TestKeyedFields(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("organizations", `{"id":70,"name":"Acme","organization_fields":{"a":1}}`)
	fake.Seed("users", ana)
	run(t, fake,
		step{call: "PUT /users/5", body: `{"user":{"user_fields":{"a":1}}}`, want: want{"user.user_fields": `{"a":1}`}},
		step{call: "PUT /users/5", body: `{"user":{"user_fields":{"b":"2"}}}`, want: want{"user.user_fields": `{"a":1,"b":"2"}`}},
		step{call: "PUT /users/5", body: `{"user":{"user_fields":null}}`, want: want{"user.user_fields": `{"a":1,"b":"2"}`}},
		step{call: "POST /users/create_or_update", body: `{"user":{"email":"ana@example.com","user_fields":{"a":null}}}`, want: want{"user.user_fields": `{"a":null,"b":"2"}`}},
		step{call: "PUT /users/5", status: 400, body: `{"user":{"user_fields":[]}}`},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"x","user_fields":null}}`, want: want{"user.user_fields": `{}`}},
		step{call: "PUT /organizations/70", body: `{"organization":{"organization_fields":{"b":true}}}`, want: want{"organization.organization_fields": `{"a":1,"b":true}`}},
	)
}

func TestDefaultOrganization(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("organizations", `{"id":70,"name":"A"}`, `{"id":71,"name":"B"}`, `{"id":72,"name":"C"}`)
	fake.Seed("groups", `{"id":60,"name":"G"}`)
	fake.Seed("users", `{"id":5,"name":"Ana","role":"end-user","organization_id":70}`, `{"id":6,"name":"Ben","role":"agent","default_group_id":900001}`)
	memberships := func(query, want string) {
		t.Helper()
		got := run(t, fake, step{call: "GET /users/5/organization_memberships" + query})
		if all := got.each("organization_memberships", "organization_id") + " " + got.each("organization_memberships", "default"); all != want {
			t.Errorf("memberships%s: %s, want %s", query, all, want)
		}
	}
	run(t, fake, step{call: "POST /users/5/organization_memberships", status: 201, body: `{"organization_membership":{"organization_id":71}}`})
	memberships("", "70,71 true,null")
	run(t, fake, step{call: "PUT /users/5", body: `{"user":{"organization_id":71}}`, want: want{"user.organization_id": "71"}})
	memberships("", "71,70 true,null")
	memberships("?page[size]=2", "71,70 true,null")
	run(t, fake, step{call: "PUT /users/5", body: `{"user":{"organization_id":72}}`, want: want{"user.organization_id": "72"}})
	memberships("", "72,70,71 true,null,null")
	run(t, fake, step{call: "PUT /users/5", body: `{"user":{"organization_id":null}}`, want: want{"user.organization_id": "null"}})
	memberships("", "70,71,72 null,null,null")
	last := run(t, fake, step{call: "GET /users/5/organization_memberships"}).at("organization_memberships.2.id")
	run(t, fake,
		step{call: "PUT /users/5/organization_memberships/" + last + "/make_default", want: want{"organization_memberships.0.organization_id": "72", "organization_memberships.0.default": "true"}},
		step{call: "PUT /users/6", body: `{"user":{"default_group_id":60}}`},
		step{call: "GET /users/6/group_memberships", want: want{"group_memberships.0.default": "false", "group_memberships.1.group_id": "60", "group_memberships.1.default": "true"}},
	)
}

func TestNewUserBelongs(t *testing.T) {
	fake := staff()
	fake.Seed("organizations", `{"id":71,"name":"Labs"}`)
	run(t, fake,
		step{call: "POST /users", status: 201, body: `{"user":{"name":"a","organization_ids":[71,70]}}`, want: want{"user.id": "900002", "user.organization_id": "71", "user.organization_ids": ""}},
		step{call: "GET /users/900002/organization_memberships", want: want{"#organization_memberships": "2", "organization_memberships.0.organization_id": "71",
			"organization_memberships.0.default": "true", "organization_memberships.1.organization_name": `"Acme"`, "organization_memberships.1.default": "null"}},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"b","role":"agent","group_ids":[60],"group_id":61,"default_group_id":61}}`, want: want{"user.id": "900003", "user.default_group_id": "61"}},
		step{call: "GET /users/900003/group_memberships", want: want{"#group_memberships": "2", "group_memberships.0.group_id": "61", "group_memberships.0.default": "true", "group_memberships.1.default": "false"}},
		step{call: "POST /users", as: "full", status: 201, body: `{"user":{"name":"c","organization":{"name":"LABS"}}}`, want: want{"user.organization_id": "71"}},
		step{call: "POST /users", as: "full", status: 403, body: `{"user":{"name":"d","organization":{"name":"New"}}}`},
		step{call: "GET /organizations", want: want{"count": "2"}},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"d","organization":{"name":"New"}}}`, want: want{"user.organization_id": "72"}},
		step{call: "GET /organizations/72", want: want{"organization.name": `"New"`}},
		step{call: "PUT /users/900002", body: `{"user":{"organization":{"name":"New"}}}`, want: want{"user.organization_id": "72"}},
		step{call: "PUT /users/11", as: "grouped", status: 403, body: `{"user":{"organization_ids":[70]}}`},
		step{call: "PUT /users/11", as: "grouped", body: `{"user":{"group_ids":[61]}}`,
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["group_ids"] from parameters according to whitelist`}},
		step{call: "GET /tickets/3", as: "grouped", status: 403},
		step{call: "POST /users", status: 422, body: `{"user":{"name":"e","organization_ids":[99]}}`, want: want{"details.organization.0.error": `"InvalidValue"`}},
		step{call: "POST /users", status: 422, body: `{"user":{"name":"e","group_ids":[60]}}`, want: want{"details.group.0.error": `"InvalidValue"`}},
		step{call: "POST /users", status: 422, body: `{"user":{"name":"e","organization":{}}}`},
		step{call: "POST /users", status: 400, body: `{"user":{"name":"e","organization_ids":5}}`},
	)
}

func TestDeletedGroups(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("groups", `{"id":60,"name":"Old","deleted":true}`)
	run(t, fake,
		step{call: "GET /groups", want: want{"#groups": "2", "count": "2"}},
		step{call: "GET /groups?exclude_deleted=true", want: want{"#groups": "1", "groups.0.id": "900001", "count": "1"}},
		step{call: "GET /groups?exclude_deleted=false", want: want{"#groups": "2"}},
		step{call: "GET /groups/assignable", want: want{"#groups": "1", "groups.0.id": "900001"}},
	)
}
