package leadrouting_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/sellsupport/zendesk/leadrouting"
)

// Sell's settings page, and an agent who chooses the pool.
func Example() {
	policy := leadrouting.Policy{
		Owners: []leadrouting.Owner{leadrouting.User(2), leadrouting.Pool(77)},
	}
	agent := leadrouting.User(7)
	_, err := policy.Resolve(leadrouting.Request{Creator: agent})
	fmt.Println(errors.Is(err, leadrouting.ErrOwnerRequired), err)

	decision, err := policy.Resolve(leadrouting.Request{Creator: agent, Choice: leadrouting.Pool(77)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision)
	// Output:
	// true leadrouting: an owner must be chosen (R2); candidates user:2, pool:77
	// pool:77: chosen by agent (R2)
	//   skipped user:2: not chosen
	//   chosen pool:77: chosen by agent
}

// What a form shows before a lead is created.
func ExamplePolicy_Offer() {
	team := leadrouting.NewTeam(
		leadrouting.SellUser{ID: 2, Name: "Ben", Active: true},
		leadrouting.SellUser{ID: 7, Name: "Gus", Active: true, ReportsTo: 2},
		leadrouting.SellUser{ID: 9, Name: "Ida", Active: false, ReportsTo: 2},
		leadrouting.SellUser{ID: 77, Name: "New business", Kind: leadrouting.Distribution},
	)
	policy := leadrouting.Policy{AllowAnyOwner: true, Owners: []leadrouting.Owner{leadrouting.Pool(77)}}
	offer, err := policy.Offer(leadrouting.Request{Creator: leadrouting.User(7), Team: team})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, owner := range offer.Owners {
		fmt.Println(owner, offer.Names[owner], i < offer.Suggested)
	}
	fmt.Println("required:", offer.Required)
	// Output:
	// pool:77 New business true
	// user:2 Ben false
	// user:7 Gus false
	// required: false
}

// A deactivated user is never chosen, even as the only owner.
func ExamplePolicy_Resolve_inactive() {
	team := leadrouting.NewTeam(leadrouting.SellUser{ID: 9, Name: "Ida", Active: false})
	policy := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(9)}}
	_, err := policy.Resolve(leadrouting.Request{Creator: leadrouting.User(7), Team: team})
	fmt.Println(err)
	fmt.Println(policy.Validate(team)[0])
	// Output:
	// leadrouting: owner not assignable: user:9: inactive (R1)
	// owners[0]: owner not assignable: user:9: inactive
}

// After Sell has picked the user, the decision can tell the whole story.
func ExampleDecision_Assigned() {
	policy := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.Pool(77)}}
	decision, err := policy.Resolve(leadrouting.Request{Creator: leadrouting.User(7)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Assigned(5))
	// Output:
	// pool:77 -> user:5: only configured owner (R1)
	//   chosen pool:77: only configured owner
	//   assigned user:5: next in pool
}

// Rules, a pool of the program's own, and a fallback, read from JSON.
func ExampleRouter() {
	policy, err := leadrouting.ParsePolicy([]byte(`{
		"existing": ["open_deal", "contact"],
		"rules": [
			{"name": "partners", "when": {"field": "requester.email", "domain": ["partner.example"]}, "assign": ["user:1"]},
			{"name": "sales form", "when": {"all": [
				{"field": "ticket.form_id", "equals": 360001},
				{"not": {"field": "ticket.tags", "contains": "spam"}}
			]}, "assign": ["pool:77"]}
		],
		"fallback": ["user:1"],
		"pools": [{"id": 77, "name": "Sales", "members": [{"owner": "user:2"}, {"owner": "user:3"}, {"owner": "user:4"}]}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	router, err := policy.Compile(leadrouting.Options{Team: leadrouting.NewTeam(
		leadrouting.SellUser{ID: 1, Name: "Ana", Active: true},
		leadrouting.SellUser{ID: 2, Name: "Ben", Active: true, ReportsTo: 1},
		leadrouting.SellUser{ID: 3, Name: "Cleo", Active: false, ReportsTo: 1},
		leadrouting.SellUser{ID: 4, Name: "Dan", Active: true, ReportsTo: 1},
	)})
	if err != nil {
		fmt.Println(err)
		return
	}
	lead := leadrouting.Request{
		Creator: leadrouting.User(1),
		Facts: leadrouting.Facts{
			"ticket.form_id":  leadrouting.Int(360001),
			"requester.email": leadrouting.Text("eva@customer.example"),
		},
	}
	for range 3 {
		decision, err := router.Route(lead)
		fmt.Println(decision.Owner, err)
	}
	lead.Explain = true
	decision, err := router.Route(lead)
	fmt.Println(decision, err)
	// Output:
	// user:2 <nil>
	// user:4 <nil>
	// user:2 <nil>
	// user:4 by pool:77: next in pool (sales form)
	//   asked pool:77 (Sales): next in pool
	//   skipped user:2 (Ben) in pool:77: not their turn
	//   skipped user:3 (Cleo) in pool:77: inactive
	//   chosen user:4 (Dan) in pool:77: next in pool <nil>
}

// Processes that share a store share the turns.
func ExampleRouter_RouteWith() {
	policy := leadrouting.Policy{
		Owners: []leadrouting.Owner{leadrouting.Pool(77)},
		Pools: []leadrouting.PoolConfig{{ID: 77, Method: leadrouting.Weighted, Members: []leadrouting.Member{
			{Owner: leadrouting.User(2), Weight: 3}, {Owner: leadrouting.User(3), Weight: 1},
		}}},
	}
	var store leadrouting.MemoryStore // or one that other processes see
	for range 8 {
		router, err := policy.Compile(leadrouting.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		decision, err := router.RouteWith(context.Background(), &store, leadrouting.Request{})
		fmt.Print(decision.Owner, " ", err, "; ")
	}
	// Output:
	// user:2 <nil>; user:2 <nil>; user:3 <nil>; user:2 <nil>; user:2 <nil>; user:2 <nil>; user:3 <nil>; user:2 <nil>;
}

// A lead that is not created gives its turn back.
func ExampleRouter_GiveBackWith() {
	policy := leadrouting.Policy{
		Owners: []leadrouting.Owner{leadrouting.Pool(77)},
		Pools:  []leadrouting.PoolConfig{{ID: 77, Members: []leadrouting.Member{{Owner: leadrouting.User(2)}, {Owner: leadrouting.User(3)}}}},
	}
	router, err := policy.Compile(leadrouting.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var store leadrouting.MemoryStore
	ctx := context.Background()
	for _, created := range []bool{true, false, true, true} {
		decision, err := router.RouteWith(ctx, &store, leadrouting.Request{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(decision.Owner, created)
		if !created {
			given, err := router.GiveBackWith(ctx, &store, decision)
			fmt.Println("given back:", given, err)
		}
	}
	// Output:
	// user:2 true
	// user:3 false
	// given back: true <nil>
	// user:3 true
	// user:2 true
}

// Two policies on the leads of the past, before one goes live.
func ExampleRouter_Simulate() {
	leads := func(yield func(leadrouting.Request) bool) {
		for i := range 12 {
			country := []string{"es", "fr", "es"}[i%3]
			if !yield(leadrouting.Request{Facts: leadrouting.Facts{"lead.address.country": leadrouting.Text(country)}}) {
				return
			}
		}
	}
	today := leadrouting.Policy{
		Owners: []leadrouting.Owner{leadrouting.Pool(77)},
		Pools:  []leadrouting.PoolConfig{{ID: 77, Members: []leadrouting.Member{{Owner: leadrouting.User(2)}, {Owner: leadrouting.User(3)}}}},
	}
	tomorrow := today
	tomorrow.Rules = []leadrouting.Rule{
		{Name: "france", When: leadrouting.Condition{Field: "lead.address.country", Equals: leadrouting.Text("FR")}, Assign: []leadrouting.Owner{leadrouting.User(4)}},
		{Name: "italy", When: leadrouting.Condition{Field: "lead.address.country", Equals: leadrouting.Text("IT")}, Assign: []leadrouting.Owner{leadrouting.User(4)}},
	}
	var reports []leadrouting.Report
	for _, policy := range []leadrouting.Policy{today, tomorrow} {
		router, err := policy.Compile(leadrouting.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		report, err := router.Simulate(leads)
		if err != nil {
			fmt.Println(err)
			return
		}
		reports = append(reports, report)
	}
	fmt.Println(reports[1])
	fmt.Println("never fired:", reports[1].Silent())
	for _, change := range reports[0].Compare(reports[1]) {
		fmt.Printf("%v: %d -> %d\n", change.Owner, change.Before, change.After)
	}
	// Output:
	// 12 leads
	//   user:2: 4
	//   user:3: 4
	//   user:4: 4
	// decided by france: 4
	// decided by italy: 0
	// decided by R1: 8
	// pool:77: 8, evenness 1.000
	// never fired: [italy]
	// user:2: 6 -> 4
	// user:3: 6 -> 4
	// user:4: 0 -> 4
}

// What is wrong with a policy is told with its path.
func ExampleParsePolicy() {
	_, err := leadrouting.ParsePolicy([]byte(`{"rules": [
		{"when": {"field": "ticket.tags", "contains": "vip"}, "assign": ["user:1"]},
		{"when": {"field": "ticket.tag", "contains": "new"}, "assign": ["user:2"]},
		{"when": {"field": "ticket.priority", "in": ["high"]}, "assign": ["user 3"]}
	]}`))
	fmt.Println(err)

	_, err = leadrouting.ParsePolicy([]byte(`{"rules": [
		{"when": {"field": "requester.email", "domain": ["a.example", "b.example"]}, "assign": ["user:1"]},
		{"when": {"field": "requester.email", "equals": "ana@b.example"}, "assign": ["user:2"]}
	]}`))
	fmt.Println(err)
	// Output:
	// rules[1].when.field (line 3, column 22): unknown field "ticket.tag"; did you mean ticket.tags?
	// rules[2].assign[0] (line 4, column 69): owner "user 3": want user:ID or pool:ID
	// rules[1] (line 3, column 3): never fires: earlier rules take every lead that it matches
}
