package support

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Tickets lists the tickets in a view.
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:op GET /api/v2/views/{id}/tickets returns=tickets
func (s ViewsService) Tickets(viewID int64) Listing[Ticket, ViewTicketQuery] {
	return list[Ticket, ViewTicketQuery](s.rc, opViewsTickets, viewID)
}

// Execute lists the tickets in a view as the rows that agents see. Each page has the
// columns in Included.Columns. For whole tickets use [ViewsService.Tickets].
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:op GET /api/v2/views/{id}/execute returns=rows
func (s ViewsService) Execute(viewID int64) Listing[ViewRow, ViewTicketQuery] {
	return list[ViewRow, ViewTicketQuery](s.rc, opViewsExecute, viewID)
}

// Preview returns one page of the rows that a view would have with All, Any and Output
// of p. An empty cursor asks for the first page; the Next of a page asks for the one
// after it.
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:op POST /api/v2/views/preview class=read returns=rows
func (s ViewsService) Preview(ctx context.Context, p ViewParams, q ViewTicketQuery, cursor string, opts ...zendesk.CallOption) (*Page[ViewRow], error) {
	cursor, opts, err := rest.Cursor(opViewsPreview.Name, cursor, opts)
	if err != nil {
		return nil, err
	}
	req, err := listing{s.rc, opViewsPreview, nil}.ask(q, cursor)
	if err != nil {
		return nil, err
	}
	req = req.With(p)
	page, into := newPage[ViewRow]()
	err = s.rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
		_, odd, err = into.decode(body, req.Returns())
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// CountPreview returns how many tickets a view would have with All and Any of p.
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:op POST /api/v2/views/preview/count class=read returns=view_count
func (s ViewsService) CountPreview(ctx context.Context, p ViewParams, opts ...zendesk.CallOption) (*ViewCount, error) {
	return one[ViewCount](ctx, s.rc, opViewsCountPreview.Request().With(p), opts)
}

// CountTickets returns how many tickets are in a view, as far as Support knows:
// see [ViewCount].
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:op GET /api/v2/views/{id}/count returns=view_count
func (s ViewsService) CountTickets(ctx context.Context, viewID int64, opts ...zendesk.CallOption) (*ViewCount, error) {
	return one[ViewCount](ctx, s.rc, opViewsCountTickets.Request(viewID), opts)
}

// maxViewCounts is how many views one request counts.
const maxViewCounts = 20

// CountMany returns the counts of at most 20 views. Views that the token's user does
// not have are left out.
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:op GET /api/v2/views/count_many limit=view-counts:6/min returns=view_counts
func (s ViewsService) CountMany(ctx context.Context, viewIDs []int64, opts ...zendesk.CallOption) ([]*ViewCount, error) {
	req := opViewsCountMany.Request()
	if err := byIDs(&req, viewIDs); err != nil {
		return nil, err
	}
	if len(viewIDs) > maxViewCounts {
		return nil, &zendesk.ArgumentError{Op: req.Op, Argument: "viewIDs", Problem: fmt.Sprintf("there are %d: one request takes 1 to %d", len(viewIDs), maxViewCounts)}
	}
	return many[ViewCount](ctx, s.rc, req, opts)
}

// ViewCount is the number of tickets in a view. Support caches counts; those of
// thousands of tickets for an hour or more.
type ViewCount struct {
	ViewID int64  `json:"view_id,omitzero"`
	URL    string `json:"url,omitzero"`
	Value  *int64 `json:"value,omitzero"`  // nil while Support counts: ask again
	Pretty string `json:"pretty,omitzero"` // such as "~700", or "..." while Support counts
	Fresh  bool   `json:"fresh,omitzero"`  // false while Support counts again: Value is an older one
	Active bool   `json:"active,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewRow is one ticket as a view shows it.
type ViewRow struct {
	Ticket *Ticket `json:"ticket,omitzero"` // a part of it: id, subject, status and little more

	Extra map[string]json.RawMessage `json:",embed"` // the values of the columns, by [ViewColumn] ID
}

// ViewTicketQuery sorts a listing of the tickets in a view.
type ViewTicketQuery struct {
	SortBy    string    `query:"sort_by"`    // a column, as in [ViewOutput]; default: as the view says. Pages then have numbers
	SortOrder SortOrder `query:"sort_order"` // default: desc, except for texts
	Include   []Include `query:"include"`    // users, groups, organizations (unconfirmed)
	PerPage   int       `query:"page[size],max=100"`
}
