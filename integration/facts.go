package integration

import (
	"maps"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/leadrouting"
)

// facts returns what rules can ask about the ticket, its requester, their
// organization and the new lead.
func (r *leadRun) facts() leadrouting.Facts {
	t, u := r.desk.Ticket, r.requester
	facts := leadrouting.Facts{
		"ticket.subject": leadrouting.Text(t.Subject), "ticket.description": leadrouting.Text(t.Description),
		"ticket.tags": leadrouting.List(withoutClaims(t.Tags)...), "ticket.status": leadrouting.Text(string(t.Status)),
		"ticket.priority": leadrouting.Text(string(t.Priority)), "ticket.type": leadrouting.Text(string(t.Type)),
		"ticket.form_id": number(t.TicketFormID), "ticket.group_id": number(t.GroupID), "ticket.brand_id": number(t.BrandID),
		"ticket.assignee_id": number(t.AssigneeID), "ticket.created_at": leadrouting.Time(t.CreatedAt),

		"requester.name": leadrouting.Text(u.Name), "requester.email": leadrouting.Text(u.Email),
		"requester.emails": leadrouting.List(u.emails...), "requester.phone": leadrouting.Text(u.Phone),
		"requester.locale": leadrouting.Text(u.Locale), "requester.time_zone": leadrouting.Text(u.TimeZone),
		"requester.tags": leadrouting.List(u.Tags...), "requester.external_id": leadrouting.Text(u.ExternalID),
		"requester.created_at": leadrouting.Time(u.CreatedAt),
	}
	maps.Copy(facts, r.leadFacts())
	if t.Via != nil {
		facts["ticket.channel"] = leadrouting.Text(t.Via.Channel)
	}
	for _, id := range t.CustomFields.IDs() {
		raw, _ := t.CustomFields.Raw(id)
		facts["ticket.custom."+strconv.FormatInt(id, 10)] = value(raw)
	}
	for key, raw := range u.UserFields.Map() {
		facts["requester.custom."+key] = value(raw)
	}
	if o := u.organization; o != nil {
		facts["organization.name"] = leadrouting.Text(o.Name)
		facts["organization.domains"], facts["organization.tags"] = leadrouting.List(o.DomainNames...), leadrouting.List(o.Tags...)
		facts["organization.external_id"], facts["organization.group_id"] = leadrouting.Text(o.ExternalID), number(o.GroupID)
		for key, raw := range o.OrganizationFields.Map() {
			facts["organization.custom."+key] = value(raw)
		}
	}
	for name, v := range facts {
		if v.IsZero() { // unknown, which a rule may ask for
			delete(facts, name)
		}
	}
	return facts
}

// value turns the value of a custom field into one that rules can compare.
func value(raw []byte) leadrouting.Value {
	switch text := string(raw); {
	case text == "true" || text == "false":
		return leadrouting.Bool(text == "true")
	case strings.HasPrefix(text, "["):
		return leadrouting.List(strings.Split(readable(raw), ", ")...)
	default:
		if v, err := leadrouting.Number(text); err == nil {
			return v
		}
		return leadrouting.Text(readable(raw))
	}
}

func number(id int64) leadrouting.Value {
	if id == 0 {
		return leadrouting.Value{}
	}
	return leadrouting.Int(id)
}

func withoutClaims(tags []string) []string {
	var some []string
	for _, tag := range tags {
		if !lease.IsClaim(tag) {
			some = append(some, tag)
		}
	}
	return some
}
