package integration

import (
	"cmp"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
)

// leadFacts returns what rules can ask about the new lead. Attributes that the product
// does not fill in (title, address, tags …) come from the requester's record in Sell,
// or else from the custom fields of the user or the organization with the same key,
// such as "title", "city" or "country".
func (r *leadRun) leadFacts() leadrouting.Facts {
	p, known := r.params(), r.knownDetails()
	text := func(opt zendesk.Opt[string], others ...string) leadrouting.Value {
		s, _ := opt.Get()
		return leadrouting.Text(cmp.Or(append([]string{s}, others...)...))
	}
	a := known.address
	return leadrouting.Facts{
		"lead.first_name": text(p.FirstName), "lead.last_name": text(p.LastName), "lead.organization_name": text(p.OrganizationName),
		"lead.email": text(p.Email), "lead.phone": text(p.Phone), "lead.description": text(p.Description),
		"lead.status": text(p.Status), "lead.source": leadrouting.Text(r.in.cfg.Settings.Lead.Source), "lead.source_id": number(r.account.source),

		"lead.title":               text(p.Title, known.title, r.fieldText("title", "job_title")),
		"lead.industry":            text(p.Industry, known.industry, r.fieldText("industry")),
		"lead.website":             text(p.Website, known.website, r.fieldText("website")),
		"lead.mobile":              text(p.Mobile, known.mobile, r.fieldText("mobile", "mobile_phone")),
		"lead.tags":                leadrouting.List(known.tags...),
		"lead.address.line1":       leadrouting.Text(cmp.Or(a.Line1, r.fieldText("street", "address"))),
		"lead.address.city":        leadrouting.Text(cmp.Or(a.City, r.fieldText("city"))),
		"lead.address.state":       leadrouting.Text(cmp.Or(a.State, r.fieldText("state", "region"))),
		"lead.address.postal_code": leadrouting.Text(cmp.Or(a.PostalCode, r.fieldText("postal_code", "zip"))),
		"lead.address.country":     leadrouting.Text(cmp.Or(a.Country, r.fieldText("country"))),
	}
}

// details is what Sell knows of the requester and Support does not.
type details struct {
	title, industry, website, mobile string
	tags                             []string
	address                          sell.Address
}

// knownDetails returns the details of the first match.
func (r *leadRun) knownDetails() (d details) {
	if len(r.res.Matches) == 0 {
		return d
	}
	var address *sell.Address
	if l := r.res.Matches[0].Lead; l != nil {
		d = details{title: l.Title, industry: l.Industry, website: l.Website, mobile: l.Mobile, tags: l.Tags}
		address = l.Address
	}
	if c := r.res.Matches[0].Contact; c != nil {
		d = details{title: c.Title, industry: c.Industry, website: c.Website, mobile: c.Mobile, tags: c.Tags}
		address = c.Address
	}
	if address != nil {
		d.address = *address
	}
	return d
}

// fieldText returns the first value under one of the keys in the custom fields of the
// user, or else of the organization.
func (r *leadRun) fieldText(keys ...string) string {
	for _, key := range keys {
		if raw, ok := r.requester.UserFields.Raw(key); ok {
			if v := value(raw); !v.IsZero() {
				return v.String()
			}
		}
	}
	if r.requester.organization == nil {
		return ""
	}
	for _, key := range keys {
		if raw, ok := r.requester.organization.OrganizationFields.Raw(key); ok {
			if v := value(raw); !v.IsZero() {
				return v.String()
			}
		}
	}
	return ""
}
