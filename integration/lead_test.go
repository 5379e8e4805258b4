package integration_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
)

func TestCreateLead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		in := w.integrate(t, nil)
		res, err := as(t, in, agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, Note: "wants a quote"})
		if err != nil {
			t.Fatalf("%v\n%+v", err, res.Steps)
		}
		if res.Outcome != integration.Created || res.Decision.Owner != leadrouting.User(sellRep) {
			t.Errorf("outcome %s, owner %v", res.Outcome, res.Decision.Owner)
		}
		if got, want := steps(res), "match:done owner:done lease:done lead:done source:done lead_source:done note:done comment:done link:done"; got != want {
			t.Errorf("steps %s, want %s", got, want)
		}
		leads := w.leads(t)
		if len(leads) != 1 {
			t.Fatalf("%d leads", len(leads))
		}
		for name, want := range map[string]any{
			"first_name": "Carl van", "last_name": "Castle", "email": "carl@example.com", "phone": "+49 171 2345678",
			"status": "New", "owner_id": float64(sellRep), "creator_id": float64(sellRep),
		} {
			if leads[0][name] != want {
				t.Errorf("%s = %v, want %v", name, leads[0][name], want)
			}
		}
		if fields, _ := leads[0]["custom_fields"].(map[string]any); fields[integration.DefaultTicketField] != "3000" {
			t.Errorf("custom fields %v", fields)
		}
		notes := w.notes(t)
		if want := "wants a quote\n\nFrom Zendesk Support, by Rita Rep:\nhttps://acme.zendesk.com/agent/tickets/3000"; len(notes) != 1 || notes[0]["content"] != want {
			t.Errorf("notes %v", notes)
		}
		comments := w.comments(t, openTicket)
		last := comments[len(comments)-1]
		if len(comments) != 2 || last.Public || last.AuthorID != agent || !strings.Contains(last.Body, "https://app.futuresimple.com/leads/") || !strings.Contains(last.Body, "Rita Rep") {
			t.Errorf("comments %+v", comments)
		}
		if tags := w.tags(t, openTicket); len(tags) != 2 || !slices.Contains(tags, "vip") || !strings.HasPrefix(tags[1], "sell_lead_") {
			t.Errorf("tags %v", tags)
		}

		w.sell.ForgetRequests()
		w.support.ForgetRequests()
		again, err := as(t, in, agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if err != nil || again.Outcome != integration.Existing || again.LeadID != res.LeadID || again.Lead == nil {
			t.Errorf("again: %v, %+v", err, again)
		}
		if got := w.writes(); len(got) != 0 {
			t.Errorf("the second call wrote %v", got)
		}
	})
}
