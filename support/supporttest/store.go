package supporttest

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// table is the records of one kind, and for kinds that belong to another
// record which ones belong to it.
type table struct {
	*fake.Indexed
	kind     *kind
	above    *table // of the records that these are words of
	children map[int64][]int64
	made     map[int64]bool // by a request: not seeded
	odd      int64          // last key of a record whose own id is none
}

// row is a record with the key it is stored under.
type row struct {
	id     int64
	object fake.Object
	kind   *kind // of a search result
}

const layout = "2006-01-02T15:04:05Z"

func (s *Server) get(kind string, id int64) (fake.Object, bool) { return s.tables[kind].Get(id) }

// put stores what a request wrote.
func (c *call) put(kind string, id int64, o fake.Object) {
	if kind == tickets.plural {
		c.touched[id] = c.now.Unix()
	}
	c.tables[kind].keep(c.now, c.now.Add(c.options.lag()), id, o)
}

// keep stores a record, which lists show from a moment on.
func (t *table) keep(now, shown time.Time, id int64, o fake.Object) {
	if parent, ok := o.Int(t.kind.parent); ok && !slices.Contains(t.children[parent], id) {
		t.children[parent] = append(t.children[parent], id)
	}
	t.Keep(now, shown, id, o)
	t.tell(o)
}

// tell brings up to date by which words the record above is found.
func (t *table) tell(o fake.Object) {
	if id, ok := o.Int(t.kind.parent); ok && t.above != nil {
		t.above.Touch(id)
	}
}

// drop removes a record, which lists show until then.
func (t *table) drop(now, shown time.Time, id int64) bool {
	o, _ := t.Get(id)
	known := t.Drop(now, shown, id)
	t.tell(o)
	return known
}

// add stores a new record: id, url and dates in front of what it holds.
func (c *call) add(k *kind, o fake.Object) row {
	t := c.tables[k.plural]
	id := t.NextID()
	now := c.now.Format(layout)
	o = object("id", id, "url", c.url(k, id)).Merge(o).Merge(object("created_at", now, "updated_at", now))
	t.made[id] = true
	c.put(k.plural, id, o)
	return row{id: id, object: o}
}

// remove deletes a record.
func (c *call) remove(kind string, id int64) bool {
	return c.tables[kind].drop(c.now, c.now.Add(c.options.lag()), id)
}

// all iterates over the records as they are.
func (s *Server) all(kind string) iter.Seq2[int64, fake.Object] { return s.tables[kind].All() }

// under returns the records that belong to another one, as they are.
func (s *Server) under(kind string, parent int64) []row {
	t := s.tables[kind]
	var rows []row
	for _, id := range t.children[parent] {
		if o, ok := t.Get(id); ok && is(t.kind.parent, parent)(o) {
			rows = append(rows, row{id: id, object: o})
		}
	}
	return rows
}

// generated is when a ticket last changed in any way, in Unix seconds.
func (s *Server) generated(id int64, t fake.Object) (at int64, known bool) {
	if at, known = s.touched[id]; known {
		return at, true
	}
	return t.Int("generated_timestamp")
}

// url is the address that a record shows in its url member.
func (s *Server) url(k *kind, id int64) string {
	return fmt.Sprintf("https://%s.zendesk.com/api/v2/%s/%d.json", s.options.subdomain, k.path(), id)
}

// is keeps the records whose member is that id.
func is(member string, id int64) func(fake.Object) bool {
	return func(o fake.Object) bool {
		n, ok := o.Int(member)
		return ok && n == id
	}
}
