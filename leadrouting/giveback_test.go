package leadrouting_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

// manyKinds is a policy with each kind of memory: pools of all methods, one in
// another, sticky ones, capacities and daily caps.
func manyKinds(method leadrouting.Method) leadrouting.Policy {
	weights := method == leadrouting.Weighted || method == leadrouting.LeastLoaded
	pool := func(id int64, method leadrouting.Method, weighted bool, members ...leadrouting.Owner) leadrouting.PoolConfig {
		p := leadrouting.PoolConfig{ID: id, Method: method}
		for i, o := range members {
			m := leadrouting.Member{Owner: o}
			if weighted {
				m.Weight = 1 + i*2
			}
			p.Members = append(p.Members, m)
		}
		return p
	}
	user := leadrouting.User
	p := leadrouting.Policy{
		Owners: []leadrouting.Owner{leadrouting.Pool(77)},
		Rules: []leadrouting.Rule{
			{When: leadrouting.Condition{Field: "ticket.tags", Contains: "x"}, Assign: []leadrouting.Owner{leadrouting.Pool(78)}},
			{When: leadrouting.Condition{Field: "ticket.tags", Contains: "y"}, Assign: []leadrouting.Owner{user(2), user(6)}},
			{When: leadrouting.Condition{Field: "ticket.tags", Contains: "z"}, Assign: []leadrouting.Owner{leadrouting.Pool(79)}},
		},
		Fallback: []leadrouting.Owner{user(9)},
		Pools: []leadrouting.PoolConfig{
			pool(77, method, weights, user(1), leadrouting.Pool(78), user(2), user(3), leadrouting.Pool(90)),
			pool(78, leadrouting.Weighted, true, user(4), user(5), user(1)),
			pool(79, leadrouting.RoundRobin, false, user(6), user(7), user(8)),
		},
		People: []leadrouting.PersonConfig{{User: user(1), Capacity: 9}, {User: user(2), DailyCap: 3}, {User: user(6), Capacity: 4, DailyCap: 3}},
	}
	p.Pools[2].Sticky = 2
	return p
}

// someLead is one of a stream of leads, the same for the same number.
func someLead(n uint64) leadrouting.Request {
	random := rand.New(rand.NewPCG(n, 7))
	r := leadrouting.Request{
		Now:       time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(n) * 97 * time.Minute),
		Facts:     leadrouting.Facts{"ticket.tags": leadrouting.List([]string{"w", "x", "y", "z"}[random.IntN(4)])},
		Requester: []string{"", "ana", "ben", "cleo"}[random.IntN(4)],
	}
	if random.IntN(5) == 0 {
		r.Loads = map[leadrouting.Owner]int{leadrouting.User(1): random.IntN(10), leadrouting.User(6): random.IntN(4)}
	}
	if random.IntN(6) == 0 {
		r.Team = team(9, 1+random.Int64N(9))
	}
	return r
}

// TestGiveBackAtOnce: a decision that is given back at once leaves no trace, by
// any method and whatever it took.
func TestGiveBackAtOnce(t *testing.T) {
	for _, method := range methods {
		p := manyKinds(method)
		p.Pools[2].Sticky = 9 // who is forgotten for somebody new stays forgotten
		with, without := compile(t, p), compile(t, p)
		for n := range uint64(300) {
			request := someLead(n)
			if n%3 == 0 { // one that is given back: the others do not notice
				request.Loads = nil
				before := with.State()
				d, err := with.Route(request)
				if _, errWithout := without.Preview(request); err == nil != (errWithout == nil) {
					t.Fatal(err, errWithout)
				}
				if given := with.GiveBack(d); given != (d.Turn.ID != 0) || given && !slices.Contains(with.State().Returned, d.Turn.ID) {
					t.Fatalf("lead %d, %v: %t", n, d, given)
				}
				if after := with.State(); after.Version < before.Version {
					t.Fatalf("version %d after %d", after.Version, before.Version)
				}
				if request.Team != nil {
					// A request that fails takes the team over, too.
					if _, err := without.Route(leadrouting.Request{Choice: leadrouting.User(99), Team: request.Team, Now: request.Now}); err == nil {
						t.Fatal("a choice that was not offered")
					}
				}
				continue
			}
			want, wantErr := without.Route(request)
			got, gotErr := with.Route(request)
			want.Turn, got.Turn = leadrouting.Turn{}, leadrouting.Turn{}
			if !reflect.DeepEqual(got, want) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
				t.Fatalf("%s, lead %d: got %v, %v\nwithout those given back: %v, %v", method, n, got, gotErr, want, wantErr)
			}
		}
	}
}

// TestGiveBackLater: others have had their turns since. The owner is next by
// round robin, waits since before by least recent, and by the others each is as
// near to their share as ever.
func TestGiveBackLater(t *testing.T) {
	routeAs := func(router *leadrouting.Router) leadrouting.Decision {
		t.Helper()
		d, err := router.Route(leadrouting.Request{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, test := range []struct {
		method leadrouting.Method
		back   []int // of the first five leads ABCDA, in this order
		want   string
	}{
		{leadrouting.RoundRobin, []int{1}, "BBCDA"},
		{leadrouting.RoundRobin, []int{3, 1}, "DBBCD"},
		{leadrouting.RoundRobin, []int{4}, "ABCDA"},
		{leadrouting.RoundRobin, []int{0, 1, 2, 3, 4}, "ABCDA"},
		{leadrouting.LeastRecent, []int{1}, "BCDAB"},
		{leadrouting.LeastRecent, []int{4}, "ABCDA"},
		{leadrouting.LeastRecent, []int{0}, "BCDAB"},
		{leadrouting.LeastRecent, []int{3, 1}, "BDCAB"},
		{leadrouting.LeastLoaded, []int{1}, "BCDBA"},
		{leadrouting.LeastLoaded, []int{1, 2, 3}, "BCDBC"},
		{leadrouting.Weighted, []int{1}, "BBCDA"},
	} {
		router := compile(t, onlyPool(leadrouting.PoolConfig{Method: test.method, Members: letters("ABCD")}))
		var made []leadrouting.Decision
		var first string
		for range 5 {
			d := routeAs(router)
			made = append(made, d)
			first += letter(d.Owner)
		}
		if first != "ABCDA" {
			t.Fatalf("%s: %s", test.method, first)
		}
		for _, i := range test.back {
			if !router.GiveBack(made[i]) {
				t.Errorf("%s, %v: nothing to give back", test.method, test.back)
			}
		}
		for _, i := range test.back {
			if router.GiveBack(made[i]) {
				t.Errorf("%s, %v: given back twice", test.method, test.back)
			}
		}
		var got string
		for range 5 {
			got += letter(routeAs(router).Owner)
		}
		if got != test.want {
			t.Errorf("%s, %v: got %s, want %s", test.method, test.back, got, test.want)
		}
	}
}

// TestGiveBackShares: however many turns are given back, and when, in the long
// run each member has their share of the leads that were created.
func TestGiveBackShares(t *testing.T) {
	for _, method := range methods {
		pool := leadrouting.PoolConfig{Method: method, Members: letters("ABCDE")}
		weights := []int{1, 1, 1, 1, 1}
		if method == leadrouting.Weighted {
			for i := range pool.Members {
				weights[i] = 1 + i
				pool.Members[i].Weight = weights[i]
			}
		}
		total := 0
		for _, w := range weights {
			total += w
		}
		router := compile(t, onlyPool(pool))
		random := rand.New(rand.NewPCG(8, 9))
		var open []leadrouting.Decision
		created := make([]int, len(weights))
		leads := 0
		for range 600 {
			d, err := router.Route(leadrouting.Request{})
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, d)
			for len(open) > random.IntN(6) {
				i := random.IntN(len(open))
				d := open[i]
				open = slices.Delete(open, i, i+1)
				if random.IntN(3) == 0 {
					if !router.GiveBack(d) {
						t.Fatalf("%s: nothing to give back of %v", method, d)
					}
					continue
				}
				created[d.Owner.ID()-1]++
				leads++
			}
			counts := slices.Clone(created)
			for _, d := range open {
				counts[d.Owner.ID()-1]++
			}
			for i, w := range weights {
				// Least recent looks at who waits, not at how many each had.
				limit := map[leadrouting.Method]float64{leadrouting.RoundRobin: 6, leadrouting.Weighted: 3, leadrouting.LeastLoaded: 2, leadrouting.LeastRecent: 30}[method]
				if off := float64(counts[i]) - float64((leads+len(open))*w)/float64(total); off > limit || off < -limit {
					t.Fatalf("%s: after %d leads member %d has %d", method, leads, i, counts[i])
				}
			}
			if random.IntN(7) == 0 { // what is owed survives a restart
				data, err := json.Marshal(router.State())
				if err != nil {
					t.Fatal(err)
				}
				var s leadrouting.State
				if err := json.Unmarshal(data, &s); err != nil {
					t.Fatal(err)
				}
				router = compile(t, onlyPool(pool))
				if err := router.Restore(s); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestGiveBackLimits: a lead that was not created counts for no limit, unless
// its owner's leads were counted anew since, or the day is over.
func TestGiveBackLimits(t *testing.T) {
	ana := leadrouting.User(1)
	monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	request := func(day int, load ...int) leadrouting.Request {
		r := leadrouting.Request{Now: monday.AddDate(0, 0, day)}
		if len(load) > 0 {
			r.Loads = map[leadrouting.Owner]int{ana: load[0]}
		}
		return r
	}
	router := compile(t, leadrouting.Policy{Owners: []leadrouting.Owner{ana}, People: []leadrouting.PersonConfig{{User: ana, Capacity: 3, DailyCap: 2}}})
	mustRoute := func(r leadrouting.Request, want bool) leadrouting.Decision {
		t.Helper()
		d, err := router.Route(r)
		if (err == nil) != want {
			t.Fatalf("%+v: %v", router.State().People, err)
		}
		return d
	}
	is := func(load int64, today int) {
		t.Helper()
		if got := router.State().People[0]; got.Load != load || got.Today != today {
			t.Errorf("got %+v, want load %d and %d today", got, load, today)
		}
	}
	mustRoute(request(0), true)
	second := mustRoute(request(0), true)
	mustRoute(request(0), false) // two a day
	if !router.GiveBack(second) {
		t.Error("nothing to give back")
	}
	is(1, 1)
	third := mustRoute(request(0), true)
	is(2, 2)
	mustRoute(request(1, 2), true) // the next day, and Sell says that there are two
	router.GiveBack(third)         // of them the third was not one
	is(3, 1)
	mustRoute(request(1), false) // three at most
	before := router.State()
	for name, d := range map[string]leadrouting.Decision{"of nothing": {}, "of the future": {Owner: ana, Turn: leadrouting.Turn{ID: 1000}}, "again": second} {
		if router.GiveBack(d) || !reflect.DeepEqual(router.State(), before) {
			t.Errorf("a decision %s was given back", name)
		}
	}
	idle := compile(t, leadrouting.Policy{Owners: []leadrouting.Owner{ana}})
	d, err := idle.Route(leadrouting.Request{})
	if err != nil || d.Turn.ID != 0 || idle.GiveBack(d) || idle.State().Version != 0 {
		t.Errorf("nothing is counted here: %+v, %v", d, err)
	}
}

// TestGiveBackSticky: a requester whose lead was not created is not remembered;
// one who had another lead is.
func TestGiveBackSticky(t *testing.T) {
	router := compile(t, onlyPool(leadrouting.PoolConfig{Sticky: 3, Members: letters("ABC")}))
	from := func(requester string, team *leadrouting.Team) leadrouting.Decision {
		t.Helper()
		d, err := router.Route(leadrouting.Request{Requester: requester, Team: team})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	served := func() string {
		var text string
		for _, s := range router.State().Pools[0].Served {
			text += s.Requester + letter(s.Owner) + " "
		}
		return text
	}
	all := team(3)
	from("x", all)
	y := from("y", all)
	from("z", all)
	router.GiveBack(y)
	if got := served(); got != "xA zC " {
		t.Errorf("remembered %s", got)
	}
	if d := from("y", all); letter(d.Owner) != "B" || d.Reason != leadrouting.ReasonPoolTurn {
		t.Errorf("B is owed a turn: %v", d)
	}
	again := from("x", all)
	if again.Reason != leadrouting.ReasonSticky || router.GiveBack(again) && served() != "xA zC yB " {
		t.Errorf("served before: %v, %s", again, served())
	}
	other := from("x", team(3, 1)) // A is away
	if letter(other.Owner) != "B" && letter(other.Owner) != "C" {
		t.Errorf("got %v", other)
	}
	router.GiveBack(other)
	if d := from("x", all); letter(d.Owner) != "A" {
		t.Errorf("A served x: %v, %s", d, served())
	}
	first := from("new", all)
	from("new", all) // and once more, which stands
	router.GiveBack(first)
	if d := from("new", all); d.Owner != first.Owner || d.Reason != leadrouting.ReasonSticky {
		t.Errorf("one of two stands: %v", d)
	}
}

// TestGiveBackNested: each pool on the way gives back, and says so in JSON.
func TestGiveBackNested(t *testing.T) {
	member := func(o leadrouting.Owner) leadrouting.Member { return leadrouting.Member{Owner: o} }
	p := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.Pool(70)}, Pools: []leadrouting.PoolConfig{
		{ID: 70, Members: []leadrouting.Member{member(leadrouting.Pool(71)), member(leadrouting.Pool(72))}},
		{ID: 71, Members: []leadrouting.Member{member(leadrouting.Pool(73)), member(leadrouting.User(1))}},
		{ID: 72, Members: []leadrouting.Member{member(leadrouting.Pool(73)), member(leadrouting.User(2))}},
		{ID: 73, Members: letters("CDE")},
	}}
	router := compile(t, p)
	var ways []string
	for range 8 {
		d, err := router.Route(leadrouting.Request{})
		if err != nil {
			t.Fatal(err)
		}
		ways = append(ways, fmt.Sprint(d.Pool.ID(), d.Turn.Through, letter(d.Owner)))
	}
	want := []string{"70 [pool:71 pool:73]C", "70 [pool:72 pool:73]D", "70 [pool:71]A", "70 [pool:72]B", "70 [pool:71 pool:73]E", "70 [pool:72 pool:73]C", "70 [pool:71]A", "70 [pool:72]B"}
	if !slices.Equal(ways, want) {
		t.Fatalf("got  %v\nwant %v", ways, want)
	}
	d, err := router.Route(leadrouting.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := router.Route(leadrouting.Request{}); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(d)
	if text := `{"owner":"user:4","pool":"pool:70","reason":"next_in_pool","rule":"R1","turn":{"id":9,"through":["pool:71","pool:73"]}}`; err != nil || string(data) != text {
		t.Fatalf("%s, %v", data, err)
	}
	var back leadrouting.Decision
	if err := json.Unmarshal(data, &back); err != nil || !router.GiveBack(back) {
		t.Fatalf("%v, %v", back, err)
	}
	var owed []string
	for _, p := range router.State().Pools {
		owed = append(owed, fmt.Sprint(p.Pool.ID(), p.Owed))
	}
	if want := []string{"70 [pool:71]", "71 []", "72 []", "73 [user:4]"}; !slices.Equal(owed, want) {
		t.Errorf("got %v, want %v", owed, want)
	}
}

// TestGiveBackChanged: a pool whose method or members have changed since takes
// nothing back that it did not give.
func TestGiveBackChanged(t *testing.T) {
	router := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters("ABC")}))
	d, err := router.Route(leadrouting.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if err := router.Update(onlyPool(leadrouting.PoolConfig{Method: leadrouting.LeastRecent, Members: letters("ABC")})); err != nil {
		t.Fatal(err)
	}
	if got := route(t, router, 2); got != "AB" {
		t.Fatal(got)
	}
	router.GiveBack(d)
	if got := route(t, router, 3); got != "CAB" {
		t.Errorf("another method: %s", got)
	}
	gone, err := router.Route(leadrouting.Request{}) // C
	if err != nil {
		t.Fatal(err)
	}
	if err := router.Update(onlyPool(leadrouting.PoolConfig{Method: leadrouting.LeastRecent, Members: letters("AB")})); err != nil {
		t.Fatal(err)
	}
	if !router.GiveBack(gone) || route(t, router, 2) != "AB" {
		t.Errorf("C is gone: %v", router.State())
	}
}

// brokenStore fails or loses races as told.
type brokenStore struct {
	leadrouting.MemoryStore
	loads, swaps, races int
	load, swap          error
	after               bool // whether it fails after it has stored
}

func (s *brokenStore) Load(ctx context.Context) (leadrouting.State, error) {
	s.loads++
	if s.load != nil {
		return leadrouting.State{}, s.load
	}
	return s.MemoryStore.Load(ctx)
}

func (s *brokenStore) Swap(ctx context.Context, old uint64, state leadrouting.State) (bool, error) {
	if s.swaps++; s.races > 0 {
		s.races--
		return false, nil
	}
	if s.swap == nil || s.after {
		if ok, err := s.MemoryStore.Swap(ctx, old, state); !ok || err != nil || s.swap == nil {
			return ok, err
		}
	}
	return false, s.swap
}

// TestStores: turns are taken and given back in the store, once each, whatever
// the store does.
func TestStores(t *testing.T) {
	p := onlyPool(leadrouting.PoolConfig{Members: letters("ABC")})
	p.People = []leadrouting.PersonConfig{{User: leadrouting.User(2), Capacity: 1}}
	store := &brokenStore{}
	ctx := t.Context()
	owner := func() leadrouting.Decision {
		t.Helper()
		d, err := compile(t, p).RouteWith(ctx, store, leadrouting.Request{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := owner(); letter(d.Owner) != "A" {
		t.Fatal(d)
	}
	b := owner()
	store.races = 3
	if given, err := compile(t, p).GiveBackWith(ctx, store, b); !given || err != nil || store.races != 0 {
		t.Errorf("%t, %v", given, err)
	}
	unclear := errors.New("no answer")
	if d := owner(); letter(d.Owner) != "B" {
		t.Errorf("B is owed one: %v", d)
	}
	c := owner()
	store.swap, store.after = unclear, true
	if given, err := compile(t, p).GiveBackWith(ctx, store, c); given || !errors.Is(err, unclear) {
		t.Errorf("%t, %v", given, err)
	}
	store.swap = nil
	if given, err := compile(t, p).GiveBackWith(ctx, store, c); given || err != nil {
		t.Errorf("the turn has been given back: %t, %v", given, err)
	}
	if d := owner(); letter(d.Owner) != "C" {
		t.Errorf("C is owed one, and no more: %v", d)
	}
	if d := owner(); letter(d.Owner) != "A" {
		t.Errorf("got %v", d)
	}

	// What changes nothing is not stored.
	swaps := store.swaps
	idle := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(1)}}
	if _, err := compile(t, idle).RouteWith(ctx, store, leadrouting.Request{}); err != nil || store.swaps != swaps {
		t.Errorf("%d more swaps, %v", store.swaps-swaps, err)
	}

	// A look ahead stores nothing, and sees what others did.
	before, err := store.MemoryStore.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	full := leadrouting.Request{Loads: map[leadrouting.Owner]int{leadrouting.User(2): 0}}
	if d, err := compile(t, p).PreviewWith(ctx, store, full); err != nil || letter(d.Owner) != "B" || len(d.Trace) == 0 {
		t.Errorf("%v, %v", d, err)
	}
	open := p
	open.AllowAnyOwner, open.Owners = true, []leadrouting.Owner{leadrouting.User(1), leadrouting.User(2)}
	if offer, err := compile(t, open).OfferWith(ctx, store, leadrouting.Request{}); err != nil || slices.Contains(offer.Owners, leadrouting.User(2)) || offer.Suggested != 1 {
		t.Errorf("B has enough: %v, %v", offer, err)
	}
	if after, err := store.MemoryStore.Load(ctx); err != nil || !reflect.DeepEqual(after, before) || store.swaps != swaps {
		t.Errorf("a look ahead has changed the state: %v", err)
	}

	// What fails takes no turn.
	store.load = errors.New("down")
	if _, err := compile(t, p).RouteWith(ctx, store, leadrouting.Request{}); !errors.Is(err, store.load) {
		t.Error(err)
	}
	store.load, store.swap, store.after = nil, errors.New("full"), false
	if d, err := compile(t, p).RouteWith(ctx, store, leadrouting.Request{}); !errors.Is(err, store.swap) || !d.Owner.IsZero() {
		t.Error(d, err)
	}
	store.swap = nil
	if _, err := compile(t, p).RouteWith(ctx, store, leadrouting.Request{Choice: leadrouting.User(9)}); !errors.Is(err, leadrouting.ErrOwnerNotAllowed) {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	store.races = 1 << 20
	if _, err := compile(t, p).RouteWith(ended, store, leadrouting.Request{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	store.races = 0
	if after, err := store.MemoryStore.Load(ctx); err != nil || !reflect.DeepEqual(after, before) {
		t.Errorf("a failure has changed the state: %v", err)
	}
	newer := before
	newer.Format = leadrouting.StateFormat + 1
	newer.Version++
	if ok, err := store.Swap(ctx, before.Version, newer); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, err := compile(t, p).RouteWith(ctx, store, leadrouting.Request{}); !errors.Is(err, leadrouting.ErrStateFormat) {
		t.Error(err)
	}
	router := compile(t, p)
	if err := router.Restore(newer); !errors.Is(err, leadrouting.ErrStateFormat) || router.State().Version != 0 {
		t.Error(err)
	}
}

// TestGiveBackAll: when all turns are given back, the last one first, the pool
// is where it was, and goes on as it did.
func TestGiveBackAll(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 11))
		pool := leadrouting.PoolConfig{Method: methods[seed%4]}
		for id := range 2 + random.Int64N(8) {
			m := leadrouting.Member{Owner: leadrouting.User(id + 1)}
			if pool.Method == leadrouting.Weighted {
				m.Weight = 1 + random.IntN(1+random.IntN(30))
			}
			pool.Members = append(pool.Members, m)
		}
		router := compile(t, onlyPool(pool))
		for range random.IntN(40) {
			if _, err := router.Route(leadrouting.Request{}); err != nil {
				t.Fatal(err)
			}
		}
		run := func(n int) (text string, made []leadrouting.Decision) {
			for range n {
				d, err := router.Route(leadrouting.Request{})
				if err != nil {
					t.Fatal(err)
				}
				text += letter(d.Owner)
				made = append(made, d)
			}
			return text, made
		}
		// Least recent knows one turn before the last, a round robin the last.
		n := 1
		if pool.Method == leadrouting.Weighted {
			n = 1 + random.IntN(50)
		}
		want, made := run(n)
		for _, d := range slices.Backward(made) {
			if !router.GiveBack(d) {
				t.Fatal("nothing to give back")
			}
		}
		more, _ := run(60)
		if more[:n] != want {
			t.Fatalf("%s: %s, and when that was given back %s", pool.Method, want, more)
		}
		again := compile(t, onlyPool(pool))
		if err := again.Restore(router.State()); err != nil {
			t.Fatal(err)
		}
	}
	router := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters("AB")}))
	for range 150 {
		d, err := router.Route(leadrouting.Request{})
		if err != nil || !router.GiveBack(d) {
			t.Fatal(d, err)
		}
	}
	if got := router.State().Returned; len(got) != 100 || got[99] != 299 || got[0] != 101 {
		t.Errorf("the state keeps %v", got)
	}
}
