package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// DeletedTicketsService restores deleted tickets or deletes them permanently. Support
// keeps them for 30 days.
//
// API page: Tickets (ticketing/tickets/tickets), List Deleted Tickets.
//
//zendesk:resource DeletedTicket /api/v2/deleted_tickets List(limit=deleted-tickets:10/min) DeleteMany
type DeletedTicketsService struct{ rc *rest.Client }

// Restore restores a deleted ticket. If the ticket no longer exists, the error is
// [zendesk.ErrNotFound]. Restore is not retried if the response is lost.
//
//zendesk:op PUT /api/v2/deleted_tickets/{id}/restore class=append
func (s DeletedTicketsService) Restore(ctx context.Context, id int64, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opDeletedTicketsRestore.Request(id), opts)
}

// RestoreMany restores up to 100 deleted tickets. It is not retried if the response is
// lost.
//
//zendesk:op PUT /api/v2/deleted_tickets/restore_many class=append
func (s DeletedTicketsService) RestoreMany(ctx context.Context, ids []int64, opts ...zendesk.CallOption) error {
	req := opDeletedTicketsRestoreMany.Request()
	if err := byIDs(&req, ids); err != nil {
		return err
	}
	return do(ctx, s.rc, req, opts)
}

// Delete starts a job that deletes a deleted ticket permanently.
//
//zendesk:op DELETE /api/v2/deleted_tickets/{id}
func (s DeletedTicketsService) Delete(ctx context.Context, id int64, opts ...zendesk.CallOption) (*Job, error) {
	return startJob(ctx, s.rc, opDeletedTicketsDelete.Request(id), opts)
}

// DeletedTicket is what is left of a deleted ticket.
type DeletedTicket struct {
	ID            int64        `json:"id"`
	Subject       string       `json:"subject,omitzero"`
	Description   string       `json:"description,omitzero"` // not in the reference
	Actor         *Actor       `json:"actor,omitzero"`       // who deleted it
	DeletedAt     time.Time    `json:"deleted_at,omitzero"`
	PreviousState TicketStatus `json:"previous_state,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Actor is the user who did something.
type Actor struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// DeletedTicketQuery sorts a listing of deleted tickets. A sorted listing reaches
// only the first 10,000.
type DeletedTicketQuery struct {
	SortBy    DeletedTicketSort `query:"sort_by"`    // default: by creation time
	SortOrder SortOrder         `query:"sort_order"` // default: ascending
	PerPage   int               `query:"page[size],max=100"`
}

// DeletedTicketSort is a key to sort deleted tickets by.
type DeletedTicketSort string

// Sort keys of deleted tickets.
const (
	DeletedTicketsByID        DeletedTicketSort = "id"
	DeletedTicketsBySubject   DeletedTicketSort = "subject"
	DeletedTicketsByDeletedAt DeletedTicketSort = "deleted_at"
)
