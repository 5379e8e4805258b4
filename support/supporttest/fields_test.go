package supporttest_test

import (
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestUserFields(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("users", `{"id":5,"name":"Bea","role":"agent","role_type":0}`)
	fake.AddToken("bea", 5)
	for _, kind := range []struct{ path, one string }{{"/user_fields", "user_field"}, {"/organization_fields", "organization_field"}} {
		wrap := func(body string) string { return `{"` + kind.one + `":` + body + `}` }
		run(t, fake,
			step{call: "POST " + kind.path, body: wrap(`{"title":"Tier"}`), status: 422, want: want{"details.key.0.error": `"BlankValue"`}},
			step{call: "POST " + kind.path, body: wrap(`{"title":"Tier","key":"a b"}`), status: 422},
			step{call: "POST " + kind.path, body: wrap(`{"title":"Tier","key":"12"}`), status: 422},
			step{call: "POST " + kind.path, body: wrap(`{"title":"Tier","key":"tier","type":"tagger"}`), status: 422}, // it is called dropdown here
			step{call: "POST " + kind.path, body: wrap(`{"title":"Tier","key":"tier","type":"dropdown","custom_field_options":[{"name":"Gold","value":"gold"},{"name":"Tin","value":"Gold"}]}`),
				status: 422, want: want{"details.custom_field_options.0.error": `"DuplicateValue"`}},
			step{call: "POST " + kind.path, body: wrap(`{"title":"Tier","key":"tier","type":"dropdown","custom_field_options":[{"name":"Gold","value":"gold"}]}`),
				status: 201, want: want{kind.one + ".id": "1", kind.one + ".key": `"tier"`, kind.one + ".raw_title": `"Tier"`, kind.one + ".system": "false", kind.one + ".custom_field_options.0.name": `"Gold"`}},
			step{call: "POST " + kind.path, body: wrap(`{"title":"Again","key":"tier"}`), status: 422, want: want{"details.key.0.error": `"DuplicateValue"`}},
			step{call: "POST " + kind.path, body: wrap(`{"title":"Since","key":"since","type":"date"}`), status: 201, want: want{kind.one + ".position": "2", kind.one + ".custom_field_options": ""}},
			step{call: "PUT " + kind.path + "/2", body: wrap(`{"key":"other","type":"text","title":"From"}`), want: want{kind.one + ".key": `"since"`, kind.one + ".type": `"date"`, kind.one + ".title": `"From"`}},
			step{call: "PUT " + kind.path + "/reorder", body: `{"` + kind.one + `_ids":[2,1]}`},
			step{call: "GET " + kind.path, as: "bea", want: want{kind.one + "s.0.id": "2", kind.one + "s.1.id": "1", "count": "2"}},
			step{call: "GET " + kind.path + "?page[size]=1", as: "bea", want: want{kind.one + "s.0.id": "2", "meta.has_more": "true"}},
			step{call: "POST " + kind.path, as: "bea", body: wrap(`{"title":"X","key":"x"}`), status: 403},
			step{call: "DELETE " + kind.path + "/2", status: 204},
			step{call: "GET " + kind.path + "/2", status: 404},
		)
	}
	fake.Seed("user_fields", `{"id":9,"key":"born","type":"text","title":"Born","system":true,"active":true,"position":9}`)
	run(t, fake,
		step{call: "PUT /user_fields/9", body: `{"user_field":{"title":"Mine","active":false}}`, want: want{"user_field.title": `"Born"`, "user_field.active": "false"}},
		step{call: "DELETE /user_fields/9", status: 422},
		step{call: "POST /user_fields/1/options", body: `{"custom_field_option":{"name":"Silver","value":"silver"}}`, status: 201},
		step{call: "POST /user_fields/1/options", body: `{"custom_field_option":{"name":"Argent","value":"silver"}}`, status: 422},
		step{call: "GET /user_fields/1/options", want: want{"#custom_field_options": "2", "custom_field_options.1.value": `"silver"`}},
		step{call: "GET /user_fields/1", want: want{"#user_field.custom_field_options": "2"}},
		step{call: "GET /user_fields/99/options", status: 404},
	)
}

// The values of options are tags of tickets, so no two fields share one.
func TestOptionsAreTags(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("ticket_fields", `{"id":40,"type":"tagger","title":"Tier","custom_field_options":[{"id":41,"name":"Gold","value":"gold"}]}`,
		`{"id":42,"type":"checkbox","title":"Rush","tag":"rush"}`, `{"id":43,"type":"tagger","title":"Odd","custom_field_options":[{"id":44,"name":"Gold","value":"gold"}]}`)
	duplicate := want{"details.custom_field_options.0.error": `"DuplicateValue"`}
	run(t, fake,
		step{call: "POST /ticket_fields", body: `{"ticket_field":{"type":"multiselect","title":"X","custom_field_options":[{"name":"Fast","value":"rush"}]}}`, status: 422, want: duplicate},
		step{call: "POST /ticket_fields", body: `{"ticket_field":{"type":"multiselect","title":"X","custom_field_options":[{"name":"A","value":"a"},{"name":"B","value":"A"}]}}`, status: 422, want: duplicate},
		step{call: "POST /ticket_fields", body: `{"ticket_field":{"type":"checkbox","title":"X","tag":"gold"}}`, status: 422, want: want{"details.tag.0.error": `"DuplicateValue"`}},
		step{call: "POST /ticket_fields/40/options", body: `{"custom_field_option":{"name":"Fast","value":"rush"}}`, status: 422, want: duplicate},
		step{call: "POST /ticket_fields/40/options", body: `{"custom_field_option":{"id":41,"name":"Golden","value":"golden"}}`, want: want{"custom_field_option.value": `"golden"`}},
		step{call: "PUT /ticket_fields/43", body: `{"ticket_field":{"title":"Even"}}`}, // odd seeded options stay
	)
}

func TestTicketForms(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("users", `{"id":5,"name":"Ana","role":"end-user"}`)
	fake.AddToken("ana", 5)
	run(t, fake,
		step{call: "POST /ticket_forms", body: `{"ticket_form":{"active":true}}`, status: 422, want: want{"details.name.0.error": `"BlankValue"`}},
		step{call: "POST /ticket_forms", body: `{"ticket_form":{"name":"General","ticket_field_ids":[900001,900002]}}`, status: 201,
			want: want{"ticket_form.id": "1", "ticket_form.default": "true", "ticket_form.display_name": `"General"`, "ticket_form.position": "1"}},
		step{call: "POST /ticket_forms", body: `{"ticket_form":{"name":"Lead","end_user_visible":false,"ticket_field_ids":[77]}}`, status: 422},
		step{call: "POST /ticket_forms", body: `{"ticket_form":{"name":"Lead","end_user_visible":false}}`, status: 201, want: want{"ticket_form.default": "false"}},

		// One form is the default, and usable.
		step{call: "PUT /ticket_forms/1", body: `{"ticket_form":{"active":false}}`, status: 422},
		step{call: "PUT /ticket_forms/1", body: `{"ticket_form":{"default":false}}`, status: 422},
		step{call: "DELETE /ticket_forms/1", status: 422},
		step{call: "POST /ticket_forms/1/clone", want: want{"ticket_form.id": "3", "ticket_form.name": `"General"`, "ticket_form.default": "false", "ticket_form.position": "3"}},
		step{call: "PUT /ticket_forms/3", body: `{"ticket_form":{"default":true}}`},
		step{call: "GET /ticket_forms/1", want: want{"ticket_form.default": "false"}},
		step{call: "PUT /ticket_forms/1", body: `{"ticket_form":{"active":false}}`, want: want{"ticket_form.active": "false"}},

		step{call: "GET /ticket_forms", want: want{"#ticket_forms": "3", "meta": ""}},
		step{call: "GET /ticket_forms?active=false", want: want{"#ticket_forms": "1", "ticket_forms.0.id": "1"}},
		step{call: "GET /ticket_forms?end_user_visible=false&fallback_to_default=true", want: want{"#ticket_forms": "1", "ticket_forms.0.id": "3"}},
		step{call: "GET /ticket_forms", as: "ana", want: want{"#ticket_forms": "1", "ticket_forms.0.id": "3"}},
		step{call: "GET /ticket_forms/2", as: "ana", status: 404},
		step{call: "GET /ticket_forms/show_many?ids=1,2,9", want: want{"#ticket_forms": "2"}},
		step{call: "PUT /ticket_forms/reorder", body: `{"ticket_form_ids":[3,2,1]}`, want: want{"ticket_forms.0.id": "3", "ticket_forms.2.id": "1"}},
		step{call: "DELETE /ticket_forms/2", status: 204},
	)
}
