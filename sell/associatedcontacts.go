package sell

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
)

// AssociatedContactsService reads and writes the contacts of one deal beside
// its primary contact, which is the deal's own ContactID.
//
// API page: Associated Contacts (sales-crm/resources/associated-contacts).
type AssociatedContactsService struct {
	lister[AssociatedContact, AssociatedContactQuery]
	creator[AssociatedContact, AssociatedContactParams]
}

// AssociatedContacts returns the further contacts of a deal. It sends nothing.
func (s DealsService) AssociatedContacts(dealID int64) AssociatedContactsService {
	r := resource{rc: s.getter.rc, name: "AssociatedContacts", path: "/v2/deals/{deal_id}/associated_contacts", args: []any{dealID}}
	return AssociatedContactsService{lister[AssociatedContact, AssociatedContactQuery]{r}, creator[AssociatedContact, AssociatedContactParams]{r}}
}

// Delete takes a contact off the deal; the contact itself stays. One that a
// lost first attempt took off counts as taken off.
func (s AssociatedContactsService) Delete(ctx context.Context, contactID int64, opts ...zendesk.CallOption) error {
	r := s.creator.request("Delete", http.MethodDelete, "/{contact_id}", contactID)
	return s.creator.rc.Do(ctx, r, opts, nil)
}

// AssociatedContact is a contact of a deal beside the primary one.
type AssociatedContact struct {
	ContactID int64       `json:"contact_id,omitzero"`
	Role      ContactRole `json:"role,omitzero"`
	CreatedAt time.Time   `json:"created_at,omitzero"`
	UpdatedAt time.Time   `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

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
