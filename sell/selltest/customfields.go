package selltest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// CustomField is the definition of a custom field.
type CustomField struct {
	Name string // the key in custom_fields and in filters

	// Type is string, text, number, bool, date, datetime, list,
	// multi_select_list, email, phone, url or address; default string.
	Type string

	// Filterable allows the field in filters, in the match of an upsert, and to sort
	// by, unless it is a text, bool, email, phone, address or url. Definitions do not
	// show it.
	Filterable bool

	Choices []string // of list and multi_select_list
}

// AddCustomField defines a custom field of leads, contacts or deals and returns
// its id. Once a field is defined, or seeded, custom_fields may hold only
// defined ones, and only filterable ones may be filtered by; before that, any.
// A seeded definition is filterable if its type can be: string, number, list
// and date.
func (s *Server) AddCustomField(kind string, f CustomField) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	res, ok := s.resources[strings.TrimSuffix(kind, "s")+"/custom_fields"]
	if !ok {
		panic("selltest: " + kind + " have no custom fields")
	}
	if f.Type == "" {
		f.Type = "string"
	}
	o := object("id", res.table.NextID(), "name", f.Name, "type", f.Type, filterableMember, f.Filterable)
	if f.Choices != nil {
		choices := make([]fake.Object, len(f.Choices))
		for i, name := range f.Choices {
			choices[i] = object("id", i+1, "name", name)
		}
		o = o.With("choices", choices)
	}
	id, err := s.seed(res, 0, fake.JSON(o), false)
	if err != nil {
		panic("selltest: " + err.Error())
	}
	return id
}

// searchMapping lists the custom fields of a kind of record under the names that
// the Search API has for them.
func (c *call) searchMapping() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	kind, _, _ := strings.Cut(c.res.kind, "/")
	places := map[string]string{kind: ""}
	if kind == "contact" {
		places = map[string]string{kind: "contact:", "prospect_and_customer": "sales_account:"}
	}
	items := make([]fake.Object, 0)
	for _, place := range slices.Sorted(maps.Keys(places)) {
		for _, o := range c.resources[place+"/custom_fields"].table.All() {
			of := strings.ReplaceAll(place, "prospect_and_customer", "sales_account")
			items = append(items, object("data", object("id", o.Raw("id"), "name", o.Raw("name"), "type", o.Raw("type"),
				"resource_type", of, "search_api_id", "custom_fields."+places[place]+o.Text("id")),
				"meta", object("type", "custom_field")))
		}
	}
	return http.StatusOK, collection(items), nil
}

const filterableMember = secret + "filterable"

// definitions returns the custom fields that are defined for a resource, by
// name; none means that any goes.
func (c *call) definitions(res *resource) map[string]fake.Object {
	places := []string{res.typ}
	if res.typ == "contact" {
		places = append(places, "prospect_and_customer")
	}
	defined := make(map[string]fake.Object)
	for _, place := range places {
		for _, o := range c.resources[place+"/custom_fields"].table.All() {
			if !o.Has(bornMember) {
				defined[o.Text("name")] = o
			}
		}
	}
	return defined
}

// filterable reports whether a custom field may be filtered and sorted by.
func (c *call) filterable(name string) bool {
	defined := c.definitions(c.res)
	if len(defined) == 0 {
		return true
	}
	definition, ok := defined[name]
	if !ok {
		return false
	}
	if definition.Has(filterableMember) {
		return definition.Bool(filterableMember) && !slices.Contains([]string{"text", "bool", "boolean", "email", "phone", "address", "url"}, definition.Text("type"))
	}
	return slices.Contains([]string{"string", "number", "list", "date"}, definition.Text("type"))
}

// custom lays the sent custom fields over those of the record.
func (c *call) custom(res *resource, old fake.Object, raw json.RawMessage) (json.RawMessage, *problem) {
	sent, p := res.nested("custom_fields", raw)
	if p != nil {
		return nil, p
	}
	defined := c.definitions(res)
	for i, m := range sent {
		definition, ok := defined[m.Name]
		if !ok && len(defined) > 0 && !equalJSON(fieldsOf(old).Raw(m.Name), m.Value) {
			p := res.bad("custom_fields/"+m.Name, "unknown", "There is no custom field of that name.")
			return nil, &p
		}
		if ok && !fits(definition, m.Value) {
			p := res.bad("custom_fields/"+m.Name, "incorrect_value", "The value does not fit the type %s.", definition.Text("type"))
			return nil, &p
		}
		if definition.Text("type") == "number" && string(m.Value) != "null" {
			sent[i].Value = fake.JSON(fake.Text(m.Value)) // answered as text, however it was sent
		}
	}
	return fake.JSON(fieldsOf(old).Merge(sent)), nil
}

func fieldsOf(o fake.Object) fake.Object {
	fields, err := fake.ParseObject(o.Raw("custom_fields"))
	if err != nil {
		return nil
	}
	return fields
}

// fits reports whether a value is one of a custom field. Choices are given by
// name; numbers, as they are answered, in text or plain.
func fits(definition fake.Object, raw json.RawMessage) bool {
	if string(raw) == "null" {
		return true
	}
	choices := memberOfEach(definition, "choices", "name")
	switch definition.Text("type") {
	case "bool", "boolean":
		return raw[0] == 't' || raw[0] == 'f'
	case "number":
		_, ok := amount(raw)
		return ok || fake.Text(raw) == ""
	case "list":
		return raw[0] == '"' && (len(choices) == 0 || slices.Contains(choices, fake.Text(raw)))
	case "multi_select_list":
		return raw[0] == '[' && !slices.ContainsFunc(elements(raw), func(e string) bool {
			return len(choices) > 0 && !slices.Contains(choices, e)
		})
	case "address":
		return raw[0] == '{'
	}
	return raw[0] == '"'
}

// customText returns a custom field as text; of a choice, its name.
func customText(o fake.Object, name string) string {
	raw := fieldsOf(o).Raw(name)
	if choice, err := fake.ParseObject(raw); err == nil && choice.Has("name") {
		return choice.Text("name")
	}
	return fake.Text(raw)
}

// customHas reports whether a custom field has a value, or has it among others.
func customHas(o fake.Object, name, value string) bool {
	return customText(o, name) == value || slices.Contains(elements(fieldsOf(o).Raw(name)), value)
}

// elements returns the elements of a JSON array as texts.
func elements(raw json.RawMessage) []string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = fake.Text(e)
	}
	return texts
}

// memberOfEach returns one member of each object in an array, as texts.
func memberOfEach(o fake.Object, array, member string) []string {
	var list []json.RawMessage
	if json.Unmarshal(o.Raw(array), &list) != nil {
		return nil
	}
	var texts []string
	for _, e := range list {
		if entry, err := fake.ParseObject(e); err == nil {
			texts = append(texts, entry.Text(member))
		}
	}
	return texts
}
