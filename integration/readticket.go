package integration

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/support"
)

// settle is how long an update of a ticket is given that lost its answer.
const settle = time.Second

// desk reads and updates a ticket for the actor.
func (a *Agent) desk(ticketID int64) *link.Desk {
	return &link.Desk{
		Get: func(ctx context.Context, opts ...zendesk.CallOption) (*support.Ticket, error) {
			return a.ticket(ctx, ticketID, opts...)
		},
		Put: func(ctx context.Context, p support.TicketParams, opts ...zendesk.CallOption) (*support.Ticket, error) {
			return a.in.cfg.Support.Tickets.Update(ctx, ticketID, p, opts...)
		},
	}
}

// readTicket reads the ticket with its requester and their organization, nil
// where there is none, in one request.
func (r *leadRun) readTicket(ctx context.Context) (*support.User, *support.Organization, error) {
	var answer struct {
		Ticket        *support.Ticket         `json:"ticket"`
		Users         []*support.User         `json:"users"`
		Organizations []*support.Organization `json:"organizations"`
	}
	var meta zendesk.Meta
	start := time.Now()
	err := r.in.cfg.Support.Call(ctx, zendesk.Request{
		Op: "support.Tickets.Get", Method: http.MethodGet, Route: "/api/v2/tickets/{id}", Args: []any{r.req.Ticket},
		Query: url.Values{"include": {"users,organizations"}},
	}, &answer, zendesk.Into(&meta))
	switch {
	case errors.Is(err, zendesk.ErrNotFound):
		return nil, nil, fmt.Errorf("%w: %d", ErrTicketNotVisible, r.req.Ticket)
	case err != nil && meta.Status == http.StatusOK, err == nil && answer.Ticket == nil:
		// Something in it is not as documented: read one by one, such records
		// are read leniently.
		return r.readApart(ctx)
	case err != nil:
		return nil, nil, err
	}
	if err := r.visible(ctx, answer.Ticket); err != nil {
		return nil, nil, err
	}
	r.desk.Saw(answer.Ticket, meta, start)
	included := support.Included{Users: answer.Users, Organizations: answer.Organizations}
	user, known := included.User(answer.Ticket.RequesterID)
	if !known {
		return r.requesterOf(ctx)
	}
	id := organizationOf(answer.Ticket, user)
	if organization, known := included.Organization(id); known {
		return user, organization, nil
	}
	organization, err := r.in.organization(ctx, id)
	return user, organization, err
}

func (r *leadRun) readApart(ctx context.Context) (*support.User, *support.Organization, error) {
	if _, err := r.desk.Read(ctx); err != nil {
		return nil, nil, err
	}
	return r.requesterOf(ctx)
}

// requesterOf reads the requester of the ticket and their organization.
func (r *leadRun) requesterOf(ctx context.Context) (*support.User, *support.Organization, error) {
	t := r.desk.Ticket
	if t.RequesterID == 0 {
		return nil, nil, nil
	}
	user, err := found(r.in.cfg.Support.Users.Get(ctx, t.RequesterID))
	if err != nil || user == nil {
		return nil, nil, err
	}
	organization, err := r.in.organization(ctx, organizationOf(t, user))
	return user, organization, err
}

// organizationOf is that of the ticket, or else of its requester.
func organizationOf(t *support.Ticket, u *support.User) int64 {
	if t.OrganizationID != 0 {
		return t.OrganizationID
	}
	return u.OrganizationID
}

// organization reads an organization, nil if there is none.
func (in *Integration) organization(ctx context.Context, id int64) (*support.Organization, error) {
	if id == 0 {
		return nil, nil
	}
	return found(in.cfg.Support.Organizations.Get(ctx, id))
}
