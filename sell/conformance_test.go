package sell_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// TestConformance runs every resource through its verbs.
func TestConformance(t *testing.T) {
	for name, test := range map[string]func(t *testing.T, a account){
		"accounts": testAccounts, "users": testUsers, "leads": testLeads, "contacts": testContacts, "deals": testDeals,
		"associated contacts": testAssociatedContacts, "definitions": testDefinitions, "sources": testSources,
		"notes": testNotes, "tasks": testTasks, "tags": testTags,
		"reasons": testReasons, "lead conversions": testLeadConversions, "collaborations": testCollaborations,
		"products": testProducts, "orders": testOrders, "line items": testLineItems,
		"calls": testCalls, "text messages": testTextMessages, "visits": testVisits, "documents": testDocuments,
		"sequences": testSequences, "sequence enrollments": testSequenceEnrollments,
	} {
		t.Run(name, func(t *testing.T) { test(t, newAccount(t)) })
	}
}

func testAccounts(t *testing.T, a account) {
	got, err := a.crm.Accounts.Self(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "Self", a.sent(t), "GET /v2/accounts/self")
	holds(t, "account", got, `{"id":1,"name":"Example","currency":"EUR","time_format":"24H","timezone":"UTC+01:00","subdomain":"example"}`)
}

func testUsers(t *testing.T, a account) {
	ctx := t.Context()
	a.Seed("users",
		`{"id":71,"name":"Ana","email":"ana@example.com","status":"active","role":"user","reports_to":1,"group":{"id":8,"name":"North"},"zendesk_user_id":"360001","confirmed":false}`,
		`{"id":72,"name":"Pool North","email":"pool@example.com","status":"inactive","role":"user","zendesk_user_id":360002,"identity_type":"integration"}`)
	self := must(a.crm.Users.Self(ctx))
	equal(t, "Self", a.sent(t), "GET /v2/users/self")
	equal(t, "admin", self.Role, sell.RoleAdmin)
	ana := must(a.crm.Users.Get(ctx, 71))
	equal(t, "Get", a.sent(t), "GET /v2/users/71")
	holds(t, "user", ana, `{"id":71,"name":"Ana","email":"ana@example.com","status":"active","role":"user","reports_to":1,"group":{"id":8,"name":"North"},"zendesk_user_id":"360001"}`)

	testLists(t, a, a.crm.Users, "/v2/users", sell.UserQuery{}, "sort_by=id", 3)
	for _, c := range []struct {
		query sell.UserQuery
		ids   []int64
	}{
		{sell.UserQuery{ZendeskUserIDs: []int64{360002, 360001}}, []int64{71, 72}},
		{sell.UserQuery{ZendeskUserIDs: []int64{360002, 360001}, Status: sell.UserActive}, []int64{71}},
		{sell.UserQuery{Name: "Pool North"}, []int64{72}},
		{sell.UserQuery{Email: "ana@example.com"}, []int64{71}},
		{sell.UserQuery{Role: sell.RoleAdmin}, []int64{1}},
		{sell.UserQuery{IDs: []int64{72, 1}, SortBy: sell.Descending(sell.UsersByID)}, []int64{72, 1}},
		{sell.UserQuery{Confirmed: zendesk.Set(false)}, []int64{71}},
		{sell.UserQuery{IdentityType: sell.IdentityIntegration}, []int64{72}},
	} {
		var ids []int64
		for user, err := range a.crm.Users.All(ctx, c.query) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, user.ID)
		}
		equal(t, fmt.Sprintf("%+v", c.query), ids, c.ids)
	}
}

func testLeads(t *testing.T, a account) {
	testWrites(t, a, a.crm.Leads, "/v2/leads",
		sell.LeadParams{
			LastName: zendesk.Set("Ruiz"), OrganizationName: zendesk.Set("Ruiz Bikes"), Email: zendesk.Set("ana@example.com"), Tags: zendesk.Set([]string{"fair"}),
			Address: zendesk.Set(sell.Address{City: "Porto"}), CustomFields: custom(t, "Tier", "Gold"),
		}, `{"last_name":"Ruiz","organization_name":"Ruiz Bikes","email":"ana@example.com","address":{"city":"Porto"},"tags":["fair"],"custom_fields":{"Tier":"Gold"}}`,
		sell.LeadParams{Status: zendesk.Set("Working"), Email: zendesk.Null[string](), Tags: zendesk.Set([]string{"fair", "hot"})},
		`{"status":"Working","email":null,"tags":["fair","hot"]}`)
	a.Seed("leads", `{"id":11,"last_name":"Costa","owner_id":1,"custom_fields":{"Tier":"Gold"},"address":{"city":"Porto"}}`,
		`{"id":12,"last_name":"Silva","owner_id":1,"status":"Working","custom_fields":{"Tier":"Gold"}}`, `{"id":13,"last_name":"Dias","owner_id":1}`)
	leads := testLists(t, a, a.crm.Leads, "/v2/leads", sell.LeadQuery{CustomFields: map[string]string{"Tier": "Gold"}}, "custom_fields[Tier]=Gold&sort_by=id", 2)
	equal(t, "ids", idsOf(leads), []int64{11, 12})
	testLists(t, a, a.crm.Leads, "/v2/leads", sell.LeadQuery{Address: sell.AddressQuery{City: "Porto"}}, "address[city]=Porto&sort_by=id", 1)
	testLists(t, a, a.crm.Leads, "/v2/leads", sell.LeadQuery{Status: "Working"}, "status=Working&sort_by=id", 1)

	lead := sell.LeadParams{LastName: zendesk.Set("Ruiz"), Email: zendesk.Set("a+b@example.com")}
	testUpsert(t, a, a.crm.Leads, "/v2/leads", sell.LeadMatch{Email: "a+b@example.com"}, "email=a+b@example.com", lead,
		`{"last_name":"Ruiz","email":"a+b@example.com"}`,
		func() error { _, err := a.crm.Leads.Create(t.Context(), lead); return err })
}

func testContacts(t *testing.T, a account) {
	company := idOf(must(a.crm.Contacts.Create(t.Context(), sell.ContactParams{IsOrganization: zendesk.Set(true), Name: zendesk.Set("Ruiz Bikes")})))
	testWrites(t, a, a.crm.Contacts, "/v2/contacts",
		sell.ContactParams{FirstName: zendesk.Set("Ana"), LastName: zendesk.Set("Ruiz"), ContactID: zendesk.Set(company), CustomerStatus: zendesk.Set(sell.CurrentCustomer), BillingAddress: zendesk.Set(sell.Address{City: "Porto"})},
		fmt.Sprintf(`{"contact_id":%d,"first_name":"Ana","last_name":"Ruiz","customer_status":"current","billing_address":{"city":"Porto"}}`, company),
		sell.ContactParams{ContactID: zendesk.Null[int64](), ProspectStatus: zendesk.Set(sell.LostProspect), CustomerStatus: zendesk.Set(sell.NoCustomer)},
		`{"contact_id":null,"customer_status":"none","prospect_status":"lost"}`)
	a.Seed("contacts", fmt.Sprintf(`{"id":11,"last_name":"Costa","name":"Costa","contact_id":%d,"owner_id":1,"email":"costa@example.com"}`, company))
	testLists(t, a, a.crm.Contacts, "/v2/contacts", sell.ContactQuery{}, "sort_by=id", 2)
	people := testLists(t, a, a.crm.Contacts, "/v2/contacts", sell.ContactQuery{IsOrganization: zendesk.Set(false)}, "is_organization=false&sort_by=id", 1)
	equal(t, "person", people[0].ID, 11)
	testLists(t, a, a.crm.Contacts, "/v2/contacts", sell.ContactQuery{ContactID: company}, fmt.Sprint("sort_by=id&contact_id=", company), 1)
	testLists(t, a, a.crm.Contacts, "/v2/contacts", sell.ContactQuery{Email: "costa@example.com"}, "email=costa@example.com&sort_by=id", 1)

	contact := sell.ContactParams{LastName: zendesk.Set("Ruiz"), Phone: zendesk.Set("+351 555 0100")}
	testUpsert(t, a, a.crm.Contacts, "/v2/contacts", sell.ContactMatch{Phone: "+351 555 0100", LastName: "Ruiz"}, "last_name=Ruiz&phone=+351 555 0100", contact,
		`{"last_name":"Ruiz","phone":"+351 555 0100"}`,
		func() error { _, err := a.crm.Contacts.Create(t.Context(), contact); return err })
}

func testDeals(t *testing.T, a account) {
	a.Seed("contacts", `{"id":51,"last_name":"Ruiz","name":"Ruiz","owner_id":1}`)
	testWrites(t, a, a.crm.Deals, "/v2/deals",
		sell.DealParams{
			Name: zendesk.Set("Fifty bikes"), ContactID: zendesk.Set[int64](51), Value: zendesk.Set(zendesk.MustDecimal("1000.50")), Hot: zendesk.Set(true),
			EstimatedCloseDate: zendesk.Set(must(zendesk.ParseDate("2026-06-30"))), CustomizedWinLikelihood: zendesk.Set[int64](0),
		}, `{"name":"Fifty bikes","contact_id":51,"value":"1000.50","hot":true,"estimated_close_date":"2026-06-30","customized_win_likelihood":0}`,
		sell.DealParams{Value: zendesk.Set(zendesk.MustDecimal("0.01")), EstimatedCloseDate: zendesk.Null[zendesk.Date](), CustomizedWinLikelihood: zendesk.Null[int64](), CustomFields: custom(t, "Tier", nil)},
		`{"value":"0.01","estimated_close_date":null,"customized_win_likelihood":null,"custom_fields":{"Tier":null}}`)

	a.Seed("deals", `{"id":11,"name":"A wheel","contact_id":51,"owner_id":1,"value":1000,"hot":false,"stage_id":2}`, `{"id":12,"name":"Two wheels","contact_id":51,"owner_id":1,"hot":true}`)
	deals := testLists(t, a, a.crm.Deals, "/v2/deals", sell.DealQuery{ContactID: 51}, "contact_id=51&sort_by=id", 2)
	equal(t, "value", deals[0].Value.String(), "1000")
	testLists(t, a, a.crm.Deals, "/v2/deals", sell.DealQuery{Hot: zendesk.Set(false)}, "hot=false&sort_by=id", 1)
	testLists(t, a, a.crm.Deals, "/v2/deals", sell.DealQuery{StageID: 2, SortBy: sell.Descending(sell.DealsByValue)}, "stage_id=2&sort_by=value:desc", 1)

	a.Seed("deals/11/associated_contacts", `{"contact_id":51,"role":"involved"}`)
	deals = testLists(t, a, a.crm.Deals, "/v2/deals", sell.DealQuery{ContactID: 51, Includes: []sell.DealInclude{sell.IncludeAssociatedContacts}}, "contact_id=51&includes=associated_contacts&sort_by=id", 2)
	with, all := deals[0].Associated()
	equal(t, "associated contacts", []any{len(with), with[0].ContactID, with[0].Role, all}, []any{1, int64(51), sell.ContactInvolved, true})
	with, all = deals[1].Associated()
	equal(t, "none", []any{len(with), all}, []any{0, true})
	plain := must(a.crm.Deals.Get(t.Context(), 11))
	with, all = plain.Associated()
	equal(t, "not asked for", []any{len(with), all}, []any{0, false})

	deal := sell.DealParams{Name: zendesk.Set("A bell"), ContactID: zendesk.Set[int64](51)}
	testUpsert(t, a, a.crm.Deals, "/v2/deals", sell.DealMatch{ContactID: 51, Name: "A bell"}, "contact_id=51&name=A bell", deal,
		`{"name":"A bell","contact_id":51}`,
		func() error { _, err := a.crm.Deals.Create(t.Context(), deal); return err })
}

func testAssociatedContacts(t *testing.T, a account) {
	ctx := t.Context()
	a.Seed("contacts", `{"id":51,"last_name":"Ruiz","owner_id":1}`, `{"id":52,"last_name":"Silva","owner_id":1}`, `{"id":53,"last_name":"Costa","owner_id":1}`)
	a.Seed("deals", `{"id":11,"name":"A wheel","contact_id":51,"owner_id":1}`)
	further := a.crm.Deals.AssociatedContacts(11)
	const path = "/v2/deals/11/associated_contacts"
	for _, id := range []int64{52, 53} {
		got := must(further.Create(ctx, sell.AssociatedContactParams{ContactID: zendesk.Set(id), Role: zendesk.Set(sell.ContactInvolved)}))
		equal(t, "Create", a.sent(t), fmt.Sprintf(`POST %s {"data":{"contact_id":%d,"role":"involved"}}`, path, id))
		equal(t, "contact", got.ContactID, id)
		equal(t, "role", got.Role, sell.ContactInvolved)
	}
	testLists(t, a, further, path, sell.AssociatedContactQuery{}, "", 2)
	if err := further.Delete(ctx, 52); err != nil {
		t.Fatal(err)
	}
	equal(t, "Delete", a.sent(t), "DELETE "+path+"/52")
	left := testLists(t, a, further, path, sell.AssociatedContactQuery{}, "", 1)
	equal(t, "contact that is left", left[0].ContactID, 53)
	if _, err := a.crm.Deals.AssociatedContacts(99).List(ctx, sell.AssociatedContactQuery{}, ""); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("of an unknown deal: %v", err)
	}
}

// testDefinitions covers what an account is set up with and the API cannot write.
func testDefinitions(t *testing.T, a account) {
	a.Seed("pipelines", `{"id":3,"name":"Wholesale","disabled":true}`)
	a.Seed("stages", `{"id":17,"name":"Quote","pipeline_id":3,"category":"in_progress","likelihood":0}`)
	testLists(t, a, a.crm.Pipelines, "/v2/pipelines", sell.PipelineQuery{}, "", 2)
	pipelines := testLists(t, a, a.crm.Pipelines, "/v2/pipelines", sell.PipelineQuery{IDs: []int64{3}}, "ids=3", 1)
	holds(t, "pipeline", pipelines[0], `{"id":3,"name":"Wholesale","disabled":true}`)
	stages := testLists(t, a, a.crm.Stages, "/v2/stages", sell.StageQuery{PipelineID: 3}, "pipeline_id=3", 1)
	holds(t, "stage", stages[0], `{"id":17,"name":"Quote","pipeline_id":3,"category":"in_progress","likelihood":0}`)
	won := slices.ContainsFunc(testLists(t, a, a.crm.Stages, "/v2/stages", sell.StageQuery{PipelineID: 1}, "pipeline_id=1", 5), func(s *sell.Stage) bool {
		return s.Category == sell.StageWon && !s.Active && *s.Likelihood == 100
	})
	equal(t, "a stage for what is won", won, true)
	statuses := testLists(t, a, a.crm.LeadStatuses, "/v2/lead_statuses", sell.LeadStatusQuery{}, "", 3)
	equal(t, "first status", statuses[0].Name, "New")

	for i := range 30 { // more than a page has by default
		a.AddCustomField("leads", selltest.CustomField{Name: fmt.Sprint("Field ", i), Type: "list", Choices: []string{"Gold", "Silver"}})
	}
	fields := must(a.crm.CustomFields.List(t.Context(), sell.ResourceLead))
	equal(t, "request", a.Requests()[0].Path, "/v2/lead/custom_fields")
	if n := len(fields); n < 30 {
		t.Fatalf("%d fields", n)
	}
	last := fields[len(fields)-1]
	holds(t, "field", last, `{"name":"Field 29","type":"list"}`)
	equal(t, "choice", last.Choices[1].Name, "Silver")

	a.AddCustomField("contacts", selltest.CustomField{Name: "Region"})
	a.ForgetRequests()
	mapping := must(a.crm.CustomFields.SearchMapping(t.Context(), sell.ResourceContact))
	equal(t, "SearchMapping", a.sent(t), "GET /v3/contacts/custom_fields")
	names := make(map[string]string)
	for _, m := range mapping {
		kind, id, _ := strings.Cut(strings.TrimPrefix(m.SearchAPIID, "custom_fields."), ":")
		equal(t, "id of "+m.Name, id, strconv.FormatInt(m.ID, 10))
		names[m.Name] = kind
	}
	equal(t, "kinds", names, map[string]string{"Birthday": "contact", "Region": "contact", "Segment": "sales_account"})
	if _, err := a.crm.CustomFields.SearchMapping(t.Context(), sell.ResourceProspectAndCustomer); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("mapping of nothing: %v", err)
	}

	for i := range 40 {
		a.Seed("contact/industries", fmt.Sprintf(`{"name":"Bicycles %02d"}`, i))
	}
	a.ForgetRequests()
	industries := must(a.crm.Industries.List(t.Context(), sell.ResourceContact))
	equal(t, "Industries", a.sent(t), "GET /v2/contact/industries?per_page=100")
	equal(t, "industries", []any{len(industries), industries[39].Name}, []any{41, "Bicycles 39"})
	for i := range 70 {
		a.Seed("lead/industries", fmt.Sprintf(`{"name":"Bicycles %02d"}`, i), fmt.Sprintf(`{"name":"Cars %02d"}`, i))
	}
	equal(t, "industries of two pages", len(must(a.crm.Industries.List(t.Context(), sell.ResourceLead))), 141)
	testLists(t, a, a.crm.LeadUnqualifiedReasons, "/v2/lead_unqualified_reasons", sell.LeadUnqualifiedReasonQuery{}, "", 1)
	a.Seed("call_outcomes", `{"id":22,"name":"No answer"}`)
	outcomes := testLists(t, a, a.crm.CallOutcomes, "/v2/call_outcomes", sell.CallOutcomeQuery{}, "", 2)
	equal(t, "call outcome", outcomes[1].Name, "No answer")
}

func testSources(t *testing.T, a account) {
	testSource(t, a, a.crm.LeadSources, "/v2/lead_sources")
	testSource(t, a, a.crm.DealSources, "/v2/deal_sources")
	testSource(t, a, a.crm.Sources, "/v2/sources")
}

func testSource[Service interface {
	lists[sell.Source, sell.SourceQuery]
	writes[sell.Source, sell.SourceParams]
}](t *testing.T, a account, service Service, path string) {
	testWrites(t, a, service, path, sell.SourceParams{Name: zendesk.Set("Support")}, `{"name":"Support"}`, sell.SourceParams{Name: zendesk.Set("Chat")}, `{"name":"Chat"}`)
	for _, name := range []string{"Fair", "Web"} {
		must(service.Create(t.Context(), sell.SourceParams{Name: zendesk.Set(name)}))
	}
	testLists(t, a, service, path, sell.SourceQuery{}, "sort_by=id", 2)
	found := testLists(t, a, service, path, sell.SourceQuery{Name: "Web"}, "name=Web&sort_by=id", 1)
	equal(t, "name", found[0].Name, "Web")
	_, err := service.Create(t.Context(), sell.SourceParams{Name: zendesk.Set("Web")})
	if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Code != "already_exists" || e.Fields[0].Field != "name" {
		t.Errorf("the same name again: %v", err)
	}
}

func testNotes(t *testing.T, a account) {
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`)
	note := sell.NoteParams{ResourceType: zendesk.Set(sell.ResourceLead), ResourceID: zendesk.Set[int64](11), Content: zendesk.Set("Wants a quote")}
	testWrites(t, a, a.crm.Notes, "/v2/notes", note, `{"resource_type":"lead","resource_id":11,"content":"Wants a quote"}`,
		sell.NoteParams{IsImportant: zendesk.Set(true), Type: zendesk.Set(sell.RestrictedNote), Tags: zendesk.Set([]string{"quote"})},
		`{"is_important":true,"tags":["quote"],"type":"restricted"}`)
	must(a.crm.Notes.Create(t.Context(), note))
	testLists(t, a, a.crm.Notes, "/v2/notes", sell.NoteQuery{ResourceType: sell.ResourceLead, ResourceID: 11, Q: "quote"}, "resource_type=lead&resource_id=11&q=quote&sort_by=created_at", 1)
	none := must(a.crm.Notes.List(t.Context(), sell.NoteQuery{ResourceType: sell.ResourceDeal}, ""))
	equal(t, "notes of deals", len(none.Items), 0)
}

func testTasks(t *testing.T, a account) {
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`)
	due := time.Date(2126, 3, 9, 9, 0, 0, 0, time.UTC)
	task := sell.TaskParams{Content: zendesk.Set("Call back"), ResourceType: zendesk.Set(sell.ResourceLead), ResourceID: zendesk.Set[int64](11), DueDate: zendesk.Set(due)}
	testWrites(t, a, a.crm.Tasks, "/v2/tasks", task, `{"content":"Call back","resource_type":"lead","resource_id":11,"due_date":"2126-03-09T09:00:00Z"}`,
		sell.TaskParams{Completed: zendesk.Set(true), Content: zendesk.Set("Called back")}, `{"content":"Called back","completed":true}`)
	must(a.crm.Tasks.Create(t.Context(), task))
	must(a.crm.Tasks.Create(t.Context(), sell.TaskParams{Content: zendesk.Set("Water the plants")}))
	testLists(t, a, a.crm.Tasks, "/v2/tasks", sell.TaskQuery{Completed: zendesk.Set(false)}, "completed=false&sort_by=created_at", 2)
	floating := testLists(t, a, a.crm.Tasks, "/v2/tasks", sell.TaskQuery{Type: sell.FloatingTask}, "type=floating&sort_by=created_at", 1)
	holds(t, "floating task", floating[0], `{"content":"Water the plants","owner_id":1}`)
}

func testTags(t *testing.T, a account) {
	testWrites(t, a, a.crm.Tags, "/v2/tags",
		sell.TagParams{Name: zendesk.Set("bikes"), ResourceType: zendesk.Set(sell.ResourceLead)}, `{"name":"bikes","resource_type":"lead"}`,
		sell.TagParams{Name: zendesk.Set("e-bikes")}, `{"name":"e-bikes"}`)
	for _, of := range []sell.ResourceType{sell.ResourceLead, sell.ResourceDeal} {
		must(a.crm.Tags.Create(t.Context(), sell.TagParams{Name: zendesk.Set("bikes"), ResourceType: zendesk.Set(of)}))
	}
	testLists(t, a, a.crm.Tags, "/v2/tags", sell.TagQuery{Name: "bikes"}, "name=bikes&sort_by=created_at", 2)
	tags := testLists(t, a, a.crm.Tags, "/v2/tags", sell.TagQuery{ResourceType: sell.ResourceDeal}, "resource_type=deal&sort_by=created_at", 1)
	holds(t, "tag", tags[0], `{"name":"bikes","resource_type":"deal"}`)
}
