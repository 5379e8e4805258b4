package support

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// DeletedTicketsService brings deleted tickets back or removes them for good.
// They are kept for 30 days.
//
// API page: Tickets (ticketing/tickets/tickets), List Deleted Tickets.
type DeletedTicketsService struct {
	resource
	Listing[DeletedTicket, DeletedTicketQuery]
	bulkDeleter
}

func deletedTicketsService(rc *rest.Client) DeletedTicketsService {
	r := resource{rc: rc, name: "DeletedTickets", path: "/api/v2/deleted_tickets", one: "deleted_ticket", many: "deleted_tickets"}
	return DeletedTicketsService{r, listing[DeletedTicket, DeletedTicketQuery](r, "List"), bulkDeleter{r}}
}

// Restore brings a deleted ticket back. One that is not there any more is
// [zendesk.ErrNotFound]. It is not repeated after a lost answer.
func (s DeletedTicketsService) Restore(ctx context.Context, id int64, opts ...zendesk.CallOption) error {
	req := s.request("Restore", http.MethodPut, "/{id}/restore", id)
	req.Class = zendesk.Append
	return s.rc.Do(ctx, req, opts, nil)
}

// RestoreMany brings up to 100 deleted tickets back. It is not repeated after
// a lost answer.
func (s DeletedTicketsService) RestoreMany(ctx context.Context, ids []int64, opts ...zendesk.CallOption) error {
	req := s.request("RestoreMany", http.MethodPut, "/restore_many")
	if err := name(&req, ids); err != nil {
		return err
	}
	req.Class = zendesk.Append
	return s.rc.Do(ctx, req, opts, nil)
}

// Delete starts a job that removes a deleted ticket for good.
func (s DeletedTicketsService) Delete(ctx context.Context, id int64, opts ...zendesk.CallOption) (*Job, error) {
	return startJob(ctx, s.rc, s.request("Delete", http.MethodDelete, "/{id}", id), opts)
}

// DeletedTicket is what is left of a deleted ticket.
type DeletedTicket struct {
	ID            int64        `json:"id"`
	Subject       string       `json:"subject,omitzero"`
	Description   string       `json:"description,omitzero"` // not in the reference
	Actor         *Actor       `json:"actor,omitzero"`       // who deleted it
	DeletedAt     time.Time    `json:"deleted_at,omitzero"`
	PreviousState TicketStatus `json:"previous_state,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// Actor is the user who did something.
type Actor struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// DeletedTicketQuery sorts a listing of deleted tickets. A sorted one reaches
// the first 10,000 only.
type DeletedTicketQuery struct {
	SortBy    DeletedTicketSort `query:"sort_by"`    // default: by time of creation
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
