package integration_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
)

// The lead of the ticket was deleted or converted: the result says which, and
// another one is made on request only, and once.
func TestLeadIsGone(t *testing.T) {
	for _, fate := range []integration.Fate{integration.LeadDeleted, integration.LeadConverted} {
		t.Run(string(fate), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				a := as(t, w.integrate(t, allAgents), agent)
				old := create(t, a, integration.LeadRequest{Ticket: openTicket}).LeadID
				var became []integration.Ref
				if fate == integration.LeadConverted {
					became = w.convert(t, old)
				} else if err := w.crm().Leads.Delete(t.Context(), old); err != nil {
					t.Fatal(err)
				}
				written := len(w.writes())
				res := create(t, a, integration.LeadRequest{Ticket: openTicket})
				if res.Outcome != integration.Existing || res.LeadID != old || res.Lead != nil || res.Gone == nil || res.Gone.Fate != fate || !slices.Equal(res.Gone.Became, became) {
					t.Errorf("%+v, gone %+v, want %v", res, res.Gone, became)
				}
				if n := len(w.writes()); n != written {
					t.Errorf("wrote %v", w.writes()[written:])
				}

				res = create(t, a, integration.LeadRequest{Ticket: openTicket, ReplaceGone: true, DespiteMatches: true})
				if res.Outcome != integration.Created || res.LeadID == old || len(res.Duplicates) != 0 {
					t.Fatalf("replaced: %+v", res)
				}
				if tags := w.tags(t, openTicket); !slices.Equal(tags, []string{"vip", linkTag(openTicket, res.LeadID)}) {
					t.Errorf("tags %v", tags)
				}
				again := create(t, a, integration.LeadRequest{Ticket: openTicket, ReplaceGone: true})
				if again.Outcome != integration.Existing || again.LeadID != res.LeadID || again.Gone != nil || len(w.leads(t)) != 1 {
					t.Errorf("again: %+v", again)
				}
			})
		})
	}
}

// convert converts a lead to a person, a company and a deal.
func (w *world) convert(t testing.TB, lead int64) []integration.Ref {
	t.Helper()
	if _, err := w.crm().Leads.Update(t.Context(), lead, sell.LeadParams{OrganizationName: zendesk.Set("Castle Ltd")}); err != nil {
		t.Fatal(err)
	}
	c, err := w.crm().LeadConversions.Convert(t.Context(), sell.LeadConversionParams{LeadID: zendesk.Set(lead), CreateDeal: zendesk.Set(true)})
	if err != nil {
		t.Fatal(err)
	}
	if c.IndividualID == 0 || c.OrganizationID == 0 || c.DealID == 0 {
		t.Fatalf("conversion %+v", c)
	}
	return []integration.Ref{integration.Contact(c.IndividualID), integration.Contact(c.OrganizationID), integration.Deal(c.DealID)}
}

// An agent who sees their own leads only cannot tell a lead that is gone from one
// of a colleague, so they replace none. The automation can tell.
func TestHiddenLeadIsNotReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		in := w.integrate(t, nil)
		a := as(t, in, agent)
		old := create(t, a, integration.LeadRequest{Ticket: openTicket}).LeadID
		if _, err := w.crm().Leads.Update(t.Context(), old, sell.LeadParams{OwnerID: zendesk.Set[int64](sellAdmin)}); err != nil {
			t.Fatal(err)
		}
		written := len(w.writes())
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if res.Gone == nil || res.Gone.Fate != integration.LeadHidden || res.Outcome != integration.Existing {
			t.Errorf("%+v", res)
		}
		if _, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, ReplaceGone: true}); err == nil || !strings.Contains(err.Error(), "automation") {
			t.Errorf("replaced: %v", err)
		}
		if n := len(w.writes()); n != written || len(w.leads(t)) != 1 {
			t.Errorf("wrote %v", w.writes()[written:])
		}
		res, err := in.Automation().CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, ReplaceGone: true})
		if err != nil || res.Gone != nil || res.Lead == nil || res.LeadID != old {
			t.Errorf("the automation: %v, %+v", err, res)
		}
	})
}

// A follow-up ticket inherits the tags of the one before: they are history, even
// of another requester, and gone on with on request only.
func TestFollowUpTicket(t *testing.T) {
	for _, follow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			a := as(t, w.integrate(t, nil), agent)
			first := create(t, a, integration.LeadRequest{Ticket: openTicket, Note: "wants a quote"})
			w.support.Seed("users", `{"id":201,"name":"Dora Dell","email":"dora@example.com","role":"end-user","active":true}`)
			w.support.Seed("tickets", `{"id":3002,"status":"new","requester_id":201,"tags":["vip","`+linkTag(openTicket, first.LeadID)+`","sell_claim_3000_107_abc_944006400_944006400"],"via":{"channel":"web","source":{"rel":"follow_up","from":{"ticket_id":3000}}},"created_at":"1999-12-31T00:00:00Z","updated_at":"1999-12-31T00:00:00Z"}`)
			res := create(t, a, integration.LeadRequest{Ticket: 3002, FollowHistory: follow})
			if !slices.Equal(res.History, []integration.TicketLead{{Ticket: openTicket, LeadID: first.LeadID}}) {
				t.Errorf("history %v", res.History)
			}
			if !follow {
				if res.Outcome != integration.Created || res.LeadID == first.LeadID || res.Lead.LastName != "Dell" || len(w.leads(t)) != 2 {
					t.Errorf("%+v", res)
				}
				return
			}
			if res.Outcome != integration.Existing || res.LeadID != first.LeadID || len(w.leads(t)) != 1 || len(w.notes(t)) != 2 {
				t.Errorf("%+v; %d leads, %d notes", res, len(w.leads(t)), len(w.notes(t)))
			}
			if tags := w.tags(t, 3002); !slices.Contains(tags, linkTag(3002, first.LeadID)) {
				t.Errorf("tags %v", tags)
			}
			again := create(t, a, integration.LeadRequest{Ticket: 3002, FollowHistory: true})
			if again.Outcome != integration.Existing || again.LeadID != first.LeadID || len(w.notes(t)) != 2 {
				t.Errorf("again: %+v, %d notes", again, len(w.notes(t)))
			}
		})
	}
}

// The lead to go on with is gone: that is said, and nothing is made instead.
func TestFollowUpOfALeadThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.Seed("tickets", `{"id":3002,"status":"new","requester_id":200,"tags":["`+linkTag(openTicket, 99)+`"],"created_at":"1999-12-31T00:00:00Z","updated_at":"1999-12-31T00:00:00Z"}`)
		res, err := as(t, w.integrate(t, nil), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: 3002, FollowHistory: true})
		if err == nil || !strings.Contains(err.Error(), "lead 99") || errors.Is(err, zendesk.ErrNotFound) || len(w.leads(t)) != 0 || res.LeadID != 0 {
			t.Errorf("%v, %+v", err, res)
		}
		if tags := w.tags(t, 3002); !slices.Equal(tags, []string{linkTag(openTicket, 99)}) {
			t.Errorf("tags %v", tags)
		}
	})
}
