package supporttest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// fewRows are so few that each of them can be looked at.
const fewRows = 2000

// narrow returns the records that can fit, and which conditions are left to be
// looked at.
func (c *call) narrow(v *view, wanted []condition) (in idset, left []condition) {
	groups := grouped(wanted)
	var fewest []int64
	known := false
	for _, g := range groups {
		if found, ok := c.having(v, g); ok && (!known || len(found) < len(fewest)) {
			fewest, known = found, true
		}
	}
	if known && len(fewest) <= fewRows {
		return idsIn(fewest), wanted
	}
	in = everything
	for _, g := range groups {
		if found, ok := c.fitting(v, g); ok {
			in = in.and(found)
			continue
		}
		left = append(left, g...)
		if found, ok := c.having(v, g); ok {
			in = in.and(idsIn(found))
		}
	}
	return in, left
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
	var all [][]int64
	for _, t := range alternatives {
		find, byWord := t.of.find, t.property == "" || t.of.isText
		if t.property == "" {
			find = byWords
		}
		if t.negated || t.property != "" && t.op != ":" || find == nil || t.isNone() || strings.HasSuffix(t.value, "*") && !byWord {
			return nil, false
		}
		all = append(all, find(c, v, t.value))
	}
	return unionOf(all), true
}

// fitting returns the records that fit alternatives, no more and no less; ok is
// false where each has to be looked at.
func (c *call) fitting(v *view, alternatives []condition) (in idset, ok bool) {
	for _, t := range alternatives {
		one, ok := c.fittingOne(v, t)
		if !ok {
			return nothing, false
		}
		in = in.or(one)
	}
	return in, true
}

func (c *call) fittingOne(v *view, t condition) (in idset, ok bool) {
	if t.negated {
		t.negated = false
		in, ok = c.fittingOne(v, t)
		return in.inverse(), ok
	}
	switch {
	case t.property == "":
		return withWord(c.words(v), t.value)
	case t.isNone() && t.of.kept != nil:
		return idsIn(t.of.kept(v).none()), true
	case t.isNone():
		return nothing, false
	case t.of.isTime && t.of.rank != "":
		return v.during(t), true
	case t.of.isText && t.op == ":":
		return withWord(c.wordsOf(v, t.property, t.of), t.value)
	case t.op == ":" && strings.HasSuffix(t.value, "*"):
		if t.of.kept == nil || !t.of.plain {
			return nothing, false
		}
		return idsIn(t.of.kept(v).starting(strings.TrimSuffix(t.value, "*"))), true
	case t.of.exact && t.op == ":":
		return idsIn(t.of.find(c, v, t.value)), true
	case t.of.exact && t.of.rank != "":
		return v.comparing(t)
	}
	return nothing, false
}

// during returns the records whose date fits.
func (v *view) during(t condition) idset {
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
	return v.between("date "+t.of.rank, func(_ int64, o fake.Object) key {
		at, err := time.Parse(time.RFC3339, o.Text(t.of.rank))
		if err != nil {
			return key{isText: true} // after all dates
		}
		return key{number: at.UnixMicro()}
	}, from, to)
}

// between returns the records whose key is at least one number and less than
// another.
func (v *view) between(name string, of func(id int64, o fake.Object) key, from, to int64) idset {
	x := v.order(name, of)
	start, _ := x.find(entry{key{number: from}, math.MinInt64})
	end, _ := x.find(entry{key{number: to}, math.MinInt64})
	end = max(start, end)
	inside := end-start <= len(x.entries)/2
	listed := x.entries[start:end]
	if !inside {
		listed = slices.Concat(x.entries[:start], x.entries[end:])
	}
	ids := make([]int64, len(listed))
	for i, e := range listed {
		ids[i] = e.id
	}
	slices.Sort(ids)
	return idset{ids, !inside}
}

// comparing returns the records with a value that is less or more, if there are
// few values.
func (v *view) comparing(t condition) (in idset, ok bool) {
	values := v.lookup(t.of.rank, func(o fake.Object) []string { return texts(o, t.of.rank) })
	if len(values.ids) > fewRows {
		return nothing, false
	}
	var all [][]int64
	for value, ids := range values.ids {
		if value != "" && t.holds(value) {
			all = append(all, ids)
		}
	}
	slices.SortFunc(all, func(a, b []int64) int { return cmp.Compare(len(a), len(b)) })
	return idsIn(unionOf(all)), true
}
