package rest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

func TestRecord(t *testing.T) {
	rec, odd, err := rest.Record[lead]([]byte(`{"id":5,"email":"eve@example.com","value":1000.50,"close_date":"2026-03-02",
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
		{"address", `{"city":7,"planet":"Earth"}`, "/address/city"},
		{"tags", `"a,b"`, "/tags"},
		{"tags", `["a",7]`, "/tags/1"},
		{"value", `"a lot"`, "/value"},
		{"value", `[1]`, "/value"},
		{"close_date", `"soon"`, "/close_date"},
		{"created_at", `"yesterday"`, "/created_at"},
		{"created_at", `1700000000`, "/created_at"},
	} {
		t.Run(test.member+" "+test.value, func(t *testing.T) {
			in := `{"` + test.member + `":` + test.value + `,"id":5,"custom_fields":{"Tier":1.0},"new":1e2}`
			rec, odd, err := rest.Record[lead]([]byte(in), "/data")
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
	rec, odd, err := rest.Record[lead]([]byte(`{"id":5,"email":1,"owner_id":"x","tags":{}}`), "")
	if err != nil || len(odd) != 3 || rec.ID != 5 || len(rec.Extra) != 3 {
		t.Errorf("several odd members: %+v, %v, %v", rec, odd, err)
	}
}

// What real answers hold although JSON forbids it, alone and beside an odd member.
func TestLenient(t *testing.T) {
	for name, in := range map[string]string{
		"duplicate":              `{"id":4,"id":5,"email":"a","email":"b"}`,
		"duplicate unknown":      `{"id":5,"new":1,"new":2}`,
		"duplicate nested":       `{"id":5,"new":{"a":1,"a":2},"address":{"city":"x","city":"Oslo"}}`,
		"invalid UTF-8":          "{\"id\":5,\"email\":\"a\xff\",\"new\":\"\xff\"}",
		"invalid UTF-8 in names": "{\"id\":5,\"\xff\":1,\"custom_fields\":{\"\xff\":1}}",
		"lone surrogate":         `{"id":5,"email":"\ud800"}`,
	} {
		for _, extra := range []string{"", `"owner_id":"odd",`} {
			in := "{" + extra + in[1:]
			rec, odd, err := rest.Record[lead]([]byte(in), "")
			if err != nil || rec.ID != 5 || (len(odd) == 1) != (extra != "") {
				t.Errorf("%s: %q gives %+v, odd %v, error %v", name, in, rec, odd, err)
			}
		}
	}
}

func TestIDs(t *testing.T) {
	for in, ok := range map[string]bool{
		`{"id":null}`: true, `{}`: true, `{"id":9223372036854775807}`: true,
		`{"id":"SECRET"}`: false, `{"id":"5"}`: false, `{"id":1.5}`: false, `{"id":9223372036854775808}`: false, `{"id":{}}`: false, `{"id":true}`: false,
		`{"email":5,"id":"SECRET"}`: false,
	} {
		rec, _, err := rest.Record[lead]([]byte(in), "/items/3/data")
		if (err == nil) != ok {
			t.Errorf("%s: error %v", in, err)
			continue
		}
		if ok {
			if rec.ID != 0 && rec.ID != 1<<63-1 {
				t.Errorf("%s: id %d", in, rec.ID)
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
		_, _, err := rest.Record[lead]([]byte(in), "/data")
		errs = append(errs, err)
		_, _, err = rest.Records[lead]([]byte(in), "/leads")
		errs = append(errs, err)
		var out struct {
			Email int             `json:"email"`
			Value zendesk.Decimal `json:"value"`
		}
		errs = append(errs, rest.Unmarshal([]byte(in), &out))
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
		`5`:       "/data: a JSON number where a rest_test.lead belongs",
		`null`:    "/data is null",
		`{"id":`:  "/data: malformed JSON at byte 6",
		`{"id":x`: "/data: malformed JSON at byte 6",
	} {
		if _, _, err := rest.Record[lead]([]byte(in), "/data"); err == nil || err.Error() != want {
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
	if _, _, err := rest.Record[plain]([]byte(`{"id":1,"name":2}`), "/x"); err == nil || err.Error() != "/x: the value at /name is no string" {
		t.Errorf("error %v", err)
	}
	if rec, odd, err := rest.Record[json.RawMessage]([]byte(`[1]`), "/x"); err != nil || odd != nil || string(*rec) != "[1]" {
		t.Errorf("%s, %v, %v", rec, odd, err)
	}
	if rec, _, err := rest.Record[string]([]byte(`[1]`), "/x"); err == nil {
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
		{`[{"id":1},{"id":"x"}]`, "", "", "/leads/1/id is no int64"},
		{`[{"id":1},5]`, "", "", "/leads/1: a JSON number where a rest_test.lead belongs"},
		{`{"id":1}`, "", "", "/leads: a JSON object where a []json.RawMessage belongs"},
		{`[{"id":1}`, "", "", "/leads: malformed JSON at byte 9"},
	} {
		all, odd, err := rest.Records[lead]([]byte(test.in), "/leads")
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

// FuzzRecord: whatever comes, nothing panics and no member is lost.
func FuzzRecord(f *testing.F) {
	for _, s := range []string{
		`{"id":1,"email":"a","owner_id":2,"new":[1,{"a":null}]}`, `{"id":null,"email":7}`, `{"email":{"a":1},"email":"b"}`,
		`{"owner_id":"5","tags":[1],"Extra":{"a":1},"extra":2}`, "{\"\xff\":\"\xff\",\"email\":1}", `{"address":{"city":1}}`, `{"value":1e9999}`, `[]`, `null`,
		`{"":1,"a/b":2,"~":3,"email":[]}`, `{"custom_fields":[{"id":1}]}`,
	} {
		f.Add([]byte(s))
	}
	known := []string{"id", "email", "owner_id", "address", "tags", "value", "close_date", "created_at", "custom_fields"}
	f.Fuzz(func(t *testing.T, in []byte) {
		rec, odd, err := rest.Record[lead](in, "")
		if err != nil {
			return
		}
		var members map[string]json.RawMessage
		if err := rest.Unmarshal(in, &members); err != nil {
			t.Fatalf("%q: no object: %v", in, err)
		}
		moved := make(map[string]bool)
		for _, path := range odd {
			name, _, _ := strings.Cut(path[1:], "/")
			if !slices.Contains(known, name) {
				t.Fatalf("%q: %q is odd, but no field", in, name)
			}
			moved[name] = true
		}
		for name, value := range members {
			if extra := slices.Contains(known, name) && !moved[name]; extra == (rec.Extra[name] != nil) {
				t.Fatalf("%q: member %q: known %v, in Extra %s", in, name, extra, rec.Extra[name])
			} else if !extra && !bytes.Equal(rec.Extra[name], value) {
				t.Fatalf("%q: member %q is %s in Extra, was %s", in, name, rec.Extra[name], value)
			}
		}
		for name := range rec.Extra {
			if _, ok := members[name]; !ok {
				t.Fatalf("%q: %q is in Extra only", in, name)
			}
		}
		for name, got := range map[string]any{"id": rec.ID, "owner_id": rec.OwnerID, "email": rec.Email} {
			value, ok := members[name]
			want, _ := json.Marshal(got)
			switch {
			case !ok || moved[name] || string(value) == "null":
				if want := string(want); want != "0" && want != `""` {
					t.Fatalf("%q: %s is %s", in, name, want)
				}
			case name != "email" && string(value) != string(want) && string(value) != "-0":
				t.Fatalf("%q: %s is %s, was %s", in, name, want, value)
			case name == "email":
				var text string
				if json.Unmarshal(value, &text) != nil || text != rec.Email {
					t.Fatalf("%q: email is %q, was %s", in, rec.Email, value)
				}
			}
		}
	})
}
