package zendesk_test

import (
	stdjson "encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
)

// engines are the two that the types of this package must serve alike.
var engines = []struct {
	name      string
	marshal   func(any) ([]byte, error)
	unmarshal func([]byte, any) error
}{
	{"encoding/json", stdjson.Marshal, stdjson.Unmarshal},
	{"go-json-experiment", func(v any) ([]byte, error) { return json.Marshal(v) }, func(data []byte, v any) error { return json.Unmarshal(data, v) }},
}

type params struct {
	Owner zendesk.Opt[int64]           `json:"owner,omitzero"`
	Name  zendesk.Opt[string]          `json:"name,omitzero"`
	Hot   zendesk.Opt[bool]            `json:"hot,omitzero"`
	Tags  zendesk.Opt[[]string]        `json:"tags,omitzero"`
	Value zendesk.Opt[zendesk.Decimal] `json:"value,omitzero"`
	Close zendesk.Opt[zendesk.Date]    `json:"close,omitzero"`
	Where zendesk.Opt[map[string]int]  `json:"where,omitzero"`
	Text  zendesk.Opt[zendesk.Text]    `json:"text,omitzero"`
}

func TestOptOnTheWire(t *testing.T) {
	for _, test := range []struct {
		params params
		want   string
	}{
		{params{}, `{}`},
		{params{Owner: zendesk.Set[int64](0), Name: zendesk.Set(""), Hot: zendesk.Set(false)}, `{"owner":0,"name":"","hot":false}`},
		{params{Owner: zendesk.Null[int64](), Name: zendesk.Null[string](), Tags: zendesk.Null[[]string](), Where: zendesk.Null[map[string]int]()}, `{"owner":null,"name":null,"tags":null,"where":null}`},
		{params{Owner: zendesk.Set[int64](math.MaxInt64), Name: zendesk.Set("é")}, `{"owner":9223372036854775807,"name":"é"}`},
		{params{Tags: zendesk.Set([]string(nil)), Where: zendesk.Set(map[string]int(nil))}, `{"tags":[],"where":{}}`},
		{params{Tags: zendesk.Set([]string{"b", "a"}), Where: zendesk.Set(map[string]int{"y": 2, "x": 1})}, `{"tags":["b","a"],"where":{"x":1,"y":2}}`},
		{params{Value: zendesk.Set(zendesk.MustDecimal("1000.50")), Close: zendesk.Set(zendesk.Date{Year: 2026, Month: 3, Day: 2}), Text: zendesk.Set(zendesk.NewText("7"))}, `{"value":"1000.50","close":"2026-03-02","text":"7"}`},
	} {
		for _, e := range engines {
			raw, err := e.marshal(test.params)
			if err != nil || string(raw) != test.want {
				t.Errorf("%s: %s, %v; want %s", e.name, raw, err, test.want)
			}
			var back params
			if err := e.unmarshal(raw, &back); err != nil {
				t.Errorf("%s: %v", e.name, err)
			}
			if again, err := e.marshal(back); err != nil || string(again) != test.want {
				t.Errorf("%s: read back as %s, %v; want %s", e.name, again, err, test.want)
			}
		}
	}
}

func TestOptStates(t *testing.T) {
	for name, test := range map[string]struct {
		opt                  zendesk.Opt[int64]
		value                int64
		present, null, empty bool
	}{
		"absent": {zendesk.Opt[int64]{}, 0, false, false, true},
		"null":   {zendesk.Null[int64](), 0, false, true, false},
		"zero":   {zendesk.Set[int64](0), 0, true, false, false},
		"value":  {zendesk.Set[int64](5), 5, true, false, false},
	} {
		value, present := test.opt.Get()
		if value != test.value || present != test.present || test.opt.IsNull() != test.null || test.opt.IsZero() != test.empty {
			t.Errorf("%s: %d, present %v, null %v, absent %v", name, value, present, test.opt.IsNull(), test.opt.IsZero())
		}
	}
	for _, e := range engines {
		var p params
		if err := e.unmarshal([]byte(`{"owner":"x"}`), &p); err == nil {
			t.Errorf("%s: text was read as a number", e.name)
		}
		if err := e.unmarshal([]byte(`{"owner":null,"tags":["a"]}`), &p); err != nil || !p.Owner.IsNull() || !p.Name.IsZero() {
			t.Errorf("%s: read %+v, %v", e.name, p, err)
		}
		if tags, ok := p.Tags.Get(); !ok || !slices.Equal(tags, []string{"a"}) {
			t.Errorf("%s: read tags %v", e.name, tags)
		}
	}
	if raw, err := zendesk.Set(func() {}).MarshalJSON(); err == nil {
		t.Errorf("a function was written as %s", raw)
	}
}

func TestOptWritesTimesAsDocumented(t *testing.T) {
	when := time.Date(2026, 3, 1, 1, 30, 15, 999, time.FixedZone("", 3600))
	got, err := zendesk.Set(when).MarshalJSON()
	if want := `"2026-03-01T00:30:15Z"`; err != nil || string(got) != want {
		t.Errorf("written %s, %v; want %s", got, err, want)
	}
}
