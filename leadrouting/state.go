package leadrouting

import (
	"slices"
	"time"
)

// StateFormat is the format of the states that this package writes. It cannot read
// newer formats.
const StateFormat = 1

// State is what a router remembers: whose turn it is in each pool and, as far as it
// matters, how many leads people have. It is a value with a JSON form, to be stored
// between decisions and shared by processes; see [Store].
//
// A router keeps what it finds in a state but does not know, because it comes from
// another version of the policy: pools, methods of pools, members and people. So two
// versions may share one store while one replaces the other.
type State struct {
	Format  int           `json:"format"`       // StateFormat, or 0 in the zero State
	Version uint64        `json:"version"`      // grows with each change
	Now     time.Time     `json:"now,omitzero"` // of the last request, if the time matters
	Pools   []PoolState   `json:"pools,omitempty"`
	People  []PersonState `json:"people,omitempty"`

	// Returned lists the latest turns that were given back, so that none is
	// given back twice.
	Returned []uint64 `json:"returned,omitempty"`
}

// maxReturned is how many turns State.Returned keeps.
const maxReturned = 100

// PoolState is the state of one pool under one method.
type PoolState struct {
	Pool    Owner         `json:"pool"`
	Method  Method        `json:"method,omitzero"`
	Began   uint64        `json:"began,omitzero"`    // the version before the first turn by this method
	Last    Owner         `json:"last,omitzero"`     // round robin: the member who was last
	Before  []Owner       `json:"before,omitempty"`  // round robin: those before Last in the list, the nearest first, in case Last is removed
	Turn    uint64        `json:"turn,omitzero"`     // round robin: the id of the last turn
	Was     Owner         `json:"was,omitzero"`      // round robin: the member who was last before that turn
	Owed    []Owner       `json:"owed,omitempty"`    // round robin: members whose turns were given back
	Step    int64         `json:"step,omitzero"`     // weighted: leads since the shares were whole
	Total   int64         `json:"total,omitzero"`    // weighted: the total weight of those who are in
	Members []MemberState `json:"members,omitempty"` // not for round robin
	Served  []Served      `json:"served,omitempty"`  // sticky requesters, oldest first
}

// MemberState is the state of a member of a pool whose method is not round robin.
type MemberState struct {
	Owner  Owner  `json:"owner"`
	Turn   uint64 `json:"turn,omitzero"`   // the id of its last turn
	Was    uint64 `json:"was,omitzero"`    // the id of the turn before
	Given  int64  `json:"given,omitzero"`  // leads it got; weighted: since Start
	Weight int64  `json:"weight,omitzero"` // weighted only
	Start  int64  `json:"start,omitzero"`  // weighted only: its virtual time
	Out    bool   `json:"out,omitzero"`    // weighted only: whether it was not available
}

// Served says who served a requester.
type Served struct {
	Requester string `json:"requester"`
	Owner     Owner  `json:"owner"`
	Turn      uint64 `json:"turn,omitzero"` // the turn of their only lead
	Was       Owner  `json:"was,omitzero"`  // who served them before that
}

// PersonState is what counts toward the limits of a person.
type PersonState struct {
	User  Owner  `json:"user"`
	Load  int64  `json:"load,omitzero"`  // open leads
	Told  uint64 `json:"told,omitzero"`  // the version in which a request last set the load
	Day   int64  `json:"day,omitzero"`   // the last day with a lead, counted from 1970
	Today int    `json:"today,omitzero"` // leads on that day
}

// maxCount bounds the counts in a state or request, so that no product overflows.
const maxCount = 1 << 40

// clone returns a deep copy.
func (s State) clone() State {
	s.Pools, s.People, s.Returned = slices.Clone(s.Pools), slices.Clone(s.People), slices.Clone(s.Returned)
	for i := range s.Pools {
		p := &s.Pools[i]
		p.Before, p.Owed = slices.Clone(p.Before), slices.Clone(p.Owed)
		p.Members, p.Served = slices.Clone(p.Members), slices.Clone(p.Served)
	}
	return s
}

// State returns a copy of what the router remembers.
func (r *Router) State() State {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state().clone()
}

// Update replaces the policy and keeps the state: members who stay keep their place, new
// ones join at the end of the list, and a round robin continues after the last member
// who stays. On an error nothing changes.
func (r *Router) Update(p Policy) error {
	fresh, err := p.Compile(r.options)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	// From now on the members are those of this policy: somebody who comes back
	// later is a newcomer.
	for _, p := range r.order {
		p.dirty = true
	}
	s := r.state()
	fresh.setTeam(r.team)
	fresh.load(s)
	fresh.version++
	r.routing = fresh.routing // all that depends on the policy
	return nil
}

func (r *Router) state() State {
	s := State{Format: StateFormat, Version: r.version, Now: r.now, Returned: r.returned}
	for _, p := range r.order {
		s.Pools = p.save(s.Pools)
	}
	s.Pools = append(s.Pools, r.strangers...)
	for _, p := range r.people {
		if p.counts {
			s.People = append(s.People, PersonState{p.owner, p.load, p.told, p.day, p.today})
		}
	}
	s.People = append(s.People, r.uncounted...)
	return s
}

// save appends the states of a pool, under its method and under others. A restored state
// with things that this policy does not know is written unchanged as long as the pool
// takes no turn.
func (p *pool) save(list []PoolState) []PoolState {
	if p.foreign && !p.dirty {
		return append(append(list, *p.kept), p.others...)
	}
	own := PoolState{Pool: p.owner, Method: p.config.Method, Began: p.began}
	p.rotation.save(&own)
	own.Served = p.sticky.save()
	if p.sticky.limit == 0 {
		own.Served = p.served()
	}
	list = append(list, own)
	for _, other := range p.others {
		other.Served = nil
		list = append(list, other)
	}
	return list
}

// served returns the requesters of the state that was restored.
func (p *pool) served() []Served {
	if p.kept != nil && len(p.kept.Served) > 0 {
		return p.kept.Served
	}
	for _, other := range p.others {
		if len(other.Served) > 0 {
			return other.Served
		}
	}
	return nil
}
