package support

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TicketFieldsService reads and writes the fields that tickets have. Keep what
// was read: fields change rarely.
//
// API page: Ticket Fields (ticketing/tickets/ticket_fields).
type TicketFieldsService struct {
	resource
	reader[TicketField, TicketFieldQuery]
	writer[TicketField, TicketFieldParams]
	counter
}

func ticketFieldsService(rc *rest.Client) TicketFieldsService {
	r := resource{rc: rc, name: "TicketFields", path: "/api/v2/ticket_fields", one: "ticket_field", many: "ticket_fields"}
	return TicketFieldsService{r, newReader[TicketField, TicketFieldQuery](r), newWriter[TicketField, TicketFieldParams](r), counter{r}}
}

// Options are the choices of a drop-down or multiselect field.
func (s TicketFieldsService) Options(fieldID int64) FieldOptionsService {
	r := resource{
		rc: s.rc, name: "FieldOptions", path: "/api/v2/ticket_fields/{ticket_field_id}/options",
		one: "custom_field_option", many: "custom_field_options", args: []any{fieldID},
	}
	return FieldOptionsService{r, newReader[FieldOption, FieldOptionQuery](r), deleter{r}}
}

// FieldOptionsService reads and writes the choices of one field, of which it
// can have 2,000. Deleting one takes it from the tickets that have it.
type FieldOptionsService struct {
	resource
	reader[FieldOption, FieldOptionQuery]
	deleter
}

// CreateOrUpdate changes the option with the ID in p, or makes one where p has
// no ID.
func (s FieldOptionsService) CreateOrUpdate(ctx context.Context, p FieldOptionParams, opts ...zendesk.CallOption) (*FieldOption, error) {
	req := s.request("CreateOrUpdate", http.MethodPost, "")
	if req.Body = s.body(p); p.ID != 0 {
		req.Class = zendesk.Idempotent
	}
	return one[FieldOption](ctx, s.resource, req, opts)
}

// TicketFieldType is the kind of a ticket field.
type TicketFieldType string

// Types of custom ticket fields, and those of the system.
const (
	FieldText              TicketFieldType = "text"
	FieldTextarea          TicketFieldType = "textarea"
	FieldCheckbox          TicketFieldType = "checkbox"
	FieldDate              TicketFieldType = "date"
	FieldInteger           TicketFieldType = "integer"
	FieldDecimal           TicketFieldType = "decimal"
	FieldRegexp            TicketFieldType = "regexp"
	FieldPartialCreditCard TicketFieldType = "partialcreditcard"
	FieldTagger            TicketFieldType = "tagger" // a drop-down
	FieldMultiselect       TicketFieldType = "multiselect"
	FieldLookup            TicketFieldType = "lookup"

	FieldSubject      TicketFieldType = "subject"
	FieldDescription  TicketFieldType = "description"
	FieldStatus       TicketFieldType = "status"
	FieldCustomStatus TicketFieldType = "custom_status"
	FieldTicketType   TicketFieldType = "tickettype"
	FieldPriority     TicketFieldType = "priority"
	FieldGroup        TicketFieldType = "group"
	FieldAssignee     TicketFieldType = "assignee"
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
	Tag                    string              `json:"tag,omitzero"` // of a checkbox: put on tickets where it is ticked
	CustomFieldOptions     []FieldOption       `json:"custom_field_options,omitzero"`
	SystemFieldOptions     []SystemFieldOption `json:"system_field_options,omitzero"`
	CustomStatuses         json.RawMessage     `json:"custom_statuses,omitzero"` // of the field custom_status
	SubTypeID              int64               `json:"sub_type_id,omitzero"`     // of priority, 1: no low and urgent; of status, 1: with on-hold
	RelationshipTargetType string              `json:"relationship_target_type,omitzero"`
	RelationshipFilter     json.RawMessage     `json:"relationship_filter,omitzero"`
	Removable              bool                `json:"removable,omitzero"`       // false: of the system
	CreatorUserID          int64               `json:"creator_user_id,omitzero"` // -1: an app
	CreatorAppName         string              `json:"creator_app_name,omitzero"`
	CreatedAt              time.Time           `json:"created_at,omitzero"`
	UpdatedAt              time.Time           `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// TicketFieldParams are the attributes of a ticket field to write. A new one
// needs Type and Title.
type TicketFieldParams struct {
	Type                   zendesk.Opt[TicketFieldType]     `json:"type,omitzero"` // on create
	Key                    zendesk.Opt[string]              `json:"key,omitzero"`  // unconfirmed
	Title                  zendesk.Opt[string]              `json:"title,omitzero"`
	RawTitle               zendesk.Opt[string]              `json:"raw_title,omitzero"`
	Description            zendesk.Opt[string]              `json:"description,omitzero"`
	RawDescription         zendesk.Opt[string]              `json:"raw_description,omitzero"`
	AgentDescription       zendesk.Opt[string]              `json:"agent_description,omitzero"`
	TitleInPortal          zendesk.Opt[string]              `json:"title_in_portal,omitzero"`
	RawTitleInPortal       zendesk.Opt[string]              `json:"raw_title_in_portal,omitzero"`
	Position               zendesk.Opt[int64]               `json:"position,omitzero"`
	Active                 zendesk.Opt[bool]                `json:"active,omitzero"`
	Required               zendesk.Opt[bool]                `json:"required,omitzero"`
	RequiredInPortal       zendesk.Opt[bool]                `json:"required_in_portal,omitzero"`
	VisibleInPortal        zendesk.Opt[bool]                `json:"visible_in_portal,omitzero"`
	EditableInPortal       zendesk.Opt[bool]                `json:"editable_in_portal,omitzero"`
	CollapsedForAgents     zendesk.Opt[bool]                `json:"collapsed_for_agents,omitzero"`
	RegexpForValidation    zendesk.Opt[string]              `json:"regexp_for_validation,omitzero"`
	Tag                    zendesk.Opt[string]              `json:"tag,omitzero"`
	CustomFieldOptions     zendesk.Opt[[]FieldOptionParams] `json:"custom_field_options,omitzero"` // send all: those left out are deleted with their values
	SubTypeID              zendesk.Opt[int64]               `json:"sub_type_id,omitzero"`
	RelationshipTargetType zendesk.Opt[string]              `json:"relationship_target_type,omitzero"` // of lookups, such as "zen:user"
	RelationshipFilter     json.RawMessage                  `json:"relationship_filter,omitzero"`
	CreatorUserID          zendesk.Opt[int64]               `json:"creator_user_id,omitzero"`
	CreatorAppName         zendesk.Opt[string]              `json:"creator_app_name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// FieldOption is one choice of a drop-down or multiselect field.
type FieldOption struct {
	ID       int64  `json:"id"`
	URL      string `json:"url,omitzero"`
	Name     string `json:"name,omitzero"` // what people see
	RawName  string `json:"raw_name,omitzero"`
	Value    string `json:"value,omitzero"` // the tag that tickets get
	Position int64  `json:"position,omitzero"`
	Default  bool   `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// FieldOptionParams is an option to write: an old one by its ID, or a new one,
// which needs Name and Value.
type FieldOptionParams struct {
	ID       int64              `json:"id,omitzero"`
	Name     string             `json:"name,omitzero"`
	Value    string             `json:"value,omitzero"`
	Position zendesk.Opt[int64] `json:"position,omitzero"`
	Default  zendesk.Opt[bool]  `json:"default,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// SystemFieldOption is one choice of a system field.
type SystemFieldOption struct {
	Name  string `json:"name,omitzero"`
	Value string `json:"value,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// TicketFieldQuery filters a listing of ticket fields.
type TicketFieldQuery struct {
	Locale  string            `query:"locale"`
	Creator zendesk.Opt[bool] `query:"creator"` // true fills CreatorUserID and CreatorAppName
	Include []Include         `query:"include"` // users: the creators
	PerPage int               `query:"page[size],max=100"`
}

// FieldOptionQuery pages a listing of options.
type FieldOptionQuery struct {
	PerPage int `query:"page[size],max=100"`
}
