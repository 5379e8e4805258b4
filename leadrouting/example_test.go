package leadrouting_test

import (
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
