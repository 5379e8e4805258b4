package record

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"hash/maphash"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// FieldMap holds custom fields that come as an object, by name. It keeps the
// bytes as they came; see [FieldList].
type FieldMap struct {
	raw []byte
	odd bool // some entries cannot be read, or not as they came
}

// UnmarshalJSON keeps the fields as they are; null is none.
func (f *FieldMap) UnmarshalJSON(data []byte) error {
	f.raw, f.odd = keep(data), false
	if empty(f.raw) {
		return nil
	}
	if f.odd = first(data) != '{' || !Sound(data); f.odd {
		return nil
	}
	var buffer [128]uint64 // on the stack
	sums := buffer[:0]
	seed := maphash.MakeSeed()
	s := walk(data, '{')
	for name, _, ok := s.next(); ok; name, _, ok = s.next() {
		if bytes.IndexByte(name, '\\') >= 0 {
			text, _ := unquote(name)
			name = []byte(`"` + text + `"`)
		}
		sums = append(sums, maphash.Bytes(seed, name))
	}
	slices.Sort(sums)
	for i := 1; i < len(sums); i++ {
		f.odd = f.odd || sums[i] == sums[i-1]
	}
	return nil
}

// MarshalJSON writes the fields as they were read.
func (f FieldMap) MarshalJSON() ([]byte, error) { return written(f.raw, "{}"), nil }

// IsZero reports whether there are no fields at all.
func (f FieldMap) IsZero() bool { return len(f.raw) == 0 }

// Raw returns the value of a field that can be read.
func (f FieldMap) Raw(name string) (stdjson.RawMessage, bool) {
	if f.odd && f.Err(name) != nil {
		return nil, false
	}
	s := walk(f.raw, '{')
	for quoted, value, ok := s.next(); ok; quoted, value, ok = s.next() {
		if named(quoted, name) {
			return value, true
		}
	}
	return nil, false
}

// Map returns the values of all fields that can be read.
func (f FieldMap) Map() map[string]stdjson.RawMessage {
	if len(f.raw) == 0 {
		return nil
	}
	all := make(map[string]stdjson.RawMessage)
	for name, value := range Members(f.raw) {
		if f.Err(name) == nil {
			all[name] = value
		}
	}
	return all
}

// Err returns an error if the field is there and cannot be read.
func (f FieldMap) Err(name string) error {
	if !f.odd {
		return nil
	}
	if kind := first(f.raw); kind != '{' {
		return errors.New("the custom fields are a JSON " + Kind(trim(f.raw)))
	}
	times := 0
	s := walk(f.raw, '{')
	for quoted, _, ok := s.next(); ok; quoted, _, ok = s.next() {
		if named(quoted, name) {
			times++
		}
	}
	if times > 1 {
		return errRepeated
	}
	return nil
}

// Odd returns the paths of the fields that cannot be read, and of those whose
// text holds broken UTF-8.
func (f FieldMap) Odd() []string {
	if !f.odd {
		return nil
	}
	if first(f.raw) != '{' {
		return []string{""}
	}
	var odd []string
	for _, m := range membersOf(f.raw) {
		if m.odd || !Sound(m.value) {
			odd = append(odd, below("", m.name))
		}
	}
	return odd
}

// Set writes one field and keeps all other bytes; null clears it.
func (f *FieldMap) Set(name string, value stdjson.RawMessage) error {
	if name == "" {
		return errors.New("it needs a name")
	}
	value, err := checked(value)
	if err != nil {
		return err
	}
	quoted, err := jsontext.AppendQuote(nil, name)
	if err != nil {
		return err
	}
	one := slices.Concat(quoted, []byte{':'}, value)
	raw, err := replaced(f.raw, '{', one, value, func(have, old []byte) (fits bool, from, to int) {
		return named(have, name), 0, len(old)
	})
	if err != nil {
		return err
	}
	return f.UnmarshalJSON(raw)
}
