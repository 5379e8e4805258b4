package leadrouting

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// ParsePolicy parses a policy from JSON and validates it. Everything that is wrong is
// returned as [Problems], in the order of the text, each with its path, line and
// column: invalid JSON, members that are unknown or of the wrong type, and what
// [Policy.Validate] finds without a team. A null is a problem too: leave the member
// out.
//
// A settings document that holds a policy as one of its members can be read by
// any JSON package; then call Validate.
func ParsePolicy(data []byte) (Policy, error) {
	text, problems := parseJSON(data)
	if text == nil {
		return Policy{}, problems
	}
	var p Policy
	decoder{&problems}.decode(text.jsonValue, reflectOf(&p), "")
	// What could not be read is missing now. That is not a second problem.
	unread, around := make(map[string]struct{}), make(map[string]struct{})
	for _, problem := range problems {
		unread[problem.Path] = struct{}{}
		for path := range ancestors(problem.Path) {
			around[path] = struct{}{}
		}
	}
	for _, found := range p.Validate(nil) {
		_, consequence := around[found.Path]
		for path := range ancestors(found.Path) {
			_, within := unread[path]
			consequence = consequence || within
		}
		if !consequence {
			problems = append(problems, found)
		}
	}
	if len(problems) == 0 {
		return p, nil
	}
	text.locate(problems)
	return Policy{}, problems
}

// decoder decodes JSON into Go values, and continues after each problem.
type decoder struct{ problems *Problems }

func reflectOf(pointer any) reflect.Value { return reflect.ValueOf(pointer).Elem() }

// strictly decodes one value and returns its problems as an error.
func strictly(data []byte, pointer any) error {
	text, problems := parseJSON(data)
	if len(problems) == 0 {
		decoder{&problems}.decode(text.jsonValue, reflectOf(pointer), "")
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

func (d decoder) problem(path, format string, args ...any) {
	*d.problems = append(*d.problems, Problem{Path: path, Err: fmt.Errorf(format, args...)})
}

func (d decoder) decode(text *jsonValue, v reflect.Value, path string) {
	kind := v.Kind()
	parts := kind == reflect.Struct && v.Type().Field(0).IsExported()
	switch {
	case text.kind == 'n':
		d.problem(path, "got null, want %s: leave it out if there is none", kindName(v.Type()))
	case v.Type() == reflect.TypeFor[Condition]():
		d.condition(text, v)
	case kind == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.decode(text, v.Elem(), path)
	case (parts || kind == reflect.Map) && text.kind != '{', kind == reflect.Slice && text.kind != '[':
		d.mismatch(text, v, path)
	case parts:
		d.object(text, v, path)
	case kind == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), len(text.items), len(text.items)))
		for i, item := range text.items {
			d.decode(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case kind == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, m := range text.members {
			item := reflect.New(v.Type().Elem()).Elem()
			d.decode(m.value, item, joinPath(path, m.name))
			v.SetMapIndex(reflect.ValueOf(m.name), item)
		}
	default:
		d.value(text, v, path)
	}
}

// condition decodes a condition, which keeps its own problems until it is compiled.
func (d decoder) condition(text *jsonValue, v reflect.Value) {
	var problems Problems
	d = decoder{&problems}
	if text.kind == '{' {
		d.object(text, v, "")
	} else {
		d.mismatch(text, v, "")
	}
	for _, m := range text.members {
		field, known := fieldNamed(v, m.name)
		if !known || slices.ContainsFunc(problems, func(p Problem) bool { return p.Path == m.name }) {
			continue
		}
		if field.IsZero() { // an empty list is not zero; it is rejected on compiling
			d.problem(m.name, "%s", emptyMember)
		}
	}
	if c, ok := reflect.TypeAssert[*Condition](v.Addr()); ok {
		c.unread = problems
	}
}

// object decodes the members of an object.
func (d decoder) object(text *jsonValue, v reflect.Value, path string) {
	for _, m := range text.members {
		at := joinPath(path, m.name)
		field, known := fieldNamed(v, m.name)
		switch {
		case !known:
			d.problem(at, "unknown member%s", memberHint(v.Type(), m.name))
		case slices.Contains(zeroMisread, m.name) && strings.Trim(string(m.value.raw), "-0.eE+") == "":
			d.problem(at, "0 does not mean none: leave it out for the default, or remove the member")
		default:
			d.decode(m.value, field, at)
		}
	}
}

// zeroMisread are the members for which 0 looks like no leads at all but would mean the
// default.
var zeroMisread = []string{"weight", "capacity", "daily_cap"}

func memberHint(t reflect.Type, name string) string {
	names := make([]string, 0, t.NumField())
	for field := range t.Fields() {
		names = append(names, jsonName(field))
	}
	if near := nearest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// value decodes a value without parts.
func (d decoder) value(text *jsonValue, v reflect.Value, path string) {
	_, unmarshals := reflect.TypeAssert[json.Unmarshaler](v.Addr())
	_, reads := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr())
	err := json.Unmarshal(text.raw, v.Addr().Interface())
	if _, mismatch := errors.AsType[*json.UnmarshalTypeError](err); mismatch || err != nil && !unmarshals && !reads {
		d.mismatch(text, v, path)
		return
	}
	if err != nil {
		d.problem(path, "%w", err)
	}
}

func (d decoder) mismatch(text *jsonValue, v reflect.Value, path string) {
	found := map[byte]string{'{': "object", '[': "list", '"': "string", 't': "true", 'f': "false", 0: "number"}[text.kind]
	if text.kind == 0 {
		found += " " + string(text.raw)
	}
	d.problem(path, "got %s, want %s", found, kindName(v.Type()))
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Map, reflect.Struct:
		if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
			return "string"
		}
		if t == reflect.TypeFor[Value]() {
			return "value"
		}
		return "object"
	case reflect.Slice:
		return "list"
	case reflect.Int, reflect.Int64:
		return "whole number"
	case reflect.Pointer:
		return kindName(t.Elem())
	case reflect.Bool:
		return "true or false"
	}
	return "string"
}

// fieldNamed returns the field with a JSON name.
func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if jsonName(v.Type().Field(i)) == name && name != "" {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// jsonName returns the JSON name of a field, "" if it has none.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return strings.TrimPrefix(name, "-")
}
