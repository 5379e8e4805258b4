package supporttest

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// resultKind is a kind with its result_type.
type resultKind struct {
	name string
	kind *kind
}

// results are the kinds that search knows.
var results = []resultKind{{"ticket", tickets}, {"user", users}, {"organization", organizations}, {"group", groups}}

// searchLimit is how many results can be paged to.
const searchLimit = 1000

var searchSorts = []string{"updated_at", "created_at", "priority", "status", "ticket_type"}

func search(c *call) (any, error) {
	if !c.query.Has("query") {
		return nil, badValue("query", "is required")
	}
	terms := parseQuery(c.query.Get("query"))
	found, err := c.hits(terms, "")
	if err != nil {
		return nil, err
	}
	if by := c.query.Get("sort_by"); by != "" && !slices.Contains(searchSorts, by) {
		return nil, badValue("sort_by", "is not a sort order of search")
	}
	if c.beyondSearch() {
		return nil, invalidSearch("Requested response size was greater than Search Response Limits")
	}
	page, members, err := c.pageOf(found, paging{style: offsetOnly, order: orderOf(terms), sortBys: searchSorts, falling: searchSorts})
	if err != nil {
		return nil, err
	}
	return object("results", c.resultViews(page)).Merge(c.searchIncludes(page)).With("facets", nil).Merge(members), nil
}

// orderOf is the order that a query asks for, the newest first if it asks for
// none. The parameters sort_by and sort_order go before it.
func orderOf(terms []term) string {
	member, descending := "created_at", true
	for _, t := range terms {
		switch t.property {
		case "order_by":
			if name := orderings[strings.ToLower(t.value)]; name != "" {
				member = name
			}
		case "sort":
			descending = !strings.EqualFold(t.value, "asc")
		}
	}
	if descending {
		return "-" + member
	}
	return member
}

// orderings are what order_by can name.
var orderings = map[string]string{
	"created": "created_at", "created_at": "created_at", "updated": "updated_at", "updated_at": "updated_at",
	"priority": "priority", "status": "status", "ticket_type": "type",
}

// beyondSearch reports whether the page asked for lies past the limit.
func (c *call) beyondSearch() bool {
	page, _ := object("n", c.query.Get("page")).Int("n")
	size, ok := object("n", c.query.Get("per_page")).Int("n")
	if !ok {
		size = 100
	}
	return (max(1, page)-1)*min(size, 100) >= searchLimit
}

func searchCount(c *call) (any, error) {
	if !c.query.Has("query") {
		return nil, badValue("query", "is required")
	}
	found, err := c.hitsOfEach(parseQuery(c.query.Get("query")), "")
	if err != nil {
		return nil, err
	}
	return object("count", set{parts: found}.size()), nil
}

func searchExport(c *call) (any, error) {
	only := c.query.Get("filter[type]")
	if !slices.ContainsFunc(results, func(r resultKind) bool { return r.name == only }) {
		return nil, badValue("filter[type]", "must be ticket, user, organization or group")
	}
	terms := parseQuery(c.query.Get("query"))
	if slices.ContainsFunc(terms, func(t term) bool { return t.property == "type" }) {
		return nil, badValue("query", "must not hold a type")
	}
	found, err := c.hits(terms, only)
	if err != nil {
		return nil, err
	}
	c.query.Del("sort") // there is one order
	page, members, err := c.pageOf(found, paging{style: cursorOnly, order: "-created_at", life: time.Hour, maxSize: searchLimit})
	if err != nil {
		return nil, err
	}
	links, _ := fake.ParseObject(members.Raw("links"))
	meta, _ := fake.ParseObject(members.Raw("meta"))
	return object("results", c.resultViews(page), "facets", nil,
		"meta", meta.With("before_cursor", nil), "links", links.With("prev", nil)), nil
}

// hits are the records that the terms find; those of tickets only as far as
// the caller may see them.
func (c *call) hits(terms []term, only string) (set, error) {
	sets, err := c.hitsOfEach(terms, only)
	if err != nil {
		return set{}, err
	}
	if len(sets) == 1 {
		return sets[0], nil
	}
	return set{parts: sets}, nil
}

// hitsOfEach are the hits of each kind that can have some.
func (c *call) hitsOfEach(terms []term, only string) ([]set, error) {
	types := []string{only}
	if only == "" {
		types = nil
		for _, t := range terms {
			if t.property == "type" && !t.negated {
				types = append(types, strings.ToLower(t.value))
			}
		}
	}
	kinds := slices.DeleteFunc(slices.Clone(results), func(r resultKind) bool {
		return len(types) > 0 && !slices.Contains(types, r.name) ||
			slices.ContainsFunc(terms, func(t term) bool { return t.property == "type" && t.negated && strings.EqualFold(t.value, r.name) })
	})
	if err := c.checkQuery(terms, kinds); err != nil {
		return nil, err
	}
	var sets []set
	for _, r := range kinds {
		if s, possible := c.found(r, terms); possible {
			sets = append(sets, s)
		}
	}
	return sets, nil
}

// found are the records of one kind that the terms find; possible is false
// where they are about other kinds.
func (c *call) found(r resultKind, terms []term) (s set, possible bool) {
	wanted, possible := c.conditions(r.name, terms)
	s = c.listed(r.kind, nil)
	if possible && len(wanted) > 0 {
		var left []condition
		s.in, left = c.narrow(r.kind, s.view, wanted)
		if len(left) > 0 {
			s.keep = func(o fake.Object) bool { return c.matches(r.kind, o, left) }
		}
	}
	if r.kind == tickets {
		s = c.seen(s)
	}
	return s, possible
}

func (c *call) resultViews(page []row) []fake.Object {
	views := []fake.Object{}
	for _, r := range page {
		views = append(views, c.view(r.kind, r).With("result_type", r.kind.one))
	}
	return views
}

// typed is a side-load of search: include=tickets(users,organizations).
var typed = regexp.MustCompile(`(\w+)\(([^)]*)\)`)

func (c *call) searchIncludes(page []row) fake.Object {
	var members fake.Object
	for _, m := range typed.FindAllStringSubmatch(c.query.Get("include"), -1) {
		for _, r := range results {
			if r.kind.plural != m[1] {
				continue
			}
			var rows []row
			for _, p := range page {
				if p.kind == r.kind {
					rows = append(rows, p)
				}
			}
			for name := range strings.SplitSeq(m[2], ",") {
				if load, ok := r.kind.sideload[strings.TrimSpace(name)]; ok {
					members = members.With(strings.TrimSpace(name), c.related(load, rows))
				}
			}
		}
	}
	return members
}
