package integration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/support"
)

// settle is how long an update of a ticket may take to show when its response was lost.
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

// readTicket reads the ticket, its requester and their organization in one request. It
// returns nil for those that do not exist.
func (r *leadRun) readTicket(ctx context.Context) (*support.User, *support.Organization, error) {
	var answer struct {
		Ticket        json.RawMessage   `json:"ticket"`
		Users         []json.RawMessage `json:"users"`
		Organizations []json.RawMessage `json:"organizations"`
	}
	var meta zendesk.Meta
	start := time.Now()
	err := r.in.cfg.Support.Call(ctx, zendesk.Request{
		Op: "support.Tickets.Get", Method: http.MethodGet, Route: "/api/v2/tickets/{id}", Args: []any{r.req.Ticket},
		Query: url.Values{"include": {"users,organizations"}},
	}, &answer, zendesk.Into(&meta))
	if errors.Is(err, zendesk.ErrNotFound) {
		return nil, nil, fmt.Errorf("%w: %d", ErrTicketNotVisible, r.req.Ticket)
	}
	if err != nil && meta.Status != http.StatusOK {
		return nil, nil, err
	}
	ticket, _, terr := zendesk.Decode[support.Ticket](answer.Ticket)
	if err != nil || terr != nil { // the response is not as documented: read the ticket by itself
		return r.readApart(ctx)
	}
	if err := r.visible(ctx, ticket); err != nil {
		return nil, nil, err
	}
	r.desk.Saw(ticket, meta, start)
	included := support.Included{Users: sideLoaded[support.User](answer.Users), Organizations: sideLoaded[support.Organization](answer.Organizations)}
	user, known := included.User(ticket.RequesterID)
	if !known {
		return r.requesterOf(ctx)
	}
	id := organizationOf(ticket, user)
	if organization, known := included.Organization(id); known {
		return user, organization, nil
	}
	organization, err := r.in.organization(ctx, id)
	return user, organization, err
}

// sideLoaded returns the records that decode; the others are requested one by one.
func sideLoaded[Record any](raws []json.RawMessage) []*Record {
	var all []*Record
	for _, raw := range raws {
		if r, _, err := zendesk.Decode[Record](raw); err == nil {
			all = append(all, r)
		}
	}
	return all
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

// organizationOf returns the organization of the ticket, or else of its requester.
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
