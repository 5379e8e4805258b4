package leave

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
)

// Record is one record of the copy as rows: the main row, and those that hang on
// it, such as tags, addresses and values of custom fields.
type Record struct {
	Row
	Key      string
	ID       int64 // of Sell; negative for a record that has none
	Resource string
	// Rows are what hangs on the record, in the order of the tables.
	Rows []Row
	// Report tells what of the record the rows do not hold, or hold otherwise.
	Report []Entry
}

// Each returns the rows of a table that hang on the record.
func (r *Record) Each(table string) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, row := range r.Rows {
			if row.Table.Name == table && !yield(row) {
				return
			}
		}
	}
}

// Effects of an [Entry].
const (
	LeftOut = "left-out" // the record is not in what was written
	Changed = "changed"  // it is, but not all of it as it was
)

// Entry is a line of the report.
type Entry struct {
	Key    string // of the record
	Table  string // that holds it in the neutral form
	Field  string // "" for the whole record
	Effect string
	Reason string
	// Excerpt is what was there, cut to 80 characters.
	Excerpt string
}

// maxExcerpt is how many characters of a value the report shows.
const maxExcerpt = 80

// tell notes that a field is not in the rows as it was.
func (r *Record) tell(field, reason, excerpt string) {
	r.Report = append(r.Report, Entry{r.Key, r.Table.Name, field, Changed, reason, cut(strings.Join(strings.Fields(excerpt), " "), maxExcerpt)})
}

// Records returns the records of a table, in the order of Sell's ids. Tables that
// hang on others have none: see [Copy.Rows].
func (c *Copy) Records(ctx context.Context, table string) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		found := false
		for _, s := range sources {
			for _, name := range s.tables() {
				if name != table {
					continue
				}
				found = true
				err := c.each(ctx, s, func(r *Record) error {
					if r.Table.Name == table && !yield(r, nil) {
						return errStop
					}
					return nil
				})
				if errors.Is(err, errStop) {
					return
				}
				if err != nil {
					yield(nil, err)
					return
				}
			}
		}
		if !found {
			yield(nil, fmt.Errorf("leave: %q has no records of its own: see Tables for the names of tables, and Rows for those that hang on others", table))
		}
	}
}

var errStop = errors.New("stop")

// each calls f with each record of a source.
func (c *Copy) each(ctx context.Context, s source, f func(*Record) error) error {
	return c.scan(ctx, s.resource, func(raw []byte) error {
		r, err := c.expand(s, raw)
		if err != nil {
			return err
		}
		return f(r)
	})
}

// Rows returns the rows of one table of the neutral form, in a fixed order. The
// tables ticket_links, crosswalk and report hold what [Copy.Write] adds to it only
// as far as it stands in the copy.
func (c *Copy) Rows(ctx context.Context, table string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if c.schema[table] == nil {
			yield(Row{}, fmt.Errorf("leave: there is no table %q: see Tables", table))
			return
		}
		lines := 0
		err := c.all(ctx, func(row Row) error {
			if row.Table.Name == "report" {
				row.Values[0] = position(lines)
				lines++
			}
			if row.Table.Name == table && !yield(row, nil) {
				return errStop
			}
			return nil
		}, nil)
		if err != nil && !errors.Is(err, errStop) {
			yield(Row{}, err)
		}
	}
}

// all calls f with all rows of all tables, resource by resource.
func (c *Copy) all(ctx context.Context, f func(Row) error, record func(*Record) (bool, error)) error {
	for _, s := range sources {
		err := c.each(ctx, s, func(r *Record) error {
			if record != nil {
				if ok, err := record(r); err != nil || !ok {
					return err
				}
			}
			return c.rows(r, f)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rows calls f with all rows of a record.
func (c *Copy) rows(r *Record, f func(Row) error) error {
	if err := f(c.schema["records"].with(r.Key, r.Table.Name)); err != nil {
		return err
	}
	if err := f(r.Row); err != nil {
		return err
	}
	for _, row := range r.Rows {
		// The primary contact is a row of its own, with a key.
		if row.Table.Name == "deal_people" {
			if err := f(c.schema["records"].with(row.Values[0], row.Table.Name)); err != nil {
				return err
			}
		}
		if err := f(row); err != nil {
			return err
		}
	}
	for _, e := range r.Report {
		if err := f(c.reportRow(e)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Copy) reportRow(e Entry) Row {
	return c.schema["report"].with("", e.Key, e.Table, e.Field, e.Effect, e.Reason, neutral(e.Excerpt))
}

// neutral keeps a spreadsheet from taking text of a report for a formula.
func neutral(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Find returns the record with a key; nil when the copy has none. The record may
// be shared with other callers.
func (c *Copy) Find(key string) (*Record, error) {
	if r, ok := c.cache.get(key); ok {
		return r, nil
	}
	kind, id, ok := splitKey(key)
	if !ok {
		return nil, nil
	}
	for _, resource := range c.kinds[kind] {
		i, ok := c.files[resource].find(id)
		if !ok {
			continue
		}
		raw, err := c.files[resource].line(i)
		if err != nil {
			return nil, err
		}
		r, err := c.expand(c.sources[resource], raw)
		if err != nil {
			return nil, err
		}
		c.cache.put(key, r)
		return r, nil
	}
	return nil, nil
}
