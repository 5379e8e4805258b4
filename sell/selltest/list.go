package selltest

import (
	"cmp"
	"encoding/base64"
	"fmt"
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
	rows, err := c.rows()
	if err != nil {
		return 0, nil, err
	}
	whole := c.res.whole && !c.query.Has("page") && !c.query.Has("per_page")
	if whole {
		perPage = int64(len(rows))
	}
	from := min((page-1)*perPage, int64(len(rows)))
	cursor := c.query.Get("cursor")
	if cursor != "" {
		if from, err = afterCursor(rows, cursor); err != nil {
			return 0, nil, err
		}
	}
	to := min(from+perPage, int64(len(rows)))

	items := make([]fake.Object, 0, to-from)
	for _, row := range rows[from:to] {
		if err := c.include(&row.o); err != nil {
			return 0, nil, err
		}
		items = append(items, c.envelope(c.res, row.o))
	}
	links := object("self", c.link(page, perPage, cursor))
	if page > 1 && cursor == "" {
		links = append(links, object("first_page", c.link(1, perPage, ""), "prev_page", c.link(page-1, perPage, ""))...)
	}
	if to < int64(len(rows)) {
		next := ""
		if cursor != "" || page == deepest {
			next = cursorAfter(rows[to-1])
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

// rows filters and sorts what the user of the call may see.
func (c *call) rows() ([]row, error) {
	res := c.res
	filters, err := c.filters("page", "per_page", "sort_by", "cursor", "includes")
	if err != nil {
		return nil, err
	}
	less, err := c.order()
	if err != nil {
		return nil, err
	}
	if res.kind == "documents" && (c.query.Get("resource_type") == "" || c.query.Get("resource_id") == "") {
		return nil, invalidParam("The parameters resource_type and resource_id are required.")
	}
	if res.paired && c.query.Has("resource_type") != c.query.Has("resource_id") {
		return nil, invalidParam("The parameters resource_type and resource_id go together.")
	}
	q := maps.Clone(c.query)
	for _, name := range []string{"page", "per_page", "cursor", "includes"} {
		q.Del(name)
	}
	name := fmt.Sprint(c.user.id, " ", c.r.URL.Path, "?", q.Encode())
	if c.listing.name == name && c.listing.changes == c.changes {
		return c.listing.rows, nil
	}
	rows := c.matching(filters)
	less(rows)
	// What changes without a write is not kept: a lag, and tasks that become overdue.
	if res.table.Settled(c.now) && res.kind != "tasks" {
		c.listing = listing{name, c.changes, rows}
	}
	return rows, nil
}

// matching returns the records that a list shows now and that pass all filters,
// by id.
func (c *call) matching(filters []match) []row {
	var rows []row
	for key, o := range c.res.table.AsOf(c.now) {
		if c.within(o) && !slices.ContainsFunc(filters, func(m match) bool { return !m(o) }) && c.sees(c.res, o) {
			rows = append(rows, row{key, o})
		}
	}
	return rows
}

// sortKey is what one record is sorted by. Without a value it stands first.
type sortKey struct {
	present bool
	number  int64
	amount  *big.Rat
	text    string
	row     row
}

// order reads sort_by.
func (c *call) order() (func([]row), error) {
	res := c.res
	by := c.query.Get("sort_by")
	name, falling := direction(cmp.Or(by, res.order))
	field, custom := strings.CutPrefix(name, "custom_fields:")
	switch {
	case !c.query.Has("sort_by"):
	case custom && slices.Contains(res.filters, "custom_fields"):
		if !c.filterable(field) {
			return nil, invalidParam("The custom field %s cannot be sorted by.", field)
		}
	case len(res.sorts) == 0:
		return nil, unknownParam("sort_by")
	case !slices.Contains(res.sorts, name):
		return nil, badParam("sort_by", by, "be one of: %s", strings.Join(res.sorts, ", "))
	}
	a, _ := res.attr(name)
	key := func(r row) sortKey {
		k := sortKey{row: r}
		switch {
		case custom:
			k.text = customText(r.o, field)
			k.present = k.text != ""
		case name == "id":
			k.number, k.present = r.key, true
		case a.typ == "int" || a.typ == "owner":
			k.number, k.present = r.o.Int(name)
		case a.typ == "money":
			k.amount, k.present = new(big.Rat).SetString(r.o.Text(name))
		default:
			k.text, k.present = r.o.Text(name), r.o.Present(name)
		}
		return k
	}
	return func(rows []row) {
		if name == "id" && !falling {
			return // as they come
		}
		keys := make([]sortKey, len(rows))
		for i, r := range rows {
			keys[i] = key(r)
		}
		slices.SortStableFunc(keys, func(a, b sortKey) int {
			if falling {
				a, b = b, a
			}
			return a.compare(b)
		})
		for i, k := range keys {
			rows[i] = k.row
		}
	}, nil
}

func (k sortKey) compare(other sortKey) int {
	if !k.present || !other.present {
		return cmp.Compare(ordinal(k.present), ordinal(other.present))
	}
	if k.amount != nil {
		return k.amount.Cmp(other.amount)
	}
	return cmp.Or(cmp.Compare(k.number, other.number), strings.Compare(k.text, other.text))
}

func ordinal(b bool) int {
	if b {
		return 1
	}
	return 0
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
		*o = o.With(kind, collection(c.nestedIn(kind)[id]))
	}
	return nil
}

// nestedIn returns the records of a kind that is nested in that of the call, by
// what they are nested in.
func (c *call) nestedIn(kind string) map[int64][]fake.Object {
	if c.nests[kind] != nil {
		return c.nests[kind]
	}
	res := c.resources[c.res.kind+"/{parent}/"+kind]
	nest := make(map[int64][]fake.Object)
	for _, o := range res.table.AsOf(c.now) {
		parent, _ := o.Int(parentMember)
		nest[parent] = append(nest[parent], c.envelope(res, o))
	}
	c.nests = map[string]map[int64][]fake.Object{kind: nest}
	return nest
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
