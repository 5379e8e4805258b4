package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// GroupsService reads and writes groups.
//
// API page: Groups (ticketing/groups/groups).
//
//zendesk:resource Group /api/v2/groups Get List Create Update Delete Count
type GroupsService struct{ rc *rest.Client }

// Assignable lists the groups that the token's user can assign tickets to.
//
//zendesk:op GET /api/v2/groups/assignable
func (s GroupsService) Assignable() Listing[Group, GroupQuery] {
	return list[Group, GroupQuery](s.rc, opGroupsAssignable)
}

// Users lists the agents of a group.
//
//zendesk:op GET /api/v2/groups/{id}/users returns=users unlisted
func (s GroupsService) Users(groupID int64) Listing[User, UserQuery] {
	return list[User, UserQuery](s.rc, opGroupsUsers, groupID)
}

// Group is a team of agents that tickets are assigned to.
type Group struct {
	ID          int64     `json:"id"`
	URL         string    `json:"url,omitzero"`
	Name        string    `json:"name,omitzero"`
	Description string    `json:"description,omitzero"`
	IsPublic    bool      `json:"is_public,omitzero"` // false: only its members see its tickets
	Default     bool      `json:"default,omitzero"`
	Deleted     bool      `json:"deleted,omitzero"`
	CreatedAt   time.Time `json:"created_at,omitzero"`
	UpdatedAt   time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// GroupParams are the attributes of a group to write. A new group needs a Name.
type GroupParams struct {
	Name        zendesk.Opt[string] `json:"name,omitzero"`
	Description zendesk.Opt[string] `json:"description,omitzero"`
	IsPublic    zendesk.Opt[bool]   `json:"is_public,omitzero"` // a private group cannot become public

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// GroupQuery filters a listing of groups.
type GroupQuery struct {
	ExcludeDeleted zendesk.Opt[bool] `query:"exclude_deleted"`
	Include        []Include         `query:"include"` // users (unconfirmed)
	PerPage        int               `query:"page[size],max=100"`
}
