package supporttest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
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
	order   string   // member that orders by default, "" for the id; "-" before it turns it round
	life    time.Duration
	maxSize int  // of cursor pages
	falling bool // sort_order is desc unless the request tells
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
func (c *call) pageOf(rows []row, p paging) ([]row, fake.Object, error) {
	p.maxSize = cmp.Or(p.maxSize, 100)
	p.life = cmp.Or(p.life, c.options.cursorLife)
	asks := c.query.Has("page[size]") || c.query.Has("page[after]") || c.query.Has("page[before]")
	switch {
	case asks && p.style == offsetOnly:
		return nil, nil, badValue("page", "must be an integer")
	case asks || p.style == cursorOnly:
		return c.cursorPage(rows, p)
	}
	return c.offsetPage(rows, p)
}

func (c *call) offsetPage(rows []row, p paging) ([]row, fake.Object, error) {
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
	if by := c.query.Get("sort_by"); by != "" {
		member, descending = sortAlias(by), p.falling
	}
	if c.query.Has("sort_order") {
		descending = c.query.Get("sort_order") == "desc"
	}
	sortRows(rows, member, descending)

	count := len(rows)
	start := min((page-1)*size, count)
	end := min(start+size, count)
	var next, previous any
	if end < count {
		next = c.absolute(with(c.query, "page", strconv.Itoa(page+1)))
	}
	if page > 1 {
		previous = c.absolute(with(c.query, "page", strconv.Itoa(page-1)))
	}
	return rows[start:end], object("next_page", next, "previous_page", previous, "count", count), nil
}

// sortAlias maps the names that sort_by takes to members.
func sortAlias(name string) string {
	name, _, _ = strings.Cut(name, ".")
	switch name {
	case "assignee", "group", "requester", "organization":
		return name + "_id"
	case "ticket_type":
		return "type"
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

func (c *call) cursorPage(rows []row, p paging) ([]row, fake.Object, error) {
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
	sortRows(rows, member, descending)

	after, before := c.query.Get("page[after]"), c.query.Get("page[before]")
	start, end := 0, len(rows)
	switch {
	case after != "" && before != "":
		return nil, nil, badPage("InvalidPaginationParameter", "page[after] and page[before] exclude each other")
	case after != "":
		at, err := c.readCursor(after, order, p.life)
		if err != nil {
			return nil, nil, err
		}
		start = slices.IndexFunc(rows, func(r row) bool { return at.compare(r, member, descending) > 0 })
		if start < 0 {
			start = len(rows)
		}
	case before != "":
		at, err := c.readCursor(before, order, p.life)
		if err != nil {
			return nil, nil, err
		}
		if i := slices.IndexFunc(rows, func(r row) bool { return at.compare(r, member, descending) >= 0 }); i >= 0 {
			end = i
		}
		start = max(0, end-size)
	}
	end = min(end, start+size)
	page := rows[start:end]
	more := end < len(rows)
	if before != "" {
		more = start > 0
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
	member := strings.TrimPrefix(order, "-")
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

// compare returns where the row is: after (1), at (0) or before (-1) the cursor.
func (at cursor) compare(r row, member string, descending bool) int {
	n := compareRows(r.object.Text(member), r.id, at.Value, at.ID, member)
	if descending {
		return -n
	}
	return n
}

func sortRows(rows []row, member string, descending bool) {
	type keyed struct {
		row
		key string
	}
	all := make([]keyed, len(rows))
	for i, r := range rows {
		all[i] = keyed{r, r.object.Text(member)}
	}
	slices.SortFunc(all, func(a, b keyed) int {
		n := compareRows(a.key, a.id, b.key, b.id, member)
		if descending {
			return -n
		}
		return n
	})
	for i := range all {
		rows[i] = all[i].row
	}
}

func compareRows(a string, aID int64, b string, bID int64, member string) int {
	if member == "" || member == "id" {
		return cmp.Compare(aID, bID)
	}
	return cmp.Or(compareValues(member, a, b), cmp.Compare(aID, bID))
}

// ranks are the orders of values that are not the alphabet's.
var ranks = map[string][]string{
	"status":   {"new", "open", "pending", "hold", "solved", "closed"},
	"priority": {"low", "normal", "high", "urgent"},
	"default":  {"true", "", "false"},
}

// compareValues compares two values of a member: by rank, as numbers, or as
// texts without regard to case. Dates are texts that sort by time.
func compareValues(member, a, b string) int {
	if order, ok := ranks[member]; ok {
		return cmp.Compare(slices.Index(order, a), slices.Index(order, b))
	}
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(strings.ToLower(a), strings.ToLower(b))
}
