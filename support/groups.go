package support

import (
	"encoding/json"
	"time"
)

// Group is a team of agents that tickets are assigned to.
type Group struct {
	ID          int64     `json:"id"`
	URL         string    `json:"url,omitzero"`
	Name        string    `json:"name,omitzero"`
	Description string    `json:"description,omitzero"`
	IsPublic    bool      `json:"is_public,omitzero"`
	Default     bool      `json:"default,omitzero"`
	Deleted     bool      `json:"deleted,omitzero"`
	CreatedAt   time.Time `json:"created_at,omitzero"`
	UpdatedAt   time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}
