package fake_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// Sets of ids are what a map of them says.
func TestIDs(t *testing.T) {
	const all = 40
	type model map[int64]bool
	of := func(m model) (list []int64) {
		for id := range int64(all) {
			if m[id] {
				list = append(list, id)
			}
		}
		return list
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func() (fake.IDs, model) {
		m := make(model)
		for range rnd.IntN(1 + all*(rnd.IntN(2)*9+1)/10) {
			m[rnd.Int64N(all)] = true
		}
		if rnd.IntN(2) == 0 {
			return fake.Among(of(m)), m
		}
		rest := make(model)
		for id := range int64(all) {
			rest[id] = !m[id]
		}
		return fake.AllBut(of(m)), rest
	}
	check := func(what string, s fake.IDs, holds func(id int64) bool) {
		t.Helper()
		n := 0
		for id := range int64(all) {
			if s.Has(id) != holds(id) {
				t.Errorf("%s: %d is in it: %v", what, id, s.Has(id))
			}
			if holds(id) {
				n++
			}
		}
		if list, ok := s.List(); s.Size(all) != n || s.All() != (n == all && !ok) || ok && len(list) != n || !slices.IsSorted(list) {
			t.Errorf("%s: size %d, all %v, %v; want %d", what, s.Size(all), s.All(), list, n)
		}
	}
	for range 500 {
		a, inA := random()
		b, inB := random()
		check("a", a, func(id int64) bool { return inA[id] })
		check("not a", a.Not(), func(id int64) bool { return !inA[id] })
		check("a and b", a.And(b), func(id int64) bool { return inA[id] && inB[id] })
		check("a or b", a.Or(b), func(id int64) bool { return inA[id] || inB[id] })
	}
	check("nothing", fake.IDs{}, func(int64) bool { return false })
	check("everything", fake.Everything, func(int64) bool { return true })
	for n := range 12 {
		lists := make([][]int64, n)
		m := make(model)
		for i := range lists {
			s, in := random()
			lists[i] = of(in)
			for id := range in {
				m[id] = m[id] || s.Has(id)
			}
		}
		check("union", fake.Among(fake.Union(lists)), func(id int64) bool { return m[id] })
	}
}

// What is kept of a table is what the records hold, as they are and as lists show
// them, late or not.
func TestIndexed(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	table := fake.NewIndexed(func(o fake.Object) bool { return !o.Bool("hidden") })
	now := start
	words := func(o fake.Object) []string { return strings.Fields(o.Text("words")) }
	byWords := func(_ int64, o fake.Object) fake.Key { return fake.Key{Text: o.Text("words")} }
	compare := func(what string, v *fake.View, holds func(id int64) (fake.Object, bool)) {
		t.Helper()
		var ids, with, without, starting []int64
		var entries []fake.Entry
		for id := range int64(12) {
			o, ok := holds(id)
			if !ok {
				continue
			}
			ids = append(ids, id)
			entries = append(entries, fake.Entry{Key: byWords(id, o), ID: id})
			texts := words(o)
			if slices.Contains(texts, "Ab") {
				with = append(with, id)
			}
			if len(texts) == 0 {
				without = append(without, id)
			}
			if slices.ContainsFunc(texts, func(w string) bool { return strings.HasPrefix(strings.ToLower(w), "a") }) {
				starting = append(starting, id)
			}
		}
		slices.SortFunc(entries, fake.Entry.Compare)
		var all []int64
		for id := range v.All() {
			all = append(all, id)
		}
		exact, folded := v.Lookup("words", false, words), v.Lookup("Words", true, words)
		for name, got := range map[string][2][]int64{
			"all": {all, ids}, "with": {exact.Holding("Ab"), with}, "without": {exact.None(), without}, "starting": {folded.Starting("A"), starting},
			"in another case": {exact.Holding("aB"), nil}, "nothing": {exact.Holding(""), nil},
		} {
			if !slices.Equal(got[0], got[1]) {
				t.Errorf("%s: %s: %v, want %v", what, name, got[0], got[1])
			}
		}
		if got := v.Order("words", byWords).Entries(); !slices.Equal(got, entries) || v.Len() != len(ids) {
			t.Errorf("%s: %v, want %v; %d", what, got, entries, v.Len())
		}
	}
	for range 3000 {
		id, shown := rnd.Int64N(12), now.Add(time.Duration(rnd.IntN(3)*rnd.IntN(9))*time.Second)
		if rnd.IntN(4) == 0 {
			table.Drop(now, shown, id)
		} else {
			text := []string{"", "Ab", "Ab cd", "x AB", "b"}[rnd.IntN(5)]
			table.Keep(now, shown, id, fake.Object{}.With("words", text).With("hidden", rnd.IntN(6) == 0))
		}
		now = now.Add(time.Duration(rnd.IntN(4)) * time.Second)
		if rnd.IntN(50) == 0 {
			now = now.Add(-10 * time.Second)
		}
		if rnd.IntN(3) == 0 {
			compare("now", table.Current(), table.Get)
			compare("listed", table.Listed(now), func(id int64) (fake.Object, bool) {
				o, ok := table.At(now, id)
				return o, ok && !o.Bool("hidden")
			})
		}
	}
}

// What nobody lists is not noted for ever.
func TestIndexedThatNobodyLists(t *testing.T) {
	table := fake.NewIndexed(nil)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 100_010 {
		now = now.Add(2 * time.Minute)
		table.Keep(now, now.Add(time.Duration(i/100_009)*time.Minute), int64(i%3), fake.Object{}.With("n", i))
	}
	for wait, want := range []string{"100008 100006 100007", "100008 100009 100007"} {
		var texts []string
		for _, o := range table.Listed(now.Add(time.Duration(wait) * time.Minute)).All() {
			texts = append(texts, o.Text("n"))
		}
		if got := strings.Join(texts, " "); got != want {
			t.Errorf("after %d minutes the list is %s, want %s", wait, got, want)
		}
	}
}
