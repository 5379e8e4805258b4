package zendesk_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
)

func TestParseDecimal(t *testing.T) {
	for _, s := range []string{
		"0", "-0", "+1", "1000.50", ".5", "5.", "-12.50", "1e3", "1E+3", "-1.5e-1000", "1e1000",
		"0.1000000000000000055511151231257827021181583404541015625", "123456789012345678901234567890.123456789", "007",
	} {
		d, err := zendesk.ParseDecimal(s)
		if err != nil || d.String() != s || d.IsZero() {
			t.Errorf("%q: %q, %v", s, d, err)
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok || d.Rat().Cmp(want) != 0 || d.Sign() != want.Sign() {
			t.Errorf("%q is %v, want %v", s, d.Rat(), want)
		}
	}
	for _, s := range []string{
		"", ".", "-", "+", "e5", "1e", "1e1001", "1e-1001", "1e999999999", "1e99999999999999999999", "1e1.5", "1.2.3", "1-2", "--1", "1 ", " 1", "1,5",
		"0x1p4", "1_000", "1/2", "Inf", "NaN", "१", "1e+", "£5", "\x00",
	} {
		if d, err := zendesk.ParseDecimal(s); err == nil || !d.IsZero() {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestMustDecimal(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a bad constant does not panic")
		}
	}()
	zendesk.MustDecimal("lots")
}

func TestDecimalCompares(t *testing.T) {
	var none zendesk.Decimal
	for _, test := range []struct {
		a, b zendesk.Decimal
		want int
	}{
		{zendesk.MustDecimal("1000.50"), zendesk.MustDecimal("1000.5"), 0},
		{zendesk.MustDecimal("1e3"), zendesk.MustDecimal("1000.00"), 0},
		{zendesk.MustDecimal("0.1"), zendesk.MustDecimal("0.10000000000000000001"), -1},
		{zendesk.MustDecimal("-2"), zendesk.MustDecimal("-10"), 1},
		{none, zendesk.MustDecimal("0"), 0},
		{none, zendesk.MustDecimal("-0.0"), 0},
		{none, zendesk.MustDecimal("0.01"), -1},
	} {
		if got := test.a.Cmp(test.b); got != test.want || test.b.Cmp(test.a) != -test.want {
			t.Errorf("%s to %s: %d, want %d", test.a, test.b, got, test.want)
		}
	}
	if none.String() != "0" || none.Sign() != 0 || !none.IsZero() || zendesk.MustDecimal("0").IsZero() {
		t.Errorf("the zero Decimal is %q", none)
	}
	r := none.Rat()
	r.SetInt64(5)
	if none.Rat().Sign() != 0 {
		t.Error("Rat hands out what it keeps")
	}
}

// A number or a string comes in, a string goes out, and no digit is lost.
func TestDecimalOnTheWire(t *testing.T) {
	type deal struct {
		Value zendesk.Decimal `json:"value,omitzero"`
	}
	for _, e := range engines {
		for in, want := range map[string]string{
			`{"value":1000.50}`:   `{"value":"1000.50"}`,
			`{"value":"1000.50"}`: `{"value":"1000.50"}`,
			`{"value":1E+2}`:      `{"value":"100"}`,
			`{"value":0.1234567890123456789012345678901234567890}`: `{"value":"0.1234567890123456789012345678901234567890"}`,
			`{"value":"\u0031"}`: `{"value":"1"}`,
			`{"value":0}`:        `{"value":"0"}`,
			`{"value":null}`:     `{}`,
			`{}`:                 `{}`,
		} {
			var d deal
			if err := e.unmarshal([]byte(in), &d); err != nil {
				t.Errorf("%s: %s: %v", e.name, in, err)
			}
			if out, err := e.marshal(d); err != nil || string(out) != want {
				t.Errorf("%s: %s is written as %s, %v; want %s", e.name, in, out, err, want)
			}
		}
		for _, in := range []string{`""`, `"SECRET"`, `true`, `{}`, `[]`, `1e99999`, `"1e99999"`, `" 1"`} {
			d := deal{zendesk.MustDecimal("7")}
			err := e.unmarshal([]byte(`{"value":`+in+`}`), &d)
			if err == nil || strings.Contains(err.Error(), "SECRET") {
				t.Errorf("%s: %s is %s, error %v", e.name, in, d.Value, err)
			}
		}
	}
	if raw, err := json.Marshal(zendesk.Decimal{}); string(raw) != `"0"` || err != nil {
		t.Errorf("the zero Decimal is written as %s, %v", raw, err)
	}
}

// Sell takes plain digits only. What is plain already stays as it is.
func TestDecimalIsWrittenPlain(t *testing.T) {
	for text, want := range map[string]string{
		"1e3": "1000", "1E+3": "1000", "1.0E7": "10000000", "1.50e1": "15.0", "1.2345e2": "123.45", "-1.5e-3": "-0.0015", "5.e-1": "0.5",
		"12e-1": "1.2", "1e0": "1", "0e5": "0", "00.10e1": "1.0", "+5": "5", "+0.50": "0.50", ".5": "0.5", "-.5": "-0.5", "+.5": "0.5", "-0e2": "-0",
		"1000.50": "1000.50", "-12.50": "-12.50", "007": "007", "5.": "5.", "0": "0", "-0.00": "-0.00",
	} {
		d := zendesk.MustDecimal(text)
		raw, err := json.Marshal(d)
		if err != nil || string(raw) != `"`+want+`"` || d.String() != text || zendesk.MustDecimal(want).Cmp(d) != 0 {
			t.Errorf("%s is written as %s, %v; want %q", d, raw, err, want)
		}
	}
	raw, err := json.Marshal(zendesk.MustDecimal("1e1000"))
	if err != nil || string(raw) != `"1`+strings.Repeat("0", 1000)+`"` {
		t.Errorf("the largest power is written as %s, %v", raw, err)
	}
}

// FuzzDecimal: what is read is an exact number whose text survives.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "1000.50", "-.5e-3", "+5.", "1e999", "--", "1e", "K", "0x1", "1_0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := zendesk.ParseDecimal(s)
		if err != nil {
			return
		}
		if d.String() != s {
			t.Fatalf("%q became %q", s, d)
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok || d.Rat().Cmp(want) != 0 || d.Cmp(d) != 0 {
			t.Fatalf("%q is %v, want %v", s, d.Rat(), want)
		}
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.TrimPrefix(strings.Trim(string(raw), `"`), "-"); strings.ContainsAny(text, "eE+-") || text[0] == '.' {
			t.Fatalf("%q is written as %s", s, raw)
		}
		for _, in := range []string{string(raw), s} {
			if !json.Valid([]byte(in)) {
				continue // "+5." is no JSON number
			}
			var back zendesk.Decimal
			if err := json.Unmarshal([]byte(in), &back); err != nil || back.Cmp(d) != 0 {
				t.Fatalf("%s is read as %q, %v", in, back, err)
			}
		}
	})
}
