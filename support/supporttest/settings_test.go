package supporttest_test

import (
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestTriggers(t *testing.T) {
	fake := supporttest.New()
	trigger := `{"trigger":{"title":"Notify","conditions":{"all":[{"field":"status","operator":"is","value":"new"}]},"actions":[{"field":"group_id","value":"60"}]}}`
	run(t, fake,
		step{call: "POST /triggers", status: 201, body: trigger, want: want{"trigger.id": "1", "trigger.position": "1", "trigger.active": "true", "trigger.raw_title": `"Notify"`, "trigger.actions.0.value": `"60"`}},
		step{call: "POST /triggers", status: 422, body: `{"trigger":{"title":"x"}}`, want: want{"details.actions.0.error": `"BlankValue"`}},
		step{call: "POST /triggers", status: 201, body: trigger, want: want{"trigger.position": "2"}},
		step{call: "PUT /triggers/2", body: `{"trigger":{"title":"Route","active":false,"conditions":{"any":[]}}}`, want: want{"trigger.raw_title": `"Route"`, "trigger.conditions": `{"any":[]}`}},
		step{call: "GET /triggers", want: want{"count": "2", "triggers.0.id": "1"}},
		step{call: "GET /triggers?active=false", want: want{"count": "1", "triggers.0.id": "2"}},
		step{call: "GET /triggers/active", want: want{"count": "1", "triggers.0.id": "1"}},
		step{call: "GET /triggers/search?query=rou", want: want{"count": "1", "triggers.0.id": "2"}},
		step{call: "PUT /triggers/reorder", body: `{"trigger_ids":[2,1]}`},
		step{call: "GET /triggers?page[size]=1", want: want{"triggers.0.id": "2", "meta.has_more": "true"}},
		step{call: "PUT /triggers/update_many", body: `{"triggers":[{"id":1,"active":false},{"id":2,"position":9}]}`, want: want{"triggers.0.active": "false", "triggers.1.position": "9", "job_status": ""}},
		step{call: "DELETE /triggers/destroy_many?ids=1", status: 204},
		step{call: "DELETE /triggers/2", status: 204},
		step{call: "GET /triggers/2", status: 404},
	)
}

// Triggers sort by the keys of the official file.
func TestTriggerOrders(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("triggers",
		`{"id":1,"title":"b","position":2,"active":true,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-03-02T00:00:00Z"}`,
		`{"id":2,"title":"C","position":1,"active":true,"created_at":"2026-01-03T00:00:00Z","updated_at":"2026-03-01T00:00:00Z"}`,
		`{"id":3,"title":"A","position":3,"active":true,"created_at":"2026-01-02T00:00:00Z","updated_at":"2026-03-03T00:00:00Z"}`)
	for query, ids := range map[string]string{
		"": "2,1,3", "?sort_by=alphabetical": "3,1,2", "?sort_by=alphabetical&sort_order=desc": "2,1,3", "?sort_by=created_at": "2,3,1",
		"?sort_by=created_at&sort_order=asc": "1,3,2", "?sort_by=updated_at": "3,1,2", "?sort_by=position": "2,1,3", "?sort_by=title": "2,1,3",
		"?page[size]=9": "2,1,3", "?page[size]=9&sort=alphabetical": "3,1,2", "?page[size]=9&sort=-alphabetical": "2,1,3",
		"?page[size]=9&sort=created_at": "1,3,2", "?page[size]=9&sort=-updated_at": "3,1,2", "?page[size]=9&sort=position": "2,1,3",
	} {
		for _, path := range []string{"/triggers", "/triggers/active"} {
			if got := run(t, fake, step{call: "GET " + path + query}).each("triggers", "id"); got != ids {
				t.Errorf("%s%s: %s, want %s", path, query, got, ids)
			}
		}
	}
	first := run(t, fake, step{call: "GET /triggers?page[size]=2&sort=alphabetical", want: want{"triggers.1.id": "1"}})
	run(t, fake,
		step{call: "GET /triggers?page[size]=2&sort=alphabetical&page[after]=" + strings.Trim(first.at("meta.after_cursor"), `"`), want: want{"#triggers": "1", "triggers.0.id": "2"}},
		step{call: "GET /triggers?page[size]=1&sort=title", status: 400, want: want{"errors.0.code": `"InvalidPaginationParameter"`}},
	)
}

func TestTicketFields(t *testing.T) {
	fake := supporttest.New()
	run(t, fake,
		step{call: "GET /ticket_fields", want: want{"#ticket_fields": "7", "ticket_fields.0.type": `"subject"`, "count": "7"}},
		step{call: "POST /ticket_fields", status: 201, body: `{"ticket_field":{"type":"tagger","title":"Size","custom_field_options":[{"name":"Big","value":"big"},{"name":"Small","value":"small"}]}}`,
			want: want{"ticket_field.id": "900008", "ticket_field.raw_title": `"Size"`, "ticket_field.removable": "true", "ticket_field.custom_field_options.1.value": `"small"`, "ticket_field.custom_field_options.1.position": "1"}},
		step{call: "POST /ticket_fields", status: 422, body: `{"ticket_field":{"type":"subject","title":"Size"}}`},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"comment":{"body":"x"},"custom_fields":[{"id":900008,"value":"medium"}]}}`},
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"comment":{"body":"x"},"custom_fields":[{"id":900008,"value":"big"}]}}`, want: want{"ticket.custom_fields": `[{"id":900008,"value":"big"}]`}},
		step{call: "POST /ticket_fields/900008/options", status: 201, body: `{"custom_field_option":{"name":"Medium","value":"medium"}}`, want: want{"custom_field_option.name": `"Medium"`}},
	)
	id := run(t, fake, step{call: "GET /ticket_fields/900008/options", want: want{"count": "3"}}).at("custom_field_options.2.id")
	run(t, fake,
		step{call: "POST /ticket_fields/900008/options", body: `{"custom_field_option":{"id":` + id + `,"name":"Mid"}}`, want: want{"custom_field_option.value": `"medium"`, "custom_field_option.raw_name": `"Mid"`}},
		step{call: "GET /ticket_fields/900008/options/" + id, want: want{"custom_field_option.name": `"Mid"`}},
		step{call: "PUT /tickets/1", body: `{"ticket":{"custom_fields":[{"id":900008,"value":"medium"}]}}`},
		step{call: "DELETE /ticket_fields/900008/options/" + id, status: 204},
		step{call: "GET /ticket_fields/900008/options/" + id, status: 404},
		step{call: "PUT /ticket_fields/900008", body: `{"ticket_field":{"type":"text","custom_field_options":[{"name":"Only","value":"only"}]}}`,
			want: want{"ticket_field.type": `"tagger"`, "#ticket_field.custom_field_options": "1"}},
		step{call: "DELETE /ticket_fields/900001", status: 422},
		step{call: "DELETE /ticket_fields/900008", status: 204},
		step{call: "GET /ticket_fields/count", want: want{"count.value": "7"}},
	)
}

func TestInstallations(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("apps", `{"id":3,"name":"Zendesk Sell"}`)
	fake.Seed("installations", `{"id":8,"app_id":3,"product":"support","enabled":true,"settings":{"name":"Zendesk Sell"}}`)
	run(t, fake,
		step{call: "GET /apps/installations.json", want: want{"#installations": "1", "installations.0.settings.name": `"Zendesk Sell"`, "apps": ""}},
		step{call: "GET /apps/installations?include=app", want: want{"apps.0.id": "3"}},
		step{call: "GET /apps/installations/8", want: want{"id": "8", "app_id": "3", "installation": ""}},
		step{call: "GET /apps/3", want: want{"name": `"Zendesk Sell"`}},
		step{call: "GET /apps/installations/9", status: 404},
	)
}
