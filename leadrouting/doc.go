// Package leadrouting decides who owns a new lead, and explains why.
//
// It knows neither Sell nor Support: settings and facts go in, a [Decision] or
// a typed [Error] comes out. It has no clock, no randomness and does no I/O, so
// the same input always leads to the same decision.
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
// [Policy.Resolve] applies the rules of the product. Which rule applies depends on
// two settings and the number of configured owners:
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
// which is what [Offer].Suggested is for.) The product does not document R7 to R9;
// they are choices of this package: an unclear case is an error, not a guess.
//
// [Policy.Offer] returns the list to show to the agent, which is empty if the rule
// decides. Any of its Owners can be the Choice of the [Request].
//
// # The team
//
// If the request has a [Team], no lead goes to a user who is inactive, deleted,
// unknown or not a person, even if that user is the only one configured, or the
// agent: instead there is an error, which can be told apart with [errors.Is].
// Without a team this cannot be known and is not checked.
//
// # Pools of Sell
//
// A distribution pool of Sell is a phantom user: a lead assigned to it goes to
// the next member. So a decision for a pool has the pool as its owner; once
// the lead is read back, [Decision.Assigned] records who got it.
//
// # Beyond the page
//
// A policy can say more than the page, in Go or in JSON ([ParsePolicy]):
//
//   - Existing: the owner of an open deal, contact, company or earlier lead of
//     the requester comes first.
//   - Rules: the first rule whose [Condition] holds names the owners to try.
//     [FactFields] lists the fields that rules can use.
//   - Pools: a pool with members rotates here instead of in Sell, by one of
//     four methods: [RoundRobin], [Weighted], [LeastRecent], [LeastLoaded].
//     Pools may be members of pools.
//   - People: working hours, absences, capacity and daily caps, which apply
//     everywhere.
//   - Fallback: the owners to try if nobody else can take the lead.
//
// The agent's choice comes first, then Existing, Rules, the page and Fallback, in
// this order. The result is always an owner who can take the lead, or an error that
// names the first thing that was wrong.
//
// [Policy.Validate] reports everything that is wrong with a policy, including rules
// that can never fire. Anything empty is an error wherever it would mean "every
// lead" or "no limit".
//
// # The router
//
// Pools that rotate need state: [Policy.Compile] returns a [Router], which keeps
// track of whose turn it is and is safe for concurrent use.
//
//	router, err := policy.Compile(leadrouting.Options{Team: team, Location: time.LoadLocation})
//	decision, err := router.Route(leadrouting.Request{Now: now, Facts: facts})
//
// [Router.State] and [Router.Restore] save and restore that state. [Router.Update]
// replaces the policy in place: a newcomer goes to the end of the list, and rotation
// continues after the last member who stays.
//
// # Many processes
//
// Processes that share a [Store] use [Router.RouteWith]; each turn is then
// taken once, whichever process takes it. If the lead is not created after all,
// [Router.GiveBackWith] gives the turn back; it is safe to call again:
//
//	decision, err := router.RouteWith(ctx, store, leadrouting.Request{Facts: facts, Loads: openLeads})
//	if err := create(ctx, decision.Owner); err != nil {
//		_, giveErr := router.GiveBackWith(ctx, store, decision)
//		return errors.Join(err, giveErr)
//	}
//
// During a deployment, two versions of a policy may share a store. Each leaves what
// it does not know in the [State]: the other's pools, members and limits.
//
// # Why, and what if
//
// With Request.Explain a decision has a [Trace]: everyone who was considered,
// and why they were skipped. The same state and request always produce the same
// decision and trace. [Router.Preview] decides without taking a turn, and
// [Router.Simulate] replays a past stream of leads: how many each owner would have
// got, how evenly, and which rules never fired. [Report.Compare] compares two
// policies before one goes live.
//
// # Cost
//
// A decision without a trace allocates no memory. Rules that compare a field with
// values, domains or prefixes are looked up, so that their number does not
// matter; the time grows linearly with the other rules tried, and at most
// logarithmically with the members of a pool. When a working day begins or
// ends, that takes a step for each person of the schedule; a Request with a
// different Team takes a step for each person of the policy.
//
// State, Restore, Preview, Offer and everything that uses a [Store] are linear in
// the members of all pools, in People, and in the requesters that sticky pools
// remember.
package leadrouting
