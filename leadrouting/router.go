package leadrouting

import (
	"math"
	"slices"
	"sync"
	"time"
)

// Router decides by a policy, and keeps track of whose turn it is in each pool. It is
// safe for concurrent use: no turn is lost or given twice.
type Router struct {
	options   Options
	stateless bool // it serves one request and must take no turn

	mu sync.Mutex // guards all below
	routing
}

// routing is what Update replaces.
type routing struct {
	book      *book
	relations []relation
	rules     []rule
	matcher   matcher
	index     ruleIndex

	version   uint64 // counts the changes of what State returns
	returned  []uint64
	team      *Team
	pools     map[Owner]*pool
	order     []*pool // by policy
	inside    []*pool // from the inside out: members before the pools that have them
	byOwner   map[Owner]*person
	people    []*person     // in the order in which the policy names them
	strangers []PoolState   // pools that only another version of the policy has
	uncounted []PersonState // people who have limits only in another version
	touched   []*person     // those whom the current request has changed
	marks     uint64        // the number of searches and traces; see pool.mark
	tracing   uint64        // the mark of the current trace

	calendars []*calendar // those that anybody follows
	clock     slotHeap    // calendars, by when they may change next
	since     int64       // when they begin to hold, in seconds since 1970
	now       time.Time   // of the last request, if there are calendars

	path       []seat // the turns to take for the current decision
	explaining bool   // whether its trace is asked for
	trace      Trace
}

// Route decides who owns a lead. If a pool of the router picked the owner, it takes
// their turn; on an error no turn is taken. Without Request.Explain, a decision has
// no trace and allocates no memory.
//
// The order is: the agent's choice, if the settings page allows it; existing
// relations; rules; the settings page; the fallback. See [Policy].
//
// If the lead is not created after all, give the turn back with [Router.GiveBack].
func (r *Router) Route(request Request) (Decision, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.route(&request)
}

// Preview is like Route, but takes no turn. Its decision always has a trace.
func (r *Router) Preview(request Request) (Decision, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.preview(&request)
}

func (r *Router) preview(request *Request) (Decision, error) {
	defer r.undo(r.state(), r.team)
	request.Explain = true
	return r.route(request)
}

// Existing returns the relations that the policy uses. Request.Related needs no others.
func (r *Router) Existing() []Relation {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.book.Existing)
}

// Distributions returns, sorted by id, the pools that the policy names and leaves to
// Sell. Each must be a distribution pool there.
func (r *Router) Distributions() []Owner {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.book.distributions()
}

// Offer is like [Policy.Offer], without those who are not available at the moment.
func (r *Router) Offer(request Request) (Offer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.offer(&request)
}

func (r *Router) offer(request *Request) (Offer, error) {
	defer r.undo(r.state(), r.team)
	if err := r.prepare(request); err != nil {
		return Offer{}, err
	}
	offer := r.book.offer(request, r.obstacle)
	request.Choice = Owner{}
	if found := r.beforeSettings(request); found.decided() {
		if !r.book.AllowAnyOwner {
			return Offer{Rule: found.rule}, nil
		}
		offer.Rule, offer.Required = found.rule, false
	}
	return offer, nil
}

// undo restores what a preview has changed.
func (r *Router) undo(s State, t *Team) {
	if r.team != t {
		r.setTeam(t)
	}
	r.load(s)
}

func (r *Router) route(request *Request) (Decision, error) {
	if err := r.prepare(request); err != nil {
		return Decision{}, err
	}
	found, err := r.find(request)
	trace := r.trace
	r.explaining, r.trace = false, nil // the trace is the caller's now
	if err != nil {
		err.Trace = trace
		return Decision{}, err
	}
	turn := r.commit(&found, request)
	return Decision{Owner: found.owner, Pool: found.pool, Reason: found.reason, Rule: found.rule, Turn: turn, Trace: trace}, nil
}

// commit takes the turns of the path and counts the lead.
func (r *Router) commit(found *pick, request *Request) Turn {
	turn := Turn{ID: r.version + 1}
	var taken bool
	for _, s := range r.path {
		if s.slot >= 0 {
			s.pool.rotation.take(s.slot, turn.ID)
			s.pool.dirty, taken = true, true
		}
		if s.pool.sticky.limit > 0 && request.Requester != "" && s.pool.sticky.remember(request.Requester, found.owner, turn.ID) {
			s.pool.dirty, taken = true, true
		}
	}
	if p := r.byOwner[found.owner]; p != nil && p.counts {
		p.got()
		r.judge(p)
		turn.Day, taken = p.day, true
	} else if i := r.uncountedIndex(found.owner); i >= 0 {
		stranger := r.uncounted[i].person()
		switch {
		case p != nil && p.date != 0:
			stranger.date = p.date
		case !request.Now.IsZero():
			stranger.date = dayNumber(request.Now.UTC())
		default:
			stranger.date = stranger.day // unknown, so stay on the safe side
		}
		stranger.got()
		r.uncounted[i] = stranger.state()
		turn.Day, taken = stranger.day, true
	}
	if !taken {
		return Turn{}
	}
	if len(r.path) > 1 {
		turn.Through = r.path[len(r.path)-1].pool.chain(r.path)
	}
	r.version = turn.ID
	return turn
}

// prepare advances the router to the time of the request.
func (r *Router) prepare(request *Request) error {
	// A predicate that panicked may have left something behind.
	r.explaining, r.trace, r.path = request.Explain, nil, r.path[:0]
	r.marks++
	r.tracing = r.marks
	if len(r.calendars) > 0 && request.Now.IsZero() {
		return &Error{Err: ErrTimeRequired}
	}
	if request.Team != nil && request.Team != r.team {
		r.setTeam(request.Team)
	}
	request.Team = r.team
	r.settle(request.Now)
	if len(request.Loads) > 0 {
		r.tell(request.Loads)
	}
	return nil
}

// tell adopts the loads of a request. All are set before anyone is judged, because the
// order of a map varies.
func (r *Router) tell(loads map[Owner]int) {
	r.touched = r.touched[:0]
	next := r.version + 1
	for o, n := range loads {
		load := min(max(int64(n), 0), maxCount)
		if p := r.byOwner[o]; p != nil && p.counts {
			p.setLoad(load)
			p.told, r.version = next, next
			r.touched = append(r.touched, p)
		} else if i := r.uncountedIndex(o); i >= 0 {
			r.uncounted[i].Load, r.uncounted[i].Told, r.version = load, next, next
		}
	}
	r.judge(r.touched...)
}

// judge decides which of these people are available. All are judged before any pool
// changes, and pools change from the inside out, so that the order makes no difference.
func (r *Router) judge(people ...*person) {
	var moved bool
	for _, p := range people {
		p.judge()
		for _, s := range p.seats {
			moved = s.pool.put(s.slot, p.now == "") || moved
		}
	}
	if !moved {
		return
	}
	for _, p := range r.inside {
		if p.moved {
			p.moved = false
			for _, s := range p.seats {
				s.pool.put(s.slot, p.size > 0)
			}
		}
	}
}

// settle updates who is available at a time.
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
	r.touched = r.touched[:0]
	for i := r.clock.top(); r.calendars[i].until <= at; i = r.clock.top() {
		c := r.calendars[i]
		if c.tick(now) {
			for _, p := range c.people {
				p.see(c)
			}
			r.touched = append(r.touched, c.people...)
		}
		r.clock.fix(i)
		r.since = at
	}
	r.judge(r.touched...)
}

// setTeam adopts what is known about the users.
func (r *Router) setTeam(t *Team) {
	r.team = t
	for _, p := range r.people {
		p.fixed = r.book.obstacle(t, p.owner)
	}
	r.judge(r.people...)
}

// person returns the person of an owner, creating it if needed.
func (r *Router) person(o Owner) *person {
	if r.byOwner[o] == nil {
		r.byOwner[o] = &person{owner: o, now: ReasonUnknown}
		r.people = append(r.people, r.byOwner[o])
	}
	return r.byOwner[o]
}
