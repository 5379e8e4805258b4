package sell

import (
	stdjson "encoding/json"
	"fmt"

	"github.com/go-json-experiment/json"
)

// ResourceType names a type of record.
type ResourceType string

// Types of records. Which of them make sense, the place of use says.
const (
	ResourceLead                ResourceType = "lead"
	ResourceContact             ResourceType = "contact"
	ResourceDeal                ResourceType = "deal"
	ResourceSalesAccount        ResourceType = "sales_account"         // a contact as a customer or prospect
	ResourceProspectAndCustomer ResourceType = "prospect_and_customer" // likewise, in tags and custom fields
	ResourceNone                ResourceType = "none"                  // of text messages that belong to no record
)

// Descending turns a sort key around.
func Descending[Key ~string](key Key) Key { return key + ":desc" }

// Address is a postal address.
type Address struct {
	Line1      string `json:"line1,omitzero"`
	City       string `json:"city,omitzero"`
	PostalCode string `json:"postal_code,omitzero"`
	State      string `json:"state,omitzero"`
	Country    string `json:"country,omitzero"`

	Extra map[string]stdjson.RawMessage `json:",embed"`
}

// AddressQuery filters by parts of the address.
type AddressQuery struct {
	City       string `query:"city"`
	PostalCode string `query:"postal_code"`
	State      string `query:"state"` // unconfirmed: check what comes back
	Country    string `query:"country"`
}

// CustomFields are the values of custom fields by the exact name of the field,
// raw until they are asked for; read one with [zendesk.Field] and write one
// with [zendesk.SetField]. What is written is merged with what the record has.
//
// Sell knows a field by its name only, so renaming it in the settings breaks
// whoever writes it.
type CustomFields struct{ raw stdjson.RawMessage }

// Raw returns the value of one field.
func (f CustomFields) Raw(name string) (stdjson.RawMessage, bool) {
	value, ok := f.Map()[name]
	return value, ok
}

// Map returns the values of all fields.
func (f CustomFields) Map() map[string]stdjson.RawMessage {
	var all map[string]stdjson.RawMessage
	if json.Unmarshal(f.raw, &all) != nil {
		return nil // what is no object has no fields; MarshalJSON still returns it
	}
	return all
}

// SetRaw writes one field; null clears it.
func (f *CustomFields) SetRaw(name string, value stdjson.RawMessage) error {
	if name == "" {
		return fmt.Errorf("sell: a custom field needs a name")
	}
	all := f.Map()
	if all == nil {
		all = make(map[string]stdjson.RawMessage, 1)
	}
	all[name] = value
	raw, err := json.Marshal(all, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("sell: custom field %q: the value is no JSON", name)
	}
	f.raw = raw
	return nil
}

// IsZero reports whether there are no fields at all.
func (f CustomFields) IsZero() bool { return len(f.raw) == 0 }

// MarshalJSON writes the fields as they were read.
func (f CustomFields) MarshalJSON() ([]byte, error) {
	if f.raw == nil {
		return []byte("{}"), nil
	}
	return f.raw, nil
}

// UnmarshalJSON keeps the fields as they are; null is none.
func (f *CustomFields) UnmarshalJSON(data []byte) error {
	f.raw = nil
	if string(data) != "null" {
		f.raw = append(f.raw, data...)
	}
	return nil
}
