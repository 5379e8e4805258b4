package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TriggersService reads and writes triggers.
//
// API page: Ticket Triggers (ticketing/business-rules/triggers).
//
//zendesk:resource Trigger /api/v2/triggers Get List Create Update Delete
type TriggersService struct{ rc *rest.Client }

// Active lists the active triggers.
//
//zendesk:op GET /api/v2/triggers/active
func (s TriggersService) Active() Listing[Trigger, ActiveTriggerQuery] {
	return list[Trigger, ActiveTriggerQuery](s.rc, opTriggersActive)
}

// Trigger is a rule that Support applies each time a ticket is created or updated.
type Trigger struct {
	ID          int64             `json:"id"`
	URL         string            `json:"url,omitzero"`
	Title       string            `json:"title,omitzero"`
	RawTitle    string            `json:"raw_title,omitzero"`
	Description string            `json:"description,omitzero"`
	Active      bool              `json:"active,omitzero"`
	Position    int64             `json:"position,omitzero"` // triggers run in this order
	Default     bool              `json:"default,omitzero"`  // every new account has it
	CategoryID  string            `json:"category_id,omitzero"`
	Conditions  TriggerConditions `json:"conditions,omitzero"`
	Actions     []TriggerAction   `json:"actions,omitzero"`
	CreatedAt   time.Time         `json:"created_at,omitzero"`
	UpdatedAt   time.Time         `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TriggerConditions say when a trigger acts: all of All must hold, and at least one of
// Any if there are some.
type TriggerConditions struct {
	All []TriggerCondition `json:"all,omitzero"`
	Any []TriggerCondition `json:"any,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TriggerCondition compares a field of the ticket. The name of a custom field is
// "custom_fields_" plus its id.
type TriggerCondition struct {
	Field    string          `json:"field,omitzero"`
	Operator string          `json:"operator,omitzero"`
	Value    json.RawMessage `json:"value"` // text, a list or a boolean; nil is written as null

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TriggerAction is something that a trigger does. To call a webhook, Field is
// "notification_webhook" and Value is a list of the webhook's id and the body as text.
type TriggerAction struct {
	Field string          `json:"field,omitzero"`
	Value json.RawMessage `json:"value"` // text or a list; nil is written as null

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TriggerParams are the attributes of a trigger to write. A new trigger needs
// Title, Conditions and Actions. On update, Conditions and Actions are replaced as a
// whole.
type TriggerParams struct {
	Title       zendesk.Opt[string]            `json:"title,omitzero"`
	RawTitle    zendesk.Opt[string]            `json:"raw_title,omitzero"`
	Description zendesk.Opt[string]            `json:"description,omitzero"`
	Active      zendesk.Opt[bool]              `json:"active,omitzero"` // default on create: true
	Position    zendesk.Opt[int64]             `json:"position,omitzero"`
	CategoryID  zendesk.Opt[string]            `json:"category_id,omitzero"` // required if the account uses categories
	Conditions  zendesk.Opt[TriggerConditions] `json:"conditions,omitzero"`
	Actions     zendesk.Opt[[]TriggerAction]   `json:"actions,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// TriggerQuery filters and sorts a listing of triggers.
type TriggerQuery struct {
	Active     zendesk.Opt[bool] `query:"active"`
	CategoryID string            `query:"category_id"`
	Sort       TriggerSort       `query:"sort"`    // default: by position
	Include    []Include         `query:"include"` // app_installation, permissions
	PerPage    int               `query:"page[size],max=100"`
}

// ActiveTriggerQuery filters and sorts a listing of active triggers.
type ActiveTriggerQuery struct {
	CategoryID string      `query:"category_id"`
	Sort       TriggerSort `query:"sort"`    // default: by position
	Include    []Include   `query:"include"` // app_installation, permissions
	PerPage    int         `query:"page[size],max=100"`
}

// TriggerSort is a key to sort triggers by, ascending; see [Descending].
type TriggerSort string

// Sort keys of triggers.
const (
	TriggersByPosition  TriggerSort = "position"
	TriggersByTitle     TriggerSort = "alphabetical"
	TriggersByCreatedAt TriggerSort = "created_at"
	TriggersByUpdatedAt TriggerSort = "updated_at"
)
