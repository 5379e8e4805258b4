package leave

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// Target says how records become the import files of one CRM. It is a document,
// not code: the ones that come with this package lie in the folder targets, which
// also explains each member, and [ParseTarget] reads others.
type Target struct {
	Name    string   `json:"target"`  // such as "hubspot"
	Title   string   `json:"title"`   // such as "HubSpot"
	Version int      `json:"version"` // of this document
	Checked string   `json:"checked,omitzero"`
	Notes   []string `json:"notes,omitzero"` // what a user must know before an import

	Dialect Dialect `json:"dialect,omitzero"`
	Limits  Limits  `json:"limits,omitzero"`
	// Types are what the target calls the types of custom fields.
	Types map[string]string `json:"types,omitzero"`
	// Values translates values, by the name that columns refer to.
	Values map[string]map[string]string `json:"values,omitzero"`
	// LeaveOut names records that are not written, and why.
	LeaveOut []Rule `json:"leave_out,omitzero"`
	// Ignore names columns of the neutral form that need not be spoken of when no
	// file takes them, by table, "*" for all.
	Ignore map[string][]string `json:"ignore,omitzero"`
	Files  []FileSpec          `json:"files"`
	// Relink tells how the target's own export is read.
	Relink  RelinkSpec   `json:"relink,omitzero"`
	Request *RequestSpec `json:"request,omitzero"`
}

// Limits are those of one file.
type Limits struct {
	Rows    int64 `json:"rows,omitzero"` // without the header
	Bytes   int64 `json:"bytes,omitzero"`
	Columns int   `json:"columns,omitzero"`
	Cell    int   `json:"cell,omitzero"` // characters
	MinYear int   `json:"min_year,omitzero"`
	MaxYear int   `json:"max_year,omitzero"`
}

// Rule leaves records of a table out.
type Rule struct {
	From   string            `json:"from"`
	When   map[string]Texts  `json:"when,omitzero"`
	Reason string            `json:"reason"`
	_      map[string]string // keyed literals only
}

// FileSpec is one file of a target.
type FileSpec struct {
	Name   string           `json:"name"`            // "contacts.csv"; further parts are "contacts-2.csv"
	Object string           `json:"object"`          // what the target calls a row
	About  string           `json:"about,omitzero"`  // what to do with it
	From   string           `json:"from"`            // a table
	Each   string           `json:"each,omitzero"`   // a row for each of these: links, prices, people
	When   map[string]Texts `json:"when,omitzero"`   // which records, by path
	Pass   int              `json:"pass,omitzero"`   // 2 and above need the target's own ids
	Shadow bool             `json:"shadow,omitzero"` // adds to records that another file writes
	Limits *Limits          `json:"limits,omitzero"`
	// Documents copies the files of the documents that the rows tell of, and
	// Bodies writes each body to an HTML file, which the path body_file names.
	Documents bool `json:"documents,omitzero"`
	Bodies    bool `json:"bodies,omitzero"`
	// Columns in their order, and where those of custom fields go on.
	Columns []ColumnSpec `json:"columns"`
	Custom  *CustomSpec  `json:"custom,omitzero"`
	Request any          `json:"request,omitzero"`
}

// ColumnSpec is one column of a file.
type ColumnSpec struct {
	Header string `json:"header"`
	// From are paths, of which the first that has a value counts.
	From      Texts  `json:"from,omitzero"`
	Value     string `json:"value,omitzero"`     // the same in each row
	Transform Texts  `json:"transform,omitzero"` // html, plain, milliseconds, minutes, date, time, lower, first_line
	Map       string `json:"map,omitzero"`       // of Values; what it does not know stays
	Format    string `json:"format,omitzero"`    // of a date or time; that of the dialect by default
	Join      string `json:"join,omitzero"`      // between several values; that of the dialect by default
	Max       int    `json:"max,omitzero"`       // characters
	Required  bool   `json:"required,omitzero"`
	Default   string `json:"default,omitzero"` // of a required column
	Unique    bool   `json:"unique,omitzero"`  // the target takes a value once only
	Link      bool   `json:"link,omitzero"`    // names another record
	// Owner says that From is the key of a user, and what stands for that user:
	// "email", or "key" where the target reads the users from a file as well.
	Owner string `json:"owner,omitzero"`
	// Rename makes a unique value that is taken another one, by the record's key.
	Rename bool `json:"rename,omitzero"`
	// Choice is a pick-list: the table that lists its values, such as
	// "sources/lead_sources", or "values" for what records have.
	Choice  string `json:"choice,omitzero"`
	Create  string `json:"create,omitzero"` // the type of a field that is to be made beforehand
	Request any    `json:"request,omitzero"`
}

// CustomSpec says how custom fields become columns.
type CustomSpec struct {
	Header  string `json:"header"` // with {name}, {api} (letters, digits, _) or {snake}
	Max     int    `json:"max,omitzero"`
	Request any    `json:"request,omitzero"`
}

// RelinkSpec names columns of the target's export.
type RelinkSpec struct {
	Key Texts `json:"key,omitzero"` // that hold this package's key
	ID  Texts `json:"id,omitzero"`  // that hold the target's own id
}

// RequestSpec makes a request of an import API from the files.
type RequestSpec struct {
	Name  string         `json:"name"` // of the file, with {file}
	Body  map[string]any `json:"body"`
	Files string         `json:"files"` // the member of Body that lists files
	// Columns is the path to the columns in a file's part.
	Columns    string `json:"columns"`
	FileName   string `json:"file_name"`
	ColumnName string `json:"column_name"`
}

// Texts is a list that may be written as one text.
type Texts []string

// UnmarshalJSON reads a text or a list of them.
func (t *Texts) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*t = make(Texts, 1)
		return json.Unmarshal(data, &(*t)[0])
	}
	return json.Unmarshal(data, (*[]string)(t))
}

//go:embed targets/*.json
var targetFiles embed.FS

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
