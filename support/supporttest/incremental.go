package supporttest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// exported is a record in an incremental export, with the second that it
// counts as changed in.
type exported struct {
	row
	at int64
}

func (e exported) compare(other exported) int {
	return cmp.Or(cmp.Compare(e.at, other.at), cmp.Compare(e.id, other.id))
}

// export answers the records that changed after a place, at most n of them and
// one more, oldest change first; deleted ones too. The last minute is never among them.
func (c *call) export(k *kind, from place, n int) []exported {
	until := c.now.Add(-time.Minute).Unix()
	changes := c.tables[k.plural].Current().Order("changed", func(id int64, o fake.Object) fake.Key { return fake.Key{Number: c.changedAt(k, id, o)} })
	var all []exported
	i, _ := changes.Find(fake.Entry{Key: fake.Key{Number: from.At}, ID: from.ID + 1})
	for _, e := range changes.Entries()[i:] {
		if len(all) > n || e.Key.Number > until {
			break
		}
		o, _ := c.get(k.plural, e.ID)
		all = append(all, exported{row{id: e.ID, object: o}, e.Key.Number})
	}
	for _, e := range c.deleted(k) {
		if e.at <= until && e.compare(exported{row{id: from.ID}, from.At}) > 0 {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, exported.compare)
	all = all[:min(n+1, len(all))]
	if k == tickets {
		for i, e := range all {
			all[i].object = e.object.With("generated_timestamp", e.at)
		}
	}
	return all
}

// changedAt is the second that a record counts as changed in: tickets go by
// generated_timestamp, others by updated_at.
func (s *Server) changedAt(k *kind, id int64, o fake.Object) int64 {
	if k == tickets {
		if at, known := s.generated(id, o); known {
			return at
		}
	}
	changed, err := time.Parse(time.RFC3339, o.Text("updated_at"))
	if err != nil {
		changed, _ = time.Parse(time.RFC3339, o.Text("created_at"))
	}
	return changed.Unix()
}

// deleted are the records of a kind that exports show although they are gone.
func (c *call) deleted(k *kind) []exported {
	var all []exported
	add := func(id int64, o fake.Object) {
		all = append(all, exported{row{id: id, object: o}, c.changedAt(k, id, o)})
	}
	switch k {
	case tickets:
		for id, o := range c.gone {
			add(id, o.Merge(object("status", "deleted", "updated_at", c.deletedAt(id))))
		}
	case users:
		for id, o := range c.all("deleted_users") {
			add(id, o.With("permanently_deleted", false))
		}
		for id, o := range c.purged {
			add(id, o.With("permanently_deleted", true))
		}
	}
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
	if c.includes("last_audits") {
		return 0, badValue("include", "must not be last_audits in an export")
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
		size := c.exportSize()
		all := c.export(k, place{since, beforeAll}, 1000)
		n := min(size, len(all))
		most := 1000
		if strings.HasSuffix(c.route.pattern, "/sample") {
			most = sampleSize
		}
		for n > 0 && n < min(most, len(all)) && all[n].at == all[n-1].at {
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
		return object(k.plural, c.views(k, rows)).Merge(c.included(k, rows)).Merge(object("count", n, "end_of_stream", n == len(all),
			"end_time", end, "next_page", next)), nil
	}
}

// sampleSize is how many records a sample has at most.
const sampleSize = 50

// exportSample is an export to try things with.
func exportSample(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		c.query.Set("per_page", strconv.Itoa(min(c.exportSize(), sampleSize)))
		return exportByTime(k)(c)
	}
}

func rowsOfExports(all []exported) []row {
	rows := make([]row, len(all))
	for i, e := range all {
		rows[i] = e.row
	}
	return rows
}

// beforeAll is less than each id.
const beforeAll = -1 << 62

// place is a cursor of an export: the change that the next page comes after.
type place struct {
	At int64 `json:"t"`
	ID int64 `json:"i"`
}

func exportByCursor(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		from := place{ID: beforeAll}
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
		size := c.exportSize()
		all := c.export(k, from, size)
		n := min(size, len(all))
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
		return object(k.plural, c.views(k, rows)).Merge(c.included(k, rows)).Merge(object("after_url", c.absolute(q), "after_cursor", after,
			"before_url", nil, "before_cursor", nil, "end_of_stream", n == len(all))), nil
	}
}
