package support

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"strconv"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Listing is a list of records: all of a kind, or those that belong to another
// record, such as the comments of a ticket. It fetches nothing until it is asked
// for pages or items.
type Listing[Record, Query any] struct {
	rc   *rest.Client
	op   *rest.Op
	args []any // the ids of the records above
}

// list returns the listing of an operation, below the records with these ids.
func list[Record, Query any](rc *rest.Client, op *rest.Op, args ...any) Listing[Record, Query] {
	return Listing[Record, Query]{rc, op, args}
}

// List returns one page. An empty cursor asks for the first page, the Next of a
// page for the one after it.
func (l Listing[Record, Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[Record], error) {
	from, opts := rest.Start(opts)
	if cursor != "" && from != "" {
		return nil, &zendesk.ArgumentError{Op: l.op.Name, Argument: "cursor", Problem: "and zendesk.From exclude each other"}
	}
	req, err := l.ask(q, cmp.Or(cursor, from))
	if err != nil {
		return nil, err
	}
	page := new(Page[Record])
	err = l.rc.Do(ctx, req.Request, opts, func(body []byte) ([]string, error) {
		return page.decode(body, req.Returns())
	})
	if err != nil {
		return nil, err
	}
	if l.op.Reach > 0 && page.Next == "" && page.Count > int64(l.op.Reach) {
		page.Next = l.pastReach(req.Query, page.Count, len(page.Items)) // the records that are out of reach must not go unnoticed
	}
	return page, nil
}

// Pages iterates over the pages that match q. It fetches a page when the loop
// asks for it; each range starts afresh, at the beginning or where
// [zendesk.From] says.
func (l Listing[Record, Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[Record], error] {
	from, opts := rest.Start(opts)
	return rest.Pages(l.op.Name, from, func(cursor string) (*Page[Record], string, error) {
		page, err := l.List(ctx, q, cursor, opts...)
		if err != nil {
			return nil, "", err
		}
		return page, page.Next, nil
	})
}

// All iterates over the records that match q, fetching pages as the loop goes
// on. An error is the last pair, beside a nil record: range with two variables,
// or collect a slice with [zendesk.Collect]. Related records come with a page,
// so a query with Include is refused: use Pages.
func (l Listing[Record, Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Record, error] {
	if values, err := rest.Values(l.op.Name, q); err == nil && values.Has("include") {
		return func(yield func(*Record, error) bool) {
			yield(nil, &zendesk.ArgumentError{Op: l.op.Name, Argument: "Include", Problem: "the related records come with a page: use Pages or List"})
		}
	}
	return rest.Items(l.Pages(ctx, q, opts...), func(p *Page[Record]) []*Record { return p.Items })
}

// Raw lists the same records as the JSON that Support sent, byte for byte.
func (l Listing[Record, Query]) Raw() RawListing[Query] {
	return RawListing[Query]{Listing[json.RawMessage, Query](l)}
}

// ask returns the request for the page that the cursor names.
func (l Listing[Record, Query]) ask(q Query, cursor string) (rest.Request, error) {
	req := l.op.Request(l.args...)
	if c, ok := any(q).(checker); ok {
		if argument, problem := c.check(); problem != "" {
			return req, &zendesk.ArgumentError{Op: req.Op, Argument: argument, Problem: problem}
		}
	}
	values, err := rest.Values(req.Op, q)
	if err != nil {
		return req, err
	}
	maps.Copy(values, req.Query)
	req.Query = values
	if req.Query.Has("sort_by") || req.Query.Has("sort_order") {
		numbered(req.Query) // pages by cursor ignore them
	}
	if err := resume(req.Request, cursor); err != nil {
		return req, err
	}
	if first, _ := position(req.Query); l.op.Reach > 0 && first >= l.op.Reach {
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
	if next := first + size; next < l.op.Reach || int64(first+items) >= count {
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
