package support

import (
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

// pageOf is a [Page] to fill, whatever its records are.
type pageOf struct {
	items    any // points to the slice
	included *Included
	count    *int64
	next     *string
}

func newPage[Record any]() (*Page[Record], pageOf) {
	page := new(Page[Record])
	return page, pageOf{&page.Items, &page.Included, &page.Count, &page.Next}
}

// Listing is a list of records: all of a kind, or those that belong to another
// record, such as the comments of a ticket. It fetches nothing until it is asked
// for pages or items.
type Listing[Record, Query any] struct{ l listing }

// listing does the work of a [Listing]. It has no type parameters, so that a
// program compiles it once and not for each kind of record.
type listing struct {
	rc   *rest.Client
	op   *rest.Op
	args []any // the ids of the records above
}

// list returns the listing of an operation, below the records with these ids.
func list[Record, Query any](rc *rest.Client, op *rest.Op, args ...any) Listing[Record, Query] {
	return Listing[Record, Query]{listing{rc, op, args}}
}

// List returns one page. An empty cursor asks for the first page, the Next of a
// page for the one after it.
func (l Listing[Record, Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[Record], error) {
	page, into := newPage[Record]()
	if err := l.l.one(ctx, q, cursor, opts, into); err != nil {
		return nil, err
	}
	return page, nil
}

func (l listing) one(ctx context.Context, q any, cursor string, opts []zendesk.CallOption, into pageOf) error {
	cursor, opts, err := rest.Cursor(l.op.Name, cursor, opts)
	if err != nil {
		return err
	}
	req, err := l.ask(q, cursor)
	if err != nil {
		return err
	}
	entries := 0
	err = l.rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
		entries, odd, err = into.decode(body, req.Returns())
		return odd, err
	})
	if err == nil && l.op.Reach > 0 && *into.next == "" && *into.count > int64(l.op.Reach) {
		*into.next = l.pastReach(req.Query, *into.count, entries) // the records that are out of reach must not go unnoticed
	}
	return err
}

// Pages iterates over the pages that match q. It fetches a page when the loop
// asks for it; each range starts afresh, at the beginning or where
// [zendesk.From] says.
func (l Listing[Record, Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[Record], error] {
	return func(yield func(*Page[Record], error) bool) {
		var page *Page[Record]
		l.l.follow(ctx, q, opts, func() (into pageOf) {
			page, into = newPage[Record]()
			return into
		}, func(err error) bool {
			if err != nil {
				page = nil
			}
			return yield(page, err)
		})
	}
}

// follow fetches page after page into what fresh returns.
func (l listing) follow(ctx context.Context, q any, opts []zendesk.CallOption, fresh func() pageOf, yield func(error) bool) {
	from, opts := rest.Start(opts)
	pages := rest.Pages(l.op.Name, from, func(cursor string) (pageOf, string, error) {
		into := fresh()
		err := l.one(ctx, q, cursor, opts, into)
		return into, *into.next, err
	})
	pages(func(_ pageOf, err error) bool { return yield(err) })
}

// All iterates over the records that match q, fetching pages as the loop goes
// on. An error is the last pair, beside a nil record: range with two variables,
// or collect a slice with [zendesk.Collect]. Related records come with a page,
// so a query with Include is refused: use Pages.
func (l Listing[Record, Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Record, error] {
	if err := l.l.plain(q); err != nil {
		return func(yield func(*Record, error) bool) { yield(nil, err) }
	}
	return rest.Items(l.Pages(ctx, q, opts...), func(p *Page[Record]) []*Record { return p.Items })
}

// Raw lists the same records as the JSON that Support sent, byte for byte.
func (l Listing[Record, Query]) Raw() RawListing[Query] {
	return RawListing[Query]{Listing[json.RawMessage, Query](l)}
}

// plain refuses a query for related records.
func (l listing) plain(q any) error {
	if values, err := rest.Values(l.op.Name, q); err == nil && values.Has("include") {
		return &zendesk.ArgumentError{Op: l.op.Name, Argument: "Include", Problem: "the related records come with a page: use Pages or List"}
	}
	return nil
}

// ask returns the request for the page that the cursor names.
func (l listing) ask(q any, cursor string) (rest.Request, error) {
	req := l.op.Request(l.args...)
	if c, ok := q.(checker); ok {
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
func (l listing) pastReach(q url.Values, count int64, items int) string {
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
	return rest.Raw(r.listing.All(ctx, q, opts...))
}
