package leadrouting

import (
	"fmt"
	"iter"
	"slices"
)

// check returns ErrInvalidPolicy if p makes no sense, whatever the team.
func (p Policy) check() error {
	for problem := range p.problems() {
		return fmt.Errorf("%w: %w", ErrInvalidPolicy, problem)
	}
	return nil
}

// Validate returns all that is wrong with the policy, with the path of each
// fault: first what contradicts itself, then, if the team is known, owners who
// cannot own a lead and a topmost manager who is needed and not to be found.
func (p Policy) Validate(t *Team) []Problem {
	problems := slices.Collect(p.problems())
	if !t.Known() {
		return problems
	}
	for i, o := range p.Owners {
		if reason := p.obstacle(t, o); reason != "" && o.ID() > 0 {
			problems = append(problems, Problem{fmt.Sprintf("owners[%d]", i), unassignable(o, reason)})
		}
	}
	if p.Access == AllAgents && len(p.Owners) == 0 {
		owner, _, err := p.unconfigured(Request{Team: t})
		if err == nil {
			err = unassignable(owner, p.obstacle(t, owner))
		}
		if err != nil {
			problems = append(problems, Problem{"topmost_manager", err})
		}
	}
	return problems
}

// problems yields what is wrong whatever the team.
func (p Policy) problems() iter.Seq[Problem] {
	return func(yield func(Problem) bool) {
		if !p.Access.valid() && !yield(Problem{"access", fmt.Errorf("unknown access mode %d", uint8(p.Access))}) {
			return
		}
		for i, o := range p.Owners {
			var err error
			if o.ID() <= 0 {
				err = &Error{Err: ErrUnknownOwner, Owner: o}
			} else if first := slices.IndexFunc(p.Owners, func(other Owner) bool { return other.ID() == o.ID() }); first < i {
				err = fmt.Errorf("%v has the same id as owners[%d]", o, first)
			}
			if err != nil && !yield(Problem{fmt.Sprintf("owners[%d]", i), err}) {
				return
			}
		}
		if o := p.TopmostManager; !o.IsZero() && (!o.IsUser() || o.ID() < 0) {
			yield(Problem{"topmost_manager", fmt.Errorf("%v is no user", o)})
		}
	}
}
