package supporttest

import (
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// The bulk calls: each queues a job that writes the records one by one and
// tells how each of them went.

// createManyOf creates the records in the body.
func createManyOf(k *kind, one func(c *call, in fake.Object) (row, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		records, err := c.batch(k.plural)
		if err != nil {
			return nil, err
		}
		return c.job("Bulk Create "+k.title, len(records), each(len(records), func(c *call, i int) fake.Object {
			made, err := one(c, records[i])
			switch {
			case err != nil:
				return failed(object("index", i), k.title+"Create", err)
			case k == tickets:
				return object("index", i, "id", made.id, "account_id", 1)
			}
			result := object("id", made.id, "status", "Created")
			if k != users && k != organizations { // of which recorded ones have no index
				result = object("index", i).Merge(result)
			}
			return result
		}))
	}
}

// createOrUpdateManyUsers writes the users in the body as create_or_update does.
func createOrUpdateManyUsers(c *call) (any, error) {
	records, err := c.batch("users")
	if err != nil {
		return nil, err
	}
	return c.job("Bulk Create Or Update User", len(records), each(len(records), func(c *call, i int) fake.Object {
		id, known := c.matchingUser(records[i])
		if !known {
			made, err := c.newUser(records[i], true)
			if err != nil {
				return failed(object("index", i), "UserCreate", err)
			}
			return object("id", made.id, "status", "Created")
		}
		if _, err := c.changeUser(id, records[i]); err != nil {
			return failed(object("index", i, "id", id, "action", "update"), "UserUpdate", err)
		}
		return object("id", id, "action", "update", "status", "Updated", "success", true)
	}))
}

// updateManyOf makes one change to the records that the query names, or to each
// record in the body its own.
func updateManyOf(k *kind, one func(c *call, id int64, in fake.Object) error) func(*call) (any, error) {
	return func(c *call) (any, error) {
		ids, changes, err := c.changes(k)
		if err != nil {
			return nil, err
		}
		return c.job("Bulk Update "+k.title, len(ids), each(len(ids), func(c *call, i int) fake.Object {
			result := object("id", ids[i], "action", "update")
			if err := one(c, ids[i], changes[i]); err != nil {
				return failed(object("index", i).Merge(result), k.title+"Update", err)
			}
			return result.Merge(object("status", "Updated", "success", true))
		}))
	}
}

// changes pairs the ids of a bulk update with what becomes of each.
func (c *call) changes(k *kind) (ids []int64, changes []fake.Object, err error) {
	if k.named(c) {
		in, _, err := c.envelope(k.one)
		if err != nil {
			return nil, nil, err
		}
		if ids, err = c.chosen(k); err != nil {
			return nil, nil, err
		}
		for range ids {
			changes = append(changes, in)
		}
		return ids, changes, nil
	}
	if changes, err = c.batch(k.plural); err != nil {
		return nil, nil, err
	}
	for _, in := range changes {
		id, ok := in.Int("id")
		if key := in.Text("external_id"); !ok && k.byKey && key != "" {
			id, ok = c.idOf(k, key), true
		}
		if !ok {
			return nil, nil, badValue("id", rules[number])
		}
		ids = append(ids, id)
	}
	return ids, changes, nil
}

// named reports whether the query names records of a kind.
func (k *kind) named(c *call) bool {
	return c.query.Has("ids") || k.byKey && c.query.Has("external_ids")
}

// chosen returns the ids of the records that the query names, at most a
// hundred; 0, which no record has, for an external id that none has.
func (c *call) chosen(k *kind) ([]int64, error) {
	if c.query.Has("ids") {
		return c.ids()
	}
	var ids []int64
	for key := range strings.SplitSeq(c.query.Get("external_ids"), ",") {
		if key = strings.TrimSpace(key); key != "" {
			ids = append(ids, c.idOf(k, key))
		}
	}
	if len(ids) > 100 {
		return nil, c.tooMany()
	}
	return ids, nil
}

// idOf returns the id of the record with an external id, in any case; 0 if
// there is none.
func (c *call) idOf(k *kind, key string) int64 {
	if ids := idsWith(c.tables[k.plural].Current(), "external_id", key); len(ids) > 0 {
		return ids[0]
	}
	return 0
}

// destroyManyOf deletes the records that the query names.
func destroyManyOf(k *kind, one func(c *call, id int64) error) func(*call) (any, error) {
	return func(c *call) (any, error) {
		if !k.named(c) {
			return nil, badValue("ids", "is required")
		}
		ids, err := c.chosen(k)
		if err != nil {
			return nil, err
		}
		return c.job("Bulk Delete "+k.title, len(ids), each(len(ids), func(c *call, i int) fake.Object {
			result := object("id", ids[i], "action", "delete")
			if err := one(c, ids[i]); err != nil {
				return failed(object("index", i).Merge(result), k.title+"Delete", err)
			}
			return result.Merge(object("status", "Deleted", "success", true))
		}))
	}
}

func bulkNewTicket(c *call, in fake.Object) (row, error) {
	made, _, err := c.newTicket(in, true)
	return made, err
}

func bulkChangeTicket(c *call, id int64, in fake.Object) error {
	_, _, err := c.changeTicket(id, in, true)
	return err
}

func bulkNewUser(c *call, in fake.Object) (row, error) { return c.newUser(in, true) }

func bulkChangeUser(c *call, id int64, in fake.Object) error {
	_, err := c.changeUser(id, in)
	return err
}

func bulkRemoveUser(c *call, id int64) error {
	_, err := c.removeUser(id)
	return err
}

// purgeTicket deletes a deleted ticket for good.
func (c *call) purgeTicket(id int64) error {
	if !c.remove("deleted_tickets", id) {
		return notFound()
	}
	delete(c.gone, id)
	return nil
}

func destroyDeletedTicket(c *call) (any, error) {
	id := c.id("id")
	if _, err := c.find("deleted_tickets", id); err != nil {
		return nil, err
	}
	return c.job("Permanently Delete Ticket", 1, func(c *call) any {
		return object("success", c.purgeTicket(id) == nil)
	})
}

// mergeTickets closes the tickets in the body with a reference to the one in
// the path.
func mergeTickets(c *call) (any, error) {
	target := c.id("id")
	if _, err := c.ticket(target); err != nil {
		return nil, err
	}
	ids, isList := integers(c.body.Raw("ids"))
	if !isList || len(ids) == 0 {
		return nil, badValue("ids", rules[numbers])
	}
	for _, id := range ids {
		if _, err := c.ticket(id); err != nil {
			return nil, err
		}
		if id == target {
			return nil, invalid("base", "InvalidValue", "A ticket cannot be merged into itself")
		}
	}
	body := c.body
	return c.job("Ticket Merge", len(ids), each(len(ids), func(c *call, i int) fake.Object {
		result := object("id", ids[i], "index", i, "action", "merge")
		in := object("status", "closed", "additional_tags", []string{"closed_by_merge"})
		if body.Present("source_comment") {
			in = in.With("comment", object("body", body.Raw("source_comment"), "public", body.Bool("source_comment_is_public")))
		}
		_, _, err := c.changeTicket(ids[i], in, true)
		if err == nil && i == 0 && body.Present("target_comment") {
			_, _, err = c.changeTicket(target, object("comment", object("body", body.Raw("target_comment"), "public", body.Bool("target_comment_is_public"))), true)
		}
		if err != nil {
			return failed(result, "TicketMerge", err)
		}
		return result.Merge(object("status", "Merged", "success", true))
	}))
}
