package supporttest

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// fewRows are so few that each of them can be looked at.
const fewRows = 2000

// narrow returns the records that can fit, and which conditions are left to be
// looked at; some is false where all records can.
func (c *call) narrow(v *view, wanted []condition) (ids []int64, some bool, left []condition) {
	groups := grouped(wanted)
	for _, g := range groups {
		if found, ok := c.having(v, g); ok && (!some || len(found) < len(ids)) {
			ids, some = found, true
		}
	}
	if some && len(ids) <= fewRows {
		return ids, true, wanted
	}
	exact := false
	for _, g := range groups {
		found, ok := c.fitting(v, g)
		switch {
		case !ok:
			left = append(left, g...)
		case !exact:
			ids, some, exact = found, true, true
		default:
			ids = common(ids, found)
		}
	}
	return ids, some, left
}

// grouped puts conditions together that are alternatives.
func grouped(wanted []condition) [][]condition {
	var groups [][]condition
	for _, t := range wanted {
		at := slices.IndexFunc(groups, func(g []condition) bool { return t.alternativeTo(g[0]) })
		if at < 0 {
			groups = append(groups, []condition{t})
		} else {
			groups[at] = append(groups[at], t)
		}
	}
	return groups
}

// having returns the records that can have one of the values, if that is kept
// by value.
func (c *call) having(v *view, alternatives []condition) ([]int64, bool) {
	var all []int64
	for _, t := range alternatives {
		find, byWord := t.of.find, t.property == "" || t.of.isText
		if t.property == "" {
			find = byWords
		}
		if t.negated || t.property != "" && t.op != ":" || find == nil || t.isNone() || strings.HasSuffix(t.value, "*") && !byWord {
			return nil, false
		}
		all = append(all, find(c, v, t.value)...)
	}
	slices.Sort(all)
	return slices.Compact(all), true
}

// fitting returns the records that fit alternatives, no more and no less; ok is
// false where each has to be looked at.
func (c *call) fitting(v *view, alternatives []condition) (ids []int64, ok bool) {
	t := alternatives[0]
	switch {
	case t.negated || t.property == "" || t.isNone():
		return nil, false
	case t.of.isTime && t.of.rank != "" && len(alternatives) == 1:
		return v.during(t), true
	case t.of.exact && t.op == ":":
		return c.having(v, alternatives)
	case t.of.exact && t.of.rank != "":
		return v.comparing(t)
	}
	return nil, false
}

// during returns the records whose date fits.
func (v *view) during(t condition) []int64 {
	dates := v.order("date "+t.of.rank, func(_ int64, o fake.Object) key {
		at, err := time.Parse(time.RFC3339, o.Text(t.of.rank))
		if err != nil {
			return key{isText: true} // after all dates
		}
		return key{number: at.UnixMicro()}
	})
	past := t.to // the first moment after the value
	if !past.After(t.from) {
		past = t.from.Add(time.Microsecond)
	}
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	switch t.op {
	case "<":
		to = t.from.UnixMicro()
	case "<=":
		to = past.UnixMicro()
	case ">":
		from = past.UnixMicro()
	case ">=":
		from = t.from.UnixMicro()
	default:
		from, to = t.from.UnixMicro(), t.to.UnixMicro()
	}
	start, _ := dates.find(entry{key{number: from}, math.MinInt64})
	end, _ := dates.find(entry{key{number: to}, math.MinInt64})
	var ids []int64
	for _, e := range dates.entries[start:max(start, end)] {
		ids = append(ids, e.id)
	}
	slices.Sort(ids)
	return ids
}

// comparing returns the records with a value that is less or more, if there are
// few values.
func (v *view) comparing(t condition) ([]int64, bool) {
	values := v.lookup(t.of.rank, func(o fake.Object) []string { return texts(o, t.of.rank) })
	if len(values.ids) > fewRows {
		return nil, false
	}
	var all []int64
	for value, ids := range values.ids {
		if t.holds(value) {
			all = append(all, ids...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), true
}

// common returns what two ascending lists share.
func common(a, b []int64) []int64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	both := []int64{}
	for _, id := range a {
		if _, in := slices.BinarySearch(b, id); in {
			both = append(both, id)
		}
	}
	return both
}
