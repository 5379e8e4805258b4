package leave

import (
	"slices"
	"strings"
)

// bookkeeping are columns that no report speaks of: they say nothing of their own.
var bookkeeping = map[string]bool{"key": true, "sell_id": true, "is_organization": true, "kind": true, "list": true, "body_type": true, "record_type": true,
	"record_key": true, "subject": true, "at": true, "sha256": true, "path": true, "size": true, "missing": true, "position": true, "converted": true,
	"overdue": true, "note_type": true, "creator_key": true, "last_stage_change_by_key": true, "added_on": true}

// nothing are values that are not missed.
var nothing = map[string]bool{"": true, "false": true, "none": true, "0": true}

// say writes the report of a record that was written: what changed, and what the
// files do not carry.
func (e *engine) say(r *Record, rows []outRow) error {
	for _, entry := range r.Report {
		if entry.Field == "download_url" || entry.Field == "confirmation_token" {
			continue // the neutral form's own business
		}
		if strings.HasPrefix(entry.Reason, "points to") && rows != nil {
			e.note(r, entry.Field, DeadLink, entry.Reason)
		}
		if strings.Contains(entry.Reason, "type date") && rows != nil {
			e.note(r, entry.Field, BadDate, "cannot be read as a date")
		}
		e.entries = append(e.entries, entry)
	}
	if rows != nil && r.Table.Name != "users" { // owners.csv has those
		e.unsaid(r, rows)
	}
	for _, entry := range e.entries {
		if err := e.enter(entry); err != nil {
			return err
		}
	}
	return nil
}

// unsaid finds what has a value and no column.
func (e *engine) unsaid(r *Record, rows []outRow) {
	carried := func(name string) bool {
		return slices.ContainsFunc(rows, func(row outRow) bool { return row.file.uses[name] }) ||
			slices.ContainsFunc(e.files, func(f *outFile) bool { return f.spec.From == r.Table.Name && !e.takes(f.spec) && f.uses[name] })
	}
	told := func(field string) bool {
		return slices.ContainsFunc(e.entries, func(entry Entry) bool { return entry.Field == field })
	}
	const reason = "no column takes it; it is in the neutral form"
	ignored := append(slices.Clone(e.t.Ignore["*"]), e.t.Ignore[r.Table.Name]...)
	for i, col := range r.Table.Columns {
		if value := r.Values[i]; !nothing[value] && !bookkeeping[col.Name] && !carried(col.Name) && !slices.Contains(ignored, col.Name) && !told(col.Name) {
			e.problem(r, col.Name, reason, value)
		}
	}
	for _, row := range r.Rows {
		switch row.Table.Name {
		case "addresses":
			kind := map[string]string{"main": "address", "billing": "billing", "shipping": "shipping"}[row.Get("kind")]
			postal := carried("postal") && (kind == "billing" || kind == "address" && !hasAddress(r, "billing"))
			if kind != "" && !carried(kind) && !postal {
				e.problem(r, row.Get("kind")+" address", reason, strings.Join(row.Values[2:], " "))
			} else if kind == "" && !e.hasField(r, rows, row.Get("kind")) {
				e.problem(r, "custom field", reason, strings.Join(row.Values[2:], " "))
			}
		case "tags":
			if !carried("tags") {
				e.problem(r, "tags", reason, row.Get("tag"))
			}
		case "custom_values":
			if !e.hasField(r, rows, row.Get("field_key")) {
				e.problem(r, "custom field "+e.c.fields.all[row.Get("field_key")].Name, reason, strings.Join(row.Values[3:8], ""))
			}
		case "prices":
			if !slices.ContainsFunc(rows, func(o outRow) bool { return o.file.spec.Each == "prices" }) {
				e.problem(r, "prices", reason, row.Get("amount")+" "+row.Get("currency"))
			}
		case "recordings":
			if row.Get("path") != "" {
				e.problem(r, "recording", "the sound of the call goes with the neutral form only", "")
			}
		case "activity_links":
			if !e.linksTo(r, rows, row.Get("record_key")) {
				e.problem(r, "link", "the record that it belongs to is not in the files", row.Get("record_key"))
			}
		case "extra":
			if !slices.ContainsFunc(r.Report, func(entry Entry) bool { return strings.HasPrefix(entry.Field, row.Get("member")) }) && !isTold(r, row.Get("member")) {
				e.problem(r, row.Get("member"), "a member without a column; it is in the neutral form", row.Get("json"))
			}
		}
	}
}

// isTold reports whether a member that also stands in extra has a column with a
// value, or one that the report speaks of.
func isTold(r *Record, member string) bool {
	for _, col := range r.Table.Columns {
		if col.Members[r.Resource] == member && (r.Get(col.Name) != "" || slices.ContainsFunc(r.Report, func(e Entry) bool { return e.Field == col.Name })) {
			return true
		}
	}
	return false
}

// hasField reports whether a file, of this pass or another, has a custom field.
func (e *engine) hasField(r *Record, rows []outRow, key string) bool {
	return slices.ContainsFunc(e.files, func(f *outFile) bool {
		here := slices.ContainsFunc(rows, func(row outRow) bool { return row.file == f }) || f.spec.From == r.Table.Name && !e.takes(f.spec)
		return here && slices.ContainsFunc(f.columns, func(col outColumn) bool { return col.custom != nil && col.custom.Key == key })
	})
}

// linksTo reports whether a row was written for a link, or the link of what a
// converted lead became.
func (e *engine) linksTo(r *Record, rows []outRow, key string) bool {
	of, err := e.follow(key)
	if err != nil || of == nil || len(rows) == 0 {
		return false
	}
	for _, f := range e.files { // a file of another pass makes the links
		if f.spec.From == r.Table.Name && f.spec.Each == "links" && !e.takes(f.spec) {
			if ok, err := e.matches(scope{rec: r}, f.spec.When); err == nil && ok {
				return true
			}
		}
	}
	for _, row := range rows {
		for _, cell := range row.cells {
			if cell == of.Key || e.second() && cell != "" && cell == e.opts.Crosswalk.of(of.Key) {
				return true
			}
		}
	}
	return false
}
