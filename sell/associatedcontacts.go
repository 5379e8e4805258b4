package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AssociatedContactsService reads and writes the contacts of one deal other than its
// primary contact, which is the deal's own ContactID.
//
// API page: Associated Contacts (sales-crm/resources/associated-contacts).
//
//zendesk:resource AssociatedContact /v2/deals/{deal_id}/associated_contacts List Create
type AssociatedContactsService struct {
	rc     *rest.Client
	dealID int64
}

// AssociatedContacts returns the service for the associated contacts of a deal. It
// sends nothing.
func (s DealsService) AssociatedContacts(dealID int64) AssociatedContactsService {
	return AssociatedContactsService{s.rc, dealID}
}

// Delete removes a contact from the deal; the contact itself stays. If the response
// to a first attempt was lost and the retry finds nothing, it counts as removed.
//
//zendesk:op DELETE /v2/deals/{deal_id}/associated_contacts/{contact_id}
func (s AssociatedContactsService) Delete(ctx context.Context, contactID int64, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opAssociatedContactsDelete.Request(s.dealID, contactID), opts)
}

// AssociatedContact is a contact of a deal other than the primary one.
type AssociatedContact struct {
	ContactID int64       `json:"contact_id,omitzero"`
	Role      ContactRole `json:"role,omitzero"`
	CreatedAt time.Time   `json:"created_at,omitzero"`
	UpdatedAt time.Time   `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// DealContacts are the associated contacts within a deal, as Sell wraps them.
// Some responses contain only their number.
type DealContacts struct {
	Items []Wrapped[AssociatedContact] `json:"items,omitzero"`
	Meta  DealContactsMeta             `json:"meta,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}

// DealContactsMeta is what Sell says about records within a record.
type DealContactsMeta struct {
	Type  string `json:"type,omitzero"`
	Count *int64 `json:"count,omitzero"` // nil if Sell does not say

	Extra map[string]json.RawMessage `json:",embed"`
}

// smallestPage is how many records a page has by default: an embedded list with that
// many may be incomplete.
const smallestPage = 25

// ContactRole is the role of a contact in a deal.
type ContactRole string

// ContactInvolved is the only known role.
const ContactInvolved ContactRole = "involved"

// AssociatedContactParams say which contact to add to a deal. Both are required.
type AssociatedContactParams struct {
	ContactID zendesk.Opt[int64]       `json:"contact_id,omitzero"`
	Role      zendesk.Opt[ContactRole] `json:"role,omitzero"` // ContactInvolved

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AssociatedContactQuery sets only the page size: the API has neither filters nor
// sort keys here.
type AssociatedContactQuery struct {
	PerPage int `query:"per_page,max=100"`
}
