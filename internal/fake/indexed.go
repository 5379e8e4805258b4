package fake

import (
	"slices"
	"time"
)

// Indexed is a [Table] whose records can be had in any order and by any value,
// as they are and as lists show them.
type Indexed struct {
	Table
	current View // as the records are
	shown   View // as lists show them, at synced
	lists   func(Object) bool
	synced  time.Time
	latest  time.Time // that they were shown at
	late    []late
}

// NewIndexed returns an empty table. Lists show the records that lists approves
// of, or all.
func NewIndexed(lists func(Object) bool) *Indexed {
	t := &Indexed{lists: lists}
	t.current = View{at: t.Get, all: t.All()}
	t.shown = View{
		at: func(id int64) (Object, bool) {
			o, ok := t.At(t.synced, id)
			return o, ok && t.isListed(o)
		},
		all: func(yield func(int64, Object) bool) {
			for id, o := range t.AsOf(t.synced) {
				if t.isListed(o) && !yield(id, o) {
					return
				}
			}
		},
	}
	t.Listed(t.synced).Order("", byID) // which most lists are in
	return t
}

func byID(int64, Object) Key { return Key{} }

func (t *Indexed) isListed(o Object) bool { return t.lists == nil || t.lists(o) }

// Keep stores a record, which lists show from a moment on.
func (t *Indexed) Keep(now, shown time.Time, id int64, o Object) {
	t.Put(shown, id, o)
	t.changed(now, shown, id)
}

// Drop removes a record, which lists show until a moment, and reports whether
// there was one.
func (t *Indexed) Drop(now, shown time.Time, id int64) bool {
	known := t.Delete(shown, id)
	t.changed(now, shown, id)
	return known
}

// maxLate is how many changes are noted until the next list.
const maxLate = 100_000

// changed takes note of a change that lists show from a moment on.
func (t *Indexed) changed(now, shownAt time.Time, id int64) {
	t.current.Update(id)
	if len(t.late) > maxLate {
		t.shown.forget() // nobody lists
	}
	if !t.shown.kept() {
		t.late = slices.DeleteFunc(t.late, func(l late) bool { return !l.at.After(now) })
	}
	if t.shown.kept() || shownAt.After(now) {
		t.late = append(t.late, late{shownAt, id})
	}
}

// Current returns the view of the records as they are.
func (t *Indexed) Current() *View { return &t.current }

// Touch brings up to date how lists find a record, some value of which lies
// elsewhere.
func (t *Indexed) Touch(id int64) { t.shown.Update(id) }

// Listed returns the view that lists have at a moment.
func (t *Indexed) Listed(now time.Time) *View {
	if now.Before(t.latest) || t.synced.Before(t.latest) { // a test's clock was put back
		t.shown.forget()
	}
	t.synced = now
	if now.After(t.latest) {
		t.latest = now
	}
	t.late = slices.DeleteFunc(t.late, func(l late) bool {
		due := !l.at.After(now)
		if due {
			t.shown.Update(l.id)
		}
		return due
	})
	return &t.shown
}

// late is a change that lists show from a moment on.
type late struct {
	at time.Time
	id int64
}
