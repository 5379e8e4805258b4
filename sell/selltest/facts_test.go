package selltest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// listed is what the references of the API say of one listing.
type listed struct {
	sorts   string
	filters string // "ids" among them
	maxPage int
}

// listings has them all. A filter stands with a value that it takes.
var listings = map[string]listed{
	"leads": {"id first_name last_name organization_name email created_at updated_at",
		"ids=1 creator_id=1 owner_id=1 source_id=1 first_name=a last_name=a organization_name=a status=New email=a phone=1 mobile=1 " +
			"address[city]=a address[postal_code]=1 address[state]=a address[country]=a custom_fields[a]=1", 100},
	"contacts": {"id name first_name last_name email created_at updated_at",
		"ids=1 creator_id=1 owner_id=1 is_organization=true contact_id=1 name=a first_name=a last_name=a email=a phone=1 mobile=1 customer_status=none " +
			"prospect_status=none address[city]=a address[postal_code]=1 address[state]=a address[country]=a custom_fields[a]=1", 100},
	"deals": {"id value name estimated_close_date created_at updated_at last_stage_change_at",
		"ids=1 creator_id=1 owner_id=1 contact_id=1 organization_id=1 hot=true source_id=1 stage_id=1 name=a estimated_close_date=2026-06-30 custom_fields[a]=1 " +
			"includes=associated_contacts", 100},
	"deals/1/associated_contacts": {"", "", 100},
	"notes":                       {"resource_type created_at updated_at", "ids=1 creator_id=1 q=a resource_type=lead resource_id=1", 100},
	"tasks": {"resource_type completed_at due_date created_at updated_at",
		"ids=1 creator_id=1 owner_id=1 type=floating resource_type=lead resource_id=1 completed=true overdue=true remind=true q=a", 100},
	"calls":                    {"", "ids=1 resource_type=lead resource_id=1 associated_deal_id=1", 100},
	"call_outcomes":            {"", "", 100},
	"text_messages":            {"id", "ids=1", 100},
	"visits":                   {"id visited_at", "ids=1 outcome_id=1 creator_id=1 rep_location_verification_status=a", 100},
	"visit_outcomes":           {"", "ids=1", 200},
	"tags":                     {"name updated_at created_at", "ids=1 creator_id=1 name=a resource_type=lead", 100},
	"products":                 {"id created_at", "ids=1 name=a sku=a active=true", 500},
	"orders":                   {"id", "ids=1 deal_id=1", 500},
	"orders/1/line_items":      {"id updated_at", "ids=1 quantity=1 value=1.50", 100},
	"collaborations":           {"", "ids=1 creator_id=1 resource_type=lead resource_id=1", 100},
	"lead_conversions":         {"", "lead_id=1 individual_id=1 organization_id=1 deal_id=1", 200},
	"sequences":                {"", "ids=1 name=a", 100},
	"sequence_enrollments":     {"", "ids=1 resource_ids=1,2 resource_id=1 resource_type=lead sequence_id=1 state=active", 100},
	"lead_sources":             {"id name created_at updated_at", "ids=1 name=a", 100},
	"deal_sources":             {"id name created_at updated_at", "ids=1 name=a", 100},
	"sources":                  {"id name created_at updated_at", "ids=1 name=a", 100},
	"loss_reasons":             {"id name created_at updated_at", "ids=1 name=a", 100},
	"deal_unqualified_reasons": {"id name created_at updated_at", "ids=1 name=a", 100},
	"lead_unqualified_reasons": {"", "ids=1", 100},
	"lead_statuses":            {"", "", 100},
	"lead/industries":          {"", "", 100},
	"contact/industries":       {"", "", 100},
	"lead/custom_fields":       {"", "", 100},
	"pipelines":                {"id", "ids=1 name=a disabled=true", 100},
	"stages":                   {"id position", "ids=1 pipeline_id=1 active=true name=a", 100},
	"users": {"id name created_at updated_at",
		"ids=1 name=a email=a role=admin role_id=1 status=active confirmed=true zendesk_user_ids=1 identity_type=person", 100},
}

// Each listing takes the sort keys, filters and page sizes that are known of it,
// and no other. What some listing knows is tried on all.
func TestListingsTakeWhatIsKnown(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("deals", `{"id":1,"owner_id":1}`)
	a.fake.Seed("orders", `{"id":1,"deal_id":1}`)
	var sorts, filters []string
	for _, l := range listings {
		sorts, filters = append(sorts, strings.Fields(l.sorts)...), append(filters, strings.Fields(l.filters)...)
	}
	uniq := func(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
	for path, l := range listings {
		ask := func(query string, takes bool) {
			t.Helper()
			status := 400
			if takes {
				status = 200
			}
			r := a.get(path + "?" + query).is(status)
			if !takes {
				name, _, _ := strings.Cut(query, "=")
				r.want("errors.0.error.code", "invalid_param").want("errors.0.error.message", "invalid request query parameter")
				if details := r.at("errors.0.error.details"); !strings.Contains(details, "'"+name+"'") || strings.Contains(details, "one of: ,") {
					t.Errorf("%s?%s: %s", path, query, details)
				}
			}
		}
		for _, key := range uniq(sorts) {
			ask("sort_by="+key, slices.Contains(strings.Fields(l.sorts), key))
			ask("sort_by="+key+":desc", slices.Contains(strings.Fields(l.sorts), key))
			ask("sort_by="+key+":up", false)
		}
		ask("sort_by=", false)
		for _, filter := range uniq(filters) {
			name, _, _ := strings.Cut(filter, "=")
			known := slices.ContainsFunc(strings.Fields(l.filters), func(f string) bool { return strings.HasPrefix(f, name+"=") })
			if !known && strings.HasPrefix(name, "resource_") && (path == "text_messages" || path == "visits") {
				continue // go together; see below
			}
			ask(filter, known)
		}
		ask(fmt.Sprint("per_page=", l.maxPage), true)
		for _, size := range []int{l.maxPage + 1, 0} {
			ask(fmt.Sprint("per_page=", size), false)
			details := a.get(fmt.Sprint(path, "?per_page=", size)).at("errors.0.error.details")
			if !strings.Contains(details, fmt.Sprintf("1 to %d", l.maxPage)) || !strings.Contains(details, fmt.Sprintf("'%d'", size)) {
				t.Errorf("%s: the details are %q", path, details)
			}
		}
	}
	for _, path := range []string{"text_messages", "visits"} {
		a.get(path + "?resource_type=lead&resource_id=1").is(200)
		a.get(path + "?resource_id=1").is(400)
	}
	a.get("documents?resource_type=lead,deal&resource_id=1,2&ids=1&name=a&sort_by=created_at:desc").is(200)
	a.get("documents?resource_type=lead").is(400)
}

// Errors have the forms of those that were recorded: a general message, details
// that name the attribute, and a pointer whose form depends on the resource.
func TestErrorForms(t *testing.T) {
	a := newAPI(t)
	for _, test := range []struct{ path, data, field, code, message, details string }{
		{"leads", `{"last_name":"a","x":1}`, "/x", "unknown", "unknown attribute", "'x' is not an attribute of the 'lead' resource"},
		{"contacts", `{"last_name":"a","x":1}`, "/x", "unknown", "unknown attribute", "'x' is not an attribute of the 'contact' resource"},
		{"tasks", `{"content":"a","x":1}`, "/x", "unknown", "unknown attribute", "'x' is not an attribute of the 'task' resource"},
		{"leads", `{"id":5,"last_name":"a"}`, "/id", "unknown", "unknown attribute", "'id'"},
		{"leads", `{}`, "/last_name", "blank", "can't be blank", "last name"},
		{"products", `{"name":"a","x":1}`, "/data/x", "unknown", "unknown attribute", "'x' is not an attribute of the 'product' resource"},
		{"products", `{"name":"a","max_discount":101}`, "/data/max_discount", "incorrect_value", "attribute value is incorrect", "less than or equal to 100"},
		{"notes", `{"content":"a","resource_type":"leads","resource_id":1}`, "/resource_type", "incorrect_value", "attribute value is incorrect", "lead, contact, deal"},
	} {
		r := a.post(test.path, test.data).is(422).
			want("errors.0.error.field", test.field).want("errors.0.error.code", test.code).want("errors.0.error.message", test.message).
			want("errors.0.meta.type", "error").want("meta.type", "errors").want("meta.http_status", "422 Unprocessable Entity")
		if details := r.at("errors.0.error.details"); !strings.Contains(details, test.details) {
			t.Errorf("%s %s: the details are %q", test.path, test.data, details)
		}
		if r.at("errors.1") != "" || r.at("meta.logref") != r.header.Get("X-Request-Id") {
			t.Errorf("%s %s: %s", test.path, test.data, r.body)
		}
	}
}

// A listing of deals, and a single one, bring their further contacts along when
// asked to.
func TestIncludes(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("contacts", `{"id":5,"owner_id":1}`, `{"id":6,"owner_id":1}`)
	a.fake.Seed("deals", `{"id":1,"owner_id":1}`, `{"id":2,"owner_id":1}`)
	a.post("deals/1/associated_contacts", `{"contact_id":5,"role":"involved"}`).is(200)
	a.post("deals/1/associated_contacts", `{"contact_id":6,"role":"involved"}`).is(200)
	list := a.get("deals?includes=associated_contacts").is(200)
	for _, at := range []string{"items.0.data.", "data."} {
		r := list
		if at == "data." {
			r = a.get("deals/1?includes=associated_contacts").is(200)
		}
		r.want(at+"associated_contacts.items.1.data.contact_id", "6").want(at+"associated_contacts.items.0.meta.type", "associated_contact").
			want(at+"associated_contacts.meta", `{"type":"collection","count":2}`)
	}
	list.want("items.1.data.associated_contacts.meta.count", "0")
	a.get("deals/1").is(200).want("data.associated_contacts", "")
	a.get("deals").is(200).want("items.0.data.associated_contacts", "")
}

// Orders of listings, against records in another order.
func TestFurtherSortKeys(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("products", `{"id":1,"name":"a","created_at":"2026-03-02T00:00:00Z"}`, `{"id":2,"name":"b","created_at":"2026-03-01T00:00:00Z"}`)
	a.fake.Seed("deals", `{"id":1,"owner_id":1}`, `{"id":2,"owner_id":1}`)
	a.fake.Seed("orders", `{"id":1,"deal_id":1}`, `{"id":2,"deal_id":2}`)
	a.fake.Seed("orders/1/line_items", `{"id":1,"updated_at":"2026-03-02T00:00:00Z"}`, `{"id":2,"updated_at":"2026-03-01T00:00:00Z"}`)
	for query, want := range map[string]string{
		"products?sort_by=created_at": "2 1", "products?sort_by=created_at:desc": "1 2", "products?sort_by=id:desc": "2 1",
		"orders?sort_by=id:desc": "2 1", "orders/1/line_items?sort_by=updated_at": "2 1", "orders/1/line_items?sort_by=id:desc": "2 1",
		"orders/1/line_items?sort_by=updated_at:desc": "1 2",
	} {
		if got := a.get(query).is(200).each("id"); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	for path, want := range map[string]string{"visits": "1", "visit_outcomes": "1", "lead_unqualified_reasons": "1"} {
		if got := a.get(path + "?ids=1,99").is(200).each("id"); got != want {
			t.Errorf("%s by ids: %q", path, got)
		}
		if got := a.get(path + "?ids=99").is(200).each("id"); got != "" {
			t.Errorf("%s by ids that are none's: %q", path, got)
		}
	}
}

// Industries and lead statuses come in pages.
func TestPagedDefinitions(t *testing.T) {
	a := newAPI(t)
	for _, kind := range []string{"lead/industries", "contact/industries", "lead_statuses"} {
		for i := range 40 {
			a.fake.Seed(kind, fmt.Sprintf(`{"name":"Kind %02d"}`, i))
		}
		a.get(kind).is(200).want("meta.count", "25").want("meta.links.next_page", "https://api.getbase.com/v2/"+kind+"?page=2&per_page=25")
		a.get(kind+"?per_page=100").is(200).want("meta.links.next_page", "")
	}
}

// What a task was seeded with stays, until the task is another.
func TestOverdueIsKept(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("tasks", `{"id":1,"owner_id":1,"content":"a","due_date":"2001-01-01T00:00:00Z","overdue":false}`, `{"id":2,"owner_id":1,"content":"b","overdue":true}`,
		`{"id":3,"owner_id":1,"content":"c","due_date":"2001-01-01T00:00:00Z"}`)
	for id, want := range map[string]string{"1": "false", "2": "true", "3": "true"} {
		a.get("tasks/"+id).want("data.overdue", want)
		a.put("tasks/"+id, `{"content":"d"}`).is(200).want("data.overdue", want)
	}
	if got := a.get("tasks?overdue=true").each("id"); got != "2 3" {
		t.Errorf("overdue are %s", got)
	}
	a.put("tasks/1", `{"due_date":"2002-01-01T00:00:00Z"}`).is(200).want("data.overdue", "true")
	a.put("tasks/1", `{"completed":true}`).is(200).want("data.overdue", "false")
	a.fake.Change("tasks", `{"id":3,"completed":true}`)
	a.get("tasks/3").want("data.overdue", "false")
	a.fake.Change("tasks", `{"id":3,"overdue":true}`)
	a.get("tasks/3").want("data.overdue", "true")
}

// Who is neither customer nor prospect has no address for bills and deliveries.
func TestAddressesOfCustomers(t *testing.T) {
	a := newAPI(t)
	const city = `{"line1":null,"city":"Porto","postal_code":null,"state":null,"country":null}`
	addresses := `"billing_address":{"city":"Porto"},"shipping_address":{"city":"Porto"}`
	a.post("contacts", `{"last_name":"a",`+addresses+`}`).is(200).want("data.billing_address", "null").want("data.shipping_address", "null")
	for _, status := range []string{`"customer_status":"past"`, `"prospect_status":"lost"`} {
		id := a.post("contacts", `{"last_name":"a",`+status+`,`+addresses+`}`).is(200).want("data.billing_address", city).want("data.shipping_address", city).at("data.id")
		a.put("contacts/"+id, `{"title":"b"}`).is(200).want("data.billing_address", city)
		a.put("contacts/"+id, `{"customer_status":"none","prospect_status":"none"}`).is(200).want("data.billing_address", "null").want("data.shipping_address", "null")
	}
	a.fake.Seed("contacts", `{"id":5,"last_name":"a","owner_id":1,"customer_status":"none","prospect_status":"none","billing_address":`+city+`}`)
	a.put("contacts/5", `{"title":"b"}`).is(200).want("data.billing_address", city)
}

// A person becomes an organization and back by a write that says so.
func TestContactsAreTurned(t *testing.T) {
	a := newAPI(t)
	person := "contacts/" + a.make("contacts", `{"first_name":"Ana","last_name":"Ruiz"}`)
	a.put(person, `{"is_organization":true}`).is(200).want("data.is_organization", "true").want("data.name", "Ana Ruiz")
	a.put(person, `{"is_organization":false}`).is(200).want("data.is_organization", "false").want("data.last_name", "Ruiz")
	a.fake.Seed("contacts", `{"id":5,"owner_id":1,"last_name":"Soto","name":""}`)
	if got := a.put("contacts/5", `{"is_organization":true}`).is(422).problems(); got != "name blank" {
		t.Errorf("without a name: %s", got)
	}
}

// An enrollment is answered as the recorded ones.
func TestEnrollmentForms(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("leads", `{"id":11,"owner_id":1,"last_name":"a"}`)
	r := a.post("sequence_enrollments", `{"sequence_id":1,"resource_type":"lead","resource_id":11}`).is(200).
		want("data.previously_executed_step_position", "null").want("data.sequence.data.name", "Welcome").want("data.created_at", a.get("leads/11").at("data.created_at"))
	for _, name := range []string{"data.updated_at", "data.current_step_position", "data.sequence_id", "data.sequence.data.steps", "data.enrollment_steps.items.0.data.overdue"} {
		r.want(name, "")
	}
	a.get("sequences/1").want("data.steps.meta.count", "1")
	a.fake.Seed("sequence_enrollments", `{"id":7,"resource_type":"lead","resource_id":11,"state":"active","sequence":{"data":{"id":1}},"enrollment_steps":{"items":[`+
		`{"data":{"position":0,"action":{"data":{"status":"completed","executed_at":"2026-03-02T00:00:00Z"}}}},{"data":{"position":1,"action":{"data":{"status":"scheduled","executed_at":"1970-01-01T00:00:00Z"}}}},{"data":{"position":2}}]}}`)
	const steps = "data.enrollment_steps.items."
	a.put("sequence_enrollments/7", `{"state":"finished"}`).is(200).
		want(steps+"0.data.action.data.status", "completed").want(steps+"0.data.action.data.executed_at", "2026-03-02T00:00:00Z").
		want(steps+"1.data.action.data.status", "cancelled").want(steps+"1.data.action.data.executed_at", "null").want(steps+"2.data.position", "2")

	finish := "sequence_enrollments/finish_ongoing_for_resource"
	for data, want := range map[string]string{
		`{}`: "resource_id missing, resource_type missing",
		`{"resource_type":"deal","resource_id":11}`:                         "resource_type incorrect_value",
		`{"resource_type":"lead","resource_id":99}`:                         "resource_id incorrect_value",
		`{"resource_type":"lead","resource_id":"x"}`:                        "resource_id invalid_type",
		`{"resource_type":1,"resource_id":11,"x":1}`:                        "resource_type invalid_type, x unknown",
		`{"resource_type":"lead","resource_id":11,"sequence_ids":[1,99]}`:   "sequence_ids incorrect_value",
		`{"resource_type":"lead","resource_id":11,"sequence_ids":["one"]}`:  "sequence_ids invalid_type",
		`{"resource_type":"lead","resource_id":null,"sequence_ids":[1,99]}`: "resource_id missing",
	} {
		if got := a.post(finish, data).is(422).problems(); got != want {
			t.Errorf("%s: %s, want %s", data, got, want)
		}
	}
	a.post(finish, `{"resource_type":"lead","resource_id":11}`).is(200).want("data.updated_enrollments.meta.count", "1").
		want("data.updated_enrollments.items.0.data.state", "finished")
}

// Two stamps of a new record can differ.
func TestStampsApart(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	a := newAPI(t, selltest.WithClock(func() time.Time { return now }), selltest.WithStampsApart(2*time.Second))
	lead := a.post("leads/upsert?email=a@example.com", `{"last_name":"a","email":"a@example.com"}`).is(200).
		want("data.created_at", "2026-03-02T08:00:00Z").want("data.updated_at", "2026-03-02T08:00:02Z").at("data.id")
	now = now.Add(time.Minute)
	a.put("leads/"+lead, `{"last_name":"b"}`).is(200).want("data.created_at", "2026-03-02T08:00:00Z").want("data.updated_at", "2026-03-02T08:01:00Z")
	a.post("lead_conversions", `{"lead_id":`+lead+`}`).is(200).want("data.updated_at", "")
}

// On request the server keeps to ten requests a second of each token, and says of
// more nothing but the status.
func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, selltest.WithRateLimit())
		a.fake.AddToken("other", 1)
		for range 10 {
			a.get("leads").is(200)
		}
		r := a.get("leads").is(429)
		if r.header.Get("Retry-After") != "" || strings.Contains(r.body, "{") {
			t.Errorf("429 has %v and %q", r.header, r.body)
		}
		a.as("other").get("leads").is(200)
		time.Sleep(time.Second)
		a.get("leads").is(200)
	})
	a := newAPI(t)
	for range 30 {
		a.get("leads").is(http.StatusOK)
	}
}

func TestUndocumentedMembers(t *testing.T) {
	a := newAPI(t)
	a.get("pipelines").is(200).want("items.0.data.locale_key", "null")
	a.get("visit_outcomes").is(200).want("items.0.data.creator_id", "1")
	a.post("products", `{"name":"a"}`).is(200).want("data.version", "null")
	a.post("products", `{"name":"a","version":2}`).is(422)
}
