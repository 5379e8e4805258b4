package integration_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	for id, why := range map[int64]string{-1: "no id", 0: "no id", 999: "999", customer: "end user", 110: "suspended", 111: "suspended"} {
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

func TestTicketVisibility(t *testing.T) {
	const agents = `{"id":107,"name":"Rita Rep","email":"rita@example.com","role":%q,"role_type":%s,"active":true,"organization_id":60,"ticket_restriction":%s}`
	tickets := []string{ // what each has of group, organization, assignee
		`{"id":1,"status":"open","requester_id":200,"group_id":30}`,
		`{"id":2,"status":"open","requester_id":200,"group_id":31}`,
		`{"id":3,"status":"open","requester_id":200,"organization_id":60}`,
		`{"id":4,"status":"open","requester_id":200,"organization_id":61}`,
		`{"id":5,"status":"open","requester_id":200,"assignee_id":107,"group_id":31}`,
		`{"id":6,"status":"open","requester_id":200}`,
	}
	for name, test := range map[string]struct {
		role, roleType, restriction string
		sees                        []int64
	}{
		"unrestricted":               {"agent", "0", `null`, []int64{1, 2, 3, 4, 5, 6}},
		"admin":                      {"admin", "4", `"groups"`, []int64{1, 2, 3, 4, 5, 6}},
		"groups":                     {"agent", "0", `"groups"`, []int64{1}},
		"organization":               {"agent", "0", `"organization"`, []int64{3}},
		"assigned":                   {"agent", "0", `"assigned"`, []int64{5}},
		"unknown":                    {"agent", "0", `"moon"`, nil},
		"contributor":                {"agent", "3", `null`, []int64{1}},
		"contributor, assigned":      {"agent", "3", `"assigned"`, []int64{5}},
		"light agent":                {"agent", "1", `null`, []int64{1, 2, 3, 4, 5, 6}},
		"light agent of their group": {"agent", "1", `"groups"`, []int64{1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(nil, nil)
			w.support.Seed("users", fmt.Sprintf(agents, test.role, test.roleType, test.restriction))
			w.support.Seed("groups", `{"id":30,"name":"Sales"}`, `{"id":31,"name":"Help"}`)
			w.support.Seed("group_memberships", `{"id":32,"user_id":107,"group_id":30}`, `{"id":33,"user_id":101,"group_id":31}`)
			w.support.Seed("tickets", tickets...)
			a := as(t, w.integrate(t, nil), agent)
			var sees []int64
			for id := range int64(7) {
				_, err := a.Records(t.Context(), id)
				switch {
				case err == nil:
					sees = append(sees, id)
				case id > 0 && !errors.Is(err, integration.ErrTicketNotVisible):
					t.Errorf("%d: %v", id, err)
				}
				if _, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: id, DryRun: true}); (err == nil) != slices.Contains(sees, id) {
					t.Errorf("a lead of %d: %v", id, err)
				}
			}
			if !slices.Equal(sees, test.sees) {
				t.Errorf("sees %v, want %v", sees, test.sees)
			}
			w.sell.Seed("leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7}`)
			var listed []int64
			for ticket, err := range a.Tickets(t.Context(), integration.Lead(900)) {
				if err != nil {
					t.Fatal(err)
				}
				if ticket.ID < 10 {
					listed = append(listed, ticket.ID)
				}
			}
			slices.Sort(listed)
			if !slices.Equal(listed, test.sees) {
				t.Errorf("the card has %v, want %v", listed, test.sees)
			}
		})
	}
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
