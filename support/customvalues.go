package support

import (
	"encoding/json"
	"fmt"

	"github.com/sellsupport/zendesk/internal/record"
)

// CustomFields are the custom fields of a ticket by the id of the field, raw
// until they are asked for; read one with [zendesk.Field] and write one with
// [zendesk.SetField]. Fields that are not written stay as they are.
type CustomFields struct{ fields record.FieldList }

// Raw returns the value of one field as Support sent it. A field that cannot be
// read, since its entry is not as documented or stands there twice, is not found;
// [zendesk.Field] says so.
func (f CustomFields) Raw(id int64) (json.RawMessage, bool) { return f.fields.Raw(id) }

// IDs returns the ids of all fields that can be read, in the order of the answer.
func (f CustomFields) IDs() []int64 { return f.fields.IDs() }

// SetRaw writes one field; null clears it. All other bytes stay as they are.
func (f *CustomFields) SetRaw(id int64, value json.RawMessage) error {
	if err := f.fields.Set(id, value); err != nil {
		return fmt.Errorf("support: custom field %d: %w", id, err)
	}
	return nil
}

// Err returns an error if the ticket has the field and it cannot be read.
func (f CustomFields) Err(id int64) error { return f.fields.Err(id) }

// Odd returns the JSON pointers of entries that cannot be read, and of those
// whose text holds broken UTF-8, which is read as U+FFFD. They are written back as
// they came. [zendesk.Meta] lists them as well.
func (f CustomFields) Odd() []string { return f.fields.Odd() }

// IsZero reports whether there are no fields at all.
func (f CustomFields) IsZero() bool { return f.fields.IsZero() }

// MarshalJSON writes the fields as they were read.
func (f CustomFields) MarshalJSON() ([]byte, error) { return f.fields.MarshalJSON() }

// UnmarshalJSON keeps the fields as they are; null is none.
func (f *CustomFields) UnmarshalJSON(data []byte) error { return f.fields.UnmarshalJSON(data) }

// KeyedFields are the custom fields of a user or an organization by the key of
// the field, raw until they are asked for; read one with [zendesk.Field] and
// write one with [zendesk.SetField]. Fields that are not written stay as they are.
type KeyedFields struct{ fields record.FieldMap }

// Raw returns the value of one field as Support sent it. A field that cannot be
// read, since it stands there twice, is not found; [zendesk.Field] says so.
func (f KeyedFields) Raw(key string) (json.RawMessage, bool) { return f.fields.Raw(key) }

// Map returns the values of all fields that can be read.
func (f KeyedFields) Map() map[string]json.RawMessage { return f.fields.Map() }

// SetRaw writes one field; null clears it. All other bytes stay as they are.
func (f *KeyedFields) SetRaw(key string, value json.RawMessage) error {
	if err := f.fields.Set(key, value); err != nil {
		return fmt.Errorf("support: custom field %q: %w", key, err)
	}
	return nil
}

// Err returns an error if the record has the field and it cannot be read.
func (f KeyedFields) Err(key string) error { return f.fields.Err(key) }

// Odd returns the JSON pointers of fields that cannot be read, and of those whose
// text holds broken UTF-8; see [CustomFields.Odd].
func (f KeyedFields) Odd() []string { return f.fields.Odd() }

// IsZero reports whether there are no fields at all.
func (f KeyedFields) IsZero() bool { return f.fields.IsZero() }

// MarshalJSON writes the fields as they were read.
func (f KeyedFields) MarshalJSON() ([]byte, error) { return f.fields.MarshalJSON() }

// UnmarshalJSON keeps the fields as they are; null is none.
func (f *KeyedFields) UnmarshalJSON(data []byte) error { return f.fields.UnmarshalJSON(data) }
