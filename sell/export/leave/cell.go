package leave

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// build makes the cells of a row. Without cells, problem says why there is none.
func (e *engine) build(s scope, f *outFile) (cells []string, problem string, err error) {
	cells = make([]string, len(f.columns))
	filled := make([]func(), 0, 4) // what is noted when the row is complete
	for i := range f.columns {
		col := &f.columns[i]
		value, err := e.cell(s, f, col)
		if err != nil {
			return nil, "", err
		}
		if most := smaller(col.Max, f.limits.Cell); most > 0 && utf8.RuneCountInString(value) > most {
			e.problem(s.rec, col.Header, fmt.Sprintf("was cut to %d characters", most), value)
			e.note(s.rec, col.Header, TooLong, fmt.Sprintf("has %d characters; %s takes %d", utf8.RuneCountInString(value), e.t.Title, most))
			value = cut(value, most)
		}
		if e.rehearsing {
			continue
		}
		if value == "" && col.Required && f.spec.Shadow {
			return nil, "", nil // the record itself is in another file
		}
		if value == "" && col.Required {
			e.note(s.rec, col.Header, Required, "is required and empty")
			if col.Default == "" {
				return nil, col.Header + " is required and empty", nil
			}
			value = col.Default
			if col.choices != nil {
				col.choices.use(value)
			}
			e.problem(s.rec, col.Header, "was empty and is required: filled with "+col.Default, "")
		}
		if col.Unique && value != "" {
			key := sum64(strings.ToLower(value))
			if has, twice := col.seen[key]; twice && e.c.keyAt(has) != s.rec.Key {
				first := e.c.keyAt(has)
				e.note(s.rec, col.Header, Duplicate, "has the value of "+first+"; "+e.t.Title+" takes it once")
				if col.Rename {
					e.problem(s.rec, col.Header, "was renamed: "+e.t.Title+" takes a value once, and another record has it", first+" has "+value)
					value += " (" + s.rec.Key + ")"
					e.renamed[s.rec.Key] = value
					cells[i] = value
					continue
				}
				e.problem(s.rec, col.Header, "was left empty: "+e.t.Title+" takes a value once, and another record has it", first+" has "+value)
				e.shared[s.rec.Key] = true
				if value = ""; col.Required {
					return nil, col.Header + " is required, and another record has its value", nil
				}
			} else {
				filled = append(filled, func() { col.seen[key] = e.c.refTo(s.rec) })
			}
		}
		cells[i] = value
	}
	if len(f.spec.OneOf) > 0 && !e.rehearsing && !slices.ContainsFunc(f.columns, func(col outColumn) bool {
		return slices.Contains(f.spec.OneOf, col.Header) && cells[slices.IndexFunc(f.columns, func(c outColumn) bool { return c.Header == col.Header })] != ""
	}) {
		return nil, "the record that it belongs to is not in " + e.t.Title, nil
	}
	for _, f := range filled {
		f()
	}
	return cells, "", nil
}

func smaller(a, b int) int {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// cell finds the value of a column.
func (e *engine) cell(s scope, f *outFile, col *outColumn) (string, error) {
	switch {
	case col.custom != nil:
		return e.customCell(s.rec, f, col), nil
	case col.Value != "":
		if col.choices != nil {
			col.choices.use(col.Value)
		}
		return col.Value, nil
	}
	for n, path := range col.From {
		v, err := e.resolve(s, path)
		if err != nil {
			return "", err
		}
		if col.Owner != "" {
			if owner, known := e.owner(s.rec, path, strings.Join(v.values, ""), col.Owner); known {
				return owner, nil
			}
			continue
		}
		if v.empty() {
			continue
		}
		if col.Link && !strings.HasSuffix(path, "target_id") && !e.linkable(s, v.of) {
			if s.rec.Table.Name != "companies" || !e.cut[s.rec.ID] { // that is told once
				e.problem(s.rec, col.Header, "the record that it links to was left out", v.values[0])
			}
			continue
		}
		value := e.values(s, f, col, v)
		if name := e.renamed[keyIn(v)]; name != "" && col.Link && v.of != s.rec {
			value = name
		}
		if value != "" && n > 0 && col.Required {
			e.problem(s.rec, col.Header, "was empty and is required: filled from "+path, "")
		}
		if value != "" {
			return value, nil
		}
	}
	return "", nil
}

func keyIn(v found) string {
	if v.of == nil {
		return ""
	}
	return v.of.Key
}

// linkable reports whether a row may name a record.
func (e *engine) linkable(s scope, to *Record) bool {
	if to == nil || to == s.rec {
		return to != nil
	}
	if s.rec.Table.Name == "companies" && to.Table.Name == "companies" && e.cut[s.rec.ID] {
		return false
	}
	return e.isThere(to)
}

// values formats what a path leads to.
func (e *engine) values(s scope, f *outFile, col *outColumn, v found) string {
	var out []string
	for _, value := range v.values {
		if value == "" {
			continue
		}
		for _, tr := range col.Transform {
			value = transforms[tr](value)
		}
		typ := v.typ
		if len(col.Transform) > 0 {
			typ = Text
			if col.Transform[0] == "date" {
				typ = Date
			}
		}
		text, ok := e.t.format(value, typ, col.Format)
		if !ok {
			e.problem(s.rec, col.Header, "is out of the range of dates and was left empty", value)
			e.note(s.rec, col.Header, BadDate, "is a date that "+e.t.Title+" does not take")
			continue
		}
		if to, ok := e.t.Values[col.Map][text]; ok {
			text = to
		}
		clean := f.choice(col, text)
		if clean != text {
			e.problem(s.rec, col.Header, "holds characters that "+e.t.Title+" does not take; they were replaced", text)
		}
		if clean == "" {
			continue
		}
		if col.choices != nil && !col.choices.use(clean) {
			e.note(s.rec, col.Header, NoChoice, "has the value "+strconv.Quote(clean)+", which is not in Sell's list")
		}
		if out = append(out, clean); col.First {
			break
		}
	}
	return strings.Join(out, f.join(*col))
}

// customCell is the value of a custom field.
func (e *engine) customCell(r *Record, f *outFile, col *outColumn) string {
	if col.custom.Type == "address" {
		for a := range r.Each("addresses") {
			if a.Get("kind") == col.custom.Key {
				var parts []string
				for _, part := range a.Values[2:] {
					if part != "" {
						parts = append(parts, part)
					}
				}
				return e.t.allowed(strings.Join(parts, ", "))
			}
		}
		return ""
	}
	var v found
	for row := range r.Each("custom_values") {
		if row.Get("field_key") != col.custom.Key {
			continue
		}
		for _, of := range []struct {
			column string
			typ    Type
		}{{"number", Decimal}, {"boolean", Boolean}, {"date", Date}, {"datetime", Datetime}, {"text", Text}} {
			if value := row.Get(of.column); value != "" {
				v.values, v.typ = append(v.values, value), of.typ
				break
			}
		}
	}
	return e.values(scope{rec: r}, f, col, v)
}
