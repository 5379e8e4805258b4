package leave

import (
	"slices"
	"strconv"
)

// deal derives what follows from the stage, and the row of the primary contact.
func (b *builder) deal() {
	if kind, id, ok := splitKey(b.Get("stage_key")); ok {
		if stage, err := b.c.Find(keyOf(kind, id)); err == nil && stage != nil {
			b.set("pipeline_key", stage.Get("pipeline_key"))
			switch category := stage.Get("category"); category {
			case "won", "lost", "unqualified":
				b.set("status", category)
				b.set("closed_at", b.Get("last_stage_change_at"))
			default:
				b.set("status", "open")
			}
		}
	}
	primary := b.Get("primary_key")
	if primary == "" {
		return
	}
	_, id, _ := splitKey(primary)
	if x := b.c.files["associated_contacts"]; x != nil {
		if first, last := x.under(b.ID); slices.Contains(x.ids[first:last], id) {
			return // has a row of its own
		}
	}
	row := b.c.schema["deal_people"].with(nestedKey("associated-contact", b.ID, id), b.Key, primary)
	row.set("is_primary", "true")
	row.set("associated", "false")
	b.Rows = append(b.Rows, row)
}

// isPrimary reports whether an associated contact is the primary one as well.
func (b *builder) isPrimary() bool {
	deal, err := b.c.Find(keyOf("deal", b.parent))
	return err == nil && deal != nil && b.Get("person_key") != "" && deal.Get("primary_key") == b.Get("person_key")
}

// People returns who takes part in a deal: the rows of deal_people, the primary
// contact first.
func (c *Copy) People(deal *Record) ([]Row, error) {
	var rows []Row
	for row := range deal.Each("deal_people") {
		rows = append(rows, row)
	}
	x := c.files["associated_contacts"]
	first, last := x.under(deal.ID)
	for i := first; i < last; i++ {
		raw, err := x.line(i)
		if err != nil {
			return nil, err
		}
		r, err := c.expand(c.sources["associated_contacts"], raw)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r.Row)
	}
	return rows, nil
}

// position writes the place of a row among those of its record, from 1.
func position(i int) string { return strconv.Itoa(i + 1) }
