package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// CollaborationsService reads, creates and deletes collaborations. The API cannot
// change one.
//
// API page: Collaborations (sales-crm/resources/collaborations). On lower plans
// it may be [zendesk.ErrForbidden].
//
//zendesk:resource Collaboration /v2/collaborations Get List Create Delete
type CollaborationsService struct{ rc *rest.Client }

// Collaboration lets a user work on one record of another user.
type Collaboration struct {
	ID             int64        `json:"id"`
	CreatorID      int64        `json:"creator_id,omitzero"`
	ResourceType   ResourceType `json:"resource_type,omitzero"` // lead, contact or deal
	ResourceID     int64        `json:"resource_id,omitzero"`
	CollaboratorID int64        `json:"collaborator_id,omitzero"` // a user
	CreatedAt      time.Time    `json:"created_at,omitzero"`
	UpdatedAt      time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CollaborationParams say who may work on which record. All are required.
type CollaborationParams struct {
	ResourceType   zendesk.Opt[ResourceType] `json:"resource_type,omitzero"` // lead, contact or deal
	ResourceID     zendesk.Opt[int64]        `json:"resource_id,omitzero"`
	CollaboratorID zendesk.Opt[int64]        `json:"collaborator_id,omitzero"` // a user

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// CollaborationQuery filters a listing of collaborations. The zero query lists
// all.
type CollaborationQuery struct {
	IDs          []int64      `query:"ids,max=100"` // at most 100
	CreatorID    int64        `query:"creator_id"`
	ResourceType ResourceType `query:"resource_type"`
	ResourceID   int64        `query:"resource_id"`
	PerPage      int          `query:"per_page,max=100"`
}
