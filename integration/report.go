package integration

import (
	"fmt"
	"strings"
)

// RequirementState says whether a requirement of the integration is met.
type RequirementState string

// States of a requirement.
const (
	Met    RequirementState = "met"
	NotMet RequirementState = "not met"
	// Manual means that no API tells, or that the token may not ask: a person must
	// look.
	Manual RequirementState = "manual"
)

// Requirement is one thing that the integration needs.
type Requirement struct {
	Name   string           `json:"name"`
	State  RequirementState `json:"state"`
	Detail string           `json:"detail"`        // what was found
	Fix    string           `json:"fix,omitzero"`  // what to do, unless it is met
	Link   string           `json:"link,omitzero"` // where to do it
}

// Report is the outcome of a check.
type Report struct {
	Requirements []Requirement `json:"requirements"`
}

// NotMet returns the requirements that are not met.
func (r *Report) NotMet() []Requirement { return r.in(NotMet) }

// Manual returns the requirements that a person must check.
func (r *Report) Manual() []Requirement { return r.in(Manual) }

func (r *Report) in(state RequirementState) []Requirement {
	var some []Requirement
	for _, q := range r.Requirements {
		if q.State == state {
			some = append(some, q)
		}
	}
	return some
}

// String returns the report as text, one line per requirement.
func (r *Report) String() string {
	var b strings.Builder
	for _, q := range r.Requirements {
		fmt.Fprintf(&b, "%-8s %s: %s", q.State, q.Name, q.Detail)
		if q.Fix != "" {
			b.WriteString(". " + q.Fix)
		}
		if q.Link != "" {
			b.WriteString(" (" + q.Link + ")")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
