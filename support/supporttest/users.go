package supporttest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// me answers the caller; without a credential that is the anonymous user.
func me(c *call) (any, error) {
	if c.user.object == nil {
		return object("user", object("id", nil, "url", nil, "name", "Anonymous user", "email", nil, "role", "end-user",
			"active", nil, "verified", nil, "locale", "en-US", "time_zone", "UTC")), nil
	}
	me := c.user.object
	if c.user.level() >= agent {
		me = me.With("authenticity_token", fmt.Sprintf("token-of-%d", c.user.id))
	}
	return c.single(users, row{id: c.user.id, object: me})
}

func listUsers(c *call) (any, error) { return c.list(users, c.filteredUsers()) }

func countUsers(c *call) (any, error) { return c.count(c.filteredUsers()) }

// filteredUsers applies the filters of the users list.
func (c *call) filteredUsers() set {
	roles := append(slices.Clone(c.query["role"]), c.query["role[]"]...)
	s := c.listed(users, nil)
	if len(roles) > 0 {
		in := fake.IDs{}
		for _, role := range roles {
			in = in.Or(fake.Among(idsWith(s.view, "role", role)))
		}
		s.in = s.in.And(in)
	}
	for parameter, member := range map[string]string{"permission_set": "custom_role_id", "external_id": "external_id"} {
		if c.query.Has(parameter) {
			s.in = s.in.And(fake.Among(idsWith(s.view, member, c.query.Get(parameter))))
		}
	}
	return s
}

func showUser(c *call) (any, error) {
	id := c.id("id")
	u, found := c.anyUser(id)
	if !found {
		return nil, notFound()
	}
	return c.single(users, row{id: id, object: u})
}

// anyUser returns a user, also one that was deleted, for good or not: their
// tickets go on naming them.
func (c *call) anyUser(id int64) (fake.Object, bool) {
	for _, kind := range []string{"users", "deleted_users"} {
		if u, ok := c.get(kind, id); ok {
			return u, true
		}
	}
	u, ok := c.purged[id]
	return u, ok
}

func showManyUsers(c *call) (any, error) {
	if !c.query.Has("external_ids") {
		ids, err := c.ids()
		if err != nil {
			return nil, err
		}
		var rows []row
		for _, id := range ids {
			if u, ok := c.anyUser(id); ok && (isActive(u) || c.query.Get("include_deleted") == "true") {
				rows = append(rows, row{id: id, object: u})
			}
		}
		return c.some(users, rows)
	}
	keys := strings.Split(c.query.Get("external_ids"), ",")
	if len(keys) > 100 {
		return nil, c.tooMany()
	}
	var rows []row
	for _, key := range keys {
		if id := c.idOf(users, key); key != "" && id != 0 {
			u, _ := c.get("users", id)
			rows = append(rows, row{id: id, object: u})
		}
	}
	return c.some(users, rows)
}

// searchUsers answers users by a query or by their external id.
func searchUsers(c *call) (any, error) {
	found := c.listed(users, nil)
	if c.query.Has("external_id") {
		found.in = fake.Among(idsWith(found.view, "external_id", c.query.Get("external_id")))
	} else {
		var err error
		if found, err = c.hits(parseQuery(c.query.Get("query")), "user"); err != nil {
			return nil, err
		}
	}
	return c.listAs("users", users, found, paging{style: offsetOnly})
}

// autocompleteUsers answers users with a word of the name or a phone number
// that starts like that.
func autocompleteUsers(c *call) (any, error) {
	start := c.query.Get("name") + fake.Text(c.body.Raw("name"))
	if start == "" {
		return nil, badValue("name", "is required")
	}
	c.status = http.StatusOK
	s := c.listed(users, nil)
	byName := byValue(s.view, "name")
	if !strings.ContainsAny(start, " \t") {
		byName = s.view.Lookup("words of a name", true, func(u fake.Object) []string { return strings.Fields(u.Text("name")) })
	}
	byPhone := byValue(s.view, "phone")
	s.in = fake.Among(byName.Starting(start)).Or(fake.Among(byPhone.Starting(start)))
	return c.listAs("users", users, s, paging{style: offsetOnly})
}

// relatedOfUser counts what belongs to a user.
func relatedOfUser(c *call) (any, error) {
	id := c.id("id")
	number := func(member string) int { return c.ticketsOf(id, member).size() }
	return object("user_related", object("assigned_tickets", number("assignee_id"), "requested_tickets", number("requester_id"),
		"ccd_tickets", number("email_cc_ids"), "organization_subscriptions", 0)), nil
}

// usersOf lists the users that belong to a group or an organization.
func usersOf(memberships *kind, member string) func(*call) set {
	return func(c *call) set {
		members := c.listed(users, nil)
		var ids []int64
		for m := range c.listedWith(memberships, c.id("id"), member).all() {
			user, _ := m.object.Int("user_id")
			ids = append(ids, user)
		}
		slices.Sort(ids)
		members.in, members.sure = fake.Among(slices.Compact(ids)), false // some may be deleted
		return members
	}
}

// rowsOf makes a list of what finds records.
func rowsOf(k *kind, find func(*call) set) func(*call) (any, error) {
	return func(c *call) (any, error) { return c.list(k, find(c)) }
}

func countRows(find func(*call) set) func(*call) (any, error) {
	return func(c *call) (any, error) { return c.count(find(c)) }
}

// joined lists what a user belongs to.
func joined(k, memberships *kind, member string) func(*call) set {
	return func(c *call) set {
		var rows []row
		for _, m := range c.under(memberships.plural, c.id("id")) {
			id, _ := m.object.Int(member)
			if o, ok := c.get(k.plural, id); ok {
				rows = append(rows, row{id: id, object: o})
			}
		}
		return these(rows)
	}
}
