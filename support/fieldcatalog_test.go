package support_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

const someFields = `{"ticket_fields":[
	{"id":1,"type":"subject","title":"Subject","active":true},
	{"id":2,"type":"priority","title":"Priority","active":true},
	{"id":3,"type":"text","title":"Priority","active":true,"key":"own_priority"},
	{"id":4,"type":"tagger","title":"Tier","active":true,"key":"tier","custom_field_options":[
		{"id":41,"name":"Gold","value":"gold"},{"id":42,"name":"Metal::Silver","value":"silver"},{"id":43,"name":"silver","value":"other"}]},
	{"id":5,"type":"tagger","title":"Tier","active":false},
	{"id":6,"type":"multiselect","title":"Colours","active":true,"custom_field_options":[{"id":61,"name":"Red","value":"red"},{"id":62,"name":"Blue","value":"blue_1"}]},
	{"id":7,"type":"checkbox","title":"VIP","active":true},
	{"id":8,"type":"integer","title":"Seats","active":true},
	{"id":9,"type":"decimal","title":"Weight","active":true},
	{"id":10,"type":"date","title":"Until","active":true},
	{"id":11,"type":"lookup","title":"Asset","active":true},
	{"id":12,"type":"text","title":"Twin","active":true},
	{"id":13,"type":"text","title":"twin ","active":true},
	{"id":14,"type":"text","title":"Twin","active":true},
	{"id":15,"type":"hologram","title":"Hologram","active":true}
],"meta":{"has_more":false}}`

func TestTicketFieldCatalog(t *testing.T) {
	server := ok(someFields)
	fields := must(connect(t, server).TicketFields.Catalog(t.Context()))
	for name, id := range map[string]int64{
		"Subject": 1, "Priority": 3, "own_priority": 3, "priority": 3, "Tier": 4, "tier": 4, " TIER": 4, "twin ": 13,
	} {
		f, err := fields.Find(name)
		if err != nil || f.ID != id {
			t.Errorf("%q is %v, %v", name, f, err)
		}
	}
	for name, want := range map[string]string{
		"Twin": `support: ticket field "Twin": 2 fields have this name`, "twin": `support: ticket field "twin": 3 fields have this name`,
		"": `support: ticket field "": there is no such field`, "Tiers": `support: ticket field "Tiers": there is no such field`,
	} {
		if _, err := fields.Find(name); err == nil || err.Error() != want {
			t.Errorf("%q: %v", name, err)
		}
	}
	equal(t, "fields", len(fields.Fields()), 15)
	equal(t, "by id", fields.ByID(6).Title, "Colours")
	equal(t, "no id", fields.ByID(99) == nil, true)
	tier := fields.ByID(4)
	option, found := tier.OptionNamed("Metal::Silver")
	equal(t, "named", []any{option.Value, found}, []any{"silver", true})
	option, found = tier.OptionTagged("gold")
	equal(t, "tagged", []any{option.Name, found}, []any{"Gold", true})
	_, found = tier.OptionTagged("Gold")
	equal(t, "no tag", found, false)
	equal(t, "requests", len(server.lines()), 1)

	// The value of a system field is a member of the ticket: written among the custom
	// fields it would be dropped without a word.
	var values support.CustomFields
	const system = `support: ticket field "Subject" is a system field: use Subject of Ticket and TicketParams`
	if err := zendesk.SetField(fields.Of(&values), "Subject", "x"); err == nil || err.Error() != system {
		t.Errorf("written: %v", err)
	}
	if _, _, err := zendesk.Field[string](fields.Of(&values), "Subject"); err == nil || !strings.Contains(err.Error(), "is a system field") {
		t.Errorf("read: %v", err)
	}
	equal(t, "nothing is set", len(values.IDs()), 0)

	_, err := connect(t, server).TicketFields.Catalog(t.Context(), zendesk.From("after=x"))
	equal(t, "from a cursor", errors.Is(err, zendesk.ErrInvalid), true)
	if _, err := connect(t, &canned{replies: []reply{{status: 403}}}).TicketFields.Catalog(t.Context()); !errors.Is(err, zendesk.ErrForbidden) {
		t.Error(err)
	}
}

func TestTitledFields(t *testing.T) {
	fields := must(connect(t, ok(someFields)).TicketFields.Catalog(t.Context()))
	for _, c := range []struct {
		title string
		value any
		want  string // what is sent, or the error
	}{
		{"Tier", "gold", `{"id":4,"value":"gold"}`},
		{"tier", "Gold", `{"id":4,"value":"gold"}`},
		{"Tier", "GOLD", `{"id":4,"value":"gold"}`},
		{"Tier", "silver", `{"id":4,"value":"silver"}`}, // the tag wins over the name
		{"Tier", "Metal::Silver", `{"id":4,"value":"silver"}`},
		{"Tier", nil, `{"id":4,"value":null}`},
		{"Tier", "", `{"id":4,"value":""}`},
		{"Tier", "Bronze", `support: ticket field "Tier": the field has no such option`},
		{"Tier", []string{"gold"}, `support: ticket field "Tier": a JSON list does not fit: write it as the tag or the name of an option`},
		{"Colours", []string{"Red", "blue_1"}, `{"id":6,"value":["red","blue_1"]}`},
		{"Colours", []string{}, `{"id":6,"value":[]}`},
		{"Colours", []string{"Red", "Green"}, `has no such option`},
		{"Colours", []int{1}, `a JSON number among the choices does not fit: write it as a []string`},
		{"Colours", "Red", `write it as a []string of tags or names of options`},
		{"VIP", true, `{"id":7,"value":true}`},
		{"VIP", "true", `support: ticket field "VIP": a JSON string does not fit: write it as a bool`},
		{"Seats", 5, `{"id":8,"value":5}`},
		{"Seats", true, `write it as an int64`},
		{"Weight", zendesk.MustDecimal("1.50"), `{"id":9,"value":"1.50"}`},
		{"Until", zendesk.Date{Year: 2026, Month: 3, Day: 2}, `{"id":10,"value":"2026-03-02"}`},
		{"Until", 20260302, `write it as a zendesk.Date`},
		{"Asset", "77", `{"id":11,"value":"77"}`},
		{"Hologram", map[string]int{"a": 1}, `{"id":15,"value":{"a":1}}`},
		{"Tiers", "gold", `support: ticket field "Tiers": there is no such field`},
	} {
		var p support.TicketParams
		err := zendesk.SetField(fields.Of(&p.CustomFields), c.title, c.value)
		got := fmt.Sprint(err)
		if err == nil {
			got = string(must(json.Marshal(p.CustomFields)))
		}
		if !strings.Contains(got, c.want) || (err == nil) != strings.HasPrefix(c.want, "{") {
			t.Errorf("%s = %v: %s", c.title, c.value, got)
		}
	}
	ticket, _, err := zendesk.Decode[support.Ticket]([]byte(`{"id":1,"custom_fields":[{"id":4,"value":"silver"},{"id":7,"value":null},{"id":8,"value":5},{"id":9,"value":1},{"id":9,"value":2}]}`))
	if err != nil {
		t.Fatal(err)
	}
	by := fields.Of(&ticket.CustomFields)
	tier, ok, err := zendesk.Field[string](by, "Tier")
	equal(t, "tier", []any{tier, ok, err}, []any{"silver", true, nil})
	_, ok, err = zendesk.Field[bool](by, "VIP")
	equal(t, "vip", []any{ok, err}, []any{false, nil})
	_, ok, err = zendesk.Field[string](by, "Until")
	equal(t, "until", []any{ok, err}, []any{false, nil})
	for title, want := range map[string]string{"Weight": "cannot be read", "Tiers": "there is no such field", "VIP": ""} {
		if _, _, err := zendesk.Field[string](by, title); (err == nil) != (want == "") || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v", title, err)
		}
	}
	if _, _, err := zendesk.Field[bool](by, "Seats"); err == nil || err.Error() != "zendesk: custom field Seats holds a JSON number; read it as int64 or zendesk.Decimal" {
		t.Error(err)
	}
	if _, found := by.Raw("Tiers"); found {
		t.Error("a field that is not defined has a value")
	}
}
