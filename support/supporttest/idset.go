package supporttest

import "slices"

// idset is a set of the records of a view: those with the ids in the list, or
// all but those. Its list is never changed, as it may be that of a lookup.
type idset struct {
	list []int64 // ascending
	not  bool
}

var (
	everything = idset{not: true}
	nothing    = idset{}
)

func idsIn(list []int64) idset { return idset{list: list} }

func (s idset) has(id int64) bool {
	_, in := slices.BinarySearch(s.list, id)
	return in != s.not
}

func (s idset) inverse() idset { return idset{s.list, !s.not} }

func (s idset) and(t idset) idset {
	switch {
	case s.not && t.not:
		return idset{union(s.list, t.list), true}
	case s.not:
		return idset{list: minus(t.list, s.list)}
	case t.not:
		return idset{list: minus(s.list, t.list)}
	}
	return idset{list: common(s.list, t.list)}
}

func (s idset) or(t idset) idset { return s.inverse().and(t.inverse()).inverse() }

// size is how many of so many records are in the set.
func (s idset) size(all int) int {
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

// unionOf returns what is in one of some ascending lists.
func unionOf(lists [][]int64) []int64 {
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
