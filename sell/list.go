package sell

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Page is one page of a listing.
type Page[Record any] struct {
	Items []*Record
	// Next is the cursor of the page that follows, "" after the last one. It
	// can be stored: List goes on from it.
	//
	// Most listings of Sell number their pages. When a record is deleted, the later
	// ones move up, so a record that was there all the time can be missed. Do not
	// delete while you list; for a complete copy use Sync or package export.
	Next string
}

// pageOf is a [Page] to fill, whatever its records are.
type pageOf struct {
	items any // points to the slice
	next  *string
}

func newPage[Record any]() (*Page[Record], pageOf) {
	page := new(Page[Record])
	return page, pageOf{&page.Items, &page.Next}
}

// Listing is a list of records. It fetches nothing until it is asked for pages
// or items.
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
	_, err = l.list(ctx, q, cursor, opts, into)
	return err
}

// list fetches one page. It returns the sum of a page whose answer does not say
// what follows.
func (l listing) list(ctx context.Context, q any, cursor string, opts []zendesk.CallOption, into pageOf) (checksum, error) {
	var none checksum
	r := l.op.Request(l.args...)
	if c, ok := q.(checker); ok {
		if argument, problem := c.check(); problem != "" {
			return none, &zendesk.ArgumentError{Op: r.Op, Argument: argument, Problem: problem}
		}
	}
	var err error
	if r.Query, err = rest.Values(r.Op, q); err != nil {
		return none, err
	}
	number := 1
	token, deep := strings.CutPrefix(cursor, tokenPrefix)
	switch {
	case deep && token != "":
		r.Query.Set("cursor", token)
	case cursor != "":
		if number, err = strconv.Atoi(cursor); err != nil || number < 1 {
			return none, &zendesk.ArgumentError{Op: r.Op, Argument: "cursor", Problem: "is not the Next of a page of this listing"}
		}
		r.Query.Set("page", cursor)
	}
	open, err := fetch(ctx, l.rc, r, opts, into)
	switch {
	case err != nil:
		return none, err
	case open != none && deep:
		return none, fmt.Errorf("%s: %w: the answer does not say what follows", r.Op, zendesk.ErrNoProgress)
	case open != none: // the next page is worth a try; an empty one ends the listing
		*into.next = strconv.Itoa(number + 1)
	}
	return open, nil
}

// follow fetches page after page into what fresh returns.
func (l listing) follow(ctx context.Context, q any, opts []zendesk.CallOption, fresh func() pageOf, yield func(error) bool) {
	from, opts := rest.Start(opts)
	var before checksum
	pages := rest.Pages(l.op.Name, from, func(cursor string) (pageOf, string, error) {
		into := fresh()
		open, err := l.list(ctx, q, cursor, opts, into)
		if err != nil {
			return into, "", err
		}
		if open != (checksum{}) && open == before {
			return into, "", fmt.Errorf("%s: %w: a page came twice", l.op.Name, zendesk.ErrNoProgress)
		}
		before = open
		return into, *into.next, nil
	})
	pages(func(_ pageOf, err error) bool { return yield(err) })
}

// checksum stands for the text of an answer.
type checksum [sha256.Size]byte

// checker is a query that is refused unless it says enough: the API takes it
// with some of its filters only.
type checker interface {
	check() (argument, problem string)
}

const errMissing = "is missing: the API takes no such query without it"

// pair checks a filter by one record, whose type and id go together.
func pair(of ResourceType, id int64) (argument, problem string) {
	switch {
	case of == "" && id != 0:
		return "ResourceType", errMissing
	case of != "" && id == 0:
		return "ResourceID", errMissing
	}
	return "", ""
}

// tokenPrefix tells a cursor that is an opaque token of Sell's from the number
// of a page. Listings that end their numbers at some page go on by token.
const tokenPrefix = "cursor="

// fetch sends a request that is answered with a page. The listing is open when
// the answer does not say what follows (some have no meta at all); then it
// returns the sum of the answer, else none.
func fetch(ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption, into pageOf) (open checksum, err error) {
	err = rc.Do(ctx, r.Request, opts, func(body []byte) (odd []string, err error) {
		var unsaid bool
		if unsaid, odd, err = decodePage(body, r.Bare(), into); unsaid {
			open = sha256.Sum256(body)
		}
		return odd, err
	})
	return open, err
}

// Pages iterates over the pages that match q. It fetches a page when the loop
// asks for it; each range starts afresh, at the beginning or where
// [zendesk.From] says. A listing that comes back to a cursor, or that says of no
// page what follows and repeats one, ends in [zendesk.ErrNoProgress].
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

// All iterates over the records that match q, fetching pages as the loop goes
// on. An error is the last pair, beside a nil record: range with two variables,
// or collect a slice with [zendesk.Collect]. Records that are created or deleted
// meanwhile may be missed or come twice.
func (l Listing[Record, Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Record, error] {
	return rest.Items(l.Pages(ctx, q, opts...), func(p *Page[Record]) []*Record { return p.Items })
}

// Raw lists the same records as the JSON that Sell sent, byte for byte.
func (l Listing[Record, Query]) Raw() RawListing[Query] {
	return RawListing[Query]{Listing[json.RawMessage, Query](l)}
}

// many sends a request that is answered with all records at once. The API
// documents no pages there; an answer that names a next page is followed.
func many[Record any](ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption) ([]*Record, error) {
	var all []*Record
	var page *Page[Record]
	err := followAll(ctx, rc, r, opts, func() (into pageOf) {
		page, into = newPage[Record]()
		return into
	}, func() { all = append(all, page.Items...) })
	return all, err
}

// followAll calls add after each page that it has fetched into what fresh returns.
func followAll(ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption, fresh func() pageOf, add func()) error {
	first := r.Query
	for _, err := range rest.Pages(r.Op, "", func(cursor string) (pageOf, string, error) {
		if cursor != "" {
			r.Query = url.Values{"page": {cursor}}
			maps.Copy(r.Query, first)
		}
		into := fresh()
		_, err := fetch(ctx, rc, r, opts, into)
		return into, *into.next, err
	}) {
		if err != nil {
			return err
		}
		add()
	}
	return nil
}

// RawListing lists records as the JSON that Sell sent.
type RawListing[Query any] struct {
	l Listing[json.RawMessage, Query]
}

// List returns one page; see the typed List.
func (r RawListing[Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[json.RawMessage], error) {
	return r.l.List(ctx, q, cursor, opts...)
}

// Pages iterates over the pages; see the typed Pages.
func (r RawListing[Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[json.RawMessage], error] {
	return r.l.Pages(ctx, q, opts...)
}

// All iterates over the records; see the typed All.
func (r RawListing[Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[json.RawMessage, error] {
	return rest.Raw(r.l.All(ctx, q, opts...))
}
