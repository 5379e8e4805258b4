package support

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// OrganizationsService reads and writes organizations. Agents who are limited
// to their own organization get [zendesk.ErrForbidden] for listings.
//
// API page: Organizations (ticketing/organizations/organizations).
type OrganizationsService struct {
	resource
	reader[Organization, OrganizationQuery]
	writer[Organization, OrganizationParams]
	counter
	manyGetter[Organization]
	keyedGetter[Organization]
	bulkCreator[OrganizationParams]
	bulkUpdater[OrganizationParams]
	bulkDeleter
}

func organizationsService(rc *rest.Client) OrganizationsService {
	r := resource{rc: rc, name: "Organizations", path: "/api/v2/organizations", one: "organization", many: "organizations"}
	return OrganizationsService{
		r, newReader[Organization, OrganizationQuery](r), newWriter[Organization, OrganizationParams](r), counter{r},
		manyGetter[Organization]{r}, keyedGetter[Organization]{r},
		bulkCreator[OrganizationParams]{r}, bulkUpdater[OrganizationParams]{r}, bulkDeleter{r},
	}
}

// CreateOrUpdate changes the organization with the external id in p, or makes
// one where there is none; [zendesk.Into] tells which by the status, 200 or
// 201. It never finds an organization by its name. After a lost answer it is
// repeated.
func (s OrganizationsService) CreateOrUpdate(ctx context.Context, p OrganizationParams, opts ...zendesk.CallOption) (*Organization, error) {
	req := s.request("CreateOrUpdate", http.MethodPost, "/create_or_update")
	if !given(p.ExternalID) {
		return nil, &zendesk.ArgumentError{Op: req.Op, Argument: "p", Problem: "needs ExternalID to find the organization by"}
	}
	req.Class, req.Body = zendesk.Upsert, s.body(p)
	return one[Organization](ctx, s.resource, req, opts)
}

// Search finds an organization by its exact name or external id.
func (s OrganizationsService) Search() Listing[Organization, OrganizationSearchQuery] {
	return listing[Organization, OrganizationSearchQuery](s.beside("/search"), "Search")
}

// Autocomplete lists the organizations whose name starts with a text.
func (s OrganizationsService) Autocomplete() Listing[Organization, AutocompleteQuery] {
	return listing[Organization, AutocompleteQuery](s.beside("/autocomplete"), "Autocomplete")
}

// Related counts what belongs to an organization.
func (s OrganizationsService) Related(ctx context.Context, id int64, opts ...zendesk.CallOption) (*OrganizationRelated, error) {
	r := s.resource
	r.one = "organization_related"
	return one[OrganizationRelated](ctx, r, s.request("Related", http.MethodGet, "/{id}/related", id), opts)
}

// Tickets lists the tickets of an organization.
func (s OrganizationsService) Tickets(id int64) Listing[Ticket, RelatedTicketQuery] {
	return listing[Ticket, RelatedTicketQuery](s.below(id, "/tickets", "tickets"), "Tickets")
}

// Users lists the users of an organization.
func (s OrganizationsService) Users(id int64) Listing[User, UserQuery] {
	return listing[User, UserQuery](s.below(id, "/users", "users"), "Users")
}

// Organization is a company that end users belong to.
type Organization struct {
	ID                 int64       `json:"id"`
	URL                string      `json:"url,omitzero"`
	Name               string      `json:"name,omitzero"` // unique, but for twins of a race
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

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// OrganizationParams are the attributes of an organization to write. A new one
// needs a Name. Plain agents may change Notes only.
type OrganizationParams struct {
	Name               zendesk.Opt[string]   `json:"name,omitzero"`
	ExternalID         zendesk.Opt[string]   `json:"external_id,omitzero"`  // your own key; unique without regard to case
	DomainNames        zendesk.Opt[[]string] `json:"domain_names,omitzero"` // replaces all
	Details            zendesk.Opt[string]   `json:"details,omitzero"`
	Notes              zendesk.Opt[string]   `json:"notes,omitzero"`
	GroupID            zendesk.Opt[int64]    `json:"group_id,omitzero"`
	SharedTickets      zendesk.Opt[bool]     `json:"shared_tickets,omitzero"`  // users see each other's tickets
	SharedComments     zendesk.Opt[bool]     `json:"shared_comments,omitzero"` // and comment on them
	Tags               zendesk.Opt[[]string] `json:"tags,omitzero"`            // replaces all
	OrganizationFields KeyedFields           `json:"organization_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// OrganizationQuery pages a listing of organizations.
type OrganizationQuery struct {
	Include []Include `query:"include"` // abilities (unconfirmed)
	PerPage int       `query:"page[size],max=100"`
}

// OrganizationSearchQuery asks for one organization: either by Name or by
// ExternalID, both exact but without regard to case.
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

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}
