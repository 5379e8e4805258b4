package support

import (
	"encoding/json"
	"fmt"

	"github.com/sellsupport/zendesk/internal/record"
)

// CustomFields are the custom fields of a ticket by the id of the field. They stay
// raw until they are read: read one with [zendesk.Field] and write one with
// [zendesk.SetField]. Fields that are not written do not change.
type CustomFields struct{ fields record.FieldList }

// Raw returns the value of one field as Support sent it. It does not find a field that
// cannot be read because its entry is not as documented or appears twice;
// [zendesk.Field] returns an error for it.
func (f CustomFields) Raw(id int64) (json.RawMessage, bool) { return f.fields.Raw(id) }

// IDs returns the ids of all fields that can be read, in the order of the response.
func (f CustomFields) IDs() []int64 { return f.fields.IDs() }

// SetRaw sets one field; null clears it. All other bytes stay as they are.
func (f *CustomFields) SetRaw(id int64, value json.RawMessage) error {
	if err := f.fields.Set(id, value); err != nil {
		return fmt.Errorf("support: custom field %d: %w", id, err)
	}
	return nil
}

// Err returns an error if the ticket has the field but it cannot be read.
func (f CustomFields) Err(id int64) error { return f.fields.Err(id) }

// Odd returns the JSON pointers of entries that cannot be read, and of those whose
// text contains invalid UTF-8, which is read as U+FFFD. They are written back as they
// were sent. [zendesk.Meta] lists them as well.
func (f CustomFields) Odd() []string { return f.fields.Odd() }

// IsZero reports whether there are no fields at all.
func (f CustomFields) IsZero() bool { return f.fields.IsZero() }

// MarshalJSON returns the fields as they were read.
func (f CustomFields) MarshalJSON() ([]byte, error) { return f.fields.MarshalJSON() }

// UnmarshalJSON keeps the fields as they are; null means none.
func (f *CustomFields) UnmarshalJSON(data []byte) error { return f.fields.UnmarshalJSON(data) }

// KeyedFields are the custom fields of a user or an organization by the key of the
// field. They stay raw until they are read: read one with [zendesk.Field] and write
// one with [zendesk.SetField]. Fields that are not written do not change.
type KeyedFields struct{ fields record.FieldMap }

// Raw returns the value of one field as Support sent it. It does not find a field that
// cannot be read because it appears twice; [zendesk.Field] returns an error for it.
func (f KeyedFields) Raw(key string) (json.RawMessage, bool) { return f.fields.Raw(key) }

// Map returns the values of all fields that can be read.
func (f KeyedFields) Map() map[string]json.RawMessage { return f.fields.Map() }

// SetRaw sets one field; null clears it. All other bytes stay as they are.
func (f *KeyedFields) SetRaw(key string, value json.RawMessage) error {
	if err := f.fields.Set(key, value); err != nil {
		return fmt.Errorf("support: custom field %q: %w", key, err)
	}
	return nil
}

// Err returns an error if the record has the field but it cannot be read.
func (f KeyedFields) Err(key string) error { return f.fields.Err(key) }

// Odd returns the JSON pointers of fields that cannot be read, and of those whose
// text contains invalid UTF-8; see [CustomFields.Odd].
func (f KeyedFields) Odd() []string { return f.fields.Odd() }

// IsZero reports whether there are no fields at all.
func (f KeyedFields) IsZero() bool { return f.fields.IsZero() }

// MarshalJSON returns the fields as they were read.
func (f KeyedFields) MarshalJSON() ([]byte, error) { return f.fields.MarshalJSON() }

// UnmarshalJSON keeps the fields as they are; null means none.
func (f *KeyedFields) UnmarshalJSON(data []byte) error { return f.fields.UnmarshalJSON(data) }
