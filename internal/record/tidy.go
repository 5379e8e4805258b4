package record

import (
	"reflect"
	"slices"
	"sync"
)

// tidier puts a value that was decoded in one pass in order, and reports
// whether it is sure that nothing about it is odd. What JSON decoding takes
// without an error is seen here: a record without an id, a null among the values
// of a list. A nil tidier has nothing to do.
//
// It also gives a null under a raw member one meaning, nil, whatever the
// release of Go makes of it.
type tidier func(v reflect.Value) bool

var tidiers sync.Map // of tidier by reflect.Type

func tidierOf(t reflect.Type) tidier { return tidierWithin(t, nil) }

func tidierWithin(t reflect.Type, outer []reflect.Type) tidier {
	if known, ok := tidiers.Load(t); ok {
		return known.(tidier)
	}
	if slices.Contains(outer, t) { // a type that holds itself
		return func(v reflect.Value) bool { f := tidierOf(t); return f == nil || f(v) }
	}
	made := makeTidier(t, append(slices.Clip(outer), t))
	tidiers.Store(t, made)
	return made
}

func makeTidier(t reflect.Type, outer []reflect.Type) tidier {
	switch {
	case t == rawType:
		return func(v reflect.Value) bool {
			if isNull(v.Bytes()) {
				v.SetZero()
			}
			return true
		}
	case reflect.PointerTo(t).Implements(selfChecking):
		return func(v reflect.Value) bool { return v.Addr().Interface().(selfChecked).Odd() == nil }
	case custom(t) || t == timeType:
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		inner := tidierWithin(t.Elem(), outer)
		if inner == nil {
			return nil
		}
		return func(v reflect.Value) bool { return v.IsNil() || inner(v.Elem()) }
	case reflect.Struct:
		return structTidier(t, outer)
	case reflect.Slice:
		return sliceTidier(t.Elem(), tidierWithin(t.Elem(), outer))
	case reflect.Map:
		return mapTidier(t)
	}
	return nil
}

func structTidier(t reflect.Type, outer []reflect.Type) tidier {
	type part struct {
		index []int
		tidy  tidier
	}
	var parts []part
	for _, f := range planOf(t).fields {
		tidy := tidierWithin(t.FieldByIndex(f.index).Type, outer)
		if f.id {
			inner := tidy
			tidy = func(v reflect.Value) bool { return !v.IsZero() && (inner == nil || inner(v)) }
		}
		if tidy != nil {
			parts = append(parts, part{f.index, tidy})
		}
	}
	if parts == nil {
		return nil
	}
	return func(v reflect.Value) bool {
		for _, p := range parts {
			if !p.tidy(v.FieldByIndex(p.index)) {
				return false
			}
		}
		return true
	}
}

// sliceTidier looks for what a null among the elements decodes to.
func sliceTidier(elem reflect.Type, inner tidier) tidier {
	if elem == rawType || elem.Kind() == reflect.Interface || elem.Kind() == reflect.Uint8 {
		return eachTidier(inner)
	}
	return func(v reflect.Value) bool {
		for i := range v.Len() {
			if e := v.Index(i); e.IsZero() || inner != nil && !inner(e) {
				return false
			}
		}
		return true
	}
}

func eachTidier(inner tidier) tidier {
	if inner == nil {
		return nil
	}
	return func(v reflect.Value) bool {
		for i := range v.Len() {
			if !inner(v.Index(i)) {
				return false
			}
		}
		return true
	}
}

// mapTidier refuses maps of what needs a closer look, and takes raw members as
// they are.
func mapTidier(t reflect.Type) tidier {
	if t.Elem() == rawType || t.Elem().Kind() == reflect.Interface {
		return nil
	}
	return func(v reflect.Value) bool { return v.Len() == 0 }
}

// tidied puts a decoded value in order; see [tidier].
func tidied(v reflect.Value) bool {
	f := tidierOf(v.Type())
	return f == nil || f(v)
}
