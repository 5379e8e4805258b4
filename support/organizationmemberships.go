package support

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// OrganizationMembershipsService reads and writes which users belong to which
// organizations. A user has one default organization, and more than one only
// where the account allows it. Deleting a membership also takes the
// organization from the user's open tickets.
//
// API page: Organization Memberships (ticketing/organizations/organization_memberships).
type OrganizationMembershipsService struct {
	resource
	reader[OrganizationMembership, OrganizationMembershipQuery]
	creator[OrganizationMembership, OrganizationMembershipParams]
	deleter
	bulkCreator[OrganizationMembershipParams]
	bulkDeleter
}

func organizationMembershipsService(rc *rest.Client) OrganizationMembershipsService {
	r := resource{
		rc: rc, name: "OrganizationMemberships", path: "/api/v2/organization_memberships",
		one: "organization_membership", many: "organization_memberships",
	}
	return OrganizationMembershipsService{
		r, newReader[OrganizationMembership, OrganizationMembershipQuery](r),
		creator[OrganizationMembership, OrganizationMembershipParams]{r}, deleter{r},
		bulkCreator[OrganizationMembershipParams]{r}, bulkDeleter{r},
	}
}

// OfUser lists the memberships of a user, the default one first.
func (s OrganizationMembershipsService) OfUser(userID int64) Listing[OrganizationMembership, OrganizationMembershipQuery] {
	return listing[OrganizationMembership, OrganizationMembershipQuery](s.ofUser(userID), "OfUser")
}

func (s OrganizationMembershipsService) ofUser(id int64) resource {
	r := s.resource
	r.path, r.args = "/api/v2/users/{user_id}/organization_memberships", []any{id}
	return r
}

// OfOrganization lists the memberships of an organization.
func (s OrganizationMembershipsService) OfOrganization(organizationID int64) Listing[OrganizationMembership, OrganizationMembershipQuery] {
	r := s.resource
	r.path, r.args = "/api/v2/organizations/{organization_id}/organization_memberships", []any{organizationID}
	return listing[OrganizationMembership, OrganizationMembershipQuery](r, "OfOrganization")
}

// MakeDefault makes a membership the user's default one, and returns all
// memberships of the user.
func (s OrganizationMembershipsService) MakeDefault(ctx context.Context, userID, id int64, opts ...zendesk.CallOption) ([]*OrganizationMembership, error) {
	r := s.ofUser(userID)
	return many[OrganizationMembership](ctx, r, r.request("MakeDefault", http.MethodPut, "/{id}/make_default", id), opts)
}

// OrganizationMembership says that a user belongs to an organization.
type OrganizationMembership struct {
	ID               int64     `json:"id"`
	URL              string    `json:"url,omitzero"`
	UserID           int64     `json:"user_id,omitzero"`
	OrganizationID   int64     `json:"organization_id,omitzero"`
	OrganizationName string    `json:"organization_name,omitzero"`
	Default          bool      `json:"default,omitzero"` // Support answers true or null
	ViewTickets      bool      `json:"view_tickets,omitzero"`
	CreatedAt        time.Time `json:"created_at,omitzero"`
	UpdatedAt        time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// OrganizationMembershipParams are the attributes of a new membership. It needs
// UserID and OrganizationID.
type OrganizationMembershipParams struct {
	UserID         zendesk.Opt[int64] `json:"user_id,omitzero"`
	OrganizationID zendesk.Opt[int64] `json:"organization_id,omitzero"`
	Default        zendesk.Opt[bool]  `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// OrganizationMembershipQuery pages a listing of memberships.
type OrganizationMembershipQuery struct {
	Include []Include `query:"include"` // users, organizations (unconfirmed)
	PerPage int       `query:"page[size],max=100"`
}
