package supporttest

import (
	"iter"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// set is the records that an answer is about: those of a view that fit, or a
// few that were found otherwise.
type set struct {
	kind *kind
	view *view                  // nil: rows
	ids  []int64                // of the records that can fit, ascending
	some bool                   // ids counts; else all of the view
	sure bool                   // each of ids is a record of the view
	keep func(fake.Object) bool // nil: every one fits
	rows []row
}

// these are rows that were found.
func these(rows []row) set { return set{rows: rows} }

// listed returns the records that lists show by now: no deleted users.
func (c *call) listed(k *kind, keep func(fake.Object) bool) set {
	return set{kind: k, view: c.tables[k.plural].listed(c.now), keep: keep}
}

// listedWith returns those of the listed records that hold an id in one of the
// members.
func (c *call) listedWith(k *kind, id int64, members ...string) set {
	s := c.listed(k, nil)
	for _, member := range members {
		s.ids = append(s.ids, s.view.naming(member, id)...)
	}
	slices.Sort(s.ids)
	s.ids, s.some = slices.Compact(s.ids), true
	return s
}

// all iterates over the records by ascending id, or as they were found.
func (s set) all() iter.Seq[row] {
	return func(yield func(row) bool) {
		switch {
		case s.view == nil:
			for _, r := range s.rows {
				if !yield(r) {
					return
				}
			}
		case s.some:
			for _, id := range s.ids {
				if r, ok := s.row(id); ok && !yield(r) {
					return
				}
			}
		default:
			for id, o := range s.view.all {
				if (s.keep == nil || s.keep(o)) && !yield(row{id, o, s.kind}) {
					return
				}
			}
		}
	}
}

func (s set) row(id int64) (row, bool) {
	o, ok := s.view.at(id)
	return row{id, o, s.kind}, ok && (s.keep == nil || s.keep(o))
}

func (s set) slice() []row { return slices.Collect(s.all()) }

func (s set) size() int {
	switch {
	case s.whole():
		return len(s.view.order("", byMember("")).entries)
	case s.counted():
		return len(s.ids)
	}
	n := 0
	for range s.all() {
		n++
	}
	return n
}

// whole reports whether the set is all of a view.
func (s set) whole() bool { return s.view != nil && !s.some && s.keep == nil }

// counted reports whether the set is as large as ids is long.
func (s set) counted() bool { return s.some && s.sure && s.keep == nil }

// ordered is a set by the value of a member. Not each place holds a row: the
// set may keep some only.
type ordered struct {
	places []entry
	at     func(i int) (row, bool)
}

// manyRows are so many that walking through all of the view is quicker than to
// sort them.
const manyRows = 5000

// by sorts the set, unless its view is kept in that order.
func (s set) by(member string) ordered {
	if member == "id" {
		member = ""
	}
	if s.view != nil && (!s.some || len(s.ids) > manyRows) {
		places := s.view.order(member, byMember(member)).entries
		return ordered{places, func(i int) (row, bool) {
			if s.some {
				if _, in := slices.BinarySearch(s.ids, places[i].id); !in {
					return row{}, false
				}
			}
			return s.row(places[i].id)
		}}
	}
	type keyed struct {
		entry
		row
	}
	all := []keyed{}
	for r := range s.all() {
		all = append(all, keyed{entry{keyOf(member, r.object.Text(member)), r.id}, r})
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return a.compare(b.entry) })
	places := make([]entry, len(all))
	for i := range all {
		places[i] = all[i].entry
	}
	return ordered{places, func(i int) (row, bool) { return all[i].row, true }}
}

// page returns size rows after the first skip ones in an order, and how many
// rows there are.
func (s set) page(member string, descending bool, skip, size int) (page []row, count int) {
	rows := s.by(member)
	if s.whole() {
		count = len(rows.places)
		from := skip
		if descending {
			from = count - 1 - skip
		}
		page, _ = take(rows.from(from, descending), size)
		return page, count
	}
	for r := range rows.ends(descending) {
		if s.counted() && count >= skip+size {
			break
		}
		if count >= skip && count < skip+size {
			page = append(page, r)
		}
		count++
	}
	if s.counted() {
		count = len(s.ids)
	}
	return page, count
}

// from iterates over the rows from a place on, forwards or backwards.
func (o ordered) from(i int, backwards bool) iter.Seq[row] {
	step := 1
	if backwards {
		step = -1
	}
	return func(yield func(row) bool) {
		for ; i >= 0 && i < len(o.places); i += step {
			if r, ok := o.at(i); ok && !yield(r) {
				return
			}
		}
	}
}

// beside iterates over the rows on one side of an entry, without it.
func (o ordered) beside(e entry, backwards bool) iter.Seq[row] {
	i, found := slices.BinarySearchFunc(o.places, e, entry.compare)
	switch {
	case backwards:
		i--
	case found:
		i++
	}
	return o.from(i, backwards)
}

// ends iterates over all rows.
func (o ordered) ends(backwards bool) iter.Seq[row] {
	if backwards {
		return o.from(len(o.places)-1, true)
	}
	return o.from(0, false)
}
