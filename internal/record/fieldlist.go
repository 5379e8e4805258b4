package record

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// FieldList holds custom fields that come as a list of objects with id and
// value. It keeps the bytes as they came. They are walked once when they are
// read, without allocating; [FieldList.Raw] walks as far as the field it looks for.
type FieldList struct {
	raw []byte
	odd bool // some entries cannot be read, or not as they came
}

// entry is one custom field of a list.
type entry struct {
	id    int64
	value []byte
	at    int // where the value starts in the entry
	// problem says why the field cannot be read. Its id is known all the same
	// where it can be guessed.
	problem string
}

func entryOf(data []byte) (e entry) {
	if kindOf(data) != '{' {
		return entry{problem: "it is a JSON " + Kind(data)}
	}
	ids, values := 0, 0
	s := walk(data, '{')
	for quoted, value, ok := s.next(); ok; quoted, value, ok = s.next() {
		switch {
		case named(quoted, "id"):
			ids++
			var exact bool
			if e.id, exact = wholeNumber(value); !exact {
				e.problem = "its id is not a whole number"
			}
		case named(quoted, "value"):
			values++
			e.value, e.at = value, s.at-len(value)
		}
	}
	if e.problem == "" && (ids > 1 || values > 1) {
		e.problem = "a member of it stands twice"
	}
	if ids == 0 {
		e.problem = "it has no id"
	}
	return e
}

// plainEntry is [entryOf] of one in the form that Support sends, read as it
// comes by. It returns the position behind it, or 0 if it has another form.
func plainEntry(data []byte, i int) (e entry, end int) {
	const id, value = `{"id":`, `,"value":`
	if !has(data, i, id) {
		return e, 0
	}
	at := i + len(id)
	from := at
	for ; at < len(data) && at < from+18 && '0' <= data[at] && data[at] <= '9'; at++ {
		e.id = 10*e.id + int64(data[at]-'0')
	}
	if e.id == 0 || data[from] == '0' || !has(data, at, value) {
		return e, 0
	}
	at += len(value)
	s := scan{data: data}
	end = s.value(at)
	if end == at || !has(data, end, "}") {
		return e, 0
	}
	e.value, e.at = data[at:end:end], at-i
	return e, end + 1
}

func has(data []byte, i int, text string) bool {
	return len(data)-i >= len(text) && string(data[i:i+len(text)]) == text
}

// entries walks a list of custom fields.
type entries struct{ scan }

// next returns the next entry.
func (s *entries) next() (e entry, ok bool) {
	i := s.space(s.at)
	if i < len(s.data) && s.data[i] == ',' {
		i = s.space(i + 1)
	}
	if e, end := plainEntry(s.data, i); end > 0 && s.end == ']' {
		s.start, s.at = i, end
		return e, true
	}
	_, value, ok := s.scan.next()
	if !ok {
		return e, false
	}
	return entryOf(value), true
}

// wholeNumber reads an id. One of another form, such as "7" or 7.0, is read as
// what it must mean, but is not exact.
func wholeNumber(value []byte) (id int64, exact bool) {
	if id, err := strconv.ParseInt(string(value), 10, 64); err == nil {
		return id, id > 0
	}
	return guessed(value), false
}

func guessed(value []byte) int64 {
	text, _ := Text(value)
	if id, err := strconv.ParseInt(text, 10, 64); err == nil {
		return id
	}
	if number, err := strconv.ParseFloat(text, 64); err == nil && number > 0 && number < 1<<53 {
		return int64(number)
	}
	return 0
}

// UnmarshalJSON keeps the fields as they are; null is none.
func (f *FieldList) UnmarshalJSON(data []byte) error {
	f.raw, f.odd = keep(data), false
	if empty(f.raw) {
		return nil
	}
	var buffer [256]int64 // on the stack
	ids := buffer[:0]
	f.odd = first(data) != '[' || !Sound(data)
	s := entries{walk(data, '[')}
	for e, ok := s.next(); ok; e, ok = s.next() {
		f.odd = f.odd || e.problem != ""
		ids = append(ids, e.id)
	}
	if f.odd {
		return nil
	}
	if !slices.IsSorted(ids) {
		slices.Sort(ids)
	}
	for i := 1; i < len(ids); i++ {
		f.odd = f.odd || ids[i] == ids[i-1]
	}
	return nil
}

// MarshalJSON writes the fields as they were read.
func (f FieldList) MarshalJSON() ([]byte, error) { return written(f.raw, "[]"), nil }

// IsZero reports whether there are no fields at all.
func (f FieldList) IsZero() bool { return len(f.raw) == 0 }

// Raw returns the value of a field that can be read.
func (f FieldList) Raw(id int64) (stdjson.RawMessage, bool) {
	if f.odd && f.Err(id) != nil {
		return nil, false
	}
	s := entries{walk(f.raw, '[')}
	for e, ok := s.next(); ok; e, ok = s.next() {
		if e.id == id && e.problem == "" {
			return valueOf(e.value), true
		}
	}
	return nil, false
}

// IDs returns the ids of the fields that can be read, in the order of the answer.
func (f FieldList) IDs() []int64 {
	var ids []int64
	for _, value := range Elements(f.raw) {
		if e := entryOf(value); e.problem == "" && f.Err(e.id) == nil {
			ids = append(ids, e.id)
		}
	}
	return ids
}

// Err returns an error if the field is there and cannot be read.
func (f FieldList) Err(id int64) error {
	if !f.odd {
		return nil
	}
	if first(f.raw) != '[' {
		return errors.New("the custom fields are a JSON " + Kind(trim(f.raw)))
	}
	times := 0
	for _, value := range Elements(f.raw) {
		switch e := entryOf(value); {
		case e.id != id:
		case e.problem != "":
			return errors.New(e.problem)
		default:
			times++
		}
	}
	if times > 1 {
		return errRepeated
	}
	return nil
}

// Odd returns the paths of the entries that cannot be read, and of those whose
// text holds broken UTF-8.
func (f FieldList) Odd() []string {
	if !f.odd {
		return nil
	}
	if first(f.raw) != '[' {
		return []string{""}
	}
	var odd []string
	for i, value := range Elements(f.raw) {
		e := entryOf(value)
		switch at := "/" + strconv.Itoa(i); {
		case e.problem != "" || f.Err(e.id) != nil:
			odd = append(odd, at)
		case !Sound(e.value):
			odd = append(odd, at+"/value")
		case !Sound(value):
			odd = append(odd, at)
		}
	}
	return odd
}

// Set writes one field and keeps all other bytes; null clears it.
func (f *FieldList) Set(id int64, value stdjson.RawMessage) error {
	if id <= 0 {
		return errors.New("ids are positive")
	}
	value, err := checked(value)
	if err != nil {
		return err
	}
	one := fmt.Appendf(nil, `{"id":%d,"value":%s}`, id, value)
	raw, err := replaced(f.raw, '[', one, value, func(_, have []byte) (fits bool, from, to int) {
		e := entryOf(have)
		if e.problem != "" || e.value == nil {
			return e.id == id, 0, 0
		}
		return e.id == id, e.at, e.at + len(e.value)
	})
	if err != nil {
		return err
	}
	return f.UnmarshalJSON(raw)
}
