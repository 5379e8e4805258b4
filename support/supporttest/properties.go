package supporttest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// property is what a name in a search query stands for.
type property struct {
	values func(c *call, o fake.Object) []string
	find   func(c *call, k *kind, v *fake.View, value string) []int64 // the records that can have a value; nil: look at all
	exact  bool                                                       // it finds those that have it, and no others
	kept   func(v *fake.View) *fake.Lookup                            // by its values; nil: it is not
	plain  bool                                                       // what is kept are all values
	isTime bool
	isText bool   // the words of it count
	rank   string // the member whose order < and > go by
}

func member(name string) property {
	return property{
		values: func(_ *call, o fake.Object) []string { return texts(o, name) },
		find:   func(_ *call, _ *kind, v *fake.View, value string) []int64 { return idsWith(v, name, value) },
		exact:  true,
		plain:  true,
		kept:   keptBy(name),
		rank:   name,
	}
}

// keptBy is the records by a member.
func keptBy(name string) func(v *fake.View) *fake.Lookup {
	return func(v *fake.View) *fake.Lookup {
		return byValue(v, name)
	}
}

func phrase(name string) property {
	p := member(name)
	p.isText, p.find, p.exact = true, byWords, false
	return p
}

func moment(name string) property {
	p := member(name)
	p.isTime, p.find, p.exact = true, nil, false
	return p
}

// userRef is a member that holds ids of users: the id, a name, an address or
// "me" finds it.
func userRef(name string) property {
	return property{
		exact: true,
		kept:  keptBy(name),
		values: func(c *call, o fake.Object) []string {
			var values []string
			for _, id := range texts(o, name) {
				values = append(values, c.wordsFor(id)...)
			}
			return values
		},
		find: func(c *call, _ *kind, v *fake.View, value string) []int64 {
			found := [][]int64{idsWith(v, name, value)}
			for _, id := range c.usersCalled(value) {
				found = append(found, idsNaming(v, name, id))
			}
			return fake.Union(found)
		},
	}
}

// wordsFor are what stands for a user in a query.
func (c *call) wordsFor(user string) []string {
	values := []string{user}
	id, err := strconv.ParseInt(user, 10, 64)
	if err != nil {
		return values
	}
	if u, ok := c.get("users", id); ok {
		values = append(append(values, u.Text("name")), c.identityValues(id, "")...)
	}
	if id == c.user.id {
		values = append(values, "me")
	}
	return values
}

// usersCalled are the users that a name, an address or "me" stands for.
func (c *call) usersCalled(value string) []int64 {
	called := slices.Clone(idsWith(c.tables["users"].Current(), "name", value))
	called = append(called, c.usersAt(value)...)
	if strings.EqualFold(value, "me") {
		called = append(called, c.user.id)
	}
	return called
}

// usersAt are the users with an identity of that value.
func (c *call) usersAt(value string) []int64 {
	var at []int64
	for _, identity := range idsWith(c.tables["identities"].Current(), "value", value) {
		o, _ := c.get("identities", identity)
		id, _ := o.Int("user_id")
		at = append(at, id)
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// nameRef is a member that holds the id of a record with a name.
func nameRef(name string, to *kind) property {
	return property{
		exact: true,
		kept:  keptBy(name),
		values: func(c *call, o fake.Object) []string {
			values := texts(o, name)
			if id, ok := o.Int(name); ok {
				if r, found := c.get(to.plural, id); found {
					values = append(values, r.Text("name"))
				}
			}
			return values
		},
		find: func(c *call, _ *kind, v *fake.View, value string) []int64 {
			found := [][]int64{idsWith(v, name, value)}
			for _, id := range idsWith(c.tables[to.plural].Current(), "name", value) {
				found = append(found, idsNaming(v, name, id))
			}
			return fake.Union(found)
		},
	}
}

func identityRef(typ string) property {
	return property{
		values: func(c *call, o fake.Object) []string {
			id, _ := o.Int("id")
			return c.identityValues(id, typ)
		},
		find: func(c *call, _ *kind, _ *fake.View, value string) []int64 { return c.usersAt(value) },
	}
}

// phones find a number however it is written: as it stands, or its digits.
func phones(c *call, o fake.Object) []string {
	id, _ := o.Int("id")
	values := append(texts(o, "phone"), c.identityValues(id, "phone_number")...)
	for _, v := range values {
		values = append(values, digits(v))
	}
	return values
}

// byPhone finds the users with a number, by its digits.
func byPhone(c *call, _ *kind, v *fake.View, value string) []int64 {
	digitsOf := func(name string) func(fake.Object) []string {
		return func(o fake.Object) []string { return []string{digits(o.Text(name))} }
	}
	found := slices.Clone(v.Lookup("phone digits", true, digitsOf("phone")).Holding(digits(value)))
	for _, identity := range c.tables["identities"].Current().Lookup("value digits", true, digitsOf("value")).Holding(digits(value)) {
		o, _ := c.get("identities", identity)
		id, _ := o.Int("user_id")
		found = append(found, id)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func commentBodies(c *call, o fake.Object) []string {
	var bodies []string
	for _, r := range c.comments(o) {
		bodies = append(bodies, r.object.Text("body"))
	}
	return bodies
}

// commenters are the users that wrote comments on a ticket.
func commenters(c *call, o fake.Object) []string {
	var values []string
	for _, r := range c.comments(o) {
		values = append(values, c.wordsFor(r.object.Text("author_id"))...)
	}
	return values
}

func channel(_ *call, o fake.Object) []string {
	via, _ := fake.ParseObject(orNull(o.Raw("via")))
	return texts(via, "channel")
}

// solvedAt is when a solved ticket became so: by its audits, or when it last
// changed if it was seeded as solved.
func solvedAt(c *call, o fake.Object) []string {
	if status := o.Text("status"); status != "solved" && status != "closed" {
		return nil
	}
	id, _ := o.Int("id")
	for _, audit := range slices.Backward(c.under("ticket_audits", id)) {
		events, _ := items(audit.object.Raw("events"))
		for _, raw := range events {
			if e, err := fake.ParseObject(raw); err == nil && e.Text("field_name") == "status" && e.Text("value") == "solved" {
				return texts(audit.object, "created_at")
			}
		}
	}
	return texts(o, "updated_at")
}

// anyField are the values of all custom fields.
func anyField(o fake.Object) []string {
	var values []string
	for _, f := range fieldsOf(o) {
		values = append(values, texts(f, "value")...)
	}
	return values
}

// fieldValue finds the records whose custom fields hold a value: the one with
// an id, or any of them.
func fieldValue(name string, of func(o fake.Object) []string) property {
	return property{
		exact:  true,
		plain:  true,
		kept:   func(v *fake.View) *fake.Lookup { return v.Lookup(name, true, of) },
		values: func(_ *call, o fake.Object) []string { return of(o) },
		find: func(_ *call, _ *kind, v *fake.View, value string) []int64 {
			return v.Lookup(name, true, of).Holding(value)
		},
	}
}

func groupsOfUser(c *call, o fake.Object) []string {
	var values []string
	id, _ := o.Int("id")
	for _, m := range c.under("group_memberships", id) {
		values = append(values, nameRef("group_id", groups).values(c, m.object)...)
	}
	return values
}

// properties are what each type of result can be asked for.
var properties = map[string]map[string]property{
	"ticket": {
		"id": member("id"), "external_id": member("external_id"), "tags": member("tags"), "status": member("status"), "priority": member("priority"),
		"ticket_type": member("type"), "subject": phrase("subject"), "description": phrase("description"),
		"comment":   {values: commentBodies, find: byWords, isText: true},
		"requester": userRef("requester_id"), "assignee": userRef("assignee_id"), "submitter": userRef("submitter_id"), "cc": userRef("collaborator_ids"),
		"commenter": {values: commenters}, "group": nameRef("group_id", groups), "organization": nameRef("organization_id", organizations),
		"via": {values: channel}, "brand": member("brand_id"), "form": member("ticket_form_id"), "due_date": moment("due_at"),
		"created": moment("created_at"), "created_at": moment("created_at"), "updated": moment("updated_at"), "updated_at": moment("updated_at"),
		"solved": {values: solvedAt, isTime: true}, "fieldvalue": fieldValue("fieldvalue", anyField),
	},
	"user": {
		"id": member("id"), "external_id": member("external_id"), "tags": member("tags"), "name": phrase("name"), "email": identityRef("email"),
		"phone": {values: phones, find: byPhone}, "role": member("role"), "notes": phrase("notes"), "details": phrase("details"),
		"organization": nameRef("organization_id", organizations), "group": {values: groupsOfUser},
		"created": moment("created_at"), "created_at": moment("created_at"), "updated": moment("updated_at"), "updated_at": moment("updated_at"),
	},
	"organization": {
		"id": member("id"), "external_id": member("external_id"), "tags": member("tags"), "name": phrase("name"), "notes": phrase("notes"),
		"details": phrase("details"), "created": moment("created_at"), "created_at": moment("created_at"), "updated": moment("updated_at"),
		"updated_at": moment("updated_at"),
	},
	"group": {
		"id": member("id"), "name": phrase("name"), "created": moment("created_at"), "created_at": moment("created_at"),
		"updated": moment("updated_at"), "updated_at": moment("updated_at"),
	},
}

// propertyOf returns what a name in a query means for records of a type.
func propertyOf(resultType, name string) (property, bool) {
	if p, ok := properties[resultType][name]; ok {
		return p, true
	}
	id, ok := strings.CutPrefix(name, "custom_field_")
	if !ok || resultType != "ticket" {
		return property{}, false
	}
	return fieldValue(name, func(o fake.Object) []string {
		return texts(object("v", orNull(fieldValues(o)[id])), "v")
	}), true
}
