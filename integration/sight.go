package integration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/sellsupport/zendesk/support"
)

// ErrOdd means that a member that decides who may see or do something did not have its
// documented type, so nothing was decided by it. The error names the member.
var ErrOdd = errors.New("integration: cannot decide by a member of an undocumented type")

// sure returns an error if one of the members that a decision depends on was odd. An
// odd member is in the record's Extra and its field is zero, which must not be taken
// for "no limit".
func sure(what string, id int64, extra map[string]json.RawMessage, members ...string) error {
	for _, name := range members {
		if _, odd := extra[name]; odd {
			return fmt.Errorf("%w: %s of %s %d", ErrOdd, name, what, id)
		}
	}
	return nil
}

// scope is which tickets an agent may see by role and restriction.
type scope int

const (
	noTickets scope = iota
	requestedTickets
	assignedTickets
	organizationTickets
	groupTickets
	publicTickets // tickets of private groups only if the agent takes part in them
	allTickets
)

// scopeOf returns which tickets an agent's role and restriction allow. What is unknown
// grants nothing: only admins can read what a custom role grants, so here it grants
// nothing.
func scopeOf(u *support.User) scope {
	kind := support.RoleTypeCustom
	if u.RoleType != nil {
		kind = *u.RoleType
	}
	restriction := u.TicketRestriction
	switch {
	case u.Role == support.RoleAdmin && (u.RoleType == nil || kind == support.RoleTypeAdmin):
		return allTickets
	case u.ChatOnly:
		return noTickets
	case !slices.Contains([]support.RoleType{
		support.RoleTypeCustom, support.RoleTypeLightAgent, support.RoleTypeContributor, support.RoleTypeAdmin, support.RoleTypeBillingAdmin,
	}, kind):
		return noTickets // chat agents and unknown types
	case restriction == "" && kind == support.RoleTypeContributor:
		restriction = support.RestrictedToGroups
	case restriction == "" && u.RestrictedAgent:
		restriction = support.RestrictedToAssigned // it is unknown which restriction
	}
	switch restriction {
	case "":
		return publicTickets
	case support.RestrictedToGroups:
		return groupTickets
	case support.RestrictedToOrganization:
		return organizationTickets
	case support.RestrictedToAssigned:
		return assignedTickets
	case support.RestrictedToRequested:
		return requestedTickets
	}
	return noTickets
}

// maySee is the only place that decides who sees a ticket, because the integration's
// token may see more than the actor. It denies what it does not know; if a member was
// odd, the error is [ErrOdd].
func (a *Agent) maySee(ctx context.Context, t *support.Ticket) (bool, error) {
	if a.user == nil || a.scope == allTickets {
		return true, nil
	}
	if err := sure("ticket", t.ID, t.Extra, "group_id", "assignee_id", "organization_id", "requester_id"); err != nil {
		return false, err
	}
	member, within := t.GroupID != 0 && a.groups.own[t.GroupID], false
	switch a.scope {
	case requestedTickets:
		return t.RequesterID == a.user.ID, nil
	case groupTickets:
		return member, nil
	case assignedTickets:
		within = t.AssigneeID == a.user.ID
	case organizationTickets:
		within = t.OrganizationID != 0 && t.OrganizationID == a.user.OrganizationID
	case publicTickets:
		within = true
	}
	if !within || t.GroupID == 0 || member || a.takesPart(t) {
		return within, nil
	}
	return a.groups.public(ctx, a.in.cfg.Support, t.GroupID)
}

// visible returns [ErrTicketNotVisible] for a ticket that the actor may not see.
func (a *Agent) visible(ctx context.Context, t *support.Ticket) error {
	see, err := a.maySee(ctx, t)
	switch {
	case errors.Is(err, ErrOdd):
		return fmt.Errorf("%w: %d: %w", ErrTicketNotVisible, t.ID, err)
	case err == nil && !see:
		return fmt.Errorf("%w: %d", ErrTicketNotVisible, t.ID)
	}
	return err
}

// takesPart reports whether the agent is the requester of a ticket, is CC'd on it or
// follows it: then they see it even if its group is private.
func (a *Agent) takesPart(t *support.Ticket) bool {
	return t.RequesterID == a.user.ID || slices.Contains(slices.Concat(t.CollaboratorIDs, t.EmailCCIDs, t.FollowerIDs), a.user.ID)
}

// groups holds what matters to one agent of the account's groups.
type groups struct {
	own map[int64]bool // of which the agent is a member

	mu  sync.Mutex
	all map[int64]groupSight
}

// groupSight says whether a group shows its tickets to agents who are not in it.
type groupSight struct {
	public    bool
	err       error // it cannot be read
	name      string
	deleted   bool
	isDefault bool
}

// join reads which groups the agent is a member of.
func (g *groups) join(ctx context.Context, desk *support.Client, agentID int64) error {
	g.own = make(map[int64]bool)
	for m, err := range desk.GroupMemberships.OfUser(agentID).All(ctx, support.GroupMembershipQuery{}) {
		if err != nil {
			return err
		}
		if m.UserID == agentID {
			g.own[m.GroupID] = true
		}
	}
	return nil
}

// public reports whether a group shows its tickets to agents who are not in it. An
// unlisted group does not.
func (g *groups) public(ctx context.Context, desk *support.Client, id int64) (bool, error) {
	g.mu.Lock()
	all := g.all
	g.mu.Unlock()
	if all == nil {
		var err error
		if all, err = readGroups(ctx, desk); err != nil {
			return false, err
		}
		g.mu.Lock()
		g.all = all
		g.mu.Unlock()
	}
	return all[id].public, all[id].err
}

// readGroups reads which groups are public. It reads them raw, to tell a missing member,
// as in accounts without private groups, from one that is false.
func readGroups(ctx context.Context, desk *support.Client) (map[int64]groupSight, error) {
	all := make(map[int64]groupSight)
	for raw, err := range desk.Groups.Raw().All(ctx, support.GroupQuery{}) {
		if err != nil {
			return nil, err
		}
		var group struct {
			ID int64 `json:"id"`
		}
		var members map[string]json.RawMessage
		if json.Unmarshal(raw, &group) != nil || json.Unmarshal(raw, &members) != nil {
			continue // its id cannot be read, so it is not listed
		}
		sight := groupSight{name: readable(members["name"]), deleted: string(members["deleted"]) == "true", isDefault: string(members["default"]) == "true"}
		switch public, said := members["is_public"]; {
		case !said || string(public) == "true":
			sight.public = true
		case string(public) != "false":
			sight.err = sure("group", group.ID, members, "is_public")
		}
		all[group.ID] = sight
	}
	return all, nil
}
