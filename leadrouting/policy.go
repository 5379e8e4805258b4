package leadrouting

import (
	"errors"
	"slices"
)

// Policy decides who owns a new lead. Its first three fields are the owner
// settings of the Sell app for Support, and the zero Policy is that of a fresh
// installation: each lead belongs to the agent who creates it.
//
// A Policy is data: it may be copied, compared field by field, and used by any
// number of goroutines that don't change it.
type Policy struct {
	Access        Access  `json:"access"`
	Owners        []Owner `json:"owners,omitempty"` // "Assign Owner": users and pools, each once
	AllowAnyOwner bool    `json:"allow_any_owner"`  // "Allow agents to assign any owner"

	// FallbackWhenUnchosen: if any owner may be assigned, none is configured
	// and the agent chooses nobody, decide as if the box were not ticked,
	// instead of failing with ErrOwnerRequired.
	FallbackWhenUnchosen bool `json:"fallback_when_unchosen,omitzero"`

	// TopmostManager is needed only if the team does not tell who it is.
	TopmostManager Owner `json:"topmost_manager,omitzero"`
}

// Request is one lead to be given an owner.
type Request struct {
	// Creator is the Sell user of the agent who creates the lead; none if
	// the agent has no Sell user. Whether such an agent may create leads at
	// all is not decided here.
	Creator Owner

	// Automation means that no agent acts, so that nobody has created the
	// lead and nobody can be asked.
	Automation bool

	// Choice is the owner that the agent chose; none if they were not asked.
	Choice Owner

	// Team is what is known of the users; see [Team] for what nil means.
	Team *Team
}

// Offer is what the agent is asked.
type Offer struct {
	Rule Rule `json:"rule"`

	// Owners is the list to choose from, without those who cannot own a
	// lead; empty when the rule decides by itself.
	Owners []Owner `json:"owners,omitempty"`

	// Suggested is how many owners, from the first, are the configured ones
	// if others may be chosen as well.
	Suggested int `json:"suggested,omitzero"`

	// Required is whether Resolve fails without a choice.
	Required bool `json:"required"`

	// Names holds the names that the team knows.
	Names map[Owner]string `json:"names,omitempty"`
}

// Offer returns what the agent is asked before a lead is created. It asks
// nothing under R1, R3 and R4. Under R2 it has the configured owners, and where
// any owner may be assigned the configured ones, then all active people and
// known pools by id. The Choice of r is not looked at.
func (p Policy) Offer(r Request) (Offer, error) {
	if err := p.check(); err != nil {
		return Offer{}, err
	}
	r.Choice = Owner{}
	rule := p.rule(r)
	offer := Offer{Rule: rule, Required: rule == R2 || rule == R9 || rule == R8 && !p.FallbackWhenUnchosen}
	if rule != R2 && !p.AllowAnyOwner {
		return offer, nil
	}
	add := func(o Owner) {
		if p.obstacle(r.Team, o) != "" {
			return
		}
		offer.Owners = append(offer.Owners, o)
		if name := r.Team.Name(o); name != "" {
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
		return offer, nil
	}
	offer.Suggested = len(offer.Owners)
	if r.Team.Known() {
		for _, u := range r.Team.users {
			if o := u.owner(); !slices.Contains(p.Owners, o) {
				add(o)
			}
		}
	}
	return offer, nil
}

// Resolve returns the owner of the lead, or an [*Error] that says why there is
// none; never both. An owner known to be unable to own a lead is an error even
// if no other could be meant: nothing falls silently to somebody else.
//
// A choice where the agent was not asked is ErrOwnerNotAllowed, unless it is
// the owner that the rule gives anyway.
func (p Policy) Resolve(r Request) (Decision, error) {
	if err := p.check(); err != nil {
		return Decision{}, err
	}
	rule := p.rule(r)
	owner, reason, err := p.apply(rule, r)
	switch {
	case err != nil:
	case !r.Choice.IsZero() && r.Choice != owner:
		err = &Error{Err: ErrOwnerNotAllowed, Owner: r.Choice}
	default:
		err = unassignable(owner, p.obstacle(r.Team, owner))
	}
	if err != nil {
		return Decision{}, p.explain(err, rule, r, owner)
	}
	return Decision{Owner: owner, Reason: reason, Rule: rule, Trace: p.trace(r, owner, reason)}, nil
}

// rule returns the rule that applies.
func (p Policy) rule(r Request) Rule {
	count := min(len(p.Owners), 2)
	switch {
	case p.AllowAnyOwner && !r.Choice.IsZero():
		return R5
	case p.AllowAnyOwner:
		return [...]Rule{R8, R7, R9}[count]
	case count > 0:
		return [...]Rule{1: R1, 2: R2}[count]
	case p.Access == OnlySellUsers:
		return R3
	}
	return R4
}

// apply returns the owner that the rule gives, not yet looked at.
func (p Policy) apply(rule Rule, r Request) (Owner, Reason, error) {
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
		owner, err := r.Team.TopmostManager(p.Owners...)
		return owner, ReasonTopmostManager, err
	case r.Automation:
		return Owner{}, "", &Error{Err: ErrOwnerRequired}
	case !r.Creator.IsUser():
		return Owner{}, "", &Error{Err: ErrNoSellUser}
	}
	return r.Creator, ReasonCreator, nil
}

// obstacle returns why o can own no lead. What the settings call a pool is
// one, whatever the team says: Sell does not mark phantom users reliably.
func (p Policy) obstacle(t *Team, o Owner) Reason {
	if o.IsUser() && slices.Contains(p.Owners, Pool(o.ID())) {
		return ReasonNotAPerson
	}
	reason := t.obstacle(o)
	if reason == "" && o.IsPool() && !slices.Contains(p.Owners, o) {
		if u, found := t.Lookup(o.ID()); found && u.Kind == Person {
			return ReasonUnknown
		}
	}
	return reason
}

// explain adds the rule, the candidates and the trace to an error.
func (p Policy) explain(err error, rule Rule, r Request, owner Owner) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	e.Rule = rule
	e.Trace = p.trace(r, owner, "")
	if e.Err == ErrOwnerRequired || e.Err == ErrOwnerNotAllowed {
		if offer, err := p.Offer(r); err == nil {
			e.Candidates = offer.Owners
		}
	}
	return e
}

// trace returns what became of each candidate. The owner was chosen for the
// reason given, or, if that is empty, came nearest to it.
func (p Policy) trace(r Request, owner Owner, reason Reason) Trace {
	candidates := p.Owners
	for _, o := range []Owner{owner, r.Choice} {
		if !o.IsZero() && !slices.Contains(candidates, o) {
			candidates = append(slices.Clip(candidates), o)
		}
	}
	trace := make(Trace, 0, len(candidates))
	for _, o := range candidates {
		step := Step{Owner: o, Name: r.Team.Name(o), Verdict: Skipped, Reason: p.obstacle(r.Team, o)}
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
