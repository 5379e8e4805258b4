package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AssociatedContactsService reads and writes the contacts of one deal beside
// its primary contact, which is the deal's own ContactID.
//
// API page: Associated Contacts (sales-crm/resources/associated-contacts).
//
//zendesk:resource AssociatedContact /v2/deals/{deal_id}/associated_contacts List Create
type AssociatedContactsService struct {
	rc     *rest.Client
	dealID int64
}

// AssociatedContacts returns the further contacts of a deal. It sends nothing.
func (s DealsService) AssociatedContacts(dealID int64) AssociatedContactsService {
	return AssociatedContactsService{s.rc, dealID}
}

// Delete takes a contact off the deal; the contact itself stays. If the response
// to a first attempt was lost and the retry finds nothing, it counts as taken
// off.
//
//zendesk:op DELETE /v2/deals/{deal_id}/associated_contacts/{contact_id}
func (s AssociatedContactsService) Delete(ctx context.Context, contactID int64, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opAssociatedContactsDelete.Request(s.dealID, contactID), opts)
}

// AssociatedContact is a contact of a deal beside the primary one.
type AssociatedContact struct {
	ContactID int64       `json:"contact_id,omitzero"`
	Role      ContactRole `json:"role,omitzero"`
	CreatedAt time.Time   `json:"created_at,omitzero"`
	UpdatedAt time.Time   `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// DealContacts are the associated contacts within a deal, as Sell wraps them.
// Some answers hold their number only.
type DealContacts struct {
	Items []Wrapped[AssociatedContact] `json:"items,omitzero"`
	Meta  DealContactsMeta             `json:"meta,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}

// DealContactsMeta is what Sell says of records within a record.
type DealContactsMeta struct {
	Type  string `json:"type,omitzero"`
	Count *int64 `json:"count,omitzero"` // nil where Sell does not say

	Extra map[string]json.RawMessage `json:",embed"`
}

// smallestPage is how many records a page has by default: a list that comes along
// and has as many may go on.
const smallestPage = 25

// ContactRole is the part that a contact has in a deal.
type ContactRole string

// ContactInvolved is the one role that is known.
const ContactInvolved ContactRole = "involved"

// AssociatedContactParams say which contact to add to a deal; both are needed.
type AssociatedContactParams struct {
	ContactID zendesk.Opt[int64]       `json:"contact_id,omitzero"`
	Role      zendesk.Opt[ContactRole] `json:"role,omitzero"` // ContactInvolved

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// AssociatedContactQuery is about the size of pages only: the API has neither
// filter nor order here.
type AssociatedContactQuery struct {
	PerPage int `query:"per_page,max=100"`
}
