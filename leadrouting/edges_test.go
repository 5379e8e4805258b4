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

// TestSpans: a span is two times of day with two digits each, no more and no
// less.
func TestSpans(t *testing.T) {
	for span, good := range map[string]bool{
		"09:00-17:30": true, "00:00-24:00": true, "23:59-00:00": true, "22:00-06:00": true, "09:59-10:00": true,
		"ab:00-17:00": false, "09:xx-17:00": false, "9:00-17:00": false, "09:0-17:00": false, "09:000-17:00": false, "009:00-17:00": false,
		"24:00-06:00": false, "09:00-24:01": false, "09:00-25:00": false, "09:60-10:00": false, "-1:00-10:00": false, "+9:00-10:00": false,
		"09:00": false, "09:00-": false, "": false, "09:00 - 17:00": false, "0900-1700": false, "09:00-17:00-18:00": false,
	} {
		got := problemsOf(t, `{"schedules":{"s":{"hours":{"mon":["`+span+`"]}}}}`)
		if (got == "") != good {
			t.Errorf("%q: %s", span, got)
		}
	}
}

// TestAssigned: only a user that Sell picked for a pool is recorded.
func TestAssigned(t *testing.T) {
	pool := leadrouting.Decision{Owner: leadrouting.Pool(77), Reason: leadrouting.ReasonOnlyOwner}
	for id, want := range map[int64]leadrouting.Owner{5: leadrouting.User(5), 1: leadrouting.User(1), 77: {}, 0: {}, -1: {}} {
		if got := pool.Assigned(id); got.AssignedTo != want || len(got.Trace) != 1 && !want.IsZero() || len(got.Trace) != 0 && want.IsZero() {
			t.Errorf("%d: %v", id, got)
		}
	}
	user := leadrouting.Decision{Owner: leadrouting.User(5), Reason: leadrouting.ReasonCreator}
	if got := user.Assigned(6); !reflect.DeepEqual(got, user) {
		t.Errorf("a user: %v", got)
	}
}

// TestLookingAhead: a preview or an offer for another team, time or load changes
// nothing for the next lead.
func TestLookingAhead(t *testing.T) {
	p := manyKinds(leadrouting.Weighted)
	p.AllowAnyOwner, p.Owners = true, append(p.Owners, leadrouting.User(1))
	p.Schedules = map[string]leadrouting.Schedule{"day": {Hours: map[string][]string{"mon": {"08:00-18:00"}}}}
	p.People = append(p.People, leadrouting.PersonConfig{User: leadrouting.User(4), Schedule: "day"})
	looking, blind := compile(t, p, leadrouting.Options{Team: team(9)}), compile(t, p, leadrouting.Options{Team: team(9)})
	for n := range uint64(120) {
		ahead := someLead(n + 1000)
		ahead.Team, ahead.Explain = team(9, 1+int64(n%9), 1+int64(n*7%9)), n%2 == 0
		before := looking.State()
		if n%2 == 0 {
			_, _ = looking.Preview(ahead)
		} else if _, err := looking.Offer(ahead); err != nil {
			t.Fatal(err)
		}
		if after := looking.State(); !reflect.DeepEqual(after, before) {
			t.Fatalf("lead %d: state\n%+v\nbecame\n%+v", n, before, after)
		}
		request := someLead(n)
		request.Team, request.Choice = nil, leadrouting.Pool(77)
		got, gotErr := looking.Route(request)
		want, wantErr := blind.Route(request)
		if !reflect.DeepEqual(got, want) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Fatalf("lead %d: got %v, %v, want %v, %v", n, got, gotErr, want, wantErr)
		}
	}
}

// TestStickyMemory: of the latest requesters, and only those, the pool remembers
// who served them first, whichever method it has.
func TestStickyMemory(t *testing.T) {
	for limit := 1; limit <= 5; limit++ {
		random := rand.New(rand.NewPCG(uint64(limit), 6))
		router := compile(t, onlyPool(leadrouting.PoolConfig{Sticky: limit, Members: letters("ABCDEFG")}))
		type pair struct {
			requester string
			owner     leadrouting.Owner
		}
		var model []pair
		for lead := range 200 {
			requester := fmt.Sprint(random.IntN(2 * limit))
			d, err := router.Route(leadrouting.Request{Requester: requester})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(model, func(p pair) bool { return p.requester == requester })
			if (i >= 0) != (d.Reason == leadrouting.ReasonSticky) || i >= 0 && model[i].owner != d.Owner {
				t.Fatalf("limit %d: %s: got %v, remembered %v", limit, requester, d, model)
			}
			if i < 0 {
				model = append(model, pair{requester, d.Owner})
				model = model[max(0, len(model)-limit):]
			}
			if lead%50 == 49 { // another method, or a restart
				method := methods[lead/50%4]
				if err := router.Update(onlyPool(leadrouting.PoolConfig{Method: method, Sticky: limit, Members: letters("ABCDEFG")})); err != nil {
					t.Fatal(err)
				}
				fresh := compile(t, onlyPool(leadrouting.PoolConfig{Method: method, Sticky: limit, Members: letters("ABCDEFG")}))
				if err := fresh.Restore(router.State()); err != nil {
					t.Fatal(err)
				}
				router = fresh
			}
			var served []pair
			for _, pool := range router.State().Pools {
				for _, s := range pool.Served {
					served = append(served, pair{s.Requester, s.Owner})
				}
			}
			if !slices.Equal(served, model) {
				t.Fatalf("limit %d, lead %d: state %v, want %v", limit, lead, served, model)
			}
		}
	}
}

// TestStickyStands: that a requester was served again is stored, so that giving
// the first lead back does not make the pool forget them.
func TestStickyStands(t *testing.T) {
	p := onlyPool(leadrouting.PoolConfig{Sticky: 5, Members: letters("ABC")})
	var store leadrouting.MemoryStore
	one := func() leadrouting.Decision {
		t.Helper()
		d, err := compile(t, p).RouteWith(t.Context(), &store, leadrouting.Request{Requester: "x"})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := one()
	second := one()
	if first.Owner != second.Owner || second.Turn.ID == 0 {
		t.Errorf("got %v, %v", first, second)
	}
	third := one()
	if third.Turn.ID != 0 {
		t.Errorf("nothing was news: %v", third.Turn)
	}
	if given, err := compile(t, p).GiveBackWith(t.Context(), &store, first); !given || err != nil {
		t.Error(given, err)
	}
	if d := one(); d.Owner != first.Owner || d.Reason != leadrouting.ReasonSticky {
		t.Errorf("two leads stand: %v", d)
	}
}

// TestPoolsOfTeams: the id of a pool is told to be a person's only where that
// is a mistake.
func TestPoolsOfTeams(t *testing.T) {
	for text, want := range map[string]string{
		`{"pools":[{"id":2,"members":[{"owner":"user:1"}]}]}`:                                          "pools[0].id: 2 is the id of a person",
		`{"pools":[{"id":2,"delegate":true}]}`:                                                         "",
		`{"owners":["pool:77"],"pools":[{"id":77,"members":[{"owner":"user:1"}]}]}`:                    "",
		`{"pools":[{"id":78,"members":[{"owner":"user:1"}]},{"id":9,"members":[{"owner":"user:1"}]}]}`: "",
		`{"pools":[{"id":4711,"members":[{"owner":"user:1"}]}]}`:                                       "",
		`{"pools":[{"id":70,"members":[{"owner":""},{"owner":"user:1"}]}]}`:                            "pools[0].members[0].owner: unknown owner",
		`{"owners":["pool:2"]}`:       "",
		`{"existing":["","contact"]}`: `existing[0]: relation "" is empty or repeated`,
		`{"pools":[{"id":70,"record":"lead","members":[{"owner":"user:1"}]}],"fallback":["pool:70"]}`: "",
	} {
		var p leadrouting.Policy
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		if got := p.Validate(company()).Error(); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// TestWeightedFar: shares are exact also in pools so heavy, and after so many
// leads, that their products do not fit into 64 bits.
func TestWeightedFar(t *testing.T) {
	weights := []int{8500, 8500, 500, 500, 500, 10_000, 500, 500, 500}
	const copies, rounds, leads = 16, 480, 960 // 960 leads are a 500th of the whole
	pool := leadrouting.PoolConfig{Method: leadrouting.Weighted}
	s := leadrouting.PoolState{Pool: leadrouting.Pool(77), Method: leadrouting.Weighted, Step: leads * rounds}
	for i := range copies * len(weights) {
		w := weights[i%len(weights)]
		m := leadrouting.Member{Owner: leadrouting.User(int64(1000 + i)), Weight: w}
		pool.Members = append(pool.Members, m)
		s.Total += int64(w)
		s.Members = append(s.Members, leadrouting.MemberState{Owner: m.Owner, Weight: int64(w), Given: int64(w * rounds / 500)})
	}
	router := compile(t, onlyPool(pool))
	if err := router.Restore(leadrouting.State{Pools: []leadrouting.PoolState{s}}); err != nil {
		t.Fatal(err)
	}
	given := make([]int, len(pool.Members))
	var made []leadrouting.Decision
	for lead := 1; lead <= 40*leads; lead++ { // past the whole
		d, err := router.Route(leadrouting.Request{})
		if err != nil {
			t.Fatal(err)
		}
		given[d.Owner.ID()-1000]++
		made = append(made, d)
		if lead%37 != 0 {
			continue
		}
		for i, m := range pool.Members {
			if off := given[i]*int(s.Total) - lead*m.Weight; off >= int(s.Total) || off <= -int(s.Total) {
				t.Fatalf("after %d leads a member of weight %d has %d", lead, m.Weight, given[i])
			}
		}
	}
	for _, d := range slices.Backward(made) { // and back again
		if !router.GiveBack(d) {
			t.Fatal("nothing to give back")
		}
	}
	if got := router.State().Pools[0]; !reflect.DeepEqual(got, s) {
		t.Errorf("got %+v", got)
	}
}

// TestWeightedComesBack: whoever was away is as far ahead or behind as when they
// left, whatever happened in between, and whatever their weight is then.
func TestWeightedComesBack(t *testing.T) {
	member := func(id int64, weight int) leadrouting.Member {
		return leadrouting.Member{Owner: leadrouting.User(id), Weight: weight}
	}
	for _, weight := range []int{1, 4, 20} {
		for _, restart := range []bool{false, true} {
			policy := func(weight int) leadrouting.Policy {
				return onlyPool(leadrouting.PoolConfig{Method: leadrouting.Weighted, Members: []leadrouting.Member{member(1, 4), member(2, 4), member(3, weight)}})
			}
			router := compile(t, policy(4))
			next := func(team *leadrouting.Team) int64 {
				t.Helper()
				d, err := router.Route(leadrouting.Request{Team: team})
				if err != nil {
					t.Fatal(err)
				}
				return d.Owner.ID()
			}
			all, without := team(3), team(3, 3)
			if got := fmt.Sprint(next(all), next(all)); got != "1 2" { // 3 is two thirds of a lead behind
				t.Fatal(got)
			}
			for range 11 {
				next(without)
			}
			if err := router.Update(policy(weight)); err != nil {
				t.Fatal(err)
			}
			if restart {
				fresh := compile(t, policy(weight))
				if err := fresh.Restore(router.State()); err != nil {
					t.Fatal(err)
				}
				router = fresh
			}
			given := map[int64]int{}
			for range 8 + weight {
				given[next(all)]++
			}
			if off := given[3] - weight; off < 0 || off > 1 { // one round, and what was behind
				t.Errorf("weight %d: %v", weight, given)
			}
		}
	}
}

// TestValueEdges: what else a value can be.
func TestValueEdges(t *testing.T) {
	v := leadrouting.Text("x")
	if err := json.Unmarshal([]byte("null"), &v); err != nil || !v.IsZero() || v.Kind() != "" || v.String() != "" {
		t.Errorf("null: %v, %v", v, err)
	}
	for text, want := range map[string]leadrouting.Kind{
		`"2026-03-02T09:00:00Z"`: leadrouting.KindTime, `"2026-03-02T09:00:00.5Z"`: leadrouting.KindTime,
		`"2026-03-02T09:00:00.50Z"`: leadrouting.KindText, `"2026-03-02T10:00:00+01:00"`: leadrouting.KindText, `"2026-03-02"`: leadrouting.KindText,
		`"2026-03-02t09:00:00z"`: leadrouting.KindText, `"0001-01-01T00:00:00Z"`: leadrouting.KindText,
	} {
		if err := json.Unmarshal([]byte(text), &v); err != nil || v.Kind() != want {
			t.Errorf("%s: %s, %v", text, v.Kind(), err)
		}
		if data, err := json.Marshal(v); err != nil || !strings.EqualFold(string(data), text) {
			t.Errorf("%s was written as %s, %v", text, data, err)
		}
	}
	for _, s := range []string{"-0.999999999", "-1.000000001", "0.000000001", "-999999999999999999.5", "-2.5"} {
		if got := number(t, s).String(); got != s {
			t.Errorf("%s is written as %s", s, got)
		}
	}
	// A literal of a field of times must be one, whatever it looks like.
	for text, want := range map[string]string{
		`"2026-01-01"`: "", `"2026-01-01T00:00:00+02:00"`: "", `"2026-01-01T00:00:00Z"`: "", `"soon"`: "not a date", `5`: "not a date", `true`: "not a date",
		`["2026-01-01"]`: "want one value", `"2026-13-01"`: "not a date", `"0001-01-01"`: "not a date",
	} {
		got := problemsOf(t, `{"rules":[{"when":{"field":"ticket.created_at","equals":`+text+`},"assign":["user:1"]}]}`)
		if got == "" != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestSameTimeOfDay: limits by the day change with the day, in the zone of the
// schedule, and a calendar holds until its next change.
func TestSameTimeOfDay(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	p := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(1)}, Schedules: map[string]leadrouting.Schedule{"tokyo": {Zone: "Asia/Tokyo"}},
		People: []leadrouting.PersonConfig{{User: leadrouting.User(1), Schedule: "tokyo", DailyCap: 1}}}
	router := compile(t, p, leadrouting.Options{Location: time.LoadLocation})
	midnight := time.Date(2026, 3, 3, 0, 0, 0, 0, tokyo)
	for _, step := range []struct {
		at   time.Duration
		want bool
	}{{-2 * time.Second, true}, {-time.Second, false}, {0, true}, {time.Second, false}, {24*time.Hour - time.Second, false}, {24 * time.Hour, true}} {
		_, err := router.Route(leadrouting.Request{Now: midnight.Add(step.at)})
		if e, ok := errors.AsType[*leadrouting.Error](err); (err == nil) != step.want || ok && e.Reason != leadrouting.ReasonDailyCap {
			t.Errorf("%v: %v", step.at, err)
		}
	}
}

// TestSmallPrint: what is said of one case only.
func TestSmallPrint(t *testing.T) {
	user, pool := leadrouting.User, leadrouting.Pool
	delegated := leadrouting.Policy{Owners: []leadrouting.Owner{pool(4711)}, Pools: []leadrouting.PoolConfig{{ID: 4711, Delegate: true}}}
	if _, err := delegated.Resolve(leadrouting.Request{Team: company()}); !errors.Is(err, leadrouting.ErrUnknownOwner) {
		t.Errorf("a delegated pool that Sell does not have: %v", err)
	}
	for _, text := range []string{`"members":[{"owner":"user:1"}]`, `"sticky":1`, `"method":"weighted"`} {
		if got := problemsOf(t, `{"pools":[{"id":70,"delegate":true,`+text+`}]}`); !strings.HasPrefix(got, "pools[0].delegate") {
			t.Errorf("%s: %q", text, got)
		}
	}
	zoned := leadrouting.Policy{Schedules: map[string]leadrouting.Schedule{"s": {Zone: "Mars/Base"}}}
	if _, err := zoned.Compile(leadrouting.Options{Location: func(string) (*time.Location, error) { return nil, nil }}); !errors.Is(err, leadrouting.ErrInvalidPolicy) {
		t.Errorf("no zone and no error: %v", err)
	}
	var nobody *leadrouting.Team
	if err := nobody.Assignable(leadrouting.Owner{}); !errors.Is(err, leadrouting.ErrUnknownOwner) {
		t.Errorf("none: %v", err)
	}
	if err := nobody.Assignable(user(1)); err != nil {
		t.Error(err)
	}

	// A pool that needs a router is no reason to go on to the next fallback.
	p := onlyPool(leadrouting.PoolConfig{Members: letters("AB")})
	p.Owners, p.Fallback = []leadrouting.Owner{user(9)}, []leadrouting.Owner{pool(77), user(1)}
	if d, err := p.Resolve(leadrouting.Request{Team: company()}); !errors.Is(err, leadrouting.ErrRouterRequired) {
		t.Errorf("got %v, %v", d, err)
	}
	_, err := leadrouting.Policy{Owners: []leadrouting.Owner{user(2)}}.Resolve(leadrouting.Request{Choice: user(1), Team: company()})
	if e, ok := errors.AsType[*leadrouting.Error](err); !ok || e.Trace.String() != "  skipped user:2 (Ben): not chosen\n  skipped user:1 (Ana): not offered" {
		t.Errorf("got %v", err)
	}

	// Only those with limits are counted, and the time is kept only if it matters.
	timed := leadrouting.Policy{AllowAnyOwner: true, Schedules: map[string]leadrouting.Schedule{"s": {Hours: map[string][]string{"mon": {"08:00-18:00"}}}},
		People: []leadrouting.PersonConfig{{User: user(1), Schedule: "s"}, {User: user(2)}, {User: user(3), Capacity: 1}}}
	monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	router := compile(t, timed)
	for id := range int64(3) {
		if _, err := router.Route(leadrouting.Request{Choice: user(id + 1), Now: monday}); err != nil {
			t.Fatal(err)
		}
	}
	if s := router.State(); len(s.People) != 1 || s.People[0].User != user(3) || s.Version != 1 || !s.Now.Equal(monday) {
		t.Errorf("got %+v", s)
	}
	timeless := compile(t, onlyPool(leadrouting.PoolConfig{Members: letters("AB")}))
	if _, err := timeless.Route(leadrouting.Request{Now: monday}); err != nil || !timeless.State().Now.IsZero() {
		t.Errorf("got %+v, %v", timeless.State(), err)
	}
}

// TestGiveBackUnknown: a state that lost what a decision took does not go below
// nothing.
func TestGiveBackUnknown(t *testing.T) {
	p := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(1)}, People: []leadrouting.PersonConfig{{User: leadrouting.User(1), DailyCap: 5, Capacity: 5}}}
	router := compile(t, p)
	monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	d, err := router.Route(leadrouting.Request{Now: monday})
	if err != nil {
		t.Fatal(err)
	}
	s := router.State()
	s.People[0].Load, s.People[0].Today = 0, 0
	if err := router.Restore(s); err != nil || !router.GiveBack(d) {
		t.Error(err)
	}
	if got := router.State().People[0]; got.Load != 0 || got.Today != 0 {
		t.Errorf("got %+v", got)
	}
	for _, method := range methods {
		router := compile(t, onlyPool(leadrouting.PoolConfig{Method: method, Members: letters("AB")}))
		d, err := router.Route(leadrouting.Request{})
		if err != nil {
			t.Fatal(err)
		}
		s := router.State()
		s.Pools = nil
		if err := router.Restore(s); err != nil || !router.GiveBack(d) {
			t.Error(err)
		}
		if got := route(t, router, 4); got != "ABAB" {
			t.Errorf("%s: %s", method, got)
		}
	}
}

// TestRestartAfterEach: after any lead, from the first on, a restart changes
// nothing.
func TestRestartAfterEach(t *testing.T) {
	for _, method := range methods {
		policy := onlyPool(leadrouting.PoolConfig{Method: method, Members: letters("ABC")})
		for leads := range 8 {
			router := compile(t, policy)
			route(t, router, leads)
			next := compile(t, policy)
			if err := next.Restore(router.State()); err != nil {
				t.Fatal(err)
			}
			if got, want := route(t, next, 7), route(t, router, 7); got != want {
				t.Errorf("%s after %d leads: got %s, want %s", method, leads, got, want)
			}
		}
	}
}

// TestTwoVersionsMember: a member whom one version does not know keeps their
// place while that one hands out leads of the pool.
func TestTwoVersionsMember(t *testing.T) {
	for _, method := range []leadrouting.Method{leadrouting.Weighted, leadrouting.LeastRecent} {
		long := onlyPool(leadrouting.PoolConfig{Method: method, Members: letters("ABC")})
		short := onlyPool(leadrouting.PoolConfig{Method: method, Members: letters("AB")})
		var store leadrouting.MemoryStore
		var got string
		for lead := 1; lead <= 60; lead++ {
			got += turns(t, long, &store, 1, "x")
			if other := turns(t, short, &store, 1, "x"); other == "C" {
				t.Fatalf("%s: C is not in that version", method)
			}
			share := float64(lead) / 3
			if method == leadrouting.LeastRecent { // of A, B and C the one who waited longest
				share = float64(lead) / 2
			}
			if n := float64(strings.Count(got, "C")); n > share+1 || n < float64(lead)/3-1 {
				t.Fatalf("%s: C has %v of %s", method, n, got)
			}
		}
	}
}

// TestFarBehind: a state that puts somebody very far behind or ahead is taken at
// its word.
func TestFarBehind(t *testing.T) {
	members := []leadrouting.Member{{Owner: leadrouting.User(1), Weight: 9_999}, {Owner: leadrouting.User(2), Weight: 10_000}, {Owner: leadrouting.User(3), Weight: 10_000}}
	for behind := range 3 {
		s := leadrouting.PoolState{Pool: leadrouting.Pool(77), Method: leadrouting.Weighted, Total: 29_999}
		for i, m := range members {
			start := int64(1) << 42
			if i == behind {
				start = -start
			}
			s.Members = append(s.Members, leadrouting.MemberState{Owner: m.Owner, Weight: int64(m.Weight), Start: start})
		}
		router := compile(t, onlyPool(leadrouting.PoolConfig{Method: leadrouting.Weighted, Members: members}))
		if err := router.Restore(leadrouting.State{Pools: []leadrouting.PoolState{s}}); err != nil {
			t.Fatal(err)
		}
		if got := route(t, router, 5); got != strings.Repeat(letter(members[behind].Owner), 5) {
			t.Errorf("%d is behind: %s", behind, got)
		}
		s.Members[behind].Start *= 2 // this is nobody's
		if err := router.Restore(leadrouting.State{Pools: []leadrouting.PoolState{s}}); err != nil {
			t.Fatal(err)
		}
		if got := route(t, router, 2); got != strings.Repeat(letter(members[behind].Owner), 2) {
			t.Errorf("%d begins anew: %s", behind, got)
		}
	}
}

// TestOfferPools: where any owner may be assigned, each pool is offered once,
// whether the team shows it, the policy does, or both; the choice made does not
// matter.
func TestOfferPools(t *testing.T) {
	p := leadrouting.Policy{AllowAnyOwner: true, Owners: []leadrouting.Owner{leadrouting.Pool(80)}, Pools: []leadrouting.PoolConfig{
		{ID: 78, Members: []leadrouting.Member{{Owner: leadrouting.User(1)}}}, {ID: 79, Name: "Back office", Members: []leadrouting.Member{{Owner: leadrouting.User(2)}}},
		{ID: 80, Members: []leadrouting.Member{{Owner: leadrouting.User(2)}}}, {ID: 77, Members: []leadrouting.Member{{Owner: leadrouting.User(7)}}}}}
	for _, choice := range []leadrouting.Owner{{}, leadrouting.User(2)} {
		offer, err := compile(t, p).Offer(leadrouting.Request{Team: company(), Choice: choice})
		want := []leadrouting.Owner{leadrouting.Pool(80), leadrouting.User(1), leadrouting.User(2), leadrouting.User(7), leadrouting.Pool(78), leadrouting.Pool(79), leadrouting.Pool(77)}
		if err != nil || !slices.Equal(offer.Owners, want) || offer.Rule != leadrouting.R7 || offer.Suggested != 1 {
			t.Errorf("got %+v, %v", offer, err)
		}
		if offer.Names[leadrouting.Pool(79)] != "Back office" || offer.Names[leadrouting.Pool(78)] != "EMEA" || offer.Names[leadrouting.User(2)] != "Ben" || len(offer.Names) != 6 {
			t.Errorf("names %v", offer.Names)
		}
	}
}
