package supporttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// source is the closed ticket that a new one follows up; nil where it follows
// none. Naming a ticket that is not closed has no effect.
func (c *call) source(in fake.Object) (fake.Object, error) {
	if !in.Present("via_followup_source_id") {
		return nil, nil
	}
	id, _ := in.Int("via_followup_source_id")
	t, found := c.get("tickets", id)
	if !found || !c.sees(t) {
		return nil, invalid("via_followup_source_id", "InvalidValue", "Via followup source: is invalid")
	}
	if t.Text("status") != "closed" {
		c.warn([]string{"via_followup_source_id"})
		return nil, nil
	}
	return t, nil
}

// inherited are the members that a follow-up has from its source, unless the
// request sets them.
var inherited = []string{"subject", "raw_subject", "requester_id", "brand_id", "ticket_form_id", "recipient"}

// followUp makes t follow the source up. It inherits the values of fields and
// all tags, beside those that t has of its own: neither comments, priority and
// type nor group and assignee.
func (c *call) followUp(t, in, source fake.Object) fake.Object {
	given := columns(nil, in)
	for _, name := range inherited {
		takesPlace := given.Has(name) || name == "requester_id" && in.Present("requester")
		if !takesPlace && source.Present(name) {
			t = t.With(name, source.Raw(name))
		}
	}
	requester, _ := t.Int("requester_id")
	if org, ok := source.Int("organization_id"); ok && !given.Has("organization_id") && !in.Present("requester") && c.inOrganization(requester, org) {
		t = t.With("organization_id", org)
	}
	tags, _ := tagsOf(source.Raw("tags"))
	more, _ := tagsOf(t.Raw("tags"))
	id, _ := source.Int("id")
	return t.Merge(object("tags", withTags(tags, more), "custom_fields", withValues(fieldsOf(t), source),
		"via", object("channel", "closed_ticket", "source", object(
			"from", object("ticket_id", id, "subject", orNull(source.Raw("subject")), "channel", channelOf(source)),
			"to", object(), "rel", "follow_up"))))
}

func channelOf(t fake.Object) json.RawMessage {
	via, _ := fake.ParseObject(orNull(t.Raw("via")))
	return orNull(via.Raw("channel"))
}

// withValues gives custom fields the values that they have in the source.
func withValues(fields []fake.Object, source fake.Object) []fake.Object {
	for _, f := range fieldsOf(source) {
		id, _ := f.Int("id")
		if at := slices.IndexFunc(fields, is("id", id)); at >= 0 {
			fields[at] = f
		} else {
			fields = append(fields, f)
		}
	}
	return fields
}

// followed adds a follow-up to those that its source shows.
func (c *call) followed(source fake.Object, followUp int64) {
	id, _ := source.Int("id")
	ids, _ := integers(source.Raw("followup_ids"))
	c.put("tickets", id, source.With("followup_ids", addID(ids, followUp)))
}

// sourceOf returns the ticket that another one follows up.
func sourceOf(t fake.Object) []string {
	via, _ := fake.ParseObject(orNull(t.Raw("via")))
	source, _ := fake.ParseObject(orNull(via.Raw("source")))
	from, _ := fake.ParseObject(orNull(source.Raw("from")))
	if id := from.Text("ticket_id"); id != "" && source.Text("rel") == "follow_up" {
		return []string{id}
	}
	return []string{}
}

// Reply does what a mail from a user does to a ticket and returns the id of the
// ticket that now holds it. It adds a public comment, and opens the ticket again
// if it was pending, on hold or solved. A closed ticket takes no comment: the mail makes a
// follow-up, whose requester is its author, and which inherits tags and fields.
//
// Reply panics where there is no such ticket or user, or the user is suspended
// or deleted: Support would make no ticket of their mail.
func (s *Server) Reply(ticket, author int64, body string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.background()
	s.finishDueJobs(c.now)
	t, found := s.get("tickets", ticket)
	u, known := s.get("users", author)
	if !found || !known || !inGoodStanding(u) {
		panic(fmt.Sprintf("supporttest: user %d cannot reply to ticket %d", author, ticket))
	}
	c.user.id, c.channel = author, "email"
	if t.Text("status") != "closed" {
		changed := t.With("is_public", true)
		if slices.Contains([]string{"pending", "hold", "solved"}, t.Text("status")) && u.Text("role") == "end-user" {
			changed = changed.With("status", "open")
		}
		saved := c.saveTicket(ticket, t, changed, true).object
		c.audit(ticket, nil, t, saved, c.authored(newComment(body, "", true), saved, true))
		return ticket
	}
	made, _, err := c.newTicket(object("requester_id", author, "via_followup_source_id", ticket, "comment", object("body", body, "public", true)), true)
	if err != nil {
		panic("supporttest: " + err.Error())
	}
	return made.id
}

// background is a call that no request makes: the account itself acts.
func (s *Server) background() *call {
	return &call{
		Server: s, r: &http.Request{URL: &url.URL{}, Header: http.Header{}}, header: make(http.Header), now: s.options.clock().UTC(),
		user: caller{object: object("role", "admin")},
	}
}
