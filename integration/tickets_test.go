package integration_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/support"
)

func ticketIDs(t *testing.T, a *integration.Agent, of integration.Ref) []int64 {
	t.Helper()
	var ids []int64
	for ticket, err := range a.Tickets(t.Context(), of) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, ticket.ID)
	}
	return ids
}

// salesWorld has a company with two employees, one of whom has a deal, each
// with tickets, and an organization of the company's name.
func salesWorld() *world {
	w := newWorld(nil, nil)
	w.support.Seed("users",
		`{"id":201,"name":"Eva Employee","email":"eva@example.com","role":"end-user","active":true}`,
		`{"id":202,"name":"Emil Employee","email":"emil@example.com","phone":"+43 1 5553333","role":"end-user","active":true}`,
		`{"id":203,"name":"Otto Other","email":"otto@example.com","role":"end-user","active":true,"organization_id":60}`)
	w.support.Seed("organizations", `{"id":60,"name":"Castle Ltd"}`, `{"id":61,"name":"Castle Ltd Austria"}`)
	w.support.Seed("tickets",
		`{"id":1,"status":"open","requester_id":201,"created_at":"2026-01-01T00:00:00Z"}`,
		`{"id":2,"status":"solved","requester_id":201,"created_at":"2026-01-02T00:00:00Z"}`,
		`{"id":3,"status":"new","requester_id":202,"created_at":"2026-01-03T00:00:00Z"}`,
		`{"id":4,"status":"open","requester_id":203,"organization_id":60,"created_at":"2026-01-04T00:00:00Z"}`,
		`{"id":5,"status":"open","requester_id":200,"organization_id":61,"created_at":"2026-01-05T00:00:00Z"}`)
	w.sell.Seed("contacts",
		`{"id":800,"name":"Castle Ltd","is_organization":true,"owner_id":7,"email":"otto@example.com"}`,
		`{"id":801,"name":"Eva Employee","contact_id":800,"email":"eva@example.com","owner_id":7,"updated_at":"2026-01-01T00:00:00Z"}`,
		`{"id":802,"name":"Emil Employee","contact_id":800,"mobile":"+4315553333","owner_id":7,"updated_at":"2026-02-01T00:00:00Z"}`)
	w.sell.Seed("leads", `{"id":900,"last_name":"Eva","email":"EVA@example.com","owner_id":7}`)
	w.sell.Seed("deals", `{"id":700,"name":"Deal","contact_id":801,"organization_id":800,"owner_id":7}`, `{"id":701,"name":"Of the company","contact_id":800,"owner_id":7}`)
	w.sell.Seed("deals", `{"id":702,"name":"Of nobody","contact_id":null,"owner_id":7}`)
	w.sell.Seed("deals/700/associated_contacts", `{"contact_id":802,"role":"involved"}`)
	return w
}

func TestTicketsOfARecord(t *testing.T) {
	w := salesWorld()
	a := as(t, w.integrate(t, nil), agent)
	for of, want := range map[integration.Ref][]int64{
		integration.Lead(900):    {1, 2},
		integration.Contact(801): {1, 2},
		integration.Contact(802): {3},          // by the number
		integration.Contact(800): {4, 3, 1, 2}, // employees and the organization of exactly that name
		integration.Deal(700):    {1, 2},       // of its primary contact, not of the associated one
		integration.Deal(701):    {4, 3, 1, 2},
		integration.Deal(702):    nil,
	} {
		if got := ticketIDs(t, a, of); !slices.Equal(got, want) {
			t.Errorf("%v: tickets %v, want %v", of, got, want)
		}
	}
	for _, r := range w.support.Requests() {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}

// The order of the widget: unsolved first, of these the urgent, then the newest.
func TestTicketOrder(t *testing.T) {
	w := salesWorld()
	for i, ticket := range []string{
		`"status":"closed","priority":"urgent","created_at":"2026-03-09T00:00:00Z"`,
		`"status":"solved","priority":"urgent","created_at":"2026-03-08T00:00:00Z"`,
		`"status":"hold","priority":null,"created_at":"2026-03-02T00:00:00Z"`,
		`"status":"pending","priority":"low","created_at":"2026-03-03T00:00:00Z"`,
		`"status":"open","priority":"urgent","created_at":"2026-03-01T00:00:00Z"`,
		`"status":"new","priority":"urgent","created_at":"2026-03-02T00:00:00Z"`,
		`"status":"open","priority":"normal","created_at":"2026-03-02T00:00:00Z"`,
		`"status":"open","priority":"high","created_at":"2026-03-02T00:00:00Z"`,
		`"status":"open","priority":"odd","created_at":"2026-03-03T00:00:00Z"`,
		`"status":"solved","created_at":"2026-03-09T00:00:00Z"`,
	} {
		w.support.Seed("tickets", fmt.Sprintf(`{"id":%d,"requester_id":202,%s}`, 10+i, ticket))
	}
	got := ticketIDs(t, as(t, w.integrate(t, nil), agent), integration.Contact(802))
	if want := []int64{15, 14, 17, 16, 13, 18, 12, 3, 19, 10, 11}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	if integration.Unsolved(&support.Ticket{Status: support.TicketStatusClosed}) || !integration.Unsolved(&support.Ticket{Status: support.TicketStatusHold}) {
		t.Error("unsolved is neither solved nor closed")
	}
}

func TestTicketsOfSecondAddress(t *testing.T) {
	w := salesWorld()
	w.support.Seed("identities", `{"id":500,"user_id":202,"type":"email","value":"emil@example.com","primary":true}`, `{"id":501,"user_id":202,"type":"email","value":"second@example.com"}`)
	w.sell.Seed("contacts", `{"id":803,"name":"Emil","email":"Second@example.com","owner_id":7}`)
	if got := ticketIDs(t, as(t, w.integrate(t, nil), agent), integration.Contact(803)); !slices.Equal(got, []int64{3}) {
		t.Errorf("tickets %v", got)
	}
}

// A search finds what resembles the key, too. That is somebody else.
func TestTicketsOfWhoResembles(t *testing.T) {
	w := salesWorld()
	w.support.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v2/users/search" {
				r = r.Clone(r.Context())
				r.URL.RawQuery = "query=example.com"
				r.RequestURI = r.URL.RequestURI()
			}
			next.ServeHTTP(rw, r)
		})
	})
	if got := ticketIDs(t, as(t, w.integrate(t, nil), agent), integration.Contact(801)); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("tickets %v", got)
	}
}

func TestTicketsOfRecordWithoutKeys(t *testing.T) {
	w := salesWorld()
	w.sell.Seed("contacts", `{"id":803,"name":"Nobody","owner_id":7}`, `{"id":804,"name":"","is_organization":true,"owner_id":7}`, `{"id":805,"name":"Castle","is_organization":true,"owner_id":7}`)
	a := as(t, w.integrate(t, nil), agent)
	w.support.ForgetRequests()
	for _, id := range []int64{803, 804} {
		if got := ticketIDs(t, a, integration.Contact(id)); len(got) != 0 {
			t.Errorf("%d: tickets %v", id, got)
		}
	}
	if n := len(w.support.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	// An organization whose name only starts so is another one.
	if got := ticketIDs(t, a, integration.Contact(805)); len(got) != 0 {
		t.Errorf("tickets %v", got)
	}
}

// Organizations may be searched by admins only; others look through those whose
// name starts so.
func TestTicketsOfOrganizationWithoutSearch(t *testing.T) {
	w := salesWorld()
	w.support.Use(refusing(99, http.StatusForbidden, "GET", "/api/v2/organizations/search"))
	if got := ticketIDs(t, as(t, w.integrate(t, nil), agent), integration.Contact(800)); !slices.Equal(got, []int64{4, 3, 1, 2}) {
		t.Errorf("tickets %v", got)
	}
}

// A company shows so many tickets at most, of the people updated last.
func TestCompanyCap(t *testing.T) {
	w := salesWorld()
	w.support.Seed("users", `{"id":204,"name":"Emil at home","email":"home@example.com","phone":"+43 1 5553333","role":"end-user","active":true}`)
	var tickets []string
	for i := range 150 {
		tickets = append(tickets, fmt.Sprintf(`{"id":%d,"status":"open","requester_id":%d}`, 100+i, 202+2*(i%2)))
	}
	w.support.Seed("tickets", tickets...)
	if got := ticketIDs(t, as(t, w.integrate(t, nil), agent), integration.Contact(800)); len(got) != 100 || slices.Contains(got, 1) || slices.Contains(got, 4) {
		t.Errorf("%d tickets: %v", len(got), got)
	}
	w.support.Seed("tickets", `{"id":248,"status":"closed","requester_id":202}`, `{"id":110,"status":"open","priority":"urgent","requester_id":202}`)
	first := ticketIDs(t, as(t, w.integrate(t, func(c *integration.Config) { c.CompanyTickets = 1 }), agent), integration.Contact(800))
	last := ticketIDs(t, as(t, w.integrate(t, func(c *integration.Config) { c.CompanyTickets = 50 }), agent), integration.Contact(800))
	if !slices.Equal(first, []int64{110}) || len(last) != 50 || slices.Contains(last, 248) {
		t.Errorf("the most important one: %v; the closed one is among %v", first, last)
	}
	for most, want := range map[int]int{1: 1, 76: 76, 77: 77, 151: 151, 1000: 154} {
		in := w.integrate(t, func(c *integration.Config) { c.CompanyTickets = most })
		if got := ticketIDs(t, as(t, in, agent), integration.Contact(800)); len(got) != want {
			t.Errorf("cap %d: %d tickets", most, len(got))
		}
	}
	in := w.integrate(t, func(c *integration.Config) { c.CompanyTickets = 1 })
	if got := ticketIDs(t, as(t, in, agent), integration.Contact(801)); len(got) != 2 {
		t.Errorf("the cap holds for a person, too: %v", got)
	}
}

func TestTicketsRestricted(t *testing.T) {
	w := salesWorld()
	w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","role":"agent","role_type":3,"active":true}`)
	w.support.Seed("groups", `{"id":30,"name":"Sales"}`)
	w.support.Seed("group_memberships", `{"id":32,"user_id":107,"group_id":30}`)
	w.support.Seed("tickets", `{"id":2,"status":"solved","requester_id":201,"group_id":30}`)
	if got := ticketIDs(t, as(t, w.integrate(t, nil), agent), integration.Contact(800)); !slices.Equal(got, []int64{2}) {
		t.Errorf("tickets %v", got)
	}
}

func TestTicketsRefused(t *testing.T) {
	w := salesWorld()
	off := as(t, w.integrate(t, func(c *integration.Config) { c.Settings.TicketsInSell = false }), agent)
	on := as(t, w.integrate(t, nil), agent)
	for name, test := range map[string]struct {
		agent *integration.Agent
		of    integration.Ref
		want  error
	}{
		"switched off":  {off, integration.Contact(801), integration.ErrSwitchedOff},
		"no such lead":  {on, integration.Lead(1), zendesk.ErrNotFound},
		"no such deal":  {on, integration.Deal(1), zendesk.ErrNotFound},
		"no id":         {on, integration.Contact(0), nil},
		"kind of mouse": {on, integration.Ref{Kind: "mouse", ID: 1}, nil},
	} {
		pairs := 0
		for ticket, err := range test.agent.Tickets(t.Context(), test.of) {
			pairs++
			if ticket != nil || err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("%s: %v, %v", name, ticket, err)
			}
		}
		if pairs != 1 {
			t.Errorf("%s: %d pairs", name, pairs)
		}
	}
}

// A listing can be left, and begun again.
func TestTicketsStop(t *testing.T) {
	a := as(t, salesWorld().integrate(t, nil), agent)
	all := a.Tickets(t.Context(), integration.Contact(801))
	for range 2 {
		for ticket, err := range all {
			if err != nil || ticket.ID != 1 {
				t.Errorf("%v, %v", ticket, err)
			}
			break
		}
	}
}

func TestTicketsFailure(t *testing.T) {
	for _, path := range []string{"/api/v2/users/search", "/api/v2/users/201/tickets/requested", "/api/v2/organizations/60/tickets"} {
		w := salesWorld()
		a := as(t, w.integrate(t, nil), agent)
		w.support.Use(refusing(99, http.StatusForbidden, "GET", path))
		last := errors.New("none")
		for _, err := range a.Tickets(t.Context(), integration.Contact(800)) {
			last = err
		}
		if !errors.Is(last, zendesk.ErrForbidden) || strings.Contains(last.Error(), "@") {
			t.Errorf("%s: %v", path, last)
		}
	}
}
