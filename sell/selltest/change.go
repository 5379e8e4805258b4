package selltest

import (
	"encoding/json"
	"fmt"

	"github.com/sellsupport/zendesk/internal/fake"
)

// Change writes a record as somebody at work in the product does, also one that
// the API cannot write: users, stages, visits, documents, definitions of custom
// fields, reasons why leads do not qualify, and "appointments", which are in
// Firehose only. What has no id, or a new one, is stored as [Server.Seed] does; of
// a record that exists, the members that are given change and the others stay.
// Either is an event in Firehose, which seeding is not, and comes with the next
// session of Sync. Change returns the id of the record.
//
// The kind is that of Seed, and Change panics on what Seed panics on.
func (s *Server) Change(kind, record string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := s.change(kind, json.RawMessage(record))
	if err != nil {
		panic(fmt.Sprintf("selltest: %s: %v", kind, err))
	}
	return max(id, 0)
}

func (s *Server) change(kind string, record json.RawMessage) (int64, error) {
	o, meta, err := unwrap(record)
	if err != nil {
		return 0, err
	}
	res, parent, err := s.place(kind, o)
	if err != nil {
		return 0, err
	}
	if res.kind == "accounts" { // there is one, whatever its id
		for id := range res.table.All() {
			o = o.With("id", id)
		}
	}
	c := &call{Server: s, res: res, now: s.clock()}
	id, _ := o.Int("id")
	old, known := res.table.Get(id)
	if known {
		version, _ := old.Int(versionMember)
		meta = object("version", version+1)
		parent, _ = old.Int(parentMember)
		before := old.Without(bornMember)
		if !o.Has("overdue") && !old.Has(overdueMember) {
			before = before.Without("overdue") // follows from what changes
		}
		if before.Has("updated_at") {
			before = before.With("updated_at", c.stamp())
		}
		o = before.Merge(o)
	}
	id, err = s.seed(res, parent, fake.JSON(object("data", o, "meta", meta)), false)
	if err != nil {
		return 0, err
	}
	now, _ := res.table.Get(id)
	c.note(res, id, old, now)
	return id, nil
}
