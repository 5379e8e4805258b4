package rest

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
)

// Values turns a query struct into URL parameters. Each field names its
// parameter in a tag:
//
//	OwnerID int64              `query:"owner_id"`            // left out when zero
//	Hot     zendesk.Opt[bool]  `query:"hot"`                 // left out when absent
//	IDs     []int64            `query:"ids,max=100"`         // 1,2,3: at most so many
//	SortBy  LeadSort           `query:"sort_by,default=id"`  // sent when zero
//	PerPage int                `query:"per_page,max=100"`    // 1 to 100; the most when zero, but for a default after it
//	Roles   []Role             `query:"role[]"`              // role[]=agent&role[]=admin
//	Address AddressQuery       `query:"address[]"`           // address[city]=… from the tags inside
//	Custom  map[string]string  `query:"custom_fields[]"`     // custom_fields[Tier]=…
//
// An empty list that is not nil is refused. A field tagged "-" is not sent. A
// field without a tag is a mistake and panics: a filter that is silently not
// applied shows data it should not.
func Values(op string, query any) (url.Values, error) {
	values := url.Values{}
	if err := encode(op, values, reflect.ValueOf(query), "%s"); err != nil {
		return nil, err
	}
	return values, nil
}

func encode(op string, values url.Values, query reflect.Value, name string) error {
	for field, value := range query.Fields() {
		tag, tagged := field.Tag.Lookup("query")
		if !tagged {
			panic(fmt.Sprintf("rest: %s.%s has no query tag", query.Type(), field.Name))
		}
		if tag == "-" {
			continue
		}
		tag, options, _ := strings.Cut(tag, ",")
		prefix, brackets := strings.CutSuffix(tag, "[]")
		if brackets && value.Kind() == reflect.Slice {
			if !value.IsNil() && value.Len() == 0 {
				return &zendesk.ArgumentError{Op: op, Argument: field.Name, Problem: errEmpty.Error()}
			}
			for i := range value.Len() {
				values.Add(tag, text(value.Index(i)))
			}
			continue
		}
		if brackets {
			if err := encodeNested(op, values, value, prefix); err != nil {
				return err
			}
			continue
		}
		text, err := parameter(value, options)
		if err != nil {
			return &zendesk.ArgumentError{Op: op, Argument: field.Name, Problem: err.Error()}
		}
		if text != "" {
			values.Set(fmt.Sprintf(name, tag), text)
		}
	}
	return nil
}

var errEmpty = errors.New("is empty but not nil: a filter that was meant must not list everything")

func encodeNested(op string, values url.Values, value reflect.Value, prefix string) error {
	if value.Kind() == reflect.Map {
		for all := value.MapRange(); all.Next(); {
			values.Set(prefix+"["+all.Key().String()+"]", all.Value().String())
		}
		return nil
	}
	return encode(op, values, value, prefix+"[%s]")
}

// parameter returns the text of one parameter, "" to leave it out.
func parameter(v reflect.Value, options string) (string, error) {
	most, fallback := 0, ""
	for option := range strings.SplitSeq(options, ",") {
		switch name, value, _ := strings.Cut(option, "="); name {
		case "max":
			most = must(strconv.Atoi(value))
		case "default":
			fallback = value
		}
	}
	if most > 0 && v.Kind() != reflect.Slice {
		return number(v.Int(), most, cmp.Or(fallback, strconv.Itoa(most)))
	} else if most > 0 && v.Len() > most {
		return "", fmt.Errorf("holds %d values: at most %d can be sent at once", v.Len(), most)
	}
	switch opt := v.Interface().(type) {
	case zendesk.Opt[bool]:
		return optional(opt)
	case zendesk.Opt[int64]:
		return optional(opt)
	}
	if v.Kind() == reflect.Slice && !v.IsNil() && v.Len() == 0 {
		return "", errEmpty
	}
	if v.IsZero() {
		return fallback, nil
	}
	return text(v), nil
}

func number(n int64, most int, fallback string) (string, error) {
	switch {
	case n < 0 || n > int64(most):
		return "", fmt.Errorf("must be from 1 to %d, or 0 for %s", most, fallback)
	case n == 0:
		return fallback, nil
	}
	return strconv.FormatInt(n, 10), nil
}

func optional[T any](o zendesk.Opt[T]) (string, error) {
	v, ok := o.Get()
	switch {
	case o.IsNull():
		return "", errors.New("cannot be null: the API has no such filter")
	case !ok:
		return "", nil
	}
	return fmt.Sprint(v), nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func text(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.UTC().Format(time.RFC3339)
	case fmt.Stringer:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = text(v.Index(i))
		}
		return strings.Join(parts, ",")
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
		return fmt.Sprint(v.Interface())
	}
	panic(fmt.Sprintf("rest: a %s cannot stand in a query", v.Type()))
}
