package supporttest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// view is the records of a table, as they are or as lists show them by now,
// kept in each order and under each member that was asked for: a page then
// costs the same at any size.
type view struct {
	kind    *kind
	at      func(id int64) (fake.Object, bool)
	all     func(yield func(int64, fake.Object) bool)
	orders  map[string]*order
	lookups map[string]*lookup
}

// late is a change that lists show from a moment on.
type late struct {
	at time.Time
	id int64
}

func newTable(k *kind) *table {
	t := &table{kind: k, children: make(map[int64][]int64), made: make(map[int64]bool)}
	t.current = view{kind: k, at: t.Get, all: t.All()}
	t.shown = view{
		kind: k,
		at: func(id int64) (fake.Object, bool) {
			o, ok := t.At(t.synced, id)
			return o, ok && t.lists(o)
		},
		all: func(yield func(int64, fake.Object) bool) {
			for id, o := range t.AsOf(t.synced) {
				if t.lists(o) && !yield(id, o) {
					return
				}
			}
		},
	}
	t.listed(t.synced).order("", byMember("")) // which most lists are in
	return t
}

// lists reports whether lists show a record: deleted users they do not.
func (t *table) lists(o fake.Object) bool { return t.kind != users || isActive(o) }

// changed takes note of a change that lists show from a moment on.
func (t *table) changed(now, shownAt time.Time, id int64) {
	t.current.update(id)
	if !t.shown.kept() {
		t.late = slices.DeleteFunc(t.late, func(l late) bool { return !l.at.After(now) })
	}
	if t.shown.kept() || shownAt.After(now) {
		t.late = append(t.late, late{shownAt, id})
	}
}

// listed returns the view that lists have of the table at a moment.
func (t *table) listed(now time.Time) *view {
	if now.Before(t.latest) || t.synced.Before(t.latest) { // a test's clock was put back
		t.shown.orders, t.shown.lookups = nil, nil
	}
	t.synced = now
	if now.After(t.latest) {
		t.latest = now
	}
	t.late = slices.DeleteFunc(t.late, func(l late) bool {
		due := !l.at.After(now)
		if due {
			t.shown.update(l.id)
		}
		return due
	})
	return &t.shown
}

func (v *view) kept() bool { return len(v.orders)+len(v.lookups) > 0 }

// update brings what is kept of a record up to date.
func (v *view) update(id int64) {
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

// order is the records by a key, and by id where the keys are equal.
type order struct {
	of      func(id int64, o fake.Object) key
	entries []entry // ascending
	keys    map[int64]key
}

type entry struct {
	key key
	id  int64
}

func (a entry) compare(b entry) int { return cmp.Or(a.key.compare(b.key), cmp.Compare(a.id, b.id)) }

// order returns the records in the order of what of says, which has a name.
func (v *view) order(name string, of func(id int64, o fake.Object) key) *order {
	if x := v.orders[name]; x != nil {
		return x
	}
	x := &order{of: of, keys: make(map[int64]key)}
	for id, o := range v.all {
		k := of(id, o)
		x.keys[id] = k
		x.entries = append(x.entries, entry{k, id})
	}
	if !slices.IsSortedFunc(x.entries, entry.compare) {
		slices.SortFunc(x.entries, entry.compare)
	}
	if v.orders == nil {
		v.orders = make(map[string]*order)
	}
	v.orders[name] = x
	return x
}

// find returns where an entry is or would be, and whether it is there.
func (x *order) find(e entry) (int, bool) {
	return slices.BinarySearchFunc(x.entries, e, entry.compare)
}

func (x *order) drop(id int64) {
	if k, ok := x.keys[id]; ok {
		i, _ := x.find(entry{k, id})
		x.entries = slices.Delete(x.entries, i, i+1)
		delete(x.keys, id)
	}
}

func (x *order) add(id int64, k key) {
	i := len(x.entries)
	if i > 0 && x.entries[i-1].compare(entry{k, id}) > 0 {
		i, _ = x.find(entry{k, id})
	}
	x.entries = slices.Insert(x.entries, i, entry{k, id})
	x.keys[id] = k
}

// lookup is the records by what they hold, in lower case.
type lookup struct {
	of     func(o fake.Object) []string
	ids    map[string][]int64 // ascending; those that hold nothing are under ""
	values map[int64][]string
	sorted []string // of ids; nil: to be sorted
}

// none returns the records that hold nothing.
func (x *lookup) none() []int64 { return x.ids[""] }

// starting returns the records with a value that begins so.
func (x *lookup) starting(start string) []int64 {
	if x.sorted == nil {
		x.sorted = slices.Sorted(maps.Keys(x.ids))
	}
	start = strings.ToLower(start)
	i, _ := slices.BinarySearch(x.sorted, start)
	var lists [][]int64
	for ; i < len(x.sorted) && strings.HasPrefix(x.sorted[i], start); i++ {
		if x.sorted[i] != "" {
			lists = append(lists, x.ids[x.sorted[i]])
		}
	}
	return unionOf(lists)
}

// holding returns the ids of the records with a value in a member, ascending.
func (v *view) holding(member, value string) []int64 {
	if value == "" {
		return nil
	}
	return v.lookup(member, func(o fake.Object) []string { return texts(o, member) }).ids[strings.ToLower(value)]
}

func (v *view) naming(member string, id int64) []int64 {
	return v.holding(member, strconv.FormatInt(id, 10))
}

// lookup returns the records by what of says, which has a name.
func (v *view) lookup(name string, of func(o fake.Object) []string) *lookup {
	if x := v.lookups[name]; x != nil {
		return x
	}
	x := &lookup{of: of, ids: make(map[string][]int64), values: make(map[int64][]string)}
	for id, o := range v.all {
		x.add(id, of(o))
	}
	if v.lookups == nil {
		v.lookups = make(map[string]*lookup)
	}
	v.lookups[name] = x
	return x
}

func (x *lookup) add(id int64, values []string) {
	if len(values) == 0 {
		values = []string{""}
	}
	for i, value := range values {
		values[i] = strings.ToLower(value)
		ids, known := x.ids[values[i]]
		if !known {
			x.sorted = nil
		}
		if n := len(ids); n == 0 || ids[n-1] < id {
			x.ids[values[i]] = append(ids, id)
		} else if at, found := slices.BinarySearch(ids, id); !found {
			x.ids[values[i]] = slices.Insert(ids, at, id)
		}
	}
	x.values[id] = values
}

func (x *lookup) drop(id int64) {
	for _, value := range x.values[id] {
		ids := x.ids[value]
		if at, found := slices.BinarySearch(ids, id); found {
			ids = slices.Delete(ids, at, at+1)
		}
		if x.ids[value] = ids; len(ids) == 0 {
			delete(x.ids, value)
			x.sorted = nil
		}
	}
	delete(x.values, id)
}

// key is what records are sorted by: numbers before texts.
type key struct {
	isText bool
	number int64
	text   string
}

func (a key) compare(b key) int {
	if a.isText != b.isText {
		if b.isText {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.text, b.text))
}

// ranks are the orders of values that are not the alphabet's.
var ranks = map[string][]string{
	"status":   {"new", "open", "pending", "hold", "solved", "closed"},
	"priority": {"low", "normal", "high", "urgent"},
	"default":  {"true", "", "false"},
}

// keyOf is a value of a member as a key: its rank, a number, or a text without
// regard to case. Dates are texts that sort by time.
func keyOf(member, value string) key {
	if member == "" || member == "id" {
		return key{}
	}
	if order, ok := ranks[member]; ok {
		return key{number: int64(slices.Index(order, value))}
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return key{number: n}
	}
	return key{isText: true, text: strings.ToLower(value)}
}

// byMember is the key of a member of a record.
func byMember(member string) func(id int64, o fake.Object) key {
	return func(_ int64, o fake.Object) key { return keyOf(member, o.Text(member)) }
}
