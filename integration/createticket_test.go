package integration_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/support"
)

// sellWorld has records of customers whom Support does not know, and of Carl, whom
// it does.
func sellWorld(role string) *world {
	w := newWorld(nil, nil)
	w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","active":true,`+role+`}`)
	w.sell.Seed("leads",
		`{"id":900,"first_name":"Dora","last_name":"Dell","email":"dora@example.com","phone":"+49 30 5550100","owner_id":7}`,
		`{"id":901,"last_name":"Phone Only","phone":"+49 30 5550199","owner_id":7}`)
	w.sell.Seed("contacts", `{"id":800,"name":"Carl Castle","last_name":"Castle","mobile":"+49 (171) 234-5678","owner_id":7}`)
	w.sell.Seed("deals", `{"id":700,"name":"Castle","contact_id":800,"stage_id":1,"owner_id":7}`, `{"id":701,"name":"Nobody","stage_id":1,"owner_id":7}`)
	return w
}

const (
	fullAgent    = `"role":"agent","role_type":0`
	contributor  = `"role":"agent","role_type":3,"ticket_restriction":"groups"`
	lightAgent   = `"role":"agent","role_type":1`
	customAgent  = `"role":"agent","role_type":0,"custom_role_id":77`
	chatAgent    = `"role":"agent","role_type":2,"chat_only":true`
	priceRequest = "Wants prices"
)

func ticketRequest(of integration.Ref) integration.TicketRequest {
	return integration.TicketRequest{For: of, Subject: priceRequest, Description: "Called today."}
}

func createTicket(t testing.TB, a *integration.Agent, req integration.TicketRequest) *integration.TicketResult {
	t.Helper()
	res, err := a.CreateTicket(t.Context(), req)
	if err != nil {
		t.Fatalf("%v\n%+v", err, res.Steps)
	}
	return res
}

func stepsOf(all []integration.Step) string { return steps(&integration.Result{Steps: all}) }

// Who the requester is, by who creates the ticket and what Support knows.
func TestCreateTicketRequester(t *testing.T) {
	for name, test := range map[string]struct {
		role     string
		of       integration.Ref
		create   bool   // CreateRequester
		customer string // name of the requester
		standsIn bool
		steps    string
	}{
		"known by another spelling":     {contributor, integration.Contact(800), false, "Carl van Castle", false, "requester:already ticket:done record:done"},
		"primary contact of a deal":     {fullAgent, integration.Deal(700), false, "Carl van Castle", false, "requester:already ticket:done record:done"},
		"unknown":                       {fullAgent, integration.Lead(900), false, "Dora Dell", false, "ticket:done record:done"},
		"unknown, by phone":             {fullAgent, integration.Lead(901), false, "Phone Only", false, "requester:done ticket:done record:done"},
		"contributor":                   {contributor, integration.Lead(900), false, "Rita Rep", true, "requester:skipped ticket:done record:done"},
		"light agent":                   {lightAgent, integration.Lead(900), false, "Rita Rep", true, "requester:skipped ticket:done record:done"},
		"custom role":                   {customAgent, integration.Lead(900), false, "Rita Rep", true, "requester:skipped ticket:done record:done"},
		"contributor, created for them": {contributor, integration.Lead(900), true, "Dora Dell", false, "ticket:done record:done"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := sellWorld(test.role)
				req := ticketRequest(test.of)
				req.CreateRequester = test.create
				res := createTicket(t, as(t, w.integrate(t, nil), agent), req)
				if got := stepsOf(res.Steps); got != test.steps {
					t.Errorf("steps %s", got)
				}
				requester, err := w.desk().Users.Get(t.Context(), res.Ticket.RequesterID)
				if err != nil || requester.Name != test.customer || test.standsIn != (res.Customer == 0) || test.standsIn != (len(res.Warnings) == 1) {
					t.Errorf("%v, requester %q, customer %d, warnings %q", err, requester.Name, res.Customer, res.Warnings)
				}
				if !test.standsIn && res.Customer != requester.ID {
					t.Errorf("customer %d, requester %d", res.Customer, requester.ID)
				}
				comments := w.comments(t, res.Ticket.ID)
				want := "Called today.\n\nFrom Zendesk Sell, by Rita Rep:\n" + test.of.URL()
				if test.standsIn {
					want += "\n\nThe customer is not in Support yet. Correct the requester: Dora Dell, dora@example.com, +49 30 5550100"
				}
				if len(comments) != 1 || comments[0].Public || comments[0].Body != want || comments[0].AuthorID != agent {
					t.Errorf("comments %+v", comments)
				}
				ticket, err := w.desk().Tickets.Get(t.Context(), res.Ticket.ID)
				if err != nil || ticket.Subject != priceRequest || ticket.Status != support.TicketStatusNew || ticket.SubmitterID != agent {
					t.Errorf("%v, ticket %+v", err, ticket)
				}
				if tag := fmt.Sprintf("sell_record_%d_%s_%d", ticket.ID, test.of.Kind, test.of.ID); !slices.Equal(ticket.Tags, []string{tag, "ticket_from_sell"}) && !slices.Equal(ticket.Tags, []string{"ticket_from_sell", tag}) {
					t.Errorf("tags %v", ticket.Tags)
				}
				if ref, ok := integration.RecordOf(ticket); ref != test.of || !ok || !integration.FromSell(ticket) {
					t.Errorf("record %v, %v", ref, ok)
				}
			})
		})
	}
}

// A record that the agent does not see in Sell, an agent without tickets, and bad
// input: nothing is written.
func TestCreateTicketRefused(t *testing.T) {
	w := sellWorld(fullAgent)
	w.sell.Seed("leads", `{"id":902,"last_name":"Secret","email":"s@example.com","owner_id":1}`)
	a := as(t, w.integrate(t, nil), agent)
	for want, req := range map[string]integration.TicketRequest{
		"not found":          ticketRequest(integration.Lead(902)),
		"no primary contact": ticketRequest(integration.Deal(701)),
		"not a kind":         ticketRequest(integration.Ref{Kind: "note", ID: 1}),
		"Subject":            {For: integration.Lead(900), Subject: " ", Description: "x"},
		"Description":        {For: integration.Lead(900), Subject: "x"},
	} {
		if _, err := a.CreateTicket(t.Context(), req); err == nil || !strings.Contains(err.Error(), want) && !(want == "not found" && errors.Is(err, zendesk.ErrNotFound)) {
			t.Errorf("%s: %v", want, err)
		}
	}
	off := as(t, w.integrate(t, func(c *integration.Config) { c.Settings.TicketsInSell = false }), agent)
	if _, err := off.CreateTicket(t.Context(), ticketRequest(integration.Lead(900))); !errors.Is(err, integration.ErrSwitchedOff) {
		t.Errorf("switched off: %v", err)
	}
	w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","active":true,`+chatAgent+`}`)
	if _, err := as(t, w.integrate(t, nil), agent).CreateTicket(t.Context(), ticketRequest(integration.Lead(900))); !errors.Is(err, integration.ErrTicketNotVisible) {
		t.Errorf("chat agent: %v", err)
	}
	if got := w.writes(); len(got) != 0 {
		t.Errorf("wrote %v", got)
	}
}

// With a key a lost answer does no harm: there is one ticket, however often it is
// asked for. Without one, the error says that nobody knows.
func TestCreateTicketWhoseAnswerIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := sellWorld(fullAgent)
		before := len(w.support.Records("tickets"))
		w.support.Use(losingAnswers(1, "POST", "/api/v2/tickets"))
		a := as(t, w.integrate(t, nil), agent)
		req := ticketRequest(integration.Lead(900))
		if _, err := a.CreateTicket(t.Context(), req); !errors.Is(err, zendesk.ErrUnclear) {
			t.Errorf("error %v", err)
		}
		if n := len(w.support.Records("tickets")) - before; n != 1 {
			t.Errorf("%d tickets", n)
		}

		w = sellWorld(fullAgent)
		w.support.Use(losingAnswers(1, "POST", "/api/v2/tickets"))
		a = as(t, w.integrate(t, nil), agent)
		req.Key = "form-17"
		first := createTicket(t, a, req)
		again := createTicket(t, a, req)
		if n := len(w.support.Records("tickets")) - before; n != 1 || first.Ticket.ID != again.Ticket.ID {
			t.Errorf("%d tickets, %d and %d", n, first.Ticket.ID, again.Ticket.ID)
		}
	})
}

// The tag of a record belongs to its ticket: a follow-up inherits it in vain.
func TestRecordOfAFollowUp(t *testing.T) {
	for tag, want := range map[string]bool{
		"sell_record_5_deal_7": true, "sell_record_4_deal_7": false, "sell_record_5_deal": false, "sell_record_5_deal_x": false,
		"sell_record_5_deal_07": false, "sell_record_5_deal_7_8": false, "other": false,
	} {
		ref, ok := integration.RecordOf(&support.Ticket{ID: 5, Tags: []string{"a", tag}})
		if ok != want || ok && ref != integration.Deal(7) {
			t.Errorf("%s: %v, %v", tag, ref, ok)
		}
	}
}

// The automation creates tickets too, in its own name.
func TestCreateTicketByTheAutomation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := sellWorld(fullAgent)
		res := createTicket(t, w.integrate(t, nil).Automation(), ticketRequest(integration.Lead(900)))
		if res.Ticket.SubmitterID != supportAdmin || res.Customer == 0 {
			t.Errorf("%+v", res.Ticket)
		}
	})
}
