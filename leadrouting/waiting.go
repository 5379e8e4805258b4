package leadrouting

// waiting implements least recent and least loaded: members in a heap, ordered by load
// and by their last turn.
type waiting struct {
	members   []member
	places    []MemberState // by slot
	strangers []MemberState
	loaded    bool // whether the load counts
	heap      slotHeap
}

func newWaiting(members []member, loaded bool) *waiting {
	w := &waiting{members: members, places: make([]MemberState, len(members)), loaded: loaded}
	for slot := range members {
		w.places[slot].Owner = members[slot].owner
	}
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
	if w.places[a].Turn != w.places[b].Turn {
		return w.places[a].Turn < w.places[b].Turn
	}
	return a < b
}

func (w *waiting) load(slot int32) int64 {
	if p := w.members[slot].person; p != nil && p.owner.IsUser() {
		return p.load
	}
	return w.places[slot].Given
}

func (w *waiting) join(slot int)  { w.heap.push(slot) }
func (w *waiting) leave(slot int) { w.heap.remove(slot) }
func (w *waiting) next() int      { return w.heap.top() }

func (w *waiting) take(slot int, turn uint64) {
	place := &w.places[slot]
	place.Was, place.Turn = place.Turn, turn
	place.Given++
	w.heap.fix(slot)
}

// giveBack lets the member wait since the turn before again, unless they had another one
// since.
func (w *waiting) giveBack(slot int, turn uint64) {
	place := &w.places[slot]
	if place.Turn == turn {
		place.Turn = place.Was
	}
	if place.Given > 0 {
		place.Given--
	}
	w.heap.fix(slot)
}

func (w *waiting) changed(slot int) { w.heap.fix(slot) }

func (w *waiting) save(s *PoolState) {
	for slot := range w.places {
		if place := w.places[slot]; place.Turn > 0 {
			s.Members = append(s.Members, place)
		}
	}
	s.Members = append(s.Members, w.strangers...)
}

func (w *waiting) restore(s *PoolState, slots []int) {
	for i, slot := range slots {
		m := s.Members[i]
		if slot < 0 {
			w.strangers = append(w.strangers, m)
			continue
		}
		w.places[slot].Turn, w.places[slot].Was, w.places[slot].Given = m.Turn, m.Was, min(max(m.Given, 0), maxCount)
	}
}
