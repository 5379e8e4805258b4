package integration_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

func TestAsUnknownAgent(t *testing.T) {
	w := newWorld(nil, nil)
	w.support.Seed("users",
		`{"id":110,"name":"Sue Suspended","email":"sue@example.com","role":"agent","active":true,"suspended":true}`,
		`{"id":111,"name":"Dan Deleted","email":"dan@example.com","role":"agent","active":false}`)
	in := w.integrate(t, nil)
	for id, why := range map[int64]string{-1: "not an id", 0: "not an id", 999: "999", customer: "end user", 110: "suspended", 111: "suspended"} {
		a, err := in.As(t.Context(), id)
		if a != nil || !errors.Is(err, integration.ErrUnknownAgent) || !strings.Contains(err.Error(), why) {
			t.Errorf("%d: %v", id, err)
		}
		if err != nil && strings.Contains(err.Error(), "@") {
			t.Errorf("%d: an address in %v", id, err)
		}
	}
	w.support.FailNext(9, 500, nil)
	synctest.Test(t, func(t *testing.T) {
		if _, err := in.As(t.Context(), agent); err == nil || errors.Is(err, integration.ErrUnknownAgent) {
			t.Errorf("a failure counts as unknown: %v", err)
		}
	})
}

// clientOf makes Agents return a client with this token.
func (w *world) clientOf(token string) func(*integration.Config) {
	return func(c *integration.Config) {
		c.Agents = func(context.Context, int64) (*sell.Client, error) {
			return w.sell.ClientFor(token, &sell.Config{Limiter: noLimit{}}), nil
		}
	}
}

func TestAsOnlySellUsers(t *testing.T) {
	w := newWorld(nil, nil)
	w.sell.AddToken("other-token", sellAdmin)
	refused := errors.New("vault sealed")
	for name, test := range map[string]struct {
		change func(*integration.Config)
		want   error
	}{
		"no Agents": {func(c *integration.Config) { c.Agents = nil }, integration.ErrAgentsRequired},
		"an error": {func(c *integration.Config) {
			c.Agents = func(context.Context, int64) (*sell.Client, error) { return nil, refused }
		}, refused},
		"no client": {func(c *integration.Config) {
			c.Agents = func(context.Context, int64) (*sell.Client, error) { return nil, nil }
		}, leadrouting.ErrNoSellUser},
		"another's":    {w.clientOf("other-token"), integration.ErrWrongAgent},
		"the admin's":  {func(c *integration.Config) { w.clientOf(selltest.DefaultToken)(c) }, integration.ErrWrongAgent},
		"bad token":    {w.clientOf("unknown-token"), zendesk.ErrUnauthorized},
		"their own":    {nil, nil},
		"their own, 2": {w.clientOf(repToken), nil},
	} {
		a, err := w.integrate(t, test.change).As(t.Context(), agent)
		if !errors.Is(err, test.want) || (a == nil) != (err != nil) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if err != nil && (strings.Contains(err.Error(), "token ") || strings.Contains(err.Error(), "-token")) {
			t.Errorf("%s: a token in %v", name, err)
		}
	}
	asked := int64(0)
	in := w.integrate(t, func(c *integration.Config) {
		c.Agents = func(_ context.Context, id int64) (*sell.Client, error) {
			asked = id
			return nil, refused
		}
	})
	_, _ = in.As(t.Context(), agent)
	if asked != agent {
		t.Errorf("Agents was asked for %d", asked)
	}
}

// A Sell user is the agent by the link of the accounts, and by e-mail only where
// there is no link.
func TestAsFindsTheSellUser(t *testing.T) {
	const rita = `{"id":7,"name":"Rita Rep","email":%q,"role":"user","status":"active","identity_type":"person","reports_to":1,"zendesk_user_id":%s}`
	for name, test := range map[string]struct {
		email, link string
		found       bool
	}{
		"link":                     {"rita@example.com", `"107"`, true},
		"link as a number":         {"rita@example.com", `107`, true},
		"link, other e-mail":       {"r@example.com", `"107"`, true},
		"no link, e-mail":          {"rita@example.com", `null`, true},
		"no link, e-mail, case":    {"Rita@Example.com", `null`, true},
		"no link, other e-mail":    {"r@example.com", `null`, false},
		"linked to somebody else":  {"rita@example.com", `"108"`, false},
		"the id is a part of link": {"rita@example.com", `"1070"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(nil, nil)
			w.sell.Seed("users", fmt.Sprintf(rita, test.email, test.link))
			_, err := w.integrate(t, nil).As(t.Context(), agent)
			if test.found && err != nil || !test.found && !errors.Is(err, integration.ErrWrongAgent) {
				t.Errorf("%v", err)
			}
		})
	}
}

// An agent without a Sell user can work where all agents have access.
func TestAsAgentWithoutSellUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.Seed("users", `{"id":120,"name":"Sol Solo","email":"sol@example.com","role":"agent","active":true}`)
		in := w.integrate(t, allAgents)
		res := create(t, as(t, in, 120), integration.LeadRequest{Ticket: openTicket})
		if res.Decision.Rule != leadrouting.R4 || res.Decision.Owner != leadrouting.User(sellAdmin) {
			t.Errorf("decision %v", res.Decision)
		}
		if notes := w.notes(t); len(notes) != 1 || !strings.Contains(notes[0]["content"].(string), "by Sol Solo:") {
			t.Errorf("notes %v", notes)
		}
	})
}

// The filter by link may be ignored: then everybody is looked at, and nobody
// taken for the agent who is somebody else.
func TestAsWithIgnoredFilter(t *testing.T) {
	w := newWorld(nil, nil)
	w.sell.Use(ignoringFilters)
	w.support.Seed("users", `{"id":120,"name":"Sol Solo","email":"sol@example.com","role":"agent","active":true}`)
	in := w.integrate(t, func(c *integration.Config) {
		allAgents(c)
		c.Settings.Routing.AllowAnyOwner = true
	})
	as(t, in, 120)
	as(t, in, agent)
}

func TestAutomation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		in := w.integrate(t, nil)
		_, err := in.Automation().CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
		if !errors.Is(err, leadrouting.ErrOwnerRequired) || len(w.writes()) != 0 {
			t.Errorf("without an owner: %v, wrote %v", err, w.writes())
		}
		in = w.integrate(t, owners(leadrouting.User(sellRep)))
		res := create(t, in.Automation(), integration.LeadRequest{Ticket: openTicket})
		w.assertOneLead(t, res.LeadID)
		if notes := w.notes(t); !strings.Contains(notes[0]["content"].(string), "by the integration:") {
			t.Errorf("notes %v", notes)
		}
		if comments := w.comments(t, openTicket); comments[1].AuthorID != supportAdmin || comments[1].Public {
			t.Errorf("comment %+v", comments[1])
		}
	})
}

// In the mode Only Sell users not one request goes to Sell with the token of
// the integration, which may see more than the agent.
func TestOnlySellUsersNeverUsesTheIntegrationsToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("contacts", `{"id":800,"name":"Castle Ltd","is_organization":true,"email":"carl@example.com","owner_id":7}`, `{"id":801,"name":"Carl","contact_id":800,"owner_id":7}`)
		w.sell.Seed("deals", `{"id":700,"name":"Deal","contact_id":800,"owner_id":7}`)
		pool := w.sell.AddPool("leads", "Round", sellAdmin, sellRep)
		for _, routing := range []leadrouting.Policy{
			{}, {AllowAnyOwner: true}, {Owners: []leadrouting.Owner{leadrouting.User(sellAdmin), leadrouting.Pool(pool)}},
		} {
			a := as(t, w.integrate(t, func(c *integration.Config) { c.Settings.Routing = routing }), agent)
			offer, err := a.Owners(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			req := integration.LeadRequest{Ticket: openTicket, DespiteMatches: true, DryRun: true}
			if len(offer.Owners) > 0 {
				req.Owner = offer.Owners[len(offer.Owners)-1]
			}
			create(t, a, req)
			req.DryRun = false
			create(t, a, req)
			req.Ticket = closedTicket
			create(t, a, req)
			if _, err := a.Records(t.Context(), openTicket); err != nil {
				t.Error(err)
			}
			for _, ref := range []integration.Ref{integration.Contact(800), integration.Contact(801), integration.Deal(700)} {
				for _, err := range a.Tickets(t.Context(), ref) {
					if err != nil {
						t.Error(err)
					}
				}
			}
			if _, err := a.SendNote(t.Context(), openTicket, integration.Contact(800), "hello"); err != nil {
				t.Error(err)
			}
		}
		requests := w.sell.Requests()
		if len(requests) < 100 {
			t.Errorf("only %d requests", len(requests))
		}
		for _, r := range requests {
			if got := r.Header.Get("Authorization"); got != "Bearer "+repToken {
				t.Fatalf("%s %s with another token", r.Method, r.Path)
			}
		}
	})
}
