package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// LeadSourcesService reads and writes the sources of leads.
//
// API page: Lead Sources (sales-crm/resources/lead-sources).
//
//zendesk:resource Source /v2/lead_sources Get List Create Update Delete
type LeadSourcesService struct{ rc *rest.Client }

// DealSourcesService reads and writes the sources of deals.
//
// API page: Deal Sources (sales-crm/resources/deal-sources).
//
//zendesk:resource Source /v2/deal_sources Get List Create Update Delete
type DealSourcesService struct{ rc *rest.Client }

// SourcesService reads and writes the sources that leads and deals used to share. Sell
// has deprecated them: use [LeadSourcesService] and [DealSourcesService].
//
// API page: Sources (sales-crm/resources/sources).
//
//zendesk:resource Source /v2/sources Get List Create Update Delete
type SourcesService struct{ rc *rest.Client }

// Source is where a lead or a deal came from. Leads and deals refer to it by id, so it
// must exist first.
type Source struct {
	ID           int64        `json:"id"`
	CreatorID    int64        `json:"creator_id,omitzero"`
	Name         string       `json:"name,omitzero"`
	ResourceType ResourceType `json:"resource_type,omitzero"` // lead or deal
	CreatedAt    time.Time    `json:"created_at,omitzero"`
	UpdatedAt    time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SourceParams are the attributes of a source to write.
type SourceParams struct {
	// Name is required and unique: for an existing name, the error is
	// [zendesk.ErrInvalid] with the code "already_exists".
	Name zendesk.Opt[string] `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// SourceQuery filters and sorts a listing of sources. The zero query lists all.
type SourceQuery struct {
	IDs     []int64    `query:"ids,max=100"` // at most 100
	Name    string     `query:"name"`        // exact
	SortBy  SourceSort `query:"sort_by,default=id"`
	PerPage int        `query:"per_page,max=100"`
}

// SourceSort is a key to sort sources by, ascending; see [Descending].
type SourceSort string

// Sort keys of sources.
const (
	SourcesByID        SourceSort = "id"
	SourcesByName      SourceSort = "name"
	SourcesByCreatedAt SourceSort = "created_at"
	SourcesByUpdatedAt SourceSort = "updated_at"
)
