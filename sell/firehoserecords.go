package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
)

// FirehoseLead is a lead in a stream. It differs from [Lead] in its custom
// fields, and does not say when it was updated; the event does.
type FirehoseLead struct {
	ID                  int64             `json:"id"`
	CreatorID           int64             `json:"creator_id,omitzero"`
	OwnerID             int64             `json:"owner_id,omitzero"`
	FirstName           string            `json:"first_name,omitzero"`
	LastName            string            `json:"last_name,omitzero"`
	OrganizationName    string            `json:"organization_name,omitzero"`
	Status              string            `json:"status,omitzero"`
	SourceID            int64             `json:"source_id,omitzero"`
	UnqualifiedReasonID int64             `json:"unqualified_reason_id,omitzero"`
	Title               string            `json:"title,omitzero"`
	Description         string            `json:"description,omitzero"`
	Industry            string            `json:"industry,omitzero"`
	Website             string            `json:"website,omitzero"`
	Email               string            `json:"email,omitzero"`
	Phone               string            `json:"phone,omitzero"`
	Mobile              string            `json:"mobile,omitzero"`
	Fax                 string            `json:"fax,omitzero"`
	Twitter             string            `json:"twitter,omitzero"`
	Facebook            string            `json:"facebook,omitzero"`
	LinkedIn            string            `json:"linkedin,omitzero"`
	Skype               string            `json:"skype,omitzero"`
	Address             *Address          `json:"address,omitzero"`
	Tags                []string          `json:"tags,omitzero"`
	CustomFieldValues   CustomFieldValues `json:"custom_field_values,omitzero"`
	CreatedAt           time.Time         `json:"created_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// FirehoseContact is a contact in a stream. It differs from [Contact] in its
// custom fields.
type FirehoseContact struct {
	ID                   int64             `json:"id"`
	CreatorID            int64             `json:"creator_id,omitzero"`
	OwnerID              int64             `json:"owner_id,omitzero"`
	IsOrganization       bool              `json:"is_organization,omitzero"`
	ContactID            int64             `json:"contact_id,omitzero"`             // of a person: the organization they belong to
	ParentOrganizationID int64             `json:"parent_organization_id,omitzero"` // of an organization
	Name                 string            `json:"name,omitzero"`
	FirstName            string            `json:"first_name,omitzero"`
	LastName             string            `json:"last_name,omitzero"`
	CustomerStatus       CustomerStatus    `json:"customer_status,omitzero"`
	ProspectStatus       ProspectStatus    `json:"prospect_status,omitzero"`
	Title                string            `json:"title,omitzero"`
	Description          string            `json:"description,omitzero"`
	Industry             string            `json:"industry,omitzero"`
	Website              string            `json:"website,omitzero"`
	Email                string            `json:"email,omitzero"`
	Phone                string            `json:"phone,omitzero"`
	Mobile               string            `json:"mobile,omitzero"`
	Fax                  string            `json:"fax,omitzero"`
	Twitter              string            `json:"twitter,omitzero"`
	Facebook             string            `json:"facebook,omitzero"`
	LinkedIn             string            `json:"linkedin,omitzero"`
	Skype                string            `json:"skype,omitzero"`
	Address              *Address          `json:"address,omitzero"`
	BillingAddress       *Address          `json:"billing_address,omitzero"`
	ShippingAddress      *Address          `json:"shipping_address,omitzero"`
	Tags                 []string          `json:"tags,omitzero"`
	CustomFieldValues    CustomFieldValues `json:"custom_field_values,omitzero"`
	CreatedAt            time.Time         `json:"created_at,omitzero"`
	UpdatedAt            time.Time         `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// FirehoseDeal is a deal in a stream. It differs from [Deal] in its custom
// fields, and does not say when it was updated; the event does.
type FirehoseDeal struct {
	ID                      int64             `json:"id"`
	CreatorID               int64             `json:"creator_id,omitzero"`
	OwnerID                 int64             `json:"owner_id,omitzero"`
	Name                    string            `json:"name,omitzero"`
	ContactID               int64             `json:"contact_id,omitzero"`
	OrganizationID          int64             `json:"organization_id,omitzero"`
	Value                   zendesk.Decimal   `json:"value,omitzero"`
	Currency                string            `json:"currency,omitzero"`
	Hot                     bool              `json:"hot,omitzero"`
	StageID                 int64             `json:"stage_id,omitzero"`
	LastStageChangeAt       time.Time         `json:"last_stage_change_at,omitzero"`
	LastStageChangeByID     int64             `json:"last_stage_change_by_id,omitzero"`
	LastActivityAt          time.Time         `json:"last_activity_at,omitzero"`
	SourceID                int64             `json:"source_id,omitzero"`
	LossReasonID            int64             `json:"loss_reason_id,omitzero"`
	UnqualifiedReasonID     int64             `json:"unqualified_reason_id,omitzero"`
	DropboxEmail            string            `json:"dropbox_email,omitzero"`
	EstimatedCloseDate      zendesk.Date      `json:"estimated_close_date,omitzero"`
	CustomizedWinLikelihood *int64            `json:"customized_win_likelihood,omitzero"`
	AddedAt                 time.Time         `json:"added_at,omitzero"`
	Tags                    []string          `json:"tags,omitzero"`
	CustomFieldValues       CustomFieldValues `json:"custom_field_values,omitzero"`
	CreatedAt               time.Time         `json:"created_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CustomFieldValues are the values of custom fields in streams. Read one with
// [zendesk.Field]; the value of a list is a [Choice].
//
//	tier, ok, err := zendesk.Field[sell.Choice](lead.CustomFieldValues, "Tier")
type CustomFieldValues []CustomFieldValue

// CustomFieldValue is the value of one custom field. It is not fully documented:
// other members are in Extra.
type CustomFieldValue struct {
	ID    int64           `json:"id"` // of the field
	Name  string          `json:"name,omitzero"`
	Value json.RawMessage `json:"value,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Raw returns the value of the field with that name.
func (values CustomFieldValues) Raw(name string) (json.RawMessage, bool) {
	for _, v := range values {
		if v.Name == name {
			return v.Value, v.Value != nil
		}
	}
	return nil, false
}

// Appointment is a meeting. Only Firehose has appointments.
type Appointment struct {
	ID             int64             `json:"id"`
	CreatorID      int64             `json:"creator_id,omitzero"`
	UserID         int64             `json:"user_id,omitzero"`
	Name           string            `json:"name,omitzero"`
	AllDay         bool              `json:"all_day,omitzero"`
	Location       string            `json:"location,omitzero"`
	SendUpdates    bool              `json:"send_updates,omitzero"`
	ReminderOffset int64             `json:"reminder_offset,omitzero"` // minutes
	Description    string            `json:"description,omitzero"`
	StartAt        time.Time         `json:"start_at,omitzero"`
	EndAt          time.Time         `json:"end_at,omitzero"`
	Invitations    []json.RawMessage `json:"invitations,omitzero"` // their form is not documented
	Contexts       []json.RawMessage `json:"contexts,omitzero"`    // the deals it is about; their form is not documented
	CreatedAt      time.Time         `json:"created_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// FirehoseCustomField is the definition of a custom field in a stream.
type FirehoseCustomField struct {
	ID           int64           `json:"id"`
	Name         string          `json:"name,omitzero"`
	Type         CustomFieldType `json:"type,omitzero"`
	ResourceType ResourceType    `json:"resource_type,omitzero"` // lead, contact, prospect_and_customer or deal

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// FirehoseUnqualifiedReason is a reason why leads or deals are unqualified, in a
// stream.
type FirehoseUnqualifiedReason struct {
	ID           int64        `json:"id"`
	Name         string       `json:"name,omitzero"`
	CreatorID    int64        `json:"creator_id,omitzero"`
	ResourceType ResourceType `json:"resource_type,omitzero"`
	CreatedAt    time.Time    `json:"created_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
