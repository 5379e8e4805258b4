package record

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var (
	correct = json.JoinOptions(json.Deterministic(true), jsontext.PreserveRawStrings(true))
	// verbatim writes what was kept raw as it came, also what JSON forbids.
	verbatim = json.JoinOptions(correct, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
)

// Encode writes v as JSON, always in the same order. What a record keeps in
// Extra of a member that its field could not hold whole is written as it was
// sent, unless the field has been changed since.
func Encode(v any) ([]byte, error) {
	settled, changed, err := settle(reflect.ValueOf(v))
	if err != nil {
		return nil, err
	}
	if changed {
		v = settled.Interface()
	}
	data, err := json.Marshal(v, correct)
	if err != nil && legible(reflect.ValueOf(v)) {
		return json.Marshal(v, verbatim)
	}
	return data, err
}

// legible reports whether all texts are valid UTF-8 but those that are kept raw:
// these came from a product, the others from the program.
func legible(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return utf8.ValidString(v.String())
	case reflect.Pointer, reflect.Interface:
		return v.IsNil() || legible(v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if v.Type() != rawType && !legible(v.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for all := v.MapRange(); all.Next(); {
			if !legible(all.Key()) || !legible(all.Value()) {
				return false
			}
		}
	case reflect.Struct:
		for _, value := range v.Fields() {
			if !legible(value) {
				return false
			}
		}
	}
	return true
}

// settle returns v so that no name stands both in a field and in Extra: v
// itself, or a changed copy.
func settle(v reflect.Value) (own reflect.Value, changed bool, err error) {
	if !v.IsValid() || !holdsExtra(v.Type(), nil) {
		return v, false, nil
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return v, false, nil
		}
		inner, changed, err := settle(v.Elem())
		if !changed || err != nil {
			return v, false, err
		}
		if v.Kind() == reflect.Interface {
			return inner, true, nil
		}
		own = reflect.New(v.Type().Elem())
		own.Elem().Set(inner)
		return own, true, nil
	case reflect.Slice:
		return settleList(v)
	case reflect.Map:
		return settleMap(v)
	case reflect.Struct:
		return settleRecord(v)
	}
	return v, false, nil
}

func settleList(v reflect.Value) (own reflect.Value, changed bool, err error) {
	own = v
	for i := range v.Len() {
		inner, differs, err := settle(v.Index(i))
		if err != nil {
			return v, false, err
		}
		if !differs {
			continue
		}
		if !changed {
			own, changed = reflect.MakeSlice(v.Type(), v.Len(), v.Len()), true
			reflect.Copy(own, v)
		}
		own.Index(i).Set(inner)
	}
	return own, changed, nil
}

func settleMap(v reflect.Value) (own reflect.Value, changed bool, err error) {
	own = v
	for all := v.MapRange(); all.Next(); {
		inner, differs, err := settle(all.Value())
		if err != nil {
			return v, false, err
		}
		if !differs {
			continue
		}
		if !changed {
			own, changed = reflect.MakeMapWithSize(v.Type(), v.Len()), true
			for each := v.MapRange(); each.Next(); {
				own.SetMapIndex(each.Key(), each.Value())
			}
		}
		own.SetMapIndex(all.Key(), inner)
	}
	return own, changed, nil
}

func settleRecord(v reflect.Value) (own reflect.Value, changed bool, err error) {
	p := planOf(v.Type())
	own = v
	change := func() {
		if !changed {
			own, changed = reflect.New(v.Type()).Elem(), true
			own.Set(v)
		}
	}
	for _, f := range p.fields {
		inner, differs, err := settle(v.FieldByIndex(f.index))
		if err != nil {
			return v, false, err
		}
		if differs {
			change()
			own.FieldByIndex(f.index).Set(inner)
		}
	}
	if p.extra == nil {
		return own, changed, nil
	}
	extra := v.FieldByIndex(p.extra).Interface().(map[string]stdjson.RawMessage)
	kept := extra
	for name, raw := range extra {
		f, known := p.fields[name]
		if !known || f.omitted && v.FieldByIndex(f.index).IsZero() {
			continue
		}
		if !f.omitted {
			return v, false, fmt.Errorf("%s %w", name, errTwice)
		}
		same, err := readsAs(raw, v.FieldByIndex(f.index))
		if err != nil {
			return v, false, fmt.Errorf("%s %w", name, err)
		}
		if change(); same {
			own.FieldByIndex(f.index).SetZero()
			continue
		}
		if len(kept) == len(extra) {
			kept = maps.Clone(extra)
		}
		delete(kept, name)
	}
	if len(kept) < len(extra) {
		own.FieldByIndex(p.extra).Set(reflect.ValueOf(kept))
	}
	return own, changed, nil
}

var errTwice = errors.New("stands in its field and in Extra: give it once")

// readsAs reports whether a field is what raw reads as. An attribute to write is
// given once: in its field or in Extra.
func readsAs(raw []byte, v reflect.Value) (bool, error) {
	if _, attribute := reflect.TypeAssert[interface{ IsNull() bool }](v); attribute {
		return false, errTwice
	}
	if Check(raw) != nil {
		return false, nil //nolint:nilerr // what cannot be read is not what the field holds
	}
	var d lenientDecoder
	again := reflect.New(v.Type()).Elem()
	d.value(trim(raw), again, "")
	return reflect.DeepEqual(again.Interface(), v.Interface()), nil
}

var holders sync.Map // of bool by reflect.Type

// holdsExtra reports whether a value of that type may hold a record with Extra.
func holdsExtra(t reflect.Type, outer []reflect.Type) bool {
	if known, ok := holders.Load(t); ok {
		return known.(bool)
	}
	holds := false
	switch t.Kind() {
	case reflect.Interface:
		holds = true
	case reflect.Pointer, reflect.Slice:
		holds = holdsExtra(t.Elem(), outer)
	case reflect.Map:
		holds = t.Key().Kind() == reflect.String && holdsExtra(t.Elem(), outer)
	case reflect.Struct:
		if slices.Contains(outer, t) {
			return true // it holds itself: look
		}
		if t.Implements(marshaler) {
			break // it writes itself
		}
		p := planOf(t)
		holds = p.extra != nil
		for _, f := range p.fields {
			holds = holds || holdsExtra(t.FieldByIndex(f.index).Type, append(slices.Clip(outer), t))
		}
	}
	if outer == nil {
		holders.Store(t, holds)
	}
	return holds
}
