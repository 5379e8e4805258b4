package leadrouting

import (
	"slices"
	"strings"
)

// Facts is what is known about a lead, its ticket, requester and organization, by
// field name; see [FactFields] for the names. A field that is not in the map is
// unknown, which [Condition].Present can ask for.
type Facts map[string]Value

// FactField is a field that rules can use.
type FactField struct {
	Name    string
	Kind    Kind
	Meaning string // where its value comes from
}

// factFields are the fields that conditions may use without declaring them. This is a
// closed set: whoever creates [Facts] fills in all fields for which the record has a
// value.
var factFields = []FactField{
	{"lead.first_name", KindText, "first name of the lead to be created"},
	{"lead.last_name", KindText, "last name of the lead to be created"},
	{"lead.organization_name", KindText, "company name of the lead to be created"},
	{"lead.title", KindText, "job title of the lead to be created"},
	{"lead.description", KindText, "description of the lead to be created"},
	{"lead.industry", KindText, "industry of the lead to be created"},
	{"lead.website", KindText, "website of the lead to be created"},
	{"lead.email", KindText, "e-mail address of the lead to be created"},
	{"lead.phone", KindText, "phone number of the lead to be created"},
	{"lead.mobile", KindText, "mobile number of the lead to be created"},
	{"lead.status", KindText, "name of the status that the lead starts with"},
	{"lead.source", KindText, "name of the lead source"},
	{"lead.source_id", KindNumber, "id of the lead source"},
	{"lead.tags", KindList, "tags of the lead to be created"},
	{"lead.address.line1", KindText, "street of the lead's address"},
	{"lead.address.city", KindText, "city of the lead's address"},
	{"lead.address.state", KindText, "state or region of the lead's address"},
	{"lead.address.postal_code", KindText, "postal code of the lead's address"},
	{"lead.address.country", KindText, "country of the lead's address"},

	{"ticket.subject", KindText, "subject of the ticket"},
	{"ticket.description", KindText, "first comment of the ticket"},
	{"ticket.tags", KindList, "tags of the ticket"},
	{"ticket.status", KindText, "status of the ticket, such as open"},
	{"ticket.priority", KindText, "priority of the ticket, such as high"},
	{"ticket.type", KindText, "type of the ticket, such as question"},
	{"ticket.channel", KindText, "channel of the ticket, such as email or web"},
	{"ticket.form_id", KindNumber, "id of the ticket form"},
	{"ticket.group_id", KindNumber, "id of the group that the ticket is assigned to"},
	{"ticket.brand_id", KindNumber, "id of the brand"},
	{"ticket.assignee_id", KindNumber, "id of the agent that the ticket is assigned to"},
	{"ticket.created_at", KindTime, "when the ticket was created"},

	{"requester.name", KindText, "name of the requester"},
	{"requester.email", KindText, "primary e-mail address of the requester"},
	{"requester.emails", KindList, "all e-mail addresses of the requester"},
	{"requester.phone", KindText, "phone number of the requester"},
	{"requester.locale", KindText, "locale of the requester, such as en-US"},
	{"requester.time_zone", KindText, "time zone of the requester"},
	{"requester.tags", KindList, "tags of the requester"},
	{"requester.external_id", KindText, "external id of the requester"},
	{"requester.created_at", KindTime, "when the requester was created"},

	{"organization.name", KindText, "name of the organization"},
	{"organization.domains", KindList, "domain names of the organization"},
	{"organization.tags", KindList, "tags of the organization"},
	{"organization.external_id", KindText, "external id of the organization"},
	{"organization.group_id", KindNumber, "id of the group for the organization's tickets"},
}

// customRecords are the records with custom fields, and how those are named.
var customRecords = map[string]string{
	"lead": "its name, such as lead.custom.Tier", "ticket": "its id, such as ticket.custom.360001",
	"requester": "its key, such as requester.custom.plan", "organization": "its key, such as organization.custom.plan",
}

// FactFields returns the fields that rules can use without declaring them in
// [Policy].Fields, grouped by record. The only others are custom fields, which may
// hold anything: lead.custom plus the name, ticket.custom plus the id, and
// requester.custom or organization.custom plus the key, joined by a dot.
func FactFields() []FactField { return slices.Clone(factFields) }

// fieldKind returns the kind of a field, false if there is no such field.
func (p *Policy) fieldKind(name string) (Kind, bool) {
	if kind, ok := p.Fields[name]; ok {
		return kind, true
	}
	if i := slices.IndexFunc(factFields, func(f FactField) bool { return f.Name == name }); i >= 0 {
		return factFields[i].Kind, true
	}
	record, key, custom := strings.Cut(name, ".custom.")
	_, has := customRecords[record]
	isID := record != "ticket" || strings.Trim(key, "0123456789") == ""
	return KindAny, custom && has && key != "" && isID
}

// fieldHint suggests what could be meant by a field that does not exist.
func (p *Policy) fieldHint(name string) string {
	record, _, custom := strings.Cut(name, ".custom.")
	if by, has := customRecords[record]; has && custom {
		return "; a custom field is named by " + by
	}
	names := sortedKeys(p.Fields)
	for _, f := range factFields {
		names = append(names, f.Name)
	}
	if near := nearest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return "; see FactFields, or declare it in fields"
}

// nearest returns the name that is most similar to a wrong one, "" if none is.
func nearest(wrong string, names []string) string {
	best, least := "", 3 // mistakes
	for _, name := range names {
		if strings.HasSuffix(name, "."+wrong) {
			return name
		}
		if d := distance(wrong, name, least); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or change, up to limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], limit)
}
