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

// Active lists the triggers that are switched on.
//
//zendesk:op GET /api/v2/triggers/active
func (s TriggersService) Active() Listing[Trigger, ActiveTriggerQuery] {
	return list[Trigger, ActiveTriggerQuery](s.rc, opTriggersActive)
}

// Trigger is a rule that Support applies each time a ticket is made or changed.
type Trigger struct {
	ID          int64             `json:"id"`
	URL         string            `json:"url,omitzero"`
	Title       string            `json:"title,omitzero"`
	RawTitle    string            `json:"raw_title,omitzero"`
	Description string            `json:"description,omitzero"`
	Active      bool              `json:"active,omitzero"`
	Position    int64             `json:"position,omitzero"` // they run in this order
	Default     bool              `json:"default,omitzero"`  // one that each account is born with
	CategoryID  string            `json:"category_id,omitzero"`
	Conditions  TriggerConditions `json:"conditions,omitzero"`
	Actions     []TriggerAction   `json:"actions,omitzero"`
	CreatedAt   time.Time         `json:"created_at,omitzero"`
	UpdatedAt   time.Time         `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// TriggerConditions are when a trigger acts: all of All and at least one of
// Any, where there are some.
type TriggerConditions struct {
	All []TriggerCondition `json:"all,omitzero"`
	Any []TriggerCondition `json:"any,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// TriggerCondition compares a field of the ticket. A custom field is named
// "custom_fields_" and its id.
type TriggerCondition struct {
	Field    string          `json:"field,omitzero"`
	Operator string          `json:"operator,omitzero"`
	Value    json.RawMessage `json:"value"` // text, a list or a truth value; nil is written as null

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// TriggerAction is something that a trigger does. To call a webhook the field
// is "notification_webhook", the value a list of its id and the body as text.
type TriggerAction struct {
	Field string          `json:"field,omitzero"`
	Value json.RawMessage `json:"value"` // text or a list; nil is written as null

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// TriggerParams are the attributes of a trigger to write. A new trigger needs
// Title, Conditions and Actions. On update Conditions and Actions are replaced
// whole.
type TriggerParams struct {
	Title       zendesk.Opt[string]            `json:"title,omitzero"`
	RawTitle    zendesk.Opt[string]            `json:"raw_title,omitzero"`
	Description zendesk.Opt[string]            `json:"description,omitzero"`
	Active      zendesk.Opt[bool]              `json:"active,omitzero"` // default on create: true
	Position    zendesk.Opt[int64]             `json:"position,omitzero"`
	CategoryID  zendesk.Opt[string]            `json:"category_id,omitzero"` // needed where categories are in use
	Conditions  zendesk.Opt[TriggerConditions] `json:"conditions,omitzero"`
	Actions     zendesk.Opt[[]TriggerAction]   `json:"actions,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
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
