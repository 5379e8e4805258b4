package supporttest

import (
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// property is what a name in a search query stands for.
type property struct {
	values func(c *call, o fake.Object) []string
	isTime bool
	isText bool   // a word of it is enough
	rank   string // whose order < and > go by
}

func member(name string) property {
	return property{values: func(_ *call, o fake.Object) []string { return texts(o, name) }, rank: name}
}

func phrase(name string) property { p := member(name); p.isText = true; return p }

func moment(name string) property { p := member(name); p.isTime = true; return p }

// userRef is a member that holds ids of users: the id, a name, an address or
// "me" finds it.
func userRef(name string) property {
	return property{values: func(c *call, o fake.Object) []string {
		var values []string
		for _, id := range texts(o, name) {
			values = append(values, id)
			n, _ := object("n", id).Int("n")
			if u, ok := c.get("users", n); ok {
				values = append(values, u.Text("name"))
				values = append(values, c.identityValues(n, "")...)
			}
			if n == c.user.id {
				values = append(values, "me")
			}
		}
		return values
	}}
}

// nameRef is a member that holds the id of a record with a name.
func nameRef(name, kind string) property {
	return property{values: func(c *call, o fake.Object) []string {
		values := texts(o, name)
		if id, ok := o.Int(name); ok {
			if r, found := c.get(kind, id); found {
				values = append(values, r.Text("name"))
			}
		}
		return values
	}}
}

func identityRef(kind string) property {
	return property{values: func(c *call, o fake.Object) []string {
		id, _ := o.Int("id")
		return c.identityValues(id, kind)
	}}
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
		values = append(values, userRef("author_id").values(c, r.object)...)
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
func anyField(_ *call, o fake.Object) []string {
	var values []string
	for _, f := range fieldsOf(o) {
		values = append(values, texts(f, "value")...)
	}
	return values
}

func groupsOfUser(c *call, o fake.Object) []string {
	var values []string
	id, _ := o.Int("id")
	for _, m := range c.under("group_memberships", id) {
		values = append(values, nameRef("group_id", "groups").values(c, m.object)...)
	}
	return values
}

var shared = map[string]property{
	"id": member("id"), "external_id": member("external_id"), "tags": member("tags"),
	"created": moment("created_at"), "updated": moment("updated_at"),
	"notes": phrase("notes"), "details": phrase("details"),
}

var ofTickets = map[string]property{
	"status": member("status"), "priority": member("priority"), "ticket_type": member("type"),
	"subject": phrase("subject"), "description": phrase("description"), "comment": {values: commentBodies, isText: true},
	"requester": userRef("requester_id"), "assignee": userRef("assignee_id"), "submitter": userRef("submitter_id"), "cc": userRef("collaborator_ids"),
	"group": nameRef("group_id", "groups"), "organization": nameRef("organization_id", "organizations"),
	"brand": member("brand_id"), "form": member("ticket_form_id"), "due_date": moment("due_at"),
	"commenter": {values: commenters}, "via": {values: channel}, "solved": {values: solvedAt, isTime: true}, "fieldvalue": {values: anyField},
}

var ofUsers = map[string]property{
	"name": phrase("name"), "email": identityRef("email"), "phone": {values: phones}, "role": member("role"),
	"organization": nameRef("organization_id", "organizations"), "group": {values: groupsOfUser},
}

var ofNamed = map[string]property{"name": phrase("name")}

// propertiesOf returns what a name in a query means for records of a type.
func propertiesOf(resultType, name string) (property, bool) {
	own := map[string]map[string]property{"ticket": ofTickets, "user": ofUsers, "organization": ofNamed, "group": ofNamed}[resultType]
	if p, ok := own[name]; ok {
		return p, true
	}
	if id, ok := strings.CutPrefix(name, "custom_field_"); ok && resultType == "ticket" {
		return property{values: func(_ *call, o fake.Object) []string {
			value := fieldValues(o)[id]
			return texts(object("v", orNull(value)), "v")
		}}, true
	}
	p, ok := shared[name]
	return p, ok
}
