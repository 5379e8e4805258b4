package sell_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

const leadsURL = "GET https://api.getbase.com/v2/leads?"

// pageOf returns an answer with leads of those ids; next is the link to the
// next page, "" for none.
func pageOf(next string, ids ...int64) string {
	var b strings.Builder
	b.WriteString(`{"items":[`)
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"data":{"id":` + strconv.FormatInt(id, 10) + `},"meta":{"type":"lead"}}`)
	}
	b.WriteString(`],"meta":{"type":"collection","count":` + strconv.Itoa(len(ids)) + `,"links":{"self":"https://api.getbase.com/v2/leads"`)
	if next != "" {
		b.WriteString(`,"next_page":"` + next + `"`)
	}
	b.WriteString(`}}}`)
	return b.String()
}

func link(page int) string {
	return "https://api.getbase.com/v2/leads?per_page=100&page=" + strconv.Itoa(page)
}

func idsOf(leads []*sell.Lead) []int64 {
	ids := make([]int64, len(leads))
	for i, lead := range leads {
		ids[i] = lead.ID
	}
	return ids
}

func TestListingIsLazyAndRestartable(t *testing.T) {
	server := ok(pageOf(link(2), 1, 2), pageOf("", 3), pageOf(link(2), 4), pageOf("", 5))
	crm := connect(t, server)
	all := crm.Leads.All(t.Context(), sell.LeadQuery{OwnerID: 7})
	equal(t, "requests before the range", len(server.urls()), 0)

	equal(t, "ids", idsOf(must(zendesk.Collect(all, 0))), []int64{1, 2, 3})
	equal(t, "ids of the second range", idsOf(must(zendesk.Collect(all, 0))), []int64{4, 5})
	first, second := leadsURL+"owner_id=7&per_page=100&sort_by=id", leadsURL+"owner_id=7&page=2&per_page=100&sort_by=id"
	equal(t, "requests", server.urls(), []string{first, second, first, second})
}

func TestNothingIsFetchedAfterBreak(t *testing.T) {
	for stop := range int64(2) { // in the middle of the page, and at its end
		server := ok(pageOf(link(2), 1, 2), pageOf("", 3))
		crm := connect(t, server)
		for lead, err := range crm.Leads.All(t.Context(), sell.LeadQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			if lead.ID == stop+1 {
				break
			}
		}
		equal(t, "requests", len(server.urls()), 1)
	}
}

func TestListGoesOnFromNext(t *testing.T) {
	server := ok(pageOf(link(2), 1), pageOf("", 2))
	crm := connect(t, server)
	query := sell.LeadQuery{Status: "New", SortBy: sell.Descending(sell.LeadsByUpdatedAt), PerPage: 1}
	first := must(crm.Leads.List(t.Context(), query, ""))
	equal(t, "Next", first.Next, "2")
	second := must(crm.Leads.List(t.Context(), query, first.Next))
	equal(t, "Next of the last page", second.Next, "")
	equal(t, "ids", slices.Concat(idsOf(first.Items), idsOf(second.Items)), []int64{1, 2})
	equal(t, "requests", server.urls(), []string{
		leadsURL + "per_page=1&sort_by=updated_at%3Adesc&status=New",
		leadsURL + "page=2&per_page=1&sort_by=updated_at%3Adesc&status=New",
	})
}

func TestListRefusesBadArguments(t *testing.T) {
	server := ok(pageOf(""))
	crm := connect(t, server)
	for _, cursor := range []string{"0", "-1", "two", "2 ", "1e3"} {
		_, err := crm.Leads.List(t.Context(), sell.LeadQuery{}, cursor)
		if e, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || e.Argument != "cursor" {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
	for _, size := range []int{-1, 101} {
		_, err := crm.Leads.List(t.Context(), sell.LeadQuery{PerPage: size}, "")
		if e, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || e.Argument != "PerPage" {
			t.Errorf("PerPage %d: %v", size, err)
		}
	}
	equal(t, "requests", len(server.urls()), 0)
}

func TestListingEnds(t *testing.T) {
	bare := func(id string) string { return `{"items":[{"data":{"id":` + id + `}}]}` }
	for name, c := range map[string]struct {
		pages    []string
		ids      []int64
		requests int
	}{
		"without a next link":                {[]string{pageOf(link(2), 1), pageOf("", 2)}, []int64{1, 2}, 2},
		"at an empty page with a next link":  {[]string{pageOf(link(2), 1), pageOf(link(3))}, []int64{1}, 2},
		"at once":                            {[]string{pageOf("")}, nil, 1},
		"at an empty page without any meta":  {[]string{bare("1"), bare("2"), `{"items":[]}`}, []int64{1, 2}, 3},
		"with empty links":                   {[]string{`{"items":[{"data":{"id":1}}],"meta":{"type":"collection","links":{}}}`}, []int64{1}, 1},
		"after pages whose links lie abroad": {[]string{pageOf("http://elsewhere.example.com/v9/x?page=2", 1), pageOf("", 2)}, []int64{1, 2}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			server := ok(c.pages...)
			leads, err := zendesk.Collect(connect(t, server).Leads.All(t.Context(), sell.LeadQuery{}), 0)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(idsOf(leads), c.ids) {
				t.Errorf("ids %v, want %v", idsOf(leads), c.ids)
			}
			equal(t, "requests", len(server.urls()), c.requests)
			for _, url := range server.urls() {
				if !strings.HasPrefix(url, leadsURL) {
					t.Errorf("sent to %s", url)
				}
			}
		})
	}
}

func TestListingThatDoesNotAdvance(t *testing.T) {
	server := ok(pageOf(link(2), 1))
	var ids []int64
	var last error
	for lead, err := range connect(t, server).Leads.All(t.Context(), sell.LeadQuery{}) {
		if last = err; err == nil {
			ids = append(ids, lead.ID)
		}
	}
	if !errors.Is(last, zendesk.ErrNoProgress) {
		t.Errorf("error %v, want ErrNoProgress", last)
	}
	equal(t, "ids", ids, []int64{1, 1})
	equal(t, "requests", len(server.urls()), 2)
}

// Some listings ignore the number of the page, and say nothing of what follows.
func TestListingThatRepeatsAPage(t *testing.T) {
	server := ok(`{"items":[{"data":{"id":1,"name":"New"}}]}`)
	all := connect(t, server).LeadStatuses.All(t.Context(), sell.LeadStatusQuery{})
	for range 2 {
		statuses, err := zendesk.Collect(all, 0)
		if !errors.Is(err, zendesk.ErrNoProgress) || len(statuses) != 1 || statuses[0].Name != "New" {
			t.Errorf("statuses %v, error %v", statuses, err)
		}
	}
	equal(t, "requests", len(server.urls()), 4)
}

func TestListingByToken(t *testing.T) {
	to := func(query string) string { return "https://api.getbase.com/v2/lead_conversions?" + query }
	server := ok(pageOf(to("cursor=a%2Bb%3D&page=51"), 9), pageOf(to("cursor=12"), 8), pageOf("", 7))
	crm := connect(t, server)
	query := sell.LeadConversionQuery{DealID: 5}
	for page, err := range crm.LeadConversions.Pages(t.Context(), query) {
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("page %v, %v", page, err)
		}
	}
	const start = "GET https://api.getbase.com/v2/lead_conversions?"
	equal(t, "requests", server.urls(), []string{start + "deal_id=5&per_page=200", start + "cursor=a%2Bb%3D&deal_id=5&per_page=200", start + "cursor=12&deal_id=5&per_page=200"})

	if _, err := crm.LeadConversions.List(t.Context(), query, "2", zendesk.From("3")); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("two cursors: %v", err)
	}
	for _, cursor := range []string{"cursor=", "cursor", "a+b="} {
		if _, err := crm.LeadConversions.List(t.Context(), query, cursor); !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
	if _, err := connect(t, ok(`{"items":[{"data":{"id":1}}]}`)).LeadConversions.List(t.Context(), query, "cursor=12"); !errors.Is(err, zendesk.ErrNoProgress) {
		t.Errorf("without a meta, nothing says what follows: %v", err)
	}
}

func TestListingByABareToken(t *testing.T) {
	server := ok(pageOf("OPA/QUE+==", 9), pageOf("", 8))
	conversions := must(zendesk.Collect(connect(t, server).LeadConversions.All(t.Context(), sell.LeadConversionQuery{}), 0))
	equal(t, "ids", []int64{conversions[0].ID, conversions[1].ID}, []int64{9, 8})
	const start = "GET https://api.getbase.com/v2/lead_conversions?"
	equal(t, "requests", server.urls(), []string{start + "per_page=200", start + "cursor=OPA%2FQUE%2B%3D%3D&per_page=200"})

	for _, link := range []string{"https://api.getbase.com/v2/lead_conversions", "/v2/lead_conversions?other=x"} {
		if page, err := connect(t, ok(pageOf(link, 9))).LeadConversions.List(t.Context(), sell.LeadConversionQuery{}, ""); err == nil {
			t.Errorf("%s: next is %q", link, page.Next)
		}
	}
	if page, err := connect(t, ok(pageOf("OPAQUE==", 9))).Leads.List(t.Context(), sell.LeadQuery{}, ""); err == nil {
		t.Errorf("leads: next is %q", page.Next)
	}
}

func TestListRefusesWhatTheAPIDoes(t *testing.T) {
	server := ok(pageOf(""))
	crm := connect(t, server)
	ids := make([]int64, 101)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	for name, c := range map[string]struct {
		argument string
		list     func() error
	}{
		"101 leads":                {"IDs", func() error { _, err := crm.Leads.List(t.Context(), sell.LeadQuery{IDs: ids}, ""); return err }},
		"101 orders":               {"IDs", func() error { _, err := crm.Orders.List(t.Context(), sell.OrderQuery{IDs: ids}, ""); return err }},
		"501 orders a page":        {"PerPage", func() error { _, err := crm.Orders.List(t.Context(), sell.OrderQuery{PerPage: 501}, ""); return err }},
		"industries of deals":      {"of", func() error { _, err := crm.Industries.List(t.Context(), sell.ResourceDeal); return err }},
		"fields of sales accounts": {"of", func() error { _, err := crm.CustomFields.List(t.Context(), sell.ResourceSalesAccount); return err }},
		"texts of an id": {"ResourceType", func() error {
			_, err := crm.TextMessages.List(t.Context(), sell.TextMessageQuery{ResourceID: 5}, "")
			return err
		}},
		"texts of a type": {"ResourceID", func() error {
			_, err := crm.TextMessages.Raw().List(t.Context(), sell.TextMessageQuery{ResourceType: sell.ResourceLead}, "")
			return err
		}},
		"visits to an id": {"ResourceType", func() error { _, err := crm.Visits.List(t.Context(), sell.VisitQuery{ResourceID: 5}, ""); return err }},
		"visits to a type": {"ResourceID", func() error {
			_, err := crm.Visits.List(t.Context(), sell.VisitQuery{ResourceType: sell.ResourceLead}, "")
			return err
		}},
	} {
		if e, ok := errors.AsType[*zendesk.ArgumentError](c.list()); !ok || e.Argument != c.argument {
			t.Errorf("%s: %v", name, c.list())
		}
	}
	equal(t, "requests", len(server.urls()), 0)
	must(crm.Leads.List(t.Context(), sell.LeadQuery{IDs: ids[:100]}, ""))
	must(crm.Orders.List(t.Context(), sell.OrderQuery{}, ""))
	must(crm.Products.List(t.Context(), sell.ProductQuery{PerPage: 500}, ""))
	must(crm.Industries.List(t.Context(), sell.ResourceContact))
	must(crm.CustomFields.List(t.Context(), sell.ResourceProspectAndCustomer))
	const root = "GET https://api.getbase.com/v2/"
	equal(t, "requests", server.urls()[1:], []string{
		root + "orders?per_page=100&sort_by=id", root + "products?per_page=500&sort_by=id", root + "contact/industries?per_page=100", root + "prospect_and_customer/custom_fields",
	})
}

func TestErrorEndsAListing(t *testing.T) {
	for name, bad := range map[string]answer{
		"refused":                {status: 403, body: `{"errors":[]}`},
		"cut off":                {status: 200, body: pageOf("", 2)[:20]},
		"next link without page": {status: 200, body: pageOf("https://api.getbase.com/v2/leads?other=x", 2)},
		"no JSON":                {status: 200, body: "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			server := &canned{answers: []answer{{status: 200, body: pageOf(link(2), 1)}, bad}}
			var got []string
			for lead, err := range connect(t, server).Leads.All(t.Context(), sell.LeadQuery{}) {
				if err != nil {
					e, ok := errors.AsType[*zendesk.Error](err)
					if !ok || e.Status != bad.status || lead != nil {
						t.Errorf("lead %v with error %v", lead, err)
					}
					got = append(got, "error")
					continue
				}
				got = append(got, strconv.FormatInt(lead.ID, 10))
			}
			equal(t, "pairs", got, []string{"1", "error"})
		})
	}
}

func TestRawIsByteForByte(t *testing.T) {
	items := []string{
		`{ "id" : 1,  "value":1000.50, "big":12345678901234567890,"exp":1E3, "dup":1,"dup":2 }`,
		`{"id":"not a number","name":"caf\u00e9 ☕ \/"}`,
	}
	page := `{"items":[{"data":` + items[0] + `,"meta":{}},{"data":` + items[1] + `}],"meta":{"links":{"next_page":"` + link(2) + `"}}}`
	server := ok(page, `{"items":[{"data":{}}],"meta":{}}`)
	crm := connect(t, server)

	var got []string
	for raw, err := range crm.Leads.Raw().All(t.Context(), sell.LeadQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(raw))
	}
	equal(t, "items", got, append(items, `{}`))

	server.sent = nil
	first := must(crm.Leads.Raw().List(t.Context(), sell.LeadQuery{}, ""))
	equal(t, "first item", string(*first.Items[0]), items[0])
	equal(t, "Next", first.Next, "2")
	server.sent = nil
	for page, err := range crm.Leads.Raw().Pages(t.Context(), sell.LeadQuery{}) {
		if err != nil || len(page.Items) != 2 {
			t.Errorf("page %v, %v", page, err)
		}
		break
	}
	equal(t, "requests", len(server.urls()), 1)
}

func TestCustomFieldsHaveNoPages(t *testing.T) {
	field := func(id string) string { return `{"items":[{"data":{"id":` + id + `,"name":"Tier"}}]` }
	server := ok(field("1") + `}`)
	fields := must(connect(t, server).CustomFields.List(t.Context(), sell.ResourceDeal))
	equal(t, "fields", len(fields), 1)
	equal(t, "requests", server.urls(), []string{"GET https://api.getbase.com/v2/deal/custom_fields"})

	server = ok(field("1")+`,"meta":{"links":{"next_page":"https://api.getbase.com/v2/deal/custom_fields?page=2"}}}`, field("2")+`,"meta":{}}`)
	fields = must(connect(t, server).CustomFields.List(t.Context(), sell.ResourceDeal))
	equal(t, "ids", []int64{fields[0].ID, fields[1].ID}, []int64{1, 2})
	equal(t, "second request", server.urls()[1], "GET https://api.getbase.com/v2/deal/custom_fields?page=2")

	if _, err := connect(t, server).CustomFields.List(t.Context(), ""); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("without a resource: %v", err)
	}
}
