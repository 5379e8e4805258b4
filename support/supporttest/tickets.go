package supporttest

import (
	"cmp"
	"crypto/sha256"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// tickets are those that the caller may see and that fit.
func (c *call) tickets(keep func(fake.Object) bool) set {
	return c.seen(c.listed(tickets, keep))
}

// ticketsOf are those that the caller may see and that hold an id in one of the
// members.
func (c *call) ticketsOf(id int64, members ...string) set {
	return c.seen(c.listedWith(tickets, id, members...))
}

// seen leaves out what the caller may not see.
func (c *call) seen(s set) set {
	s.in = s.in.And(c.visible(s.view))
	return s
}

func listTickets(c *call) (any, error) {
	found := c.tickets(nil)
	v := found.view
	if c.query.Has("external_id") {
		key := c.query.Get("external_id")
		found.in = found.in.And(fake.Among(idsWith(v, "external_id", key)))
		found.keep = func(o fake.Object) bool { return o.Text("external_id") == key } // in the same case
	}
	if q := c.query.Get("start_time"); q != "" {
		since, err := strconv.ParseInt(q, 10, 64)
		if err != nil {
			return nil, badValue("start_time", "must be a Unix time")
		}
		found.in = found.in.And(between(v, "changed", func(id int64, o fake.Object) fake.Key {
			return fake.Key{Number: c.changedAt(tickets, id, o)}
		}, since, math.MaxInt64))
	}
	switch scope := cmp.Or(c.query.Get("support_type_scope"), "agent"); scope {
	case "all":
	case "agent":
		ofAgents := byValue(v, "support_type")
		found.in = found.in.And(fake.Among(ofAgents.Holding(scope)).Or(fake.Among(ofAgents.None())))
	case "ai_agent":
		found.in = found.in.And(fake.Among(idsWith(v, "support_type", scope)))
	default:
		return nil, badValue("support_type_scope", "must be all, agent or ai_agent")
	}
	return c.list(tickets, found)
}

func countTickets(c *call) (any, error) { return c.count(c.tickets(nil)) }

// ticketsWith lists the tickets one of whose members holds the id in the path.
func ticketsWith(members ...string) func(*call) (any, error) {
	return func(c *call) (any, error) {
		return c.list(tickets, c.ticketsOf(c.id("id"), members...))
	}
}

func countTicketsWith(member string) func(*call) (any, error) {
	return func(c *call) (any, error) { return c.count(c.ticketsOf(c.id("id"), member)) }
}

// holding keeps the records whose list member holds the id.
func holding(member string, id int64) func(fake.Object) bool {
	return func(o fake.Object) bool {
		ids, _ := integers(o.Raw(member))
		return slices.Contains(ids, id)
	}
}

// ticket returns the ticket in the path if the caller may see it.
func (c *call) ticket(id int64) (fake.Object, error) {
	t, err := c.find("tickets", id)
	if err == nil && !c.sees(t) {
		err = forbidden()
	}
	return t, err
}

func showTicket(c *call) (any, error) {
	t, err := c.ticket(c.id("id"))
	if err != nil {
		return nil, err
	}
	return c.single(tickets, row{id: c.id("id"), object: t})
}

func showManyTickets(c *call) (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, id := range ids {
		if t, err := c.ticket(id); err == nil {
			rows = append(rows, row{id: id, object: t})
		}
	}
	return c.some(tickets, rows)
}

// usersOfTicket answers the users that a member of the ticket lists.
func usersOfTicket(member string) func(*call) (any, error) {
	return func(c *call) (any, error) {
		t, err := c.ticket(c.id("id"))
		if err != nil {
			return nil, err
		}
		var rows []row
		ids, _ := integers(t.Raw(member))
		for _, id := range ids {
			if u, ok := c.get("users", id); ok {
				rows = append(rows, row{id: id, object: u})
			}
		}
		return c.list(users, these(rows))
	}
}

func relatedOfTicket(c *call) (any, error) {
	t, err := c.ticket(c.id("id"))
	if err != nil {
		return nil, err
	}
	incidents := c.ticketsOf(c.id("id"), "problem_id")
	return object("ticket_related", object("url", c.url(tickets, c.id("id")), "topic_id", nil, "jira_issue_ids", []int64{},
		"followup_source_ids", sourceOf(t), "from_archive", false, "incidents", incidents.size(), "followup_ids", orNull(t.Raw("followup_ids")))), nil
}

// idempotent is an answer that is given again for its key.
type idempotent struct {
	body [sha256.Size]byte
	at   time.Time
	id   int64
	audit,
	ticket fake.Object
}

const keyLife = 2 * time.Hour

func createTicket(c *call) (any, error) {
	key, sum := c.r.Header.Get("Idempotency-Key"), sha256.Sum256(c.raw)
	if len(key) > 255 {
		return nil, badValue("Idempotency-Key", "is too long")
	}
	if used, ok := c.keys[key]; ok && key != "" && c.now.Sub(used.at) < keyLife {
		if used.body != sum {
			return nil, fail(http.StatusBadRequest, "IdempotentRequestError", "Request parameters don't match the given idempotency key")
		}
		c.header.Set("X-Idempotency-Lookup", "hit")
		c.created(tickets, row{id: used.id, object: used.ticket})
		return c.writtenTicket(row{id: used.id, object: used.ticket}, used.audit)
	}
	in, wrapped, err := c.envelope("ticket")
	if err != nil {
		return nil, err
	}
	made, audit, err := c.newTicket(in, wrapped)
	if err != nil {
		return nil, err
	}
	if key != "" {
		c.keys[key] = idempotent{sum, c.now, made.id, audit, made.object}
		c.header.Set("X-Idempotency-Lookup", "miss")
	}
	c.created(tickets, made)
	return c.writtenTicket(made, audit)
}

func (c *call) writtenTicket(r row, audit fake.Object) (any, error) {
	return object("ticket", c.view(tickets, r), "audit", audit).Merge(c.included(tickets, []row{r})), nil
}

func updateTicket(c *call) (any, error) {
	in, _, err := c.envelope("ticket")
	if err != nil {
		return nil, err
	}
	changed, audit, err := c.changeTicket(c.id("id"), in, false)
	if err != nil {
		return nil, err
	}
	return c.writtenTicket(changed, audit)
}

func deleteTicket(c *call) (any, error) {
	if err := c.softDelete(c.id("id")); err != nil {
		return nil, err
	}
	return nil, nil
}

// softDelete moves a ticket to the deleted ones.
func (c *call) softDelete(id int64) error {
	t, err := c.ticket(id)
	if err != nil {
		return err
	}
	c.remove("tickets", id)
	c.gone[id], c.touched[id] = t, c.now.Unix()
	c.put("deleted_tickets", id, object("id", id, "subject", orNull(t.Raw("subject")), "description", orNull(t.Raw("description")),
		"actor", object("id", c.user.id, "name", c.user.object.Text("name")),
		"deleted_at", c.now.Format(layout), "previous_state", orNull(t.Raw("status"))))
	return nil
}

// listDeletedTickets lists the deleted tickets that the caller could see before.
func listDeletedTickets(c *call) (any, error) {
	return c.list(deletedTickets, c.listed(deletedTickets, func(o fake.Object) bool {
		id, _ := o.Int("id")
		return c.sees(c.gone[id])
	}))
}

func restoreTicket(c *call) (any, error) {
	if err := c.restore(c.id("id")); err != nil {
		return nil, err
	}
	return done, nil
}

func restoreTickets(c *call) (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if err := c.restore(id); err != nil {
			return nil, err
		}
	}
	return done, nil
}

func (c *call) restore(id int64) error {
	if _, err := c.find("deleted_tickets", id); err != nil {
		return err
	}
	t, known := c.gone[id]
	if !known { // seeded as deleted: there is nothing to bring back
		return notFound()
	}
	if !c.sees(t) {
		return forbidden()
	}
	c.remove("deleted_tickets", id)
	delete(c.gone, id)
	c.put("tickets", id, t)
	return nil
}
