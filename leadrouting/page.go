package leadrouting

import (
	"errors"
	"slices"
)

// This file holds the rules of the settings page, R1 to R9.

// obstacles returns the function that says why an owner can own no lead, as
// far as settings and team tell.
func (p Policy) obstacles(t *Team) func(Owner) Reason {
	return func(o Owner) Reason { return p.obstacle(t, o) }
}

// page returns the rule that applies and the owner that it gives.
func (p Policy) page(r Request) (rule RuleName, owner Owner, reason Reason, err error) {
	rule = p.rule(r)
	owner, reason, err = p.apply(rule, r)
	if err == nil && !r.Choice.IsZero() && r.Choice != owner {
		err = &Error{Err: ErrOwnerNotAllowed, Owner: r.Choice}
	}
	return rule, owner, reason, err
}

// rule returns the rule that applies.
func (p Policy) rule(r Request) RuleName {
	count := min(len(p.Owners), 2)
	switch {
	case p.AllowAnyOwner && !r.Choice.IsZero():
		return R5
	case p.AllowAnyOwner:
		return [...]RuleName{R8, R7, R9}[count]
	case count > 0:
		return [...]RuleName{1: R1, 2: R2}[count]
	case p.Access == OnlySellUsers:
		return R3
	}
	return R4
}

// apply returns the owner that the rule gives, not yet looked at.
func (p Policy) apply(rule RuleName, r Request) (Owner, Reason, error) {
	switch rule {
	case R1, R7:
		return p.Owners[0], ReasonOnlyOwner, nil
	case R2:
		if r.Choice.IsZero() {
			break
		}
		if !slices.Contains(p.Owners, r.Choice) {
			return Owner{}, "", &Error{Err: ErrOwnerNotAllowed, Owner: r.Choice}
		}
		return r.Choice, ReasonAgentChoice, nil
	case R5:
		return r.Choice, ReasonAgentChoice, nil
	case R3, R4:
		return p.unconfigured(r)
	case R8:
		if p.FallbackWhenUnchosen {
			return p.unconfigured(r)
		}
	}
	return Owner{}, "", &Error{Err: ErrOwnerRequired}
}

// unconfigured returns the owner when none is configured.
func (p Policy) unconfigured(r Request) (Owner, Reason, error) {
	switch {
	case p.Access == AllAgents && !p.TopmostManager.IsZero():
		return p.TopmostManager, ReasonTopmostManager, nil
	case p.Access == AllAgents:
		owner, err := r.Team.TopmostManager(p.pools()...)
		return owner, ReasonTopmostManager, err
	case r.Automation:
		return Owner{}, "", &Error{Err: ErrOwnerRequired}
	case !r.Creator.IsUser():
		return Owner{}, "", &Error{Err: ErrNoSellUser}
	}
	return r.Creator, ReasonCreator, nil
}

// pools returns what the settings call a pool. It is one, whatever the team
// says: Sell does not mark phantom users reliably.
func (p Policy) pools() []Owner {
	if p.declared == nil {
		return p.Owners
	}
	pools := make([]Owner, 0, len(p.declared))
	for id := range p.declared {
		pools = append(pools, Pool(id))
	}
	return pools
}

func (p Policy) isPool(id int64) bool {
	if p.declared == nil {
		return slices.Contains(p.Owners, Pool(id))
	}
	_, declared := p.declared[id]
	return declared
}

// declare notes the pools that are named anywhere.
func (p *Policy) declare() {
	p.declared = make(map[int64]struct{})
	add := func(owners ...Owner) {
		for _, o := range owners {
			if o.IsPool() {
				p.declared[o.ID()] = struct{}{}
			}
		}
	}
	add(p.Owners...)
	add(p.Fallback...)
	for i := range p.Rules {
		add(p.Rules[i].Assign...)
	}
	for i := range p.Pools {
		add(Pool(p.Pools[i].ID))
		for _, m := range p.Pools[i].Members {
			add(m.Owner)
		}
	}
}

// obstacle returns why o can own no lead, whatever the time.
func (p Policy) obstacle(t *Team, o Owner) Reason {
	config := slices.IndexFunc(p.Pools, func(c PoolConfig) bool { return c.ID == o.ID() })
	known := p.isPool(o.ID())
	switch {
	case known && o.IsUser():
		return ReasonNotAPerson
	case config >= 0 && !p.Pools[config].Record.isLead():
		return ReasonWrongRecord
	case config >= 0 && !p.Pools[config].Delegate:
		return ""
	}
	reason := t.obstacle(o)
	if reason == "" && o.IsPool() && !known {
		if u, found := t.Lookup(o.ID()); found && u.Kind == Person {
			return ReasonUnknown
		}
	}
	return reason
}

// offer returns what the page asks the agent.
func (p Policy) offer(r Request, obstacle func(Owner) Reason) Offer {
	r.Choice = Owner{}
	rule := p.rule(r)
	offer := Offer{Rule: rule, Required: rule == R2 || rule == R9 || rule == R8 && !p.FallbackWhenUnchosen}
	if rule != R2 && !p.AllowAnyOwner {
		return offer
	}
	add := func(o Owner) {
		if obstacle(o) != "" {
			return
		}
		offer.Owners = append(offer.Owners, o)
		name := r.Team.Name(o)
		if i := slices.IndexFunc(p.Pools, func(c PoolConfig) bool { return Pool(c.ID) == o }); i >= 0 && p.Pools[i].Name != "" {
			name = p.Pools[i].Name
		}
		if name != "" {
			if offer.Names == nil {
				offer.Names = make(map[Owner]string)
			}
			offer.Names[o] = name
		}
	}
	for _, o := range p.Owners {
		add(o)
	}
	if !p.AllowAnyOwner {
		return offer
	}
	offer.Suggested = len(offer.Owners)
	if r.Team.Known() {
		for _, u := range r.Team.users {
			if !slices.Contains(p.Owners, u.owner()) {
				add(u.owner())
			}
		}
	}
	for i := range p.Pools {
		o := Pool(p.Pools[i].ID)
		if u, _ := r.Team.Lookup(o.ID()); u.Kind != Distribution && !slices.Contains(p.Owners, o) {
			add(o)
		}
	}
	return offer
}

// candidates returns who could be chosen, if that is what the error is about.
func (p Policy) candidates(e *Error, r Request, obstacle func(Owner) Reason) []Owner {
	if errors.Is(e.Err, ErrOwnerRequired) || errors.Is(e.Err, ErrOwnerNotAllowed) {
		return p.offer(r, obstacle).Owners
	}
	return e.Candidates
}

// trace returns what became of each candidate. The owner was chosen for the
// reason given, or, if that is empty, came nearest to it.
func (p Policy) trace(r Request, owner Owner, reason Reason, obstacle func(Owner) Reason) Trace {
	candidates := p.Owners
	for _, o := range []Owner{owner, r.Choice} {
		if !o.IsZero() && !slices.Contains(candidates, o) {
			candidates = append(slices.Clip(candidates), o)
		}
	}
	trace := make(Trace, 0, len(candidates))
	for _, o := range candidates {
		step := Step{Owner: o, Name: r.Team.Name(o), Verdict: Skipped, Reason: obstacle(o)}
		switch {
		case o == owner && reason != "":
			step.Verdict, step.Reason = Chosen, reason
		case step.Reason != "":
		case o == r.Choice:
			step.Reason = ReasonNotOffered
		default:
			step.Reason = ReasonNotChosen
		}
		trace = append(trace, step)
	}
	return trace
}
