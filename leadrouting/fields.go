package leadrouting

import "strings"

// zendeskFields are the fields that conditions may use without declaring them:
// what Sell knows of a lead and Support of a ticket, its requester and its
// organization. Custom fields are named such as "ticket.custom.360001" (the id)
// or "lead.custom.Tier" (the name), and may hold anything.
var zendeskFields = map[string]Kind{
	"lead.first_name": KindText, "lead.last_name": KindText, "lead.organization_name": KindText,
	"lead.title": KindText, "lead.description": KindText, "lead.industry": KindText,
	"lead.website": KindText, "lead.email": KindText, "lead.phone": KindText, "lead.mobile": KindText,
	"lead.status": KindText, "lead.source": KindText, "lead.source_id": KindNumber, "lead.tags": KindList,
	"lead.address.city": KindText, "lead.address.state": KindText,
	"lead.address.postal_code": KindText, "lead.address.country": KindText,

	"ticket.subject": KindText, "ticket.description": KindText, "ticket.tags": KindList,
	"ticket.status": KindText, "ticket.priority": KindText, "ticket.type": KindText,
	"ticket.channel": KindText, "ticket.form_id": KindNumber, "ticket.group_id": KindNumber,
	"ticket.brand_id": KindNumber, "ticket.assignee_id": KindNumber, "ticket.created_at": KindTime,

	"requester.name": KindText, "requester.email": KindText, "requester.emails": KindList,
	"requester.phone": KindText, "requester.locale": KindText, "requester.time_zone": KindText,
	"requester.tags": KindList, "requester.external_id": KindText, "requester.created_at": KindTime,

	"organization.name": KindText, "organization.domains": KindList, "organization.tags": KindList,
	"organization.external_id": KindText, "organization.group_id": KindNumber,
}

// fieldKind returns the kind of a field, false if there is no such field.
func (p Policy) fieldKind(name string) (Kind, bool) {
	if kind, ok := p.Fields[name]; ok {
		return kind, true
	}
	if kind, ok := zendeskFields[name]; ok {
		return kind, true
	}
	record, key, custom := strings.Cut(name, ".custom.")
	switch record {
	case "lead", "ticket", "requester", "organization":
		return KindAny, custom && key != ""
	}
	return "", false
}
