package leave

import (
	"slices"
	"strconv"
	"strings"
)

// splitKey takes a key of a record with an id of its own apart.
func splitKey(key string) (kind string, id int64, ok bool) {
	rest, ok := strings.CutPrefix(key, "sell-")
	i := strings.LastIndexByte(rest, '-')
	if !ok || i < 0 {
		return "", 0, false
	}
	if hex, negative := strings.CutPrefix(rest[i+1:], "x"); negative {
		n, err := strconv.ParseUint(hex, 16, 63)
		return rest[:i], -int64(n) - 1, err == nil
	}
	id, err := strconv.ParseInt(rest[i+1:], 10, 64)
	return rest[:i], id, err == nil
}

// place finds a record that Sell names by kind and id: its key, and the table of
// its row.
func (c *Copy) place(kind string, id int64) (key, table string, ok bool) {
	for _, resource := range c.kinds[kind] {
		i, ok := c.files[resource].find(id)
		if !ok {
			continue
		}
		table := c.sources[resource].table
		if table == "contacts" {
			table = "people"
			if c.files[resource].flags[i] {
				table = "companies"
			}
		}
		return keyOf(kind, id), table, true
	}
	if kind == "lead-source" || kind == "deal-source" {
		return c.place("source", id)
	}
	return "", "", false
}

// kindOf is the kind of record that a resource_type names; "" for none.
func kindOf(resourceType string) string {
	switch resourceType {
	case "lead", "contact", "deal":
		return resourceType
	case "sales_account", "prospect_and_customer":
		return "contact"
	}
	return ""
}

// cache keeps the records that were looked up last.
type cache struct {
	now, before map[string]*Record
}

// cached is how many records a cache keeps, at most twice.
const cached = 256

func (c *cache) get(key string) (*Record, bool) {
	if r, ok := c.now[key]; ok {
		return r, true
	}
	r, ok := c.before[key]
	if ok {
		c.put(key, r)
	}
	return r, ok
}

func (c *cache) put(key string, r *Record) {
	if c.now == nil || len(c.now) >= cached {
		c.before, c.now = c.now, make(map[string]*Record, cached)
	}
	c.now[key] = r
}

// ref stands for a record in little room: where it is in the index of its
// resource. 0 is none.
type ref uint32

// refTo returns the ref of a record; 0 for one that is nested, or beyond what a
// ref can tell.
func (c *Copy) refTo(r *Record) ref {
	i, ok := c.files[r.Resource].find(r.ID)
	at := slices.IndexFunc(sources, func(s source) bool { return s.resource == r.Resource })
	if !ok || i >= 1<<26 {
		return 0
	}
	return ref(i)<<6 | ref(at+1)
}

// keyAt returns the key of the record that a ref stands for.
func (c *Copy) keyAt(r ref) string {
	if r == 0 {
		return "another record"
	}
	s := sources[r&63-1]
	return keyOf(s.kind, c.files[s.resource].ids[r>>6])
}
