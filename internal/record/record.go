package record

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var (
	// strict is the one pass that nearly all answers take: it refuses whatever
	// would have to be named as odd.
	strict = json.JoinOptions()
	// lenient accepts what real answers hold although JSON forbids it.
	lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
)

// Unmarshal decodes an answer that is no record in one pass.
func Unmarshal(data []byte, out any) error {
	if err := json.Unmarshal(data, out, lenient); err != nil {
		return errors.New(Problem(err))
	}
	return nil
}

// Whole decodes an answer in one pass and reports whether all of it is as
// documented. Where it is not, what out holds then must not be used.
func Whole[T any](data []byte, out *T) bool {
	return json.Unmarshal(data, out, strict) == nil && tidied(reflect.ValueOf(out).Elem())
}

// Decode decodes one record. A member that its field cannot hold whole stands in
// the record's Extra as it was sent, and its field holds what could be read; the
// path of each, below at, is returned. So it is with records below it. A wrong
// id is an error: nothing can be done with such a record.
//
// Nothing that is returned shares memory with data.
func Decode[T any](data []byte, at string) (*T, []string, error) {
	rec := new(T)
	odd, err := Into(data, at, rec)
	if err != nil {
		return nil, nil, err
	}
	return rec, odd, nil
}

// Into is [Decode] into what out points to, which is zero before.
func Into(data []byte, at string, out any) (odd []string, err error) {
	v := reflect.ValueOf(out).Elem()
	if !isNull(data) && json.Unmarshal(data, out, strict) == nil && tidied(v) {
		return nil, nil
	}
	if err := Check(data); err != nil {
		return nil, under(at, err)
	}
	v.SetZero()
	if data = trim(data); isNull(data) {
		return nil, fmt.Errorf("%s is null", cmp.Or(at, "the record"))
	}
	var d lenientDecoder
	if s := d.value(data, v, at); s == unread {
		return nil, unusable(d.why)
	}
	return d.odd, nil
}

// Value decodes a value that has no Extra beside it to keep what is odd, such as
// that of a custom field: whatever does not fit is an error. Only text with
// broken UTF-8 is read, with U+FFFD.
func Value[T any](data []byte) (T, error) {
	var value T
	if Whole(data, &value) {
		return value, nil
	}
	var none T
	if err := Check(data); err != nil {
		return none, err
	}
	value = none
	var d lenientDecoder
	if s := d.value(data, reflect.ValueOf(&value).Elem(), ""); s >= partly {
		return none, errors.New(d.why)
	}
	return value, nil
}

// Item decodes a record of a list. What is no record at all is left out: nil,
// and listed as odd.
func Item[T any](data []byte, at string) (*T, []string, error) {
	var rec *T
	odd, err := item(data, at, reflect.ValueOf(&rec).Elem())
	if err != nil {
		return nil, nil, err
	}
	return rec, odd, nil
}

// item decodes into rec, a pointer to a record.
func item(data []byte, at string, rec reflect.Value) (odd []string, err error) {
	t := rec.Type().Elem()
	if !Present(data) || t.Kind() == reflect.Struct && kindOf(data) != '{' {
		return []string{at}, nil
	}
	rec.Set(reflect.New(t))
	return Into(data, at, rec.Interface())
}

// List decodes a list of records, entry by entry where one is odd. Null is none.
func List[T any](data []byte, at string) (all []*T, odd []string, err error) {
	if Whole(data, &all) {
		return all, nil, nil
	}
	if err := Check(data); err != nil {
		return nil, nil, under(at, err)
	}
	odd, err = listed(trim(data), at, reflect.ValueOf(&all).Elem(), item)
	if err != nil {
		return nil, nil, err
	}
	return all, odd, nil
}

// listed decodes a list into a slice of pointers to records, entry by entry.
func listed(data []byte, at string, list reflect.Value, item func(value []byte, at string, rec reflect.Value) ([]string, error)) (odd []string, err error) {
	list.SetZero()
	if kind := kindOf(data); kind != '[' && kind != 'n' {
		return nil, fmt.Errorf("%s: a JSON %s where a list belongs", at, Kind(data))
	}
	for i, value := range Elements(data) {
		rec := reflect.New(list.Type().Elem()).Elem()
		strange, err := item(value, at+"/"+strconv.Itoa(i), rec)
		if err != nil {
			return nil, err
		}
		if odd = append(odd, strange...); !rec.IsNil() {
			list.Set(reflect.Append(list, rec))
		}
	}
	return odd, nil
}

// unusable says why there is no record, without quoting anything.
type unusable string

// Error names the place first.
func (u unusable) Error() string { return string(u) }

func under(at string, err error) error {
	if at == "" {
		return err
	}
	return fmt.Errorf("%s: %w", at, err)
}
