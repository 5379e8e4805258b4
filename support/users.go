package support

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// UsersService reads and writes users: end users (customers), agents and admins.
//
// API page: Users (ticketing/users/users).
//
//zendesk:resource User /api/v2/users Get List Create Update(limit=user-updates:1/s) Delete ShowMany ShowManyByExternalID CreateMany UpdateMany UpdateEach DeleteMany
type UsersService struct{ rc *rest.Client }

// Me returns the user that the client's token belongs to. For an unknown credential,
// Support returns an anonymous user; Me then returns [zendesk.ErrUnauthorized].
//
//zendesk:op GET /api/v2/users/me
func (s UsersService) Me(ctx context.Context, opts ...zendesk.CallOption) (*User, error) {
	req := opUsersMe.Request()
	var user *User
	err := s.rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
		if user, odd, err = unwrap[User](body, req.Returns()); err == nil && user.ID == 0 {
			odd = slices.DeleteFunc(odd, func(path string) bool { return path == "/user/id" }) // null is documented here
		}
		return odd, err
	})
	switch {
	case err != nil:
		return nil, err
	case user.ID == 0:
		return nil, fmt.Errorf("%s: the credential does not belong to a user: %w", req.Op, zendesk.ErrUnauthorized)
	}
	return user, nil
}

// CreateOrUpdate updates the user with the external id or else the e-mail address in p,
// or creates one if there is none; the status, which [zendesk.Into] stores, is 200 or
// 201. External ids are compared case-insensitively, but stored as given. It is
// retried if the response is lost.
//
//zendesk:op POST /api/v2/users/create_or_update class=upsert limit=user-updates:1/s
func (s UsersService) CreateOrUpdate(ctx context.Context, p UserParams, opts ...zendesk.CallOption) (*User, error) {
	if !given(p.ExternalID) && !given(p.Email) {
		return nil, &zendesk.ArgumentError{Op: opUsersCreateOrUpdate.Name, Argument: "p", Problem: "needs ExternalID or Email to find the user by"}
	}
	return one[User](ctx, s.rc, opUsersCreateOrUpdate.Request().With(p), opts)
}

// given reports whether an attribute is present and not empty.
func given(attribute zendesk.Opt[string]) bool {
	value, ok := attribute.Get()
	return ok && value != ""
}

// Count returns the number of users that match q.
//
//zendesk:op GET /api/v2/users/count returns=count
func (s UsersService) Count(ctx context.Context, q UserCountQuery, opts ...zendesk.CallOption) (*Count, error) {
	req := opUsersCount.Request()
	var err error
	if req.Query, err = rest.Values(req.Op, q); err != nil {
		return nil, err
	}
	return one[Count](ctx, s.rc, req, opts)
}

// Search lists the users that match a search, at most the first 10,000. It finds new
// users only after some minutes.
//
//zendesk:op GET /api/v2/users/search
func (s UsersService) Search() Listing[User, UserSearchQuery] {
	return list[User, UserSearchQuery](s.rc, opUsersSearch)
}

// Autocomplete lists the users whose name or phone number starts with a text.
//
//zendesk:op GET /api/v2/users/autocomplete
func (s UsersService) Autocomplete() Listing[User, AutocompleteQuery] {
	return list[User, AutocompleteQuery](s.rc, opUsersAutocomplete)
}

// Related counts what belongs to a user.
//
//zendesk:op GET /api/v2/users/{id}/related returns=user_related
func (s UsersService) Related(ctx context.Context, id int64, opts ...zendesk.CallOption) (*UserRelated, error) {
	return one[UserRelated](ctx, s.rc, opUsersRelated.Request(id), opts)
}

// Identities returns the service for the identities of a user: e-mail addresses, phone
// numbers and accounts elsewhere.
func (s UsersService) Identities(userID int64) IdentitiesService {
	return IdentitiesService{s.rc, userID}
}

// RequestedTickets lists the tickets that a user requested.
//
//zendesk:op GET /api/v2/users/{id}/tickets/requested returns=tickets unlisted
func (s UsersService) RequestedTickets(userID int64) Listing[Ticket, RelatedTicketQuery] {
	return list[Ticket, RelatedTicketQuery](s.rc, opUsersRequestedTickets, userID)
}

// AssignedTickets lists the tickets that are assigned to an agent.
//
//zendesk:op GET /api/v2/users/{id}/tickets/assigned returns=tickets unlisted
func (s UsersService) AssignedTickets(userID int64) Listing[Ticket, RelatedTicketQuery] {
	return list[Ticket, RelatedTicketQuery](s.rc, opUsersAssignedTickets, userID)
}

// CCDTickets lists the tickets on which a user is CC'd.
//
//zendesk:op GET /api/v2/users/{id}/tickets/ccd returns=tickets unlisted
func (s UsersService) CCDTickets(userID int64) Listing[Ticket, RelatedTicketQuery] {
	return list[Ticket, RelatedTicketQuery](s.rc, opUsersCCDTickets, userID)
}

// Groups lists the groups that an agent is a member of.
//
//zendesk:op GET /api/v2/users/{id}/groups returns=groups unlisted
func (s UsersService) Groups(userID int64) Listing[Group, GroupQuery] {
	return list[Group, GroupQuery](s.rc, opUsersGroups, userID)
}

// Organizations lists the organizations that a user belongs to.
//
//zendesk:op GET /api/v2/users/{id}/organizations returns=organizations unlisted
func (s UsersService) Organizations(userID int64) Listing[Organization, OrganizationQuery] {
	return list[Organization, OrganizationQuery](s.rc, opUsersOrganizations, userID)
}

// Role is the kind of a user. Agents with a custom role are agents.
type Role string

// Roles.
const (
	RoleEndUser Role = "end-user"
	RoleAgent   Role = "agent"
	RoleAdmin   Role = "admin"
)

// RoleType is the kind of an agent.
type RoleType int64

// Role types.
const (
	RoleTypeCustom       RoleType = 0 // an agent with a custom role
	RoleTypeLightAgent   RoleType = 1
	RoleTypeChatAgent    RoleType = 2
	RoleTypeContributor  RoleType = 3 // a chat agent who was added to Support
	RoleTypeAdmin        RoleType = 4
	RoleTypeBillingAdmin RoleType = 5
)

// TicketRestriction says which tickets a user may see; "" means all of them.
type TicketRestriction string

// Ticket restrictions.
const (
	RestrictedToOrganization TicketRestriction = "organization"
	RestrictedToGroups       TicketRestriction = "groups"
	RestrictedToAssigned     TicketRestriction = "assigned"
	RestrictedToRequested    TicketRestriction = "requested"
)

// User is an end user (a customer), an agent or an admin.
type User struct {
	ID                   int64             `json:"id"`
	URL                  string            `json:"url,omitzero"`
	Name                 string            `json:"name,omitzero"`
	Email                string            `json:"email,omitzero"` // the primary address; see Identities for the others
	Role                 Role              `json:"role,omitzero"`
	RoleType             *RoleType         `json:"role_type,omitzero"` // nil for end users, and in accounts that do not set it
	CustomRoleID         int64             `json:"custom_role_id,omitzero"`
	RestrictedAgent      bool              `json:"restricted_agent,omitzero"`
	TicketRestriction    TicketRestriction `json:"ticket_restriction,omitzero"`
	OnlyPrivateComments  bool              `json:"only_private_comments,omitzero"`
	Moderator            bool              `json:"moderator,omitzero"`
	DefaultGroupID       int64             `json:"default_group_id,omitzero"`
	OrganizationID       int64             `json:"organization_id,omitzero"` // the default one
	ExternalID           string            `json:"external_id,omitzero"`
	Phone                string            `json:"phone,omitzero"`
	SharedPhoneNumber    *bool             `json:"shared_phone_number,omitzero"`
	Alias                string            `json:"alias,omitzero"`
	Details              string            `json:"details,omitzero"`
	Notes                string            `json:"notes,omitzero"`
	Signature            string            `json:"signature,omitzero"`
	Tags                 []string          `json:"tags,omitzero"`
	UserFields           KeyedFields       `json:"user_fields,omitzero"`
	Locale               string            `json:"locale,omitzero"`
	LocaleID             int64             `json:"locale_id,omitzero"`
	TimeZone             string            `json:"time_zone,omitzero"`
	IANATimeZone         string            `json:"iana_time_zone,omitzero"`
	Photo                *Attachment       `json:"photo,omitzero"`
	Active               bool              `json:"active,omitzero"` // false: deleted
	Suspended            bool              `json:"suspended,omitzero"`
	SuspensionDetails    json.RawMessage   `json:"suspension_details,omitzero"`
	Verified             bool              `json:"verified,omitzero"`
	Shared               bool              `json:"shared,omitzero"` // from another account: cannot be updated
	SharedAgent          bool              `json:"shared_agent,omitzero"`
	ChatOnly             bool              `json:"chat_only,omitzero"`
	TwoFactorAuthEnabled *bool             `json:"two_factor_auth_enabled,omitzero"`
	LastLoginAt          time.Time         `json:"last_login_at,omitzero"`
	ReportCSV            bool              `json:"report_csv,omitzero"` // has no effect
	PermanentlyDeleted   bool              `json:"permanently_deleted,omitzero"`
	Separation           json.RawMessage   `json:"separation,omitzero"`
	AuthenticityToken    record.Discarded  `json:"authenticity_token,omitzero"` // a secret of the session, never kept
	CreatedAt            time.Time         `json:"created_at,omitzero"`
	UpdatedAt            time.Time         `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// UserParams are the attributes of a user to write. A new user needs a Name.
type UserParams struct {
	Name                zendesk.Opt[string]            `json:"name,omitzero"`
	Email               zendesk.Opt[string]            `json:"email,omitzero"` // on update it adds an address; see [IdentitiesService.MakePrimary]
	Role                zendesk.Opt[Role]              `json:"role,omitzero"`
	CustomRoleID        zendesk.Opt[int64]             `json:"custom_role_id,omitzero"`
	TicketRestriction   zendesk.Opt[TicketRestriction] `json:"ticket_restriction,omitzero"` // null means all tickets
	OnlyPrivateComments zendesk.Opt[bool]              `json:"only_private_comments,omitzero"`
	Moderator           zendesk.Opt[bool]              `json:"moderator,omitzero"`
	DefaultGroupID      zendesk.Opt[int64]             `json:"default_group_id,omitzero"`
	GroupID             zendesk.Opt[int64]             `json:"group_id,omitzero"`        // on create
	GroupIDs            zendesk.Opt[[]int64]           `json:"group_ids,omitzero"`       // on create
	AgentBrandIDs       zendesk.Opt[[]int64]           `json:"agent_brand_ids,omitzero"` // on create
	ActiveBrandID       zendesk.Opt[int64]             `json:"active_brand_id,omitzero"` // on create
	OrganizationID      zendesk.Opt[int64]             `json:"organization_id,omitzero"` // the default one
	OrganizationIDs     zendesk.Opt[[]int64]           `json:"organization_ids,omitzero"`
	Organization        *OrganizationParams            `json:"organization,omitzero"` // found by its Name
	ExternalID          zendesk.Opt[string]            `json:"external_id,omitzero"`  // your own key; unique, ignoring case
	Phone               zendesk.Opt[string]            `json:"phone,omitzero"`        // E.164 if it is a direct line
	SharedPhoneNumber   zendesk.Opt[bool]              `json:"shared_phone_number,omitzero"`
	Alias               zendesk.Opt[string]            `json:"alias,omitzero"`
	Details             zendesk.Opt[string]            `json:"details,omitzero"`
	Notes               zendesk.Opt[string]            `json:"notes,omitzero"`
	Signature           zendesk.Opt[string]            `json:"signature,omitzero"`
	Tags                zendesk.Opt[[]string]          `json:"tags,omitzero"` // replaces all; only if user tagging is on
	UserFields          KeyedFields                    `json:"user_fields,omitzero"`
	Locale              zendesk.Opt[string]            `json:"locale,omitzero"` // takes precedence over LocaleID
	LocaleID            zendesk.Opt[int64]             `json:"locale_id,omitzero"`
	TimeZone            zendesk.Opt[string]            `json:"time_zone,omitzero"`
	RemotePhotoURL      zendesk.Opt[string]            `json:"remote_photo_url,omitzero"`
	Suspended           zendesk.Opt[bool]              `json:"suspended,omitzero"`
	Verified            zendesk.Opt[bool]              `json:"verified,omitzero"`          // on create
	SkipVerifyEmail     zendesk.Opt[bool]              `json:"skip_verify_email,omitzero"` // on create: true sends no mail
	Password            zendesk.Opt[string]            `json:"password,omitzero"`          // on create, if admins may set passwords
	Identities          []IdentityParams               `json:"identities,omitzero"`        // on create
	Separation          json.RawMessage                `json:"separation,omitzero"`        // on create: the brand, if brands are separated

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// UserUpdate is the change of one user among many.
type UserUpdate struct {
	ID int64 `json:"id"`
	UserParams
}

func (u UserUpdate) check(string) (id int64, err error) { return u.ID, nil }

// UserQuery filters a listing of users. The zero query lists all.
type UserQuery struct {
	Role          Role      `query:"role"`
	Roles         []Role    `query:"role[]"`         // several, instead of Role
	PermissionSet int64     `query:"permission_set"` // the id of a custom role
	ExternalID    string    `query:"external_id"`
	Include       []Include `query:"include"` // organizations, identities, groups, roles, abilities
	PerPage       int       `query:"page[size],max=100"`
}

// UserCountQuery filters a count of users. The zero query counts all.
type UserCountQuery struct {
	Role          Role   `query:"role"`
	Roles         []Role `query:"role[]"`         // as in UserQuery
	PermissionSet int64  `query:"permission_set"` // the id of a custom role
}

// UserSearchQuery is a search for users by either Query or ExternalID.
type UserSearchQuery struct {
	Query      string `query:"query"`       // in the search syntax; see [Quote]
	ExternalID string `query:"external_id"` // exact, ignoring case
	PerPage    int    `query:"per_page,max=100"`
}

func (q UserSearchQuery) check() (argument, problem string) {
	return exactlyOne("Query", q.Query, "ExternalID", q.ExternalID)
}

// AutocompleteQuery asks for records whose name starts with Name.
type AutocompleteQuery struct {
	Name    string `query:"name"`
	FieldID string `query:"field_id"` // a lookup field whose filter applies
	Source  string `query:"source"`   // the kind of record that has the lookup field, such as "zen:ticket"
	PerPage int    `query:"per_page,max=100"`
}

func (q AutocompleteQuery) check() (argument, problem string) {
	if q.Name == "" {
		return "Name", "is empty"
	}
	return "", ""
}

func exactlyOne(name, value, otherName, otherValue string) (argument, problem string) {
	if (value == "") == (otherValue == "") {
		return name, "set either this or " + otherName
	}
	return "", ""
}

// UserRelated counts what belongs to a user.
type UserRelated struct {
	AssignedTickets           int64 `json:"assigned_tickets,omitzero"`
	RequestedTickets          int64 `json:"requested_tickets,omitzero"`
	CCDTickets                int64 `json:"ccd_tickets,omitzero"`
	OrganizationSubscriptions int64 `json:"organization_subscriptions,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
