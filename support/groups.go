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
type GroupsService struct {
	resource
	reader[Group, GroupQuery]
	writer[Group, GroupParams]
	counter
}

func groupsService(rc *rest.Client) GroupsService {
	r := resource{rc: rc, name: "Groups", path: "/api/v2/groups", one: "group", many: "groups"}
	return GroupsService{r, newReader[Group, GroupQuery](r), newWriter[Group, GroupParams](r), counter{r}}
}

// Assignable lists the groups that the token's user can assign tickets to.
func (s GroupsService) Assignable() Listing[Group, GroupQuery] {
	return listing[Group, GroupQuery](s.beside("/assignable"), "Assignable")
}

// Users lists the agents of a group.
func (s GroupsService) Users(groupID int64) Listing[User, UserQuery] {
	return listing[User, UserQuery](s.below(groupID, "/users", "users"), "Users")
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

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// GroupParams are the attributes of a group to write. A new group needs a Name.
type GroupParams struct {
	Name        zendesk.Opt[string] `json:"name,omitzero"`
	Description zendesk.Opt[string] `json:"description,omitzero"`
	IsPublic    zendesk.Opt[bool]   `json:"is_public,omitzero"` // a private group cannot become public

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// GroupQuery filters a listing of groups.
type GroupQuery struct {
	ExcludeDeleted zendesk.Opt[bool] `query:"exclude_deleted"`
	Include        []Include         `query:"include"` // users (unconfirmed)
	PerPage        int               `query:"page[size],max=100"`
}
