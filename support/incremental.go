package support

import (
	"context"
	"iter"
	"net/http"
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
type IncrementalService struct{ resource }

func incrementalService(rc *rest.Client) IncrementalService {
	return IncrementalService{resource{rc: rc, name: "Incremental", path: "/api/v2/incremental"}}
}

// Tickets iterates over the tickets that changed since a time, which must be a
// minute ago at least; the zero time is the beginning. Deleted ones come with
// [StatusDeleted]. What changed is told by GeneratedTimestamp, so UpdatedAt can
// be older than since.
func (s IncrementalService) Tickets(ctx context.Context, since time.Time, opts ...zendesk.CallOption) iter.Seq2[*Ticket, error] {
	return exportItems(s.TicketPages(ctx, IncrementalQuery{Since: since}, opts...))
}

// TicketPages iterates over the same by page; store the Next of each page to
// go on from there.
func (s IncrementalService) TicketPages(ctx context.Context, q IncrementalQuery, opts ...zendesk.CallOption) iter.Seq2[*ExportPage[Ticket], error] {
	return exportPages[Ticket](ctx, s.resource, "Tickets", "tickets", q, opts)
}

// Users iterates over the users that changed since a time; see Tickets.
func (s IncrementalService) Users(ctx context.Context, since time.Time, opts ...zendesk.CallOption) iter.Seq2[*User, error] {
	return exportItems(s.UserPages(ctx, IncrementalQuery{Since: since}, opts...))
}

// UserPages iterates over the same by page; see TicketPages.
func (s IncrementalService) UserPages(ctx context.Context, q IncrementalQuery, opts ...zendesk.CallOption) iter.Seq2[*ExportPage[User], error] {
	return exportPages[User](ctx, s.resource, "Users", "users", q, opts)
}

// IncrementalQuery says where an export starts: at Cursor, or else at Since.
type IncrementalQuery struct {
	Since   time.Time `query:"-"`      // a minute ago at least; zero: from the beginning
	Cursor  string    `query:"cursor"` // the Next of an earlier page
	Include []Include `query:"include"`
	PerPage int       `query:"per_page,max=1000"`
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

func exportPages[Record any](ctx context.Context, r resource, verb, many string, q IncrementalQuery, opts []zendesk.CallOption) iter.Seq2[*ExportPage[Record], error] {
	req := r.request(verb, http.MethodGet, "/"+many+"/cursor")
	return rest.Pages(req.Op, func(cursor string) (*ExportPage[Record], string, error) {
		var err error
		if req.Query, err = rest.Values(req.Op, q); err != nil {
			return nil, "", err
		}
		switch {
		case cursor != "":
			req.Query.Set("cursor", cursor)
		case q.Cursor == "":
			req.Query.Set("start_time", strconv.FormatInt(max(q.Since.Unix(), 0), 10))
		}
		page := new(ExportPage[Record])
		err = r.rc.Do(ctx, req, opts, func(body []byte) ([]string, error) { return page.decode(body, many) })
		if err != nil {
			return nil, "", err
		}
		if page.Next == "" { // the end may come without a cursor: go on from where this page was asked from
			page.Next = req.Query.Get("cursor")
		}
		switch {
		case page.Last:
			return page, "", nil
		}
		return page, page.Next, nil
	})
}

func exportItems[Record any](pages iter.Seq2[*ExportPage[Record], error]) iter.Seq2[*Record, error] {
	return rest.Items(pages, func(p *ExportPage[Record]) []*Record { return p.Items })
}
