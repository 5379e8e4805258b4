package leadrouting

import (
	"cmp"
	"fmt"
	"slices"
)

// pools compiles the pools that rotate here.
func (c *compiler) pools(r *Router) {
	seen := make(map[int64]struct{}, len(c.book.Pools))
	for i, config := range c.book.Pools {
		path := fmt.Sprintf("pools[%d]", i)
		owner := Pool(config.ID)
		if config.ID <= 0 {
			c.problem(path+".id", "%d is not an id", config.ID)
		}
		if _, twice := seen[config.ID]; twice {
			c.problem(path+".id", "%v is listed twice", owner)
			continue
		}
		seen[config.ID] = struct{}{}
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
		if len(config.Members) == 0 && config.Record.isLead() {
			c.warn(path+".members", "the pool has no members: name some, or set delegate if Sell rotates it")
		}
		config.Method = cmp.Or(config.Method, RoundRobin)
		p := &pool{config: config, owner: owner, path: path, sticky: memory{limit: config.Sticky}}
		r.pools[owner] = p
		r.order = append(r.order, p)
	}
	for _, p := range r.order {
		c.members(r, p)
	}
	c.circles(r)
}

// members compiles the members of a pool.
func (c *compiler) members(r *Router, p *pool) {
	path := p.path + ".members"
	ids := make(map[int64]int, len(p.config.Members))
	p.members = make([]member, 0, len(p.config.Members))
	p.index = make(map[Owner]int, len(p.config.Members))
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
			c.problem(at+".weight", "the pool's method does not use weights")
		}
		ids[m.Owner.ID()] = i
		if p.config.Record.isLead() && c.book.obstacle(nil, m.Owner) == ReasonWrongRecord {
			c.problem(at+".owner", "%w", unassignable(m.Owner, ReasonWrongRecord))
		}
		p.join(r, m)
	}
	for i := range p.members {
		p.backward = append(p.backward, p.members[len(p.members)-1-i].owner)
	}
	p.rotation = newRotation(p.config.Method, p)
}

// join adds a member at the end of the list.
func (p *pool) join(r *Router, m Member) {
	place := member{owner: m.Owner, weight: int64(max(m.Weight, 1))}
	here := seat{p, len(p.members)}
	if inner := r.pools[m.Owner]; inner != nil {
		place.pool = inner
		inner.seats = append(inner.seats, here)
	} else {
		place.person = r.person(m.Owner)
		place.person.seats = append(place.person.seats, here)
		place.person.counts = place.person.counts || p.config.Method == LeastLoaded
	}
	p.index[m.Owner] = len(p.members)
	p.members = append(p.members, place)
}

// circles orders the pools from the inside out, and reports those that are members of
// themselves, directly or through others.
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
				c.problem(fmt.Sprintf("%s.members[%d].owner", p.path, i), "%v would be a member of itself", inner.owner)
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
