package selltest

import (
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// convert carries out a lead conversion: the lead's last name yields a person,
// its organization name an organization, and a deal if one is wanted. Notes and
// tasks follow the lead, and the lead is gone. The source goes to the deal only.
func convert(c *call, _ fake.Object, o *fake.Object) []problem {
	id, _ := o.Int("lead_id")
	leads := c.resources["leads"]
	lead, ok := c.find(leads, id)
	if !ok {
		return []problem{c.res.bad("lead_id", "incorrect_value", "There is no such lead.")}
	}
	owner := lead.Raw("owner_id")
	if o.Present(secret + "owner_id") {
		owner = o.Raw(secret + "owner_id")
	}
	shared := object("owner_id", owner)
	for name := range strings.FieldsSeq("description industry website address tags") {
		shared = append(shared, fake.Member{Name: name, Value: lead.Raw(name)})
	}

	var organization, person int64
	if !blank(lead, "organization_name") {
		organization = c.make("contacts", shared.Merge(object("is_organization", true, "name", lead.Text("organization_name"))))
		*o = o.With("organization_id", organization)
	}
	if !blank(lead, "last_name") {
		o2 := shared
		for name := range strings.FieldsSeq("first_name last_name title email phone mobile fax twitter facebook linkedin skype") {
			o2 = append(o2, fake.Member{Name: name, Value: lead.Raw(name)})
		}
		if organization != 0 {
			o2 = append(o2, object("contact_id", organization)...)
		}
		person = c.make("contacts", o2)
		*o = o.With("individual_id", person)
	}
	kind, successor := "contact", max(person, organization)
	if person != 0 {
		successor = person
	}
	if o.Bool(secret + "create_deal") {
		name := lead.Text("organization_name")
		if name == "" {
			name = strings.TrimSpace(lead.Text("first_name") + " " + lead.Text("last_name"))
		}
		deal := c.make("deals", object("name", name, "contact_id", successor, "owner_id", owner, "tags", lead.Raw("tags")))
		*o = o.With("deal_id", deal)
	}
	for _, follower := range []string{"notes", "tasks", "calls"} {
		for key, related := range c.resources[follower].table.All() {
			if at, _ := related.Int("resource_id"); at == id && related.Text("resource_type") == "lead" {
				c.store(c.resources[follower], key, related.With("resource_type", kind).With("resource_id", successor))
			}
		}
	}
	c.drop(leads, id)
	return nil
}

// make stores a record that the server makes by itself and returns its id.
// What a lead was allowed to hold, its successors may hold too.
func (c *call) make(kind string, data fake.Object) int64 {
	res := c.resources[kind]
	inner := *c
	inner.res = res
	o, _ := inner.fresh(data, nil)
	for _, m := range data {
		if m.Value != nil {
			o = o.With(m.Name, m.Value)
		}
	}
	res.settle(&inner, nil, &o)
	id := res.table.NextID()
	o = o.With("id", id).With(versionMember, 1)
	inner.addTags(elements(o.Raw("tags")))
	c.store(res, id, o)
	return id
}
