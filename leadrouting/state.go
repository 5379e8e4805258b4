package leadrouting

import (
	"context"
	"math"
	"sync"
	"time"
)

// State is what a router remembers: whose turn it is in each pool, and how many
// leads people have as far as that matters. It is a value with a JSON form, to
// be stored between decisions and shared by processes; see [Store]. What it
// holds is not to be changed.
type State struct {
	Version uint64      `json:"version"`      // grows with each change
	Now     time.Time   `json:"now,omitzero"` // of the last request, if the time matters
	Pools   []PoolState `json:"pools,omitempty"`
	Users   []UserState `json:"users,omitempty"`
}

// PoolState is the state of one pool. Of round robin it is who was last.
type PoolState struct {
	Pool    Owner         `json:"pool"`
	Method  Method        `json:"method,omitzero"`
	Last    Owner         `json:"last,omitzero"`     // round robin: the member who was last
	Before  Owner         `json:"before,omitzero"`   // and the one before, in case the last one is removed
	Turn    int64         `json:"turn,omitzero"`     // weighted: leads since the shares were whole; else the number of the last turn
	Total   int64         `json:"total,omitzero"`    // weighted: the weight of all who are in
	Members []MemberState `json:"members,omitempty"` // not of round robin
	Served  []Served      `json:"served,omitempty"`  // sticky requesters, oldest first
}

// MemberState is the state of a member of a pool that is no round robin.
type MemberState struct {
	Owner  Owner `json:"owner"`
	Turn   int64 `json:"turn,omitzero"`   // the number of its last turn
	Given  int64 `json:"given,omitzero"`  // leads it got; weighted: since Start
	Weight int64 `json:"weight,omitzero"` // weighted, as the next two
	Start  int64 `json:"start,omitzero"`  // its virtual time
	Out    bool  `json:"out,omitzero"`    // whether it was not available
}

// Served is a requester and who served them.
type Served struct {
	Requester string `json:"requester"`
	Owner     Owner  `json:"owner"`
}

// UserState is what counts for the limits of a user.
type UserState struct {
	User  Owner `json:"user"`
	Load  int64 `json:"load,omitzero"`  // open leads
	Day   int64 `json:"day,omitzero"`   // the last day with a lead, counted from 1970
	Today int   `json:"today,omitzero"` // leads on that day
}

// State returns what the router remembers.
func (r *Router) State() State {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state()
}

// Restore puts the router in a state that it, or one with another version of
// the policy, was in before. What does not fit any more is left out: members
// who are gone, and pools whose method has changed begin anew.
func (r *Router) Restore(s State) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.restore(s)
}

// Update exchanges the policy and keeps the state: members who stay keep their
// place, new ones come in at the end of the list, and the turn of a round robin
// goes on after the last one who stays. On an error nothing changes.
func (r *Router) Update(p Policy) error {
	fresh, err := p.Compile(r.options)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.state()
	for i := range s.Pools {
		s.Pools[i].carry(r.pools[s.Pools[i].Pool], fresh.pools[s.Pools[i].Pool])
	}
	fresh.setTeam(r.team)
	fresh.restore(s)
	fresh.version++
	r.policy, r.relations, r.rules, r.matcher = fresh.policy, fresh.relations, fresh.rules, fresh.matcher
	r.version, r.pools, r.order, r.inside = fresh.version, fresh.pools, fresh.order, fresh.inside
	r.leaves, r.people = fresh.leaves, fresh.people
	r.calendars, r.clock, r.since, r.now, r.path = fresh.calendars, fresh.clock, fresh.since, fresh.now, nil
	return nil
}

// carry sets Before to the nearest member before the last one who stays.
func (s *PoolState) carry(old, fresh *pool) {
	rotation, ok := old.rotation.(*roundRobin)
	if !ok || fresh == nil {
		return
	}
	stays := make(map[Owner]bool, len(fresh.members))
	for _, m := range fresh.members {
		stays[m.owner] = true
	}
	s.Before = Owner{}
	for slot := rotation.last - 1; slot >= 0 && s.Before.IsZero(); slot-- {
		if o := old.members[slot].owner; stays[o] {
			s.Before = o
		}
	}
}

func (r *Router) state() State {
	s := State{Version: r.version, Now: r.now}
	for _, p := range r.order {
		state := PoolState{Pool: p.owner, Method: p.config.Method}
		p.rotation.save(&state)
		for i := range p.queue {
			requester := p.queue[(p.oldest+i)%len(p.queue)]
			state.Served = append(state.Served, Served{requester, p.served[requester]})
		}
		s.Pools = append(s.Pools, state)
	}
	for _, a := range r.people {
		if a.counts && (a.load != 0 || a.today != 0) {
			s.Users = append(s.Users, UserState{a.owner, a.load, a.day, a.today})
		}
	}
	return s
}

func (r *Router) restore(s State) {
	r.version, r.now, r.since = s.Version, s.Now, math.MinInt64
	for _, a := range r.people {
		a.load, a.day, a.today = 0, 0, 0
	}
	for _, u := range s.Users {
		if a := r.leaves[u.User]; a != nil {
			a.load, a.day, a.today = u.Load, u.Day, u.Today
		}
	}
	states := make(map[Owner]*PoolState, len(s.Pools))
	for i := range s.Pools {
		states[s.Pools[i].Pool] = &s.Pools[i]
	}
	for _, p := range r.order {
		p.restore(states[p.owner])
	}
	for i, c := range r.calendars {
		c.forget()
		if !s.Now.IsZero() {
			c.tick(s.Now)
			r.since = s.Now.Unix()
		}
		for _, a := range c.people {
			a.see(c)
		}
		r.clock.fix(i)
	}
	// The pools are as the state has them: now those come and go whom policy,
	// team and loads say.
	for _, a := range r.people {
		a.judge()
	}
	for _, p := range r.inside {
		for slot := range p.members {
			m := &p.members[slot]
			p.put(slot, m.leaf != nil && m.leaf.now == "" || m.pool != nil && m.pool.size > 0)
		}
	}
}

// restore puts a pool in a state, at its beginning if there is none.
func (p *pool) restore(s *PoolState) {
	for slot := range p.members {
		p.members[slot].in = false
	}
	p.rotation = newRotation(p.config.Method, p.members)
	p.size, p.served, p.queue, p.oldest = 0, nil, nil, 0
	if s == nil {
		return
	}
	for _, served := range s.Served {
		p.remember(served.Requester, served.Owner)
	}
	if s.Method != p.config.Method {
		return
	}
	slots := make([]int, len(s.Members))
	if len(s.Members) > 0 {
		index := make(map[Owner]int, len(p.members))
		for slot, m := range p.members {
			index[m.owner] = slot
		}
		for i, m := range s.Members {
			slot, found := index[m.Owner]
			if !found {
				slot = -1
			}
			slots[i] = slot
		}
	}
	p.rotation.restore(s, slots)
	for slot := range p.members {
		if p.members[slot].in {
			p.size++
		}
	}
}

// Store keeps the state that several routers share. Both methods may be called
// by any number of goroutines.
type Store interface {
	// Load returns the state stored last, the zero State if there is none.
	Load(ctx context.Context) (State, error)

	// Swap stores a state if the version stored is still the old one, in one
	// step, and reports whether it did.
	Swap(ctx context.Context, old uint64, s State) (bool, error)
}

// MemoryStore is a store in memory. Its zero value is ready to use.
type MemoryStore struct {
	mu    sync.Mutex
	state State
}

// Load returns the state stored last.
func (m *MemoryStore) Load(context.Context) (State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state, nil
}

// Swap stores s if the version stored is old.
func (m *MemoryStore) Swap(_ context.Context, old uint64, s State) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.state.Version != old {
		return false, nil
	}
	m.state = s
	return true, nil
}

// RouteWith is Route with the state in a store: it loads the state, decides,
// and stores it, again from the beginning whenever another was faster. So each
// turn is taken once, whichever router or process takes it.
func (r *Router) RouteWith(ctx context.Context, store Store, request Request) (Decision, error) {
	for {
		before, err := store.Load(ctx)
		if err != nil {
			return Decision{}, err
		}
		decision, after, err := r.routeFrom(before, request)
		if err != nil || after.Version == before.Version {
			return decision, err
		}
		stored, err := store.Swap(ctx, before.Version, after)
		if err != nil {
			return Decision{}, err
		}
		if stored {
			return decision, nil
		}
		if err := ctx.Err(); err != nil {
			return Decision{}, err
		}
	}
}

func (r *Router) routeFrom(s State, request Request) (Decision, State, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.restore(s)
	decision, err := r.route(&request)
	return decision, r.state(), err
}
