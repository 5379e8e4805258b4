package sell_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

func TestCustomFieldsAreWritten(t *testing.T) {
	var params sell.LeadParams
	if !params.CustomFields.IsZero() {
		t.Error("no fields are not zero")
	}
	for _, set := range []struct {
		name  string
		value any
		want  string
	}{
		{"Tier", "Gold", `{"Tier":"Gold"}`},
		{"Visits; old", zendesk.MustDecimal("3.50"), `{"Tier":"Gold","Visits; old":"3.50"}`},
		{"Tier", nil, `{"Tier":null,"Visits; old":"3.50"}`},
		{"Interests", []string{"Bikes"}, `{"Tier":null,"Visits; old":"3.50","Interests":["Bikes"]}`},
	} {
		if err := zendesk.SetField(&params.CustomFields, set.name, set.value); err != nil {
			t.Fatal(err)
		}
		equal(t, set.name, string(must(json.Marshal(params.CustomFields))), set.want)
	}
	if err := zendesk.SetField(&params.CustomFields, "", "Gold"); err == nil {
		t.Error("a field without a name was set")
	}
	if err := params.CustomFields.SetRaw("Tier", json.RawMessage(`{`)); err == nil {
		t.Error("a value that is no JSON was set")
	}
	equal(t, "fields after both", len(params.CustomFields.Map()), 3)

	server := ok(answeredLead)
	must(connect(t, server).Leads.Update(t.Context(), 12, params))
	equal(t, "body", server.sent[0].body, `{"data":{"custom_fields":{"Tier":null,"Visits; old":"3.50","Interests":["Bikes"]}}}`)
}

func TestCustomFieldsAreKeptAsRead(t *testing.T) {
	read := func(text string) sell.CustomFields {
		return must(connect(t, ok(`{"data":{"id":1,"custom_fields":`+text+`}}`)).Leads.Get(t.Context(), 1)).CustomFields
	}
	const odd = `{"Tier": {"id":3, "name":"Gold"},"Size":1e3,"Empty":null}`
	fields := read(odd)
	equal(t, "written", string(must(fields.MarshalJSON())), odd)
	raw, has := fields.Raw("Size")
	equal(t, "raw", string(raw), "1e3")
	equal(t, "has", has, true)
	if _, has := fields.Raw("size"); has {
		t.Error("names are compared without regard to case")
	}
	if raw, has := fields.Raw("Empty"); !has || string(raw) != "null" {
		t.Errorf("empty field: %s, %v", raw, has)
	}

	if fields := read("null"); !fields.IsZero() || fields.Map() != nil {
		t.Errorf("null is %v", fields.Map())
	}
	list := read(`[]`) // as an empty object is written by some
	equal(t, "written list", string(must(list.MarshalJSON())), `[]`)
	if _, set, err := zendesk.Field[string](list, "Tier"); set || err != nil {
		t.Errorf("field of a list: %v, %v", set, err)
	}
}

// The values of lists come as names or as choices.
func TestChoiceIsReadInBothForms(t *testing.T) {
	lead := must(connect(t, ok(`{"data":{"id":1,"custom_fields":{
		"Plain":"Gold","Whole":{"id":3,"name":"Gold","rank":1},"Several":["Bikes",{"id":5,"name":"Tours"}],"None":null,"Odd":7,"Empty":[]
	}}}`)).Leads.Get(t.Context(), 1))
	for name, want := range map[string]sell.Choice{
		"Plain": {Name: "Gold"},
		"Whole": {ID: 3, Name: "Gold", Extra: map[string]json.RawMessage{"rank": json.RawMessage("1")}},
	} {
		got, has, err := zendesk.Field[sell.Choice](lead.CustomFields, name)
		equal(t, name, got, want)
		if !has || err != nil {
			t.Errorf("%s: %v, %v", name, has, err)
		}
	}
	several, _, err := zendesk.Field[[]sell.Choice](lead.CustomFields, "Several")
	equal(t, "several", several, []sell.Choice{{Name: "Bikes"}, {ID: 5, Name: "Tours"}})
	if _, has, none := zendesk.Field[sell.Choice](lead.CustomFields, "None"); has || err != nil || none != nil {
		t.Errorf("none: %v, %v, %v", has, err, none)
	}
	if odd, _, err := zendesk.Field[sell.Choice](lead.CustomFields, "Odd"); err == nil {
		t.Errorf("7 is %v", odd)
	}
}

// A program that changes a record that it read sends back what it knows nothing of.
func TestExtraIsSent(t *testing.T) {
	server := ok(`{"data":{"id":1,"name":"A wheel","margin":12.50}}`)
	crm := connect(t, server)
	deal := must(crm.Deals.Get(t.Context(), 1))
	equal(t, "Extra", deal.Extra, map[string]json.RawMessage{"margin": json.RawMessage("12.50")})
	must(crm.Deals.Update(t.Context(), 1, sell.DealParams{Hot: zendesk.Set(false), Extra: deal.Extra}))
	equal(t, "body", server.sent[1].body, `{"data":{"hot":false,"margin":12.50}}`)

	_, err := crm.Deals.Update(t.Context(), 1, sell.DealParams{Extra: map[string]json.RawMessage{"hot": json.RawMessage("x")}})
	if !errors.Is(err, zendesk.ErrInvalid) || len(server.sent) != 2 {
		t.Errorf("bad Extra: %v after %d requests", err, len(server.sent))
	}
}
