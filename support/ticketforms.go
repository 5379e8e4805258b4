package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TicketFormsService reads and writes ticket forms, if the account's plan has several.
// End users see the active forms that are visible to them. A listing has only one
// page.
//
// API page: Ticket Forms (ticketing/tickets/ticket_forms).
//
//zendesk:resource TicketForm /api/v2/ticket_forms Get List Create Update Delete ShowMany
type TicketFormsService struct{ rc *rest.Client }

// Clone creates a copy of a form and returns it.
//
//zendesk:op POST /api/v2/ticket_forms/{id}/clone returns=ticket_form
func (s TicketFormsService) Clone(ctx context.Context, id int64, opts ...zendesk.CallOption) (*TicketForm, error) {
	return one[TicketForm](ctx, s.rc, opTicketFormsClone.Request(id), opts)
}

// Reorder puts the forms in the order of the given ids, which must include all of them,
// and returns all forms.
//
//zendesk:op PUT /api/v2/ticket_forms/reorder sends=ticket_form_ids returns=ticket_forms
func (s TicketFormsService) Reorder(ctx context.Context, ids []int64, opts ...zendesk.CallOption) ([]*TicketForm, error) {
	req, err := ordered(opTicketFormsReorder, ids)
	if err != nil {
		return nil, err
	}
	return many[TicketForm](ctx, s.rc, req, opts)
}

// ordered returns a request that puts the records in the order of ids.
func ordered(op *rest.Op, ids []int64) (rest.Request, error) {
	if len(ids) == 0 {
		return rest.Request{}, &zendesk.ArgumentError{Op: op.Name, Argument: "ids", Problem: "is empty: pass all ids in their new order"}
	}
	return op.Request().With(ids), nil
}

// TicketForm says which fields a ticket shows, and when.
type TicketForm struct {
	ID                 int64                 `json:"id"`
	URL                string                `json:"url,omitzero"`
	Name               string                `json:"name,omitzero"`
	RawName            string                `json:"raw_name,omitzero"`
	DisplayName        string                `json:"display_name,omitzero"` // for end users
	RawDisplayName     string                `json:"raw_display_name,omitzero"`
	Position           int64                 `json:"position,omitzero"`
	Active             bool                  `json:"active,omitzero"`
	Default            bool                  `json:"default,omitzero"` // for tickets without a form
	EndUserVisible     bool                  `json:"end_user_visible,omitzero"`
	TicketFieldIDs     []int64               `json:"ticket_field_ids,omitzero"` // in the order in which they are shown
	InAllBrands        bool                  `json:"in_all_brands,omitzero"`
	RestrictedBrandIDs []int64               `json:"restricted_brand_ids,omitzero"`
	AgentConditions    []TicketFormCondition `json:"agent_conditions,omitzero"`
	EndUserConditions  []TicketFormCondition `json:"end_user_conditions,omitzero"`
	DeletedAt          time.Time             `json:"deleted_at,omitzero"`
	CreatedAt          time.Time             `json:"created_at,omitzero"`
	UpdatedAt          time.Time             `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketFormCondition shows further fields while a field has a value.
type TicketFormCondition struct {
	ParentFieldID int64                  `json:"parent_field_id,omitzero"`
	Value         json.RawMessage        `json:"value"` // the tag of an option, or a boolean; nil is written as null
	ChildFields   []TicketFormChildField `json:"child_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketFormChildField is a field that a condition shows.
type TicketFormChildField struct {
	ID                 int64               `json:"id"`
	IsRequired         bool                `json:"is_required,omitzero"`
	RequiredOnStatuses *TicketFormStatuses `json:"required_on_statuses,omitzero"` // in agent conditions

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketFormStatuses are the statuses of a ticket for which a field is required.
type TicketFormStatuses struct {
	Type     string         `json:"type,omitzero"`     // ALL_STATUSES, SOME_STATUSES or NO_STATUSES
	Statuses []TicketStatus `json:"statuses,omitzero"` // for SOME_STATUSES

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketFormParams are the attributes of a ticket form to write. A new one needs
// a Name. On update, lists are replaced as a whole.
type TicketFormParams struct {
	Name              zendesk.Opt[string]                `json:"name,omitzero"`
	RawName           zendesk.Opt[string]                `json:"raw_name,omitzero"`
	DisplayName       zendesk.Opt[string]                `json:"display_name,omitzero"`
	RawDisplayName    zendesk.Opt[string]                `json:"raw_display_name,omitzero"`
	Position          zendesk.Opt[int64]                 `json:"position,omitzero"`
	Active            zendesk.Opt[bool]                  `json:"active,omitzero"`
	Default           zendesk.Opt[bool]                  `json:"default,omitzero"`
	EndUserVisible    zendesk.Opt[bool]                  `json:"end_user_visible,omitzero"`
	TicketFieldIDs    zendesk.Opt[[]int64]               `json:"ticket_field_ids,omitzero"`
	InAllBrands       zendesk.Opt[bool]                  `json:"in_all_brands,omitzero"`
	AgentConditions   zendesk.Opt[[]TicketFormCondition] `json:"agent_conditions,omitzero"`
	EndUserConditions zendesk.Opt[[]TicketFormCondition] `json:"end_user_conditions,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// TicketFormQuery filters a listing of ticket forms.
type TicketFormQuery struct {
	Active            zendesk.Opt[bool] `query:"active"`
	EndUserVisible    zendesk.Opt[bool] `query:"end_user_visible"`
	FallbackToDefault bool              `query:"fallback_to_default"` // the default form if no other matches
	AssociatedToBrand bool              `query:"associated_to_brand"` // only those of the brand of the subdomain
}
