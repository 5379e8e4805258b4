package support

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// IncrementalService exports all that changed since a time, for admins. The
// exports of an account share 10 requests a minute. The last minute is never
// exported, and a record may come more than once: keep the last of each id.
//
// API page: Incremental Exports (ticketing/ticket-management/incremental_exports).
type IncrementalService struct{ rc *rest.Client }

// Tickets iterates over the tickets that changed since a time, which must be a
// minute ago at least; the zero time is the beginning, and [zendesk.From] wins
// over it. Deleted tickets come with [TicketStatusDeleted]. GeneratedTimestamp
// tells what changed, so UpdatedAt can be older than since.
//
//zendesk:op GET /api/v2/incremental/tickets/cursor returns=tickets limit=incremental-exports:10/min
func (s IncrementalService) Tickets(ctx context.Context, since time.Time, opts ...zendesk.CallOption) iter.Seq2[*Ticket, error] {
	return exportItems(s.TicketPages(ctx, IncrementalQuery{Since: since}, opts...))
}

// TicketPages iterates over the same by page. To resume on another day, store
// the Next of each page and pass it with [zendesk.From].
func (s IncrementalService) TicketPages(ctx context.Context, q IncrementalQuery, opts ...zendesk.CallOption) iter.Seq2[*ExportPage[Ticket], error] {
	return exportPages[Ticket](ctx, s.rc, opIncrementalTickets, q, opts)
}

// Users iterates over the users that changed since a time; see Tickets.
//
//zendesk:op GET /api/v2/incremental/users/cursor returns=users limit=incremental-exports:10/min
func (s IncrementalService) Users(ctx context.Context, since time.Time, opts ...zendesk.CallOption) iter.Seq2[*User, error] {
	return exportItems(s.UserPages(ctx, IncrementalQuery{Since: since}, opts...))
}

// UserPages iterates over the same by page; see TicketPages.
func (s IncrementalService) UserPages(ctx context.Context, q IncrementalQuery, opts ...zendesk.CallOption) iter.Seq2[*ExportPage[User], error] {
	return exportPages[User](ctx, s.rc, opIncrementalUsers, q, opts)
}

// IncrementalQuery says where an export starts, unless [zendesk.From] does.
type IncrementalQuery struct {
	Since   time.Time `query:"-"` // a minute ago at least; zero: from the beginning
	Include []Include `query:"include"`
	// PerPage is from 1 to 1000; 0 is 1000. Support may be unable to give so
	// many in time (504): then half is asked for, down to 100, and for the pages
	// after it as well.
	PerPage int `query:"per_page,max=1000"`
}

// ExportPage is one page of an export.
type ExportPage[Record any] struct {
	Items    []*Record
	Included Included
	// Next goes on from here, now or on another day: it is set on the last
	// page as well. An account without a record since the start of the export
	// may have none: then start again from the same time.
	Next string
	// Last says that there is nothing more for now.
	Last bool
}

// smallestExport is how few records of an export are asked for when Support
// cannot give more of them in time.
const smallestExport = 100

func exportPages[Record any](ctx context.Context, rc *rest.Client, op *rest.Op, q IncrementalQuery, opts []zendesk.CallOption) iter.Seq2[*ExportPage[Record], error] {
	return func(yield func(*ExportPage[Record], error) bool) {
		exportFrom[Record](ctx, rc, op, q, opts)(yield)
	}
}

// exportFrom makes the iterator of one range. A page that Support cannot give in
// time is asked for by half, and so are those after it.
func exportFrom[Record any](ctx context.Context, rc *rest.Client, op *rest.Op, q IncrementalQuery, opts []zendesk.CallOption) iter.Seq2[*ExportPage[Record], error] {
	half := func(query url.Values) {
		if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > smallestExport {
			q.PerPage = max(n/2, smallestExport)
			query.Set("per_page", strconv.Itoa(q.PerPage))
		}
	}
	from, opts := rest.Start(opts)
	return rest.Pages(op.Name, from, func(cursor string) (*ExportPage[Record], string, error) {
		req := op.Request()
		var err error
		if req.Query, err = rest.Values(req.Op, q); err != nil {
			return nil, "", err
		}
		if cursor != "" {
			req.Query.Set("cursor", cursor)
		} else {
			req.Query.Set("start_time", strconv.FormatInt(max(q.Since.Unix(), 0), 10))
		}
		page := new(ExportPage[Record])
		err = rc.DoLess(ctx, req.Request, opts, half, func(body []byte) ([]string, error) { return page.decode(body, req.Returns()) })
		if err != nil {
			return nil, "", err
		}
		if page.Next == "" { // the end may come without a cursor: go on from where this page was asked from
			page.Next = req.Query.Get("cursor")
		}
		if page.Last {
			return page, "", nil
		}
		return page, page.Next, nil
	})
}

func exportItems[Record any](pages iter.Seq2[*ExportPage[Record], error]) iter.Seq2[*Record, error] {
	return rest.Items(pages, func(p *ExportPage[Record]) []*Record { return p.Items })
}
