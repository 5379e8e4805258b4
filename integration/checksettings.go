package integration

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// TicketFromSell is the tag of tickets that were created in Sell.
const TicketFromSell = "ticket_from_sell"

const triggersPage = "objects-rules/rules/triggers"

// groupTrigger looks for a trigger that puts new tickets in a group: contributors do
// not see tickets without one.
func (c *check) groupTrigger(ctx context.Context) {
	const name, fix = "new tickets get a group", "Create a trigger that puts each new ticket in a group"
	found, err := c.trigger(ctx, func(t *support.Trigger) bool { return does(t, "group_id") && !asksFromSell(t) })
	if err != nil {
		c.unread(name, err, fix, c.adminCenter(triggersPage))
		return
	}
	page, err := c.cfg.Support.Tickets.List(ctx, support.TicketQuery{Sort: support.Descending(support.TicketsByID)}, "")
	if err != nil {
		c.unread(name, err, fix, c.adminCenter(triggersPage))
		return
	}
	// A trigger may have conditions that exclude tickets, so look at the tickets
	// that came after it was last changed.
	rule, newest, without := "no trigger does it", 0, 0
	if found != nil {
		rule = fmt.Sprintf("trigger %q does it", found.Title)
	}
	for _, t := range page.Items {
		if found != nil && !t.CreatedAt.After(found.UpdatedAt) {
			continue
		}
		newest++
		if t.GroupID == 0 {
			without++
		}
	}
	switch {
	case without > 0:
		c.add(name, NotMet, fmt.Sprintf("%s, and %d of the newest %d tickets have none", rule, without, newest), fix, c.adminCenter(triggersPage))
	case found != nil:
		c.add(name, Met, fmt.Sprintf("trigger %q", found.Title), "", "")
	default:
		c.add(name, Met, fmt.Sprintf("the newest %d tickets have one", newest), "", "")
	}
}

// notifyTrigger looks for the trigger that notifies customers of tickets from Sell.
func (c *check) notifyTrigger(ctx context.Context) {
	const name, fix = "customers are told", "Create a trigger: if status is new and tags contain " + TicketFromSell + ", e-mail the requester"
	found, err := c.trigger(ctx, func(t *support.Trigger) bool { return asksFromSell(t) && does(t, "notification_user") })
	switch {
	case err != nil:
		c.unread(name, err, fix, c.adminCenter(triggersPage))
	case found == nil:
		c.add(name, NotMet, "nothing notifies a customer of a ticket that was created in Sell", fix, c.adminCenter(triggersPage))
	default:
		c.add(name, Met, fmt.Sprintf("trigger %q", found.Title), "", "")
	}
}

// trigger returns the first active trigger that matches, nil if there is none.
func (c *check) trigger(ctx context.Context, fits func(*support.Trigger) bool) (*support.Trigger, error) {
	for t, err := range c.cfg.Support.Triggers.All(ctx, support.TriggerQuery{}) {
		if err != nil {
			return nil, err
		}
		if t.Active && fits(t) {
			return t, nil
		}
	}
	return nil, nil
}

func does(t *support.Trigger, field string) bool {
	for _, a := range t.Actions {
		if a.Field == field {
			return true
		}
	}
	return false
}

func asksFromSell(t *support.Trigger) bool {
	for _, cond := range slices.Concat(t.Conditions.All, t.Conditions.Any) {
		if cond.Field == "current_tags" && cond.Operator != "not_includes" && strings.Contains(string(cond.Value), TicketFromSell) {
			return true
		}
	}
	return false
}

func (c *check) status(ctx context.Context) {
	const name, fix, link = "lead status", "Correct lead.status in the settings", sellSettings + "leads/lead-status"
	want := c.cfg.Settings.Lead.Status
	if want == "" {
		c.add(name, Met, "none is set: Sell uses its first one", "", "")
		return
	}
	var have []string
	for s, err := range c.cfg.Sell.LeadStatuses.All(ctx, sell.LeadStatusQuery{}) {
		if err != nil {
			c.unread(name, err, fix, link)
			return
		}
		if strings.EqualFold(s.Name, want) {
			c.add(name, Met, fmt.Sprintf("%q", s.Name), "", "")
			return
		}
		have = append(have, s.Name)
	}
	c.add(name, NotMet, fmt.Sprintf("there is no %q; there are %s", want, strings.Join(have, ", ")), fix, link)
}

func (c *check) source(ctx context.Context) {
	const name, fix, link = "lead source", "Correct lead.source in the settings", sellSettings + "leads/lead-sources"
	want := c.cfg.Settings.Lead.Source
	if want == "" {
		c.add(name, Met, "none is set", "", "")
		return
	}
	for s, err := range c.cfg.Sell.LeadSources.All(ctx, sell.SourceQuery{Name: want}) {
		if err != nil {
			c.unread(name, err, fix, link)
			return
		}
		if s.Name == want {
			c.add(name, Met, fmt.Sprintf("%q", want), "", "")
			return
		}
	}
	c.add(name, Met, fmt.Sprintf("%q will be created with the first lead", want), "", "")
}

func (c *check) owners(context.Context) {
	const name, fix = "lead owners", "Correct routing.owners in the settings"
	if c.team == nil {
		c.manual(name, "the users of Sell could not be read", fix, integrationPage)
		return
	}
	policy := c.cfg.Settings.Routing
	policy.Access = leadrouting.OnlySellUsers // the topmost manager is checked separately
	var faults []string
	for _, p := range policy.Validate(c.team.Team) {
		faults = append(faults, p.Error())
	}
	if err := c.team.checkPools(); err != nil {
		faults = append(faults, err.Error())
	}
	if len(faults) > 0 {
		c.add(name, NotMet, strings.Join(faults, "; "), fix, integrationPage)
		return
	}
	c.add(name, Met, fmt.Sprintf("%d configured", len(policy.Owners)), "", "")
}

func (c *check) topmost(context.Context) {
	const name, fix, link = "topmost manager", "Set routing.topmost_manager in the settings", "https://app.futuresimple.com/permissions"
	policy := c.cfg.Settings.Routing
	if policy.Access != leadrouting.AllAgents || len(policy.Owners) > 0 {
		c.add(name, Met, "not needed with these settings", "", "")
		return
	}
	if c.team == nil {
		c.manual(name, "the users of Sell could not be read", fix, link)
		return
	}
	decision, err := leadrouting.Policy{Access: leadrouting.AllAgents, TopmostManager: policy.TopmostManager}.Resolve(leadrouting.Request{Team: c.team.Team})
	if err != nil {
		c.add(name, NotMet, err.Error(), fix, link)
		return
	}
	c.add(name, Met, c.team.Name(decision.Owner), "", "")
}

// field looks for the custom field that holds the ticket. No API tells whether a
// field is filterable, so it filters by a number that no ticket has.
func (c *check) field(ctx context.Context) {
	const link = sellSettings + "leads/lead-status" // the one page of the lead settings whose link is known
	fieldName := c.cfg.Settings.ticketField()
	name, fix := "ticket field", fmt.Sprintf("Create a custom lead field named %q: single-line text, filterable", fieldName)
	leads, state, err := c.Automation().leadsOfTicket(ctx, math.MaxInt64)
	switch {
	case err != nil:
		c.unread(name, err, fix, link)
	case state == noField:
		c.add(name, NotMet, fmt.Sprintf("leads have no custom field %q: the lead of a ticket can then be found only by its requester", fieldName), fix, link)
	case state == storeOnly || len(leads) > 0:
		c.add(name, NotMet, fmt.Sprintf("leads cannot be filtered by %q", fieldName), fix, link)
	default:
		c.add(name, Met, fmt.Sprintf("%q", fieldName), "", "")
	}
}

// shown looks for the custom fields that the settings show beside a ticket.
func (c *check) shown(ctx context.Context) {
	const name, fix, link = "fields shown", "Correct fields in the settings", integrationPage
	known := make(map[sell.ResourceType][]string)
	var unknown []string
	all := 0
	for _, shown := range c.cfg.Settings.Fields.kinds() {
		for i, field := range shown.names {
			field, custom := strings.CutPrefix(field, customPrefix)
			if !custom {
				continue
			}
			all++
			names, read := known[shown.place]
			if !read {
				var err error
				if names, err = c.customFields(ctx, shown.place); err != nil {
					c.unread(name, err, fix, link)
					return
				}
				known[shown.place] = names
			}
			if !slices.Contains(names, field) {
				unknown = append(unknown, fmt.Sprintf("fields.%s[%d]: there is no custom field %q%s", shown.kind, i, field, similar(field, names)))
			}
		}
	}
	switch {
	case len(unknown) > 0:
		c.add(name, NotMet, strings.Join(unknown, ". "), fix, link)
	case all > 0:
		c.add(name, Met, fmt.Sprintf("%d custom fields", all), "", "")
	}
}

// customFields returns the names of the custom fields of leads or contacts. Contacts
// also have those of customers and prospects.
func (c *check) customFields(ctx context.Context, place sell.ResourceType) ([]string, error) {
	places := []sell.ResourceType{place}
	if place == sell.ResourceContact {
		places = append(places, sell.ResourceProspectAndCustomer)
	}
	var names []string
	for _, place := range places {
		fields, err := c.cfg.Sell.CustomFields.List(ctx, place)
		if err != nil {
			return nil, err
		}
		for _, f := range fields {
			names = append(names, f.Name)
		}
	}
	return names, nil
}
