package leadrouting

import "slices"

// Method is how a pool picks the next member. The zero Method is RoundRobin.
type Method string

const (
	// RoundRobin goes down the list and begins again, as Sell does. Members
	// who are away are passed over and do not get their turn later.
	RoundRobin Method = "round_robin"

	// Weighted gives each member leads in proportion to their weight, at
	// every moment within one lead of their exact share.
	Weighted Method = "weighted"

	// LeastRecent picks whoever has waited longest since their last lead from
	// this pool, so that members who were away come first.
	LeastRecent Method = "least_recent"

	// LeastLoaded picks whoever has fewest open leads for their weight, and
	// among equals whoever has waited longest. Of a pool among the members
	// the leads that it got from this one count.
	LeastLoaded Method = "least_loaded"
)

// rotation is the state of a pool: whose turn it is among the members, by
// slot, that may be chosen at the moment.
type rotation interface {
	join(slot int)
	leave(slot int)
	next() int // -1 if nobody can be chosen; takes no turn
	take(slot int)
	changed(slot int) // its load has changed
	save(s *PoolState)

	// restore takes back what save gave; nobody has joined yet. The slots are
	// those of s.Members, -1 for strangers. It marks whom it lets in itself.
	restore(s *PoolState, slots []int)
}

// roundRobin is the list model: the state is who was last.
type roundRobin struct {
	members []member
	in      slotSet
	last    int // the slot of the member who was last; -1 before the first turn
}

func newRoundRobin(members []member) *roundRobin {
	return &roundRobin{members: members, in: newSlotSet(len(members)), last: -1}
}

func (r *roundRobin) join(slot int)  { r.in.add(slot) }
func (r *roundRobin) leave(slot int) { r.in.remove(slot) }
func (r *roundRobin) changed(int)    {}

func (r *roundRobin) next() int {
	if slot := r.in.next(r.last + 1); slot >= 0 {
		return slot
	}
	return r.in.next(0)
}

func (r *roundRobin) take(slot int) { r.last = slot }

func (r *roundRobin) save(s *PoolState) {
	if r.last >= 0 {
		s.Last = r.members[r.last].owner
	}
	if r.last > 0 {
		s.Before = r.members[r.last-1].owner
	}
}

func (r *roundRobin) restore(s *PoolState, _ []int) {
	// If whoever was last is gone, go on after the one before them.
	for _, owner := range []Owner{s.Last, s.Before} {
		if r.last < 0 {
			r.last = slices.IndexFunc(r.members, func(m member) bool { return m.owner == owner })
		}
	}
}

// waiting is least recently assigned and least loaded: members in a heap, by
// load and by when they had their last turn.
type waiting struct {
	members []member
	turn    int64   // the number of the last turn
	turns   []int64 // by slot, the number of its last turn, 0 for none
	given   []int64 // by slot, how many leads it got
	loaded  bool    // whether the load counts
	heap    slotHeap
}

func newWaiting(members []member, loaded bool) *waiting {
	w := &waiting{members: members, turns: make([]int64, len(members)), given: make([]int64, len(members)), loaded: loaded}
	w.heap = newSlotHeap(len(members), w.less)
	return w
}

func (w *waiting) less(a, b int32) bool {
	if w.loaded {
		left, right := w.load(a)*w.members[b].weight, w.load(b)*w.members[a].weight
		if left != right {
			return left < right
		}
	}
	if w.turns[a] != w.turns[b] {
		return w.turns[a] < w.turns[b]
	}
	return a < b
}

func (w *waiting) load(slot int32) int64 {
	if leaf := w.members[slot].leaf; leaf != nil && leaf.owner.IsUser() {
		return leaf.load
	}
	return w.given[slot]
}

func (w *waiting) join(slot int)  { w.heap.push(slot) }
func (w *waiting) leave(slot int) { w.heap.remove(slot) }
func (w *waiting) next() int      { return w.heap.top() }

func (w *waiting) take(slot int) {
	w.turn++
	w.turns[slot] = w.turn
	w.given[slot]++
	w.heap.fix(slot)
}

func (w *waiting) changed(slot int) { w.heap.fix(slot) }

func (w *waiting) save(s *PoolState) {
	s.Turn = w.turn
	for slot, m := range w.members {
		if w.turns[slot] > 0 {
			s.Members = append(s.Members, MemberState{Owner: m.owner, Turn: w.turns[slot], Given: w.given[slot]})
		}
	}
}

func (w *waiting) restore(s *PoolState, slots []int) {
	w.turn = s.Turn
	for i, slot := range slots {
		if slot >= 0 {
			w.turns[slot], w.given[slot] = s.Members[i].Turn, s.Members[i].Given
		}
	}
}
