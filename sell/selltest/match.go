package selltest

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// match reports whether a record passes a filter.
type match func(fake.Object) bool

// filters reads the query parameters but those named. An unknown one is
// refused; real lists are said to ignore it, but a typing error that lists, or
// matches, everything is what a test should find.
func (c *call) filters(v *fake.View, except ...string) (in fake.IDs, keep []match, err error) {
	in, sees := c.visible(c.res, v)
	if sees != nil {
		keep = append(keep, sees)
	}
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		value := c.query.Get(name)
		if len(c.query[name]) > 1 {
			return in, nil, invalidParam("The parameter '%s' is given %d times.", name, len(c.query[name]))
		}
		if value == "" {
			return in, nil, invalidParam("The parameter '%s' is empty.", name)
		}
		if slices.Contains(except, name) && (name != "cursor" || c.res.kind == "lead_conversions") && (name != "includes" || c.res.includes != nil) {
			continue
		}
		m, err := c.filter(name, value)
		if err != nil {
			return in, nil, err
		}
		keep = append(keep, m)
		in = in.And(c.holding(v, name, value))
	}
	return in, keep, nil
}

// holding returns the records that can pass a filter that is well-formed.
func (c *call) holding(v *fake.View, name, value string) fake.IDs {
	a, known := c.res.attr(name)
	_, special := specialFilters[c.res.kind+"."+name]
	switch {
	case name == "ids" || name == "resource_ids":
		member := map[string]string{"ids": "id", "resource_ids": "resource_id"}[name]
		return anyOf(byMember(v, member), value)
	case c.res.kind == "documents" && special:
		return anyOf(byMember(v, name), value)
	case strings.HasPrefix(name, "custom_fields["):
		field := strings.TrimSuffix(strings.TrimPrefix(name, "custom_fields["), "]")
		return fake.Among(v.Lookup(name, false, func(o fake.Object) []string {
			return append(elements(fieldsOf(o).Raw(field)), customText(o, field))
		}).Holding(value))
	case c.res.kind == "leads" && name == "status":
		return fake.Among(v.Lookup("any status", true, func(o fake.Object) []string { return []string{o.Text("status")} }).Holding(value))
	case a.typ == "bool" && name != "overdue": // which follows from the time
		in := fake.Among(byMember(v, name).Holding("true"))
		if value == "true" {
			return in
		}
		return in.Not()
	case special || !known || a.typ == "bool" || a.typ == "decimal":
		return fake.Everything // each is looked at
	case a.typ == "int" || a.typ == "owner":
		n, _ := strconv.ParseInt(value, 10, 64)
		value = strconv.FormatInt(n, 10)
	}
	return fake.Among(byMember(v, name).Holding(value))
}

// anyOf returns the records with one of the values in a list.
func anyOf(kept *fake.Lookup, list string) fake.IDs {
	in := fake.IDs{}
	for value := range strings.SplitSeq(list, ",") {
		value = strings.TrimSpace(value)
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			value = strconv.FormatInt(n, 10)
		}
		in = in.Or(fake.Among(kept.Holding(value)))
	}
	return in
}

func (c *call) filter(name, value string) (match, error) {
	res := c.res
	if name == "ids" && !res.noIDs {
		return oneOfIDs(name, "id", value)
	}
	group, rest, nested := strings.Cut(name, "[")
	member, closed := strings.CutSuffix(rest, "]")
	if !slices.Contains(res.filters, group) || nested != (group == "address" || group == "custom_fields") || nested && !closed {
		return nil, unknownParam(name)
	}
	switch group {
	case "address":
		if !slices.Contains([]string{"city", "postal_code", "state", "country"}, member) {
			return nil, unknownParam(name)
		}
		return func(o fake.Object) bool {
			address, err := fake.ParseObject(o.Raw("address"))
			return err == nil && address.Text(member) == value
		}, nil
	case "custom_fields":
		if !c.filterable(member) {
			return nil, invalidParam("The custom field '%s' is not filterable.", member)
		}
		return func(o fake.Object) bool { return customHas(o, member, value) }, nil
	}
	if special, ok := specialFilters[res.kind+"."+name]; ok {
		return special(value)
	}
	if name == "q" {
		return func(o fake.Object) bool {
			return strings.Contains(strings.ToLower(o.Text("content")), strings.ToLower(value))
		}, nil
	}
	a, _ := res.attr(name)
	switch a.typ {
	case "int", "owner":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, badParam(name, value, "be a number")
		}
		return func(o fake.Object) bool { i, ok := o.Int(name); return ok && i == n }, nil
	case "bool":
		// As answered: a task becomes overdue by itself.
		return boolFilter(name, value, func(o fake.Object) bool { return c.shownSecretly(res, o).Bool(name) })
	case "decimal":
		n, ok := new(big.Rat).SetString(value)
		if !ok {
			return nil, badParam(name, value, "be a number")
		}
		return func(o fake.Object) bool {
			v, ok := new(big.Rat).SetString(o.Text(name))
			return ok && v.Cmp(n) == 0
		}, nil
	}
	return func(o fake.Object) bool { return o.Text(name) == value }, nil
}

// specialFilters are those that compare something else than the attribute of
// their name, or differently.
var specialFilters = map[string]func(value string) (match, error){
	"users.role_id": func(value string) (match, error) {
		return func(o fake.Object) bool { return slices.Contains(memberOfEach(o, "roles", "id"), value) }, nil
	},
	"users.zendesk_user_ids": func(value string) (match, error) { return oneOf("zendesk_user_id", value), nil },
	"tasks.type": func(value string) (match, error) {
		if value != "floating" && value != "related" {
			return nil, badParam("type", value, "be floating or related")
		}
		return func(o fake.Object) bool { return o.Present("resource_id") == (value == "related") }, nil
	},
	"tasks.remind": func(value string) (match, error) {
		return boolFilter("remind", value, func(o fake.Object) bool { return o.Present("remind_at") })
	},
	// The name of a status is compared as the product does, without regard to case.
	"leads.status": func(value string) (match, error) {
		return func(o fake.Object) bool { return strings.EqualFold(o.Text("status"), value) }, nil
	},
	"calls.associated_deal_id": func(value string) (match, error) {
		return func(o fake.Object) bool { return slices.Contains(elements(o.Raw("associated_deal_ids")), value) }, nil
	},
	"documents.resource_type": func(value string) (match, error) { return oneOf("resource_type", value), nil },
	"documents.resource_id":   func(value string) (match, error) { return oneOfIDs("resource_id", "resource_id", value) },
	"sequence_enrollments.resource_ids": func(value string) (match, error) {
		return oneOfIDs("resource_ids", "resource_id", value)
	},
	"sequence_enrollments.sequence_id": func(value string) (match, error) {
		return func(o fake.Object) bool { return sequenceOf(o) == value }, nil
	},
}

func oneOf(name, list string) match {
	values := strings.Split(list, ",")
	return func(o fake.Object) bool { return o.Present(name) && slices.Contains(values, o.Text(name)) }
}

func oneOfIDs(parameter, name, list string) (match, error) {
	ids := make(map[int64]bool)
	for part := range strings.SplitSeq(list, ",") {
		id, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
		if err != nil {
			return nil, badParam(parameter, list, "be numbers with commas between")
		}
		ids[id] = true
	}
	return func(o fake.Object) bool { id, ok := o.Int(name); return ok && ids[id] }, nil
}

func boolFilter(name, value string, holds match) (match, error) {
	if value != "true" && value != "false" {
		return nil, badParam(name, value, "be true or false")
	}
	return func(o fake.Object) bool { return holds(o) == (value == "true") }, nil
}
