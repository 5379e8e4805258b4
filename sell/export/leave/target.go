package leave

import (
	"embed"

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
	From   string           `json:"from"`
	When   map[string]Texts `json:"when,omitzero"`
	Reason string           `json:"reason"`
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
	OneOf  Texts            `json:"one_of,omitzero"` // headers of columns of which one must have a value
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
	Transform Texts  `json:"transform,omitzero"` // html, milliseconds, minutes, date, lower, first_line, single_line, present
	Map       string `json:"map,omitzero"`       // of Values; what it does not know stays
	Format    string `json:"format,omitzero"`    // of a date or time; that of the dialect by default
	Join      string `json:"join,omitzero"`      // between several values; that of the dialect by default
	First     bool   `json:"first,omitzero"`     // of several values, the first only
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
	Header string `json:"header"` // with {name}, {api} (letters, digits, _) or {snake}
	// Create is what the set-up list says of the type, with {type} and {snake}.
	Create  string `json:"create,omitzero"`
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
