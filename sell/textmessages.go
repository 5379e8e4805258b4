package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// TextMessagesService reads the text messages that were sent and received in
// Sell. The API cannot write them.
//
// API page: Text Messages (sales-crm/resources/text-messages). On lower plans
// it may be [zendesk.ErrForbidden].
//
//zendesk:resource TextMessage /v2/text_messages Get List
type TextMessagesService struct{ rc *rest.Client }

// TextMessage is a text message between a user and a lead, a contact or a
// number that belongs to none.
type TextMessage struct {
	ID                  int64        `json:"id"`
	UserID              int64        `json:"user_id,omitzero"`
	UserPhoneNumber     string       `json:"user_phone_number,omitzero"`
	Content             string       `json:"content,omitzero"`
	Incoming            bool         `json:"incoming,omitzero"`
	ResourcePhoneNumber string       `json:"resource_phone_number,omitzero"` // the other party's
	ResourceType        ResourceType `json:"resource_type,omitzero"`         // lead, contact or none
	ResourceID          int64        `json:"resource_id,omitzero"`           // 0 for none
	AssociatedDealIDs   []int64      `json:"associated_deal_ids,omitzero"`
	SentAt              time.Time    `json:"sent_at,omitzero"`
	CreatedAt           time.Time    `json:"created_at,omitzero"`
	UpdatedAt           time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TextMessageQuery filters and sorts a listing of text messages. The zero query
// lists all.
type TextMessageQuery struct {
	IDs          []int64         `query:"ids,max=100"`   // at most 100
	ResourceType ResourceType    `query:"resource_type"` // together with ResourceID
	ResourceID   int64           `query:"resource_id"`   // together with ResourceType
	SortBy       TextMessageSort `query:"sort_by,default=id"`
	PerPage      int             `query:"per_page,max=100"`
}

func (q TextMessageQuery) check() (argument, problem string) {
	return pair(q.ResourceType, q.ResourceID)
}

// TextMessageSort is a key to sort text messages by, ascending; see
// [Descending].
type TextMessageSort string

// TextMessagesByID is the only confirmed sort key of text messages.
const TextMessagesByID TextMessageSort = "id"
