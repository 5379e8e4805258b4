package leadrouting

import "slices"

// Turn names what a decision took of a router's state. It is what
// [Router.GiveBack] needs to put it back, and must not be changed.
type Turn struct {
	ID      uint64  `json:"id"`                // the version of the state after it; 0: nothing was taken
	Day     int64   `json:"day,omitzero"`      // the day for whose cap the lead counts, from 1970
	Through []Owner `json:"through,omitempty"` // the pools between Decision.Pool and the owner
}

// GiveBack takes a decision back whose lead was not created: the turn it took
// in its pools, the lead that it counted for its owner, and whom its pools
// remember for the requester. It reports whether there was anything to give
// back. Doing so twice changes nothing.
//
// Others may have had their turns since. In a round robin it is then the
// owner's turn next; by the other methods the owner is as far ahead or behind
// as without the decision. Loads that a request has told since are taken as
// they are.
//
// Only a decision of Route or RouteWith has taken a turn: never give one of
// Preview back.
func (r *Router) GiveBack(d Decision) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.giveBack(d)
}

func (r *Router) giveBack(d Decision) bool {
	id := d.Turn.ID
	if id == 0 || id > r.version || slices.Contains(r.returned, id) {
		return false
	}
	r.version++
	r.returned = append(slices.Clone(r.returned), id)
	r.returned = r.returned[max(0, len(r.returned)-maxReturned):]
	switch p, i := r.byOwner[d.Owner], r.uncountedIndex(d.Owner); {
	case p != nil && p.counts:
		p.gave(d.Turn.Day, id)
		r.judge(p)
	case i >= 0:
		p := r.uncounted[i].person()
		p.gave(d.Turn.Day, id)
		r.uncounted[i] = p.state()
	}
	// After those whom the lead had sent away are back: a share is a part of
	// the whole.
	if !d.Pool.IsZero() {
		r.giveBackTurns(d)
	}
	return true
}

// giveBackTurns gives back the turns that were taken in pools. Where a sticky
// pool ended the search, it took none.
func (r *Router) giveBackTurns(d Decision) {
	chain := append([]Owner{d.Pool}, d.Turn.Through...)
	for i, o := range chain {
		p := r.pools[o]
		if p == nil || p.began >= d.Turn.ID {
			continue // it is gone, or has another method since
		}
		member := d.Owner
		if i < len(chain)-1 {
			member = chain[i+1]
		} else if d.Reason == ReasonSticky {
			continue
		}
		if slot, stays := p.index[member]; stays {
			p.rotation.giveBack(slot, d.Turn.ID)
		}
		p.sticky.forget(d.Turn.ID)
		p.dirty = true
	}
}

// uncountedIndex returns where somebody is among those whom only another
// version of the policy counts, -1 if nowhere.
func (r *Router) uncountedIndex(o Owner) int {
	return slices.IndexFunc(r.uncounted, func(s PersonState) bool { return s.User == o })
}

// person returns somebody with that state and no limits.
func (s PersonState) person() *person {
	return &person{owner: s.User, load: s.Load, told: s.Told, day: s.Day, today: s.Today}
}

func (p *person) state() PersonState { return PersonState{p.owner, p.load, p.told, p.day, p.today} }
