package integration

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// params returns the attributes of the new lead: those that the product fills in, and
// the one that identifies it as the lead of the ticket.
func (r *leadRun) params() sell.LeadParams {
	text := func(s string) zendesk.Opt[string] {
		if s == "" {
			return zendesk.Opt[string]{}
		}
		return zendesk.Set(s)
	}
	first, last := splitName(r.requester.Name)
	p := sell.LeadParams{
		OwnerID:          zendesk.Set(r.res.Decision.Owner.ID()),
		FirstName:        text(first),
		LastName:         text(last),
		OrganizationName: text(r.requester.organizationName()),
		Status:           text(r.account.status),
		Twitter:          text(r.requester.twitter),
		Facebook:         text(r.requester.facebook),
	}
	if len(r.requester.emails) > 0 {
		p.Email = zendesk.Set(r.requester.emails[0])
	}
	if len(r.requester.phones) > 0 {
		p.Phone = zendesk.Set(r.requester.phones[0])
	}
	if last == "" && r.requester.organizationName() == "" {
		p.LastName = zendesk.Set(r.standIn())
	}
	if r.account.source != 0 {
		p.SourceID = zendesk.Set(r.account.source)
	}
	if r.account.hasField {
		// A string always encodes.
		_ = zendesk.SetField(&p.CustomFields, r.in.cfg.Settings.ticketField(), strconv.FormatInt(r.req.Ticket, 10))
	} else {
		p.Description = zendesk.Set("From Zendesk Support:\n" + r.in.TicketURL(r.req.Ticket))
	}
	return p
}

// standIn returns a name for a lead whose requester has neither name nor organization.
func (r *leadRun) standIn() string {
	if len(r.requester.emails) > 0 {
		local, _, _ := strings.Cut(r.requester.emails[0], "@")
		return local
	}
	if len(r.requester.phones) > 0 {
		return r.requester.phones[0]
	}
	return fmt.Sprintf("Ticket %d", r.req.Ticket)
}
