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
	u, found := c.get("users", id)
	if !found {
		if u, found = c.get("deleted_users", id); !found {
			return nil, notFound()
		}
	}
	return c.single(users, row{id, u})
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

func createUser(c *call) (any, error) {
	in, wrapped, err := c.envelope("user")
	if err != nil {
		return nil, err
	}
	made, err := c.newUser(in, wrapped)
	if err != nil {
		return nil, err
	}
	c.created(users, made)
	return c.single(users, made)
}

// newUser makes a user with the identities of their addresses.
func (c *call) newUser(in fake.Object, wrapped bool) (row, error) {
	made, err := c.create(users, in.Without("id"), wrapped, func(c *call, _ int64, u fake.Object) (fake.Object, error) {
		email := strings.ToLower(strings.TrimSpace(u.Text("email")))
		if _, used := c.userByEmail(email); used && email != "" {
			return nil, taken("email", "Email: "+email+" is already being used by another user")
		}
		if u.Present("email") {
			u = u.With("email", email)
		}
		if u.Text("role") != "end-user" {
			u = u.Merge(object("restricted_agent", u.Present("ticket_restriction") && in.Present("ticket_restriction")))
			if !in.Present("ticket_restriction") {
				u = u.With("ticket_restriction", nil)
			}
		}
		if u.Text("role") == "admin" {
			u = u.With("role_type", 4)
		}
		return c.checkUser(0, u)
	})
	if err != nil {
		return row{}, err
	}
	verified := made.object.Bool("verified")
	if made.object.Present("email") {
		c.addIdentity(newIdentity(made.id, "email", made.object.Text("email"), true, verified))
	}
	if made.object.Present("phone") {
		c.addIdentity(newIdentity(made.id, "phone_number", made.object.Text("phone"), !made.object.Present("email"), verified))
	}
	given, _ := items(in.Raw("identities"))
	for _, raw := range given {
		if o, err := fake.ParseObject(raw); err == nil && !c.hasIdentity(made.id, o.Text("type"), o.Text("value")) {
			c.addIdentity(newIdentity(made.id, o.Text("type"), o.Text("value"), false, o.Bool("verified")))
		}
	}
	c.joinDefaults(made)
	u, _ := c.get("users", made.id)
	return row{made.id, u}, nil
}

// joinDefaults makes the memberships that the default organization and group
// stand for.
func (c *call) joinDefaults(u row) {
	if org, ok := u.object.Int("organization_id"); ok && !c.inOrganization(u.id, org) {
		c.add(organizationMemberships, object("user_id", u.id, "organization_id", org, "organization_name", c.nameOf("organizations", org), "default", true, "view_tickets", false))
	}
	group, ok := u.object.Int("default_group_id")
	member := slices.ContainsFunc(c.under("group_memberships", u.id), func(m row) bool { return is("group_id", group)(m.object) })
	if ok && !member {
		c.add(groupMemberships, object("user_id", u.id, "group_id", group, "default", true))
	}
}

// helpers are what a user is written with but does not hold.
var helpers = []string{
	"id", "group_ids", "group_id", "organization_ids", "organization", "agent_brand_ids", "active_brand_id", "remote_photo_url",
	"skip_verify_email", "password", "identities",
}

// checkUser checks what the API refuses of a user; id is 0 for a new one.
func (c *call) checkUser(id int64, u fake.Object) (fake.Object, error) {
	role := u.Text("role")
	old, known := c.get("users", id)
	if !same(old, u, "role") && !slices.Contains([]string{"end-user", "agent", "admin"}, role) {
		return nil, invalid("role", "InvalidValue", "Role: "+role+" is not valid")
	}
	if role != "end-user" && c.user.level() < admin && id != c.user.id || c.user.level() < full && id != c.user.id {
		return nil, forbidden()
	}
	if u.Bool("shared") || u.Bool("shared_agent") {
		return nil, forbidden()
	}
	if known && c.user.level() < admin && old.Text("role") != role {
		return nil, forbidden()
	}
	if key := u.Text("external_id"); key != "" && !same(old, u, "external_id") {
		for other, o := range c.all("users") {
			if other != id && strings.EqualFold(o.Text("external_id"), key) {
				return nil, taken("external_id", "External: "+key+" has already been taken")
			}
		}
	}
	for _, ref := range []struct{ member, field, kind string }{{"organization_id", "organization", "organizations"}, {"default_group_id", "default_group", "groups"}} {
		if id, ok := u.Int(ref.member); ok && !same(old, u, ref.member) {
			if _, found := c.get(ref.kind, id); !found {
				return nil, invalid(ref.field, "InvalidValue", titled(ref.field)+": is invalid")
			}
		}
	}
	return u.Without(helpers[1:]...), nil
}

func updateUser(c *call) (any, error) {
	in, _, err := c.envelope("user")
	if err != nil {
		return nil, err
	}
	changed, err := c.changeUser(c.id("id"), in)
	if err != nil {
		return nil, err
	}
	return c.single(users, changed)
}

// changeUser updates a user. A new e-mail address becomes a further identity:
// the primary one is changed through the identities.
func (c *call) changeUser(id int64, in fake.Object) (row, error) {
	email := strings.ToLower(strings.TrimSpace(in.Text("email")))
	owner, used := c.userByEmail(email)
	if email != "" && used && owner != id {
		return row{}, taken("email", "Email: "+email+" is already being used by another user")
	}
	old, err := c.find("users", id)
	if err != nil {
		return row{}, err
	}
	if old.Present("email") {
		in = in.Without("email")
	} else if email != "" {
		in = in.With("email", email)
	}
	changed, err := c.update(users, id, in, (*call).checkUser)
	if err != nil {
		return row{}, err
	}
	if email != "" && !used {
		c.addIdentity(newIdentity(id, "email", email, !old.Present("email"), false))
	}
	if phone := changed.object.Text("phone"); phone != "" && phone != old.Text("phone") && !c.hasIdentity(id, "phone_number", phone) {
		c.addIdentity(newIdentity(id, "phone_number", phone, false, false))
	}
	c.joinDefaults(changed)
	return changed, nil
}

// createOrUpdateUser matches on the id, the external id or an e-mail address.
func createOrUpdateUser(c *call) (any, error) {
	in, wrapped, err := c.envelope("user")
	if err != nil {
		return nil, err
	}
	id, known := c.matchingUser(in)
	if !known {
		made, err := c.newUser(in, wrapped)
		if err != nil {
			return nil, err
		}
		c.created(users, made)
		return c.single(users, made)
	}
	changed, err := c.changeUser(id, in)
	if err != nil {
		return nil, err
	}
	c.status = http.StatusOK
	return c.single(users, changed)
}

func (c *call) matchingUser(in fake.Object) (int64, bool) {
	if id, ok := in.Int("id"); ok {
		_, found := c.get("users", id)
		return id, found
	}
	if key := in.Text("external_id"); key != "" {
		for id, u := range c.all("users") {
			if strings.EqualFold(u.Text("external_id"), key) {
				return id, true
			}
		}
	}
	return c.userByEmail(in.Text("email"))
}

func deleteUser(c *call) (any, error) {
	gone, err := c.removeUser(c.id("id"))
	if err != nil {
		return nil, err
	}
	return object("user", gone), nil
}

// removeUser moves a user to the deleted ones.
func (c *call) removeUser(id int64) (fake.Object, error) {
	u, err := c.find("users", id)
	if err != nil {
		return nil, err
	}
	if id == c.user.id {
		return nil, invalid("base", "InvalidValue", "You cannot delete yourself")
	}
	u = u.Merge(object("active", false, "updated_at", c.now.Format(layout)))
	c.remove("users", id)
	c.put("deleted_users", id, u)
	return u, nil
}

func purgeUser(c *call) (any, error) {
	u, err := c.find("deleted_users", c.id("id"))
	if err != nil {
		return nil, err
	}
	c.remove("deleted_users", c.id("id"))
	return object("deleted_user", u), nil
}

// relatedOfUser counts what belongs to a user.
func relatedOfUser(c *call) (any, error) {
	id := c.id("id")
	if _, err := c.find("users", id); err != nil {
		return nil, err
	}
	number := func(keep func(fake.Object) bool) int { return len(c.listed("tickets", keep)) }
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
