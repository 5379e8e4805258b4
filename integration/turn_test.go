package integration_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
)

// rotation is a policy of one local pool of the admin and the rep, in turn.
func rotation() leadrouting.Policy {
	return leadrouting.Policy{
		Access: leadrouting.AllAgents,
		Rules:  []leadrouting.Rule{{Name: "all", Assign: []leadrouting.Owner{leadrouting.Pool(5000)}}},
		Pools:  []leadrouting.PoolConfig{{ID: 5000, Name: "Here", Members: []leadrouting.Member{{Owner: leadrouting.User(sellAdmin)}, {Owner: leadrouting.User(sellRep)}}}},
	}
}

func compile(t testing.TB, p leadrouting.Policy) *leadrouting.Router {
	t.Helper()
	r, err := p.Compile(leadrouting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Two processes with a router each share the turns of a store.
func TestTurnsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		for id := 3010; id < 3014; id++ {
			w.support.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":"open","requester_id":200,"created_at":"1999-12-01T00:00:00Z","updated_at":"1999-12-01T00:00:00Z"}`, id))
		}
		store := new(leadrouting.MemoryStore)
		var processes []*integration.Agent
		for range 2 {
			processes = append(processes, as(t, w.integrate(t, func(c *integration.Config) {
				allAgents(c)
				c.Settings.Routing, c.Store = rotation(), store
				c.Router = compile(t, rotation())
			}), agent))
		}
		var owners []int64
		for i := range 4 {
			res := create(t, processes[i%2], integration.LeadRequest{Ticket: int64(3010 + i), DespiteMatches: true})
			owners = append(owners, res.Lead.OwnerID)
		}
		if want := []int64{sellAdmin, sellRep, sellAdmin, sellRep}; !slices.Equal(owners, want) {
			t.Errorf("owners %v, want %v", owners, want)
		}
	})
}

// A lead that Sell refuses takes nobody's turn, with a store and without.
func TestTurnIsGivenBack(t *testing.T) {
	for _, shared := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			w.sell.Use(refusing(1, 422, "POST", "/v2/leads/upsert"))
			a := as(t, w.integrate(t, func(c *integration.Config) {
				allAgents(c)
				c.Settings.Routing, c.Router = rotation(), compile(t, rotation())
				if shared {
					c.Store = new(leadrouting.MemoryStore)
				}
			}), agent)
			if res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket}); err == nil {
				t.Fatalf("not refused: %+v", res)
			}
			res := create(t, a, integration.LeadRequest{Ticket: openTicket})
			if res.Lead.OwnerID != sellAdmin {
				t.Errorf("the lead went to %d: the first turn was lost", res.Lead.OwnerID)
			}
			w.assertOneLead(t, res.LeadID)
		})
	}
}

// The loads that the program counts decide who has room; an error of theirs makes
// no lead.
func TestLoadsDecide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		policy := rotation()
		policy.People = []leadrouting.PersonConfig{{User: leadrouting.User(sellAdmin), Capacity: 3}}
		failing := errors.New("the report is down")
		var fail bool
		a := as(t, w.integrate(t, func(c *integration.Config) {
			allAgents(c)
			c.Settings.Routing, c.Router = policy, compile(t, policy)
			c.Loads = func(context.Context) (map[leadrouting.Owner]int, error) {
				if fail {
					return nil, failing
				}
				return map[leadrouting.Owner]int{leadrouting.User(sellAdmin): 3, leadrouting.User(sellRep): 50}, nil
			}
		}), agent)
		fail = true
		if _, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket}); !errors.Is(err, failing) || len(w.writes()) != 0 {
			t.Errorf("%v, wrote %v", err, w.writes())
		}
		fail = false
		if res := create(t, a, integration.LeadRequest{Ticket: openTicket}); res.Lead.OwnerID != sellRep {
			t.Errorf("owner %d has no room", res.Lead.OwnerID)
		}
	})
}

// Rules are asked about every field that leadrouting names.
func TestFactsOfALead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
		w.support.Seed("groups", `{"id":5,"name":"Sales","is_public":true,"deleted":false}`)
		w.support.Seed("organizations", `{"id":60,"name":"Castle Ltd","domain_names":["castle.example"],"tags":["gold"],"external_id":"o1","group_id":5,"organization_fields":{"plan":"big"}}`)
		w.support.Seed("users", `{"id":200,"name":"Carl Castle","email":"carl@example.com","phone":"+49 171 2345678","role":"end-user","active":true,"organization_id":60,
			"locale":"de","time_zone":"Berlin","tags":["vip_user"],"external_id":"u1","created_at":"1999-01-02T00:00:00Z",
			"user_fields":{"title":"Buyer","industry":"Castles","website":"https://castle.example","mobile":"+49 172 1","street":"Wall 1","city":"Burg","state":"SN","zip":"01234","country":"DE","seats":4}}`)
		w.support.Seed("ticket_fields", `{"id":360001,"type":"tagger","title":"Size"}`)
		w.support.Seed("tickets", `{"id":3000,"subject":"Price list","description":"Please send prices","status":"open","priority":"high","type":"question","requester_id":200,"assignee_id":107,"group_id":5,"brand_id":8,"ticket_form_id":9,
			"tags":["vip"],"via":{"channel":"email"},"custom_fields":[{"id":360001,"value":"large"}],"created_at":"1999-12-01T00:00:00Z","updated_at":"1999-12-01T00:00:00Z"}`)
		w.support.Seed("identities", `{"id":501,"user_id":200,"type":"email","value":"c@castle.example"}`)
		// A contact whom the search does not find gives the tags.
		w.sell.Seed("contacts", `{"id":800,"name":"Carl","last_name":"Castle","email":"carl@example.com","owner_id":7,"tags":["old customer"]}`)

		var asked leadrouting.Facts
		policy := leadrouting.Policy{
			Access: leadrouting.AllAgents,
			Rules: []leadrouting.Rule{{
				Name: "look", Assign: []leadrouting.Owner{leadrouting.User(sellRep)},
				When: leadrouting.Condition{Func: func(f leadrouting.Facts) bool { asked = maps.Clone(f); return true }},
			}},
		}
		a := as(t, w.integrate(t, func(c *integration.Config) {
			allAgents(c)
			c.Router = compile(t, policy)
		}), agent)
		create(t, a, integration.LeadRequest{Ticket: openTicket, DespiteMatches: true, DryRun: true})

		want := map[string]string{
			"lead.first_name": "Carl", "lead.last_name": "Castle", "lead.organization_name": "Castle Ltd", "lead.title": "Buyer", "lead.industry": "Castles",
			"lead.website": "https://castle.example", "lead.email": "carl@example.com", "lead.phone": "+49 171 2345678", "lead.mobile": "+49 172 1",
			"lead.status": "New", "lead.source": "Support", "lead.source_id": "50", "lead.tags": "old customer",
			"lead.address.line1": "Wall 1", "lead.address.city": "Burg", "lead.address.state": "SN", "lead.address.postal_code": "01234", "lead.address.country": "DE",
			"ticket.subject": "Price list", "ticket.description": "Please send prices", "ticket.tags": "vip", "ticket.status": "open", "ticket.priority": "high", "ticket.type": "question",
			"ticket.channel": "email", "ticket.form_id": "9", "ticket.group_id": "5", "ticket.brand_id": "8", "ticket.assignee_id": "107", "ticket.created_at": "1999-12-01T00:00:00Z", "ticket.custom.360001": "large",
			"requester.name": "Carl Castle", "requester.email": "carl@example.com", "requester.emails": "carl@example.com, c@castle.example", "requester.phone": "+49 171 2345678",
			"requester.locale": "de", "requester.time_zone": "Berlin", "requester.tags": "vip_user", "requester.external_id": "u1", "requester.created_at": "1999-01-02T00:00:00Z", "requester.custom.seats": "4",
			"organization.name": "Castle Ltd", "organization.domains": "castle.example", "organization.tags": "gold", "organization.external_id": "o1", "organization.group_id": "5", "organization.custom.plan": "big",
		}
		for name, value := range want {
			if got := asked[name].String(); !strings.EqualFold(got, value) { // values compare without case
				t.Errorf("%s = %q, want %q", name, got, value)
			}
		}
		for _, f := range leadrouting.FactFields() {
			// The description is filled where leads have no field for the ticket.
			if _, known := asked[f.Name]; !known && f.Name != "lead.description" {
				t.Errorf("%s is not filled in", f.Name)
			}
		}
	})
}

// A person whom the policy takes for a distribution, wherever it does, would get
// every lead: nothing is written, and the check says so.
func TestPersonAsPool(t *testing.T) {
	pool := leadrouting.Pool(sellRep)
	for name, policy := range map[string]leadrouting.Policy{
		"owners":   {Access: leadrouting.AllAgents, Owners: []leadrouting.Owner{pool}},
		"rule":     {Access: leadrouting.AllAgents, Rules: []leadrouting.Rule{{Name: "all", Assign: []leadrouting.Owner{pool}}}},
		"fallback": {Access: leadrouting.AllAgents, Owners: []leadrouting.Owner{leadrouting.User(8)}, Fallback: []leadrouting.Owner{pool}},
		"member": {
			Access: leadrouting.AllAgents, Rules: rotation().Rules,
			Pools: []leadrouting.PoolConfig{{ID: 5000, Name: "Here", Members: []leadrouting.Member{{Owner: pool}}}},
		},
		"delegate": {
			Access: leadrouting.AllAgents, Rules: []leadrouting.Rule{{Name: "all", Assign: []leadrouting.Owner{pool}}},
			Pools: []leadrouting.PoolConfig{{ID: sellRep, Name: "Rita", Delegate: true}},
		},
	} {
		for _, routed := range []bool{false, true} {
			t.Run(fmt.Sprint(name, routed), func(t *testing.T) {
				w := newWorld(nil, nil)
				in := w.integrate(t, func(c *integration.Config) {
					allAgents(c)
					c.Settings.Routing = policy
					if routed || len(policy.Rules) > 0 {
						c.Router = compile(t, policy)
					}
				})
				_, err := as(t, in, agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
				if !errors.Is(err, leadrouting.ErrUnknownOwner) || !strings.Contains(fmt.Sprint(err), "pool:7 is not a distribution pool but Rita Rep, a person: write user:7") {
					t.Errorf("error %v", err)
				}
				if got := w.writes(); len(got) != 0 {
					t.Errorf("wrote %v", got)
				}
				report, err := in.Check(t.Context())
				if err != nil || !strings.Contains(fmt.Sprint(report), "pool:7 is not a distribution pool but Rita Rep") {
					t.Errorf("the check: %v, %v", err, report)
				}
			})
		}
	}
}

// The owner of an open deal gets the lead where the policy asks for it; deals that
// were won or lost do not count.
func TestOwnerOfTheOpenDeal(t *testing.T) {
	policy := leadrouting.Policy{
		Access: leadrouting.AllAgents, Owners: []leadrouting.Owner{leadrouting.User(sellRep)},
		Existing: []leadrouting.Relation{leadrouting.OpenDeal},
	}
	for name, test := range map[string]struct {
		deals string
		want  int64
	}{
		"open":    {`{"id":70,"name":"a","contact_id":800,"stage_id":31,"owner_id":1}`, sellAdmin},
		"won":     {`{"id":70,"name":"a","contact_id":800,"stage_id":32,"owner_id":1}`, sellRep},
		"unknown": {`{"id":70,"name":"a","contact_id":800,"stage_id":33,"owner_id":1}`, sellRep},
		"none":    {`{"id":70,"name":"a","contact_id":801,"stage_id":31,"owner_id":1}`, sellRep},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				w.sell.Seed("stages", `{"id":31,"name":"Talks","category":"in_progress","pipeline_id":1}`, `{"id":32,"name":"Won","category":"won","pipeline_id":1}`)
				w.sell.Seed("contacts", `{"id":800,"name":"Carl","last_name":"Castle","email":"carl@example.com","owner_id":7}`, `{"id":801,"name":"Dora","last_name":"Dell","owner_id":7}`)
				w.sell.Seed("deals", test.deals)
				a := as(t, w.integrate(t, func(c *integration.Config) {
					allAgents(c)
					c.Settings.Routing, c.Router = policy, compile(t, policy)
				}), agent)
				res := create(t, a, integration.LeadRequest{Ticket: openTicket, DespiteMatches: true})
				if res.Lead.OwnerID != test.want {
					t.Errorf("owner %d, want %d", res.Lead.OwnerID, test.want)
				}
			})
		})
	}
}
