package integration

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

const peopleInGroups = "Sell users in groups"

// people checks whether each active Sell user sees the customers' tickets: they need
// a Support user and a group; if they see only the tickets of their groups, as
// contributors do, they must be in every group that customer tickets can be in. No
// API tells which groups those are, so all groups that are not private count. Admins
// see all tickets.
func (c *check) people(ctx context.Context) {
	const name, fix = peopleInGroups, "Add the Sell users to all groups that customer tickets can be in"
	link := c.adminCenter("people/team/groups")
	desk, err := c.readTeams(ctx)
	if err != nil {
		c.unread(name, err, fix, link)
		return
	}
	c.desk = &desk
	var unlinked, groupless, lacking, blind []string
	for _, u := range c.users {
		if !c.counts(u) {
			continue
		}
		agent := desk.agent(u)
		if agent == nil {
			unlinked = append(unlinked, u.Name)
			continue
		}
		sees := scopeOf(agent)
		switch missing := desk.missing(agent.ID); {
		case sees == allTickets:
		case sees != publicTickets && sees != groupTickets:
			blind = append(blind, u.Name)
		case len(desk.in[agent.ID]) == 0:
			groupless = append(groupless, u.Name)
		case sees == groupTickets && len(missing) > 0:
			lacking = append(lacking, fmt.Sprintf("%s is not in %s", u.Name, listed(desk.names(missing))))
		}
	}
	var faults []string
	for _, fault := range []struct {
		what string
		of   []string
	}{{"without a Support user: ", unlinked}, {"may not see the tickets of groups: ", blind}, {"in no group: ", groupless}, {"", lacking}} {
		if len(fault.of) > 0 {
			faults = append(faults, fault.what+strings.Join(fault.of, ", "))
		}
	}
	switch {
	case len(unlinked)+len(blind) > 0:
		c.add(name, NotMet, strings.Join(faults, "; "), "Give them access to Support as well, as a contributor or more. "+fix, c.adminCenter("people/team/members"))
	case len(faults) > 0:
		c.add(name, NotMet, strings.Join(faults, "; "), fix, link)
	default:
		c.add(name, Met, "each active Sell user is in all the groups that they need", "", "")
	}
}

// deskTeams are the agents of Support and their groups.
type deskTeams struct {
	agents map[int64]*support.User
	groups map[int64]groupSight
	in     map[int64]map[int64]bool // the groups of each agent
}

// readTeams reads the users of Sell and the agents of Support.
func (c *check) readTeams(ctx context.Context) (deskTeams, error) {
	desk := deskTeams{agents: make(map[int64]*support.User), in: make(map[int64]map[int64]bool)}
	for u, err := range c.cfg.Sell.Users.All(ctx, sell.UserQuery{}) {
		if err != nil {
			return desk, err
		}
		c.users = append(c.users, u)
	}
	c.team = c.newTeam(c.users)
	for u, err := range c.cfg.Support.Users.All(ctx, support.UserQuery{Roles: []support.Role{support.RoleAgent, support.RoleAdmin}}) {
		if err != nil {
			return desk, err
		}
		desk.agents[u.ID] = u
	}
	for m, err := range c.cfg.Support.GroupMemberships.All(ctx, support.GroupMembershipQuery{}) {
		if err != nil {
			return desk, err
		}
		if desk.in[m.UserID] == nil {
			desk.in[m.UserID] = make(map[int64]bool)
		}
		desk.in[m.UserID][m.GroupID] = true
	}
	var err error
	desk.groups, err = readGroups(ctx, c.cfg.Support)
	return desk, err
}

// counts reports whether a Sell user needs to see tickets.
func (c *check) counts(u *sell.User) bool {
	m, _ := c.team.Lookup(u.ID)
	return m.Active && !m.Deleted && m.Kind == leadrouting.Person
}

// agent returns the Support agent for a Sell user, nil if there is none. Only the
// account link counts: the product joins the two accounts by it.
func (d deskTeams) agent(u *sell.User) *support.User {
	id, err := strconv.ParseInt(u.ZendeskUserID.String(), 10, 64)
	if err != nil {
		return nil
	}
	return d.agents[id]
}

// missing lists the groups that customer tickets can be in but the agent is not.
func (d deskTeams) missing(agentID int64) []int64 {
	var missing []int64
	for _, id := range slices.Sorted(maps.Keys(d.groups)) {
		if g := d.groups[id]; g.public && !g.deleted && !d.in[agentID][id] {
			missing = append(missing, id)
		}
	}
	return missing
}

func (d deskTeams) names(groups []int64) []string {
	names := make([]string, len(groups))
	for i, id := range groups {
		names[i] = d.groups[id].name
	}
	return names
}

// listed joins the names, shortening a long list.
func listed(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
