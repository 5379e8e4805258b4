package fake

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// Lookup is the records by what they hold.
type Lookup struct {
	fold   bool // in lower case
	of     func(o Object) []string
	ids    map[string][]int64 // ascending; those that hold nothing are under ""
	values map[int64][]string
	sorted []string // the values, once they were asked for
}

// None returns the records that hold nothing.
func (x *Lookup) None() []int64 { return x.ids[""] }

// Starting returns the records with a value that begins so.
func (x *Lookup) Starting(start string) []int64 {
	if x.sorted == nil {
		x.sorted = slices.Sorted(maps.Keys(x.ids))
	}
	start = x.form(start)
	i, _ := slices.BinarySearch(x.sorted, start)
	var lists [][]int64
	for ; i < len(x.sorted) && strings.HasPrefix(x.sorted[i], start); i++ {
		if x.sorted[i] != "" {
			lists = append(lists, x.ids[x.sorted[i]])
		}
	}
	return Union(lists)
}

// form is a value as it is kept.
func (x *Lookup) form(value string) string {
	if x.fold {
		return strings.ToLower(value)
	}
	return value
}

// Values iterates over the values, and the records with each.
func (x *Lookup) Values() iter.Seq2[string, []int64] {
	return func(yield func(string, []int64) bool) {
		for value, ids := range x.ids {
			if value != "" && !yield(value, ids) {
				return
			}
		}
	}
}

// Len returns the number of values.
func (x *Lookup) Len() int { return len(x.ids) }

// Holding returns the records that hold a value, ascending; none hold "".
func (x *Lookup) Holding(value string) []int64 {
	if value == "" {
		return nil
	}
	return x.ids[x.form(value)]
}

func (x *Lookup) add(id int64, values []string) {
	if len(values) == 0 {
		values = []string{""}
	}
	for i, value := range values {
		values[i] = x.form(value)
		ids, known := x.ids[values[i]]
		if !known && x.sorted != nil {
			at, _ := slices.BinarySearch(x.sorted, values[i])
			x.sorted = slices.Insert(x.sorted, at, values[i])
		}
		if n := len(ids); n == 0 || ids[n-1] < id {
			x.ids[values[i]] = append(ids, id)
		} else if at, found := slices.BinarySearch(ids, id); !found {
			x.ids[values[i]] = slices.Insert(ids, at, id)
		}
	}
	x.values[id] = values
}

func (x *Lookup) drop(id int64) {
	for _, value := range x.values[id] {
		ids := x.ids[value]
		if at, found := slices.BinarySearch(ids, id); found {
			ids = slices.Delete(ids, at, at+1)
		}
		if x.ids[value] = ids; len(ids) > 0 {
			continue
		}
		delete(x.ids, value)
		if at, found := slices.BinarySearch(x.sorted, value); found {
			x.sorted = slices.Delete(x.sorted, at, at+1)
		}
	}
	delete(x.values, id)
}
