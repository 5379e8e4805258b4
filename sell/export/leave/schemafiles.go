package leave

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// schemaFile returns one of the files that describe the tables.
func (c *Copy) schemaFile(name string) []byte {
	switch name {
	case "schema.json":
		data, err := json.Marshal(struct {
			Version int      `json:"version"`
			Tables  []*Table `json:"tables"`
		}{SchemaVersion, c.Tables()}, jsontext.WithIndent("  "), json.Deterministic(true))
		if err != nil {
			panic("leave: " + err.Error()) // plain data
		}
		return append(data, '\n')
	case "schema.sql":
		return []byte(c.schemaSQL())
	}
	return []byte(c.loadSQL())
}

var sqlTypes = map[Type]string{Integer: "INTEGER", Boolean: "INTEGER"} // text otherwise: exact

func (c *Copy) schemaSQL() string {
	var b strings.Builder
	b.WriteString("-- The tables of the neutral form, for SQLite; load.sql fills them.\n-- Booleans are 0 and 1, decimals and times are text, so that nothing is rounded.\n")
	for _, t := range c.Tables() {
		fmt.Fprintf(&b, "\n-- %s\nCREATE TABLE %s (\n", t.About, quote(t.Name))
		for _, col := range t.Columns {
			typ := sqlTypes[col.Type]
			if typ == "" {
				typ = "TEXT"
			}
			fmt.Fprintf(&b, "  %s %s", quote(col.Name), typ)
			if slices.Contains(t.PrimaryKey, col.Name) {
				b.WriteString(" NOT NULL")
			}
			if col.References != "" {
				ref := c.schema[col.References]
				fmt.Fprintf(&b, " REFERENCES %s(%s)", quote(ref.Name), quote(ref.Columns[0].Name))
			}
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, "  PRIMARY KEY (%s)\n);\n", strings.Join(quoteAll(t.PrimaryKey), ", "))
	}
	for _, t := range []string{"leads", "people", "companies", "deals"} {
		c.wideView(&b, t)
	}
	return b.String()
}

// wideView shows the custom fields of a table as columns.
func (c *Copy) wideView(b *strings.Builder, table string) {
	fmt.Fprintf(b, "\n-- %s with a column for each custom field.\nCREATE VIEW %s AS SELECT t.*", table, quote(table+"_wide"))
	taken := make(map[string]bool)
	for _, col := range c.schema[table].Columns {
		taken[col.Name] = true
	}
	for _, f := range c.fields.on(table) {
		name := f.Name
		for n := 2; taken[strings.ToLower(name)] || name == ""; n++ {
			name = fmt.Sprintf("%s (custom %d)", f.Name, n-1)
		}
		taken[strings.ToLower(name)] = true
		value := "COALESCE(v.number, v.boolean, v.date, v.datetime, v.text)"
		if f.multiple() {
			value = "v.text"
		}
		fmt.Fprintf(b, ",\n  group_concat(CASE WHEN v.field_key = '%s' THEN %s END, '; ') AS %s", f.Key, value, quote(name))
	}
	fmt.Fprintf(b, "\nFROM %s t LEFT JOIN custom_values v ON v.record_key = t.key GROUP BY t.key;\n", quote(table))
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quoteAll(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = quote(name)
	}
	return all
}

func (c *Copy) loadSQL() string {
	var b strings.Builder
	b.WriteString(`-- Loads the tables into SQLite. Run it in this folder, with sqlite3 3.32 or newer:
--
--   sqlite3 sell.db < load.sql
--
-- Empty cells become NULL. At the end it lists links that lead to nothing: there are none.
.bail on
.read schema.sql
`)
	for _, t := range c.Tables() {
		var columns []string
		fmt.Fprintf(&b, ".import --csv --skip 1 %s.csv %s\n", t.Name, t.Name)
		for _, col := range t.Columns {
			form := "%s = NULLIF(%[1]s, '')"
			if col.Type == Boolean {
				form = "%s = CASE %[1]s WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
			}
			columns = append(columns, fmt.Sprintf(form, quote(col.Name)))
		}
		fmt.Fprintf(&b, "UPDATE %s SET %s;\n", t.Name, strings.Join(columns, ", "))
	}
	b.WriteString("PRAGMA foreign_key_check;\n")
	return b.String()
}
