package leave

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// outFile is one file of a target as it is written, in parts where it is long.
type outFile struct {
	e       *engine
	spec    *FileSpec
	limits  Limits
	columns []outColumn
	uses    map[string]bool // columns of the table that it carries
	w       *writer
	part    int
	header  []byte
	buf     []byte
}

type outColumn struct {
	ColumnSpec
	custom  *customField
	choices *choices
	seen    map[uint64]string // values of a unique column, and who has them
}

// compile prepares files and columns.
func (e *engine) compile() {
	e.lists = make(map[string]bool)
	for i := range e.t.Files {
		spec := &e.t.Files[i]
		f := &outFile{e: e, spec: spec, limits: e.t.Limits, uses: make(map[string]bool)}
		if l := spec.Limits; l != nil {
			f.limits.Rows, f.limits.Bytes = cmp.Or(l.Rows, f.limits.Rows), cmp.Or(l.Bytes, f.limits.Bytes)
			f.limits.Columns, f.limits.Cell = cmp.Or(l.Columns, f.limits.Columns), cmp.Or(l.Cell, f.limits.Cell)
		}
		taken := make(map[string]bool)
		for _, col := range spec.Columns {
			out := outColumn{ColumnSpec: col}
			if col.Choice != "" {
				out.choices = newChoices(col.Choice)
				table, _, _ := strings.Cut(col.Choice, "/")
				e.lists[table] = true
			}
			if col.Unique {
				of := spec.Object + "\x00" + col.Header // files of one object share it
				if e.uniques[of] == nil {
					e.uniques[of] = make(map[uint64]string)
				}
				out.seen = e.uniques[of]
			}
			taken[strings.ToLower(col.Header)] = true
			f.columns = append(f.columns, out)
			for _, path := range col.From {
				f.use(path)
			}
		}
		for path := range spec.When {
			f.use(path)
		}
		f.custom(taken)
		headers := make([]string, len(f.columns))
		for i, col := range f.columns {
			headers[i] = col.Header
		}
		f.header = e.t.Dialect.appendRow(nil, headers)
		if e.t.Dialect.BOM {
			f.header = append([]byte("\uFEFF"), f.header...)
		}
		e.files = append(e.files, f)
	}
}

// use notes that the file carries the column that a path begins with.
func (f *outFile) use(path string) {
	head, _, _ := strings.Cut(path, ".")
	head, _, _ = strings.Cut(head, ":")
	f.uses[head], f.uses[head+"_key"] = true, true
	if head == "body_file" {
		f.uses["body"] = true
	}
}

// custom adds the columns of custom fields.
func (f *outFile) custom(taken map[string]bool) {
	if f.spec.Custom == nil {
		return
	}
	for _, field := range f.e.c.fields.on(f.spec.From) {
		if f.limits.Columns > 0 && len(f.columns) >= f.limits.Columns {
			return // said record by record, and in the set-up list
		}
		base := strings.NewReplacer("{name}", strings.Map(printable, f.e.t.allowed(field.Name)), "{api}", apiName(field.Name), "{snake}", strings.ToLower(apiName(field.Name))).Replace(f.spec.Custom.Header)
		header := base
		for n := 2; taken[strings.ToLower(header)]; n++ {
			if stem, ok := strings.CutSuffix(base, "__c"); ok {
				header = stem + "_" + strconv.Itoa(n) + "__c"
			} else {
				header = base + " (Sell " + strconv.Itoa(n) + ")"
			}
		}
		taken[strings.ToLower(header)] = true
		col := outColumn{ColumnSpec: ColumnSpec{Header: header, Max: f.spec.Custom.Max, Request: f.spec.Custom.Request}, custom: field}
		if field.Type == "list" || field.multiple() {
			col.choices = newChoices("values")
			for _, name := range field.Choices {
				col.choices.offer(f.choice(&col, name), field.Key)
			}
			col.choices.closed = len(field.Choices) > 0
		}
		f.columns = append(f.columns, col)
	}
}

// printable keeps headers on one line.
func printable(r rune) rune {
	if r < ' ' || r == '"' {
		return ' '
	}
	return r
}

// choice is how a value of a pick-list is written.
func (f *outFile) choice(col *outColumn, name string) string {
	if col.multiple() {
		return f.e.t.option(name, f.join(*col))
	}
	return f.e.t.allowed(name)
}

// multiple reports whether a cell may hold several values.
func (c *outColumn) multiple() bool {
	return c.custom != nil && c.custom.multiple() || len(c.From) > 0 && slices.Contains([]string{"tags", "people", "everybody"}, strings.Split(c.From[0], ".")[0])
}

func (f *outFile) join(col outColumn) string { return cmp.Or(col.Join, f.e.t.Dialect.Multi) }

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
			if first, twice := col.seen[key]; twice && first != s.rec.Key {
				e.note(s.rec, col.Header, Duplicate, "has the value of "+first+"; "+e.t.Title+" takes it once")
				if col.Rename {
					e.problem(s.rec, col.Header, "was renamed: "+e.t.Title+" takes a value once, and "+first+" has it", value)
					value += " (" + s.rec.Key + ")"
					e.renamed[s.rec.Key] = value
					cells[i] = value
					continue
				}
				e.problem(s.rec, col.Header, "was left empty: "+e.t.Title+" takes a value once, and "+first+" has it", value)
				e.shared[s.rec.Key] = true
				if value = ""; col.Required {
					return nil, col.Header + " is taken by " + first + ", and required", nil
				}
			} else {
				filled = append(filled, func() { col.seen[key] = s.rec.Key })
			}
		}
		cells[i] = value
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
		if len(col.Transform) > 0 && col.Transform[0] == "date" {
			typ = Date
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
		out = append(out, clean)
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

// write adds a row, in a new part where the file would be too long.
func (f *outFile) write(cells []string) error {
	f.buf = f.e.t.Dialect.appendRow(f.buf[:0], cells)
	full := f.w != nil && (f.limits.Rows > 0 && f.w.file.Rows >= f.limits.Rows ||
		f.limits.Bytes > 0 && f.w.file.Bytes+int64(len(f.buf)) > f.limits.Bytes)
	if full {
		if err := f.w.close(); err != nil {
			return err
		}
		f.w = nil
	}
	if f.w == nil {
		f.part++
		name := f.spec.Name
		if f.part > 1 {
			stem, ext, _ := strings.Cut(name, ".")
			name = fmt.Sprintf("%s-%d.%s", stem, f.part, ext)
		}
		var err error
		if f.w, err = f.e.folder.create(name); err != nil {
			return err
		}
		if _, err := f.w.Write(f.header); err != nil {
			return err
		}
	}
	f.w.file.Rows++
	_, err := f.w.Write(f.buf)
	return err
}

func (f *outFile) close() error {
	if f.w == nil {
		return nil
	}
	return f.w.close()
}
