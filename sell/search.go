package sell

import (
	"bytes"
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

// SearchService finds records by any of their attributes, including ranges and
// combinations with and, or and not, sorts by several keys, and computes aggregations,
// which the listings of the records cannot do. It finds what the token's user may see,
// and sees writes with some delay. It is part of Growth and higher plans; otherwise the
// error is [zendesk.ErrForbidden].
//
// API pages: Search (sales-crm/search/introduction, …/filtering, …/batching).
type SearchService struct{ rc *rest.Client }

// Leads searches leads.
//
//zendesk:op List POST /v3/leads/search class=read sends=items
//zendesk:op Batch POST /v3/leads/search class=read sends=items
//zendesk:op Schema GET /v3/leads/schema
func (s SearchService) Leads() SearchIndex[LeadHit] {
	return SearchIndex[LeadHit]{s.rc, searchLeads, opSearchLeadsList, opSearchLeadsBatch, opSearchLeadsSchema}
}

// Contacts searches contacts.
//
//zendesk:op List POST /v3/contacts/search class=read sends=items
//zendesk:op Batch POST /v3/contacts/search class=read sends=items
//zendesk:op Schema GET /v3/contacts/schema
func (s SearchService) Contacts() SearchIndex[ContactHit] {
	return SearchIndex[ContactHit]{s.rc, searchContacts, opSearchContactsList, opSearchContactsBatch, opSearchContactsSchema}
}

// Deals searches deals.
//
//zendesk:op List POST /v3/deals/search class=read sends=items
//zendesk:op Batch POST /v3/deals/search class=read sends=items
//zendesk:op Schema GET /v3/deals/schema
func (s SearchService) Deals() SearchIndex[DealHit] {
	return SearchIndex[DealHit]{s.rc, searchDeals, opSearchDealsList, opSearchDealsBatch, opSearchDealsSchema}
}

// Notes searches notes.
//
//zendesk:op List POST /v3/notes/search class=read sends=items
//zendesk:op Batch POST /v3/notes/search class=read sends=items
//zendesk:op Schema GET /v3/notes/schema
func (s SearchService) Notes() SearchIndex[NoteHit] {
	return SearchIndex[NoteHit]{s.rc, searchNotes, opSearchNotesList, opSearchNotesBatch, opSearchNotesSchema}
}

// Tasks searches tasks.
//
//zendesk:op List POST /v3/tasks/search class=read sends=items
//zendesk:op Batch POST /v3/tasks/search class=read sends=items
//zendesk:op Schema GET /v3/tasks/schema
func (s SearchService) Tasks() SearchIndex[TaskHit] {
	return SearchIndex[TaskHit]{s.rc, searchTasks, opSearchTasksList, opSearchTasksBatch, opSearchTasksSchema}
}

// RequestSchema returns the JSON Schema of a search, as Sell publishes it.
//
//zendesk:op GET /v3/search-schema
func (s SearchService) RequestSchema(ctx context.Context, opts ...zendesk.CallOption) (json.RawMessage, error) {
	var schema json.RawMessage
	err := s.rc.Do(ctx, opSearchRequestSchema.Request().Request, opts, func(body []byte) ([]string, error) {
		if !json.Valid(body) {
			return nil, errors.New("malformed JSON")
		}
		schema = bytes.Clone(body) // it is borrowed
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return schema, nil
}

// SearchIndex searches one kind of record.
//
// Tasks compare times by the clock in the account's time zone and ignore the zone of a
// given time. So pass times in that zone (see [time.Time.In]); for the other kinds, any
// zone will do.
type SearchIndex[Hit any] struct {
	rc                      *rest.Client
	kind                    searchKind
	listOp, batchOp, schema *rest.Op
}

// List returns one page of hits. An empty cursor asks for the first page; the Next of a
// page asks for the one after it, with the same query.
func (s SearchIndex[Hit]) List(ctx context.Context, q SearchQuery, cursor string, opts ...zendesk.CallOption) (*SearchPage[Hit], error) {
	r := s.listOp.Request()
	if q.Cursor != "" {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "Cursor", Problem: "in the query is for Batch: pass it as the argument instead"}
	}
	var err error
	if q.Cursor, opts, err = rest.Cursor(r.Op, cursor, opts); err != nil {
		return nil, err
	}
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

// Pages iterates over the pages of hits. It fetches a page when the loop asks for it.
// Each loop starts anew, at the beginning or where [zendesk.From] says.
func (s SearchIndex[Hit]) Pages(ctx context.Context, q SearchQuery, opts ...zendesk.CallOption) iter.Seq2[*SearchPage[Hit], error] {
	op := s.listOp.Name
	from, opts := rest.Start(opts)
	return rest.Pages(op, from, func(cursor string) (*SearchPage[Hit], string, error) {
		if q.Page != 0 || q.Offset != 0 { // List rejects a Cursor
			return nil, "", &zendesk.ArgumentError{Op: op, Argument: "Page", Problem: "and Offset are for List and Batch: to start elsewhere, use zendesk.From"}
		}
		page, err := s.List(ctx, q, cursor, opts...)
		if err != nil {
			return nil, "", err
		}
		return page, page.Next, nil
	})
}

// All iterates over the hits, fetching pages as the loop goes on. An error is the
// last pair, with a nil hit: range with two variables, or collect a slice with
// [zendesk.Collect].
func (s SearchIndex[Hit]) All(ctx context.Context, q SearchQuery, opts ...zendesk.CallOption) iter.Seq2[*Hit, error] {
	return rest.Items(s.Pages(ctx, q, opts...), func(p *SearchPage[Hit]) []*Hit { return p.Items })
}

// Raw returns a search that returns each hit as the JSON that Sell sent, byte for byte.
func (s SearchIndex[Hit]) Raw() RawSearch {
	return RawSearch{SearchIndex[json.RawMessage](s)}
}

// Batch sends several queries in one request and returns a result for each, in order.
// If Sell rejects a query, its result has the error, and the others are not affected.
// The error returned by Batch is that of the request as a whole. To get the following
// pages, send another batch with the queries whose page has a Next, each with that as
// its Cursor.
func (s SearchIndex[Hit]) Batch(ctx context.Context, queries []SearchQuery, opts ...zendesk.CallOption) ([]SearchResult[Hit], error) {
	r := s.batchOp.Request()
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

// Schema returns the attributes of this kind of record, with their types and what can
// be done with them, as the YAML text that Sell publishes.
func (s SearchIndex[Hit]) Schema(ctx context.Context, opts ...zendesk.CallOption) ([]byte, error) {
	var schema []byte
	r := s.schema.Request()
	r.Header = http.Header{"Accept": {"*/*"}}
	err := s.rc.Do(ctx, r.Request, opts, func(body []byte) ([]string, error) {
		schema = bytes.Clone(body) // it is borrowed
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return schema, nil
}

// Attributes returns the attributes for which the type of the hits has fields, to be
// used as a Projection. It does not include custom fields: see [SearchField].
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
	return rest.Raw(r.s.All(ctx, q, opts...))
}
