package leave_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/export/leave"
)

// parseCSV reads RFC 4180 to the byte; encoding/csv would take the CR of a CR LF
// within a cell away.
func parseCSV(t testing.TB, data string, comma byte, end string) [][]string {
	t.Helper()
	var rows [][]string
	for len(data) > 0 {
		var row []string
		for {
			var cell strings.Builder
			if data != "" && data[0] == '"' {
				for data = data[1:]; ; {
					i := strings.IndexByte(data, '"')
					if i < 0 {
						t.Fatal("a quote is not closed")
					}
					cell.WriteString(data[:i])
					data = data[i+1:]
					if data == "" || data[0] != '"' {
						break
					}
					cell.WriteByte('"')
					data = data[1:]
				}
			} else {
				i := strings.IndexAny(data, string(comma)+"\r\n")
				if i < 0 {
					t.Fatal("the last line has no end")
				}
				if strings.Contains(data[:i], `"`) {
					t.Fatalf("a quote within a plain cell: %.40q", data)
				}
				cell.WriteString(data[:i])
				data = data[i:]
			}
			row = append(row, cell.String())
			if rest, ok := strings.CutPrefix(data, string(comma)); ok {
				data = rest
				continue
			}
			rest, ok := strings.CutPrefix(data, end)
			if !ok {
				t.Fatalf("a line does not end in %q: %.40q", end, data)
			}
			data = rest
			break
		}
		if rows = append(rows, row); len(row) != len(rows[0]) {
			t.Fatalf("line %d has %d cells, the header %d", len(rows), len(row), len(rows[0]))
		}
	}
	return rows
}

type table = []map[string]string

// neutralTables reads what WriteNeutral wrote.
func neutralTables(t testing.TB, dir string) (map[string]table, []leave.Table) {
	t.Helper()
	var schema struct {
		Version int           `json:"version"`
		Tables  []leave.Table `json:"tables"`
	}
	read(t, filepath.Join(dir, "schema.json"), &schema)
	all := make(map[string]table)
	for _, s := range schema.Tables {
		rows := parseCSV(t, contents(t, filepath.Join(dir, s.Name+".csv")), ',', "\n")
		for i, c := range s.Columns {
			if rows[0][i] != c.Name {
				t.Fatalf("%s: column %d is %q, want %q", s.Name, i, rows[0][i], c.Name)
			}
		}
		all[s.Name] = table{}
		for _, row := range rows[1:] {
			m := make(map[string]string)
			for i, cell := range row {
				m[rows[0][i]] = cell
			}
			all[s.Name] = append(all[s.Name], m)
		}
	}
	return all, schema.Tables
}

func contents(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// integrity checks that keys are unique and links lead to rows.
func integrity(t testing.TB, all map[string]table, schema []leave.Table) {
	t.Helper()
	keys := make(map[string]map[string]bool)
	for _, s := range schema {
		keys[s.Name] = make(map[string]bool)
		whole := make(map[string]bool)
		for _, row := range all[s.Name] {
			key := ""
			for _, c := range s.PrimaryKey {
				key += row[c] + "\x00"
			}
			if whole[key] {
				t.Errorf("%s: the key %q comes twice", s.Name, key)
			}
			whole[key] = true
			keys[s.Name][row[s.Columns[0].Name]] = true
		}
	}
	for _, s := range schema {
		for _, c := range s.Columns {
			for _, row := range all[s.Name] {
				if c.References != "" && row[c.Name] != "" && !keys[c.References][row[c.Name]] {
					t.Errorf("%s.%s: %q is not in %s", s.Name, c.Name, row[c.Name], c.References)
				}
			}
		}
	}
}

// idOf is the id that a key ends in.
func idOf(t testing.TB, key string) json.Number {
	t.Helper()
	i := strings.LastIndexByte(key, '-')
	if _, err := strconv.ParseInt(key[i+1:], 10, 64); err != nil {
		t.Fatalf("the key %q has no id", key)
	}
	return json.Number(key[i+1:])
}

// back turns the rows of one resource into the records that they were made of, by
// key.
func back(t testing.TB, all map[string]table, schema []leave.Table, resource string) map[string]map[string]any {
	t.Helper()
	records := make(map[string]map[string]any)
	fields := make(map[string]map[string]string)
	for _, f := range all["custom_fields"] {
		fields[f["key"]] = f
	}
	for _, s := range schema {
		for _, row := range all[s.Name] {
			r := make(map[string]any)
			used := false
			for _, c := range s.Columns {
				member := c.Members[resource]
				if member == "" {
					continue
				}
				used = true
				if value := row[c.Name]; value != "" {
					r[member] = valueOf(t, s.Name, c, value)
				}
			}
			if used && from(row, s.Name, resource) {
				records[row["key"]] = r
			}
		}
	}
	hanging(all, records, fields)
	for _, e := range all["extra"] {
		if r := records[e["record_key"]]; r != nil {
			v := decode(t, e["json"])
			old, both := r[e["member"]].(map[string]any)
			if m, ok := v.(map[string]any); ok && both {
				maps.Copy(old, m)
			} else {
				r[e["member"]] = v
			}
		}
	}
	return records
}

// from reports whether a row was made of a resource.
func from(row map[string]string, name, resource string) bool {
	kinds := map[string]string{"notes": "note", "tasks": "task", "calls": "call", "text_messages": "text", "visits": "visit"}
	applies := map[string]string{"lead_custom_fields": "lead", "contact_custom_fields": "contact", "deal_custom_fields": "deal", "prospect_and_customer_custom_fields": "prospect_and_customer"}
	switch {
	case name == "activities":
		return row["kind"] == kinds[resource]
	case row["list"] != "":
		return row["list"] == resource
	case name == "custom_fields":
		return row["applies_to"] == applies[resource]
	case name == "deal_people":
		return row["associated"] == "true"
	}
	return true
}

func valueOf(t testing.TB, table string, c leave.Column, value string) any {
	t.Helper()
	switch {
	case c.Name == "direction":
		return value == "incoming"
	case c.Type == leave.Key:
		return idOf(t, value)
	case c.Type == leave.Integer:
		return json.Number(value)
	case c.Type == leave.Boolean:
		return value == "true"
	case c.Type == leave.Decimal && table == "deals" && !strings.Contains(value, "."):
		return json.Number(value)
	}
	return value
}

func set(r map[string]any, member, name string, value any) {
	o, ok := r[member].(map[string]any)
	if !ok {
		o = make(map[string]any)
		r[member] = o
	}
	o[name] = value
}

// hanging adds what stands in tables of its own.
func hanging(all map[string]table, records map[string]map[string]any, fields map[string]map[string]string) {
	for _, a := range all["addresses"] {
		r := records[a["record_key"]]
		if r == nil {
			continue
		}
		address := make(map[string]any)
		for _, part := range []string{"line1", "city", "postal_code", "state", "country"} {
			if a[part] != "" {
				address[part] = a[part]
			}
		}
		switch kind := a["kind"]; {
		case kind == "main":
			r["address"] = address
		case fields[kind] != nil:
			set(r, "custom_fields", fields[kind]["name"], address)
		default:
			r[kind+"_address"] = address
		}
	}
	add := func(key, member string, value any) {
		if r := records[key]; r != nil {
			list, _ := r[member].([]any)
			r[member] = append(list, value)
		}
	}
	for _, row := range all["tags"] {
		add(row["record_key"], "tags", row["tag"])
	}
	for _, v := range all["custom_values"] {
		r, f := records[v["record_key"]], fields[v["field_key"]]
		if r == nil {
			continue
		}
		var value any = v["text"] + v["number"]
		switch {
		case v["text"] != "":
			value = v["text"]
		case v["boolean"] != "":
			value = v["boolean"] == "true"
		case v["date"] != "":
			value = v["date"]
		case v["datetime"] != "":
			value = v["datetime"]
		}
		if f["type"] == "multi_select_list" {
			o, _ := r["custom_fields"].(map[string]any)
			list, _ := o[f["name"]].([]any)
			list = append(list, value)
			value = list
		}
		set(r, "custom_fields", f["name"], value)
	}
	for _, l := range all["activity_links"] {
		id := json.Number(l["record_key"][strings.LastIndexByte(l["record_key"], '-')+1:])
		if r := records[l["activity_key"]]; r != nil && l["is_main"] == "true" {
			r["resource_id"] = id
		} else {
			add(l["activity_key"], "associated_deal_ids", id)
		}
	}
	for _, c := range all["custom_choices"] {
		add(c["field_key"], c["listed_as"], map[string]any{"id": json.Number(c["choice_id"]), "name": c["name"]})
	}
	for _, p := range all["prices"] {
		add(p["product_key"], "prices", map[string]any{"amount": p["amount"], "currency": p["currency"]})
	}
}

func decode(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v: %.80s", err, text)
	}
	return v
}

// said removes what is null or empty.
func said(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if e = said(e); e == nil {
				delete(v, k)
			} else {
				v[k] = e
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = said(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	case string:
		if v == "" {
			return nil
		}
	}
	return v
}

// roundTrip converts the neutral form back and compares it with the copy.
func roundTrip(t testing.TB, copied, out string) {
	t.Helper()
	all, schema := neutralTables(t, out)
	integrity(t, all, schema)
	var manifest struct {
		Resources []struct {
			Name, File string
			Count      int
		}
	}
	read(t, filepath.Join(copied, "manifest.json"), &manifest)
	for _, res := range manifest.Resources {
		if strings.HasSuffix(res.Name, "_files") {
			continue
		}
		records := back(t, all, schema, res.Name)
		lines := bytes.Split(bytes.TrimSpace([]byte(contents(t, filepath.Join(copied, res.File)))), []byte("\n"))
		if len(records) != res.Count {
			t.Errorf("%s: %d records, the manifest has %d", res.Name, len(records), res.Count)
		}
		var got, want []string
		for _, r := range records {
			got = append(got, canonical(t, r))
		}
		for _, line := range lines {
			if len(line) == 0 {
				continue
			}
			r := decode(t, string(line)).(map[string]any)
			if data, ok := r["data"].(map[string]any); ok && r["id"] == nil {
				for _, of := range []string{"deal_id", "order_id"} {
					if r[of] != nil {
						data[of] = r[of]
					}
				}
				r = data
			}
			delete(r, "download_url")
			delete(r, "confirmation_token")
			want = append(want, canonical(t, r))
		}
		slices.Sort(got)
		slices.Sort(want)
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Errorf("%s:\n got %s\nwant %s", res.Name, got[i], want[i])
				break
			}
		}
	}
}

func canonical(t testing.TB, r any) string {
	t.Helper()
	data, err := json.Marshal(said(r))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(string(data))
}
