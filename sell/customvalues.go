package sell

import (
	"encoding/json"
	"fmt"

	"github.com/sellsupport/zendesk/internal/record"
)

// ResourceType is a type of record.
type ResourceType string

// Types of records. Each use says which of them are allowed.
const (
	ResourceLead                ResourceType = "lead"
	ResourceContact             ResourceType = "contact"
	ResourceDeal                ResourceType = "deal"
	ResourceSalesAccount        ResourceType = "sales_account"         // a contact as a customer or prospect
	ResourceProspectAndCustomer ResourceType = "prospect_and_customer" // likewise, in tags and custom fields
	ResourceNone                ResourceType = "none"                  // of text messages that belong to no record
)

// Descending reverses the order of a sort key.
func Descending[Key ~string](key Key) Key { return key + ":desc" }

// Address is a postal address.
type Address struct {
	Line1      string `json:"line1,omitzero"`
	City       string `json:"city,omitzero"`
	PostalCode string `json:"postal_code,omitzero"`
	State      string `json:"state,omitzero"`
	Country    string `json:"country,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AddressQuery filters by parts of the address.
type AddressQuery struct {
	City       string `query:"city"`
	PostalCode string `query:"postal_code"`
	State      string `query:"state"` // unconfirmed: check what comes back
	Country    string `query:"country"`
}

// CustomFields are the values of custom fields by the exact name of the field. They
// stay raw until they are read: read one with [zendesk.Field] and write one with
// [zendesk.SetField]. Sell merges written fields into those of the record.
//
// Sell identifies a field only by its name, so renaming it in the settings breaks
// programs that write it.
type CustomFields struct{ fields record.FieldMap }

// Raw returns the value of one field as Sell sent it. It does not find a field that
// cannot be read because the record contains it twice; [zendesk.Field] returns an
// error for it.
func (f CustomFields) Raw(name string) (json.RawMessage, bool) { return f.fields.Raw(name) }

// Map returns the values of all fields that can be read.
func (f CustomFields) Map() map[string]json.RawMessage { return f.fields.Map() }

// SetRaw sets one field; null clears it. All other bytes stay as they are.
func (f *CustomFields) SetRaw(name string, value json.RawMessage) error {
	if err := f.fields.Set(name, value); err != nil {
		return fmt.Errorf("sell: custom field %q: %w", name, err)
	}
	return nil
}

// Err returns an error if the record has the field but it cannot be read.
func (f CustomFields) Err(name string) error { return f.fields.Err(name) }

// Odd returns the JSON pointers of fields that cannot be read, and of those whose
// text contains invalid UTF-8, which is read as U+FFFD. They are written back as they
// were sent. [zendesk.Meta] lists them as well.
func (f CustomFields) Odd() []string { return f.fields.Odd() }

// IsZero reports whether there are no fields at all.
func (f CustomFields) IsZero() bool { return f.fields.IsZero() }

// MarshalJSON returns the fields as they were read.
func (f CustomFields) MarshalJSON() ([]byte, error) { return f.fields.MarshalJSON() }

// UnmarshalJSON keeps the fields as they are; null means none.
func (f *CustomFields) UnmarshalJSON(data []byte) error { return f.fields.UnmarshalJSON(data) }
