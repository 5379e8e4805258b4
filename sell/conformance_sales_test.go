package sell_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

func testReasons(t *testing.T, a account) {
	testReason(t, a, a.crm.LossReasons, "/v2/loss_reasons")
	testReason(t, a, a.crm.DealUnqualifiedReasons, "/v2/deal_unqualified_reasons")
}

func testReason[Service interface {
	lists[sell.Reason, sell.ReasonQuery]
	writes[sell.Reason, sell.ReasonParams]
}](t *testing.T, a account, service Service, path string) {
	testWrites(t, a, service, path, sell.ReasonParams{Name: zendesk.Set("Too expensive")}, `{"name":"Too expensive"}`, sell.ReasonParams{Name: zendesk.Set("Price")}, `{"name":"Price"}`)
	for _, name := range []string{"Delay", "Budget"} {
		must(service.Create(t.Context(), sell.ReasonParams{Name: zendesk.Set(name)}))
	}
	sorted := testLists(t, a, service, path, sell.ReasonQuery{SortBy: sell.ReasonsByName}, "sort_by=name", 2)
	equal(t, "first by name", sorted[0].Name, "Budget")
	found := testLists(t, a, service, path, sell.ReasonQuery{Name: "Budget"}, "name=Budget&sort_by=id", 1)
	_, err := service.Create(t.Context(), sell.ReasonParams{Name: zendesk.Set(found[0].Name)})
	if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Code != "already_exists" {
		t.Errorf("the same name again: %v", err)
	}
}

func testLeadConversions(t *testing.T, a account) {
	ctx := t.Context()
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","organization_name":"Ruiz Bikes","owner_id":1}`, `{"id":12,"last_name":"Costa","owner_id":1}`)
	a.Seed("users", `{"id":72,"name":"Bea","status":"active"}`)
	both := must(a.crm.LeadConversions.Convert(ctx, sell.LeadConversionParams{LeadID: zendesk.Set[int64](11), OwnerID: zendesk.Set[int64](72), CreateDeal: zendesk.Set(true)}))
	equal(t, "Convert", a.sent(t), `POST /v2/lead_conversions {"data":{"lead_id":11,"owner_id":72,"create_deal":true}}`)
	person := must(a.crm.Contacts.Get(ctx, both.IndividualID))
	company := must(a.crm.Contacts.Get(ctx, both.OrganizationID))
	deal := must(a.crm.Deals.Get(ctx, both.DealID))
	equal(t, "what became of the lead", fmt.Sprint(person.LastName, person.IsOrganization, company.Name, company.IsOrganization, deal.Name), "RuizfalseRuiz BikestrueRuiz Bikes")
	equal(t, "owners", []int64{person.OwnerID, company.OwnerID, deal.OwnerID, both.CreatorID}, []int64{72, 72, 72, 1})
	single := must(a.crm.LeadConversions.Convert(ctx, sell.LeadConversionParams{LeadID: zendesk.Set[int64](12), CreateDeal: zendesk.Set(false)}))
	equal(t, "without a deal", []bool{single.IndividualID != 0, single.OrganizationID != 0, single.DealID != 0}, []bool{true, false, false})
	if _, err := a.crm.LeadConversions.Convert(ctx, sell.LeadConversionParams{LeadID: zendesk.Set[int64](12)}); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("the same lead again: %v", err)
	}

	all := testLists(t, a, a.crm.LeadConversions, "/v2/lead_conversions", sell.LeadConversionQuery{}, "", 2)
	equal(t, "latest first", []int64{all[0].LeadID, all[1].LeadID}, []int64{12, 11})
	for filter, q := range map[string]sell.LeadConversionQuery{
		"lead_id=11": {LeadID: 11},
		fmt.Sprint("individual_id=", both.IndividualID):     {IndividualID: both.IndividualID},
		fmt.Sprint("organization_id=", both.OrganizationID): {OrganizationID: both.OrganizationID},
		fmt.Sprint("deal_id=", both.DealID):                 {DealID: both.DealID},
	} {
		equal(t, filter, testLists(t, a, a.crm.LeadConversions, "/v2/lead_conversions", q, filter, 1)[0], both)
	}
}

func testCollaborations(t *testing.T, a account) {
	ctx := t.Context()
	a.Seed("users", `{"id":72,"name":"Bea","status":"active"}`)
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`, `{"id":12,"last_name":"Costa","owner_id":1}`)
	a.AddToken("bea", 72)
	const path = "/v2/collaborations"
	var last *sell.Collaboration
	for _, lead := range []int64{11, 12} {
		last = must(a.crm.Collaborations.Create(ctx, sell.CollaborationParams{
			ResourceType: zendesk.Set(sell.ResourceLead), ResourceID: zendesk.Set(lead), CollaboratorID: zendesk.Set[int64](72),
		}))
		equal(t, "Create", a.sent(t), fmt.Sprintf(`POST %s {"data":{"resource_type":"lead","resource_id":%d,"collaborator_id":72}}`, path, lead))
	}
	bea := a.ClientFor("bea", &sell.Config{Limiter: unlimited{}})
	must(bea.Leads.Get(ctx, 12))
	testLists(t, a, a.crm.Collaborations, path, sell.CollaborationQuery{ResourceType: sell.ResourceLead, CreatorID: 1}, "resource_type=lead&creator_id=1", 2)
	got := testLists(t, a, a.crm.Collaborations, path, sell.CollaborationQuery{ResourceID: 12}, "resource_id=12", 1)
	equal(t, "List", got[0], last)
	equal(t, "Get", must(a.crm.Collaborations.Get(ctx, last.ID)), last)
	if err := a.crm.Collaborations.Delete(ctx, last.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := bea.Leads.Get(ctx, 12); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("after the collaboration: %v", err)
	}
}

func testProducts(t *testing.T, a account) {
	testWrites(t, a, a.crm.Products, "/v2/products",
		sell.ProductParams{
			Name: zendesk.Set("City bike"), SKU: zendesk.Set("CB-8"), Active: zendesk.Set(true), MaxDiscount: zendesk.Set[int64](15),
			Cost: zendesk.Set(zendesk.MustDecimal("899.50")), CostCurrency: zendesk.Set("EUR"),
			Prices: zendesk.Set([]sell.Price{{Amount: zendesk.MustDecimal("1599.99"), Currency: "EUR"}, {Amount: zendesk.MustDecimal("1799.00"), Currency: "USD"}}),
		}, `{"name":"City bike","sku":"CB-8","active":true,"max_discount":15,"cost":"899.50","cost_currency":"EUR","prices":[{"amount":"1599.99","currency":"EUR"},{"amount":"1799.00","currency":"USD"}]}`,
		sell.ProductParams{MaxDiscount: zendesk.Null[int64](), Cost: zendesk.Null[zendesk.Decimal](), Prices: zendesk.Set([]sell.Price{{Amount: zendesk.MustDecimal("0.50"), Currency: "EUR"}})},
		`{"max_discount":null,"cost":null,"prices":[{"amount":"0.50","currency":"EUR"}]}`)
	bell := must(a.crm.Products.Create(t.Context(), sell.ProductParams{Name: zendesk.Set("Bell"), MaxMarkup: zendesk.Set[int64](25)}))
	equal(t, "markup", bell.MaxMarkup.String(), "25")
	a.Seed("products", `{"id":7,"name":"Wheel","sku":"W","active":false,"max_markup":"12.5"}`)
	products := testLists(t, a, a.crm.Products, "/v2/products", sell.ProductQuery{}, "sort_by=id", 2)
	equal(t, "markup in a string", products[0].MaxMarkup.String(), "12.5")
	testLists(t, a, a.crm.Products, "/v2/products", sell.ProductQuery{Active: zendesk.Set(false), SKU: "W"}, "active=false&sku=W&sort_by=id", 1)

	a.Seed("users", `{"id":72,"name":"Bea","status":"active"}`)
	a.AddToken("bea", 72)
	bea := a.ClientFor("bea", &sell.Config{Limiter: unlimited{}})
	if _, err := bea.Products.Create(t.Context(), sell.ProductParams{Name: zendesk.Set("Bell")}); !errors.Is(err, zendesk.ErrForbidden) {
		t.Errorf("a product of somebody who is no admin: %v", err)
	}
}

func testOrders(t *testing.T, a account) {
	a.Seed("contacts", `{"id":51,"last_name":"Ruiz","owner_id":1}`)
	a.Seed("deals", `{"id":11,"name":"A wheel","contact_id":51,"owner_id":1}`, `{"id":12,"name":"A bell","contact_id":51,"owner_id":1}`)
	order := sell.OrderParams{DealID: zendesk.Set[int64](11), Discount: zendesk.Set[int64](5)}
	testWrites(t, a, a.crm.Orders, "/v2/orders", order, `{"deal_id":11,"discount":5}`, sell.OrderParams{Discount: zendesk.Set[int64](7)}, `{"discount":7}`)
	must(a.crm.Orders.Create(t.Context(), order))
	if _, err := a.crm.Orders.Create(t.Context(), order); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("a second order of the deal: %v", err)
	}
	must(a.crm.Orders.Create(t.Context(), sell.OrderParams{DealID: zendesk.Set[int64](12)}))
	testLists(t, a, a.crm.Orders, "/v2/orders", sell.OrderQuery{}, "sort_by=id", 2)
	found := testLists(t, a, a.crm.Orders, "/v2/orders", sell.OrderQuery{DealID: 12}, "deal_id=12&sort_by=id", 1)
	equal(t, "discount", found[0].Discount, 0)
}

func testLineItems(t *testing.T, a account) {
	ctx := t.Context()
	a.Seed("contacts", `{"id":51,"last_name":"Ruiz","owner_id":1}`)
	a.Seed("deals", `{"id":11,"name":"Bikes","contact_id":51,"owner_id":1}`)
	a.Seed("orders", `{"id":5,"deal_id":11}`)
	a.Seed("products", `{"id":7,"name":"City bike","sku":"CB-8","active":true,"prices":[{"amount":"1599.99","currency":"EUR"}]}`)
	items := a.crm.Orders.LineItems(5)
	const path = "/v2/orders/5/line_items"
	bikes := must(items.Create(ctx, sell.LineItemParams{
		ProductID: zendesk.Set[int64](7), Currency: zendesk.Set("EUR"), Variation: zendesk.Set(zendesk.MustDecimal("-10")), Quantity: zendesk.Set[int64](50),
	}))
	equal(t, "Create", a.sent(t), "POST "+path+` {"data":{"product_id":7,"currency":"EUR","variation":"-10","quantity":50}}`)
	holds(t, "line item", bikes, `{"name":"City bike","sku":"CB-8","currency":"EUR","price":"1599.99","variation":"-10.00","value":"1439.99","quantity":50}`)
	equal(t, "Get", must(items.Get(ctx, bikes.ID)), bikes)
	equal(t, "request of Get", a.sent(t), fmt.Sprintf("GET %s/%d", path, bikes.ID))
	must(items.Create(ctx, sell.LineItemParams{ProductID: zendesk.Set[int64](7), Currency: zendesk.Set("EUR"), Value: zendesk.Set(zendesk.MustDecimal("1500"))}))
	testLists(t, a, items, path, sell.LineItemQuery{}, "sort_by=id", 2)
	testLists(t, a, items, path, sell.LineItemQuery{Quantity: 50}, "quantity=50&sort_by=id", 1)
	single := testLists(t, a, items, path, sell.LineItemQuery{Value: zendesk.MustDecimal("1500.00")}, "value=1500.00&sort_by=id", 1)
	equal(t, "quantity", single[0].Quantity, 1)
	if err := items.Delete(ctx, bikes.ID); err != nil {
		t.Fatal(err)
	}
	equal(t, "Delete", a.sent(t), fmt.Sprintf("DELETE %s/%d", path, bikes.ID))
	testLists(t, a, items, path, sell.LineItemQuery{IDs: []int64{bikes.ID, single[0].ID}}, fmt.Sprintf("sort_by=id&ids=%d,%d", bikes.ID, single[0].ID), 1)
	if _, err := a.crm.Orders.LineItems(99).Get(ctx, single[0].ID); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("of another order: %v", err)
	}
}

// Conversions beyond page 50 are reached by a cursor, and a listing stopped
// anywhere goes on from where it was.
func TestLeadConversionsGoOnByCursor(t *testing.T) {
	fake := selltest.New()
	crm := connect(t, fake.Transport())
	for id := range int64(53) {
		fake.Seed("lead_conversions", fmt.Sprintf(`{"id":%d,"lead_id":%d}`, id+1, id+100))
	}
	var next []string
	want := int64(53)
	for page, err := range crm.LeadConversions.Pages(t.Context(), sell.LeadConversionQuery{PerPage: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) != 1 || page.Items[0].ID != want {
			t.Fatalf("page %d: %+v", len(next)+1, page.Items)
		}
		want--
		next = append(next, page.Next)
	}
	equal(t, "pages", len(next), 53)
	equal(t, "cursors", []string{next[0], next[48], next[52]}, []string{"2", "50", ""})
	again := must(crm.LeadConversions.List(t.Context(), sell.LeadConversionQuery{PerPage: 1}, next[50]))
	equal(t, "the page after the first cursor", again.Items[0].ID, 2)
	query := fake.Requests()[52].Query
	equal(t, "a cursor instead of a page", []bool{query.Has("cursor"), query.Has("page"), query.Get("per_page") == "1"}, []bool{true, false, true})
}
