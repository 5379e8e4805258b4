package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
)

// Comment is a message on a ticket.
type Comment struct {
	ID          int64           `json:"id"`
	Type        string          `json:"type,omitzero"` // Comment or VoiceComment
	AuditID     int64           `json:"audit_id,omitzero"`
	AuthorID    int64           `json:"author_id,omitzero"`
	Body        string          `json:"body,omitzero"`
	HTMLBody    string          `json:"html_body,omitzero"`
	PlainBody   string          `json:"plain_body,omitzero"`
	Public      bool            `json:"public,omitzero"`
	Attachments []Attachment    `json:"attachments,omitzero"`
	Via         *Via            `json:"via,omitzero"`
	Metadata    json.RawMessage `json:"metadata,omitzero"`
	CreatedAt   time.Time       `json:"created_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Attachment is a file of a comment. Never send credentials to its addresses:
// they can be on another host.
type Attachment struct {
	ID                    int64           `json:"id"`
	URL                   string          `json:"url,omitzero"`
	FileName              string          `json:"file_name,omitzero"`
	ContentURL            string          `json:"content_url,omitzero"`
	MappedContentURL      string          `json:"mapped_content_url,omitzero"`
	ContentType           string          `json:"content_type,omitzero"`
	Size                  int64           `json:"size,omitzero"` // bytes
	Width                 zendesk.Text    `json:"width,omitzero"`
	Height                zendesk.Text    `json:"height,omitzero"`
	Inline                bool            `json:"inline,omitzero"`
	Deleted               bool            `json:"deleted,omitzero"`
	MalwareScanResult     string          `json:"malware_scan_result,omitzero"`
	MalwareAccessOverride bool            `json:"malware_access_override,omitzero"`
	Thumbnails            json.RawMessage `json:"thumbnails,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CommentParams is a comment to add to a ticket. Always set Public: without it
// the comment is as public as the ticket's first one, and a public comment is
// mailed to the requester.
type CommentParams struct {
	Body     string            `json:"body,omitzero"`
	HTMLBody string            `json:"html_body,omitzero"` // takes precedence over Body
	Public   zendesk.Opt[bool] `json:"public,omitzero"`
	AuthorID int64             `json:"author_id,omitzero"` // default: the token's user
	Uploads  []string          `json:"uploads,omitzero"`   // tokens of uploaded files

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// CommentQuery sorts a listing of comments, oldest first by default.
type CommentQuery struct {
	Include             []Include   `query:"include"` // users
	IncludeInlineImages bool        `query:"include_inline_images"`
	Sort                CommentSort `query:"sort"`
	PerPage             int         `query:"page[size],max=100"`
}

// CommentSort is a key to sort comments by, ascending; see [Descending].
type CommentSort string

// CommentsByCreatedAt is the only sort key of comments.
const CommentsByCreatedAt CommentSort = "created_at"

// Comments lists the comments of a ticket.
//
// API page: Ticket Comments (ticketing/tickets/ticket_comments).
//
//zendesk:op GET /api/v2/tickets/{id}/comments returns=comments
func (s TicketsService) Comments(ticketID int64) Listing[Comment, CommentQuery] {
	return list[Comment, CommentQuery](s.rc, opTicketsComments, ticketID)
}

// CountComments returns the number of comments of a ticket.
//
//zendesk:op GET /api/v2/tickets/{id}/comments/count returns=count
func (s TicketsService) CountComments(ctx context.Context, ticketID int64, opts ...zendesk.CallOption) (*Count, error) {
	return one[Count](ctx, s.rc, opTicketsCountComments.Request(ticketID), opts)
}

// MakeCommentPrivate hides a comment from end users. It cannot be undone.
//
//zendesk:op PUT /api/v2/tickets/{id}/comments/{comment_id}/make_private
func (s TicketsService) MakeCommentPrivate(ctx context.Context, ticketID, commentID int64, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opTicketsMakeCommentPrivate.Request(ticketID, commentID), opts)
}
