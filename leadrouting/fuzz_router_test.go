package leadrouting_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

// listModel is round robin as the specification words it, without regard to
// speed: go down the list after whoever was last; a newcomer goes to the end;
// whoever is removed is forgotten, and the turn stays where it was.
type listModel struct {
	list []int64
	next int // the index of the member whose turn it is; len(list) while nobody follows the last one
}

func (m *listModel) remove(id int64) {
	i := slices.Index(m.list, id)
	m.list = slices.Delete(m.list, i, i+1)
	if i < m.next {
		m.next--
	}
}

func (m *listModel) turn(active func(int64) bool) int64 {
	for range m.list {
		m.next %= len(m.list)
		id := m.list[m.next]
		m.next++
		if active(id) {
			return id
		}
	}
	return 0
}

func FuzzRoundRobin(f *testing.F) {
	f.Add([]byte{3, 0, 0, 0, 1, 0, 2, 0, 0, 5, 0})
	f.Add([]byte{3, 0, 0, 6, 0, 5, 0, 0, 7, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		in := reader(data[:min(len(data), 500)])
		var model listModel
		id := int64(in.next() % 8)
		for i := range id {
			model.list = append(model.list, i+1)
		}
		policy := func() leadrouting.Policy {
			members := make([]leadrouting.Member, len(model.list))
			for i, id := range model.list {
				members[i].Owner = leadrouting.User(id)
			}
			return onlyPool(leadrouting.PoolConfig{Members: members})
		}
		router := compile(t, policy())
		inactive := map[int64]bool{}
		var turns []int64 // since the last change
		for len(in) > 0 {
			switch b := in.next(); b % 8 {
			default:
				previous := model.next
				want := model.turn(func(id int64) bool { return !inactive[id] })
				if want == 0 {
					model.next = previous
				}
				var users []leadrouting.SellUser
				for _, id := range model.list {
					users = append(users, leadrouting.SellUser{ID: id, Active: !inactive[id]})
				}
				d, err := router.Route(leadrouting.Request{Team: leadrouting.NewTeam(users...)})
				if errors.Is(err, leadrouting.ErrEmptyPool) != (want == 0) || d.Owner != leadrouting.User(want) {
					t.Fatalf("list %v, inactive %v: got %v, %v, want %d", model.list, inactive, d.Owner, err, want)
				}
				turns = append(turns, want)
				checkFair(t, turns, len(model.list)-len(inactive))
				continue
			case 5:
				if id++; id == 77 { // the pool's own id
					id++
				}
				model.list = append(model.list, id)
			case 6:
				if len(model.list) == 0 {
					continue
				}
				gone := model.list[int(b/8)%len(model.list)]
				model.remove(gone)
				delete(inactive, gone)
			case 7:
				if len(model.list) == 0 {
					continue
				}
				if who := model.list[int(b/8)%len(model.list)]; inactive[who] {
					delete(inactive, who)
				} else {
					inactive[who] = true
				}
				turns = nil
				continue
			}
			turns = nil
			if err := router.Update(policy()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// checkFair: of any k turns in a row each of n members has ⌊k/n⌋ or ⌈k/n⌉.
func checkFair(t *testing.T, turns []int64, n int) {
	t.Helper()
	if n == 0 {
		return
	}
	counts := map[int64]int{}
	for k, id := range slices.Backward(turns) {
		counts[id]++
		length := len(turns) - k
		low, high := length/n, (length+n-1)/n
		if counts[id] > high || length%n == 0 && (len(counts) != n || counts[id] < low) {
			t.Fatalf("of the last %d turns %d had %d of %v", length, id, counts[id], turns)
		}
	}
}

func FuzzWeighted(f *testing.F) {
	f.Add([]byte{9, 17, 17, 1, 1, 1, 20, 1, 1, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		in := reader(data)
		members := make([]leadrouting.Member, 1+in.next()%16)
		total := 0
		for i := range members {
			members[i] = leadrouting.Member{Owner: leadrouting.User(int64(i + 1)), Weight: 1 + int(in.next())*int(1+in.next()%39)}
			total += members[i].Weight
		}
		router := compile(t, onlyPool(leadrouting.PoolConfig{Method: leadrouting.Weighted, Members: members}))
		given := make([]int, len(members))
		for lead := 1; lead <= 400; lead++ {
			d, err := router.Route(leadrouting.Request{})
			if err != nil {
				t.Fatal(err)
			}
			given[d.Owner.ID()-1]++
			for i, m := range members {
				if off := given[i]*total - lead*m.Weight; off >= total || off <= -total {
					t.Fatalf("%v: after %d leads %v has %d", members, lead, m.Owner, given[i])
				}
			}
		}
	})
}

var words = []string{"a", "ab", "abc", "b", "x@a", "x@b"}

// condition returns a condition on few fields and words, so that they meet often.
func (r *reader) condition(depth int) leadrouting.Condition {
	word := func() string { return words[int(r.next())%len(words)] }
	b := r.next()
	if depth > 0 && b&0x80 != 0 {
		list := make([]leadrouting.Condition, 1+b%3)
		for i := range list {
			list[i] = r.condition(depth - 1)
		}
		switch b >> 2 % 3 {
		case 0:
			return leadrouting.Condition{All: list}
		case 1:
			return leadrouting.Condition{Any: list}
		}
		return leadrouting.Condition{Not: &list[0]}
	}
	texts := []string{"requester.name", "ticket.tags", "lead.custom.any"}
	switch c := (leadrouting.Condition{Field: texts[int(b)%3]}); b / 3 % 10 {
	case 0:
		c.Equals = leadrouting.Text(word())
		return c
	case 1:
		c.In = []leadrouting.Value{leadrouting.Text(word()), leadrouting.Text(word())}
		return c
	case 2:
		c.Contains = word()
		return c
	case 3:
		c.Prefix = word()
		return c
	case 4:
		c.Domain = []string{word(), "a"}
		return c
	case 5:
		c.Present = new(b&64 != 0)
		return c
	case 6:
		return leadrouting.Condition{Field: "ticket.form_id", Min: leadrouting.Int(int64(b >> 5))}
	case 7:
		return leadrouting.Condition{Field: "ticket.form_id", Max: leadrouting.Int(int64(b >> 5))}
	case 8:
		return leadrouting.Condition{Field: "ticket.created_at", After: leadrouting.Time(time.Unix(int64(b>>5), 1))}
	}
	return leadrouting.Condition{Field: "ticket.created_at", Before: leadrouting.Time(time.Unix(int64(b>>5), 1))}
}

func (r *reader) facts() leadrouting.Facts {
	facts := leadrouting.Facts{}
	value := func(list bool) leadrouting.Value {
		switch b := r.next(); {
		case list && b&1 == 1:
			return leadrouting.List(words[int(b>>1)%len(words)], words[int(b>>4)%len(words)])
		default:
			return leadrouting.Text(append(words, "")[int(b>>1)%(len(words)+1)])
		}
	}
	facts["requester.name"] = value(false)
	if facts["ticket.tags"] = value(true); facts["ticket.tags"].Kind() == leadrouting.KindText {
		facts["ticket.tags"] = leadrouting.List(facts["ticket.tags"].String())
	}
	facts["lead.custom.any"] = value(true)
	if r.flag() {
		facts["ticket.form_id"] = leadrouting.Int(int64(r.next() & 7))
	}
	if r.flag() {
		facts["ticket.created_at"] = leadrouting.Time(time.Unix(int64(r.next()&7), 1))
	}
	return facts
}

// FuzzNeverFires: a rule of which it is said that it never fires never does.
func FuzzNeverFires(f *testing.F) {
	f.Add([]byte{0, 0, 1, 0, 0, 1, 2, 3, 4})
	f.Add([]byte{0x85, 1, 2, 3, 0x84, 5, 6, 0x88, 9, 10, 11, 12})
	f.Fuzz(checkNeverFires)
}

// TestRandomRules is FuzzNeverFires on random bytes.
func TestRandomRules(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 1))
		data := make([]byte, 40)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		checkNeverFires(t, data)
	}
}

func checkNeverFires(t *testing.T, data []byte) {
	in := reader(data)
	var p leadrouting.Policy
	for range 2 + in.next()%3 {
		p.Rules = append(p.Rules, leadrouting.Rule{When: in.condition(2), Assign: []leadrouting.Owner{leadrouting.User(1)}})
	}
	never := map[leadrouting.RuleName]string{}
	for _, problem := range p.Validate(nil) {
		never[leadrouting.RuleName(strings.TrimSuffix(problem.Path, ".when"))] = problem.Error()
	}
	if len(never) == 0 {
		return
	}
	router := compile(t, p)
	hash := fnv.New64a()
	hash.Write(data)
	random := rand.New(rand.NewPCG(hash.Sum64(), 0))
	for range 50 {
		some := binary.LittleEndian.AppendUint64(nil, random.Uint64())
		facts := (*reader)(&some).facts()
		d, err := router.Route(leadrouting.Request{Creator: leadrouting.User(2), Facts: facts})
		if err != nil {
			t.Fatal(err)
		}
		if problem := never[d.Rule]; problem != "" {
			rules, _ := json.Marshal(p.Rules)
			t.Fatalf("%s, and %s fired on %v\n%s", problem, d.Rule, facts, rules)
		}
	}
}

// FuzzRoute: nobody gets a lead who is inactive, absent, at work elsewhere or
// has enough; the same state and request give the same decision; and the trace
// tells it.
func FuzzRoute(f *testing.F) {
	f.Add([]byte(strings.Repeat("leads go round and round ", 8)))
	f.Fuzz(checkRoutes)
}

// TestRandomRoutes is FuzzRoute on random bytes, which go further than few.
func TestRandomRoutes(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 0))
		data := make([]byte, 600)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		checkRoutes(t, data)
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
}

func checkRoutes(t *testing.T, data []byte) {
	methods := []leadrouting.Method{leadrouting.RoundRobin, leadrouting.Weighted, leadrouting.LeastRecent, leadrouting.LeastLoaded}
	in := reader(data)
	const people = 6
	user := func() leadrouting.Owner { return leadrouting.User(int64(1 + in.next()%people)) }
	anyone := func() leadrouting.Owner {
		if b := in.next(); b&3 == 0 {
			return leadrouting.Pool(int64(70 + b>>2&3)) // 73 is no pool of ours
		}
		return user()
	}
	once := func(owners ...leadrouting.Owner) []leadrouting.Owner {
		slices.SortFunc(owners, func(a, b leadrouting.Owner) int { return int(a.ID() - b.ID()) })
		return slices.Compact(owners)
	}
	p := leadrouting.Policy{
		Access: leadrouting.Access(in.next() & 1), AllowAnyOwner: in.flag(), Owners: once(anyone(), anyone()),
		Existing:  []leadrouting.Relation{leadrouting.OpenDeal, leadrouting.Contact},
		Schedules: map[string]leadrouting.Schedule{"day": {Hours: map[string][]string{"thu": {"00:30-01:00", "23:00-01:00"}, "sat": {}}, Holidays: []leadrouting.Day{"1970-01-08"}}},
	}
	for range in.next() & 3 {
		p.Rules = append(p.Rules, leadrouting.Rule{When: in.condition(1), Assign: once(anyone(), anyone())})
	}
	if in.flag() {
		p.Fallback = once(anyone(), anyone())
	}
	for i := range int64(3) { // each pool may hold those after it
		pool := leadrouting.PoolConfig{ID: 70 + i, Method: methods[in.next()&3], Sticky: int(in.next() & 1)}
		for _, o := range once(user(), user(), leadrouting.Pool(70+i+1+int64(in.next()&1))) {
			m := leadrouting.Member{Owner: o}
			if pool.Method == leadrouting.Weighted || pool.Method == leadrouting.LeastLoaded {
				m.Weight = 1 + int(in.next()&7)
			}
			pool.Members = append(pool.Members, m)
		}
		p.Pools = append(p.Pools, pool)
	}
	for id := int64(1); id <= people/2; id++ {
		a := leadrouting.PersonConfig{User: leadrouting.User(id), Capacity: int(in.next() & 7), DailyCap: int(in.next() & 3)}
		if in.flag() {
			a.Schedule = "day"
		}
		if in.flag() {
			a.Absences = []leadrouting.Absence{{From: "1970-01-03", To: "1970-01-09"}}
		}
		p.People = append(p.People, a)
	}
	router := compile(t, p)
	now := time.Unix(int64(in.next())*3600, 0).UTC()
	team := leadrouting.NewTeam()
	load, today, day := map[leadrouting.Owner]int{}, map[leadrouting.Owner]int{}, map[leadrouting.Owner]int{}
	for range 30 {
		now = now.Add(time.Duration(int8(in.next())) * 5 * time.Minute)
		if in.next()&7 == 7 {
			users := []leadrouting.SellUser{{ID: 73, Active: true, Kind: leadrouting.Distribution}, {ID: 74, Active: true, Kind: leadrouting.Distribution}}
			for id := int64(1); id <= people; id++ {
				users = append(users, leadrouting.SellUser{ID: id, Active: in.flag(), ReportsTo: id - 1})
			}
			team = leadrouting.NewTeam(users...)
		}
		request := leadrouting.Request{Creator: user(), Team: team, Now: now, Explain: true, Automation: in.flag(),
			Requester: []string{"", "x", "y"}[in.next()%3], Facts: in.facts()}
		if in.next()&3 == 0 {
			request.Choice = anyone()
		}
		if in.next()&3 == 0 {
			request.Related = map[leadrouting.Relation]leadrouting.Owner{leadrouting.Contact: user()}
		}
		if in.next()&7 == 0 {
			o := leadrouting.User(int64(1 + in.next()%(people/2)))
			load[o] = int(in.next() & 3)
			request.Loads = map[leadrouting.Owner]int{o: load[o]}
		}

		state := router.State()
		got, err := router.Route(request)
		after := router.State()
		other := compile(t, p, leadrouting.Options{Team: team})
		if err := other.Restore(state); err != nil {
			t.Fatal(err)
		}
		again, errAgain := other.Route(request)
		if !reflect.DeepEqual(got, again) || !reflect.DeepEqual(err, errAgain) || !sameState(after, other.State()) {
			t.Fatalf("%v, %v\nand again %v, %v\n%+v\n%+v", got, err, again, errAgain, after, other.State())
		}
		if (err == nil) == got.Owner.IsZero() {
			t.Fatalf("%v and %v", got, err)
		}
		if err != nil {
			continue
		}
		chosen := slices.DeleteFunc(slices.Clone(got.Trace), func(s leadrouting.Step) bool { return s.Verdict != leadrouting.Chosen })
		if len(chosen) != 1 || got.Trace.Owner() != got.Owner || chosen[0].Reason != got.Reason {
			t.Fatalf("the trace chose %v\n%v", chosen, got)
		}
		if err := team.Assignable(got.Owner); err != nil {
			t.Fatalf("%v\n%v", err, got)
		}
		if i := int(got.Owner.ID()) - 1; got.Owner.IsUser() && i < len(p.People) {
			a, o := p.People[i], got.Owner
			if number := int(now.Unix() / 86400); number > day[o] {
				day[o], today[o] = number, 0
			}
			if why := away(a, now); why != "" || a.Capacity > 0 && load[o] >= a.Capacity || a.DailyCap > 0 && today[o] >= a.DailyCap {
				t.Fatalf("%v at %v: %s, %d leads of %d, today %d of %d\n%v", o, now, why, load[o], a.Capacity, today[o], a.DailyCap, got)
			}
			load[o]++
			today[o]++
		}
	}
}

// away is the schedule of FuzzRoute, worked out by hand.
func away(a leadrouting.PersonConfig, now time.Time) string {
	day := now.Format(time.DateOnly)
	if len(a.Absences) > 0 && day >= "1970-01-03" && day <= "1970-01-09" {
		return "absent"
	}
	if a.Schedule == "" {
		return ""
	}
	clock := now.Format("15:04")
	open := now.Weekday() == time.Thursday && day != "1970-01-08" && (clock >= "00:30" && clock < "01:00" || clock >= "23:00") ||
		now.Weekday() == time.Friday && day != "1970-01-09" && clock < "01:00"
	if !open {
		return "outside working hours"
	}
	return ""
}

// sameState compares states as they are stored.
func sameState(a, b leadrouting.State) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && string(left) == string(right)
}

// FuzzParsePolicy: whatever is read makes sense, and is read again the same.
func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(`{"owners":["user:1","pool:77"],"pools":[{"id":77,"members":[{"owner":"user:1"}]}]}`))
	f.Add([]byte(`{"rules":[{"when":{"not":{"field":"ticket.tags","in":["a",5,true]}},"assign":["user:1"]}]}`))
	f.Add([]byte(`{"":[]}`))
	f.Add([]byte(`{"people":[{"user":"user:1","schedule":"x"}],"schedules":{"x":{"hours":{"mon":["22:00-24:00"]},"holidays":["2026-01-01"]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := leadrouting.ParsePolicy(data)
		if err != nil {
			if problems, ok := errors.AsType[leadrouting.Problems](err); !ok || len(problems) == 0 {
				t.Fatalf("%T", err)
			}
			return
		}
		written, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := leadrouting.ParsePolicy(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if again, err := json.Marshal(back); err != nil || string(again) != string(written) {
			t.Fatalf("%s\ncame back as\n%s", written, again)
		}
		zones := leadrouting.Options{Location: func(string) (*time.Location, error) { return time.UTC, nil }}
		if _, err := p.Compile(zones); err != nil {
			t.Fatal(fmt.Sprint(string(written), ": ", err))
		}
	})
}
