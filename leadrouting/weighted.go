package leadrouting

import (
	"cmp"
	"math/bits"
)

// weighted picks by earliest deadline with quota.
//
// Time is virtual: each lead advances it by one over the total weight, so that a member
// of weight w earns leads at the rate w. The n-th lead of a member is released when its
// exact share exceeds n-1, and is due when the share reaches n. Of the released leads,
// the one that is due first is given. So nobody exceeds their share by a whole lead and,
// while the members stay the same, nobody falls short of it by one (Balinski and Young's
// quota method). Smooth weighted round robin, which always picks the member furthest
// behind, does not guarantee that.
//
// Virtual time does not depend on who is there: it only runs faster with fewer members.
// So members who leave stay as many leads ahead or behind until they come back, and
// nobody else's position changes.
type weighted struct {
	members   []member
	strangers []MemberState // members of another version of the policy, all out
	start     []int64       // by slot: the virtual time from which given counts; minus base for those who are out
	given     []int64       // by slot: leads since start, fewer than the weight
	base      int64         // the virtual time is base + step/total
	step      int64
	total     int64    // the weight of those who are in
	early     slotHeap // members whose next lead was not released when last checked, by its release
	ready     slotHeap // the others, by when their next lead is due
}

// one is the unit of virtual time. With weights up to maxWeight, no product below
// overflows.
const (
	oneBits   = 32
	one       = int64(1) << oneBits
	maxWeight = 10_000
)

func newWeighted(members []member) *weighted {
	w := &weighted{members: members, start: make([]int64, len(members)), given: make([]int64, len(members))}
	w.early = newSlotHeap(len(members), func(a, b int32) bool {
		return cmp.Or(w.compare(a, b, 0), cmp.Compare(a, b)) < 0
	})
	w.ready = newSlotHeap(len(members), func(a, b int32) bool {
		order := w.compare(a, b, 1)
		if order == 0 { // due together: prefer who has waited longer, for a smooth sequence
			order = cmp.Or(w.compare(a, b, 0), cmp.Compare(a, b))
		}
		return order < 0
	})
	return w
}

// compare orders start + (given+more)/weight, exactly.
func (w *weighted) compare(a, b int32, more int64) int {
	apart := w.start[a] - w.start[b]
	if apart < 2*one && apart > -2*one { // otherwise the fractions, at most 1, don't matter
		wa, wb := w.members[a].weight, w.members[b].weight
		apart = apart*wa*wb + ((w.given[a]+more)*wb-(w.given[b]+more)*wa)<<oneBits
	}
	return cmp.Compare(apart, 0)
}

// released reports whether, with one more lead, a member's share exceeds what it got.
func (w *weighted) released(slot int) bool {
	weight := w.members[slot].weight
	got := (w.start[slot]-w.base)*weight + w.given[slot]<<oneBits
	if got < 0 {
		return true
	}
	hi, lo := bits.Mul64(uint64(w.step+1)<<oneBits, uint64(weight))
	hi2, lo2 := bits.Mul64(uint64(got), uint64(w.total))
	return hi > hi2 || hi == hi2 && lo > lo2
}

func (w *weighted) next() int {
	for slot := w.early.top(); slot >= 0 && w.released(slot); slot = w.early.top() {
		w.early.remove(slot)
		w.ready.push(slot)
	}
	if slot := w.ready.top(); slot >= 0 {
		return slot
	}
	return w.early.top() // everyone here is ahead, because those who left were behind
}

func (w *weighted) take(slot int, _ uint64) {
	w.out(slot)
	if w.given[slot]++; w.given[slot] == w.members[slot].weight {
		w.start[slot], w.given[slot] = w.start[slot]+one, 0
	}
	if w.step++; w.step == w.total {
		w.base, w.step = w.base+one, 0
	}
	w.early.push(slot)
}

func (w *weighted) out(slot int) {
	if w.ready.has(slot) {
		w.ready.remove(slot)
	} else {
		w.early.remove(slot)
	}
}

func (w *weighted) join(slot int) {
	w.settle()
	w.start[slot] += w.base
	w.total += w.members[slot].weight
	w.early.push(slot)
}

func (w *weighted) leave(slot int) {
	w.out(slot)
	w.settle()
	w.start[slot] -= w.base
	w.total -= w.members[slot].weight
}

// settle makes step zero, so that the total can change. It rounds up: if time ran
// backward, releases would be undone.
func (w *weighted) settle() {
	if w.step > 0 {
		w.base, w.step = w.base+share(w.step, w.total), 0
	}
}

// share returns step/total of the unit of virtual time, rounded up.
func share(step, total int64) int64 {
	hi, lo := bits.Mul64(uint64(step), uint64(one))
	lo, carry := bits.Add64(lo, uint64(total-1), 0)
	part, _ := bits.Div64(hi+carry, lo, uint64(total))
	return int64(part)
}

// giveBack undoes take: the member has one lead less, and virtual time goes back.
func (w *weighted) giveBack(slot int, _ uint64) {
	in := w.members[slot].in
	if in {
		w.out(slot)
	}
	if w.given[slot]--; w.given[slot] < 0 {
		w.start[slot], w.given[slot] = w.start[slot]-one, w.members[slot].weight-1
	}
	if w.total > 0 {
		if w.step--; w.step < 0 {
			w.base, w.step = w.base-one, w.total-1
		}
	}
	// Some leads that were released may not be any more.
	for other := w.ready.top(); other >= 0; other = w.ready.top() {
		w.ready.remove(other)
		w.early.push(other)
	}
	if in {
		w.early.push(slot)
	}
}

func (w *weighted) changed(int) {}

func (w *weighted) save(s *PoolState) {
	s.Step, s.Total = w.step, w.total
	for slot, m := range w.members {
		state := MemberState{Owner: m.owner, Weight: m.weight, Start: w.start[slot], Given: w.given[slot], Out: !m.in}
		if m.in {
			state.Start -= w.base
		}
		s.Members = append(s.Members, state)
	}
	s.Members = append(s.Members, w.strangers...)
}

// restore lets in those who were in, without advancing virtual time.
func (w *weighted) restore(s *PoolState, slots []int) {
	var now int64 // the virtual time, rounded as settle does
	if s.Step > 0 && s.Step < s.Total {
		w.step, now = s.Step, share(s.Step, s.Total)
	}
	for i, slot := range slots {
		m := s.Members[i]
		if m.Weight > maxWeight || m.Given < 0 || m.Given >= m.Weight || m.Start > maxStart || m.Start < -maxStart {
			continue // an impossible state
		}
		if slot < 0 {
			w.strangers = append(w.strangers, m.leave(now))
			continue
		}
		if m.Weight != w.members[slot].weight {
			m = m.reweigh(now, w.members[slot].weight)
		}
		w.start[slot], w.given[slot] = m.Start, m.Given
		if !m.Out {
			w.members[slot].in = true
			w.total += m.Weight
			w.early.push(slot)
		}
	}
	if w.total != s.Total { // somebody is gone, or weighs more or less
		w.base, w.step = now, 0
	}
}

// maxStart bounds the times in a state, so that no sum overflows.
const maxStart = one << 10

// leave returns the state of a member who goes out at a virtual time.
func (m MemberState) leave(now int64) MemberState {
	if !m.Out {
		m.Start, m.Out = m.Start-now, true
	}
	return m
}

// reweigh returns the state of a member with another weight, who is as many leads ahead
// or behind as before.
func (m MemberState) reweigh(now, weight int64) MemberState {
	if m.Out {
		now = 0 // its start does not include it
	}
	behind := (now-m.Start)*m.Weight - m.Given<<oneBits
	m.Weight, m.Start, m.Given = weight, now-behind/weight, 0
	return m
}
