package support

import (
	stdjson "encoding/json"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
)

// CustomFields are the custom fields of a ticket by the id of the field, raw
// until they are asked for; read one with [zendesk.Field] and write one with
// [zendesk.SetField]. Fields that are not written stay as they are.
type CustomFields struct{ raw stdjson.RawMessage }

type customField struct {
	ID    int64              `json:"id"`
	Value stdjson.RawMessage `json:"value"`
}

func (f CustomFields) list() []customField {
	var all []customField
	if json.Unmarshal(f.raw, &all) != nil {
		return nil // what is no list has no fields; MarshalJSON still returns it
	}
	return all
}

// Raw returns the value of one field.
func (f CustomFields) Raw(id int64) (stdjson.RawMessage, bool) {
	for _, field := range f.list() {
		if field.ID == id {
			return field.Value, true
		}
	}
	return nil, false
}

// IDs returns the ids of all fields, in the order of the answer.
func (f CustomFields) IDs() []int64 {
	var ids []int64
	for _, field := range f.list() {
		ids = append(ids, field.ID)
	}
	return ids
}

// SetRaw writes one field; null clears it.
func (f *CustomFields) SetRaw(id int64, value stdjson.RawMessage) error {
	if id <= 0 {
		return fmt.Errorf("support: %d is no id of a custom field", id)
	}
	all := f.list()
	if i := slices.IndexFunc(all, func(field customField) bool { return field.ID == id }); i >= 0 {
		all[i].Value = value
	} else {
		all = append(all, customField{id, value})
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("support: custom field %d: the value is no JSON", id)
	}
	f.raw = raw
	return nil
}

// IsZero reports whether there are no fields at all.
func (f CustomFields) IsZero() bool { return len(f.raw) == 0 }

// MarshalJSON writes the fields as they were read.
func (f CustomFields) MarshalJSON() ([]byte, error) {
	if f.raw == nil {
		return []byte("[]"), nil
	}
	return f.raw, nil
}

// UnmarshalJSON keeps the fields as they are; null is none.
func (f *CustomFields) UnmarshalJSON(data []byte) error {
	f.raw = keep(data)
	return nil
}

// KeyedFields are the custom fields of a user or an organization by the key of
// the field, raw until they are asked for; read one with [zendesk.Field] and
// write one with [zendesk.SetField]. Fields that are not written stay as they are.
type KeyedFields struct{ raw stdjson.RawMessage }

// Map returns the values of all fields.
func (f KeyedFields) Map() map[string]stdjson.RawMessage {
	var all map[string]stdjson.RawMessage
	if json.Unmarshal(f.raw, &all) != nil {
		return nil // what is no object has no fields; MarshalJSON still returns it
	}
	return all
}

// Raw returns the value of one field.
func (f KeyedFields) Raw(key string) (stdjson.RawMessage, bool) {
	value, ok := f.Map()[key]
	return value, ok
}

// SetRaw writes one field; null clears it.
func (f *KeyedFields) SetRaw(key string, value stdjson.RawMessage) error {
	if key == "" {
		return fmt.Errorf("support: a custom field needs a key")
	}
	all := f.Map()
	if all == nil {
		all = make(map[string]stdjson.RawMessage, 1)
	}
	all[key] = value
	raw, err := json.Marshal(all, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("support: custom field %q: the value is no JSON", key)
	}
	f.raw = raw
	return nil
}

// IsZero reports whether there are no fields at all.
func (f KeyedFields) IsZero() bool { return len(f.raw) == 0 }

// MarshalJSON writes the fields as they were read.
func (f KeyedFields) MarshalJSON() ([]byte, error) {
	if f.raw == nil {
		return []byte("{}"), nil
	}
	return f.raw, nil
}

// UnmarshalJSON keeps the fields as they are; null is none.
func (f *KeyedFields) UnmarshalJSON(data []byte) error {
	f.raw = keep(data)
	return nil
}

func keep(data []byte) stdjson.RawMessage {
	if string(data) == "null" {
		return nil
	}
	return append(stdjson.RawMessage(nil), data...)
}
