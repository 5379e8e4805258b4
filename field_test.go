package zendesk_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
)

// fields are custom fields in their simplest form.
type fields map[string]json.RawMessage

func (f fields) Raw(name string) (json.RawMessage, bool) {
	raw, ok := f[name]
	return raw, ok
}

func (f fields) SetRaw(name string, value json.RawMessage) error {
	if name == "" {
		return errors.New("a custom field needs a name")
	}
	f[name] = value
	return nil
}

func TestField(t *testing.T) {
	f := fields{"Tier": json.RawMessage(`"Gold"`), "Seats": json.RawMessage(`12`), "Tags": json.RawMessage(`["a","b"]`), "Budget": json.RawMessage(`1000.50`), "None": json.RawMessage(`null`)}
	if tier, ok, err := zendesk.Field[string](f, "Tier"); tier != "Gold" || !ok || err != nil {
		t.Errorf("Tier is %q, %v, %v", tier, ok, err)
	}
	if seats, ok, err := zendesk.Field[int](f, "Seats"); seats != 12 || !ok || err != nil {
		t.Errorf("Seats is %d, %v, %v", seats, ok, err)
	}
	if tags, ok, err := zendesk.Field[[]string](f, "Tags"); strings.Join(tags, "") != "ab" || !ok || err != nil {
		t.Errorf("Tags is %v, %v, %v", tags, ok, err)
	}
	if budget, ok, err := zendesk.Field[zendesk.Decimal](f, "Budget"); budget.String() != "1000.50" || !ok || err != nil {
		t.Errorf("Budget is %s, %v, %v", budget, ok, err)
	}
	for _, name := range []string{"None", "Missing"} {
		if v, ok, err := zendesk.Field[string](f, name); v != "" || ok || err != nil {
			t.Errorf("%s is %q, %v, %v", name, v, ok, err)
		}
	}
	v, ok, err := zendesk.Field[[]int](f, "Tags")
	if v != nil || ok || err == nil || err.Error() != "zendesk: custom field Tags holds a JSON list; read it as a slice, such as []string or []json.RawMessage" {
		t.Errorf("Tags as numbers: %v, %v, %v", v, ok, err)
	}
	if _, _, err := zendesk.Field[int](f, "Tier"); err == nil || strings.Contains(err.Error(), "Gold") {
		t.Errorf("Tier as a number: %v", err)
	}
}

func TestSetField(t *testing.T) {
	f := fields{}
	for name, value := range map[string]any{"Tier": "Gold", "Seats": 12, "Budget": zendesk.MustDecimal("5.0"), "Gone": nil, "Tags": []string{"a"}} {
		if err := zendesk.SetField(f, name, value); err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]string{"Tier": `"Gold"`, "Seats": `12`, "Budget": `"5.0"`, "Gone": `null`, "Tags": `["a"]`} {
		if got := string(f[name]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if err := zendesk.SetField(f, "Func", func() {}); err == nil || len(f) != 5 {
		t.Errorf("a function was set: %v", err)
	}
	if err := zendesk.SetField(f, "", 1); err == nil {
		t.Error("a field without a name was set")
	}
}
