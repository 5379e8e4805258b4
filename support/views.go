package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// ViewsService reads and writes views, and the tickets in them. What a user may
// not see is in none of their views.
//
// Support keeps the results of views: what executes one can be ten minutes old,
// a count longer. A user may execute or count one view five times a minute, the
// agent interface included. To follow changes use [IncrementalService].
//
// API page: Views (ticketing/business-rules/views).
//
//zendesk:resource View /api/v2/views Get List Create Update Delete Count ShowMany
type ViewsService struct{ rc *rest.Client }

// Active lists the views that are switched on.
//
//zendesk:op GET /api/v2/views/active
func (s ViewsService) Active() Listing[View, ActiveViewQuery] {
	return list[View, ActiveViewQuery](s.rc, opViewsActive)
}

// View is a list of the tickets that meet its conditions.
type View struct {
	ID          int64            `json:"id"`
	URL         string           `json:"url,omitzero"`
	Title       string           `json:"title,omitzero"`
	RawTitle    string           `json:"raw_title,omitzero"`
	Description string           `json:"description,omitzero"`
	Active      bool             `json:"active,omitzero"`
	Position    int64            `json:"position,omitzero"`
	Default     bool             `json:"default,omitzero"` // one that each account is born with
	Conditions  ViewConditions   `json:"conditions,omitzero"`
	Execution   ViewExecution    `json:"execution,omitzero"`
	Restriction *ViewRestriction `json:"restriction,omitzero"` // nil: every agent has it, unless Extra has the member
	CreatedAt   time.Time        `json:"created_at,omitzero"`
	UpdatedAt   time.Time        `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewConditions are which tickets are in a view: those that meet all of All
// and at least one of Any, where there are some.
type ViewConditions struct {
	All []ViewCondition `json:"all,omitzero"`
	Any []ViewCondition `json:"any,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewCondition compares a field of the ticket; it has the form of a
// [TriggerCondition]. A custom field is named "custom_fields_" and its id.
type ViewCondition struct {
	Field    string          `json:"field,omitzero"`
	Operator string          `json:"operator,omitzero"`
	Value    json.RawMessage `json:"value"` // text, a list or a truth value; nil is written as null

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewExecution is how a view shows its tickets. It is written as [ViewOutput].
type ViewExecution struct {
	Columns    []ViewColumn `json:"columns,omitzero"`
	GroupBy    string       `json:"group_by,omitzero"`
	GroupOrder SortOrder    `json:"group_order,omitzero"`
	SortBy     string       `json:"sort_by,omitzero"`
	SortOrder  SortOrder    `json:"sort_order,omitzero"`
	Group      *ViewOrder   `json:"group,omitzero"` // GroupBy and GroupOrder with a title
	Sort       *ViewOrder   `json:"sort,omitzero"`  // likewise of SortBy

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewColumn is a column of a view: a field of the system by its name, or a
// custom field by its id.
type ViewColumn struct {
	ID    zendesk.Text `json:"id"`
	Title string       `json:"title,omitzero"`
	Type  string       `json:"type,omitzero"` // of custom fields
	URL   string       `json:"url,omitzero"`  // of custom fields

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewOrder is what the tickets of a view are sorted or grouped by.
type ViewOrder struct {
	ID    zendesk.Text `json:"id"`
	Title string       `json:"title,omitzero"`
	Order SortOrder    `json:"order,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewRestriction is whose a view is: one user's, or that of some groups.
type ViewRestriction struct {
	Type string  `json:"type,omitzero"` // User or Group
	ID   int64   `json:"id,omitzero"`
	IDs  []int64 `json:"ids,omitzero"` // of groups, where there can be several

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ViewParams are the attributes of a view to write. A new view needs Title and
// All, with a condition on status, type, group_id, assignee_id or requester_id.
// On update All and Any are replaced whole.
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

// ViewOutput is how a view is to show its tickets. Columns are the API's names,
// such as "status", "requester" and "nice_id", and the ids of custom fields; a
// view has ten at most.
type ViewOutput struct {
	Columns    []string  `json:"columns,omitzero"`
	GroupBy    string    `json:"group_by,omitzero"` // not description, submitter or custom_status_id
	GroupOrder SortOrder `json:"group_order,omitzero"`
	SortBy     string    `json:"sort_by,omitzero"` // likewise
	SortOrder  SortOrder `json:"sort_order,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// ViewQuery filters and sorts a listing of the views that the token's user has.
type ViewQuery struct {
	Access    ViewAccess        `query:"access"`
	Active    zendesk.Opt[bool] `query:"active"`
	GroupID   int64             `query:"group_id"`
	SortBy    ViewSort          `query:"sort_by"`    // default: by position; pages then have numbers
	SortOrder SortOrder         `query:"sort_order"` // default: asc by title and position, else desc
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

// ViewAccess says whose views are listed.
type ViewAccess string

// Accesses of views.
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
