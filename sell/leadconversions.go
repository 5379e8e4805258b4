package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// LeadConversionsService converts leads to contacts and deals, and lists what leads
// were converted to, the latest first. There is no other order.
//
// API page: Lead Conversions (sales-crm/resources/lead-conversions).
//
//zendesk:resource LeadConversion /v2/lead_conversions List(bare)
type LeadConversionsService struct{ rc *rest.Client }

// Convert turns a lead into a person if it has a last name, into an
// organization if it has an organization name, or into both, and creates a deal
// unless CreateDeal is false. How it treats existing contacts depends on the
// account's settings for duplicates.
//
// Convert is not retried if the response is lost, because a second conversion
// would create the contacts again: the error is then [zendesk.ErrUnclear]. Before you
// retry, look for the lead in a listing of conversions.
//
//zendesk:op POST /v2/lead_conversions
func (s LeadConversionsService) Convert(ctx context.Context, p LeadConversionParams, opts ...zendesk.CallOption) (*LeadConversion, error) {
	return one[LeadConversion](ctx, s.rc, opLeadConversionsConvert.Request().With(p), opts)
}

// LeadConversion says what a lead was converted to.
type LeadConversion struct {
	ID             int64     `json:"id"`
	LeadID         int64     `json:"lead_id,omitzero"`
	IndividualID   int64     `json:"individual_id,omitzero"`   // the contact that is the person; 0 for none
	OrganizationID int64     `json:"organization_id,omitzero"` // the contact that is the organization; 0 for none
	DealID         int64     `json:"deal_id,omitzero"`         // 0 for none
	CreatorID      int64     `json:"creator_id,omitzero"`
	CreatedAt      time.Time `json:"created_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// LeadConversionParams say which lead to convert, and how. LeadID is required.
type LeadConversionParams struct {
	LeadID     zendesk.Opt[int64] `json:"lead_id,omitzero"`
	OwnerID    zendesk.Opt[int64] `json:"owner_id,omitzero"`    // of the new records; default: the owner of the lead
	CreateDeal zendesk.Opt[bool]  `json:"create_deal,omitzero"` // default: true, according to one source; better set it

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// LeadConversionQuery filters a listing of conversions. The zero query lists
// all.
type LeadConversionQuery struct {
	LeadID         int64 `query:"lead_id"`
	IndividualID   int64 `query:"individual_id"`
	OrganizationID int64 `query:"organization_id"`
	DealID         int64 `query:"deal_id"`
	PerPage        int   `query:"per_page,max=200"`
}
