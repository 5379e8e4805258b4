package record

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
)

var errRepeated = errors.New("it stands there more than once")

// The empty values are shared: they never leave this package.
var emptyList, emptyObject = []byte("[]"), []byte("{}")

// keep copies what is kept raw, so that it owns its bytes; null is nothing.
func keep(data []byte) []byte {
	switch string(data) {
	case "null":
		return nil
	case "[]":
		return emptyList
	case "{}":
		return emptyObject
	}
	return bytes.Clone(data)
}

// empty reports whether there are no fields, in whatever way that is written:
// some servers write an empty object as a list.
func empty(raw []byte) bool {
	return len(raw) == 0 || string(raw) == "[]" || string(raw) == "{}"
}

func written(raw []byte, none string) []byte {
	switch {
	case len(raw) == 0:
		return []byte(none)
	case empty(raw):
		return bytes.Clone(raw) // never the shared one
	}
	return raw
}

// valueOf is what a member holds; one that is absent is null.
func valueOf(value []byte) stdjson.RawMessage {
	if value == nil {
		return stdjson.RawMessage("null")
	}
	return value
}

func checked(value stdjson.RawMessage) (stdjson.RawMessage, error) {
	if value == nil {
		return stdjson.RawMessage("null"), nil
	}
	if err := Check(value); err != nil {
		return nil, fmt.Errorf("the value is not JSON: %w", err)
	}
	return trim(value), nil
}

// replaced returns raw, an object or a list, with a new value, and keeps all
// other bytes. The first entry that fits gets it between from and to of its
// value, or is replaced by one where there is no such place; further ones are
// dropped. Where none fits, one is added at the end.
func replaced(raw []byte, kind byte, one, value []byte, fit func(name, have []byte) (fits bool, from, to int)) ([]byte, error) {
	if raw = trim(raw); empty(raw) {
		return fmt.Appendf(nil, "%c%s%c", kind, one, kind+2), nil
	}
	if kindOf(raw) != kind {
		return nil, fmt.Errorf("the custom fields are a JSON %s: start from empty ones", Kind(raw))
	}
	var out []byte
	copied, entries, done := 0, 0, false // what of raw is in out
	put := func(until int, with []byte, from int) {
		out = append(append(out, raw[copied:until]...), with...)
		copied = from
	}
	s := walk(raw, kind)
	for end := s.at; ; end = s.at {
		name, have, ok := s.next()
		if !ok {
			if !done {
				if entries > 0 {
					one = append([]byte{','}, one...)
				}
				put(end, one, end)
			}
			return append(out, raw[copied:]...), nil
		}
		entries++
		fits, from, to := fit(name, have)
		switch {
		case !fits:
		case done:
			put(end, nil, s.at) // with the comma before it
		case from < to:
			put(s.at-len(have)+from, value, s.at-len(have)+to)
			done = true
		default:
			put(s.start, one, s.at)
			done = true
		}
	}
}
