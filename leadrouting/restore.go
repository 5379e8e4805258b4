package leadrouting

import (
	"fmt"
	"math"
	"slices"
)

// Restore restores a state of this router, or of one with another version of the
// policy. If the last member of a round robin is gone, it continues after the nearest
// earlier member who stays; a pool with a different method starts anew. What the
// policy does not know stays in the state; see [State].
//
// The only error is [ErrStateFormat]; then nothing has changed.
func (r *Router) Restore(s State) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.restore(s.clone())
}

func (r *Router) restore(s State) error {
	if s.Format > StateFormat {
		return fmt.Errorf("%w: %d, but this program reads up to %d: update the program first", ErrStateFormat, s.Format, StateFormat)
	}
	r.load(s)
	return nil
}

// load restores a state of a known format. It retains parts of s.
func (r *Router) load(s State) {
	r.version, r.now, r.since, r.returned = s.Version, s.Now, math.MinInt64, s.Returned
	r.loadPeople(s.People)
	r.loadPools(s.Pools)
	for i, c := range r.calendars {
		c.forget()
		if !s.Now.IsZero() {
			c.tick(s.Now)
			r.since = s.Now.Unix()
		}
		for _, p := range c.people {
			p.see(c)
		}
		r.clock.fix(i)
	}
	// The pools are as in the state. Now update who is available, by policy, team and
	// loads.
	for _, p := range r.people {
		p.judge()
	}
	for _, p := range r.inside {
		for slot := range p.members {
			m := &p.members[slot]
			p.put(slot, m.person != nil && m.person.now == "" || m.pool != nil && m.pool.size > 0)
		}
		p.moved = false
	}
}

// loadPeople restores the state of people. If one is named twice, the first counts.
func (r *Router) loadPeople(list []PersonState) {
	for _, p := range r.people {
		p.load, p.told, p.day, p.today = 0, 0, 0, 0
	}
	r.uncounted = nil
	seen := make(map[Owner]struct{}, len(list))
	for _, s := range list {
		if _, twice := seen[s.User]; twice {
			continue
		}
		seen[s.User] = struct{}{}
		s.Load, s.Today = min(max(s.Load, 0), maxCount), min(max(s.Today, 0), math.MaxInt32)
		if p := r.byOwner[s.User]; p != nil && p.counts {
			p.load, p.told, p.day, p.today = s.Load, s.Told, s.Day, s.Today
		} else {
			r.uncounted = append(r.uncounted, s)
		}
	}
}

func (r *Router) loadPools(list []PoolState) {
	for _, p := range r.order {
		p.reset(r.version)
	}
	r.strangers = nil
	type key struct {
		pool   Owner
		method Method
	}
	seen := make(map[key]struct{}, len(list))
	for i := range list {
		s := &list[i]
		k := key{s.Pool, s.Method}
		if _, twice := seen[k]; twice {
			continue
		}
		seen[k] = struct{}{}
		switch p := r.pools[s.Pool]; {
		case p == nil:
			r.strangers = append(r.strangers, *s)
		case s.Method == p.config.Method:
			p.kept = s
		default:
			p.others = append(p.others, *s)
		}
	}
	for _, p := range r.order {
		p.restore()
	}
}

// reset puts a pool in its initial state, with nobody in.
func (p *pool) reset(version uint64) {
	for slot := range p.members {
		p.members[slot].in = false
	}
	p.rotation = newRotation(p.config.Method, p)
	p.size, p.began, p.kept, p.foreign, p.dirty, p.others = 0, version, nil, false, false, nil
	p.sticky.restore(nil)
}

// restore restores the state of a pool that was reset, if there is one.
func (p *pool) restore() {
	p.sticky.restore(p.served())
	if p.kept == nil {
		return
	}
	s := *p.kept
	p.began = s.Began
	if len(s.Members) > 0 { // each counts once
		seen := make(map[Owner]struct{}, len(s.Members))
		s.Members = slices.DeleteFunc(slices.Clone(s.Members), func(m MemberState) bool {
			_, twice := seen[m.Owner]
			seen[m.Owner] = struct{}{}
			return twice
		})
	}
	slots := make([]int, len(s.Members))
	for i, m := range s.Members {
		slot, member := p.index[m.Owner]
		if !member {
			slot = -1
		}
		slots[i] = slot
		p.foreign = p.foreign || !member || m.Weight > 0 && m.Weight != p.members[slot].weight
	}
	for _, o := range append(slices.Concat(s.Before, s.Owed), s.Last) {
		_, member := p.index[o]
		p.foreign = p.foreign || !member && !o.IsZero()
	}
	p.foreign = p.foreign || p.sticky.limit > 0 && len(s.Served) > p.sticky.limit
	p.rotation.restore(&s, slots)
	for slot := range p.members {
		if p.members[slot].in {
			p.size++
		}
	}
}
