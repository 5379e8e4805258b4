package supporttest

import (
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// sideload is what a value of include brings along: the records of a kind that
// these members of the listed ones name.
type sideload struct {
	kind *kind
	from []string
}

// list answers a page of records with what include asks for.
func (c *call) list(k *kind, s set) (any, error) {
	return c.listAs(k.plural, k, s, paging{order: k.order})
}

// listAs is list under another name and with paging of its own.
func (c *call) listAs(name string, k *kind, s set, p paging) (any, error) {
	p.sorts, p.sortBys, p.falling = k.sorts, k.sortBys, k.falling
	page, members, err := c.pageOf(s, p)
	if err != nil {
		return nil, err
	}
	return object(name, c.views(k, page)).Merge(c.included(k, page)).Merge(members), nil
}

// some answers rows that are not paged: those of show_many and the like.
func (c *call) some(k *kind, rows []row) (any, error) {
	members := object("next_page", nil, "previous_page", nil, "count", len(rows))
	return object(k.plural, c.views(k, rows)).Merge(c.included(k, rows)).Merge(members), nil
}

// single answers one row with what include asks for.
func (c *call) single(k *kind, r row) (any, error) {
	return object(k.one, c.view(k, r)).Merge(c.included(k, []row{r})), nil
}

// maxCount is the largest number that counts tell at once: larger ones are still
// being counted.
const maxCount = 100_000

// count answers a number of records.
func (c *call) count(s set) (any, error) {
	n := s.size()
	if n > maxCount {
		return object("count", object("value", maxCount, "refreshed_at", nil)), nil
	}
	return object("count", object("value", n, "refreshed_at", c.now.Format("2006-01-02T15:04:05+00:00"))), nil
}

func (c *call) views(k *kind, rows []row) []fake.Object {
	views := make([]fake.Object, len(rows))
	for i, r := range rows {
		views[i] = c.view(k, r)
	}
	return views
}

// view is a record as answers show it.
func (c *call) view(k *kind, r row) fake.Object {
	o := r.object
	if k == users {
		o = c.shownUser(o)
	}
	if k.needsParent && k != audits {
		o = o.Without(k.parent)
	}
	// Cursor pages of the list of all tickets lack the alias of custom_fields. A
	// seeded ticket is left as it is.
	if k == tickets && !(c.route.pattern == "GET /tickets" && c.asksForCursor()) && c.tables["tickets"].made[r.id] && c.query.Get("remove_duplicate_fields") != "true" {
		o = o.With("fields", orNull(o.Raw("custom_fields")))
	}
	if at, known := c.touched[r.id]; k == tickets && known && o.Has("generated_timestamp") {
		o = o.With("generated_timestamp", at)
	}
	if k == tickets && c.includes("comment_count") {
		o = o.With("comment_count", len(c.under("comments", r.id)))
	}
	return o
}

// includes reports whether the request asks for a side-load.
func (c *call) includes(name string) bool {
	return slices.Contains(strings.FieldsFunc(c.query.Get("include"), func(r rune) bool { return r == ',' || r == ' ' }), name)
}

// included returns the side-loads of rows, each record once.
func (c *call) included(k *kind, rows []row) fake.Object {
	var members fake.Object
	for name := range strings.SplitSeq(c.query.Get("include"), ",") {
		name = strings.TrimSpace(name)
		if load, ok := k.sideload[name]; ok {
			members = members.With(name, c.related(load, rows))
		}
		if k == users && name == "identities" {
			members = members.With(name, c.identitiesOf(rows))
		}
		if k == tickets && name == "last_audits" {
			members = members.With(name, c.lastAudits(rows))
		}
	}
	return members
}

func (c *call) related(load sideload, rows []row) []fake.Object {
	seen := make(map[int64]bool)
	found := []fake.Object{}
	for _, r := range rows {
		for _, member := range load.from {
			ids, isList := integers(r.object.Raw(member))
			if !isList {
				if id, ok := r.object.Int(member); ok {
					ids = []int64{id}
				}
			}
			for _, id := range ids {
				o, ok := c.get(load.kind.plural, id)
				if load.kind == users {
					o, ok = c.anyUser(id)
				}
				if ok && !seen[id] {
					seen[id] = true
					found = append(found, c.view(load.kind, row{id: id, object: o}))
				}
			}
		}
	}
	return found
}

func (c *call) identitiesOf(rows []row) []fake.Object {
	found := []fake.Object{}
	for _, r := range rows {
		found = append(found, c.views(identities, c.under("identities", r.id))...)
	}
	return found
}

func (c *call) lastAudits(rows []row) []fake.Object {
	found := []fake.Object{}
	for _, r := range rows {
		if all := c.under("ticket_audits", r.id); len(all) > 0 {
			found = append(found, all[len(all)-1].object)
		}
	}
	return found
}
