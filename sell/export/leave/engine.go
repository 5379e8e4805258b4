package leave

import (
	"cmp"
	"context"
	"errors"
	"slices"
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
	if tell == nil {
		tell = func(Finding) {}
	}
	return c.convert(ctx, "", t, opts, tell)
}

func (c *Copy) convert(ctx context.Context, out string, t *Target, opts *Options, tell func(Finding)) (*Result, error) {
	if t == nil {
		return nil, errors.New("leave: the target is nil: use LoadTarget or ParseTarget")
	}
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
	names   map[uint64]ref    // who has a name first
	renamed map[string]string // records whose name was made another one
	shared  map[string]bool   // records whose unique value another one has
	uniques map[string]map[uint64]ref
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
		written: make(map[string]bool), names: make(map[uint64]ref), renamed: make(map[string]string), shared: make(map[string]bool), uniques: make(map[string]map[uint64]ref), owners: newOwnerUse(opts.Owners)}
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
