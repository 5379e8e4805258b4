package leave

import (
	"cmp"
	_ "embed"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ledger adds up what became of the records of the copy.
type ledger struct {
	c       *Copy
	counts  map[string]*Count // by resource
	reasons map[Reason]int64
}

func newLedger(c *Copy) *ledger {
	l := &ledger{c: c, counts: make(map[string]*Count), reasons: make(map[Reason]int64)}
	for _, s := range sources {
		x := c.files[s.resource]
		if x == nil {
			continue
		}
		l.counts[s.resource] = &Count{Resource: s.resource, Table: strings.Join(s.tables(), ", "), InCopy: int64(len(x.ids))}
	}
	return l
}

func (l *ledger) written(r *Record)   { l.counts[r.Resource].Written++ }
func (l *ledger) leftOut(r *Record)   { l.counts[r.Resource].LeftOut++ }
func (l *ledger) unchanged(r *Record) { l.counts[r.Resource].Unchanged++ }

func (l *ledger) add(entries ...Entry) {
	for _, e := range entries {
		l.reasons[Reason{Table: e.Table, Effect: e.Effect, Field: e.Field, Reason: e.Reason}]++
	}
}

// list returns the counts in the order of the sources.
func (l *ledger) list() []Count {
	var all []Count
	for _, s := range sources {
		if count := l.counts[s.resource]; count != nil {
			all = append(all, *count)
		}
	}
	return all
}

func (l *ledger) sorted() []Reason {
	all := slices.Collect(maps.Keys(l.reasons))
	for i := range all {
		all[i].Records = l.reasons[all[i]]
	}
	slices.SortFunc(all, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Effect, a.Effect), cmp.Compare(a.Table, b.Table), cmp.Compare(b.Records, a.Records), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Reason, b.Reason))
	})
	return all
}

func (l *ledger) result(target string, f *folder) *Result {
	return &Result{Target: target, Files: f.list.Files, Counts: l.list(), Reasons: l.sorted()}
}

//go:embed report.html.tmpl
var reportText string

var reportPage = template.Must(template.New("report").Parse(reportText))

// bar is one line of the page.
type bar struct {
	Count
	Known                   bool // the copy has the resource
	PWritten, PLeft, PSame  string
	Refused, Missing        int64
	Unavailable             int
	Adds                    bool
	WrittenText, ReasonText string
}

// pages writes the report as a table of sums and as a page.
func (l *ledger) pages(f *folder, t *Target) error {
	sums := neutralDialect.appendRow(nil, []string{"resource", "table", "in_copy", "written", "left_out", "unchanged"})
	var bars []bar
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	var totals Count
	for _, count := range l.list() {
		sums = neutralDialect.appendRow(sums, []string{count.Resource, count.Table, number(count.InCopy), number(count.Written), number(count.LeftOut), number(count.Unchanged)})
		b := bar{Count: count, Adds: count.InCopy == count.Written+count.LeftOut+count.Unchanged}
		b.PWritten, b.PLeft, b.PSame = share(count.Written, count.InCopy), share(count.LeftOut, count.InCopy), share(count.Unchanged, count.InCopy)
		for _, res := range l.c.manifest.Resources {
			if res.Name == count.Resource {
				b.Known, b.Refused, b.Unavailable = true, res.Refused, res.Unavailable
			}
			if res.Name == filesOf(count.Resource) || count.Resource == "calls" && res.Name == "call_files" {
				b.Missing = res.Missing
			}
		}
		totals.InCopy += count.InCopy
		totals.Written += count.Written
		totals.LeftOut += count.LeftOut
		totals.Unchanged += count.Unchanged
		bars = append(bars, b)
	}
	if err := f.write("summary.csv", sums); err != nil {
		return err
	}
	var left, changed []Reason
	for _, r := range l.sorted() {
		if r.Effect == LeftOut {
			left = append(left, r)
		} else {
			changed = append(changed, r)
		}
	}
	name, notes := "neutral form", []string(nil)
	if t != nil {
		name, notes = t.Title, t.Notes
	}
	w, err := f.create("report.html")
	if err != nil {
		return err
	}
	m := l.c.manifest
	err = reportPage.Execute(w, map[string]any{
		"Target": name, "Account": m.Account, "From": m.StartedAt.UTC().Format("2006-01-02 15:04 MST"), "Bars": bars, "Totals": totals,
		"LeftOut": left, "Changed": changed, "NotExportable": m.NotExportable, "Notes": notes, "AddsUp": totals.InCopy == totals.Written+totals.LeftOut+totals.Unchanged,
	})
	if err != nil {
		return err
	}
	return w.close()
}

// share is a part in percent, as CSS has it.
func share(n, of int64) string {
	return strconv.FormatFloat(100*float64(n)/float64(max(of, 1)), 'f', 2, 64) + "%"
}
