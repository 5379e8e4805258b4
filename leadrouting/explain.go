package leadrouting

// This file writes traces. Without Request.Explain it does nothing.

// note adds a step to the trace, if there is one.
func (r *Router) note(s Step) {
	if r.explaining {
		s.Name = r.book.ownerName(r.team, s.Owner)
		r.trace = append(r.trace, s)
	}
}

// explainSettings notes what became of the owners of the settings page. owner is the
// one that was found or, if none was, that came closest.
func (r *Router) explainSettings(request *Request, owner Owner, found pick) {
	if !r.explaining {
		return
	}
	for _, step := range r.book.settingsTrace(request, owner, found.reason, r.obstacle) {
		if step.Verdict == Chosen {
			r.explain(found)
		} else {
			r.explainSkipped(step)
		}
	}
}

// explain notes how an owner was found: directly or through pools.
func (r *Router) explain(found pick) {
	if !r.explaining {
		return
	}
	for i, s := range r.path {
		r.note(Step{Owner: s.pool.owner, Pool: r.outer(i), Verdict: Asked, Reason: found.reason})
		for slot := range s.pool.members {
			if m := &s.pool.members[slot]; slot != s.slot && m.owner != found.owner { // the owner is noted last
				r.explainMember(s.pool, m, ReasonNotTheirTurn)
			}
		}
	}
	r.note(Step{Owner: found.owner, Pool: r.outer(len(r.path)), Verdict: Chosen, Reason: found.reason})
}

// explainMember notes why a member was not chosen: the obstacle, or else the given
// reason.
func (r *Router) explainMember(p *pool, m *member, reason Reason) {
	if obstacle := m.obstacle(); obstacle != "" {
		reason = obstacle
	}
	r.explainSkipped(Step{Owner: m.owner, Pool: p.owner, Verdict: Skipped, Reason: reason})
}

// explainSkipped notes an owner who was not chosen and, for a pool in which nobody is
// available, why not.
func (r *Router) explainSkipped(step Step) {
	if !r.explaining {
		return
	}
	r.note(step)
	p := r.pools[step.Owner]
	if p == nil || step.Reason != ReasonPoolEmpty || p.explained == r.tracing {
		return
	}
	p.explained = r.tracing // only once, since it may be a member of several pools
	for slot := range p.members {
		r.explainMember(p, &p.members[slot], ReasonNotTheirTurn)
	}
}

// outer returns the pool before the given place of the path.
func (r *Router) outer(i int) Owner {
	if i == 0 {
		return Owner{}
	}
	return r.path[i-1].pool.owner
}
