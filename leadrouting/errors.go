package leadrouting

import (
	"errors"
	"fmt"
	"strings"
)

// Sentinels for [errors.Is]. What comes with them is in [Error].
var (
	// ErrOwnerRequired: the settings leave the owner to a choice, and none
	// was made. Error.Candidates holds what there is to choose from.
	ErrOwnerRequired = errors.New("leadrouting: an owner must be chosen")

	// ErrOwnerNotAllowed: the owner chosen is not among those offered.
	ErrOwnerNotAllowed = errors.New("leadrouting: owner not allowed by the settings")

	// ErrOwnerNotAssignable: the owner is inactive, deleted or not a person,
	// or not available at the moment; Error.Reason says which.
	ErrOwnerNotAssignable = errors.New("leadrouting: owner not assignable")

	// ErrUnknownOwner: the team has no such user or pool.
	ErrUnknownOwner = errors.New("leadrouting: unknown owner")

	// ErrNoSellUser: the lead falls to the agent, who is not a user of Sell.
	ErrNoSellUser = errors.New("leadrouting: the agent has no Sell user")

	// ErrNoTopmostManager: the lead falls to the topmost manager, and there
	// is not exactly one. Set [Policy].TopmostManager.
	ErrNoTopmostManager = errors.New("leadrouting: not exactly one topmost manager")

	// ErrEmptyPool: nobody in the pool is available.
	ErrEmptyPool = errors.New("leadrouting: empty pool")

	// ErrWrongRecordType: the pool hands out contacts or deals, not leads.
	ErrWrongRecordType = errors.New("leadrouting: pool for another record type")

	// ErrTimeRequired: the policy has schedules, absences or daily caps, and
	// Request.Now is not set.
	ErrTimeRequired = errors.New("leadrouting: the time is not given")

	// ErrRouterRequired: a pool rotates here, and [Policy.Resolve] has no
	// state for that; use [Policy.Compile] once and [Router.Route].
	ErrRouterRequired = errors.New("leadrouting: the pool needs a router")

	// ErrStateFormat: the state was written by a newer version of this
	// package; update this program first.
	ErrStateFormat = errors.New("leadrouting: state of a newer format")

	// ErrInvalidPolicy: the settings contradict themselves; [Policy.Validate]
	// lists how.
	ErrInvalidPolicy = errors.New("leadrouting: invalid policy")
)

// Error is a lead for which no owner was found.
type Error struct {
	Err        error    // one of the sentinels
	Owner      Owner    // the owner refused, if one was
	Reason     Reason   // why it was refused
	Candidates []Owner  // who could have been chosen, or could be meant
	Rule       RuleName // the rule that applied
	Trace      Trace    // who was considered
}

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Err }

// Error names the sentinel, the owner and the candidates by their ids.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Err.Error())
	if !e.Owner.IsZero() {
		b.WriteString(": " + e.Owner.String())
	}
	if e.Reason != "" {
		b.WriteString(": " + e.Reason.text())
	}
	if e.Rule != "" {
		b.WriteString(" (" + string(e.Rule) + ")")
	}
	for i, c := range e.Candidates[:min(len(e.Candidates), maxListed)] {
		b.WriteString([]string{"; candidates ", ", "}[min(i, 1)] + c.String())
	}
	if len(e.Candidates) > maxListed {
		b.WriteString(", …")
	}
	return b.String()
}

// maxListed keeps the text of an error on a screen.
const maxListed = 10

// Problem is a fault in a policy.
type Problem struct {
	Path         string // the field, such as "owners[1]"
	Err          error  // what is wrong with it
	Line, Column int    // where it stands in the text, from 1; 0 if there is no text
}

// Error returns the path, the place, and what is wrong there.
func (p Problem) Error() string {
	where := p.Path
	if p.Line > 0 {
		if where += fmt.Sprintf(" (line %d, column %d)", p.Line, p.Column); p.Path == "" {
			where = fmt.Sprintf("line %d, column %d", p.Line, p.Column)
		}
	}
	return where + ": " + strings.TrimPrefix(p.Err.Error(), "leadrouting: ")
}

// Unwrap returns the cause.
func (p Problem) Unwrap() error { return p.Err }

// Problems are all the faults found in a policy.
type Problems []Problem

// Error returns one line a problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems.
func (p Problems) Unwrap() []error {
	errs := make([]error, len(p))
	for i, problem := range p {
		errs[i] = problem
	}
	return errs
}
