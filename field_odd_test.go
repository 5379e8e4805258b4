package zendesk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// Each entry is by itself: what cannot be read is odd, is an error when it is
// asked for, and stays as it came when another is set.
func TestOddEntriesOfALists(t *testing.T) {
	const good, other = `{"id":1,"value":"gold"}`, `{"id":9,"value":5}`
	for _, c := range []struct {
		entry string
		id    int64  // of the entry that is odd
		reads string // its value, "": an error
		odd   string // below the list
	}{
		{`{"id":2,"value":"cut \ud83d"}`, 2, "cut \ufffd", "/1/value"},
		{"{\"id\":2,\"value\":\"caf\xe9\"}", 2, "caf\ufffd", "/1/value"},
		{`{"id":"2","value":"x"}`, 2, "", "/1"},
		{`{"id":2.0,"value":"x"}`, 2, "", "/1"},
		{`{"id":2,"id":3,"value":"x"}`, 3, "", "/1"},
		{`{"id":2,"value":"x","value":"y"}`, 2, "", "/1"},
		{`{"value":"x"}`, 2, "-", "/1"},
		{`{"id":null,"value":"x"}`, 2, "-", "/1"},
		{`7`, 2, "-", "/1"},
		{`null`, 2, "-", "/1"},
		{`["x"]`, 2, "-", "/1"},
		{`{"id":2,"value":"x"},{"id":2,"value":"y"}`, 2, "", "/1 /2"},
		{`{"id":99999999999999999999,"value":"x"}`, 2, "-", "/1"},
	} {
		raw := `[ ` + good + `,` + c.entry + `, ` + other + ` ]`
		ticket, odd, err := zendesk.Decode[support.Ticket]([]byte(`{"id":5,"custom_fields":` + raw + `}`))
		if err != nil {
			t.Errorf("%s: %v", c.entry, err)
			continue
		}
		f := ticket.CustomFields
		first, ok1, err1 := zendesk.Field[string](f, 1)
		last, ok9, err9 := zendesk.Field[int](f, 9)
		if first != "gold" || last != 5 || !ok1 || !ok9 || err1 != nil || err9 != nil {
			t.Errorf("%s: the neighbours are %q and %d, %v, %v", c.entry, first, last, err1, err9)
		}
		value, ok, err := zendesk.Field[string](f, c.id)
		switch c.reads {
		case "":
			if ok || err == nil || f.Err(c.id) == nil {
				t.Errorf("%s: %q, %v, %v", c.entry, value, ok, err)
			}
			if _, found := f.Raw(c.id); found || slices.Contains(f.IDs(), c.id) {
				t.Errorf("%s: it is found", c.entry)
			}
		case "-":
			if ok || err != nil {
				t.Errorf("%s: %q, %v, %v", c.entry, value, ok, err)
			}
		default:
			if value != c.reads || !ok || err != nil {
				t.Errorf("%s: %q, %v, %v", c.entry, value, ok, err)
			}
		}
		var want []string
		for _, at := range []string{"/1", "/2", "/1/value"} {
			if c.odd == at || c.odd == "/1 /2" && len(at) == 2 {
				want = append(want, "/custom_fields"+at)
			}
		}
		if !slices.Equal(odd, want) {
			t.Errorf("%s: odd are %v, want %v", c.entry, odd, want)
		}
		if written, _ := f.MarshalJSON(); string(written) != raw {
			t.Errorf("%s: written as %s", raw, written)
		}
		if err := zendesk.SetField(&f, int64(9), 6); err != nil {
			t.Error(err)
		}
		if written, _ := f.MarshalJSON(); string(written) != `[ `+good+`,`+c.entry+`, {"id":9,"value":6} ]` {
			t.Errorf("%s: written after SetField as %s", raw, written)
		}
		if err := zendesk.SetField(&f, c.id, "new"); err != nil {
			t.Error(err)
		}
		if value, ok, err := zendesk.Field[string](f, c.id); value != "new" || !ok || err != nil {
			t.Errorf("%s: after SetField: %q, %v, %v", c.entry, value, ok, err)
		}
		if still, _ := ticket.CustomFields.MarshalJSON(); string(still) != raw {
			t.Errorf("%s: the ticket's own fields changed to %s", raw, still)
		}
	}
}

func TestOddEntriesOfAMap(t *testing.T) {
	const raw = "{ \"tier\":\"gold\",\"a\":1, \"a\":2,\"cut\":\"\\ud83d\",\"caf\xe9\":3,\"t\\u0069er2\":null , \"seats\":5}"
	user, odd, err := zendesk.Decode[support.User]([]byte(`{"id":5,"user_fields":` + raw + `}`))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(odd) != "[/user_fields/a /user_fields/cut /user_fields/caf\ufffd]" {
		t.Errorf("odd are %v", odd)
	}
	f := user.UserFields
	tier, _, err1 := zendesk.Field[string](f, "tier")
	seats, _, err2 := zendesk.Field[int](f, "seats")
	cut, _, err3 := zendesk.Field[string](f, "cut")
	broken, _, err4 := zendesk.Field[int](f, "caf\ufffd")
	if got := fmt.Sprint(tier, seats, cut, broken, err1, err2, err3, err4); got != "gold5\ufffd3 <nil> <nil> <nil> <nil>" && got != "gold 5 \ufffd 3 <nil> <nil> <nil> <nil>" {
		t.Error(got)
	}
	if v, ok, err := zendesk.Field[int](f, "a"); ok || err == nil || err.Error() != "zendesk: custom field a cannot be read: it stands there more than once" {
		t.Errorf("%d, %v, %v", v, ok, err)
	}
	if raw, ok := f.Raw("tier2"); !ok || string(raw) != "null" || len(f.Map()) != 5 {
		t.Errorf("%s, %v, %v", raw, ok, f.Map())
	}
	for _, set := range []struct{ name, want string }{
		{"seats", "{ \"tier\":\"gold\",\"a\":1, \"a\":2,\"cut\":\"\\ud83d\",\"caf\xe9\":3,\"t\\u0069er2\":null , \"seats\":7}"},
		{"tier2", "{ \"tier\":\"gold\",\"a\":1, \"a\":2,\"cut\":\"\\ud83d\",\"caf\xe9\":3,\"t\\u0069er2\":7 , \"seats\":5}"},
		{"a", "{ \"tier\":\"gold\",\"a\":7,\"cut\":\"\\ud83d\",\"caf\xe9\":3,\"t\\u0069er2\":null , \"seats\":5}"},
		{"new", "{ \"tier\":\"gold\",\"a\":1, \"a\":2,\"cut\":\"\\ud83d\",\"caf\xe9\":3,\"t\\u0069er2\":null , \"seats\":5,\"new\":7}"},
	} {
		own := user.UserFields
		if err := zendesk.SetField(&own, set.name, 7); err != nil {
			t.Error(err)
		}
		if written, _ := own.MarshalJSON(); string(written) != set.want {
			t.Errorf("%s: %s", set.name, written)
		}
	}
	body, err := zendesk.Encode(support.UserParams{UserFields: f})
	if string(body) != `{"user_fields":`+string(compact(raw))+`}` || err != nil {
		t.Errorf("sent as %s, %v", body, err)
	}
}

// What is not a list or an object at all is kept, and nothing of it is guessed.
func TestCustomFieldsOfAnotherKind(t *testing.T) {
	for _, raw := range []string{`"gold"`, `7`, `true`, `{"7":1}`} {
		ticket, odd, err := zendesk.Decode[support.Ticket]([]byte(`{"id":5,"custom_fields":` + raw + `}`))
		if err != nil || !slices.Equal(odd, []string{"/custom_fields"}) {
			t.Fatal(odd, err)
		}
		if _, ok, err := zendesk.Field[string](ticket.CustomFields, 7); ok || err == nil {
			t.Errorf("%s: %v, %v", raw, ok, err)
		}
		if err := zendesk.SetField(&ticket.CustomFields, int64(7), 1); err == nil {
			t.Errorf("%s was overwritten", raw)
		}
		if written, _ := ticket.CustomFields.MarshalJSON(); string(written) != raw {
			t.Errorf("%s is written as %s", raw, written)
		}
	}
	for _, empty := range []string{`[]`, `{}`, `null`} { // some servers write an empty object as a list
		lead, odd, err := zendesk.Decode[sell.Lead]([]byte(`{"id":5,"custom_fields":` + empty + `}`))
		if err != nil || odd != nil || lead.CustomFields.Err("Tier") != nil {
			t.Errorf("%s: %v, %v", empty, odd, err)
		}
		if err := zendesk.SetField(&lead.CustomFields, "Tier", "Gold"); err != nil {
			t.Error(err)
		}
		if written, _ := lead.CustomFields.MarshalJSON(); string(written) != `{"Tier":"Gold"}` {
			t.Errorf("%s: %s", empty, written)
		}
	}
}

// Used fields that are read again hold nothing of what they held.
func TestUsedFieldsAreReset(t *testing.T) {
	f := new(sell.CustomFields)
	for _, c := range []struct{ in, want string }{
		{`{"a":1,"a":2}`, `{"a":1,"a":2}`}, {`{"b":1}`, `{"b":1}`}, {`null`, `{}`}, {`7`, `7`}, {`{"c":1}`, `{"c":1}`}, {`{}`, `{}`},
	} {
		if err := f.UnmarshalJSON([]byte(c.in)); err != nil {
			t.Fatal(err)
		}
		written, _ := f.MarshalJSON()
		odd := c.in == `7` || c.in == `{"a":1,"a":2}`
		if string(written) != c.want || f.IsZero() != (c.in == "null") || (f.Odd() != nil) != odd {
			t.Errorf("%s is written as %s, odd %v", c.in, written, f.Odd())
		}
		written[0] = 'X' // the caller's own
	}
	if written, _ := f.MarshalJSON(); string(written) != "{}" {
		t.Errorf("the empty fields became %s", written)
	}
}

func TestFieldSaysWhatItHolds(t *testing.T) {
	var f sell.CustomFields
	for value, want := range map[string]string{
		`"12.50"`:      "string; read it as string or zendesk.Decimal",
		`"2026-03-02"`: "string; read it as string or zendesk.Date",
		`"Gold"`:       "string; read it as string",
		`12`:           "number; read it as int64 or zendesk.Decimal",
		`1.5`:          "number; read it as zendesk.Decimal",
		`true`:         "boolean; read it as bool",
		`["a",null]`:   "list; read it as a slice, such as []string or []json.RawMessage",
		`{"id":1}`:     "object; read it as a struct or json.RawMessage",
	} {
		if err := f.SetRaw("Tier", json.RawMessage(value)); err != nil {
			t.Fatal(err)
		}
		_, ok, err := zendesk.Field[[]string](f, "Tier")
		if ok || err == nil || err.Error() != "zendesk: custom field Tier holds a JSON "+want {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func compact(raw string) []byte {
	var out []byte
	text := false
	for i := range len(raw) {
		if raw[i] == '"' {
			text = !text
		}
		if raw[i] != ' ' || text {
			out = append(out, raw[i])
		}
	}
	return out
}
