package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// ViewsService reads and writes views, and lists the tickets in them. A view contains
// only tickets that the user may see.
//
// Support caches the results of views: executed rows can be ten minutes old, counts
// even older. A user may execute or count a view five times per minute, including in
// the agent interface. To follow changes, use [IncrementalService].
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:resource View /api/v2/views Get List Create Update Delete Count ShowMany
type ViewsService struct{ rc *rest.Client }

// Active lists the active views.
//
//zendesk:op GET /api/v2/views/active
func (s ViewsService) Active() Listing[View, ActiveViewQuery] {
	return list[View, ActiveViewQuery](s.rc, opViewsActive)
}

// View is a list of the tickets that match its conditions.
type View struct {
	ID          int64            `json:"id"`
	URL         string           `json:"url,omitzero"`
	Title       string           `json:"title,omitzero"`
	RawTitle    string           `json:"raw_title,omitzero"`
	Description string           `json:"description,omitzero"`
	Active      bool             `json:"active,omitzero"`
	Position    int64            `json:"position,omitzero"`
	Default     bool             `json:"default,omitzero"` // every new account has it
	Conditions  ViewConditions   `json:"conditions,omitzero"`
	Execution   ViewExecution    `json:"execution,omitzero"`
	Restriction *ViewRestriction `json:"restriction,omitzero"` // nil: every agent has it, unless Extra has the member
	CreatedAt   time.Time        `json:"created_at,omitzero"`
	UpdatedAt   time.Time        `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewConditions say which tickets are in a view: those that match all of All and, if
// there are some, at least one of Any.
type ViewConditions struct {
	All []ViewCondition `json:"all,omitzero"`
	Any []ViewCondition `json:"any,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewCondition compares a field of the ticket; it has the form of a
// [TriggerCondition]. The name of a custom field is "custom_fields_" plus its id.
type ViewCondition struct {
	Field    string          `json:"field,omitzero"`
	Operator string          `json:"operator,omitzero"`
	Value    json.RawMessage `json:"value"` // text, a list or a boolean; nil is written as null

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewExecution says how a view shows its tickets. It is written as [ViewOutput].
type ViewExecution struct {
	Columns    []ViewColumn `json:"columns,omitzero"`
	GroupBy    string       `json:"group_by,omitzero"`
	GroupOrder SortOrder    `json:"group_order,omitzero"`
	SortBy     string       `json:"sort_by,omitzero"`
	SortOrder  SortOrder    `json:"sort_order,omitzero"`
	Group      *ViewOrder   `json:"group,omitzero"` // GroupBy and GroupOrder with a title
	Sort       *ViewOrder   `json:"sort,omitzero"`  // SortBy and SortOrder with a title

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewColumn is a column of a view: a system field by name, or a custom field by id.
type ViewColumn struct {
	ID    zendesk.Text `json:"id"`
	Title string       `json:"title,omitzero"`
	Type  string       `json:"type,omitzero"` // of custom fields
	URL   string       `json:"url,omitzero"`  // of custom fields

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewOrder says by what the tickets of a view are sorted or grouped.
type ViewOrder struct {
	ID    zendesk.Text `json:"id"`
	Title string       `json:"title,omitzero"`
	Order SortOrder    `json:"order,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewRestriction says who has a view: one user, or some groups.
type ViewRestriction struct {
	Type string  `json:"type,omitzero"` // User or Group
	ID   int64   `json:"id,omitzero"`
	IDs  []int64 `json:"ids,omitzero"` // of groups, if there can be several

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewParams are the attributes of a view to write. A new view needs Title and
// All, with a condition on status, type, group_id, assignee_id or requester_id.
// On update, All and Any are replaced as a whole.
type ViewParams struct {
	Title       zendesk.Opt[string]          `json:"title,omitzero"`
	RawTitle    zendesk.Opt[string]          `json:"raw_title,omitzero"`
	Description zendesk.Opt[string]          `json:"description,omitzero"`
	Active      zendesk.Opt[bool]            `json:"active,omitzero"`
	Position    zendesk.Opt[int64]           `json:"position,omitzero"`
	All         zendesk.Opt[[]ViewCondition] `json:"all,omitzero"` // the conditions are read as Conditions
	Any         zendesk.Opt[[]ViewCondition] `json:"any,omitzero"`
	Output      zendesk.Opt[ViewOutput]      `json:"output,omitzero"` // read as Execution
	Restriction zendesk.Opt[ViewRestriction] `json:"restriction,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// ViewOutput says how a view shows its tickets. Columns are the API's names, such as
// "status", "requester" and "nice_id", and the ids of custom fields; a view has at
// most ten.
type ViewOutput struct {
	Columns    []string  `json:"columns,omitzero"`
	GroupBy    string    `json:"group_by,omitzero"` // not description, submitter or custom_status_id
	GroupOrder SortOrder `json:"group_order,omitzero"`
	SortBy     string    `json:"sort_by,omitzero"` // likewise
	SortOrder  SortOrder `json:"sort_order,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// ViewQuery filters and sorts a listing of the token user's views.
type ViewQuery struct {
	Access    ViewAccess        `query:"access"`
	Active    zendesk.Opt[bool] `query:"active"`
	GroupID   int64             `query:"group_id"`
	SortBy    ViewSort          `query:"sort_by"`    // default: by position; pages then have numbers
	SortOrder SortOrder         `query:"sort_order"` // default: asc by title and position, otherwise desc
	Include   []Include         `query:"include"`    // app_installation, permissions
	PerPage   int               `query:"page[size],max=100"`
}

// ActiveViewQuery filters and sorts a listing of active views.
type ActiveViewQuery struct {
	Access    ViewAccess `query:"access"`
	GroupID   int64      `query:"group_id"`
	SortBy    ViewSort   `query:"sort_by"`    // as in [ViewQuery]
	SortOrder SortOrder  `query:"sort_order"` // likewise
	Include   []Include  `query:"include"`    // app_installation, permissions
	PerPage   int        `query:"page[size],max=100"`
}

// ViewAccess says which views to list.
type ViewAccess string

// Kinds of access to views.
const (
	ViewsPersonal ViewAccess = "personal"
	ViewsShared   ViewAccess = "shared"
	ViewsAccount  ViewAccess = "account"
)

// ViewSort is a key to sort views by.
type ViewSort string

// Sort keys of views.
const (
	ViewsByPosition  ViewSort = "position"
	ViewsByTitle     ViewSort = "alphabetical"
	ViewsByCreatedAt ViewSort = "created_at"
	ViewsByUpdatedAt ViewSort = "updated_at"
)
