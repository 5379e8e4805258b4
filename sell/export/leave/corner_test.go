package leave_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/export/leave"
)

func keyed(rows table, key string) map[string]map[string]string {
	all := make(map[string]map[string]string)
	for _, row := range rows {
		all[row[key]] = row
	}
	return all
}

// A converted lead is not made again, unless nothing is left of what it became.
func TestConvertedLeads(t *testing.T) {
	fake := sound()
	fake.Seed("leads", `{"id":42,"owner_id":11,"last_name":"Gone","organization_name":"G"}`, `{"id":43,"owner_id":11,"last_name":"There","organization_name":"T"}`)
	fake.Seed("lead_conversions", `{"id":1,"lead_id":42,"individual_id":404,"organization_id":null,"deal_id":null}`, `{"id":2,"lead_id":43,"individual_id":null,"organization_id":31,"deal_id":51}`)
	fake.Seed("notes", `{"id":62,"creator_id":11,"resource_type":"lead","resource_id":43,"content":"moves"}`, `{"id":63,"creator_id":11,"resource_type":"lead","resource_id":42,"content":"stays"}`)
	_, out := write(t, copyOf(t, fake), target(t, "zoho"), &leave.Options{Owners: defaultOwner})
	all := formats["zoho"].files(t, out)
	if got := column(all["Leads"], "Record Id"); got != "sell-lead-41 sell-lead-42" {
		t.Errorf("leads: %s", got)
	}
	notes := keyed(all["Notes"], "Record Id")
	if notes["sell-note-62"]["Parent ID.id"] != "sell-contact-31" || notes["sell-note-63"]["Parent ID.id"] != "sell-lead-42" {
		t.Errorf("notes: %v", notes)
	}
}

// What hangs on a record that is left out is left out as well, not left hanging.
func TestWhatHangsOnALeftOutRecord(t *testing.T) {
	fake := sound()
	fake.Seed("deals", `{"id":52,"owner_id":11,"name":"No stage","contact_id":33,"stage_id":404}`)
	fake.Seed("notes", `{"id":62,"creator_id":11,"resource_type":"deal","resource_id":52,"content":"x"}`)
	fake.Seed("tasks", `{"id":71,"owner_id":11,"content":"y","resource_type":"deal","resource_id":52,"completed":false}`)
	result, out := write(t, copyOf(t, fake), target(t, "hubspot"), &leave.Options{Owners: defaultOwner})
	all := formats["hubspot"].files(t, out)
	if len(all["5-deals"]) != 1 || len(all["9-notes"]) != 1 || len(all["11-tasks"]) != 1 {
		t.Errorf("%d deals, %d notes, %d tasks; want one each", len(all["5-deals"]), len(all["9-notes"]), len(all["11-tasks"]))
	}
	report := contents(t, filepath.Join(out, "report.csv"))
	for _, want := range []string{"sell-deal-52,deals,,left-out,Pipeline is required and empty", "sell-note-62,activities,,left-out,the record that it belongs to is not in HubSpot", "sell-task-71,activities,link,changed"} {
		if !strings.Contains(report, want) {
			t.Errorf("the report does not say %q:\n%s", want, report)
		}
	}
	for _, c := range result.Counts {
		if c.InCopy != c.Written+c.LeftOut {
			t.Errorf("%+v does not add up", c)
		}
	}
}

// Names of fields that look alike become different ones.
func TestFieldsOfOneName(t *testing.T) {
	fake := sound()
	fake.Seed("contact/custom_fields", `{"id":23,"name":"A-b","type":"string"}`, `{"id":24,"name":"A b","type":"string"}`, `{"id":25,"name":"Размер","type":"string"}`, `{"id":26,"name":"Email","type":"string"}`)
	fake.Seed("contacts", `{"id":34,"owner_id":11,"name":"X","last_name":"X","email":"x@example.com","custom_fields":{"A-b":"one","A b":"two","Размер":"three","Email":"four"}}`)
	dir := copyOf(t, fake)
	_, out := write(t, dir, target(t, "salesforce"), &leave.Options{Owners: defaultOwner})
	person := keyed(formats["salesforce"].files(t, out)["03-Contact"], "Sell_Key__c")["sell-contact-34"]
	for header, want := range map[string]string{"A_b__c": "one", "A_b_2__c": "two", "Sell__c": "three", "Email": "x@example.com", "Email__c": "four"} {
		if person[header] != want {
			t.Errorf("%s is %q, want %q", header, person[header], want)
		}
	}
	if !strings.Contains(contents(t, filepath.Join(out, "setup.csv")), "field,Contact,,Sell__c,Text(255),Размер,,sell-contact-field-25") {
		t.Error("the set-up list does not name the field of Sell")
	}
	_, out = write(t, dir, target(t, "hubspot"), &leave.Options{Owners: defaultOwner})
	person = keyed(formats["hubspot"].files(t, out)["3-contacts"], "Sell key")["sell-contact-34"]
	if person["Email"] != "x@example.com" || person["Email (Sell)"] != "x@example.com" || person["Email (Sell 2)"] != "four" {
		t.Errorf("addresses: %v", person)
	}
	if !strings.Contains(contents(t, filepath.Join(out, "setup.csv")), "internal name sell_field_a_b_2") {
		t.Error("two fields have one internal name")
	}
}

// Two companies of one name are two accounts in Freshsales, which knows accounts by
// name; and a person whose address another one has is not linked by it.
func TestFreshsalesNames(t *testing.T) {
	fake := sound()
	fake.Seed("contacts", `{"id":34,"owner_id":11,"is_organization":true,"name":"Casa"}`, `{"id":35,"owner_id":11,"name":"Second","last_name":"Second","email":"eva@example.com","contact_id":34}`)
	fake.Seed("deals", `{"id":52,"owner_id":11,"name":"D","contact_id":35,"organization_id":34,"stage_id":1}`)
	_, out := write(t, copyOf(t, fake), target(t, "freshsales"), &leave.Options{Owners: defaultOwner})
	all := formats["freshsales"].files(t, out)
	if got := keyed(all["1-accounts"], "Sell key")["sell-contact-34"]["Name"]; got != "Casa (sell-contact-34)" {
		t.Errorf("the second account is %q", got)
	}
	if got := keyed(all["2-contacts"], "Sell key")["sell-contact-35"]["Account name"]; got != "Casa (sell-contact-34)" {
		t.Errorf("the person is of %q", got)
	}
	deal := keyed(all["4-deals"], "Sell key")["sell-deal-52"]
	if deal["Account name"] != "Casa (sell-contact-34)" || deal["Related contacts"] != "" {
		t.Errorf("the deal is %v", deal)
	}
	if !strings.Contains(contents(t, filepath.Join(out, "report.csv")), "sell-deal-52,deals,people,changed,a person without an e-mail address of their own could not be linked,sell-contact-35") {
		t.Error("the link that is missing is not said")
	}
}

// A copy with more than is known here is refused: it would be lost unsaid.
func TestUnknownResource(t *testing.T) {
	dir := t.TempDir()
	m := export.Manifest{Version: 1, Account: export.Account{ID: 1}}
	addResource(t, dir, &m, "appointments", 1, func(int) string { return `{"id":1}` })
	writeManifest(t, dir, m)
	if _, err := leave.Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "appointments") {
		t.Errorf("the error is %v", err)
	}
}
