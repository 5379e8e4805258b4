package leadrouting

import (
	"fmt"
	"slices"
)

// check returns ErrInvalidPolicy if the settings page makes no sense, whatever
// the team.
func (p Policy) check() error {
	c := compiler{policy: &p}
	if c.page(); len(c.problems) > 0 {
		return fmt.Errorf("%w: %w", ErrInvalidPolicy, c.problems)
	}
	return nil
}

// Validate returns all that is wrong with the policy, with the path of each
// fault: what contradicts itself, rules that can never fire because no lead
// fits them that no earlier rule takes, and, if the team is known, owners who
// cannot own a lead and a topmost manager who is needed and not to be found.
//
// Rules are compared as far as their conditions tell: predicates of the
// program may answer anything. Names of time zones are checked by
// [Policy.Compile], which knows them.
func (p Policy) Validate(t *Team) Problems {
	c := compiler{policy: &p}
	r := c.router(Options{}, false)
	if len(c.problems) == 0 {
		c.neverFire(r.rules)
	}
	c.known(t)
	return c.problems
}

// neverFire reports the rules that no lead can reach.
func (c *compiler) neverFire(rules []rule) {
	for i := range rules {
		path := fmt.Sprintf("rules[%d]", i)
		if !satisfiable(goal{&rules[i].when, true}) {
			c.problem(path+".when", "no lead fits this condition")
			continue
		}
		goals := []goal{{&rules[i].when, true}}
		for j := range i {
			goals = append(goals, goal{&rules[j].when, false})
		}
		if !satisfiable(goals...) {
			c.problem(path, "it never fires: earlier rules take every lead that fits it")
		}
	}
}

// known reports the owners who cannot own a lead. Without a team those are pools
// for other records.
func (c *compiler) known(t *Team) {
	p := c.policy
	report := func(path string, o Owner) {
		if reason := p.obstacle(t, o); reason != "" && o.ID() > 0 && (t.Known() || reason == ReasonWrongRecord) {
			c.problems = append(c.problems, Problem{path, unassignable(o, reason)})
		}
	}
	each := func(path string, owners []Owner) {
		for i, o := range owners {
			report(fmt.Sprintf("%s[%d]", path, i), o)
		}
	}
	each("owners", p.Owners)
	for i, rule := range p.Rules {
		each(fmt.Sprintf("rules[%d].assign", i), rule.Assign)
	}
	each("fallback", p.Fallback)
	for i, pool := range p.Pools {
		for j, m := range pool.Members {
			if p.obstacle(t, m.Owner) != ReasonWrongRecord { // which compiling has reported
				report(fmt.Sprintf("pools[%d].members[%d].owner", i, j), m.Owner)
			}
		}
		if u, found := t.Lookup(pool.ID); found && u.Kind == Person && !pool.Delegate && !slices.Contains(p.Owners, Pool(pool.ID)) && t.obstacle(User(pool.ID)) == "" {
			c.problem(fmt.Sprintf("pools[%d].id", i), "%d is the id of a person", pool.ID)
		}
	}
	for i, person := range p.People {
		report(fmt.Sprintf("people[%d].user", i), person.User)
	}
	if t.Known() && p.Access == AllAgents && len(p.Owners) == 0 {
		owner, _, err := p.unconfigured(Request{Team: t})
		if err == nil {
			err = unassignable(owner, p.obstacle(t, owner))
		}
		if err != nil {
			c.problems = append(c.problems, Problem{"topmost_manager", err})
		}
	}
}
