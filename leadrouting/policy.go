package leadrouting

import "time"

// Policy decides who owns a new lead. Its first three fields are the owner
// settings of the Sell app for Support. The zero Policy is that of a fresh
// installation: each lead belongs to the agent who creates it.
//
// The other fields go beyond that page. Unless the agent chose an owner, the policy is
// applied in this order: Existing, Rules, the page, Fallback.
//
// A Policy is data: it may be copied, and used by any number of goroutines
// that don't change it. Its JSON form is part of a settings document.
type Policy struct {
	Access        Access  `json:"access"`
	Owners        []Owner `json:"owners,omitempty"` // "Assign Owner": users and pools, each once
	AllowAnyOwner bool    `json:"allow_any_owner"`  // "Allow agents to assign any owner"

	// FallbackWhenUnchosen applies if any owner may be assigned, none is configured
	// and the agent chooses nobody: it decides as if AllowAnyOwner were off, instead
	// of failing with ErrOwnerRequired.
	FallbackWhenUnchosen bool `json:"fallback_when_unchosen,omitzero"`

	// TopmostManager is needed only if the team does not tell who it is.
	TopmostManager Owner `json:"topmost_manager,omitzero"`

	// Existing lists relations whose owner gets the lead. The first relation with an
	// owner who can take it decides; see Request.Related.
	Existing []Relation `json:"existing,omitempty"`

	// Rules are tried in order, and the first whose condition holds decides.
	Rules []Rule `json:"rules,omitempty"`

	// Fallback lists the owners to try, in order, if whoever should own the lead
	// cannot, or if there is no agent who could choose. It does not apply if the
	// agent's choice is wrong or missing.
	Fallback []Owner `json:"fallback,omitempty"`

	Pools     []PoolConfig        `json:"pools,omitempty"`
	People    []PersonConfig      `json:"people,omitempty"`
	Schedules map[string]Schedule `json:"schedules,omitempty"`

	// Fields declares further fields that rules can use, with their kinds, for
	// programs with facts of their own. The fields of Sell and Support need not be
	// declared; see [FactFields].
	Fields map[string]Kind `json:"fields,omitempty"`
}

// Rule assigns the leads that match a condition.
type Rule struct {
	Name string    `json:"name,omitzero"` // not R1 to R9, existing or fallback
	When Condition `json:"when,omitzero"` // if left out, every lead matches

	// Assign lists the owners to try, in order. If none of them can take the lead,
	// no other rule is tried, only the fallback.
	Assign []Owner `json:"assign"`
}

// Relation is an existing record of the requester whose owner may get the new lead.
// Programs may define relations of their own.
type Relation string

const (
	OpenDeal    Relation = "open_deal"    // a deal that is neither won nor lost
	Contact     Relation = "contact"      // the person
	Company     Relation = "company"      // the company of the person, or of their domain
	EarlierLead Relation = "earlier_lead" // the latest earlier lead
)

// Request is one lead that needs an owner.
type Request struct {
	// Creator is the Sell user of the agent who creates the lead, or the zero Owner
	// if the agent has no Sell user. Whether such an agent may create leads at
	// all is not decided here.
	Creator Owner

	// Automation means that no agent is involved: nobody owns the lead by creating
	// it, and nobody can be asked.
	Automation bool

	// Choice is the owner that the agent chose, or the zero Owner if they were not
	// asked.
	Choice Owner

	// Team is what is known about the users; see [Team] for what nil means. A
	// [Router] keeps the team, so that nil means that nothing has changed. A
	// different team costs a step for each person of the policy.
	Team *Team

	Facts     Facts              // for rules
	Related   map[Relation]Owner // for Policy.Existing
	Now       time.Time          // for schedules, absences and daily caps
	Requester string             // for sticky pools: any key that is the same for the same requester
	Loads     map[Owner]int      // open leads by user, if freshly counted; otherwise each lead assigned adds one

	// Explain asks a Router for a trace. [Policy.Resolve] always returns one.
	Explain bool
}

// Offer is what the agent is asked.
type Offer struct {
	Rule RuleName `json:"rule"`

	// Owners lists the owners to choose from, without those who cannot own a
	// lead. It is empty if the rule decides by itself.
	Owners []Owner `json:"owners,omitempty"`

	// Suggested is how many of the first Owners are configured, if others may be
	// chosen as well.
	Suggested int `json:"suggested,omitzero"`

	// Required reports whether Resolve fails without a choice.
	Required bool `json:"required"`

	// Names holds the names that the team knows.
	Names map[Owner]string `json:"names,omitempty"`
}

// Distributions returns, sorted by id, the pools that the policy names and leaves to
// Sell. Each must be a distribution pool there.
func (p Policy) Distributions() []Owner { return newBook(p).distributions() }

// Offer returns what to ask the agent before a lead is created. It has no owners under
// R1, R3 and R4, or if a relation or a rule decides. Under R2 it has the configured
// owners. If any owner may be assigned, it has the configured owners, then all active
// people and known pools by id. It ignores r.Choice.
func (p Policy) Offer(r Request) (Offer, error) {
	router, err := p.Compile(Options{Team: r.Team})
	if err != nil {
		return Offer{}, err
	}
	return router.Offer(r)
}

// Resolve returns the owner of the lead, or an [*Error] that says why there is none. An
// owner who is known to be unable to own a lead is an error: the lead never goes to
// somebody else silently.
//
// A choice although the agent was not asked is ErrOwnerNotAllowed, unless it is the
// owner that the rule assigns anyway.
//
// A pool that rotates here is ErrRouterRequired: its state is in a [Router].
// Schedules in time zones other than UTC need [Policy.Compile] too.
func (p Policy) Resolve(r Request) (Decision, error) {
	router, err := p.Compile(Options{Team: r.Team})
	if err != nil {
		return Decision{}, err
	}
	router.stateless, r.Explain = true, true
	return router.Route(r)
}
