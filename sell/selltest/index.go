package selltest

import (
	"iter"
	"math/big"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// byMember returns the records of a view by the text of a member.
func byMember(v *fake.View, name string) *fake.Lookup {
	return v.Lookup(name, false, func(o fake.Object) []string {
		if text := o.Text(name); text != "" {
			return []string{text}
		}
		return nil
	})
}

// order is a way to sort records. Those without a value come first, and those with
// the same by ascending id, whatever the direction.
type order struct {
	name    string // "" is by id
	of      func(id int64, o fake.Object) fake.Key
	falling bool
}

// manyRows are so many that walking through all of the view is quicker than to
// sort them.
const manyRows = 5000

// in iterates over the records of a set in order.
func (by order) in(v *fake.View, set fake.IDs) iter.Seq2[int64, fake.Object] {
	return func(yield func(int64, fake.Object) bool) {
		var entries []fake.Entry
		if list, ok := set.List(); ok && len(list) <= manyRows {
			for _, id := range list {
				if o, ok := v.At(id); ok {
					entries = append(entries, fake.Entry{Key: by.of(id, o), ID: id})
				}
			}
			slices.SortFunc(entries, fake.Entry.Compare)
		} else {
			entries = by.entries(v)
		}
		for e := range by.directed(entries) {
			if o, ok := v.At(e.ID); ok && set.Has(e.ID) && !yield(e.ID, o) {
				return
			}
		}
	}
}

func (by order) entries(v *fake.View) []fake.Entry {
	return v.Order("by "+by.name, by.of).Entries()
}

// directed iterates over entries, which ascend, in the direction of the order.
func (by order) directed(entries []fake.Entry) iter.Seq[fake.Entry] {
	return func(yield func(fake.Entry) bool) {
		for len(entries) > 0 {
			run := entries
			if by.falling { // those with the greatest key
				last := len(entries) - 1
				from := last
				if last > 0 && entries[last-1].Key == entries[last].Key {
					from, _ = slices.BinarySearchFunc(entries, fake.Entry{Key: entries[last].Key, ID: -1 << 63}, fake.Entry.Compare)
				}
				run, entries = entries[from:], entries[:from]
			} else {
				entries = nil
			}
			for _, e := range run {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// byID is the order by ascending id.
var byID = order{"id", func(id int64, _ fake.Object) fake.Key { return fake.Key{Number: id} }, false}

// noValue is the key of a record without a value.
var noValue = fake.Key{}

// numberKey is the key of an amount, to the hundredth.
func numberKey(n *big.Rat) fake.Key {
	cents := new(big.Rat).Mul(n, big.NewRat(100, 1))
	whole := new(big.Int).Div(cents.Num(), cents.Denom())
	if !whole.IsInt64() {
		return fake.Key{Rank: 2 + whole.Sign()} // 1 or 3: beside all others
	}
	return fake.Key{Rank: 2, Number: whole.Int64()}
}
