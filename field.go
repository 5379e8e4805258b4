package zendesk

import (
	stdjson "encoding/json"
	"fmt"

	"github.com/go-json-experiment/json"
)

// Field reads one custom field as a T. The fields of a record stay raw until
// they are asked for, so a kind of field that this version does not know never
// breaks a record. It works for both products, which differ in the key: a name
// in Sell, an id on Support tickets, a key on Support users and organizations.
//
//	tier, ok, err := zendesk.Field[string](deal.CustomFields, "Tier")
//
// ok is false when the record has no such field or its value is null. A value
// that is no T is an error.
func Field[T any, K comparable](f interface {
	Raw(key K) (stdjson.RawMessage, bool)
}, key K) (value T, ok bool, err error) {
	raw, ok := f.Raw(key)
	if !ok || string(raw) == "null" {
		return value, false, nil
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		var zero T
		return zero, false, fmt.Errorf("zendesk: custom field %v is no %T", key, zero)
	}
	return value, true, nil
}

// SetField writes one custom field of the attributes to send; nil clears it.
//
//	err := zendesk.SetField(&params.CustomFields, "Tier", "Gold")
func SetField[K comparable](f interface {
	SetRaw(key K, value stdjson.RawMessage) error
}, key K, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("zendesk: custom field %v: %w", key, err)
	}
	return f.SetRaw(key, raw)
}
