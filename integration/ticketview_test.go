package integration_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/support"
)

// viewWorld has a customer with a thousand tickets, and a deal of two contacts.
func viewWorld(tickets int) *world {
	w := newWorld(nil, nil)
	w.sell.Seed("contacts", `{"id":800,"name":"Carl","last_name":"Castle","email":"carl@example.com","owner_id":7}`, `{"id":801,"name":"Dora","last_name":"Dell","email":"dora@example.com","owner_id":7}`)
	w.sell.Seed("deals", `{"id":700,"name":"Castle","contact_id":800,"stage_id":1,"owner_id":7}`)
	w.sell.Seed("associated_contacts", `{"deal_id":700,"contact_id":801,"role":"involved"}`)
	w.support.Seed("users", `{"id":201,"name":"Dora Dell","email":"dora@example.com","role":"end-user","active":true}`)
	for i := range tickets {
		status := []string{"open", "solved", "closed", "pending"}[i%4]
		w.support.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":"%s","requester_id":%d,"tags":["%s"],"created_at":"2000-01-01T00:00:00Z","updated_at":"2000-01-01T00:00:00Z"}`,
			10000+i, status, 200+i%2, []string{"a", "ticket_from_sell"}[i%5/4]))
	}
	return w
}

func browse(t testing.TB, a *integration.Agent, of integration.Ref, v integration.TicketView) []int64 {
	t.Helper()
	var ids []int64
	for ticket, err := range a.BrowseTickets(t.Context(), of, v) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, ticket.ID)
	}
	return ids
}

// What a view shows, and in which order.
func TestTicketView(t *testing.T) {
	w := viewWorld(16) // even ids are Carl's: open, closed; odd ones Dora's: solved, pending
	a := as(t, w.integrate(t, nil), agent)
	for name, test := range map[string]struct {
		of   integration.Ref
		view integration.TicketView
		want []int64
	}{
		"newest":     {integration.Contact(800), integration.TicketView{Order: integration.ByNewest}, []int64{10014, 10012, 10010, 10008, 10006, 10004, 10002, 10000, 3001, 3000}},
		"limit":      {integration.Contact(800), integration.TicketView{Order: integration.ByNewest, Limit: 3}, []int64{10014, 10012, 10010}},
		"unsolved":   {integration.Contact(800), integration.TicketView{Unsolved: true}, []int64{10012, 10008, 10004, 10000, 3000}},
		"statuses":   {integration.Contact(801), integration.TicketView{Statuses: []support.TicketStatus{support.TicketStatusPending}}, []int64{10015, 10011, 10007, 10003}},
		"from Sell":  {integration.Contact(800), integration.TicketView{FromSell: true}, []int64{10004, 10014}},
		"deal":       {integration.Deal(700), integration.TicketView{Unsolved: true, Limit: 2}, []int64{10012, 10008}},
		"associated": {integration.Deal(700), integration.TicketView{Associated: true, Order: integration.ByNewest, Limit: 4}, []int64{10015, 10014, 10013, 10012}},
		"important":  {integration.Deal(700), integration.TicketView{Associated: true, Limit: 3}, []int64{10015, 10012, 10011}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := browse(t, a, test.of, test.view); !slices.Equal(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// The first of a thousand tickets costs what the first page costs.
func TestTicketViewIsLazy(t *testing.T) {
	costs := make(map[int]int)
	for _, n := range []int{10, 2000} {
		w := viewWorld(n)
		a := as(t, w.integrate(t, nil), agent)
		before := len(w.support.Requests()) + len(w.sell.Requests())
		for ticket, err := range a.BrowseTickets(t.Context(), integration.Contact(800), integration.TicketView{Order: integration.ByNewest}) {
			if err != nil || ticket.RequesterID != customer {
				t.Fatal(ticket, err)
			}
			break
		}
		costs[n] = len(w.support.Requests()) + len(w.sell.Requests()) - before
	}
	if costs[10] != costs[2000] || costs[10] > 4 {
		t.Errorf("requests by number of tickets: %v", costs)
	}
}

// A view that makes no sense is refused before anything is asked.
func TestBadTicketView(t *testing.T) {
	w := viewWorld(1)
	a := as(t, w.integrate(t, nil), agent)
	before := len(w.support.Requests()) + len(w.sell.Requests())
	for want, view := range map[string]integration.TicketView{"Limit": {Limit: -1}, "Order": {Order: "oldest"}} {
		n := 0
		for _, err := range a.BrowseTickets(t.Context(), integration.Contact(800), view) {
			if n++; err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %v", view, err)
			}
		}
		if n != 1 {
			t.Errorf("%+v: %d errors", view, n)
		}
	}
	if n := len(w.support.Requests()) + len(w.sell.Requests()); n != before {
		t.Error("it was asked for")
	}
}

// The newest tickets come as the agent may see them.
func TestTicketViewHidesWhatTheAgentMayNotSee(t *testing.T) {
	w := viewWorld(4)
	w.support.Seed("groups", `{"id":32,"name":"Secret","is_public":false}`)
	w.support.Seed("tickets", `{"id":10002,"status":"open","requester_id":200,"group_id":32}`)
	a := as(t, w.integrate(t, nil), agent)
	if got := browse(t, a, integration.Contact(800), integration.TicketView{Order: integration.ByNewest}); !slices.Equal(got, []int64{10000, 3001, 3000}) {
		t.Errorf("%v", got)
	}
}
