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
func (c *call) narrow(k *kind, v *fake.View, wanted []condition) (in fake.IDs, left []condition) {
	groups := grouped(wanted)
	var fewest []int64
	known := false
	for _, g := range groups {
		if found, ok := c.having(k, v, g); ok && (!known || len(found) < len(fewest)) {
			fewest, known = found, true
		}
	}
	if known && len(fewest) <= fewRows {
		return fake.Among(fewest), wanted
	}
	in = fake.Everything
	for _, g := range groups {
		if found, ok := c.fitting(k, v, g); ok {
			in = in.And(found)
			continue
		}
		left = append(left, g...)
		if found, ok := c.having(k, v, g); ok {
			in = in.And(fake.Among(found))
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
func (c *call) having(k *kind, v *fake.View, alternatives []condition) ([]int64, bool) {
	var all [][]int64
	for _, t := range alternatives {
		find, byWord := t.of.find, t.property == "" || t.of.isText
		if t.property == "" {
			find = byWords
		}
		if t.negated || t.property != "" && t.op != ":" || find == nil || t.isNone() || strings.HasSuffix(t.value, "*") && !byWord {
			return nil, false
		}
		all = append(all, find(c, k, v, t.value))
	}
	return fake.Union(all), true
}

// fitting returns the records that fit alternatives, no more and no less; ok is
// false where each has to be looked at.
func (c *call) fitting(k *kind, v *fake.View, alternatives []condition) (in fake.IDs, ok bool) {
	for _, t := range alternatives {
		one, ok := c.fittingOne(k, v, t)
		if !ok {
			return fake.IDs{}, false
		}
		in = in.Or(one)
	}
	return in, true
}

func (c *call) fittingOne(k *kind, v *fake.View, t condition) (in fake.IDs, ok bool) {
	if t.negated {
		t.negated = false
		in, ok = c.fittingOne(k, v, t)
		return in.Not(), ok
	}
	switch {
	case t.property == "":
		return withWord(c.words(k, v), t.value)
	case t.isNone() && t.of.kept != nil:
		return fake.Among(t.of.kept(v).None()), true
	case t.isNone():
		return fake.IDs{}, false
	case t.of.isTime && t.of.rank != "":
		return during(v, t), true
	case t.of.isText && t.op == ":":
		return withWord(c.wordsOf(v, t.property, t.of), t.value)
	case t.op == ":" && strings.HasSuffix(t.value, "*"):
		if t.of.kept == nil || !t.of.plain {
			return fake.IDs{}, false
		}
		return fake.Among(t.of.kept(v).Starting(strings.TrimSuffix(t.value, "*"))), true
	case t.of.exact && t.op == ":":
		return fake.Among(t.of.find(c, k, v, t.value)), true
	case t.of.exact && t.of.rank != "":
		return comparing(v, t)
	}
	return fake.IDs{}, false
}

// during returns the records whose date fits.
func during(v *fake.View, t condition) fake.IDs {
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
	return between(v, "date "+t.of.rank, func(_ int64, o fake.Object) fake.Key {
		at, err := time.Parse(time.RFC3339, o.Text(t.of.rank))
		if err != nil {
			return fake.Key{Rank: 1} // after all dates
		}
		return fake.Key{Number: at.UnixMicro()}
	}, from, to)
}

// between returns the records whose key is at least one number and less than
// another.
func between(v *fake.View, name string, of func(id int64, o fake.Object) fake.Key, from, to int64) fake.IDs {
	x := v.Order(name, of)
	start, _ := x.Find(fake.Entry{Key: fake.Key{Number: from}, ID: math.MinInt64})
	end, _ := x.Find(fake.Entry{Key: fake.Key{Number: to}, ID: math.MinInt64})
	end = max(start, end)
	inside := end-start <= len(x.Entries())/2
	listed := x.Entries()[start:end]
	if !inside {
		listed = slices.Concat(x.Entries()[:start], x.Entries()[end:])
	}
	ids := make([]int64, len(listed))
	for i, e := range listed {
		ids[i] = e.ID
	}
	slices.Sort(ids)
	if !inside {
		return fake.AllBut(ids)
	}
	return fake.Among(ids)
}

// comparing returns the records with a value that is less or more, if there are
// few values.
func comparing(v *fake.View, t condition) (in fake.IDs, ok bool) {
	values := byValue(v, t.of.rank)
	if values.Len() > fewRows {
		return fake.IDs{}, false
	}
	var all [][]int64
	for value, ids := range values.Values() {
		if t.holds(value) {
			all = append(all, ids)
		}
	}
	slices.SortFunc(all, func(a, b []int64) int { return cmp.Compare(len(a), len(b)) })
	return fake.Among(fake.Union(all)), true
}
