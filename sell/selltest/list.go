package selltest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"iter"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// row is a record and the id that it is kept under.
type row struct {
	key int64
	o   fake.Object
}

// listing is the last one that was asked for: walking a list page by page
// filters and sorts it once, as long as nothing is written.
type listing struct {
	name    string
	changes int
	rows    []row
}

const (
	defaultPerPage = 25
	lastPage       = 50 // of lead conversions; a cursor leads further
)

// list answers one page.
func (c *call) list() (int, any, error) {
	perPage, err := c.number("per_page", defaultPerPage, 1, int64(cmp.Or(c.res.maxPage, 100)))
	if err != nil {
		return 0, nil, err
	}
	deepest := int64(1) << 40
	if c.res.kind == "lead_conversions" {
		deepest = lastPage
	}
	page, err := c.number("page", 1, 1, deepest)
	if err != nil {
		return 0, nil, err
	}
	f, err := c.found()
	if err != nil {
		return 0, nil, err
	}
	whole := c.res.whole && !c.query.Has("page") && !c.query.Has("per_page")
	if whole {
		perPage = int64(f.view.Len())
	}
	from := (page - 1) * perPage
	cursor := c.query.Get("cursor")
	if cursor != "" {
		if from, err = afterCursor(c.all(f), cursor); err != nil {
			return 0, nil, err
		}
	}
	rows, more := c.page(f, from, perPage)
	items := make([]fake.Object, 0, len(rows))
	for _, row := range rows {
		if err := c.include(&row.o); err != nil {
			return 0, nil, err
		}
		items = append(items, c.envelope(c.res, row.o))
	}
	links := object("self", c.link(page, perPage, cursor))
	if page > 1 && cursor == "" {
		links = append(links, object("first_page", c.link(1, perPage, ""), "prev_page", c.link(page-1, perPage, ""))...)
	}
	if more {
		next := ""
		if cursor != "" || page == deepest {
			next = cursorAfter(rows[len(rows)-1])
		}
		links = append(links, object("next_page", c.link(page+1, perPage, next))...)
	}
	if whole {
		links = object("self", c.absolute(c.r.URL.Path))
	}
	return http.StatusOK, object("items", items, "meta", object("type", "collection", "count", len(items), "links", links)), nil
}

// number reads a query parameter that is a number in a range.
func (c *call) number(name string, initial, least, most int64) (int64, error) {
	if !c.query.Has(name) {
		return initial, nil
	}
	n, err := strconv.ParseInt(c.query.Get(name), 10, 64)
	if err != nil || n < least || n > most {
		return 0, badParam(name, c.query.Get(name), "be a number in the range %d to %d", least, most)
	}
	return n, nil
}

// link is the URL of a page of this listing; a cursor takes the page's place.
func (c *call) link(page, perPage int64, cursor string) string {
	q := maps.Clone(c.query)
	q.Set("per_page", strconv.FormatInt(perPage, 10))
	q.Set("page", strconv.FormatInt(page, 10))
	if cursor != "" {
		q.Del("page")
		q.Set("cursor", cursor)
	}
	return c.absolute(c.r.URL.Path + "?" + q.Encode())
}

// absolute is the URL of a path. Clients follow links, so it has the host that
// they asked.
func (c *call) absolute(path string) string {
	scheme := "https"
	if c.ofPort() {
		scheme = "http"
	}
	return scheme + "://" + c.r.Host + path
}

func cursorAfter(last row) string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt(nil, last.key, 10))
}

func afterCursor(rows []row, cursor string) (int64, error) {
	raw, _ := base64.RawURLEncoding.DecodeString(cursor)
	key, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return 0, invalidParam("The cursor is not one of this listing.")
	}
	at := slices.IndexFunc(rows, func(r row) bool { return r.key < key }) // lead conversions: by id, falling
	if at < 0 {
		at = len(rows)
	}
	return int64(at), nil
}

// found is what a listing is of, and in which order.
type found struct {
	res  *resource
	view *fake.View
	in   fake.IDs
	keep []match // which of them
	by   order
	name string // of the query
}

// found reads the filters and the order of a listing.
func (c *call) found() (found, error) {
	res := c.res
	f := found{res: res, view: res.table.Listed(c.now)}
	var err error
	if f.in, f.keep, err = c.filters(f.view, "page", "per_page", "sort_by", "cursor", "includes"); err != nil {
		return f, err
	}
	if f.by, err = c.order(); err != nil {
		return f, err
	}
	if res.kind == "documents" && (c.query.Get("resource_type") == "" || c.query.Get("resource_id") == "") {
		return f, invalidParam("The parameters resource_type and resource_id are required.")
	}
	if res.paired && c.query.Has("resource_type") != c.query.Has("resource_id") {
		return f, invalidParam("The parameters resource_type and resource_id go together.")
	}
	q := maps.Clone(c.query)
	for _, name := range []string{"page", "per_page", "cursor", "includes"} {
		q.Del(name)
	}
	f.name = fmt.Sprint(c.user.id, " ", c.r.URL.Path, "?", q.Encode())
	return f, nil
}

// each iterates over what is found.
func (f found) each() iter.Seq[row] {
	return func(yield func(row) bool) {
		for key, o := range f.by.in(f.view, f.in) {
			if !slices.ContainsFunc(f.keep, func(m match) bool { return !m(o) }) && !yield(row{key, o}) {
				return
			}
		}
	}
}

// page returns n rows from a place on, and whether there are more.
func (c *call) page(f found, from, n int64) (rows []row, more bool) {
	if f.in.All() && len(f.keep) == 0 { // as the view is kept
		for e := range f.by.directed(f.by.entries(f.view)) {
			if from--; from >= 0 {
				continue
			}
			if int64(len(rows)) == n {
				return rows, true
			}
			o, _ := f.view.At(e.ID)
			rows = append(rows, row{e.ID, o})
		}
		return rows, false
	}
	if from > 0 { // it goes on
		all := c.all(f)
		from = min(from, int64(len(all)))
		to := min(from+n, int64(len(all)))
		return all[from:to], to < int64(len(all))
	}
	for r := range f.each() {
		if int64(len(rows)) == n {
			return rows, true
		}
		rows = append(rows, r)
	}
	return rows, false
}

// all returns all rows.
func (c *call) all(f found) []row {
	if c.listing.name == f.name && c.listing.changes == c.changes {
		return c.listing.rows
	}
	rows := slices.Collect(f.each())
	// What changes without a write is not kept: a lag, and tasks that become overdue.
	if f.res.table.Settled(c.now) && f.res.kind != "tasks" {
		c.listing = listing{f.name, c.changes, rows}
	}
	return rows
}

// visible returns which records of a kind the user of the call sees, and what else
// to ask of each.
func (c *call) visible(res *resource, v *fake.View) (in fake.IDs, keep match) {
	in = fake.Everything
	if res.parent != "" {
		in = fake.Among(byMember(v, parentMember).Holding(strconv.FormatInt(c.parent, 10)))
	}
	switch {
	case res.visible == nil:
		return in, nil
	case res.kind == "notes": // of which some are for their creator only, admin or not
		hidden := fake.Among(byMember(v, "type").Holding("restricted"))
		mine := fake.Among(byMember(v, "creator_id").Holding(strconv.FormatInt(c.user.id, 10)))
		in = in.And(hidden.And(mine.Not()).Not())
	case res.owned && !c.user.admin:
		shared := slices.DeleteFunc(c.user.sharedIDs(res.kind), func(id int64) bool { _, ok := v.At(id); return !ok })
		seen := fake.Among(shared)
		for owner := range c.user.owners {
			seen = seen.Or(fake.Among(byMember(v, "owner_id").Holding(strconv.FormatInt(owner, 10))))
		}
		return in.And(seen), nil
	}
	if c.user.admin {
		return in, nil
	}
	return in, func(o fake.Object) bool { return c.sees(res, o) }
}

// order reads sort_by.
func (c *call) order() (order, error) {
	res := c.res
	sortBy := c.query.Get("sort_by")
	name, falling := direction(cmp.Or(sortBy, res.order))
	field, custom := strings.CutPrefix(name, "custom_fields:")
	switch {
	case !c.query.Has("sort_by"):
	case custom && slices.Contains(res.filters, "custom_fields"):
		if !c.filterable(field) {
			return order{}, invalidParam("The custom field %s cannot be sorted by.", field)
		}
	case len(res.sorts) == 0:
		return order{}, unknownParam("sort_by")
	case !slices.Contains(res.sorts, name):
		return order{}, badParam("sort_by", sortBy, "be one of: %s", strings.Join(res.sorts, ", "))
	}
	a, _ := res.attr(name)
	return order{name, func(id int64, o fake.Object) fake.Key {
		text := o.Text(name)
		switch {
		case custom:
			if text = customText(o, field); text == "" {
				return noValue
			}
		case name == "id":
			return fake.Key{Number: id}
		case a.typ == "int" || a.typ == "owner":
			if n, ok := o.Int(name); ok {
				return fake.Key{Rank: 2, Number: n}
			}
			return noValue
		case a.typ == "money":
			if n, ok := new(big.Rat).SetString(text); ok {
				return numberKey(n)
			}
			return noValue
		case !o.Present(name):
			return noValue
		}
		return fake.Key{Rank: 2, Text: text}
	}, falling}, nil
}

// direction splits "name:desc" and "name:asc".
func direction(by string) (name string, falling bool) {
	if name, ok := strings.CutSuffix(by, ":desc"); ok {
		return name, true
	}
	return strings.TrimSuffix(by, ":asc"), false
}

// include adds what the parameter includes names to a record.
func (c *call) include(o *fake.Object) error {
	if !c.query.Has("includes") {
		return nil
	}
	for kind := range strings.SplitSeq(c.query.Get("includes"), ",") {
		if !slices.Contains(c.res.includes, kind) {
			return badParam("includes", c.query.Get("includes"), "be one of: %s", strings.Join(c.res.includes, ", "))
		}
		id, _ := o.Int("id")
		*o = o.With(kind, collection(c.nestedIn(kind, id)))
	}
	return nil
}

// nestedIn returns the records of a kind that is nested in that of the call, of one
// of those.
func (c *call) nestedIn(kind string, id int64) []fake.Object {
	res := c.resources[c.res.kind+"/{parent}/"+kind]
	v := res.table.Listed(c.now)
	nested := make([]fake.Object, 0)
	for _, key := range byMember(v, parentMember).Holding(strconv.FormatInt(id, 10)) {
		o, _ := v.At(key)
		nested = append(nested, c.envelope(res, o))
	}
	return nested
}

// collection wraps records that stand within another.
func collection(items []fake.Object) fake.Object {
	return object("items", items, "meta", object("type", "collection", "count", len(items)))
}

// envelope is a record as every answer wraps it.
func (c *call) envelope(res *resource, o fake.Object) fake.Object {
	meta := object("type", res.typ)
	if version := o.Raw(versionMember); version != nil {
		meta = object("version", version, "type", res.typ)
	}
	return object("data", c.shown(res, o), "meta", meta)
}

// shown is a record as the user of the call sees it.
func (c *call) shown(res *resource, o fake.Object) fake.Object {
	if id, ok := o.Int("id"); ok && len(c.phantoms) > 0 {
		key := recordKey{res.kind, id}
		if p, ok := c.phantoms[key]; ok && c.now.Before(p.until) {
			o = o.With("owner_id", p.pool)
		}
	}
	if res.show != nil {
		o = res.show(c, o)
	}
	return public(o)
}
