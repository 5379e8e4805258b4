package sell_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

func TestCustomFieldCatalog(t *testing.T) {
	fake := selltest.New()
	for _, f := range []selltest.CustomField{
		{Name: "Grade", Type: "list", Choices: []string{"Gold", "Silver"}}, {Name: "Size", Type: "number"}, {Name: "size", Type: "text"}, {Name: "VIP", Type: "bool"},
		{Name: "Colours", Type: "multi_select_list", Choices: []string{"Red", "Blue"}}, {Name: "Site", Type: "address"}, {Name: "Until", Type: "date"},
	} {
		fake.AddCustomField("deals", f)
	}
	fields, err := fake.Client(nil).CustomFields.Catalog(t.Context(), sell.ResourceDeal)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(fields.Fields()); n != 8 { // one is there from the start
		t.Errorf("%d fields", n)
	}
	for _, c := range []struct {
		name  string
		value any
		want  string // what is sent, or the error
	}{
		{"Grade", "Gold", `{"Grade":"Gold"}`},
		{"grade", "gold", `{"Grade":"Gold"}`},
		{"Grade", nil, `{"Grade":null}`},
		{"Grade", "Bronze", `sell: custom field "Grade": the field has no such option`},
		{"Grade", 7, `write it as the name of a choice`},
		{"Size", zendesk.MustDecimal("1.50"), `{"Size":"1.50"}`},
		{"size", "large", `{"size":"large"}`},
		{"SIZE", "x", `sell: custom field "SIZE": 2 fields have this name`},
		{"VIP", true, `{"VIP":true}`},
		{"VIP", "yes", `sell: custom field "VIP": a JSON string does not fit: write it as a bool`},
		{"Colours", []string{"red", "Blue"}, `{"Colours":["Red","Blue"]}`},
		{"Colours", "Red", `write it as a []string of names of choices`},
		{"Site", sell.Address{City: "Bonn"}, `{"Site":{"city":"Bonn"}}`},
		{"Until", zendesk.Date{Year: 2026, Month: 3, Day: 2}, `{"Until":"2026-03-02"}`},
		{"Grades", "Gold", `sell: custom field "Grades": there is no such field`},
	} {
		var p sell.DealParams
		err := zendesk.SetField(fields.Of(&p.CustomFields), c.name, c.value)
		got := fmt.Sprint(err)
		if err == nil {
			data, err := json.Marshal(p.CustomFields)
			if err != nil {
				t.Fatal(err)
			}
			got = string(data)
		}
		if !strings.Contains(got, c.want) || (err == nil) != strings.HasPrefix(c.want, "{") {
			t.Errorf("%s = %v: %s", c.name, c.value, got)
		}
	}
	deal, _, err := zendesk.Decode[sell.Deal]([]byte(`{"id":1,"custom_fields":{"Grade":"Gold","VIP":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	by := fields.Of(&deal.CustomFields)
	if grade, ok, err := zendesk.Field[sell.Choice](by, "grade"); grade.Name != "Gold" || !ok || err != nil {
		t.Errorf("%v %v %v", grade, ok, err)
	}
	if _, ok, err := zendesk.Field[string](by, "Size"); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if _, _, err := zendesk.Field[string](by, "Grades"); err == nil || !strings.Contains(err.Error(), "there is no such field") {
		t.Error(err)
	}
	if _, found := by.Raw("Grades"); found {
		t.Error("a field that is not defined has a value")
	}
	grade, err := fields.Find("Grade")
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := grade.ChoiceNamed("Silver"); !ok || c.ID != 2 {
		t.Errorf("%v %v", c, ok)
	}
	if _, err := fake.Client(nil).CustomFields.Catalog(t.Context(), sell.ResourceNone); err == nil {
		t.Error("a type without custom fields is accepted")
	}
}
