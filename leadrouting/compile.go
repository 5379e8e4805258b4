package leadrouting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Options is what a policy needs beside its settings to become a [Router].
type Options struct {
	// Team is what is known of the users; nil if nothing.
	Team *Team

	// Location returns a time zone by its name. Without it only UTC is known.
	// Programs pass time.LoadLocation, which reads the system's zone files.
	Location func(name string) (*time.Location, error)
}

// Compile returns a router for the policy, with all pools at their beginning.
// If the policy contradicts itself, the error is ErrInvalidPolicy and a
// [Problems]; that somebody in it cannot own leads is no error, since this may
// change any time. [Policy.Validate] reports both.
func (p Policy) Compile(options Options) (*Router, error) {
	c := compiler{policy: &p}
	r := c.router(options, true)
	if len(c.problems) > 0 {
		return nil, fmt.Errorf("%w: %w", ErrInvalidPolicy, c.problems)
	}
	r.setTeam(options.Team)
	return r, nil
}

// rule is a compiled rule.
type rule struct {
	name   RuleName
	when   node
	assign []Owner
}

// relation is a compiled relation.
type relation struct {
	name   Relation
	reason Reason
}

// router compiles the policy and collects what is wrong with it.
func (c *compiler) router(options Options, checkZones bool) *Router {
	p := c.policy
	p.declare()
	r := &Router{policy: *p, options: options, pools: make(map[Owner]*pool), leaves: make(map[Owner]*assignee)}
	c.page()
	for i, name := range p.Existing {
		if name == "" || slices.Index(p.Existing, name) < i {
			c.problem(fmt.Sprintf("existing[%d]", i), "relation %q is empty or there twice", name)
		}
		r.relations = append(r.relations, relation{name, reasonOwns + Reason(name)})
	}
	for _, name := range sortedKeys(p.Fields) {
		every := []Kind{KindText, KindList, KindNumber, KindBool, KindTime, KindAny}
		if kind := p.Fields[name]; !slices.Contains(every, kind) {
			c.problem("fields."+name, "unknown kind %q: want one of %v", kind, every)
		}
	}
	for i := range p.Rules {
		path := fmt.Sprintf("rules[%d]", i)
		compiled := rule{name: RuleName(p.Rules[i].Name), assign: p.Rules[i].Assign}
		if compiled.name == "" {
			compiled.name = RuleName(path)
		}
		if slices.ContainsFunc(r.rules, func(other rule) bool { return other.name == compiled.name }) {
			c.problem(path+".name", "there is another rule %q", compiled.name)
		}
		compiled.when = c.condition(&p.Rules[i].When, path+".when", false)
		if len(compiled.assign) == 0 {
			c.problem(path+".assign", "no owner is named")
		}
		c.chain(compiled.assign, path+".assign")
		r.rules = append(r.rules, compiled)
	}
	c.chain(p.Fallback, "fallback")
	c.people(r, options, checkZones)
	c.pools(r)
	r.matcher = newMatcher(c.fields)
	r.clock = newSlotHeap(len(r.calendars), func(a, b int32) bool {
		return cmp.Or(cmp.Compare(r.calendars[a].until, r.calendars[b].until), cmp.Compare(a, b)) < 0
	})
	for i := range r.calendars {
		r.clock.push(i)
	}
	return r
}

// page checks the fields of the settings page.
func (c *compiler) page() {
	p := c.policy
	if !p.Access.valid() {
		c.problem("access", "unknown access mode %d", uint8(p.Access))
	}
	c.chain(p.Owners, "owners")
	if o := p.TopmostManager; !o.IsZero() && (!o.IsUser() || o.ID() < 0) {
		c.problem("topmost_manager", "%v is no user", o)
	}
}

// chain checks a list of owners, each of whom may be there once.
func (c *compiler) chain(owners []Owner, path string) {
	for i, o := range owners {
		at := fmt.Sprintf("%s[%d]", path, i)
		if o.ID() <= 0 {
			c.problem(at, "%w", &Error{Err: ErrUnknownOwner, Owner: o})
		} else if first := slices.IndexFunc(owners, func(other Owner) bool { return other.ID() == o.ID() }); first < i {
			c.problem(at, "%v has the same id as %s[%d]", o, path, first)
		}
	}
}

// people compiles the schedules and the people.
func (c *compiler) people(r *Router, options Options, checkZones bool) {
	calendars := map[string]*calendar{}
	for _, name := range sortedKeys(c.policy.Schedules) {
		calendars[name] = c.calendar(c.policy.Schedules[name], "schedules."+name, options.Location, checkZones)
	}
	utc := newCalendar()
	for i, person := range c.policy.People {
		path := fmt.Sprintf("people[%d]", i)
		if !person.User.IsUser() || person.User.ID() < 0 {
			c.problem(path+".user", "%v is no user", person.User)
		}
		if r.leaves[person.User] != nil {
			c.problem(path+".user", "%v is there twice", person.User)
		}
		if person.Capacity < 0 {
			c.problem(path+".capacity", "%d is less than 0", person.Capacity)
		}
		if person.DailyCap < 0 {
			c.problem(path+".daily_cap", "%d is less than 0", person.DailyCap)
		}
		a := r.leaf(person.User)
		a.capacity, a.dailyCap = int64(person.Capacity), person.DailyCap
		a.counts = person.Capacity > 0 || person.DailyCap > 0
		for j, absence := range person.Absences {
			at := fmt.Sprintf("%s.absences[%d]", path, j)
			days := [2]int64{c.day(absence.From, at+".from"), c.day(absence.To, at+".to")}
			if days[1] < days[0] {
				c.problem(at, "it ends before it begins")
			}
			a.absences = append(a.absences, days)
		}
		cal := utc
		if person.Schedule != "" {
			cal = calendars[person.Schedule]
		}
		switch {
		case cal == nil:
			c.problem(path+".schedule", "there is no schedule %q", person.Schedule)
		case cal != utc || len(person.Absences) > 0 || person.DailyCap > 0:
			if len(cal.people) == 0 {
				r.calendars = append(r.calendars, cal)
			}
			cal.people = append(cal.people, a)
		}
	}
}

// pools compiles the pools that rotate here.
func (c *compiler) pools(r *Router) {
	for i, config := range c.policy.Pools {
		path := fmt.Sprintf("pools[%d]", i)
		owner := Pool(config.ID)
		if config.ID <= 0 {
			c.problem(path+".id", "%d is no id", config.ID)
		}
		if slices.IndexFunc(c.policy.Pools, func(other PoolConfig) bool { return other.ID == config.ID }) < i {
			c.problem(path+".id", "%v is there twice", owner)
			continue
		}
		if methods := []Method{"", RoundRobin, Weighted, LeastRecent, LeastLoaded}; !slices.Contains(methods, config.Method) {
			c.problem(path+".method", "unknown method %q: want one of %v", config.Method, methods[1:])
		}
		if records := []Record{"", LeadRecord, ContactRecord, DealRecord}; !slices.Contains(records, config.Record) {
			c.problem(path+".record", "unknown record %q: want one of %v", config.Record, records[1:])
		}
		if config.Sticky < 0 {
			c.problem(path+".sticky", "%d is less than 0", config.Sticky)
		}
		if config.Delegate {
			if config.Method != "" || len(config.Members) > 0 || config.Sticky > 0 {
				c.problem(path+".delegate", "Sell rotates this pool, so it has no method, members or sticky requesters here")
			}
			continue
		}
		config.Method = cmp.Or(config.Method, RoundRobin)
		pool := &pool{config: config, owner: owner}
		r.pools[owner] = pool
		r.order = append(r.order, pool)
	}
	for _, pool := range r.order {
		c.members(r, pool)
	}
	c.circles(r)
}

// circles puts the pools in an order from the inside out, and reports those
// that are members of themselves, maybe through others.
func (c *compiler) circles(r *Router) {
	const entered, left = 1, 2
	state := make(map[*pool]int, len(r.order))
	var visit func(p *pool)
	visit = func(p *pool) {
		state[p] = entered
		for i := range p.members {
			switch inner := p.members[i].pool; {
			case inner == nil || state[inner] == left:
			case state[inner] == entered:
				c.problem(fmt.Sprintf("%s.members[%d].owner", c.poolPath(p), i), "%v would be a member of itself", inner.owner)
			default:
				visit(inner)
			}
		}
		state[p] = left
		r.inside = append(r.inside, p)
	}
	for _, p := range r.order {
		if state[p] == 0 {
			visit(p)
		}
	}
}

func (c *compiler) poolPath(p *pool) string {
	return fmt.Sprintf("pools[%d]", slices.IndexFunc(c.policy.Pools, func(config PoolConfig) bool { return config.ID == p.owner.ID() }))
}

// members gives a pool its members.
func (c *compiler) members(r *Router, p *pool) {
	path := c.poolPath(p) + ".members"
	ids := make(map[int64]int, len(p.config.Members))
	p.members = make([]member, 0, len(p.config.Members))
	for i, m := range p.config.Members {
		at := fmt.Sprintf("%s[%d]", path, i)
		first, twice := ids[m.Owner.ID()]
		switch {
		case m.Owner.ID() <= 0:
			c.problem(at+".owner", "%w", &Error{Err: ErrUnknownOwner, Owner: m.Owner})
		case twice:
			c.problem(at+".owner", "%v has the same id as %s[%d]", m.Owner, path, first)
			continue
		case m.Weight < 0 || m.Weight > maxWeight:
			c.problem(at+".weight", "%d is not between 1 and %d", m.Weight, maxWeight)
		case m.Weight > 1 && p.config.Method != Weighted && p.config.Method != LeastLoaded:
			c.problem(at+".weight", "the method has no weights")
		}
		ids[m.Owner.ID()] = i
		if p.config.Record.isLead() && c.policy.obstacle(nil, m.Owner) == ReasonWrongRecord {
			c.problem(at+".owner", "%w", unassignable(m.Owner, ReasonWrongRecord))
		}
		place := member{owner: m.Owner, weight: int64(max(m.Weight, 1))}
		here := seat{p, len(p.members)}
		if inner := r.pools[m.Owner]; inner != nil {
			place.pool = inner
			inner.seats = append(inner.seats, here)
		} else {
			place.leaf = r.leaf(m.Owner)
			place.leaf.seats = append(place.leaf.seats, here)
			place.leaf.counts = place.leaf.counts || p.config.Method == LeastLoaded
		}
		p.members = append(p.members, place)
	}
	p.rotation = newRotation(p.config.Method, p.members)
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
