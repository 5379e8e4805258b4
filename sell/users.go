package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// UsersService reads the users of the account. The API cannot write them.
//
// API page: Users (sales-crm/resources/users). It needs the scope "profile".
//
//zendesk:resource User /v2/users Get List
type UsersService struct{ rc *rest.Client }

// Self returns the user that the token belongs to: the cheapest way to check a token. If
// the token lacks the scope "profile", the error is [zendesk.ErrForbidden].
//
//zendesk:op GET /v2/users/self
func (s UsersService) Self(ctx context.Context, opts ...zendesk.CallOption) (*User, error) {
	return one[User](ctx, s.rc, opUsersSelf.Request(), opts)
}

// User is a person with access to Sell, or a user that does not stand for a person: a
// distribution pool appears as a phantom user, whose id as an owner makes Sell
// pick the next member of the pool. Deactivated and deleted users are listed as
// well.
type User struct {
	ID                int64            `json:"id"`
	Name              string           `json:"name,omitzero"`
	Email             string           `json:"email,omitzero"`
	Status            UserStatus       `json:"status,omitzero"`
	Invited           bool             `json:"invited,omitzero"`
	Confirmed         bool             `json:"confirmed,omitzero"`
	PhoneNumber       string           `json:"phone_number,omitzero"`
	Role              UserRole         `json:"role,omitzero"`
	Roles             []Role           `json:"roles,omitzero"`     // permissions; unrelated to Role
	TeamName          string           `json:"team_name,omitzero"` // such as "Ana's team"
	Group             *Group           `json:"group,omitzero"`
	ReportsTo         int64            `json:"reports_to,omitzero"`      // id of the manager, 0 for none
	Timezone          string           `json:"timezone,omitzero"`        // "UTC+01:00"; "" means the account's
	ZendeskUserID     zendesk.Text     `json:"zendesk_user_id,omitzero"` // id of the same person in Support; empty unless the accounts are linked
	IdentityType      IdentityType     `json:"identity_type,omitzero"`
	SystemTags        []string         `json:"system_tags,omitzero"`         // undocumented
	Detached          bool             `json:"detached,omitzero"`            // undocumented
	SellLoginDisabled bool             `json:"sell_login_disabled,omitzero"` // undocumented
	ConfirmationToken record.Discarded `json:"confirmation_token,omitzero"`  // a secret, never kept; only Raw returns it
	CreatedAt         time.Time        `json:"created_at,omitzero"`
	UpdatedAt         time.Time        `json:"updated_at,omitzero"`
	DeletedAt         time.Time        `json:"deleted_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Role is a set of permissions. The API cannot read what it permits.
type Role struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Group is a group of users.
type Group struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// UserStatus says whether a user can log in and get records.
type UserStatus string

// Statuses of users.
const (
	UserActive   UserStatus = "active"
	UserInactive UserStatus = "inactive"
)

// UserRole says whether a user is a Sell admin. It is unrelated to the user's place in
// the hierarchy and to their role in Support.
type UserRole string

// Roles of users.
const (
	RoleUser  UserRole = "user"
	RoleAdmin UserRole = "admin"
)

// IdentityType distinguishes people from the system's own users.
type IdentityType string

// Identity types.
const (
	IdentityPerson      IdentityType = "person"
	IdentityIntegration IdentityType = "integration"
)

// UserQuery filters and sorts a listing of users. The zero query lists all,
// including deactivated ones.
type UserQuery struct {
	IDs            []int64           `query:"ids,max=100"` // at most 100
	Name           string            `query:"name"`        // exact; also finds a distribution pool
	Email          string            `query:"email"`       // exact
	Role           UserRole          `query:"role"`
	RoleID         int64             `query:"role_id"` // unconfirmed: check Roles of what comes back
	Status         UserStatus        `query:"status"`
	Confirmed      zendesk.Opt[bool] `query:"confirmed"`
	ZendeskUserIDs []int64           `query:"zendesk_user_ids"` // ids of Support users; Zendesk says that this may change
	IdentityType   IdentityType      `query:"identity_type"`    // unconfirmed: check what comes back
	SortBy         UserSort          `query:"sort_by,default=id"`
	PerPage        int               `query:"per_page,max=100"`
}

// UserSort is a key to sort users by, ascending; see [Descending].
type UserSort string

// Sort keys of users.
const (
	UsersByID        UserSort = "id"
	UsersByName      UserSort = "name"
	UsersByCreatedAt UserSort = "created_at"
	UsersByUpdatedAt UserSort = "updated_at"
)
