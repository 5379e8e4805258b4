package record_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
)

func TestRecord(t *testing.T) {
	rec, odd, err := record.Decode[lead]([]byte(`{"id":5,"email":"eve@example.com","value":1000.50,"close_date":"2026-03-02",
		"created_at":"2026-03-02T10:00:00Z","address":{"city":"Oslo","planet":"Earth"},"tags":["a"],"custom_fields":{"Tier":1.0},"new":{"a": 1.0}}`), "/data")
	if err != nil || odd != nil {
		t.Fatal(odd, err)
	}
	if rec.ID != 5 || rec.Email != "eve@example.com" || rec.Value != zendesk.MustDecimal("1000.50") || rec.CloseDate.Day != 2 || !rec.CreatedAt.Equal(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)) ||
		rec.Address.City != "Oslo" || string(rec.Address.Extra["planet"]) != `"Earth"` || !slices.Equal(rec.Tags, []string{"a"}) || string(rec.CustomFields) != `{"Tier":1.0}` {
		t.Errorf("decoded %+v", rec)
	}
	if len(rec.Extra) != 1 || string(rec.Extra["new"]) != `{"a": 1.0}` {
		t.Errorf("Extra is %s", rec.Extra)
	}
}

// An odd member moves to Extra as it was sent, its field stays zero, its path
// is told, and the rest of the record is there.
func TestOddMembers(t *testing.T) {
	for _, test := range []struct {
		member, value, odd string
	}{
		{"email", `17`, "/email"},
		{"email", `{"a":1}`, "/email"},
		{"email", `false`, "/email"},
		{"owner_id", `"x"`, "/owner_id"},
		{"owner_id", `1.5`, "/owner_id"},
		{"owner_id", `99999999999999999999`, "/owner_id"},
		{"address", `"Oslo"`, "/address"},
		{"tags", `"a,b"`, "/tags"},
		{"tags", `{"0":"a"}`, "/tags"},
		{"value", `"a lot"`, "/value"},
		{"value", `[1]`, "/value"},
		{"close_date", `"soon"`, "/close_date"},
		{"created_at", `"yesterday"`, "/created_at"},
		{"created_at", `1700000000`, "/created_at"},
	} {
		t.Run(test.member+" "+test.value, func(t *testing.T) {
			in := `{"` + test.member + `":` + test.value + `,"id":5,"custom_fields":{"Tier":1.0},"new":1e2}`
			rec, odd, err := record.Decode[lead]([]byte(in), "/data")
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(odd, []string{"/data" + test.odd}) {
				t.Errorf("odd are %v, want %s", odd, test.odd)
			}
			if string(rec.Extra[test.member]) != test.value || string(rec.Extra["new"]) != "1e2" || len(rec.Extra) != 2 {
				t.Errorf("Extra is %s", rec.Extra)
			}
			if rec.ID != 5 || string(rec.CustomFields) != `{"Tier":1.0}` || rec.Email != "" || rec.OwnerID != 0 || rec.Address != nil || rec.Tags != nil || !rec.Value.IsZero() || !rec.CloseDate.IsZero() || !rec.CreatedAt.IsZero() {
				t.Errorf("decoded %+v", rec)
			}
		})
	}
	rec, odd, err := record.Decode[lead]([]byte(`{"id":5,"email":1,"owner_id":"x","tags":{}}`), "")
	if err != nil || len(odd) != 3 || rec.ID != 5 || len(rec.Extra) != 3 {
		t.Errorf("several odd members: %+v, %v, %v", rec, odd, err)
	}
}

// What real answers hold although JSON forbids it is read, named and written
// back, alone and beside an odd member. What stays raw is not odd.
func TestBrokenText(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		email string
		odd   []string
		out   string // "": as it came
	}{
		"duplicate":               {`{"id":5,"email":"a","email":"b"}`, "b", []string{"/email"}, `{"id":5,"email":"b"}`},
		"duplicate id":            {`{"id":4,"id":5}`, "", []string{"/id"}, `{"id":5}`},
		"duplicate unknown":       {`{"id":5,"new":1,"new":2}`, "", []string{"/new"}, `{"id":5,"new":2}`},
		"duplicate nested":        {`{"id":5,"address":{"city":"x","city":"Oslo"},"new":{"a":1,"a":2}}`, "", []string{"/address/city"}, `{"id":5,"address":{"city":"Oslo"},"new":{"a":1,"a":2}}`},
		"broken UTF-8":            {"{\"id\":5,\"email\":\"a\xe9\",\"new\":\"\xff\"}", "a\ufffd", []string{"/email"}, ""},
		"broken UTF-8 in a list":  {"{\"id\":5,\"tags\":[\"a\",\"caf\xe9\"]}", "", []string{"/tags/1"}, ""},
		"broken UTF-8 in raw":     {"{\"id\":5,\"custom_fields\":{\"\xff\":1}}", "", nil, ""},
		"half a surrogate":        {`{"id":5,"email":"cut \ud83d"}`, "cut \ufffd", []string{"/email"}, ""},
		"half a surrogate, lower": {`{"id":5,"email":"\udc00 cut"}`, "\ufffd cut", []string{"/email"}, ""},
		"a whole pair":            {`{"id":5,"email":"\ud83d\ude00"}`, "😀", nil, `{"id":5,"email":"😀"}`},
	} {
		for _, extra := range []string{"", `"owner_id":"odd",`} {
			rec, odd, err := record.Decode[lead]([]byte("{"+extra+c.in[1:]), "")
			want := c.odd
			if extra != "" {
				want = append([]string{"/owner_id"}, c.odd...)
			}
			if err != nil || rec.ID != 5 || rec.Email != c.email || !slices.Equal(odd, want) {
				t.Errorf("%s: %+v, odd %v, error %v", name, rec, odd, err)
				continue
			}
			if extra == "" {
				out, err := record.Encode(rec)
				if string(out) != cmp.Or(c.out, c.in) || err != nil {
					t.Errorf("%s: written %q, %v", name, out, err)
				}
			}
		}
	}
}

func TestIDs(t *testing.T) {
	for in, ok := range map[string]bool{
		`{"id":null}`: true, `{}`: true, `{"id":0}`: true, `{"id":9223372036854775807}`: true,
		`{"id":"SECRET"}`: false, `{"id":"5"}`: false, `{"id":1.5}`: false, `{"id":9223372036854775808}`: false, `{"id":{}}`: false, `{"id":true}`: false,
		`{"email":5,"id":"SECRET"}`: false,
	} {
		rec, odd, err := record.Decode[lead]([]byte(in), "/items/3/data")
		if (err == nil) != ok {
			t.Errorf("%s: error %v", in, err)
			continue
		}
		if ok {
			if rec.ID != 0 && rec.ID != 1<<63-1 {
				t.Errorf("%s: id %d", in, rec.ID)
			}
			if marked := slices.Equal(odd, []string{"/items/3/data/id"}); marked != (rec.ID == 0) {
				t.Errorf("%s: odd are %v", in, odd)
			}
			continue
		}
		if !strings.Contains(err.Error(), "/items/3/data/id") || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: the error %q does not just name the path", in, err)
		}
	}
}

// No text of a decoding error quotes what was decoded.
func TestDecodeErrorsQuoteNothing(t *testing.T) {
	for _, in := range []string{
		`"SECRET"`, `["SECRET"]`, `SECRET`, `{"id":"SECRET"}`, `{"email":SECRET}`, `{"email":"SECRET`, `{"email":"SECRET"}SECRET`, `{"id":1,"SECRET`,
		`{"email":"\xSECRET"}`, `null`, ``, `{"value":"SECRET"`, "<html>SECRET</html>", `{"id":"SECRET","value":"SECRET"}`,
	} {
		var errs []error
		_, _, err := record.Decode[lead]([]byte(in), "/data")
		errs = append(errs, err)
		_, _, err = record.List[lead]([]byte(in), "/leads")
		errs = append(errs, err)
		var out struct {
			Email int             `json:"email"`
			Value zendesk.Decimal `json:"value"`
		}
		errs = append(errs, record.Unmarshal([]byte(in), &out))
		if errs[0] == nil {
			t.Errorf("%q: no error of Record", in)
		}
		for _, err := range errs {
			if err != nil && strings.Contains(fmt.Sprintf("%v %+v", err, err), "SECRET") {
				t.Errorf("%q: the error quotes it: %v", in, err)
			}
		}
	}
	for in, want := range map[string]string{
		`5`:       "/data: a JSON number where an object belongs",
		`null`:    "/data is null",
		`{"id":`:  "/data: malformed JSON at byte 6",
		`{"id":x`: "/data: malformed JSON at byte 6",
	} {
		if _, _, err := record.Decode[lead]([]byte(in), "/data"); err == nil || err.Error() != want {
			t.Errorf("%s: error %q, want %q", in, err, want)
		}
	}
}

// A record type without Extra has nowhere to move a member to.
func TestRecordWithoutExtra(t *testing.T) {
	type plain struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
	}
	if _, _, err := record.Decode[plain]([]byte(`{"id":1,"name":2}`), "/x"); err == nil || err.Error() != "/x/name: a JSON number where a string belongs" {
		t.Errorf("error %v", err)
	}
	if rec, odd, err := record.Decode[json.RawMessage]([]byte(`[1]`), "/x"); err != nil || odd != nil || string(*rec) != "[1]" {
		t.Errorf("%s, %v, %v", rec, odd, err)
	}
	if rec, _, err := record.Decode[string]([]byte(`[1]`), "/x"); err == nil {
		t.Errorf("decoded %q", *rec)
	}
}

func TestRecords(t *testing.T) {
	for _, test := range []struct {
		in, want, odd, err string
	}{
		{`[]`, "[]", "[]", ""},
		{`null`, "[]", "[]", ""},
		{`[{"id":1},{"id":2}]`, "[1 2]", "[]", ""},
		{`[null,{"id":2}]`, "[2]", "[/leads/0]", ""},
		{`[{"id":1},null,{"id":3,"email":5}]`, "[1 3]", "[/leads/1 /leads/2/email]", ""},
		{`[{"id":1},{"id":"x"}]`, "", "", "/leads/1/id: a JSON string where a whole number of 64 bits belongs"},
		{`[{"id":1},5,"x",[{"id":2}],{"id":3}]`, "[1 3]", "[/leads/1 /leads/2 /leads/3]", ""},
		{`[{"id":1},{"id":null},{}]`, "[1 0 0]", "[/leads/1/id /leads/2/id]", ""},
		{`{"id":1}`, "", "", "/leads: a JSON object where a list belongs"},
		{`[{"id":1}`, "", "", "/leads: malformed JSON at byte 9"},
	} {
		all, odd, err := record.List[lead]([]byte(test.in), "/leads")
		if test.err != "" {
			if err == nil || err.Error() != test.err {
				t.Errorf("%s: error %v, want %s", test.in, err, test.err)
			}
			continue
		}
		ids := []int64{}
		for _, rec := range all {
			ids = append(ids, rec.ID)
		}
		if err != nil || fmt.Sprint(ids) != test.want || fmt.Sprint(odd) != test.odd {
			t.Errorf("%s: %v, odd %v, error %v", test.in, ids, odd, err)
		}
	}
}

type lead struct {
	ID           int64           `json:"id"`
	Email        string          `json:"email,omitzero"`
	OwnerID      int64           `json:"owner_id,omitzero"`
	Address      *address        `json:"address,omitzero"`
	Notes        []note          `json:"notes,omitzero"`
	Tags         []string        `json:"tags,omitzero"`
	UserIDs      []int64         `json:"user_ids,omitzero"`
	Value        zendesk.Decimal `json:"value,omitzero"`
	CloseDate    zendesk.Date    `json:"close_date,omitzero"`
	CreatedAt    time.Time       `json:"created_at,omitzero"`
	CustomFields json.RawMessage `json:"custom_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}

type address struct {
	City  string                     `json:"city,omitzero"`
	Extra map[string]json.RawMessage `json:",embed"`
}

type note struct {
	ID    int64                      `json:"id"`
	Text  string                     `json:"text,omitzero"`
	Files []address                  `json:"files,omitzero"`
	Extra map[string]json.RawMessage `json:",embed"`
}

// What stands below a record is read entry by entry, at any depth: an odd one
// costs no neighbour, stands in the Extra that is nearest, and is written back.
func TestEntryByEntry(t *testing.T) {
	for _, c := range []struct {
		in    string
		odd   string
		want  string // the fields that were read
		extra string // names in Extra of the record
	}{
		{`{"id":5,"tags":["vip",2024,"gold"]}`, "[/tags/1]", "[vip 2024 gold] [] []", "[tags]"},
		{`{"id":5,"tags":["vip",null,{"a":1},true,""]}`, "[/tags/1 /tags/2 /tags/3]", "[vip ] [] []", "[tags]"},
		{`{"id":5,"tags":[""]}`, "[]", "[] [] []", "[]"},
		{`{"id":5,"user_ids":[1,null,"2",3.5,4,0]}`, "[/user_ids/1 /user_ids/2 /user_ids/3]", "[] [1 4 0] []", "[user_ids]"},
		{`{"id":5,"address":{"city":7,"planet":"Earth"}}`, "[/address/city]", "[] [] []", "[]"},
		{`{"id":5,"notes":[{"id":1,"text":"a"},{"id":2,"text":7},{"id":3,"text":"c"}]}`, "[/notes/1/text]", "[] [] [1a 2 3c]", "[]"},
		{`{"id":5,"notes":[{"id":1,"text":"a"},7,null,"x",{"id":"2"},{"id":3}]}`, "[/notes/1 /notes/2 /notes/3 /notes/4/id]", "[] [] [1a 3]", "[notes]"},
		{`{"id":5,"notes":[{"id":null,"text":"a"},{"id":null}]}`, "[/notes/0/id /notes/1/id]", "[] [] [0a 0]", "[]"},
		{`{"id":5,"notes":[{"id":0},{"id":0,"text":"b"}]}`, "[/notes/0/id /notes/1/id]", "[] [] [0 0b]", "[]"},
		{`{"id":5,"notes":[{"id":1,"files":[{"city":"Oslo"},{"city":1},null]}]}`, "[/notes/0/files/1/city /notes/0/files/2]", "[] [] [1]", "[]"},
		{`{"id":5,"notes":{"id":1}}`, "[/notes]", "[] [] []", "[notes]"},
	} {
		rec, odd, err := record.Decode[lead]([]byte(c.in), "")
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		notes := []string{}
		for _, n := range rec.Notes {
			notes = append(notes, fmt.Sprintf("%d%s", n.ID, n.Text))
		}
		if got := fmt.Sprint(rec.Tags, rec.UserIDs, notes); got != c.want {
			t.Errorf("%s: read %s, want %s", c.in, got, c.want)
		}
		if names := fmt.Sprint(slices.Sorted(maps.Keys(rec.Extra))); fmt.Sprint(odd) != c.odd || names != c.extra {
			t.Errorf("%s: odd %v, Extra %s", c.in, odd, names)
		}
		if out, err := record.Encode(rec); !same(t, out, []byte(c.in)) || err != nil {
			t.Errorf("%s: written as %s, %v", c.in, out, err)
		}
		again, odd, err := record.Decode[lead](must(record.Encode(rec)), "")
		if err != nil || fmt.Sprint(odd) != c.odd || !reflect.DeepEqual(again, rec) {
			t.Errorf("%s: read again as %+v, odd %v, %v", c.in, again, odd, err)
		}
	}
}

// A field that was changed since counts, and what is odd beside it stays.
func TestEncodeTakesTheFieldThatWasChanged(t *testing.T) {
	rec, _, err := record.Decode[lead]([]byte(`{"id":5,"tags":["vip",2024],"email":7,"notes":[{"id":1,"text":8},9]}`), "")
	if err != nil {
		t.Fatal(err)
	}
	rec.Tags = append(rec.Tags, "new")
	for _, v := range []any{rec, *rec, []*lead{rec}, []lead{*rec}, map[string]any{"x": rec}} {
		out, err := record.Encode(v)
		const want = `{"id":5,"tags":["vip","2024","new"],"email":7,"notes":[{"id":1,"text":8},9]}`
		if !strings.Contains(string(out), want) || err != nil {
			t.Errorf("%T: %s, %v", v, out, err)
		}
	}
	rec.Email = "a@example.com"
	if out := string(must(record.Encode(rec))); !strings.Contains(out, `"email":"a@example.com"`) || strings.Count(out, "email") != 1 {
		t.Error(out)
	}
	if len(rec.Extra) != 3 || string(rec.Extra["email"]) != "7" {
		t.Errorf("the record itself was changed: %s", rec.Extra)
	}
	type params struct {
		Hot   zendesk.Opt[bool]          `json:"hot,omitzero"`
		Extra map[string]json.RawMessage `json:",embed"`
	}
	if out, err := record.Encode(params{zendesk.Set(false), map[string]json.RawMessage{"hot": json.RawMessage("true")}}); err == nil {
		t.Errorf("an attribute was given twice: %s", out)
	}
}

// Null and absent are one on every release of Go; in Extra they differ.
func TestNulls(t *testing.T) {
	type raws struct {
		A json.RawMessage   `json:"a,omitzero"`
		B *json.RawMessage  `json:"b,omitzero"`
		C []json.RawMessage `json:"c,omitzero"`
		N int64             `json:"n,omitzero"`

		Extra map[string]json.RawMessage `json:",embed"`
	}
	for _, odd := range []string{"", `,"n":"x"`} { // in one pass, and member by member
		rec, _, err := record.Decode[raws]([]byte(`{"a":null,"b":null,"c":[null,1],"new":null`+odd+`}`), "")
		if err != nil || rec.A != nil || rec.B != nil && *rec.B != nil || len(rec.C) != 2 || rec.C[0] != nil || string(rec.C[1]) != "1" || string(rec.Extra["new"]) != "null" {
			t.Errorf("%+v, %v", rec, err)
		}
	}
}

// What is decoded owns its bytes: the body goes back to a pool.
func TestNothingSharesTheBody(t *testing.T) {
	for _, in := range []string{
		`{"id":5,"email":"a@example.com","tags":["vip"],"custom_fields":{"a":"b"},"new":[1,2],"address":{"city":"Oslo","planet":"Earth"}}`,
		`{"id":5,"email":7,"tags":["vip",8],"custom_fields":{"a":"b"},"new":[1,2],"address":{"city":9,"planet":"Earth"}}`,
	} {
		body := []byte(in)
		rec, _, err := record.Decode[lead](body, "")
		if err != nil {
			t.Fatal(err)
		}
		before := string(must(record.Encode(rec)))
		for i := range body {
			body[i] = 'X'
		}
		if after := string(must(record.Encode(rec))); after != before {
			t.Errorf("%s became %s", before, after)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// same compares two texts of JSON as values; text that differs in bytes differs.
func same(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y map[string]any
	if err := errors.Join(json.Unmarshal(a, &x), json.Unmarshal(bytes.ReplaceAll(b, []byte(`"id":null`), []byte(`"id":0`)), &y)); err != nil {
		t.Errorf("%s, %s: %v", a, b, err)
		return false
	}
	return reflect.DeepEqual(x, y)
}
