package integration

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/sell"
)

// fieldState says how far the custom field for the ticket can be used.
type fieldState int

const (
	noField    fieldState = iota // leads have no such field
	storeOnly                    // it holds the ticket, but leads cannot be filtered by it
	filterable                   // leads can be found by it
)

// leadsOfTicket finds the leads that carry the number of a ticket, the oldest first. No
// API tells whether a field is filterable: if it is not, Sell may reject the filter, or
// ignore it and return leads that do not match.
func (a *Agent) leadsOfTicket(ctx context.Context, ticketID int64) ([]*sell.Lead, fieldState, error) {
	name := a.in.cfg.Settings.ticketField()
	defined, err := a.hasLeadField(ctx)
	if err != nil || !defined {
		return nil, noField, err
	}
	state := filterable
	var leads []*sell.Lead
	var unreadable error
	q := sell.LeadQuery{CustomFields: map[string]string{name: strconv.FormatInt(ticketID, 10)}}
	err = match.Filtered(a.sell.Leads.Pages(ctx, q), func(l *sell.Lead) bool {
		if _, _, err := zendesk.Field[zendesk.Text](l.CustomFields, name); err != nil {
			unreadable = fmt.Errorf("cannot tell which ticket lead %d belongs to, because its field %q cannot be read: %w", l.ID, name, err)
		}
		if !a.ofTicket(l, ticketID) {
			state = storeOnly
			return false
		}
		leads = append(leads, l)
		return true
	})
	switch {
	case errors.Is(err, zendesk.ErrInvalid):
		return nil, storeOnly, nil
	case err == nil:
		err = unreadable
	}
	return oldestFirst(leads), state, err
}

// ofTicket reports whether a lead carries the number of the ticket or, if it carries no
// number, its URL.
func (a *Agent) ofTicket(l *sell.Lead, ticketID int64) bool {
	number, ok, err := zendesk.Field[zendesk.Text](l.CustomFields, a.in.cfg.Settings.ticketField())
	if err == nil && ok && number.String() != "" {
		return number.String() == strconv.FormatInt(ticketID, 10)
	}
	return link.Marks(l.Description, a.in.TicketURL(ticketID))
}
