package leave

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	snake   string // of a custom field, as no other column of the file has it
	choices *choices
	seen    map[uint64]ref // values of a unique column, and who has them
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
					e.uniques[of] = make(map[uint64]ref)
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
		snake := strings.ToLower(apiName(field.Name))
		for n := 2; taken["snake "+snake]; n++ {
			snake = strings.ToLower(apiName(field.Name)) + "_" + strconv.Itoa(n)
		}
		taken["snake "+snake] = true
		col := outColumn{snake: snake, ColumnSpec: ColumnSpec{Header: header, Max: f.spec.Custom.Max, Request: f.spec.Custom.Request}, custom: field}
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
