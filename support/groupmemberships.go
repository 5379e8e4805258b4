package support

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// GroupMembershipsService reads and writes which agents are in which groups.
// Deleting a membership also takes the group's open tickets from the agent.
//
// API page: Group Memberships (ticketing/groups/group_memberships).
type GroupMembershipsService struct {
	resource
	reader[GroupMembership, GroupMembershipQuery]
	creator[GroupMembership, GroupMembershipParams]
	deleter
	bulkCreator[GroupMembershipParams]
	bulkDeleter
}

func groupMembershipsService(rc *rest.Client) GroupMembershipsService {
	r := resource{rc: rc, name: "GroupMemberships", path: "/api/v2/group_memberships", one: "group_membership", many: "group_memberships"}
	return GroupMembershipsService{
		r, newReader[GroupMembership, GroupMembershipQuery](r), creator[GroupMembership, GroupMembershipParams]{r}, deleter{r},
		bulkCreator[GroupMembershipParams]{r}, bulkDeleter{r},
	}
}

// Assignable lists the memberships of agents that tickets can be assigned to.
func (s GroupMembershipsService) Assignable() Listing[GroupMembership, GroupMembershipQuery] {
	return listing[GroupMembership, GroupMembershipQuery](s.beside("/assignable"), "Assignable")
}

// OfUser lists the memberships of an agent.
func (s GroupMembershipsService) OfUser(userID int64) Listing[GroupMembership, GroupMembershipQuery] {
	return listing[GroupMembership, GroupMembershipQuery](s.ofUser(userID), "OfUser")
}

func (s GroupMembershipsService) ofUser(id int64) resource {
	r := s.resource
	r.path, r.args = "/api/v2/users/{user_id}/group_memberships", []any{id}
	return r
}

// OfGroup lists the memberships of a group.
func (s GroupMembershipsService) OfGroup(groupID int64) Listing[GroupMembership, GroupMembershipQuery] {
	r := s.resource
	r.path, r.args = "/api/v2/groups/{group_id}/memberships", []any{groupID}
	return listing[GroupMembership, GroupMembershipQuery](r, "OfGroup")
}

// MakeDefault makes a membership the one that the agent's tickets go to, and
// returns all memberships of the agent.
func (s GroupMembershipsService) MakeDefault(ctx context.Context, userID, id int64, opts ...zendesk.CallOption) ([]*GroupMembership, error) {
	r := s.ofUser(userID)
	return many[GroupMembership](ctx, r, r.request("MakeDefault", http.MethodPut, "/{id}/make_default", id), opts)
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

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// GroupMembershipParams are the attributes of a new membership. It needs UserID
// and GroupID.
type GroupMembershipParams struct {
	UserID  zendesk.Opt[int64] `json:"user_id,omitzero"`
	GroupID zendesk.Opt[int64] `json:"group_id,omitzero"`
	Default zendesk.Opt[bool]  `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// GroupMembershipQuery pages a listing of memberships.
type GroupMembershipQuery struct {
	Include []Include `query:"include"` // users, groups (unconfirmed)
	PerPage int       `query:"page[size],max=100"`
}
