package integration_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// The rules R1 to R9 decide whose the lead is; where they do not, nothing is
// written and the error says who could be chosen.
func TestCreateLeadOwner(t *testing.T) {
	none, admin, rep, inactive, unknown := leadrouting.Owner{}, leadrouting.User(sellAdmin), leadrouting.User(sellRep), leadrouting.User(8), leadrouting.User(99)
	type policy = leadrouting.Policy
	list := func(all ...leadrouting.Owner) []leadrouting.Owner { return all }
	for name, test := range map[string]struct {
		policy     policy
		choice     leadrouting.Owner
		owner      leadrouting.Owner
		rule       leadrouting.RuleName
		err        error
		candidates []leadrouting.Owner
	}{
		"R1":                      {policy{Owners: list(rep)}, none, rep, leadrouting.R1, nil, nil},
		"R1, another choice":      {policy{Owners: list(rep)}, admin, none, leadrouting.R1, leadrouting.ErrOwnerNotAllowed, nil},
		"R1, inactive":            {policy{Owners: list(inactive)}, none, none, leadrouting.R1, leadrouting.ErrOwnerNotAssignable, nil},
		"R1, unknown":             {policy{Owners: list(unknown)}, none, none, leadrouting.R1, leadrouting.ErrUnknownOwner, nil},
		"R2":                      {policy{Owners: list(admin, rep)}, rep, rep, leadrouting.R2, nil, nil},
		"R2, no choice":           {policy{Owners: list(admin, rep)}, none, none, leadrouting.R2, leadrouting.ErrOwnerRequired, list(admin, rep)},
		"R2, not offered":         {policy{Owners: list(admin, rep)}, leadrouting.User(77), none, leadrouting.R2, leadrouting.ErrOwnerNotAllowed, list(admin, rep)},
		"R2, inactive":            {policy{Owners: list(admin, inactive)}, inactive, none, leadrouting.R2, leadrouting.ErrOwnerNotAssignable, nil},
		"R3":                      {policy{}, none, rep, leadrouting.R3, nil, nil},
		"R3, a choice":            {policy{}, admin, none, leadrouting.R3, leadrouting.ErrOwnerNotAllowed, nil},
		"R4":                      {policy{Access: leadrouting.AllAgents}, none, admin, leadrouting.R4, nil, nil},
		"R4, named":               {policy{Access: leadrouting.AllAgents, TopmostManager: rep}, none, rep, leadrouting.R4, nil, nil},
		"R5":                      {policy{AllowAnyOwner: true}, rep, rep, leadrouting.R5, nil, nil},
		"R5, beyond the list":     {policy{AllowAnyOwner: true, Owners: list(admin)}, rep, rep, leadrouting.R5, nil, nil},
		"R5, inactive":            {policy{AllowAnyOwner: true}, inactive, none, leadrouting.R5, leadrouting.ErrOwnerNotAssignable, nil},
		"R5, unknown":             {policy{AllowAnyOwner: true}, unknown, none, leadrouting.R5, leadrouting.ErrUnknownOwner, nil},
		"R7":                      {policy{AllowAnyOwner: true, Owners: list(rep)}, none, rep, leadrouting.R7, nil, nil},
		"R8":                      {policy{AllowAnyOwner: true}, none, none, leadrouting.R8, leadrouting.ErrOwnerRequired, list(admin, rep)},
		"R8, with the fallback":   {policy{AllowAnyOwner: true, FallbackWhenUnchosen: true}, none, rep, leadrouting.R8, nil, nil},
		"R9":                      {policy{AllowAnyOwner: true, Owners: list(admin, rep)}, none, none, leadrouting.R9, leadrouting.ErrOwnerRequired, list(admin, rep)},
		"R8, fallback to the top": {policy{Access: leadrouting.AllAgents, AllowAnyOwner: true, FallbackWhenUnchosen: true}, none, admin, leadrouting.R8, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				a := as(t, w.integrate(t, func(c *integration.Config) { c.Settings.Routing = test.policy }), agent)
				res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, Owner: test.choice})
				if test.err == nil {
					if err != nil || res.Decision.Owner != test.owner || res.Decision.Rule != test.rule || res.Decision.Reason == "" || len(res.Decision.Trace) == 0 {
						t.Fatalf("%v, decision %v", err, res.Decision)
					}
					if leads := w.leads(t); len(leads) != 1 || leads[0]["owner_id"] != float64(test.owner.ID()) {
						t.Errorf("leads %v", leads)
					}
					return
				}
				e, ok := errors.AsType[*leadrouting.Error](err)
				if !ok || !errors.Is(err, test.err) {
					t.Fatalf("error %v", err)
				}
				if e.Rule != test.rule || !slices.Equal(e.Candidates, test.candidates) {
					t.Errorf("rule %s, candidates %v, want %v", e.Rule, e.Candidates, test.candidates)
				}
				if got := w.writes(); len(got) != 0 || res.Outcome != "" || !strings.HasSuffix(steps(res), "owner:failed") {
					t.Errorf("wrote %v, steps %s", got, steps(res))
				}
			})
		})
	}
}

// Whoever is at the top is not guessed.
func TestCreateLeadTwoTopmostManagers(t *testing.T) {
	w := newWorld(nil, nil)
	w.twoAtTheTop()
	_, err := as(t, w.integrate(t, allAgents), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
	e, ok := errors.AsType[*leadrouting.Error](err)
	if !ok || !errors.Is(err, leadrouting.ErrNoTopmostManager) || len(e.Candidates) != 2 || len(w.writes()) != 0 {
		t.Errorf("%v, wrote %v", err, w.writes())
	}
}

// A distribution is handed to Sell by its phantom id, and who got the lead is
// read back, at once or as soon as Sell says it.
func TestCreateLeadByDistribution(t *testing.T) {
	for name, slow := range map[string]time.Duration{"told at once": 0, "told later": 3 * time.Second, "not told in time": time.Minute} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld([]selltest.Option{selltest.WithSlowPools(slow)}, nil)
				pool := w.sell.AddPool("leads", "Round", sellAdmin, sellRep)
				owner := leadrouting.Pool(pool)
				a := as(t, w.integrate(t, func(c *integration.Config) {
					allAgents(c)
					c.Settings.Routing.Owners = []leadrouting.Owner{owner, leadrouting.User(sellRep)}
				}), agent)
				offer, err := a.Owners(t.Context())
				if err != nil || !offer.Required || !slices.Equal(offer.Owners, []leadrouting.Owner{owner, leadrouting.User(sellRep)}) || offer.Names[owner] != "Round" {
					t.Fatalf("%v, offer %+v", err, offer)
				}
				start := time.Now()
				res := create(t, a, integration.LeadRequest{Ticket: openTicket, Owner: owner})
				took := time.Since(start)
				comment := w.comments(t, openTicket)[1].Body
				if slow == time.Minute {
					if !res.Decision.AssignedTo.IsZero() || len(res.Warnings) != 1 || took > 20*time.Second || !strings.HasSuffix(comment, "Owner: Round") {
						t.Errorf("assigned %v, warnings %q, after %v, comment %q", res.Decision.AssignedTo, res.Warnings, took, comment)
					}
					return
				}
				if res.Decision.Owner != owner || res.Decision.AssignedTo != leadrouting.User(sellAdmin) || len(res.Warnings) != 0 || took > 15*time.Second {
					t.Errorf("decision %v, warnings %q, after %v", res.Decision, res.Warnings, took)
				}
				if last := res.Decision.Trace[len(res.Decision.Trace)-1]; last.Verdict != leadrouting.Assigned || res.Lead.OwnerID != sellAdmin {
					t.Errorf("trace %v, owner %d", res.Decision.Trace, res.Lead.OwnerID)
				}
				if !strings.HasSuffix(comment, "Owner: Ada Admin") {
					t.Errorf("comment %q", comment)
				}
				// The turn was taken once.
				second := create(t, a, integration.LeadRequest{Ticket: closedTicket, Owner: owner, DespiteMatches: true})
				if second.Decision.AssignedTo != leadrouting.User(sellRep) {
					t.Errorf("the second went to %v", second.Decision.AssignedTo)
				}
			})
		})
	}
}

// An agent in the mode Only Sell users may hand a lead to a distribution and
// not see it any more.
func TestCreateLeadByDistributionOutOfSight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld([]selltest.Option{selltest.WithSlowPools(time.Minute)}, nil)
		w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
		pool := leadrouting.Pool(w.sell.AddPool("leads", "Round", sellAdmin))
		res := create(t, as(t, w.integrate(t, owners(pool)), agent), integration.LeadRequest{Ticket: openTicket})
		if res.Decision.Rule != leadrouting.R1 || !res.Decision.AssignedTo.IsZero() || len(res.Warnings) != 2 {
			t.Errorf("%v, %q", res.Decision, res.Warnings)
		}
		w.assertLink(t, res.LeadID)
	})
}

func TestOwnersOffered(t *testing.T) {
	admin, rep := leadrouting.User(sellAdmin), leadrouting.User(sellRep)
	w := newWorld(nil, nil)
	for name, test := range map[string]struct {
		policy leadrouting.Policy
		want   leadrouting.Offer
	}{
		"nothing to ask": {leadrouting.Policy{}, leadrouting.Offer{Rule: leadrouting.R3}},
		"one":            {leadrouting.Policy{Owners: []leadrouting.Owner{rep}}, leadrouting.Offer{Rule: leadrouting.R1}},
		"two":            {leadrouting.Policy{Owners: []leadrouting.Owner{rep, admin}}, leadrouting.Offer{Rule: leadrouting.R2, Owners: []leadrouting.Owner{rep, admin}, Required: true}},
		"one is inactive": {
			leadrouting.Policy{Owners: []leadrouting.Owner{rep, leadrouting.User(8)}},
			leadrouting.Offer{Rule: leadrouting.R2, Owners: []leadrouting.Owner{rep}, Required: true},
		},
		"anybody": {
			leadrouting.Policy{AllowAnyOwner: true, Owners: []leadrouting.Owner{rep}},
			leadrouting.Offer{Rule: leadrouting.R7, Owners: []leadrouting.Owner{rep, admin}, Suggested: 1},
		},
	} {
		got, err := as(t, w.integrate(t, func(c *integration.Config) { c.Settings.Routing = test.policy }), agent).Owners(t.Context())
		if err != nil || got.Rule != test.want.Rule || got.Required != test.want.Required || got.Suggested != test.want.Suggested || !slices.Equal(got.Owners, test.want.Owners) {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
}

// A router of the program decides instead of the settings, and takes one turn a
// lead: none for a dry run, none for a ticket that has its lead already.
func TestCreateLeadWithRouter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		policy := leadrouting.Policy{
			Access: leadrouting.AllAgents,
			Rules:  []leadrouting.Rule{{Name: "all", Assign: []leadrouting.Owner{leadrouting.Pool(5000)}}},
			Pools:  []leadrouting.PoolConfig{{ID: 5000, Name: "Here", Members: []leadrouting.Member{{Owner: leadrouting.User(sellAdmin)}, {Owner: leadrouting.User(sellRep)}}}},
		}
		router, err := policy.Compile(leadrouting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a := as(t, w.integrate(t, func(c *integration.Config) {
			allAgents(c)
			c.Settings.Routing, c.Router = policy, router
		}), agent)
		create(t, a, integration.LeadRequest{Ticket: openTicket, DryRun: true})
		for range 2 {
			create(t, a, integration.LeadRequest{Ticket: openTicket})
		}
		create(t, a, integration.LeadRequest{Ticket: closedTicket, DespiteMatches: true})
		leads := w.leads(t)
		if len(leads) != 2 || leads[0]["owner_id"] != float64(sellAdmin) || leads[1]["owner_id"] != float64(sellRep) {
			t.Errorf("leads %v", leads)
		}
	})
}
