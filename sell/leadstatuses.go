package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// LeadStatusesService lists the statuses that a lead can have.
//
// API page: none. The endpoint is undocumented, but Zendesk's own clients use it. It
// has no filters.
//
//zendesk:resource LeadStatus /v2/lead_statuses List
type LeadStatusesService struct{ rc *rest.Client }

// LeadStatus is a status that a lead can have. A [Lead] refers to it by name, not by
// id. Compare names case-insensitively.
type LeadStatus struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// LeadStatusQuery sets only the page size.
type LeadStatusQuery struct {
	PerPage int `query:"per_page,max=100"`
}
