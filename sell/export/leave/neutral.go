package leave

import (
	"context"
	"errors"
	"iter"
	"strconv"
)

// Progress is how far a run is.
type Progress struct {
	Step        string // what is done now, such as "leads"
	Done, Total int64  // records of the copy
}

// Options changes what [Copy.Write] writes. The zero value is ready to use.
type Options struct {
	// Since is an older copy of the same account: only what differs from what it
	// would have given is written. The set-up list, the owners and the sums are
	// whole, and what is gone is reported.
	Since *Copy
	// Links are tickets of Support with their tags, for the table ticket_links.
	Links iter.Seq2[Link, error]
	// Progress is called now and then.
	Progress func(Progress)
	// Owners says who owns records in the target; see [Owners].
	Owners *Owners
	// Crosswalk holds the target's own ids, for the files of a second pass.
	Crosswalk *Crosswalk
}

// Result is what a run did.
type Result struct {
	Target string
	Files  []File
	Counts []Count
	// Reasons counts the lines of the report by table, effect and reason.
	Reasons []Reason
	// Setup is what the target needs beforehand; see [SetupItem].
	Setup []SetupItem
}

// Count adds up the records of a resource of the copy.
type Count struct {
	Resource  string
	Table     string // of the neutral form
	InCopy    int64
	Written   int64
	LeftOut   int64 // each is in the report
	Unchanged int64 // since the older copy
}

// Reason counts lines of the report.
type Reason struct {
	Table, Effect, Field, Reason string
	Records                      int64
}

// WriteNeutral writes the neutral form of the copy to a folder: a table a file,
// with "schema.json", "schema.sql" and "load.sql", the files of documents, vCards,
// calendars and the report. The folder is made if need be; what an earlier run
// wrote there is replaced, and a folder with anything else is an error. Two runs
// over the same copy write the same bytes.
func (c *Copy) WriteNeutral(ctx context.Context, out string, opts *Options) (*Result, error) {
	if opts == nil {
		opts = new(Options)
	}
	if !apart(out, c.dir) {
		return nil, errors.New("leave: the output cannot lie in the copy, nor the copy in it")
	}
	f, err := newFolder(out, "")
	if err != nil {
		return nil, err
	}
	n := &neutralRun{c: c, ctx: ctx, folder: f, opts: opts, sheets: make(map[string]*writer), ledger: newLedger(c)}
	if err := n.run(); err != nil {
		f.abandon()
		return nil, err
	}
	return n.ledger.result("", f), nil
}

type neutralRun struct {
	c      *Copy
	ctx    context.Context
	folder *folder
	opts   *Options
	sheets map[string]*writer
	ledger *ledger
	cards  *cards
	diary  *diary
	line   []byte
}

func (n *neutralRun) run() error {
	var before fingerprints
	if n.opts.Since != nil {
		var err error
		if before, err = n.opts.Since.neutralFingerprints(n.ctx); err != nil {
			return err
		}
	}
	for _, t := range n.c.Tables() {
		w, err := n.folder.create(t.Name + ".csv")
		if err != nil {
			return err
		}
		n.sheets[t.Name] = w
		header := make([]string, len(t.Columns))
		for i, col := range t.Columns {
			header[i] = col.Name
		}
		if _, err := w.Write(neutralDialect.appendRow(nil, header)); err != nil {
			return err
		}
	}
	n.cards, n.diary = &cards{folder: n.folder}, newDiary(n.folder)
	total := n.c.total()
	var done int64
	err := n.c.all(n.ctx, n.put, func(r *Record) (bool, error) {
		done++
		if n.opts.Progress != nil && (done%1000 == 0 || done == total) {
			n.opts.Progress(Progress{r.Resource, done, total})
		}
		if before.same(r) {
			n.ledger.unchanged(r)
			return false, nil
		}
		n.ledger.written(r)
		n.ledger.add(r.Report...)
		return true, n.beside(r)
	})
	if err != nil {
		return err
	}
	if err := n.links(); err != nil {
		return err
	}
	for _, e := range n.c.gone(n.opts.Since) {
		n.ledger.add(e)
		if err := n.put(n.c.reportRow(e)); err != nil {
			return err
		}
	}
	return n.finish()
}

// put writes a row.
func (n *neutralRun) put(row Row) error {
	w := n.sheets[row.Table.Name]
	w.file.Rows++
	if row.Table.Name == "report" {
		row.Values[0] = strconv.FormatInt(w.file.Rows, 10)
	}
	n.line = neutralDialect.appendRow(n.line[:0], row.Values)
	_, err := w.Write(n.line)
	return err
}

// beside writes what is not a table.
func (n *neutralRun) beside(r *Record) error {
	switch r.Table.Name {
	case "people", "companies", "leads":
		return n.cards.add(n.c, r)
	case "activities":
		if err := n.diary.add(n.c, r); err != nil {
			return err
		}
		for row := range r.Each("recordings") {
			if err := n.document(row.Get("path"), "call_files", r.ID); err != nil {
				return err
			}
		}
	case "documents":
		return n.document(r.Get("path"), filesOf(r.Resource), r.ID)
	}
	return nil
}

func (n *neutralRun) document(path, resource string, id int64) error {
	if path == "" {
		return nil
	}
	to, err := n.folder.reserve(path)
	if err != nil {
		return err
	}
	return n.c.copyFile(n.ctx, resource, id, to)
}

// links adds what the tickets' own tags tell.
func (n *neutralRun) links() error {
	if n.opts.Links == nil {
		return nil
	}
	seen := make(map[[2]string]bool)
	for link, err := range n.opts.Links {
		if err != nil {
			return err
		}
		rows, report := n.c.linked(link)
		for _, row := range rows {
			at := [2]string{row.Values[0], row.Values[1]}
			if seen[at] {
				continue
			}
			seen[at] = true
			if err := n.put(row); err != nil {
				return err
			}
		}
		for _, e := range report {
			n.ledger.add(e)
			if err := n.put(n.c.reportRow(e)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *neutralRun) finish() error {
	for _, name := range []string{"schema.json", "schema.sql", "load.sql"} {
		if err := n.folder.write(name, n.c.schemaFile(name)); err != nil {
			return err
		}
	}
	if err := errors.Join(n.cards.close(), n.diary.close()); err != nil {
		return err
	}
	for _, w := range n.sheets {
		if err := w.close(); err != nil {
			return err
		}
	}
	if err := n.ledger.pages(n.folder, nil); err != nil {
		return err
	}
	return n.folder.finish()
}

// total is how many records the copy has, without what tells of files.
func (c *Copy) total() int64 {
	var total int64
	for _, res := range c.manifest.Resources {
		if _, ok := c.sources[res.Name]; ok {
			total += res.Count
		}
	}
	return total
}

func filesOf(resource string) string {
	return map[string]string{"lead_documents": "lead_files", "contact_documents": "contact_files", "deal_documents": "deal_files"}[resource]
}
