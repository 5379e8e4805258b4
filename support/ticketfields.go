package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TicketFieldsService reads and writes the fields that tickets have. Fields change
// rarely, so cache them.
//
// API page: Ticket Fields (ticketing/tickets/ticket_fields).
//
//zendesk:resource TicketField /api/v2/ticket_fields Get List Create Update Delete Count
type TicketFieldsService struct{ rc *rest.Client }

// Reorder puts the fields in the order of the given ids, which must include all of them.
//
//zendesk:op PUT /api/v2/ticket_fields/reorder sends=ticket_field_ids
func (s TicketFieldsService) Reorder(ctx context.Context, ids []int64, opts ...zendesk.CallOption) error {
	req, err := ordered(opTicketFieldsReorder, ids)
	if err != nil {
		return err
	}
	return do(ctx, s.rc, req, opts)
}

// Options returns the service for the options of a drop-down or multiselect field.
func (s TicketFieldsService) Options(fieldID int64) TicketFieldOptionsService {
	return TicketFieldOptionsService{s.rc, fieldID}
}

// TicketFieldOptionsService reads and writes the options of one field, which can have up
// to 2,000. Deleting an option removes it from the tickets that have it.
//
// API page: Ticket Fields (ticketing/tickets/ticket_fields).
//
//zendesk:resource TicketFieldOption /api/v2/ticket_fields/{ticket_field_id}/options one=custom_field_option many=custom_field_options Get List Delete
type TicketFieldOptionsService struct {
	rc      *rest.Client
	fieldID int64
}

// CreateOrUpdate updates the option with the ID in p, or creates one if p has no ID.
//
//zendesk:op POST /api/v2/ticket_fields/{ticket_field_id}/options class=create,idempotent
func (s TicketFieldOptionsService) CreateOrUpdate(ctx context.Context, p TicketFieldOptionParams, opts ...zendesk.CallOption) (*TicketFieldOption, error) {
	req := opTicketFieldOptionsCreateOrUpdate.Request(s.fieldID).With(p)
	if p.ID != 0 {
		req.Class = zendesk.Idempotent
	}
	return one[TicketFieldOption](ctx, s.rc, req, opts)
}

// TicketFieldType is the kind of a ticket field.
type TicketFieldType string

// Types of custom ticket fields, and those of the system.
const (
	TicketFieldText              TicketFieldType = "text"
	TicketFieldTextarea          TicketFieldType = "textarea"
	TicketFieldCheckbox          TicketFieldType = "checkbox"
	TicketFieldDate              TicketFieldType = "date"
	TicketFieldInteger           TicketFieldType = "integer"
	TicketFieldDecimal           TicketFieldType = "decimal"
	TicketFieldRegexp            TicketFieldType = "regexp"
	TicketFieldPartialCreditCard TicketFieldType = "partialcreditcard"
	TicketFieldTagger            TicketFieldType = "tagger" // a drop-down
	TicketFieldMultiselect       TicketFieldType = "multiselect"
	TicketFieldLookup            TicketFieldType = "lookup"

	TicketFieldSubject      TicketFieldType = "subject"
	TicketFieldDescription  TicketFieldType = "description"
	TicketFieldStatus       TicketFieldType = "status"
	TicketFieldCustomStatus TicketFieldType = "custom_status"
	TicketFieldTicketType   TicketFieldType = "tickettype"
	TicketFieldPriority     TicketFieldType = "priority"
	TicketFieldGroup        TicketFieldType = "group"
	TicketFieldAssignee     TicketFieldType = "assignee"
)

// TicketField is a field that tickets have.
type TicketField struct {
	ID                     int64               `json:"id"`
	URL                    string              `json:"url,omitzero"`
	Key                    string              `json:"key,omitzero"`
	Type                   TicketFieldType     `json:"type,omitzero"`
	Title                  string              `json:"title,omitzero"`
	RawTitle               string              `json:"raw_title,omitzero"`
	Description            string              `json:"description,omitzero"`
	RawDescription         string              `json:"raw_description,omitzero"`
	AgentDescription       string              `json:"agent_description,omitzero"`
	TitleInPortal          string              `json:"title_in_portal,omitzero"`
	RawTitleInPortal       string              `json:"raw_title_in_portal,omitzero"`
	Position               int64               `json:"position,omitzero"`
	Active                 bool                `json:"active,omitzero"`
	Required               bool                `json:"required,omitzero"` // to solve a ticket
	RequiredInPortal       bool                `json:"required_in_portal,omitzero"`
	VisibleInPortal        bool                `json:"visible_in_portal,omitzero"`
	EditableInPortal       bool                `json:"editable_in_portal,omitzero"`
	CollapsedForAgents     bool                `json:"collapsed_for_agents,omitzero"`
	AgentCanEdit           bool                `json:"agent_can_edit,omitzero"`
	RegexpForValidation    string              `json:"regexp_for_validation,omitzero"`
	Tag                    string              `json:"tag,omitzero"` // of a checkbox: added to tickets for which it is checked
	CustomFieldOptions     []TicketFieldOption `json:"custom_field_options,omitzero"`
	SystemFieldOptions     []SystemFieldOption `json:"system_field_options,omitzero"`
	CustomStatuses         json.RawMessage     `json:"custom_statuses,omitzero"` // of the field custom_status
	SubTypeID              int64               `json:"sub_type_id,omitzero"`     // of priority, 1: without low and urgent; of status, 1: with on-hold
	RelationshipTargetType string              `json:"relationship_target_type,omitzero"`
	RelationshipFilter     json.RawMessage     `json:"relationship_filter,omitzero"`
	Removable              bool                `json:"removable,omitzero"`       // false for system fields
	CreatorUserID          int64               `json:"creator_user_id,omitzero"` // -1: an app
	CreatorAppName         string              `json:"creator_app_name,omitzero"`
	CreatedAt              time.Time           `json:"created_at,omitzero"`
	UpdatedAt              time.Time           `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketFieldParams are the attributes of a ticket field to write. A new one
// needs Type and Title.
type TicketFieldParams struct {
	Type                   zendesk.Opt[TicketFieldType]           `json:"type,omitzero"` // on create
	Key                    zendesk.Opt[string]                    `json:"key,omitzero"`  // unconfirmed
	Title                  zendesk.Opt[string]                    `json:"title,omitzero"`
	RawTitle               zendesk.Opt[string]                    `json:"raw_title,omitzero"`
	Description            zendesk.Opt[string]                    `json:"description,omitzero"`
	RawDescription         zendesk.Opt[string]                    `json:"raw_description,omitzero"`
	AgentDescription       zendesk.Opt[string]                    `json:"agent_description,omitzero"`
	TitleInPortal          zendesk.Opt[string]                    `json:"title_in_portal,omitzero"`
	RawTitleInPortal       zendesk.Opt[string]                    `json:"raw_title_in_portal,omitzero"`
	Position               zendesk.Opt[int64]                     `json:"position,omitzero"`
	Active                 zendesk.Opt[bool]                      `json:"active,omitzero"`
	Required               zendesk.Opt[bool]                      `json:"required,omitzero"`
	RequiredInPortal       zendesk.Opt[bool]                      `json:"required_in_portal,omitzero"`
	VisibleInPortal        zendesk.Opt[bool]                      `json:"visible_in_portal,omitzero"`
	EditableInPortal       zendesk.Opt[bool]                      `json:"editable_in_portal,omitzero"`
	CollapsedForAgents     zendesk.Opt[bool]                      `json:"collapsed_for_agents,omitzero"`
	RegexpForValidation    zendesk.Opt[string]                    `json:"regexp_for_validation,omitzero"`
	Tag                    zendesk.Opt[string]                    `json:"tag,omitzero"`
	CustomFieldOptions     zendesk.Opt[[]TicketFieldOptionParams] `json:"custom_field_options,omitzero"` // send all: those left out are deleted with their values
	SubTypeID              zendesk.Opt[int64]                     `json:"sub_type_id,omitzero"`
	RelationshipTargetType zendesk.Opt[string]                    `json:"relationship_target_type,omitzero"` // of lookups, such as "zen:user"
	RelationshipFilter     json.RawMessage                        `json:"relationship_filter,omitzero"`
	CreatorUserID          zendesk.Opt[int64]                     `json:"creator_user_id,omitzero"`
	CreatorAppName         zendesk.Opt[string]                    `json:"creator_app_name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// TicketFieldOption is one option of a drop-down or multiselect field.
type TicketFieldOption struct {
	ID       int64  `json:"id"`
	URL      string `json:"url,omitzero"`
	Name     string `json:"name,omitzero"` // what people see
	RawName  string `json:"raw_name,omitzero"`
	Value    string `json:"value,omitzero"` // the tag that tickets get
	Position int64  `json:"position,omitzero"`
	Default  bool   `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketFieldOptionParams is an option to write: an existing one by its ID, or a new
// one, which needs Name and Value.
type TicketFieldOptionParams struct {
	ID       int64              `json:"id,omitzero"`
	Name     string             `json:"name,omitzero"`
	Value    string             `json:"value,omitzero"`
	Position zendesk.Opt[int64] `json:"position,omitzero"`
	Default  zendesk.Opt[bool]  `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// SystemFieldOption is one option of a system field.
type SystemFieldOption struct {
	Name  string `json:"name,omitzero"`
	Value string `json:"value,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketFieldQuery filters a listing of ticket fields.
type TicketFieldQuery struct {
	Locale  string            `query:"locale"`
	Creator zendesk.Opt[bool] `query:"creator"` // true fills in CreatorUserID and CreatorAppName
	Include []Include         `query:"include"` // users: the creators
	PerPage int               `query:"page[size],max=100"`
}

// TicketFieldOptionQuery sets the page size of a listing of options.
type TicketFieldOptionQuery struct {
	PerPage int `query:"page[size],max=100"`
}
