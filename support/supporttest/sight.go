package supporttest

import (
	"cmp"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// sight is which tickets a caller may see, worked out once a request.
type sight struct {
	access        string // as a custom role's ticket_access has it, or "requested"
	groups        []int64
	organizations []int64
	private       map[int64]bool // groups whose tickets only their members see
}

// The words of a custom role's ticket_access, which those of a user's
// ticket_restriction come down to.
const (
	accessAll          = "all"
	accessPublic       = "within-groups-and-public-groups"
	accessGroups       = "within-groups"
	accessOrganization = "within-organization"
	accessAssigned     = "assigned-only"
	accessRequested    = "requested"
	accessNone         = "none"
)

// sight returns what the caller may see.
func (c *call) sight() *sight {
	if c.sighted == nil {
		s := &sight{access: c.ticketAccess(), private: make(map[int64]bool)}
		for _, m := range c.under("group_memberships", c.user.id) {
			id, _ := m.object.Int("group_id")
			s.groups = append(s.groups, id)
		}
		for _, m := range c.under("organization_memberships", c.user.id) {
			id, _ := m.object.Int("organization_id")
			s.organizations = append(s.organizations, id)
		}
		for id, g := range c.all("groups") {
			if g.Has("is_public") && !g.Bool("is_public") {
				s.private[id] = true
			}
		}
		c.sighted = s
	}
	return c.sighted
}

// ticketAccess is what the caller's role and restrictions leave of the tickets.
// What is not known of them never widens it.
func (c *call) ticketAccess() string {
	u := c.user.object
	switch {
	case u.Text("role") == "admin":
		return accessAll
	case c.user.level() < agent:
		return accessRequested
	case c.user.chatOnly():
		return accessNone
	}
	restriction := u.Text("ticket_restriction")
	if restriction == "" && c.user.isA(contributor) {
		restriction = "groups"
	}
	if role, ok := c.roleOf(u); ok && restriction == "" {
		return cmp.Or(role.Text("ticket_access"), accessAssigned)
	}
	if restriction == "" && claims(u, "restricted_agent") {
		restriction = "assigned" // nothing tells by what
	}
	switch restriction {
	case "":
		return accessPublic
	case "groups":
		return accessGroups
	case "organization":
		return accessOrganization
	case "assigned":
		return accessAssigned
	}
	return accessRequested
}

// roleOf returns the configuration of an agent's custom role, if that was
// seeded.
func (c *call) roleOf(u fake.Object) (fake.Object, bool) {
	id, ok := u.Int("custom_role_id")
	if kind, isSystem := u.Int("role_type"); !ok || isSystem && kind != customRole {
		return nil, false
	}
	role, found := c.get("custom_roles", id)
	if !found {
		return nil, false
	}
	configuration, _ := fake.ParseObject(orNull(role.Raw("configuration")))
	return configuration, true
}

// sees reports whether the caller may see a ticket.
func (c *call) sees(ticket fake.Object) bool {
	s := c.sight()
	if s.access == accessAll {
		return true
	}
	group, inGroup := ticket.Int("group_id")
	mine := inGroup && slices.Contains(s.groups, group)
	switch s.access {
	case accessPublic:
		return !s.private[group] || mine || c.takesPart(ticket)
	case accessGroups:
		return mine
	case accessOrganization:
		org, ok := ticket.Int("organization_id")
		return ok && slices.Contains(s.organizations, org) && (!s.private[group] || mine || c.takesPart(ticket))
	case accessAssigned:
		return is("assignee_id", c.user.id)(ticket) && (!s.private[group] || mine || c.takesPart(ticket))
	case accessRequested:
		return is("requester_id", c.user.id)(ticket)
	}
	return false
}

// visible are the tickets of a view that the caller sees, as sees has it.
func (c *call) visible(v *fake.View) fake.IDs {
	s := c.sight()
	holding := func(member string, ids ...int64) fake.IDs {
		in := fake.IDs{}
		for _, id := range ids {
			in = in.Or(fake.Among(idsNaming(v, member, id)))
		}
		return in
	}
	hidden := fake.IDs{}
	for group := range s.private {
		if !slices.Contains(s.groups, group) {
			hidden = hidden.Or(holding("group_id", group))
		}
	}
	for _, member := range []string{"requester_id", "collaborator_ids", "email_cc_ids", "follower_ids"} {
		if list, _ := hidden.List(); len(list) > 0 {
			hidden = hidden.And(holding(member, c.user.id).Not())
		}
	}
	switch s.access {
	case accessAll:
		return fake.Everything
	case accessPublic:
		return hidden.Not()
	case accessGroups:
		return holding("group_id", s.groups...)
	case accessOrganization:
		return holding("organization_id", s.organizations...).And(hidden.Not())
	case accessAssigned:
		return holding("assignee_id", c.user.id).And(hidden.Not())
	case accessRequested:
		return holding("requester_id", c.user.id)
	}
	return fake.IDs{}
}

// takesPart reports whether the caller is the requester of a ticket, in CC of
// it or follows it: to them it shows although its group is private.
func (c *call) takesPart(ticket fake.Object) bool {
	return is("requester_id", c.user.id)(ticket) || slices.ContainsFunc([]string{"collaborator_ids", "email_cc_ids", "follower_ids"},
		func(member string) bool { return holding(member, c.user.id)(ticket) })
}

func (c *call) inGroup(group int64) bool { return slices.Contains(c.sight().groups, group) }

func (c *call) inOrganization(user, org int64) bool {
	return slices.ContainsFunc(c.under("organization_memberships", user), func(m row) bool { return is("organization_id", org)(m.object) })
}
