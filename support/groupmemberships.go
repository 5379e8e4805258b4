package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// GroupMembershipsService reads and writes which agents are in which groups.
// Deleting a membership also unassigns the agent from the group's open tickets.
//
// API page: Group Memberships (ticketing/groups/group_memberships).
//
//zendesk:resource GroupMembership /api/v2/group_memberships Get List Create Delete CreateMany DeleteMany
type GroupMembershipsService struct{ rc *rest.Client }

// Assignable lists the memberships of agents that tickets can be assigned to.
//
//zendesk:op GET /api/v2/group_memberships/assignable
func (s GroupMembershipsService) Assignable() Listing[GroupMembership, GroupMembershipQuery] {
	return list[GroupMembership, GroupMembershipQuery](s.rc, opGroupMembershipsAssignable)
}

// OfUser lists the memberships of an agent.
//
//zendesk:op GET /api/v2/users/{user_id}/group_memberships unlisted
func (s GroupMembershipsService) OfUser(userID int64) Listing[GroupMembership, GroupMembershipQuery] {
	return list[GroupMembership, GroupMembershipQuery](s.rc, opGroupMembershipsOfUser, userID)
}

// OfGroup lists the memberships of a group.
//
//zendesk:op GET /api/v2/groups/{group_id}/memberships unlisted
func (s GroupMembershipsService) OfGroup(groupID int64) Listing[GroupMembership, GroupMembershipQuery] {
	return list[GroupMembership, GroupMembershipQuery](s.rc, opGroupMembershipsOfGroup, groupID)
}

// MakeDefault makes a membership the default of the agent, whose group gets the agent's
// tickets, and returns all memberships of the agent.
//
//zendesk:op PUT /api/v2/users/{user_id}/group_memberships/{id}/make_default
func (s GroupMembershipsService) MakeDefault(ctx context.Context, userID, id int64, opts ...zendesk.CallOption) ([]*GroupMembership, error) {
	return many[GroupMembership](ctx, s.rc, opGroupMembershipsMakeDefault.Request(userID, id), opts)
}

// GroupMembership says that an agent is in a group.
type GroupMembership struct {
	ID        int64     `json:"id"`
	URL       string    `json:"url,omitzero"`
	UserID    int64     `json:"user_id,omitzero"`
	GroupID   int64     `json:"group_id,omitzero"`
	Default   bool      `json:"default,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// GroupMembershipParams are the attributes of a new membership. It needs UserID
// and GroupID.
type GroupMembershipParams struct {
	UserID  zendesk.Opt[int64] `json:"user_id,omitzero"`
	GroupID zendesk.Opt[int64] `json:"group_id,omitzero"`
	Default zendesk.Opt[bool]  `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// GroupMembershipQuery sets the page size and related records of a listing of memberships.
type GroupMembershipQuery struct {
	Include []Include `query:"include"` // users, groups (unconfirmed)
	PerPage int       `query:"page[size],max=100"`
}
