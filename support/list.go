package support

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Listing is a list of records: all of a kind, or those that belong to another
// record, such as the comments of a ticket. It fetches nothing until it is
// asked for pages or items.
type Listing[Record, Query any] struct {
	kind  resource
	verb  string
	fixed url.Values // parameters that make the listing what it is
	reach int        // how many records page numbers reach; 0: no limit is known
}

func listing[Record, Query any](r resource, verb string) Listing[Record, Query] {
	return Listing[Record, Query]{kind: r, verb: verb}
}

// List returns one page: the first for an empty cursor, else the one that a
// page's Next names.
func (l Listing[Record, Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[Record], error) {
	req, err := l.ask(q, cursor)
	if err != nil {
		return nil, err
	}
	page := new(Page[Record])
	err = l.kind.rc.Do(ctx, req, opts, func(body []byte) ([]string, error) {
		return page.decode(body, l.kind.many)
	})
	if err != nil {
		return nil, err
	}
	if l.reach > 0 && page.Next == "" && page.Count > int64(l.reach) {
		page.Next = l.pastReach(req.Query, page.Count, len(page.Items)) // the records that are out of reach must not go unnoticed
	}
	return page, nil
}

// Pages iterates over the pages that fit q. It fetches a page when it is asked
// for it and none after the loop ends; each range starts afresh.
func (l Listing[Record, Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[Record], error] {
	return rest.Pages(l.op(), func(cursor string) (*Page[Record], string, error) {
		page, err := l.List(ctx, q, cursor, opts...)
		if err != nil {
			return nil, "", err
		}
		return page, page.Next, nil
	})
}

// All iterates over the records that fit q; an error ends it and comes with a
// nil record. Related records belong to a page, so a query with Include is
// refused: range over Pages.
func (l Listing[Record, Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Record, error] {
	if values, err := rest.Values(l.op(), q); err == nil && values.Has("include") {
		return func(yield func(*Record, error) bool) {
			yield(nil, &zendesk.ArgumentError{Op: l.op(), Argument: "Include", Problem: "the related records come with a page: use Pages or List"})
		}
	}
	return rest.Items(l.Pages(ctx, q, opts...), func(p *Page[Record]) []*Record { return p.Items })
}

// Raw lists the same records as the JSON that Support sent, byte for byte.
func (l Listing[Record, Query]) Raw() RawListing[Query] {
	return RawListing[Query]{Listing[json.RawMessage, Query](l)}
}

func (l Listing[Record, Query]) op() string { return l.kind.request(l.verb, http.MethodGet, "").Op }

// ask returns the request for the page that the cursor names.
func (l Listing[Record, Query]) ask(q Query, cursor string) (req zendesk.Request, err error) {
	req = l.kind.request(l.verb, http.MethodGet, "")
	if c, ok := any(q).(checker); ok {
		if argument, problem := c.check(); problem != "" {
			return req, &zendesk.ArgumentError{Op: req.Op, Argument: argument, Problem: problem}
		}
	}
	if req.Query, err = rest.Values(req.Op, q); err != nil {
		return req, err
	}
	maps.Copy(req.Query, l.fixed)
	if req.Query.Has("sort_by") || req.Query.Has("sort_order") {
		numbered(req.Query) // pages by cursor ignore them
	}
	if err := resume(req, cursor); err != nil {
		return req, err
	}
	if first, _ := position(req.Query); l.reach > 0 && first >= l.reach {
		return req, fmt.Errorf("%s: %w", req.Op, ErrOutOfReach)
	}
	return req, nil
}

// checker is a query that is refused unless it says enough: Support takes some
// filters that are missing for all records.
type checker interface {
	check() (argument, problem string)
}

// position returns where a numbered page starts and how long it is.
func position(q url.Values) (first, size int) {
	page, _ := strconv.Atoi(q.Get("page"))
	size, _ = strconv.Atoi(q.Get("per_page"))
	return max(page-1, 0) * size, size
}

// pastReach returns the cursor of the page after the one that was read, where
// that is the last within reach and does not hold the last of all records.
func (l Listing[Record, Query]) pastReach(q url.Values, count int64, items int) string {
	first, size := position(q)
	if next := first + size; next < l.reach || int64(first+items) >= count {
		return "" // it ended early, since the count was too high, or all are read
	}
	return pageCursor + strconv.Itoa(first/size+2)
}

// RawListing lists records as the JSON that Support sent.
type RawListing[Query any] struct {
	listing Listing[json.RawMessage, Query]
}

// List returns one page; see the typed List.
func (r RawListing[Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[json.RawMessage], error) {
	return r.listing.List(ctx, q, cursor, opts...)
}

// Pages iterates over the pages; see the typed Pages.
func (r RawListing[Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[json.RawMessage], error] {
	return r.listing.Pages(ctx, q, opts...)
}

// All iterates over the records; see the typed All.
func (r RawListing[Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		for raw, err := range r.listing.All(ctx, q, opts...) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(*raw, nil) {
				return
			}
		}
	}
}
