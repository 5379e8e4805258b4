package leave

import (
	"bytes"
	_ "embed"
	"html/template"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

//go:embed setup.html.tmpl
var setupText string

var setupPage = template.Must(template.New("setup").Parse(setupText))

// attach copies the files that rows of a record name.
func (e *engine) attach(r *Record, rows []outRow) error {
	if e.folder.path == "" {
		return nil
	}
	for _, row := range rows {
		switch {
		case row.file.spec.Bodies:
			to, err := e.folder.reserve("bodies/" + r.Key + ".html")
			if err == nil {
				err = os.WriteFile(to, []byte(transforms["html"](r.Get("body"))), 0o600)
			}
			return err
		case row.file.spec.Documents && r.Table.Name == "documents" && r.Get("path") != "":
			to, err := e.folder.reserve(r.Get("path"))
			if err == nil {
				err = e.c.copyFile(e.ctx, filesOf(r.Resource), r.ID, to)
			}
			return err
		}
	}
	return nil
}

// finish writes what is known at the end only.
func (e *engine) finish() error {
	if len(e.owners.holes) > 0 && e.owners.given.Default == "" && e.tell == nil {
		return &OwnerError{slices.Sorted(keys(e.owners.holes))}
	}
	var err error
	if e.setup, err = e.setupItems(); err != nil {
		return err
	}
	list := neutralDialect.appendRow(nil, []string{"what", "object", "field", "name", "type", "in", "records", "key"})
	for _, item := range e.setup {
		list = neutralDialect.appendRow(list, item.cells())
	}
	owners, err := e.ownersFile()
	if err != nil {
		return err
	}
	page, err := e.setupHTML()
	if err != nil {
		return err
	}
	if err := e.report.close(); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{"setup.csv", list}, {"owners.csv", owners}, {"setup.html", page}, {"crosswalk.csv", e.opts.Crosswalk.file(e.t.Name)}} {
		if err := e.folder.write(f.name, f.data); err != nil {
			return err
		}
	}
	if err := e.requests(); err != nil {
		return err
	}
	if err := e.tickets(); err != nil {
		return err
	}
	if err := e.ledger.pages(e.folder, e.t); err != nil {
		return err
	}
	return e.folder.finish()
}

// tickets writes the links to tickets, which go with no target's import.
func (e *engine) tickets() error {
	w, err := e.folder.create("ticket_links.csv")
	if err != nil {
		return err
	}
	table := e.c.schema["ticket_links"]
	put := func(values []string) error {
		_, err := w.Write(neutralDialect.appendRow(nil, values))
		return err
	}
	head := make([]string, 0, len(table.Columns))
	for _, col := range table.Columns {
		head = append(head, col.Name)
	}
	if err := put(head); err != nil {
		return err
	}
	for _, resource := range []string{"leads", "contacts", "deals", "notes"} {
		err := e.c.each(e.ctx, e.c.sources[resource], func(r *Record) error {
			for row := range r.Each("ticket_links") {
				if err := put(row.Values); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if e.opts.Links != nil {
		for link, err := range e.opts.Links {
			if err != nil {
				return err
			}
			rows, report := e.c.linked(link)
			for _, row := range rows {
				if err := put(row.Values); err != nil {
					return err
				}
			}
			for _, entry := range report {
				e.ledger.add(entry)
			}
		}
	}
	return w.close()
}

// step is a file on the page of the set-up list.
type step struct {
	Name, Object, About string
	Rows                int64
}

func (e *engine) setupHTML() ([]byte, error) {
	var steps []step
	for _, f := range e.files {
		if !e.takes(f.spec) {
			continue
		}
		var rows int64
		names := ""
		for _, file := range e.folder.list.Files {
			stem, _, _ := strings.Cut(f.spec.Name, ".")
			if file.Name == f.spec.Name || strings.HasPrefix(file.Name, stem+"-") && isPart(file.Name[len(stem)+1:]) {
				rows += file.Rows
				if names != "" {
					names += ", "
				}
				names += file.Name
			}
		}
		if rows > 0 {
			steps = append(steps, step{names, f.spec.Object, f.spec.About, rows})
		}
	}
	group := make(map[string][]SetupItem)
	for _, item := range e.setup {
		group[item.What] = append(group[item.What], item)
	}
	var b bytes.Buffer
	err := setupPage.Execute(&b, map[string]any{"Target": e.t, "Steps": steps, "Fields": group["field"], "Choices": group["choice"],
		"Pipelines": group["pipeline"], "Stages": group["stage"], "Second": e.second()})
	return b.Bytes(), err
}

// isPart reports whether the rest of a name says which part of a file it is.
func isPart(rest string) bool {
	number, _, _ := strings.Cut(rest, ".")
	return number != "" && strings.Trim(number, "0123456789") == ""
}

// requests writes the requests of an import API, one a file.
func (e *engine) requests() error {
	q := e.t.Request
	if q == nil {
		return nil
	}
	for _, file := range slices.Clone(e.folder.list.Files) {
		for _, f := range e.files {
			stem, _, _ := strings.Cut(f.spec.Name, ".")
			if f.spec.Request == nil || file.Name != f.spec.Name && !(strings.HasPrefix(file.Name, stem+"-") && isPart(file.Name[len(stem)+1:])) {
				continue
			}
			part := map[string]any{q.FileName: file.Name}
			base, _ := clone(f.spec.Request).(map[string]any)
			maps.Copy(part, base)
			var columns []any
			for _, col := range f.columns {
				c, _ := clone(col.Request).(map[string]any)
				if c == nil {
					c = make(map[string]any)
				}
				c = fill(c, map[string]string{"$header": col.Header, "$snake": col.snake}).(map[string]any)
				c[q.ColumnName] = col.Header
				columns = append(columns, c)
			}
			put(part, q.Columns, columns)
			body, _ := clone(q.Body).(map[string]any)
			body = fill(body, map[string]string{"$file": file.Name}).(map[string]any)
			body[q.Files] = []any{part}
			data, err := json.Marshal(body, jsontext.WithIndent("  "), json.Deterministic(true))
			if err != nil {
				return err
			}
			partStem, _, _ := strings.Cut(file.Name, ".")
			if err := e.folder.write(strings.ReplaceAll(q.Name, "{file}", partStem), append(data, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}

// put sets a member at a path of names.
func put(o map[string]any, path string, v any) {
	head, rest, more := strings.Cut(path, ".")
	if !more {
		o[head] = v
		return
	}
	next, ok := o[head].(map[string]any)
	if !ok {
		next = make(map[string]any)
		o[head] = next
	}
	put(next, rest, v)
}

// clone copies a JSON value.
func clone(v any) any { return fill(v, nil) }

// fill copies a JSON value with texts put in the place of others.
func fill(v any, texts map[string]string) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = fill(e, texts)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = fill(e, texts)
		}
		return l
	case string:
		if to, ok := texts[v]; ok {
			return to
		}
		for from, to := range texts {
			v = strings.ReplaceAll(v, from, to)
		}
		return v
	}
	return v
}
