package leave

import (
	"slices"
	"strings"
	"time"
)

// fieldResources are the lists of custom fields, by the kind of record.
var fieldResources = [][2]string{
	{"lead_custom_fields", "lead"}, {"contact_custom_fields", "contact"}, {"deal_custom_fields", "deal"},
	{"prospect_and_customer_custom_fields", "prospect_and_customer"},
}

// customField is the definition of one.
type customField struct {
	Key, Name, Type, AppliesTo string
	ID                         int64
	Choices                    []string
	position                   int
	persons, companies         bool
}

// fits reports whether a field is for the records of a table: one of contacts may
// be for persons or for companies only.
func (f *customField) fits(table string) bool {
	switch {
	case f.persons == f.companies:
		return true
	case table == "people":
		return f.persons
	case table == "companies":
		return f.companies
	}
	return true
}

func (f *customField) multiple() bool { return f.Type == "multi_select_list" }

// definitions are the custom fields of the account.
type definitions struct {
	byName   map[string]map[string]*customField // by the kind of record
	position map[string]int                     // of a key
	all      map[string]*customField            // by key
}

func newDefinitions() *definitions {
	d := &definitions{byName: make(map[string]map[string]*customField), position: make(map[string]int), all: make(map[string]*customField)}
	for _, of := range fieldResources {
		d.byName[of[1]] = make(map[string]*customField)
	}
	return d
}

// add reads a definition. Of two of one name the first is the one that values
// belong to.
func (d *definitions) add(applies, key string, raw []byte) error {
	var p parser
	members, err := p.members(raw)
	if err != nil {
		return err
	}
	f := &customField{Key: key, Name: text(find(members, "name")), Type: text(find(members, "type")), AppliesTo: applies}
	_, f.ID, _ = splitKey(key)
	f.persons = string(find(members, "for_contact")) == "true"
	f.companies = string(find(members, "for_organisation")) == "true" || string(find(members, "for_company")) == "true"
	for _, name := range []string{"choices", "options"} {
		list, _ := elements(find(members, name))
		for _, e := range list {
			choice, err := p.members(e)
			if label := text(find(choice, "name")); err == nil && label != "" && !slices.Contains(f.Choices, label) {
				f.Choices = append(f.Choices, label)
			}
		}
	}
	f.position = len(d.position) + 1
	d.position[key] = f.position
	d.all[key] = f
	if d.byName[applies][f.Name] == nil {
		d.byName[applies][f.Name] = f
	}
	return nil
}

// of finds the definition of a field on a record of a table.
func (d *definitions) of(table, name string) *customField {
	switch table {
	case "leads":
		return d.byName["lead"][name]
	case "deals":
		return d.byName["deal"][name]
	}
	if f := d.byName["contact"][name]; f != nil {
		return f
	}
	return d.byName["prospect_and_customer"][name]
}

// on returns the custom fields that records of a table can have, in the order of
// their definitions.
func (d *definitions) on(table string) []*customField {
	applies := map[string][]string{"leads": {"lead"}, "deals": {"deal"},
		"people": {"contact", "prospect_and_customer"}, "companies": {"contact", "prospect_and_customer"}}[table]
	var list []*customField
	for _, of := range applies {
		for _, f := range d.byName[of] {
			if d.of(table, f.Name) == f && f.fits(table) {
				list = append(list, f)
			}
		}
	}
	slices.SortFunc(list, func(a, b *customField) int { return a.position - b.position })
	return list
}

// custom makes the rows of the values of custom fields.
func (b *builder) custom() {
	raw := b.take("custom_fields")
	if raw == nil {
		return
	}
	members, err := b.c.parser.members(raw)
	if err != nil {
		b.keep("custom_fields", raw)
		b.tell("custom_fields", "is not what Sell documents; kept in extra", string(raw))
		return
	}
	sortMembers(members)
	var rest []member
	for _, m := range members {
		if empty(m.raw) {
			continue
		}
		f := b.c.fields.of(b.Table.Name, m.name)
		if f == nil {
			rest = append(rest, m)
			b.tell("custom_fields/"+m.name, "is a custom field without a definition; kept in extra", string(m.raw))
			continue
		}
		if f.Type == "address" {
			if b.address(f.Key, m.raw) != nil {
				rest = append(rest, m)
			}
			continue
		}
		exact, odd := b.values(f, m.raw)
		if !exact {
			rest = append(rest, m)
		}
		if odd {
			b.tell("custom_fields/"+m.name, "does not fit the type "+f.Type+"; kept as text or in extra", string(m.raw))
		}
	}
	if left := object(rest); left != nil {
		b.keep("custom_fields", left)
	}
}

// values makes the rows of one field.
func (b *builder) values(f *customField, raw []byte) (exact, odd bool) {
	row := func(n int) Row {
		r := b.c.schema["custom_values"].with(b.Key, f.Key, position(n))
		b.Rows = append(b.Rows, r)
		return r
	}
	switch f.Type {
	case "multi_select_list":
		list, ok := elements(raw)
		exact = ok
		if !ok {
			list = append(list, raw)
		}
		for i, e := range list {
			name, plain := choiceName(e)
			exact = exact && plain && name != ""
			if name != "" {
				row(i).set("text", name)
			}
		}
		return exact, !ok
	case "list":
		name, plain := choiceName(raw)
		if name != "" {
			row(0).set("text", name)
		}
		return plain, name == ""
	}
	typ := map[string]Type{"number": Decimal, "bool": Boolean, "boolean": Boolean}[f.Type]
	if typ != "" {
		value, exact, odd := cell(typ, false, raw)
		r := row(0)
		column := map[Type]string{Decimal: "number", Boolean: "boolean"}[typ]
		r.set(column, value)
		if odd {
			r.set("text", plainText(raw))
		}
		return exact && !odd, odd
	}
	if raw[0] != '"' {
		if raw[0] != '{' && raw[0] != '[' {
			row(0).set("text", string(raw))
		}
		return false, true
	}
	value, exact, _ := clean(raw)
	r := row(0)
	switch f.Type {
	case "date":
		day, ok := dayOf(value)
		r.set("date", day)
		if day != value {
			r.set("text", value)
		}
		return exact, !ok
	case "datetime":
		at, known, ok := wallTime(value)
		r.set("datetime", at)
		if ok {
			r.set("zone_known", map[bool]string{true: "true", false: "false"}[known])
		}
		if at != value {
			r.set("text", value)
		}
		return exact, !ok
	}
	r.set("text", value)
	return exact, false
}

// plainText is a string, or a value as it stands in JSON.
func plainText(raw []byte) string {
	if raw[0] == '"' {
		return text(raw)
	}
	return string(raw)
}

// choiceName is the name of a choice, which is a string or {id, name}.
func choiceName(raw []byte) (name string, plain bool) {
	if len(raw) > 0 && raw[0] == '"' {
		name, exact, _ := clean(raw)
		return name, exact
	}
	var p parser
	members, err := p.members(raw)
	if err != nil {
		return "", false
	}
	return text(find(members, "name")), false
}

// dayOf reads a date of a custom field: as ISO 8601 or as Americans write it.
func dayOf(s string) (string, bool) {
	for _, layout := range []string{time.DateOnly, "1/2/2006", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}

// wallTime reads a time of a custom field. Sell writes local time with a Z that
// means nothing: no zone is shifted, and only an offset of its own is believed.
func wallTime(s string) (at string, known, ok bool) {
	for _, layout := range []string{time.RFC3339, "1/2/2006 15:04", "1/2/2006 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			known = layout == time.RFC3339 && !strings.HasSuffix(s, "Z")
			return stamp(t), known, true
		}
	}
	return "", false, false
}
