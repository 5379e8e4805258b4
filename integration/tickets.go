package integration

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// Tickets iterates over the Support tickets that belong on the card of a Sell
// record, in the order of the widget: first unsolved tickets by urgency, then by age,
// the newest first; then solved and closed tickets, the newest first.
//
//   - A lead or a person: tickets requested with one of their e-mail addresses
//     or phone numbers.
//   - A company: tickets of its people, the most recently updated person first,
//     and of the Support organization of the same name, at most
//     [Config].CompanyTickets in total; if the tickets of the last person do not all
//     fit, the first in this order are taken.
//   - A deal: tickets of its primary contact.
//
// The record must be visible in Sell: to the agent if only Sell users have access,
// otherwise to the token of [Config].Sell. Only tickets that the agent may see in
// Support are returned. What the product means by the most important tickets is not
// documented; this order is the library's own.
func (a *Agent) Tickets(ctx context.Context, of Ref) iter.Seq2[*support.Ticket, error] {
	return a.BrowseTickets(ctx, of, TicketView{})
}

// Unsolved reports whether a ticket is neither solved nor closed.
func Unsolved(t *support.Ticket) bool {
	return t.Status != support.TicketStatusSolved && t.Status != support.TicketStatusClosed
}

// ticketSet collects the tickets of a record that the agent may see, each once.
type ticketSet struct {
	agent *Agent
	byID  map[int64]*support.Ticket
	users map[int64]bool // whose tickets are in
	most  int            // 0: no cap
}

func (s *ticketSet) full() bool { return s.most > 0 && len(s.byID) >= s.most }

func newTicketSet(a *Agent) *ticketSet {
	return &ticketSet{agent: a, byID: make(map[int64]*support.Ticket), users: make(map[int64]bool)}
}

// ofKeys adds the tickets requested by whoever has one of the keys, until the set is
// full.
func (s *ticketSet) ofKeys(ctx context.Context, k match.Keys) error {
	if s.full() {
		return nil
	}
	for u, err := range s.owners(ctx, k) {
		if err != nil {
			return err
		}
		if s.users[u.ID] {
			continue
		}
		s.users[u.ID] = true
		if err := s.add(ctx, s.agent.in.cfg.Support.Users.RequestedTickets(u.ID).All(ctx, support.RelatedTicketQuery{})); err != nil || s.full() {
			return err
		}
	}
	return nil
}

// queries are the searches that find who has one of the keys.
func (s *ticketSet) queries(k match.Keys) []string {
	var all []string
	for _, email := range k.Emails() {
		all = append(all, `email:"`+quoted(email)+`"`)
	}
	for _, phone := range k.Phones() {
		for _, number := range match.Spellings(phone) {
			all = append(all, `phone:"`+quoted(number)+`"`)
		}
	}
	return all
}

// owners iterates over the users who really have one of the keys, each once: a search
// also finds what is merely similar.
func (s *ticketSet) owners(ctx context.Context, k match.Keys) iter.Seq2[*support.User, error] {
	return func(yield func(*support.User, error) bool) {
		seen := make(map[int64]bool)
		for _, query := range s.queries(k) {
			for u, err := range s.agent.in.cfg.Support.Users.Search().All(ctx, support.UserSearchQuery{Query: query}) {
				has := false
				if err == nil && !seen[u.ID] {
					has, err = s.hasKey(ctx, u, k)
				}
				if has {
					seen[u.ID] = true
				}
				if (has || err != nil) && !yield(u, err) || err != nil {
					return
				}
			}
		}
	}
}

// quoted escapes text for use between quotes in a search query.
func quoted(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}

func (s *ticketSet) hasKey(ctx context.Context, u *support.User, k match.Keys) (bool, error) {
	if k.HasEmail(u.Email) || k.HasPhone(u.Phone) {
		return true, nil
	}
	identities, err := s.agent.in.identities(ctx, u.ID)
	for _, i := range identities {
		if i.Type == support.IdentityEmail && k.HasEmail(i.Value) || i.Type == support.IdentityPhoneNumber && k.HasPhone(i.Value) {
			return true, nil
		}
	}
	return false, err
}

// ofCompany adds the tickets of the people of a company and of the Support
// organization of that name.
func (s *ticketSet) ofCompany(ctx context.Context, company *sell.Contact) error {
	s.most = s.agent.in.cfg.CompanyTickets
	var people []*sell.Contact
	err := match.Filtered(s.agent.sell.Contacts.Pages(ctx, sell.ContactQuery{ContactID: company.ID}), func(c *sell.Contact) bool {
		if c.ContactID == company.ID {
			people = append(people, c)
		}
		return c.ContactID == company.ID
	})
	if err != nil {
		return err
	}
	slices.SortFunc(people, func(a, b *sell.Contact) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range people {
		if s.full() {
			return nil
		}
		if err := s.ofKeys(ctx, customerOf(c).keys); err != nil {
			return err
		}
	}
	if s.full() {
		return nil
	}
	return s.ofOrganization(ctx, company.Name)
}

// ofOrganization adds the tickets of the organization with exactly that name. Only
// admins may search by exact name; others look through the names that start with it.
func (s *ticketSet) ofOrganization(ctx context.Context, name string) error {
	if name == "" {
		return nil
	}
	orgs := s.agent.in.cfg.Support.Organizations
	id, err := named(orgs.Search().All(ctx, support.OrganizationSearchQuery{Name: name}), name)
	if errors.Is(err, zendesk.ErrForbidden) {
		id, err = named(orgs.Autocomplete().All(ctx, support.AutocompleteQuery{Name: name}), name)
	}
	if err != nil || id == 0 {
		return err
	}
	return s.add(ctx, orgs.Tickets(id).All(ctx, support.RelatedTicketQuery{}))
}

func named(all iter.Seq2[*support.Organization, error], name string) (int64, error) {
	for o, err := range all {
		if err != nil {
			return 0, err
		}
		if strings.EqualFold(o.Name, name) {
			return o.ID, nil
		}
	}
	return 0, nil
}

// add adds the tickets of a listing, the most important first, until the set is full.
func (s *ticketSet) add(ctx context.Context, tickets iter.Seq2[*support.Ticket, error]) error {
	var visible []*support.Ticket
	for t, err := range s.visible(ctx, tickets) {
		if err != nil {
			return err
		}
		visible = append(visible, t)
	}
	slices.SortFunc(visible, byImportance)
	for _, t := range visible {
		if s.full() {
			return nil
		}
		s.byID[t.ID] = t
	}
	return nil
}

func (s *ticketSet) ordered() []*support.Ticket {
	return slices.SortedFunc(maps.Values(s.byID), byImportance)
}

// urgency orders priorities; missing and unknown ones come last.
var urgency = []support.TicketPriority{support.TicketPriorityUrgent, support.TicketPriorityHigh, support.TicketPriorityNormal, support.TicketPriorityLow}

// byImportance is the order of the widget.
func byImportance(a, b *support.Ticket) int {
	rank := func(t *support.Ticket) int {
		if !Unsolved(t) {
			return len(urgency) + 1
		}
		if i := slices.Index(urgency, t.Priority); i >= 0 {
			return i
		}
		return len(urgency)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
}
