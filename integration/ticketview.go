package integration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// TicketOrder is an order of tickets.
type TicketOrder string

// Orders of tickets.
const (
	// ByImportance is the order of the widget: unsolved tickets first, by priority,
	// then the newest first. All tickets are read before the first one is returned.
	ByImportance TicketOrder = ""
	// ByNewest returns the newest ticket first, solved or not. Pages are read as they
	// are needed, except for companies: the first of a thousand tickets costs one
	// page. It is unconfirmed that Support sorts the tickets of a requester by id.
	ByNewest TicketOrder = "newest"
)

// TicketView says which tickets of a record to return, and in which order. The zero
// view is that of [Agent.Tickets]; with only Unsolved set, it is that of the widget.
type TicketView struct {
	// Unsolved leaves out solved and closed tickets.
	Unsolved bool
	// Statuses, if not empty, leaves out tickets with other statuses.
	Statuses []support.TicketStatus
	// FromSell leaves out tickets that were not created in Sell.
	FromSell bool
	// Associated adds the tickets of the associated contacts of a deal. The
	// product shows only those of its primary contact.
	Associated bool
	// Order is the order of the tickets.
	Order TicketOrder
	// Limit is the maximum number of tickets; 0 means no limit.
	Limit int
}

func (v TicketView) validate() error {
	switch {
	case v.Limit < 0:
		return errors.New("integration: TicketView.Limit is negative")
	case v.Order != ByImportance && v.Order != ByNewest:
		return fmt.Errorf("integration: TicketView.Order: %q is not an order: use ByImportance or ByNewest", v.Order)
	}
	return nil
}

// shows reports whether a ticket belongs in the view.
func (v TicketView) shows(t *support.Ticket) bool {
	return (!v.Unsolved || Unsolved(t)) && (len(v.Statuses) == 0 || slices.Contains(v.Statuses, t.Status)) && (!v.FromSell || FromSell(t))
}

// BrowseTickets iterates over the tickets of a record as the view says. Which tickets
// belong to a record, and which the agent may see, is the same as for [Agent.Tickets].
func (a *Agent) BrowseTickets(ctx context.Context, of Ref, v TicketView) iter.Seq2[*support.Ticket, error] {
	return func(yield func(*support.Ticket, error) bool) {
		shown := 0
		for t, err := range a.browse(ctx, of, v) {
			if err == nil && !v.shows(t) {
				continue
			}
			if shown++; !yield(t, err) || err != nil || shown == v.Limit {
				return
			}
		}
	}
}

// browse returns all visible tickets in the order of the view.
func (a *Agent) browse(ctx context.Context, of Ref, v TicketView) iter.Seq2[*support.Ticket, error] {
	fail := func(err error) iter.Seq2[*support.Ticket, error] {
		return func(yield func(*support.Ticket, error) bool) { yield(nil, err) }
	}
	if err := v.validate(); err != nil {
		return fail(err)
	}
	if !a.in.cfg.Settings.TicketsInSell {
		return fail(ErrSwitchedOff)
	}
	people, company, err := a.customers(ctx, of, v.Associated)
	if err != nil {
		return fail(err)
	}
	set := newTicketSet(a)
	if v.Order == ByNewest && company == nil {
		return set.newest(ctx, people)
	}
	if company != nil {
		err = set.ofCompany(ctx, company)
	}
	for _, person := range people {
		if err == nil {
			err = set.ofKeys(ctx, person.keys)
		}
	}
	if err != nil {
		return fail(err)
	}
	tickets := set.ordered()
	if v.Order == ByNewest {
		slices.SortFunc(tickets, newestFirst)
	}
	return func(yield func(*support.Ticket, error) bool) {
		for _, t := range tickets {
			if !yield(t, nil) {
				return
			}
		}
	}
}

// newestFirst compares ids, because Support numbers tickets as they are created.
func newestFirst(a, b *support.Ticket) int { return cmp.Compare(b.ID, a.ID) }

// customers returns the people whose tickets belong to a record, or the company.
func (a *Agent) customers(ctx context.Context, of Ref, associated bool) (people []*customer, company *sell.Contact, err error) {
	switch of.Kind {
	case KindContact:
		c, err := a.sell.Contacts.Get(ctx, of.ID)
		if err != nil {
			return nil, nil, err
		}
		if c.IsOrganization {
			return nil, c, nil
		}
		return []*customer{customerOf(c)}, nil, nil
	case KindDeal:
		d, err := a.sell.Deals.Get(ctx, of.ID)
		if err != nil {
			return nil, nil, err
		}
		ids := []int64{d.ContactID}
		if associated {
			for c, err := range a.sell.Deals.AssociatedContacts(of.ID).All(ctx, sell.AssociatedContactQuery{}) {
				if err != nil {
					return nil, nil, err
				}
				ids = append(ids, c.ContactID)
			}
		}
		for i, id := range ids {
			if id == 0 || slices.Contains(ids[:i], id) {
				continue
			}
			more, itself, err := a.customers(ctx, Contact(id), false)
			switch {
			case itself != nil && i == 0:
				return nil, itself, nil // the primary contact is a company
			case err != nil && i == 0:
				return nil, nil, err
			case err == nil: // an associated contact that the agent may not see adds nothing
				people = append(people, more...)
			}
		}
		return people, nil, nil
	}
	c, err := a.customer(ctx, of)
	if err != nil {
		return nil, nil, err
	}
	return []*customer{c}, nil, nil
}

// newest merges the tickets of all users who are among the people, page by page.
func (s *ticketSet) newest(ctx context.Context, people []*customer) iter.Seq2[*support.Ticket, error] {
	return func(yield func(*support.Ticket, error) bool) {
		users, err := s.usersOf(ctx, people)
		if err != nil {
			yield(nil, err)
			return
		}
		heads := make([]*ticketStream, 0, len(users))
		defer func() {
			for _, h := range heads {
				h.stop()
			}
		}()
		for _, id := range users {
			q := support.RelatedTicketQuery{Sort: support.Descending(support.TicketsByID)}
			h := newTicketStream(s.visible(ctx, s.agent.in.cfg.Support.Users.RequestedTickets(id).All(ctx, q)))
			heads = append(heads, h)
			h.advance()
		}
		for {
			var first *ticketStream
			for _, h := range heads {
				if h.ok && (first == nil || h.err != nil || first.err == nil && h.ticket.ID > first.ticket.ID) {
					first = h
				}
			}
			if first == nil || !yield(first.ticket, first.err) || first.err != nil {
				return
			}
			first.advance()
		}
	}
}

// usersOf finds the Support users who are among the people, each once.
func (s *ticketSet) usersOf(ctx context.Context, people []*customer) ([]int64, error) {
	var ids []int64
	for _, person := range people {
		for u, err := range s.owners(ctx, person.keys) {
			if err != nil {
				return nil, err
			}
			if !slices.Contains(ids, u.ID) {
				ids = append(ids, u.ID)
			}
		}
	}
	return ids, nil
}

// visible leaves out the tickets that the agent may not see.
func (s *ticketSet) visible(ctx context.Context, tickets iter.Seq2[*support.Ticket, error]) iter.Seq2[*support.Ticket, error] {
	return func(yield func(*support.Ticket, error) bool) {
		for t, err := range tickets {
			see := false
			if err == nil {
				see, err = s.agent.maySee(ctx, t)
			}
			if errors.Is(err, ErrOdd) { // who may see it cannot be decided
				continue
			}
			if (see || err != nil) && !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// ticketStream is a listing with its next ticket.
type ticketStream struct {
	next   func() (*support.Ticket, error, bool)
	stop   func()
	ticket *support.Ticket
	err    error
	ok     bool
}

func newTicketStream(tickets iter.Seq2[*support.Ticket, error]) *ticketStream {
	h := new(ticketStream)
	h.next, h.stop = iter.Pull2(tickets)
	return h
}

func (h *ticketStream) advance() { h.ticket, h.err, h.ok = h.next() }
