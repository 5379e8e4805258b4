package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
)

// A hit holds only what the projection of its search asks for, and always id and
// version. Names and shapes are those of Search, which differ from those of the
// records. Members without a field are in Extra. Some types are not public
// (unconfirmed): a value of a different type is in Extra too.

// SearchRef is a record that a hit refers to.
type SearchRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchContact is the primary contact of a deal.
type SearchContact struct {
	ID       int64  `json:"id"`
	Name     string `json:"name,omitzero"`
	LastName string `json:"last_name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchRate is the exchange rate of a deal.
type SearchRate struct {
	Rate  zendesk.Decimal `json:"rate,omitzero"`
	Value zendesk.Decimal `json:"value,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchStatus is the status of a lead.
type SearchStatus struct {
	ID       int64 `json:"id"`
	Position int64 `json:"position,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchStage is the stage of a deal.
type SearchStage struct {
	ID       int64 `json:"id"`
	IsActive bool  `json:"is_active,omitzero"`
	Position int64 `json:"position,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchResource is what a note or task belongs to.
type SearchResource struct {
	ID   int64        `json:"id"`
	Type ResourceType `json:"type,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchPhones are the phone numbers as they were typed.
type SearchPhones struct {
	Phone  string `json:"phone,omitzero"`
	Mobile string `json:"mobile,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchNumbers are phone numbers in digits.
type SearchNumbers struct {
	NationalNumber []string `json:"national_number,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SearchAddress is a postal address as Search has it.
type SearchAddress struct {
	Street  string `json:"street,omitzero"`
	City    string `json:"city,omitzero"`
	Region  string `json:"region,omitzero"`
	ZipCode string `json:"zip_code,omitzero"`
	Country string `json:"country,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// LeadHit is a lead that was found.
type LeadHit struct {
	ID                     int64           `json:"id"`
	Version                int64           `json:"version,omitzero"`
	UID                    string          `json:"uid,omitzero"` // unconfirmed
	FirstName              string          `json:"first_name,omitzero"`
	LastName               string          `json:"last_name,omitzero"`
	Name                   string          `json:"name,omitzero"`
	DisplayName            string          `json:"display_name,omitzero"`
	CompanyName            string          `json:"company_name,omitzero"`
	Email                  string          `json:"email,omitzero"`
	PhoneNumbers           *SearchPhones   `json:"phone_numbers,omitzero"`
	NormalizedPhoneNumbers *SearchNumbers  `json:"normalized_phone_numbers,omitzero"`
	Title                  string          `json:"title,omitzero"`
	Description            string          `json:"description,omitzero"`
	Industry               string          `json:"industry,omitzero"`
	Website                string          `json:"website,omitzero"`
	Fax                    string          `json:"fax,omitzero"`
	Twitter                string          `json:"twitter,omitzero"`
	Facebook               string          `json:"facebook,omitzero"`
	LinkedIn               string          `json:"linkedin,omitzero"`
	Skype                  string          `json:"skype,omitzero"`
	Status                 *SearchStatus   `json:"status,omitzero"`
	Source                 *SearchRef      `json:"source,omitzero"`
	UnqualifiedReason      *SearchRef      `json:"unqualified_reason,omitzero"`
	Owner                  *SearchRef      `json:"owner,omitzero"`
	Creator                *SearchRef      `json:"creator,omitzero"`
	Collaborators          []int64         `json:"collaborators,omitzero"` // ids of users
	Tags                   []string        `json:"tags,omitzero"`
	TagIDs                 []int64         `json:"tag_ids,omitzero"`
	Address                *SearchAddress  `json:"address,omitzero"`
	ShippingAddress        *SearchAddress  `json:"shipping_address,omitzero"`
	Location               json.RawMessage `json:"location,omitzero"` // as Sell sent it; its shape is not public
	CreatedAt              time.Time       `json:"created_at,omitzero"`
	UpdatedAt              time.Time       `json:"updated_at,omitzero"`
	LastActivityDate       time.Time       `json:"last_activity_date,omitzero"` // unconfirmed: perhaps a date
	CustomFields           CustomFields    `json:"custom_fields,omitzero"`      // by id (unconfirmed), not by name

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ContactHit is a person or an organization that was found.
type ContactHit struct {
	ID                     int64           `json:"id"`
	Version                int64           `json:"version,omitzero"`
	UID                    string          `json:"uid,omitzero"` // unconfirmed
	IsOrganisation         bool            `json:"is_organisation,omitzero"`
	IsSalesAccount         bool            `json:"is_sales_account,omitzero"`
	FirstName              string          `json:"first_name,omitzero"`
	LastName               string          `json:"last_name,omitzero"`
	Name                   string          `json:"name,omitzero"`
	DisplayName            string          `json:"display_name,omitzero"`
	CompanyName            string          `json:"company_name,omitzero"`
	Email                  string          `json:"email,omitzero"`
	PhoneNumbers           *SearchPhones   `json:"phone_numbers,omitzero"`
	NormalizedPhoneNumbers *SearchNumbers  `json:"normalized_phone_numbers,omitzero"`
	Title                  string          `json:"title,omitzero"`
	Description            string          `json:"description,omitzero"`
	Industry               string          `json:"industry,omitzero"`
	Website                string          `json:"website,omitzero"`
	Fax                    string          `json:"fax,omitzero"`
	Twitter                string          `json:"twitter,omitzero"`
	Facebook               string          `json:"facebook,omitzero"`
	LinkedIn               string          `json:"linkedin,omitzero"`
	Skype                  string          `json:"skype,omitzero"`
	CustomerStatus         CustomerStatus  `json:"customer_status,omitzero"`
	ProspectStatus         ProspectStatus  `json:"prospect_status,omitzero"`
	CompanyID              int64           `json:"company_id,omitzero"`        // of a person
	Company                *SearchRef      `json:"company,omitzero"`           // of a person
	ParentCompanyID        int64           `json:"parent_company_id,omitzero"` // of an organization
	ParentCompanyName      string          `json:"parent_company_name,omitzero"`
	ParentCompany          *SearchRef      `json:"parent_company,omitzero"` // of an organization
	Owner                  *SearchRef      `json:"owner,omitzero"`
	Creator                *SearchRef      `json:"creator,omitzero"`
	Collaborators          []int64         `json:"collaborators,omitzero"` // ids of users
	Tags                   []string        `json:"tags,omitzero"`
	TagIDs                 []int64         `json:"tag_ids,omitzero"`
	Address                *SearchAddress  `json:"address,omitzero"`
	BillingAddress         *SearchAddress  `json:"billing_address,omitzero"`
	ShippingAddress        *SearchAddress  `json:"shipping_address,omitzero"`
	Location               json.RawMessage `json:"location,omitzero"` // as Sell sent it; its shape is not public
	CreatedAt              time.Time       `json:"created_at,omitzero"`
	UpdatedAt              time.Time       `json:"updated_at,omitzero"`
	LastActivityDate       time.Time       `json:"last_activity_date,omitzero"` // unconfirmed: perhaps a date
	CustomFields           CustomFields    `json:"custom_fields,omitzero"`      // by "contact:" or "sales_account:" and id (unconfirmed)

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// DealHit is a deal that was found.
type DealHit struct {
	ID                     int64           `json:"id"`
	Version                int64           `json:"version,omitzero"`
	UID                    string          `json:"uid,omitzero"` // unconfirmed
	Name                   string          `json:"name,omitzero"`
	DecimalValue           zendesk.Decimal `json:"decimal_value,omitzero"` // the index holds a double, so the last digits of large values may differ
	NormalizedDecimalValue zendesk.Decimal `json:"normalized_decimal_value,omitzero"`
	ForecastedValue        zendesk.Decimal `json:"forecasted_value,omitzero"`
	Currency               string          `json:"currency,omitzero"`
	ExchangeRate           *SearchRate     `json:"exchange_rate,omitzero"`
	Hot                    bool            `json:"hot,omitzero"`
	IsWon                  bool            `json:"is_won,omitzero"`
	IsClosed               bool            `json:"is_closed,omitzero"`
	Stage                  *SearchStage    `json:"stage,omitzero"`
	Pipeline               string          `json:"pipeline,omitzero"` // unconfirmed: its name
	PipelineID             int64           `json:"pipeline_id,omitzero"`
	LastStageChangeAt      time.Time       `json:"last_stage_change_at,omitzero"`
	EstimatedCloseDate     zendesk.Date    `json:"estimated_close_date,omitzero"`
	EstimatedWinLikelihood int64           `json:"estimated_win_likelihood,omitzero"` // percent
	CloseDate              zendesk.Date    `json:"close_date,omitzero"`
	CloseDateWithTime      time.Time       `json:"close_date_with_time,omitzero"`
	AddedAt                zendesk.Date    `json:"added_at,omitzero"`
	AddedAtWithTime        time.Time       `json:"added_at_with_time,omitzero"`
	Contact                *SearchContact  `json:"contact,omitzero"`
	Company                *SearchRef      `json:"company,omitzero"`
	Source                 *SearchRef      `json:"source,omitzero"`
	LossReason             *SearchRef      `json:"loss_reason,omitzero"`
	UnqualifiedReason      *SearchRef      `json:"unqualified_reason,omitzero"`
	Owner                  *SearchRef      `json:"owner,omitzero"`
	Creator                *SearchRef      `json:"creator,omitzero"`
	Collaborators          []int64         `json:"collaborators,omitzero"` // ids of users
	Tags                   []string        `json:"tags,omitzero"`
	Address                *SearchAddress  `json:"address,omitzero"`
	CreatedAt              time.Time       `json:"created_at,omitzero"`
	UpdatedAt              time.Time       `json:"updated_at,omitzero"`
	LastActivityDate       time.Time       `json:"last_activity_date,omitzero"` // unconfirmed: perhaps a date
	CustomFields           CustomFields    `json:"custom_fields,omitzero"`      // by id (unconfirmed), not by name

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// NoteHit is a note that was found.
type NoteHit struct {
	ID                   int64           `json:"id"`
	Version              int64           `json:"version,omitzero"`
	UID                  string          `json:"uid,omitzero"` // unconfirmed
	Content              string          `json:"content,omitzero"`
	Type                 NoteType        `json:"type,omitzero"`
	IsImportant          bool            `json:"is_important,omitzero"`
	Resource             *SearchResource `json:"resource,omitzero"`
	Owner                *SearchRef      `json:"owner,omitzero"`
	Creator              *SearchRef      `json:"creator,omitzero"`
	Tags                 []string        `json:"tags,omitzero"`
	TagIDs               []int64         `json:"tag_ids,omitzero"`
	AssociatedDealIDs    []int64         `json:"associated_deal_ids,omitzero"`
	AssociatedContactIDs []int64         `json:"associated_contact_ids,omitzero"`
	CreatedAt            time.Time       `json:"created_at,omitzero"`
	UpdatedAt            time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TaskHit is a task that was found.
type TaskHit struct {
	ID             int64           `json:"id"`
	Version        int64           `json:"version,omitzero"`
	UID            string          `json:"uid,omitzero"` // unconfirmed
	Content        string          `json:"content,omitzero"`
	Completed      bool            `json:"completed,omitzero"`
	CompletedAt    time.Time       `json:"completed_at,omitzero"`
	Overdue        bool            `json:"overdue,omitzero"`
	DueDate        time.Time       `json:"due_date,omitzero"`
	RemindAt       time.Time       `json:"remind_at,omitzero"`
	ReminderOffset int64           `json:"reminder_offset,omitzero"` // unconfirmed: minutes
	Resource       *SearchResource `json:"resource,omitzero"`
	Owner          *SearchRef      `json:"owner,omitzero"`
	Creator        *SearchRef      `json:"creator,omitzero"`
	Assignee       *SearchRef      `json:"assignee,omitzero"`
	DoneBy         *SearchRef      `json:"done_by,omitzero"`
	CreatedAt      time.Time       `json:"created_at,omitzero"`
	UpdatedAt      time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
