package record

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Under decodes the record that stands under a member of an answer, in the
// answer's own pass.
func Under[T any](body []byte, name string) (*T, []string, error) {
	u := answer[*T]{name: name}
	if json.Unmarshal(body, &u, strict) == nil && u.value != nil && tidied(reflect.ValueOf(u.value).Elem()) {
		return u.value, nil, nil
	}
	if err := Check(body); err != nil {
		return nil, nil, err
	}
	value := Member(body, name)
	if value == nil {
		return nil, nil, fmt.Errorf("it has no %s", name)
	}
	return Decode[T](value, below("", name))
}

// Page is what a page holds.
type Page[T any] struct {
	Items   []*T
	Found   bool // the member that holds the items is there
	Entries int  // what stands in it, items that were left out included
	Odd     []string
}

// Wrapped is how Sell wraps a record.
type Wrapped[T any] struct {
	Data T `json:"data"`
}

// DecodePage decodes a page whose records stand in a list under the member many,
// in the answer's own pass; where one is odd, item by item. It hands the other
// members to other, which returns what is odd about them and may be called a
// second time: then all it was told before is void, which reset says.
func DecodePage[T any](body []byte, many string, reset func(), other func(name string, value []byte) (odd []string)) (Page[T], error) {
	return decodePage[T](body, many, reset, other, func(all []*T) []*T { return all }, Item[T])
}

// DecodeWrapped is DecodePage of a page whose items are [Wrapped].
func DecodeWrapped[T any](body []byte, many string, reset func(), other func(name string, value []byte) (odd []string)) (Page[T], error) {
	unwrap := func(all []Wrapped[*T]) []*T {
		records := make([]*T, len(all))
		for i, item := range all {
			records[i] = item.Data
		}
		return records
	}
	return decodePage[T](body, many, reset, other, unwrap, func(value []byte, at string) (*T, []string, error) {
		if kindOf(value) != '{' {
			return nil, []string{at}, nil
		}
		return Item[T](Member(value, "data"), at+"/data")
	})
}

func decodePage[T, Item any](body []byte, many string, reset func(), other func(name string, value []byte) (odd []string),
	unwrap func([]Item) []*T, item func(value []byte, at string) (*T, []string, error),
) (page Page[T], err error) {
	reset()
	a := answer[[]Item]{name: many, other: other}
	if json.Unmarshal(body, &a, strict) == nil {
		if page.Items = unwrap(a.value); tidied(reflect.ValueOf(&page.Items).Elem()) {
			page.Found, page.Entries, page.Odd = a.found, len(page.Items), a.odd
			return page, nil
		}
	}
	if err := Check(body); err != nil {
		return page, err
	}
	if body = trim(body); kindOf(body) != '{' {
		return page, fmt.Errorf("a JSON %s where an object belongs", Kind(body))
	}
	reset()
	page = Page[T]{}
	for _, m := range membersOf(body) {
		var odd []string
		if m.name == many {
			page.Found = true
			for range Elements(m.value) {
				page.Entries++
			}
			if page.Items, odd, err = listed(m.value, below("", many), item); err != nil {
				return page, err
			}
		} else if other != nil {
			odd = other(m.name, m.value)
		}
		page.Odd = append(page.Odd, odd...)
	}
	return page, nil
}

// answer is an object of which one member is decoded as it comes by.
type answer[T any] struct {
	name  string
	value T
	found bool
	other func(name string, value []byte) (odd []string)
	odd   []string
}

var errNoObject = errors.New("not an object")

// UnmarshalJSONFrom reads the members in the pass of the decoder.
func (a *answer[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
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
			err = json.UnmarshalDecode(dec, &a.value)
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
