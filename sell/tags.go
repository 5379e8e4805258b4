package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TagsService reads and writes the tags that records can have. Writing an
// unknown tag to a record creates it as well.
//
// API page: Tags (sales-crm/resources/tags).
//
//zendesk:resource Tag /v2/tags Get List Create Update Delete
type TagsService struct{ rc *rest.Client }

// Tag is a word with which records of one type can be marked. The records refer to it
// by name, not by id.
type Tag struct {
	ID           int64        `json:"id"`
	CreatorID    int64        `json:"creator_id,omitzero"`
	Name         string       `json:"name,omitzero"`
	ResourceType ResourceType `json:"resource_type,omitzero"`
	CreatedAt    time.Time    `json:"created_at,omitzero"`
	UpdatedAt    time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TagParams are the attributes of a tag to write. A new tag needs both, and its name
// must be new among the tags of that type; otherwise the error is [zendesk.ErrInvalid]
// with the code "already_exists".
type TagParams struct {
	Name         zendesk.Opt[string]       `json:"name,omitzero"`
	ResourceType zendesk.Opt[ResourceType] `json:"resource_type,omitzero"` // lead, contact or deal

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// TagQuery filters and sorts a listing of tags. The zero query lists all.
type TagQuery struct {
	IDs          []int64      `query:"ids,max=100"` // at most 100
	CreatorID    int64        `query:"creator_id"`
	Name         string       `query:"name"` // exact
	ResourceType ResourceType `query:"resource_type"`
	SortBy       TagSort      `query:"sort_by,default=created_at"`
	PerPage      int          `query:"per_page,max=100"`
}

// TagSort is a key to sort tags by, ascending; see [Descending]. Tags cannot be sorted
// by id.
type TagSort string

// Sort keys of tags.
const (
	TagsByName      TagSort = "name"
	TagsByCreatedAt TagSort = "created_at"
	TagsByUpdatedAt TagSort = "updated_at"
)
