package leadrouting

import "errors"

// pick is the owner that the router has picked, or the reason why it found none.
type pick struct {
	owner    Owner
	pool     Owner // the outermost that picked it
	reason   Reason
	rule     RuleName
	err      *Error // why nobody was found
	rejected bool   // err, if any, rules out the fallback
}

func (p *pick) decided() bool { return !p.owner.IsZero() }

// find goes through the steps of the policy.
func (r *Router) find(request *Request) (pick, *Error) {
	var found pick
	if request.Choice.IsZero() {
		found = r.beforeSettings(request)
	}
	if !found.decided() && found.err == nil {
		found = r.settings(request)
	}
	if !found.decided() && !found.rejected {
		for _, o := range r.book.Fallback {
			if next := r.try(o, request, ReasonNamed, RuleFallback); next.decided() || next.rejected {
				return next, next.err
			}
		}
	}
	return found, found.err
}

// beforeSettings applies the relations and the rules. If it neither decides nor returns
// an error, none of them applies.
func (r *Router) beforeSettings(request *Request) pick {
	for _, relation := range r.relations {
		if o := request.Related[relation.name]; !o.IsZero() {
			if found := r.try(o, request, relation.reason, RuleExisting); found.decided() || found.rejected {
				return found
			}
		}
	}
	r.matcher.reset(request.Facts)
	for i := r.index.first(&r.matcher); i >= 0; i = r.index.next() {
		rule := &r.rules[i]
		if !rule.when.match(&r.matcher) {
			continue
		}
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
	return pick{}
}

// settings decides by the settings page.
func (r *Router) settings(request *Request) pick {
	rule, owner, reason, e := r.book.bySettings(request)
	if e == nil {
		found := r.resolve(owner, request, reason, rule)
		if found.decided() {
			r.explainSettings(request, owner, found)
			return found
		}
		e = unassignable(owner, found.reason)
	}
	e.Rule, e.Candidates = rule, r.book.candidates(e, request, r.obstacle)
	r.explainSettings(request, owner, pick{})
	// Only the agent can fix a wrong, missing or impossible choice.
	rejected := !request.Choice.IsZero() || errors.Is(e, ErrRouterRequired) || errors.Is(e, ErrNoSellUser) || errors.Is(e, ErrOwnerRequired) && !request.Automation
	return pick{err: e, rejected: rejected}
}

// try resolves an owner that a step names, and notes the outcome.
func (r *Router) try(o Owner, request *Request, reason Reason, rule RuleName) pick {
	found := r.resolve(o, request, reason, rule)
	if found.decided() {
		r.explain(found)
		return found
	}
	r.explainSkipped(Step{Owner: o, Verdict: Skipped, Reason: found.reason, Rule: rule})
	e := unassignable(o, found.reason)
	e.Rule = rule
	return pick{err: e, rejected: errors.Is(e, ErrRouterRequired)}
}

// resolve returns o if it can own a lead, or the owner that its pool picks. The reason
// of the pick says why that owner or, if there is none, why not.
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
		if known := r.servedBy(p, request.Requester); known != nil {
			// Pools before this one take a turn, this one does not.
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

// servedBy returns who served the requester in a sticky pool and can do so again, nil if
// there is nobody.
func (r *Router) servedBy(p *pool, requester string) *person {
	if p.sticky.limit == 0 || requester == "" {
		return nil
	}
	known := r.byOwner[p.sticky.owner(requester)]
	if known == nil || known.now != "" {
		return nil
	}
	if r.marks++; !p.holds(known.seats, r.marks) {
		return nil
	}
	return known
}

// obstacle returns why o cannot own a lead at the moment, "" if it can.
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
	if p := r.byOwner[o]; p != nil {
		return p.now
	}
	return r.book.obstacle(r.team, o)
}
