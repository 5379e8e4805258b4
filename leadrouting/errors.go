package leadrouting

import (
	"errors"
	"fmt"
	"strings"
)

// Sentinels for [errors.Is]. [Error] holds the details.
var (
	// ErrOwnerRequired means that an owner must be chosen, and none was.
	// Error.Candidates lists the owners to choose from.
	ErrOwnerRequired = errors.New("leadrouting: an owner must be chosen")

	// ErrOwnerNotAllowed means that the chosen owner is not among those offered.
	ErrOwnerNotAllowed = errors.New("leadrouting: owner not allowed by the settings")

	// ErrOwnerNotAssignable means that the owner is inactive, deleted, not a person,
	// or not available at the moment; Error.Reason says which.
	ErrOwnerNotAssignable = errors.New("leadrouting: owner not assignable")

	// ErrUnknownOwner means that the team has no such user or pool.
	ErrUnknownOwner = errors.New("leadrouting: unknown owner")

	// ErrNoSellUser means that the lead would go to the agent, who is not a Sell user.
	ErrNoSellUser = errors.New("leadrouting: the agent has no Sell user")

	// ErrNoTopmostManager means that the lead would go to the topmost manager, but
	// there is not exactly one. Set [Policy].TopmostManager.
	ErrNoTopmostManager = errors.New("leadrouting: not exactly one topmost manager")

	// ErrEmptyPool means that nobody in the pool is available.
	ErrEmptyPool = errors.New("leadrouting: empty pool")

	// ErrWrongRecordType means that the pool distributes contacts or deals, not leads.
	ErrWrongRecordType = errors.New("leadrouting: pool for another record type")

	// ErrTimeRequired means that the policy has schedules, absences or daily caps, but
	// Request.Now is not set.
	ErrTimeRequired = errors.New("leadrouting: Request.Now is not set")

	// ErrRouterRequired means that a pool rotates here, for which [Policy.Resolve] has
	// no state: call [Policy.Compile] once, and then [Router.Route].
	ErrRouterRequired = errors.New("leadrouting: the pool needs a router")

	// ErrStateFormat means that the state was written by a newer version of this
	// package: update this program first.
	ErrStateFormat = errors.New("leadrouting: state of a newer format")

	// ErrInvalidPolicy means that the settings contradict themselves; [Policy.Validate]
	// lists how.
	ErrInvalidPolicy = errors.New("leadrouting: invalid policy")
)

// Error says why no owner was found for a lead.
type Error struct {
	Err        error    // one of the sentinels
	Owner      Owner    // the owner that was rejected, if any
	Reason     Reason   // why it was rejected
	Candidates []Owner  // the owners that could have been chosen, or could be meant
	Rule       RuleName // the rule that applied
	Trace      Trace    // who was considered
}

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Err }

// Error returns the text of the sentinel with the ids of the owner and the candidates.
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

// maxListed keeps the text of an error short enough to read.
const maxListed = 10

// Problem is a problem in a policy.
type Problem struct {
	Path         string // the field, such as "owners[1]"
	Err          error  // what is wrong with it
	Line, Column int    // its position in the text, from 1; 0 if there is no text
}

// Error returns the path, the position, and what is wrong there.
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

// Problems are all problems found in a policy.
type Problems []Problem

// Error returns one line per problem.
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
