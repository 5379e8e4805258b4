package leadrouting

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Report says how a stream of leads was distributed.
type Report struct {
	Leads    int            `json:"leads"`
	Owners   []Share        `json:"owners"`             // how many leads each owner got, the most first
	Rules    []RuleCount    `json:"rules"`              // how often each rule decided: all rules of the policy, then the others that decided
	Pools    []PoolReport   `json:"pools,omitempty"`    // all pools that rotate here
	Failures map[string]int `json:"failures,omitempty"` // leads without an owner, by the text of the sentinel
}

// Share is how many leads an owner got.
type Share struct {
	Owner Owner `json:"owner"`
	Leads int   `json:"leads"`
}

// RuleCount is how many leads a rule decided.
type RuleCount struct {
	Rule  RuleName `json:"rule"`
	Leads int      `json:"leads"`
}

// PoolReport says how a pool distributed its leads.
type PoolReport struct {
	Pool    Owner   `json:"pool"`
	Leads   int     `json:"leads"`
	Members []Share `json:"members"` // all of them, in the order of the list

	// Evenness is Jain's index: 1 if all members got the same relative to their
	// weight, down to 1/n if one of n members got everything. It is 1 without leads.
	Evenness float64 `json:"evenness"`
}

// Simulate routes a stream of leads as the router would from its current state, and
// changes nothing. The requests should be in chronological order. The error is that of
// [Policy.Compile], in case a time zone is no longer available.
func (r *Router) Simulate(leads iter.Seq[Request]) (Report, error) {
	r.mu.Lock()
	copied, err := r.book.Compile(Options{Team: r.team, Location: r.options.Location})
	if err == nil {
		copied.load(r.state().clone())
	}
	r.mu.Unlock()
	if err != nil {
		return Report{}, err
	}
	s := simulation{router: copied, owners: make(map[Owner]int), rules: make(map[RuleName]int), members: make(map[seat]int)}
	for request := range leads {
		s.route(request)
	}
	return s.report(), nil
}

// simulation counts what a router decides.
type simulation struct {
	router   *Router
	leads    int
	owners   map[Owner]int
	rules    map[RuleName]int
	members  map[seat]int
	failures map[string]int
}

func (s *simulation) route(request Request) {
	s.leads++
	request.Explain = false
	decision, err := s.router.Route(request)
	if err != nil {
		if s.failures == nil {
			s.failures = make(map[string]int)
		}
		e, _ := errors.AsType[*Error](err) // a router returns no other
		s.failures[e.Err.Error()]++
		return
	}
	s.owners[decision.Owner]++
	s.rules[decision.Rule]++
	for _, turn := range s.router.path {
		if turn.slot < 0 { // a sticky requester takes no turn, but the lead counts
			s.sticky(turn.pool, decision.Owner)
			continue
		}
		s.members[turn]++
	}
}

// sticky counts a lead for the member of a pool that is the owner, or through which the
// owner is in the pool.
func (s *simulation) sticky(p *pool, owner Owner) {
	for slot, direct := p.index[owner]; ; slot, direct = p.index[owner] {
		if !direct {
			seats := s.router.byOwner[owner].seats
			slot = slices.IndexFunc(p.members, func(m member) bool {
				s.router.marks++
				return m.pool != nil && m.pool.holds(seats, s.router.marks)
			})
		}
		s.members[seat{p, slot}]++
		if direct {
			return
		}
		p = p.members[slot].pool
	}
}

func (s *simulation) report() Report {
	report := Report{Leads: s.leads, Failures: s.failures}
	for owner, leads := range s.owners {
		report.Owners = append(report.Owners, Share{owner, leads})
	}
	slices.SortFunc(report.Owners, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.Leads, a.Leads), compareOwners(a.Owner, b.Owner))
	})
	for _, rule := range s.router.rules {
		report.Rules = append(report.Rules, RuleCount{rule.name, s.rules[rule.name]})
		delete(s.rules, rule.name)
	}
	for _, rule := range sortedKeys(s.rules) {
		report.Rules = append(report.Rules, RuleCount{rule, s.rules[rule]})
	}
	for _, p := range s.router.order {
		pool := PoolReport{Pool: p.owner, Evenness: 1}
		var sum, squares float64
		for slot, m := range p.members {
			leads := s.members[seat{p, slot}]
			pool.Leads += leads
			pool.Members = append(pool.Members, Share{m.owner, leads})
			perWeight := float64(leads) / float64(m.weight)
			sum, squares = sum+perWeight, squares+perWeight*perWeight
		}
		if squares > 0 {
			pool.Evenness = sum * sum / (float64(len(p.members)) * squares)
		}
		report.Pools = append(report.Pools, pool)
	}
	return report
}

func compareOwners(a, b Owner) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
}

// Silent returns the rules that never decided.
func (r Report) Silent() []RuleName {
	var names []RuleName
	for _, rule := range r.Rules {
		if rule.Leads == 0 {
			names = append(names, rule.Rule)
		}
	}
	return names
}

// Change says how many leads an owner gets under two policies.
type Change struct {
	Owner  Owner `json:"owner"`
	Before int   `json:"before"`
	After  int   `json:"after"`
}

// Compare returns the owners who get more or fewer leads under another policy, sorted by
// owner. Both reports should be of the same stream.
func (r Report) Compare(after Report) []Change {
	changes := make(map[Owner]*Change)
	change := func(o Owner) *Change {
		if changes[o] == nil {
			changes[o] = &Change{Owner: o}
		}
		return changes[o]
	}
	for _, share := range r.Owners {
		change(share.Owner).Before = share.Leads
	}
	for _, share := range after.Owners {
		change(share.Owner).After = share.Leads
	}
	var list []Change
	for _, c := range changes {
		if c.Before != c.After {
			list = append(list, *c)
		}
	}
	slices.SortFunc(list, func(a, b Change) int { return compareOwners(a.Owner, b.Owner) })
	return list
}

// String returns the report as text.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d leads\n", r.Leads)
	for _, share := range r.Owners {
		fmt.Fprintf(&b, "  %v: %d\n", share.Owner, share.Leads)
	}
	for _, rule := range r.Rules {
		fmt.Fprintf(&b, "decided by %s: %d\n", rule.Rule, rule.Leads)
	}
	for _, pool := range r.Pools {
		fmt.Fprintf(&b, "%v: %d, evenness %.3f\n", pool.Pool, pool.Leads, pool.Evenness)
	}
	for _, failure := range sortedKeys(r.Failures) {
		fmt.Fprintf(&b, "failed, %s: %d\n", failure, r.Failures[failure])
	}
	return strings.TrimSuffix(b.String(), "\n")
}
