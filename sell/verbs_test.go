package sell_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"reflect"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// What the verbs of a resource look like from outside. The type arguments are
// inferred from the methods that a service promotes.
type (
	lists[Record, Query any] interface {
		List(context.Context, Query, string, ...zendesk.CallOption) (*sell.Page[Record], error)
		Pages(context.Context, Query, ...zendesk.CallOption) iter.Seq2[*sell.Page[Record], error]
		All(context.Context, Query, ...zendesk.CallOption) iter.Seq2[*Record, error]
		Raw() sell.RawListing[Query]
	}
	gets[Record any] interface {
		Get(context.Context, int64, ...zendesk.CallOption) (*Record, error)
	}
	creates[Record, Params any] interface {
		Create(context.Context, Params, ...zendesk.CallOption) (*Record, error)
	}
	writes[Record, Params any] interface {
		gets[Record]
		creates[Record, Params]
		Update(context.Context, int64, Params, ...zendesk.CallOption) (*Record, error)
		Delete(context.Context, int64, ...zendesk.CallOption) error
	}
	upserts[Record, Match, Params any] interface {
		Upsert(context.Context, Match, Params, ...zendesk.CallOption) (*Record, error)
	}
)

// account is a stand-in with one client.
type account struct {
	*selltest.Server
	crm *sell.Client
}

func newAccount(t *testing.T) account {
	fake := selltest.New()
	return account{fake, connect(t, fake.Transport())}
}

// sent returns the only request since the last call of it.
func (a account) sent(t *testing.T) string {
	t.Helper()
	requests := a.Requests()
	a.ForgetRequests()
	if len(requests) != 1 {
		t.Fatalf("%d requests were sent", len(requests))
	}
	r := requests[0]
	text := r.Method + " " + r.Path
	if len(r.Query) > 0 {
		text += "?" + must(url.QueryUnescape(r.Query.Encode()))
	}
	if len(r.Body) > 0 {
		text += " " + string(r.Body)
	}
	return text
}

// holds checks that a record holds the members of want, null for none.
func holds(t *testing.T, what string, record any, want string) {
	t.Helper()
	got, expected := members(t, must(jsonv2.Marshal(record))), members(t, []byte(want))
	for name, value := range expected {
		if other := got[name]; !reflect.DeepEqual(other, value) {
			t.Errorf("%s: %s is %v, want %v", what, name, other, value)
		}
	}
}

func members(t *testing.T, data []byte) map[string]any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var all map[string]any
	if err := dec.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

func idOf(record any) int64 { return reflect.ValueOf(record).Elem().FieldByName("ID").Int() }

// largest holds the page sizes that are not 100.
var largest = map[string]string{
	"/v2/lead_conversions": "200", "/v2/visit_outcomes": "200",
}

// testLists runs the verbs that list over a resource in which q finds exactly
// want records, and with a page size of one. The filter is what q is sent as
// beside the page size.
func testLists[Record, Query any](t *testing.T, a account, service lists[Record, Query], path string, q Query, filter string, want int) []*Record {
	t.Helper()
	ctx := t.Context()
	query := must(url.ParseQuery(filter))
	sends := func(what string, pages int, size string) {
		t.Helper()
		query.Set("per_page", size)
		query.Del("page")
		equal(t, "number of requests of "+what, len(a.Requests()), pages)
		for i, r := range a.Requests() {
			if i > 0 {
				query.Set("page", fmt.Sprint(i+1))
			}
			equal(t, what, r.Method+" "+r.Path, "GET "+path)
			equal(t, "query of "+what, r.Query, query)
		}
		a.ForgetRequests()
	}

	a.ForgetRequests()
	page, err := service.List(ctx, q, "")
	if err != nil || len(page.Items) != want || page.Next != "" {
		t.Fatalf("List: %+v, %v; want %d records", page, err, want)
	}
	sends("List", 1, cmp.Or(largest[path], "100"))

	reflect.ValueOf(&q).Elem().FieldByName("PerPage").SetInt(1)
	all := must(zendesk.Collect(service.All(ctx, q), 0))
	equal(t, "All", all, page.Items)
	sends("All", want, "1")

	var paged []*Record
	for p, err := range service.Pages(ctx, q) {
		if err != nil {
			t.Fatal(err)
		}
		paged = append(paged, p.Items...)
	}
	equal(t, "Pages", paged, page.Items)
	sends("Pages", want, "1")

	var raws []*Record
	for raw, err := range service.Raw().All(ctx, q) {
		if err != nil {
			t.Fatal(err)
		}
		record := new(Record)
		if err := jsonv2.Unmarshal(raw, record); err != nil {
			t.Fatal(err)
		}
		raws = append(raws, record)
	}
	equal(t, "Raw", raws, page.Items)
	sends("Raw", want, "1")
	return all
}

// testWrites runs the verbs that write over a resource: created and updated are
// the JSON of the two params.
func testWrites[Record, Params any](t *testing.T, a account, service writes[Record, Params], path string, create Params, created string, update Params, updated string) {
	t.Helper()
	ctx := t.Context()
	a.ForgetRequests()
	record, err := service.Create(ctx, create)
	if err != nil {
		t.Fatal(err)
	}
	id := idOf(record)
	itself := fmt.Sprintf("%s/%d", path, id)
	equal(t, "Create", a.sent(t), "POST "+path+` {"data":`+created+`}`)
	holds(t, "Create", record, created)

	got, err := service.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "Get", a.sent(t), "GET "+itself)
	equal(t, "record", got, record)

	if got, err = service.Update(ctx, id, update); err != nil {
		t.Fatal(err)
	}
	equal(t, "Update", a.sent(t), "PUT "+itself+` {"data":`+updated+`}`)
	holds(t, "Update", got, updated)
	equal(t, "id", idOf(got), id)

	if err := service.Delete(ctx, id); err != nil {
		t.Fatal(err)
	}
	equal(t, "Delete", a.sent(t), "DELETE "+itself)
	if got, err := service.Get(ctx, id); got != nil || !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("Get after Delete: %v, %v", got, err)
	}
	if err := service.Delete(ctx, id); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("Delete again: %v", err)
	}
	a.ForgetRequests()
}

// testUpsert makes a record by upsert, updates it by another, and meets two.
// params is the JSON of p, and query what the match is sent as.
func testUpsert[Record, Match, Params any](t *testing.T, a account, service upserts[Record, Match, Params], path string, match Match, query string, p Params, params string, again func() error) {
	t.Helper()
	ctx := t.Context()
	a.ForgetRequests()
	first, err := service.Upsert(ctx, match, p)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "Upsert", a.sent(t), "POST "+path+"/upsert?"+query+` {"data":`+params+`}`)
	holds(t, "Upsert", first, params)
	second, err := service.Upsert(ctx, match, p)
	if err != nil || idOf(second) != idOf(first) {
		t.Errorf("second upsert: %v, %v; want the record %d", second, err, idOf(first))
	}
	if err := again(); err != nil {
		t.Fatal(err)
	}
	if third, err := service.Upsert(ctx, match, p); third != nil || !errors.Is(err, zendesk.ErrConflict) {
		t.Errorf("upsert of two: %v, %v", third, err)
	}
}

func custom(t *testing.T, name string, value any) (fields sell.CustomFields) {
	t.Helper()
	if err := zendesk.SetField(&fields, name, value); err != nil {
		t.Fatal(err)
	}
	return fields
}
