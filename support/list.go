package support

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Page is one page of a listing.
type Page[Record any] struct {
	Items []*Record
	// Included holds the related records that the query asked for.
	Included Included
	// Count is the number of all records that fit, where the API tells it.
	Count int64
	// Next is the cursor of the page that follows, "" after the last one. It
	// can be stored: List goes on from it. A page may be empty and not the last.
	Next string
}

type lister[Record, Query any] struct{ resource }

// List returns one page: the first for an empty cursor, else the one that a
// page's Next names.
func (l lister[Record, Query]) List(ctx context.Context, q Query, cursor string, opts ...zendesk.CallOption) (*Page[Record], error) {
	return list[Record](ctx, l.resource, l.request("List", http.MethodGet, ""), q, cursor, opts)
}

// Pages iterates over the pages that fit q. It fetches a page when it is asked
// for it and none after the loop ends; each range starts afresh.
func (l lister[Record, Query]) Pages(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Page[Record], error] {
	return pages[Record](ctx, l.resource, l.request("List", http.MethodGet, ""), q, opts)
}

// All iterates over the records that fit q; an error ends it and comes with a
// nil record. Related records belong to a page, so a query with Include is
// refused: range over Pages.
func (l lister[Record, Query]) All(ctx context.Context, q Query, opts ...zendesk.CallOption) iter.Seq2[*Record, error] {
	return all[Record](ctx, l.resource, l.request("List", http.MethodGet, ""), q, opts)
}

// Raw lists the same records as the JSON that Support sent, byte for byte.
func (l lister[Record, Query]) Raw() RawLister[Query] {
	return RawLister[Query]{lister[json.RawMessage, Query](l)}
}

// RawLister lists records as the JSON that Support sent.
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

// list, pages and all serve every listing, also those of a record's own, such
// as the comments of a ticket.

func list[Record any](ctx context.Context, r resource, req zendesk.Request, query any, cursor string, opts []zendesk.CallOption) (*Page[Record], error) {
	var err error
	if req.Query, err = rest.Values(req.Op, query); err != nil {
		return nil, err
	}
	if err := resume(req, cursor); err != nil {
		return nil, err
	}
	page := new(Page[Record])
	err = r.rc.Do(ctx, req, opts, func(body []byte) ([]string, error) {
		return page.decode(body, r.many)
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

func pages[Record any](ctx context.Context, r resource, req zendesk.Request, query any, opts []zendesk.CallOption) iter.Seq2[*Page[Record], error] {
	return rest.Pages(req.Op, func(cursor string) (*Page[Record], string, error) {
		page, err := list[Record](ctx, r, req, query, cursor, opts)
		if err != nil {
			return nil, "", err
		}
		return page, page.Next, nil
	})
}

func all[Record any](ctx context.Context, r resource, req zendesk.Request, query any, opts []zendesk.CallOption) iter.Seq2[*Record, error] {
	if values, err := rest.Values(req.Op, query); err == nil && values.Has("include") {
		return func(yield func(*Record, error) bool) {
			yield(nil, &zendesk.ArgumentError{Op: req.Op, Argument: "Include", Problem: "the related records come with a page: use Pages or List"})
		}
	}
	return rest.Items(pages[Record](ctx, r, req, query, opts), func(p *Page[Record]) []*Record { return p.Items })
}

// Cursors say which style of paging they belong to, since one listing may
// answer in either.
const (
	afterCursor = "after="
	pageCursor  = "page="
)

// resume asks for the page that the cursor names.
func resume(req zendesk.Request, cursor string) error {
	switch {
	case cursor == "":
	case strings.HasPrefix(cursor, afterCursor):
		req.Query.Set("page[after]", strings.TrimPrefix(cursor, afterCursor))
	case strings.HasPrefix(cursor, pageCursor):
		if size := req.Query.Get("page[size]"); size != "" { // never mix the two styles
			req.Query.Del("page[size]")
			req.Query.Set("per_page", size)
		}
		req.Query.Set("page", strings.TrimPrefix(cursor, pageCursor))
	default:
		return &zendesk.ArgumentError{Op: req.Op, Argument: "cursor", Problem: "is not the Next of a page of this listing"}
	}
	return nil
}

// decode reads a page: its records stand under the member many, the related
// ones under their own kind.
func (p *Page[Record]) decode(body []byte, many string) (odd []string, err error) {
	var nextPage string
	var meta *struct {
		HasMore     bool   `json:"has_more"`
		AfterCursor string `json:"after_cursor"`
	}
	var links struct {
		Next string `json:"next"`
	}
	found := false
	err = members(body, func(name string, value jsontext.Value) (err error) {
		switch name {
		case many:
			found = true
			p.Items, odd, err = rest.Records[Record](value, "/"+many)
			return err
		case "meta":
			return rest.Unmarshal(value, &meta)
		case "links":
			return rest.Unmarshal(value, &links)
		case "next_page":
			return rest.Unmarshal(value, &nextPage)
		case "count":
			_ = rest.Unmarshal(value, &p.Count) // an object where it is a count of its own
			return nil
		}
		return p.Included.add(name, value)
	})
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("it has no %s", many)
	}
	switch {
	case meta != nil:
		// Only has_more ends a listing: the last page carries cursor and link too.
		if meta.HasMore {
			p.Next, err = cursorOf(meta.AfterCursor, links.Next)
		}
	case nextPage != "":
		p.Next, err = numberOf(nextPage)
	}
	return odd, err
}

// Of a link only the cursor is taken: an answer must not send the token elsewhere.
func cursorOf(after, link string) (string, error) {
	if after == "" {
		if u, err := url.Parse(link); err == nil {
			after = u.Query().Get("page[after]")
		}
	}
	if after == "" {
		return "", errors.New("there are more pages, but no cursor")
	}
	return afterCursor + after, nil
}

func numberOf(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil || u.Query().Get("page") == "" {
		return "", errors.New("/next_page names no page")
	}
	return pageCursor + u.Query().Get("page"), nil
}

// members calls visit for each member of a JSON object.
func members(body []byte, visit func(name string, value jsontext.Value) error) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if token, err := dec.ReadToken(); err != nil || token.Kind() != '{' {
		return errors.New("it is no JSON object")
	}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return fmt.Errorf("malformed JSON at byte %d", dec.InputOffset())
		}
		name := token.String()
		value, err := dec.ReadValue()
		if err != nil {
			return fmt.Errorf("malformed JSON at byte %d", dec.InputOffset())
		}
		if err := visit(name, value); err != nil {
			return err
		}
	}
	return nil
}
