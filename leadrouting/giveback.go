package leadrouting

import "slices"

// Turn identifies what a decision took from a router's state. [Router.GiveBack] needs
// it to undo that. It must not be changed.
type Turn struct {
	ID      uint64  `json:"id"`                // the version of the state after the turn; 0: nothing was taken
	Day     int64   `json:"day,omitzero"`      // the day whose cap the lead counts toward, counted from 1970
	Through []Owner `json:"through,omitempty"` // the pools between Decision.Pool and the owner
}

// GiveBack undoes a decision whose lead was not created: the turn that it took
// in its pools, the lead that it counted for its owner, and the owner that sticky
// pools remember for the requester. It reports whether there was anything to give
// back. Calling it twice changes nothing.
//
// Others may have had their turns since. In a round robin the owner's turn is then
// next; by the other methods the owner is as far ahead or behind as without the
// decision. Loads from later requests are kept as they are.
//
// Only decisions of Route and RouteWith take a turn: never give back a decision of
// Preview.
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
	// Only now, after those whom the lead had made unavailable are back: a share
	// depends on the total weight.
	if !d.Pool.IsZero() {
		r.giveBackTurns(d)
	}
	return true
}

// giveBackTurns gives back the turns that were taken in pools. A sticky pool that ended
// the search took none.
func (r *Router) giveBackTurns(d Decision) {
	chain := append([]Owner{d.Pool}, d.Turn.Through...)
	for i, o := range chain {
		p := r.pools[o]
		if p == nil || p.began >= d.Turn.ID {
			continue // the pool is gone, or its method has changed since
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

// uncountedIndex returns the index of somebody among those who have limits only in
// another version of the policy, -1 if they are not there.
func (r *Router) uncountedIndex(o Owner) int {
	return slices.IndexFunc(r.uncounted, func(s PersonState) bool { return s.User == o })
}

// person returns a person with this state and without limits.
func (s PersonState) person() *person {
	return &person{owner: s.User, load: s.Load, told: s.Told, day: s.Day, today: s.Today}
}

func (p *person) state() PersonState { return PersonState{p.owner, p.load, p.told, p.day, p.today} }
