package leadrouting

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// ParsePolicy reads a policy from JSON and compiles it once to see whether it
// makes sense. What is wrong is returned as [Problems], each with its path:
// members that are unknown or of another type, then what [Policy.Validate]
// finds without a team.
//
// A settings document that holds a policy as one of its members can be read by
// any JSON package; then call Validate.
func ParsePolicy(data []byte) (Policy, error) {
	var p Policy
	var d decoder
	d.decode(data, reflect.ValueOf(&p).Elem(), "")
	if len(d.problems) == 0 {
		d.problems = p.Validate(nil)
	}
	if len(d.problems) > 0 {
		return Policy{}, d.problems
	}
	return p, nil
}

// decoder reads JSON one level at a time, so that it knows the path of each
// fault and goes on after it.
type decoder struct{ problems Problems }

func (d *decoder) problem(path string, err error) {
	d.problems = append(d.problems, Problem{path, err})
}

func (d *decoder) decode(data json.RawMessage, v reflect.Value, path string) {
	if string(data) == "null" {
		return
	}
	switch v.Addr().Interface().(type) {
	case json.Unmarshaler, encoding.TextUnmarshaler:
		d.value(data, v, path)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.decode(data, v.Elem(), path)
	case reflect.Struct:
		d.object(data, path, func(name string, member json.RawMessage, at string) {
			if field, ok := fieldNamed(v, name); ok {
				d.decode(member, field, at)
			} else {
				d.problem(at, errors.New("unknown member"))
			}
		})
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		d.object(data, path, func(name string, member json.RawMessage, at string) {
			item := reflect.New(v.Type().Elem()).Elem()
			d.decode(member, item, at)
			v.SetMapIndex(reflect.ValueOf(name), item)
		})
	case reflect.Slice:
		var items []json.RawMessage
		if !d.value(data, reflect.ValueOf(&items).Elem(), path) {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
		for i, item := range items {
			d.decode(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	default:
		d.value(data, v, path)
	}
}

// object calls visit for each member of an object, in the order of the names.
func (d *decoder) object(data json.RawMessage, path string, visit func(name string, member json.RawMessage, at string)) {
	var members map[string]json.RawMessage
	if !d.value(data, reflect.ValueOf(&members).Elem(), path) {
		return
	}
	for _, name := range sortedKeys(members) {
		at := name
		if path != "" {
			at = path + "." + name
		}
		visit(name, members[name], at)
	}
}

// value reads data as a whole.
func (d *decoder) value(data json.RawMessage, v reflect.Value, path string) bool {
	err := json.Unmarshal(data, v.Addr().Interface())
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		err = fmt.Errorf("%s where %s belongs", wrong.Value, kindName(v.Type()))
	}
	if err != nil {
		d.problem(path, err)
	}
	return err == nil
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Map, reflect.Struct:
		return "object"
	case reflect.Slice:
		return "list"
	case reflect.Int, reflect.Int64:
		return "whole number"
	}
	return t.Kind().String()
}

// fieldNamed returns the field with a JSON name.
func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	for i := range v.NumField() {
		tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if tag == name && tag != "" && tag != "-" {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}
