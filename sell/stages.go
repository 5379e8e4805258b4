package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// StagesService lists the stages of the pipelines. The API can neither write them
// nor get one by id.
//
// API page: Stages (sales-crm/resources/stages).
//
//zendesk:resource Stage /v2/stages List
type StagesService struct{ rc *rest.Client }

// Stage is a step of a pipeline. A deal is won, lost or unqualified if it is in a stage
// of that category.
type Stage struct {
	ID              int64           `json:"id"`
	Name            string          `json:"name,omitzero"`
	Category        StageCategory   `json:"category,omitzero"`
	Active          bool            `json:"active,omitzero"` // deals here are open; the API page says the opposite, real responses say this
	Position        int64           `json:"position,omitzero"`
	Likelihood      *int64          `json:"likelihood,omitzero"` // that a deal here will be won, in percent
	PipelineID      int64           `json:"pipeline_id,omitzero"`
	PositionHash    json.RawMessage `json:"position_hash,omitzero"`     // undocumented
	HasOriginalName bool            `json:"has_original_name,omitzero"` // undocumented
	LocaleKey       string          `json:"locale_key,omitzero"`        // undocumented
	CreatedAt       time.Time       `json:"created_at,omitzero"`
	UpdatedAt       time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// StageCategory says what a stage means, whatever its name. Accounts may have
// categories other than these constants.
type StageCategory string

// Categories of stages. The last three come from older documentation.
const (
	StageIncoming    StageCategory = "incoming"
	StageInProgress  StageCategory = "in_progress"
	StageWon         StageCategory = "won"
	StageLost        StageCategory = "lost"
	StageUnqualified StageCategory = "unqualified"
)

// StageQuery filters a listing of stages, which is ordered by id and cannot be sorted.
// The zero query lists the stages of all pipelines.
type StageQuery struct {
	IDs        []int64           `query:"ids,max=100"` // at most 100
	PipelineID int64             `query:"pipeline_id"`
	Active     zendesk.Opt[bool] `query:"active"` // said to be unsupported for now: check what comes back
	Name       string            `query:"name"`   // likewise
	PerPage    int               `query:"per_page,max=100"`
}
