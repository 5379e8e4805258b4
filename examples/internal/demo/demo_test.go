package demo_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support"
)

// field returns a member of the record with that id, "" if there is none.
func field(t *testing.T, records []json.RawMessage, id int64, name string) string {
	t.Helper()
	for _, raw := range records {
		var o map[string]any
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprintf("%.0f", o["id"]) == fmt.Sprint(id) {
			return fmt.Sprint(o[name])
		}
	}
	return ""
}

func TestIDs(t *testing.T) {
	crm, desk := demo.Company()
	for _, c := range []struct {
		records      []json.RawMessage
		id           int64
		member, want string
	}{
		{crm.Records("users"), demo.Olivia, "role", "admin"},
		{crm.Records("users"), demo.Olivia, "reports_to", "<nil>"},
		{crm.Records("users"), demo.Lena, "zendesk_user_id", "1002"},
		{crm.Records("users"), demo.Lena, "name", "Lena Fischer"},
		{crm.Records("users"), demo.Ana, "name", "Ana Ruiz"},
		{crm.Records("users"), demo.Jonas, "name", "Jonas Weber"},
		{crm.Records("users"), demo.Priya, "name", "Priya Nair"},
		{crm.Records("users"), demo.Tom, "status", "inactive"},
		{crm.Records("users"), demo.Pool, "name", "Inbound leads"},
		{crm.Records("contacts"), demo.BlueDoor, "is_organization", "true"},
		{crm.Records("contacts"), demo.NadiaContact, "last_name", "Haddad"},
		{crm.Records("contacts"), demo.Northside, "name", "Northside Hotels"},
		{crm.Records("leads"), demo.SofiaLead, "last_name", "Rossi"},
		{crm.Records("leads"), demo.NadiaLead, "mobile", "+12025550132"},
		{crm.Records("deals"), demo.BlueDoorDeal, "value", "18400.50"},
		{crm.Records("deals"), demo.NorthsideDeal, "value", "64000"},
		{desk.Records("users"), demo.OliviaAgent, "role", "admin"},
		{desk.Records("users"), demo.LenaAgent, "name", "Lena Fischer"},
		{desk.Records("users"), demo.AnaAgent, "role_type", "3"},
		{desk.Records("users"), demo.TomAgent, "suspended", "true"},
		{desk.Records("users"), demo.BenAgent, "ticket_restriction", "groups"},
		{desk.Records("users"), demo.Nadia, "name", "Nadia Haddad"},
		{desk.Records("users"), demo.Daniel, "name", "Daniel Okoye"},
		{desk.Records("tickets"), demo.NadiaTicket, "requester_id", "1101"},
		{desk.Records("tickets"), demo.ClosedTicket, "status", "closed"},
		{desk.Records("tickets"), demo.SofiaTicket, "requester_id", "1103"},
		{desk.Records("tickets"), demo.DanielTicket, "requester_id", "1105"},
	} {
		if got := field(t, c.records, c.id, c.member); got != c.want {
			t.Errorf("%s of %d is %q, want %q", c.member, c.id, got, c.want)
		}
	}
}

func TestTokens(t *testing.T) {
	crm, desk := demo.Company()
	for token, want := range map[string]int64{selltest.DefaultToken: demo.Olivia, demo.LenaSellToken: demo.Lena, demo.AnaSellToken: demo.Ana} {
		self, err := crm.ClientFor(token, nil).Users.Self(t.Context())
		if err != nil || self.ID != want || len(token) != 64 {
			t.Errorf("a Sell token of %d characters: %v, %v; want user %d and 64 characters", len(token), self, err, want)
		}
	}
	for token, want := range map[string]int64{demo.LenaSupportToken: demo.LenaAgent, demo.AnaSupportToken: demo.AnaAgent, demo.BenSupportToken: demo.BenAgent} {
		me, err := desk.ClientFor(token, nil).Users.Me(t.Context())
		if err != nil || me.ID != want {
			t.Errorf("a Support token: %v, %v; want user %d", me, err, want)
		}
	}
	if me, err := desk.Client(nil).Users.Me(t.Context()); err != nil || me.ID != demo.OliviaAgent {
		t.Errorf("the server's token: %v, %v", me, err)
	}
	_, err := desk.ClientFor(demo.BenSupportToken, nil).Tickets.Get(t.Context(), demo.DanielTicket)
	if err == nil {
		t.Error("Ben sees a ticket of another group")
	}
}

func TestRecordsHaveTheFormOfTheAPI(t *testing.T) {
	crm, desk := demo.Company()
	var meta zendesk.Meta
	check := func(name string, n int, extra map[string]json.RawMessage) {
		if n == 0 || len(extra) > 0 || len(meta.Odd) > 0 {
			t.Errorf("%s: %d records, unknown members %v, odd ones %v", name, n, extra, meta.Odd)
		}
	}
	c, d := crm.Client(&sell.Config{Limiter: demo.Unlimited{}}), desk.Client(&support.Config{Limiter: demo.Unlimited{}})
	for page, err := range c.Leads.Pages(t.Context(), sell.LeadQuery{}, zendesk.Into(&meta)) {
		if err != nil {
			t.Fatal(err)
		}
		check("leads", len(page.Items), page.Items[0].Extra)
	}
	for page, err := range c.Contacts.Pages(t.Context(), sell.ContactQuery{}, zendesk.Into(&meta)) {
		if err != nil {
			t.Fatal(err)
		}
		check("contacts", len(page.Items), page.Items[0].Extra)
	}
	for page, err := range c.Deals.Pages(t.Context(), sell.DealQuery{}, zendesk.Into(&meta)) {
		if err != nil {
			t.Fatal(err)
		}
		check("deals", len(page.Items), page.Items[0].Extra)
	}
	for page, err := range c.Users.Pages(t.Context(), sell.UserQuery{}, zendesk.Into(&meta)) {
		if err != nil {
			t.Fatal(err)
		}
		check("users of Sell", len(page.Items), page.Items[0].Extra)
	}
	statuses := make(map[support.TicketStatus]bool)
	for page, err := range d.Tickets.Pages(t.Context(), support.TicketQuery{}, zendesk.Into(&meta)) {
		if err != nil {
			t.Fatal(err)
		}
		check("tickets", len(page.Items), page.Items[0].Extra)
		for _, ticket := range page.Items {
			statuses[ticket.Status] = true
		}
	}
	for _, status := range []support.TicketStatus{"new", "open", "pending", "hold", "solved", "closed"} {
		if !statuses[status] {
			t.Errorf("no ticket is %s", status)
		}
	}
	for page, err := range d.Users.Pages(t.Context(), support.UserQuery{}, zendesk.Into(&meta)) {
		if err != nil {
			t.Fatal(err)
		}
		check("users of Support", len(page.Items), page.Items[0].Extra)
	}
}

func TestNothingTellsCustomersOfTicketsFromSell(t *testing.T) {
	_, desk := demo.Company()
	for _, trigger := range desk.Records("triggers") {
		if strings.Contains(string(trigger), "ticket_from_sell") {
			t.Errorf("there is a trigger for them: %s", trigger)
		}
	}
}

func TestEachCompanyIsTheSame(t *testing.T) {
	crm, desk := demo.Company()
	again, deskAgain := demo.Company()
	equal := func(a, b json.RawMessage) bool { return string(a) == string(b) }
	if !slices.EqualFunc(crm.Records("leads"), again.Records("leads"), equal) {
		t.Error("the leads differ")
	}
	if !slices.EqualFunc(desk.Records("tickets"), deskAgain.Records("tickets"), equal) {
		t.Error("the tickets differ")
	}
}

func TestGrow(t *testing.T) {
	_, desk := demo.Company()
	users, tickets := len(desk.Records("users")), len(desk.Records("tickets"))
	demo.Grow(desk, 5)
	if len(desk.Records("users")) != users || len(desk.Records("tickets")) != tickets {
		t.Error("a company that is big enough grew")
	}
	demo.Grow(desk, 1000)
	if u, n := len(desk.Records("users")), len(desk.Records("tickets")); u < 1000 || n != 1000 {
		t.Errorf("%d users and %d tickets, want at least 1000 and 1000", u, n)
	}
	d := desk.Client(nil)
	ticket, err := d.Tickets.Get(t.Context(), 3_000_001)
	if err != nil || ticket.RequesterID != 2_000_001 || len(ticket.Extra) > 0 || ticket.RawSubject != ticket.Subject {
		t.Fatalf("ticket %+v, %v", ticket, err)
	}
	user, err := d.Users.Get(t.Context(), ticket.RequesterID)
	if err != nil || user.Role != support.RoleEndUser || user.Email != "customer-2000001@example.com" {
		t.Errorf("requester %+v, %v", user, err)
	}
}

func BenchmarkGrow(b *testing.B) {
	for b.Loop() {
		_, desk := demo.Company()
		demo.Grow(desk, 10_000)
	}
}
