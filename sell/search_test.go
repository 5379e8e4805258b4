package sell_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

const noHits = `{"items":[{"successful":true,"items":[],"meta":{"total_count":0}}]}`

// wireOf returns the query that a search sends, as it stands in data.
func wireOf(t testing.TB, q sell.SearchQuery, cursor string) string {
	t.Helper()
	server := ok(noHits)
	if _, err := connect(t, server).Search.Leads().List(t.Context(), q, cursor); err != nil {
		t.Fatal(err)
	}
	body := server.sent[0].body
	inner, ok1 := strings.CutPrefix(body, `{"items":[{"data":`)
	inner, ok2 := strings.CutSuffix(inner, `}]}`)
	if !ok1 || !ok2 || server.urls()[0] != "POST https://api.getbase.com/v3/leads/search" {
		t.Fatalf("%s with %s", server.urls()[0], body)
	}
	return inner
}

func TestFiltersAreSent(t *testing.T) {
	lisbon := time.FixedZone("", 3600)
	at := time.Date(2026, 3, 1, 9, 30, 0, 0, lisbon)
	type named string
	test := func(attribute, parameter string) string {
		return `{"filter":{"attribute":{"name":"` + attribute + `"},"parameter":` + parameter + `}}`
	}
	for _, c := range []struct {
		filter sell.Filter
		want   string
	}{
		{sell.Where(sell.AttrEmail).Eq("ana@example.com"), test("email", `{"eq":"ana@example.com"}`)},
		{sell.Where("recent").Eq(false), test("recent", `{"eq":false}`)},
		{sell.Where("industry").Eq(named("Retail")), test("industry", `{"eq":"Retail"}`)},
		{sell.Where("status.id").Any([]int64{1988695232001, 5}), test("status.id", `{"any":[1988695232001,5]}`)},
		{sell.Where("tags").All("fair", []string{"web", "vip"}), test("tags", `{"all":["fair","web","vip"]}`)},
		{sell.Where("name").Contains("bike"), test("name", `{"contains":"bike"}`)},
		{sell.Where("name").StartsWith("Ru"), test("name", `{"starts_with":"Ru"}`)},
		{sell.Where("email").Missing(), test("email", `{"missing":true}`)},
		{sell.Where("updated_at").Range(sell.Range{GTE: at}), test("updated_at", `{"range":{"gte":"2026-03-01T08:30:00Z"}}`)},
		{sell.Where("day").Range(sell.Range{GT: zendesk.DateOf(at), LTE: zendesk.Date{Year: 2026, Month: 6, Day: 30}}), test("day", `{"range":{"gt":"2026-03-01","lte":"2026-06-30"}}`)},
		{sell.Where("amount").Range(sell.Range{GTE: zendesk.MustDecimal("1000.50"), LT: 2000}), test("amount", `{"range":{"gte":1000.50,"lt":2000}}`)},
		{sell.Where("amount").Eq(zendesk.MustDecimal("+007.10")), test("amount", `{"eq":7.10}`)},
		{sell.Where("amount").Eq(zendesk.MustDecimal("-.5e3")), test("amount", `{"eq":-0.5e3}`)},
		{sell.Where("amount").Eq(zendesk.MustDecimal("12.")), test("amount", `{"eq":12}`)},
		{sell.Where("amount").Eq(zendesk.Decimal{}), test("amount", `{"eq":0}`)},
		{sell.Where(sell.SearchField(5)).Eq("Gold"), test("custom_fields.5", `{"eq":"Gold"}`)},
		{sell.Where(sell.SearchContactField(6)).Eq("Gold"), test("custom_fields.contact:6", `{"eq":"Gold"}`)},
		{sell.Where(sell.SearchSalesAccountField(7)).Eq("Gold"), test("custom_fields.sales_account:7", `{"eq":"Gold"}`)},
		{
			sell.And(sell.Where("a").Eq(1), sell.Or(sell.Where("b").Eq(uint8(2)), sell.Not(sell.Where("c").Missing()))),
			`{"and":[` + test("a", `{"eq":1}`) + `,{"or":[` + test("b", `{"eq":2}`) + `,{"not":` + test("c", `{"missing":true}`) + `}]}]}`,
		},
	} {
		equal(t, "data", wireOf(t, sell.SearchQuery{Filter: c.filter}, ""), `{"per_page":200,"query":{"filter":`+c.want+`}}`)
	}

	// Only tasks compare the clock of a time and not the moment.
	server := ok(noHits)
	_, err := connect(t, server).Search.Tasks().List(t.Context(), sell.SearchQuery{Filter: sell.Where(sell.AttrDueDate).Range(sell.Range{GTE: at})}, "")
	if err != nil || !strings.Contains(server.sent[0].body, `{"gte":"2026-03-01T09:30:00+01:00"}`) {
		t.Errorf("tasks: %s, %v", server.sent[0].body, err)
	}
}

func TestSearchQueriesAreSent(t *testing.T) {
	for _, c := range []struct {
		query  sell.SearchQuery
		cursor string
		want   string
	}{
		{sell.SearchQuery{}, "", `{"per_page":200,"query":{}}`},
		{sell.SearchQuery{PerPage: 7}, "next==", `{"cursor":"next==","per_page":7,"query":{}}`},
		{sell.SearchQuery{Page: 2}, "", `{"page":2,"per_page":200,"query":{}}`},
		{sell.SearchQuery{Offset: 30, NoHits: true}, "", `{"hits":false,"offset":30,"per_page":200,"query":{}}`},
		{sell.SearchQuery{Projection: []sell.SearchAttribute{"email", sell.AttrOwner}}, "", `{"per_page":200,"query":{"projection":[{"name":"email"},{"name":"owner"}]}}`},
		{sell.SearchQuery{Sort: []sell.SearchSort{sell.AttrUpdatedAt.Descending(), {Attribute: "id"}, sell.AttrName.Ascending()}}, "",
			`{"per_page":200,"query":{"sort":[{"attribute":{"name":"updated_at"},"order":"descending"},{"attribute":{"name":"id"},"order":"ascending"},{"attribute":{"name":"name"},"order":"ascending"}]}}`},
		{sell.SearchQuery{Aggregations: []sell.Aggregation{{"amount", sell.AggregateSum}}}, "",
			`{"aggregations":[{"aggregation_type":"sum","attribute":{"name":"amount"}}],"per_page":200,"query":{}}`},
		{sell.SearchQuery{Extra: map[string]json.RawMessage{"suggestions": json.RawMessage(`[1]`)}}, "", `{"per_page":200,"query":{},"suggestions":[1]}`},
	} {
		equal(t, "data", wireOf(t, c.query, c.cursor), c.want)
	}
}

func TestSearchIsRefusedBeforeSending(t *testing.T) {
	where := func(f sell.Filter) sell.SearchQuery { return sell.SearchQuery{Filter: f} }
	server := ok(noHits)
	leads := connect(t, server).Search.Leads()
	for _, c := range []struct {
		query            sell.SearchQuery
		cursor           string
		argument, reason string
	}{
		{sell.SearchQuery{PerPage: 201}, "", "PerPage", "must be from 1 to 200, or 0 for the maximum"},
		{sell.SearchQuery{PerPage: -1}, "", "PerPage", "must be from 1 to 200, or 0 for the maximum"},
		{sell.SearchQuery{Page: -1}, "", "Page", "is negative"},
		{sell.SearchQuery{Offset: -1}, "", "Offset", "is negative"},
		{sell.SearchQuery{Page: 1, Offset: 1}, "", "Offset", "excludes Page"},
		{sell.SearchQuery{Page: 1}, "c", "Cursor", "excludes Page and Offset"},
		{sell.SearchQuery{Offset: 1}, "c", "Cursor", "excludes Page and Offset"},
		{sell.SearchQuery{Cursor: "c"}, "", "Cursor", "in the query is for Batch: pass it as the argument instead"},
		{sell.SearchQuery{Cursor: "c"}, "c", "Cursor", "in the query is for Batch: pass it as the argument instead"},
		{sell.SearchQuery{Projection: []sell.SearchAttribute{"id", ""}}, "", "Projection", "holds an empty attribute"},
		{sell.SearchQuery{Sort: []sell.SearchSort{{}}}, "", "Sort", "names no attribute"},
		{sell.SearchQuery{Sort: []sell.SearchSort{{"id", "desc"}}}, "", "Sort", "must be ascending or descending"},
		{sell.SearchQuery{Aggregations: []sell.Aggregation{{Type: "sum"}}}, "", "Aggregations", "needs an attribute and a type"},
		{sell.SearchQuery{Aggregations: []sell.Aggregation{{Attribute: "hot"}}}, "", "Aggregations", "needs an attribute and a type"},
		{sell.SearchQuery{Extra: map[string]json.RawMessage{"cursor": json.RawMessage(`"c"`)}}, "", "Extra", "contains cursor, which has its own field"},
		{sell.SearchQuery{Extra: map[string]json.RawMessage{"more": json.RawMessage(`{`)}}, "", "Extra", "contains invalid JSON under more"},
		{where(sell.And()), "", "Filter", "and: holds no filters"},
		{where(sell.Or(sell.Where("a").Eq(1), sell.Filter{})), "", "Filter", "or: an empty filter would find everything"},
		{where(sell.Not(sell.Filter{})), "", "Filter", "not: an empty filter would find everything"},
		{where(sell.Where("").Eq(1)), "", "Filter", " eq: names no attribute"},
		{where(sell.Where("email").Eq("")), "", "Filter", "email eq: the text is empty"},
		{where(sell.Where("email").Any("ana@example.com", "")), "", "Filter", "email any: the text is empty"},
		{where(sell.Where("email").Any([]string{})), "", "Filter", "email any: holds no values"},
		{where(sell.Where("name").Contains("")), "", "Filter", "name contains: the text is empty"},
		{where(sell.Where("a").Eq("\xff")), "", "Filter", "a eq: the text is not valid UTF-8"},
		{where(sell.Where("a").Eq(1.5)), "", "Filter", "a eq: is a float: use zendesk.Decimal"},
		{where(sell.Where("a").Eq(nil)), "", "Filter", "a eq: a <nil> is not a value to search for"},
		{where(sell.Where("a").Eq(struct{}{})), "", "Filter", "a eq: a struct {} is not a value to search for"},
		{where(sell.Where("a").Eq(time.Time{})), "", "Filter", "a eq: the time is zero"},
		{where(sell.Where("a").Eq(zendesk.Date{})), "", "Filter", "a eq: the date is zero"},
		{where(sell.Where("a").Range(sell.Range{})), "", "Filter", "a range: has no bounds"},
		{where(sell.Where("a").Range(sell.Range{GTE: 1, GT: 1})), "", "Filter", "a range: GTE and GT exclude each other"},
		{where(sell.Where("a").Range(sell.Range{LTE: 1, LT: 1})), "", "Filter", "a range: LTE and LT exclude each other"},
		{where(sell.Where("a").Range(sell.Range{LTE: true})), "", "Filter", "a range: a boolean has no order"},
	} {
		_, err := leads.List(t.Context(), c.query, c.cursor)
		equal(t, "error", err, error(&zendesk.ArgumentError{Op: "sell.Search.Leads.List", Argument: c.argument, Problem: c.reason}))
	}
	_, err := leads.Batch(t.Context(), nil)
	equal(t, "empty batch", fmt.Sprint(err), "zendesk: sell.Search.Leads.Batch: queries: is empty")
	_, err = leads.Batch(t.Context(), []sell.SearchQuery{{}, {PerPage: 500}})
	equal(t, "bad batch", fmt.Sprint(err), "zendesk: sell.Search.Leads.Batch: queries[1].PerPage: must be from 1 to 200, or 0 for the maximum")
	_, err = leads.Batch(t.Context(), []sell.SearchQuery{{Cursor: "c", Offset: 1}})
	equal(t, "two places", fmt.Sprint(err), "zendesk: sell.Search.Leads.Batch: queries[0].Cursor: excludes Page and Offset")
	for _, q := range []sell.SearchQuery{{Page: 1}, {Offset: 1}, {Cursor: "c"}} {
		if _, err = zendesk.Collect(leads.All(t.Context(), q), 0); !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("All of %+v: %v", q, err)
		}
	}
	equal(t, "requests", len(server.sent), 0)
}

func TestSearchAnswers(t *testing.T) {
	ctx := t.Context()
	answer := `{"items":[{"successful":true,"items":[{"data":{"id":7,"version":3,"decimal_value":1000.5,"hot":"yes","smart":{"a":1}},"meta":{"type":"deal"}},null,{"data":null}],
		"meta":{"count":1,"total_count":5634,"links":{"next_page":"bmV4dA=="},"aggregations":{"decimal_value":{"sum":12.50,"max":null}}}}]}`
	deals := connect(t, ok(answer)).Search.Deals()
	var meta zendesk.Meta
	page, err := deals.List(ctx, sell.SearchQuery{}, "", zendesk.Into(&meta))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "odd", meta.Odd, []string{"/items/0/items/0/data/hot", "/items/0/items/1/data", "/items/0/items/2/data"})
	equal(t, "page", *page, sell.SearchPage[sell.DealHit]{
		Items: []*sell.DealHit{{ID: 7, Version: 3, DecimalValue: zendesk.MustDecimal("1000.5"), Extra: map[string]json.RawMessage{"hot": json.RawMessage(`"yes"`), "smart": json.RawMessage(`{"a":1}`)}}},
		Next:  "bmV4dA==", TotalCount: 5634, Aggregations: sell.Aggregations{"decimal_value": json.RawMessage(`{"sum":12.50,"max":null}`)},
	})
	sum, found := page.Aggregations.Decimal(sell.AttrDecimalValue, sell.AggregateSum)
	equal(t, "sum", []any{sum.String(), found}, []any{"12.50", true})
	for _, of := range []sell.Aggregation{{"decimal_value", "max"}, {"decimal_value", "min"}, {"name", sell.AggregateSum}} {
		if figure, found := page.Aggregations.Decimal(of.Attribute, of.Type); found || !figure.IsZero() {
			t.Errorf("%v: %v", of, figure)
		}
	}

	raw := connect(t, ok(`{"items":[{"successful":true,"items":[{"data":{"id": 7, "x":1.0}}],"meta":{"aggregations":[]}}]}`)).Search.Deals().Raw()
	hits, err := zendesk.Collect(raw.All(ctx, sell.SearchQuery{}), 0)
	equal(t, "raw", []any{hits, err}, []any{[]json.RawMessage{json.RawMessage(`{"id": 7, "x":1.0}`)}, nil})
	if _, err := raw.List(ctx, sell.SearchQuery{}, "", zendesk.Into(&meta)); err != nil {
		t.Fatal(err)
	}
	equal(t, "odd figures", meta.Odd, []string{"/items/0/meta/aggregations"})

	for _, c := range []string{`{"items":[]}`, `{}`, `[]`, `<html>`, `{"items":[{"items":[{"data":{"id":"x"}}]}]}`} {
		_, err := connect(t, ok(c)).Search.Leads().List(ctx, sell.SearchQuery{}, "")
		if e, isError := errors.AsType[*zendesk.Error](err); !isError || e.Status != http.StatusOK || e.Unclear {
			t.Errorf("%s: %v", c, err)
		}
	}
}

func TestSearchPages(t *testing.T) {
	page := func(id int, next string) string {
		return fmt.Sprintf(`{"items":[{"successful":true,"items":[{"data":{"id":%d}}],"meta":{"links":{"next_page":%q}}}]}`, id, next)
	}
	server := ok(page(1, "a=="), page(2, "b=="), page(3, ""))
	server.answers = append([]answer{{status: 503}, {lost: true}}, server.answers...) // searches are repeated
	synctest.Test(t, func(t *testing.T) {
		hits, err := zendesk.Collect(connect(t, server).Search.Notes().All(t.Context(), sell.SearchQuery{PerPage: 1}), 0)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "hits", hits, []*sell.NoteHit{{ID: 1}, {ID: 2}, {ID: 3}})
	})
	equal(t, "requests", len(server.sent), 5)
	equal(t, "last", server.sent[4].body, `{"items":[{"data":{"cursor":"b==","per_page":1,"query":{}}}]}`)

	server = ok(page(1, "a=="))
	_, err := zendesk.Collect(connect(t, server).Search.Notes().All(t.Context(), sell.SearchQuery{}), 0)
	if !errors.Is(err, zendesk.ErrNoProgress) || len(server.sent) != 2 {
		t.Errorf("a cursor that repeats: %v after %d requests", err, len(server.sent))
	}
	_, err = zendesk.Collect(connect(t, &canned{answers: []answer{{status: 403}}}).Search.Notes().Raw().All(t.Context(), sell.SearchQuery{}), 0)
	if !errors.Is(err, zendesk.ErrForbidden) {
		t.Errorf("Raw: %v", err)
	}
	for _, err := range connect(t, ok(page(1, "a=="))).Search.Notes().Raw().Pages(t.Context(), sell.SearchQuery{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}

func TestSearchErrors(t *testing.T) {
	ctx := t.Context()
	const refused = `{"successful":false,"errors":[{"error":{"code":"invalid_param","message":"no attribute ana@example.com"},"meta":{"type":"error"}}],"meta":{"http_status":"422 Unprocessable Entity"}}`
	const found = `{"successful":true,"items":[{"data":{"id":7}}],"meta":{"total_count":1}}`
	batch := func(status int, items ...string) ([]sell.SearchResult[sell.ContactHit], error) {
		server := &canned{answers: []answer{{status: status, body: `{"items":[` + strings.Join(items, ",") + `]}`}}}
		return connect(t, server).Search.Contacts().Batch(ctx, make([]sell.SearchQuery, 2))
	}
	check := func(what string, err error) {
		t.Helper()
		e, isError := errors.AsType[*zendesk.Error](err)
		if !isError || e.Status != http.StatusUnprocessableEntity || e.Code != "invalid_param" || !errors.Is(err, zendesk.ErrInvalid) || e.Attempts != 1 ||
			e.Op.Route != "/v3/contacts/search" || strings.Contains(err.Error(), "ana@") || e.Fields[0].Message != "no attribute ana@example.com" {
			t.Errorf("%s: %#v", what, err)
		}
	}
	results, err := batch(http.StatusMultiStatus, refused, found)
	if err != nil || len(results) != 2 || results[0].Page != nil || results[1].Err != nil {
		t.Fatalf("%+v, %v", results, err)
	}
	check("207", results[0].Err)
	equal(t, "found", results[1].Page.Items[0].ID, int64(7))

	results, err = batch(http.StatusBadRequest, refused, refused)
	if err != nil || len(results) != 2 {
		t.Fatalf("%+v, %v", results, err)
	}
	check("400", results[1].Err)

	server := &canned{answers: []answer{{status: 400, body: `{"items":[` + refused + `]}`}}}
	page, err := connect(t, server).Search.Contacts().List(ctx, sell.SearchQuery{}, "")
	check("List", err)
	if page != nil || len(server.sent) != 1 {
		t.Errorf("%+v after %d requests", page, len(server.sent))
	}
	// The request as a whole.
	server = &canned{answers: []answer{{status: 403, body: `{"errors":[{"error":{"code":"insufficient_scope"}}]}`}}}
	results, err = connect(t, server).Search.Contacts().Batch(ctx, make([]sell.SearchQuery, 1))
	if results != nil || !errors.Is(err, zendesk.ErrForbidden) {
		t.Errorf("%+v, %v", results, err)
	}
}

// Each query of a batch goes on from its own page.
func TestBatchPages(t *testing.T) {
	fake := selltest.New()
	fake.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`, `{"id":12,"last_name":"Costa","owner_id":1}`, `{"id":13,"last_name":"Silva","owner_id":1}`)
	leads := connect(t, fake.Transport()).Search.Leads()
	queries := []sell.SearchQuery{
		{PerPage: 1, Sort: []sell.SearchSort{sell.AttrID.Ascending()}},
		{PerPage: 2, Sort: []sell.SearchSort{sell.AttrID.Descending()}},
	}
	var ids []int64
	for len(queries) > 0 {
		results, err := leads.Batch(t.Context(), queries)
		if err != nil {
			t.Fatal(err)
		}
		var more []sell.SearchQuery
		for i, result := range results {
			for _, lead := range result.Page.Items {
				ids = append(ids, lead.ID)
			}
			if queries[i].Cursor = result.Page.Next; result.Page.Next != "" {
				more = append(more, queries[i])
			}
		}
		queries = more
	}
	equal(t, "ids", ids, []int64{11, 13, 12, 12, 11, 13})
	equal(t, "requests", len(fake.Requests()), 3)
}

// What the types of the hits have fields for can be asked for, and comes back in
// these fields.
func TestSearchAttributes(t *testing.T) {
	fake := selltest.New()
	fake.Seed("leads", `{"id":11,"first_name":"Ana","last_name":"Ruiz","status":"New","email":"ana@example.com","phone":"+351 555 0100","owner_id":1,"source_id":1,"tags":["fair"]}`)
	fake.Seed("contacts", `{"id":51,"is_organization":true,"name":"Ruiz Bikes","owner_id":1,"address":{"city":"Porto"}}`, `{"id":52,"last_name":"Ruiz","name":"Ana Ruiz","contact_id":51,"owner_id":1}`)
	fake.Seed("deals", `{"id":91,"name":"Bikes","contact_id":52,"organization_id":51,"value":"1000.50","owner_id":1,"stage_id":3,"added_at":"2026-03-01T09:00:00Z"}`)
	fake.Seed("notes", `{"id":61,"content":"Call in June","resource_type":"lead","resource_id":11,"creator_id":1}`)
	fake.Seed("tasks", `{"id":81,"content":"Call","resource_type":"lead","resource_id":11,"owner_id":1,"due_date":"2026-03-01T08:30:00Z"}`)
	search := connect(t, fake.Transport()).Search

	lead := onlyHit(t, search.Leads())
	equal(t, "lead", []any{lead.Name, lead.Email, lead.NormalizedPhoneNumbers.NationalNumber, lead.Owner.ID, lead.Source.ID, lead.Status.ID, lead.Tags, lead.Address},
		[]any{"Ana Ruiz", "ana@example.com", []string{"5550100"}, int64(1), int64(1), int64(1), []string{"fair"}, (*sell.SearchAddress)(nil)})
	contact := onlyHit(t, search.Contacts(), 51)
	equal(t, "contact", []any{contact.IsOrganisation, contact.DisplayName, contact.Address.City, contact.Company}, []any{true, "Ruiz Bikes", "Porto", (*sell.SearchRef)(nil)})
	person := onlyHit(t, search.Contacts(), 52)
	equal(t, "person", []any{person.IsOrganisation, person.Company.Name}, []any{false, "Ruiz Bikes"})
	deal := onlyHit(t, search.Deals())
	equal(t, "deal", []any{deal.DecimalValue.String(), deal.IsWon, deal.Stage.ID, deal.PipelineID, deal.AddedAt.String(), deal.Contact.Name, deal.Company.Name},
		[]any{"1000.5", true, int64(3), int64(1), "2026-03-01", "Ana Ruiz", "Ruiz Bikes"})
	note := onlyHit(t, search.Notes())
	equal(t, "note", []any{note.Content, note.Resource.ID, note.Resource.Type, note.Owner.ID}, []any{"Call in June", int64(11), sell.ResourceLead, int64(1)})
	task := onlyHit(t, search.Tasks())
	equal(t, "task", []any{task.Overdue, task.Resource.ID, task.Assignee.ID, task.DueDate.Format(time.TimeOnly)}, []any{true, int64(11), int64(1), "08:30:00"})
}

// onlyHit searches for everything that a hit has a field for, by id if there are several.
func onlyHit[Hit any](t *testing.T, index sell.SearchIndex[Hit], id ...int64) *Hit {
	t.Helper()
	q := sell.SearchQuery{Projection: index.Attributes()}
	if len(id) > 0 {
		q.Filter = sell.Where(sell.AttrID).Any(id)
	}
	var meta zendesk.Meta
	hits, err := zendesk.Collect(index.All(t.Context(), q, zendesk.Into(&meta)), 0)
	if err != nil || len(hits) != 1 || len(meta.Odd) > 0 {
		t.Fatalf("%d hits, odd %v, %v", len(hits), meta.Odd, err)
	}
	return hits[0]
}

// Every constant is an attribute of some kind of record.
func TestSearchConstants(t *testing.T) {
	search := connect(t, selltest.New().Transport()).Search
	person := []sell.SearchAttribute{sell.AttrFirstName, sell.AttrLastName, sell.AttrEmail, sell.AttrPhone, sell.AttrMobile, sell.AttrNationalNumber, sell.AttrCity, sell.AttrCountry, sell.AttrName, sell.AttrTags, sell.AttrLastActivityDate}
	all := []sell.SearchAttribute{sell.AttrID, sell.AttrVersion, sell.AttrOwner, sell.AttrOwnerID, sell.AttrCreatorID, sell.AttrCreatedAt, sell.AttrUpdatedAt}
	project := func(lists ...[]sell.SearchAttribute) sell.SearchQuery {
		return sell.SearchQuery{Projection: slices.Concat(lists...)}
	}
	_, err := search.Leads().List(t.Context(), project(all, person, []sell.SearchAttribute{sell.AttrCompanyName, sell.AttrStatusID, sell.AttrSourceID}), "")
	equal(t, "leads", err, nil)
	_, err = search.Contacts().List(t.Context(), project(all, person, []sell.SearchAttribute{sell.AttrIsOrganisation, sell.AttrIsSalesAccount, sell.AttrCustomerStatus, sell.AttrProspectStatus, sell.AttrCompanyID, sell.AttrParentCompanyID}), "")
	equal(t, "contacts", err, nil)
	_, err = search.Deals().List(t.Context(), project(all, []sell.SearchAttribute{
		sell.AttrName, sell.AttrTags, sell.AttrLastActivityDate, sell.AttrSourceID, sell.AttrDecimalValue, sell.AttrCurrency, sell.AttrHot, sell.AttrIsWon, sell.AttrIsClosed,
		sell.AttrStageID, sell.AttrPipelineID, sell.AttrContactID, sell.AttrDealCompanyID, sell.AttrEstimatedCloseDate, sell.AttrAddedAt, sell.AttrCity, sell.AttrCountry,
	}), "")
	equal(t, "deals", err, nil)
	_, err = search.Notes().List(t.Context(), project(all, []sell.SearchAttribute{sell.AttrContent, sell.AttrResourceID, sell.AttrResourceType, sell.AttrIsImportant, sell.AttrTags}), "")
	equal(t, "notes", err, nil)
	_, err = search.Tasks().List(t.Context(), project(all, []sell.SearchAttribute{sell.AttrContent, sell.AttrResourceID, sell.AttrResourceType, sell.AttrCompleted, sell.AttrOverdue, sell.AttrDueDate, sell.AttrAssigneeID}), "")
	equal(t, "tasks", err, nil)
}

func TestSearchSchemas(t *testing.T) {
	crm := connect(t, selltest.New().Transport())
	schema, err := crm.Search.Deals().Schema(t.Context())
	if err != nil || !strings.Contains(string(schema), "  - name: decimal_value\n    type: double\n") {
		t.Errorf("%s, %v", schema, err)
	}
	request, err := crm.Search.RequestSchema(t.Context())
	if err != nil || !json.Valid(request) {
		t.Errorf("%s, %v", request, err)
	}
	if _, err := connect(t, ok("<html>")).Search.RequestSchema(t.Context()); err == nil {
		t.Error("a page passes for a schema")
	}
}

// All that is built is JSON that says what was given.
func FuzzFilter(f *testing.F) {
	f.Add("email", "ana@example.com", int64(5), "12.50")
	f.Add("custom_fields.contact:1", "\"\\\x00\xff<>", int64(-1), "+.5e-3")
	f.Fuzz(func(t *testing.T, attribute, text string, n int64, amount string) {
		decimal, err := zendesk.ParseDecimal(amount)
		if strings.TrimSpace(attribute) == "" || text == "" || err != nil || !utf8.ValidString(attribute) || !utf8.ValidString(text) {
			return // refused
		}
		q := sell.SearchQuery{Filter: sell.Or(
			sell.Where(sell.SearchField(n)+sell.SearchAttribute(attribute)).Any(text, attribute),
			sell.Where("count").Any(n),
			sell.Not(sell.Where("amount").Range(sell.Range{GTE: decimal})))}
		var got struct {
			Query struct {
				Filter struct {
					Or []struct {
						Filter struct {
							Attribute struct{ Name string }
							Parameter struct{ Any []json.RawMessage }
						}
						Not struct {
							Filter struct {
								Parameter struct{ Range struct{ GTE json.Number } }
							}
						}
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(wireOf(t, q, "")), &got); err != nil {
			t.Fatal(err)
		}
		or := got.Query.Filter.Or
		var sent string
		if err := json.Unmarshal(or[0].Filter.Parameter.Any[0], &sent); err != nil || sent != text {
			t.Errorf("%q is sent as %q", text, sent)
		}
		if got := or[0].Filter.Attribute.Name; got != string(sell.SearchField(n))+attribute {
			t.Errorf("%q is sent as %q", attribute, got)
		}
		equal(t, "integer", string(or[1].Filter.Parameter.Any[0]), fmt.Sprint(n))
		bound, _ := new(big.Rat).SetString(or[2].Not.Filter.Parameter.Range.GTE.String())
		if bound == nil || bound.Cmp(decimal.Rat()) != 0 {
			t.Errorf("%s is sent as %v", amount, bound)
		}
	})
}
