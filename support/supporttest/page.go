package supporttest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// paging is what a list allows.
type paging struct {
	style   style
	sorts   []string // of cursor pages
	sortBys []string // of numbered ones
	falling []string // those of them that sort_order turns round unless it tells
	order   string   // member that orders by default, "" for the id; "-" before it turns it round
	life    time.Duration
	maxSize int // of cursor pages
}

type style int

const (
	both style = iota
	offsetOnly
	cursorOnly
)

// maxDepth is how many records offset paging reaches.
const maxDepth = 10_000

// pageOf returns the part of the rows that the request asks for, and the
// members of the answer that tell about paging.
func (c *call) pageOf(s set, p paging) ([]row, fake.Object, error) {
	p.maxSize = cmp.Or(p.maxSize, 100)
	p.life = cmp.Or(p.life, c.options.cursorLife)
	asks := c.asksForCursor()
	switch {
	case asks && p.style == offsetOnly:
		return nil, nil, badValue("page", "must be an integer")
	case asks || p.style == cursorOnly:
		return c.cursorPage(s, p)
	}
	return c.offsetPage(s, p)
}

// asksForCursor reports whether the request wants cursor pages.
func (c *call) asksForCursor() bool {
	return c.query.Has("page[size]") || c.query.Has("page[after]") || c.query.Has("page[before]")
}

func (c *call) offsetPage(s set, p paging) ([]row, fake.Object, error) {
	page, size := 1, 100
	var err error
	if q := c.query.Get("page"); q != "" {
		if page, err = strconv.Atoi(q); err != nil || page < 1 {
			return nil, nil, badValue("page", "must be an integer")
		}
	}
	if q := c.query.Get("per_page"); q != "" {
		if size, err = strconv.Atoi(q); err != nil || size < 1 {
			return nil, nil, badValue("per_page", "must be an integer")
		}
		size = min(size, 100)
	}
	if page*size > maxDepth {
		return nil, nil, badPage("InvalidPaginationDepth", "The requested page is beyond the first 10,000 records")
	}
	member, descending := strings.CutPrefix(p.order, "-")
	if by := c.query.Get("sort_by"); slices.Contains(p.sortBys, by) { // others are ignored
		member, descending = sortMember(by), slices.Contains(p.falling, by)
	}
	if c.query.Has("sort_order") {
		descending = c.query.Get("sort_order") == "desc"
	}
	rows, count := s.page(member, descending, (page-1)*size, size)
	var next, previous any
	if page*size < count {
		next = c.absolute(with(c.query, "page", strconv.Itoa(page+1)))
	}
	if page > 1 {
		previous = c.absolute(with(c.query, "page", strconv.Itoa(page-1)))
	}
	return rows, object("next_page", next, "previous_page", previous, "count", count), nil
}

// sortMember is the member that a sort key stands for.
func sortMember(name string) string {
	switch name {
	case "assignee", "group", "requester":
		return name + "_id"
	case "ticket_type":
		return "type"
	case "alphabetical":
		return "title"
	}
	return name
}

func with(q url.Values, name, value string) url.Values {
	copied := make(url.Values, len(q)+1)
	maps.Copy(copied, q)
	copied.Set(name, value)
	return copied
}

// cursor is a place between two rows. To clients it is an opaque text.
type cursor struct {
	Sort  string    `json:"s"`
	Value string    `json:"v"` // what the row beside it holds
	ID    int64     `json:"i"`
	At    time.Time `json:"t"`
}

func (c *call) cursorPage(s set, p paging) ([]row, fake.Object, error) {
	size := p.maxSize
	if q := c.query.Get("page[size]"); q != "" {
		n, err := strconv.Atoi(q)
		if err != nil || n < 1 || n > p.maxSize {
			return nil, nil, badPage("InvalidPaginationParameter", "page[size] is out of range")
		}
		size = n
	}
	order := cmp.Or(c.query.Get("sort"), p.order)
	member, descending := strings.CutPrefix(order, "-")
	if c.query.Has("sort") && !slices.Contains(p.sorts, member) {
		return nil, nil, badPage("InvalidPaginationParameter", "sort is not valid")
	}
	member = sortMember(member)
	after, before := c.query.Get("page[after]"), c.query.Get("page[before]")
	backwards := before != ""
	rows := s.by(member).ends(descending)
	switch {
	case after != "" && before != "":
		return nil, nil, badPage("InvalidPaginationParameter", "page[after] and page[before] exclude each other")
	case after != "" || before != "":
		at, err := c.readCursor(after+before, order, p.life)
		if err != nil {
			return nil, nil, err
		}
		rows = s.by(member).beside(fake.Entry{Key: keyOf(member, at.Value), ID: at.ID}, descending != backwards)
	}
	page, more := take(rows, size)
	if backwards {
		slices.Reverse(page)
	}
	meta := object("has_more", more, "after_cursor", nil, "before_cursor", nil)
	links := object("prev", nil, "next", nil)
	if len(page) > 0 {
		// The last page has a next link as well: only has_more tells the end.
		last, first := c.cursorAt(page[len(page)-1], order), c.cursorAt(page[0], order)
		meta = object("has_more", more, "after_cursor", last, "before_cursor", first)
		links = object("prev", c.absolute(c.beside("page[before]", first)), "next", c.absolute(c.beside("page[after]", last)))
	}
	return page, object("meta", meta, "links", links), nil
}

// take returns the first n rows and whether there are more.
func take(rows iter.Seq[row], n int) (page []row, more bool) {
	for r := range rows {
		if len(page) == n {
			return page, true
		}
		page = append(page, r)
	}
	return page, false
}

// beside is the query of a neighbouring page.
func (c *call) beside(name, cursor string) url.Values {
	q := with(c.query, name, cursor)
	for _, other := range []string{"page[before]", "page[after]"} {
		if other != name {
			delete(q, other)
		}
	}
	return q
}

func (c *call) cursorAt(r row, order string) string {
	member := sortMember(strings.TrimPrefix(order, "-"))
	raw, _ := json.Marshal(cursor{order, r.object.Text(member), r.id, c.now})
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (c *call) readCursor(text, order string, life time.Duration) (cursor, error) {
	var at cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &at) != nil || at.Sort != order {
		return at, badPage("InvalidPaginationParameter", "the cursor is not valid")
	}
	if life > 0 && c.now.Sub(at.At) > life {
		return at, badPage("InvalidPaginationParameter", "the cursor has expired")
	}
	return at, nil
}
