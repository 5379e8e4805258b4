package selltest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// pool is a distribution: records that are given to its phantom user go to its
// members in turn.
type pool struct {
	kind string
	ring []member // in the order in which they joined, those who left too
	last int      // index in ring of who got the latest record; -1: nobody yet
}

type member struct {
	id   int64
	gone bool
}

// phantom is a record whose owner still shows as the pool.
type phantom struct {
	pool  int64
	until time.Time
}

// AddPool makes a distribution pool for "leads", "contacts" or "deals" and
// returns the id of its phantom user, which is listed among the users. A record
// whose owner is set to that id, when it is created or later, goes to the next
// active member, in the order given and then from the first again. The id is
// refused on records of another kind and when no member is active. A lead
// conversion takes any pool, and one turn of it for all that it makes.
func (s *Server) AddPool(kind, name string, members ...int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains([]string{"leads", "contacts", "deals"}, kind) {
		panic("selltest: there are no pools of " + kind)
	}
	users := s.resources["users"]
	id, err := s.seed(users, 0, fake.JSON(object(
		"name", name, "email", fmt.Sprintf("distribution-%d@example.com", len(s.pools)+1), "identity_type", "integration")), false)
	if err != nil {
		panic("selltest: " + err.Error())
	}
	s.pools[id] = &pool{kind: kind, last: -1}
	s.pools[id].set(members)
	return id
}

// SetPool changes the members of a pool. New ones join at the end; the turn goes
// on after the one who had it last, member or not any more.
func (s *Server) SetPool(id int64, members ...int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pools[id]
	if !ok {
		panic(fmt.Sprintf("selltest: there is no pool %d", id))
	}
	p.set(members)
}

func (p *pool) set(members []int64) {
	for i := range p.ring {
		p.ring[i].gone = p.ring[i].gone || !slices.Contains(members, p.ring[i].id)
	}
	for _, id := range members {
		if !slices.Contains(p.ring, member{id: id}) {
			p.ring = append(p.ring, member{id: id})
		}
	}
}

// next returns the index of the member whose turn it is.
func (p *pool) next(active func(int64) bool) (int, bool) {
	for i := range p.ring {
		at := (p.last + 1 + i) % len(p.ring)
		if m := p.ring[at]; !m.gone && active(m.id) {
			return at, true
		}
	}
	return 0, false
}

func (s *Server) isPool(owner json.RawMessage) bool {
	id, err := strconv.ParseInt(string(owner), 10, 64)
	return err == nil && s.pools[id] != nil
}

// ownerProblem says why records of this kind cannot be given to a user.
func (c *call) ownerProblem(id int64) string {
	p, ok := c.pools[id]
	switch {
	case !ok && !c.active(id):
		return "There is no active user of that id."
	case ok && p.kind != c.res.kind && c.res.kind != "lead_conversions":
		return "The distribution is for records of another kind."
	case ok:
		if _, ok := p.next(c.active); !ok {
			return "The distribution has no active member."
		}
	}
	return ""
}

// rotate gives a record that was given to a pool to the member whose turn it is.
func (c *call) rotate(id int64, o fake.Object) fake.Object {
	key := recordKey{c.res.kind, id}
	delete(c.phantoms, key)
	owner, _ := o.Int("owner_id")
	p, ok := c.pools[owner]
	if !ok {
		return o
	}
	c.veil(key, owner)
	return o.With("owner_id", c.turn(p))
}

// turn takes a turn of a pool and returns the member whose it is.
func (c *call) turn(p *pool) int64 {
	p.last, _ = p.next(c.active)
	return p.ring[p.last].id
}

// veil makes a record show a pool as its owner as long as pools are slow.
func (c *call) veil(key recordKey, pool int64) {
	if c.slowPools > 0 {
		c.phantoms[key] = phantom{pool, c.now.Add(c.slowPools)}
	}
}
