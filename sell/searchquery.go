package sell

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/sellsupport/zendesk"
)

// SearchQuery says what to search for and what to return. The zero query finds
// everything that the token's user may see, and returns ids and versions.
type SearchQuery struct {
	// Filter says which records are found.
	Filter Filter

	// Projection lists the attributes to return for each hit. Without it, the API
	// returns only ID and Version. [SearchIndex.Attributes] returns those for which
	// the type of the hits has fields.
	Projection []SearchAttribute

	// Sort orders the hits by the first key, then by the second, and so on. Without
	// it, the order is not documented.
	Sort []SearchSort

	// Aggregations are computed over everything that is found, not over one page.
	Aggregations []Aggregation

	// NoHits returns only the total count and the aggregations.
	NoHits bool

	// PerPage is the number of hits on a page, 1 to 200. The default is 200.
	PerPage int

	// Cursor is for Batch: the Next of the page before, where an otherwise identical
	// query continues. List takes it as an argument, and Pages and All continue by
	// themselves; they reject it here.
	Cursor string

	// Page (from 0) and Offset are for List and Batch: they skip pages or hits. They
	// exclude each other and a cursor. Pages and All reject them, because they start
	// at the beginning.
	Page, Offset int

	// Extra holds further members of a query that this version does not know,
	// such as "suggestions".
	Extra map[string]json.RawMessage
}

// SearchSort is a key to sort hits by.
type SearchSort struct {
	Attribute SearchAttribute
	Order     SearchOrder // default: ascending
}

// SearchOrder is the direction of a [SearchSort].
type SearchOrder string

// Directions.
const (
	SearchAscending  SearchOrder = "ascending"
	SearchDescending SearchOrder = "descending"
)

// Aggregation is a figure computed over everything that a search finds.
type Aggregation struct {
	Attribute SearchAttribute
	Type      AggregationType
}

// AggregationType is what an [Aggregation] computes. The documentation also mentions
// minimum, maximum, average, terms and buckets, but no public source confirms their
// names. Any type is sent as it is; only a sum is checked to be of a number.
type AggregationType string

// AggregateSum computes the sum of a number.
const AggregateSum AggregationType = "sum"

// Aggregations are the figures that came with a page, as Sell sent them, by
// attribute.
type Aggregations map[SearchAttribute]json.RawMessage

// Decimal returns one figure. ok is false if the response does not have it, or if it is
// not a number.
func (a Aggregations) Decimal(attribute SearchAttribute, of AggregationType) (figure zendesk.Decimal, ok bool) {
	var figures map[AggregationType]json.RawMessage
	if json.Unmarshal(a[attribute], &figures) != nil {
		return figure, false
	}
	raw, ok := figures[of]
	if !ok || string(raw) == "null" || json.Unmarshal(raw, &figure) != nil {
		return zendesk.Decimal{}, false
	}
	return figure, true
}

// largestSearchPage is the maximum number of hits on a page.
const largestSearchPage = 200

// wire returns the query as the API takes it, or a [*zendesk.ArgumentError].
func (q SearchQuery) wire(op string, of searchKind) (object, error) {
	refuse := func(argument, problem string, args ...any) (object, error) {
		return nil, &zendesk.ArgumentError{Op: op, Argument: argument, Problem: fmt.Sprintf(problem, args...)}
	}
	switch {
	case q.PerPage < 0 || q.PerPage > largestSearchPage:
		return refuse("PerPage", "must be from 1 to %d, or 0 for the maximum", largestSearchPage)
	case q.Page < 0:
		return refuse("Page", "is negative")
	case q.Offset < 0:
		return refuse("Offset", "is negative")
	case q.Page != 0 && q.Offset != 0:
		return refuse("Offset", "excludes Page")
	case q.Cursor != "" && (q.Page != 0 || q.Offset != 0):
		return refuse("Cursor", "excludes Page and Offset")
	}
	query := object{}
	if !q.Filter.IsZero() {
		filter, err := q.Filter.wire(of)
		if err != nil {
			return refuse("Filter", "%v", err)
		}
		query["filter"] = filter
	}
	if q.Projection != nil {
		names := make([]object, len(q.Projection))
		for i, attribute := range q.Projection {
			if attribute == "" {
				return refuse("Projection", "holds an empty attribute")
			}
			if _, err := of.attribute(attribute); err != nil {
				return refuse("Projection", "%s %v", attribute, err)
			}
			names[i] = object{"name": attribute}
		}
		query["projection"] = names
	}
	if len(q.Sort) > 0 {
		keys := make([]object, len(q.Sort))
		for i, key := range q.Sort {
			switch key.Order {
			case "":
				key.Order = SearchAscending
			case SearchAscending, SearchDescending:
			default:
				return refuse("Sort", "must be ascending or descending")
			}
			if key.Attribute == "" {
				return refuse("Sort", "names no attribute")
			}
			if err := of.checkSort(key.Attribute); err != nil {
				return refuse("Sort", "%s %v", key.Attribute, err)
			}
			keys[i] = object{"attribute": object{"name": key.Attribute}, "order": key.Order}
		}
		query["sort"] = keys
	}
	data := object{"query": query, "per_page": largestSearchPage}
	if q.PerPage != 0 {
		data["per_page"] = q.PerPage
	}
	if len(q.Aggregations) > 0 {
		figures := make([]object, len(q.Aggregations))
		for i, a := range q.Aggregations {
			if a.Attribute == "" || a.Type == "" {
				return refuse("Aggregations", "needs an attribute and a type")
			}
			if err := of.checkFigure(a); err != nil {
				return refuse("Aggregations", "%s %v", a.Attribute, err)
			}
			figures[i] = object{"attribute": object{"name": a.Attribute}, "aggregation_type": a.Type}
		}
		data["aggregations"] = figures
	}
	if q.NoHits {
		data["hits"] = false
	}
	switch {
	case q.Cursor != "":
		data["cursor"] = q.Cursor
	case q.Page != 0:
		data["page"] = q.Page
	case q.Offset != 0:
		data["offset"] = q.Offset
	}
	for _, name := range slices.Sorted(maps.Keys(q.Extra)) {
		if slices.Contains(searchMembers, name) {
			return refuse("Extra", "contains %s, which has its own field", name)
		}
		if !json.Valid(q.Extra[name]) {
			return refuse("Extra", "contains invalid JSON under %s", name)
		}
		data[name] = q.Extra[name]
	}
	return object{"data": data}, nil
}

// searchMembers are the members as which the fields of a SearchQuery are sent.
var searchMembers = []string{"query", "aggregations", "hits", "cursor", "page", "offset", "per_page"}
