package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// OrganizationsService reads and writes organizations. Agents who are limited
// to their own organization get [zendesk.ErrForbidden] for listings.
//
// API page: Organizations (ticketing/organizations/organizations).
//
//zendesk:resource Organization /api/v2/organizations Get List Create Update Delete Count ShowMany ShowManyByExternalID CreateMany UpdateMany UpdateEach DeleteMany
type OrganizationsService struct{ rc *rest.Client }

// CreateOrUpdate updates the organization with the external id in p, or creates one if
// there is none; the status, which [zendesk.Into] stores, is 200 or 201. It never finds
// an organization by its name. It is retried if the response is lost.
//
//zendesk:op POST /api/v2/organizations/create_or_update class=upsert
func (s OrganizationsService) CreateOrUpdate(ctx context.Context, p OrganizationParams, opts ...zendesk.CallOption) (*Organization, error) {
	if !given(p.ExternalID) {
		return nil, &zendesk.ArgumentError{Op: opOrganizationsCreateOrUpdate.Name, Argument: "p", Problem: "needs ExternalID to find the organization by"}
	}
	return one[Organization](ctx, s.rc, opOrganizationsCreateOrUpdate.Request().With(p), opts)
}

// Search finds an organization by its exact name or external id.
//
//zendesk:op GET /api/v2/organizations/search
func (s OrganizationsService) Search() Listing[Organization, OrganizationSearchQuery] {
	return list[Organization, OrganizationSearchQuery](s.rc, opOrganizationsSearch)
}

// Autocomplete lists the organizations whose name starts with a text.
//
//zendesk:op GET /api/v2/organizations/autocomplete
func (s OrganizationsService) Autocomplete() Listing[Organization, AutocompleteQuery] {
	return list[Organization, AutocompleteQuery](s.rc, opOrganizationsAutocomplete)
}

// Related counts what belongs to an organization.
//
//zendesk:op GET /api/v2/organizations/{id}/related returns=organization_related
func (s OrganizationsService) Related(ctx context.Context, id int64, opts ...zendesk.CallOption) (*OrganizationRelated, error) {
	return one[OrganizationRelated](ctx, s.rc, opOrganizationsRelated.Request(id), opts)
}

// Tickets lists the tickets of an organization.
//
//zendesk:op GET /api/v2/organizations/{id}/tickets returns=tickets unlisted
func (s OrganizationsService) Tickets(id int64) Listing[Ticket, RelatedTicketQuery] {
	return list[Ticket, RelatedTicketQuery](s.rc, opOrganizationsTickets, id)
}

// Users lists the users of an organization.
//
//zendesk:op GET /api/v2/organizations/{id}/users returns=users unlisted
func (s OrganizationsService) Users(id int64) Listing[User, UserQuery] {
	return list[User, UserQuery](s.rc, opOrganizationsUsers, id)
}

// Organization is a company that end users belong to.
type Organization struct {
	ID                 int64       `json:"id"`
	URL                string      `json:"url,omitzero"`
	Name               string      `json:"name,omitzero"` // unique, except for duplicates created at the same time
	ExternalID         string      `json:"external_id,omitzero"`
	DomainNames        []string    `json:"domain_names,omitzero"`
	Details            string      `json:"details,omitzero"`
	Notes              string      `json:"notes,omitzero"`
	GroupID            int64       `json:"group_id,omitzero"` // where new tickets go
	SharedTickets      bool        `json:"shared_tickets,omitzero"`
	SharedComments     bool        `json:"shared_comments,omitzero"`
	Tags               []string    `json:"tags,omitzero"`
	OrganizationFields KeyedFields `json:"organization_fields,omitzero"`
	CreatedAt          time.Time   `json:"created_at,omitzero"`
	UpdatedAt          time.Time   `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// OrganizationParams are the attributes of an organization to write. A new one
// needs a Name. Agents who are not admins may change only Notes.
type OrganizationParams struct {
	Name               zendesk.Opt[string]   `json:"name,omitzero"`
	ExternalID         zendesk.Opt[string]   `json:"external_id,omitzero"`  // your own key; unique, ignoring case
	DomainNames        zendesk.Opt[[]string] `json:"domain_names,omitzero"` // replaces all
	Details            zendesk.Opt[string]   `json:"details,omitzero"`
	Notes              zendesk.Opt[string]   `json:"notes,omitzero"`
	GroupID            zendesk.Opt[int64]    `json:"group_id,omitzero"`
	SharedTickets      zendesk.Opt[bool]     `json:"shared_tickets,omitzero"`  // users see each other's tickets
	SharedComments     zendesk.Opt[bool]     `json:"shared_comments,omitzero"` // and comment on them
	Tags               zendesk.Opt[[]string] `json:"tags,omitzero"`            // replaces all
	OrganizationFields KeyedFields           `json:"organization_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// OrganizationUpdate is the change of one of many organizations.
type OrganizationUpdate struct {
	ID int64 `json:"id"`
	OrganizationParams
}

func (u OrganizationUpdate) check(string) (id int64, err error) { return u.ID, nil }

// OrganizationQuery sets the page size and related records of a listing of
// organizations.
type OrganizationQuery struct {
	Include []Include `query:"include"` // abilities (unconfirmed)
	PerPage int       `query:"page[size],max=100"`
}

// OrganizationSearchQuery asks for one organization: by either Name or ExternalID, which
// must match exactly, ignoring case.
type OrganizationSearchQuery struct {
	Name       string `query:"name"`
	ExternalID string `query:"external_id"`
	PerPage    int    `query:"per_page,max=100"`
}

func (q OrganizationSearchQuery) check() (argument, problem string) {
	return exactlyOne("Name", q.Name, "ExternalID", q.ExternalID)
}

// OrganizationRelated counts what belongs to an organization.
type OrganizationRelated struct {
	TicketsCount int64 `json:"tickets_count,omitzero"`
	UsersCount   int64 `json:"users_count,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
