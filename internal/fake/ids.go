package fake

import "slices"

// IDs is a set of the records of a view: those with the ids in the list, or
// all but those. Its list is never changed, as it may be that of a lookup.
type IDs struct {
	list []int64 // ascending
	not  bool
}

// Everything is the set of all records of a view.
var Everything = IDs{not: true}

// Among returns the set of the records with these ids, which ascend and must not
// change. The zero value is the empty set.
func Among(ascending []int64) IDs { return IDs{list: ascending} }

// AllBut returns the set of all records but those with these ids, which ascend and
// must not change.
func AllBut(ascending []int64) IDs { return IDs{ascending, true} }

// List returns the ids, ascending; ok is false where they are those that the set
// leaves out.
func (s IDs) List() (ascending []int64, ok bool) { return s.list, !s.not }

// All reports whether no record is left out.
func (s IDs) All() bool { return s.not && len(s.list) == 0 }

// Has reports whether a record of the view is in the set.
func (s IDs) Has(id int64) bool {
	_, in := slices.BinarySearch(s.list, id)
	return in != s.not
}

// Not returns the set of all others.
func (s IDs) Not() IDs { return IDs{s.list, !s.not} }

// And returns the set of what is in both.
func (s IDs) And(t IDs) IDs {
	switch {
	case s.not && t.not:
		return IDs{union(s.list, t.list), true}
	case s.not:
		return IDs{list: minus(t.list, s.list)}
	case t.not:
		return IDs{list: minus(s.list, t.list)}
	}
	return IDs{list: common(s.list, t.list)}
}

// Or returns the set of what is in one of both.
func (s IDs) Or(t IDs) IDs { return s.Not().And(t.Not()).Not() }

// Size returns how many of so many records are in the set.
func (s IDs) Size(all int) int {
	if s.not {
		return all - len(s.list)
	}
	return len(s.list)
}

// farApart is how much longer one list must be for a search in it to be quicker
// than to walk through both.
const farApart = 16

// common returns what two ascending lists share.
func common(a, b []int64) []int64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	both := make([]int64, 0, len(a))
	for _, id := range a {
		if len(b) > len(a)*farApart {
			if _, in := slices.BinarySearch(b, id); in {
				both = append(both, id)
			}
			continue
		}
		for len(b) > 0 && b[0] < id {
			b = b[1:]
		}
		if len(b) > 0 && b[0] == id {
			both = append(both, id)
		}
	}
	return both
}

// minus returns what is in a and not in b, both ascending.
func minus(a, b []int64) []int64 {
	if len(b) == 0 {
		return a
	}
	left := make([]int64, 0, len(a))
	for _, id := range a {
		for len(b) > 0 && b[0] < id {
			b = b[1:]
		}
		if len(b) == 0 || b[0] != id {
			left = append(left, id)
		}
	}
	return left
}

// union returns what is in one of two ascending lists.
func union(a, b []int64) []int64 {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	all := make([]int64, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		next := min(a[0], b[0])
		if a[0] == next {
			a = a[1:]
		}
		if b[0] == next {
			b = b[1:]
		}
		all = append(all, next)
	}
	return append(append(all, a...), b...)
}

// fewLists are so few that they are joined one by one.
const fewLists = 8

// Union returns what is in one of some ascending lists.
func Union(lists [][]int64) []int64 {
	if len(lists) > fewLists {
		all := slices.Concat(lists...)
		slices.Sort(all)
		return slices.Compact(all)
	}
	var all []int64
	for _, list := range lists {
		all = union(all, list)
	}
	return all
}
