package record

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The functions that take records of many kinds have a part without type
// parameters that does the work: a program compiles that once, and not for each
// kind and each package that uses it.

// Under decodes the record that stands under a member of an answer, in the
// answer's own pass.
func Under[T any](body []byte, name string) (*T, []string, error) {
	var rec *T
	odd, err := underMember(body, name, reflect.ValueOf(&rec).Elem())
	if err != nil {
		return nil, nil, err
	}
	return rec, odd, nil
}

// underMember decodes into rec, a pointer to a record.
func underMember(body []byte, name string, rec reflect.Value) (odd []string, err error) {
	u := answer{name: name, value: rec.Addr().Interface()}
	if json.Unmarshal(body, &u, strict) == nil && !rec.IsNil() && tidied(rec.Elem()) {
		return nil, nil
	}
	if err := Check(body); err != nil {
		return nil, err
	}
	value := Member(body, name)
	if value == nil {
		return nil, fmt.Errorf("it has no %s", name)
	}
	rec.Set(reflect.New(rec.Type().Elem()))
	return Into(value, below("", name), rec.Interface())
}

// Page is what a page holds beside its records.
type Page struct {
	Found   bool // the member that holds the items is there
	Entries int  // what stands in it, items that were left out included
	Odd     []string
}

// DecodePage decodes a page whose records stand in a list under the member many,
// in the answer's own pass; where one is odd, item by item. It stores them in
// items, which points to a slice of pointers to records. It hands the other
// members to other, which returns what is odd about them and may be called a
// second time: then all it was told before is void, which reset says.
func DecodePage(body []byte, many string, items any, reset func(), other func(name string, value []byte) (odd []string)) (Page, error) {
	list := reflect.ValueOf(items).Elem()
	return decodePage(body, many, list, items, reset, other, item)
}

// DecodeWrapped is DecodePage of a page each of whose records stands under the
// member data of its item, as Sell wraps them.
func DecodeWrapped(body []byte, many string, items any, reset func(), other func(name string, value []byte) (odd []string)) (Page, error) {
	list := reflect.ValueOf(items).Elem()
	return decodePage(body, many, list, &wrapped{list}, reset, other, func(value []byte, at string, rec reflect.Value) ([]string, error) {
		if kindOf(value) != '{' {
			return []string{at}, nil
		}
		return item(Member(value, "data"), at+"/data", rec)
	})
}

func decodePage(body []byte, many string, list reflect.Value, items any, reset func(), other func(name string, value []byte) (odd []string),
	item func(value []byte, at string, rec reflect.Value) ([]string, error),
) (page Page, err error) {
	reset()
	a := answer{name: many, value: items, other: other}
	if json.Unmarshal(body, &a, strict) == nil && tidied(list) {
		return Page{Found: a.found, Entries: list.Len(), Odd: a.odd}, nil
	}
	if err := Check(body); err != nil {
		return page, err
	}
	if body = trim(body); kindOf(body) != '{' {
		return page, fmt.Errorf("a JSON %s where an object belongs", Kind(body))
	}
	reset()
	for _, m := range membersOf(body) {
		var odd []string
		if m.name == many {
			page.Found = true
			for range Elements(m.value) {
				page.Entries++
			}
			if odd, err = listed(m.value, below("", many), list, item); err != nil {
				return page, err
			}
		} else if other != nil {
			odd = other(m.name, m.value)
		}
		page.Odd = append(page.Odd, odd...)
	}
	return page, nil
}

// Wrapped is how Sell wraps a record.
type Wrapped[T any] struct {
	Data T `json:"data"`
}

// wrapped reads a list of records each of which stands under the member data.
type wrapped struct{ list reflect.Value }

// UnmarshalJSONFrom reads the records in the pass of the decoder.
func (w *wrapped) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	w.list.SetZero()
	if dec.PeekKind() == 'n' {
		return dec.SkipValue()
	}
	if dec.PeekKind() != '[' {
		return errNoList
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	list := reflect.MakeSlice(w.list.Type(), 0, 16)
	for dec.PeekKind() != ']' {
		rec := reflect.New(w.list.Type().Elem())
		if err := (&answer{name: "data", value: rec.Interface()}).UnmarshalJSONFrom(dec); err != nil {
			return err
		}
		list = reflect.Append(list, rec.Elem())
	}
	w.list.Set(list)
	_, err := dec.ReadToken()
	return err
}

// answer is an object of which one member is decoded as it comes by.
type answer struct {
	name  string
	value any // points to what the member is decoded into
	found bool
	other func(name string, value []byte) (odd []string)
	odd   []string
}

var (
	errNoObject = errors.New("not an object")
	errNoList   = errors.New("not a list")
)

// UnmarshalJSONFrom reads the members in the pass of the decoder.
func (a *answer) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() != '{' {
		return errNoObject
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != '}' {
		quoted, err := dec.ReadValue()
		if err != nil {
			return err
		}
		switch {
		case named(quoted, a.name):
			a.found = true
			err = json.UnmarshalDecode(dec, a.value)
		case a.other == nil:
			err = dec.SkipValue()
		default:
			name, _ := unquote(quoted)
			var value []byte
			if value, err = dec.ReadValue(); err == nil {
				a.odd = append(a.odd, a.other(name, value)...)
			}
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}
