// Package record decodes and encodes the records of both products. It is lenient
// at the door: one value that is not as documented costs neither its record nor
// its neighbours. It is strict behind it: what could not be read is never lost,
// never taken for something else, and always named.
package record

import (
	"bytes"
	"errors"
	"iter"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// scan walks the members of an object or the elements of a list without
// allocating. The JSON must be well-formed; of other bytes it finds less, but
// never fails.
type scan struct {
	data  []byte
	at    int // behind the entry that was returned last
	start int // where that entry starts, with its name
	end   byte
}

// walk returns a scan of an object ('{') or a list ('['). It is empty when data
// holds something else.
func walk(data []byte, kind byte) scan {
	s := scan{data: data}
	if s.at = s.space(0); s.at < len(data) && data[s.at] == kind {
		s.at, s.end = s.at+1, kind+2
		return s
	}
	s.at = len(data)
	return s
}

// next returns the next member or element: its name as it was sent, in quotes,
// and its value. Of an element the name is nil.
func (s *scan) next() (name, value []byte, ok bool) {
	if s.at = s.space(s.at); s.at < len(s.data) && s.data[s.at] == ',' {
		s.at = s.space(s.at + 1)
	}
	if s.at >= len(s.data) || s.data[s.at] == s.end {
		return nil, nil, false
	}
	s.start = s.at
	if s.end == '}' {
		end := s.value(s.at)
		name = s.data[s.at:end]
		if s.at = s.space(end); s.at >= len(s.data) || s.data[s.at] != ':' {
			return nil, nil, false
		}
		s.at = s.space(s.at + 1)
	}
	start := s.at
	s.at = s.value(s.at)
	return name, s.data[start:s.at:s.at], s.at > start
}

// trim returns a value without the white space around it.
func trim(data []byte) []byte {
	s := scan{data: data}
	start := s.space(0)
	return data[start:s.value(start)]
}

// space returns the position of the first byte from i on that is no white space.
func (s *scan) space(i int) int {
	for i < len(s.data) && (s.data[i] == ' ' || s.data[i] == '\n' || s.data[i] == '\t' || s.data[i] == '\r') {
		i++
	}
	return i
}

// value returns the position behind the value that starts at i.
func (s *scan) value(i int) int {
	depth := 0
	for i < len(s.data) {
		switch c := s.data[i]; c {
		case '"':
			i = s.text(i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
			i++
		case ',', ':', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
			i++
			continue
		default:
			for i < len(s.data) && !ends[s.data[i]] {
				i++
			}
		}
		if depth == 0 {
			return i
		}
	}
	return i
}

// ends are the bytes that cannot be within a number or a word.
var ends = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true, ',': true, ':': true, ' ': true, '\n': true, '\t': true, '\r': true}

// first returns the kind of the value that data begins with, after white space.
func first(data []byte) byte {
	s := scan{data: data}
	return kindOf(data[s.space(0):])
}

// text returns the position behind the text that starts at i.
func (s *scan) text(i int) int {
	for i++; i < len(s.data); i++ {
		switch s.data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s.data)
}

// Members iterates over the members of an object by name. Data must be
// well-formed, see [Check]; what is no object has none.
func Members(data []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		s := walk(data, '{')
		for quoted, value, ok := s.next(); ok; quoted, value, ok = s.next() {
			if name, _ := unquote(quoted); !yield(name, value) {
				return
			}
		}
	}
}

// Elements iterates over the elements of a list by position. Data must be
// well-formed; what is no list has none.
func Elements(data []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		s := walk(data, '[')
		i := 0
		for _, value, ok := s.next(); ok; _, value, ok = s.next() {
			if !yield(i, value) {
				return
			}
			i++
		}
	}
}

// Member returns the value of the member with that name, of several the last.
// It is nil where there is none or data is no object.
func Member(data []byte, name string) []byte {
	var found []byte
	s := walk(data, '{')
	for quoted, value, ok := s.next(); ok; quoted, value, ok = s.next() {
		if named(quoted, name) {
			found = value
		}
	}
	return found
}

// Present reports whether a member is there and not null.
func Present(value []byte) bool { return len(value) > 0 && !isNull(value) }

// Text returns a JSON string as its value and a number as it is written. Of
// anything else it returns nothing.
func Text(value []byte) (string, bool) {
	switch kindOf(value) {
	case '"':
		text, _ := unquote(value)
		return text, true
	case '0':
		return string(value), true
	}
	return "", false
}

// Check returns an error unless data is one JSON value and nothing else. Names
// that occur twice and broken UTF-8 are let in.
func Check(data []byte) error {
	var value discard
	if err := json.Unmarshal(data, &value, lenient); err != nil {
		return errors.New(Problem(err))
	}
	return nil
}

type discard struct{}

func (discard) UnmarshalJSONFrom(dec *jsontext.Decoder) error { return dec.SkipValue() }

func isNull(value []byte) bool { return string(value) == "null" }

// kindOf returns what a value is: one of { [ " 0 t f n, or 0 for no value.
func kindOf(value []byte) byte {
	if len(value) == 0 {
		return 0
	}
	if c := value[0]; c != '-' && (c < '0' || c > '9') {
		return c
	}
	return '0'
}

// named reports whether a name in quotes is that one.
func named(quoted []byte, name string) bool {
	if bytes.IndexByte(quoted, '\\') < 0 && utf8.Valid(quoted) {
		return len(quoted) >= 2 && string(quoted[1:len(quoted)-1]) == name
	}
	text, _ := unquote(quoted)
	return text == name
}

// unquote returns the value of a JSON string. Broken UTF-8 in it becomes U+FFFD,
// and ok is false.
func unquote(quoted []byte) (text string, ok bool) {
	if len(quoted) >= 2 && bytes.IndexByte(quoted, '\\') < 0 && utf8.Valid(quoted) {
		return string(quoted[1 : len(quoted)-1]), true
	}
	value, err := jsontext.AppendUnquote(nil, quoted)
	return string(value), err == nil
}

// Sound reports whether all texts within a value are valid Unicode: no broken
// UTF-8 and no half of a surrogate pair.
func Sound(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	for i := bytes.IndexByte(data, '\\'); i >= 0 && i < len(data); {
		unit := surrogate(data[i:])
		switch {
		case unit == 'h' && surrogate(data[i+6:]) == 'l':
			i += 12
		case unit != 0:
			return false
		default:
			i += 2
		}
		next := bytes.IndexByte(data[min(i, len(data)):], '\\')
		if next < 0 {
			return true
		}
		i += next
	}
	return true
}

// surrogate returns which half of a pair an escape stands for, 'h' for the first
// and 'l' for the second, or 0 for none.
func surrogate(escape []byte) byte {
	if len(escape) < 6 || escape[0] != '\\' || escape[1] != 'u' || escape[2]|0x20 != 'd' {
		return 0
	}
	switch escape[3] | 0x20 {
	case '8', '9', 'a', 'b':
		return 'h'
	case 'c', 'd', 'e', 'f':
		return 'l'
	}
	return 0
}
