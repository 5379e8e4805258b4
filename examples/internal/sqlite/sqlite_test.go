package sqlite_test

import (
	"bufio"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/export/leave"
)

// shell runs a script as the shell of SQLite does, as far as load.sql needs it.
type shell struct {
	t   *testing.T
	db  *sql.DB
	dir string
}

func (s shell) read(name string) {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	var statement strings.Builder
	lines := bufio.NewScanner(strings.NewReader(string(data)))
	for lines.Scan() {
		line := lines.Text()
		words := strings.Fields(line)
		switch {
		case statement.Len() == 0 && (line == "" || strings.HasPrefix(line, "--")):
		case statement.Len() == 0 && line == ".bail on":
		case statement.Len() == 0 && len(words) == 2 && words[0] == ".read":
			s.read(words[1])
		case statement.Len() == 0 && len(words) == 6 && strings.Join(words[:4], " ") == ".import --csv --skip 1":
			s.load(words[4], words[5])
		case strings.HasPrefix(line, "."):
			s.t.Fatalf("%s: what is %q?", name, line)
		default:
			statement.WriteString(line + "\n")
			if strings.HasSuffix(line, ";") {
				s.run(statement.String())
				statement.Reset()
			}
		}
	}
	if statement.Len() > 0 {
		s.t.Fatalf("%s: a statement does not end: %s", name, statement.String())
	}
}

func (s shell) run(statement string) {
	s.t.Helper()
	rows, err := s.db.QueryContext(s.t.Context(), statement)
	if err != nil {
		s.t.Fatalf("%v: %.200s", err, statement)
	}
	defer rows.Close()
	for rows.Next() { // of PRAGMA foreign_key_check
		var table, parent sql.NullString
		var row, key sql.NullInt64
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			s.t.Fatal(err)
		}
		s.t.Errorf("a row of %s names one of %s that is not there", table.String, parent.String)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatalf("%v: %.200s", err, statement)
	}
}

// load is .import: every cell comes as text.
func (s shell) load(name, table string) {
	s.t.Helper()
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	tx, err := s.db.BeginTx(s.t.Context(), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	insert, err := tx.PrepareContext(s.t.Context(), fmt.Sprintf("INSERT INTO %s VALUES (?%s)", table, strings.Repeat(", ?", len(rows[0])-1)))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range rows[1:] {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
		}
		if _, err := insert.ExecContext(s.t.Context(), cells...); err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
	}
	if err := tx.Commit(); err != nil {
		s.t.Fatal(err)
	}
}

func (s shell) value(query string, args ...any) string {
	s.t.Helper()
	var v sql.NullString
	if err := s.db.QueryRowContext(s.t.Context(), query, args...).Scan(&v); err != nil {
		s.t.Fatalf("%v: %s", err, query)
	}
	return v.String
}

// loaded copies the demo company with so many leads more, converts it, and loads
// the tables.
func loaded(t *testing.T, leads int) (shell, *export.Manifest) {
	t.Helper()
	crm, _ := demo.Leaving()
	more := make([]string, leads)
	for i := range more {
		more[i] = fmt.Sprintf(`{"id":%d,"owner_id":2103,"creator_id":2103,"last_name":"Lead, \"%[1]d\"","status":"New","tags":["a","b"],"custom_fields":{"Cups a day":"%[1]d"},"address":{"city":"Łódź"}}`, 50_000+i)
	}
	crm.Seed("leads", more...)
	dir, out := t.TempDir(), t.TempDir()
	m, err := export.Run(t.Context(), crm.Client(&sell.Config{Limiter: demo.Unlimited{}}), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := leave.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := c.WriteNeutral(t.Context(), out, nil); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "sell.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	s := shell{t, db, out}
	s.read("load.sql")
	return s, m
}

func TestLoad(t *testing.T) {
	s, m := loaded(t, 2_000)
	counts := make(map[string]int64)
	for _, res := range m.Resources {
		counts[res.Name] = res.Count
	}
	for _, c := range []struct {
		query string
		want  int64
	}{
		{"SELECT count(*) FROM leads", counts["leads"]},
		{"SELECT (SELECT count(*) FROM people) + (SELECT count(*) FROM companies)", counts["contacts"]},
		{"SELECT count(*) FROM deals", counts["deals"]},
		{"SELECT count(*) FROM deal_people WHERE associated", counts["associated_contacts"]},
		{"SELECT count(*) FROM activities", counts["notes"] + counts["tasks"] + counts["calls"] + counts["text_messages"] + counts["visits"]},
		{"SELECT count(*) FROM documents", counts["lead_documents"] + counts["contact_documents"] + counts["deal_documents"]},
		{"SELECT count(*) FROM line_items", counts["line_items"]},
		{"SELECT count(*) FROM users", counts["users"]},
		{"SELECT count(*) FROM records", rows(t, s.dir, "records.csv")},
		{"SELECT count(*) FROM report", rows(t, s.dir, "report.csv")},
	} {
		if got := s.value(c.query); got != fmt.Sprint(c.want) {
			t.Errorf("%s: %s, want %d", c.query, got, c.want)
		}
	}
	for query, want := range map[string]string{
		"SELECT typeof(company_key) FROM people WHERE key = 'sell-contact-3206'":                                               "null", // empty is NULL
		"SELECT count(*) FROM leads WHERE phone = ''":                                                                          "0",
		"SELECT hot FROM deals WHERE key = 'sell-deal-5101'":                                                                   "1",
		"SELECT value FROM deals WHERE key = 'sell-deal-5201'":                                                                 "1000.50",
		"SELECT description FROM people WHERE key = 'sell-contact-3206'":                                                       "Says \"maybe\"\nnext line; with, commas ☕",
		"SELECT fax FROM people WHERE key = 'sell-contact-3207'":                                                               "-5",
		"SELECT \"Extras\" FROM deals_wide WHERE key = 'sell-deal-5201'":                                                       "Grinder; Filter; soft water",
		"SELECT \"Install at\" FROM deals_wide WHERE key = 'sell-deal-5201'":                                                   "2025-07-01T09:00:00Z",
		"SELECT count(*) FROM leads_wide":                                                                                      fmt.Sprint(counts["leads"]),
		"SELECT p.name FROM leads l JOIN people p ON p.key = l.person_key WHERE l.converted":                                   "Ivan Petrov",
		"SELECT r.in_table FROM activity_links a JOIN records r ON r.key = a.record_key WHERE activity_key = 'sell-note-6203'": "deals",
	} {
		if got := s.value(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// rows counts the rows of a table's file as it lists them.
func rows(t *testing.T, dir, name string) int64 {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "leave.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Files []struct {
			Name string
			Rows int64
		}
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	for _, f := range list.Files {
		if f.Name == name {
			return f.Rows
		}
	}
	t.Fatalf("there is no %s", name)
	return 0
}
