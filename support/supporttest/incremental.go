package supporttest

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// exported is a record in an incremental export, with the second that it
// counts as changed in.
type exported struct {
	row
	at int64
}

// exports returns the records that changed since a second, deleted ones too,
// oldest change first. Tickets go by generated_timestamp, others by updated_at. The last minute is never among them.
func (c *call) exports(k *kind, since int64) []exported {
	var all []exported
	add := func(id int64, o fake.Object) {
		changed, err := time.Parse(time.RFC3339, o.Text("updated_at"))
		if err != nil {
			changed, _ = time.Parse(time.RFC3339, o.Text("created_at"))
		}
		at := changed.Unix()
		if k == tickets {
			if generated, known := c.generated(id, o); known {
				at = generated
			}
			o = o.With("generated_timestamp", at)
		}
		if at < since || at > c.now.Add(-time.Minute).Unix() {
			return
		}
		all = append(all, exported{row{id, o}, at})
	}
	for id, o := range c.all(k.plural) {
		add(id, o)
	}
	if k == tickets {
		for id, o := range c.gone {
			add(id, o.Merge(object("status", "deleted", "updated_at", c.deletedAt(id))))
		}
	}
	if k == users {
		for id, o := range c.all("deleted_users") {
			add(id, o.With("permanently_deleted", false))
		}
		for id, o := range c.purged {
			add(id, o.With("permanently_deleted", true))
		}
	}
	slices.SortFunc(all, func(a, b exported) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return int(a.id - b.id)
	})
	return all
}

func (c *call) deletedAt(id int64) string {
	o, _ := c.get("deleted_tickets", id)
	return o.Text("deleted_at")
}

// since reads start_time, which must lie a minute back.
func (c *call) since() (int64, error) {
	start, err := strconv.ParseInt(c.query.Get("start_time"), 10, 64)
	if err != nil || start < 0 {
		return 0, badValue("start_time", "must be a Unix time")
	}
	if start > c.now.Add(-time.Minute).Unix() {
		return 0, badValue("start_time", "must be at least a minute in the past")
	}
	return start, nil
}

// exportSize is the number of records a page.
func (c *call) exportSize() int {
	if n, err := strconv.Atoi(c.query.Get("per_page")); err == nil && n > 0 {
		return min(n, 1000)
	}
	return 1000
}

// exportByTime fills a page up to the end of a second: end_time is the one
// after it, and nothing repeats. A page cut at 1,000 ends within a second,
// which the next page gives again.
func exportByTime(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		since, err := c.since()
		if err != nil {
			return nil, err
		}
		all := c.exports(k, since)
		n := min(c.exportSize(), len(all))
		for n > 0 && n < len(all) && n < 1000 && all[n].at == all[n-1].at {
			n++
		}
		end := since
		if n > 0 {
			end = all[n-1].at + 1
			if n < len(all) && all[n].at == all[n-1].at {
				end--
			}
		}
		rows := rowsOfExports(all[:n])
		next := c.absolute(with(c.query, "start_time", strconv.FormatInt(end, 10)))
		return object(k.plural, c.views(k, rows, true)).Merge(c.included(k, rows)).Merge(object("count", n, "end_of_stream", n == len(all),
			"end_time", end, "next_page", next)), nil
	}
}

func rowsOfExports(all []exported) []row {
	rows := make([]row, len(all))
	for i, e := range all {
		rows[i] = e.row
	}
	return rows
}

// place is a cursor of an export: the change that the next page comes after.
type place struct {
	At int64 `json:"t"`
	ID int64 `json:"i"`
}

func exportByCursor(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		from := place{ID: -1 << 62}
		if text := c.query.Get("cursor"); text != "" {
			raw, err := base64.RawURLEncoding.DecodeString(text)
			if err != nil || json.Unmarshal(raw, &from) != nil {
				return nil, badValue("cursor", "is not a cursor of this export")
			}
		} else {
			since, err := c.since()
			if err != nil {
				return nil, err
			}
			from.At = since
		}
		all := slices.DeleteFunc(c.exports(k, from.At), func(e exported) bool { return e.at == from.At && e.id <= from.ID })
		n := min(c.exportSize(), len(all))
		if n > 0 {
			from = place{all[n-1].at, all[n-1].id}
		}
		raw, _ := json.Marshal(from)
		after := base64.RawURLEncoding.EncodeToString(raw)
		q := url.Values{"cursor": {after}}
		for _, keep := range []string{"per_page", "include"} {
			if c.query.Has(keep) {
				q.Set(keep, c.query.Get(keep))
			}
		}
		rows := rowsOfExports(all[:n])
		return object(k.plural, c.views(k, rows, true)).Merge(c.included(k, rows)).Merge(object("after_url", c.absolute(q), "after_cursor", after,
			"before_url", nil, "before_cursor", nil, "end_of_stream", n == len(all))), nil
	}
}
