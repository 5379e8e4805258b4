package supporttest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// actions are what a ticket is written with but does not hold.
var actions = []string{
	"comment", "requester", "assignee_email", "collaborators", "additional_collaborators", "email_ccs", "followers", "fields",
	"via_followup_source_id", "via_id", "metadata", "safe_update", "updated_stamp",
	"additional_tags", "remove_tags", "voice_comment",
}

// newTicket makes a ticket with its first comment. A request without the
// envelope makes an empty one.
func (c *call) newTicket(in fake.Object, wrapped bool) (row, fake.Object, error) {
	in, err := c.take(tickets, in)
	if err != nil {
		return row{}, nil, err
	}
	first, err := c.commentOf(in)
	if err != nil {
		return row{}, nil, err
	}
	if first == nil && in.Present("description") {
		first = newComment(in.Text("description"), "", true)
		first = first.Without("public")
	}
	if first == nil && wrapped {
		return row{}, nil, blank("base", "Description")
	}
	if c.user.chatOnly() {
		return row{}, nil, forbidden()
	}
	source, err := c.source(in)
	if err != nil {
		return row{}, nil, err
	}
	public := !c.user.limited()
	if first != nil && first.Has("public") {
		public = first.Bool("public")
	}
	t := tickets.blank().With("submitter_id", c.user.id).With("requester_id", c.user.id).Merge(columns(nil, in))
	t = dated(t, in).With("is_public", public).With("custom_fields", c.customFields())
	if first != nil {
		t = t.With("description", first.Text("plain_body"))
	}
	if source != nil {
		t = c.followUp(t, in, source)
	}
	t, note, err := c.setRequester(t, in)
	if err != nil {
		return row{}, nil, err
	}
	if t, err = c.apply(t, in); err != nil {
		return row{}, nil, err
	}
	if !t.Present("organization_id") {
		if requester, ok := c.userIn(t, "requester_id"); ok {
			t = t.With("organization_id", orNull(requester.Raw("organization_id")))
		}
	}
	if t.Present("assignee_id") && !in.Present("status") {
		t = t.With("status", "open")
	}
	if err := c.checkTicket(nil, t); err != nil {
		return row{}, nil, err
	}
	made := c.add(tickets, t)
	if source != nil {
		c.followed(source, made.id)
	}
	audit := c.audit(made.id, in, nil, made.object, c.authored(first, made.object, public))
	if note != "" {
		c.audit(made.id, nil, made.object, made.object, c.authored(newComment(note, "", false), made.object, false))
	}
	return made, audit, nil
}

// columns are the members of a request that a ticket holds as they are.
func columns(old, in fake.Object) fake.Object {
	out := in.Without(actions...).Without("custom_fields", "description")
	switch {
	case in.Has("raw_subject"):
		out = out.With("subject", in.Raw("raw_subject"))
	case in.Has("subject") && in.Text("subject") != old.Text("subject"):
		out = out.With("raw_subject", orNull(in.Raw("subject")))
	}
	return out
}

// dated drops the due date that a request gives what is no task.
func dated(t, in fake.Object) fake.Object {
	if in.Has("due_at") && t.Text("type") != "task" {
		return t.With("due_at", nil)
	}
	return t
}

// changeTicket carries out an update; bulk allows what only update_many takes.
func (c *call) changeTicket(id int64, in fake.Object, bulk bool) (row, fake.Object, error) {
	old, err := c.ticket(id)
	if err != nil {
		return row{}, nil, err
	}
	if in, err = c.take(tickets, in.Without("id")); err != nil {
		return row{}, nil, err
	}
	if in.Has("collaborators") { // for new tickets only
		c.warn([]string{"collaborators"})
		in = in.Without("collaborators")
	}
	if c.user.limited() && len(in.Without("comment", "safe_update", "updated_stamp")) > 0 {
		return row{}, nil, forbidden()
	}
	if err := c.writable(old, in); err != nil {
		return row{}, nil, err
	}
	comment, err := c.commentOf(in)
	if err != nil {
		return row{}, nil, err
	}
	t := dated(old.Merge(columns(old, in.Without("submitter_id", "via"))), in)
	if in.Present("requester") || in.Present("requester_id") {
		if t, _, err = c.setRequester(t, in); err != nil {
			return row{}, nil, err
		}
	}
	if t, err = c.apply(t, in); err != nil {
		return row{}, nil, err
	}
	if bulk {
		t = changeTags(t, in)
	}
	if t.Present("assignee_id") && !old.Present("assignee_id") && !in.Present("status") && old.Text("status") == "new" {
		t = t.With("status", "open")
	}
	if err := c.checkTicket(old, t); err != nil {
		return row{}, nil, err
	}
	public := c.firstIsPublic(id, old) && !c.user.limited()
	if comment != nil && comment.Has("public") {
		public = comment.Bool("public")
	}
	if comment != nil && public {
		t = t.With("is_public", true)
	}
	comment = c.authored(comment, t, public)
	changed := c.saveTicket(id, old, t, comment != nil)
	return changed, c.audit(id, in, old, changed.object, comment), nil
}

// saveTicket stores a ticket. Only real changes and comments move updated_at.
func (c *call) saveTicket(id int64, old, t fake.Object, commented bool) row {
	if t.Has("fields") { // seeded with the alias: keep the two the same
		t = t.With("fields", orNull(t.Raw("custom_fields")))
	}
	if commented {
		t = t.With("updated_at", c.now.Format(layout))
		c.put("tickets", id, t)
		return row{id: id, object: t}
	}
	return c.save(tickets, id, old, t)
}

// writable refuses writes to a closed ticket, and guarded ones to a ticket that
// changed after the stamp. Stamps are whole seconds, as updated_at is.
func (c *call) writable(t, in fake.Object) error {
	if t.Text("status") == "closed" {
		return invalid("status", "InvalidValue", "Status: closed prevents ticket update")
	}
	if !in.Has("safe_update") || !in.Present("updated_stamp") {
		return nil
	}
	read, err := time.Parse(time.RFC3339, in.Text("updated_stamp"))
	if err != nil {
		return badValue("updated_stamp", "must be a date")
	}
	changed, err := time.Parse(time.RFC3339, t.Text("updated_at"))
	if err == nil && changed.Truncate(time.Second).After(read.Truncate(time.Second)) {
		return conflict()
	}
	return nil
}

// apply carries out the parts of a request that are more than a member.
func (c *call) apply(t, in fake.Object) (fake.Object, error) {
	for _, name := range []string{"fields", "custom_fields"} {
		if in.Present(name) {
			values, err := c.mergeFields(t, in, name)
			if err != nil {
				return nil, err
			}
			t = c.withTagsOfFields(t, values).With("custom_fields", values)
		}
	}
	if in.Present("assignee_email") {
		id, ok := c.userByEmail(in.Text("assignee_email"))
		if !ok {
			return nil, invalid("assignee", "InvalidValue", "Assignee: is invalid")
		}
		t = t.With("assignee_id", id)
	}
	if in.Present("assignee_id") && !t.Present("group_id") {
		if u, ok := c.userIn(t, "assignee_id"); ok {
			t = t.With("group_id", orNull(u.Raw("default_group_id")))
		}
	}
	return c.applyPeople(t, in)
}

// changeTags carries out additional_tags and remove_tags.
func changeTags(t, in fake.Object) fake.Object {
	if !in.Present("additional_tags") && !in.Present("remove_tags") {
		return t
	}
	tags, _ := tagsOf(t.Raw("tags"))
	more, _ := tagsOf(in.Raw("additional_tags"))
	less, _ := tagsOf(in.Raw("remove_tags"))
	return t.With("tags", withoutTags(withTags(tags, more), less))
}

func withTags(tags, more []string) []string {
	for _, tag := range more {
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

func withoutTags(tags, less []string) []string {
	return slices.DeleteFunc(tags, func(tag string) bool { return slices.Contains(less, tag) })
}

// userIn returns the user whose id a member holds.
func (c *call) userIn(o fake.Object, member string) (fake.Object, bool) {
	id, ok := o.Int(member)
	if !ok {
		return nil, false
	}
	return c.get("users", id)
}

var choices = map[string][]string{
	"status":   ranks["status"],
	"priority": ranks["priority"],
	"type":     {"problem", "incident", "question", "task"},
}

// checkTicket finds values that the API refuses among those that a write
// changes: what was seeded is nobody's fault.
func (c *call) checkTicket(old, t fake.Object) error {
	changed := func(name string) bool { return !same(old, t, name) }
	for _, name := range []string{"status", "priority", "type"} {
		value := t.Text(name)
		if changed(name) && (value != "" && !slices.Contains(choices[name], value) || name == "status" && value == "") {
			return invalid(name, "InvalidValue", titled(name)+": "+cmp.Or(value, "null")+" is not valid")
		}
	}
	for _, ref := range []struct{ member, kind string }{
		{"requester_id", "users"}, {"submitter_id", "users"}, {"group_id", "groups"}, {"organization_id", "organizations"}, {"problem_id", "tickets"},
	} {
		if id, ok := t.Int(ref.member); ok && changed(ref.member) {
			if o, found := c.get(ref.kind, id); !found || ref.kind == "users" && !isActive(o) {
				field := strings.TrimSuffix(ref.member, "_id")
				return invalid(field, "InvalidValue", titled(field)+": is invalid")
			}
		}
	}
	assignee, found := c.userIn(t, "assignee_id")
	if changed("assignee_id") && t.Present("assignee_id") && (!found || !isActive(assignee) || assignee.Text("role") == "end-user") {
		return invalid("assignee", "InvalidValue", "Assignee: is invalid")
	}
	requester, _ := t.Int("requester_id")
	if org, ok := t.Int("organization_id"); ok && changed("organization_id") && !c.inOrganization(requester, org) {
		return invalid("organization", "InvalidValue", "Organization: is not one of the requester's")
	}
	return nil
}

// same reports whether a member holds the same in both.
func same(a, b fake.Object, name string) bool {
	return string(orNull(a.Raw(name))) == string(orNull(b.Raw(name)))
}
