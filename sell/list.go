package sell

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
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

type lister[Record, Query any] struct{ resource }

// List returns one page: the first for an empty cursor, else the one that a
// page's Next names.
func (l lister[Record, Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[Record], error) {
	page, _, err := l.list(ctx, q, cursor, opts)
	return page, err
}

// list is List. It returns the sum of a page whose answer does not say what
// follows, too.
func (l lister[Record, Query]) list(ctx context.Context, q Query, cursor string, opts []zendesk.CallOption) (*Page[Record], checksum, error) {
	var none checksum
	r := l.request("List", http.MethodGet, "")
	if partial, ok := any(q).(partialQuery); ok && partial.missing() != "" {
		return nil, none, &zendesk.ArgumentError{Op: r.Op, Argument: partial.missing(), Problem: "is missing: the API takes no such query without it"}
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
	page, open, err := fetch[Record](ctx, l.resource, r, opts)
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

// partialQuery is a query that the API refuses without some of its filters.
type partialQuery interface {
	// missing names the first that is not set, "" for none.
	missing() string
}

// unpaired is missing for filters by one record, whose type and id go together.
func unpaired(of ResourceType, id int64) string {
	switch {
	case of == "" && id != 0:
		return "ResourceType"
	case of != "" && id == 0:
		return "ResourceID"
	}
	return ""
}

// tokenPrefix tells a cursor that is an opaque token of Sell's from the number
// of a page. Listings that end their numbers at some page go on by token.
const tokenPrefix = "cursor="

// fetch sends a request that is answered with a page. The listing is open when
// the answer does not say what follows (some have no meta at all); then it
// returns the sum of the answer, else none.
func fetch[Record any](ctx context.Context, of resource, r zendesk.Request, opts []zendesk.CallOption) (page *Page[Record], open checksum, err error) {
	err = of.rc.Do(ctx, r, opts, func(body []byte) (odd []string, err error) {
		var unsaid bool
		if page, unsaid, odd, err = decodePage[Record](body, of.bare); unsaid {
			open = sha256.Sum256(body)
		}
		return odd, err
	})
	if err != nil {
		return nil, checksum{}, err
	}
	return page, open, nil
}

// Pages iterates over the pages that fit q. It fetches a page when it is asked
// for it and none after the loop ends; each range starts afresh. A listing that
// comes back to a cursor, or that says of no page what follows and repeats one,
// ends in [zendesk.ErrNoProgress].
func (l lister[Record, Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[Record], error] {
	return func(yield func(*Page[Record], error) bool) {
		op := l.request("List", http.MethodGet, "").Op
		var before checksum
		rest.Pages(op, func(cursor string) (*Page[Record], string, error) {
			page, open, err := l.list(ctx, q, cursor, opts)
			if err != nil {
				return nil, "", err
			}
			if open != (checksum{}) && open == before {
				return nil, "", fmt.Errorf("%s: %w: a page came twice", op, zendesk.ErrNoProgress)
			}
			before = open
			return page, page.Next, nil
		})(yield)
	}
}

// All iterates over the records that fit q, page by page as [Page] says; an
// error ends it and comes with a nil record. Records that are created or
// removed meanwhile may be missed or come twice.
func (l lister[Record, Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Record, error] {
	return rest.Items(l.Pages(ctx, q, opts...), func(p *Page[Record]) []*Record { return p.Items })
}

// Raw lists the same records as the JSON that Sell sent, byte for byte.
func (l lister[Record, Query]) Raw() RawLister[Query] {
	return RawLister[Query]{lister[json.RawMessage, Query](l)}
}

// whole sends a request that is answered with all records at once. The API
// documents no pages there; an answer that names a next page is followed.
func whole[Record any](ctx context.Context, of resource, r zendesk.Request, opts []zendesk.CallOption) ([]*Record, error) {
	pages := rest.Pages(r.Op, func(cursor string) (*Page[Record], string, error) {
		if cursor != "" {
			r.Query = url.Values{"page": {cursor}}
		}
		page, _, err := fetch[Record](ctx, of, r, opts)
		if err != nil {
			return nil, "", err
		}
		return page, page.Next, nil
	})
	return zendesk.Collect(rest.Items(pages, func(p *Page[Record]) []*Record { return p.Items }), 0)
}

// RawLister lists records as the JSON that Sell sent.
type RawLister[Query any] struct {
	l lister[json.RawMessage, Query]
}

// List returns one page; see the typed List.
func (r RawLister[Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[json.RawMessage], error) {
	return r.l.List(ctx, q, cursor, opts...)
}

// Pages iterates over the pages; see the typed Pages.
func (r RawLister[Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[json.RawMessage], error] {
	return r.l.Pages(ctx, q, opts...)
}

// All iterates over the records; see the typed All.
func (r RawLister[Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[json.RawMessage, error] {
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
