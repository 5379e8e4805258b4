package leave

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Write writes the import files of a target to a folder, in the order of the
// target, with the set-up list ("setup.csv"), the owners ("owners.csv") and the
// report. The folder is treated as in [Copy.WriteNeutral]. With a crosswalk in the
// options it writes the files of the second pass.
//
// Records whose owner has no user in the target stop the run with an
// [*OwnerError], unless the options name a default owner.
func (c *Copy) Write(ctx context.Context, out string, t *Target, opts *Options) (*Result, error) {
	if !apart(out, c.dir) {
		return nil, errors.New("leave: the output cannot lie in the copy, nor the copy in it")
	}
	return c.convert(ctx, out, t, opts, nil)
}

// Check does all that [Copy.Write] does but write, and tells what is to be mended
// or made beforehand. The Result has the set-up list and the sums. Owners without
// a user in the target are findings here, not an error.
func (c *Copy) Check(ctx context.Context, t *Target, opts *Options, tell func(Finding)) (*Result, error) {
	return c.convert(ctx, "", t, opts, tell)
}

func (c *Copy) convert(ctx context.Context, out string, t *Target, opts *Options, tell func(Finding)) (*Result, error) {
	if opts == nil {
		opts = new(Options)
	}
	var before map[uint64]uint64
	if opts.Since != nil {
		old := *opts
		old.Since, old.Progress, old.Links = nil, nil, nil
		e, err := newEngine(ctx, opts.Since, "", t, &old)
		if err != nil {
			return nil, err
		}
		e.after = make(map[uint64]uint64)
		e.tell = func(Finding) {}
		if err := e.run(); err != nil {
			return nil, err
		}
		before = e.after
	}
	e, err := newEngine(ctx, c, out, t, opts)
	if err != nil {
		return nil, err
	}
	e.before, e.tell = before, tell
	err = e.run()
	for _, gone := range c.gone(opts.Since) {
		if err == nil {
			err = e.enter(gone)
		}
	}
	if err == nil {
		err = e.finish()
	}
	if _, holes := errors.AsType[*OwnerError](err); holes {
		return nil, errors.Join(err, e.folder.discard())
	}
	if err != nil {
		e.folder.abandon()
		return nil, err
	}
	r := e.ledger.result(t.Name, e.folder)
	r.Setup = e.setup
	return r, nil
}

// engine makes the files of one target.
type engine struct {
	c       *Copy
	ctx     context.Context
	t       *Target
	opts    *Options
	folder  *folder
	ledger  *ledger
	report  *writer
	lines   int64
	files   []*outFile
	lists   map[string]bool // tables that are written as choices
	places  map[string][]bool
	written map[string]bool // tables that are done
	cut     map[int64]bool  // companies whose parent is left out, to end a cycle
	owners  ownerUse
	names   map[uint64]string // who has a name first
	renamed map[string]string // records whose name was made another one
	shared  map[string]bool   // records whose unique value another one has
	uniques map[string]map[uint64]string
	setup   []SetupItem
	tell    func(Finding)
	before  map[uint64]uint64 // what a record gave, by key
	after   map[uint64]uint64
	done    int64

	rehearsing bool

	entries  []Entry   // of the record at hand
	findings []Finding // likewise
}

func newEngine(ctx context.Context, c *Copy, out string, t *Target, opts *Options) (*engine, error) {
	f, err := newFolder(out, t.Name)
	if err != nil {
		return nil, err
	}
	e := &engine{c: c, ctx: ctx, t: t, opts: opts, folder: f, ledger: newLedger(c), places: make(map[string][]bool),
		written: make(map[string]bool), names: make(map[uint64]string), renamed: make(map[string]string), shared: make(map[string]bool), uniques: make(map[string]map[uint64]string), owners: newOwnerUse(opts.Owners)}
	if e.report, err = f.create("report.csv"); err != nil {
		return nil, err
	}
	head := make([]string, 0, 7)
	for _, col := range c.schema["report"].Columns {
		head = append(head, col.Name)
	}
	if _, err := e.report.Write(neutralDialect.appendRow(nil, head)); err != nil {
		return nil, err
	}
	e.compile()
	return e, nil
}

// second reports whether the run is the second pass, which not all targets have.
func (e *engine) second() bool {
	return e.opts.Crosswalk != nil && slices.ContainsFunc(e.t.Files, func(f FileSpec) bool { return f.Pass > 1 })
}

// takes reports whether a file belongs to this pass.
func (e *engine) takes(spec *FileSpec) bool { return (spec.Pass > 1) == e.second() }

// run goes through all tables: what is set up first, then those of the files in
// their order, then what no file takes.
func (e *engine) run() error {
	if err := e.addresses(); err != nil {
		return err
	}
	order := slices.Clone(listTables)
	for _, f := range e.t.Files {
		order = append(order, f.From)
	}
	for _, s := range sources {
		order = append(order, s.tables()...)
	}
	for _, table := range order {
		if e.written[table] {
			continue
		}
		e.written[table] = true
		var files []*outFile
		for _, f := range e.files {
			if f.spec.From == table {
				files = append(files, f)
			}
		}
		if err := e.records(table, func(r *Record) error { return e.record(r, files) }); err != nil {
			return err
		}
		for _, f := range files {
			if err := f.close(); err != nil {
				return err
			}
		}
	}
	return nil
}

// records calls f with the records of a table, companies after those that they
// belong to.
func (e *engine) records(table string, f func(*Record) error) error {
	for _, s := range sources {
		if !slices.Contains(s.tables(), table) || e.c.files[s.resource] == nil {
			continue
		}
		x := e.c.files[s.resource]
		if table == "companies" && len(x.above) > 0 {
			for _, i := range e.hierarchy(x) {
				raw, err := x.line(i)
				if err == nil {
					err = e.one(s, raw, f)
				}
				if err != nil {
					return err
				}
			}
			continue
		}
		i := -1
		err := e.c.scan(e.ctx, s.resource, func(raw []byte) error {
			i++
			if x.flags != nil && x.flags[i] != (table == "companies") {
				return nil
			}
			return e.one(s, raw, f)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *engine) one(s source, raw []byte, f func(*Record) error) error {
	r, err := e.c.expand(s, raw)
	if err != nil {
		return err
	}
	e.done++
	if e.opts.Progress != nil && (e.done%1000 == 0 || e.done == e.c.total()) {
		e.opts.Progress(Progress{s.resource, e.done, e.c.total()})
	}
	return cmp.Or(f(r), e.ctx.Err())
}

// outRow is one row on its way to a file.
type outRow struct {
	file  *outFile
	cells []string
}

// record writes one record to the files that take it, or says why none does.
func (e *engine) record(r *Record, files []*outFile) error {
	e.entries, e.findings = e.entries[:0], e.findings[:0]
	rows, reason, err := e.rowsOf(r, files)
	if err != nil {
		return err
	}
	carried := len(rows) > 0
	for _, row := range rows {
		if !row.file.spec.Shadow {
			e.mark(r)
			break
		}
	}
	if !carried && reason == "" {
		carried = e.listed(r)
		reason = e.unwanted(r)
		if carried {
			e.ledger.written(r)
			return e.say(r, nil)
		}
	}
	defer func() {
		for _, f := range e.findings {
			if e.tell != nil {
				e.tell(f)
			}
		}
	}()
	if !carried {
		e.ledger.leftOut(r)
		return e.enter(Entry{r.Key, r.Table.Name, "", LeftOut, reason, cut(title(r), maxExcerpt)})
	}
	if e.same(r, rows) {
		e.ledger.unchanged(r)
		return nil
	}
	e.ledger.written(r)
	for _, row := range rows {
		if err := row.file.write(row.cells); err != nil {
			return err
		}
	}
	if err := e.attach(r, rows); err != nil {
		return err
	}
	e.namesake(r)
	if r.Table.Name == "companies" && e.cut[r.ID] {
		e.note(r, "parent_key", CycleAbove, "is in a circle of companies with "+r.Get("parent_key"))
		e.problem(r, "parent_key", "was left out to end a circle of companies", r.Get("parent_key"))
	}
	return e.say(r, rows)
}

// rowsOf makes the rows of a record, or gives a reason why there are none.
func (e *engine) rowsOf(r *Record, files []*outFile) (rows []outRow, reason string, err error) {
	for _, rule := range e.t.LeaveOut {
		if rule.From == r.Table.Name {
			if ok, err := e.matches(scope{rec: r}, rule.When); err != nil || ok {
				return nil, rule.Reason, err
			}
		}
	}
	for _, f := range files {
		items, err := e.items(r, f.spec)
		if err != nil {
			return nil, "", err
		}
		if len(items) == 0 && reason == "" {
			reason = "has no " + f.spec.Each + ", which the file " + f.spec.Name + " needs"
		}
		for _, item := range items {
			s := scope{rec: r, item: item}
			ok, err := e.matches(s, f.spec.When)
			if err != nil {
				return nil, "", err
			}
			if !ok {
				continue
			}
			if !e.takes(f.spec) {
				if err := e.rehearse(s, f); err != nil {
					return nil, "", err
				}
				reason = cmp.Or(reason, map[bool]string{true: "is written by the first pass", false: "is written by the second pass (relink)"}[e.second()])
				continue
			}
			cells, problem, err := e.build(s, f)
			if err != nil {
				return nil, "", err
			}
			if cells == nil {
				reason = problem
				continue
			}
			rows = append(rows, outRow{f, cells})
		}
	}
	return rows, reason, nil
}

// rehearse makes a row of another pass for what it adds to the set-up list: that
// is made once, before the first import.
func (e *engine) rehearse(s scope, f *outFile) error {
	entries, findings := len(e.entries), len(e.findings)
	e.rehearsing = true
	_, _, err := e.build(s, f)
	e.rehearsing = false
	e.entries, e.findings = e.entries[:entries], e.findings[:findings]
	return err
}

// items are what a file has a row of a record for.
func (e *engine) items(r *Record, spec *FileSpec) ([]*Row, error) {
	var items []*Row
	switch spec.Each {
	case "":
		return []*Row{nil}, nil
	case "people":
		rows, err := e.c.People(r)
		for i := range rows {
			items = append(items, &rows[i])
		}
		return items, err
	}
	seen := make(map[string]bool)
	for row := range r.Each(itemTables[spec.Each]) {
		row := Row{row.Table, slices.Clone(row.Values)}
		if spec.Each == "links" {
			of, err := e.follow(row.Get("record_key"))
			if err != nil {
				return nil, err
			}
			if of != nil {
				row.set("record_key", of.Key)
			}
			if seen[row.Get("record_key")] {
				continue
			}
			seen[row.Get("record_key")] = true
		}
		items = append(items, &row)
	}
	return items, nil
}

// unwanted is why no file takes a record.
func (e *engine) unwanted(r *Record) string {
	switch r.Table.Name {
	case "accounts":
		return "settings of the account: only in the neutral form"
	case "sequences", "enrollments":
		return "no other CRM takes sequences: rebuild them, the neutral form lists them"
	case "conversions":
		return "history: only in the neutral form, where the crosswalk names what each lead became"
	case "collaborators":
		return "gives access to a user: not done by a file, the neutral form lists it"
	case "orders":
		return "has no file of its own: its line items name the deal, or are in the neutral form with it"
	case "tag_names":
		return "tags come with the records that have them"
	}
	if slices.Contains(listTables, r.Table.Name) {
		return "no field of " + e.t.Title + " takes it"
	}
	return "no file of " + e.t.Title + " takes it"
}

// enter writes a line of the report.
func (e *engine) enter(entry Entry) error {
	e.ledger.add(entry)
	row := e.c.reportRow(entry)
	e.lines++
	row.Values[0] = fmt.Sprint(e.lines)
	_, err := e.report.Write(neutralDialect.appendRow(nil, row.Values))
	return err
}

// mark notes that a record is in the target.
func (e *engine) mark(r *Record) {
	x := e.c.files[r.Resource]
	if i, ok := x.find(r.ID); ok {
		if e.places[r.Resource] == nil {
			e.places[r.Resource] = make([]bool, len(x.ids))
		}
		e.places[r.Resource][i] = true
	}
}

// isThere reports whether a record is in the target, or was written to a file
// before it.
func (e *engine) isThere(r *Record) bool {
	if r == nil {
		return false
	}
	if e.second() {
		return e.opts.Crosswalk.of(r.Key) != ""
	}
	i, ok := e.c.files[r.Resource].find(r.ID)
	return ok && e.places[r.Resource] != nil && e.places[r.Resource][i]
}

// same reports whether a record gives the rows that it gave before.
func (e *engine) same(r *Record, rows []outRow) bool {
	if e.before == nil && e.after == nil {
		return false
	}
	var all []string
	for _, row := range rows {
		all = append(append(all, row.file.spec.Name), row.cells...)
	}
	if e.after != nil {
		e.after[sum64(r.Key)] = sum64(all...)
		return false
	}
	was, ok := e.before[sum64(r.Key)]
	return ok && was == sum64(all...)
}

// problem notes what is not as it should be with the record at hand, once.
func (e *engine) problem(r *Record, field, reason, excerpt string) {
	entry := Entry{r.Key, r.Table.Name, field, Changed, reason, cut(strings.Join(strings.Fields(excerpt), " "), maxExcerpt)}
	if !slices.Contains(e.entries, entry) {
		e.entries = append(e.entries, entry)
	}
}
