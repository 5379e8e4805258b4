package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// ReasonsService reads and writes reasons why deals came to nothing: those why
// they were lost, or those why they were unqualified.
//
// API pages: Loss Reasons (sales-crm/resources/loss-reasons) and Deal
// Unqualified Reasons (sales-crm/resources/deal-unqualified-reasons).
type ReasonsService struct {
	reader[Reason, ReasonQuery]
	writer[Reason, ReasonParams]
}

func lossReasonsService(rc *rest.Client) ReasonsService {
	return reasonsService(resource{rc: rc, name: "LossReasons", path: "/v2/loss_reasons"})
}

func dealUnqualifiedReasonsService(rc *rest.Client) ReasonsService {
	return reasonsService(resource{rc: rc, name: "DealUnqualifiedReasons", path: "/v2/deal_unqualified_reasons"})
}

func reasonsService(r resource) ReasonsService {
	return ReasonsService{newReader[Reason, ReasonQuery](r), newWriter[Reason, ReasonParams](r)}
}

// LeadUnqualifiedReasonsService lists the reasons why leads can be unqualified.
// The API cannot write them, nor get one by id.
//
// API page: Lead Unqualified Reasons
// (sales-crm/resources/lead-unqualified-reasons).
type LeadUnqualifiedReasonsService struct {
	lister[Reason, LeadUnqualifiedReasonQuery]
}

func leadUnqualifiedReasonsService(rc *rest.Client) LeadUnqualifiedReasonsService {
	r := resource{rc: rc, name: "LeadUnqualifiedReasons", path: "/v2/lead_unqualified_reasons"}
	return LeadUnqualifiedReasonsService{lister[Reason, LeadUnqualifiedReasonQuery]{r}}
}

// Reason is why a deal was lost, or a deal or lead was unqualified. Deals and
// leads name theirs by id.
type Reason struct {
	ID        int64     `json:"id"`
	CreatorID int64     `json:"creator_id,omitzero"`
	Name      string    `json:"name,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// ReasonParams are the attributes of a reason to write.
type ReasonParams struct {
	// Name is needed, and unique: a name that there is already is
	// [zendesk.ErrInvalid] with the code "already_exists".
	Name zendesk.Opt[string] `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// ReasonQuery filters and sorts a listing of reasons of deals. The zero query
// lists all.
type ReasonQuery struct {
	IDs     []int64    `query:"ids,max=100"` // at most 100
	Name    string     `query:"name"`        // exact
	SortBy  ReasonSort `query:"sort_by,default=id"`
	PerPage int        `query:"per_page,max=100"`
}

// LeadUnqualifiedReasonQuery is about the size of pages only: the API has
// neither filter nor order here.
type LeadUnqualifiedReasonQuery struct {
	PerPage int `query:"per_page,max=100"`
}

// ReasonSort is a key to sort reasons by, ascending; see [Descending].
type ReasonSort string

// Sort keys of reasons.
const (
	ReasonsByID        ReasonSort = "id"
	ReasonsByName      ReasonSort = "name"
	ReasonsByCreatedAt ReasonSort = "created_at"
	ReasonsByUpdatedAt ReasonSort = "updated_at"
)
