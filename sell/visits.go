package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// VisitsService lists the visits that users paid to leads and contacts. The API can
// neither write them nor get one by id.
//
// API page: Visits (sales-crm/resources/visits). On lower plans it may be
// [zendesk.ErrForbidden].
//
//zendesk:resource Visit /v2/visits List
type VisitsService struct{ rc *rest.Client }

// Visit is a visit of a user.
type Visit struct {
	ID              int64        `json:"id"`
	CreatorID       int64        `json:"creator_id,omitzero"`
	OutcomeID       int64        `json:"outcome_id,omitzero"` // a visit outcome; 0 for none
	ResourceType    ResourceType `json:"resource_type,omitzero"`
	ResourceID      int64        `json:"resource_id,omitzero"`
	VisitedAt       time.Time    `json:"visited_at,omitzero"`
	ResourceAddress string       `json:"resource_address,omitzero"` // where it took place
	// RepLocationVerificationStatus says whether it was verified that the user was
	// there. Its values are not documented.
	RepLocationVerificationStatus string    `json:"rep_location_verification_status,omitzero"`
	Summary                       string    `json:"summary,omitzero"`
	CreatedAt                     time.Time `json:"created_at,omitzero"`
	UpdatedAt                     time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// VisitQuery filters and sorts a listing of visits. The zero query lists all.
type VisitQuery struct {
	IDs                           []int64      `query:"ids,max=100"` // at most 100
	OutcomeID                     int64        `query:"outcome_id"`
	CreatorID                     int64        `query:"creator_id"`
	ResourceType                  ResourceType `query:"resource_type"` // together with ResourceID
	ResourceID                    int64        `query:"resource_id"`   // together with ResourceType
	RepLocationVerificationStatus string       `query:"rep_location_verification_status"`
	SortBy                        VisitSort    `query:"sort_by,default=id"`
	PerPage                       int          `query:"per_page,max=100"`
}

func (q VisitQuery) check() (argument, problem string) { return pair(q.ResourceType, q.ResourceID) }

// VisitSort is a key to sort visits by, ascending; see [Descending].
type VisitSort string

// Sort keys of visits.
const (
	VisitsByID        VisitSort = "id"
	VisitsByVisitedAt VisitSort = "visited_at"
)

// VisitOutcomesService lists the outcomes that a visit can have. The API can neither
// write them nor get one by id.
//
// API page: Visit Outcomes (sales-crm/resources/visit-outcomes). On lower plans
// it may be [zendesk.ErrForbidden].
//
//zendesk:resource VisitOutcome /v2/visit_outcomes List
type VisitOutcomesService struct{ rc *rest.Client }

// VisitOutcome is an outcome of visits that the account defines.
type VisitOutcome struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name,omitzero"`
	CreatorID int64     `json:"creator_id,omitzero"` // undocumented
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// VisitOutcomeQuery filters a listing of visit outcomes. The zero query lists all.
type VisitOutcomeQuery struct {
	IDs     []int64 `query:"ids,max=100"` // at most 100
	PerPage int     `query:"per_page,max=200"`
}
