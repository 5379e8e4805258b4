package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TasksService reads and writes tasks.
//
// API page: Tasks (sales-crm/resources/tasks).
//
//zendesk:resource Task /v2/tasks Get List Create Update Delete
type TasksService struct{ rc *rest.Client }

// Task is something to do, related to a lead, contact or deal, or to none.
type Task struct {
	ID           int64        `json:"id"`
	CreatorID    int64        `json:"creator_id,omitzero"`
	OwnerID      int64        `json:"owner_id,omitzero"` // who must do it
	Content      string       `json:"content,omitzero"`
	ResourceType ResourceType `json:"resource_type,omitzero"` // "" for a floating task
	ResourceID   int64        `json:"resource_id,omitzero"`   // 0 for a floating task
	DueDate      time.Time    `json:"due_date,omitzero"`
	RemindAt     time.Time    `json:"remind_at,omitzero"`
	Completed    bool         `json:"completed,omitzero"`
	CompletedAt  time.Time    `json:"completed_at,omitzero"`
	Overdue      bool         `json:"overdue,omitzero"`
	CreatedAt    time.Time    `json:"created_at,omitzero"`
	UpdatedAt    time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TaskParams are the attributes of a task to write. A new task needs Content, and
// either both or neither of ResourceType and ResourceID.
type TaskParams struct {
	OwnerID      zendesk.Opt[int64]        `json:"owner_id,omitzero"` // default: the token's user
	Content      zendesk.Opt[string]       `json:"content,omitzero"`
	ResourceType zendesk.Opt[ResourceType] `json:"resource_type,omitzero"` // lead, contact or deal
	ResourceID   zendesk.Opt[int64]        `json:"resource_id,omitzero"`
	DueDate      zendesk.Opt[time.Time]    `json:"due_date,omitzero"`
	RemindAt     zendesk.Opt[time.Time]    `json:"remind_at,omitzero"` // should be before DueDate
	Completed    zendesk.Opt[bool]         `json:"completed,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// TaskQuery filters and sorts a listing of tasks. The zero query lists all.
// Listings show a new task after about a second.
type TaskQuery struct {
	IDs          []int64           `query:"ids,max=100"` // at most 100
	CreatorID    int64             `query:"creator_id"`
	OwnerID      int64             `query:"owner_id"`
	Type         TaskType          `query:"type"`
	ResourceType ResourceType      `query:"resource_type"`
	ResourceID   int64             `query:"resource_id"`
	Completed    zendesk.Opt[bool] `query:"completed"`
	Overdue      zendesk.Opt[bool] `query:"overdue"`
	Remind       zendesk.Opt[bool] `query:"remind"` // with or without RemindAt
	Q            string            `query:"q"`      // words in the content
	SortBy       TaskSort          `query:"sort_by,default=created_at"`
	PerPage      int               `query:"per_page,max=100"`
}

// TaskType distinguishes tasks that are related to a record from the others.
type TaskType string

// Types of tasks.
const (
	FloatingTask TaskType = "floating"
	RelatedTask  TaskType = "related"
)

// TaskSort is a key to sort tasks by, ascending; see [Descending]. Tasks cannot be
// sorted by id.
type TaskSort string

// Sort keys of tasks.
const (
	TasksByResourceType TaskSort = "resource_type"
	TasksByCompletedAt  TaskSort = "completed_at"
	TasksByDueDate      TaskSort = "due_date"
	TasksByCreatedAt    TaskSort = "created_at"
	TasksByUpdatedAt    TaskSort = "updated_at"
)
