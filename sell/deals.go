package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// DealsService reads and writes deals.
//
// API page: Deals (sales-crm/resources/deals). Older versions of the page lack
// Upsert.
//
//zendesk:resource Deal /v2/deals Get List Create Update Upsert Delete
type DealsService struct{ rc *rest.Client }

// Deal is a sale, in progress or closed. Its stage alone determines its pipeline, and
// whether it is won, lost or unqualified.
type Deal struct {
	ID                      int64           `json:"id"`
	CreatorID               int64           `json:"creator_id,omitzero"`
	OwnerID                 int64           `json:"owner_id,omitzero"`
	Name                    string          `json:"name,omitzero"`
	ContactID               int64           `json:"contact_id,omitzero"`      // the primary contact, a person or an organization
	OrganizationID          int64           `json:"organization_id,omitzero"` // the primary contact's
	Value                   zendesk.Decimal `json:"value,omitzero"`           // in units of Currency
	Currency                string          `json:"currency,omitzero"`        // ISO 4217
	Hot                     bool            `json:"hot,omitzero"`
	StageID                 int64           `json:"stage_id,omitzero"`
	LastStageChangeAt       time.Time       `json:"last_stage_change_at,omitzero"`
	LastStageChangeByID     int64           `json:"last_stage_change_by_id,omitzero"`
	LastActivityAt          time.Time       `json:"last_activity_at,omitzero"`
	SourceID                int64           `json:"source_id,omitzero"` // a deal source
	LossReasonID            int64           `json:"loss_reason_id,omitzero"`
	UnqualifiedReasonID     int64           `json:"unqualified_reason_id,omitzero"`
	DropboxEmail            string          `json:"dropbox_email,omitzero"` // mail to this address is filed with the deal
	EstimatedCloseDate      zendesk.Date    `json:"estimated_close_date,omitzero"`
	CustomizedWinLikelihood *int64          `json:"customized_win_likelihood,omitzero"` // percent; nil: the stage's
	AddedAt                 time.Time       `json:"added_at,omitzero"`                  // when the deal began; see Added
	AddedOn                 time.Time       `json:"added_on,omitzero"`                  // AddedAt under an older name
	Tags                    []string        `json:"tags,omitzero"`
	CustomFields            CustomFields    `json:"custom_fields,omitzero"`
	AssociatedContacts      *DealContacts   `json:"associated_contacts,omitzero"` // if [DealQuery.Includes] asks for them; see Associated
	CreatedAt               time.Time       `json:"created_at,omitzero"`
	UpdatedAt               time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Added returns when the deal began, under whichever name Sell sent it.
func (d *Deal) Added() time.Time {
	if d.AddedAt.IsZero() {
		return d.AddedOn
	}
	return d.AddedAt
}

// Associated returns the associated contacts that were sent with the deal. all is
// false if there may be more: if none were sent, or only their number, or no number, or
// as many as a page holds. Then list them with [DealsService.AssociatedContacts].
func (d *Deal) Associated() (contacts []AssociatedContact, all bool) {
	if d.AssociatedContacts == nil {
		return nil, false
	}
	for _, item := range d.AssociatedContacts.Items {
		contacts = append(contacts, item.Data)
	}
	count := d.AssociatedContacts.Meta.Count
	return contacts, count != nil && *count == int64(len(contacts)) && *count < smallestPage
}

// DealParams are the attributes of a deal to write. A new deal needs Name and
// ContactID.
type DealParams struct {
	// OwnerID defaults to the token's user. The phantom user of a distribution pool
	// makes Sell pick the next member; it picks again on each attempt of an Update or
	// Upsert that is retried because its response was lost. To make it pick only
	// once, pass [zendesk.MaxAttempts](1); after [zendesk.ErrUnclear] read the record
	// to see whether it has its owner.
	OwnerID                 zendesk.Opt[int64]           `json:"owner_id,omitzero"`
	Name                    zendesk.Opt[string]          `json:"name,omitzero"`
	ContactID               zendesk.Opt[int64]           `json:"contact_id,omitzero"`
	Value                   zendesk.Opt[zendesk.Decimal] `json:"value,omitzero"`    // default 0
	Currency                zendesk.Opt[string]          `json:"currency,omitzero"` // ISO 4217; default: the account's
	Hot                     zendesk.Opt[bool]            `json:"hot,omitzero"`
	StageID                 zendesk.Opt[int64]           `json:"stage_id,omitzero"` // default: the first of the default pipeline; a stage of another pipeline moves the deal there
	LastStageChangeAt       zendesk.Opt[time.Time]       `json:"last_stage_change_at,omitzero"`
	SourceID                zendesk.Opt[int64]           `json:"source_id,omitzero"`
	LossReasonID            zendesk.Opt[int64]           `json:"loss_reason_id,omitzero"`
	UnqualifiedReasonID     zendesk.Opt[int64]           `json:"unqualified_reason_id,omitzero"`
	EstimatedCloseDate      zendesk.Opt[zendesk.Date]    `json:"estimated_close_date,omitzero"`
	CustomizedWinLikelihood zendesk.Opt[int64]           `json:"customized_win_likelihood,omitzero"` // 0 to 100
	AddedAt                 zendesk.Opt[time.Time]       `json:"added_at,omitzero"`                  // default: now
	Tags                    zendesk.Opt[[]string]        `json:"tags,omitzero"`                      // replaces all
	CustomFields            CustomFields                 `json:"custom_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// DealQuery filters and sorts a listing of deals. The zero query lists all.
type DealQuery struct {
	IDs                []int64           `query:"ids,max=100"` // at most 100
	CreatorID          int64             `query:"creator_id"`
	OwnerID            int64             `query:"owner_id"`
	ContactID          int64             `query:"contact_id"` // as the primary contact
	OrganizationID     int64             `query:"organization_id"`
	Hot                zendesk.Opt[bool] `query:"hot"`
	SourceID           int64             `query:"source_id"`
	StageID            int64             `query:"stage_id"`
	Name               string            `query:"name"`
	EstimatedCloseDate zendesk.Date      `query:"estimated_close_date"`
	CustomFields       map[string]string `query:"custom_fields[]"` // by exact name; the field must be filterable
	// Includes adds related records to each deal. To get them for one deal, list it by
	// IDs.
	Includes []DealInclude `query:"includes"`
	SortBy   DealSort      `query:"sort_by,default=id"`
	PerPage  int           `query:"per_page,max=100"`
}

// DealInclude is a kind of related records that a listing of deals can include.
type DealInclude string

// IncludeAssociatedContacts fills in [Deal].AssociatedContacts. It is undocumented for
// deals, but several clients use it; if Sell ignores it, none are sent.
const IncludeAssociatedContacts DealInclude = "associated_contacts"

// DealMatch says which deal to upsert: everything that is set must match.
type DealMatch struct {
	Name         string            `query:"name"`
	ContactID    int64             `query:"contact_id"`
	CustomFields map[string]string `query:"custom_fields[]"`
}

// DealSort is a key to sort deals by, ascending; see [Descending].
type DealSort string

// Sort keys of deals.
const (
	DealsByID                 DealSort = "id"
	DealsByName               DealSort = "name"
	DealsByValue              DealSort = "value"
	DealsByEstimatedCloseDate DealSort = "estimated_close_date"
	DealsByLastStageChangeAt  DealSort = "last_stage_change_at"
	DealsByCreatedAt          DealSort = "created_at"
	DealsByUpdatedAt          DealSort = "updated_at"
)
