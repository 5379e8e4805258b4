package integration

import (
	stdjson "encoding/json"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// customPrefix marks the name of a custom field in [FieldSettings].
const customPrefix = "custom:"

// DefaultFields returns the fields to show if [FieldSettings] lists none: those that
// the product shows for each kind of record.
func DefaultFields() []string {
	return []string{"status", "owner_id", "email", "phone", "mobile", "address", "website", "twitter", "facebook", "linkedin", "description"}
}

// ShownField is an attribute of a record that is shown beside a ticket.
type ShownField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Card returns the fields of a matched record to show by the settings, in their
// order. Fields that the record does not have are left out.
func (s Settings) Card(m Match) []ShownField {
	names, record, custom := s.Fields.Lead, any(m.Lead), sell.CustomFields{}
	switch {
	case m.Contact != nil && m.Contact.IsOrganization:
		names, record, custom = s.Fields.Company, m.Contact, m.Contact.CustomFields
	case m.Contact != nil:
		names, record, custom = s.Fields.Person, m.Contact, m.Contact.CustomFields
	case m.Lead != nil:
		custom = m.Lead.CustomFields
	}
	if len(names) == 0 {
		names = DefaultFields()
	}
	var members map[string]stdjson.RawMessage
	if raw, err := json.Marshal(record); err == nil {
		_ = json.Unmarshal(raw, &members) // what was just encoded decodes
	}
	var card []ShownField
	for _, name := range names {
		raw := members[name]
		if field, ok := strings.CutPrefix(name, customPrefix); ok {
			raw, _ = custom.Raw(field)
		}
		if text := readable(raw); text != "" {
			card = append(card, ShownField{name, text})
		}
	}
	return card
}

// readable turns a JSON value into text, joining the values of a list or an object.
func readable(raw stdjson.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		var t zendesk.Text
		if t.UnmarshalJSON(raw) == nil {
			return t.String()
		}
	case 't':
		return "yes"
	case '[':
		var items []stdjson.RawMessage
		if json.Unmarshal(raw, &items) == nil {
			return joined(items)
		}
	case '{':
		var object struct {
			Name stdjson.RawMessage `json:"name"` // a choice
			sell.Address
		}
		if json.Unmarshal(raw, &object) == nil {
			a := object.Address
			return joinText(readable(object.Name), a.Line1, a.PostalCode, a.City, a.State, a.Country)
		}
	}
	return ""
}

func joined(items []stdjson.RawMessage) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = readable(item)
	}
	return joinText(texts...)
}

func joinText(texts ...string) string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return strings.Join(some, ", ")
}
