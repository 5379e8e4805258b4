package support

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
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
	// page as well.
	Next string
	// Last says that there is nothing more for now.
	Last bool
}

// smallestExport is how few records of an export are asked for when Support
// cannot give more of them in time.
const smallestExport = 100

func exportPages[Record any](ctx context.Context, r resource, verb, many string, q IncrementalQuery, opts []zendesk.CallOption) iter.Seq2[*ExportPage[Record], error] {
	return func(yield func(*ExportPage[Record], error) bool) {
		exportFrom[Record](ctx, r, verb, many, q, opts)(yield)
	}
}

// exportFrom makes the iterator of one range. A page that Support cannot give in
// time is asked for by half, and so are those after it.
func exportFrom[Record any](ctx context.Context, r resource, verb, many string, q IncrementalQuery, opts []zendesk.CallOption) iter.Seq2[*ExportPage[Record], error] {
	req := r.request(verb, http.MethodGet, "/"+many+"/cursor")
	half := func(query url.Values) {
		if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > smallestExport {
			q.PerPage = max(n/2, smallestExport)
			query.Set("per_page", strconv.Itoa(q.PerPage))
		}
	}
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
		err = r.rc.DoLess(ctx, req, opts, half, func(body []byte) ([]string, error) { return page.decode(body, many) })
		switch {
		case err != nil:
			return nil, "", err
		case page.Last:
			return page, "", nil
		}
		return page, page.Next, nil
	})
}

func exportItems[Record any](pages iter.Seq2[*ExportPage[Record], error]) iter.Seq2[*Record, error] {
	return rest.Items(pages, func(p *ExportPage[Record]) []*Record { return p.Items })
}

func (p *ExportPage[Record]) decode(body []byte, many string) (odd []string, err error) {
	found := false
	err = members(body, func(name string, value jsontext.Value) (err error) {
		var strange []string
		switch name {
		case many:
			found = true
			p.Items, strange, err = rest.Records[Record](value, "/"+many)
		case "after_cursor":
			err = rest.Unmarshal(value, &p.Next)
		case "end_of_stream":
			err = rest.Unmarshal(value, &p.Last)
		default:
			strange = p.Included.add(name, value)
		}
		odd = append(odd, strange...)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, errors.New("it has no " + many)
	case p.Next == "" && !p.Last:
		return nil, errors.New("there is more, but no cursor")
	}
	return odd, nil
}
