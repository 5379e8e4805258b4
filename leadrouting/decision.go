package leadrouting

import (
	"slices"
	"strings"
)

// Decision is the owner of a new lead, and how it was decided. Its JSON form is
// stable; [Decision.String] is for people.
type Decision struct {
	// Owner is the owner to send as owner_id. If it is a pool, Sell picks the
	// user; see [Decision.Assigned].
	Owner Owner `json:"owner"`

	// AssignedTo is the user who got the record from a pool, once known.
	AssignedTo Owner `json:"assigned_to,omitzero"`

	// Pool is the pool that picked the owner, if it rotates here. Of nested pools it
	// is the outermost.
	Pool Owner `json:"pool,omitzero"`

	Reason Reason   `json:"reason"`
	Rule   RuleName `json:"rule"`

	// Turn is the turn that the decision took from the router's state. It can be
	// given back if the lead is not created; see [Router.GiveBack].
	Turn  Turn  `json:"turn,omitzero"`
	Trace Trace `json:"trace,omitempty"`
}

// Assigned returns a copy of a decision for a pool that also records which
// user got the lead, as read back from Sell. It returns d unchanged if the owner is
// not a pool, and if Sell has not picked a user yet, so that the record still belongs
// to the phantom user.
func (d Decision) Assigned(userID int64) Decision {
	if !d.Owner.IsPool() || userID == d.Owner.ID() || userID <= 0 {
		return d
	}
	d.AssignedTo = User(userID)
	d.Trace = append(slices.Clip(d.Trace), Step{Owner: d.AssignedTo, Verdict: Assigned, Reason: ReasonPoolTurn})
	return d
}

// String returns the decision on the first line, followed by one line per step.
func (d Decision) String() string {
	head := d.Owner.String()
	if !d.AssignedTo.IsZero() {
		head += " -> " + d.AssignedTo.String()
	}
	if !d.Pool.IsZero() {
		head += " by " + d.Pool.String()
	}
	head += ": " + d.Reason.text() + " (" + string(d.Rule) + ")"
	if len(d.Trace) == 0 {
		return head
	}
	return head + "\n" + d.Trace.String()
}

// Trace lists every candidate in the order in which it was considered. If any user
// may be chosen, those who were neither configured nor chosen are left out.
type Trace []Step

// Owner returns the owner that was chosen according to the trace, which is the owner of
// the decision. It returns the zero Owner if the trace is that of a failure.
func (t Trace) Owner() Owner {
	for _, s := range t {
		if s.Verdict == Chosen {
			return s.Owner
		}
	}
	return Owner{}
}

// Step says what became of one candidate.
type Step struct {
	Owner   Owner    `json:"owner"`
	Name    string   `json:"name,omitzero"`
	Pool    Owner    `json:"pool,omitzero"` // the pool of which it is a member
	Rule    RuleName `json:"rule,omitzero"` // the rule that named it, if it differs from the decision's
	Verdict Verdict  `json:"verdict"`
	Reason  Reason   `json:"reason"`
}

// String returns one line per step.
func (t Trace) String() string {
	lines := make([]string, len(t))
	for i, s := range t {
		lines[i] = "  " + s.String()
	}
	return strings.Join(lines, "\n")
}

// String returns a line such as "skipped user:2 (Ana): inactive".
func (s Step) String() string {
	line := string(s.Verdict) + " " + s.Owner.String()
	if s.Name != "" {
		line += " (" + s.Name + ")"
	}
	if !s.Pool.IsZero() {
		line += " in " + s.Pool.String()
	}
	line += ": " + s.Reason.text()
	if s.Rule != "" {
		line += " (" + string(s.Rule) + ")"
	}
	return line
}

// Verdict is what became of a candidate.
type Verdict string

const (
	Chosen   Verdict = "chosen" // the owner of the lead, at most one in a trace
	Skipped  Verdict = "skipped"
	Asked    Verdict = "asked"    // a pool that rotates here; its members follow
	Assigned Verdict = "assigned" // the user to whom the chosen pool gave the record
)

// Reason says why an owner was chosen or skipped. More reasons may be added.
type Reason string

// Why an owner was chosen.
const (
	ReasonOnlyOwner      Reason = "only_configured_owner"
	ReasonAgentChoice    Reason = "chosen_by_agent"
	ReasonCreator        Reason = "created_the_lead"
	ReasonTopmostManager Reason = "topmost_manager"
	ReasonPoolTurn       Reason = "next_in_pool"
	ReasonSticky         Reason = "served_the_requester_before"
	ReasonNamed          Reason = "named_by_the_rule"
	// For a relation it is "owns_the_" plus its name, such as "owns_the_open_deal".
	reasonOwns = "owns_the_"
)

// Why an owner was skipped.
const (
	ReasonNotChosen  Reason = "not_chosen"
	ReasonNotOffered Reason = "not_offered"
	ReasonUnknown    Reason = "unknown"
	ReasonInactive   Reason = "inactive"
	ReasonDeleted    Reason = "deleted"
	ReasonNotAPerson Reason = "not_a_person"

	ReasonNotTheirTurn Reason = "not_their_turn"
	ReasonPoolEmpty    Reason = "nobody_in_the_pool_is_available"
	ReasonWrongRecord  Reason = "pool_for_other_records"
	ReasonRotatesHere  Reason = "pool_needs_a_router"
	ReasonAbsent       Reason = "absent"
	ReasonHoliday      Reason = "holiday"
	ReasonOffHours     Reason = "outside_working_hours"
	ReasonAtCapacity   Reason = "at_capacity"
	ReasonDailyCap     Reason = "daily_cap_reached"
)

func (r Reason) text() string { return strings.ReplaceAll(string(r), "_", " ") }

// RuleName names what decided: a rule of the settings page, a rule of the policy, or
// one of the steps around them.
type RuleName string

// The rules of Sell's settings page, by "Allow agents to assign any owner",
// the number of configured owners, and the access mode.
const (
	R1 RuleName = "R1" // off, one owner: that one
	R2 RuleName = "R2" // off, several owners: the agent must choose one of them
	R3 RuleName = "R3" // off, none, only Sell users: the agent
	R4 RuleName = "R4" // off, none, all agents: the topmost manager
	R5 RuleName = "R5" // on: the owner that the agent chooses
	R7 RuleName = "R7" // on, nobody chosen, one owner: that one
	R8 RuleName = "R8" // on, nobody chosen, none: an error, or as R3 and R4 with FallbackWhenUnchosen
	R9 RuleName = "R9" // on, nobody chosen, several owners: an error
)

// The steps besides the settings page. A rule of the policy goes by its name or, if it
// has none, by its path, such as "rules[2]".
const (
	RuleExisting RuleName = "existing" // the owner of an existing record
	RuleFallback RuleName = "fallback"
)
