package integration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/sell"
)

// RecordKind is a kind of Sell record.
type RecordKind string

// Kinds of records. A contact is a person or a company.
const (
	KindLead    RecordKind = "lead"
	KindContact RecordKind = "contact"
	KindDeal    RecordKind = "deal"
)

// Ref refers to a Sell record.
type Ref struct {
	Kind RecordKind `json:"kind"`
	ID   int64      `json:"id"`
}

// Lead returns a reference to a lead.
func Lead(id int64) Ref { return Ref{KindLead, id} }

// Contact returns a reference to a contact, which is a person or a company.
func Contact(id int64) Ref { return Ref{KindContact, id} }

// Deal returns a reference to a deal.
func Deal(id int64) Ref { return Ref{KindDeal, id} }

// String returns the kind and id, such as "lead 17".
func (r Ref) String() string { return fmt.Sprintf("%s %d", r.Kind, r.ID) }

// URL returns the address at which Sell shows the record.
func (r Ref) URL() string {
	switch r.Kind {
	case KindLead:
		return fmt.Sprintf("https://app.futuresimple.com/leads/%d", r.ID)
	case KindContact:
		return fmt.Sprintf("https://app.futuresimple.com/crm/contacts/%d", r.ID)
	case KindDeal:
		return fmt.Sprintf("https://app.futuresimple.com/sales/deals/%d", r.ID)
	}
	return ""
}

// Match is a lead or contact that belongs to the requester of a ticket.
type Match struct {
	Ref
	By        string    `json:"by"` // "email" or "phone"
	Name      string    `json:"name"`
	OwnerID   int64     `json:"owner_id"`
	UpdatedAt time.Time `json:"updated_at"`

	Lead    *sell.Lead    `json:"-"` // exactly one of the two is set
	Contact *sell.Contact `json:"-"`
}

// rank orders matches: people, companies, leads. This is a choice of this package; the
// product does not say which it shows first.
func (m Match) rank() int {
	switch {
	case m.Kind == KindLead:
		return 2
	case m.Contact.IsOrganization:
		return 1
	}
	return 0
}

// Records are the Sell records that are shown beside a ticket.
type Records struct {
	// Matches are ranked: people, then companies, then leads, and within each kind
	// the most recently updated first.
	Matches []Match
	// Primary is the first match, nil if there is none.
	Primary *Match
	// Deals are the deals of the matched contacts.
	Deals []*sell.Deal
}

// Records returns the Sell records that belong to a ticket: the leads and
// contacts with an e-mail address or phone number of its requester, and the deals of
// these contacts. The agent sees what the access mode lets them see.
func (a *Agent) Records(ctx context.Context, ticketID int64) (*Records, error) {
	if !a.in.cfg.Settings.SellInSupport {
		return nil, ErrSwitchedOff
	}
	ticket, err := a.ticket(ctx, ticketID)
	if err != nil {
		return nil, err
	}
	if ticket.RequesterID == 0 {
		return nil, fmt.Errorf("%w: %d", ErrNoRequester, ticketID)
	}
	requester, err := a.in.requester(ctx, ticket.RequesterID)
	if err != nil {
		return nil, err
	}
	records := new(Records)
	if records.Matches, err = ranked(a.finder().Find(ctx, requester.keys)); err != nil {
		return nil, err
	}
	if len(records.Matches) > 0 {
		records.Primary = &records.Matches[0]
	}
	records.Deals, err = a.deals(ctx, records.Matches)
	return records, err
}

// match finds the leads and contacts that have one of the keys, including new ones as
// far as Sell's lists show them.
func (a *Agent) match(ctx context.Context, k match.Keys) ([]Match, error) {
	return ranked(a.finder().FindNow(ctx, k))
}

// finder looks people up with the actor's token.
func (a *Agent) finder() match.Finder {
	f := match.Finder{Sell: a.sell, Memory: &a.in.searches}
	if a.ownSell {
		f.Token = a.user.ID
	}
	return f
}

// ranked turns what was found into matches, sorted by rank.
func ranked(found []match.Found, err error) ([]Match, error) {
	if err != nil {
		return nil, err
	}
	matches := make([]Match, len(found))
	for i, f := range found {
		matches[i] = matchOf(f)
	}
	slices.SortFunc(matches, byRank)
	return matches, nil
}

func byRank(a, b Match) int {
	return cmp.Or(cmp.Compare(a.rank(), b.rank()), b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(a.ID, b.ID))
}

func matchOf(f match.Found) Match {
	if l := f.Lead; l != nil {
		return Match{Ref: Lead(l.ID), By: f.By, Name: leadName(l), OwnerID: l.OwnerID, UpdatedAt: l.UpdatedAt, Lead: l}
	}
	c := f.Contact
	return Match{Ref: Contact(c.ID), By: f.By, Name: c.Name, OwnerID: c.OwnerID, UpdatedAt: c.UpdatedAt, Contact: c}
}

// deals returns the deals of the matched contacts, each once.
func (a *Agent) deals(ctx context.Context, matches []Match) ([]*sell.Deal, error) {
	var deals []*sell.Deal
	for _, m := range matches {
		if m.Contact == nil {
			continue
		}
		q := sell.DealQuery{ContactID: m.ID}
		if m.Contact.IsOrganization {
			q = sell.DealQuery{OrganizationID: m.ID}
		}
		err := match.Filtered(a.sell.Deals.Pages(ctx, q), func(d *sell.Deal) bool {
			if d.ContactID != m.ID && d.OrganizationID != m.ID {
				return false
			}
			if !slices.ContainsFunc(deals, func(known *sell.Deal) bool { return known.ID == d.ID }) {
				deals = append(deals, d)
			}
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	return deals, nil
}

func leadName(l *sell.Lead) string {
	switch {
	case l.FirstName != "" && l.LastName != "":
		return l.FirstName + " " + l.LastName
	case l.LastName != "":
		return l.LastName
	}
	return l.OrganizationName
}

// lead reads a lead that the actor may see. It returns nil if the actor cannot see it
// any more: it was converted or deleted, or belongs to somebody else.
func (a *Agent) lead(ctx context.Context, id int64) (*sell.Lead, error) {
	return found(a.sell.Leads.Get(ctx, id))
}

// found turns the error not found into a nil record.
func found[Record any](record *Record, err error) (*Record, error) {
	if errors.Is(err, zendesk.ErrNotFound) {
		return nil, nil
	}
	return record, err
}
