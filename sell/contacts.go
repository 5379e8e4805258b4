package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// ContactsService reads and writes contacts: persons and organizations.
//
// API page: Contacts (sales-crm/resources/contacts). Older versions of the page lack
// Upsert and the filters by phone.
//
//zendesk:resource Contact /v2/contacts Get List Create Update Upsert Delete
type ContactsService struct{ rc *rest.Client }

// Contact is a person or an organization. CustomerStatus and ProspectStatus together
// say what it is to the business.
type Contact struct {
	ID                   int64          `json:"id"`
	CreatorID            int64          `json:"creator_id,omitzero"`
	OwnerID              int64          `json:"owner_id,omitzero"`
	IsOrganization       bool           `json:"is_organization,omitzero"`
	ContactID            int64          `json:"contact_id,omitzero"`             // of a person: the organization they belong to
	ParentOrganizationID int64          `json:"parent_organization_id,omitzero"` // of an organization
	Name                 string         `json:"name,omitzero"`                   // of a person: the full name
	FirstName            string         `json:"first_name,omitzero"`
	LastName             string         `json:"last_name,omitzero"`
	CustomerStatus       CustomerStatus `json:"customer_status,omitzero"`
	ProspectStatus       ProspectStatus `json:"prospect_status,omitzero"`
	Title                string         `json:"title,omitzero"`
	Description          string         `json:"description,omitzero"`
	Industry             string         `json:"industry,omitzero"`
	Website              string         `json:"website,omitzero"`
	Email                string         `json:"email,omitzero"`
	Phone                string         `json:"phone,omitzero"`
	Mobile               string         `json:"mobile,omitzero"`
	Fax                  string         `json:"fax,omitzero"`
	Twitter              string         `json:"twitter,omitzero"`
	Facebook             string         `json:"facebook,omitzero"`
	LinkedIn             string         `json:"linkedin,omitzero"`
	Skype                string         `json:"skype,omitzero"`
	Address              *Address       `json:"address,omitzero"`
	BillingAddress       *Address       `json:"billing_address,omitzero"`  // of customers and prospects
	ShippingAddress      *Address       `json:"shipping_address,omitzero"` // likewise
	Tags                 []string       `json:"tags,omitzero"`
	CustomFields         CustomFields   `json:"custom_fields,omitzero"`
	CreatedAt            time.Time      `json:"created_at,omitzero"`
	UpdatedAt            time.Time      `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CustomerStatus says whether a contact is a customer.
type CustomerStatus string

// Customer statuses.
const (
	NoCustomer      CustomerStatus = "none"
	CurrentCustomer CustomerStatus = "current"
	PastCustomer    CustomerStatus = "past"
)

// ProspectStatus says whether a contact may become a customer.
type ProspectStatus string

// Prospect statuses.
const (
	NoProspect      ProspectStatus = "none"
	CurrentProspect ProspectStatus = "current"
	LostProspect    ProspectStatus = "lost" // was never a customer
)

// ContactParams are the attributes of a contact to write. A new person needs
// LastName, a new organization IsOrganization and Name.
type ContactParams struct {
	// OwnerID defaults to the token's user. The phantom user of a distribution pool
	// makes Sell pick the next member; it picks again on each attempt of an Update or
	// Upsert that is retried because its response was lost. To make it pick only
	// once, pass [zendesk.MaxAttempts](1); after [zendesk.ErrUnclear] read the record
	// to see whether it has its owner.
	OwnerID zendesk.Opt[int64] `json:"owner_id,omitzero"`
	// IsOrganization is true for an organization and false, the default, for a
	// person. Don't send it with an update unless you mean to change it: the API page
	// says that it cannot change, but Sell was seen to turn a person into an
	// organization and back.
	IsOrganization       zendesk.Opt[bool]           `json:"is_organization,omitzero"`
	ContactID            zendesk.Opt[int64]          `json:"contact_id,omitzero"`
	ParentOrganizationID zendesk.Opt[int64]          `json:"parent_organization_id,omitzero"`
	Name                 zendesk.Opt[string]         `json:"name,omitzero"`
	FirstName            zendesk.Opt[string]         `json:"first_name,omitzero"`
	LastName             zendesk.Opt[string]         `json:"last_name,omitzero"`
	CustomerStatus       zendesk.Opt[CustomerStatus] `json:"customer_status,omitzero"` // default none
	ProspectStatus       zendesk.Opt[ProspectStatus] `json:"prospect_status,omitzero"` // default none
	Title                zendesk.Opt[string]         `json:"title,omitzero"`
	Description          zendesk.Opt[string]         `json:"description,omitzero"`
	Industry             zendesk.Opt[string]         `json:"industry,omitzero"`
	Website              zendesk.Opt[string]         `json:"website,omitzero"`
	Email                zendesk.Opt[string]         `json:"email,omitzero"`
	Phone                zendesk.Opt[string]         `json:"phone,omitzero"`
	Mobile               zendesk.Opt[string]         `json:"mobile,omitzero"`
	Fax                  zendesk.Opt[string]         `json:"fax,omitzero"`
	Twitter              zendesk.Opt[string]         `json:"twitter,omitzero"`
	Facebook             zendesk.Opt[string]         `json:"facebook,omitzero"`
	LinkedIn             zendesk.Opt[string]         `json:"linkedin,omitzero"`
	Skype                zendesk.Opt[string]         `json:"skype,omitzero"`
	Address              zendesk.Opt[Address]        `json:"address,omitzero"` // send it whole
	BillingAddress       zendesk.Opt[Address]        `json:"billing_address,omitzero"`
	ShippingAddress      zendesk.Opt[Address]        `json:"shipping_address,omitzero"`
	Tags                 zendesk.Opt[[]string]       `json:"tags,omitzero"` // replaces all
	CustomFields         CustomFields                `json:"custom_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// ContactQuery filters and sorts a listing of contacts. The zero query lists
// all.
type ContactQuery struct {
	IDs            []int64           `query:"ids,max=100"` // at most 100
	CreatorID      int64             `query:"creator_id"`
	OwnerID        int64             `query:"owner_id"`
	IsOrganization zendesk.Opt[bool] `query:"is_organization"`
	ContactID      int64             `query:"contact_id"` // the people of that organization
	Name           string            `query:"name"`
	FirstName      string            `query:"first_name"`
	LastName       string            `query:"last_name"`
	Email          string            `query:"email"`
	Phone          string            `query:"phone"`  // compared as it was stored, as far as known
	Mobile         string            `query:"mobile"` // likewise
	CustomerStatus CustomerStatus    `query:"customer_status"`
	ProspectStatus ProspectStatus    `query:"prospect_status"`
	Address        AddressQuery      `query:"address[]"`
	CustomFields   map[string]string `query:"custom_fields[]"` // by exact name; the field must be filterable
	SortBy         ContactSort       `query:"sort_by,default=id"`
	PerPage        int               `query:"per_page,max=100"`
}

// ContactMatch says which contact to upsert: everything that is set must match.
type ContactMatch struct {
	Name         string            `query:"name"`
	FirstName    string            `query:"first_name"`
	LastName     string            `query:"last_name"`
	Email        string            `query:"email"`
	Phone        string            `query:"phone"`
	Mobile       string            `query:"mobile"`
	CustomFields map[string]string `query:"custom_fields[]"`
}

// ContactSort is a key to sort contacts by, ascending; see [Descending].
type ContactSort string

// Sort keys of contacts.
const (
	ContactsByID        ContactSort = "id"
	ContactsByName      ContactSort = "name"
	ContactsByFirstName ContactSort = "first_name"
	ContactsByLastName  ContactSort = "last_name"
	ContactsByEmail     ContactSort = "email"
	ContactsByCreatedAt ContactSort = "created_at"
	ContactsByUpdatedAt ContactSort = "updated_at"
)
