package record

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Odd is what a method UnmarshalJSON of this module returns when it has read
// what it could: the rest of the record is not lost with it.
type Odd struct {
	Paths []string // JSON pointers below the value
	Lost  bool     // the value holds less than was sent, so its record must keep that
}

// Error names the paths.
func (o *Odd) Error() string { return "odd: " + strings.Join(o.Paths, ", ") }

// Kind names what a JSON value is.
func Kind(value []byte) string {
	switch kindOf(value) {
	case '{':
		return "object"
	case '[':
		return "list"
	case '"':
		return "string"
	case '0':
		return "number"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "nothing"
}

// Problem says where an error of encoding or decoding is and what it is, in the
// words of JSON, and without the value: it may be personal.
func Problem(err error) string {
	if errors.Is(err, errTwice) {
		return err.Error()
	}
	if odd, ok := errors.AsType[*Odd](err); ok {
		return "what is at " + strings.Join(odd.Paths, ", ") + " is not as documented"
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		at := ""
		if e.JSONPointer != "" {
			at = " at " + string(e.JSONPointer)
		}
		if syntax, ok := errors.AsType[*jsontext.SyntacticError](e.Err); ok && e.JSONKind == 0 {
			return "malformed JSON" + at + problemOf(syntax)
		}
		if e.JSONKind == 0 {
			return "the value" + at + " has no JSON form"
		}
		return fmt.Sprintf("a JSON %s%s where %s belongs", Kind([]byte{byte(e.JSONKind)}), at, wanted(e.GoType))
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Sprintf("malformed JSON at byte %d", e.ByteOffset)
	}
	return "malformed JSON"
}

func problemOf(e *jsontext.SyntacticError) string {
	if errors.Is(e.Err, jsontext.ErrDuplicateName) {
		return ": a name stands twice"
	}
	return ""
}

// wanted names what belongs where a Go type stands.
func wanted(t reflect.Type) string {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == nil:
		return "another value"
	case t == timeType:
		return "a time"
	case t.Name() == "Decimal":
		return "a decimal number"
	case t.Name() == "Date":
		return "a date"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fmt.Sprintf("a whole number of %d bits", t.Bits())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprintf("a whole number of %d bits, not negative,", t.Bits())
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.String:
		return "a string"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	}
	return "another value"
}
