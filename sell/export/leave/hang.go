package leave

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

func toValid(raw []byte) string { return strings.ToValidUTF8(string(raw), "\uFFFD") }

// hang makes the rows that hang on the record.
func (b *builder) hang() {
	switch b.Table.Name {
	case "companies", "people", "leads":
		for _, kind := range []string{"main", "billing", "shipping"} {
			member := "address"
			if kind != "main" {
				member = kind + "_address"
			}
			if raw := b.take(member); raw != nil {
				if left := b.address(kind, raw); left != nil {
					b.keep(member, left)
				}
			}
		}
		b.tags()
		b.custom()
	case "deals":
		b.tags()
		b.custom()
	case "activities":
		b.tags()
		b.links()
		b.recording()
	case "custom_fields":
		b.choices()
	case "products":
		b.prices()
	case "documents":
		b.content()
	}
	b.tickets()
}

// address makes a row of an address and returns what the row does not hold.
func (b *builder) address(kind string, raw []byte) (left []byte) {
	members, err := b.c.parser.members(raw)
	if err != nil {
		b.tell("address", "is not what Sell documents; kept in extra", string(raw))
		return raw
	}
	row := b.c.schema["addresses"].with(b.Key, kind)
	filled := false
	var rest []member
	for _, m := range members {
		i, ok := row.Table.at[m.name]
		switch {
		case empty(m.raw):
		case !ok || i < 2 || m.raw[0] != '"':
			rest = append(rest, m)
		default:
			value, exact, _ := clean(m.raw)
			row.Values[i], filled = value, true
			if !exact {
				rest = append(rest, m)
			}
		}
	}
	if filled {
		b.Rows = append(b.Rows, row)
	}
	return object(rest)
}

// object writes members as an object; nil for none.
func object(members []member) []byte {
	if len(members) == 0 {
		return nil
	}
	out := []byte("{")
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		name, _ := json.Marshal(toValid([]byte(m.name))) // valid text does not fail
		out = append(append(append(out, name...), ':'), m.raw...)
	}
	return append(out, '}')
}

func (b *builder) tags() {
	raw := b.take("tags")
	if raw == nil {
		return
	}
	list, ok := elements(raw)
	seen := make(map[string]bool)
	for _, e := range list {
		tag, exact, _ := clean(e)
		ok = ok && exact && tag != "" && !seen[tag]
		if tag == "" || seen[tag] {
			continue
		}
		seen[tag] = true
		b.Rows = append(b.Rows, b.c.schema["tags"].with(b.Key, position(len(seen)-1), tag))
	}
	if !ok {
		b.keep("tags", raw)
	}
}

// links makes the rows of what an activity belongs to.
func (b *builder) links() {
	n := 0
	seen := make(map[string]bool)
	link := func(member, kind string, id int64, main bool) bool {
		key, _, ok := b.c.place(kind, id)
		if !ok {
			b.tell(member, "points to a record that is not in the copy", strconv.FormatInt(id, 10))
			return false
		}
		if seen[key] {
			return false
		}
		seen[key] = true
		b.Rows = append(b.Rows, b.c.schema["activity_links"].with(b.Key, key, position(n), strconv.FormatBool(main)))
		n++
		return true
	}
	if raw := b.take("resource_id"); raw != nil {
		id, ok := number(raw)
		if !ok || !link("resource_id", kindOf(b.Get("record_type")), id, true) {
			b.keep("resource_id", raw)
		}
	}
	if raw := b.take("associated_deal_ids"); raw != nil {
		list, ok := elements(raw)
		for _, e := range list {
			id, whole := number(e)
			ok = whole && link("associated_deal_ids", "deal", id, false) && ok
		}
		if !ok {
			b.keep("associated_deal_ids", raw)
		}
	}
}

func (b *builder) choices() {
	for _, name := range []string{"choices", "options"} {
		raw := b.take(name)
		if raw == nil {
			continue
		}
		list, ok := elements(raw)
		for i, e := range list {
			members, err := b.c.parser.members(e)
			id, exact := cellOf(find(members, "id"))
			label, exactName := cellOf(find(members, "name"))
			ok = ok && err == nil && exact && exactName && len(members) == 2
			n := i
			if name == "options" {
				n += 1_000_000 // behind all choices
			}
			b.Rows = append(b.Rows, b.c.schema["custom_choices"].with(b.Key, position(n), id, label, name))
		}
		if !ok {
			b.keep(name, raw)
		}
	}
	b.set("position", strconv.Itoa(b.c.fields.position[b.Key]))
}

// cellOf is the text of a string or a number.
func cellOf(raw []byte) (value string, exact bool) {
	if len(raw) == 0 {
		return "", false
	}
	if _, ok := number(raw); ok {
		return string(raw), true
	}
	value, exact, _ = cell(Text, false, raw)
	return value, exact
}

func (b *builder) prices() {
	raw := b.take("prices")
	if raw == nil {
		return
	}
	list, ok := elements(raw)
	for i, e := range list {
		members, err := b.c.parser.members(e)
		row := b.c.schema["prices"].with(b.Key+"-price-"+position(i), b.Key, position(i))
		for _, m := range members {
			at, known := row.Table.at[m.name]
			if empty(m.raw) {
				continue
			}
			if !known || at < 3 {
				ok = false
				continue
			}
			value, exact, _ := cell(row.Table.Columns[at].Type, false, m.raw)
			row.Values[at], ok = value, ok && exact
		}
		ok = ok && err == nil
		b.Rows = append(b.Rows, row)
	}
	if !ok {
		b.keep("prices", raw)
	}
}

// sortMembers puts members into the order of their names, so that the output
// does not depend on that of an answer.
func sortMembers(members []member) {
	slices.SortStableFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
}
