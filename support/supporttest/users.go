package supporttest

import (
	"cmp"
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
	return c.single(users, row{c.user.id, c.user.object})
}

func listUsers(c *call) (any, error) { return c.list(users, c.filteredUsers()) }

func countUsers(c *call) (any, error) { return c.count(c.filteredUsers()) }

// filteredUsers applies the filters of the users list.
func (c *call) filteredUsers() []row {
	roles := append(slices.Clone(c.query["role"]), c.query["role[]"]...)
	return c.listed("users", func(u fake.Object) bool {
		return (len(roles) == 0 || slices.Contains(roles, u.Text("role"))) &&
			(!c.query.Has("permission_set") || u.Text("custom_role_id") == c.query.Get("permission_set")) &&
			(!c.query.Has("external_id") || strings.EqualFold(u.Text("external_id"), c.query.Get("external_id")))
	})
}

func showUser(c *call) (any, error) {
	id := c.id("id")
	u, found := c.anyUser(id)
	if !found {
		return nil, notFound()
	}
	return c.single(users, row{id, u})
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
		return showManyOf(users)(c)
	}
	keys := strings.Split(c.query.Get("external_ids"), ",")
	if len(keys) > 100 {
		return nil, tooMany()
	}
	var rows []row
	for id, u := range c.all("users") {
		if key := u.Text("external_id"); key != "" && slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, key) }) {
			rows = append(rows, row{id, u})
		}
	}
	return c.some(users, rows)
}

// searchUsers answers users by a query or by their external id.
func searchUsers(c *call) (any, error) {
	keep := func(o fake.Object) bool { return strings.EqualFold(o.Text("external_id"), c.query.Get("external_id")) }
	if !c.query.Has("external_id") {
		terms := parseQuery(c.query.Get("query"))
		keep = func(o fake.Object) bool { return c.matches("user", o, terms) }
	}
	return c.listAs("users", users, c.listed("users", keep), paging{style: offsetOnly})
}

// autocompleteUsers answers users with a word of the name or a phone number
// that starts like that.
func autocompleteUsers(c *call) (any, error) {
	start := c.query.Get("name") + fake.Text(c.body.Raw("name"))
	if start == "" {
		return nil, badValue("name", "is required")
	}
	c.status = http.StatusOK
	return c.listAs("users", users, c.listed("users", func(u fake.Object) bool {
		return strings.HasPrefix(u.Text("phone"), start) || hasWordPrefix(u.Text("name"), start)
	}), paging{style: offsetOnly})
}

func hasWordPrefix(text, start string) bool {
	text, start = strings.ToLower(text), strings.ToLower(start)
	return strings.HasPrefix(text, start) ||
		slices.ContainsFunc(strings.Fields(text), func(word string) bool { return strings.HasPrefix(word, start) })
}

// relatedOfUser counts what belongs to a user.
func relatedOfUser(c *call) (any, error) {
	id := c.id("id")
	if _, err := c.find("users", id); err != nil {
		return nil, err
	}
	number := func(keep func(fake.Object) bool) int { return len(c.ticketRows(keep)) }
	return object("user_related", object("assigned_tickets", number(is("assignee_id", id)), "requested_tickets", number(is("requester_id", id)),
		"ccd_tickets", number(holding("email_cc_ids", id)), "organization_subscriptions", 0)), nil
}

// usersOf lists the users that belong to a group or an organization.
func usersOf(parent *kind, memberships *kind, member string) func(*call) ([]row, error) {
	return func(c *call) ([]row, error) {
		if _, err := c.find(parent.plural, c.id("id")); err != nil {
			return nil, err
		}
		in := make(map[int64]bool)
		for _, m := range c.listed(memberships.plural, is(member, c.id("id"))) {
			user, _ := m.object.Int("user_id")
			in[user] = true
		}
		return slices.DeleteFunc(c.listed("users", nil), func(r row) bool { return !in[r.id] }), nil
	}
}

// rowsOf makes a list of what finds rows.
func rowsOf(k *kind, find func(*call) ([]row, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		rows, err := find(c)
		if err != nil {
			return nil, err
		}
		return c.list(k, rows)
	}
}

func countRows(find func(*call) ([]row, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		rows, err := find(c)
		if err != nil {
			return nil, err
		}
		return c.count(rows)
	}
}

// joined lists what a user belongs to.
func joined(k, memberships *kind, member string) func(*call) ([]row, error) {
	return func(c *call) ([]row, error) {
		if _, err := c.find("users", c.id("id")); err != nil {
			return nil, err
		}
		var rows []row
		for _, m := range c.under(memberships.plural, c.id("id")) {
			id, _ := m.object.Int(member)
			if o, ok := c.get(k.plural, id); ok {
				rows = append(rows, row{id, o})
			}
		}
		slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.id, b.id) })
		return rows, nil
	}
}
