package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SourcesService reads and writes sources: those of leads, those of deals, or
// the deprecated ones of the time when both shared theirs.
//
// API pages: Lead Sources (sales-crm/resources/lead-sources), Deal Sources
// (sales-crm/resources/deal-sources) and Sources (sales-crm/resources/sources).
type SourcesService struct {
	reader[Source, SourceQuery]
	writer[Source, SourceParams]
}

func leadSourcesService(rc *rest.Client) SourcesService {
	return sourcesService(resource{rc: rc, name: "LeadSources", path: "/v2/lead_sources"})
}

func dealSourcesService(rc *rest.Client) SourcesService {
	return sourcesService(resource{rc: rc, name: "DealSources", path: "/v2/deal_sources"})
}

func oldSourcesService(rc *rest.Client) SourcesService {
	return sourcesService(resource{rc: rc, name: "Sources", path: "/v2/sources"})
}

func sourcesService(r resource) SourcesService {
	return SourcesService{newReader[Source, SourceQuery](r), newWriter[Source, SourceParams](r)}
}

// Source is where a lead or a deal came from. Leads and deals name theirs by
// id, so one must exist before.
type Source struct {
	ID           int64        `json:"id"`
	CreatorID    int64        `json:"creator_id,omitzero"`
	Name         string       `json:"name,omitzero"`
	ResourceType ResourceType `json:"resource_type,omitzero"` // lead or deal
	CreatedAt    time.Time    `json:"created_at,omitzero"`
	UpdatedAt    time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// SourceParams are the attributes of a source to write.
type SourceParams struct {
	// Name is needed, and unique: a name that there is already is
	// [zendesk.ErrInvalid] with the code "already_exists".
	Name zendesk.Opt[string] `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
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
