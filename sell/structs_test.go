package sell_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/opcheck"
	"github.com/sellsupport/zendesk/sell"
)

// method is a method of a service of the client.
type method struct{ opcheck.Method }

// in returns the type of a parameter after the context.
func (m method) in(i int) reflect.Type { return m.Value.Type().In(i + 1) }

// out returns the type of the records of the first result.
func (m method) out() reflect.Type {
	t := m.Value.Type().Out(0)
	if t.Kind() == reflect.Pointer && (strings.HasPrefix(t.Elem().Name(), "Page[") || strings.HasPrefix(t.Elem().Name(), "SearchPage[")) {
		items, _ := t.Elem().FieldByName("Items")
		t = items.Type
	}
	if t.Kind() == reflect.Pointer && strings.HasPrefix(t.Elem().Name(), "StreamPage[") {
		events, _ := t.Elem().FieldByName("Events")
		record, _ := events.Type.Elem().Elem().FieldByName("Record")
		t = record.Type
	}
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// hasQuery reports whether the first parameter is a query that goes into the URL.
func (m method) hasQuery() bool {
	return m.in(0).Kind() == reflect.Struct && m.in(0) != reflect.TypeFor[sell.SearchQuery]() && m.in(0) != reflect.TypeFor[sell.StreamQuery]()
}

// methods returns the methods of all services of a client, also of those that
// belong to one record.
func methods(crm *sell.Client) (all []method) {
	for _, m := range opcheck.Methods(crm, samples) {
		all = append(all, method{m})
	}
	return all
}

// types returns what each service reads, by service, and what the other
// functions return: what they write, filter and match by.
func types(t *testing.T) (records, params, queries, matches map[string]reflect.Type) {
	records, params = make(map[string]reflect.Type), make(map[string]reflect.Type)
	queries, matches = make(map[string]reflect.Type), make(map[string]reflect.Type)
	for _, m := range methods(connect(t, ok("{}"))) {
		switch m.Name {
		case "Get", "Self":
			records[m.Service] = m.out()
		case "List":
			if m.Service == "Firehose.Stream" {
				continue // raw
			}
			records[m.Service] = m.out()
			if m.hasQuery() {
				queries[m.Service] = m.in(0)
			}
		case "Create", "Convert":
			params[m.Service] = m.in(0)
		case "SearchMapping":
			records[m.String()] = m.out()
		case "FinishOngoingForResource":
			records[m.String()], params[m.String()] = m.out(), m.in(0)
		case "Upsert":
			matches[m.Service] = m.in(0)
		}
	}
	if len(records) < 35 || len(params) < 20 || len(queries) < 29 || len(matches) != 3 {
		t.Fatalf("found %d records, %d params, %d queries, %d matches", len(records), len(params), len(queries), len(matches))
	}
	return records, params, queries, matches
}

// nested returns t and the structs of package sell that its fields hold.
func nested(t reflect.Type) []reflect.Type {
	all := []reflect.Type{t}
	for f := range t.Fields() {
		for f.Type.Kind() == reflect.Slice || f.Type.Kind() == reflect.Pointer {
			f.Type = f.Type.Elem()
		}
		if f.Type.Kind() == reflect.Struct && f.Type.PkgPath() == t.PkgPath() && f.Type != reflect.TypeFor[sell.CustomFields]() {
			all = append(all, nested(f.Type)...)
		}
	}
	return all
}

func TestTypesKeepUnknownMembers(t *testing.T) {
	records, params, _, _ := types(t)
	for _, top := range slices.Concat(slices.Collect(maps.Values(records)), slices.Collect(maps.Values(params))) {
		for _, typ := range nested(top) {
			last := typ.Field(typ.NumField() - 1)
			if last.Name != "Extra" || last.Tag != `json:",embed"` || last.Type != reflect.TypeFor[map[string]json.RawMessage]() {
				t.Errorf("%v ends in %s %v `%s`", typ, last.Name, last.Type, last.Tag)
			}
			for _, name := range []string{"MarshalJSON", "MarshalJSONTo", "UnmarshalJSON", "UnmarshalJSONFrom"} {
				if typ == reflect.TypeFor[sell.Choice]() && name == "UnmarshalJSON" {
					continue // nothing embeds it
				}
				if _, has := reflect.PointerTo(typ).MethodByName(name); has {
					t.Errorf("%v has %s: a struct that embeds it would lose its own fields", typ, name)
				}
			}
		}
	}
}

func TestTagsFollowNames(t *testing.T) {
	records, params, queries, matches := types(t)
	check := func(typ reflect.Type, key, options string) {
		for f := range typ.Fields() {
			tag := f.Tag.Get(key)
			if f.Name == "Extra" || key == "query" && (f.Name == "SortBy" || f.Name == "PerPage") {
				continue
			}
			name, rest, _ := strings.Cut(tag, ",")
			want := options
			if key == "json" && name == "id" {
				want = ""
			}
			if key == "query" && f.Name == "IDs" {
				want = "max=100"
			}
			if strings.TrimSuffix(name, "[]") != snake(f.Name) || rest != want {
				t.Errorf("%v.%s has the tag `%s`", typ, f.Name, f.Tag)
			}
		}
	}
	for _, top := range slices.Concat(slices.Collect(maps.Values(records)), slices.Collect(maps.Values(params))) {
		for _, typ := range nested(top) {
			check(typ, "json", "omitzero")
		}
	}
	for _, typ := range slices.Concat(slices.Collect(maps.Values(queries)), slices.Collect(maps.Values(matches))) {
		check(typ, "query", "")
	}
}

// snake turns a Go name into the API's: ZendeskUserIDs, LinkedIn.
func snake(name string) string {
	name = strings.NewReplacer("IDs", "Ids", "LinkedIn", "Linkedin", "APIID", "ApiId").Replace(name)
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func TestParamsAreInStepWithRecords(t *testing.T) {
	records, params, _, _ := types(t)
	readOnly := []string{"ID", "CreatorID", "CreatedAt", "UpdatedAt"}
	for service, p := range params {
		record := records[service]
		for f := range p.Fields() {
			if slices.Contains(writeOnly, p.Name()+"."+f.Name) {
				continue
			}
			of, known := record.FieldByName(f.Name)
			if !known || member(of) != member(f) {
				t.Errorf("%v.%s has no equal in %v", p, f.Name, record)
				continue
			}
			if !writable(f.Type, of.Type) {
				t.Errorf("%v.%s writes a %v, and a %v is read", p, f.Name, f.Type, of.Type)
			}
		}
		for _, name := range readOnly {
			if _, has := p.FieldByName(name); has {
				t.Errorf("%v.%s cannot be written", p, name)
			}
		}
	}
}

// writeOnly are the fields that are not answered, or in another form.
var writeOnly = []string{
	"LeadConversionParams.OwnerID", "LeadConversionParams.CreateDeal", "LineItemParams.ProductID", "SequenceEnrollmentParams.SequenceID",
	"ProductParams.MaxMarkup", // a number, as it is documented; answers hold a text, too
	"FinishOngoingParams.ResourceType", "FinishOngoingParams.ResourceID", "FinishOngoingParams.SequenceIDs",
}

// member returns the JSON name of a field.
func member(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// writable reports whether p is an Opt of what is read as r, or r itself.
func writable(p, r reflect.Type) bool {
	if p == r {
		return true
	}
	get, ok := p.MethodByName("Get")
	if r.Kind() == reflect.Pointer {
		r = r.Elem()
	}
	return ok && strings.HasPrefix(p.Name(), "Opt[") && get.Type.Out(0) == r
}

func TestQueriesAreSent(t *testing.T) {
	server := ok(`{"items":[]}`)
	crm := connect(t, server)
	for _, m := range methods(crm) {
		if m.Name != "List" || !m.hasQuery() {
			continue
		}
		send := func(q reflect.Value) url.Values {
			server.sent = nil
			m.Value.Call([]reflect.Value{reflect.ValueOf(t.Context()), q, reflect.ValueOf("")})
			if len(server.sent) != 1 {
				t.Fatalf("%v with %+v sent %d requests", m, q, len(server.sent))
			}
			return must(url.Parse(server.sent[0].url)).Query()
		}
		testFilters(t, m.in(0), send)

		// Pages must not shift while they are read.
		if order := send(zeroQuery(m.in(0))).Get("sort_by"); reflect.Zero(m.in(0)).FieldByName("SortBy").IsValid() && order != "id" && order != "created_at" {
			t.Errorf("%v sorts by %q", m, order)
		}
		path := must(url.Parse(server.sent[0].url)).Path
		if size := send(zeroQuery(m.in(0))).Get("per_page"); size != cmp.Or(largest[path], "100") {
			t.Errorf("%v asks for %q records a page", m, size)
		}
	}
}

func TestMatchesAreSent(t *testing.T) {
	server := ok(`{"data":{"id":1}}`)
	for _, m := range methods(connect(t, server)) {
		if m.Name != "Upsert" {
			continue
		}
		testFilters(t, m.in(0), func(match reflect.Value) url.Values {
			server.sent = nil
			m.Value.Call([]reflect.Value{reflect.ValueOf(t.Context()), match, reflect.Zero(m.in(1))})
			if len(server.sent) != 1 || server.sent[0].method != http.MethodPost {
				t.Fatalf("%v with %+v sent %v", m, match, server.sent)
			}
			return must(url.Parse(server.sent[0].url)).Query()
		})
	}
}

// zeroQuery returns a query that sets only what the API insists on.
func zeroQuery(typ reflect.Type) reflect.Value {
	if typ == reflect.TypeFor[sell.DocumentQuery]() {
		return reflect.ValueOf(&sell.DocumentQuery{ResourceType: []sell.ResourceType{sell.ResourceLead}, ResourceID: []int64{1}}).Elem()
	}
	return reflect.New(typ).Elem()
}

// testFilters sets each field of a query alone and looks for it in the URL.
func testFilters(t *testing.T, typ reflect.Type, send func(reflect.Value) url.Values) {
	t.Helper()
	for f := range typ.Fields() {
		query := zeroQuery(typ)
		name, _, _ := strings.Cut(f.Tag.Get("query"), ",")
		name = strings.TrimSuffix(name, "[]")
		if f.Type == reflect.TypeFor[sell.AddressQuery]() {
			for part := range f.Type.Fields() {
				query.FieldByIndex(append(slices.Clone(f.Index), part.Index...)).SetString("Porto & Gaia")
				if got := send(query).Get(name + "[" + part.Tag.Get("query") + "]"); got != "Porto & Gaia" {
					t.Errorf("%v.%s.%s is sent as %q", typ, f.Name, part.Name, got)
				}
			}
			continue
		}
		value, text := sample(f.Type)
		query.FieldByIndex(f.Index).Set(reflect.ValueOf(value).Convert(f.Type))
		if other := query.FieldByName(map[string]string{"ResourceType": "ResourceID", "ResourceID": "ResourceType"}[f.Name]); other.IsValid() && other.Kind() != reflect.Slice {
			of, _ := sample(other.Type()) // some go together only
			other.Set(reflect.ValueOf(of).Convert(other.Type()))
		}
		if f.Type.Kind() == reflect.Map {
			name += "[Tier; old]"
		}
		if got := send(query).Get(name); got != text {
			t.Errorf("%v.%s is sent as %q, want %q", typ, f.Name, got, text)
		}
	}
}

// sample returns a value for a field of a query, and what is to be sent.
func sample(t reflect.Type) (value any, text string) {
	switch t {
	case reflect.TypeFor[zendesk.Opt[bool]]():
		return zendesk.Set(false), "false"
	case reflect.TypeFor[zendesk.Date]():
		return must(zendesk.ParseDate("2026-06-30")), "2026-06-30"
	case reflect.TypeFor[zendesk.Decimal]():
		return zendesk.MustDecimal("1439.90"), "1439.90"
	case reflect.TypeFor[[]sell.ResourceType]():
		return []sell.ResourceType{sell.ResourceSalesAccount, sell.ResourceDeal}, "sales_account,deal"
	case reflect.TypeFor[[]sell.DealInclude]():
		return []sell.DealInclude{sell.IncludeAssociatedContacts}, "associated_contacts"
	case reflect.TypeFor[[]int64]():
		return []int64{1988695232001, 5}, "1988695232001,5"
	case reflect.TypeFor[map[string]string]():
		return map[string]string{"Tier; old": "Gold+"}, "Gold+"
	case reflect.TypeFor[int]():
		return 7, "7"
	}
	switch t.Kind() {
	case reflect.String:
		return "+351 555 0100", "+351 555 0100"
	case reflect.Int64:
		return int64(1988695232001), "1988695232001"
	}
	panic(fmt.Sprintf("no sample of %v", t))
}
