package support_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// cursorPage is an answer in the cursor style. The links of the last page lead
// on, as they do in real ones.
func cursorPage(more bool, after string, ids ...int64) string {
	return fmt.Sprintf(`{"tickets":[%s],"meta":{"has_more":%t,"after_cursor":%q,"before_cursor":"b"},
		"links":{"prev":null,"next":"https://elsewhere.example/api/v2/tickets?page%%5Bafter%%5D=%s"}}`, tickets(ids), more, after, after)
}

// numberedPage is an answer in the offset style; next is the page that
// follows, 0 for none.
func numberedPage(next, count int, ids ...int64) string {
	link := "null"
	if next > 0 {
		link = strconv.Quote("https://elsewhere.example/api/v2/tickets?page=" + strconv.Itoa(next) + "&per_page=2")
	}
	return fmt.Sprintf(`{"tickets":[%s],"next_page":%s,"previous_page":null,"count":%d}`, tickets(ids), link, count)
}

func tickets(ids []int64) string {
	var records []string
	for _, id := range ids {
		records = append(records, `{"id":`+strconv.FormatInt(id, 10)+`}`)
	}
	return strings.Join(records, ",")
}

func TestListingIsLazyAndRestartable(t *testing.T) {
	server := ok(cursorPage(true, "c1", 1, 2), cursorPage(false, "c2", 3), cursorPage(true, "c1", 4), cursorPage(false, "c2", 5))
	all := connect(t, server).Tickets.All(t.Context(), support.TicketQuery{ExternalID: "o 7"})
	equal(t, "requests before the range", len(server.lines()), 0)

	equal(t, "ids", idsOf(must(zendesk.Collect(all, 0))), []any{int64(1), int64(2), int64(3)})
	equal(t, "ids of the second range", idsOf(must(zendesk.Collect(all, 0))), []any{int64(4), int64(5)})
	const first, second = "GET /api/v2/tickets?external_id=o 7&page[size]=100", "GET /api/v2/tickets?external_id=o 7&page[after]=c1&page[size]=100"
	equal(t, "requests", server.lines(), []string{first, second, first, second})
}

func TestNothingIsFetchedAfterBreak(t *testing.T) {
	for stop := range int64(2) { // in the middle of the page, and at its end
		server := ok(cursorPage(true, "c1", 1, 2), cursorPage(false, "", 3))
		for ticket, err := range connect(t, server).Tickets.All(t.Context(), support.TicketQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			if ticket.ID == stop+1 {
				break
			}
		}
		equal(t, "requests", len(server.lines()), 1)
	}
}

func TestListGoesOnFromNext(t *testing.T) {
	server := ok(cursorPage(true, "a+/=", 1), cursorPage(false, "end", 2))
	query := support.TicketQuery{Sort: support.Descending(support.TicketsByUpdatedAt), PerPage: 1}
	first := must(connect(t, server).Tickets.List(t.Context(), query, ""))
	second := must(connect(t, server).Tickets.List(t.Context(), query, first.Next)) // another process
	equal(t, "ids", []any{idsOf(first.Items)[0], idsOf(second.Items)[0]}, []any{int64(1), int64(2)})
	equal(t, "Next of the last", second.Next, "")
	equal(t, "requests", server.lines()[1], "GET /api/v2/tickets?page[after]=a+/=&page[size]=1&sort=-updated_at")
}

func TestEmptyPageIsNotTheEnd(t *testing.T) {
	server := ok(cursorPage(true, "c1", 1), cursorPage(true, "c2"), cursorPage(false, "c3", 2))
	equal(t, "ids", idsOf(must(zendesk.Collect(connect(t, server).Tickets.All(t.Context(), support.TicketQuery{}), 0))), []any{int64(1), int64(2)})
	last := ok(cursorPage(true, "c1", 1), `{"tickets":[],"meta":{"has_more":false,"after_cursor":null,"before_cursor":null},"links":{"prev":null,"next":null}}`)
	equal(t, "ids", idsOf(must(zendesk.Collect(connect(t, last).Tickets.All(t.Context(), support.TicketQuery{}), 0))), []any{int64(1)})
	bare := ok(`{"tickets":[{"id":1}],"meta":{"has_more":false}}`)
	equal(t, "Next without links", must(connect(t, bare).Tickets.List(t.Context(), support.TicketQuery{}, "")).Next, "")
}

func TestCursorFromALink(t *testing.T) {
	server := ok(`{"tickets":[{"id":1}],"meta":{"has_more":true},"links":{"next":"https://elsewhere.example/api/v2/users?page%5Bafter%5D=c1&role=admin"}}`,
		cursorPage(false, "", 2))
	must(zendesk.Collect(connect(t, server).Tickets.All(t.Context(), support.TicketQuery{}), 0))
	equal(t, "requests", server.lines()[1], "GET /api/v2/tickets?page[after]=c1&page[size]=100") // of the link only the cursor
	for _, s := range server.sent {
		if !strings.HasPrefix(s.path, "https://acme.zendesk.com/") {
			t.Errorf("the credential went to %s", s.path)
		}
	}
}

func TestNumberedPages(t *testing.T) {
	server := ok(numberedPage(2, 3, 1, 2), numberedPage(0, 3, 3))
	desk := connect(t, server)
	var counts []int64
	for page, err := range desk.Tickets.Pages(t.Context(), support.TicketQuery{PerPage: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		counts = append(counts, page.Count)
	}
	equal(t, "counts", counts, []int64{3, 3})
	equal(t, "requests", server.lines(), []string{"GET /api/v2/tickets?page[size]=2", "GET /api/v2/tickets?page=2&per_page=2"}) // never both styles
}

// Pages by cursor ignore sort_by, so what is sorted by it is read by number.
func TestSortedDeletedTickets(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("tickets", `{"id":1,"subject":"B"}`, `{"id":2,"subject":"A"}`, `{"id":3,"subject":"C"}`)
	desk := connect(t, fake.Transport())
	for id := range int64(3) {
		if err := desk.Tickets.Delete(t.Context(), id+1); err != nil {
			t.Fatal(err)
		}
	}
	fake.ForgetRequests()
	query := support.DeletedTicketQuery{SortBy: support.DeletedTicketsBySubject, SortOrder: support.OrderDescending, PerPage: 2}
	equal(t, "ids", idsOf(must(zendesk.Collect(desk.DeletedTickets.All(t.Context(), query), 0))), []any{int64(3), int64(1), int64(2)})
	var queries []string
	for _, r := range fake.Requests() {
		queries = append(queries, must(url.QueryUnescape(r.Query.Encode())))
	}
	equal(t, "requests", queries, []string{"per_page=2&sort_by=subject&sort_order=desc", "page=2&per_page=2&sort_by=subject&sort_order=desc"})
}

func TestFiltersOfSeveralValues(t *testing.T) {
	desk := connect(t, seeded().Transport())
	roles := []support.Role{support.RoleAgent, support.RoleAdmin}
	both := must(zendesk.Collect(desk.Users.All(t.Context(), support.UserQuery{Roles: roles}), 0))
	for _, user := range both {
		if user.Role != support.RoleAgent && user.Role != support.RoleAdmin {
			t.Errorf("%d is an %s", user.ID, user.Role)
		}
	}
	count := must(desk.Users.Count(t.Context(), support.UserCountQuery{Roles: roles}))
	equal(t, "users", []bool{len(both) > 1, count.Value == int64(len(both))}, []bool{true, true})
	if _, err := desk.Users.Count(t.Context(), support.UserCountQuery{Roles: []support.Role{}}); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("no roles: %v", err)
	}
}

func TestListingsThatCannotGoOn(t *testing.T) {
	for name, c := range map[string]struct {
		bodies   []string
		is       error
		requests int
	}{
		"a cursor that repeats": {[]string{cursorPage(true, "c1", 1), cursorPage(true, "c1", 1)}, zendesk.ErrNoProgress, 2},
		"a page that repeats":   {[]string{numberedPage(2, 9, 1), numberedPage(2, 9, 1)}, zendesk.ErrNoProgress, 2},
		"no cursor":             {[]string{`{"tickets":[],"meta":{"has_more":true},"links":{"next":"https://acme.zendesk.com/api/v2/tickets"}}`}, nil, 1},
		"a link to no page":     {[]string{`{"tickets":[{"id":1}],"next_page":"https://acme.zendesk.com/api/v2/tickets"}`}, nil, 1},
		"no list":               {[]string{`{"users":[]}`}, nil, 1},
		"no JSON":               {[]string{`<html>`}, nil, 1},
		"cut off":               {[]string{`{"tickets":[{"id":1}`}, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			server := ok(c.bodies...)
			_, err := zendesk.Collect(connect(t, server).Tickets.All(t.Context(), support.TicketQuery{}), 0)
			if err == nil || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %v", err)
			}
			equal(t, "requests", len(server.lines()), c.requests)
		})
	}
}

func TestArgumentsRefusedBeforeSending(t *testing.T) {
	server := ok(`{}`)
	desk := connect(t, server)
	ctx := t.Context()
	first := func(_ any, err error) error { return err }
	many := make([]int64, 101)
	for name, err := range map[string]error{
		"include with All":      first(zendesk.Collect(desk.Tickets.All(ctx, support.TicketQuery{Include: []support.Include{support.IncludeUsers}}), 0)),
		"two cursors":           first(desk.Tickets.List(ctx, support.TicketQuery{}, "after=a", zendesk.From("after=b"))),
		"a strange start":       first(zendesk.Collect(desk.Tickets.All(ctx, support.TicketQuery{}, zendesk.From("2")), 0)),
		"a start of a record":   first(desk.Tickets.Get(ctx, 1, zendesk.From("after=a"))),
		"a strange cursor":      first(desk.Tickets.List(ctx, support.TicketQuery{}, "https://acme.zendesk.com/api/v2/tickets?page=2")),
		"a large page":          first(desk.Tickets.List(ctx, support.TicketQuery{PerPage: 101}, "")),
		"id 0":                  first(desk.Tickets.Get(ctx, 0)),
		"a listing below id 0":  first(desk.Tickets.Comments(0).List(ctx, support.CommentQuery{}, "")),
		"identities of id 0":    first(desk.Users.Identities(0).Get(ctx, 1)),
		"an empty job id":       first(desk.JobStatuses.Get(ctx, "")),
		"no ids":                first(desk.Tickets.ShowMany(ctx, nil)),
		"too many ids":          first(desk.Tickets.DeleteMany(ctx, many)),
		"an id of 0 among many": first(desk.Tickets.ShowMany(ctx, []int64{1, 0})),
		"a key with a comma":    first(desk.Users.ShowManyByExternalID(ctx, []string{"a,b"})),
		"nothing to create":     first(desk.Users.CreateMany(ctx, nil)),
		"nothing to merge":      first(desk.Tickets.Merge(ctx, 1, support.TicketMergeParams{})),
		"an update without id":  first(desk.Tickets.UpdateEach(ctx, []support.TicketUpdate{{}})),
		"an empty search":       first(desk.Search.List(ctx, support.SearchQuery{}, "")),
		"an empty count":        first(desk.Search.Count(ctx, "")),
		"an empty export":       first(desk.Search.ExportTickets().List(ctx, support.ExportQuery{}, "")),
		"users by nothing":      first(desk.Users.Search().List(ctx, support.UserSearchQuery{}, "")),
		"users by two things":   first(desk.Users.Search().List(ctx, support.UserSearchQuery{Query: "a", ExternalID: "b"}, "")),
		"organizations by both": first(desk.Organizations.Search().List(ctx, support.OrganizationSearchQuery{Name: "a", ExternalID: "b"}, "")),
		"a completion of \"\"":  first(desk.Users.Autocomplete().List(ctx, support.AutocompleteQuery{}, "")),
		"an upsert by nothing":  first(desk.Users.CreateOrUpdate(ctx, support.UserParams{Name: zendesk.Set("Ana")})),
		"an upsert by \"\"":     first(desk.Users.CreateOrUpdate(ctx, support.UserParams{Email: zendesk.Set("")})),
		"an upsert by null":     first(desk.Organizations.CreateOrUpdate(ctx, support.OrganizationParams{ExternalID: zendesk.Null[string]()})),
		"an idempotent update":  first(desk.Tickets.Update(ctx, 1, support.TicketParams{}, zendesk.IdempotencyKey("k"))),
		"bulk tags on one":      first(desk.Tickets.Update(ctx, 1, support.TicketParams{AdditionalTags: []string{"a"}})),
		"a safe bulk update":    first(desk.Tickets.UpdateMany(ctx, []int64{1}, support.TicketParams{SafeUpdate: someTime})),
		"a safe create":         first(desk.Tickets.Create(ctx, support.TicketParams{SafeUpdate: someTime})),
	} {
		if !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	equal(t, "requests", len(server.lines()), 0)
}

func TestRawIsByteForByte(t *testing.T) {
	const odd = `{ "id":1, "subject":"a","subject":"b", "n":1.50 , "é":"\u00e9" }`
	server := ok(`{"tickets":[`+odd+`],"meta":{"has_more":true,"after_cursor":"c"}}`, cursorPage(false, "", 2))
	listing := connect(t, server).Tickets.Raw()
	raws := must(zendesk.Collect(listing.All(t.Context(), support.TicketQuery{}), 0))
	equal(t, "items", raws, []json.RawMessage{json.RawMessage(odd), json.RawMessage(`{"id":2}`)})
	server.sent = nil
	page := must(listing.List(t.Context(), support.TicketQuery{}, ""))
	equal(t, "Next", page.Next, "after=c")
	for page, err := range listing.Pages(t.Context(), support.TicketQuery{}) {
		if err != nil || len(page.Items) != 1 {
			t.Fatal(page, err)
		}
	}
	failed := connect(t, &canned{replies: []reply{{status: 403}}}).Tickets.Comments(1).Raw()
	if _, err := zendesk.Collect(failed.All(t.Context(), support.CommentQuery{}), 0); !errors.Is(err, zendesk.ErrForbidden) {
		t.Errorf("error %v", err)
	}
}

func TestSideLoads(t *testing.T) {
	server := ok(`{"tickets":[{"id":1,"requester_id":7}],"users":[{"id":7,"name":"Ana"}],"groups":[{"id":20}],
		"organizations":[{"id":10,"name":"Acme"}],"identities":[{"id":5,"value":"ana@example.com"}],"metric_sets":[{"id":9}],"facets":null,"count":1,"next_page":null}`)
	include := []support.Include{support.IncludeUsers, support.IncludeMetricSets}
	page := must(connect(t, server).Tickets.List(t.Context(), support.TicketQuery{Include: include}, ""))
	user, known := page.Included.User(page.Items[0].RequesterID)
	if !known || user.Name != "Ana" {
		t.Errorf("requester %v", user)
	}
	if _, known := page.Included.User(8); known {
		t.Error("found a user who is not there")
	}
	if _, known := page.Included.Group(20); !known {
		t.Error("the group is missing")
	}
	organization, _ := page.Included.Organization(10)
	equal(t, "organization", organization.Name, "Acme")
	equal(t, "identity", page.Included.Identities[0].Value, "ana@example.com")
	equal(t, "other", page.Included.Other, map[string]json.RawMessage{"metric_sets": json.RawMessage(`[{"id":9}]`)})
	equal(t, "request", server.lines()[0], "GET /api/v2/tickets?include=users,metric_sets&page[size]=100")
}

// A page within reach may end beyond it: what counts is where it starts.
func TestSearchReachesTheLastPage(t *testing.T) {
	for hits, want := range map[int]bool{990: false, 995: false, 1000: false, 1005: false, 1020: false, 1021: true} {
		fake := supporttest.New()
		for range hits {
			fake.Seed("tickets", `{"subject":"smoke","status":"open"}`)
		}
		n, beyond := 0, false
		for _, err := range connect(t, fake.Transport()).Search.All(t.Context(), support.SearchQuery{Query: "type:ticket smoke", PerPage: 30}) {
			if err == nil {
				n++
			} else if beyond = errors.Is(err, support.ErrOutOfReach); !beyond {
				t.Error(err)
			}
		}
		equal(t, "results", []any{n, beyond}, []any{min(hits, 1020), want})
	}
	// Where Support stops at the 1,000th, the others are missed.
	server := ok(`{"results":[{"id":1,"result_type":"x"}],"count":1005,"next_page":null}`)
	page := must(connect(t, server).Search.List(t.Context(), support.SearchQuery{Query: "smoke", PerPage: 30}, "page=34"))
	equal(t, "Next", page.Next, "page=35")
}

// A server that numbers pages for ever must not be followed for ever.
func TestNumberedPagesEndAtAnEmptyOne(t *testing.T) {
	server := ok(
		`{"users":[{"id":1}],"next_page":"https://acme.zendesk.com/api/v2/users?page=2","count":1}`,
		`{"users":[],"next_page":"https://acme.zendesk.com/api/v2/users?page=3","count":1}`,
	)
	all := must(zendesk.Collect(connect(t, server).Users.All(t.Context(), support.UserQuery{}), 0))
	equal(t, "users", idsOf(all), []any{int64(1)})
	equal(t, "requests", len(server.lines()), 2)
}

func TestSearchOutOfReach(t *testing.T) {
	fake := supporttest.New()
	for range 1001 {
		fake.Seed("tickets", `{"subject":"smoke","status":"open"}`)
	}
	desk := connect(t, fake.Transport())
	fake.ForgetRequests()
	n := 0
	var last error
	for result, err := range desk.Search.All(t.Context(), support.SearchQuery{Query: "type:ticket smoke"}) {
		if last = err; err == nil && result.Ticket.Subject == "smoke" {
			n++
		}
	}
	equal(t, "results", n, 1000)
	if !errors.Is(last, support.ErrOutOfReach) {
		t.Errorf("the end: %v", last)
	}
	equal(t, "requests", len(fake.Requests()), 10) // not one that would be refused

	all := must(zendesk.Collect(desk.Search.ExportTickets().All(t.Context(), support.ExportQuery{Query: "smoke"}), 0))
	equal(t, "exported", len(all), 1001)

	// The last page within reach may have no link.
	server := ok(`{"results":[],"count":5000,"next_page":null}`)
	page := must(connect(t, server).Search.List(t.Context(), support.SearchQuery{Query: "smoke"}, "page=10"))
	equal(t, "Next", page.Next, "page=11")
	page = must(connect(t, server).Search.List(t.Context(), support.SearchQuery{Query: "smoke"}, "page=3"))
	equal(t, "Next of a page before", page.Next, "")
}

func TestSearchResults(t *testing.T) {
	server := ok(`{"results":[{"id":1,"result_type":"ticket","subject":7},{"id":2,"result_type":"user","name":"Ana"},
		{"id":3,"result_type":"organization","name":"Acme"},{"id":4,"result_type":"group","name":"Sales"},{"id":5,"result_type":"article"}],
		"count":5,"facets":null,"next_page":null}`)
	var meta zendesk.Meta
	page := must(connect(t, server).Search.List(t.Context(), support.SearchQuery{Query: "a"}, "", zendesk.Into(&meta)))
	r := page.Items
	equal(t, "names", []string{r[1].User.Name, r[2].Organization.Name, r[3].Group.Name}, []string{"Ana", "Acme", "Sales"})
	equal(t, "ticket", r[0].Ticket.ID, int64(1))
	if r[0].User != nil || r[1].Ticket != nil {
		t.Error("a result has two records")
	}
	equal(t, "unknown", []string{string(r[4].Type), string(r[4].Raw)}, []string{"article", `{"id":5,"result_type":"article"}`})
	equal(t, "odd", meta.Odd, []string{"/results/0/subject"})
	if _, err := connect(t, ok(`{"results":[{"id":"x","result_type":"user"}]}`)).Search.List(t.Context(), support.SearchQuery{Query: "a"}, ""); err == nil {
		t.Error("a wrong id passed")
	}
}

func TestQuote(t *testing.T) {
	equal(t, "plain", support.Quote("Ana Ruiz"), `"Ana Ruiz"`)
	equal(t, "with quotes", support.Quote(`a"b\c`), `"a\"b\\c"`)
}

func TestExports(t *testing.T) {
	page := func(after string, end bool, ids ...int64) string {
		return fmt.Sprintf(`{"tickets":[%s],"users":[{"id":7}],"after_cursor":%q,"after_url":"https://elsewhere.example","before_cursor":null,"end_of_stream":%t}`, tickets(ids), after, end)
	}
	server := ok(page("c1", false, 1), page("c2", false), page("c3", true, 1, 2))
	var next []string
	var last []bool
	query := support.IncrementalQuery{Since: someTime, Include: []support.Include{support.IncludeUsers}, PerPage: 5}
	for page, err := range connect(t, server).Incremental.TicketPages(t.Context(), query) {
		if err != nil {
			t.Fatal(err)
		}
		if _, known := page.Included.User(7); !known {
			t.Error("the user is missing")
		}
		next, last = append(next, page.Next), append(last, page.Last)
	}
	equal(t, "cursors", next, []string{"c1", "c2", "c3"})
	equal(t, "ends", last, []bool{false, false, true})
	const route = "GET /api/v2/incremental/tickets/cursor?"
	equal(t, "requests", server.lines(), []string{
		route + "include=users&per_page=5&start_time=1767225600", route + "cursor=c1&include=users&per_page=5", route + "cursor=c2&include=users&per_page=5",
	})

	server = ok(page("c4", false, 3), page("c5", true, 4), page("c4", false, 3), page("c5", true, 4))
	// The cursor wins over Since.
	resumed := connect(t, server).Incremental.TicketPages(t.Context(), support.IncrementalQuery{Since: someTime}, zendesk.From(next[2]))
	for range 2 { // each range starts at the same place
		for _, err := range resumed {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	equal(t, "requests of the next day", server.lines(), slices.Repeat([]string{route + "cursor=c3&per_page=1000", route + "cursor=c4&per_page=1000"}, 2))

	for name, bodies := range map[string][]string{
		"a cursor that repeats": {page("c1", false), page("c1", false)},
		"no cursor":             {page("", false)},
		"no list":               {`{"end_of_stream":true}`},
	} {
		if _, err := zendesk.Collect(connect(t, ok(bodies...)).Incremental.Tickets(t.Context(), someTime), 0); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	refused := &canned{replies: []reply{{status: http.StatusForbidden}}}
	if _, err := zendesk.Collect(connect(t, refused).Incremental.Users(t.Context(), someTime), 0); !errors.Is(err, zendesk.ErrForbidden) {
		t.Errorf("error %v", err)
	}
}
