package supporttest

import (
	"iter"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// set is the records that an answer is about: those of a view that fit, or a
// few that were found otherwise.
type set struct {
	kind  *kind
	view  *fake.View             // nil: rows
	in    fake.IDs               // the records that can fit
	sure  bool                   // the ids of in are of records of the view
	keep  func(fake.Object) bool // nil: every one fits
	rows  []row
	parts []set // of several kinds; it is all of them then
}

// these are rows that were found.
func these(rows []row) set { return set{rows: rows} }

// listed returns the records that lists show by now: no deleted users.
func (c *call) listed(k *kind, keep func(fake.Object) bool) set {
	return set{kind: k, view: c.tables[k.plural].Listed(c.now), in: fake.Everything, sure: true, keep: keep}
}

// listedWith returns those of the listed records that hold an id in one of the
// members.
func (c *call) listedWith(k *kind, id int64, members ...string) set {
	s := c.listed(k, nil)
	s.in = fake.IDs{}
	for _, member := range members {
		s.in = s.in.Or(fake.Among(idsNaming(s.view, member, id)))
	}
	return s
}

// all iterates over the records by ascending id, or as they were found.
func (s set) all() iter.Seq[row] {
	return func(yield func(row) bool) {
		for _, part := range s.parts {
			for r := range part.all() {
				if !yield(r) {
					return
				}
			}
		}
		for _, r := range s.rows {
			if !yield(r) {
				return
			}
		}
		if s.view == nil {
			return
		}
		if list, ok := s.in.List(); ok {
			for _, id := range list {
				if r, ok := s.row(id); ok && !yield(r) {
					return
				}
			}
			return
		}
		for id, o := range s.view.All() {
			if s.in.Has(id) && (s.keep == nil || s.keep(o)) && !yield(row{id, o, s.kind}) {
				return
			}
		}
	}
}

func (s set) row(id int64) (row, bool) {
	o, ok := s.view.At(id)
	return row{id, o, s.kind}, ok && (s.keep == nil || s.keep(o))
}

func (s set) slice() []row { return slices.Collect(s.all()) }

func (s set) size() int {
	if s.parts != nil {
		n := 0
		for _, part := range s.parts {
			n += part.size()
		}
		return n
	}
	if s.counted() {
		return s.in.Size(s.view.Len())
	}
	n := 0
	for range s.all() {
		n++
	}
	return n
}

// whole reports whether the set is all of a view.
func (s set) whole() bool { return s.counted() && s.in.All() }

// counted reports whether the set is as large as in is.
func (s set) counted() bool { return s.view != nil && s.sure && s.keep == nil }

// ordered is a set by the value of a member. Not each place holds a row: the
// set may keep some only.
type ordered struct {
	places []fake.Entry
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
	if list, ok := s.in.List(); s.view != nil && (!ok || len(list) > manyRows) {
		places := inOrder(s.view, member).Entries()
		return ordered{places, func(i int) (row, bool) {
			if !s.in.Has(places[i].ID) {
				return row{}, false
			}
			return s.row(places[i].ID)
		}}
	}
	type keyed struct {
		fake.Entry
		row
	}
	all := []keyed{}
	for r := range s.all() {
		all = append(all, keyed{entryOf(member, r), r})
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return a.Compare(b.Entry) })
	places := make([]fake.Entry, len(all))
	for i := range all {
		places[i] = all[i].Entry
	}
	return ordered{places, func(i int) (row, bool) { return all[i].row, true }}
}

// page returns size rows after the first skip ones in an order, and how many
// rows there are.
func (s set) page(member string, descending bool, skip, size int) (page []row, count int) {
	if s.parts != nil {
		return s.merged(member, descending, skip, size)
	}
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
		count = s.size()
	}
	return page, count
}

// merged is page for several kinds: no part has more in it than its own first
// rows.
func (s set) merged(member string, descending bool, skip, size int) (page []row, count int) {
	for _, part := range s.parts {
		first, n := part.page(member, descending, 0, skip+size)
		page = append(page, first...)
		count += n
	}
	slices.SortStableFunc(page, func(a, b row) int {
		if descending {
			a, b = b, a
		}
		return entryOf(member, a).Compare(entryOf(member, b))
	})
	return page[min(skip, len(page)):min(skip+size, len(page))], count
}

func entryOf(member string, r row) fake.Entry {
	return fake.Entry{Key: keyOf(member, r.object.Text(member)), ID: r.id}
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
func (o ordered) beside(e fake.Entry, backwards bool) iter.Seq[row] {
	i, found := slices.BinarySearchFunc(o.places, e, fake.Entry.Compare)
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
