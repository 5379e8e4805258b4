package sell

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"reflect"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SearchService finds records by any of their attributes, also by ranges and
// with and, or and not, sorts by several keys, and adds figures up, as the
// listings of the records cannot. It finds what the token's user may see, and
// sees writes some time late. It is part of Growth and higher plans; without
// those it is [zendesk.ErrForbidden].
//
// API pages: Search (sales-crm/search/introduction, …/filtering, …/batching).
type SearchService struct {
	Leads    SearchIndex[LeadHit]
	Contacts SearchIndex[ContactHit]
	Deals    SearchIndex[DealHit]
	Notes    SearchIndex[NoteHit]
	Tasks    SearchIndex[TaskHit]

	rc *rest.Client
}

func searchService(rc *rest.Client) SearchService {
	return SearchService{
		Leads:    SearchIndex[LeadHit]{rc: rc, name: "Leads", path: "/v3/leads", kind: searchLeads},
		Contacts: SearchIndex[ContactHit]{rc: rc, name: "Contacts", path: "/v3/contacts", kind: searchContacts},
		Deals:    SearchIndex[DealHit]{rc: rc, name: "Deals", path: "/v3/deals", kind: searchDeals},
		Notes:    SearchIndex[NoteHit]{rc: rc, name: "Notes", path: "/v3/notes", kind: searchNotes},
		Tasks:    SearchIndex[TaskHit]{rc: rc, name: "Tasks", path: "/v3/tasks", kind: searchTasks},
		rc:       rc,
	}
}

// RequestSchema returns the JSON Schema of a search, as Sell publishes it.
func (s SearchService) RequestSchema(ctx context.Context, opts ...zendesk.CallOption) (json.RawMessage, error) {
	var schema json.RawMessage
	r := zendesk.Request{Op: "sell.Search.RequestSchema", Method: http.MethodGet, Route: "/v3/search-schema"}
	err := s.rc.Do(ctx, r, opts, func(body []byte) ([]string, error) {
		if !json.Valid(body) {
			return nil, errors.New("malformed JSON")
		}
		schema = body
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return schema, nil
}

// SearchIndex searches one kind of record.
//
// Tasks compare times by the clock of the account's time zone and ignore the
// zone of the time that they are given. So pass them times that are in that
// zone (see [time.Time.In]); on the other kinds any zone will do.
type SearchIndex[Hit any] struct {
	rc   *rest.Client
	name string // "Leads"
	path string // "/v3/leads"
	kind searchKind
}

func (s SearchIndex[Hit]) request(verb, method, suffix string) zendesk.Request {
	return zendesk.Request{Op: "sell.Search." + s.name + "." + verb, Method: method, Route: s.path + suffix}
}

// List returns one page of hits: the first for an empty cursor, else the one
// that a page's Next names, with the same query.
func (s SearchIndex[Hit]) List(ctx context.Context, q SearchQuery, cursor string, opts ...zendesk.CallOption) (*SearchPage[Hit], error) {
	r := s.request("List", http.MethodPost, "/search")
	if q.Cursor != "" {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "Cursor", Problem: "of the query is for Batch: give it as the argument"}
	}
	q.Cursor = cursor
	query, err := q.wire(r.Op, s.kind)
	if err != nil {
		return nil, err
	}
	results, err := s.search(ctx, r, []object{query}, opts)
	if err != nil {
		return nil, err
	}
	return results[0].Page, results[0].Err
}

// Pages iterates over the pages of hits. It fetches a page when it is asked for
// it and none after the loop ends; each range starts afresh.
func (s SearchIndex[Hit]) Pages(ctx context.Context, q SearchQuery, opts ...zendesk.CallOption) iter.Seq2[*SearchPage[Hit], error] {
	op := s.request("List", http.MethodPost, "").Op
	return rest.Pages(op, func(cursor string) (*SearchPage[Hit], string, error) {
		if q.Page != 0 || q.Offset != 0 { // List refuses a Cursor
			return nil, "", &zendesk.ArgumentError{Op: op, Argument: "Page", Problem: "and Offset are for List and Batch: this begins at the start"}
		}
		page, err := s.List(ctx, q, cursor, opts...)
		if err != nil {
			return nil, "", err
		}
		return page, page.Next, nil
	})
}

// All iterates over the hits, page by page; an error ends it and comes with a
// nil hit.
func (s SearchIndex[Hit]) All(ctx context.Context, q SearchQuery, opts ...zendesk.CallOption) iter.Seq2[*Hit, error] {
	return rest.Items(s.Pages(ctx, q, opts...), func(p *SearchPage[Hit]) []*Hit { return p.Items })
}

// Raw searches the same with each hit as the JSON that Sell sent, byte for byte.
func (s SearchIndex[Hit]) Raw() RawSearch {
	return RawSearch{SearchIndex[json.RawMessage](s)}
}

// Batch sends several queries in one request and returns a result for each, in
// their order: one that Sell refuses has its error there and leaves the others
// as they are. The error beside the results is of the request as a whole. The
// pages that follow are another batch, of the queries whose page has a Next, each
// with that as its Cursor.
func (s SearchIndex[Hit]) Batch(ctx context.Context, queries []SearchQuery, opts ...zendesk.CallOption) ([]SearchResult[Hit], error) {
	r := s.request("Batch", http.MethodPost, "/search")
	if len(queries) == 0 {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "queries", Problem: "is empty"}
	}
	wire := make([]object, len(queries))
	for i, q := range queries {
		var err error
		if wire[i], err = q.wire(r.Op, s.kind); err != nil {
			if e, ok := errors.AsType[*zendesk.ArgumentError](err); ok {
				e.Argument = fmt.Sprintf("queries[%d].%s", i, e.Argument)
			}
			return nil, err
		}
	}
	return s.search(ctx, r, wire, opts)
}

// Schema returns the attributes of this kind of record, with their types and
// what can be done with them, as Sell publishes them: a YAML text.
func (s SearchIndex[Hit]) Schema(ctx context.Context, opts ...zendesk.CallOption) ([]byte, error) {
	var schema []byte
	r := s.request("Schema", http.MethodGet, "/schema")
	r.Header = http.Header{"Accept": {"*/*"}}
	err := s.rc.Do(ctx, r, opts, func(body []byte) ([]string, error) {
		schema = body
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return schema, nil
}

// Attributes returns the attributes that the type of the hits has fields for,
// to be used as a Projection. Custom fields are not among them: see
// [SearchField].
func (s SearchIndex[Hit]) Attributes() []SearchAttribute {
	var names []SearchAttribute
	for field := range reflect.TypeFor[Hit]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "custom_fields" {
			names = append(names, SearchAttribute(name))
		}
	}
	return names
}

// RawSearch searches one kind of record, with each hit as the JSON that Sell sent.
type RawSearch struct{ s SearchIndex[json.RawMessage] }

// List returns one page; see the typed List.
func (r RawSearch) List(ctx context.Context, q SearchQuery, cursor string, opts ...zendesk.CallOption) (*SearchPage[json.RawMessage], error) {
	return r.s.List(ctx, q, cursor, opts...)
}

// Pages iterates over the pages; see the typed Pages.
func (r RawSearch) Pages(ctx context.Context, q SearchQuery, opts ...zendesk.CallOption) iter.Seq2[*SearchPage[json.RawMessage], error] {
	return r.s.Pages(ctx, q, opts...)
}

// All iterates over the hits; see the typed All.
func (r RawSearch) All(ctx context.Context, q SearchQuery, opts ...zendesk.CallOption) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		for raw, err := range r.s.All(ctx, q, opts...) {
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
