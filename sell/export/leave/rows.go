package leave

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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
	carried := slices.ContainsFunc(rows, func(row outRow) bool { return !row.file.spec.Shadow })
	if carried {
		e.mark(r)
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
