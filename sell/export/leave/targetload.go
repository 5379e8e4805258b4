package leave

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// Targets returns the names of the targets that come with this package.
func Targets() []string {
	entries, err := fs.ReadDir(targetFiles, "targets")
	if err != nil {
		panic("leave: " + err.Error()) // embedded
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".json"))
	}
	slices.Sort(names)
	return names
}

// LoadTarget returns a target that comes with this package. Overrides are
// documents that change it: objects are merged, files are found by their name and
// columns by their header, null removes, and new ones are added at the end.
func LoadTarget(name string, overrides ...[]byte) (*Target, error) {
	data, err := targetFiles.ReadFile("targets/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("leave: there is no target %q: take one of %s, or a document of your own", name, strings.Join(Targets(), ", "))
	}
	return ParseTarget(data, overrides...)
}

// ParseTarget reads the document of a target, and changes it by the overrides; see
// [LoadTarget]. The error names the member that is wrong.
func ParseTarget(document []byte, overrides ...[]byte) (*Target, error) {
	data := document
	for _, over := range overrides {
		var base, change any
		if err := errors.Join(json.Unmarshal(data, &base), json.Unmarshal(over, &change)); err != nil {
			return nil, fmt.Errorf("leave: the target is not JSON: %w", err)
		}
		var err error
		if data, err = json.Marshal(merge(base, change), json.Deterministic(true)); err != nil {
			return nil, err
		}
	}
	t := new(Target)
	if err := json.Unmarshal(data, t, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("leave: the target cannot be read: %w", err)
	}
	t.defaults()
	return t, t.check()
}

// merge lays a change over a document.
func merge(base, change any) any {
	switch c := change.(type) {
	case map[string]any:
		b, ok := base.(map[string]any)
		if !ok {
			return change
		}
		for k, v := range c {
			if v == nil {
				delete(b, k)
			} else {
				b[k] = merge(b[k], v)
			}
		}
		return b
	case []any:
		b, ok := base.([]any)
		if !ok || len(c) == 0 || nameOf(c[0]) == "" {
			return change
		}
		for _, item := range c {
			at := slices.IndexFunc(b, func(e any) bool { return nameOf(e) == nameOf(item) })
			o, _ := item.(map[string]any)
			switch {
			case at < 0:
				b = append(b, item)
			case o["remove"] == true:
				b = slices.Delete(b, at, at+1)
			default:
				b[at] = merge(b[at], item)
			}
		}
		return b
	}
	return change
}

func nameOf(v any) string {
	o, _ := v.(map[string]any)
	for _, k := range []string{"name", "header"} {
		if s, ok := o[k].(string); ok {
			return s
		}
	}
	return ""
}

func (t *Target) defaults() {
	d := &t.Dialect
	for _, f := range []struct {
		at    *string
		value string
	}{{&d.Delimiter, ","}, {&d.LineEnd, "\n"}, {&d.Date, "YYYY-MM-DD"}, {&d.Datetime, "YYYY-MM-DDTHH:mm:ssZ"}, {&d.True, "true"}, {&d.False, "false"}, {&d.Multi, ";"}} {
		if *f.at == "" {
			*f.at = f.value
		}
	}
	if t.Limits.MinYear == 0 {
		t.Limits.MinYear = 1900
	}
	if t.Limits.MaxYear == 0 {
		t.Limits.MaxYear = 2999
	}
	for i := range t.Files {
		if t.Files[i].Pass == 0 {
			t.Files[i].Pass = 1
		}
	}
}

// check finds what makes no sense.
func (t *Target) check() error {
	schema := tables()
	var problems []error
	wrong := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("leave: target "+t.Name+": "+format, args...))
	}
	if t.Name == "" || t.Title == "" || t.Version == 0 || len(t.Files) == 0 {
		wrong("target, title, version and files are needed")
	}
	if e := t.Dialect.Encoding; e != "" && e != "utf-8" {
		wrong("dialect.encoding: %q is not utf-8", e)
	}
	for _, r := range t.LeaveOut {
		if schema[r.From] == nil {
			wrong("leave_out: there is no table %q", r.From)
			continue
		}
		t.checkPaths(schema[r.From], "", r.When, "leave_out of "+r.From, wrong)
	}
	seen := make(map[string]bool)
	for _, f := range t.Files {
		at := "files " + f.Name
		if seen[f.Name] || f.Name == "" || strings.ContainsAny(f.Name, `/\`) {
			wrong("%s: the name is empty, not plain, or comes twice", at)
		}
		seen[f.Name] = true
		from := schema[f.From]
		if from == nil {
			wrong("%s: from: there is no table %q", at, f.From)
			continue
		}
		if f.Each != "" && itemTables[f.Each] == "" {
			wrong("%s: each: %q is not links, prices or people", at, f.Each)
		}
		t.checkPaths(from, f.Each, f.When, at, wrong)
		headers := make(map[string]bool)
		for _, col := range f.Columns {
			where := at + ", column " + col.Header
			if col.Header == "" || headers[col.Header] {
				wrong("%s: the header is empty or comes twice", where)
			}
			headers[col.Header] = true
			if len(col.From) == 0 && col.Value == "" {
				wrong("%s: from or value is needed", where)
			}
			for _, path := range col.From {
				if err := checkPath(schema, from, f.Each, path); err != nil {
					wrong("%s: %w", where, err)
				}
			}
			for _, tr := range col.Transform {
				if transforms[tr] == nil {
					wrong("%s: there is no transform %q", where, tr)
				}
			}
			if col.Map != "" && t.Values[col.Map] == nil {
				wrong("%s: map: there are no values %q", where, col.Map)
			}
		}
		for _, header := range f.OneOf {
			if !headers[header] {
				wrong("%s: one_of: there is no column %q", at, header)
			}
		}
	}
	return errors.Join(problems...)
}

func (t *Target) checkPaths(from *Table, each string, when map[string]Texts, at string, wrong func(string, ...any)) {
	schema := tables()
	for path := range when {
		if err := checkPath(schema, from, each, path); err != nil {
			wrong("%s: when: %w", at, err)
		}
	}
}
