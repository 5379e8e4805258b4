package leadrouting

import "slices"

// PoolConfig is a distribution pool that the policy knows. It rotates here, among its
// members, or in Sell if Delegate is set; never both.
type PoolConfig struct {
	// ID is the id of the pool's phantom user. For a pool that does not exist in
	// Sell, it is any number that is not the id of a user.
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	// Delegate leaves the rotation to Sell: the decision's owner is the pool.
	// Except for its name and record, this is the same as not listing the pool.
	Delegate bool `json:"delegate,omitzero"`

	// Record is what the pool distributes. The default is LeadRecord. A pool for
	// other records cannot own leads.
	Record Record `json:"record,omitzero"`

	Method  Method   `json:"method,omitzero"` // the default is RoundRobin
	Members []Member `json:"members,omitempty"`

	// Sticky is the number of requesters for whom the pool remembers who served
	// them. It gives them to the same user again, which takes no turn. The oldest is
	// forgotten first. 0 remembers none.
	Sticky int `json:"sticky,omitzero"`
}

// Member is a user or pool to which a pool distributes leads.
type Member struct {
	Owner  Owner `json:"owner"`
	Weight int   `json:"weight,omitzero"` // 1 to 10,000 for Weighted and LeastLoaded; the default is 1
}

// UnmarshalJSON reads a member. A weight of 0 is an error: it looks like no
// leads at all, but would mean the default.
func (m *Member) UnmarshalJSON(data []byte) error { return strictly(data, m) }

// Record is the kind of record that a pool distributes.
type Record string

const (
	LeadRecord    Record = "lead"
	ContactRecord Record = "contact"
	DealRecord    Record = "deal"
)

func (r Record) isLead() bool { return r == LeadRecord || r == "" }

// pool is a pool that rotates here.
type pool struct {
	config   PoolConfig
	owner    Owner
	path     string // in the policy
	members  []member
	index    map[Owner]int // by owner, the slot
	backward []Owner       // the members from the last to the first
	size     int           // members who may be chosen
	rotation rotation
	seats    []seat // where the pool is itself a member
	sticky   memory
	chains   [][]Owner // the paths to it from the outermost pool, without that one

	moved     bool        // whether somebody came or went and the pools around do not know yet
	mark      uint64      // the last search that looked at it
	explained uint64      // the last trace that has its members
	began     uint64      // the version of the state in which the rotation began
	kept      *PoolState  // the restored state, if there was one
	foreign   bool        // whether kept holds something that this policy does not know
	dirty     bool        // whether the pool has changed since it was restored
	others    []PoolState // its states under other methods
}

// member is a place in the list: a person, or a pool that rotates here.
type member struct {
	owner  Owner
	weight int64
	person *person
	pool   *pool
	in     bool // whether it may be chosen at the moment
}

func newRotation(method Method, p *pool) rotation {
	switch method {
	case Weighted:
		return newWeighted(p.members)
	case LeastRecent, LeastLoaded:
		return newWaiting(p.members, method == LeastLoaded)
	}
	return newRoundRobin(p)
}

// put sets whether a member may be chosen, and reports whether that is a change.
func (p *pool) put(slot int, in bool) bool {
	m := &p.members[slot]
	if m.in == in {
		return false
	}
	m.in, p.moved = in, true
	if in {
		p.rotation.join(slot)
		p.size++
	} else {
		p.rotation.leave(slot)
		p.size--
	}
	return true
}

// obstacle returns why a member may not be chosen.
func (m *member) obstacle() Reason {
	switch {
	case m.in:
		return ""
	case m.person != nil:
		return m.person.now
	}
	return ReasonPoolEmpty
}

// holds reports whether one of the seats is in the pool or in a pool inside it. Each
// search has its own mark, so that it looks at each pool once.
func (p *pool) holds(seats []seat, mark uint64) bool {
	return slices.ContainsFunc(seats, func(s seat) bool {
		if s.pool == p {
			return true
		}
		if s.pool.mark == mark {
			return false
		}
		s.pool.mark = mark
		return p.holds(s.pool.seats, mark)
	})
}

// chain returns the pools of a path after the first; p is the last. Chains are cached by
// path, so that a decision allocates no memory.
func (p *pool) chain(path []seat) []Owner {
	inner := path[1:]
	if len(inner) == 0 {
		return nil
	}
	for _, chain := range p.chains {
		if slices.EqualFunc(inner, chain, func(s seat, o Owner) bool { return s.pool.owner == o }) {
			return chain
		}
	}
	chain := make([]Owner, len(inner))
	for i, s := range inner {
		chain[i] = s.pool.owner
	}
	p.chains = append(p.chains, chain)
	return chain
}
