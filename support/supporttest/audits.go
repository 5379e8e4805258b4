package supporttest

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// audited are the members of a ticket whose changes are events.
var audited = []string{
	"subject", "status", "priority", "type", "requester_id", "assignee_id", "group_id", "organization_id", "tags", "external_id",
	"problem_id", "due_at", "brand_id", "ticket_form_id", "custom_status_id", "collaborator_ids", "email_cc_ids", "follower_ids",
}

// audit records what one write did to a ticket: old is nil for a new one. The
// comment, if any, is stored with it.
func (c *call) audit(ticket int64, in, old, t, comment fake.Object) fake.Object {
	id := c.tables["ticket_audits"].NextID()
	events := []fake.Object{}
	now := c.now.Format(layout)
	if comment != nil {
		commentID := c.tables["comments"].NextID()
		c.put("comments", commentID, object("id", commentID).Merge(comment).
			Merge(object("audit_id", id, "created_at", now, "ticket_id", ticket)))
		events = append(events, object("id", commentID).Merge(comment.Without("metadata", "via")).With("audit_id", id))
	}
	for _, name := range audited {
		if event := c.event(name, old.Raw(name), t.Raw(name), old == nil); event != nil {
			events = append(events, event)
		}
	}
	before := fieldValues(old)
	for _, f := range fieldsOf(t) {
		field := f.Text("id")
		if event := c.event(field, before[field], f.Raw("value"), old == nil); event != nil {
			events = append(events, event)
		}
	}
	custom := fake.Object{}
	if given, err := fake.ParseObject(in.Raw("metadata")); err == nil {
		custom = given
	}
	audit := object("id", id, "ticket_id", ticket, "created_at", now, "author_id", c.user.id,
		"metadata", object("system", object("client", c.r.UserAgent()), "custom", custom),
		"events", events, "via", viaOf(cmp.Or(c.channel, "api")))
	c.put("ticket_audits", id, audit)
	return audit
}

// event is a Create or Change event, nil when nothing happened to the member.
func (c *call) event(name string, old, value json.RawMessage, isNew bool) fake.Object {
	was, is := eventValue(old), eventValue(value)
	if string(was) == string(is) || isNew && string(is) == "[]" {
		return nil
	}
	id := c.tables["comments"].NextID() // events, comments among them, share their ids
	if isNew {
		return object("id", id, "type", "Create", "field_name", name, "value", is)
	}
	return object("id", id, "type", "Change", "field_name", name, "value", is, "previous_value", was)
}

// eventValue is a value as events show it: a text, an array of texts, or null.
func eventValue(raw json.RawMessage) json.RawMessage {
	if list, ok := items(raw); ok {
		texts := make([]string, len(list))
		for i, v := range list {
			texts[i] = fake.Text(v)
		}
		return fake.JSON(texts)
	}
	if len(raw) == 0 || string(raw) == "null" {
		return json.RawMessage("null")
	}
	return fake.JSON(fake.Text(raw))
}

func listAudits(c *call) (any, error) {
	rows := c.under("ticket_audits", c.id("id"))
	if types := append(slices.Clone(c.query["filter_events"]), c.query["filter_events[]"]...); len(types) > 0 {
		rows = slices.DeleteFunc(rows, func(r row) bool { return !hasEvent(r.object, types) })
	}
	return c.listAs("audits", audits, these(rows), paging{order: "created_at"})
}

// hasEvent reports whether an audit has an event of one of these types.
func hasEvent(audit fake.Object, types []string) bool {
	events, _ := items(audit.Raw("events"))
	return slices.ContainsFunc(events, func(raw json.RawMessage) bool {
		e, err := fake.ParseObject(raw)
		return err == nil && slices.Contains(types, e.Text("type"))
	})
}

func countAudits(c *call) (any, error) {
	return c.count(these(c.under("ticket_audits", c.id("id"))))
}

func showAudit(c *call) (any, error) {
	a, err := c.find("ticket_audits", c.id("audit"))
	if err == nil && !is("ticket_id", c.id("id"))(a) {
		err = notFound()
	}
	if err != nil {
		return nil, err
	}
	return object("audit", a), nil
}
