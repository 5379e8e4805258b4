package supporttest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// wanted is a condition of a view.
type wanted struct {
	field, operator string
	values          []string // alternatives; "" is none
}

// wantedIn reads a list of conditions.
func wantedIn(raw json.RawMessage) []wanted {
	list, _ := items(raw)
	all := make([]wanted, len(list))
	for i, one := range list {
		o, _ := fake.ParseObject(one)
		all[i] = wanted{field: o.Text("field"), operator: o.Text("operator"), values: texts(o, "value")}
		if len(all[i].values) == 0 {
			all[i].values = []string{""}
		}
	}
	return all
}

// viewFields are the members that conditions may compare, and how.
var viewFields = map[string][]string{
	"status": ordering, "priority": ordering, "type": equality, "group_id": equality, "assignee_id": equality, "requester_id": equality,
	"organization_id": equality, "brand_id": equality, "ticket_form_id": equality, "custom_status_id": equality,
	"current_tags": {"includes", "not_includes"},
}

var (
	equality  = []string{"is", "is_not"}
	ordering  = []string{"is", "is_not", "less_than", "greater_than"}
	ofCustoms = []string{"is", "is_not", "present", "not_present"}
)

// check refuses a condition that is none, and says so of one that the stand-in
// cannot tell.
func (w wanted) check() error {
	operators, known := viewFields[w.field]
	if _, isCustom := w.customField(); isCustom {
		operators, known = ofCustoms, true
	}
	switch {
	case w.field == "" || w.operator == "":
		return invalid("base", "InvalidValue", "A condition needs a field, an operator and a value")
	case !known:
		text := "supporttest does not imitate conditions on " + w.field
		return &failure{http.StatusNotImplemented, text, "NotImplemented", text}
	case !slices.Contains(operators, w.operator):
		return invalid("base", "InvalidValue", "The operator "+w.operator+" is not valid for "+w.field)
	}
	for _, value := range w.values {
		if ranks[w.field] != nil && value != "" && !slices.Contains(ranks[w.field], value) {
			return invalid("base", "InvalidValue", value+" is not a valid value of "+w.field)
		}
	}
	return nil
}

func (w wanted) customField() (id string, ok bool) {
	for _, prefix := range []string{"custom_fields_", "ticket_fields_"} {
		if id, ok := strings.CutPrefix(w.field, prefix); ok && isNumber(id) {
			return id, true
		}
	}
	return "", false
}

// meets reports whether a ticket is what a view wants.
func (c *call) meets(ticket fake.Object, all, anyOf []wanted) bool {
	holds := func(w wanted) bool { return c.holds(w, ticket) }
	return !slices.ContainsFunc(all, func(w wanted) bool { return !holds(w) }) && (len(anyOf) == 0 || slices.ContainsFunc(anyOf, holds))
}

func (c *call) holds(w wanted, ticket fake.Object) bool {
	have := texts(ticket, w.field)
	if w.field == "current_tags" {
		have = texts(ticket, "tags")
		w.values = strings.FieldsFunc(strings.ToLower(strings.Join(w.values, " ")), func(r rune) bool { return r == ' ' || r == ',' })
	}
	if id, isCustom := w.customField(); isCustom {
		have = texts(object("v", orNull(fieldValues(ticket)[id])), "v")
	}
	switch w.operator {
	case "present", "not_present":
		return (len(have) > 0) == (w.operator == "present")
	case "less_than", "greater_than":
		n := keyOf(w.field, ticket.Text(w.field)).Compare(keyOf(w.field, w.values[0]))
		return w.operator == "less_than" && n < 0 || w.operator == "greater_than" && n > 0
	}
	if len(have) == 0 {
		have = []string{""}
	}
	found := slices.ContainsFunc(c.stands(w), func(value string) bool { return slices.Contains(have, value) })
	return found == (w.operator == "is" || w.operator == "includes")
}

// stands returns the values with what words of the caller's stand for.
func (c *call) stands(w wanted) []string {
	var all []string
	for _, value := range w.values {
		switch value {
		case "current_user":
			all = append(all, strconv.FormatInt(c.user.id, 10))
		case "current_groups":
			for _, id := range c.sight().groups {
				all = append(all, strconv.FormatInt(id, 10))
			}
		default:
			all = append(all, value)
		}
	}
	return all
}
