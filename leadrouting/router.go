package leadrouting

import (
	"errors"
	"math"
	"sync"
	"time"
)

// Router decides by a policy, and holds whose turn it is in each pool. It is
// safe for concurrent use: no turn is lost or given twice.
type Router struct {
	policy    Policy
	options   Options
	relations []relation
	rules     []rule
	stateless bool // it serves one request and must take no turn

	mu      sync.Mutex // guards all below
	version uint64     // counts the changes of what State returns
	team    *Team
	pools   map[Owner]*pool
	order   []*pool // by policy
	inside  []*pool // from the inside out: members before the pools that have them
	leaves  map[Owner]*assignee
	people  []*assignee // the leaves in the order in which the policy names them
	matcher matcher

	calendars []*calendar // those that anybody has
	clock     slotHeap    // calendars, by when they may change next
	since     int64       // from when on they hold, in seconds since 1970
	now       time.Time   // of the last request, if there are any

	path       []seat // the turns to take for the decision at hand
	explaining bool   // whether its trace is asked for
	trace      Trace
}

// Route decides who owns a lead, and takes the turn of whoever a pool of the
// router picked; on an error no turn is taken. Without Request.Explain a decision has no trace, and takes no
// memory.
//
// The order is: the agent's choice, as the settings page allows it; existing
// relations; rules; the settings page; the fallback. See [Policy].
func (r *Router) Route(request Request) (Decision, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.route(&request)
}

// Preview is Route with a trace and without consequences: no turn is taken.
func (r *Router) Preview(request Request) (Decision, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.undo(r.state(), r.team)
	request.Explain = true
	return r.route(&request)
}

// Offer is [Policy.Offer] for this moment, without those who are not available.
func (r *Router) Offer(request Request) (Offer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.undo(r.state(), r.team)
	if err := r.prepare(&request); err != nil {
		return Offer{}, err
	}
	offer := r.policy.offer(request, r.obstacle)
	request.Choice = Owner{}
	if found := r.beforePage(&request); found.decided() {
		if !r.policy.AllowAnyOwner {
			return Offer{Rule: found.rule}, nil
		}
		offer.Rule, offer.Required = found.rule, false
	}
	return offer, nil
}

// undo puts back what a look ahead has changed.
func (r *Router) undo(s State, t *Team) {
	if r.team != t {
		r.setTeam(t)
	}
	r.restore(s)
}

func (r *Router) route(request *Request) (Decision, error) {
	if err := r.prepare(request); err != nil {
		return Decision{}, err
	}
	r.explaining = request.Explain
	found, err := r.find(request)
	trace := r.trace
	r.explaining, r.trace = false, nil // the trace is the caller's now
	if err != nil {
		err.Trace = trace
		return Decision{}, err
	}
	r.commit(found, request)
	return Decision{Owner: found.owner, Pool: found.pool, Reason: found.reason, Rule: found.rule, Trace: trace}, nil
}

// pick is an owner on whom the router has settled, or the reason why not.
type pick struct {
	owner    Owner
	pool     Owner // the outermost that picked it
	reason   Reason
	rule     RuleName
	err      *Error // why nobody was found
	rejected bool   // err, if any, is not to be mended by a fallback
}

func (p *pick) decided() bool { return !p.owner.IsZero() }

// find goes through the steps of the policy.
func (r *Router) find(request *Request) (pick, *Error) {
	var found pick
	if request.Choice.IsZero() {
		found = r.beforePage(request)
	}
	if !found.decided() && found.err == nil {
		found = r.page(request)
	}
	if !found.decided() && !found.rejected {
		for _, o := range r.policy.Fallback {
			if next := r.try(o, request, ReasonNamed, RuleFallback); next.decided() || next.rejected {
				return next, next.err
			}
		}
	}
	return found, found.err
}

// beforePage looks at the relations and the rules. If it neither decides nor
// has an error, none of them applies.
func (r *Router) beforePage(request *Request) pick {
	for _, relation := range r.relations {
		if o := request.Related[relation.name]; !o.IsZero() {
			if found := r.try(o, request, relation.reason, RuleExisting); found.decided() || found.rejected {
				return found
			}
		}
	}
	r.matcher.reset(request.Facts)
	for i := range r.rules {
		if rule := &r.rules[i]; rule.when.match(&r.matcher) {
			var first *Error
			for _, o := range rule.assign {
				found := r.try(o, request, ReasonNamed, rule.name)
				if found.decided() || found.rejected {
					return found
				}
				if first == nil {
					first = found.err
				}
			}
			return pick{err: first}
		}
	}
	return pick{}
}

// page decides by the settings page.
func (r *Router) page(request *Request) pick {
	rule, owner, reason, err := r.policy.page(*request)
	if err == nil {
		found := r.resolve(owner, request, reason, rule)
		if found.decided() {
			r.explainPage(request, owner, found)
			return found
		}
		err = unassignable(owner, found.reason)
	}
	e, _ := errors.AsType[*Error](err) // page and unassignable return no other
	e.Rule, e.Candidates = rule, r.policy.candidates(e, *request, r.obstacle)
	if r.explaining {
		r.trace = append(r.trace, r.policy.trace(*request, owner, "", r.obstacle)...)
	}
	// A choice is the agent's to mend, and so is one not made or not possible.
	rejected := !request.Choice.IsZero() || errors.Is(e.Err, ErrRouterRequired) || errors.Is(e.Err, ErrNoSellUser) || errors.Is(e.Err, ErrOwnerRequired) && !request.Automation
	return pick{err: e, rejected: rejected}
}

// try resolves an owner that a step names, and notes the outcome.
func (r *Router) try(o Owner, request *Request, reason Reason, rule RuleName) pick {
	found := r.resolve(o, request, reason, rule)
	if found.decided() {
		if r.explaining {
			r.explain(found)
		}
		return found
	}
	r.note(Step{Owner: o, Verdict: Skipped, Reason: found.reason, Rule: rule})
	e, _ := errors.AsType[*Error](unassignable(o, found.reason))
	e.Rule = rule
	return pick{err: e, rejected: errors.Is(e.Err, ErrRouterRequired)}
}

// resolve returns o if it can own a lead, or whom its pool picks. The reason of
// the pick says why that one; if there is none, why not.
func (r *Router) resolve(o Owner, request *Request, reason Reason, rule RuleName) pick {
	r.path = r.path[:0]
	if obstacle := r.obstacle(o); obstacle != "" {
		return pick{reason: obstacle}
	}
	p := r.pools[o]
	if p == nil {
		return pick{owner: o, reason: reason, rule: rule}
	}
	if r.stateless {
		return pick{reason: ReasonRotatesHere}
	}
	found := pick{pool: o, reason: ReasonPoolTurn, rule: rule}
	for {
		if known := r.leaves[p.served[request.Requester]]; known != nil && known.now == "" && p.has(known) {
			// Pools before this one have taken their turn, this one does not.
			r.path = append(r.path, seat{p, -1})
			found.owner, found.reason = known.owner, ReasonSticky
			return found
		}
		slot := p.rotation.next()
		r.path = append(r.path, seat{p, slot})
		m := &p.members[slot]
		if m.pool == nil {
			found.owner = m.owner
			return found
		}
		p = m.pool
	}
}

// obstacle returns why o can own no lead at the moment.
func (r *Router) obstacle(o Owner) Reason {
	if p := r.pools[o]; p != nil {
		switch {
		case !p.config.Record.isLead():
			return ReasonWrongRecord
		case p.size == 0:
			return ReasonPoolEmpty
		}
		return ""
	}
	if a := r.leaves[o]; a != nil {
		return a.now
	}
	return r.policy.obstacle(r.team, o)
}

// commit takes the turns of the path and counts the lead.
func (r *Router) commit(found pick, request *Request) {
	for _, s := range r.path {
		if s.slot >= 0 {
			s.pool.rotation.take(s.slot)
			r.version++
		}
		if s.pool.config.Sticky > 0 && request.Requester != "" {
			s.pool.remember(request.Requester, found.owner)
			r.version++
		}
	}
	if a := r.leaves[found.owner]; a != nil && a.counts {
		a.got()
		r.version++
	}
}

// prepare brings the router to the moment of the request.
func (r *Router) prepare(request *Request) error {
	if len(r.calendars) > 0 && request.Now.IsZero() {
		return &Error{Err: ErrTimeRequired}
	}
	if request.Team != nil && request.Team != r.team {
		r.setTeam(request.Team)
	}
	request.Team = r.team
	r.settle(request.Now)
	for o, load := range request.Loads {
		if a := r.leaves[o]; a != nil && a.counts && a.load != int64(load) {
			a.setLoad(int64(load))
			r.version++
		}
	}
	return nil
}

// settle lets those come and go for whom the time says so.
func (r *Router) settle(now time.Time) {
	if len(r.calendars) == 0 {
		return
	}
	r.now = now
	at := now.Unix()
	if at < r.since { // not in order: look at everyone again
		for i, c := range r.calendars {
			c.until = math.MinInt64
			r.clock.fix(i)
		}
	}
	for i := r.clock.top(); i >= 0 && r.calendars[i].until <= at; i = r.clock.top() {
		c := r.calendars[i]
		if c.tick(now) {
			for _, a := range c.people {
				a.see(c)
				a.refresh()
			}
		}
		r.clock.fix(i)
		r.since = at
	}
}

// setTeam takes over what is known of the users.
func (r *Router) setTeam(t *Team) {
	r.team = t
	for _, a := range r.people {
		a.fixed = r.policy.obstacle(t, a.owner)
		a.refresh()
	}
}

// leaf returns the assignee of an owner, new if need be.
func (r *Router) leaf(o Owner) *assignee {
	if r.leaves[o] == nil {
		r.leaves[o] = &assignee{owner: o, now: ReasonUnknown}
		r.people = append(r.people, r.leaves[o])
	}
	return r.leaves[o]
}

// note adds a step to the trace, if there is one.
func (r *Router) note(s Step) {
	if r.explaining {
		s.Name = r.name(s.Owner)
		r.trace = append(r.trace, s)
	}
}

func (r *Router) name(o Owner) string {
	if p := r.pools[o]; p != nil && p.config.Name != "" {
		return p.config.Name
	}
	return r.team.Name(o)
}

// explainPage notes what became of the owners of the settings page.
func (r *Router) explainPage(request *Request, owner Owner, found pick) {
	if !r.explaining {
		return
	}
	for _, step := range r.policy.trace(*request, owner, found.reason, r.obstacle) {
		if step.Verdict == Chosen {
			r.explain(found)
		} else {
			r.note(step)
		}
	}
}

// explain notes how an owner was found: by itself or by its pools.
func (r *Router) explain(found pick) {
	for i, s := range r.path {
		r.note(Step{Owner: s.pool.owner, Pool: r.outer(i), Verdict: Asked, Reason: found.reason})
		for slot := range s.pool.members {
			m := &s.pool.members[slot]
			if slot == s.slot {
				continue // it comes last
			}
			reason := m.obstacle()
			if reason == "" {
				reason = ReasonNotTheirTurn
			}
			if m.owner != found.owner {
				r.note(Step{Owner: m.owner, Pool: s.pool.owner, Verdict: Skipped, Reason: reason})
			}
		}
	}
	r.note(Step{Owner: found.owner, Pool: r.outer(len(r.path)), Verdict: Chosen, Reason: found.reason})
}

// outer returns the pool before the given place of the path.
func (r *Router) outer(i int) Owner {
	if i == 0 {
		return Owner{}
	}
	return r.path[i-1].pool.owner
}
