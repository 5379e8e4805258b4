package supporttest

import (
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// belonging is what the memberships of groups and of organizations differ in.
type belonging struct {
	kind, to *kind
	member   string // that names the group or organization
	inUser   string // where the user shows the default one
	off      any    // what default holds where it is not true
}

var (
	inGroups        = belonging{groupMemberships, groups, "group_id", "default_group_id", false}
	inOrganizations = belonging{organizationMemberships, organizations, "organization_id", "organization_id", nil}
)

// create makes the membership in the body; one under a user's path needs no
// user_id.
func (b belonging) create(c *call) (any, error) {
	in, wrapped, err := c.envelope(b.kind.one)
	if err != nil {
		return nil, err
	}
	if c.path["id"] != "" && !in.Has("user_id") {
		in = in.With("user_id", c.id("id"))
	}
	made, err := b.add(c, in, wrapped)
	if err != nil {
		return nil, err
	}
	c.created(b.kind, made)
	return c.single(b.kind, made)
}

func (b belonging) addOne(c *call, in fake.Object) (row, error) { return b.add(c, in, true) }

func (b belonging) add(c *call, in fake.Object, wrapped bool) (row, error) {
	made, err := c.create(b.kind, in, wrapped, func(c *call, _ int64, m fake.Object) (fake.Object, error) {
		user, err := c.memberUser(m, b.kind)
		if err != nil {
			return nil, err
		}
		to, _ := m.Int(b.member)
		target, found := c.get(b.to.plural, to)
		if !found {
			return nil, invalid(b.member, "InvalidValue", b.to.title+": is invalid")
		}
		mine := c.under(b.kind.plural, user)
		if slices.ContainsFunc(mine, func(r row) bool { return is(b.member, to)(r.object) }) {
			return nil, taken("user_id", "User: has already been taken")
		}
		if b.to == organizations {
			m = m.With("organization_name", target.Text("name"))
		}
		return m.With("default", b.flag(len(mine) == 0 || m.Bool("default"))), nil
	})
	if err == nil && made.object.Bool("default") {
		b.setDefault(c, made)
		made.object, _ = c.get(b.kind.plural, made.id)
	}
	return made, err
}

func (b belonging) flag(isDefault bool) any {
	if isDefault {
		return true
	}
	return b.off
}

// memberUser returns the user of a membership: for groups, an agent.
func (c *call) memberUser(m fake.Object, k *kind) (int64, error) {
	id, _ := m.Int("user_id")
	u, found := c.get("users", id)
	switch {
	case !found:
		return 0, invalid("user_id", "InvalidValue", "User: is invalid")
	case k == groupMemberships && u.Text("role") == "end-user":
		return 0, invalid("user_id", "InvalidValue", "User: must be an agent")
	case k == organizationMemberships && u.Text("role") != "end-user" && c.user.level() < admin:
		return 0, forbidden()
	}
	return id, nil
}

// join returns the membership of a user in a group or organization that
// exists, and makes it if there is none.
func (b belonging) join(c *call, user, to int64) row {
	for _, m := range c.under(b.kind.plural, user) {
		if is(b.member, to)(m.object) {
			return m
		}
	}
	m := b.kind.blank().Merge(object("user_id", user, b.member, to, "default", b.off))
	if b.to == organizations {
		m = m.With("organization_name", c.nameOf("organizations", to))
	}
	return c.add(b.kind, m)
}

// joinAll makes memberships; the first becomes the default one of a user who
// has none.
func (b belonging) joinAll(c *call, user int64, ids []int64) {
	for _, id := range ids {
		m := b.join(c, user, id)
		if u, _ := c.get("users", user); !u.Present(b.inUser) {
			b.setDefault(c, m)
		}
	}
}

// setDefault makes a membership the only default one of its user.
func (b belonging) setDefault(c *call, m row) {
	user, _ := m.object.Int("user_id")
	for _, r := range c.under(b.kind.plural, user) {
		c.save(b.kind, r.id, r.object, r.object.With("default", b.flag(r.id == m.id)))
	}
	if u, ok := c.get("users", user); ok {
		c.save(users, user, u, u.With(b.inUser, orNull(m.object.Raw(b.member))))
	}
}

// one returns the membership in the path; under a user's path, of that user.
func (b belonging) one(c *call) (row, error) {
	if c.path["membership"] == "" {
		m, err := c.find(b.kind.plural, c.id("id"))
		return row{id: c.id("id"), object: m}, err
	}
	m, err := c.find(b.kind.plural, c.id("membership"))
	if err == nil && !is("user_id", c.id("id"))(m) {
		err = notFound()
	}
	return row{id: c.id("membership"), object: m}, err
}

func (b belonging) show(c *call) (any, error) {
	m, err := b.one(c)
	if err != nil {
		return nil, err
	}
	return c.single(b.kind, m)
}

func (b belonging) remove(c *call) (any, error) {
	m, err := b.one(c)
	if err != nil {
		return nil, err
	}
	return nil, b.removeOne(c, m.id)
}

// removeOne ends a membership, and with it the work that came from it: the
// agent's unsolved tickets of the group, or the user's of the organization.
func (b belonging) removeOne(c *call, id int64) error {
	m, err := c.find(b.kind.plural, id)
	if err != nil {
		return err
	}
	c.remove(b.kind.plural, id)
	user, _ := m.Int("user_id")
	to, _ := m.Int(b.member)
	person, cleared := "assignee_id", "assignee_id"
	if b.to == organizations {
		person, cleared = "requester_id", "organization_id"
	}
	for _, ticket := range slices.Clone(idsNaming(c.tables["tickets"].Current(), person, user)) {
		t, _ := c.get("tickets", ticket)
		working := t.Text("status") != "solved" && t.Text("status") != "closed"
		if working && is(b.member, to)(t) {
			c.save(tickets, ticket, t, t.With(cleared, nil))
		}
	}
	if !m.Bool("default") {
		return nil
	}
	if rest := c.under(b.kind.plural, user); len(rest) > 0 {
		b.setDefault(c, rest[0])
	} else if u, ok := c.get("users", user); ok {
		c.save(users, user, u, u.With(b.inUser, nil))
	}
	return nil
}

func (b belonging) makeDefault(c *call) (any, error) {
	m, err := b.one(c)
	if err != nil {
		return nil, err
	}
	b.setDefault(c, m)
	return c.listAs(b.kind.plural, b.kind, these(c.under(b.kind.plural, c.id("id"))), b.paging())
}

// paging is that of one user's memberships: in organizations the default one
// comes first.
func (b belonging) paging() paging {
	p := paging{}
	if b.to == organizations {
		p.order = "default"
	}
	return p
}

// ofUser lists a user's memberships.
func (b belonging) ofUser(c *call) (any, error) {
	return c.listAs(b.kind.plural, b.kind, c.listedWith(b.kind, c.id("id"), "user_id"), b.paging())
}

// listOrganizationMemberships lists those of everybody, to end users their own.
func listOrganizationMemberships(c *call) (any, error) {
	return c.list(organizationMemberships, c.listed(organizationMemberships, func(m fake.Object) bool {
		return c.user.level() > endUser || is("user_id", c.user.id)(m)
	}))
}

// assignable lists the memberships of agents that can be assigned tickets;
// under a group's path, of that group.
func (b belonging) assignable(c *call) (any, error) {
	return c.list(b.kind, c.listed(b.kind, func(m fake.Object) bool {
		u, ok := c.userIn(m, "user_id")
		light := caller{object: u}
		return ok && !light.limited() && (c.path["id"] == "" || is(b.member, c.id("id"))(m))
	}))
}

// removeFromOrganization ends the membership in the organization in the path.
func removeFromOrganization(c *call) (any, error) {
	for _, m := range c.under("organization_memberships", c.id("id")) {
		if is("organization_id", c.id("organization"))(m.object) {
			return nil, inOrganizations.removeOne(c, m.id)
		}
	}
	return nil, notFound()
}

func makeDefaultOrganization(c *call) (any, error) {
	for _, m := range c.under("organization_memberships", c.id("id")) {
		if is("organization_id", c.id("organization"))(m.object) {
			inOrganizations.setDefault(c, m)
			o, _ := c.get("organization_memberships", m.id)
			return object("organization_membership", o), nil
		}
	}
	return nil, notFound()
}
