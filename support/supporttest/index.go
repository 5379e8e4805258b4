package supporttest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

func newTable(k *kind) *table {
	t := &table{kind: k, children: make(map[int64][]int64), made: make(map[int64]bool)}
	var lists func(fake.Object) bool
	if k == users { // lists do not show the deleted ones
		lists = isActive
	}
	t.Indexed = fake.NewIndexed(lists)
	return t
}

// inOrder returns the records of a view by the value of a member.
func inOrder(v *fake.View, member string) *fake.Order { return v.Order(member, byMember(member)) }

// byValue returns the records of a view by the value of a member, whatever the case.
func byValue(v *fake.View, member string) *fake.Lookup {
	return v.Lookup(member, true, func(o fake.Object) []string { return texts(o, member) })
}

// idsWith returns the ids of the records with a value in a member, ascending.
func idsWith(v *fake.View, member, value string) []int64 {
	if value == "" {
		return nil
	}
	return byValue(v, member).Holding(value)
}

func idsNaming(v *fake.View, member string, id int64) []int64 {
	return idsWith(v, member, strconv.FormatInt(id, 10))
}

// ranks are the orders of values that are not the alphabet's.
var ranks = map[string][]string{
	"status":   {"new", "open", "pending", "hold", "solved", "closed"},
	"priority": {"low", "normal", "high", "urgent"},
	"default":  {"true", "", "false"},
}

// keyOf is a value of a member as a key: its rank, a number, or a text without
// regard to case. Dates are texts that sort by time.
func keyOf(member, value string) fake.Key {
	if member == "" || member == "id" {
		return fake.Key{}
	}
	if order, ok := ranks[member]; ok {
		return fake.Key{Number: int64(slices.Index(order, value))}
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return fake.Key{Number: n}
	}
	return fake.Key{Rank: 1, Text: strings.ToLower(value)}
}

// byMember is the key of a member of a record.
func byMember(member string) func(id int64, o fake.Object) fake.Key {
	return func(_ int64, o fake.Object) fake.Key { return keyOf(member, o.Text(member)) }
}
