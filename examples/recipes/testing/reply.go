// Package reply is an example of your own code with a test: the test runs it against a
// stand-in of Support, through a real client.
package reply

import (
	"context"
	"errors"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// Acknowledge adds a public comment to a new ticket and opens it. It reports
// false if somebody changed the ticket in the meantime.
func Acknowledge(ctx context.Context, desk *support.Client, ticketID int64) (bool, error) {
	ticket, err := desk.Tickets.Get(ctx, ticketID)
	if err != nil || ticket.Status != support.TicketStatusNew {
		return false, err
	}
	_, err = desk.Tickets.Update(ctx, ticketID, support.TicketParams{
		Status:     zendesk.Set(support.TicketStatusOpen),
		Comment:    &support.CommentParams{Body: "We are on it.", Public: zendesk.Set(true)},
		SafeUpdate: ticket.UpdatedAt,
	})
	if errors.Is(err, zendesk.ErrConflict) {
		return false, nil
	}
	return err == nil, err
}
