package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
)

// Audits lists the changes of a ticket, oldest first.
//
// API page: Ticket Audits (ticketing/tickets/ticket_audits).
//
//zendesk:op GET /api/v2/tickets/{id}/audits returns=audits
func (s TicketsService) Audits(ticketID int64) Listing[Audit, AuditQuery] {
	return list[Audit, AuditQuery](s.rc, opTicketsAudits, ticketID)
}

// Audit returns one change of a ticket.
//
//zendesk:op GET /api/v2/tickets/{id}/audits/{audit_id} returns=audit
func (s TicketsService) Audit(ctx context.Context, ticketID, auditID int64, opts ...zendesk.CallOption) (*Audit, error) {
	return one[Audit](ctx, s.rc, opTicketsAudit.Request(ticketID, auditID), opts)
}

// CountAudits returns the number of audits of a ticket.
//
//zendesk:op GET /api/v2/tickets/{id}/audits/count returns=count
func (s TicketsService) CountAudits(ctx context.Context, ticketID int64, opts ...zendesk.CallOption) (*Count, error) {
	return one[Count](ctx, s.rc, opTicketsCountAudits.Request(ticketID), opts)
}

// Audit is one change of a ticket with all its events.
type Audit struct {
	ID        int64           `json:"id"`
	TicketID  int64           `json:"ticket_id,omitzero"`
	AuthorID  int64           `json:"author_id,omitzero"`
	Events    []AuditEvent    `json:"events,omitzero"`
	Via       *Via            `json:"via,omitzero"`
	Metadata  json.RawMessage `json:"metadata,omitzero"` // system and custom
	CreatedAt time.Time       `json:"created_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AuditEvent is one part of a change. Which members it has depends on its
// Type; those without a field are in Extra.
type AuditEvent struct {
	ID            int64           `json:"id,omitzero"`
	Type          string          `json:"type,omitzero"`           // such as Create, Change, Comment, Notification
	FieldName     string          `json:"field_name,omitzero"`     // of Create and Change
	Value         json.RawMessage `json:"value,omitzero"`          // of Create and Change: text, a list or null
	PreviousValue json.RawMessage `json:"previous_value,omitzero"` // of Change
	AuthorID      int64           `json:"author_id,omitzero"`      // of Comment
	Body          json.RawMessage `json:"body,omitzero"`           // of Comment and Notification: text
	HTMLBody      json.RawMessage `json:"html_body,omitzero"`      // of Comment: text
	PlainBody     json.RawMessage `json:"plain_body,omitzero"`     // of Comment: text
	Public        bool            `json:"public,omitzero"`         // of Comment
	Attachments   []Attachment    `json:"attachments,omitzero"`    // of Comment
	Via           *Via            `json:"via,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AuditQuery filters a listing of audits. The zero query lists all.
type AuditQuery struct {
	FilterEvents []string `query:"filter_events[]"` // types of events, such as Comment (the values are unconfirmed)
	PerPage      int      `query:"page[size],max=100"`
}
