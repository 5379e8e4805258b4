package integration

import (
	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
)

// LeadRequest asks for a lead to be created from the requester of a ticket.
type LeadRequest struct {
	Ticket int64
	// Owner is the agent's choice if [Agent.Owners] offers one.
	Owner leadrouting.Owner
	// Note is the agent's own text for the sales team. It may be empty.
	Note string
	// DespiteMatches creates a lead even if Sell already knows the requester.
	// The product does not offer this.
	DespiteMatches bool
	// FollowHistory continues with the latest lead of Result.History if the
	// ticket has no lead of its own: that lead also gets a note for this ticket,
	// and the ticket gets a link to it.
	FollowHistory bool
	// ReplaceGone creates a new lead if the ticket's lead was deleted or
	// converted. An agent who may see only their own leads cannot tell whether it
	// was; the automation can.
	ReplaceGone bool
	// DryRun writes nothing: the steps say what would be done.
	DryRun bool
	// Resume continues from the result of a failed run without waiting for its
	// lease to expire. A result that was stored and read back has lost its lease,
	// so that lease must expire first.
	Resume *Result
}

// Outcome says how a request for a lead ended.
type Outcome string

// Outcomes.
const (
	Created  Outcome = "created"  // a lead was created
	Existing Outcome = "existing" // the ticket already had a lead
	Matched  Outcome = "matched"  // Sell already knows the requester; nothing was created
	Planned  Outcome = "planned"  // a dry run: a lead would be created
)

// Result says what a request for a lead did. It is filled in even if an error is
// returned.
type Result struct {
	Outcome Outcome `json:"outcome,omitzero"` // "" if an error is returned
	Ticket  int64   `json:"ticket"`
	LeadID  int64   `json:"lead_id,omitzero"`
	// Lead is nil if it cannot be seen, or not any more.
	Lead *sell.Lead `json:"lead,omitzero"`
	// Gone says what became of the ticket's lead if it no longer exists.
	Gone *GoneLead `json:"gone,omitzero"`
	// Decision says who owns the lead and why. It is set only if this request
	// decided the owner.
	Decision leadrouting.Decision `json:"decision,omitzero"`
	// Matches are the requester's records in Sell, ranked.
	Matches []Match `json:"matches,omitzero"`
	// Duplicates are further leads of the same ticket. They are reported and
	// never deleted.
	Duplicates []int64 `json:"duplicates,omitzero"`
	// History lists the links of the tickets that this one follows up.
	History  []TicketLead `json:"history,omitzero"`
	Warnings []string     `json:"warnings,omitzero"`
	Steps    []Step       `json:"steps"`

	run lease.Run
}

// TicketLead is a lead that was created from another ticket.
type TicketLead struct {
	Ticket int64 `json:"ticket"`
	LeadID int64 `json:"lead_id"`
}

// GoneLead says what became of a lead that Sell no longer shows.
type GoneLead struct {
	Fate Fate `json:"fate"`
	// Became lists the contacts and the deal that a lead was converted to.
	Became []Ref `json:"became,omitzero"`
}

// Fate says why a lead is gone.
type Fate string

// Fates of a lead.
const (
	LeadConverted Fate = "converted"
	LeadDeleted   Fate = "deleted"
	LeadHidden    Fate = "hidden" // deleted, converted or owned by somebody else: the agent cannot see it
)

// state returns the state of a step, "" if it was not reached.
func (r *Result) state(step string) StepState {
	for _, s := range r.Steps {
		if s.Name == step {
			return s.State
		}
	}
	return ""
}

// Step is one write, or the check that made it unnecessary.
type Step struct {
	Name   string    `json:"name"`
	State  StepState `json:"state"`
	Detail string    `json:"detail,omitzero"`
}

// StepState is the state of a step.
type StepState string

// States of a step.
const (
	Done    StepState = "done"
	Already StepState = "already" // an earlier run did it
	Skipped StepState = "skipped"
	Would   StepState = "planned" // in a dry run
	Failed  StepState = "failed"
)

// Names of the steps, in order.
const (
	StepMatch      = "match"
	StepOwner      = "owner"
	StepLease      = "lease"
	StepLead       = "lead"
	StepSource     = "source"
	StepLeadSource = "lead_source" // sets the source on the lead if it was created after the lead
	StepNote       = "note"
	StepComment    = "comment" // one update with the link and the removal of the claim
	StepLink       = "link"
)
