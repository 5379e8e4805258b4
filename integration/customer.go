package integration

import (
	"context"
	"fmt"
	"strings"

	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// customer is the person or company that a Sell record is about.
type customer struct {
	name string
	keys match.Keys
}

func (c *customer) email() string { return first(c.keys.Emails()) }
func (c *customer) phone() string { return first(c.keys.Phones()) }

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// String returns the customer as an internal note names them.
func (c *customer) String() string {
	return joinText(c.name, strings.Join(c.keys.Emails(), ", "), strings.Join(c.keys.Phones(), ", "))
}

// customer reads a record that the actor may see in Sell.
func (a *Agent) customer(ctx context.Context, of Ref) (*customer, error) {
	switch of.Kind {
	case KindLead:
		l, err := a.sell.Leads.Get(ctx, of.ID)
		if err != nil {
			return nil, err
		}
		return newCustomer(leadName(l), l.Email, l.Phone, l.Mobile), nil
	case KindContact:
		c, err := a.sell.Contacts.Get(ctx, of.ID)
		if err != nil {
			return nil, err
		}
		return customerOf(c), nil
	case KindDeal:
		d, err := a.sell.Deals.Get(ctx, of.ID)
		if err != nil {
			return nil, err
		}
		if d.ContactID == 0 {
			return nil, fmt.Errorf("integration: %v has no primary contact", of)
		}
		return a.customer(ctx, Contact(d.ContactID))
	}
	return nil, fmt.Errorf("integration: %q is not a kind of record: use Lead, Contact or Deal", of.Kind)
}

func customerOf(c *sell.Contact) *customer { return newCustomer(c.Name, c.Email, c.Phone, c.Mobile) }

func newCustomer(name, email string, phones ...string) *customer {
	c := &customer{name: strings.TrimSpace(cleanName(name))}
	c.keys.AddEmail(email)
	for _, phone := range phones {
		c.keys.AddPhone(phone)
	}
	if c.name == "" {
		c.name, _, _ = strings.Cut(joinText(c.email(), c.phone()), "@")
	}
	return c
}

// findRequester finds the customer in Support. If they are not there, they must be
// created, or the agent stands in: contributors and light agents cannot create users.
func (r *ticketRun) findRequester(ctx context.Context) error {
	for user, err := range newTicketSet(r.Agent).owners(ctx, r.customer.keys) {
		if err != nil {
			return err
		}
		if user.Active {
			r.res.Customer = user.ID
			r.byEmail = user.Email != "" && strings.EqualFold(user.Email, r.customer.email())
			return nil
		}
	}
	r.standsIn = !r.req.CreateRequester && r.user != nil && !mayCreateUsers(r.user)
	r.byEmail = !r.standsIn && r.customer.email() != ""
	return nil
}

// mayCreateUsers reports whether an agent may create end users. For a custom role that is
// unknown, so it returns false.
func mayCreateUsers(u *support.User) bool {
	if u.RoleType == nil {
		return u.CustomRoleID == 0
	}
	return *u.RoleType == support.RoleTypeAdmin || *u.RoleType == support.RoleTypeCustom && u.CustomRoleID == 0
}
