package supporttest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// listOrganizations is closed to agents who see only their own organization.
func listOrganizations(c *call) (any, error) {
	if c.user.level() < admin && c.user.object.Text("ticket_restriction") == "organization" {
		return nil, forbidden()
	}
	return c.list(organizations, c.listed(organizations, nil))
}

// checkOrganization checks what the API refuses: a name or external id that is
// in use, and more than the notes by an agent who is no administrator.
func (c *call) checkOrganization(id int64, o fake.Object) (fake.Object, error) {
	old, _ := c.get("organizations", id)
	if c.user.level() < admin && string(fake.JSON(old.Without("notes"))) != string(fake.JSON(o.Without("notes"))) {
		return nil, forbidden()
	}
	if !same(old, o, "name") && c.isTaken(organizations, id, o, "name") {
		return nil, taken("name", "Name: "+o.Text("name")+" has already been taken")
	}
	if !same(old, o, "external_id") && c.isTaken(organizations, id, o, "external_id") {
		return nil, taken("external_id", "External: "+o.Text("external_id")+" has already been taken")
	}
	return o, nil
}

// isTaken reports whether another record holds the same value, in any case.
func (c *call) isTaken(k *kind, id int64, o fake.Object, member string) bool {
	value := o.Text(member)
	return value != "" && slices.ContainsFunc(idsWith(c.tables[k.plural].Current(), member, value), func(other int64) bool { return other != id })
}

func bulkNewOrganization(c *call, in fake.Object) (row, error) {
	return c.create(organizations, in.Without("id"), true, (*call).checkOrganization)
}

func bulkChangeOrganization(c *call, id int64, in fake.Object) error {
	_, err := c.update(organizations, id, in, (*call).checkOrganization)
	return err
}

// createOrUpdateOrganization matches on the id or the external id, never on
// the name.
func createOrUpdateOrganization(c *call) (any, error) {
	in, wrapped, err := c.envelope("organization")
	if err != nil {
		return nil, err
	}
	id, known := in.Int("id")
	if known {
		if _, err := c.find("organizations", id); err != nil {
			return nil, err
		}
	}
	if key := in.Text("external_id"); key != "" && !known {
		if id = c.idOf(organizations, key); id != 0 {
			known = true
		}
	}
	if !known {
		made, err := c.create(organizations, in.Without("id"), wrapped, (*call).checkOrganization)
		if err != nil {
			return nil, err
		}
		c.created(organizations, made)
		return c.single(organizations, made)
	}
	changed, err := c.update(organizations, id, in, (*call).checkOrganization)
	if err != nil {
		return nil, err
	}
	c.status = http.StatusOK
	return c.single(organizations, changed)
}

// searchOrganizations finds by the whole name or external id, in any case.
func searchOrganizations(c *call) (any, error) {
	byName, byKey := c.query.Has("name"), c.query.Has("external_id")
	if byName == byKey {
		return nil, badValue("name", "or external_id is required, not both")
	}
	member := "external_id"
	if byName {
		member = "name"
	}
	s := c.listed(organizations, nil)
	s.in = fake.Among(idsWith(s.view, member, c.query.Get(member)))
	return c.listAs("organizations", organizations, s, paging{style: offsetOnly})
}

func autocompleteOrganizations(c *call) (any, error) {
	start := strings.ToLower(c.query.Get("name"))
	if start == "" {
		return nil, badValue("name", "is required")
	}
	s := c.listed(organizations, nil)
	s.in = fake.Among(byValue(s.view, "name").Starting(start))
	return c.listAs("organizations", organizations, s, paging{style: offsetOnly, order: "name"})
}

func showManyOrganizations(c *call) (any, error) {
	if !c.query.Has("external_ids") {
		return showManyOf(organizations)(c)
	}
	var rows []row
	for key := range strings.SplitSeq(c.query.Get("external_ids"), ",") {
		if id := c.idOf(organizations, key); key != "" && id != 0 {
			o, _ := c.get("organizations", id)
			rows = append(rows, row{id: id, object: o})
		}
	}
	return c.some(organizations, rows)
}

func relatedOfOrganization(c *call) (any, error) {
	id := c.id("id")
	return object("organization_related", object("tickets_count", c.ticketsOf(id, "organization_id").size(),
		"users_count", c.listedWith(organizationMemberships, id, "organization_id").size())), nil
}

// removeOrganization deletes an organization with its memberships; tickets
// lose it.
func (c *call) removeOrganization(id int64) error {
	if _, err := c.find("organizations", id); err != nil {
		return err
	}
	for _, m := range slices.Clone(idsNaming(c.tables["organization_memberships"].Current(), "organization_id", id)) {
		_ = inOrganizations.removeOne(c, m) // it exists
	}
	c.remove("organizations", id)
	return nil
}

func deleteOrganization(c *call) (any, error) { return nil, c.removeOrganization(c.id("id")) }

// listGroups lists the groups, those seeded as deleted unless the request tells.
func listGroups(c *call) (any, error) {
	if c.query.Get("exclude_deleted") == "true" {
		return assignableGroups(c)
	}
	return c.list(groups, c.listed(groups, nil))
}

// assignableGroups lists the groups that are not deleted.
func assignableGroups(c *call) (any, error) {
	return c.list(groups, c.listed(groups, func(g fake.Object) bool { return !g.Bool("deleted") }))
}

// removeGroup deletes a group with its memberships.
func removeGroup(c *call) (any, error) {
	if _, err := c.find("groups", c.id("id")); err != nil {
		return nil, err
	}
	for _, m := range slices.Clone(idsNaming(c.tables["group_memberships"].Current(), "group_id", c.id("id"))) {
		_ = inGroups.removeOne(c, m) // it exists
	}
	c.remove("groups", c.id("id"))
	return nil, nil
}

// checkGroup refuses to open a private group.
func checkGroup(c *call, id int64, g fake.Object) (fake.Object, error) {
	if old, ok := c.get("groups", id); ok && old.Has("is_public") && !old.Bool("is_public") && g.Bool("is_public") {
		return nil, invalid("is_public", "InvalidValue", "A private group cannot become public")
	}
	return g, nil
}
