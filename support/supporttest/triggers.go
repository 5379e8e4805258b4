package supporttest

import (
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// filteredTriggers applies the filters of the trigger lists.
func (c *call) filteredTriggers(active bool) set {
	return c.listed(triggers, func(t fake.Object) bool {
		return (!active || t.Bool("active")) &&
			(!c.query.Has("active") || strconv.FormatBool(t.Bool("active")) == c.query.Get("active")) &&
			(!c.query.Has("category_id") || t.Text("category_id") == c.query.Get("category_id"))
	})
}

func listTriggers(c *call) (any, error) { return c.list(triggers, c.filteredTriggers(false)) }

func activeTriggers(c *call) (any, error) { return c.list(triggers, c.filteredTriggers(true)) }

// searchTriggers finds triggers by a part of the title.
func searchTriggers(c *call) (any, error) {
	if !c.query.Has("query") {
		return nil, badValue("query", "is required")
	}
	var rows []row
	for r := range c.filteredTriggers(false).all() {
		if strings.Contains(strings.ToLower(r.object.Text("title")), strings.ToLower(c.query.Get("query"))) {
			rows = append(rows, r)
		}
	}
	return c.listAs("triggers", triggers, these(rows), paging{style: offsetOnly, order: "position"})
}

// checkTrigger completes a trigger and checks that it can run.
func checkTrigger(c *call, id int64, t fake.Object) (fake.Object, error) {
	if old, _ := c.get("triggers", id); old.Text("title") != t.Text("title") || t.Text("raw_title") == "" {
		t = t.With("raw_title", t.Text("title"))
	}
	if id == 0 && t.Text("position") == "0" {
		t = t.With("position", c.lastPosition("triggers")+1)
	}
	if actions, _ := items(t.Raw("actions")); t.Text("title") != "" && len(actions) == 0 {
		return nil, blank("actions", "Actions")
	}
	return t, nil
}

func (c *call) lastPosition(kind string) int64 {
	last := int64(0)
	for _, o := range c.all(kind) {
		if n, ok := o.Int("position"); ok && n < 9999 {
			last = max(last, n)
		}
	}
	return last
}

// updateTriggers changes several triggers at once. It is no job: the answer is
// the list.
func updateTriggers(c *call) (any, error) {
	changes, err := c.batch("triggers")
	if err != nil {
		return nil, err
	}
	for _, in := range changes {
		id, _ := in.Int("id")
		if _, err := c.update(triggers, id, in.Without("id"), checkTrigger); err != nil {
			return nil, err
		}
	}
	return c.list(triggers, c.filteredTriggers(false))
}

func destroyTriggers(c *call) (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if !c.remove("triggers", id) {
			return nil, notFound()
		}
	}
	return nil, nil
}

// reorderTriggers takes the ids in their new order.
func reorderTriggers(c *call) (any, error) { return done, c.reorder(triggers, "trigger_ids") }

func (c *call) reorder(k *kind, name string) error {
	ids, isList := integers(c.body.Raw(name))
	if !isList {
		return badValue(name, rules[numbers])
	}
	for i, id := range ids {
		old, err := c.find(k.plural, id)
		if err != nil {
			return err
		}
		c.save(k, id, old, old.With("position", i+1))
	}
	return nil
}
