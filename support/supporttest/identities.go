package supporttest

import (
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// identityTypes are the types that an identity can have.
var identityTypes = []string{
	"email", "twitter", "facebook", "google", "phone_number", "agent_forwarding", "any_channel", "foreign", "sdk", "messaging", "microsoft",
}

// newIdentity makes an identity of a user.
func newIdentity(user int64, kind, value string, primary, verified bool) fake.Object {
	method := "none"
	if verified {
		method = "low"
	}
	o := object("user_id", user, "type", kind, "value", value, "verified", verified, "verification_method", method,
		"verified_at", nil, "primary", primary)
	if kind == "email" {
		o = o.Merge(object("undeliverable_count", 0, "deliverable_state", "deliverable"))
	}
	return o
}

func (c *call) addIdentity(o fake.Object) row {
	user, _ := o.Int("user_id")
	made := c.add(identities, o)
	made.object = made.object.With("url", c.identityURL(user, made.id))
	c.put("identities", made.id, made.object)
	return made
}

func (c *call) identityURL(user, id int64) string {
	return strings.TrimSuffix(c.url(users, user), ".json") + "/identities/" + string(fake.JSON(id)) + ".json"
}

func (c *call) hasIdentity(user int64, kind, value string) bool {
	return slices.ContainsFunc(c.under("identities", user), func(r row) bool {
		return r.object.Text("type") == kind && strings.EqualFold(r.object.Text("value"), value)
	})
}

// owner checks that the user in the path exists and that the caller may look:
// end users may at themselves.
func (c *call) owner() error {
	if c.user.level() == endUser && c.user.id != c.id("id") {
		return forbidden()
	}
	_, err := c.find("users", c.id("id"))
	return err
}

// ownerToChange checks that the caller may change the identities of the user
// in the path: below administrators, those of end users and their own.
func (c *call) ownerToChange() error {
	if err := c.owner(); err != nil || c.user.level() == admin || c.user.id == c.id("id") {
		return err
	}
	if u, _ := c.get("users", c.id("id")); c.user.level() < full || u.Text("role") != "end-user" {
		return forbidden()
	}
	return nil
}

func listIdentities(c *call) (any, error) {
	if err := c.owner(); err != nil {
		return nil, err
	}
	rows := slices.DeleteFunc(c.under("identities", c.id("id")), func(r row) bool { return !c.seesIdentity(r.object) })
	if types := append(slices.Clone(c.query["type"]), c.query["type[]"]...); len(types) > 0 {
		rows = slices.DeleteFunc(rows, func(r row) bool { return !slices.Contains(types, r.object.Text("type")) })
	}
	return c.list(identities, these(rows))
}

// identity returns the identity that the path names.
func (c *call) identity() (row, error) {
	if err := c.owner(); err != nil {
		return row{}, err
	}
	o, err := c.find("identities", c.id("identity"))
	if err != nil || !is("user_id", c.id("id"))(o) || !c.seesIdentity(o) {
		return row{}, notFound()
	}
	return row{id: c.id("identity"), object: o}, nil
}

// identityToChange is identity for callers who may change it.
func (c *call) identityToChange() (row, error) {
	if err := c.ownerToChange(); err != nil {
		return row{}, err
	}
	return c.identity()
}

func showIdentity(c *call) (any, error) {
	r, err := c.identity()
	if err != nil {
		return nil, err
	}
	return c.single(identities, r)
}

func createIdentity(c *call) (any, error) {
	if err := c.ownerToChange(); err != nil {
		return nil, err
	}
	in, wrapped, err := c.envelope("identity")
	if err != nil {
		return nil, err
	}
	if in, err = c.take(identities, in); err != nil {
		return nil, err
	}
	for _, name := range identities.required {
		if wrapped && in.Text(name) == "" {
			return nil, blank(name, titled(name))
		}
	}
	if wrapped && !slices.Contains(identityTypes, in.Text("type")) {
		return nil, invalid("type", "InvalidValue", "Type: "+in.Text("type")+" is not valid")
	}
	value := strings.TrimSpace(in.Text("value"))
	if in.Text("type") == "email" {
		value = strings.ToLower(value)
		if _, used := c.userByEmail(value); used {
			return nil, taken("value", "Email: "+value+" is already being used by another user")
		}
	} else if c.hasIdentity(c.id("id"), in.Text("type"), value) {
		return nil, taken("value", "Value: "+value+" has already been taken")
	}
	made := c.addIdentity(newIdentity(c.id("id"), in.Text("type"), value, false, in.Bool("verified")))
	if in.Bool("primary") {
		c.setPrimary(made)
		made.object, _ = c.get("identities", made.id)
	}
	c.created(identities, made)
	return c.single(identities, made)
}

func updateIdentity(c *call) (any, error) {
	r, err := c.identityToChange()
	if err != nil {
		return nil, err
	}
	in, _, err := c.envelope("identity")
	if err != nil {
		return nil, err
	}
	if value := strings.ToLower(in.Text("value")); r.object.Text("type") == "email" && value != "" {
		if owner, used := c.userByEmail(value); used && !(owner == c.id("id") && strings.EqualFold(r.object.Text("value"), value)) {
			return nil, taken("value", "Email: "+value+" is already being used by another user")
		}
		in = in.With("value", value)
	}
	changed, err := c.update(identities, r.id, in.Without("primary", "type"), nil)
	if err != nil {
		return nil, err
	}
	if changed.object.Bool("primary") {
		c.setPrimary(changed)
	}
	return c.single(identities, changed)
}

func deleteIdentity(c *call) (any, error) {
	r, err := c.identityToChange()
	if err != nil {
		return nil, err
	}
	c.remove("identities", r.id)
	kind := r.object.Text("type")
	if member := memberOf(kind); r.object.Bool("primary") && member != "" {
		u, _ := c.get("users", c.id("id"))
		c.save(users, c.id("id"), u, u.With(member, nil))
	}
	for _, next := range c.under("identities", c.id("id")) {
		if next.object.Text("type") == kind && r.object.Bool("primary") {
			c.setPrimary(next)
			break
		}
	}
	return nil, nil
}

func makePrimaryIdentity(c *call) (any, error) {
	r, err := c.identityToChange()
	if err != nil {
		return nil, err
	}
	c.setPrimary(r)
	return listIdentities(c)
}

// setPrimary makes an identity the only primary one of its type, and what the
// user shows.
func (c *call) setPrimary(r row) {
	user, _ := r.object.Int("user_id")
	kind := r.object.Text("type")
	for _, other := range c.under("identities", user) {
		if other.object.Text("type") == kind && other.object.Bool("primary") != (other.id == r.id) {
			c.save(identities, other.id, other.object, other.object.With("primary", other.id == r.id))
		}
	}
	if member := memberOf(kind); member != "" {
		u, _ := c.get("users", user)
		c.save(users, user, u, u.With(member, r.object.Text("value")))
	}
}

// memberOf is where a user shows the primary identity of a type.
func memberOf(kind string) string {
	switch kind {
	case "email":
		return "email"
	case "phone_number":
		return "phone"
	}
	return ""
}

func verifyIdentity(c *call) (any, error) {
	r, err := c.identityToChange()
	if err != nil {
		return nil, err
	}
	r = c.save(identities, r.id, r.object, r.object.Merge(object("verified", true, "verification_method", "low", "verified_at", c.now.Format(layout))))
	if u, ok := c.get("users", c.id("id")); ok && !u.Bool("verified") {
		c.save(users, c.id("id"), u, u.With("verified", true))
	}
	return c.single(identities, r)
}

func requestVerification(c *call) (any, error) {
	if _, err := c.identityToChange(); err != nil {
		return nil, err
	}
	return done, nil
}
