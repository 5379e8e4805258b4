package leadrouting

import "slices"

// Method is how a pool picks the next member. The zero Method is RoundRobin.
type Method string

const (
	// RoundRobin goes down the list and starts over, as Sell does. Members who are
	// away are skipped and do not get their turn later.
	RoundRobin Method = "round_robin"

	// Weighted gives each member leads in proportion to their weight. While the same
	// members are available, each is always within one lead of their exact share.
	// When members come and go, each stays as far ahead or behind as they were, and
	// may be off by up to three leads for a while.
	Weighted Method = "weighted"

	// LeastRecent picks whoever has waited longest since their last lead from
	// this pool, so that members who were away come first.
	LeastRecent Method = "least_recent"

	// LeastLoaded picks whoever has the fewest open leads relative to their weight
	// and, among equals, whoever has waited longest. For a member that is a pool, the
	// leads that it got from this pool count.
	LeastLoaded Method = "least_loaded"
)

// rotation is the state of a pool: whose turn it is among the members, by slot, who may
// be chosen at the moment.
type rotation interface {
	join(slot int)
	leave(slot int)
	next() int // -1 if nobody can be chosen; takes no turn
	take(slot int, turn uint64)
	giveBack(slot int, turn uint64) // undoes take, maybe after later turns
	changed(slot int)               // its load has changed
	save(s *PoolState)

	// restore restores what save saved, before anybody has joined. The slots are those
	// of s.Members, -1 for strangers, who stay in the state. It marks those whom it
	// lets in itself.
	restore(s *PoolState, slots []int)
}

// roundRobin is the list model: the state is who was last.
type roundRobin struct {
	pool *pool
	in   slotSet
	last int    // the slot of the member who was last; -1 before the first turn
	owed []int  // the slots of members whose turns were given back
	turn uint64 // the last turn, if it can still be undone
	was  int    // who was last before it
}

func newRoundRobin(p *pool) *roundRobin {
	return &roundRobin{pool: p, in: newSlotSet(len(p.members)), last: -1}
}

func (r *roundRobin) join(slot int)  { r.in.add(slot) }
func (r *roundRobin) leave(slot int) { r.in.remove(slot) }
func (r *roundRobin) changed(int)    {}

func (r *roundRobin) next() int {
	for _, slot := range r.owed {
		if r.pool.members[slot].in {
			return slot
		}
	}
	if slot := r.in.next(r.last + 1); slot >= 0 {
		return slot
	}
	return r.in.next(0)
}

func (r *roundRobin) take(slot int, turn uint64) {
	// Members who are owed a turn but away are skipped, like all who are away.
	for i, owed := range r.owed {
		if r.pool.members[owed].in {
			r.owed, r.turn = r.owed[i+1:], 0
			return
		}
	}
	r.was, r.turn = r.last, turn
	r.last, r.owed = slot, nil
}

// giveBack undoes the last turn. If an earlier turn is given back, the member is next:
// the list may have moved far past them.
func (r *roundRobin) giveBack(slot int, turn uint64) {
	if turn == r.turn {
		r.last, r.turn = r.was, 0
	} else {
		r.owed = append(slices.Clip(r.owed), slot)
	}
}

func (r *roundRobin) save(s *PoolState) {
	if r.last >= 0 {
		s.Last, s.Before = r.pool.members[r.last].owner, r.pool.backward[len(r.pool.members)-r.last:]
	}
	if s.Turn = r.turn; r.turn > 0 && r.was >= 0 {
		s.Was = r.pool.members[r.was].owner
	}
	for _, slot := range r.owed {
		s.Owed = append(s.Owed, r.pool.members[slot].owner)
	}
}

func (r *roundRobin) restore(s *PoolState, _ []int) {
	// If the last member is gone, continue after the nearest earlier one who stays.
	last, stays := r.pool.index[s.Last]
	for i := 0; i < len(s.Before) && !stays; i++ {
		last, stays = r.pool.index[s.Before[i]]
	}
	if stays {
		r.last = last
	}
	if was, stays := r.pool.index[s.Was]; stays {
		r.turn, r.was = s.Turn, was
	} else if s.Was.IsZero() {
		r.turn, r.was = s.Turn, -1
	}
	for _, o := range s.Owed {
		if slot, stays := r.pool.index[o]; stays {
			r.owed = append(r.owed, slot)
		}
	}
}
