package leadrouting

import "math/bits"

// slotHeap is a heap of member slots that knows the position of each slot, so that any of
// them can be moved or removed in logarithmic time.
type slotHeap struct {
	items []int32
	at    []int32 // by slot: its index in items, plus 1; 0 if it is not in
	less  func(a, b int32) bool
}

func newSlotHeap(slots int, less func(a, b int32) bool) slotHeap {
	return slotHeap{items: make([]int32, 0, slots), at: make([]int32, slots), less: less}
}

func (h *slotHeap) has(slot int) bool { return h.at[slot] > 0 }

// top returns the first slot, -1 if there is none.
func (h *slotHeap) top() int {
	if len(h.items) == 0 {
		return -1
	}
	return int(h.items[0])
}

func (h *slotHeap) push(slot int) {
	h.items = append(h.items, int32(slot))
	h.at[slot] = int32(len(h.items))
	h.up(len(h.items) - 1)
}

func (h *slotHeap) remove(slot int) {
	i, last := int(h.at[slot])-1, len(h.items)-1
	h.swap(i, last)
	h.items = h.items[:last]
	h.at[slot] = 0
	if i < last {
		h.down(i)
		h.up(i)
	}
}

// fix moves a slot, if it is in, to where its changed key belongs.
func (h *slotHeap) fix(slot int) {
	if h.has(slot) {
		h.down(int(h.at[slot]) - 1)
		h.up(int(h.at[slot]) - 1)
	}
}

func (h *slotHeap) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.less(h.items[i], h.items[parent]) {
			return
		}
		h.swap(i, parent)
		i = parent
	}
}

func (h *slotHeap) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(h.items) {
			return
		}
		if right := child + 1; right < len(h.items) && h.less(h.items[right], h.items[child]) {
			child = right
		}
		if !h.less(h.items[child], h.items[i]) {
			return
		}
		h.swap(i, child)
		i = child
	}
}

func (h *slotHeap) swap(i, j int) {
	a, b := h.items[i], h.items[j]
	h.items[i], h.items[j] = b, a
	h.at[a], h.at[b] = int32(j+1), int32(i+1)
}

// slotSet is a set of slots that finds the next one in a few steps, however many there
// are: each bit of a level says whether a word of the level below has any bits.
type slotSet [][]uint64

func newSlotSet(slots int) slotSet {
	var s slotSet
	for n := max(slots, 1); ; {
		n = (n + 63) / 64
		s = append(s, make([]uint64, n))
		if n == 1 {
			return s
		}
	}
}

func (s slotSet) add(slot int) {
	for _, level := range s {
		level[slot/64] |= 1 << (slot % 64)
		slot /= 64
	}
}

func (s slotSet) remove(slot int) {
	for _, level := range s {
		level[slot/64] &^= 1 << (slot % 64)
		if level[slot/64] != 0 {
			return
		}
		slot /= 64
	}
}

// next returns the first slot from the given one on, -1 if there is none.
func (s slotSet) next(slot int) int {
	for l := range s {
		if slot/64 >= len(s[l]) {
			return -1
		}
		if rest := s[l][slot/64] >> (slot % 64) << (slot % 64); rest != 0 {
			slot = slot/64*64 + bits.TrailingZeros64(rest)
			for l--; l >= 0; l-- {
				slot = slot*64 + bits.TrailingZeros64(s[l][slot])
			}
			return slot
		}
		slot = slot/64 + 1
	}
	return -1
}
