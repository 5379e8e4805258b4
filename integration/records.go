package integration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
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

// Ref names a record of Sell.
type Ref struct {
	Kind RecordKind `json:"kind"`
	ID   int64      `json:"id"`
}

// Lead names a lead.
func Lead(id int64) Ref { return Ref{KindLead, id} }

// Contact names a contact, a person or a company.
func Contact(id int64) Ref { return Ref{KindContact, id} }

// Deal names a deal.
func Deal(id int64) Ref { return Ref{KindDeal, id} }

// String returns "lead 17".
func (r Ref) String() string { return fmt.Sprintf("%s %d", r.Kind, r.ID) }

// URL is where Sell shows the record.
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

	Lead    *sell.Lead    `json:"-"` // one of the two
	Contact *sell.Contact `json:"-"`
}

// rank orders matches: people, companies, leads, as the integration's authors
// chose; the product does not say which it shows first.
func (m Match) rank() int {
	switch {
	case m.Kind == KindLead:
		return 2
	case m.Contact.IsOrganization:
		return 1
	}
	return 0
}

// Records are the Sell records beside a ticket.
type Records struct {
	// Matches are ranked: people, companies, leads, each the most recently
	// updated first.
	Matches []Match
	// Primary is the first match, nil if there is none.
	Primary *Match
	// Deals are those of the matched contacts.
	Deals []*sell.Deal
}

// Records returns the Sell records that belong to a ticket: the leads and
// contacts with an e-mail address or phone number of its requester, and their
// deals. The agent sees what the access mode lets them see.
func (a *Agent) Records(ctx context.Context, ticketID int64) (*Records, error) {
	if !a.in.Settings.SellInSupport {
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
	if records.Matches, err = a.match(ctx, requester.keys); err != nil {
		return nil, err
	}
	if len(records.Matches) > 0 {
		records.Primary = &records.Matches[0]
	}
	records.Deals, err = a.deals(ctx, records.Matches)
	return records, err
}

// match finds the leads and contacts that carry one of the keys.
func (a *Agent) match(ctx context.Context, k keys) ([]Match, error) {
	found := make(map[Ref]Match)
	for _, email := range k.emails {
		if err := a.matchLeads(ctx, found, k, sell.LeadQuery{Email: email}); err != nil {
			return nil, err
		}
		if err := a.matchContacts(ctx, found, k, sell.ContactQuery{Email: email}); err != nil {
			return nil, err
		}
	}
	for _, phone := range k.phones {
		for _, number := range spellings(phone) {
			for _, q := range []sell.LeadQuery{{Phone: number}, {Mobile: number}} {
				if err := a.matchLeads(ctx, found, k, q); err != nil {
					return nil, err
				}
			}
			for _, q := range []sell.ContactQuery{{Phone: number}, {Mobile: number}} {
				if err := a.matchContacts(ctx, found, k, q); err != nil {
					return nil, err
				}
			}
		}
	}
	matches := make([]Match, 0, len(found))
	for _, m := range found {
		matches = append(matches, m)
	}
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(a.ID, b.ID))
	})
	return matches, nil
}

func (a *Agent) matchLeads(ctx context.Context, found map[Ref]Match, k keys, q sell.LeadQuery) error {
	return filtered(a.sell.Leads.Pages(ctx, q), func(l *sell.Lead) bool {
		by := k.by(l.Email, l.Phone, l.Mobile)
		if by != "" {
			found[Lead(l.ID)] = Match{Ref: Lead(l.ID), By: by, Name: leadName(l), OwnerID: l.OwnerID, UpdatedAt: l.UpdatedAt, Lead: l}
		}
		return by != ""
	})
}

func (a *Agent) matchContacts(ctx context.Context, found map[Ref]Match, k keys, q sell.ContactQuery) error {
	return filtered(a.sell.Contacts.Pages(ctx, q), func(c *sell.Contact) bool {
		by := k.by(c.Email, c.Phone, c.Mobile)
		if by != "" {
			found[Contact(c.ID)] = Match{Ref: Contact(c.ID), By: by, Name: c.Name, OwnerID: c.OwnerID, UpdatedAt: c.UpdatedAt, Contact: c}
		}
		return by != ""
	})
}

// by says which kind of key a record carries, "" for none.
func (k keys) by(email, phone, mobile string) string {
	switch {
	case k.hasEmail(email):
		return "email"
	case k.hasPhone(phone) || k.hasPhone(mobile):
		return "phone"
	}
	return ""
}

// filtered reads a listing that is filtered down to what fits. Sell was seen to
// ignore a filter that it does not know, and would then list the whole account:
// a page with a record that does not fit is the last one.
func filtered[Record any](pages iter.Seq2[*sell.Page[Record], error], fits func(*Record) bool) error {
	for page, err := range pages {
		if err != nil {
			return err
		}
		ignored := false
		for _, record := range page.Items {
			if !fits(record) {
				ignored = true
			}
		}
		if ignored {
			return nil
		}
	}
	return nil
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
		err := filtered(a.sell.Deals.Pages(ctx, q), func(d *sell.Deal) bool {
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

// lead reads a lead that the actor may see, nil if it cannot be seen any more:
// it was converted, deleted, or belongs to somebody else.
func (a *Agent) lead(ctx context.Context, id int64) (*sell.Lead, error) {
	return found(a.sell.Leads.Get(ctx, id))
}

// found turns not found into no record.
func found[Record any](record *Record, err error) (*Record, error) {
	if errors.Is(err, zendesk.ErrNotFound) {
		return nil, nil
	}
	return record, err
}
