package leadrouting

import (
	"slices"
	"strings"
)

// Decision is the owner of a new lead, and how it came about. Its JSON form is
// stable, and [Decision.String] is meant to be read.
type Decision struct {
	// Owner is whom to send as owner_id. If it is a pool, Sell picks the
	// user; see [Decision.Assigned].
	Owner Owner `json:"owner"`

	// AssignedTo is the user who got the record from a pool, once known.
	AssignedTo Owner `json:"assigned_to,omitzero"`

	Reason Reason `json:"reason"`
	Rule   Rule   `json:"rule"`
	Trace  Trace  `json:"trace,omitempty"`
}

// Assigned returns a copy of a decision for a pool that also records which
// user got the lead, as read back from Sell. While Sell has not picked yet,
// the record still belongs to the phantom user: then d is returned unchanged,
// as it is when the owner is no pool.
func (d Decision) Assigned(userID int64) Decision {
	if !d.Owner.IsPool() || userID == d.Owner.ID() || userID <= 0 {
		return d
	}
	d.AssignedTo = User(userID)
	d.Trace = append(slices.Clip(d.Trace), Step{Owner: d.AssignedTo, Verdict: Assigned, Reason: ReasonPoolTurn})
	return d
}

// String returns the decision in the first line, then one line a step.
func (d Decision) String() string {
	head := d.Owner.String()
	if !d.AssignedTo.IsZero() {
		head += " -> " + d.AssignedTo.String()
	}
	head += ": " + d.Reason.text() + " (" + string(d.Rule) + ")"
	if len(d.Trace) == 0 {
		return head
	}
	return head + "\n" + d.Trace.String()
}

// Trace lists every candidate in the order in which it was considered. Where
// any user may be chosen, those who were neither configured nor chosen are
// left out.
type Trace []Step

// Step is what became of one candidate.
type Step struct {
	Owner   Owner   `json:"owner"`
	Name    string  `json:"name,omitzero"`
	Verdict Verdict `json:"verdict"`
	Reason  Reason  `json:"reason"`
}

// String returns one line a step.
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
	return line + ": " + s.Reason.text()
}

// Verdict is what became of a candidate.
type Verdict string

const (
	Chosen   Verdict = "chosen" // the owner decided on, at most one in a trace
	Skipped  Verdict = "skipped"
	Assigned Verdict = "assigned" // the user to whom the chosen pool gave the record
)

// Reason says why an owner was chosen or skipped. Further reasons may come.
type Reason string

// Why an owner was chosen.
const (
	ReasonOnlyOwner      Reason = "only_configured_owner"
	ReasonAgentChoice    Reason = "chosen_by_agent"
	ReasonCreator        Reason = "created_the_lead"
	ReasonTopmostManager Reason = "topmost_manager"
	ReasonPoolTurn       Reason = "next_in_pool"
)

// Why an owner was skipped.
const (
	ReasonNotChosen  Reason = "not_chosen"
	ReasonNotOffered Reason = "not_offered"
	ReasonUnknown    Reason = "unknown"
	ReasonInactive   Reason = "inactive"
	ReasonDeleted    Reason = "deleted"
	ReasonNotAPerson Reason = "not_a_person"
)

func (r Reason) text() string { return strings.ReplaceAll(string(r), "_", " ") }

// Rule names the rule that decided.
type Rule string

// The rules of Sell's settings page, by "Allow agents to assign any owner",
// the number of configured owners, and the access mode.
const (
	R1 Rule = "R1" // off, one owner: that one
	R2 Rule = "R2" // off, several owners: the agent must choose one of them
	R3 Rule = "R3" // off, none, only Sell users: the agent
	R4 Rule = "R4" // off, none, all agents: the topmost manager
	R5 Rule = "R5" // on: whom the agent chooses
	R7 Rule = "R7" // on, nobody chosen, one owner: that one
	R8 Rule = "R8" // on, nobody chosen, none: an error, or as R3 and R4 with FallbackWhenUnchosen
	R9 Rule = "R9" // on, nobody chosen, several owners: an error
)
