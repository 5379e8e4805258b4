package fake

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// View is the records of a table, as they are or as lists show them by now,
// kept in each order and under each value that was asked for: a page then
// costs the same at any size.
type View struct {
	at      func(id int64) (Object, bool)
	all     func(yield func(int64, Object) bool)
	orders  map[string]*Order
	lookups map[string]*Lookup
}

func (v *View) kept() bool { return len(v.orders)+len(v.lookups) > 0 }

// At returns a record of the view.
func (v *View) At(id int64) (Object, bool) { return v.at(id) }

// All iterates over the records by ascending id.
func (v *View) All() iter.Seq2[int64, Object] { return v.all }

// Len returns the number of records.
func (v *View) Len() int { return len(v.Order("", byID).entries) }

// forget drops what is kept, to be made anew.
func (v *View) forget() { v.orders, v.lookups = nil, nil }

// Update brings what is kept of a record up to date.
func (v *View) Update(id int64) {
	if !v.kept() {
		return
	}
	o, ok := v.at(id)
	for _, x := range v.orders {
		x.drop(id)
		if ok {
			x.add(id, x.of(id, o))
		}
	}
	for _, x := range v.lookups {
		x.drop(id)
		if ok {
			x.add(id, x.of(o))
		}
	}
}

// Order is the records by a key, and by id where the keys are equal.
type Order struct {
	of      func(id int64, o Object) Key
	entries []Entry // ascending
	keys    map[int64]Key
}

// Entry is a record in an order.
type Entry struct {
	Key Key
	ID  int64
}

// Compare is negative where a stands before b.
func (a Entry) Compare(b Entry) int { return cmp.Or(a.Key.Compare(b.Key), cmp.Compare(a.ID, b.ID)) }

// Entries returns all records in order; it must not be changed.
func (x *Order) Entries() []Entry { return x.entries }

// Order returns the records in the order of what of says, which has a name.
func (v *View) Order(name string, of func(id int64, o Object) Key) *Order {
	if x := v.orders[name]; x != nil {
		return x
	}
	x := &Order{of: of, keys: make(map[int64]Key)}
	for id, o := range v.all {
		k := of(id, o)
		x.keys[id] = k
		x.entries = append(x.entries, Entry{k, id})
	}
	if !slices.IsSortedFunc(x.entries, Entry.Compare) {
		slices.SortFunc(x.entries, Entry.Compare)
	}
	if v.orders == nil {
		v.orders = make(map[string]*Order)
	}
	v.orders[name] = x
	return x
}

// Find returns where an entry is or would be, and whether it is there.
func (x *Order) Find(e Entry) (int, bool) {
	return slices.BinarySearchFunc(x.entries, e, Entry.Compare)
}

func (x *Order) drop(id int64) {
	if k, ok := x.keys[id]; ok {
		i, _ := x.Find(Entry{k, id})
		x.entries = slices.Delete(x.entries, i, i+1)
		delete(x.keys, id)
	}
}

func (x *Order) add(id int64, k Key) {
	i := len(x.entries)
	if i > 0 && x.entries[i-1].Compare(Entry{k, id}) > 0 {
		i, _ = x.Find(Entry{k, id})
	}
	x.entries = slices.Insert(x.entries, i, Entry{k, id})
	x.keys[id] = k
}

// Lookup returns the records by what of says, which has a name. Fold makes it
// have no regard to case.
func (v *View) Lookup(name string, fold bool, of func(o Object) []string) *Lookup {
	if x := v.lookups[name]; x != nil {
		return x
	}
	x := &Lookup{fold: fold, of: of, ids: make(map[string][]int64), values: make(map[int64][]string)}
	for id, o := range v.all {
		x.add(id, of(o))
	}
	if v.lookups == nil {
		v.lookups = make(map[string]*Lookup)
	}
	v.lookups[name] = x
	return x
}

// Key is what records are sorted by: first the rank counts, then the number, then
// the text.
type Key struct {
	Rank   int
	Number int64
	Text   string
}

// Compare is negative where a stands before b.
func (a Key) Compare(b Key) int {
	return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Number, b.Number), strings.Compare(a.Text, b.Text))
}
