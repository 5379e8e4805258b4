package supporttest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// setRequester finds or makes the requester. A contributor cannot make users:
// for an unknown customer they become the requester themselves, and the note
// tells who it really was.
func (c *call) setRequester(t, in fake.Object) (fake.Object, string, error) {
	if in.Present("requester_id") {
		return t.With("requester_id", in.Raw("requester_id")), "", nil
	}
	if !in.Present("requester") {
		return t, "", nil
	}
	who := person(in.Raw("requester"))
	id, known := c.findPerson(who)
	if !known && c.user.isA(contributor) {
		note := "The requester of this ticket is " + strings.TrimSpace(who.Text("name")+" "+who.Text("email")+" "+who.Text("phone"))
		return t.With("requester_id", c.user.id), note, nil
	}
	if !known {
		var err error
		if id, err = c.makePerson("requester", who); err != nil {
			return nil, "", err
		}
	}
	return t.With("requester_id", id), "", nil
}

// person reads a user as tickets name them: an id, an e-mail address or an
// object.
func person(raw json.RawMessage) fake.Object {
	if o, err := fake.ParseObject(raw); err == nil {
		return o
	}
	if id, ok := object("id", raw).Int("id"); ok {
		return object("id", id)
	}
	return object("email", fake.Text(raw))
}

func (c *call) findPerson(who fake.Object) (int64, bool) {
	for _, name := range []string{"id", "user_id"} {
		if id, ok := who.Int(name); ok {
			_, found := c.get("users", id)
			return id, found
		}
	}
	for _, name := range []string{"email", "user_email"} {
		if id, ok := c.userByEmail(who.Text(name)); ok {
			return id, true
		}
	}
	return 0, false
}

// makePerson makes an end user. Without a name they get the first part of
// their address for one.
func (c *call) makePerson(field string, who fake.Object) (int64, error) {
	email := who.Text("email") + who.Text("user_email")
	if !strings.Contains(email, "@") {
		return 0, invalid(field, "InvalidValue", titled(field)+": is invalid")
	}
	if c.user.level() < full {
		return 0, forbidden()
	}
	name := who.Text("name") + who.Text("user_name")
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	in := object("name", name, "email", email)
	for _, m := range who {
		if slices.Contains([]string{"locale_id", "locale", "organization_id", "phone", "external_id", "verified"}, m.Name) {
			in = in.With(m.Name, m.Value)
		}
	}
	made, err := c.newUser(in, true)
	return made.id, err
}

// applyPeople carries out the members that add and remove CCs and followers.
func (c *call) applyPeople(t, in fake.Object) (fake.Object, error) {
	for _, name := range []string{"collaborators", "additional_collaborators"} {
		if !in.Present(name) {
			continue
		}
		ids, _ := integers(t.Raw("collaborator_ids"))
		people, _ := items(in.Raw(name))
		for _, raw := range people {
			id, err := c.findOrMake(name, person(raw))
			if err != nil {
				return nil, err
			}
			ids = addID(ids, id)
		}
		t = t.With("collaborator_ids", ids)
	}
	for _, list := range []struct{ name, member string }{{"email_ccs", "email_cc_ids"}, {"followers", "follower_ids"}} {
		name, member := list.name, list.member
		if !in.Present(name) {
			continue
		}
		ids, _ := integers(t.Raw(member))
		people, _ := items(in.Raw(name))
		for _, raw := range people {
			who := person(raw)
			if who.Text("action") == "delete" {
				if id, ok := c.findPerson(who); ok {
					ids = slices.DeleteFunc(ids, func(n int64) bool { return n == id })
				}
				continue
			}
			id, err := c.findOrMake(name, who)
			if err != nil {
				return nil, err
			}
			ids = addID(ids, id)
		}
		t = t.With(member, ids)
	}
	return t, nil
}

func (c *call) findOrMake(field string, who fake.Object) (int64, error) {
	if id, ok := c.findPerson(who); ok {
		return id, nil
	}
	return c.makePerson(field, who)
}

func addID(ids []int64, id int64) []int64 {
	if slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}
