package selltest

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// search is one query to an index.
type search struct {
	*call
	index *searchIndex
	zone  *time.Location // that times are read in whatever zone they name; nil: they count as they are
}

// members reads an object that has no members but those named.
func members(raw json.RawMessage, what string, names ...string) (fake.Object, error) {
	o, err := fake.ParseObject(raw)
	if err != nil {
		return nil, invalidParam("%s must be an object.", what)
	}
	for _, m := range o {
		if !slices.Contains(names, m.Name) {
			return nil, invalidParam("%s has no member %s.", what, m.Name)
		}
	}
	return o, nil
}

// attribute reads {"name":…}.
func (s search) attribute(raw json.RawMessage) (searchAttr, error) {
	o, err := members(raw, "attribute", "name")
	if err != nil {
		return searchAttr{}, err
	}
	a, ok := s.searchAttr(s.index, o.Text("name"))
	if !ok {
		return searchAttr{}, invalidParam("There is no attribute %q.", o.Text("name"))
	}
	return a, nil
}

// tested reads the attribute of a filter, a sort key or a figure: no object has
// a value of its own.
func (s search) tested(raw json.RawMessage) (searchAttr, error) {
	a, err := s.attribute(raw)
	if err == nil && a.typ == "object" {
		err = invalidParam("%s is an object.", a.name)
	}
	return a, err
}

// filter reads one of filter, and, or, not.
func (s search) filter(raw json.RawMessage) (condition, error) {
	o, err := members(raw, "A filter", "filter", "and", "or", "not")
	if err != nil {
		return condition{}, err
	}
	if len(o) != 1 {
		return condition{}, invalidParam("A filter has exactly one of filter, and, or, not.")
	}
	switch value := o[0].Value; o[0].Name {
	case "not":
		inner, err := s.filter(value)
		if err != nil {
			return condition{}, err
		}
		return inner.not(), nil
	case "filter":
		return s.condition(value)
	default:
		var parts []json.RawMessage
		if json.Unmarshal(value, &parts) != nil || len(parts) == 0 {
			return condition{}, invalidParam("%s must be a list of filters.", o[0].Name)
		}
		var all condition
		for i, part := range parts {
			one, err := s.filter(part)
			switch {
			case err != nil:
				return condition{}, err
			case i == 0:
				all = one
			case o[0].Name == "and":
				all = all.and(one)
			default:
				all = all.or(one)
			}
		}
		return all, nil
	}
}

// condition reads {"attribute":…,"parameter":{operator:value}}.
func (s search) condition(raw json.RawMessage) (condition, error) {
	o, err := members(raw, "filter", "attribute", "parameter")
	if err != nil {
		return condition{}, err
	}
	a, err := s.tested(o.Raw("attribute"))
	if err != nil {
		return condition{}, err
	}
	parameter, err := members(o.Raw("parameter"), "parameter", "eq", "any", "all", "contains", "starts_with", "missing", "is_null", "range")
	if err != nil {
		return condition{}, err
	}
	if len(parameter) != 1 {
		return condition{}, invalidParam("parameter has exactly one operator.")
	}
	test, err := s.test(a, parameter[0].Name, parameter[0].Value)
	if err != nil {
		return condition{}, err
	}
	in, exact := s.fitting(a, parameter[0].Name, parameter[0].Value)
	return condition{in, exact, func(o fake.Object) bool { return test(s.scalars(a, o)) }}, nil
}

// fitting returns the records that pass a test that is well-formed; exact is false
// where each has to be looked at.
func (s search) fitting(a searchAttr, operator string, value json.RawMessage) (in fake.IDs, exact bool) {
	if !s.isOwn(a) {
		return fake.Everything, false
	}
	v := s.resources[s.index.kind].table.Listed(s.now)
	switch operator {
	case "missing", "is_null":
		in = fake.Among(s.kept(v, a, false).None())
		if string(value) == "false" {
			in = in.Not()
		}
		return in, true
	case "starts_with":
		return fake.Among(s.kept(v, a, true).Starting("=" + fake.Text(value))), true
	case "range":
		o, _ := fake.ParseObject(value)
		bounds := make(map[string]scalar, len(o))
		for _, m := range o {
			bounds[m.Name], _ = s.scalar(a, m.Value)
		}
		return s.within(v, a, bounds)
	case "contains":
		return fake.Everything, false
	}
	list := []json.RawMessage{value}
	if operator != "eq" {
		_ = json.Unmarshal(value, &list) // it is a list
	}
	for i, raw := range list {
		want, _ := s.scalar(a, raw)
		one := fake.Among(s.kept(v, a, false).Holding(want.form()))
		switch {
		case i == 0:
			in = one
		case operator == "all":
			in = in.And(one)
		default:
			in = in.Or(one)
		}
	}
	return in, true
}

// test returns a test of the values of an attribute.
func (s search) test(a searchAttr, operator string, value json.RawMessage) (func([]scalar) bool, error) {
	switch operator {
	case "missing", "is_null":
		if string(value) != "true" && string(value) != "false" {
			return nil, invalidParam("%s is true or false.", operator)
		}
		return func(have []scalar) bool { return (len(have) == 0) == (string(value) == "true") }, nil
	case "contains", "starts_with":
		if a.base() != "keyword" && a.base() != "string" || value[0] != '"' || fake.Text(value) == "" {
			return nil, invalidParam("%s compares texts.", operator)
		}
		holds := strings.Contains
		if operator == "starts_with" {
			holds = strings.HasPrefix
		}
		text := strings.ToLower(fake.Text(value))
		return func(have []scalar) bool {
			return slices.ContainsFunc(have, func(h scalar) bool { return holds(strings.ToLower(h.text), text) })
		}, nil
	case "range":
		return s.rangeTest(a, value)
	case "eq":
		value = fake.JSON([]json.RawMessage{value})
	}
	var list []json.RawMessage
	if json.Unmarshal(value, &list) != nil || len(list) == 0 {
		return nil, invalidParam("%s takes a list of values.", operator)
	}
	if operator == "all" && !a.many() {
		return nil, invalidParam("all is for attributes with several values.")
	}
	want := make([]scalar, len(list))
	for i, raw := range list {
		var err error
		if want[i], err = s.scalar(a, raw); err != nil {
			return nil, err
		}
	}
	return func(have []scalar) bool {
		among := func(w scalar) bool {
			return slices.ContainsFunc(have, func(h scalar) bool { return h.compare(w) == 0 })
		}
		if operator == "all" {
			return !slices.ContainsFunc(want, func(w scalar) bool { return !among(w) })
		}
		return slices.ContainsFunc(want, among)
	}, nil
}

func (s search) rangeTest(a searchAttr, value json.RawMessage) (func([]scalar) bool, error) {
	if slices.Contains([]string{"keyword", "string", "boolean"}, a.base()) {
		return nil, invalidParam("range is for numbers, dates and times.")
	}
	bounds, err := members(value, "range", "gte", "gt", "lte", "lt")
	if err != nil {
		return nil, err
	}
	if len(bounds) == 0 || bounds.Has("gte") && bounds.Has("gt") || bounds.Has("lte") && bounds.Has("lt") {
		return nil, invalidParam("range needs a bound, and at most one on each side.")
	}
	var within []func(scalar) bool
	for _, bound := range bounds {
		limit, err := s.scalar(a, bound.Value)
		if err != nil {
			return nil, err
		}
		within = append(within, func(have scalar) bool {
			switch order := have.compare(limit); bound.Name {
			case "gte":
				return order >= 0
			case "gt":
				return order > 0
			case "lte":
				return order <= 0
			default:
				return order < 0
			}
		})
	}
	return func(have []scalar) bool {
		return slices.ContainsFunc(have, func(h scalar) bool {
			return !slices.ContainsFunc(within, func(holds func(scalar) bool) bool { return !holds(h) })
		})
	}, nil
}

// scalar is a value in the form that it is compared in.
type scalar struct {
	number *big.Rat // also of times
	text   string
}

func (a scalar) compare(b scalar) int {
	if a.number != nil && b.number != nil {
		return a.number.Cmp(b.number)
	}
	return strings.Compare(a.text, b.text)
}

// scalars returns the values of an attribute of a record; none if it has none.
func (s search) scalars(a searchAttr, o fake.Object) []scalar {
	raw := s.searchValue(s.index, a, o)
	if string(raw) == "null" {
		return nil
	}
	var list []json.RawMessage
	if !a.many() {
		list = []json.RawMessage{raw}
	} else if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var have []scalar
	for _, raw := range list {
		if v, err := (search{s.call, s.index, nil}).scalar(a, raw); err == nil { // seeded nonsense is no value
			have = append(have, v)
		}
	}
	return have
}

// scalar reads a value of an attribute.
func (s search) scalar(a searchAttr, raw json.RawMessage) (scalar, error) {
	wrong := func() (scalar, error) {
		return scalar{}, invalidParam("The value of %s is no %s.", a.name, a.base())
	}
	text := fake.Text(raw)
	switch a.base() {
	case "keyword", "string":
		if raw[0] != '"' {
			return wrong()
		}
	case "boolean":
		if text != "true" && text != "false" || raw[0] == '"' {
			return wrong()
		}
	case "date":
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return wrong()
		}
	case "date_time":
		t, ok := parseTime(text)
		if !ok {
			return wrong()
		}
		if s.zone != nil {
			t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, s.zone)
		}
		return scalar{number: new(big.Rat).SetInt64(t.UnixNano()), text: text}, nil
	default:
		n, ok := new(big.Rat).SetString(text)
		if !ok || raw[0] == '"' || a.base() != "double" && !n.IsInt() {
			return wrong()
		}
		return scalar{number: n, text: text}, nil
	}
	return scalar{text: text}, nil
}

// accountZone is the time zone of the account, which is written as UTC+01:00.
func (c *call) accountZone() *time.Location {
	for _, o := range c.resources["accounts"].table.All() {
		if t, err := time.Parse("UTC-07:00", o.Text("timezone")); err == nil {
			_, offset := t.Zone()
			return time.FixedZone("", offset)
		}
	}
	return time.UTC
}
