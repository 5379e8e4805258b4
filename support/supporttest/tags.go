package supporttest

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// showTags answers the tags of a ticket, user or organization.
func showTags(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		o, err := c.taggedRecord(k)
		if err != nil {
			return nil, err
		}
		tags, _ := tagsOf(o.Raw("tags"))
		return object("tags", tags), nil
	}
}

func (c *call) taggedRecord(k *kind) (fake.Object, error) {
	if k == tickets {
		return c.ticket(c.id("id"))
	}
	return c.find(k.plural, c.id("id"))
}

// writeTags sets (POST), adds (PUT) or removes (DELETE) tags.
func writeTags(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		old, err := c.taggedRecord(k)
		if err != nil {
			return nil, err
		}
		given, ok := tagsOf(c.body.Raw("tags"))
		if !ok {
			return nil, badValue("tags", rules[words])
		}
		if k == tickets {
			if err := c.writable(old, c.body); err != nil {
				return nil, err
			}
		}
		tags, _ := tagsOf(old.Raw("tags"))
		switch c.r.Method {
		case http.MethodPost:
			tags = given
		case http.MethodPut:
			tags = withTags(tags, given)
		case http.MethodDelete:
			tags = withoutTags(tags, given)
		}
		c.setTags(k, old, tags)
		if c.r.Method == http.MethodDelete {
			return nil, nil
		}
		return object("tags", tags), nil
	}
}

func (c *call) setTags(k *kind, old fake.Object, tags []string) {
	now, _ := tagsOf(old.Raw("tags"))
	if slices.Equal(now, tags) {
		return
	}
	id, changed := c.id("id"), old.With("tags", tags)
	if k != tickets {
		c.save(k, id, old, changed)
		return
	}
	c.audit(id, nil, old, c.saveTicket(id, old, changed, false).object, nil)
}

// listTags lists the tags of the tickets that the caller may see, the most used first.
func listTags(c *call) (any, error) {
	counts := c.tagCounts()
	rows := make([]row, len(counts))
	for i, t := range counts {
		rows[i] = row{id: int64(i + 1), object: t}
	}
	return c.listAs("tags", &kind{plural: "tags"}, these(rows), paging{})
}

func (c *call) tagCounts() []fake.Object {
	s := c.tickets(nil)
	tagged := s.view.Lookup("each tag", true, func(o fake.Object) []string {
		tags, _ := tagsOf(o.Raw("tags"))
		return tags
	})
	var counts []fake.Object
	for tag, ids := range tagged.Values() {
		if n := s.in.And(fake.Among(ids)).Size(0); n > 0 && tag != "" {
			counts = append(counts, object("name", tag, "count", n))
		}
	}
	slices.SortFunc(counts, func(a, b fake.Object) int {
		x, _ := a.Int("count")
		y, _ := b.Int("count")
		return cmp.Or(cmp.Compare(y, x), cmp.Compare(a.Text("name"), b.Text("name")))
	})
	return counts
}

func countTags(c *call) (any, error) { return c.count(these(make([]row, len(c.tagCounts())))) }
