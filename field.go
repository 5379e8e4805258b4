package zendesk

import (
	stdjson "encoding/json"
	"fmt"
	"strconv"

	"github.com/sellsupport/zendesk/internal/record"
)

// Field reads one custom field as a T. Custom fields stay raw until they are read, so
// a kind of field that this version does not know never breaks a record. Field works
// for both products, which differ in the key: a name in Sell, an id for Support
// tickets, a key for Support users and organizations.
//
//	tier, ok, err := zendesk.Field[string](deal.CustomFields, "Tier")
//
// ok is false if the record has no such field or its value is null. It is an error if
// the value is not a T (the error names the types that fit), or if the field cannot be
// read, for example because the record contains it twice. What to read, and to write
// with [SetField]:
//
//	kind of field           Sell                       Support
//	text, one line          string                     string
//	text, several lines     string                     string
//	e-mail, phone, URL      string                     –
//	number                  Decimal                    int64, Decimal
//	checkbox                bool                       bool
//	date                    string; write a Date       Date
//	date and time           string (wall time)         –
//	list, drop-down         sell.Choice; write its     string, the tag of the
//	                        name                       option
//	multi-select            []sell.Choice; write       []string, the tags
//	                        names, []string
//	address                 sell.Address               –
//	regular expression      –                          string
//	credit card             –                          string, the last digits
//	lookup                  –                          string, the id
//
// Dates of Support users and organizations come with a time, as a [time.Time]. A
// json.RawMessage reads everything.
//
// Catalogs know the fields of an account: of Support tickets by title, with their
// options by name, and of Sell by name, with their choices. See the method Catalog
// of support.TicketFieldsService and sell.CustomFieldsService.
func Field[T any, K comparable](f interface {
	Raw(key K) (stdjson.RawMessage, bool)
}, key K) (value T, ok bool, err error) {
	if f, checked := f.(interface{ Err(key K) error }); checked {
		if err := f.Err(key); err != nil {
			return value, false, fmt.Errorf("zendesk: custom field %v cannot be read: %w", key, err)
		}
	}
	raw, ok := f.Raw(key)
	if !ok || !record.Present(raw) {
		return value, false, nil
	}
	value, err = record.Value[T](raw)
	if err != nil {
		return value, false, fmt.Errorf("zendesk: custom field %v holds a JSON %s; read it as %s", key, record.Kind(raw), readable(raw))
	}
	return value, true, nil
}

// readable names the types that a value can be read as.
func readable(raw stdjson.RawMessage) string {
	switch record.Kind(raw) {
	case "string":
		text, _ := record.Text(raw)
		if isDecimal(text) {
			return "string or zendesk.Decimal"
		}
		if _, err := ParseDate(text); err == nil {
			return "string or zendesk.Date"
		}
		return "string"
	case "number":
		if _, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return "int64 or zendesk.Decimal"
		}
		return "zendesk.Decimal"
	case "boolean":
		return "bool"
	case "list":
		return "a slice, such as []string or []json.RawMessage"
	}
	return "a struct or json.RawMessage"
}

// SetField sets one custom field in the attributes to send; nil clears it. All other
// fields stay as they are, byte for byte.
//
//	err := zendesk.SetField(&params.CustomFields, "Tier", "Gold")
func SetField[K comparable](f interface {
	SetRaw(key K, value stdjson.RawMessage) error
}, key K, value any) error {
	raw, err := record.Encode(value)
	if err != nil {
		return fmt.Errorf("zendesk: custom field %v: %s", key, record.Problem(err))
	}
	return f.SetRaw(key, raw)
}
