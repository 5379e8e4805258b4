package leadrouting_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

// busy is a policy with n rules, of which the last one gives the lead to a pool
// of some members.
func busy(rules, members int, method leadrouting.Method) (leadrouting.Policy, leadrouting.Facts) {
	fields := []string{"ticket.tags", "requester.email", "ticket.form_id", "lead.address.country", "organization.name"}
	facts := leadrouting.Facts{
		"ticket.tags": leadrouting.List("printer", "billing", "vip"), "requester.email": leadrouting.Text("ana@acme.example"),
		"ticket.form_id": leadrouting.Int(1), "lead.address.country": leadrouting.Text("es"), "organization.name": leadrouting.Text("Acme"),
	}
	var p leadrouting.Policy
	for i := range rules {
		when := leadrouting.Condition{Field: fields[i%len(fields)], Equals: leadrouting.Text(fmt.Sprint("value ", i))}
		if when.Field == "ticket.form_id" {
			when.Equals = leadrouting.Int(int64(1000 + i))
		}
		if i == rules-1 {
			when = leadrouting.Condition{Field: "ticket.tags", Contains: "vip"}
		}
		p.Rules = append(p.Rules, leadrouting.Rule{When: when, Assign: []leadrouting.Owner{leadrouting.Pool(1_000_000)}})
	}
	pool := leadrouting.PoolConfig{ID: 1_000_000, Method: method}
	for i := range members {
		m := leadrouting.Member{Owner: leadrouting.User(int64(i + 1))}
		if method == leadrouting.Weighted {
			m.Weight = 1 + i%7
		}
		pool.Members = append(pool.Members, m)
	}
	p.Pools = []leadrouting.PoolConfig{pool}
	return p, facts
}

func benchmark(b *testing.B, p leadrouting.Policy, request leadrouting.Request, step time.Duration) {
	router := compile(b, p)
	for range 1000 { // past the first turns
		if _, err := router.Route(request); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if step > 0 {
			request.Now = request.Now.Add(step)
		}
		if _, err := router.Route(request); err != nil {
			b.Fatal(err)
		}
	}
}

var methods = []leadrouting.Method{leadrouting.RoundRobin, leadrouting.Weighted, leadrouting.LeastRecent, leadrouting.LeastLoaded}

// BenchmarkRoute is the goal: a decision by 50 rules and 200 members in at most
// 2 µs, without memory.
func BenchmarkRoute(b *testing.B) {
	for _, method := range methods {
		b.Run(string(method), func(b *testing.B) {
			p, facts := busy(50, 200, method)
			benchmark(b, p, leadrouting.Request{Facts: facts}, 0)
		})
	}
}

func BenchmarkMembers(b *testing.B) {
	for _, method := range methods {
		for _, members := range []int{10, 100, 1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", method, members), func(b *testing.B) {
				p, facts := busy(1, members, method)
				benchmark(b, p, leadrouting.Request{Facts: facts}, 0)
			})
		}
	}
}

func BenchmarkRules(b *testing.B) {
	for _, rules := range []int{1, 10, 100, 1_000} {
		b.Run(fmt.Sprint(rules), func(b *testing.B) {
			p, facts := busy(rules, 10, leadrouting.RoundRobin)
			benchmark(b, p, leadrouting.Request{Facts: facts}, 0)
		})
	}
}

// BenchmarkSchedules has a lead a minute, and members who come and go.
func BenchmarkSchedules(b *testing.B) {
	for _, members := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(members), func(b *testing.B) {
			p, facts := busy(1, members, leadrouting.Weighted)
			p.Schedules = map[string]leadrouting.Schedule{"day": {Hours: map[string][]string{
				"mon": {"09:00-17:00"}, "tue": {"09:00-17:00"}, "wed": {"09:00-17:00"}, "thu": {"09:00-17:00"}, "fri": {"09:00-17:00"}}}}
			for i := range members - 1 {
				p.People = append(p.People, leadrouting.PersonConfig{User: leadrouting.User(int64(i + 1)), Schedule: "day"})
			}
			benchmark(b, p, leadrouting.Request{Facts: facts, Now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}, time.Minute)
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	p, facts := busy(50, 200, leadrouting.RoundRobin)
	benchmark(b, p, leadrouting.Request{Facts: facts, Explain: true}, 0)
}

func BenchmarkStore(b *testing.B) {
	for _, method := range methods {
		b.Run(string(method), func(b *testing.B) {
			p, facts := busy(50, 200, method)
			router := compile(b, p)
			var store leadrouting.MemoryStore
			b.ReportAllocs()
			for b.Loop() {
				if _, err := router.RouteWith(b.Context(), &store, leadrouting.Request{Facts: facts}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestNoAllocations: without a trace a decision takes no memory.
func TestNoAllocations(t *testing.T) {
	for _, method := range methods {
		p, facts := busy(50, 200, method)
		p.People = []leadrouting.PersonConfig{{User: leadrouting.User(3), DailyCap: 1, Absences: []leadrouting.Absence{{From: "2026-01-01", To: "2026-01-02"}}}}
		router := compile(t, p)
		request := leadrouting.Request{Facts: facts, Now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
		if _, err := router.Route(request); err != nil {
			t.Fatal(err)
		}
		allocations := testing.AllocsPerRun(1000, func() {
			request.Now = request.Now.Add(time.Hour)
			if _, err := router.Route(request); err != nil {
				t.Fatal(err)
			}
		})
		if allocations != 0 {
			t.Errorf("%s: %v allocations", method, allocations)
		}
	}
	page := compile(t, leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(1)}})
	if n := testing.AllocsPerRun(100, func() { _, _ = page.Route(leadrouting.Request{}) }); n != 0 {
		t.Errorf("the settings page: %v allocations", n)
	}
}

// BenchmarkValidate looks among other things for rules that can never fire.
func BenchmarkValidate(b *testing.B) {
	for _, rules := range []int{50, 500} {
		b.Run(fmt.Sprint(rules), func(b *testing.B) {
			p, _ := busy(rules, 200, leadrouting.RoundRobin)
			for b.Loop() {
				if problems := p.Validate(nil); len(problems) > 0 {
					b.Fatal(problems)
				}
			}
		})
	}
}
