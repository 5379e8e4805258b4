package leave

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// builder makes the rows of one record.
type builder struct {
	*Record
	c       *Copy
	s       source
	members []member
	parent  int64
	extra   []Row
}

// secrets are members that no output repeats, with the reason.
var secrets = map[string]string{
	"confirmation_token": "a secret of the user, not copied on",
	"download_url":       "a link that has expired; the file itself is copied",
}

// expand turns a line of the copy into rows.
func (c *Copy) expand(s source, line []byte) (*Record, error) {
	id, info, err := c.parser.identify(line)
	if err != nil {
		return nil, err
	}
	members, err := c.parser.members(line)
	if err != nil {
		return nil, err
	}
	b := &builder{Record: &Record{ID: id, Resource: s.resource, Key: keyOf(s.kind, id)}, c: c, s: s, parent: info.parent}
	if info.parent != 0 {
		data, err := c.parser.members(find(members, "data"))
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if m.name == "deal_id" || m.name == "order_id" {
				data = append(data, m)
			}
		}
		members = data
		b.Key = nestedKey(s.kind, info.parent, id)
	}
	b.members = members
	table := s.table
	if table == "contacts" {
		table = "people"
		if info.company {
			table = "companies"
		}
	}
	b.Row = c.schema[table].row()
	b.set("key", b.Key)
	b.columns()
	b.hang()
	b.derive()
	b.rest()
	b.Rows = append(b.Rows, b.extra...)
	return b.Record, nil
}

// nestedKey is the key of a record that has an id within its parent only.
func nestedKey(kind string, parent, id int64) string {
	if kind == "associated-contact" {
		return keyOf("deal", parent) + "-contact-" + strconv.FormatInt(id, 10)
	}
	return keyOf("order", parent) + "-item-" + strconv.FormatInt(id, 10)
}

// take removes a member and returns its value; nil for one that says nothing.
func (b *builder) take(name string) []byte {
	var found []byte
	b.members = slices.DeleteFunc(b.members, func(m member) bool {
		if m.name == name {
			found = m.raw
		}
		return m.name == name
	})
	if empty(found) {
		return nil
	}
	return found
}

// columns fills the columns that hold a member each.
func (b *builder) columns() {
	for _, f := range b.c.parsed[b.s.resource] {
		i, ok := b.Table.at[f.column]
		if !ok {
			continue // a column of the other half of the contacts: the member stays for extra
		}
		raw := b.take(f.member)
		if raw == nil {
			continue
		}
		col := b.Table.Columns[i]
		if f.kind != "" {
			b.Values[i] = b.reference(f, col, raw)
			continue
		}
		if f.column == "direction" {
			b.Values[i] = map[string]string{"true": "incoming", "false": "outgoing"}[string(raw)]
			b.note(f.member, raw, b.Values[i] != "", b.Values[i] == "")
			continue
		}
		value, exact, odd := cell(col.Type, b.Table.Name == "deals" && f.column == "value", raw)
		b.Values[i] = value
		b.note(f.member, raw, exact, odd)
	}
	for _, fixed := range splitFixed(b.s.fixed) {
		b.set(fixed[0], fixed[1])
	}
}

// note keeps what a column does not tell whole.
func (b *builder) note(member string, raw []byte, exact, odd bool) {
	if !exact {
		b.keep(member, raw)
	}
	if odd {
		b.tell(member, "is not what Sell documents; kept in extra", string(raw))
	}
}

// keep puts a member into extra, once.
func (b *builder) keep(member string, raw []byte) {
	if slices.ContainsFunc(b.extra, func(row Row) bool { return row.Values[1] == member }) {
		return
	}
	value := slices.Clone(raw)
	if jsontext.Value(value).IsValid() { // of broken UTF-8, as much as text can hold
		b.extra = append(b.extra, b.c.schema["extra"].with(b.Key, member, string(value)))
		return
	}
	b.extra = append(b.extra, b.c.schema["extra"].with(b.Key, member, toValid(value)))
	b.tell(member, "holds bytes that are not UTF-8", "")
}

// reference finds the key of the record that a member names.
func (b *builder) reference(f field, col Column, raw []byte) string {
	id, ok := number(raw)
	if !ok {
		id, ok = number([]byte(text(raw)))
		b.keep(f.member, raw)
		if !ok {
			b.tell(f.member, "is not an id; kept in extra", string(raw))
			return ""
		}
	} else if id == 0 {
		b.keep(f.member, raw)
		return ""
	}
	kind := f.kind
	if kind == "record" {
		kind = kindOf(b.Get("record_type"))
	}
	key, table, found := b.c.place(kind, id)
	if !found || col.References != "records" && col.References != table {
		if ok {
			b.keep(f.member, raw)
		}
		reason := "points to a record that is not in the copy"
		if found {
			reason = fmt.Sprintf("points to a row of %s, not of %s", table, col.References)
		}
		b.tell(f.column, reason, strconv.FormatInt(id, 10))
		return ""
	}
	if key != keyOf(kind, id) && ok {
		b.keep(f.member, raw) // a source of the older list
	}
	return key
}

// rest keeps the members that no column holds.
func (b *builder) rest() {
	for _, m := range b.members {
		if empty(m.raw) || m.name == "id" && b.ID > 0 {
			continue
		}
		if reason, ok := secrets[m.name]; ok {
			b.tell(m.name, reason, "")
			continue
		}
		b.keep(m.name, m.raw)
	}
}

// derive fills the columns that follow from others.
func (b *builder) derive() {
	switch b.s.resource {
	case "leads":
		v, ok := b.c.leads[b.ID]
		b.set("converted", strconv.FormatBool(ok))
		if !ok {
			return
		}
		b.become("person_key", "people", "contact", v.person)
		b.become("company_key", "companies", "contact", v.company)
		b.become("deal_key", "deals", "deal", v.deal)
		if v.at != 0 {
			b.set("converted_at", stamp(time.Unix(v.at, 0)))
		}
	case "deals":
		b.deal()
	case "associated_contacts":
		b.set("is_primary", strconv.FormatBool(b.isPrimary()))
	case "lead_conversions":
		if id, ok := number([]byte(b.Get("lead_sell_id"))); ok {
			if key, _, ok := b.c.place("lead", id); ok {
				b.set("lead_key", key)
			}
		}
	case "line_items":
		if id := b.c.products[sum64(b.Get("sku"), b.Get("name"))]; id > 0 {
			b.product(keyOf("product", id))
		}
	}
	if b.Table.Name == "activities" {
		b.set("subject", firstLine(b.Get("body"), 100))
		if b.s.resource == "notes" || b.s.resource == "tasks" {
			b.set("at", b.Get("created_at"))
		}
		if b.s.resource == "notes" {
			b.set("private", strconv.FormatBool(b.Get("note_type") == "restricted"))
		}
	}
}

// product tells which product, and which of its prices, a line item is of.
func (b *builder) product(key string) {
	product, err := b.c.Find(key)
	if err != nil || product == nil {
		return
	}
	b.set("product_key", key)
	for price := range product.Each("prices") {
		if price.Get("currency") == b.Get("currency") {
			b.set("price_key", price.Get("key"))
			return
		}
	}
}

// become tells what a lead was converted to, and puts it into the crosswalk.
func (b *builder) become(column, table, kind string, id int64) {
	if id == 0 {
		return
	}
	key, in, ok := b.c.place(kind, id)
	if !ok || in != table {
		b.tell(column, "was converted to a record that is not in the copy", strconv.FormatInt(id, 10))
		return
	}
	b.set(column, key)
	b.Rows = append(b.Rows, b.c.schema["crosswalk"].with(b.Key, "sell", key, b.Get("converted_at")))
}

func splitFixed(s string) [][2]string {
	var all [][2]string
	for _, f := range (source{columns: s}).parse() {
		for i := range f.column {
			if f.column[i] == '=' {
				all = append(all, [2]string{f.column[:i], f.column[i+1:]})
			}
		}
	}
	return all
}
