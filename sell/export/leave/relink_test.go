package leave_test

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/export/leave"
)

// exported is what a target exports after an import: its own id beside our key.
func exported(all map[string]table, key, id string, from int, files ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s,Name,%s\n", id, key)
	for _, file := range files {
		for _, row := range all[file] {
			from++
			fmt.Fprintf(&b, "%d,\"a, b\",%s\n", from, row[key])
		}
	}
	return b.String()
}

func crosswalk(t testing.TB, target *leave.Target, exports ...string) *leave.Crosswalk {
	t.Helper()
	var readers []io.Reader
	for _, e := range exports {
		readers = append(readers, strings.NewReader(e))
	}
	w, err := leave.ReadCrosswalk(target, readers...)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Pipedrive's two passes: every link is one of its own System IDs.
func TestPipedrivePasses(t *testing.T) {
	dir := copyOf(t, company(t))
	pipedrive := target(t, "pipedrive")
	_, first := write(t, dir, pipedrive, &leave.Options{Owners: defaultOwner})
	all := formats["pipedrive"].files(t, first)
	organizations := exported(all, "Organization - Sell key", "Organization - ID", 100, "1-organizations")
	people := exported(all, "Person - Sell key", "Person - ID", 200, "2-people", "3-lead-people")
	w := crosswalk(t, pipedrive, "\uFEFF"+organizations, people)
	result, second := write(t, dir, pipedrive, &leave.Options{Owners: defaultOwner, Crosswalk: w})
	addsUp(t, second, dir, result)
	got := formats["pipedrive"].files(t, second)
	if len(got["1-organizations"]) > 0 || len(got["7-deals"]) != 5 {
		t.Fatalf("the second pass has %d organizations and %d deals", len(got["1-organizations"]), len(got["7-deals"]))
	}
	for _, row := range got["7-deals"] {
		person := map[string]string{"sell-deal-5101": "sell-contact-3102", "sell-deal-5201": "sell-contact-3204", "sell-deal-5203": "sell-contact-3206"}[row["Deal - Sell key"]]
		if person != "" && (row["Person - Pipedrive System ID"] == "" || row["Person - Pipedrive System ID"] != w.ID(person)) {
			t.Errorf("%s has the person %q, want %q", row["Deal - Sell key"], row["Person - Pipedrive System ID"], w.ID(person))
		}
		if row["Deal - Sell key"] == "sell-deal-5202" && row["Organization - Pipedrive System ID"] != w.ID("sell-contact-3203") {
			t.Errorf("a deal of a company: %v", row)
		}
		if row["Deal - Sell key"] == "sell-deal-5203" && (row["Deal - Status"] != "Lost" || row["Deal - Lost reason"] != "Price; too high") {
			t.Errorf("a lost deal: %v", row)
		}
	}
	for _, row := range got["9-notes"] {
		if row["Deal - Pipedrive System ID"] != "" {
			t.Errorf("a note has the id of a deal that was not exported: %v", row)
		}
	}
	deals := exported(got, "Deal - Sell key", "Deal - ID", 300, "7-deals")
	w = crosswalk(t, pipedrive, organizations, people, deals)
	_, third := write(t, dir, pipedrive, &leave.Options{Owners: defaultOwner, Crosswalk: w})
	last := formats["pipedrive"].files(t, third)
	if len(last["7-deals"]) > 0 {
		t.Error("deals that are there are written again, which doubles them")
	}
	found := ""
	for _, row := range last["9-notes"] {
		found += row["Deal - Pipedrive System ID"]
	}
	if found != w.ID("sell-deal-5201") {
		t.Errorf("notes have the deals %q, want %q", found, w.ID("sell-deal-5201"))
	}
	// What is in the crosswalk can be read again.
	again := crosswalk(t, pipedrive, contents(t, filepath.Join(third, "crosswalk.csv")))
	if again.Len() != w.Len() || again.ID("sell-contact-3204") != w.ID("sell-contact-3204") {
		t.Errorf("%d of %d ids came back", again.Len(), w.Len())
	}
}

func TestSalesforceFilesOfTheSecondPass(t *testing.T) {
	dir := copyOf(t, company(t))
	salesforce := target(t, "salesforce")
	_, first := write(t, dir, salesforce, &leave.Options{Owners: defaultOwner})
	all := formats["salesforce"].files(t, first)
	w := crosswalk(t, salesforce, exported(all, "Sell_Key__c", "sf__Id", 100, "01-Account", "03-Contact", "04-Lead", "05-Opportunity"), exported(all, "SELL_KEY", "ID", 900, "14-ContentNote"))
	_, second := write(t, dir, salesforce, &leave.Options{Owners: defaultOwner, Crosswalk: w})
	got := formats["salesforce"].files(t, second)
	// The lead 4201 was converted: its note and document belong to the person now.
	links := 0
	for _, row := range got["21-ContentDocumentLink"] {
		links++
		if row["ContentDocumentId"] == w.ID("sell-note-6201") && row["LinkedEntityId"] != w.ID("sell-contact-3204") {
			t.Errorf("the note of a converted lead: %v", row)
		}
	}
	if links != 4 || len(got["22-ContentVersion"]) != 3 {
		t.Errorf("%d links and %d files", links, len(got["22-ContentVersion"]))
	}
	for _, row := range got["22-ContentVersion"] {
		if contents(t, filepath.Join(second, row["VersionData"])) == "" {
			t.Errorf("the file of %v is not there", row)
		}
	}
}

func TestCrosswalkRefusals(t *testing.T) {
	for _, test := range []struct{ export, problem string }{
		{"", "empty"},
		{"A,B\n1,2\n", "needs a column"},
		{"ID,Sell key\n1,sell-deal-5\n2,sell-deal-5\n", "twice"},
	} {
		_, err := leave.ReadCrosswalk(target(t, "pipedrive"), strings.NewReader(test.export))
		if err == nil || !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%q: %v", test.export, err)
		}
	}
	w := crosswalk(t, target(t, "pipedrive"), "ID;Deal - Sell key\n7;sell-deal-5\n8;\n")
	if w.Len() != 1 || w.ID("sell-deal-5") != "7" {
		t.Errorf("semicolons: %d, %q", w.Len(), w.ID("sell-deal-5"))
	}
}

// A delta has what changed between two copies, and only that.
func TestSince(t *testing.T) {
	fake := company(t)
	before := copyOf(t, fake)
	fake.Change("leads", `{"id":4101,"status":"Qualified"}`)
	fake.Seed("leads", `{"id":4299,"owner_id":2103,"last_name":"New","organization_name":"N"}`)
	fake.Seed("notes", `{"id":6299,"creator_id":2103,"resource_type":"lead","resource_id":4101,"content":"Again"}`)
	after := copyOf(t, fake)
	old := open(t, before)

	result, out := writeNeutral(t, after, &leave.Options{Since: old})
	all, _ := neutralTables(t, out)
	if got := column(all["leads"], "key"); got != "sell-lead-4101 sell-lead-4299" {
		t.Errorf("leads: %s", got)
	}
	if got := column(all["activities"], "key"); got != "sell-note-6299" {
		t.Errorf("activities: %s", got)
	}
	if len(all["people"])+len(all["deals"])+len(all["stages"]) > 0 {
		t.Error("what did not change was written")
	}
	for _, c := range result.Counts {
		if c.InCopy != c.Written+c.LeftOut+c.Unchanged {
			t.Errorf("%+v does not add up", c)
		}
	}
	result, out = write(t, after, target(t, "zoho"), &leave.Options{Since: old, Owners: defaultOwner})
	files := formats["zoho"].files(t, out)
	if got := column(files["Leads"], "Record Id"); got != "sell-lead-4101 sell-lead-4299" || len(files["Notes"]) != 1 || len(files["Accounts"]) > 0 || files["Notes"][0]["Parent ID.id"] != "sell-lead-4101" {
		t.Errorf("leads %s, notes %v", got, files["Notes"])
	}
	addsUp(t, out, after, result)

	// Nothing changed: no row. Something is gone: it is said.
	_, out = write(t, after, target(t, "zoho"), &leave.Options{Since: open(t, after), Owners: defaultOwner})
	if files := formats["zoho"].files(t, out); len(files) > 0 {
		t.Errorf("files without a change: %v", files)
	}
	_, out = writeNeutral(t, before, &leave.Options{Since: open(t, after)})
	if !strings.Contains(contents(t, filepath.Join(out, "report.csv")), "sell-note-6299,activities,,changed,was in the older copy and is gone") {
		t.Error("what is gone is not said")
	}
	_, out = write(t, before, target(t, "zoho"), &leave.Options{Since: open(t, after), Owners: defaultOwner})
	if !strings.Contains(contents(t, filepath.Join(out, "report.csv")), "sell-note-6299,activities,,changed,was in the older copy and is gone") {
		t.Error("what is gone is not said")
	}
	owners := &leave.Owners{Default: "lena@acme.example.com"}
	_, out = write(t, after, target(t, "zoho"), &leave.Options{Since: old, Owners: owners})
	if len(formats["zoho"].files(t, out)["Leads"]) != 2 {
		t.Error("another owner is a change of the options, not of the copy")
	}
}

func column(rows table, name string) string {
	var all []string
	for _, row := range rows {
		all = append(all, row[name])
	}
	return strings.Join(all, " ")
}
