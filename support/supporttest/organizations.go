package supporttest

import (
	"net/http"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// listOrganizations is closed to agents who see only their own organization.
func listOrganizations(c *call) (any, error) {
	if c.user.level() < admin && c.user.object.Text("ticket_restriction") == "organization" {
		return nil, forbidden()
	}
	return c.list(organizations, c.listed("organizations", nil))
}

// checkOrganization checks what the API refuses: a name or external id that is
// in use, and more than the notes by an agent who is no administrator.
func (c *call) checkOrganization(id int64, o fake.Object) (fake.Object, error) {
	old, _ := c.get("organizations", id)
	if c.user.level() < admin && string(fake.JSON(old.Without("notes"))) != string(fake.JSON(o.Without("notes"))) {
		return nil, forbidden()
	}
	for other, r := range c.all("organizations") {
		if other == id {
			continue
		}
		if name := o.Text("name"); name != "" && !same(old, o, "name") && strings.EqualFold(name, r.Text("name")) {
			return nil, taken("name", "Name: "+name+" has already been taken")
		}
		if key := o.Text("external_id"); key != "" && !same(old, o, "external_id") && strings.EqualFold(key, r.Text("external_id")) {
			return nil, taken("external_id", "External: "+key+" has already been taken")
		}
	}
	return o, nil
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
		for other, o := range c.all("organizations") {
			if strings.EqualFold(o.Text("external_id"), key) {
				id, known = other, true
			}
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
	return c.listAs("organizations", organizations, c.listed("organizations", func(o fake.Object) bool {
		return strings.EqualFold(o.Text(member), c.query.Get(member))
	}), paging{style: offsetOnly})
}

func autocompleteOrganizations(c *call) (any, error) {
	start := strings.ToLower(c.query.Get("name"))
	if start == "" {
		return nil, badValue("name", "is required")
	}
	return c.listAs("organizations", organizations, c.listed("organizations", func(o fake.Object) bool {
		return strings.HasPrefix(strings.ToLower(o.Text("name")), start)
	}), paging{style: offsetOnly, order: "name"})
}

func showManyOrganizations(c *call) (any, error) {
	if !c.query.Has("external_ids") {
		return showManyOf(organizations)(c)
	}
	var rows []row
	for key := range strings.SplitSeq(c.query.Get("external_ids"), ",") {
		for id, o := range c.all("organizations") {
			if key != "" && strings.EqualFold(o.Text("external_id"), key) {
				rows = append(rows, row{id, o})
			}
		}
	}
	return c.some(organizations, rows)
}

func relatedOfOrganization(c *call) (any, error) {
	id := c.id("id")
	if _, err := c.find("organizations", id); err != nil {
		return nil, err
	}
	return object("organization_related", object("tickets_count", len(c.ticketRows(is("organization_id", id))),
		"users_count", len(c.listed("organization_memberships", is("organization_id", id))))), nil
}

// removeOrganization deletes an organization with its memberships; tickets
// lose it.
func (c *call) removeOrganization(id int64) error {
	if _, err := c.find("organizations", id); err != nil {
		return err
	}
	for m, o := range c.all("organization_memberships") {
		if is("organization_id", id)(o) {
			_ = inOrganizations.removeOne(c, m) // it exists
		}
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
	return c.list(groups, c.listed("groups", nil))
}

// assignableGroups lists the groups that are not deleted.
func assignableGroups(c *call) (any, error) {
	return c.list(groups, c.listed("groups", func(g fake.Object) bool { return !g.Bool("deleted") }))
}

// removeGroup deletes a group with its memberships.
func removeGroup(c *call) (any, error) {
	if _, err := c.find("groups", c.id("id")); err != nil {
		return nil, err
	}
	for m, o := range c.all("group_memberships") {
		if is("group_id", c.id("id"))(o) {
			_ = inGroups.removeOne(c, m) // it exists
		}
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
