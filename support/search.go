package support

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SearchService finds tickets, users, organizations and groups by a query. The
// index lags behind by some minutes, and pages may repeat a result.
//
// A search reads only the first 1,000 results; if there are more, its listing
// ends with [ErrOutOfReach]. The exports of one kind have no such limit.
//
// API page: Search (ticketing/ticket-management/search).
//
//zendesk:resource Result /api/v2/search query=SearchQuery many=results nouns=results List(reach=1000;limit=search-index:2500/min)
type SearchService struct{ rc *rest.Client }

// ErrOutOfReach means that a search found more than the 1,000 results that can be
// read by page. A loop gets it after the last of these, so that it does not take them
// for all. Narrow the search, or use an export.
var ErrOutOfReach = errors.New("support: more results than the 1,000 that can be read: narrow the search or use an export")

// Count returns the number of results of a query, including those beyond the first
// 1,000.
//
//zendesk:op GET /api/v2/search/count returns=count
func (s SearchService) Count(ctx context.Context, query string, opts ...zendesk.CallOption) (int64, error) {
	req := opSearchCount.Request()
	if query == "" {
		return 0, &zendesk.ArgumentError{Op: req.Op, Argument: "query", Problem: "is empty"}
	}
	req.Query = url.Values{"query": {query}}
	count, err := one[int64](ctx, s.rc, req, opts)
	if err != nil {
		return 0, err
	}
	return *count, nil
}

// ExportTickets lists all tickets that match a query, the newest first. The
// cursor of a page can be used for an hour.
//
//zendesk:op GET /api/v2/search/export?filter[type]=ticket returns=results limit=search-export:100/min
func (s SearchService) ExportTickets() Listing[Ticket, ExportQuery] {
	return list[Ticket, ExportQuery](s.rc, opSearchExportTickets)
}

// ExportUsers lists all users that match a query; see ExportTickets.
//
//zendesk:op GET /api/v2/search/export?filter[type]=user returns=results limit=search-export:100/min
func (s SearchService) ExportUsers() Listing[User, ExportQuery] {
	return list[User, ExportQuery](s.rc, opSearchExportUsers)
}

// ExportOrganizations lists all organizations that match a query; see ExportTickets.
//
//zendesk:op GET /api/v2/search/export?filter[type]=organization returns=results limit=search-export:100/min
func (s SearchService) ExportOrganizations() Listing[Organization, ExportQuery] {
	return list[Organization, ExportQuery](s.rc, opSearchExportOrganizations)
}

// ExportGroups lists all groups that match a query; see ExportTickets.
//
//zendesk:op GET /api/v2/search/export?filter[type]=group returns=results limit=search-export:100/min
func (s SearchService) ExportGroups() Listing[Group, ExportQuery] {
	return list[Group, ExportQuery](s.rc, opSearchExportGroups)
}

// SearchQuery is a search for records of all kinds, the most relevant first.
type SearchQuery struct {
	Query     string     `query:"query"`      // such as "type:ticket status<solved"; see [Quote]
	SortBy    SearchSort `query:"sort_by"`    // default: by relevance
	SortOrder SortOrder  `query:"sort_order"` // default: descending
	Include   []Include  `query:"include"`    // prefixed with the kind, such as "tickets(users)"
	PerPage   int        `query:"per_page,max=100"`
}

func (q SearchQuery) check() (argument, problem string) { return queryGiven(q.Query) }

// ExportQuery is a search for all records of one kind.
type ExportQuery struct {
	Query   string `query:"query"` // without "type:"
	PerPage int    `query:"page[size],max=100"`
}

func (q ExportQuery) check() (argument, problem string) { return queryGiven(q.Query) }

func queryGiven(query string) (argument, problem string) {
	if query == "" {
		return "Query", "is empty"
	}
	return "", ""
}

// Quote quotes a value for use in a query, such as a name that a customer entered:
// "requester:"+support.Quote(name).
func Quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

// SearchSort is a key to sort results by.
type SearchSort string

// Sort keys of a search.
const (
	ResultsByUpdatedAt  SearchSort = "updated_at"
	ResultsByCreatedAt  SearchSort = "created_at"
	ResultsByPriority   SearchSort = "priority"
	ResultsByStatus     SearchSort = "status"
	ResultsByTicketType SearchSort = "ticket_type"
)

// SortOrder is the direction of a sort key.
type SortOrder string

// Directions.
const (
	OrderAscending  SortOrder = "asc"
	OrderDescending SortOrder = "desc"
)

// ResultType is the kind of a result.
type ResultType string

// Result types.
const (
	ResultTicket       ResultType = "ticket"
	ResultUser         ResultType = "user"
	ResultOrganization ResultType = "organization"
	ResultGroup        ResultType = "group"
)

// Result is one record that a search found. The field for its Type is set, or none if
// this version does not know the type.
type Result struct {
	Type         ResultType
	Ticket       *Ticket
	User         *User
	Organization *Organization
	Group        *Group
	Raw          json.RawMessage // the record as Support sent it
}

// UnmarshalJSON reads a record by its result_type.
func (r *Result) UnmarshalJSON(data []byte) (err error) {
	kind, _ := record.Text(record.Member(data, "result_type"))
	*r = Result{Type: ResultType(kind), Raw: bytes.Clone(data)}
	var odd []string
	switch r.Type {
	case ResultTicket:
		r.Ticket, odd, err = record.Decode[Ticket](data, "")
	case ResultUser:
		r.User, odd, err = record.Decode[User](data, "")
	case ResultOrganization:
		r.Organization, odd, err = record.Decode[Organization](data, "")
	case ResultGroup:
		r.Group, odd, err = record.Decode[Group](data, "")
	}
	if err == nil && odd != nil {
		return &record.Odd{Paths: odd}
	}
	return err
}
