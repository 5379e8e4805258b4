package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// LossReasonsService reads and writes the reasons why deals were lost.
//
// API page: Loss Reasons (sales-crm/resources/loss-reasons).
//
//zendesk:resource Reason /v2/loss_reasons Get List Create Update Delete
type LossReasonsService struct{ rc *rest.Client }

// DealUnqualifiedReasonsService reads and writes the reasons why deals were
// unqualified.
//
// API page: Deal Unqualified Reasons (sales-crm/resources/deal-unqualified-reasons).
//
//zendesk:resource Reason /v2/deal_unqualified_reasons Get List Create Update Delete
type DealUnqualifiedReasonsService struct{ rc *rest.Client }

// LeadUnqualifiedReasonsService lists the reasons why leads can be unqualified.
// The API can neither write them nor get one by id.
//
// API page: Lead Unqualified Reasons (sales-crm/resources/lead-unqualified-reasons).
//
//zendesk:resource Reason /v2/lead_unqualified_reasons query=LeadUnqualifiedReasonQuery List
type LeadUnqualifiedReasonsService struct{ rc *rest.Client }

// Reason is why a deal was lost, or why a deal or lead was unqualified. Deals and
// leads refer to it by id.
type Reason struct {
	ID        int64     `json:"id"`
	CreatorID int64     `json:"creator_id,omitzero"`
	Name      string    `json:"name,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ReasonParams are the attributes of a reason to write.
type ReasonParams struct {
	// Name is required and unique: for an existing name, the error is
	// [zendesk.ErrInvalid] with the code "already_exists".
	Name zendesk.Opt[string] `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// ReasonQuery filters and sorts a listing of the reasons of deals. The zero query
// lists all.
type ReasonQuery struct {
	IDs     []int64    `query:"ids,max=100"` // at most 100
	Name    string     `query:"name"`        // exact
	SortBy  ReasonSort `query:"sort_by,default=id"`
	PerPage int        `query:"per_page,max=100"`
}

// LeadUnqualifiedReasonQuery filters a listing of the reasons of leads, which cannot be
// sorted. The zero query lists all.
type LeadUnqualifiedReasonQuery struct {
	IDs     []int64 `query:"ids,max=100"` // at most 100
	PerPage int     `query:"per_page,max=100"`
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
