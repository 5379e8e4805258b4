package support_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/opcheck"
	"github.com/sellsupport/zendesk/support"
)

// listings returns all listings of a client by operation, those below record 1.
func listings(desk *support.Client) map[string]reflect.Value {
	all := make(map[string]reflect.Value)
	for _, m := range opcheck.Methods(desk, samples) {
		if m.Name == "List" {
			all[m.String()] = m.Value
		}
		if t := m.Value.Type(); strings.HasPrefix(t.Out(0).Name(), "Listing[") {
			var args []reflect.Value
			for in := range t.Ins() {
				if in.Kind() == reflect.String {
					args = append(args, reflect.ValueOf("01HZ"))
				} else {
					args = append(args, reflect.ValueOf(int64(1)))
				}
			}
			all[m.String()] = m.Value.Call(args)[0].MethodByName("List")
		}
	}
	return all
}

// types returns what is read, written and filtered by.
func types(t *testing.T) (records, params, queries map[string]reflect.Type) {
	records, params, queries = make(map[string]reflect.Type), make(map[string]reflect.Type), make(map[string]reflect.Type)
	keep := func(all map[string]reflect.Type, typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() == reflect.Struct && typ.PkgPath() == reflect.TypeFor[support.Job]().PkgPath() && typ != reflect.TypeFor[support.Job]() && typ != reflect.TypeFor[support.AppJob]() && !strings.HasPrefix(typ.Name(), "Page[") {
			all[typ.Name()] = typ
		}
	}
	desk := connect(t, ok("{}"))
	for _, m := range opcheck.Methods(desk, samples) {
		f := m.Value.Type()
		if f.NumIn() == 0 || f.In(0) != reflect.TypeFor[context.Context]() {
			continue
		}
		keep(records, f.Out(0))
		for i := 1; i < f.NumIn()-1; i++ {
			if in := f.In(i); strings.HasSuffix(in.Name(), "Query") {
				queries[in.Name()] = in
			} else {
				keep(params, in)
			}
		}
	}
	for _, list := range listings(desk) {
		items, _ := list.Type().Out(0).Elem().FieldByName("Items")
		keep(records, items.Type)
		queries[list.Type().In(1).Name()] = list.Type().In(1)
	}
	records["JobResult"] = reflect.TypeFor[support.JobResult]()
	delete(records, "BulkItem") // what became of an item, in our own words
	delete(records, "TicketFieldCatalog")
	delete(records, "Result") // what a search found: a record is in it
	if len(records) < 20 || len(params) < 13 || len(queries) < 20 {
		t.Fatalf("found %d records, %d params, %d queries", len(records), len(params), len(queries))
	}
	return records, params, queries
}

// nested returns t and the structs of package support that its fields hold.
func nested(t reflect.Type) []reflect.Type {
	all := []reflect.Type{t}
	for f := range t.Fields() {
		inside := f.Type
		if strings.HasPrefix(inside.Name(), "Opt[") {
			get, _ := inside.MethodByName("Get")
			inside = get.Type.Out(0)
		}
		for inside.Kind() == reflect.Slice || inside.Kind() == reflect.Pointer {
			inside = inside.Elem()
		}
		raw := inside == reflect.TypeFor[support.CustomFields]() || inside == reflect.TypeFor[support.KeyedFields]() || inside == reflect.TypeFor[support.Secret]()
		if inside.Kind() == reflect.Struct && inside.PkgPath() == t.PkgPath() && !raw {
			all = append(all, nested(inside)...)
		}
	}
	return all
}

func TestTypesKeepUnknownMembers(t *testing.T) {
	records, params, _ := types(t)
	for _, top := range slices.Concat(slices.Collect(maps.Values(records)), slices.Collect(maps.Values(params))) {
		for _, typ := range nested(top) {
			if strings.HasSuffix(typ.Name(), "Update") && typ.NumField() == 2 {
				continue // the params with an id
			}
			last := typ.Field(typ.NumField() - 1)
			if last.Name != "Extra" || last.Tag != `json:",embed"` || last.Type != reflect.TypeFor[map[string]json.RawMessage]() {
				t.Errorf("%v ends in %s %v `%s`", typ, last.Name, last.Type, last.Tag)
			}
			for _, name := range []string{"MarshalJSON", "MarshalJSONTo", "UnmarshalJSON", "UnmarshalJSONFrom"} {
				if _, has := reflect.PointerTo(typ).MethodByName(name); has {
					t.Errorf("%v has %s: a struct that embeds it would lose its own fields", typ, name)
				}
			}
		}
	}
}

// alwaysWritten are members that are not left out when they are zero.
var alwaysWritten = []string{"id", "ids", "tags", "name", "field", "value", "all", "any"}

func TestTagsFollowNames(t *testing.T) {
	records, params, queries := types(t)
	for _, top := range slices.Concat(slices.Collect(maps.Values(records)), slices.Collect(maps.Values(params))) {
		for _, typ := range nested(top) {
			for f := range typ.Fields() {
				name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
				if f.Name == "Extra" || f.Anonymous || name == "-" {
					continue
				}
				if name != snake(f.Name) || option != "omitzero" && !slices.Contains(alwaysWritten, name) {
					t.Errorf("%v.%s has the tag `%s`", typ, f.Name, f.Tag)
				}
			}
		}
	}
	for _, typ := range queries {
		for f := range typ.Fields() {
			name, option, _ := strings.Cut(f.Tag.Get("query"), ",")
			if f.Name == "PerPage" {
				if (name != "page[size]" && name != "per_page") || !strings.HasPrefix(option, "max=100") {
					t.Errorf("%v.PerPage has the tag `%s`", typ, f.Tag)
				}
				continue
			}
			one, each := strings.CutSuffix(name, "[]") // role[] of Roles
			if inside, ok := strings.CutPrefix(name, "filter["); ok {
				one = strings.TrimSuffix(inside, "]")
			}
			if name != "-" && (option != "" || one != snake(f.Name) && (!each || one+"s" != snake(f.Name))) {
				t.Errorf("%v.%s has the tag `%s`", typ, f.Name, f.Tag)
			}
		}
	}
}

// snake turns a Go name into the API's: EmailCCIDs, HTMLBody.
func snake(name string) string {
	name = strings.NewReplacer("IDs", "Ids", "CCs", "Ccs").Replace(name)
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

// writeOnly are attributes that a record does not show under the same name.
var writeOnly = map[string][]string{
	"TicketParams": {
		"Comment", "Requester", "AssigneeEmail", "Collaborators", "AdditionalCollaborators", "EmailCCs", "Followers", "AdditionalTags", "RemoveTags",
		"ViaID", "ViaFollowupSourceID", "MacroID", "MacroIDs", "AttributeValueIDs", "Metadata", "VoiceComment", "SafeUpdate",
	},
	"UserParams": {
		"GroupID", "GroupIDs", "AgentBrandIDs", "ActiveBrandID", "OrganizationIDs", "Organization", "RemotePhotoURL", "SkipVerifyEmail", "Password", "Identities",
	},
	"IdentityParams":          {"SkipVerifyEmail"},
	"AppParams":               {"UploadID"},
	"CommentParams":           {"Uploads"},
	"ViewParams":              {"All", "Any", "Output"},
	"TicketFieldOptionParams": {"ID"}, // of the option to change
	"UserFieldOptionParams":   {"ID"}, // likewise
}

func TestParamsAreInStepWithRecords(t *testing.T) {
	records, params, _ := types(t)
	for _, all := range []map[string]reflect.Type{maps.Clone(records), maps.Clone(params)} {
		for _, top := range all {
			for _, typ := range nested(top) {
				if strings.HasSuffix(typ.Name(), "Params") {
					params[typ.Name()] = typ
				} else {
					records[typ.Name()] = typ
				}
			}
		}
	}
	for name, p := range params {
		record, known := records[strings.TrimSuffix(name, "Params")]
		if !known {
			continue // of an action: what it names is no record
		}
		for f := range p.Fields() {
			if slices.Contains(writeOnly[name], f.Name) {
				continue
			}
			of, known := record.FieldByName(f.Name)
			if !known || of.Tag.Get("json") != f.Tag.Get("json") {
				t.Errorf("%v.%s has no equal in %v", p, f.Name, record)
				continue
			}
			if !writes(f.Type, of.Type) {
				t.Errorf("%v.%s writes a %v, and a %v is read", p, f.Name, f.Type, of.Type)
			}
		}
		for _, field := range []string{"URL", "CreatedAt", "UpdatedAt"} {
			if _, has := p.FieldByName(field); has {
				t.Errorf("%v.%s cannot be written", p, field)
			}
		}
	}
}

// writes reports whether p is an Opt of what is read as r, of its params, or r
// itself.
func writes(p, r reflect.Type) bool {
	if p == r {
		return true
	}
	get, ok := p.MethodByName("Get")
	if !ok || !strings.HasPrefix(p.Name(), "Opt[") {
		return false
	}
	if r.Kind() == reflect.Pointer {
		r = r.Elem()
	}
	p = get.Type.Out(0)
	if p.Kind() == reflect.Slice && r.Kind() == reflect.Slice {
		p, r = p.Elem(), r.Elem()
	}
	return p == r || p.Name() == r.Name()+"Params"
}

// TestQueriesAreSent sets each filter of each listing and looks for it in the
// address.
func TestQueriesAreSent(t *testing.T) {
	server := ok(`{}`)
	for name, list := range listings(connect(t, server)) {
		typ := list.Type().In(1)
		send := func(q reflect.Value) url.Values {
			server.sent = nil
			result := list.Call([]reflect.Value{reflect.ValueOf(t.Context()), q, reflect.ValueOf("")})
			if len(server.sent) != 1 {
				t.Fatalf("%s with %+v sent %d requests: %v", name, q, len(server.sent), result[1])
			}
			return server.sent[0].query
		}
		for f := range typ.Fields() {
			if f.Type.Kind() == reflect.Slice && strings.HasSuffix(f.Tag.Get("query"), "[]") {
				testRepeated(t, name, f, list, send)
				continue
			}
			query := needed(typ)
			parameter, _, _ := strings.Cut(f.Tag.Get("query"), ",")
			value, text := sample(f.Type)
			if f.Name == "ExternalID" && query.FieldByName("Name").IsValid() {
				query.FieldByName("Name").SetString("")
			}
			if f.Name == "ExternalID" && query.FieldByName("Query").IsValid() {
				query.FieldByName("Query").SetString("")
			}
			query.FieldByIndex(f.Index).Set(reflect.ValueOf(value).Convert(f.Type))
			if got := send(query).Get(parameter); got != text {
				t.Errorf("%s: %v.%s is sent as %q, want %q", name, typ, f.Name, got, text)
			}
		}
		if query := needed(typ); query.FieldByName("PerPage").IsValid() {
			if q := send(query); q.Get("page[size]")+q.Get("per_page") != "100" {
				t.Errorf("%s asks for %v", name, q)
			}
		}
	}
}

// testRepeated tests a parameter that is sent once for each value.
func testRepeated(t *testing.T, name string, f reflect.StructField, list reflect.Value, send func(reflect.Value) url.Values) {
	query := needed(list.Type().In(1))
	field := query.FieldByIndex(f.Index)
	field.Set(reflect.MakeSlice(f.Type, 2, 2))
	field.Index(0).SetString("agent")
	field.Index(1).SetString("a,b")
	equal(t, name+" "+f.Name, send(query)[f.Tag.Get("query")], []string{"agent", "a,b"})
	field.Set(reflect.MakeSlice(f.Type, 0, 0))
	result := list.Call([]reflect.Value{reflect.ValueOf(t.Context()), query, reflect.ValueOf("")})
	if err, _ := reflect.TypeAssert[error](result[1]); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("%s with an empty %s: %v", name, f.Name, err)
	}
}

// needed returns a query with what it cannot be without.
func needed(typ reflect.Type) reflect.Value {
	query := reflect.New(typ).Elem()
	for _, name := range []string{"Query", "Name"} {
		if f := query.FieldByName(name); f.IsValid() {
			f.SetString("x")
		}
	}
	return query
}

// sample returns a value for a field of a query, and what is to be sent.
func sample(t reflect.Type) (value any, text string) {
	switch t {
	case reflect.TypeFor[zendesk.Opt[bool]]():
		return zendesk.Set(false), "false"
	case reflect.TypeFor[[]support.Include]():
		return []support.Include{support.IncludeUsers, "tickets(users)"}, "users,tickets(users)"
	}
	switch t.Kind() {
	case reflect.String:
		return "+351 555 0100", "+351 555 0100"
	case reflect.Int64:
		return int64(1988695232001), "1988695232001"
	case reflect.Int:
		return 7, "7"
	case reflect.Bool:
		return true, "true"
	}
	panic(fmt.Sprintf("no sample of %v", t))
}
