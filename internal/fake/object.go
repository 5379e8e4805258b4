// Package fake is what the stand-ins of both products share: records as raw
// JSON, a store with lag, a log of requests, faults and an in-process
// transport. It knows nothing of the clients' structs, so a wrong tag there
// cannot cancel itself out here.
package fake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unique"

	"github.com/go-json-experiment/json/jsontext"
)

// Object is a JSON object with its members in order and their values byte for
// byte. An Object is changed by making a new one: see [Object.With].
type Object []Member

// Member is one member of an [Object].
type Member struct {
	Name  string
	Value json.RawMessage
}

// ParseObject reads a JSON object. Of a name that occurs twice the last counts.
func ParseObject(data []byte) (Object, error) {
	data = bytes.Clone(data) // one copy of the whole: the values are parts of it
	dec := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '{' {
		return nil, fmt.Errorf("no JSON object: %.40q", data)
	}
	o := make(Object, 0, 16)
	for dec.PeekKind() != '}' {
		tok, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		name := unique.Make(tok.String()).Value() // a large store has each name once
		value, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		end := dec.InputOffset()
		o = o.set(name, data[end-int64(len(value)):end:end])
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	if _, err := dec.ReadToken(); err == nil {
		return nil, fmt.Errorf("data after the JSON object")
	}
	return slices.Clone(o), nil // without the spare room
}

// Raw returns the value of a member, nil if there is none.
func (o Object) Raw(name string) json.RawMessage {
	for i := range o {
		if o[i].Name == name {
			return o[i].Value
		}
	}
	return nil
}

// Has reports whether there is a member of that name.
func (o Object) Has(name string) bool { return o.Raw(name) != nil }

// Present reports whether there is a member of that name that is not null.
func (o Object) Present(name string) bool {
	raw := o.Raw(name)
	return raw != nil && string(raw) != "null"
}

// Text returns a member as text: a string's value, a number, true or false as
// written, "" for null and what is missing, the JSON for the rest.
func (o Object) Text(name string) string { return Text(o.Raw(name)) }

// Int returns a member as an integer, also when it is written as a string.
func (o Object) Int(name string) (int64, bool) {
	i, err := strconv.ParseInt(o.Text(name), 10, 64)
	return i, err == nil
}

// Bool reports whether a member is true.
func (o Object) Bool(name string) bool { return string(o.Raw(name)) == "true" }

// With returns a copy in which the member has that value; it stays where it
// was, or goes to the end.
func (o Object) With(name string, value any) Object {
	return o.clone(1).set(name, JSON(value))
}

// Merge returns a copy with the members of change written over those of o.
func (o Object) Merge(change Object) Object {
	merged := o.clone(len(change))
	for _, m := range change {
		merged = merged.set(m.Name, m.Value)
	}
	return merged
}

// Without returns a copy without the members of those names.
func (o Object) Without(names ...string) Object {
	return slices.DeleteFunc(slices.Clone(o), func(m Member) bool { return slices.Contains(names, m.Name) })
}

// clone returns a copy with room for n more members.
func (o Object) clone(n int) Object { return append(make(Object, 0, len(o)+n), o...) }

func (o Object) set(name string, value json.RawMessage) Object {
	for i := range o {
		if o[i].Name == name {
			o[i].Value = value
			return o
		}
	}
	return append(o, Member{name, value})
}

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := jsontext.AppendQuote(b.AvailableBuffer(), m.Name) // an invalid name is written with replacement characters
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.Value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Text is [Object.Text] for a value.
func Text(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	if raw[0] == '"' {
		if !bytes.ContainsRune(raw, '\\') {
			return string(raw[1 : len(raw)-1]) // as nearly all are, and lists read many
		}
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	}
	return string(raw)
}

// JSON encodes a value without escaping HTML. The values that the fakes encode
// are their own, so it panics when one cannot be encoded.
func JSON(value any) json.RawMessage {
	if raw, ok := value.(json.RawMessage); ok {
		return raw
	}
	if o, ok := value.(Object); ok {
		raw, _ := o.MarshalJSON()
		return raw
	}
	var b bytes.Buffer
	if list, ok := value.([]Object); ok { // the encoder would check and compact each once more
		b.WriteByte('[')
		for i, o := range list {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(JSON(o))
		}
		b.WriteByte(']')
		return b.Bytes()
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic(fmt.Sprintf("fake: %v", err))
	}
	return bytes.Clone(bytes.TrimSuffix(b.Bytes(), []byte("\n"))) // without the spare room
}
