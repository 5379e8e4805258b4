// Package leadrouting decides who owns a new lead, and says why.
//
// It knows neither Sell nor Support: settings and facts go in, a [Decision] or
// a typed [Error] comes out. It has no clock, no randomness and does no I/O, so
// the same input always gives the same decision.
//
// # Sell's settings page
//
// A [Policy] holds the owner settings of the Sell app for Support. This one
// lets the agent choose between a user and a distribution pool:
//
//	policy := leadrouting.Policy{
//		Owners: []leadrouting.Owner{leadrouting.User(2), leadrouting.Pool(77)},
//	}
//
// [Policy.Resolve] applies the rules of the product. Two settings and a count
// tell which:
//
//	any owner   configured   the agent               the lead goes to             rule
//	off         one          is not asked            that owner                   R1
//	off         several      must choose one         the choice                   R2
//	off         none         is not asked            the agent (OnlySellUsers)    R3
//	                                                 the topmost manager          R4
//	on          any          may choose anyone       the choice                   R5
//	on          one          chooses nobody          that owner                   R7
//	on          none         chooses nobody          ErrOwnerRequired, or R3, R4  R8
//	on          several      chooses nobody          ErrOwnerRequired             R9
//
// (There is no R6 here: it says that configured owners come first in a list,
// which is what [Offer].Suggested is for.) R7 to R9 are not documented by the
// product and are choices of this package: what is not clear is an error, not
// a guess.
//
// [Policy.Offer] returns the list to show to the agent, empty when the rule
// decides. Any of its Owners can be the Choice of the [Request].
//
// # The team
//
// Give the request a [Team] and no lead goes to a user who is inactive,
// deleted, unknown or not a person; not even if that user is the only one
// configured, or the agent: then there is an error, which [errors.Is] tells
// apart. Without a team this cannot be known and is not checked.
//
// # Pools of Sell
//
// A distribution pool of Sell is a phantom user: a lead assigned to it goes to
// the next member. So the decision for a pool has the pool as its owner; once
// the lead is read back, [Decision.Assigned] records who got it.
//
// # Beyond the page
//
// A policy can say more than the page, in Go or in JSON ([ParsePolicy]):
//
//   - Existing: the owner of an open deal, contact, company or earlier lead of
//     the requester comes first.
//   - Rules: the first whose [Condition] holds names the owners to try.
//     [FactFields] lists what they can ask about.
//   - Pools: a pool with members rotates here instead of in Sell, by one of
//     four methods: [RoundRobin], [Weighted], [LeastRecent], [LeastLoaded].
//     Pools may be members of pools.
//   - People: working hours, absences, capacity and daily caps, which count
//     everywhere.
//   - Fallback: whom to try when nobody else can take the lead.
//
// The agent's choice is asked first, then these in the order Existing, Rules,
// the page, Fallback. Each way ends in an owner who can take the lead, or in
// an error that names what was wrong first.
//
// [Policy.Validate] reports all that is wrong with a policy, also rules that
// can never fire. What is empty is an error wherever it would mean "every
// lead" or "no limit".
//
// # The router
//
// Pools that rotate need a memory: [Policy.Compile] makes a [Router], which
// keeps whose turn it is and may be used by any number of goroutines.
//
//	router, err := policy.Compile(leadrouting.Options{Team: team, Location: time.LoadLocation})
//	decision, err := router.Route(leadrouting.Request{Now: now, Facts: facts})
//
// [Router.State] and [Router.Restore] take the memory out and put it back.
// [Router.Update] exchanges the policy in place: a newcomer goes to the end of
// the list, and the turn goes on after the last member who stays.
//
// # Many processes
//
// Processes that share a [Store] use [Router.RouteWith]; each turn is then
// taken once, whichever process takes it. If the lead is not created after all,
// [Router.GiveBackWith] gives the turn back; that is safe to repeat:
//
//	decision, err := router.RouteWith(ctx, store, leadrouting.Request{Facts: facts, Loads: openLeads})
//	if err := create(ctx, decision.Owner); err != nil {
//		_, giveErr := router.GiveBackWith(ctx, store, decision)
//		return errors.Join(err, giveErr)
//	}
//
// During a deploy two versions of a policy may share a store. What one of them
// does not know stays in the [State]: the other's pools, members and limits.
//
// # Why, and what if
//
// With Request.Explain a decision has a [Trace]: everyone who was considered,
// and why they were skipped. The same state and request give the same decision
// and trace again. [Router.Preview] decides without taking a turn, and
// [Router.Simulate] runs a past stream of leads: who would have got how many,
// how evenly, which rules never fired. [Report.Compare] sets two policies side
// by side before one goes live.
//
// # Cost
//
// A decision without a trace takes no memory. Rules that compare a field with
// values, domains or prefixes are looked up, so that their number does not
// matter; the time grows linearly with the other rules tried, and at most
// logarithmically with the members of a pool. When a working day begins or
// ends, that takes a step for each person of the schedule, and a Request with
// another Team a step for each person of the policy.
//
// State, Restore, Preview, Offer and all that uses a [Store] are linear in the
// members of all pools, in People, and in the requesters that sticky pools
// remember.
package leadrouting
