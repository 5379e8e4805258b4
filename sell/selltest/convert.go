package selltest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// convert carries out a lead conversion: the lead's last name yields a person,
// its organization name an organization, and a deal if one is wanted. Notes and
// tasks follow the lead, and the lead is gone. Its source goes to the deal only:
// to the deal source of the same name, since the two are lists of their own.
func convert(c *call, _ fake.Object, o *fake.Object) []problem {
	id, _ := o.Int("lead_id")
	leads := c.resources["leads"]
	lead, ok := c.find(leads, id)
	if !ok {
		return []problem{c.res.bad("lead_id", "incorrect_value", "There is no such lead.")}
	}
	owner := lead.Raw("owner_id")
	given, sent := o.Int(secret + "owner_id")
	p, pooled := c.pools[given]
	switch {
	case pooled: // one turn: all that is made has the same owner
		owner = fake.JSON(c.turn(p))
	case sent:
		owner = fake.JSON(given)
	}
	made := func(kind string, data fake.Object) int64 {
		id := c.make(kind, data)
		if pooled {
			c.veil(recordKey{kind, id}, given)
		}
		return id
	}
	shared := object("owner_id", owner)
	for name := range strings.FieldsSeq("industry website address tags") {
		shared = append(shared, fake.Member{Name: name, Value: lead.Raw(name)})
	}

	var organization, person int64
	if !blank(lead, "organization_name") {
		organization = made("contacts", shared.Merge(object("is_organization", true, "name", lead.Text("organization_name"))))
		*o = o.With("organization_id", organization)
	}
	if !blank(lead, "last_name") {
		o2 := shared
		for name := range strings.FieldsSeq("first_name last_name title description email phone mobile fax twitter facebook linkedin skype") {
			o2 = append(o2, fake.Member{Name: name, Value: lead.Raw(name)})
		}
		if organization != 0 {
			o2 = append(o2, object("contact_id", organization)...)
		}
		person = made("contacts", o2)
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
		deal := made("deals", object("name", name, "contact_id", successor, "owner_id", owner, "source_id", c.dealSource(lead), "tags", lead.Raw("tags")))
		*o = o.With("deal_id", deal)
	}
	for _, follower := range []string{"notes", "tasks", "calls"} {
		table := c.resources[follower].table
		for _, key := range slices.Clone(byMember(table.Current(), "resource_id").Holding(strconv.FormatInt(id, 10))) {
			if related, _ := table.Get(key); related.Text("resource_type") == "lead" {
				c.store(c.resources[follower], key, related.With("resource_type", kind).With("resource_id", successor))
			}
		}
	}
	c.drop(leads, id)
	return nil
}

// dealSource returns the id of the deal source that a lead's source becomes, and
// makes it if there is none; null without a source.
func (c *call) dealSource(lead fake.Object) json.RawMessage {
	id, _ := lead.Int("source_id")
	source, ok := c.resources["lead_sources"].table.Get(id)
	if !ok {
		if _, ok = c.resources["sources"].table.Get(id); ok { // the old list is for both
			return lead.Raw("source_id")
		}
		return json.RawMessage("null")
	}
	name := source.Text("name")
	res := c.resources["deal_sources"]
	for id, o := range res.table.All() {
		if o.Text("name") == name {
			return fake.JSON(id)
		}
	}
	return fake.JSON(c.make("deal_sources", object("name", name, "resource_type", "deal")))
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
	if res.settle != nil {
		res.settle(&inner, nil, &o)
	}
	id := res.table.NextID()
	o = o.With("id", id)
	if res.version {
		o = o.With(versionMember, 1)
	}
	inner.addTags(elements(o.Raw("tags")))
	c.store(res, id, o)
	return id
}
