package supporttest

import (
	"net/http"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// roleChoices are what the permissions with choices may be; all others are true
// or false.
var roleChoices = map[string][]string{
	"end_user_profile_access": {"readonly", "edit", "edit-within-org", "full"},
	"end_user_list_access":    {"full", "none"},
	"ticket_access":           {accessAll, accessGroups, accessPublic, accessOrganization, accessAssigned},
	"ticket_comment_access":   {"public", "none"},
	"macro_access":            {"readonly", "manage-personal", "manage-group", "full"},
	"view_access":             {"readonly", "playonly", "manage-personal", "manage-group", "full"},
	"user_view_access":        {"none", "readonly", "manage-personal", "manage-group", "full"},
	"report_access":           {"none", "readonly", "full"},
	"explore_access":          {"none", "readonly", "edit", "full"},
	"forum_access":            {"readonly", "edit-topics", "full"},
	"actions_access":          {"none", "workflows_and_zendesk", "all"},
	"capacity_rules_access":   {"none", "view-and-assign", "all"},
}

// fixedPermissions cannot be written.
var fixedPermissions = []string{
	"assign_tickets_to_any_group", "chat_access", "group_access", "light_agent", "moderate_forums", "organization_notes_editing",
}

// checkRole keeps the permissions that cannot be written as they are.
func checkRole(c *call, id int64, o fake.Object) (fake.Object, error) {
	old, isOld := c.get("custom_roles", id)
	if isOld && !isCustom(old) {
		return nil, invalid("base", "InvalidValue", "A system role cannot be changed")
	}
	before, _ := fake.ParseObject(orNull(old.Raw("configuration")))
	after, _ := fake.ParseObject(orNull(o.Raw("configuration")))
	if len(after) == 0 {
		return o, nil // or seeded in an odd form
	}
	var ignored []string
	for _, m := range after {
		switch {
		case string(m.Value) == string(before.Raw(m.Name)):
		case slices.Contains(fixedPermissions, m.Name):
			ignored = append(ignored, m.Name)
		case roleChoices[m.Name] != nil && !slices.Contains(roleChoices[m.Name], fake.Text(m.Value)):
			return nil, invalid("configuration", "InvalidValue", "Configuration: "+m.Name+" is not valid")
		}
	}
	c.warn(ignored)
	after = after.Without(ignored...)
	for _, name := range ignored {
		if before.Has(name) {
			after = after.With(name, before.Raw(name))
		}
	}
	return o.With("configuration", after), nil
}

// isCustom reports whether a role is none of the system's.
func isCustom(role fake.Object) bool {
	kind, known := role.Int("role_type")
	return !known || kind == customRole
}

// counted adds how many agents have a role.
func (c *call) counted(id int64, role fake.Object) row {
	members := idsNaming(c.tables["users"].Current(), "custom_role_id", id)
	members = slices.DeleteFunc(slices.Clone(members), func(user int64) bool {
		u, _ := c.get("users", user)
		return !isActive(u)
	})
	return row{id: id, object: role.With("team_member_count", len(members))}
}

// listRoles answers all roles at once.
func listRoles(c *call) (any, error) {
	rows := c.listed(customRoles, nil).slice()
	for i, r := range rows {
		rows[i] = c.counted(r.id, r.object)
	}
	return c.some(customRoles, rows)
}

func showRole(c *call) (any, error) {
	o, err := c.find("custom_roles", c.id("id"))
	if err != nil {
		return nil, err
	}
	return c.single(customRoles, c.counted(c.id("id"), o))
}

func updateRole(c *call) (any, error) {
	if _, err := updateOf(customRoles, checkRole)(c); err != nil {
		return nil, err
	}
	return showRole(c)
}

func deleteRole(c *call) (any, error) {
	id := c.id("id")
	o, err := c.find("custom_roles", id)
	if err != nil {
		return nil, err
	}
	if n, _ := c.counted(id, o).object.Int("team_member_count"); n > 0 || !isCustom(o) {
		return nil, invalid("base", "InvalidValue", "The role is in use")
	}
	c.remove("custom_roles", id)
	return nil, nil
}

// answering is a create that is not answered 201.
func answering(status int, create func(*call) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		body, err := create(c)
		if err == nil {
			c.status = status
		}
		return body, err
	}
}

var createRole = answering(http.StatusOK, createOf(customRoles, checkRole))
