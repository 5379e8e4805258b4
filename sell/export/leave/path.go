package leave

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A path names a value of a record: a column ("email"), a column of the record
// that a key column names ("company.name" follows company_key), a part of an
// address ("address.city", "billing.city", "shipping.city"), "tags", the list
// "people" of a deal ("people.email", without the primary contact; "everybody" with
// it), "key", "label" and "table". "primary:people.key" follows primary_key only if
// it leads to a person. "postal" is the billing address, or else the main one. Of an
// activity, "links.deals.key" is the first deal that it belongs to, and "links" is
// some or none. "became" of a lead is some where what it was converted to is in the
// copy. In a file with each, "each.x" is a column of the row, and "each.record.name" one of the record
// that the row names.

// itemTables are what a file can have a row for each of.
var itemTables = map[string]string{"links": "activity_links", "prices": "prices", "people": "deal_people"}

var addressKinds = map[string]string{"address": "main", "billing": "billing", "shipping": "shipping", "postal": "billing"}

// anyRecord are the tables that a reference to records leads to.
var anyRecord = []string{"people", "companies", "leads", "deals", "activities"}

// checkPath tells what is wrong with a path.
func checkPath(schema map[string]*Table, from *Table, each, path string) error {
	head, rest, more := strings.Cut(path, ".")
	switch {
	case head == "each":
		if each == "" || !more {
			return fmt.Errorf("%q: the file has no each", path)
		}
		return checkPath(schema, schema[itemTables[each]], "", rest)
	case addressKinds[head] != "" && more && !slices.Contains([]string{"leads", "people", "companies"}, from.Name):
	case addressKinds[head] != "" && more:
		if _, ok := schema["addresses"].at[rest]; ok {
			return nil
		}
	case (head == "people" || head == "everybody") && more && from.Name == "deals":
		return checkPath(schema, schema["people"], "", rest)
	case head == "links" && more && from.Name == "activities":
		table, rest, _ := strings.Cut(rest, ".")
		if slices.Contains(anyRecord, table) {
			return checkPath(schema, schema[table], "", rest)
		}
	case !more && slices.Contains([]string{"key", "label", "table", "tags", "target_id", "target_owner", "links", "became", "body_file"}, head):
		return nil
	case !more:
		if _, ok := from.at[head]; ok {
			return nil
		}
	default:
		head, only, filtered := strings.Cut(head, ":")
		i, ok := from.at[head+"_key"]
		if !ok {
			break
		}
		if filtered {
			if slices.Contains(anyRecord, only) {
				return checkPath(schema, schema[only], "", rest)
			}
			break
		}
		if of := from.Columns[i].References; of != "records" {
			return checkPath(schema, schema[of], "", rest)
		}
		for _, name := range anyRecord {
			if checkPath(schema, schema[name], "", rest) == nil {
				return nil
			}
		}
	}
	return fmt.Errorf("%q is not a path of the table %s", path, from.Name)
}

// found is what a path leads to.
type found struct {
	values []string
	typ    Type
	of     *Record // whose value it is; nil for none
	list   bool    // there may be several
}

func (f found) empty() bool { return len(f.values) == 0 || len(f.values) == 1 && f.values[0] == "" }

// scope is where paths start.
type scope struct {
	rec  *Record
	item *Row
}

// resolve follows a path.
func (e *engine) resolve(s scope, path string) (found, error) {
	head, rest, more := strings.Cut(path, ".")
	if head == "each" {
		if s.item == nil {
			return found{}, nil
		}
		return e.column(*s.item, nil, rest)
	}
	if kind, ok := addressKinds[head]; ok && more {
		if head == "postal" && !hasAddress(s.rec, kind) {
			kind = "main"
		}
		for a := range s.rec.Each("addresses") {
			if a.Get("kind") == kind {
				return found{values: []string{a.Get(rest)}, typ: Text, of: s.rec}, nil
			}
		}
		return found{of: s.rec}, nil
	}
	switch {
	case (head == "people" || head == "everybody") && more:
		return e.people(s.rec, rest, head == "everybody")
	case head == "links" && more:
		table, rest, _ := strings.Cut(rest, ".")
		for link := range s.rec.Each("activity_links") {
			of, err := e.follow(link.Get("record_key"))
			if err != nil || of != nil && of.Table.Name == table {
				if err != nil {
					return found{}, err
				}
				return e.column(of.Row, of, rest)
			}
		}
		return found{}, nil
	}
	return e.column(s.rec.Row, s.rec, path)
}

// column follows a path from a row.
func (e *engine) column(row Row, rec *Record, path string) (found, error) {
	head, rest, more := strings.Cut(path, ".")
	if !more && rec != nil {
		switch head {
		case "label":
			return found{values: []string{title(rec)}, typ: Text, of: rec}, nil
		case "table":
			return found{values: []string{row.Table.Name}, typ: Text, of: rec}, nil
		case "body_file":
			return found{values: []string{"bodies/" + rec.Key + ".html"}, typ: Text, of: rec}, nil
		case "target_id":
			return found{values: []string{e.opts.Crosswalk.of(rec.Key)}, typ: Text, of: rec}, nil
		case "links":
			n := 0
			for range rec.Each("activity_links") {
				n++
			}
			return found{values: []string{map[bool]string{true: "some", false: "none"}[n > 0]}, typ: Text, of: rec}, nil
		case "became":
			return found{values: []string{map[bool]string{true: "some", false: "none"}[became(rec) != ""]}, typ: Text, of: rec}, nil
		case "target_owner":
			return found{values: []string{e.user(rec)}, typ: Text, of: rec}, nil
		case "tags":
			f := found{typ: Text, of: rec, list: true}
			for t := range rec.Each("tags") {
				f.values = append(f.values, t.Get("tag"))
			}
			return f, nil
		}
	}
	if !more {
		i, ok := row.Table.at[head]
		if !ok {
			return found{of: rec}, nil
		}
		return found{values: []string{row.Values[i]}, typ: row.Table.Columns[i].Type, of: rec}, nil
	}
	head, only, filtered := strings.Cut(head, ":")
	key := row.Get(head + "_key")
	if key == "" {
		return found{}, nil
	}
	next, err := e.follow(key)
	if err != nil || next == nil || filtered && next.Table.Name != only {
		return found{}, err
	}
	return e.column(next.Row, next, rest)
}

// follow finds a record, and in the place of a converted lead what it became.
func (e *engine) follow(key string) (*Record, error) {
	r, err := e.c.Find(key)
	if err != nil || r == nil {
		return nil, err
	}
	if to := became(r); to != "" {
		return e.c.Find(to)
	}
	return r, nil
}

// became is the key of what a lead was converted to: the person, or else the
// company or the deal. It is "" for any other record, and where nothing of it is in
// the copy any more.
func became(r *Record) string {
	if r.Table.Name != "leads" {
		return ""
	}
	return cmp.Or(r.Get("person_key"), r.Get("company_key"), r.Get("deal_key"))
}

func hasAddress(r *Record, kind string) bool {
	for a := range r.Each("addresses") {
		if a.Get("kind") == kind {
			return true
		}
	}
	return false
}

// people lists a value of everybody in a deal who is in the target, with or without
// its primary contact.
func (e *engine) people(deal *Record, path string, primary bool) (found, error) {
	rows, err := e.c.People(deal)
	if err != nil {
		return found{}, err
	}
	all := found{typ: Text, of: deal, list: true}
	for _, row := range rows {
		if row.Get("is_primary") == "true" && !primary || row.Get("person_key") == "" {
			continue
		}
		person, err := e.c.Find(row.Get("person_key"))
		if err != nil {
			return all, err
		}
		if person == nil || !e.isThere(person) {
			continue
		}
		f, err := e.column(person.Row, person, path)
		if err != nil {
			return all, err
		}
		if path == "email" && (f.empty() || e.shared[person.Key]) {
			e.problem(deal, "people", "a person without an e-mail address of their own could not be linked", person.Key)
			continue
		}
		if !f.empty() {
			all.values = append(all.values, f.values...)
		}
	}
	return all, nil
}

// matches reports whether a record meets all conditions. A value that begins with
// "!" is one that it must not have; "" is an empty one.
func (e *engine) matches(s scope, when map[string]Texts) (bool, error) {
	for path, wanted := range when {
		f, err := e.resolve(s, path)
		if err != nil {
			return false, err
		}
		value := strings.Join(f.values, e.t.Dialect.Multi)
		met, negative := false, true
		for _, w := range wanted {
			not, is := strings.CutPrefix(w, "!")
			if is {
				if value == not {
					return false, nil
				}
				continue
			}
			negative = false
			met = met || value == w
		}
		if !met && !negative {
			return false, nil
		}
	}
	return true, nil
}
