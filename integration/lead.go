package integration

import (
	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
)

// LeadRequest asks for a lead to be made of the requester of a ticket.
type LeadRequest struct {
	Ticket int64
	// Owner is the agent's choice where [Agent.Owners] offers one.
	Owner leadrouting.Owner
	// Note is the agent's own text for the sales team; may be empty.
	Note string
	// DespiteMatches makes a lead although Sell knows the requester already.
	// The product does not offer that.
	DespiteMatches bool
	// FollowHistory goes on with the latest lead of Result.History where the
	// ticket has none of its own: it gets a note of this ticket too, and the
	// ticket a link to it.
	FollowHistory bool
	// ReplaceGone makes a lead where the one of the ticket was deleted or
	// converted. An agent who may see their own leads only cannot tell that;
	// the automation can.
	ReplaceGone bool
	// DryRun writes nothing: the steps say what would be done.
	DryRun bool
	// Resume goes on from the result of a run that failed, without waiting
	// for its lease to end. A result that was stored and read back has lost its
	// lease, so that has to end first.
	Resume *Result
}

// Outcome says how a request for a lead ended.
type Outcome string

// Outcomes.
const (
	Created  Outcome = "created"  // a lead was made
	Existing Outcome = "existing" // the ticket had a lead already
	Matched  Outcome = "matched"  // Sell knows the requester; nothing was made
	Planned  Outcome = "planned"  // a dry run: a lead would be made
)

// Result is what a request for a lead did, also beside an error.
type Result struct {
	Outcome Outcome `json:"outcome,omitzero"` // "" beside an error
	Ticket  int64   `json:"ticket"`
	LeadID  int64   `json:"lead_id,omitzero"`
	// Lead is nil if it cannot be seen (any more).
	Lead *sell.Lead `json:"lead,omitzero"`
	// Gone says what became of the lead of the ticket, if it is not there any more.
	Gone *GoneLead `json:"gone,omitzero"`
	// Decision says whose the lead is and why; only where the owner was decided.
	Decision leadrouting.Decision `json:"decision,omitzero"`
	// Matches are the records that Sell has of the requester, ranked.
	Matches []Match `json:"matches,omitzero"`
	// Duplicates are further leads of the same ticket. They are reported and
	// never deleted.
	Duplicates []int64 `json:"duplicates,omitzero"`
	// History are the links of the tickets that this one follows up.
	History  []TicketLead `json:"history,omitzero"`
	Warnings []string     `json:"warnings,omitzero"`
	Steps    []Step       `json:"steps"`

	run lease.Run
}

// TicketLead is a lead that was made of another ticket.
type TicketLead struct {
	Ticket int64 `json:"ticket"`
	LeadID int64 `json:"lead_id"`
}

// GoneLead is what became of a lead that Sell does not show any more.
type GoneLead struct {
	Fate Fate `json:"fate"`
	// Became are the contacts and the deal that a lead was converted to.
	Became []Ref `json:"became,omitzero"`
}

// Fate says why a lead is gone.
type Fate string

// Fates of a lead.
const (
	LeadConverted Fate = "converted"
	LeadDeleted   Fate = "deleted"
	LeadHidden    Fate = "hidden" // deleted, converted or somebody else's: the agent cannot see it
)

// state is what became of a step, "" if it was not come to.
func (r *Result) state(step string) StepState {
	for _, s := range r.Steps {
		if s.Name == step {
			return s.State
		}
	}
	return ""
}

// Step is one write, or the look that spared it.
type Step struct {
	Name   string    `json:"name"`
	State  StepState `json:"state"`
	Detail string    `json:"detail,omitzero"`
}

// StepState says what became of a step.
type StepState string

// States of a step.
const (
	Done    StepState = "done"
	Already StepState = "already" // an earlier run did it
	Skipped StepState = "skipped"
	Would   StepState = "planned" // in a dry run
	Failed  StepState = "failed"
)

// Names of the steps, in their order.
const (
	StepMatch      = "match"
	StepOwner      = "owner"
	StepLease      = "lease"
	StepLead       = "lead"
	StepSource     = "source"
	StepLeadSource = "lead_source" // on the lead, where the source was made after it
	StepNote       = "note"
	StepComment    = "comment" // in one update with the link and the end of the claim
	StepLink       = "link"
)
