package support

import (
	"encoding/json"
	"time"
)

// Organization is a company that end users belong to.
type Organization struct {
	ID                 int64       `json:"id"`
	URL                string      `json:"url,omitzero"`
	Name               string      `json:"name,omitzero"` // unique
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

	Extra map[string]json.RawMessage `json:",embed"`
}
