package supporttest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

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

// affiliations are where a user belongs besides the default group and
// organization that the request names.
type affiliations struct {
	groups, organizations []int64
	organization          string // by its name
}

// affiliations reads and checks them; an organization of an unknown name is
// made later.
func (c *call) affiliations(in fake.Object, role string) (affiliations, error) {
	var a affiliations
	a.groups, _ = integers(in.Raw("group_ids"))
	if id, ok := in.Int("group_id"); ok {
		a.groups = addID(a.groups, id)
	}
	a.organizations, _ = integers(in.Raw("organization_ids"))
	if given, err := fake.ParseObject(orNull(in.Raw("organization"))); err == nil {
		if a.organization = given.Text("name"); a.organization == "" {
			return a, blank("organization", "Organization name")
		}
	}
	for _, ref := range []struct {
		kind *kind
		ids  []int64
	}{{groups, a.groups}, {organizations, a.organizations}} {
		for _, id := range ref.ids {
			if _, found := c.get(ref.kind.plural, id); !found || ref.kind == groups && role == "end-user" {
				return a, invalid(ref.kind.one, "InvalidValue", ref.kind.title+": is invalid")
			}
		}
	}
	if c.user.level() == admin {
		return a, nil
	}
	_, known := c.organizationNamed(a.organization)
	if role != "end-user" && len(a.groups)+len(a.organizations)+len(a.organization) > 0 || a.organization != "" && !known {
		return a, forbidden()
	}
	return a, nil
}

func (c *call) organizationNamed(name string) (int64, bool) {
	if ids := idsWith(c.tables["organizations"].Current(), "name", name); len(ids) > 0 {
		return ids[0], true
	}
	return 0, false
}

// affiliate makes the memberships.
func (c *call) affiliate(user int64, a affiliations) {
	if a.organization != "" {
		id, known := c.organizationNamed(a.organization)
		if !known {
			id = c.add(organizations, organizations.blank().With("name", a.organization)).id
		}
		inOrganizations.setDefault(c, inOrganizations.join(c, user, id))
	}
	inOrganizations.joinAll(c, user, a.organizations)
	inGroups.joinAll(c, user, a.groups)
}

// newUser makes a user with the identities of their addresses.
func (c *call) newUser(in fake.Object, wrapped bool) (row, error) {
	a, err := c.affiliations(in, cmp.Or(in.Text("role"), "end-user"))
	if err != nil {
		return row{}, err
	}
	in = c.withoutPhoto(in)
	made, err := c.create(users, in.Without("id"), wrapped, func(c *call, _ int64, u fake.Object) (fake.Object, error) {
		email := strings.ToLower(strings.TrimSpace(u.Text("email")))
		if _, used := c.userByEmail(email); used && email != "" {
			return nil, taken("email", "Email: "+email+" is already being used by another user")
		}
		if u.Present("email") {
			u = u.With("email", email)
		}
		return c.checkUser(0, inRole(users.blank(), u, in))
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
	c.joinDefaults(nil, made)
	c.affiliate(made.id, a)
	u, _ := c.get("users", made.id)
	return row{id: made.id, object: u}, nil
}

// joinDefaults brings the memberships in line with the default organization and
// group that a write gave a user. Null leaves none of them the default one.
func (c *call) joinDefaults(old fake.Object, u row) {
	for _, b := range []belonging{inOrganizations, inGroups} {
		if same(old, u.object, b.inUser) {
			continue
		}
		if to, ok := u.object.Int(b.inUser); ok {
			b.setDefault(c, b.join(c, u.id, to))
		} else {
			b.setDefault(c, row{object: object("user_id", u.id)})
		}
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
	old, _ := c.get("users", id)
	if !same(old, u, "role") && !slices.Contains([]string{"end-user", "agent", "admin"}, role) {
		return nil, invalid("role", "InvalidValue", "Role: "+role+" is not valid")
	}
	if !c.mayWriteUser(id, old, u) || u.Bool("shared") || u.Bool("shared_agent") {
		return nil, forbidden()
	}
	if !same(old, u, "external_id") && c.isTaken(users, id, u, "external_id") {
		return nil, taken("external_id", "External: "+u.Text("external_id")+" has already been taken")
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

// rights are what only administrators change of a user.
var rights = []string{"role", "custom_role_id", "ticket_restriction", "only_private_comments", "moderator", "suspended"}

// mayWriteUser reports whether the caller may make that of a user: below
// administrators, of end users and of themselves, and without giving anyone
// more rights. What an agent belongs to is a right of theirs, too.
func (c *call) mayWriteUser(id int64, old, u fake.Object) bool {
	if c.user.level() == admin {
		return true
	}
	if id != c.user.id && (c.user.level() < full || u.Text("role") != "end-user") {
		return false
	}
	if old == nil {
		old = users.blank()
	}
	if slices.ContainsFunc(rights, func(name string) bool { return !same(old, u, name) }) {
		return false
	}
	group, inGroup := u.Int("default_group_id")
	org, inOrg := u.Int("organization_id")
	return u.Text("role") == "end-user" || (!inGroup || c.inGroup(group)) && (!inOrg || c.inOrganization(id, org))
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

// changeUser updates a user. A new e-mail address or phone number becomes a further
// identity, and the user goes on showing the first one: the primary one is
// changed through the identities.
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
	phone := in.Text("phone")
	if old.Present("phone") && phone != "" {
		in = in.Without("phone")
	}
	in = c.withoutPhoto(in)
	for _, name := range []string{"group_ids", "group_id"} { // for new users only
		if in.Has(name) {
			c.warn([]string{name})
			in = in.Without(name)
		}
	}
	a, err := c.affiliations(in, old.Text("role"))
	if err != nil {
		return row{}, err
	}
	changed, err := c.update(users, id, in, func(c *call, id int64, u fake.Object) (fake.Object, error) {
		return c.checkUser(id, inRole(old, u, in))
	})
	if err != nil {
		return row{}, err
	}
	if email != "" && !used {
		c.addIdentity(newIdentity(id, "email", email, !old.Present("email"), false))
	}
	if phone != "" && !c.hasIdentity(id, "phone_number", phone) {
		c.addIdentity(newIdentity(id, "phone_number", phone, !old.Present("phone"), false))
	}
	c.joinDefaults(old, changed)
	c.affiliate(id, a)
	u, _ := c.get("users", id)
	return row{id: id, object: u}, nil
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
		if id := c.idOf(users, key); id != 0 {
			return id, true
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
	c.purged[c.id("id")] = nobody(c.url(users, c.id("id")), u).With("updated_at", c.now.Format(layout))
	return object("deleted_user", u), nil
}
