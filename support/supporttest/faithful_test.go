package supporttest_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// An end user sees the 16 members of UserForEndUser of themselves, the fields of
// the portal, and of their identities the addresses and numbers.
func TestWhatEndUsersSee(t *testing.T) {
	fake := staff()
	fake.Seed("users", `{"id":5,"name":"Ana Ruiz","email":"ana@example.com","phone":"+34600100200","role":"end-user","notes":"secret","tags":["vip"],"external_id":"x"}`)
	fake.Seed("identities", `{"id":1,"user_id":5,"type":"email","value":"ana@example.com"}`, `{"id":2,"user_id":5,"type":"twitter","value":"ana"}`,
		`{"id":3,"user_id":5,"type":"phone_number","value":"+34600100200"}`)
	made := run(t, fake, step{call: "POST /users", status: 201, body: `{"user":{"name":"Eve","email":"eve@example.com","notes":"x"}}`}).at("user.id")
	var id int64
	if _, err := fmt.Sscan(made, &id); err != nil {
		t.Fatal(err)
	}
	fake.AddToken("eve", id)
	me := run(t, fake, step{call: "GET /users/me", as: "eve", want: want{"user.name": `"Eve"`, "user.notes": "", "user.tags": "", "user.restricted_agent": "", "user.external_id": ""}})
	var names []string
	for name := range me.body.(map[string]any)["user"].(map[string]any) {
		names = append(names, name)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "created_at email iana_time_zone id locale locale_id name organization_id phone photo role shared_phone_number time_zone updated_at url verified" {
		t.Errorf("an end user sees %s", got)
	}
	fake.Seed("ticket_fields", `{"id":77,"type":"text","title":"Seen","active":true,"visible_in_portal":true}`, `{"id":78,"type":"text","title":"Hidden","active":true,"visible_in_portal":false}`,
		`{"id":79,"type":"text","title":"Off","active":false,"visible_in_portal":true}`)
	run(t, fake,
		step{call: "GET /users/me", want: want{"user.authenticity_token": `"token-of-900001"`}},
		step{call: "GET /users/5", want: want{"user.notes": `"secret"`, "user.authenticity_token": ""}},
		step{call: "GET /users/5/identities", as: "ana", want: want{"#identities": "2", "identities.0.id": "1", "identities.1.id": "3"}},
		step{call: "GET /users/5/identities/3", as: "ana"},
		step{call: "GET /users/5/identities/2", as: "ana", status: 404},
		step{call: "GET /users/5/identities", want: want{"#identities": "3"}},
	)
	for call, ids := range map[string]string{"GET /ticket_fields": "77,900001,900002", "GET /ticket_fields?page[size]=10": "77,900001,900002"} {
		got := run(t, fake, step{call: call, as: "ana"}).each("ticket_fields", "id")
		sorted := strings.Split(got, ",")
		slices.Sort(sorted)
		if strings.Join(sorted, ",") != ids {
			t.Errorf("%s: an end user sees the fields %s", call, got)
		}
	}
}

// Cursor pages of ticket fields go by id, the whole list by position.
func TestTicketFieldOrder(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("ticket_fields", `{"id":78,"type":"text","title":"A","position":0}`, `{"id":77,"type":"text","title":"B","position":99}`)
	if got := run(t, fake, step{call: "GET /ticket_fields?page[size]=3"}).each("ticket_fields", "id"); got != "77,78,900001" {
		t.Errorf("by cursor: %s", got)
	}
	if got := run(t, fake, step{call: "GET /ticket_fields"}).each("ticket_fields", "id"); !strings.HasPrefix(got, "78,900001") || !strings.HasSuffix(got, ",77") {
		t.Errorf("all: %s", got)
	}
}

func TestPromotion(t *testing.T) {
	fake := staff()
	run(t, fake,
		step{call: "POST /users", status: 201, body: `{"user":{"name":"End"}}`, want: want{"user.restricted_agent": "true", "user.ticket_restriction": `"requested"`}},
		step{call: "PUT /users/900002", body: `{"user":{"role":"agent"}}`, want: want{"user.restricted_agent": "false", "user.ticket_restriction": "null", "user.role_type": "null"}},
		step{call: "PUT /users/900002", body: `{"user":{"ticket_restriction":"groups"}}`, want: want{"user.restricted_agent": "true", "user.ticket_restriction": `"groups"`}},
		step{call: "PUT /users/900002", body: `{"user":{"notes":"x"}}`, want: want{"user.restricted_agent": "true", "user.ticket_restriction": `"groups"`}},
		step{call: "PUT /users/900002", body: `{"user":{"role":"admin"}}`, want: want{"user.restricted_agent": "false", "user.ticket_restriction": "null", "user.role_type": "4"}},
		step{call: "PUT /users/900002", body: `{"user":{"role":"end-user"}}`, want: want{"user.restricted_agent": "true", "user.ticket_restriction": `"requested"`, "user.role_type": "null"}},
		step{call: "PUT /users/900002", body: `{"user":{"role":"agent","ticket_restriction":"assigned"}}`, want: want{"user.restricted_agent": "true", "user.ticket_restriction": `"assigned"`}},
		step{call: "PUT /users/5", body: `{"user":{"role":"agent"}}`, want: want{"user.restricted_agent": "false", "user.ticket_restriction": "null"}},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"New","role":"agent","ticket_restriction":"groups"}}`, want: want{"user.restricted_agent": "true", "user.ticket_restriction": `"groups"`}},
		step{call: "POST /users", status: 201, body: `{"user":{"name":"Boss","role":"admin"}}`, want: want{"user.restricted_agent": "false", "user.ticket_restriction": "null", "user.role_type": "4"}},
	)
}

// A write that the API turns into something else.
func TestSilentConversions(t *testing.T) {
	fake := staff()
	fake.Seed("ticket_fields",
		`{"id":77,"type":"tagger","title":"Size","custom_field_options":[{"id":1,"name":"Big","value":"size_big"},{"id":2,"name":"Small","value":"size_small"}]}`,
		`{"id":78,"type":"checkbox","title":"Gift","tag":"gift"}`,
		`{"id":79,"type":"multiselect","title":"Colours","custom_field_options":[{"id":3,"name":"Red","value":"red"},{"id":4,"name":"Blue","value":"blue"}]}`)
	run(t, fake,
		// A second address or number is a further identity until it is made primary.
		step{call: "PUT /users/5", body: `{"user":{"email":"Two@Example.com","phone":"+34611"}}`, want: want{"user.email": `"ana@example.com"`, "user.phone": `"+34600100200"`}},
		step{call: "GET /users/5/identities", want: want{"#identities": "4", "identities.2.value": `"two@example.com"`, "identities.2.primary": "false", "identities.3.value": `"+34611"`, "identities.3.primary": "false"}},
		step{call: "PUT /users/10", body: `{"user":{"email":"full@example.com","phone":"+34622"}}`, want: want{"user.email": `"full@example.com"`, "user.phone": `"+34622"`}},
		step{call: "GET /users/10/identities", want: want{"identities.0.primary": "true", "identities.1.primary": "true"}},
		step{call: "PUT /users/5", body: `{"user":{"photo":{"file_name":"x.png"},"active":false}}`, want: want{"user.photo": "", "user.active": "true"},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["photo"] from parameters according to whitelist`}},

		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"due_at":"2026-12-01","tags":["Mine","two words"],"custom_fields":[{"id":77,"value":"size_big"},{"id":78,"value":true}]}}`,
			want: want{"ticket.due_at": "null", "ticket.tags": `["mine","two","words","size_big","gift"]`}},
		step{call: "PUT /tickets/4", body: `{"ticket":{"custom_fields":[{"id":77,"value":"size_small"},{"id":79,"value":["red","blue"]}],"description":"no","due_at":"2026-12-01","type":"task"}}`,
			want: want{"ticket.tags": `["mine","two","words","gift","size_small","red","blue"]`, "ticket.description": `"x"`, "ticket.due_at": `"2026-12-01T00:00:00Z"`}},
		step{call: "PUT /tickets/4", body: `{"ticket":{"custom_fields":[{"id":77,"value":null},{"id":78,"value":false},{"id":79,"value":["blue"]}]}}`,
			want: want{"ticket.tags": `["mine","two","words","blue"]`}},
	)
}

func TestUnknownReferences(t *testing.T) {
	fake := staff()
	for _, token := range []string{`["nosuch"]`, `"nosuch"`} {
		run(t, fake,
			step{call: "PUT /tickets/1", status: 422, body: `{"ticket":{"comment":{"body":"x","uploads":` + token + `}}}`, want: want{"details.uploads.0.error": `"InvalidValue"`}},
			step{call: "POST /tickets", status: 422, body: `{"ticket":{"comment":{"body":"x","uploads":` + token + `}}}`})
	}
	run(t, fake,
		step{call: "PUT /tickets/1", body: `{"ticket":{"comment":{"body":"x","uploads":[]},"macro_ids":[7],"macro_id":8}}`,
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["macro_id","macro_ids"] from parameters according to whitelist`}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"comment":{"body":"y","bdy":"z"}}}`,
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["comment.bdy"] from parameters according to whitelist`}},
		step{call: "GET /tickets/1/comments", want: want{"#comments": "3"}},
	)
}

// What is asked of an unknown record is not found.
func TestUnknownParents(t *testing.T) {
	fake := staff()
	for _, call := range []string{
		"GET /users/999/related", "GET /users/999/identities", "GET /users/999/tickets/requested", "GET /users/999/tickets/assigned", "GET /users/999/tickets/assigned/count",
		"GET /users/999/tickets/ccd", "GET /users/999/tickets/followed", "GET /users/999/groups", "GET /users/999/groups/count", "GET /users/999/group_memberships",
		"POST /users/999/group_memberships", "GET /users/999/organizations", "GET /users/999/organizations/count", "GET /users/999/organization_memberships",
		"POST /users/999/organization_memberships", "GET /users/999/tags", "POST /users/999/tags", "GET /tickets/999/comments", "GET /tickets/999/comments/count",
		"GET /tickets/999/audits", "GET /tickets/999/audits/count", "GET /tickets/999/tags", "PUT /tickets/999/tags", "GET /tickets/999/related", "GET /tickets/999/incidents",
		"GET /tickets/999/collaborators", "POST /tickets/999/merge", "GET /groups/999/users", "GET /groups/999/users/count", "GET /groups/999/memberships",
		"GET /groups/999/memberships/assignable", "GET /organizations/999/tickets", "GET /organizations/999/tickets/count", "GET /organizations/999/users",
		"GET /organizations/999/users/count", "GET /organizations/999/related", "GET /organizations/999/organization_memberships", "GET /organizations/999/tags",
		"GET /ticket_fields/999/options", "POST /ticket_fields/999/options", "PUT /deleted_tickets/999/restore",
	} {
		body := ""
		if !strings.HasPrefix(call, "GET") {
			body = "{}"
		}
		run(t, fake, step{call: call, body: body, status: 404, want: want{"error": `"RecordNotFound"`}})
	}
}

func TestTicketFilters(t *testing.T) {
	clk := newClock()
	fake := five(supporttest.WithClock(clk.Now))
	run(t, fake, step{call: "PUT /tickets/2", body: `{"ticket":{"comment":{"body":"x"}}}`})
	fake.Seed("tickets", `{"id":6,"status":"open","support_type":"ai_agent","updated_at":"2026-01-01T00:00:00Z"}`,
		`{"id":7,"status":"open","external_id":"e","updated_at":"2026-01-01T00:00:00Z","generated_timestamp":1777888800}`)
	for query, ids := range map[string]string{
		"":              "1,2,3,4,5,7",
		"?start_time=0": "1,2,3,4,5,7",
		"?start_time=" + fmt.Sprint(time.Date(2026, 1, 4, 0, 0, 0, 0, time.UTC).Unix()):               "2,4,5,7",
		"?start_time=" + fmt.Sprint(time.Date(2026, 1, 4, 0, 0, 0, 0, time.UTC).Unix()+1):             "2,4,7",
		"?external_id=e&start_time=" + fmt.Sprint(time.Date(2026, 1, 4, 0, 0, 0, 0, time.UTC).Unix()): "7",
		"?support_type_scope=all":      "1,2,3,4,5,6,7",
		"?support_type_scope=ai_agent": "6",
		"?support_type_scope=agent":    "1,2,3,4,5,7",
		"?external_id=":                "",
	} {
		got := run(t, fake, step{call: "GET /tickets" + query})
		if got.each("tickets", "id") != ids {
			t.Errorf("%q: %s, want %s", query, got.each("tickets", "id"), ids)
		}
	}
	run(t, fake,
		step{call: "GET /tickets?start_time=x", status: 400},
		step{call: "GET /tickets?support_type_scope=robots", status: 400},
		step{call: "PUT /tickets/2", body: `{"ticket":{"status":"pending"}}`},
		step{call: "GET /tickets/2/audits?filter_events[]=Comment", want: want{"#audits": "1", "audits.0.events.0.type": `"Comment"`, "count": "1"}},
		step{call: "GET /tickets/2/audits?filter_events[]=Change&page[size]=5", want: want{"#audits": "1", "audits.0.events.0.field_name": `"status"`}},
		step{call: "GET /tickets/2/audits?filter_events[]=Change&filter_events[]=Comment", want: want{"#audits": "2"}},
		step{call: "GET /tickets/2/audits?filter_events[]=Notification", want: want{"#audits": "0"}},
	)
}

// A photo comes as a part of a form.
func TestPhoto(t *testing.T) {
	fake := staff()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="user[photo][uploaded_data]"; filename="ana.png"`}, "Content-Type": {"image/png"}})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("12345"))
	if err := form.WriteField("user[notes]", "seen"); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	header := func() http.Header {
		return http.Header{"Authorization": {"Bearer " + supporttest.DefaultToken}, "Content-Type": {form.FormDataContentType()}}
	}
	got := send(t, fake, "PUT", "/api/v2/users/5", body.String(), header())
	expect(t, "PUT", got, want{"user.photo.file_name": `"ana.png"`, "user.photo.content_type": `"image/png"`, "user.photo.size": "5", "user.notes": `"seen"`, "user.name": `"Ana Ruiz"`})
	run(t, fake, step{call: "GET /users/5", want: want{"user.photo.file_name": `"ana.png"`}})
	if got := send(t, fake, "PUT", "/api/v2/users/5", body.String()[:60], header()); got.status != 400 {
		t.Errorf("half a form: %d %s", got.status, got.text)
	}
	if got := send(t, fake, "PUT", "/api/v2/organizations/70", body.String(), header()); got.status != 415 {
		t.Errorf("a form for another kind: %d %s", got.status, got.text)
	}
}

// The alias of custom_fields is missing from cursor pages of the list of all
// tickets, and from nothing else.
func TestWhereFieldsAre(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	run(t, fake, step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"}}}`, want: want{"ticket.fields": "[]"}})
	clk.advance(2 * time.Minute)
	for call, fields := range map[string]string{
		"GET /tickets?page[size]=5": "", "GET /tickets": "[]", "GET /users/900001/tickets/requested?page[size]=5": "[]", "GET /incremental/tickets?start_time=0": "[]",
		"GET /incremental/tickets/cursor?start_time=0": "[]",
	} {
		run(t, fake, step{call: call, want: want{"tickets.0.fields": fields, "tickets.0.custom_fields": "[]"}})
	}
	run(t, fake,
		step{call: "GET /search/export?query=x&filter[type]=ticket", want: want{"results.0.fields": "[]"}},
		step{call: "GET /incremental/tickets?start_time=0&include=last_audits", status: 400})
}

func TestBulkForms(t *testing.T) {
	fake := staff()
	ids := strings.Repeat("1,", 100) + "1"
	run(t, fake,
		step{call: "GET /users/show_many?ids=" + ids, status: 400, want: want{"error": `"TooManyValues"`, "max_count": ""}},
		step{call: "GET /tickets/show_many?ids=" + ids, status: 400, want: want{"error": `"TooManyValues"`, "max_count": "100"}},
		step{call: "DELETE /users/destroy_many?ids=" + ids, status: 400, want: want{"max_count": ""}},
	)
	for _, test := range []struct{ call, body, results string }{
		{"POST /tickets/create_many", `{"tickets":[{"comment":{"body":"x"}},{"comment":{"body":"x"},"status":"odd"}]}`,
			`[{"account_id":1,"id":4,"index":0},{"details":"Status: odd is not valid","error":"TicketCreateFailed","index":1,"success":false}]`},
		{"POST /users/create_many", `{"users":[{"name":"A"}]}`, `[{"id":900002,"status":"Created"}]`},
		{"POST /organizations/create_many", `{"organizations":[{"name":"B"}]}`, `[{"id":71,"status":"Created"}]`},
		{"PUT /tickets/update_many?ids=1,99", `{"ticket":{"subject":"x"}}`,
			`[{"action":"update","id":1,"status":"Updated","success":true},{"action":"update","details":"Not found","error":"TicketUpdateFailed","id":99,"index":1,"success":false}]`},
		{"DELETE /organizations/destroy_many?ids=71", "", `[{"action":"delete","id":71,"status":"Deleted","success":true}]`},
	} {
		id := strings.Trim(run(t, fake, step{call: test.call, body: test.body}).at("job_status.id"), `"`)
		run(t, fake, step{call: "GET /job_statuses/" + id}, step{call: "GET /job_statuses/" + id, want: want{"job_status.results": test.results, "job_status.status": `"completed"`}})
	}
}

func TestMoreOfTheReference(t *testing.T) {
	fake := staff()
	groups := make([]string, 100_001)
	for i := range groups {
		groups[i] = `{"name":"x"}`
	}
	run(t, fake,
		step{call: "PUT /tickets/1", body: `{"ticket":{"collaborators":[5]}}`, want: want{"ticket.collaborator_ids": ""},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["collaborators"] from parameters according to whitelist`}},
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"collaborators":[5]}}`, want: want{"ticket.collaborator_ids": "[5]"}},
		step{call: "DELETE /tickets/4", status: 204, body: `not JSON`},
		step{call: "DELETE /tickets/1/tags", status: 400, body: `not JSON`},
		step{call: "DELETE /users/5", want: want{"user.active": "false"}},
		step{call: "GET /users/show_many?ids=5,10", want: want{"#users": "1", "count": "1"}},
		step{call: "GET /users/show_many?ids=5,10&include_deleted=true", want: want{"#users": "2", "users.0.active": "false"}},
		step{call: "GET /groups/count", want: want{"count.value": "3"}},
	)
	fake.Seed("groups", groups...)
	run(t, fake, step{call: "GET /groups/count", want: want{"count.value": "100000", "count.refreshed_at": "null"}})
}

// Values of fields are stored as the API shows them, and go with their option.
func TestFieldValues(t *testing.T) {
	fake := staff()
	fake.Seed("ticket_fields",
		`{"id":77,"type":"tagger","title":"Size","custom_field_options":[{"id":1,"name":"Big","value":"big"},{"id":2,"name":"Small","value":"small"}]}`,
		`{"id":78,"type":"checkbox","title":"Gift","tag":"gift"}`, `{"id":80,"type":"lookup","title":"Machine"}`,
		`{"id":79,"type":"multiselect","title":"Colours","custom_field_options":[{"id":3,"name":"Red","value":"red"},{"id":4,"name":"Blue","value":"blue"}]}`)
	run(t, fake,
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"tags":["mine"],"custom_fields":[{"id":77,"value":"big"},{"id":78,"value":"true"},{"id":79,"value":["red","blue"]},{"id":80,"value":5}]}}`,
			want: want{"ticket.custom_fields": `[{"id":77,"value":"big"},{"id":78,"value":true},{"id":79,"value":["red","blue"]},{"id":80,"value":"5"}]`, "ticket.tags": `["mine","big","gift","red","blue"]`}},
		step{call: "GET /tickets/4?remove_duplicate_fields=true", want: want{"ticket.fields": "", "#ticket.custom_fields": "4"}},
		step{call: "PUT /ticket_fields/77", body: `{"ticket_field":{"custom_field_options":[{"id":2,"name":"Small","value":"small"}]}}`},
		step{call: "DELETE /ticket_fields/79/options/3", status: 204},
		step{call: "GET /tickets/4", want: want{"ticket.custom_fields": `[{"id":77,"value":null},{"id":78,"value":true},{"id":79,"value":["blue"]},{"id":80,"value":"5"}]`, "ticket.tags": `["mine","gift","blue"]`}},
		step{call: "POST /ticket_fields/79/options", body: `{"custom_field_option":{"id":4,"name":"Navy","value":"navy"}}`},
		step{call: "GET /tickets/4", want: want{"ticket.custom_fields.2.value": "[]", "ticket.tags": `["mine","gift"]`}},
	)
	if got := send(t, fake, "GET", "/api/v2/ticket_fields", "", http.Header{}); got.status != 200 || got.each("ticket_fields", "id") != "900001,900002" {
		t.Errorf("without a credential: %d %s", got.status, got.text)
	}
	fake.Seed("custom_roles", `{"id":500,"name":"Lead","configuration":{}}`)
	fake.Seed("users", `{"id":30,"name":"Lea","role":"agent","custom_role_id":500}`)
	run(t, fake, step{call: "GET /users/30?include=roles", want: want{"roles.0.name": `"Lead"`}})
}
