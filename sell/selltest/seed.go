package selltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// Seed stores records as the API returns them, without checking them, and
// returns their ids. All members are kept as they are, odd values too; ids,
// timestamps and what else the API sets by itself are filled in where they are
// missing. The kind is the path below /v2, such as "leads", "users",
// "lead/custom_fields" or "deals/5/associated_contacts"; "accounts" replaces
// the account. A record whose id is no integer is stored and listed, and its
// returned id is 0.
//
// Seed panics on what is no JSON object and on an unknown kind: it is for tests
// and examples. See [Server.SeedDocument] for data from outside.
func (s *Server) Seed(kind string, records ...string) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]int64, len(records))
	for i, record := range records {
		id, err := s.seedKind(kind, json.RawMessage(record), false)
		if err != nil {
			panic(fmt.Sprintf("selltest: %s: record %d: %v", kind, i, err))
		}
		ids[i] = max(id, 0)
	}
	return ids
}

// SeedDocument stores the records of a document such as
// {"leads":[{…},…],"users":[{…},…]}. They take the place of what the server was
// born with, kind by kind. The first active admin among its users becomes the
// user of the server's token; if there is none, the admin that the server was
// born with remains. An associated contact or line item belongs to its member
// deal_id or order_id, or else to the first deal or order. The error names the
// kind and the record; nothing is stored then.
func (s *Server) SeedDocument(document []byte) error {
	kinds, err := fake.ParseObject(document)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()

	type entry struct {
		kind    string
		records []json.RawMessage
	}
	var entries []entry
	for _, m := range kinds {
		e := entry{kind: m.Name}
		if err := json.Unmarshal(m.Value, &e.records); err != nil {
			return fmt.Errorf("%s: is no array", m.Name)
		}
		for i, record := range e.records {
			o, _, err := unwrap(record)
			if err == nil {
				_, _, err = s.place(m.Name, o)
			}
			if err != nil {
				return fmt.Errorf("%s: record %d: %w", m.Name, i, err)
			}
		}
		entries = append(entries, e)
	}
	// What is nested comes after what it is nested in.
	slices.SortStableFunc(entries, func(a, b entry) int { return nesting(a.kind) - nesting(b.kind) })

	emptied := make(map[*resource]bool)
	for _, e := range entries {
		for i, record := range e.records {
			o, _, _ := unwrap(record)
			res, parent, err := s.place(e.kind, o)
			if err == nil {
				if !emptied[res] {
					s.forgetBorn(res)
					emptied[res] = true
				}
				_, err = s.seed(res, parent, record, false)
			}
			if err != nil {
				return fmt.Errorf("%s: record %d: %w", e.kind, i, err)
			}
		}
	}
	return s.keepAdmin()
}

// nesting sorts kinds: what lies within a deal or an order comes last.
func nesting(kind string) int {
	if strings.HasSuffix(kind, "associated_contacts") || strings.HasSuffix(kind, "line_items") {
		return 1
	}
	return 0
}

func (s *Server) forgetBorn(res *resource) {
	for id, o := range res.table.All() {
		if o.Has(bornMember) {
			s.changes++
			res.table.Drop(s.clock(), s.clock(), id)
		}
	}
}

// keepAdmin gives the server's token an admin as its user again.
func (s *Server) keepAdmin() error {
	users, g := s.resources["users"], s.grants[s.token]
	if o, _ := users.table.Get(g.user); s.active(g.user) && o.Text("role") == "admin" {
		return nil
	}
	for id, o := range users.table.All() {
		if o.Text("role") == "admin" && s.active(id) {
			g.user = id
			return nil
		}
	}
	born, err := fake.ParseObject([]byte(users.born[0]))
	if err != nil {
		return err
	}
	g.user, err = s.seed(users, 0, fake.JSON(born.Without("id")), true)
	return err
}

// unwrap reads a record, also when it still is in the envelope of an answer.
func unwrap(raw json.RawMessage) (o, meta fake.Object, err error) {
	o, err = fake.ParseObject(raw)
	if err != nil || !o.Has("data") || len(o.Without("data", "meta")) > 0 {
		return o, nil, err
	}
	meta, _ = fake.ParseObject(o.Raw("meta"))
	o, err = fake.ParseObject(o.Raw("data"))
	return o, meta, err
}

// place finds the resource that a kind in a seed names, and the record that it
// is nested in.
func (s *Server) place(kind string, o fake.Object) (*resource, int64, error) {
	switch parts := strings.Split(kind, "/"); {
	case len(parts) == 3:
		parent, err := strconv.ParseInt(parts[1], 10, 64)
		if res := s.resources[parts[0]+"/{parent}/"+parts[2]]; res != nil && err == nil {
			return res, parent, nil
		}
	case kind == "account":
		kind = "accounts"
	case kind == "associated_contacts":
		return s.nested("deals", kind, o, "deal_id")
	case kind == "line_items":
		return s.nested("orders", kind, o, "order_id")
	case kind == "custom_fields" || kind == "industries":
		kind = "lead/" + kind
		if of := o.Text("resource_type"); s.resources[of+"/custom_fields"] != nil {
			kind = of + "/custom_fields"
		}
	case strings.HasSuffix(kind, "_custom_fields"):
		kind = strings.TrimSuffix(kind, "_custom_fields") + "/custom_fields"
	case strings.HasSuffix(kind, "_industries"):
		kind = strings.TrimSuffix(kind, "_industries") + "/industries"
	}
	if res := s.resources[kind]; res != nil {
		return res, 0, nil
	}
	return nil, 0, errors.New("there is no such kind of record")
}

func (s *Server) nested(in, kind string, o fake.Object, member string) (*resource, int64, error) {
	res := s.resources[in+"/{parent}/"+kind]
	if parent, ok := o.Int(member); ok {
		return res, parent, nil
	}
	for parent := range s.resources[in].table.All() {
		return res, parent, nil
	}
	return res, 0, nil
}

func (s *Server) seedKind(kind string, record json.RawMessage, born bool) (int64, error) {
	o, _, err := unwrap(record)
	if err != nil {
		return 0, err
	}
	res, parent, err := s.place(kind, o)
	if err != nil {
		return 0, err
	}
	if res.kind == "accounts" {
		s.forgetBorn(res)
	}
	return s.seed(res, parent, record, born)
}

// seed stores one record and returns the id that it is kept under: its own, or
// a negative one when that is no integer.
func (s *Server) seed(res *resource, parent int64, record json.RawMessage, born bool) (int64, error) {
	o, meta, err := unwrap(record)
	if err != nil {
		return 0, err
	}
	c := &call{Server: s, res: res, now: s.clock(), user: &viewer{id: 1}}
	if g := s.grants[s.token]; g != nil {
		c.user.id = g.user
	}
	id, ok := o.Int("id")
	_, hasID := res.attr("id")
	switch {
	case ok && id > 0:
	case o.Has("id"):
		s.odd--
		id = s.odd
	default:
		if id = res.table.NextID(); hasID {
			o = append(object("id", id), o...)
		}
	}
	if res.kind == "tasks" && o.Has("overdue") {
		o = o.With(overdueMember, true)
	}
	for _, a := range res.attrs {
		filled := a.readOnly || a.typ == "owner" || a.name == "created_at" || a.name == "updated_at"
		if !filled || !a.hasInitial || o.Has(a.name) {
			continue
		}
		value := a.start(c)
		if res.kind == "users" && blankJSON(value) {
			value = inventedName(a.name, id)
		}
		o = o.With(a.name, value)
	}
	if res.version {
		version, ok := meta.Int("version")
		if !ok {
			version = 1
		}
		o = o.With(versionMember, version)
	}
	if res.parent != "" {
		o = o.With(parentMember, parent)
	}
	if born {
		o = o.With(bornMember, true)
	}
	s.changes++
	res.table.Keep(c.now, c.now, id, o)
	return id, nil
}

func blankJSON(raw json.RawMessage) bool { return string(raw) == `""` }

// inventedName names a user that was seeded without a name or an address.
func inventedName(member string, id int64) json.RawMessage {
	if member == "email" {
		return fake.JSON(fmt.Sprintf("user-%d@example.com", id))
	}
	return fake.JSON(fmt.Sprintf("User %d", id))
}

// Records returns the records of a kind as they are now, by id, whatever lists
// still show; the kind is that of [Server.Seed].
func (s *Server) Records(kind string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	res, parent, err := s.place(kind, nil)
	if err != nil {
		panic("selltest: " + kind + ": " + err.Error())
	}
	records := make([]json.RawMessage, 0)
	for _, o := range res.table.All() {
		if of, _ := o.Int(parentMember); res.parent == "" || of == parent || !strings.Contains(kind, "/") {
			records = append(records, fake.JSON(public(o)))
		}
	}
	return records
}
