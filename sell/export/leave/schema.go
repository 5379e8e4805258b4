package leave

import "strings"

// SchemaVersion is the version of the neutral form: it grows when a table or a
// column goes or changes its meaning.
const SchemaVersion = 1

// Type is what the cells of a column hold. Every cell is text; an empty one is
// null.
type Type string

// Types of columns.
const (
	Text     Type = "text"
	Integer  Type = "integer"
	Decimal  Type = "decimal"  // with a point, in plain digits
	Boolean  Type = "boolean"  // true or false
	Datetime Type = "datetime" // RFC 3339, UTC
	Date     Type = "date"     // YYYY-MM-DD
	JSON     Type = "json"
	Key      Type = "key" // names its kind: sell-contact-123
)

// Column is one column of a [Table].
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
	// References is the table whose column key holds the value. In the table
	// records every key of the neutral form stands once.
	References string `json:"references,omitzero"`
	// Members names the members of Sell's records that the column holds, by the
	// resource of the copy. A column without any is derived from others.
	Members map[string]string `json:"members,omitzero"`
}

// Table is one table of the neutral form.
type Table struct {
	Name       string   `json:"name"`
	About      string   `json:"about"`
	PrimaryKey []string `json:"primary_key"`
	Columns    []Column `json:"columns"`

	at map[string]int // columns by name
}

// Row is one row of a table.
type Row struct {
	Table  *Table
	Values []string // in the order of the table's columns
}

// Get returns the value of a column; "" for null and for a column that the
// table does not have.
func (r Row) Get(column string) string {
	if r.Table == nil {
		return ""
	}
	if i, ok := r.Table.at[column]; ok {
		return r.Values[i]
	}
	return ""
}

func (r Row) set(column, value string) { r.Values[r.Table.at[column]] = value }

func (t *Table) row() Row { return Row{t, make([]string, len(t.Columns))} }

// with returns a row with the values of its first columns.
func (t *Table) with(values ...string) Row {
	r := t.row()
	copy(r.Values, values)
	return r
}

// tables returns the schema. A column is written "name", "name=type" or
// "name>table"; the primary key is the first column, or those with a "!".
func tables() map[string]*Table {
	all := make(map[string]*Table)
	for _, def := range tableDefs {
		t := &Table{Name: def.name, About: def.about, at: make(map[string]int)}
		for i, word := range strings.Fields(def.columns) {
			word, primary := strings.CutPrefix(word, "!")
			c := Column{Name: word, Type: Text}
			if name, typ, ok := strings.Cut(word, "="); ok {
				c.Name, c.Type = name, Type(typ)
			} else if name, table, ok := strings.Cut(word, ">"); ok {
				c.Name, c.Type, c.References = name, Key, table
			}
			if primary {
				t.PrimaryKey = append(t.PrimaryKey, c.Name)
			}
			t.at[c.Name] = i
			t.Columns = append(t.Columns, c)
		}
		if t.PrimaryKey == nil {
			t.PrimaryKey = []string{t.Columns[0].Name}
		}
		all[def.name] = t
	}
	for _, s := range sources {
		for _, f := range s.parse() {
			for _, name := range s.tables() {
				t := all[name]
				if i, ok := t.at[f.column]; ok {
					if t.Columns[i].Members == nil {
						t.Columns[i].Members = make(map[string]string)
					}
					t.Columns[i].Members[s.resource] = f.member
				}
			}
		}
	}
	return all
}
