package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// NotesService reads and writes the notes of leads, contacts and deals.
//
// API page: Notes (sales-crm/resources/notes).
//
//zendesk:resource Note /v2/notes Get List Create Update Delete
type NotesService struct{ rc *rest.Client }

// Note is a text on a lead, contact or deal.
type Note struct {
	ID           int64        `json:"id"`
	CreatorID    int64        `json:"creator_id,omitzero"`
	ResourceType ResourceType `json:"resource_type,omitzero"`
	ResourceID   int64        `json:"resource_id,omitzero"`
	Content      string       `json:"content,omitzero"` // plain text
	IsImportant  bool         `json:"is_important,omitzero"`
	Tags         []string     `json:"tags,omitzero"`
	Type         NoteType     `json:"type,omitzero"`
	CreatedAt    time.Time    `json:"created_at,omitzero"`
	UpdatedAt    time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// NoteType says who may see a note.
type NoteType string

// Types of notes.
const (
	RegularNote    NoteType = "regular"
	RestrictedNote NoteType = "restricted" // only for its creator, according to one source
)

// NoteParams are the attributes of a note to write. A new note needs
// ResourceType, ResourceID and Content.
type NoteParams struct {
	ResourceType zendesk.Opt[ResourceType] `json:"resource_type,omitzero"` // lead, contact or deal
	ResourceID   zendesk.Opt[int64]        `json:"resource_id,omitzero"`
	Content      zendesk.Opt[string]       `json:"content,omitzero"`
	IsImportant  zendesk.Opt[bool]         `json:"is_important,omitzero"`
	Tags         zendesk.Opt[[]string]     `json:"tags,omitzero"` // replaces all
	Type         zendesk.Opt[NoteType]     `json:"type,omitzero"` // default: regular

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// NoteQuery filters and sorts a listing of notes. The zero query lists all.
type NoteQuery struct {
	IDs          []int64      `query:"ids,max=100"` // at most 100
	CreatorID    int64        `query:"creator_id"`
	Q            string       `query:"q"` // words in the content
	ResourceType ResourceType `query:"resource_type"`
	ResourceID   int64        `query:"resource_id"`
	SortBy       NoteSort     `query:"sort_by,default=created_at"`
	PerPage      int          `query:"per_page,max=100"`
}

// NoteSort is a key to sort notes by, ascending; see [Descending]. Notes cannot be
// sorted by id.
type NoteSort string

// Sort keys of notes.
const (
	NotesByResourceType NoteSort = "resource_type"
	NotesByCreatedAt    NoteSort = "created_at"
	NotesByUpdatedAt    NoteSort = "updated_at"
)
