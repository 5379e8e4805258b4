package selltest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// search sends queries, each the data of an item.
func (a api) search(index string, queries ...string) reply {
	a.t.Helper()
	items := make([]string, len(queries))
	for i, q := range queries {
		items[i] = `{"data":` + q + `}`
	}
	return a.request(http.MethodPost, "/v3/"+index+"/search", `{"items":[`+strings.Join(items, ",")+`]}`,
		http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}})
}

// found returns the ids of the hits of one filter.
func (a api) found(index, filter string) string {
	a.t.Helper()
	r := a.search(index, `{"query":{"filter":`+filter+`}}`).is(200)
	var ids []string
	for i := range 200 {
		id := r.at(fmt.Sprintf("items.0.items.%d.data.id", i))
		if id == "" {
			break
		}
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}

func test(attribute, parameter string) string {
	return fmt.Sprintf(`{"filter":{"attribute":{"name":%q},"parameter":%s}}`, attribute, parameter)
}

func searchable(t *testing.T, opts ...selltest.Option) api {
	a := newAPI(t, opts...)
	a.fake.AddCustomField("leads", selltest.CustomField{Name: "Tier"})
	a.fake.AddCustomField("contacts", selltest.CustomField{Name: "Points", Type: "number"})
	a.fake.Seed("users", `{"id":71,"name":"Ana","status":"active","role":"user"}`)
	a.fake.Seed("leads",
		`{"id":11,"first_name":"Ana","last_name":"Ruiz","organization_name":"Ruiz Bikes","email":"ana@example.com","phone":"+351 555 0100","mobile":"555-0101","owner_id":71,"source_id":1,"tags":["fair","web"],"custom_fields":{"Tier":"Gold"},"address":{"line1":"Rua 1","city":"Porto"},"created_at":"2026-03-01T09:00:00Z","updated_at":"2026-03-03T09:00:00Z"}`,
		`{"id":12,"last_name":"Costa","owner_id":1,"status":"Working","tags":["web"],"created_at":"2026-03-02T09:00:00Z","updated_at":"2026-03-02T09:00:00Z"}`,
		`{"id":13,"organization_name":"Silva","owner_id":1,"created_at":"2026-03-03T09:00:00Z","updated_at":"2026-03-01T09:00:00Z"}`)
	a.fake.Seed("contacts", `{"id":51,"is_organization":true,"name":"Ruiz Bikes","owner_id":1,"customer_status":"current","custom_fields":{"Points":"7.50"},"billing_address":{"city":"Braga"}}`,
		`{"id":52,"last_name":"Ruiz","name":"Ana Ruiz","contact_id":51,"owner_id":1}`)
	a.fake.Seed("deals", `{"id":91,"name":"Bikes","contact_id":52,"organization_id":51,"value":"1000.50","owner_id":71,"stage_id":1,"added_at":"2026-03-01T09:00:00Z","estimated_close_date":"2026-06-30"}`,
		`{"id":92,"name":"Helmets","contact_id":51,"value":99.5,"hot":true,"owner_id":1,"stage_id":3,"added_at":"2026-03-05T09:00:00Z"}`)
	a.fake.Seed("notes", `{"id":61,"content":"Call in June","resource_type":"lead","resource_id":11,"creator_id":1}`)
	a.fake.Seed("tasks", `{"id":81,"content":"Call","resource_type":"lead","resource_id":12,"owner_id":1,"due_date":"2026-03-01T08:30:00Z"}`)
	return a
}

func TestSearchFilters(t *testing.T) {
	a := searchable(t)
	tier := a.get("lead/custom_fields").at("items.1.data.id") // after the one that is there from the start
	for _, c := range []struct{ index, filter, ids string }{
		{"leads", test("email", `{"eq":"ana@example.com"}`), "11"},
		{"leads", test("email", `{"eq":"ANA@example.com"}`), ""},
		{"leads", test("email", `{"missing":true}`), "12 13"},
		{"leads", test("email", `{"is_null":false}`), "11"},
		{"leads", test("id", `{"any":[13,11]}`), "11 13"},
		{"leads", test("tags", `{"eq":"web"}`), "11 12"},
		{"leads", test("tags", `{"all":["web","fair"]}`), "11"},
		{"leads", test("name", `{"contains":"UI"}`), "11"},
		{"leads", test("display_name", `{"starts_with":"sil"}`), "13"},
		{"leads", test("normalized_phone_numbers.national_number", `{"any":["5550100"]}`), "11"},
		{"leads", test("phone_numbers.mobile", `{"eq":"555-0101"}`), "11"},
		{"leads", test("address.city", `{"eq":"Porto"}`), "11"},
		{"leads", test("owner.name", `{"eq":"Ana"}`), "11"},
		{"leads", test("status.id", `{"eq":2}`), "12"},
		{"leads", test("updated_at", `{"range":{"gte":"2026-03-02T09:00:00Z"}}`), "11 12"},
		{"leads", test("updated_at", `{"range":{"gt":"2026-03-02T10:00:00+01:00"}}`), "11"},
		{"leads", test("updated_at", `{"range":{"gt":"2026-03-01T09:00:00Z","lt":"2026-03-03T09:00:00Z"}}`), "12"},
		{"leads", test("updated_at", `{"range":{"lte":"2026-03-01T09:00:00Z"}}`), "13"},
		{"leads", test("custom_fields."+tier, `{"eq":"Gold"}`), "11"},
		{"leads", `{"and":[` + test("tags", `{"eq":"web"}`) + `,{"not":` + test("tags", `{"eq":"fair"}`) + `}]}`, "12"},
		{"leads", `{"or":[` + test("tags", `{"eq":"fair"}`) + `,` + test("last_name", `{"missing":true}`) + `]}`, "11 13"},
		{"contacts", test("is_organisation", `{"eq":true}`), "51"},
		{"contacts", test("is_sales_account", `{"eq":false}`), "52"},
		{"contacts", test("company_id", `{"eq":51}`), "52"},
		{"contacts", test("billing_address.city", `{"eq":"Braga"}`), "51"},
		{"deals", test("decimal_value", `{"range":{"gte":1000.5}}`), "91"},
		{"deals", test("is_won", `{"eq":true}`), "92"},
		{"deals", test("company.id", `{"eq":51}`), "91"},
		{"deals", test("estimated_close_date", `{"range":{"lt":"2026-07-01"}}`), "91"},
		{"deals", test("added_at", `{"eq":"2026-03-05"}`), "92"},
		{"notes", test("resource.id", `{"eq":11}`), "61"},
		{"tasks", test("overdue", `{"eq":true}`), "81"},
		// The account is at UTC+01:00, and the zone of the filter is ignored.
		{"tasks", test("due_date", `{"range":{"gte":"2026-03-01T09:30:00Z"}}`), "81"},
		{"tasks", test("due_date", `{"range":{"gt":"2026-03-01T09:30:00-08:00"}}`), ""},
	} {
		if got := a.found(c.index, c.filter); got != c.ids {
			t.Errorf("%s %s: %q, want %q", c.index, c.filter, got, c.ids)
		}
	}
}

func TestSearchAnswers(t *testing.T) {
	a := searchable(t)
	r := a.search("leads", `{}`).is(200)
	r.want("items.0.successful", "true").want("items.0.items.0", `{"data":{"id":11,"version":1},"meta":{"type":"lead"}}`).
		want("items.0.meta", `{"type":"collection","count":3,"total_count":3,"http_status":"200 OK","links":{},"aggregations":{}}`)

	r = a.search("leads", `{"query":{"projection":[{"name":"name"},{"name":"owner"},{"name":"phone_numbers"},{"name":"source.id"},{"name":"fax"}]},"per_page":1}`).is(200)
	r.want("items.0.items.0.data", `{"id":11,"version":1,"name":"Ana Ruiz","owner":{"id":71,"name":"Ana"},"phone_numbers":{"phone":"+351 555 0100","mobile":"555-0101"},"source":{"id":1},"fax":null}`)

	points := a.get("contact/custom_fields").at("items.1.data.id")
	r = a.search("contacts", `{"query":{"projection":[{"name":"custom_fields.contact:`+points+`"}],"filter":`+test("id", `{"eq":51}`)+`}}`).is(200)
	r.want("items.0.items.0.data.custom_fields", `{"contact:`+points+`":7.5}`)

	// Figures are of all hits, on whatever page, and also without any.
	r = a.search("deals", `{"aggregations":[{"attribute":{"name":"decimal_value"},"aggregation_type":"sum"}],"hits":false}`).is(200)
	r.want("items.0.items", "[]").want("items.0.meta.total_count", "2").want("items.0.meta.aggregations", `{"decimal_value":{"sum":1100}}`)

	sorted := func(keys string) string {
		r := a.search("leads", `{"query":{"sort":[`+keys+`]}}`).is(200)
		return r.at("items.0.items.0.data.id") + " " + r.at("items.0.items.1.data.id") + " " + r.at("items.0.items.2.data.id")
	}
	for keys, want := range map[string]string{
		`{"attribute":{"name":"updated_at"},"order":"ascending"}`:                                                         "13 12 11",
		`{"attribute":{"name":"last_name"},"order":"ascending"}`:                                                          "13 12 11",
		`{"attribute":{"name":"owner.id"},"order":"descending"},{"attribute":{"name":"created_at"},"order":"descending"}`: "11 13 12",
	} {
		if got := sorted(keys); got != want {
			t.Errorf("sorted by %s: %s", keys, got)
		}
	}
}

// What documentation names can be asked for, whether anything here has it.
func TestSearchDocumentedAttributes(t *testing.T) {
	a := searchable(t)
	for index, names := range map[string]string{
		"leads": "uid tag_ids first_or_company_name last_or_company_name street city region state country zip zip_code location shipping_address permission_group permission_team " +
			"import imports communication communication.last_touch.at next_task next_email enrollments actionable smart_attributes last_activity_date fax twitter facebook linkedin skype",
		"contacts": "uid tag_ids company_name first_or_company_name city state zip location created_via subscription imports parent_company_name shipping_address billing_address smart_attributes",
		"deals": "uid normalized_decimal_value forecasted_value exchange_rate estimated_win_likelihood pipeline previous_pipeline_stage_id close_date close_date_with_time added_at_with_time scope " +
			"contact.last_name products booking_period consumption next_task communication actionable smart_attributes address last_activity_date",
		"notes": "uid tag_ids associated_deal_ids associated_contact_ids permission_group permission_team",
		"tasks": "uid reminder_offset permission_group permission_team",
	} {
		for name := range strings.FieldsSeq(names) {
			a.search(index, `{"query":{"projection":[{"name":"`+name+`"}]}}`).is(200)
		}
	}
	project := func(index, names string) reply {
		return a.search(index, `{"query":{"projection":[{"name":"`+strings.Join(strings.Fields(names), `"},{"name":"`)+`"}]}}`).is(200)
	}
	project("leads", "last_or_company_name city state zip communication tag_ids imports").
		want("items.0.items.0.data", `{"id":11,"version":1,"last_or_company_name":"Ruiz","city":"Porto","state":null,"zip":null,"communication":null,"tag_ids":null,"imports":null}`).
		want("items.0.items.2.data.last_or_company_name", "Silva")
	project("contacts", "company_name first_or_company_name").want("items.0.items.1.data", `{"id":52,"version":1,"company_name":"Ruiz Bikes","first_or_company_name":"Ana Ruiz"}`)
	project("deals", "contact pipeline exchange_rate").
		want("items.0.items.0.data.contact", `{"last_name":"Ruiz","id":52,"name":"Ana Ruiz"}`).
		want("items.0.items.0.data.pipeline", "Sales Pipeline").want("items.0.items.0.data.exchange_rate", "null")
	points := a.get("contact/custom_fields").at("items.1.data.id")
	project("contacts", "custom_fields").want("items.0.items.0.data.custom_fields.contact:"+points, "7.5")
	a.search("notes", `{"query":{"projection":[{"name":"custom_fields"}]}}`).is(400)
	if got := a.found("leads", test("city", `{"eq":"Porto"}`)); got != "11" {
		t.Errorf("found in Porto: %s", got)
	}
	if got := a.found("leads", test("smart_attributes.days_with_no_reply", `{"missing":true}`)); got != "11 12 13" {
		t.Errorf("found with no figure: %s", got)
	}
	a.search("leads", `{"query":{"filter":`+test("actionable", `{"missing":true}`)+`}}`).is(400)
}

// Samples send per_page beside data too, where it says nothing.
func TestSearchIgnores(t *testing.T) {
	a := searchable(t)
	header := http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}}
	r := a.request(http.MethodPost, "/v3/leads/search", `{"items":[{"data":{"suggestions":[{"name":"x"}]},"per_page":1}]}`, header).is(200)
	r.want("items.0.meta.count", "3")
}

func TestSearchPages(t *testing.T) {
	a := searchable(t)
	const query = `"query":{"sort":[{"attribute":{"name":"updated_at"},"order":"ascending"}]}`
	first := a.search("leads", `{`+query+`,"per_page":2}`).is(200)
	cursor := first.at("items.0.meta.links.next_page")
	if cursor == "" || strings.Contains(cursor, "/v3/") {
		t.Fatalf("cursor %q", cursor)
	}
	a.del("leads/12").is(204) // the last of the page: the cursor holds
	a.search("leads", `{`+query+`,"per_page":2,"cursor":"`+cursor+`"}`).is(200).want("items.0.meta.links", "{}")
	a.search("leads", `{`+query+`,"page":1,"per_page":1}`).is(200).want("items.0.items.0.data.id", "11")
	a.search("leads", `{`+query+`,"offset":1}`).is(200).want("items.0.items.0.data.id", "11")
	a.search("leads", `{"per_page":0}`).is(200).want("items.0.items", "[]").want("items.0.meta.total_count", "2").want("items.0.meta.links", "{}")
	a.search("leads", `{"cursor":"`+cursor+`"}`).is(400).want("items.0.errors.0.error.code", "invalid_param")
}

func TestSearchRefusals(t *testing.T) {
	a := searchable(t)
	for _, data := range []string{
		`[]`, `{"limit":5}`, `{"query":{"where":{}}}`, `{"per_page":201}`, `{"per_page":-1}`, `{"page":"1"}`, `{"hits":1}`,
		`{"page":0,"offset":0}`, `{"cursor":"x"}`, `{"cursor":"x","page":1}`,
		`{"query":{"projection":[{"name":"organization_name"}]}}`, `{"query":{"projection":{}}}`, `{"query":{"projection":[{"name":"own"}]}}`,
		`{"query":{"sort":[{"attribute":{"name":"id"},"order":"desc"}]}}`, `{"query":{"sort":[{"attribute":{"name":"tags"},"order":"ascending"}]}}`,
		`{"aggregations":[{"attribute":{"name":"name"},"aggregation_type":"sum"}]}`, `{"aggregations":[{"attribute":{"name":"id"},"aggregation_type":"median"}]}`,
		`{"query":{"filter":{}}}`, `{"query":{"filter":{"and":[]}}}`, `{"query":{"filter":{"nor":[]}}}`,
		`{"query":{"filter":{"and":[` + test("id", `{"eq":1}`) + `],"or":[` + test("id", `{"eq":1}`) + `]}}}`,
		`{"query":{"filter":` + test("is_organization", `{"eq":true}`) + `}}`, `{"query":{"filter":` + test("custom_fields.7", `{"eq":"x"}`) + `}}`,
		`{"query":{"filter":` + test("email", `{"like":"x"}`) + `}}`, `{"query":{"filter":` + test("email", `{}`) + `}}`,
		`{"query":{"filter":` + test("email", `{"eq":5}`) + `}}`, `{"query":{"filter":` + test("id", `{"eq":"5"}`) + `}}`, `{"query":{"filter":` + test("id", `{"eq":1.5}`) + `}}`,
		`{"query":{"filter":` + test("email", `{"any":[]}`) + `}}`, `{"query":{"filter":` + test("email", `{"all":["x"]}`) + `}}`,
		`{"query":{"filter":` + test("id", `{"contains":"1"}`) + `}}`, `{"query":{"filter":` + test("email", `{"missing":"yes"}`) + `}}`,
		`{"query":{"filter":` + test("email", `{"range":{"gte":"a"}}`) + `}}`, `{"query":{"filter":` + test("id", `{"range":{}}`) + `}}`,
		`{"query":{"filter":` + test("id", `{"range":{"gt":1,"gte":1}}`) + `}}`, `{"query":{"filter":` + test("created_at", `{"range":{"gte":"yesterday"}}`) + `}}`,
	} {
		a.search("leads", data).is(400).want("items.0.successful", "false").want("items.0.errors.0.error.code", "invalid_param").want("items.0.meta.http_status", "400 Bad Request")
	}
	r := a.search("leads", `{}`, `{"per_page":500}`, `{"hits":false}`).is(207)
	r.want("items.0.successful", "true").want("items.1.successful", "false").want("items.2.meta.total_count", "3")

	header := http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}}
	for _, body := range []string{``, `{`, `{}`, `{"items":[]}`, `{"items":{}}`} {
		if got := a.request(http.MethodPost, "/v3/leads/search", body, header).is(400).problems(); got != "invalid_payload" {
			t.Errorf("%s: %s", body, got)
		}
	}
	a.request(http.MethodPost, "/v3/leads/search?page=1", `{"items":[{"data":{}}]}`, header).is(400)
	a.request(http.MethodPost, "/v3/sales_accounts/search", `{"items":[{"data":{}}]}`, header).is(501)
}

func TestSearchIsOfTheUser(t *testing.T) {
	a := searchable(t)
	a.fake.AddToken("ana", 71, "read")
	a.fake.AddToken("writer", 71, "write")
	ana := a.as("ana")
	if got := ana.found("leads", test("id", `{"missing":false}`)); got != "11" {
		t.Errorf("Ana finds %s", got)
	}
	ana.search("deals", `{"hits":false}`).is(200).want("items.0.meta.total_count", "1")
	if got := a.as("writer").search("leads", `{}`).is(403).problems(); got != "insufficient_scope" {
		t.Error(got)
	}
	a.as("nobody").search("leads", `{}`).is(401)
	// The schema needs no token.
	r := a.request(http.MethodGet, "/v3/leads/schema", "", http.Header{"User-Agent": {"test"}}).is(200)
	if !strings.HasPrefix(r.header.Get("Content-Type"), "text/yaml") || !strings.Contains(r.body, "  - name: tags\n    type: keyword\n    array: true\n") {
		t.Errorf("%v: %s", r.header, r.body)
	}
}

func TestSearchLags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, selltest.WithLag(time.Second))
		id := a.make("leads", `{"last_name":"Ruiz"}`)
		if got := a.found("leads", test("last_name", `{"eq":"Ruiz"}`)); got != "" {
			t.Errorf("found %s at once", got)
		}
		<-time.After(2 * time.Second)
		if got := a.found("leads", test("last_name", `{"eq":"Ruiz"}`)); got != id {
			t.Errorf("found %q, want %s", got, id)
		}
	})
}
