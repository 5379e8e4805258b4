package sell

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sellsupport/zendesk"
)

// Filter says which records a search finds. [Where] starts a filter; [And], [Or] and
// [Not] combine filters. The zero Filter finds everything that the user may see.
//
//	sell.And(
//		sell.Where(sell.AttrEmail).Any("ana@example.com", "rui@example.com"),
//		sell.Where(sell.AttrUpdatedAt).Range(sell.Range{GTE: since}),
//		sell.Not(sell.Where("tags").Any("spam")),
//	)
//
// Values are strings, booleans, integers, [time.Time], [zendesk.Date] and
// [zendesk.Decimal]. Which of them an attribute takes depends on its type in the
// schema: see [SearchIndex.Schema]. Times are compared with times and dates with dates:
// [AttrCreatedAt] is a time, [AttrAddedAt] a date. Using a filter that the API would
// reject returns a [*zendesk.ArgumentError] before anything is sent; attributes that
// this version does not know, and custom fields, are left to the API.
type Filter struct {
	join      string   // and, or, not; empty for a test of one attribute
	parts     []Filter // what is joined
	attribute SearchAttribute
	operator  string
	operand   any // a Range for range, otherwise the value or values
}

// IsZero reports whether the filter finds everything.
func (f Filter) IsZero() bool { return f.join == "" && f.operator == "" }

// And returns a filter that finds what matches all of the filters.
func And(filters ...Filter) Filter { return Filter{join: "and", parts: filters} }

// Or returns a filter that finds what matches at least one of the filters.
func Or(filters ...Filter) Filter { return Filter{join: "or", parts: filters} }

// Not returns a filter that finds what does not match the filter.
func Not(f Filter) Filter { return Filter{join: "not", parts: []Filter{f}} }

// Condition is a filter on one attribute that still lacks its test.
type Condition struct{ attribute SearchAttribute }

// Where starts a filter on one attribute.
func Where(attribute SearchAttribute) Condition { return Condition{attribute} }

func (c Condition) test(operator string, operand any) Filter {
	return Filter{attribute: c.attribute, operator: operator, operand: operand}
}

// Eq matches this value. For an attribute with several values, one is enough.
// The empty text is an error, so that a variable that was left empty does not search
// for something else: use [Condition.Missing] to find records without a value.
func (c Condition) Eq(value any) Filter { return c.test("eq", value) }

// Any matches at least one of the values; a slice stands for its elements.
func (c Condition) Any(values ...any) Filter { return c.test("any", elements(values)) }

// All matches an attribute with several values, such as tags, that has each of these;
// a slice stands for its elements. The values of All, like those of Any, must be of one
// type.
func (c Condition) All(values ...any) Filter { return c.test("all", elements(values)) }

// Contains matches a text that contains this one.
func (c Condition) Contains(text string) Filter { return c.test("contains", text) }

// StartsWith matches a text that starts with this one.
func (c Condition) StartsWith(text string) Filter { return c.test("starts_with", text) }

// Missing matches records without a value; Not(Missing) matches those with one.
func (c Condition) Missing() Filter { return c.test("missing", true) }

// Range matches values within the bounds: times, dates and numbers.
func (c Condition) Range(r Range) Filter { return c.test("range", r) }

// Range holds the bounds of a range; at least one is required. Public sources contain
// only GTE; the others follow its pattern. Not(Range{GTE: x}) works without LT, but also
// finds records without a value.
type Range struct {
	GTE any // this or more
	GT  any // more than this
	LTE any // this or less
	LT  any // less than this
}

// elements spreads slices.
func elements(values []any) []any {
	all := make([]any, 0, len(values))
	for _, value := range values {
		v := reflect.ValueOf(value)
		if v.Kind() != reflect.Slice {
			all = append(all, value)
			continue
		}
		for i := range v.Len() {
			all = append(all, v.Index(i).Interface())
		}
	}
	return all
}

// object is a JSON object to send.
type object map[string]any

// wire returns the filter as the API takes it. Errors do not quote values, which may be
// e-mail addresses.
func (f Filter) wire(of searchKind) (object, error) {
	if f.IsZero() {
		return nil, errors.New("an empty filter would find everything")
	}
	if f.join == "" {
		operand, err := f.wireOperand(of.wallTime())
		if err == nil && strings.TrimSpace(string(f.attribute)) == "" {
			err = errors.New("names no attribute")
		}
		if err == nil {
			err = f.check(of)
		}
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", f.attribute, f.operator, err)
		}
		return object{"filter": object{"attribute": object{"name": f.attribute}, "parameter": object{f.operator: operand}}}, nil
	}
	if len(f.parts) == 0 {
		return nil, fmt.Errorf("%s: holds no filters", f.join)
	}
	parts := make([]object, len(f.parts))
	for i, part := range f.parts {
		var err error
		if parts[i], err = part.wire(of); err != nil {
			return nil, fmt.Errorf("%s: %w", f.join, err)
		}
	}
	if f.join == "not" {
		return object{"not": parts[0]}, nil
	}
	return object{f.join: parts}, nil
}

func (f Filter) wireOperand(wallTime bool) (any, error) {
	switch operand := f.operand.(type) {
	case Range:
		return operand.wire(wallTime)
	case []any:
		if len(operand) == 0 {
			return nil, errors.New("holds no values")
		}
		values := make([]any, len(operand))
		for i, value := range operand {
			var err error
			if values[i], err = wireValue(value, wallTime); err != nil {
				return nil, err
			}
		}
		return values, nil
	}
	return wireValue(f.operand, wallTime)
}

func (r Range) wire(wallTime bool) (object, error) {
	switch {
	case r == Range{}:
		return nil, errors.New("has no bounds")
	case r.GTE != nil && r.GT != nil:
		return nil, errors.New("GTE and GT exclude each other")
	case r.LTE != nil && r.LT != nil:
		return nil, errors.New("LTE and LT exclude each other")
	}
	bounds := object{}
	for name, bound := range map[string]any{"gte": r.GTE, "gt": r.GT, "lte": r.LTE, "lt": r.LT} {
		if bound == nil {
			continue
		}
		if _, isBool := bound.(bool); isBool {
			return nil, errors.New("a boolean has no order")
		}
		var err error
		if bounds[name], err = wireValue(bound, wallTime); err != nil {
			return nil, err
		}
	}
	return bounds, nil
}

// wireValue returns a value as the API takes it.
func wireValue(value any, wallTime bool) (any, error) {
	switch v := value.(type) {
	case time.Time:
		switch {
		case v.IsZero():
			return nil, errors.New("the time is zero")
		case wallTime: // the zone is ignored, so the clock must stay as it is
			return v.Format(time.RFC3339), nil
		}
		return v.UTC().Format(time.RFC3339), nil
	case zendesk.Date:
		if v.IsZero() {
			return nil, errors.New("the date is zero")
		}
		return v.String(), nil
	case zendesk.Decimal: // the index holds doubles
		return number(v), nil
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		switch {
		case v.Len() == 0:
			return nil, errors.New("the text is empty")
		case !utf8.ValidString(v.String()):
			return nil, errors.New("the text is not valid UTF-8")
		}
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return v.Uint(), nil
	case reflect.Float32, reflect.Float64:
		return nil, errors.New("is a float: use zendesk.Decimal")
	}
	return nil, fmt.Errorf("a %T is not a value to search for", value)
}

// number returns a decimal as a JSON number, which has no plus sign, no leading zeros
// and no bare point.
func number(d zendesk.Decimal) json.RawMessage {
	text := d.String()
	if json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	sign := ""
	if mantissa[0] == '-' {
		sign = "-"
	}
	whole, fraction, _ := strings.Cut(strings.TrimLeft(mantissa, "+-"), ".")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	text = sign + whole
	if fraction != "" {
		text += "." + fraction
	}
	if exponent != "" {
		text += "e" + exponent
	}
	return json.RawMessage(text)
}
