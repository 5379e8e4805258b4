package selltest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// company is a stand-in with a record of each kind that others refer to.
func company(t *testing.T) (a api, ids *strings.Replacer) {
	a = newAPI(t)
	lead := a.make("leads", `{"last_name":"Ruiz"}`)
	org := a.make("contacts", `{"name":"Acme","is_organization":true}`)
	person := a.make("contacts", `{"last_name":"Soto","contact_id":`+org+`}`)
	deal := a.make("deals", `{"name":"Printers","contact_id":`+person+`}`)
	product := a.make("products", `{"name":"Printer","sku":"P1","prices":[{"amount":"1599.99","currency":"EUR"}],"max_discount":10,"max_markup":20}`)
	other := a.make("deals", `{"name":"Paper","contact_id":`+org+`}`)
	order := a.make("orders", `{"deal_id":`+other+`}`)
	return a, strings.NewReplacer("$lead", lead, "$org", org, "$person", person, "$deal", deal, "$product", product, "$other", other, "$order", order)
}

// TestVerbs takes a record of each kind through its life.
func TestVerbs(t *testing.T) {
	for _, test := range []struct {
		path, data, verbs string
		change, changed   string // attributes of an update and what they show
	}{
		{"leads", `{"last_name":"Ruiz","tags":["vip"],"custom_fields":{"a":"b"},"address":{"city":"Lima"}}`, "get put delete", `{"last_name":"Soto"}`, "Soto"},
		{"contacts", `{"first_name":"Ana","last_name":"Ruiz","name":"Ana","billing_address":{"city":"Lima"}}`, "get put delete", `{"last_name":"Soto"}`, "Soto"},
		{"deals", `{"name":"Printers","contact_id":$person,"value":"11.12","estimated_close_date":"2026-06-19"}`, "get put delete", `{"name":"Paper"}`, "Paper"},
		{"deals/$deal/associated_contacts", `{"contact_id":$org,"role":"involved"}`, "", "", ""},
		{"lead_sources", `{"name":"Fair"}`, "get put delete", `{"name":"Web"}`, "Web"},
		{"deal_sources", `{"name":"Fair"}`, "get put delete", `{"name":"Web"}`, "Web"},
		{"sources", `{"name":"Fair","resource_type":"lead"}`, "get put delete", `{"name":"Web"}`, "Web"},
		{"loss_reasons", `{"name":"Price"}`, "get put delete", `{"name":"Late"}`, "Late"},
		{"deal_unqualified_reasons", `{"name":"Price"}`, "get put delete", `{"name":"Late"}`, "Late"},
		{"tags", `{"name":"vip","resource_type":"lead"}`, "get put delete", `{"name":"old"}`, "old"},
		{"notes", `{"resource_type":"lead","resource_id":$lead,"content":"a","tags":["x"]}`, "get put delete", `{"content":"b"}`, "b"},
		{"tasks", `{"content":"a","due_date":"2014-09-27T16:32:56+00:00","remind_at":"2014-09-29T16:32:56+0000"}`, "get put delete", `{"content":"b"}`, "b"},
		{"calls", `{"phone_number":"+15550100","outcome_id":1,"duration":5}`, "get put delete", `{"summary":"b"}`, "b"},
		{"collaborations", `{"resource_type":"deal","resource_id":$deal,"collaborator_id":1}`, "get delete", "", ""},
		{"products", `{"name":"Pen","cost":2.5,"prices":[{"amount":3,"currency":"EUR"}]}`, "get put delete", `{"name":"Ink"}`, "Ink"},
		{"orders", `{"deal_id":$deal,"discount":4}`, "get put delete", `{"discount":5}`, "5"},
		{"orders/$order/line_items", `{"product_id":$product,"currency":"EUR"}`, "get delete", "", ""},
		{"sequence_enrollments", `{"sequence_id":1,"resource_type":"lead","resource_id":$lead}`, "get put", `{"state":"finished"}`, "finished"},
		{"lead_conversions", `{"lead_id":$lead}`, "", "", ""},
	} {
		t.Run(test.path, func(t *testing.T) {
			a, ids := company(t)
			path, data := ids.Replace(test.path), ids.Replace(test.data)
			created := a.post(path, data).is(200)
			if list := a.get(path + "?per_page=100").is(200); !strings.Contains(list.body, created.at("data")) {
				t.Errorf("list lacks %s: %s", created.at("data"), list.body)
			}
			one := path + "/" + created.at("data.id")
			if strings.Contains(test.verbs, "get") {
				a.get(one).is(200).want("data", created.at("data")).want("meta", created.at("meta"))
			}
			if strings.Contains(test.verbs, "put") {
				// What was read can be sent back whole, and changes nothing.
				again := a.put(one, created.at("data")).is(200)
				if got := again.at("data"); got != created.at("data") {
					t.Errorf("sent back: %s, want %s", got, created.at("data"))
				}
				member, _, _ := strings.Cut(strings.TrimPrefix(test.change, `{"`), `"`)
				a.put(one, test.change).is(200).want("data."+member, test.changed)
				a.get(one).is(200).want("data."+member, test.changed)
			} else {
				a.put(one, `{}`).is(501)
			}
			switch {
			case strings.Contains(test.verbs, "delete"):
				if r := a.del(one).is(204); r.body != "" {
					t.Errorf("body = %q", r.body)
				}
				a.get(one).is(404)
				a.del(one).is(404)
			case strings.HasSuffix(path, "associated_contacts"):
				a.del(path + "/" + created.at("data.contact_id")).is(204)
				a.get(path).want("items", "[]")
			default:
				a.del(one).is(501)
			}
		})
	}
}

func TestReadOnlyKinds(t *testing.T) {
	a := newAPI(t)
	for path := range strings.FieldsSeq("users pipelines stages lead_statuses lead_unqualified_reasons call_outcomes text_messages visits visit_outcomes sequences lead/custom_fields contact/custom_fields deal/custom_fields prospect_and_customer/custom_fields lead/industries contact/industries") {
		if a.get(path).is(200).at("items.0.data") == "" {
			t.Errorf("there are no %s", path)
		}
		a.post(path, `{}`).is(501)
	}
	for path := range strings.FieldsSeq("users text_messages sequences documents") {
		a.get(path+"/1").is(200).want("data.id", "1")
	}
	a.get("accounts/self").is(200).want("data.subdomain", "example").want("meta.type", "account")
	a.get("users/self").is(200).want("data.id", "1").want("meta.type", "user")
	if got := a.get("lead_statuses").each("name"); got != "New Working Unqualified" {
		t.Errorf("lead statuses = %s", got)
	}
}

func TestRefusedAttributes(t *testing.T) {
	a, ids := company(t)
	a.fake.Seed("users", `{"id":7,"status":"inactive"}`)
	a.fake.Seed("pipelines", `{"id":2,"disabled":true}`)
	a.fake.Seed("stages", `{"id":20,"pipeline_id":2}`)
	a.make("lead_sources", `{"name":"Fair"}`)
	a.make("tags", `{"name":"vip","resource_type":"lead"}`)
	a.make("deals/"+ids.Replace("$deal")+"/associated_contacts", ids.Replace(`{"contact_id":$org,"role":"involved"}`))
	inactive := a.make("products", `{"name":"Old","active":false,"prices":[{"amount":1,"currency":"EUR"}]}`)
	for _, test := range []struct{ path, data, problems string }{
		{"leads", `{}`, "last_name blank"},
		{"leads", `[]`, "last_name blank"},
		{"leads", `{"first_name":"Ana","organization_name":"Acme"}`, "last_name blank"},
		{"leads", `{"last_name":" "}`, "last_name blank"},
		{"leads", `{"last_name":5}`, "last_name invalid_type"},
		{"leads", `{"last_name":"a","nick_name":"b","email":[]}`, "email invalid_type, nick_name unknown"},
		{"leads", `{"last_name":"a","id":1,"created_at":"2026-01-01T00:00:00Z"}`, "created_at unknown, id unknown"},
		{"leads", `{"last_name":"a","status":"Sleeping"}`, "status incorrect_value"},
		{"leads", `{"last_name":"a","owner_id":"1"}`, "owner_id invalid_type"},
		{"leads", `{"last_name":"a","owner_id":99}`, "owner_id incorrect_value"},
		{"leads", `{"last_name":"a","owner_id":7}`, "owner_id incorrect_value"},
		{"leads", `{"last_name":"a","source_id":99}`, "source_id incorrect_value"},
		{"leads", `{"last_name":"a","source_id":1.5}`, "source_id invalid_type"},
		{"leads", `{"last_name":"a","tags":"vip"}`, "tags invalid_type"},
		{"leads", `{"last_name":"a","tags":["vip",""]}`, "tags blank"},
		{"leads", `{"last_name":"a","address":"Lima"}`, "address invalid_type"},
		{"leads", `{"last_name":"a","address":{"street":"a"}}`, "address/street unknown"},
		{"leads", `{"last_name":"a","address":{"city":5}}`, "address/city invalid_type"},
		{"leads", `{"last_name":"a","custom_fields":"x"}`, "custom_fields invalid_type"},
		{"contacts", `{}`, "last_name blank"},
		{"contacts", `{"name":"Ana Ruiz"}`, "last_name blank"},
		{"contacts", `{"is_organization":true,"last_name":"a"}`, "name blank"},
		{"contacts", `{"is_organization":"true","last_name":"a"}`, "is_organization invalid_type"},
		{"contacts", `{"last_name":"a","customer_status":"new"}`, "customer_status incorrect_value"},
		{"contacts", `{"last_name":"a","contact_id":$person}`, "contact_id incorrect_value"},
		{"contacts", `{"last_name":"a","parent_organization_id":$org}`, "parent_organization_id incorrect_value"},
		{"contacts", `{"is_organization":true,"name":"a","contact_id":$org}`, "contact_id incorrect_value"},
		{"contacts", `{"is_organization":true,"name":"a","parent_organization_id":$person}`, "parent_organization_id incorrect_value"},
		{"deals", `{}`, "contact_id missing, name missing"},
		{"deals", `{"name":"","contact_id":99}`, "contact_id incorrect_value, name blank"},
		{"deals", `{"name":"a","contact_id":$org,"value":"1,5"}`, "value incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"value":"12.345"}`, "value incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"value":0.001}`, "value incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"value":true}`, "value invalid_type"},
		{"deals", `{"name":"a","contact_id":$org,"currency":"euro"}`, "currency incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"stage_id":99}`, "stage_id incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"stage_id":20}`, "stage_id incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"estimated_close_date":"soon"}`, "estimated_close_date incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"customized_win_likelihood":101}`, "customized_win_likelihood incorrect_value"},
		{"deals", `{"name":"a","contact_id":$org,"organization_id":$org}`, "organization_id unknown"},
		{"deals/$deal/associated_contacts", `{"contact_id":$person}`, "role missing"},
		{"deals/$deal/associated_contacts", `{"contact_id":$person,"role":"boss"}`, "role incorrect_value"},
		{"deals/$deal/associated_contacts", `{"contact_id":$org,"role":"involved"}`, "contact_id already_exists"},
		{"lead_sources", `{"name":"Fair"}`, "name already_exists"},
		{"lead_sources", `{}`, "name missing"},
		{"tags", `{"name":"vip","resource_type":"lead"}`, "name already_exists"},
		{"tags", `{"name":"vip","resource_type":"prospect_and_customer"}`, "resource_type incorrect_value"},
		{"tags", `{"name":"vip"}`, "resource_type missing"},
		{"notes", `{"content":"a","resource_type":"leads","resource_id":$lead}`, "resource_type incorrect_value"},
		{"notes", `{"content":"a","resource_type":"lead","resource_id":$deal}`, "resource_id incorrect_value"},
		{"notes", `{}`, "content missing, resource_id missing, resource_type missing"},
		{"notes", `{"content":"a","resource_type":"lead","resource_id":$lead,"type":"secret"}`, "type incorrect_value"},
		{"tasks", `{"content":"a","resource_type":"lead"}`, "resource_id missing"},
		{"tasks", `{"content":"a","resource_id":$lead}`, "resource_type missing"},
		{"tasks", `{"content":"a","due_date":"tomorrow"}`, "due_date incorrect_value"},
		{"tasks", `{"content":"a","due_date":5}`, "due_date invalid_type"},
		{"tasks", `{"content":"a","completed":1}`, "completed invalid_type"},
		{"calls", `{}`, "phone_number missing"},
		{"calls", `{"phone_number":"1","associated_deal_ids":["a"]}`, "associated_deal_ids invalid_type"},
		{"products", `{"name":"a","max_discount":101}`, "max_discount incorrect_value"},
		{"products", `{"name":"a","prices":[{"amount":"1"}]}`, "prices incorrect_value"},
		{"products", `{"name":"a","prices":[{"amount":"1.005","currency":"EUR"}]}`, "prices incorrect_value"},
		{"products", `{"name":"a","cost":"1.005"}`, "cost incorrect_value"},
		{"products", `{"name":"a","prices":{"amount":"1"}}`, "prices invalid_type"},
		{"orders", `{"deal_id":$other}`, "deal_id already_exists"},
		{"orders", `{"deal_id":$deal,"discount":1.5}`, "discount invalid_type"},
		{"orders/$order/line_items", `{}`, "currency missing, product_id missing"},
		{"orders/$order/line_items", `{"product_id":$product,"currency":"USD"}`, "currency incorrect_value"},
		{"orders/$order/line_items", `{"product_id":` + inactive + `,"currency":"EUR"}`, "product_id incorrect_value"},
		{"orders/$order/line_items", `{"product_id":$product,"currency":"EUR","variation":"a"}`, "variation incorrect_value"},
		{"orders/$order/line_items", `{"product_id":$product,"currency":"EUR","quantity":0}`, "quantity incorrect_value"},
		{"lead_conversions", `{}`, "lead_id missing"},
		{"lead_conversions", `{"lead_id":99}`, "lead_id incorrect_value"},
		{"sequence_enrollments", `{"sequence_id":1}`, "resource_id missing, resource_type missing"},
		{"sequence_enrollments", `{"sequence_id":1,"resource_type":"lead","resource_id":99}`, "resource_id incorrect_value"},
		{"collaborations", `{"resource_type":"lead","resource_id":$lead,"collaborator_id":99}`, "collaborator_id incorrect_value"},
	} {
		path := ids.Replace(test.path)
		kind, _, _ := strings.Cut(test.path, "/")
		before := len(a.fake.Records(kind))
		if got := a.post(path, ids.Replace(test.data)).is(422).problems(); got != test.problems {
			t.Errorf("POST %s %s: %s, want %s", test.path, test.data, got, test.problems)
		}
		if after := len(a.fake.Records(kind)); after != before {
			t.Errorf("POST %s %s: %d records became %d", test.path, test.data, before, after)
		}
	}
}

func TestMaxDiscountMessage(t *testing.T) {
	r := newAPI(t).post("products", `{"name":"a","max_discount":101}`).is(422).
		want("errors.0.error.resource", "product").want("errors.0.error.field", "/data/max_discount")
	if details := r.at("errors.0.error.details"); !strings.Contains(details, "less than or equal to 100") {
		t.Errorf("details = %q", details)
	}
}

func TestUpdates(t *testing.T) {
	a, ids := company(t)
	a.fake.Seed("leads", `{"id":1,"owner_id":99,"status":"Ancient","last_name":null,"phone":5,"custom_fields":{"a":"1","list":["x"]},"tags":["a","b"],"address":{"city":"Lima","zip":"1"}}`)
	a.fake.Seed("notes", `{"id":1,"content":"a","resource_type":"sales","resource_id":1}`)
	for _, test := range []struct{ path, data, problems, member, value string }{
		{"notes/1", `{"resource_id":2}`, "resource_type incorrect_value", "", ""},
		{"notes/1", `{"resource_type":"sales","content":"b"}`, "", "content", "b"},
		// What breaks a rule already can be sent back, and all else changes.
		{"leads/1", `{"owner_id":99,"status":"Ancient","phone":5,"last_name":null,"title":"CEO"}`, "", "title", "CEO"},
		{"leads/1", `{"phone":6}`, "phone invalid_type", "", ""},
		{"leads/1", `{"id":2}`, "id unknown", "", ""},
		{"leads/1", `{"id":1}`, "", "id", "1"},
		{"leads/1", `{"title":null}`, "", "title", "null"},
		{"leads/1", `{"status":null}`, "status blank", "", ""},
		{"leads/1", `{"first_name":"Ana"}`, "last_name blank", "", ""},
		{"leads/1", `{"status":"unqualified"}`, "", "status", "unqualified"},
		{"leads/1", `{"tags":["c"]}`, "", "tags", `["c"]`},
		{"leads/1", `{"tags":[]}`, "", "tags", `[]`},
		{"leads/1", `{"custom_fields":{"b":"2","list":["y"]}}`, "", "custom_fields", `{"a":"1","list":["y"],"b":"2"}`},
		{"leads/1", `{"custom_fields":[]}`, "", "custom_fields", `{"a":"1","list":["y"],"b":"2"}`},
		{"leads/1", `{"address":{"city":"Cusco","zip":"1"}}`, "address/zip unknown", "", ""},
		{"leads/1", `{"address":{"line1":"Av 1"}}`, "", "address", `{"line1":"Av 1","city":null,"postal_code":null,"state":null,"country":null}`},
		{"leads/1", `{"address":null}`, "", "address", "null"},
		{"contacts/$person", `{"is_organization":false}`, "", "is_organization", "false"},
		{"contacts/$person", `{"is_organization":true}`, "", "is_organization", "true"},
		{"contacts/$person", `{"is_organization":false}`, "", "name", "Soto"},
		{"contacts/$person", `{"parent_organization_id":null,"contact_id":null}`, "", "contact_id", "null"},
		{"contacts/$person", `{"first_name":"Ana"}`, "", "name", "Ana Soto"},
		{"contacts/$person", `{"name":"Doctor Soto"}`, "", "name", "Doctor Soto"},
		{"contacts/$org", `{"name":null}`, "name blank", "", ""},
		{"deals/$deal", `{"added_at":null}`, "", "added_at", "null"},
		{"deals/$deal", `{"added_on":"2014-08-27T16:32:56Z"}`, "", "added_at", "2014-08-27T16:32:56Z"},
		{"deals/$deal", `{"added_on":null}`, "", "added_at", "2014-08-27T16:32:56Z"},
		{"deals/$deal", `{"contact_id":null}`, "contact_id blank", "", ""},
		{"deals/$deal", `{"contact_id":$org}`, "", "organization_id", ids.Replace("$org")},
		{"deals/$deal", `{"stage_id":3}`, "", "stage_id", "3"},
		{"deals/$deal", `{"stage_id":2,"last_stage_change_at":"2014-08-27T16:32:56Z"}`, "", "last_stage_change_at", "2014-08-27T16:32:56Z"},
		{"deals/$deal", `{"stage_id":1,"last_stage_change_at":null}`, "", "last_stage_change_at", "null"},
		{"orders/$order", `{"deal_id":$other,"discount":7}`, "", "discount", "7"},
		{"orders/$order", `{"discount":150}`, "", "discount", "150"},
		{"orders/$order", `{"deal_id":$deal}`, "", "deal_id", ids.Replace("$deal")},
		{"products/$product", `{"prices":[{"currency":"USD","amount":5}]}`, "", "prices", `[{"amount":"5.00","currency":"USD"}]`},
	} {
		r := a.put(ids.Replace(test.path), ids.Replace(test.data))
		if test.problems != "" {
			if got := r.is(422).problems(); got != test.problems {
				t.Errorf("PUT %s %s: %s, want %s", test.path, test.data, got, test.problems)
			}
			continue
		}
		r.is(200).want("data."+test.member, test.value)
	}
}

func TestDealValues(t *testing.T) {
	a, ids := company(t)
	for sent, answered := range map[string]string{
		`1000`: `{"value":1000}`, `"1000"`: `{"value":1000}`, `"1000.0"`: `{"value":1000}`, `1000.0`: `{"value":1000}`,
		`"11.12"`: `{"value":"11.12"}`, `1000.5`: `{"value":"1000.50"}`, `"11.120"`: `{"value":"11.12"}`, `"12345678901234567.89"`: `{"value":"12345678901234567.89"}`, `0`: `{"value":0}`,
	} {
		r := a.post("deals", ids.Replace(`{"name":"a","contact_id":$org,"value":`+sent+`}`)).is(200)
		if want := strings.Trim(answered, "{}"); !strings.Contains(r.body, want+",") {
			t.Errorf("sent %s, answered %s, want %s", sent, r.at("data.value"), want)
		}
	}
	a.post("deals", ids.Replace(`{"name":"a","contact_id":$org}`)).is(200).want("data.value", "0")
	a.put(ids.Replace("deals/$deal"), `{"value":"5.50"}`).is(200).want("data.value", "5.50")
	a.put(ids.Replace("deals/$deal"), `{"hot":true}`).is(200).want("data.value", "5.50").want("data.hot", "true")
}

func TestStageChangesAreStamped(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	a := newAPI(t, selltest.WithClock(func() time.Time { return now }))
	a.fake.Seed("users", `{"id":5,"role":"admin"}`)
	a.fake.AddToken("five", 5)
	person := a.make("contacts", `{"last_name":"Soto"}`)
	deal := "deals/" + a.make("deals", `{"name":"Printers","contact_id":`+person+`}`)
	now = now.Add(time.Hour)
	// A time that is sent back as it was read is none that was sent.
	a.as("five").put(deal, `{"stage_id":2,"last_stage_change_at":"2026-03-02T08:00:00Z"}`).is(200).
		want("data.last_stage_change_at", "2026-03-02T09:00:00Z").want("data.last_stage_change_by_id", "5")
	now = now.Add(time.Hour)
	a.put(deal, `{"stage_id":2,"hot":true}`).is(200).want("data.last_stage_change_at", "2026-03-02T09:00:00Z")
	a.put(deal, `{"stage_id":3}`).is(200).want("data.last_stage_change_at", "2026-03-02T10:00:00Z").want("data.last_stage_change_by_id", "1")
	a.put(deal, `{"stage_id":1,"last_stage_change_at":"2026-03-01T00:00:00Z"}`).is(200).
		want("data.last_stage_change_at", "2026-03-01T00:00:00Z").want("data.last_stage_change_by_id", "1")
}

func TestDefaultsOfNewRecords(t *testing.T) {
	a, ids := company(t)
	a.fake.Seed("users", `{"id":5,"role":"admin"}`)
	a.fake.AddToken("five", 5)
	b := a.as("five")
	b.post("leads", `{"organization_name":"Acme"}`).is(200).want("data.owner_id", "5").want("data.creator_id", "5").
		want("data.status", "New").want("data.tags", "[]").want("data.custom_fields", "{}").want("meta.version", "1")
	b.post("leads", `{"last_name":"a","owner_id":1}`).is(200).want("data.owner_id", "1").want("data.creator_id", "5")
	b.post("contacts", `{"first_name":"Ana","last_name":"Ruiz"}`).is(200).want("data.name", "Ana Ruiz").
		want("data.is_organization", "false").want("data.customer_status", "none").want("data.prospect_status", "none")
	b.post("deals", ids.Replace(`{"name":"a","contact_id":$person}`)).is(200).want("data.stage_id", "1").want("data.currency", "EUR").
		want("data.hot", "false").want("data.organization_id", ids.Replace("$org")).want("data.owner_id", "5")
	b.post("tasks", `{"content":"a"}`).is(200).want("data.owner_id", "5").want("data.completed", "false").want("data.overdue", "false")
	b.post("calls", `{"phone_number":"1"}`).is(200).want("data.user_id", "5")
	b.post("notes", ids.Replace(`{"content":"a","resource_type":"deal","resource_id":$deal}`)).is(200).want("data.type", "regular").want("data.is_important", "false")
	b.post(ids.Replace("orders/$order/line_items"), ids.Replace(`{"product_id":$product,"currency":"EUR","variation":-10}`)).is(200).
		want("data.price", "1599.99").want("data.value", "1439.99").want("data.variation", "-10.00").want("data.quantity", "1").
		want("data.name", "Printer").want("data.sku", "P1").want("data.product_id", "")
	b.post(ids.Replace("orders/$order/line_items"), ids.Replace(`{"product_id":$product,"currency":"EUR","price":1,"value":1500.5}`)).is(200).
		want("data.price", "1599.99").want("data.value", "1500.50").want("data.variation", "0.00")
}

func TestVersionsRise(t *testing.T) {
	a := newAPI(t)
	id := a.make("leads", `{"last_name":"a"}`)
	a.put("leads/"+id, `{"last_name":"b"}`).want("meta.version", "2").want("meta.type", "lead")
	a.get("leads").want("items.0.meta.version", "2")
}

func TestTagsAreListed(t *testing.T) {
	a, ids := company(t)
	a.make("leads", `{"last_name":"a","tags":["vip","new"]}`)
	a.put(ids.Replace("leads/$lead"), `{"tags":["vip","old"]}`).is(200)
	a.put(ids.Replace("contacts/$person"), `{"tags":["vip"]}`).is(200)
	if got := a.get("tags?resource_type=lead&sort_by=name").each("name"); got != "new old vip" {
		t.Errorf("tags of leads = %s", got)
	}
	if got := a.get("tags?name=vip&sort_by=name").each("resource_type"); got != "lead contact" {
		t.Errorf("tags named vip = %s", got)
	}
}

func TestTasksEnd(t *testing.T) {
	a := newAPI(t)
	id := a.make("tasks", `{"content":"a","due_date":"2014-09-27T16:32:56Z"}`)
	a.get("tasks/"+id).want("data.overdue", "true").want("data.completed_at", "null").want("data.due_date", "2014-09-27T16:32:56Z")
	if a.put("tasks/"+id, `{"completed":true}`).want("data.overdue", "false").at("data.completed_at") == "null" {
		t.Error("completed_at is null")
	}
	a.put("tasks/"+id, `{"completed":false}`).want("data.completed_at", "null")
	a.put("tasks/"+id, `{"due_date":"2014-09-27T18:32:56+02:00"}`).want("data.due_date", "2014-09-27T16:32:56Z")
}

func TestDeletingDropsWhatIsNested(t *testing.T) {
	a, ids := company(t)
	a.make(ids.Replace("deals/$deal/associated_contacts"), ids.Replace(`{"contact_id":$org,"role":"involved"}`))
	a.make(ids.Replace("orders/$order/line_items"), ids.Replace(`{"product_id":$product,"currency":"EUR"}`))
	a.del(ids.Replace("deals/$deal")).is(204)
	a.del(ids.Replace("products/$product")).is(204)
	if n := len(a.fake.Records("associated_contacts")); n != 0 {
		t.Errorf("%d associated contacts are left", n)
	}
	if n := len(a.fake.Records(ids.Replace("orders/$order/line_items"))); n != 1 {
		t.Errorf("%d line items are left of a deleted product, want 1", n)
	}
	a.del(ids.Replace("orders/$order")).is(204)
	if n := len(a.fake.Records("line_items")); n != 0 {
		t.Errorf("%d line items are left", n)
	}
}

func TestUpsert(t *testing.T) {
	a, ids := company(t)
	a.fake.Seed("contacts", `{"id":1,"email":"a@example.com","last_name":"Old"}`)
	a.fake.Seed("leads", `{"id":1,"email":"two@example.com","last_name":"a"}`, `{"id":2,"email":"two@example.com","last_name":"b"}`)

	r := a.post("leads/upsert?email=ana%40example.com", `{"last_name":"Ruiz"}`).is(200).want("data.email", "null").want("meta.type", "lead")
	a.post("leads/upsert?last_name=Ruiz&first_name=Eva", `{"last_name":"Ruiz","first_name":"Eva","email":"ana@example.com"}`).is(200)
	found := a.post("leads/upsert?email=ana%40example.com", `{"title":"CEO","status":"Working","custom_fields":{"k":"v"}}`).is(200).
		want("data.last_name", "Ruiz").want("data.first_name", "Eva").want("data.title", "CEO").want("data.status", "Working").want("meta.version", "2")
	if r.at("data.id") == found.at("data.id") {
		t.Error("the filter's values were copied into the new lead")
	}
	a.post("leads/upsert?custom_fields[k]=v", `{"title":"CTO"}`).is(200).want("data.id", found.at("data.id"))
	a.post("contacts/upsert?email=a@example.com", `{"title":"CEO"}`).is(200).want("data.id", "1").want("data.last_name", "Old")
	a.post("deals/upsert?name=Printers", `{"value":5}`).is(200).want("data.id", ids.Replace("$deal")).want("data.value", "5")

	before := a.fake.Records("leads")
	if got := a.post("leads/upsert?email=two@example.com", `{"last_name":"c"}`).is(409).problems(); got != "conflict" {
		t.Errorf("problems = %s", got)
	}
	for path, problems := range map[string]string{
		"leads/upsert":                 "invalid_param",
		"leads/upsert?email=":          "invalid_param",
		"leads/upsert?mail=a":          "invalid_param",
		"leads/upsert?page=1":          "invalid_param",
		"leads/upsert?sort_by=id":      "invalid_param",
		"leads/upsert?email=a&cursor=": "invalid_param",
	} {
		if got := a.post(path, `{"last_name":"c"}`).is(400).problems(); got != problems {
			t.Errorf("%s: %s", path, got)
		}
	}
	a.post("leads/upsert?email=new@example.com", `{}`).is(422)
	a.do("POST", "leads/upsert?email=new@example.com", `{"last_name":"c"}`).is(422)
	if after := a.fake.Records("leads"); len(after) != len(before) {
		t.Errorf("%d leads became %d", len(before), len(after))
	}
}

func TestCustomFields(t *testing.T) {
	a := newAPI(t)
	a.post("leads", `{"last_name":"a","custom_fields":{"anything":1}}`).is(200)
	a.get("leads?custom_fields[anything]=1").is(200).want("meta.count", "1")

	id := a.fake.AddCustomField("leads", selltest.CustomField{Name: "Ticket", Filterable: true})
	a.fake.AddCustomField("leads", selltest.CustomField{Name: "Size", Type: "number"})
	a.fake.AddCustomField("leads", selltest.CustomField{Name: "Tier", Type: "list", Choices: []string{"Gold", "Tin"}, Filterable: true})
	a.fake.AddCustomField("leads", selltest.CustomField{Name: "Likes", Type: "multi_select_list", Choices: []string{"Tea", "Rum"}, Filterable: true})
	a.fake.AddCustomField("leads", selltest.CustomField{Name: "Vip", Type: "bool"})
	a.fake.Seed("lead/custom_fields", `{"id":90,"name":"Since","type":"date"}`, `{"id":91,"name":"Plan","type":"text"}`)
	if got := a.get("lead/custom_fields").is(200).each("name"); got != "Since Plan Region Ticket Size Tier Likes Vip" {
		t.Errorf("definitions = %s", got)
	}
	if last := a.get("lead/custom_fields").at("items.3.data"); !strings.Contains(last, `"type":"string"`) || strings.Contains(last, "ilterable") || id == 0 {
		t.Errorf("definition = %s", last)
	}
	for data, problems := range map[string]string{
		`{"Color":"red"}`:       "custom_fields/Color unknown",
		`{"Ticket":5}`:          "custom_fields/Ticket incorrect_value",
		`{"Size":"big"}`:        "custom_fields/Size incorrect_value",
		`{"Tier":"Iron"}`:       "custom_fields/Tier incorrect_value",
		`{"Tier":{"name":"a"}}`: "custom_fields/Tier incorrect_value",
		`{"Likes":["Gin"]}`:     "custom_fields/Likes incorrect_value",
		`{"Likes":"Tea"}`:       "custom_fields/Likes incorrect_value",
		`{"Vip":"yes"}`:         "custom_fields/Vip incorrect_value",
	} {
		if got := a.post("leads", `{"last_name":"a","custom_fields":`+data+`}`).is(422).problems(); got != problems {
			t.Errorf("%s: %s, want %s", data, got, problems)
		}
	}
	lead := a.make("leads", `{"last_name":"b","custom_fields":{"Ticket":"7","Size":"1.5","Tier":"Gold","Likes":["Tea"],"Vip":true,"Since":"2026-01-01"}}`)
	a.get("leads/"+lead).want("data.custom_fields.Size", "1.5")
	for sent, answered := range map[string]string{`5`: `"5"`, `-1.50`: `"-1.50"`, `"7"`: `"7"`, `null`: `null`} {
		if got := a.put("leads/"+lead, `{"custom_fields":{"Size":`+sent+`}}`).is(200); !strings.Contains(got.body, `"Size":`+answered) {
			t.Errorf("sent %s, answered %s, want %s", sent, got.at("data.custom_fields"), answered)
		}
	}
	a.make("leads", `{"last_name":"c","custom_fields":{"Ticket":"8","Tier":null}}`)
	a.fake.Seed("leads", `{"id":3,"custom_fields":{"Tier":{"id":1,"name":"Gold"},"Likes":["Rum","Tea"],"Ticket":"5"}}`)
	for filter, want := range map[string]string{
		"custom_fields%5BTicket%5D=7": lead, "custom_fields[Tier]=Gold": "3 " + lead, "custom_fields[Likes]=Tea": "3 " + lead, "custom_fields[Since]=2026-01-01": lead,
	} {
		if got := a.get("leads?sort_by=id&" + filter).is(200).each("id"); got != want {
			t.Errorf("%s = %s, want %s", filter, got, want)
		}
	}
	if got := a.get("leads?sort_by=custom_fields:Ticket:desc").is(200).each("last_name"); got != "c b  a" {
		t.Errorf("sorted = %q", got)
	}
	for _, query := range []string{"custom_fields[Vip]=true", "custom_fields[Plan]=a", "custom_fields[None]=a", "sort_by=custom_fields:Vip"} {
		a.get("leads?" + query).is(400)
	}
	a.get("deals?custom_fields[Any]=1").is(200)
	a.get("notes?custom_fields[Any]=1").is(400)
}
