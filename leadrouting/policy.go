package leadrouting

import "time"

// Policy decides who owns a new lead. Its first three fields are the owner
// settings of the Sell app for Support, and the zero Policy is that of a fresh
// installation: each lead belongs to the agent who creates it.
//
// The rest goes beyond that page, and is asked in this order unless the agent
// chose an owner: Existing, Rules, the page, Fallback.
//
// A Policy is data: it may be copied, and used by any number of goroutines
// that don't change it. Its JSON form is part of a settings document.
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

	// Existing are the relations whose owner gets the lead, the first that
	// has one who can take it; see Request.Related.
	Existing []Relation `json:"existing,omitempty"`

	// Rules are tried in order, and the first whose condition holds decides.
	Rules []Rule `json:"rules,omitempty"`

	// Fallback are the owners to try, in order, when whoever should own the
	// lead cannot, or when nobody acts who could choose. It does not mend a
	// choice of the agent, nor their failing to make one.
	Fallback []Owner `json:"fallback,omitempty"`

	Pools     []PoolConfig        `json:"pools,omitempty"`
	People    []PersonConfig      `json:"people,omitempty"`
	Schedules map[string]Schedule `json:"schedules,omitempty"`

	// Fields are further fields that rules may ask about, with their kinds,
	// for programs that have facts of their own. Those of Sell and Support
	// need no mention; see [FactFields].
	Fields map[string]Kind `json:"fields,omitempty"`
}

// Rule gives the leads that fit a condition to an owner.
type Rule struct {
	Name string    `json:"name,omitzero"` // not R1 to R9, existing or fallback
	When Condition `json:"when,omitzero"` // left out: every lead

	// Assign are the owners to try, in order. If none of them can take the
	// lead, no other rule is tried, but the fallback.
	Assign []Owner `json:"assign"`
}

// Relation is a record that the requester has already, whose owner may get
// the new lead. Programs may use words of their own.
type Relation string

const (
	OpenDeal    Relation = "open_deal"    // a deal that is neither won nor lost
	Contact     Relation = "contact"      // the person
	Company     Relation = "company"      // the company of the person, or of their domain
	EarlierLead Relation = "earlier_lead" // the latest one
)

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

	// Team is what is known of the users; see [Team] for what nil means. A
	// [Router] keeps it, at a step for each person of the policy if it is
	// another one; for it nil means that nothing has changed.
	Team *Team

	Facts     Facts              // for rules
	Related   map[Relation]Owner // for Policy.Existing
	Now       time.Time          // for schedules, absences and daily caps
	Requester string             // for sticky pools: any key, the same for the same requester
	Loads     map[Owner]int      // open leads by user, where known anew; between, each lead given counts one

	// Explain asks a Router for the trace, which [Policy.Resolve] always has.
	Explain bool
}

// Offer is what the agent is asked.
type Offer struct {
	Rule RuleName `json:"rule"`

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

// Distributions returns the pools that the policy names anywhere and leaves to
// Sell, by id: each must be a distribution there.
func (p Policy) Distributions() []Owner { return newBook(p).distributions() }

// Offer returns what the agent is asked before a lead is created. It asks
// nothing under R1, R3 and R4, or when a relation or a rule decides. Under R2
// it has the configured owners, and where any owner may be assigned the
// configured ones, then all active people and known pools by id. The Choice of
// r is not looked at.
func (p Policy) Offer(r Request) (Offer, error) {
	router, err := p.Compile(Options{Team: r.Team})
	if err != nil {
		return Offer{}, err
	}
	return router.Offer(r)
}

// Resolve returns the owner of the lead, or an [*Error] that says why there is
// none; never both. An owner known to be unable to own a lead is an error even
// if no other could be meant: nothing falls silently to somebody else.
//
// A choice where the agent was not asked is ErrOwnerNotAllowed, unless it is
// the owner that the rule gives anyway.
//
// A pool that rotates here is ErrRouterRequired: its state is in a [Router].
// Schedules in other zones than UTC need [Policy.Compile] as well.
func (p Policy) Resolve(r Request) (Decision, error) {
	router, err := p.Compile(Options{Team: r.Team})
	if err != nil {
		return Decision{}, err
	}
	router.stateless, r.Explain = true, true
	return router.Route(r)
}
