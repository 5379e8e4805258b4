package supporttest

import (
	"net/http"
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

// found is a search result.
type found struct {
	row
	kind *kind
}

// searchLimit is how many results can be paged to.
const searchLimit = 1000

func search(c *call) (any, error) {
	if !c.query.Has("query") {
		return nil, badValue("query", "is required")
	}
	terms := parseQuery(c.query.Get("query"))
	byID, rows := rowsOfHits(c.hits(terms, ""))
	if by := c.query.Get("sort_by"); by != "" && !slices.Contains([]string{"updated_at", "created_at", "priority", "status", "ticket_type"}, by) {
		return nil, badValue("sort_by", "is not a sort order of search")
	}
	if c.beyondSearch() {
		return nil, fail(http.StatusUnprocessableEntity, "SearchLimit", "Requested response size was greater than Search Response Limits")
	}
	page, members, err := c.pageOf(rows, paging{style: offsetOnly, order: orderOf(terms), falling: true})
	if err != nil {
		return nil, err
	}
	return object("results", c.resultViews(page, byID)).Merge(c.searchIncludes(page, byID)).With("facets", nil).Merge(members), nil
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
	return object("count", len(c.hits(parseQuery(c.query.Get("query")), ""))), nil
}

func searchExport(c *call) (any, error) {
	only := c.query.Get("filter[type]")
	if !slices.ContainsFunc(results, func(r resultKind) bool { return r.name == only }) {
		return nil, badValue("filter[type]", "must be ticket, user, organization or group")
	}
	terms := parseQuery(c.query.Get("query"))
	if slices.ContainsFunc(terms, func(t term) bool { return t.property == "type" && t.value != only }) {
		return nil, badValue("query", "must not hold a type")
	}
	byID, rows := rowsOfHits(c.hits(terms, only))
	page, members, err := c.pageOf(rows, paging{style: cursorOnly, order: "created_at", sorts: []string{"created_at"}, life: time.Hour, maxSize: searchLimit})
	if err != nil {
		return nil, err
	}
	links, _ := fake.ParseObject(members.Raw("links"))
	return object("results", c.resultViews(page, byID), "facets", nil).Merge(members).With("links", links.With("prev", nil)), nil
}

// hits are the records that the terms find; those of tickets only as far as
// the caller may see them.
func (c *call) hits(terms []term, only string) []found {
	types := []string{only}
	if only == "" {
		types = nil
		for _, t := range terms {
			if t.property == "type" && !t.negated {
				types = append(types, strings.ToLower(t.value))
			}
		}
	}
	var hits []found
	for _, r := range results {
		if len(types) > 0 && !slices.Contains(types, r.name) ||
			slices.ContainsFunc(terms, func(t term) bool { return t.property == "type" && t.negated && t.value == r.name }) {
			continue
		}
		for _, o := range c.listed(r.kind.plural, func(o fake.Object) bool {
			return (r.kind != tickets || c.sees(o)) && c.matches(r.name, o, terms)
		}) {
			hits = append(hits, found{o, r.kind})
		}
	}
	return hits
}

// rowsOfHits gives results of several kinds keys of one space, for paging.
func rowsOfHits(hits []found) (map[int64]found, []row) {
	byKey := make(map[int64]found, len(hits))
	rows := make([]row, len(hits))
	for i, h := range hits {
		key := int64(i)
		if len(hits) > 0 && hits[0].kind == hits[len(hits)-1].kind {
			key = h.id // one kind only: cursors outlive changes of the set
		}
		byKey[key] = h
		rows[i] = row{key, h.object}
	}
	return byKey, rows
}

func (c *call) resultViews(page []row, byKey map[int64]found) []fake.Object {
	views := []fake.Object{}
	for _, r := range page {
		h := byKey[r.id]
		views = append(views, c.view(h.kind, h.row, false).With("result_type", h.kind.one))
	}
	return views
}

// typed is a side-load of search: include=tickets(users,organizations).
var typed = regexp.MustCompile(`(\w+)\(([^)]*)\)`)

func (c *call) searchIncludes(page []row, byKey map[int64]found) fake.Object {
	var members fake.Object
	for _, m := range typed.FindAllStringSubmatch(c.query.Get("include"), -1) {
		for _, r := range results {
			if r.kind.plural != m[1] {
				continue
			}
			var rows []row
			for _, p := range page {
				if h := byKey[p.id]; h.kind == r.kind {
					rows = append(rows, h.row)
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
