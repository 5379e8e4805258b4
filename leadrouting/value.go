package leadrouting

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Value is the value of a field. The zero Value means none. Texts are compared
// case-insensitively, numbers exactly, and times as instants. A text that is a date or
// time equals a time at the same instant.
type Value struct {
	text  string // a text, or a time as it is written, in lower case
	list  []string
	whole int64 // the number rounded down, seconds since 1970, or 1 for true
	nanos int64 // the rest, in billionths
	kind  kind
}

// Kind is the kind of a [Value], and of the field that holds it.
type Kind string

const (
	KindText   Kind = "text"
	KindList   Kind = "list" // of texts, such as tags
	KindNumber Kind = "number"
	KindBool   Kind = "bool"
	KindTime   Kind = "time"
	KindAny    Kind = "any" // for fields only: a custom field of unknown type
)

// kind is the Kind of a value in a form that is faster to compare.
type kind uint8

const (
	isNone kind = iota
	isText
	isList
	isNumber
	isBool
	isTime
)

var kinds = [...]Kind{isNone: "", isText: KindText, isList: KindList, isNumber: KindNumber, isBool: KindBool, isTime: KindTime}

// Text returns a text value. For the empty text it returns the zero Value.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: isText, text: strings.ToLower(s)}
}

// List returns the value of a field with several texts, such as tags. It matches a
// condition if one of them does. For an empty list it returns the zero Value.
func List(texts ...string) Value {
	list := make([]string, 0, len(texts))
	for _, s := range texts {
		if s != "" {
			list = append(list, strings.ToLower(s))
		}
	}
	if len(list) == 0 {
		return Value{}
	}
	return Value{kind: isList, list: list}
}

// Int returns a whole number.
func Int(n int64) Value { return Value{kind: isNumber, whole: n} }

// Bool returns a boolean value.
func Bool(b bool) Value {
	if b {
		return Value{kind: isBool, whole: 1}
	}
	return Value{kind: isBool}
}

// Time returns an instant. For the zero time it returns the zero Value.
func Time(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	v := Value{kind: isTime, whole: t.Unix(), nanos: int64(t.Nanosecond())}
	v.text = strings.ToLower(v.String())
	return v
}

// Number returns a decimal number, such as "1000.50": up to 18 digits before
// the point and 9 after it, kept exactly.
func Number(s string) (Value, error) {
	digits, negative := strings.CutPrefix(s, "-")
	before, after, point := strings.Cut(digits, ".")
	isDigit := func(c rune) bool { return c >= '0' && c <= '9' }
	if before == "" || len(before) > 18 || len(after) > 9 || point == (after == "") ||
		strings.ContainsFunc(before+after, func(c rune) bool { return !isDigit(c) }) {
		return Value{}, fmt.Errorf("leadrouting: number %q: want up to 18 digits before the point and 9 after it", s)
	}
	whole, _ := strconv.ParseInt(before, 10, 64)
	nanos, _ := strconv.ParseInt((after + "000000000")[:9], 10, 64)
	if negative {
		whole, nanos = -whole, -nanos
		if nanos < 0 {
			whole, nanos = whole-1, nanos+1e9
		}
	}
	return Value{kind: isNumber, whole: whole, nanos: nanos}, nil
}

// IsZero reports whether v is the zero Value.
func (v Value) IsZero() bool { return v.kind == isNone }

// Kind returns the kind of the value, "" for the zero Value.
func (v Value) Kind() Kind { return kinds[v.kind] }

// String returns the value as text. Texts are in lower case.
func (v Value) String() string {
	switch v.kind {
	case isText:
		return v.text
	case isList:
		return strings.Join(v.list, ", ")
	case isBool:
		return strconv.FormatBool(v.whole == 1)
	case isTime:
		return time.Unix(v.whole, v.nanos).UTC().Format(time.RFC3339Nano)
	case isNumber:
		return v.number()
	}
	return ""
}

func (v Value) number() string {
	whole, nanos, sign := v.whole, v.nanos, ""
	if whole < 0 && nanos > 0 {
		whole, nanos = whole+1, 1e9-nanos
		if whole == 0 {
			sign = "-"
		}
	}
	s := sign + strconv.FormatInt(whole, 10)
	if nanos > 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%09d", nanos), "0")
	}
	return s
}

// compare orders numbers, times and booleans.
func (v Value) compare(w Value) int {
	switch {
	case v.whole < w.whole, v.whole == w.whole && v.nanos < w.nanos:
		return -1
	case v.whole == w.whole && v.nanos == w.nanos:
		return 0
	}
	return 1
}

// MarshalJSON returns a string for a text or time, a number, a boolean, a list of strings,
// or null for the zero Value.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case isNone:
		return []byte("null"), nil
	case isNumber, isBool:
		return []byte(v.String()), nil
	case isList:
		return json.Marshal(v.list)
	}
	return json.Marshal(v.String())
}

// UnmarshalJSON reads what [Value.MarshalJSON] writes. A string that is a time in UTC,
// such as "2026-03-02T09:00:00Z", becomes a time; any other string becomes a text.
func (v *Value) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var token any
	if err := decoder.Decode(&token); err != nil {
		return err
	}
	switch token := token.(type) {
	case nil:
		*v = Value{}
	case string:
		*v = Text(token)
		if t, err := time.Parse(time.RFC3339, token); err == nil && Time(t).String() == token {
			*v = Time(t)
		}
	case bool:
		*v = Bool(token)
	case json.Number:
		number, err := Number(token.String())
		if err != nil {
			return err
		}
		*v = number
	case []any:
		texts := make([]string, len(token))
		for i, t := range token {
			s, ok := t.(string)
			if !ok {
				return errors.New("leadrouting: a list may hold only strings")
			}
			texts[i] = s
		}
		*v = List(texts...)
	default:
		return errors.New("leadrouting: a value must be a string, a number, true, false or a list of strings")
	}
	return nil
}

// instant parses the text of a value, which is in lower case, as a date or time. A date
// means its beginning in UTC.
func instant(text string) (whole, nanos int64, ok bool) {
	layout := "2006-01-02t15:04:05-07:00"
	switch {
	case len(text) == len(time.DateOnly):
		layout = time.DateOnly
	case strings.HasSuffix(text, "z"):
		layout = "2006-01-02t15:04:05z"
	}
	t, err := time.Parse(layout, text)
	if err != nil || t.IsZero() {
		return 0, 0, false
	}
	return t.Unix(), int64(t.Nanosecond()), true
}

// time returns a time unchanged, and parses a text that is a time.
func (v Value) time() (Value, error) {
	if v.kind == isTime {
		return v, nil
	}
	if whole, nanos, ok := instant(v.text); ok {
		return Time(time.Unix(whole, nanos)), nil
	}
	return Value{}, fmt.Errorf("%q is not a date: want 2006-01-02 or 2006-01-02T15:04:05Z", v)
}
