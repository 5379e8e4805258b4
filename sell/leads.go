package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// LeadsService reads and writes leads.
//
// API page: Leads (sales-crm/resources/leads). Older versions of the page lack Upsert
// and the filters by e-mail and phone, but Zendesk's own clients use them.
//
//zendesk:resource Lead /v2/leads Get List Create Update Upsert Delete
type LeadsService struct{ rc *rest.Client }

// Lead is a person or company that may become a customer.
type Lead struct {
	ID                  int64        `json:"id"`
	CreatorID           int64        `json:"creator_id,omitzero"`
	OwnerID             int64        `json:"owner_id,omitzero"` // may briefly be a distribution pool's phantom user
	FirstName           string       `json:"first_name,omitzero"`
	LastName            string       `json:"last_name,omitzero"`
	OrganizationName    string       `json:"organization_name,omitzero"`
	Status              string       `json:"status,omitzero"` // the name of a lead status
	SourceID            int64        `json:"source_id,omitzero"`
	UnqualifiedReasonID int64        `json:"unqualified_reason_id,omitzero"`
	Title               string       `json:"title,omitzero"`
	Description         string       `json:"description,omitzero"`
	Industry            string       `json:"industry,omitzero"`
	Website             string       `json:"website,omitzero"`
	Email               string       `json:"email,omitzero"`
	Phone               string       `json:"phone,omitzero"`
	Mobile              string       `json:"mobile,omitzero"`
	Fax                 string       `json:"fax,omitzero"`
	Twitter             string       `json:"twitter,omitzero"`
	Facebook            string       `json:"facebook,omitzero"`
	LinkedIn            string       `json:"linkedin,omitzero"`
	Skype               string       `json:"skype,omitzero"`
	Address             *Address     `json:"address,omitzero"`
	Tags                []string     `json:"tags,omitzero"`
	CustomFields        CustomFields `json:"custom_fields,omitzero"`
	CreatedAt           time.Time    `json:"created_at,omitzero"`
	UpdatedAt           time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// LeadParams are the attributes of a lead to write. A new lead needs LastName
// or OrganizationName.
type LeadParams struct {
	// OwnerID defaults to the token's user. The phantom user of a distribution pool
	// makes Sell pick the next member; it picks again on each attempt of an Update or
	// Upsert that is retried because its response was lost. To make it pick only
	// once, pass [zendesk.MaxAttempts](1); after [zendesk.ErrUnclear] read the record
	// to see whether it has its owner.
	OwnerID             zendesk.Opt[int64]    `json:"owner_id,omitzero"`
	FirstName           zendesk.Opt[string]   `json:"first_name,omitzero"`
	LastName            zendesk.Opt[string]   `json:"last_name,omitzero"`
	OrganizationName    zendesk.Opt[string]   `json:"organization_name,omitzero"`
	Status              zendesk.Opt[string]   `json:"status,omitzero"`
	SourceID            zendesk.Opt[int64]    `json:"source_id,omitzero"`
	UnqualifiedReasonID zendesk.Opt[int64]    `json:"unqualified_reason_id,omitzero"`
	Title               zendesk.Opt[string]   `json:"title,omitzero"`
	Description         zendesk.Opt[string]   `json:"description,omitzero"`
	Industry            zendesk.Opt[string]   `json:"industry,omitzero"`
	Website             zendesk.Opt[string]   `json:"website,omitzero"`
	Email               zendesk.Opt[string]   `json:"email,omitzero"`
	Phone               zendesk.Opt[string]   `json:"phone,omitzero"`
	Mobile              zendesk.Opt[string]   `json:"mobile,omitzero"`
	Fax                 zendesk.Opt[string]   `json:"fax,omitzero"`
	Twitter             zendesk.Opt[string]   `json:"twitter,omitzero"`
	Facebook            zendesk.Opt[string]   `json:"facebook,omitzero"`
	LinkedIn            zendesk.Opt[string]   `json:"linkedin,omitzero"`
	Skype               zendesk.Opt[string]   `json:"skype,omitzero"`
	Address             zendesk.Opt[Address]  `json:"address,omitzero"` // send it whole
	Tags                zendesk.Opt[[]string] `json:"tags,omitzero"`    // replaces all
	CustomFields        CustomFields          `json:"custom_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// LeadQuery filters and sorts a listing of leads. The zero query lists all.
type LeadQuery struct {
	IDs              []int64           `query:"ids,max=100"` // at most 100
	CreatorID        int64             `query:"creator_id"`
	OwnerID          int64             `query:"owner_id"`
	SourceID         int64             `query:"source_id"`
	FirstName        string            `query:"first_name"`
	LastName         string            `query:"last_name"`
	OrganizationName string            `query:"organization_name"`
	Status           string            `query:"status"` // the name of a lead status
	Email            string            `query:"email"`
	Phone            string            `query:"phone"`  // compared as it was stored, as far as known
	Mobile           string            `query:"mobile"` // likewise
	Address          AddressQuery      `query:"address[]"`
	CustomFields     map[string]string `query:"custom_fields[]"` // by exact name; the field must be filterable
	SortBy           LeadSort          `query:"sort_by,default=id"`
	PerPage          int               `query:"per_page,max=100"`
}

// LeadMatch says which lead to upsert: everything that is set must match.
type LeadMatch struct {
	FirstName        string            `query:"first_name"`
	LastName         string            `query:"last_name"`
	OrganizationName string            `query:"organization_name"`
	Email            string            `query:"email"`
	Phone            string            `query:"phone"`
	Mobile           string            `query:"mobile"`
	CustomFields     map[string]string `query:"custom_fields[]"`
}

// LeadSort is a key to sort leads by, ascending; see [Descending].
type LeadSort string

// Sort keys of leads.
const (
	LeadsByID               LeadSort = "id"
	LeadsByFirstName        LeadSort = "first_name"
	LeadsByLastName         LeadSort = "last_name"
	LeadsByOrganizationName LeadSort = "organization_name"
	LeadsByEmail            LeadSort = "email"
	LeadsByCreatedAt        LeadSort = "created_at"
	LeadsByUpdatedAt        LeadSort = "updated_at"
)
