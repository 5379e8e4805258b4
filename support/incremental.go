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

// IncrementalService exports everything that changed since a given time, for admins. The
// exports of an account share 10 requests per minute. The last minute is never
// exported, and a record may be returned more than once: keep the last of each id.
//
// API page: Incremental Exports (ticketing/ticket-management/incremental_exports).
type IncrementalService struct{ rc *rest.Client }

// Tickets iterates over the tickets that changed since a given time, at least a minute
// ago. The zero time is the beginning; [zendesk.From] takes precedence over it. Deleted
// tickets have [TicketStatusDeleted]. A ticket is returned if its GeneratedTimestamp is
// new enough, so its UpdatedAt can be older than since.
//
//zendesk:op GET /api/v2/incremental/tickets/cursor returns=tickets limit=incremental-exports:10/min
func (s IncrementalService) Tickets(ctx context.Context, since time.Time, opts ...zendesk.CallOption) iter.Seq2[*Ticket, error] {
	return exportItems(s.TicketPages(ctx, IncrementalQuery{Since: since}, opts...))
}

// TicketPages iterates over the same tickets by page. To resume on another day, store
// the Next of each page and pass it with [zendesk.From].
func (s IncrementalService) TicketPages(ctx context.Context, q IncrementalQuery, opts ...zendesk.CallOption) iter.Seq2[*ExportPage[Ticket], error] {
	return exportPages[Ticket](ctx, s.rc, opIncrementalTickets, q, opts)
}

// Users iterates over the users that changed since a given time; see Tickets.
//
//zendesk:op GET /api/v2/incremental/users/cursor returns=users limit=incremental-exports:10/min
func (s IncrementalService) Users(ctx context.Context, since time.Time, opts ...zendesk.CallOption) iter.Seq2[*User, error] {
	return exportItems(s.UserPages(ctx, IncrementalQuery{Since: since}, opts...))
}

// UserPages iterates over the same users by page; see TicketPages.
func (s IncrementalService) UserPages(ctx context.Context, q IncrementalQuery, opts ...zendesk.CallOption) iter.Seq2[*ExportPage[User], error] {
	return exportPages[User](ctx, s.rc, opIncrementalUsers, q, opts)
}

// IncrementalQuery says where an export starts, unless [zendesk.From] does.
type IncrementalQuery struct {
	Since   time.Time `query:"-"` // at least a minute ago; zero: from the beginning
	Include []Include `query:"include"`
	// PerPage is from 1 to 1000; the default is 1000. If Support cannot return that
	// many in time (504), this page and those after it are requested with half as
	// many, down to 100.
	PerPage int `query:"per_page,max=1000"`
}

// ExportPage is one page of an export.
type ExportPage[Record any] struct {
	Items    []*Record
	Included Included
	// Next is where to continue, now or on another day: it is set on the last
	// page as well. It may be empty if the account has no record since the start of
	// the export: then start again from the same time.
	Next string
	// Last means that there is nothing more for now.
	Last bool
}

// smallestExport is the smallest page to request if Support cannot return larger ones in
// time.
const smallestExport = 100

func exportPages[Record any](ctx context.Context, rc *rest.Client, op *rest.Op, q IncrementalQuery, opts []zendesk.CallOption) iter.Seq2[*ExportPage[Record], error] {
	return func(yield func(*ExportPage[Record], error) bool) {
		exportFrom[Record](ctx, rc, op, q, opts)(yield)
	}
}

// exportFrom returns the iterator of one loop. If Support cannot return a page in time,
// that page and those after it are requested at half the size.
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
		if page.Next == "" { // the end may have no cursor: continue from the cursor of this page
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
