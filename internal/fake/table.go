package fake

import (
	"iter"
	"slices"
	"time"
)

// Table keeps the records of one kind by id, with the versions that a lagging
// list still shows. It is not safe for concurrent use: the stand-in locks.
type Table struct {
	ids  []int64 // ascending
	rows map[int64][]version
	last int64
	next time.Time // when the newest version shows
}

// version is the state of a record since a moment; a nil object is deleted.
type version struct {
	since  time.Time
	object Object
}

// NextID returns an id that no record has had.
func (t *Table) NextID() int64 {
	t.last++
	return t.last
}

// Reserve makes NextID return ids beyond id only.
func (t *Table) Reserve(id int64) { t.last = max(t.last, id) }

// Settled reports whether a list as of that moment shows every change.
func (t *Table) Settled(moment time.Time) bool { return !t.next.After(moment) }

// Put stores a record under id, or replaces it, as of now. Lists show it from
// that moment on, so a time in the future is a lag.
func (t *Table) Put(now time.Time, id int64, o Object) {
	if t.rows == nil {
		t.rows = make(map[int64][]version)
	}
	t.last = max(t.last, id)
	if _, known := t.rows[id]; !known {
		at, _ := slices.BinarySearch(t.ids, id)
		t.ids = slices.Insert(t.ids, at, id)
	}
	t.add(now, id, o)
}

// Delete removes a record as of now and reports whether there was one.
func (t *Table) Delete(now time.Time, id int64) bool {
	if _, ok := t.Get(id); !ok {
		return false
	}
	t.add(now, id, nil)
	return true
}

// maxLag is how long old versions are kept: no list lags longer.
const maxLag = time.Minute

func (t *Table) add(now time.Time, id int64, o Object) {
	if now.After(t.next) {
		t.next = now
	}
	versions := t.rows[id]
	for len(versions) > 1 && now.Sub(versions[1].since) > maxLag {
		versions = versions[1:]
	}
	t.rows[id] = append(slices.Clip(versions), version{now, o})
}

// Get returns the record as it is now.
func (t *Table) Get(id int64) (Object, bool) {
	versions := t.rows[id]
	if len(versions) == 0 {
		return nil, false
	}
	o := versions[len(versions)-1].object
	return o, o != nil
}

// Len returns the number of records now.
func (t *Table) Len() int {
	n := 0
	for range t.All() {
		n++
	}
	return n
}

// All iterates over the records as they are now, by ascending id.
func (t *Table) All() iter.Seq2[int64, Object] {
	return func(yield func(int64, Object) bool) {
		for _, id := range t.ids {
			if o, ok := t.Get(id); ok && !yield(id, o) {
				return
			}
		}
	}
}

// AsOf iterates over the records as they were at a moment, by ascending id.
func (t *Table) AsOf(moment time.Time) iter.Seq2[int64, Object] {
	return func(yield func(int64, Object) bool) {
		for _, id := range t.ids {
			for _, v := range slices.Backward(t.rows[id]) {
				if v.since.After(moment) {
					continue
				}
				if v.object != nil && !yield(id, v.object) {
					return
				}
				break
			}
		}
	}
}
