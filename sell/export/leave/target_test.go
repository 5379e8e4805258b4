package leave_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sellsupport/zendesk/sell/export/leave"
)

// format is what a reader of a target's files asks for; it stands here once more,
// written from the targets' help pages and not from the documents.
type format struct {
	bom                bool
	end                string
	rows, bytes, cell  int
	key                string // the header that names a record
	date               string // the layout of columns that hold times
	required           map[string][]string
	links              map[string]map[string][]string // file, header: the files whose keys it holds
	forbidden          string
	multi              string
	unique             map[string][]string
	stampColumns       map[string]string // a file and a column with times
	mustNotContainFile []string
}

var formats = map[string]format{
	"hubspot": {end: "\n", rows: 1_048_575, bytes: 20_000_000, cell: 65_536, key: "Sell key", date: "2006-01-02 15:04:05", multi: ";",
		required: map[string][]string{"1-companies": {"Company name"}, "3-contacts": {"Last name"}, "5-deals": {"Deal name", "Pipeline", "Deal stage"}, "7-products": {"Name", "Unit price"}, "9-notes": {"Activity date", "Note body"}},
		links: map[string]map[string][]string{
			"2-company-parents": {"Sell key": {"1-companies"}, "Parent Sell key": {"1-companies"}}, "3-contacts": {"Company Sell key": {"1-companies"}},
			"5-deals":       {"Contact Sell key": {"3-contacts"}, "Company Sell key": {"1-companies"}},
			"6-deal-people": {"Deal Sell key": {"5-deals"}, "Contact Sell key": {"3-contacts"}},
			"8-line-items":  {"Deal Sell key": {"5-deals"}},
			"9-notes":       {"Contact Sell key": {"3-contacts", "4-leads"}, "Deal Sell key": {"5-deals"}},
			"10-calls":      {"Contact Sell key": {"3-contacts", "4-leads"}, "Deal Sell key": {"5-deals"}},
		},
		unique: map[string][]string{"Email": {"3-contacts", "4-leads"}, "Sell key": {"1-companies", "3-contacts", "4-leads", "5-deals"}}, stampColumns: map[string]string{"3-contacts": "Create date (Sell)"}},
	"salesforce": {end: "\n", bytes: 100_000_000, cell: 32_000, key: "Sell_Key__c", date: "2006-01-02T15:04:05.000Z", multi: ";",
		required: map[string][]string{"01-Account": {"Sell_Key__c", "Name"}, "03-Contact": {"LastName"}, "04-Lead": {"LastName", "Company"}, "05-Opportunity": {"Name", "StageName", "CloseDate"}, "11-Task-Lead": {"Status", "Priority", "Lead:Who.Sell_Key__c"}, "10-OpportunityLineItem": {"PricebookEntry.Sell_Key__c"}},
		links: map[string]map[string][]string{
			"02-Account-parents": {"Parent.Sell_Key__c": {"01-Account"}}, "03-Contact": {"Account.Sell_Key__c": {"01-Account"}}, "05-Opportunity": {"Account.Sell_Key__c": {"01-Account"}},
			"06-OpportunityContactRole-primary": {"Opportunity.Sell_Key__c": {"05-Opportunity"}, "Contact.Sell_Key__c": {"03-Contact"}},
			"07-OpportunityContactRole":         {"Opportunity.Sell_Key__c": {"05-Opportunity"}, "Contact.Sell_Key__c": {"03-Contact"}},
			"09-PricebookEntry":                 {"Product2.Sell_Key__c": {"08-Product2"}}, "10-OpportunityLineItem": {"Opportunity.Sell_Key__c": {"05-Opportunity"}, "PricebookEntry.Sell_Key__c": {"09-PricebookEntry"}},
			"11-Task-Lead": {"Lead:Who.Sell_Key__c": {"04-Lead"}}, "12-Call-Contact": {"Contact:Who.Sell_Key__c": {"03-Contact"}, "Opportunity:What.Sell_Key__c": {"05-Opportunity"}}, "13-Event-Account": {"Account:What.Sell_Key__c": {"01-Account"}},
		},
		unique: map[string][]string{"Sell_Key__c": {"01-Account", "03-Contact", "04-Lead", "05-Opportunity"}}, stampColumns: map[string]string{"01-Account": "Sell_Created_At__c"}},
	"pipedrive": {end: "\n", rows: 50_000, bytes: 50_000_000, date: "2006-01-02 15:04:05", multi: ",", key: "Person - Sell key",
		required:           map[string][]string{"1-organizations": {"Organization - Name"}, "2-people": {"Person - Name"}},
		unique:             map[string][]string{"Person - Sell key": {"2-people", "3-lead-people"}},
		mustNotContainFile: []string{"7-deals.csv", "9-notes.csv"}, stampColumns: map[string]string{"2-people": "Person - Sell created at"}},
	"zoho": {end: "\n", bytes: 2_000_000_000, key: "Record Id", date: "2006-01-02 15:04:05", forbidden: `"|<>`, multi: ";",
		required: map[string][]string{"Accounts": {"Account Name"}, "Contacts": {"Last Name"}, "Leads": {"Last Name"}, "Deals": {"Deal Name", "Stage"}, "Notes": {"Parent ID.id"}},
		links: map[string]map[string][]string{
			"Accounts": {"Parent Account.id": {"Accounts"}, "Account Owner.id": {"Users"}}, "Contacts": {"Account Name.id": {"Accounts"}, "Contact Owner.id": {"Users"}},
			"Deals": {"Account Name.id": {"Accounts"}, "Contact Name.id": {"Contacts"}, "Deal Owner.id": {"Users"}}, "Notes": {"Parent ID.id": {"Accounts", "Contacts", "Leads", "Deals"}, "Note Owner.id": {"Users"}},
			"Tasks": {"Related To.id": {"Leads", "Deals", "Accounts"}}, "Calls": {"Related To.id": {"Leads", "Deals", "Accounts"}, "Contact Name.id": {"Contacts"}}, "Attachments": {"Parent ID.id": {"Accounts", "Contacts", "Leads", "Deals"}},
		},
		unique: map[string][]string{"Record Id": {"Accounts", "Contacts", "Leads", "Deals"}}, stampColumns: map[string]string{"Deals": "Created Time"}},
	"freshsales": {end: "\n", bytes: 5_000_000, key: "Sell key", date: "2006-01-02 15:04:05", multi: ";",
		required: map[string][]string{"1-accounts": {"Name"}, "2-contacts": {"Last name"}, "4-deals": {"Name", "Deal value", "Deal stage"}},
		links:    map[string]map[string][]string{"1-accounts": {"Parent account": {"1-accounts"}}, "2-contacts": {"Account name": {"1-accounts"}}, "4-deals": {"Account name": {"1-accounts"}, "Related contacts": {"2-contacts"}}},
		unique:   map[string][]string{"Name": {"1-accounts"}, "Email": {"2-contacts", "3-leads"}}, stampColumns: map[string]string{"2-contacts": "Created at (Sell)"}},
	"dynamics": {bom: true, end: "\r\n", bytes: 8_000_000, key: "Sell Key", date: "2006-01-02 15:04:05", multi: ";",
		required: map[string][]string{"account": {"Account Name"}, "contact": {"Last Name"}, "lead": {"Topic", "Last Name", "Company Name"}},
		links: map[string]map[string][]string{
			"account-parents": {"Parent Account": {"account"}}, "contact": {"Company Name": {"account"}}, "opportunity": {"Account": {"account"}, "Contact": {"contact"}},
			"note-contact": {"Regarding": {"contact"}}, "note-opportunity": {"Regarding": {"opportunity"}}, "note-lead": {"Regarding": {"lead"}}, "task-opportunity": {"Regarding": {"opportunity"}},
		},
		unique: map[string][]string{"Sell Key": {"account", "contact", "lead", "opportunity"}}, stampColumns: map[string]string{"contact": "Record Created On"}},
	"attio": {end: "\n", rows: 20_000, key: "Sell key", date: "2006-01-02T15:04:05Z", multi: ",",
		required: map[string][]string{"1-companies": {"Name"}, "4-deals": {"Deal name", "Deal stage"}},
		links:    map[string]map[string][]string{"1-companies": {"Parent company": {"1-companies"}}, "2-people": {"Company": {"1-companies"}}, "4-deals": {"Associated company": {"1-companies"}, "Associated people": {"2-people", "1-companies"}}},
		unique:   map[string][]string{"Sell key": {"1-companies", "2-people", "3-leads", "4-deals"}, "Email addresses": {"2-people", "3-leads"}}, stampColumns: map[string]string{"2-people": "Created at (Sell)"}},
}

// files reads all files of a target, those in parts as one.
func (f format) files(t testing.TB, dir string) map[string]table {
	t.Helper()
	all := make(map[string]table)
	ours := []string{"setup.csv", "owners.csv", "report.csv", "summary.csv", "crosswalk.csv", "ticket_links.csv"}
	paths, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		if slices.Contains(ours, name) {
			continue
		}
		data := contents(t, path)
		if f.bytes > 0 && len(data) > f.bytes {
			t.Errorf("%s has %d bytes", name, len(data))
		}
		if !utf8.ValidString(data) || strings.HasPrefix(data, "\uFEFF") != f.bom {
			t.Errorf("%s: its encoding is not the target's", name)
		}
		rows := parseCSV(t, strings.TrimPrefix(data, "\uFEFF"), ',', f.end)
		if f.rows > 0 && len(rows)-1 > f.rows || len(rows) < 2 {
			t.Errorf("%s has %d rows", name, len(rows)-1)
		}
		if seen := slices.Compact(slices.Sorted(slices.Values(rows[0]))); len(seen) != len(rows[0]) || slices.Contains(rows[0], "") {
			t.Errorf("%s: headers are empty or come twice: %q", name, rows[0])
		}
		stem, _, _ := strings.Cut(name, ".")
		for of := range f.required {
			if strings.HasPrefix(stem, of+"-") && strings.Trim(stem[len(of)+1:], "0123456789") == "" {
				stem = of // a part
			}
		}
		for _, row := range rows[1:] {
			m := make(map[string]string)
			for i, cell := range row {
				m[rows[0][i]] = cell
				if f.cell > 0 && utf8.RuneCountInString(cell) > f.cell {
					t.Errorf("%s: %s has %d characters", name, rows[0][i], utf8.RuneCountInString(cell))
				}
				if f.forbidden != "" && strings.ContainsAny(cell, f.forbidden) {
					t.Errorf("%s: %s holds a forbidden character: %q", name, rows[0][i], cell)
				}
			}
			all[stem] = append(all[stem], m)
		}
	}
	return all
}

// read checks the files of a target as its importer would.
func (f format) read(t testing.TB, dir string) map[string]table {
	t.Helper()
	all := f.files(t, dir)
	for name, headers := range f.required {
		for i, row := range all[name] {
			for _, h := range headers {
				if row[h] == "" {
					t.Errorf("%s, row %d: %s is empty", name, i+1, h)
				}
			}
		}
	}
	keyed := func(name string) map[string]bool {
		keys := make(map[string]bool)
		for _, row := range all[name] {
			for _, h := range []string{f.key, "Name", "Email"} { // Freshsales links by name and address
				if row[h] != "" {
					keys[row[h]] = true
				}
			}
		}
		return keys
	}
	for name, links := range f.links {
		if len(all[name]) == 0 {
			t.Errorf("there is no file %s", name)
		}
		for header, of := range links {
			keys, found := make(map[string]bool), 0
			for _, file := range of {
				for key := range keyed(file) {
					keys[key] = true
				}
			}
			for i, row := range all[name] {
				cell, ok := row[header]
				if !ok {
					t.Fatalf("%s has no column %s", name, header)
				}
				for part := range strings.SplitSeq(cell, f.multi) {
					if cell != "" && !keys[part] {
						t.Errorf("%s, row %d: %s is %q, which is in none of %v", name, i+1, header, part, of)
					}
					found += len(part)
				}
			}
			if found == 0 {
				t.Errorf("%s: %s links nothing", name, header)
			}
		}
	}
	for header, names := range f.unique {
		seen := make(map[string]string)
		for _, name := range names {
			for i, row := range all[name] {
				at := fmt.Sprintf("%s, row %d", name, i+1)
				if v := strings.ToLower(row[header]); v != "" && seen[v] != "" {
					t.Errorf("%s: %s is %q, as in %s", at, header, v, seen[v])
				} else {
					seen[v] = at
				}
			}
		}
	}
	for name, header := range f.stampColumns {
		for _, row := range all[name] {
			if _, err := time.Parse(f.date, row[header]); err != nil {
				t.Errorf("%s: %s: %v", name, header, err)
			}
		}
	}
	for _, name := range f.mustNotContainFile {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was written before its pass", name)
		}
	}
	f.setup(t, dir, all)
	return all
}

// setup checks that no pick-list has a value outside of the set-up list.
func (f format) setup(t testing.TB, dir string, all map[string]table) {
	t.Helper()
	allowed := make(map[string]map[string]bool)
	rows := parseCSV(t, contents(t, filepath.Join(dir, "setup.csv")), ',', "\n")
	for _, row := range rows[1:] {
		if row[2] != "" {
			if allowed[row[2]] == nil {
				allowed[row[2]] = make(map[string]bool)
			}
			allowed[row[2]][row[3]] = true
		}
	}
	if len(allowed) == 0 {
		t.Error("the set-up list has no choices")
	}
	for name, rows := range all {
		for i, row := range rows {
			for header, choices := range allowed {
				cell := row[header]
				for part := range strings.SplitSeq(cell, f.multi) {
					if cell != "" && !choices[part] && !choices[cell] {
						t.Errorf("%s, row %d: %s is %q, which is not in the set-up list", name, i+1, header, part)
					}
				}
			}
		}
	}
}

// addsUp checks that each record of the copy was written or reported.
func addsUp(t testing.TB, dir, copied string, result *leave.Result) {
	t.Helper()
	var m struct {
		Resources []struct {
			Name  string
			Count int64
		}
	}
	read(t, filepath.Join(copied, "manifest.json"), &m)
	counts := make(map[string]leave.Count)
	left := make(map[string]int64)
	for _, row := range parseCSV(t, contents(t, filepath.Join(dir, "report.csv")), ',', "\n")[1:] {
		if row[4] == leave.LeftOut {
			left[row[2]]++
		}
	}
	tables := make(map[string]int64)
	for _, c := range result.Counts {
		counts[c.Resource] = c
		tables[c.Table] += c.LeftOut
		if c.InCopy != c.Written+c.LeftOut+c.Unchanged {
			t.Errorf("%+v does not add up", c)
		}
	}
	for table, n := range tables {
		if table == "companies, people" {
			if n != left["companies"]+left["people"] {
				t.Errorf("contacts: %d left out, %d reported", n, left["companies"]+left["people"])
			}
		} else if n != left[table] {
			t.Errorf("%s: %d left out, %d reported", table, n, left[table])
		}
	}
	for _, res := range m.Resources {
		if c, ok := counts[res.Name]; !strings.HasSuffix(res.Name, "_files") && (!ok || c.InCopy != res.Count) {
			t.Errorf("%s: %d in the manifest, %+v", res.Name, res.Count, c)
		}
	}
}

var defaultOwner = &leave.Owners{Default: "olivia@acme.example.com"}

func target(t testing.TB, name string, overrides ...string) *leave.Target {
	t.Helper()
	var changes [][]byte
	for _, o := range overrides {
		changes = append(changes, []byte(o))
	}
	target, err := leave.LoadTarget(name, changes...)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func write(t testing.TB, dir string, target *leave.Target, opts *leave.Options) (*leave.Result, string) {
	t.Helper()
	out := t.TempDir()
	result, err := open(t, dir).Write(t.Context(), out, target, opts)
	if err != nil {
		t.Fatal(err)
	}
	return result, out
}

func TestTargets(t *testing.T) {
	dir := copyOf(t, company(t))
	if len(formats) != len(leave.Targets()) {
		t.Errorf("%d targets, %d readers", len(leave.Targets()), len(formats))
	}
	for name, f := range formats {
		t.Run(name, func(t *testing.T) {
			result, out := write(t, dir, target(t, name), &leave.Options{Owners: defaultOwner})
			all := f.read(t, out)
			addsUp(t, out, dir, result)
			_, again := write(t, dir, target(t, name), &leave.Options{Owners: defaultOwner})
			if contents(t, filepath.Join(out, "leave.json")) != contents(t, filepath.Join(again, "leave.json")) {
				t.Error("a second run wrote other bytes")
			}
			for file, rows := range all {
				for _, row := range rows {
					for header, cell := range row {
						if strings.Contains(cell, "another job") {
							t.Errorf("%s: %s holds a private note", file, header)
						}
					}
				}
			}
		})
	}
}

func TestHubSpotRequest(t *testing.T) {
	_, out := write(t, copyOf(t, company(t)), target(t, "hubspot"), &leave.Options{Owners: defaultOwner})
	var request struct {
		DateFormat string `json:"dateFormat"`
		Files      []struct {
			FileName       string `json:"fileName"`
			FileImportPage struct {
				HasHeader      bool `json:"hasHeader"`
				ColumnMappings []struct {
					ColumnObjectTypeID string  `json:"columnObjectTypeId"`
					ColumnName         string  `json:"columnName"`
					PropertyName       *string `json:"propertyName"`
				} `json:"columnMappings"`
			} `json:"fileImportPage"`
		} `json:"files"`
	}
	read(t, filepath.Join(out, "5-deals.request.json"), &request)
	header := parseCSV(t, contents(t, filepath.Join(out, "5-deals.csv")), ',', "\n")[0]
	if request.DateFormat != "YEAR_MONTH_DAY" || len(request.Files) != 1 || request.Files[0].FileName != "5-deals.csv" || !request.Files[0].FileImportPage.HasHeader {
		t.Fatalf("the request is %+v", request)
	}
	columns := request.Files[0].FileImportPage.ColumnMappings
	if len(columns) != len(header) {
		t.Fatalf("%d columns are mapped, the file has %d", len(columns), len(header))
	}
	for i, c := range columns {
		if c.ColumnName != header[i] || c.ColumnObjectTypeID == "" || c.PropertyName == nil || *c.PropertyName == "" {
			t.Errorf("column %d is %+v, the header is %q", i, c, header[i])
		}
	}
	if *columns[slices.Index(header, "Extras")].PropertyName != "sell_field_extras" || columns[2].ColumnObjectTypeID != "0-1" {
		t.Errorf("columns: %+v", columns)
	}
}

// An owner without a user in the target stops the run, and nothing stays that
// could be imported by mistake.
func TestOwnersAreNeeded(t *testing.T) {
	dir := copyOf(t, company(t))
	out := t.TempDir()
	_, err := open(t, dir).Write(t.Context(), out, target(t, "zoho"), nil)
	e, ok := errors.AsType[*leave.OwnerError](err)
	if !ok || !slices.Contains(e.Keys, "sell-user-2106") || !slices.Contains(e.Keys, "sell-user-2107") || slices.Contains(e.Keys, "sell-user-2103") {
		t.Fatalf("the error is %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(out, "*.csv"))
	if len(left) > 0 {
		t.Errorf("these files stay: %v", left)
	}
	owners, err := leave.ReadOwners(strings.NewReader("key,target_owner\nsell-user-2106,tom@new.example.com\nsell-user-2107,ana@acme.example.com\n"))
	if err != nil {
		t.Fatal(err)
	}
	owners.Default = "olivia@acme.example.com"
	_, out = write(t, dir, target(t, "hubspot"), &leave.Options{Owners: owners})
	all := formats["hubspot"].read(t, out)
	for _, row := range all["1-companies"] {
		if want := map[string]string{"sell-contact-3201": "tom@new.example.com", "sell-contact-3202": "ana@acme.example.com"}[row["Sell key"]]; want != "" && row["Company owner"] != want {
			t.Errorf("%s belongs to %q, want %q", row["Sell key"], row["Company owner"], want)
		}
	}
}

func TestLimitsSplitFiles(t *testing.T) {
	dir := bigCopy(t, 300, 40)
	tight := target(t, "hubspot", `{"limits":{"rows":70,"bytes":15000}}`)
	result, out := write(t, dir, tight, &leave.Options{Owners: defaultOwner})
	paths, _ := filepath.Glob(filepath.Join(out, "4-leads*.csv"))
	rows := 0
	for _, path := range paths {
		data := contents(t, path)
		part := parseCSV(t, data, ',', "\n")
		if len(part)-1 > 70 || len(data) > 15000 || part[0][0] != "Sell key" {
			t.Errorf("%s has %d rows and %d bytes", path, len(part)-1, len(data))
		}
		rows += len(part) - 1
	}
	if len(paths) < 5 || rows != 300 {
		t.Errorf("%d parts with %d rows", len(paths), rows)
	}
	addsUp(t, out, dir, result)
}

func TestTargetDocuments(t *testing.T) {
	for _, test := range []struct{ override, problem string }{
		{`{"files":[{"name":"1-companies.csv","columns":[{"header":"X","from":"nope"}]}]}`, `"nope" is not a path of the table companies`},
		{`{"files":[{"name":"1-companies.csv","columns":[{"header":"X","from":"owner.nope"}]}]}`, `"nope" is not a path of the table users`},
		{`{"files":[{"name":"x.csv","from":"nope","columns":[]}]}`, `no table "nope"`},
		{`{"dialect":{"encoding":"utf-16"}}`, "is not utf-8"},
		{`{"unknown":1}`, "unknown"},
		{`{"files":[{"name":"1-companies.csv","columns":[{"header":"X","from":"name","map":"nope"}]}]}`, `no values "nope"`},
	} {
		if _, err := leave.LoadTarget("hubspot", []byte(test.override)); err == nil || !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%s: %v, want %s", test.override, err, test.problem)
		}
	}
	if _, err := leave.LoadTarget("nope"); err == nil || !strings.Contains(err.Error(), "attio, dynamics") {
		t.Errorf("an unknown target: %v", err)
	}
	own, err := leave.ParseTarget([]byte(`{"target":"mine","title":"Mine","version":1,"dialect":{"delimiter":";","line_end":"\r\n","date":"DD.MM.YYYY","true":"ja","false":"nein"},
		"files":[{"name":"deals.csv","object":"Deal","from":"deals","columns":[{"header":"Id","from":"key"},{"header":"Day","from":"estimated_close_date"},{"header":"Hot","from":"hot"},{"header":"Name","from":"name"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, out := write(t, copyOf(t, company(t)), own, nil)
	rows := parseCSV(t, contents(t, filepath.Join(out, "deals.csv")), ';', "\r\n")
	if got := strings.Join(rows[1], "|"); got != "sell-deal-5101|30.09.2025|ja|Machines for the harbour branch" {
		t.Errorf("the first deal is %q", got)
	}
	// An override removes, changes and adds.
	changed := target(t, "attio", `{"files":[{"name":"4-deals.csv","columns":[{"header":"Deal value","remove":true},{"header":"Deal name","max":10},{"header":"New","value":"1"}]}]}`)
	_, out = write(t, copyOf(t, company(t)), changed, &leave.Options{Owners: defaultOwner})
	rows = parseCSV(t, contents(t, filepath.Join(out, "4-deals.csv")), ',', "\n")
	if slices.Contains(rows[0], "Deal value") || !slices.Contains(rows[0], "New") || rows[1][slices.Index(rows[0], "Deal name")] != "Machines…" {
		t.Errorf("changed: %q", rows[:2])
	}
	for _, name := range leave.Targets() {
		var doc map[string]any
		read(t, "targets/"+name+".json", &doc)
		if doc["target"] != name || doc["version"] == nil || doc["checked"] == nil {
			t.Errorf("%s: %v, version %v, checked %v", name, doc["target"], doc["version"], doc["checked"])
		}
		if _, err := json.Marshal(doc); err != nil {
			t.Error(err)
		}
	}
}
