package leadrouting_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sellsupport/zendesk/leadrouting"
)

// letters turns "ABC" into members with the user ids 1, 2 and 3.
func letters(names string) []leadrouting.Member {
	members := make([]leadrouting.Member, len(names))
	for i, name := range names {
		members[i].Owner = leadrouting.User(int64(name-'A') + 1)
	}
	return members
}

func letter(o leadrouting.Owner) string { return string(rune('A' + o.ID() - 1)) }

// onlyPool is a policy that gives every lead to pool 77.
func onlyPool(pool leadrouting.PoolConfig) leadrouting.Policy {
	pool.ID = 77
	return leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.Pool(77)}, Pools: []leadrouting.PoolConfig{pool}}
}

func compile(t testing.TB, p leadrouting.Policy, options ...leadrouting.Options) *leadrouting.Router {
	t.Helper()
	router, err := p.Compile(append(options, leadrouting.Options{})[0])
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// route returns the letters of n leads.
func route(t testing.TB, r *leadrouting.Router, n int) string {
	t.Helper()
	var got strings.Builder
	for range n {
		d, err := r.Route(leadrouting.Request{})
		if err != nil {
			t.Fatal(err)
		}
		got.WriteString(letter(d.Owner))
	}
	return got.String()
}

// TestRotation holds the vectors T1 to T9 of the specification: steps are
// "n" leads, or a new list of members.
func TestRotation(t *testing.T) {
	for _, test := range []struct {
		name  string
		start string
		steps []any
		want  string
	}{
		{"T1", "ABC", []any{4}, "ABCA"},
		{"T2", "ABC", []any{4, 1}, "ABCAB"},
		{"T3", "ABC", []any{1, "ABCD", 4}, "ABCDA"},
		{"T4", "ABC", []any{3, "ABCD", 2}, "ABCDA"},
		{"T5", "ABC", []any{1, "AC", 3}, "ACAC"},
		{"T6", "ABC", []any{2, "AC", 2}, "ABCA"},
		{"T7", "A", []any{3}, "AAA"},
		{"the first is removed after its turn", "ABC", []any{1, "BC", 2}, "ABC"},
		{"the last is removed after its turn", "ABC", []any{3, "AB", 2}, "ABCAB"},
		{"the next is removed", "ABCD", []any{1, "ACD", 2}, "ACD"},
		{"the last one and those around are removed at once", "ABCDEF", []any{4, "AF", 3}, "ABCDFAF"},
		{"removed and added again", "ABC", []any{2, "AC", "ACB", 3}, "ABCBA"},
		{"all exchanged", "ABC", []any{2, "DEF", 3}, "ABDEF"},
	} {
		router := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters(test.start)}))
		// A process that learns of a change only when it starts must do as well.
		restarted := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters(test.start)}))
		var got, gotRestarted string
		for _, step := range test.steps {
			switch step := step.(type) {
			case int:
				got += route(t, router, step)
				gotRestarted += route(t, restarted, step)
			case string:
				policy := onlyPool(leadrouting.PoolConfig{Members: letters(step)})
				if err := router.Update(policy); err != nil {
					t.Fatal(err)
				}
				next := compile(t, policy)
				if err := next.Restore(restarted.State()); err != nil {
					t.Fatal(err)
				}
				restarted = next
			}
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		if !strings.Contains(test.name, "at once") && !strings.Contains(test.name, "again") && gotRestarted != test.want {
			t.Errorf("%s, restarted: got %s, want %s", test.name, gotRestarted, test.want)
		}
	}
}

func TestPoolErrors(t *testing.T) {
	empty := compile(t, onlyPool(leadrouting.PoolConfig{}))
	if _, err := empty.Route(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrEmptyPool) {
		t.Errorf("T8: %v", err)
	}
	contacts := compile(t, onlyPool(leadrouting.PoolConfig{Record: leadrouting.ContactRecord, Members: letters("ABC")}))
	if _, err := contacts.Route(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrWrongRecordType) {
		t.Errorf("T10: %v", err)
	}
	if problems := onlyPool(leadrouting.PoolConfig{Record: leadrouting.ContactRecord}).Validate(nil); len(problems) != 1 || problems[0].Path != "owners[0]" || !errors.Is(problems, leadrouting.ErrWrongRecordType) {
		t.Errorf("T10, before it happens: %v", problems)
	}
	nested := onlyPool(leadrouting.PoolConfig{Members: []leadrouting.Member{{Owner: leadrouting.Pool(78)}}})
	nested.Pools = append(nested.Pools, leadrouting.PoolConfig{ID: 78, Record: leadrouting.DealRecord, Members: letters("A")})
	if _, err := nested.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrWrongRecordType) {
		t.Errorf("T10, nested: %v", err)
	}
	if problems := nested.Validate(nil); len(problems) != 1 || problems[0].Path != "pools[0].members[0].owner" {
		t.Errorf("T10, nested: %v", problems)
	}
	delegated := compile(t, onlyPool(leadrouting.PoolConfig{Record: leadrouting.DealRecord, Delegate: true}))
	if _, err := delegated.Route(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrWrongRecordType) {
		t.Errorf("T10, delegated: %v", err)
	}
	if _, err := onlyPool(leadrouting.PoolConfig{Members: letters("ABC")}).Resolve(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrRouterRequired) {
		t.Errorf("without a router: %v", err)
	}
	mended := onlyPool(leadrouting.PoolConfig{Members: letters("ABC")})
	mended.Fallback = []leadrouting.Owner{leadrouting.User(1)}
	if d, err := mended.Resolve(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrRouterRequired) {
		t.Errorf("a fallback instead of a router: %v, %v", d, err)
	}
}

// team returns users 1 to n, of whom some are inactive.
func team(n int, inactive ...int64) *leadrouting.Team {
	users := make([]leadrouting.SellUser, n)
	for i := range users {
		id := int64(i + 1)
		users[i] = leadrouting.SellUser{ID: id, Active: !slices.Contains(inactive, id), ReportsTo: min(id-1, 1)}
	}
	return leadrouting.NewTeam(users...)
}

func TestInactiveMember(t *testing.T) {
	router := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters("ABC")}), leadrouting.Options{Team: team(3, 2)})
	if got := route(t, router, 3); got != "ACA" {
		t.Errorf("T9: got %s", got)
	}
	d, err := router.Route(leadrouting.Request{Team: team(3)}) // B is back
	if err != nil || letter(d.Owner) != "B" {
		t.Errorf("B is active again: %v, %v", d, err)
	}
	if _, err := router.Route(leadrouting.Request{Team: team(3, 1, 2, 3)}); !errors.Is(err, leadrouting.ErrEmptyPool) {
		t.Errorf("nobody is active: %v", err)
	}
	if got := route(t, router, 0); got != "" {
		t.Error(got)
	}
}

// TestConcurrentTurns is vector T11, and the same over one store.
func TestConcurrentTurns(t *testing.T) {
	policy := onlyPool(leadrouting.PoolConfig{Members: letters("ABCD")})
	count := func(t *testing.T, workers, leads int, one func() (leadrouting.Decision, error)) {
		t.Helper()
		var group sync.WaitGroup
		counts := make([]map[leadrouting.Owner]int, workers)
		for worker := range workers {
			counts[worker] = map[leadrouting.Owner]int{}
			group.Go(func() {
				for lead := worker; lead < leads; lead += workers {
					d, err := one()
					if err != nil {
						t.Error(err)
						return
					}
					counts[worker][d.Owner]++
				}
			})
		}
		group.Wait()
		total := map[leadrouting.Owner]int{}
		for _, c := range counts {
			for o, n := range c {
				total[o] += n
			}
		}
		for _, m := range letters("ABCD") {
			if total[m.Owner] != leads/4 {
				t.Errorf("%v got %d of %d leads", m.Owner, total[m.Owner], leads)
			}
		}
	}
	t.Run("T11", func(t *testing.T) {
		router := compile(t, policy)
		count(t, 100, 100, func() (leadrouting.Decision, error) { return router.Route(leadrouting.Request{}) })
	})
	t.Run("one store", func(t *testing.T) {
		var store leadrouting.MemoryStore
		routers := make(chan *leadrouting.Router, 64)
		for range cap(routers) {
			routers <- compile(t, policy)
		}
		const leads = 20_000
		count(t, 64, leads, func() (leadrouting.Decision, error) {
			router := <-routers
			defer func() { routers <- router }()
			return router.RouteWith(t.Context(), &store, leadrouting.Request{})
		})
		if s, _ := store.Load(t.Context()); s.Version != leads {
			t.Errorf("%d turns were stored for %d leads", s.Version, leads)
		}
	})
	t.Run("one store and one router", func(t *testing.T) {
		var store leadrouting.MemoryStore
		router := compile(t, policy)
		count(t, 64, 10_000, func() (leadrouting.Decision, error) {
			return router.RouteWith(t.Context(), &store, leadrouting.Request{})
		})
	})
}

// TestWeightedShares: at every moment each member is within one lead of its
// exact share, also with the weights on which smooth weighted round robin fails.
func TestWeightedShares(t *testing.T) {
	lists := [][]int{{17, 17, 1, 1, 1, 20, 1, 1, 1}, {1}, {1, 1, 1}, {5, 1, 1}, {10_000, 1}, {3, 5, 7, 11, 13, 17}}
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		list := make([]int, 1+random.IntN(12))
		for i := range list {
			list[i] = 1 + random.IntN(1+random.IntN(200))
		}
		lists = append(lists, list)
	}
	for _, weights := range lists {
		var total int
		members := make([]leadrouting.Member, len(weights))
		for i, w := range weights {
			members[i] = leadrouting.Member{Owner: leadrouting.User(int64(i + 1)), Weight: w}
			total += w
		}
		router := compile(t, onlyPool(leadrouting.PoolConfig{Method: leadrouting.Weighted, Members: members}))
		given := make([]int, len(weights))
		for lead := 1; lead <= min(3*total, 3000); lead++ {
			d, err := router.Route(leadrouting.Request{})
			if err != nil {
				t.Fatal(err)
			}
			given[d.Owner.ID()-1]++
			for i, w := range weights {
				if off := given[i]*total - lead*w; off >= total || off <= -total {
					t.Fatalf("weights %v: after %d leads member %d of weight %d has %d", weights, lead, i, w, given[i])
				}
			}
			if lead%97 == 0 { // a state that is taken out and put back changes nothing
				other := compile(t, onlyPool(leadrouting.PoolConfig{Method: leadrouting.Weighted, Members: members}))
				if err := other.Restore(router.State()); err != nil {
					t.Fatal(err)
				}
				router = other
			}
		}
	}
}

// TestWeightedChanges: members come and go, and everyone stays near the sum of
// the shares that they had while they were there.
func TestWeightedChanges(t *testing.T) {
	const n = 9
	random := rand.New(rand.NewPCG(3, 4))
	var worst float64
	for range 100 {
		members := make([]leadrouting.Member, n)
		for i := range members {
			members[i] = leadrouting.Member{Owner: leadrouting.User(int64(i + 1)), Weight: 1 + random.IntN(20)}
		}
		router := compile(t, onlyPool(leadrouting.PoolConfig{Method: leadrouting.Weighted, Members: members}))
		var share, given [n]float64
		var away []int64
		for range 500 {
			if random.IntN(10) == 0 {
				away = nil
				for range random.IntN(n) {
					away = append(away, 1+random.Int64N(n))
				}
			}
			request := leadrouting.Request{Team: team(n, away...)}
			d, err := router.Route(request)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(away, d.Owner.ID()) {
				t.Fatalf("%v is away", d.Owner)
			}
			given[d.Owner.ID()-1]++
			var total float64
			for i, m := range members {
				if !slices.Contains(away, int64(i+1)) {
					total += float64(m.Weight)
				}
			}
			for i, m := range members {
				if !slices.Contains(away, int64(i+1)) {
					share[i] += float64(m.Weight) / total
				}
				worst = max(worst, given[i]-share[i], share[i]-given[i])
			}
		}
	}
	if worst > 2 {
		t.Errorf("somebody is %.2f leads away from their share", worst)
	}
}

func TestLeastRecent(t *testing.T) {
	router := compile(t, onlyPool(leadrouting.PoolConfig{Method: leadrouting.LeastRecent, Members: letters("ABC")}), leadrouting.Options{Team: team(3, 1)})
	got := route(t, router, 3)
	d, err := router.Route(leadrouting.Request{Team: team(3)}) // A is back, and has waited longest
	if err != nil {
		t.Fatal(err)
	}
	if got += letter(d.Owner) + route(t, router, 3); got != "BCBACBA" {
		t.Errorf("got %s", got)
	}
}

func TestLeastLoaded(t *testing.T) {
	pool := leadrouting.PoolConfig{Method: leadrouting.LeastLoaded, Members: letters("ABC")}
	router := compile(t, onlyPool(pool))
	loads := map[leadrouting.Owner]int{leadrouting.User(1): 3, leadrouting.User(2): 1, leadrouting.User(3): 2}
	d, err := router.Route(leadrouting.Request{Loads: loads})
	if err != nil {
		t.Fatal(err)
	}
	if got := letter(d.Owner) + route(t, router, 5); got != "BCBACB" {
		t.Errorf("got %s", got)
	}
	pool.Members[0].Weight = 2 // twice as much room
	router = compile(t, onlyPool(pool))
	if got := route(t, router, 8); strings.Count(got, "A") != 4 {
		t.Errorf("weight 2 of 4: %s", got)
	}
}

func TestCapacity(t *testing.T) {
	policy := onlyPool(leadrouting.PoolConfig{Members: letters("AB")})
	policy.People = []leadrouting.PersonConfig{{User: leadrouting.User(1), Capacity: 2}, {User: leadrouting.User(2), Capacity: 1}}
	router := compile(t, policy)
	if got := route(t, router, 3); got != "ABA" {
		t.Errorf("got %s", got)
	}
	if _, err := router.Route(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrEmptyPool) {
		t.Errorf("all are full: %v", err)
	}
	d, err := router.Route(leadrouting.Request{Loads: map[leadrouting.Owner]int{leadrouting.User(2): 0}}) // B closed one
	if err != nil || letter(d.Owner) != "B" {
		t.Errorf("B has room: %v, %v", d.Owner, err)
	}
	policy.Owners = []leadrouting.Owner{leadrouting.User(1)} // also where the page names somebody
	if err := router.Update(policy); err != nil {
		t.Fatal(err)
	}
	_, err = router.Route(leadrouting.Request{})
	if e, ok := errors.AsType[*leadrouting.Error](err); !ok || !errors.Is(e.Err, leadrouting.ErrOwnerNotAssignable) || e.Reason != leadrouting.ReasonAtCapacity {
		t.Errorf("the only owner is full: %v", err)
	}
}

func TestNestedPools(t *testing.T) {
	inner := leadrouting.PoolConfig{ID: 78, Name: "Juniors", Members: letters("BC")}
	outer := leadrouting.PoolConfig{ID: 77, Members: append(letters("A"), leadrouting.Member{Owner: leadrouting.Pool(78)}, leadrouting.Member{Owner: leadrouting.Pool(99)})}
	policy := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.Pool(77)}, Pools: []leadrouting.PoolConfig{outer, inner}}
	router := compile(t, policy)
	var got []string
	for range 6 {
		d, err := router.Route(leadrouting.Request{})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, d.Owner.String())
	}
	if want := "user:1 user:2 pool:99 user:1 user:3 pool:99"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	users := []leadrouting.SellUser{{ID: 1, Active: true}, {ID: 2}, {ID: 3}, {ID: 99, Kind: leadrouting.Distribution}}
	d, err := router.Route(leadrouting.Request{Team: leadrouting.NewTeam(users...)})
	if err != nil || letter(d.Owner) != "A" {
		t.Errorf("got %v, %v", d.Owner, err)
	}
	if d, err = router.Route(leadrouting.Request{}); err != nil || d.Owner != leadrouting.Pool(99) {
		t.Errorf("the inner pool is empty: %v, %v", d.Owner, err)
	}
}

func TestSticky(t *testing.T) {
	router := compile(t, onlyPool(leadrouting.PoolConfig{Sticky: 2, Members: letters("ABC")}))
	from := func(requester string) string {
		t.Helper()
		d, err := router.Route(leadrouting.Request{Requester: requester})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%s %t", letter(d.Owner), d.Reason == leadrouting.ReasonSticky)
	}
	got := []string{from("x"), from("y"), from("x"), from("y"), from("z"), from("y"), from("x"), from("")}
	// z is the third, so x is forgotten; that x came again takes no turn.
	want := []string{"A false", "B false", "A true", "B true", "C false", "B true", "A false", "B false"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if d, err := router.Route(leadrouting.Request{Requester: "x", Team: team(3, 1)}); err != nil || letter(d.Owner) != "C" {
		t.Errorf("A is inactive: %v, %v", d.Owner, err)
	}
	without := onlyPool(leadrouting.PoolConfig{Sticky: 2, Members: letters("AB")})
	without.People = []leadrouting.PersonConfig{{User: leadrouting.User(3), Capacity: 99}}
	if err := router.Update(without); err != nil {
		t.Fatal(err)
	}
	if got := from("x"); got != "B false" {
		t.Errorf("C is no member any more: %s", got)
	}
}

// TestLargePools compares each method, among many members who come and go, with
// a plain look at all of them.
func TestLargePools(t *testing.T) {
	const n = 150
	type member struct{ load, last int }
	for _, method := range []leadrouting.Method{leadrouting.RoundRobin, leadrouting.LeastRecent, leadrouting.LeastLoaded} {
		random := rand.New(rand.NewPCG(5, 6))
		pool := leadrouting.PoolConfig{Method: method}
		for id := range int64(n) {
			pool.Members = append(pool.Members, leadrouting.Member{Owner: leadrouting.User(1000 + id)})
		}
		router := compile(t, onlyPool(pool))
		var members [n]member
		var cursor int
		var active [n]bool
		for lead := 1; lead <= 600; lead++ {
			request := leadrouting.Request{}
			if lead%5 == 1 {
				var users []leadrouting.SellUser
				for i := range active {
					active[i] = random.IntN(10) < 1+lead%9
					users = append(users, leadrouting.SellUser{ID: 1000 + int64(i), Active: active[i]})
				}
				request.Team = leadrouting.NewTeam(users...)
			}
			if lead%3 == 0 && method == leadrouting.LeastLoaded {
				i := random.IntN(n)
				members[i].load = random.IntN(6)
				request.Loads = map[leadrouting.Owner]int{leadrouting.User(1000 + int64(i)): members[i].load}
			}
			want := -1
			for step := range n {
				i := step
				if method == leadrouting.RoundRobin {
					i = (cursor + step) % n
				}
				better := want < 0
				if !better && method != leadrouting.RoundRobin {
					a, b := members[i], members[want]
					better = method == leadrouting.LeastLoaded && a.load < b.load || (method == leadrouting.LeastRecent || a.load == b.load) && a.last < b.last
				}
				if active[i] && better {
					want = i
				}
			}
			d, err := router.Route(request)
			if want < 0 {
				if !errors.Is(err, leadrouting.ErrEmptyPool) {
					t.Fatalf("nobody is active: %v, %v", d, err)
				}
				continue
			}
			if err != nil || d.Owner != leadrouting.User(1000+int64(want)) {
				t.Fatalf("%s, lead %d: got %v, %v, want %d", method, lead, d.Owner, err, 1000+want)
			}
			members[want].load++
			members[want].last = lead
			cursor = want + 1
		}
	}
}

// TestWeightedUpdate: nobody pays or gains when others come, go or weigh more.
func TestWeightedUpdate(t *testing.T) {
	members := func(weights ...int) leadrouting.Policy {
		pool := leadrouting.PoolConfig{Method: leadrouting.Weighted}
		for i, w := range weights {
			if w > 0 {
				pool.Members = append(pool.Members, leadrouting.Member{Owner: leadrouting.User(int64(i + 1)), Weight: w})
			}
		}
		return onlyPool(pool)
	}
	for _, test := range []struct {
		before, after []int
	}{
		{[]int{10, 10, 10}, []int{10, 10}},
		{[]int{10, 10}, []int{10, 10, 10}},
		{[]int{0, 10, 10, 50}, []int{20, 10, 10}},
		{[]int{1, 100}, []int{100, 1}},
		{[]int{1, 1}, []int{100, 1}},
		{[]int{7, 5, 3}, []int{7, 0, 3}},
	} {
		for leads := range 40 {
			router := compile(t, members(test.before...))
			route(t, router, leads)
			if err := router.Update(members(test.after...)); err != nil {
				t.Fatal(err)
			}
			total := 0
			for _, w := range test.after {
				total += w
			}
			given := make([]int, len(test.after))
			for lead := 1; lead <= 3*total; lead++ {
				d, err := router.Route(leadrouting.Request{})
				if err != nil {
					t.Fatal(err)
				}
				given[d.Owner.ID()-1]++
				for i, w := range test.after {
					if off := float64(given[i]) - float64(lead*w)/float64(total); off > 2 || off < -2 {
						t.Fatalf("%v to %v after %d leads: %d leads later member %d has %d", test.before, test.after, leads, lead, i, given[i])
					}
				}
			}
		}
	}
}
