package integration

import (
	"context"
	"fmt"
	"strings"
)

// PlanState says who carries out a step of the setup.
type PlanState string

// States of a step of a [Plan].
const (
	PlanDone      PlanState = "done"      // there is nothing to do
	PlanAutomatic PlanState = "automatic" // [Integration.Apply] does it
	PlanManual    PlanState = "manual"    // a person must do it: no API can, or the token may not
)

// PlanStep is one thing that the integration needs, and who does it.
type PlanStep struct {
	Name   string    `json:"name"`
	State  PlanState `json:"state"`
	Detail string    `json:"detail"`        // what exists, or what will be done
	Do     string    `json:"do,omitzero"`   // what a person must do
	Link   string    `json:"link,omitzero"` // where to do it
}

// String returns the step as a line of text.
func (s PlanStep) String() string {
	text := fmt.Sprintf("%-9s %s: %s", s.State, s.Name, s.Detail)
	if s.Do != "" {
		text += ". " + s.Do
	}
	if s.Link != "" {
		text += " (" + s.Link + ")"
	}
	return text
}

// Plan is what the accounts still need, as [Integration.Plan] found it. It can be
// stored as JSON and applied later: [Integration.Apply] checks again before it writes.
type Plan struct {
	Steps []PlanStep `json:"steps"`
}

// Automatic returns the steps that [Integration.Apply] carries out.
func (p *Plan) Automatic() []PlanStep { return p.in(PlanAutomatic) }

// Manual returns the steps that a person must carry out.
func (p *Plan) Manual() []PlanStep { return p.in(PlanManual) }

func (p *Plan) in(state PlanState) []PlanStep {
	var some []PlanStep
	for _, s := range p.Steps {
		if s.State == state {
			some = append(some, s)
		}
	}
	return some
}

// String returns the plan as text, one line per step.
func (p *Plan) String() string {
	var b strings.Builder
	for _, s := range p.Steps {
		b.WriteString(s.String() + "\n")
	}
	return b.String()
}

// Plan compares the settings with both accounts and lists what they need: what
// [Integration.Apply] can do, what a person must do, with a link, and what is done.
// It only reads. The Support token must be an admin's; what it may not read becomes a
// manual step.
func (in *Integration) Plan(ctx context.Context) (*Plan, error) {
	c, err := in.check(ctx)
	if err != nil {
		return nil, err
	}
	plan := new(Plan)
	work := make(map[string]task)
	for _, t := range c.tasks() {
		work[t.name] = t
	}
	for _, q := range c.report.Requirements {
		t, automatic := work[q.Name]
		delete(work, q.Name)
		if automatic {
			steps, err := t.plan(ctx)
			if err != nil {
				return nil, err
			}
			plan.Steps = append(plan.Steps, steps...)
			continue
		}
		plan.Steps = append(plan.Steps, q.planned())
	}
	for _, t := range c.tasks() { // those without a requirement
		if _, left := work[t.name]; left {
			steps, err := t.plan(ctx)
			if err != nil {
				return nil, err
			}
			plan.Steps = append(plan.Steps, steps...)
		}
	}
	return plan, nil
}

// planned returns the step for a requirement that no API can meet.
func (q Requirement) planned() PlanStep {
	if q.State == Met {
		return PlanStep{Name: q.Name, State: PlanDone, Detail: q.Detail}
	}
	return PlanStep{q.Name, PlanManual, q.Detail, q.Fix, q.Link}
}
