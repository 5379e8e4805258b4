package rest

import (
	"cmp"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient accepts what real answers hold although JSON forbids it.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Unmarshal decodes an answer in one pass.
func Unmarshal(data []byte, out any) error {
	if err := json.Unmarshal(data, out, lenient); err != nil {
		return errors.New(problemOf(err))
	}
	return nil
}

// problemOf says where an encoding or decoding error is, without the value: it
// may be personal.
func problemOf(err error) string {
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		if e.JSONPointer == "" {
			return fmt.Sprintf("a JSON %s where a %v belongs", kindOf(e.JSONKind), e.GoType)
		}
		return fmt.Sprintf("the value at %s is no %v", e.JSONPointer, e.GoType)
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Sprintf("malformed JSON at byte %d", e.ByteOffset)
	}
	return "malformed JSON"
}

func kindOf(k jsontext.Kind) string {
	switch k {
	case '{':
		return "object"
	case '[':
		return "array"
	}
	return k.String()
}

// Record decodes one record. A member of the wrong type is moved to the
// record's Extra and its field left zero; the path of each, below at, is
// returned. A wrong id is an error: nothing can be done with such a record.
func Record[T any](data []byte, at string) (*T, []string, error) {
	rec := new(T)
	if string(data) == "null" {
		return nil, nil, fmt.Errorf("%s is null", cmp.Or(at, "the record"))
	}
	err := json.Unmarshal(data, rec, lenient)
	if err == nil {
		return rec, nil, nil
	}
	fail := func(err error) error {
		if at == "" {
			return errors.New(problemOf(err))
		}
		return fmt.Errorf("%s: %s", at, problemOf(err))
	}
	extra := reflect.ValueOf(rec).Elem()
	if extra.Kind() == reflect.Struct {
		extra = extra.FieldByName("Extra")
	}
	if !extra.IsValid() || extra.Type() != reflect.TypeFor[map[string]stdjson.RawMessage]() {
		return nil, nil, fail(err)
	}
	var members map[string]stdjson.RawMessage
	if json.Unmarshal(data, &members, lenient) != nil {
		return nil, nil, fail(err)
	}
	var odd []string
	moved := make(map[string]stdjson.RawMessage)
	for err != nil {
		e, ok := errors.AsType[*json.SemanticError](err)
		if !ok {
			return nil, nil, fail(err)
		}
		var name string
		for token := range e.JSONPointer.Tokens() {
			name = token
			break
		}
		value, known := members[name]
		if !known || name == "id" {
			return nil, nil, fmt.Errorf("%s%s is no %v", at, e.JSONPointer, e.GoType)
		}
		delete(members, name)
		moved[name] = value
		odd = append(odd, at+string(e.JSONPointer))
		rest, merr := json.Marshal(members, lenient)
		if merr != nil {
			return nil, nil, fail(merr)
		}
		rec = new(T)
		err = json.Unmarshal(rest, rec, lenient)
	}
	field := reflect.ValueOf(rec).Elem().FieldByName("Extra")
	for _, name := range field.MapKeys() {
		moved[name.String()] = members[name.String()] // as it was sent, not as written again above
	}
	field.Set(reflect.ValueOf(moved))
	return rec, odd, nil
}

// Records decodes a JSON array of records, item by item where one is odd. A
// null item is left out and listed as odd.
func Records[T any](data []byte, at string) ([]*T, []string, error) {
	var all []*T
	if json.Unmarshal(data, &all, lenient) == nil && !hasNil(all) {
		return all, nil, nil
	}
	var raws []stdjson.RawMessage
	if err := Unmarshal(data, &raws); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", at, err)
	}
	return Each[T](raws, func(i int) string { return at + "/" + strconv.Itoa(i) })
}

// Each decodes the records of a page one by one; at names the path of each.
func Each[T any](raws []stdjson.RawMessage, at func(i int) string) (all []*T, odd []string, err error) {
	all = make([]*T, 0, len(raws))
	for i, raw := range raws {
		if len(raw) == 0 || string(raw) == "null" {
			odd = append(odd, at(i))
			continue
		}
		rec, strange, err := Record[T](raw, at(i))
		if err != nil {
			return nil, nil, err
		}
		all, odd = append(all, rec), append(odd, strange...)
	}
	return all, odd, nil
}

func hasNil[T any](all []*T) bool {
	for _, rec := range all {
		if rec == nil {
			return true
		}
	}
	return false
}
