package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// PipelinesService lists the pipelines of the account. The API can neither write
// them nor get one by id.
//
// API page: Pipelines (sales-crm/resources/pipelines).
//
//zendesk:resource Pipeline /v2/pipelines List
type PipelinesService struct{ rc *rest.Client }

// Pipeline is a sequence of stages that deals pass through; see [Stage].
type Pipeline struct {
	ID        int64             `json:"id"`
	Name      string            `json:"name,omitzero"`
	Disabled  bool              `json:"disabled,omitzero"`   // takes no new deals
	LocaleKey string            `json:"locale_key,omitzero"` // undocumented
	Stages    Collection[Stage] `json:"stages,omitzero"`     // only in events of Sync
	CreatedAt time.Time         `json:"created_at,omitzero"`
	UpdatedAt time.Time         `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// PipelineQuery filters a listing of pipelines, which is ordered by id and cannot be
// sorted. The zero query lists all.
type PipelineQuery struct {
	IDs      []int64           `query:"ids,max=100"` // at most 100
	Name     string            `query:"name"`        // Zendesk's own clients use it, although a page says unsupported
	Disabled zendesk.Opt[bool] `query:"disabled"`    // unconfirmed: check what comes back
	PerPage  int               `query:"per_page,max=100"`
}
