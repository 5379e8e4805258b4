package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// program runs it and returns what it printed.
func program(t *testing.T, desk *supporttest.Server, args ...string) (string, error) {
	t.Helper()
	getenv := func(name string) string {
		if desk == nil {
			return ""
		}
		return map[string]string{"ZENDESK_SUBDOMAIN": demo.Subdomain, "ZENDESK_ACCESS_TOKEN": supporttest.DefaultToken}[name]
	}
	var client *http.Client
	if desk != nil {
		client = &http.Client{Transport: desk.Transport()}
	}
	var out bytes.Buffer
	err := run(t.Context(), args, getenv, client, &out, false)
	if strings.Contains(out.String(), "example.com") || err != nil && strings.Contains(err.Error(), "example.com") {
		t.Errorf("an address is printed: %v\n%s", err, out.String())
	}
	return out.String(), err
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTables(t *testing.T) {
	out := filepath.Join(t.TempDir(), "tables")
	text, err := program(t, nil, "-demo", "-out", out)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "report.html") || !strings.Contains(text, "\nleads ") {
		t.Errorf("it prints\n%s", text)
	}
	for _, name := range []string{"leads.csv", "schema.json", "load.sql", "report.html", "vcard/people.vcf", "calendar/sell-user-2103.ics", "documents/sell-deal-5201/sell-document-9401/Offer.pdf"} {
		if contents(t, filepath.Join(out, filepath.FromSlash(name))) == "" {
			t.Errorf("%s is empty", name)
		}
	}
	if _, err := program(t, nil, "-demo", "-out", out); err != nil {
		t.Errorf("again into the same directory: %v", err)
	}
}

func TestCheck(t *testing.T) {
	text, err := program(t, nil, "-demo", "-target", "salesforce", "-check")
	if !errors.Is(err, errFound) || status(err) != 1 {
		t.Fatalf("the error is %v", err)
	}
	for _, want := range []string{"owner: 9\n", "What to do: name a user", "sell-contact-3201, parent_key: is in a circle", "namesake: 1\n", "To make in Salesforce before the import:", `field "Sell_Key__c", on Account`, `stage "Rented", of StageName, in Rentals`, "-all prints them"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not print %q:\n%s", want, text)
		}
	}
	all, _ := program(t, nil, "-demo", "-target", "salesforce", "-check", "-all")
	if strings.Contains(all, "-all prints") || len(all) < len(text) {
		t.Error("-all does not print all")
	}
}

func TestTargetAndOwners(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "zoho")
	_, err := program(t, nil, "-demo", "-target", "zoho", "-out", out)
	if status(err) != 1 || !strings.Contains(err.Error(), "-default-owner") {
		t.Fatalf("owners without a user: %v", err)
	}
	if _, err := program(t, nil, "-demo", "-target", "zoho", "-out", out, "-default-owner", "olivia@acme.example.com"); err != nil {
		t.Fatal(err)
	}
	owners := strings.Replace(contents(t, filepath.Join(out, "owners.csv")), "tom@acme.example.com,inactive,person,5,", "tom@acme.example.com,inactive,person,5,ana@acme.example.com", 1)
	file := filepath.Join(dir, "owners.csv")
	if err := os.WriteFile(file, []byte(owners), 0o600); err != nil {
		t.Fatal(err)
	}
	mapping := filepath.Join(dir, "mapping.json")
	if err := os.WriteFile(mapping, []byte(`{"files":[{"name":"Accounts.csv","columns":[{"header":"Phone","remove":true}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := program(t, nil, "-demo", "-target", "zoho", "-out", out, "-owners", file, "-default-owner", "olivia@acme.example.com", "-mapping", mapping); err != nil {
		t.Fatal(err)
	}
	accounts := contents(t, filepath.Join(out, "Accounts.csv"))
	if strings.Contains(strings.SplitN(accounts, "\n", 2)[0], ",Phone,") || !strings.Contains(accounts, "sell-contact-3201,Harbour Group,,sell-user-2103") {
		t.Errorf("the accounts are\n%s", accounts)
	}
}

// copies makes a copy of the company, and another one after a lead changed.
func copies(t *testing.T) (before, after string) {
	t.Helper()
	crm, _ := demo.Leaving()
	before, after = filepath.Join(t.TempDir(), "before"), filepath.Join(t.TempDir(), "after")
	for i, dir := range []string{before, after} {
		if i == 1 {
			crm.Change("leads", `{"id":4101,"status":"Qualified"}`)
		}
		if _, err := export.Run(t.Context(), crm.Client(&sell.Config{Limiter: demo.Unlimited{}}), dir, nil); err != nil {
			t.Fatal(err)
		}
	}
	return before, after
}

func TestSince(t *testing.T) {
	before, after := copies(t)
	out := filepath.Join(t.TempDir(), "delta")
	if _, err := program(t, nil, "-copy", after, "-since", before, "-target", "attio", "-out", out, "-default-owner", "olivia@acme.example.com"); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(contents(t, filepath.Join(out, "3-leads.csv")), "\n"); lines != 2 {
		t.Errorf("%d lines", lines)
	}
	if _, err := os.Stat(filepath.Join(out, "4-deals.csv")); err == nil {
		t.Error("deals did not change")
	}
}

// accountOf is the company's Support account with links of this library.
func accountOf() *supporttest.Server {
	_, desk := demo.Leaving()
	desk.Seed("tickets", `{"id":36001,"subject":"Rental","description":"Rental","status":"open","requester_id":1103,"submitter_id":1103,"group_id":503,"tags":["sell_lead_36001_4101","sell_lead_1_4102"],"created_at":"2025-01-01T00:00:00Z","updated_at":"2025-01-02T00:00:00Z"}`)
	desk.Seed("triggers", `{"id":899,"title":"From Sell","active":true,"conditions":{"all":[{"field":"current_tags","operator":"includes","value":"ticket_from_sell"}],"any":[]},"actions":[{"field":"status","value":"open"}]}`)
	return desk
}

func TestSupport(t *testing.T) {
	desk := accountOf()
	dir := t.TempDir()
	relink := filepath.Join(dir, "export.csv")
	export := "Record ID,Sell key\n701,sell-lead-4101\n702,sell-contact-3204\n703,sell-deal-5201\n704,sell-lead-4202\n"
	if err := os.WriteFile(relink, []byte(export), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-demo", "-target", "hubspot", "-out", filepath.Join(dir, "out"), "-relink", relink, "-default-owner", "olivia@acme.example.com", "-support"}
	text, err := program(t, desk, args...)
	if err != nil {
		t.Fatal(err)
	}
	// The ticket 35401 stands in a note of the lead 4201, which became 3204, 3202 and 5201.
	for _, want := range []string{"tickets/35401  contact_702 deal_703: would be marked", "tickets/35402  contact_702 deal_703: would", "tickets/36001  lead_701: would", `trigger 899 "From Sell"`, `app "Zendesk Sell"`, "contributor 1003", `"Sales" has 2 contributors`} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not print %q:\n%s", want, text)
		}
	}
	links := contents(t, filepath.Join(dir, "out", "ticket_links.csv"))
	if !strings.Contains(links, "sell-lead-4101,36001,tag,https://acme.zendesk.com/agent/tickets/36001") || strings.Contains(links, "4102") {
		t.Errorf("the links are\n%s", links)
	}
	for _, r := range desk.Requests() {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s without -write", r.Method, r.Path)
		}
	}
	d := desk.Client(&support.Config{Limiter: demo.Unlimited{}})
	tags := func(id int64) []string {
		t.Helper()
		tags, err := d.Tickets.Tags(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return tags
	}
	if slices.Contains(tags(36001), "crm_lead_701") {
		t.Fatal("a ticket was marked without -write")
	}
	if text, err = program(t, desk, append(args, "-write")...); err != nil || !strings.Contains(text, "lead_701: marked") {
		t.Fatalf("-write: %v\n%s", err, text)
	}
	if got := tags(36001); !slices.Contains(got, "crm_lead_701") || !slices.Contains(got, "sell_lead_36001_4101") {
		t.Errorf("the tags are %q", got)
	}
	if got := tags(demo.NadiaTicket); !slices.Contains(got, "crm_contact_702") || !slices.Contains(got, "machine_duetto") {
		t.Errorf("the tags are %q", got)
	}
	// The export does not have 36001 for a minute now, since it was marked.
	if text, err = program(t, desk, append(args, "-write")...); err != nil || strings.Count(text, "was marked before") != 3 {
		t.Errorf("again: %v\n%s", err, text)
	}
	if text, err = program(t, desk, append(args, "-write", "-ticket-field", "701")...); err != nil || strings.Count(text, ": marked") != 3 {
		t.Errorf("a field: %v\n%s", err, text)
	}
}

// A closed ticket cannot be changed; it is listed.
func TestClosedTicket(t *testing.T) {
	desk := accountOf()
	desk.Seed("tickets", `{"id":36000,"subject":"Old","description":"Old","status":"closed","requester_id":1103,"tags":["sell_lead_36000_4101"],"created_at":"2025-01-01T00:00:00Z","updated_at":"2025-01-02T00:00:00Z"}`)
	dir := t.TempDir()
	relink := filepath.Join(dir, "export.csv")
	if err := os.WriteFile(relink, []byte("Record ID,Sell key\n701,sell-lead-4101\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := program(t, desk, "-demo", "-target", "hubspot", "-out", filepath.Join(dir, "out"), "-relink", relink, "-default-owner", "olivia@acme.example.com", "-support", "-write")
	if err != nil || !strings.Contains(text, "tickets/36000  lead_701: is closed and cannot be changed") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestRefusals(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, test := range map[string]struct {
		args   []string
		ctx    context.Context
		status int
		text   string
	}{
		"nothing":              {nil, t.Context(), 2, "-copy or -demo"},
		"both":                 {[]string{"-demo", "-copy", "x"}, t.Context(), 2, "-copy or -demo"},
		"no out":               {[]string{"-demo"}, t.Context(), 2, "-out"},
		"check without target": {[]string{"-demo", "-check"}, t.Context(), 2, "-target"},
		"unknown target":       {[]string{"-demo", "-out", "x", "-target", "nope"}, t.Context(), 2, "hubspot"},
		"unknown flag":         {[]string{"-wrong"}, t.Context(), 2, "wrong"},
		"arguments":            {[]string{"-demo", "-out", "x", "y"}, t.Context(), 2, "beside"},
		"write alone":          {[]string{"-demo", "-out", "x", "-target", "zoho", "-write"}, t.Context(), 2, "-support"},
		"no credentials":       {[]string{"-demo", "-out", "x", "-support"}, t.Context(), 2, "ZENDESK_SUBDOMAIN"},
		"no copy":              {[]string{"-copy", t.TempDir(), "-out", filepath.Join(t.TempDir(), "x")}, t.Context(), 1, "no finished copy"},
		"stopped":              {[]string{"-demo", "-out", filepath.Join(t.TempDir(), "x")}, stopped, 130, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(test.ctx, test.args, func(string) string { return "" }, nil, &out, true)
			if status(err) != test.status || !strings.Contains(err.Error(), test.text) {
				t.Errorf("status %d, %v; want %d and %q", status(err), err, test.status, test.text)
			}
		})
	}
	var out bytes.Buffer
	err := run(t.Context(), []string{"-help"}, func(string) string { return "" }, nil, &out, false)
	if !errors.Is(err, flag.ErrHelp) || status(err) != 0 || !strings.Contains(out.String(), "-relink") {
		t.Errorf("help: %v", err)
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-demo", "-out", filepath.Join(t.TempDir(), "x")}, func(string) string { return "" }, nil, &out, true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "\r\033[K[########################] ") {
		t.Errorf("no bar:\n%q", out.String())
	}
}
