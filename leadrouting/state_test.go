package leadrouting_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

// turns routes n leads with one tag over a store and returns the owners.
func turns(t *testing.T, p leadrouting.Policy, store leadrouting.Store, n int, tag string) string {
	t.Helper()
	var got strings.Builder
	for range n {
		d, err := compile(t, p).RouteWith(t.Context(), store, leadrouting.Request{
			Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Requester: tag,
			Facts: leadrouting.Facts{"ticket.tags": leadrouting.List(tag)}})
		switch {
		case errors.Is(err, leadrouting.ErrEmptyPool), errors.Is(err, leadrouting.ErrOwnerNotAssignable):
			got.WriteString("-")
		case err != nil:
			t.Fatal(err)
		default:
			got.WriteString(letter(d.Owner))
		}
	}
	return got.String()
}

// TestTwoVersions: during a deploy two versions of a policy share a store. What
// one does not know it leaves alone, so that each goes on as if it was alone.
func TestTwoVersions(t *testing.T) {
	rule := func(tag string, pool int64) leadrouting.Rule {
		return leadrouting.Rule{When: leadrouting.Condition{Field: "ticket.tags", Contains: tag}, Assign: []leadrouting.Owner{leadrouting.Pool(pool)}}
	}
	weigh := func(members []leadrouting.Member, weights ...int) []leadrouting.Member {
		for i, w := range weights {
			members[i].Weight = w
		}
		return members
	}
	base := leadrouting.Policy{
		Rules: []leadrouting.Rule{rule("shared", 70), rule("a", 71), rule("b", 72)},
		Pools: []leadrouting.PoolConfig{{ID: 70, Members: letters("XYZ")}},
	}
	for name, test := range map[string]struct {
		a, b   func(p *leadrouting.Policy)
		tag    string // what a routes, while b routes shared leads
		others string // what b routes
	}{
		"pools of their own": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Members: letters("ABC")})
			},
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 72, Members: letters("DEF")})
			}, "a", "b"},
		"another method": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Members: letters("ABC")})
			},
			func(p *leadrouting.Policy) {
				p.Rules = append(p.Rules, rule("other", 71))
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Method: leadrouting.LeastRecent, Members: letters("ABC")})
			}, "a", "shared"},
		"one more member, not chosen": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Method: leadrouting.Weighted, Members: weigh(letters("ABC"), 3, 2, 1)})
			},
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Method: leadrouting.Weighted, Members: weigh(letters("AB"), 3, 2)})
			}, "a", "shared"},
		"another weight": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Method: leadrouting.Weighted, Members: weigh(letters("ABC"), 3, 2, 1)})
			},
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Method: leadrouting.Weighted, Members: weigh(letters("ABC"), 1, 1, 1)})
			}, "a", "shared"},
		"the last one is gone": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Members: letters("ABC")})
			},
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Members: letters("C")})
			}, "a", "shared"},
		"least recent, a member gone": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Method: leadrouting.LeastRecent, Members: letters("ABC")})
			},
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Method: leadrouting.LeastRecent, Members: letters("B")})
			}, "a", "shared"},
		"a daily cap": {
			func(p *leadrouting.Policy) {
				p.People = []leadrouting.PersonConfig{{User: leadrouting.User(1), DailyCap: 2}, {User: leadrouting.User(2), Capacity: 1}}
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Members: letters("AB")})
			},
			func(*leadrouting.Policy) {}, "a", "shared"},
		"sticky requesters": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Sticky: 3, Members: letters("ABC")})
			},
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Members: letters("ABC")})
			}, "a", "shared"},
		"fewer sticky requesters": {
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Sticky: 3, Members: letters("ABC")})
			},
			func(p *leadrouting.Policy) {
				p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 71, Sticky: 1, Members: letters("AB")})
			}, "a", "shared"},
	} {
		version := func(change func(*leadrouting.Policy)) leadrouting.Policy {
			p := base
			p.Rules, p.Pools = slices.Clone(base.Rules), slices.Clone(base.Pools)
			change(&p)
			for id := int64(71); id <= 72; id++ { // rules need their pools
				if !slices.ContainsFunc(p.Pools, func(c leadrouting.PoolConfig) bool { return c.ID == id }) {
					p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: id, Delegate: true})
				}
			}
			return p
		}
		a, b := version(test.a), version(test.b)
		var alone, both, lone leadrouting.MemoryStore
		wantA, wantB := turns(t, a, &alone, 12, test.tag), turns(t, b, &lone, 12, test.others)
		var gotA, gotB string
		for range 12 {
			gotA += turns(t, a, &both, 1, test.tag)
			gotB += turns(t, b, &both, 1, test.others)
		}
		if gotA != wantA || gotB != wantB {
			t.Errorf("%s: got %s and %s, want %s and %s", name, gotA, gotB, wantA, wantB)
		}
	}
}

// TestTwoVersionsSticky: a version that remembers fewer requesters leaves the
// others in the state, as long as it serves none of the pool's itself.
func TestTwoVersionsSticky(t *testing.T) {
	policy := func(sticky int) leadrouting.Policy {
		p := onlyPool(leadrouting.PoolConfig{Sticky: sticky, Members: letters("ABC")})
		p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: 70, Members: letters("XY")})
		p.Rules = []leadrouting.Rule{{When: leadrouting.Condition{Field: "ticket.tags", Contains: "other"}, Assign: []leadrouting.Owner{leadrouting.Pool(70)}}}
		return p
	}
	for fewer, want := range map[int]string{0: "CAB", 1: "CAB", 2: "CAB", 3: "CAB"} {
		var store leadrouting.MemoryStore
		got := turns(t, policy(3), &store, 1, "x") + turns(t, policy(3), &store, 1, "y") + turns(t, policy(3), &store, 1, "z")
		if got != "ABC" {
			t.Fatal(got)
		}
		turns(t, policy(fewer), &store, 1, "other")
		if got := turns(t, policy(3), &store, 1, "z") + turns(t, policy(3), &store, 1, "x") + turns(t, policy(3), &store, 1, "y"); got != want {
			t.Errorf("beside one that remembers %d: %s", fewer, got)
		}
	}
}

// TestTwoVersionsShare: both versions hand out one person's leads, and only one
// has the limits. All leads count for them.
func TestTwoVersionsShare(t *testing.T) {
	limited := onlyPool(leadrouting.PoolConfig{Members: letters("AB")})
	limited.People = []leadrouting.PersonConfig{{User: leadrouting.User(1), DailyCap: 2}, {User: leadrouting.User(2), Capacity: 3}}
	free := onlyPool(leadrouting.PoolConfig{Members: letters("AB")})
	var store leadrouting.MemoryStore
	got := turns(t, limited, &store, 1, "x") + turns(t, free, &store, 4, "x") + turns(t, limited, &store, 2, "x")
	if got != "ABABAB-" {
		t.Errorf("got %s", got)
	}
	want := `[{"user":"user:1","load":3,"day":20514,"today":3},{"user":"user:2","load":3,"day":20514,"today":3}]`
	s, err := store.Load(t.Context())
	if data, _ := json.Marshal(s.People); err != nil || string(data) != want {
		t.Errorf("got %s, %v", data, err)
	}
	// A day later, and with loads that only the other version needs.
	router := compile(t, free)
	if err := router.Restore(s); err != nil {
		t.Fatal(err)
	}
	d, err := router.Route(leadrouting.Request{Now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC), Loads: map[leadrouting.Owner]int{leadrouting.User(1): 7, leadrouting.User(9): 1}})
	if err != nil || letter(d.Owner) != "A" {
		t.Fatal(d, err)
	}
	if data, _ := json.Marshal(router.State().People[0]); string(data) != `{"user":"user:1","load":8,"told":7,"day":20515,"today":1}` {
		t.Errorf("got %s", data)
	}
	if !router.GiveBack(d) {
		t.Error("nothing to give back")
	}
	if data, _ := json.Marshal(router.State().People[0]); string(data) != `{"user":"user:1","load":7,"told":7,"day":20515}` {
		t.Errorf("got %s", data)
	}
	if _, err := router.Route(leadrouting.Request{}); err != nil { // no time is given: the day as it was
		t.Fatal(err)
	}
	if data, _ := json.Marshal(router.State().People[0]); string(data) != `{"user":"user:1","load":8,"told":7,"day":20515,"today":1}` {
		t.Errorf("got %s", data)
	}
}

// TestRestart: after a restart with any other list the turn goes on after the
// nearest member before who stays, as the list model says.
func TestRestart(t *testing.T) {
	start := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters("ABCDE")}))
	route(t, start, 3)
	next := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters("ADE")}))
	if err := next.Restore(start.State()); err != nil {
		t.Fatal(err)
	}
	if got := route(t, next, 3); got != "DEA" {
		t.Errorf("the last one and the one before are gone: %s", got)
	}
	random := rand.New(rand.NewPCG(1, 4))
	for range 300 {
		model := listModel{}
		for i := range 1 + random.Int64N(12) {
			model.list = append(model.list, i+1)
		}
		policy := func() leadrouting.Policy {
			var members []leadrouting.Member
			for _, id := range model.list {
				members = append(members, leadrouting.Member{Owner: leadrouting.User(id)})
			}
			return onlyPool(leadrouting.PoolConfig{Members: members})
		}
		router := compile(t, policy())
		newcomer := int64(100)
		for range 8 {
			for range 1 + random.IntN(15) {
				want := model.turn(func(int64) bool { return true })
				if d, err := router.Route(leadrouting.Request{}); err != nil || d.Owner.ID() != want {
					t.Fatalf("list %v: got %v, %v, want %d", model.list, d.Owner, err, want)
				}
			}
			for len(model.list) > 1 && random.IntN(4) > 0 {
				model.remove(model.list[random.IntN(len(model.list))])
			}
			for random.IntN(3) == 0 {
				newcomer++
				model.list = append(model.list, newcomer)
			}
			fresh := compile(t, policy())
			if err := fresh.Restore(router.State()); err != nil {
				t.Fatal(err)
			}
			router = fresh
		}
	}
}

// TestOrderOfLoads: a map has no order, and neither have its consequences.
func TestOrderOfLoads(t *testing.T) {
	p := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.Pool(70)}, Pools: []leadrouting.PoolConfig{
		{ID: 70, Method: leadrouting.Weighted, Members: []leadrouting.Member{{Owner: leadrouting.Pool(71), Weight: 3}, {Owner: leadrouting.Pool(72), Weight: 4}, {Owner: leadrouting.User(9), Weight: 5}}},
		{ID: 71, Method: leadrouting.Weighted, Members: []leadrouting.Member{{Owner: leadrouting.User(1), Weight: 2}, {Owner: leadrouting.User(2), Weight: 3}}},
		{ID: 72, Method: leadrouting.LeastLoaded, Members: []leadrouting.Member{{Owner: leadrouting.User(3)}, {Owner: leadrouting.User(4), Weight: 2}, {Owner: leadrouting.Pool(71)}}},
	}}
	for id := range int64(9) {
		p.People = append(p.People, leadrouting.PersonConfig{User: leadrouting.User(id + 1), Capacity: 5})
	}
	run := func() (string, leadrouting.State) {
		router := compile(t, p)
		random := rand.New(rand.NewPCG(3, 1))
		var got strings.Builder
		for range 60 {
			r := leadrouting.Request{Loads: map[leadrouting.Owner]int{}}
			for id := range int64(9) {
				r.Loads[leadrouting.User(id+1)] = random.IntN(2)*5 + random.IntN(2)
			}
			d, err := router.Route(r)
			fmt.Fprint(&got, d.Owner, err, " ")
		}
		return got.String(), router.State()
	}
	want, wantState := run()
	for range 30 {
		if got, state := run(); got != want || !reflect.DeepEqual(state, wantState) {
			t.Fatalf("got\n%s\nand then\n%s", want, got)
		}
	}
}

// TestAnyState: whatever a state says, a router takes it, goes on, and gives the
// lead to somebody who may have it.
func TestAnyState(t *testing.T) {
	numbers := []int64{0, 1, -1, 2, 7, 1 << 31, 1 << 33, 1 << 50, 1<<62 - 1, -1 << 62, 1<<63 - 1, -1 << 63}
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(seed, 5))
		n := func() int64 { return numbers[random.IntN(len(numbers))] }
		owner := func() leadrouting.Owner {
			return []leadrouting.Owner{{}, leadrouting.User(random.Int64N(9)), leadrouting.Pool(77 + random.Int64N(3))}[random.IntN(3)]
		}
		owners := func() (list []leadrouting.Owner) {
			for range random.IntN(5) {
				list = append(list, owner())
			}
			return list
		}
		s := leadrouting.State{Format: random.IntN(2), Version: uint64(random.IntN(9)), Returned: []uint64{1, 1}}
		for range random.IntN(6) {
			pool := leadrouting.PoolState{Pool: leadrouting.Pool(77 + random.Int64N(4)), Method: methods[random.IntN(4)], Began: uint64(n()),
				Last: owner(), Before: owners(), Owed: owners(), Turn: uint64(n()), Was: owner(), Step: n(), Total: n()}
			for range random.IntN(8) {
				pool.Members = append(pool.Members, leadrouting.MemberState{Owner: owner(), Turn: uint64(n()), Was: uint64(n()), Given: n(), Weight: n(), Start: n(), Out: random.IntN(2) == 0})
			}
			for range random.IntN(5) {
				pool.Served = append(pool.Served, leadrouting.Served{Requester: []string{"", "ana", "ben"}[random.IntN(3)], Owner: owner(), Turn: uint64(n()), Was: owner()})
			}
			s.Pools = append(s.Pools, pool)
		}
		for range random.IntN(6) {
			s.People = append(s.People, leadrouting.PersonState{User: owner(), Load: n(), Told: uint64(n()), Day: n(), Today: int(n())})
		}
		p := manyKinds(methods[seed%4])
		router := compile(t, p)
		if err := router.Restore(s); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(router.State())
		if err != nil {
			t.Fatal(err)
		}
		for lead := range uint64(20) {
			request := someLead(lead)
			d, err := router.Route(request)
			if err == nil && request.Team != nil && request.Team.Assignable(d.Owner) != nil {
				t.Fatalf("seed %d: %v", seed, d)
			}
			router.GiveBack(leadrouting.Decision{Owner: owner(), Pool: leadrouting.Pool(77 + random.Int64N(4)), Turn: leadrouting.Turn{ID: uint64(random.IntN(12)), Through: owners()}})
			again := compile(t, p)
			if err := again.Restore(router.State()); err != nil {
				t.Fatal(err)
			}
		}
		// What was read once is read again the same.
		var back leadrouting.State
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		again := compile(t, p)
		if err := again.Restore(back); err != nil {
			t.Fatal(err)
		}
		if twice, err := json.Marshal(again.State()); err != nil || string(twice) != string(data) {
			t.Fatalf("seed %d: state\n%s\ncame back as\n%s", seed, data, twice)
		}
	}
}

// TestMemberTwice: a state that names a member twice counts the first.
func TestMemberTwice(t *testing.T) {
	for _, method := range methods {
		router := compile(t, onlyPool(leadrouting.PoolConfig{Method: method, Members: letters("ABC")}))
		route(t, router, 4)
		s := router.State()
		double := s
		double.Pools = slices.Clone(s.Pools)
		double.Pools[0].Members = slices.Concat(s.Pools[0].Members, []leadrouting.MemberState{{Owner: leadrouting.User(2), Weight: 1, Turn: 99, Given: 0, Start: 1 << 33}})
		double.Pools = append(double.Pools, leadrouting.PoolState{Pool: leadrouting.Pool(77), Method: method, Last: leadrouting.User(3)})
		double.People = slices.Concat(s.People, []leadrouting.PersonState{{User: leadrouting.User(2), Load: 99}})
		if err := router.Restore(double); err != nil {
			t.Fatal(err)
		}
		if got := route(t, router, 3); got != "BCA" {
			t.Errorf("%s: got %s", method, got)
		}
	}
}

// TestOwnCopies: a router shares nothing with the policy, the states and the
// decisions that it was given and gave.
func TestOwnCopies(t *testing.T) {
	for _, method := range methods {
		p := manyKinds(method)
		p.Existing = []leadrouting.Relation{leadrouting.Contact}
		p.Schedules = map[string]leadrouting.Schedule{"day": {Hours: map[string][]string{"mon": {"00:00-23:00"}}, Holidays: []leadrouting.Day{"2026-03-09"}}}
		p.People[1].Schedule, p.People[1].Absences = "day", []leadrouting.Absence{{From: "2026-03-04", To: "2026-03-05"}}
		p.Fields = map[string]leadrouting.Kind{"score": leadrouting.KindNumber}
		yes := true
		p.Rules = append(p.Rules, leadrouting.Rule{When: leadrouting.Condition{
			Any: []leadrouting.Condition{{Field: "score", In: []leadrouting.Value{leadrouting.Int(1)}}},
			All: []leadrouting.Condition{{Field: "score", Present: &yes}},
			Not: &leadrouting.Condition{Field: "requester.email", Domain: []string{"a.example"}},
		}, Assign: []leadrouting.Owner{leadrouting.User(3)}})
		mine, theirs := compile(t, p), compile(t, p)
		scribble(reflect.ValueOf(&p).Elem())
		same := func() {
			t.Helper()
			for n := range uint64(40) {
				request := someLead(n)
				request.Explain = true
				got, gotErr := mine.Route(request)
				want, wantErr := theirs.Route(request)
				if !reflect.DeepEqual(got, want) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
					t.Fatalf("%s, lead %d: got %v, %v\nwant %v, %v", method, n, got, gotErr, want, wantErr)
				}
				scribble(reflect.ValueOf(&got).Elem())
			}
		}
		same()
		report, err := mine.Simulate(func(yield func(leadrouting.Request) bool) { yield(someLead(3)) })
		if err != nil || report.Leads != 1 {
			t.Errorf("the policy is compiled again: %v, %v", report, err)
		}
		s := mine.State()
		if err := mine.Restore(s); err != nil {
			t.Fatal(err)
		}
		scribble(reflect.ValueOf(&s).Elem())
		s = mine.State()
		scribble(reflect.ValueOf(&s).Elem())
		same()
	}
}

// scribble writes over all that can be reached through slices, maps and
// pointers.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
			if v.Index(i).CanSet() {
				v.Index(i).SetZero()
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			scribble(v.MapIndex(key))
			v.SetMapIndex(key, reflect.Value{})
		}
	case reflect.Pointer:
		if !v.IsNil() {
			scribble(v.Elem())
			if v.Elem().CanSet() {
				v.Elem().SetZero()
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i))
			}
		}
	}
}
