package integration

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/sell"
)

// fieldState says what the custom field for the ticket is good for.
type fieldState int

const (
	noField    fieldState = iota // leads have no such field
	storeOnly                    // it holds the ticket, but cannot be filtered by
	filterable                   // leads can be found by it
)

// leadsOfTicket finds the leads that carry the number of a ticket, the oldest
// first.
func (a *Agent) leadsOfTicket(ctx context.Context, ticketID int64) ([]*sell.Lead, fieldState, error) {
	name := a.in.Settings.ticketField()
	defined, err := a.hasLeadField(ctx, name)
	if err != nil || !defined {
		return nil, noField, err
	}
	// Whether a field is filterable no API tells. Sell may refuse the filter
	// or ignore it; then what comes back does not fit.
	state := filterable
	var leads []*sell.Lead
	q := sell.LeadQuery{CustomFields: map[string]string{name: strconv.FormatInt(ticketID, 10)}}
	err = match.Filtered(a.sell.Leads.Pages(ctx, q), func(l *sell.Lead) bool {
		if !a.ofTicket(l, ticketID) {
			state = storeOnly
			return false
		}
		leads = append(leads, l)
		return true
	})
	if errors.Is(err, zendesk.ErrInvalid) {
		return nil, storeOnly, nil
	}
	return leads, state, err
}

func (a *Agent) hasLeadField(ctx context.Context, name string) (bool, error) {
	fields, err := a.sell.CustomFields.List(ctx, sell.ResourceLead)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(fields, func(f *sell.CustomField) bool { return f.Name == name }), nil
}

// ofTicket reports whether a lead carries the number of the ticket.
func (a *Agent) ofTicket(l *sell.Lead, ticketID int64) bool {
	number, ok, err := zendesk.Field[zendesk.Text](l.CustomFields, a.in.Settings.ticketField())
	return err == nil && ok && number.String() == strconv.FormatInt(ticketID, 10)
}

// made looks for leads that a run made of this ticket: an earlier one, or after
// an unclear answer this one. byField says that the custom field can tell them.
func (r *run) made(ctx context.Context, unclear bool) (leads []*sell.Lead, byField bool, err error) {
	prior, broken := r.in.unfinished.get(r.key())
	if broken {
		if err := sleep(ctx, time.Until(prior.asked.Add(lag))); err != nil { // until lists show its lead
			return nil, false, err
		}
	}
	leads, field, err := r.leadsOfTicket(ctx, r.req.Ticket)
	r.hasField = field != noField
	if err != nil || len(leads) > 0 || field == filterable {
		return leads, field == filterable, err
	}
	c, _ := r.lease.(*claim)
	switch {
	case unclear:
		leads, err = r.adopt(ctx, r.began, r.known)
	case broken:
		leads, err = r.adopt(ctx, prior.began, prior.known)
	case c != nil && c.interrupted != nil:
		leads, err = r.adopt(ctx, c.interrupted.at, nil)
	case r.lease == nil:
		leads, err = r.withNote(ctx)
	}
	return leads, false, err
}

// adopt finds, without the custom field, the lead of a run that broke off: it
// has the requester's data, was made by the same user of Sell, not before the
// run began, and is none of those known before.
func (r *run) adopt(ctx context.Context, began time.Time, known []Match) ([]*sell.Lead, error) {
	me, err := r.sell.Users.Self(ctx)
	if err != nil {
		return nil, err
	}
	matches, err := r.candidates(ctx)
	if err != nil {
		return nil, err
	}
	var leads []*sell.Lead
	var others []Match
	for _, m := range matches {
		switch {
		case m.Lead != nil && m.Lead.CreatorID == me.ID && !m.Lead.CreatedAt.Before(began.Add(-lag)) &&
			!slices.ContainsFunc(known, func(k Match) bool { return k.Ref == m.Ref }):
			note, other, err := r.noteOfTicket(ctx, m.Ref, r.req.Ticket)
			if err != nil {
				return nil, err
			}
			if other && note == nil { // it was made of another ticket
				others = append(others, m)
				continue
			}
			leads = append(leads, m.Lead)
		default:
			others = append(others, m)
		}
	}
	if len(r.requester.emails)+len(r.requester.phones) > 0 { // a name alone is no match
		r.res.Matches = others
	}
	return oldestFirst(leads), nil
}

// withNote finds the lead of a closed ticket, which carries no link, by the note
// that links to the ticket.
func (r *run) withNote(ctx context.Context) ([]*sell.Lead, error) {
	matches, err := r.candidates(ctx)
	if err != nil {
		return nil, err
	}
	var leads []*sell.Lead
	for _, m := range matches {
		if m.Lead == nil {
			continue
		}
		note, _, err := r.noteOfTicket(ctx, m.Ref, r.req.Ticket)
		if err != nil {
			return nil, err
		}
		if note != nil {
			leads = append(leads, m.Lead)
		}
	}
	return oldestFirst(leads), nil
}

func oldestFirst(leads []*sell.Lead) []*sell.Lead {
	return slices.SortedFunc(slices.Values(leads), func(a, b *sell.Lead) int { return cmp.Compare(a.ID, b.ID) })
}

// candidates are the records that a run on this ticket can have made: those of
// the requester, or of the same name where there is nothing else to look for.
func (r *run) candidates(ctx context.Context) ([]Match, error) {
	if len(r.requester.emails)+len(r.requester.phones) == 0 {
		return r.namesakes(ctx)
	}
	return r.match(ctx, r.requester.keys)
}

// namesakes finds leads by the name that this run would give: for a requester
// with no address and no number.
func (r *run) namesakes(ctx context.Context) ([]Match, error) {
	p := r.params()
	var q sell.LeadQuery
	q.FirstName, _ = p.FirstName.Get()
	q.LastName, _ = p.LastName.Get()
	q.OrganizationName, _ = p.OrganizationName.Get()
	var matches []Match
	err := match.Filtered(r.sell.Leads.Pages(ctx, q), func(l *sell.Lead) bool {
		same := l.FirstName == q.FirstName && l.LastName == q.LastName && l.OrganizationName == q.OrganizationName
		if same {
			matches = append(matches, Match{Ref: Lead(l.ID), By: "name", Name: leadName(l), OwnerID: l.OwnerID, UpdatedAt: l.UpdatedAt, Lead: l})
		}
		return same
	})
	return matches, err
}
