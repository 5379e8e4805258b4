package selltest

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// hits is what a search found. Where what is kept of the records tells all of it,
// none was looked at.
type hits struct {
	search
	total int64
	rows  []row // all of them, where each had to be looked at
	view  *fake.View
	in    fake.IDs
	by    order
}

// sortBy is one key to sort by.
type sortBy struct {
	attr    searchAttr
	falling bool
}

// found carries a query out: sorted, by id where nothing else decides.
func (s search) found(query fake.Object) (*hits, error) {
	wanted := condition{in: fake.Everything, exact: true}
	var err error
	if query.Has("filter") {
		if wanted, err = s.filter(query.Raw("filter")); err != nil {
			return nil, err
		}
	}
	keys, err := s.sortKeys(query)
	if err != nil {
		return nil, err
	}
	res := s.resources[s.index.kind]
	h := &hits{search: s, view: res.table.Listed(s.now), by: byID}
	visible, sees := s.visible(res, h.view)
	h.in = visible.And(wanted.in)
	kept := len(keys) == 0 || len(keys) == 1 && s.isOwn(keys[0].attr)
	if kept && len(keys) == 1 {
		h.by = order{s.keptAs("order", keys[0].attr), s.sortKey(keys[0].attr), keys[0].falling}
	}
	if kept && wanted.exact && sees == nil {
		h.total = int64(h.in.Size(h.view.Len()))
		return h, nil
	}
	name := fmt.Sprint("search ", s.user.id, " ", s.index.kind, " ", queryHash(query))
	if s.listing.name != name || s.listing.changes != s.changes {
		rows := s.look(res, h, wanted, sees)
		s.sorted(rows, keys)
		s.listing = listing{name, s.changes, rows}
		if !res.table.Settled(s.now) || res.show != nil { // it changes without a write
			s.listing = listing{rows: rows}
		}
	}
	h.view, h.rows = nil, s.listing.rows
	h.total = int64(len(h.rows))
	return h, nil
}

// look looks at each record that can be a hit.
func (s search) look(res *resource, h *hits, wanted condition, sees match) (rows []row) {
	for key, o := range byID.in(h.view, h.in) {
		if o = s.shownSecretly(res, o); (sees == nil || sees(o)) && (wanted.holds == nil || wanted.holds(o)) {
			rows = append(rows, row{key, o})
		}
	}
	return rows
}

func (s search) sorted(rows []row, keys []sortBy) {
	slices.SortStableFunc(rows, func(x, y row) int {
		for _, by := range keys {
			a, b := s.scalars(by.attr, x.o), s.scalars(by.attr, y.o)
			if by.falling {
				a, b = b, a
			}
			if order := slices.CompareFunc(a, b, scalar.compare); order != 0 {
				return order
			}
		}
		return 0
	})
}

// sortKeys reads the keys to sort by.
func (s search) sortKeys(query fake.Object) ([]sortBy, error) {
	var keys []json.RawMessage
	if query.Has("sort") && json.Unmarshal(query.Raw("sort"), &keys) != nil {
		return nil, invalidParam("sort must be a list.")
	}
	order := make([]sortBy, len(keys))
	for i, raw := range keys {
		key, err := members(raw, "sort", "attribute", "order")
		if err != nil {
			return nil, err
		}
		a, err := s.tested(key.Raw("attribute"))
		switch {
		case err != nil:
			return nil, err
		case a.many():
			return nil, invalidParam("%s has several values and cannot be sorted by.", a.name)
		case key.Text("order") != "ascending" && key.Text("order") != "descending":
			return nil, invalidParam("order is ascending or descending.")
		}
		order[i] = sortBy{a, key.Text("order") == "descending"}
	}
	return order, nil
}

// each iterates over the hits.
func (h *hits) each() iter.Seq[row] {
	return func(yield func(row) bool) {
		for _, r := range h.rows {
			if !yield(r) {
				return
			}
		}
		if h.view == nil {
			return
		}
		res := h.resources[h.index.kind]
		for key, o := range h.by.in(h.view, h.in) {
			if !yield(row{key, h.shownSecretly(res, o)}) {
				return
			}
		}
	}
}

// page returns n hits from a place on.
func (h *hits) page(from, n int64) (rows []row) {
	if n == 0 || from >= h.total {
		return nil
	}
	if h.view == nil {
		return h.rows[from:min(from+n, h.total)]
	}
	for r := range h.each() {
		if from--; from >= 0 {
			continue
		}
		if rows = append(rows, r); int64(len(rows)) == n {
			break
		}
	}
	return rows
}
