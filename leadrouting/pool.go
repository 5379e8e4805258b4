package leadrouting

import "slices"

// PoolConfig is a distribution pool that the policy knows. It rotates here,
// among its members, unless Delegate says that Sell does it: never both.
type PoolConfig struct {
	// ID is the phantom user id of the distribution. For a pool that Sell
	// does not have, it is any number that is no user's.
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	// Delegate leaves the rotation to Sell: the decision's owner is the pool.
	// It is the same as not listing the pool, but for its name and record.
	Delegate bool `json:"delegate,omitzero"`

	// Record is what the distribution hands out; the default is LeadRecord. A
	// pool for something else owns no leads.
	Record Record `json:"record,omitzero"`

	Method  Method   `json:"method,omitzero"` // the default is RoundRobin
	Members []Member `json:"members,omitempty"`

	// Sticky is for how many requesters the pool remembers who served them
	// and gives them to the same user again, which takes no turn. The one
	// remembered first is forgotten first. 0 is none.
	Sticky int `json:"sticky,omitzero"`
}

// Member is a user, or a pool, that a pool hands leads to.
type Member struct {
	Owner  Owner `json:"owner"`
	Weight int   `json:"weight,omitzero"` // 1 to 10,000 for Weighted and LeastLoaded; the default is 1
}

// Record is what a distribution hands out.
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
	members  []member
	size     int // members who may be chosen
	rotation rotation
	seats    []seat // where the pool is itself a member

	served map[string]Owner // who served a requester
	queue  []string         // the requesters, in a ring once it is full
	oldest int
}

// member is a place in the list: a leaf, or a pool that rotates here.
type member struct {
	owner  Owner
	weight int64
	leaf   *assignee
	pool   *pool
	in     bool // whether it may be chosen at the moment
}

func newRotation(method Method, members []member) rotation {
	switch method {
	case Weighted:
		return newWeighted(members)
	case LeastRecent, LeastLoaded:
		return newWaiting(members, method == LeastLoaded)
	}
	return newRoundRobin(members)
}

// set says whether a member may be chosen; a pool may be if anyone in it may.
func (p *pool) set(slot int, in bool) {
	if p.put(slot, in) {
		for _, s := range p.seats {
			s.pool.set(s.slot, p.size > 0)
		}
	}
}

// put is set without telling the pools around, and reports a change.
func (p *pool) put(slot int, in bool) bool {
	m := &p.members[slot]
	if m.in == in {
		return false
	}
	m.in = in
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
	case m.leaf != nil:
		return m.leaf.now
	}
	return ReasonPoolEmpty
}

// has reports whether someone is among the members, or in a pool among them.
func (p *pool) has(a *assignee) bool {
	return slices.ContainsFunc(a.seats, func(s seat) bool { return s.pool == p || s.pool.within(p) })
}

func (p *pool) within(outer *pool) bool {
	return slices.ContainsFunc(p.seats, func(s seat) bool { return s.pool == outer || s.pool.within(outer) })
}

// remember notes who served a requester.
func (p *pool) remember(requester string, owner Owner) {
	if p.config.Sticky <= 0 || requester == "" {
		return
	}
	if _, known := p.served[requester]; !known {
		if len(p.queue) < p.config.Sticky {
			p.queue = append(p.queue, requester)
		} else {
			delete(p.served, p.queue[p.oldest])
			p.queue[p.oldest] = requester
			p.oldest = (p.oldest + 1) % len(p.queue)
		}
	}
	if p.served == nil {
		p.served = make(map[string]Owner)
	}
	p.served[requester] = owner
}
