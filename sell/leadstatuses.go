package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// LeadStatusesService lists the statuses that a lead can have.
//
// API page: none. The endpoint is undocumented, but in use by Zendesk's own
// clients; it has no filters.
//
//zendesk:resource LeadStatus /v2/lead_statuses List
type LeadStatusesService struct{ rc *rest.Client }

// LeadStatus is a status that a lead can have. A [Lead] holds the name, not
// the id; compare names without regard to case.
type LeadStatus struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// LeadStatusQuery is about the size of pages only.
type LeadStatusQuery struct {
	PerPage int `query:"per_page,max=100"`
}
