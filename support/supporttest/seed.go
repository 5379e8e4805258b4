package supporttest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// derivedKey names the records that seeding one record made beside it.
type derivedKey struct {
	kind   string
	parent int64
}

// Seed stores records as the API returns them, and returns their ids. Every
// member is kept as it is, whether known or not, odd or not; only a missing
// id, url, created_at or updated_at is filled in, and that a user is active. A
// record with the id of a stored one takes its place. No rule of the API is applied, and lists show
// seeded records at once.
//
// Kinds are the plural names of the API: tickets, users, groups and so on.
// Records that the API shows under another one name it: a comment (comments)
// and an audit (ticket_audits) by ticket_id, an identity (identities) by
// user_id. A ticket without seeded comments shows its description as the first
// one; a user without seeded identities has those of email and phone, without
// seeded memberships those of organization_id and default_group_id.
//
// Seed panics on an unknown kind and on what is no JSON object: it is for tests
// and examples. See [Server.SeedDocument] for data from elsewhere.
func (s *Server) Seed(kind string, records ...string) []int64 {
	raw := make([]json.RawMessage, len(records))
	for i, r := range records {
		raw[i] = json.RawMessage(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	objects, err := s.readRecords(kind, raw)
	if err != nil {
		panic("supporttest: " + err.Error())
	}
	if kind == "users" {
		for i, o := range objects {
			if !o.Has("active") {
				objects[i] = o.With("active", true) // an agent always sees it
			}
		}
	}
	return s.seedAll(kind, objects)
}

// SeedDocument stores the records of a document such as
// {"tickets":[{…},…],"users":[{…},…]}. They take the place of what the account
// was born with, kind by kind. The first active administrator among its users
// becomes the user of the default token; if there is none, the one that the
// account was born with remains. An error names the kind and the record;
// nothing is stored then.
func (s *Server) SeedDocument(document []byte) error {
	kindsOf, err := fake.ParseObject(document)
	if err != nil {
		return fmt.Errorf("supporttest: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	read := make(map[string][]fake.Object, len(kindsOf))
	for _, m := range kindsOf {
		values, isList := items(m.Value)
		if !isList {
			return fmt.Errorf("supporttest: %s: no array of records", m.Name)
		}
		if read[m.Name], err = s.readRecords(m.Name, values); err != nil {
			return fmt.Errorf("supporttest: %w", err)
		}
	}
	s.makeRoom(read)
	for _, k := range kinds {
		s.seedAll(k.plural, read[k.plural])
	}
	return nil
}

// makeRoom removes what the account was born with of the kinds that a document
// has, and gives the default token to the document's administrator.
func (s *Server) makeRoom(read map[string][]fake.Object) {
	now := s.options.clock().UTC()
	if len(read["ticket_fields"]) > 0 {
		for i := range systemFields {
			s.tables["ticket_fields"].drop(now, now, firstID+int64(i))
		}
	}
	for _, u := range read["users"] {
		id, ok := u.Int("id")
		if !ok || u.Text("role") != "admin" || u.Text("active") == "false" || u.Bool("suspended") {
			continue
		}
		for _, kind := range []string{"identities", "group_memberships"} {
			s.dropDerived(kind, firstID)
		}
		s.tables["users"].drop(now, now, firstID)
		if len(read["groups"]) > 0 {
			s.tables["groups"].drop(now, now, firstID)
		}
		if t := s.tokens[s.options.token]; t != nil && t.user == firstID {
			t.user = id
		}
		return
	}
}

// readRecords parses records without storing any.
func (s *Server) readRecords(kind string, records []json.RawMessage) ([]fake.Object, error) {
	t, ok := s.tables[kind]
	if !ok {
		return nil, fmt.Errorf("no records are kept of %q", kind)
	}
	objects := make([]fake.Object, len(records))
	for i, raw := range records {
		o, err := fake.ParseObject(raw)
		if err != nil {
			return nil, fmt.Errorf("%s[%d]: %w", kind, i, err)
		}
		if _, ok := o.Int(t.kind.parent); !ok && t.kind.needsParent {
			return nil, fmt.Errorf("%s[%d]: %s is missing", kind, i, t.kind.parent)
		}
		objects[i] = o
	}
	return objects, nil
}

func (s *Server) seedAll(kind string, objects []fake.Object) []int64 {
	ids := make([]int64, len(objects))
	for i, o := range objects {
		ids[i] = s.seed(s.tables[kind], o)
	}
	return ids
}

func (s *Server) seed(t *table, o fake.Object) int64 {
	now := s.options.clock().UTC()
	id, ok := o.Int("id")
	switch {
	case ok && id > 0:
	case o.Has("id"): // null, or a job's text
		t.odd--
		id = t.odd
	default:
		id = t.NextID()
		o = object("id", id).Merge(o)
	}
	if !o.Has("url") && !t.kind.unlinked {
		o = o.With("url", s.url(t.kind, id))
	}
	for _, date := range []string{"created_at", "updated_at"} {
		if !o.Has(date) && (date == "created_at" || !t.kind.undated) {
			o = o.With(date, now.Format(layout))
		}
	}
	if parent, ok := o.Int(t.kind.parent); ok {
		s.dropDerived(t.kind.plural, parent)
	}
	delete(t.made, id)
	if t.kind == tickets {
		delete(s.touched, id)
	}
	t.keep(now, now, id, o)
	switch t.kind.plural {
	case "tickets":
		s.deriveComment(id, o)
	case "users":
		s.deriveOfUser(id, o)
	case "ticket_fields":
		s.replaceSystemField(id, o)
	}
	return id
}

// derive stores what follows from a seeded record, unless such records are
// there already.
func (s *Server) derive(kind string, parent int64, o fake.Object) {
	t := s.tables[kind]
	id := t.NextID()
	now := s.options.clock().UTC()
	o = object("id", id, "url", s.url(t.kind, id)).Merge(o)
	if !o.Has("created_at") {
		o = o.With("created_at", now.Format(layout))
	}
	if !t.kind.undated {
		o = o.With("updated_at", now.Format(layout))
	}
	t.keep(now, now, id, o)
	key := derivedKey{kind, parent}
	s.derived[key] = append(s.derived[key], id)
}

// dropDerived makes room for seeded records, or for those of a new version of
// their parent.
func (s *Server) dropDerived(kind string, parent int64) {
	key := derivedKey{kind, parent}
	now := s.options.clock().UTC()
	for _, id := range s.derived[key] {
		s.tables[kind].drop(now, now, id)
	}
	delete(s.derived, key)
}

func (s *Server) deriveComment(id int64, t fake.Object) {
	s.dropDerived("comments", id)
	if !t.Present("description") || len(s.under("comments", id)) > 0 {
		return
	}
	author := t.Raw("submitter_id")
	if !t.Present("submitter_id") {
		author = t.Raw("requester_id")
	}
	public := !t.Has("is_public") || t.Bool("is_public")
	o := newComment(t.Text("description"), "", public).With("author_id", orNull(author)).With("ticket_id", id).
		With("created_at", orNull(t.Raw("created_at"))).With("audit_id", nil).Without("url")
	s.derive("comments", id, o)
}

func (s *Server) deriveOfUser(id int64, u fake.Object) {
	for _, kind := range []string{"identities", "organization_memberships", "group_memberships"} {
		s.dropDerived(kind, id)
	}
	if len(s.under("identities", id)) == 0 {
		verified := u.Bool("verified")
		if u.Present("email") {
			s.derive("identities", id, newIdentity(id, "email", u.Text("email"), true, verified))
		}
		if u.Present("phone") {
			s.derive("identities", id, newIdentity(id, "phone_number", u.Text("phone"), !u.Present("email"), verified))
		}
	}
	if org, ok := u.Int("organization_id"); ok && len(s.under("organization_memberships", id)) == 0 {
		s.derive("organization_memberships", id, object("user_id", id, "organization_id", org, "default", true, "organization_name", s.nameOf("organizations", org), "view_tickets", false))
	}
	if group, ok := u.Int("default_group_id"); ok && len(s.under("group_memberships", id)) == 0 {
		s.derive("group_memberships", id, object("user_id", id, "group_id", group, "default", true))
	}
}

// replaceSystemField drops the field that the account was born with when one
// of the same system type is seeded: an account has only one.
func (s *Server) replaceSystemField(id int64, f fake.Object) {
	kind := f.Text("type")
	at := slices.IndexFunc(systemFields, func(sys systemField) bool { return sys.kind == kind })
	if old := int64(firstID + at); at >= 0 && old != id {
		now := s.options.clock().UTC()
		s.tables["ticket_fields"].drop(now, now, old)
	}
}

// nameOf returns the name of a record, nil if there is none.
func (s *Server) nameOf(kind string, id int64) any {
	if o, ok := s.get(kind, id); ok {
		return o.Text("name")
	}
	return nil
}

func orNull(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("null")
	}
	return raw
}

// Records returns what is stored of a kind, by ascending id, for assertions.
func (s *Server) Records(kind string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tables[kind]
	if !ok {
		panic(fmt.Sprintf("supporttest: no records are kept of %q", kind))
	}
	s.finishDueJobs(s.options.clock().UTC())
	var records []json.RawMessage
	for _, o := range t.All() {
		records = append(records, fake.JSON(o))
	}
	return records
}
