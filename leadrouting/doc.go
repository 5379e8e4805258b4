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
// # Whom the agent may choose
//
// [Policy.Offer] returns the list to show, empty when the rule decides. Any of
// its Owners can be the Choice of the [Request].
//
// # The team
//
// Give the request a [Team] and no lead goes to a user who is inactive,
// deleted, unknown or no person; not even if that user is the only one
// configured, or the agent: then there is an error, which [errors.Is] tells
// apart. Without a team this cannot be known and is not checked.
//
// # Pools
//
// A distribution pool of Sell is a phantom user: a lead assigned to it goes to
// the next member. So the decision for a pool has the pool as its owner; once
// the lead is read back, [Decision.Assigned] records who got it.
package leadrouting
