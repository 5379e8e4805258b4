package leadrouting

import (
	"errors"
	"slices"
)

// This file holds the rules of Sell's settings page, R1 to R9.

// bySettings returns the rule that applies and the owner that it names, who is not
// checked yet.
func (b *book) bySettings(r *Request) (rule RuleName, owner Owner, reason Reason, err *Error) {
	rule = b.settingsRule(r)
	owner, reason, err = b.apply(rule, r)
	if err == nil && !r.Choice.IsZero() && r.Choice != owner {
		err = &Error{Err: ErrOwnerNotAllowed, Owner: r.Choice}
	}
	return rule, owner, reason, err
}

// settingsRule returns the rule that applies.
func (b *book) settingsRule(r *Request) RuleName {
	count := min(len(b.Owners), 2)
	switch {
	case b.AllowAnyOwner && !r.Choice.IsZero():
		return R5
	case b.AllowAnyOwner:
		return [...]RuleName{R8, R7, R9}[count]
	case count > 0:
		return [...]RuleName{1: R1, 2: R2}[count]
	case b.Access == OnlySellUsers:
		return R3
	}
	return R4
}

func (b *book) apply(rule RuleName, r *Request) (Owner, Reason, *Error) {
	switch rule {
	case R1, R7:
		return b.Owners[0], ReasonOnlyOwner, nil
	case R2:
		if r.Choice.IsZero() {
			break
		}
		if !slices.Contains(b.Owners, r.Choice) {
			return Owner{}, "", &Error{Err: ErrOwnerNotAllowed, Owner: r.Choice}
		}
		return r.Choice, ReasonAgentChoice, nil
	case R5:
		return r.Choice, ReasonAgentChoice, nil
	case R3, R4:
		return b.unconfigured(r)
	case R8:
		if b.FallbackWhenUnchosen {
			return b.unconfigured(r)
		}
	}
	return Owner{}, "", &Error{Err: ErrOwnerRequired}
}

// unconfigured returns the owner when none is configured.
func (b *book) unconfigured(r *Request) (Owner, Reason, *Error) {
	switch {
	case b.Access == AllAgents && !b.TopmostManager.IsZero():
		return b.TopmostManager, ReasonTopmostManager, nil
	case b.Access == AllAgents:
		owner, err := r.Team.topmost(b.isPool)
		return owner, ReasonTopmostManager, err
	case r.Automation:
		return Owner{}, "", &Error{Err: ErrOwnerRequired}
	case !r.Creator.IsUser():
		return Owner{}, "", &Error{Err: ErrNoSellUser}
	}
	return r.Creator, ReasonCreator, nil
}

// offer returns what the settings page asks the agent.
func (b *book) offer(r *Request, obstacle func(Owner) Reason) Offer {
	unchosen := *r
	unchosen.Choice = Owner{}
	rule := b.settingsRule(&unchosen)
	offer := Offer{Rule: rule, Required: rule == R2 || rule == R9 || rule == R8 && !b.FallbackWhenUnchosen}
	if rule != R2 && !b.AllowAnyOwner {
		return offer
	}
	add := func(o Owner) {
		if obstacle(o) != "" {
			return
		}
		offer.Owners = append(offer.Owners, o)
		if name := b.ownerName(r.Team, o); name != "" {
			if offer.Names == nil {
				offer.Names = make(map[Owner]string)
			}
			offer.Names[o] = name
		}
	}
	configured := make(map[Owner]bool, len(b.Owners))
	for _, o := range b.Owners {
		configured[o] = true
		add(o)
	}
	if !b.AllowAnyOwner {
		return offer
	}
	offer.Suggested = len(offer.Owners)
	if r.Team.Known() {
		for _, u := range r.Team.users {
			if !configured[u.owner()] {
				add(u.owner())
			}
		}
	}
	for i := range b.Pools {
		o := Pool(b.Pools[i].ID)
		if u, _ := r.Team.Lookup(o.ID()); u.Kind != Distribution && !configured[o] {
			add(o)
		}
	}
	return offer
}

// candidates returns the owners that could be chosen, if the error is about the choice.
func (b *book) candidates(e *Error, r *Request, obstacle func(Owner) Reason) []Owner {
	if errors.Is(e.Err, ErrOwnerRequired) || errors.Is(e.Err, ErrOwnerNotAllowed) {
		return b.offer(r, obstacle).Owners
	}
	return e.Candidates
}

// settingsTrace returns what became of each candidate. owner was chosen for the given
// reason or, if that is empty, came closest.
func (b *book) settingsTrace(r *Request, owner Owner, reason Reason, obstacle func(Owner) Reason) Trace {
	candidates := b.Owners
	for _, o := range []Owner{owner, r.Choice} {
		if !o.IsZero() && !slices.Contains(candidates, o) {
			candidates = append(slices.Clip(candidates), o)
		}
	}
	trace := make(Trace, 0, len(candidates))
	for _, o := range candidates {
		step := Step{Owner: o, Verdict: Skipped, Reason: obstacle(o)}
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
