package selltest

import (
	"math"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// condition is what a query wants of a record. What is kept of the records tells
// which can fit, and where it is exact, that these do.
type condition struct {
	in    fake.IDs
	exact bool
	holds match // nil: all hold
}

func (a condition) and(b condition) condition {
	return condition{a.in.And(b.in), a.exact && b.exact, func(o fake.Object) bool { return a.holds(o) && b.holds(o) }}
}

func (a condition) or(b condition) condition {
	return condition{a.in.Or(b.in), a.exact && b.exact, func(o fake.Object) bool { return a.holds(o) || b.holds(o) }}
}

func (a condition) not() condition {
	inverse := condition{fake.Everything, a.exact, func(o fake.Object) bool { return !a.holds(o) }}
	if a.exact {
		inverse.in = a.in.Not()
	}
	return inverse
}

// ofRecord are the computed values that follow from the record alone.
var ofRecord = []string{"@national_number", "@name", "@display_name", "@first_or_company_name", "@last_or_company_name", "@added_date", "@version"}

// isOwn reports whether the values of an attribute follow from the record alone.
func (s search) isOwn(a searchAttr) bool {
	derived := a.source == "overdue" // from the time
	return !derived && a.typ != "object" && !strings.Contains(a.source, ">") && (!strings.HasPrefix(a.source, "@") || slices.Contains(ofRecord, a.source))
}

// keptAs names what is kept of an attribute.
func (s search) keptAs(what string, a searchAttr) string {
	return "search " + what + " " + a.name + " " + a.typ + " " + a.source
}

// alone is a search that outlives its request.
func (s search) alone() search {
	return search{call: &call{Server: s.Server, res: s.res}, index: s.index}
}

// kept returns the records by the values of an attribute.
func (s search) kept(v *fake.View, a searchAttr, fold bool) *fake.Lookup {
	what, own := "value", s.alone()
	if fold {
		what = "text"
	}
	return v.Lookup(s.keptAs(what, a), fold, func(o fake.Object) []string {
		var texts []string
		for _, value := range own.scalars(a, o) {
			texts = append(texts, value.form())
		}
		return texts
	})
}

// form is a value as text, none of which is empty.
func (a scalar) form() string {
	if a.number != nil {
		return a.number.RatString()
	}
	return "=" + a.text
}

// sortKey is the key of an attribute that has one value at most.
func (s search) sortKey(a searchAttr) func(id int64, o fake.Object) fake.Key {
	own := s.alone()
	return func(_ int64, o fake.Object) fake.Key {
		values := own.scalars(a, o)
		if len(values) == 0 {
			return noValue
		}
		return values[0].key(a)
	}
}

func (a scalar) key(of searchAttr) fake.Key {
	switch {
	case a.number == nil:
		return fake.Key{Rank: 2, Text: a.text}
	case of.base() != "double" && a.number.Num().IsInt64():
		return fake.Key{Rank: 2, Number: a.number.Num().Int64()}
	}
	return numberKey(a.number)
}

// within returns the records whose value of an attribute lies between bounds; ok is
// false where each has to be looked at.
func (s search) within(v *fake.View, a searchAttr, bounds map[string]scalar) (in fake.IDs, ok bool) {
	if a.many() || a.base() == "double" || !s.isOwn(a) {
		return fake.Everything, false
	}
	entries := v.Order("by "+s.keptAs("order", a), s.sortKey(a)).Entries()
	place := func(key fake.Key, id int64) int {
		at, _ := slices.BinarySearchFunc(entries, fake.Entry{Key: key, ID: id}, fake.Entry.Compare)
		return at
	}
	from, to := place(fake.Key{Rank: noValue.Rank + 1, Number: math.MinInt64}, math.MinInt64), len(entries)
	for name, bound := range bounds {
		switch key := bound.key(a); name {
		case "gte":
			from = max(from, place(key, math.MinInt64))
		case "gt":
			from = max(from, place(key, math.MaxInt64))
		case "lte":
			to = min(to, place(key, math.MaxInt64))
		case "lt":
			to = min(to, place(key, math.MinInt64))
		}
	}
	to = max(from, to)
	inside := to-from <= len(entries)/2
	listed := entries[from:to]
	if !inside {
		listed = slices.Concat(entries[:from], entries[to:])
	}
	ids := make([]int64, len(listed))
	for i, e := range listed {
		ids[i] = e.ID
	}
	slices.Sort(ids)
	if inside {
		return fake.Among(ids), true
	}
	return fake.AllBut(ids), true
}
