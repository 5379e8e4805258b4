package sell

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
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
	Next string
}

// Listing is a list of records. It fetches nothing until it is asked for pages
// or items.
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
	page, _, err := l.list(ctx, q, cmp.Or(cursor, from), opts)
	return page, err
}

// list is List. It returns the sum of a page whose answer does not say what
// follows, too.
func (l Listing[Record, Query]) list(ctx context.Context, q Query, cursor string, opts []zendesk.CallOption) (*Page[Record], checksum, error) {
	var none checksum
	r := l.op.Request(l.args...)
	if c, ok := any(q).(checker); ok {
		if argument, problem := c.check(); problem != "" {
			return nil, none, &zendesk.ArgumentError{Op: r.Op, Argument: argument, Problem: problem}
		}
	}
	var err error
	if r.Query, err = rest.Values(r.Op, q); err != nil {
		return nil, none, err
	}
	number := 1
	token, deep := strings.CutPrefix(cursor, tokenPrefix)
	switch {
	case deep && token != "":
		r.Query.Set("cursor", token)
	case cursor != "":
		if number, err = strconv.Atoi(cursor); err != nil || number < 1 {
			return nil, none, &zendesk.ArgumentError{Op: r.Op, Argument: "cursor", Problem: "is not the Next of a page of this listing"}
		}
		r.Query.Set("page", cursor)
	}
	page, open, err := fetch[Record](ctx, l.rc, r, opts)
	switch {
	case err != nil:
		return nil, none, err
	case open != none && deep:
		return nil, none, fmt.Errorf("%s: %w: the answer does not say what follows", r.Op, zendesk.ErrNoProgress)
	case open != none: // the next page is worth a try; an empty one ends the listing
		page.Next = strconv.Itoa(number + 1)
	}
	return page, open, nil
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
func fetch[Record any](ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption) (page *Page[Record], open checksum, err error) {
	err = rc.Do(ctx, r.Request, opts, func(body []byte) (odd []string, err error) {
		var unsaid bool
		if page, unsaid, odd, err = decodePage[Record](body, r.Bare()); unsaid {
			open = sha256.Sum256(body)
		}
		return odd, err
	})
	if err != nil {
		return nil, checksum{}, err
	}
	return page, open, nil
}

// Pages iterates over the pages that match q. It fetches a page when the loop
// asks for it; each range starts afresh, at the beginning or where
// [zendesk.From] says. A listing that comes back to a cursor, or that says of no
// page what follows and repeats one, ends in [zendesk.ErrNoProgress].
func (l Listing[Record, Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[Record], error] {
	return func(yield func(*Page[Record], error) bool) {
		from, opts := rest.Start(opts)
		var before checksum
		rest.Pages(l.op.Name, from, func(cursor string) (*Page[Record], string, error) {
			page, open, err := l.list(ctx, q, cursor, opts)
			if err != nil {
				return nil, "", err
			}
			if open != (checksum{}) && open == before {
				return nil, "", fmt.Errorf("%s: %w: a page came twice", l.op.Name, zendesk.ErrNoProgress)
			}
			before = open
			return page, page.Next, nil
		})(yield)
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
	pages := rest.Pages(r.Op, "", func(cursor string) (*Page[Record], string, error) {
		if cursor != "" {
			r.Query = url.Values{"page": {cursor}}
		}
		page, _, err := fetch[Record](ctx, rc, r, opts)
		if err != nil {
			return nil, "", err
		}
		return page, page.Next, nil
	})
	return zendesk.Collect(rest.Items(pages, func(p *Page[Record]) []*Record { return p.Items }), 0)
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
	return func(yield func(json.RawMessage, error) bool) {
		for raw, err := range r.l.All(ctx, q, opts...) {
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

// listing is how Sell wraps a page.
type listing[T any] struct {
	Items []envelope[T] `json:"items"`
	Meta  *struct {
		Links struct {
			NextPage string `json:"next_page"`
		} `json:"links"`
	} `json:"meta"`
}

// open reports whether the answer does not say what follows.
func (l listing[T]) open() bool { return l.Meta == nil && len(l.Items) > 0 }

// next returns the cursor of the page that follows. Of the link only the cursor
// is taken: an answer must not send the token elsewhere. Where it may be bare,
// what is no link is the token itself.
func (l listing[T]) next(bare bool) (string, error) {
	if len(l.Items) == 0 || l.Meta == nil || l.Meta.Links.NextPage == "" {
		return "", nil
	}
	if bare && !strings.Contains(l.Meta.Links.NextPage, "://") && !strings.Contains(l.Meta.Links.NextPage, "?") {
		return tokenPrefix + l.Meta.Links.NextPage, nil
	}
	link, err := url.Parse(l.Meta.Links.NextPage)
	if err != nil {
		return "", errors.New("/meta/links/next_page is no link")
	}
	switch query := link.Query(); {
	case query.Get("cursor") != "":
		return tokenPrefix + query.Get("cursor"), nil
	case query.Get("page") != "":
		return query.Get("page"), nil
	}
	return "", errors.New("/meta/links/next_page names no page")
}

// decodePage decodes a page in one pass, or item by item where one is odd.
func decodePage[Record any](body []byte, bare bool) (page *Page[Record], open bool, odd []string, err error) {
	page = new(Page[Record])
	var typed listing[*Record]
	if rest.Unmarshal(body, &typed) == nil {
		page.Items = make([]*Record, 0, len(typed.Items))
		for _, item := range typed.Items {
			if item.Data != nil {
				page.Items = append(page.Items, item.Data)
			}
		}
		if len(page.Items) == len(typed.Items) {
			page.Next, err = typed.next(bare)
			return page, typed.open(), nil, err
		}
	}
	var raw listing[json.RawMessage]
	if err := rest.Unmarshal(body, &raw); err != nil {
		return nil, false, nil, err
	}
	raws := make([]json.RawMessage, len(raw.Items))
	for i, item := range raw.Items {
		raws[i] = item.Data
	}
	page.Items, odd, err = rest.Each[Record](raws, func(i int) string { return "/items/" + strconv.Itoa(i) + "/data" })
	if err != nil {
		return nil, false, nil, err
	}
	page.Next, err = raw.next(bare)
	return page, raw.open(), odd, err
}
