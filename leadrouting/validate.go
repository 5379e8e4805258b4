package leadrouting

import "fmt"

// Validate returns everything that is wrong with the policy, each problem with its path:
// contradictions; parts that can never work, such as a pool without members; rules that
// can never fire because earlier rules take every lead that they match; and, if the team
// is known, owners who cannot own a lead, and a topmost manager who is needed but cannot
// be found.
//
// Rules are compared by their conditions; predicates in Go may return anything. The time
// for that grows with n log n of the size of the policy. In a policy with thousands of
// rules that cannot be looked up by a value, a rule that never fires may be missed. Names
// of time zones are checked by [Policy.Compile], which knows them.
func (p Policy) Validate(t *Team) Problems {
	c := newCompiler(p)
	r := c.router(Options{}, false)
	if len(c.problems) == 0 {
		c.neverFire(r.rules)
	}
	c.problems = append(c.problems, c.warnings...)
	c.owners(t)
	c.topmost(t)
	return c.problems
}

// neverFire reports the rules that no lead can reach.
func (c *compiler) neverFire(rules []rule) {
	p := newProof(rules, c.fields)
	for i := range rules {
		switch p.fires(i) {
		case fitsNothing:
			c.warn(fmt.Sprintf("rules[%d].when", i), "no lead matches this condition")
		case firesNever:
			c.warn(fmt.Sprintf("rules[%d]", i), "never fires: earlier rules take every lead that it matches")
		}
	}
}

// owners reports the owners who cannot own a lead. Without a team, these are pools for
// other records, and pools that are named as users.
func (c *compiler) owners(t *Team) {
	b := c.book
	report := func(path string, o Owner) {
		reason := b.obstacle(t, o)
		_, twice := c.twice[o.ID()]
		switch {
		case reason == "" || o.ID() <= 0:
		case o.IsUser() && b.isPool(o.ID()):
			if !twice { // that is already reported
				c.problem(path, "%w; the policy calls it a pool: write %v", unassignable(o, reason), Pool(o.ID()))
			}
		case t.Known() || reason == ReasonWrongRecord:
			c.problems = append(c.problems, Problem{Path: path, Err: unassignable(o, reason)})
		}
	}
	each := func(path string, owners []Owner) {
		for i, o := range owners {
			report(fmt.Sprintf("%s[%d]", path, i), o)
		}
	}
	each("owners", b.Owners)
	report("topmost_manager", b.TopmostManager)
	for i, rule := range b.Rules {
		each(fmt.Sprintf("rules[%d].assign", i), rule.Assign)
	}
	each("fallback", b.Fallback)
	inList := make(map[Owner]struct{}, len(b.Owners))
	for _, o := range b.Owners {
		inList[o] = struct{}{}
	}
	for i, pool := range b.Pools {
		for j, m := range pool.Members {
			if b.obstacle(t, m.Owner) != ReasonWrongRecord { // that was reported on compiling
				report(fmt.Sprintf("pools[%d].members[%d].owner", i, j), m.Owner)
			}
		}
		_, configured := inList[Pool(pool.ID)]
		if u, found := t.Lookup(pool.ID); found && u.Kind == Person && !pool.Delegate && !configured && t.obstacle(User(pool.ID)) == "" {
			c.problem(fmt.Sprintf("pools[%d].id", i), "%d is the id of a person", pool.ID)
		}
	}
	for i, person := range b.People {
		report(fmt.Sprintf("people[%d].user", i), person.User)
	}
}

// topmost reports that the topmost manager is needed and cannot be found.
func (c *compiler) topmost(t *Team) {
	b := c.book
	if !t.Known() || b.Access != AllAgents || len(b.Owners) > 0 || !b.TopmostManager.IsZero() {
		return
	}
	if _, err := t.topmost(b.isPool); err != nil {
		c.problems = append(c.problems, Problem{Path: "topmost_manager", Err: err})
	}
}
