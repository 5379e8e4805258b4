package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// OrganizationMembershipsService reads and writes which users belong to which
// organizations. A user has one default organization, and more than one only
// if the account allows it. Deleting a membership also removes the
// organization from the user's open tickets.
//
// API page: Organization Memberships (ticketing/organizations/organization_memberships).
//
//zendesk:resource OrganizationMembership /api/v2/organization_memberships Get List Create Delete CreateMany DeleteMany
type OrganizationMembershipsService struct{ rc *rest.Client }

// OfUser lists the memberships of a user, the default one first.
//
//zendesk:op GET /api/v2/users/{user_id}/organization_memberships unlisted
func (s OrganizationMembershipsService) OfUser(userID int64) Listing[OrganizationMembership, OrganizationMembershipQuery] {
	return list[OrganizationMembership, OrganizationMembershipQuery](s.rc, opOrganizationMembershipsOfUser, userID)
}

// OfOrganization lists the memberships of an organization.
//
//zendesk:op GET /api/v2/organizations/{organization_id}/organization_memberships unlisted
func (s OrganizationMembershipsService) OfOrganization(organizationID int64) Listing[OrganizationMembership, OrganizationMembershipQuery] {
	return list[OrganizationMembership, OrganizationMembershipQuery](s.rc, opOrganizationMembershipsOfOrganization, organizationID)
}

// MakeDefault makes a membership the user's default one, and returns all
// memberships of the user.
//
//zendesk:op PUT /api/v2/users/{user_id}/organization_memberships/{id}/make_default
func (s OrganizationMembershipsService) MakeDefault(ctx context.Context, userID, id int64, opts ...zendesk.CallOption) ([]*OrganizationMembership, error) {
	return many[OrganizationMembership](ctx, s.rc, opOrganizationMembershipsMakeDefault.Request(userID, id), opts)
}

// OrganizationMembership says that a user belongs to an organization.
type OrganizationMembership struct {
	ID               int64     `json:"id"`
	URL              string    `json:"url,omitzero"`
	UserID           int64     `json:"user_id,omitzero"`
	OrganizationID   int64     `json:"organization_id,omitzero"`
	OrganizationName string    `json:"organization_name,omitzero"`
	Default          bool      `json:"default,omitzero"` // Support sends true or null
	ViewTickets      bool      `json:"view_tickets,omitzero"`
	CreatedAt        time.Time `json:"created_at,omitzero"`
	UpdatedAt        time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// OrganizationMembershipParams are the attributes of a new membership. It needs
// UserID and OrganizationID.
type OrganizationMembershipParams struct {
	UserID         zendesk.Opt[int64] `json:"user_id,omitzero"`
	OrganizationID zendesk.Opt[int64] `json:"organization_id,omitzero"`
	Default        zendesk.Opt[bool]  `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// OrganizationMembershipQuery sets the page size and related records of a listing of
// memberships.
type OrganizationMembershipQuery struct {
	Include []Include `query:"include"` // users, organizations (unconfirmed)
	PerPage int       `query:"page[size],max=100"`
}
