package sell_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// lister is any index.
type lister func(q sell.SearchQuery) error

// listers are the indexes of a client, by name.
func listers(t *testing.T, search sell.SearchService) map[string]lister {
	return map[string]lister{
		"Leads":    func(q sell.SearchQuery) error { _, err := search.Leads().List(t.Context(), q, ""); return err },
		"Contacts": func(q sell.SearchQuery) error { _, err := search.Contacts().Raw().List(t.Context(), q, ""); return err },
		"Deals":    func(q sell.SearchQuery) error { _, err := search.Deals().List(t.Context(), q, ""); return err },
		"Notes":    func(q sell.SearchQuery) error { _, err := search.Notes().List(t.Context(), q, ""); return err },
		"Tasks":    func(q sell.SearchQuery) error { _, err := search.Tasks().List(t.Context(), q, ""); return err },
	}
}

func TestSearchTypesAreChecked(t *testing.T) {
	where := func(f sell.Filter) sell.SearchQuery { return sell.SearchQuery{Filter: f} }
	sum := func(a sell.SearchAttribute) sell.SearchQuery {
		return sell.SearchQuery{Aggregations: []sell.Aggregation{{a, sell.AggregateSum}}}
	}
	now, today := time.Now(), zendesk.DateOf(time.Now())
	server := ok(noHits)
	search := listers(t, connect(t, server).Search)
	for _, c := range []struct {
		index            string
		query            sell.SearchQuery
		argument, reason string
	}{
		// Operators
		{"Leads", where(sell.Where(sell.AttrEmail).All("ana@example.com")), "Filter", "email all: has only one value: use Any or Eq"},
		{"Leads", where(sell.Where(sell.AttrEmail).Range(sell.Range{GTE: "a"})), "Filter", "email range: holds texts, which have no order: use Eq or Any"},
		{"Leads", where(sell.Where(sell.AttrOwnerID).Contains("7")), "Filter", "owner.id contains: holds integers, and this test is only for texts: use Eq, Any or Range"},
		{"Deals", where(sell.Where(sell.AttrHot).StartsWith("t")), "Filter", "hot starts_with: holds booleans, and this test is only for texts: use Eq, Any or Range"},
		// Values
		{"Leads", where(sell.Where(sell.AttrCreatedAt).Eq(true)), "Filter", "created_at eq: holds times but is compared with booleans: use a time.Time"},
		{"Tasks", where(sell.Where(sell.AttrDueDate).Range(sell.Range{LT: today})), "Filter", "due_date range: holds times but is compared with dates: use a time.Time"},
		{"Deals", where(sell.Where(sell.AttrAddedAt).Range(sell.Range{LT: now})), "Filter", "added_at range: holds dates but is compared with times: use a zendesk.Date"},
		{"Notes", where(sell.Where(sell.AttrID).Any("7")), "Filter", "id any: holds ids but is compared with texts: use an integer"},
		{"Notes", where(sell.Where(sell.AttrID).Any(7, zendesk.MustDecimal("7.5"))), "Filter", "id any: holds ids but is compared with numbers: use an integer"},
		{"Contacts", where(sell.Where(sell.AttrIsOrganisation).Eq("true")), "Filter", "is_organisation eq: holds booleans but is compared with texts: use true or false"},
		{"Contacts", where(sell.Where(sell.AttrNationalNumber).Any(5550100)), "Filter", "normalized_phone_numbers.national_number any: holds texts but is compared with integers: use a string"},
		{"Deals", where(sell.Where(sell.AttrDecimalValue).Eq("7")), "Filter", "decimal_value eq: holds numbers but is compared with texts: use an integer or a zendesk.Decimal"},
		{"Leads", where(sell.Where("collaborators").All("Ana")), "Filter", "collaborators all: holds integers but is compared with texts: use an integer"},
		// Lists, also of attributes that are not known
		{"Leads", where(sell.Where("a").Any(1, "a", true)), "Filter", "a any: is compared with integers and texts: use values of one type"},
		{"Leads", where(sell.Not(sell.Where("a").All("a", true))), "Filter", "not: a all: is compared with texts and booleans: use values of one type"},
		{"Leads", where(sell.Where("a").Range(sell.Range{GTE: 1, LT: now})), "Filter", "a range: is compared with integers and times: use values of one type"},
		// Objects
		{"Leads", where(sell.Where(sell.AttrOwner).Eq(7)), "Filter", "owner eq: has no value of its own: use one of its parts, such as owner.id"},
		{"Deals", where(sell.Where("stage").Missing()), "Filter", "stage missing: has no value of its own: use one of its parts, such as stage.is_active"},
		{"Leads", sell.SearchQuery{Sort: []sell.SearchSort{sell.AttrOwner.Ascending()}}, "Sort", "owner has no value of its own: use one of its parts, such as owner.id"},
		{"Deals", sum(sell.AttrOwner), "Aggregations", "owner has no value of its own: use one of its parts, such as owner.id"},
		{"Deals", where(sell.Where("custom_fields").Eq("Gold")), "Filter", "custom_fields eq: has no value of its own: use one of its parts, such as custom_fields.<id>"},
		// Attributes of others
		{"Leads", where(sell.And(sell.Where(sell.AttrHot).Eq(true))), "Filter", "and: hot eq: is an attribute of deals, not of leads"},
		{"Tasks", sell.SearchQuery{Projection: []sell.SearchAttribute{sell.AttrID, sell.AttrTags}}, "Projection", "tags is an attribute of leads, contacts, deals, notes, not of tasks"},
		{"Contacts", sell.SearchQuery{Projection: []sell.SearchAttribute{"stage"}}, "Projection", "stage is an attribute of deals, not of contacts"},
		{"Notes", sell.SearchQuery{Sort: []sell.SearchSort{sell.AttrDueDate.Descending()}}, "Sort", "due_date is an attribute of tasks, not of notes"},
		{"Leads", sum(sell.AttrDecimalValue), "Aggregations", "decimal_value is an attribute of deals, not of leads"},
		{"Leads", sell.SearchQuery{Aggregations: []sell.Aggregation{{sell.AttrHot, "terms"}}}, "Aggregations", "hot is an attribute of deals, not of leads"},
		// Order and figures
		{"Leads", sell.SearchQuery{Sort: []sell.SearchSort{sell.AttrTags.Ascending()}}, "Sort", "tags has several values, which have no order: sort by an attribute with one value"},
		{"Leads", sum(sell.AttrEmail), "Aggregations", "email is not a number that can be summed: use one such as decimal_value"},
		{"Deals", sum(sell.AttrID), "Aggregations", "id is not a number that can be summed: use one such as decimal_value"},
		{"Deals", sum("collaborators"), "Aggregations", "collaborators is not a number that can be summed: use one such as decimal_value"},
	} {
		equal(t, "error", search[c.index](c.query), error(&zendesk.ArgumentError{Op: "sell.Search." + c.index + ".List", Argument: c.argument, Problem: c.reason}))
	}
	equal(t, "requests", len(server.sent), 0)
}

// What is right of each type passes, here and in the stand-in; what is not known
// is left to the API.
func TestSearchTypesPass(t *testing.T) {
	now, today := time.Now(), zendesk.DateOf(time.Now())
	known := map[string]sell.Filter{
		"Leads": sell.And(sell.Where(sell.AttrTags).All("a", "b"), sell.Where(sell.AttrTags).Eq("a"), sell.Where(sell.AttrEmail).StartsWith("ana"), sell.Where(sell.AttrStatusID).Any(1, uint8(2)),
			sell.Where("collaborators").All([]int64{1}), sell.Where(sell.AttrID).Range(sell.Range{GT: 7}), sell.Where(sell.AttrLastActivityDate).Range(sell.Range{GTE: now})),
		"Contacts": sell.And(sell.Where(sell.AttrCustomerStatus).Eq(sell.CustomerStatus("current")), sell.Where(sell.AttrIsSalesAccount).Eq(true), sell.Where(sell.AttrCompanyID).Missing()),
		"Deals": sell.And(sell.Where(sell.AttrDecimalValue).Any(7, zendesk.MustDecimal("7.5")), sell.Where(sell.AttrAddedAt).Eq(today),
			sell.Where("last_stage_change_at").Range(sell.Range{LTE: now, GT: now})),
		"Notes": sell.Where(sell.AttrIsImportant).Any(true, false),
		"Tasks": sell.And(sell.Where(sell.AttrDueDate).Range(sell.Range{LT: now}), sell.Where(sell.AttrAssigneeID).Eq(1)),
	}
	fake := listers(t, connect(t, selltest.New().Transport()).Search)
	for index, filter := range known {
		equal(t, index, fake[index](sell.SearchQuery{Filter: filter}), nil)
	}
	equal(t, "sums", fake["Deals"](sell.SearchQuery{Aggregations: []sell.Aggregation{{sell.AttrDecimalValue, sell.AggregateSum}, {"estimated_win_likelihood", sell.AggregateSum}}}), nil)

	server := ok(noHits)
	for index, list := range listers(t, connect(t, server).Search) {
		equal(t, index, list(sell.SearchQuery{
			Projection: []sell.SearchAttribute{"brand_new", "owner.brand_new"},
			Filter: sell.And(sell.Where("brand_new").All(true), sell.Where(sell.SearchField(5)).Range(sell.Range{GTE: 7}), sell.Where(sell.SearchContactField(5)).Contains("a"),
				sell.Where("uid").Eq(7), sell.Where("owner.brand_new").Range(sell.Range{GT: "a"})),
			Sort:         []sell.SearchSort{sell.SearchField(5).Ascending(), {Attribute: "brand_new"}},
			Aggregations: []sell.Aggregation{{"brand_new", sell.AggregateSum}, {sell.AttrID, "max"}},
		}), nil)
	}
	equal(t, "requests", len(server.sent), 5)
}

// The attributes that hits have fields for are known of their own kind alone.
func TestSearchAttributesAreKnown(t *testing.T) {
	server := ok(noHits)
	crm := connect(t, server)
	search := listers(t, crm.Search)
	attributes := map[string][]sell.SearchAttribute{
		"Leads": crm.Search.Leads().Attributes(), "Contacts": crm.Search.Contacts().Attributes(), "Deals": crm.Search.Deals().Attributes(),
		"Notes": crm.Search.Notes().Attributes(), "Tasks": crm.Search.Tasks().Attributes(),
	}
	for of, names := range attributes {
		for _, name := range names {
			for index, list := range search {
				_, refused := errors.AsType[*zendesk.ArgumentError](list(sell.SearchQuery{Projection: []sell.SearchAttribute{name}}))
				if has := slices.Contains(attributes[index], name); refused == has {
					t.Errorf("%s, an attribute of %s: %s has it %v, refused %v", name, of, index, has, refused)
				}
			}
		}
	}
}

// Nothing gets to the stand-in, which has types of its own, that it would refuse.
func TestFakeRefusesNoFilter(t *testing.T) {
	values := []any{"a", 7, zendesk.MustDecimal("7.5"), true, zendesk.DateOf(time.Now()), time.Now()}
	fake := selltest.New()
	client := listers(t, connect(t, fake.Transport()).Search)
	search := connect(t, fake.Transport()).Search
	for index, names := range map[string][]sell.SearchAttribute{
		"Leads": search.Leads().Attributes(), "Contacts": search.Contacts().Attributes(), "Deals": search.Deals().Attributes(), "Notes": search.Notes().Attributes(), "Tasks": search.Tasks().Attributes(),
	} {
		for _, name := range names {
			if slices.Contains([]sell.SearchAttribute{"uid", "last_activity_date", "location", "pipeline", "reminder_offset"}, name) {
				continue // of a type that is not public
			}
			filters := []sell.Filter{sell.Where(name).Contains("a"), sell.Where(name).Missing()}
			for _, value := range values {
				filters = append(filters, sell.Where(name).Any(value), sell.Where(name).All(value))
			}
			for _, filter := range filters {
				err := client[index](sell.SearchQuery{Filter: filter})
				if _, early := errors.AsType[*zendesk.ArgumentError](err); err != nil && !early {
					t.Errorf("%s of %s: %+v is refused only when it is sent: %v", name, index, filter, err)
				}
			}
		}
	}
}

// A type of figure whose name is not public is sent as it is given.
func TestOtherFiguresAreSent(t *testing.T) {
	server := ok(`{"items":[{"successful":true,"items":[],"meta":{"aggregations":{"decimal_value":{"max":99.5}}}}]}`)
	page, err := connect(t, server).Search.Deals().List(t.Context(), sell.SearchQuery{Aggregations: []sell.Aggregation{{sell.AttrDecimalValue, "max"}}}, "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "figures", page.Aggregations, sell.Aggregations{"decimal_value": json.RawMessage(`{"max":99.5}`)})
	equal(t, "sent", server.sent[0].body, `{"items":[{"data":{"aggregations":[{"aggregation_type":"max","attribute":{"name":"decimal_value"}}],"per_page":200,"query":{}}}]}`)
}
