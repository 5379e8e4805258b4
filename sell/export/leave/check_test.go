package leave_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/export/leave"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// sound is an account in which nothing is wrong.
func sound() *selltest.Server {
	fake := selltest.New()
	fake.Seed("users", `{"id":11,"name":"Ana","email":"ana@example.com"}`, `{"id":12,"name":"Tom","email":"tom@example.com","status":"inactive"}`)
	fake.Seed("deal/custom_fields", `{"id":21,"name":"Size","type":"list","choices":[{"id":1,"name":"big"}]}`, `{"id":22,"name":"Start","type":"date"}`)
	fake.Seed("contacts", `{"id":31,"owner_id":11,"is_organization":true,"name":"Casa"}`, `{"id":32,"owner_id":11,"is_organization":true,"name":"Villa","parent_organization_id":31}`,
		`{"id":33,"owner_id":11,"name":"Eva Soto","first_name":"Eva","last_name":"Soto","contact_id":31,"email":"eva@example.com"}`)
	fake.Seed("leads", `{"id":41,"owner_id":11,"last_name":"Ruiz","organization_name":"Torre","status":"New"}`)
	fake.Seed("deals", `{"id":51,"owner_id":11,"name":"Roof","contact_id":33,"organization_id":31,"stage_id":1,"value":"10.50","last_stage_change_by_id":11,"estimated_close_date":"2025-05-01","custom_fields":{"Size":"big","Start":"2025-01-31"}}`)
	fake.Seed("notes", `{"id":61,"creator_id":11,"resource_type":"deal","resource_id":51,"content":"Called"}`)
	return fake
}

// findings are those of a check, as "problem key field".
func findings(t *testing.T, dir, name string, overrides ...string) []string {
	t.Helper()
	var found []string
	_, err := open(t, dir).Check(t.Context(), target(t, name, overrides...), nil, func(f leave.Finding) {
		if f.Detail == "" || f.Do == "" || f.Table == "" {
			t.Errorf("%+v does not say all", f)
		}
		found = append(found, fmt.Sprintf("%s %s %s", f.Problem, f.Key, f.Field))
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

func TestCheckFindsEachFaultAndNothingElse(t *testing.T) {
	short := `{"limits":{"cell":200}}`
	for _, test := range []struct {
		name   string
		target string
		plant  func(*selltest.Server)
		want   []string
	}{
		{"nothing", "salesforce", func(*selltest.Server) {}, nil},
		{"nothing for HubSpot", "hubspot", func(*selltest.Server) {}, nil},
		{"an owner who left", "salesforce", func(f *selltest.Server) {
			f.Seed("leads", `{"id":42,"owner_id":12,"last_name":"A","organization_name":"B"}`)
		}, []string{"owner sell-lead-42 owner_key"}},
		{"an owner who is unknown", "zoho", func(f *selltest.Server) {
			f.Seed("leads", `{"id":42,"owner_id":99,"last_name":"A","organization_name":"B"}`)
		}, []string{"link sell-lead-42 owner_key", "owner sell-lead-42 owner_key"}},
		{"a lead without a company", "salesforce", func(f *selltest.Server) { f.Seed("leads", `{"id":42,"owner_id":11,"last_name":"A"}`) }, []string{"required sell-lead-42 Company"}},
		{"a deal without a stage", "hubspot", func(f *selltest.Server) {
			f.Seed("deals", `{"id":52,"owner_id":11,"name":"D","contact_id":33,"stage_id":404,"last_stage_change_by_id":11}`)
		}, []string{"required sell-deal-52 Pipeline"}},
		{"a long text", "salesforce", func(f *selltest.Server) {
			f.Seed("leads", `{"id":42,"owner_id":11,"last_name":"A","organization_name":"B","description":"`+strings.Repeat("x", 201)+`"}`)
		}, []string{"too-long sell-lead-42 Description"}},
		{"a status that is in no list", "salesforce", func(f *selltest.Server) {
			f.Seed("leads", `{"id":42,"owner_id":11,"last_name":"A","organization_name":"B","status":"Parked"}`)
		}, []string{"choice sell-lead-42 Status"}},
		{"a choice that is in no list", "hubspot", func(f *selltest.Server) {
			f.Seed("deals", `{"id":52,"owner_id":11,"name":"D","contact_id":33,"stage_id":1,"last_stage_change_by_id":11,"custom_fields":{"Size":"huge"}}`)
		}, []string{"choice sell-deal-52 Size"}},
		{"a date that cannot be read", "hubspot", func(f *selltest.Server) {
			f.Seed("deals", `{"id":52,"owner_id":11,"name":"D","contact_id":33,"stage_id":1,"last_stage_change_by_id":11,"custom_fields":{"Start":"soon"}}`)
		}, []string{"date sell-deal-52 custom_fields/Start"}},
		{"a date out of range", "hubspot", func(f *selltest.Server) {
			f.Seed("deals", `{"id":52,"owner_id":11,"name":"D","contact_id":33,"stage_id":1,"last_stage_change_by_id":11,"estimated_close_date":"0001-01-01"}`)
		}, []string{"date sell-deal-52 Close date", "date sell-deal-52 Expected close date (Sell)"}},
		{"two people of one address", "hubspot", func(f *selltest.Server) {
			f.Seed("contacts", `{"id":34,"owner_id":11,"name":"Pol Gil","last_name":"Gil","email":"Eva@example.com"}`)
		}, []string{"duplicate sell-contact-34 Email"}},
		{"a lead with the address of a person", "hubspot", func(f *selltest.Server) {
			f.Seed("leads", `{"id":42,"owner_id":11,"last_name":"A","email":"eva@example.com"}`)
		}, []string{"duplicate sell-lead-42 Email"}},
		{"two companies of one name", "freshsales", func(f *selltest.Server) {
			f.Seed("contacts", `{"id":34,"owner_id":11,"is_organization":true,"name":"casa"}`)
		}, []string{"duplicate sell-contact-34 Name", "namesake sell-contact-34 name"}},
		{"two people of one name", "zoho", func(f *selltest.Server) {
			f.Seed("contacts", `{"id":34,"owner_id":11,"name":"Eva  soto","last_name":"Soto","contact_id":31}`)
		}, []string{"namesake sell-contact-34 name"}},
		{"a link to nothing", "zoho", func(f *selltest.Server) {
			f.Seed("notes", `{"id":62,"creator_id":11,"resource_type":"deal","resource_id":51,"content":"x"}`)
			f.Seed("calls", `{"id":71,"user_id":11,"phone_number":"1","resource_type":"contact","resource_id":404}`)
		}, []string{"link sell-call-71 resource_id"}},
		{"companies in a circle", "salesforce", func(f *selltest.Server) {
			f.Seed("contacts", `{"id":34,"owner_id":11,"is_organization":true,"name":"C4","parent_organization_id":36}`, `{"id":35,"owner_id":11,"is_organization":true,"name":"C5","parent_organization_id":34}`,
				`{"id":36,"owner_id":11,"is_organization":true,"name":"C6","parent_organization_id":35}`, `{"id":37,"owner_id":11,"is_organization":true,"name":"C7","parent_organization_id":36}`)
		}, []string{"cycle sell-contact-34 parent_key"}},
		{"a company that owns itself", "zoho", func(f *selltest.Server) {
			f.Seed("contacts", `{"id":34,"owner_id":11,"is_organization":true,"name":"C4","parent_organization_id":34}`)
		}, []string{"cycle sell-contact-34 parent_key"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fake := sound()
			test.plant(fake)
			// What every account is born with names a user that this one does not have.
			fake.Seed("users", `{"id":1,"name":"Born","email":"born@example.com","role":"admin"}`)
			got := findings(t, copyOf(t, fake), test.target, short)
			if !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// Company files name parents first, whatever the ids say.
func TestParentsComeFirst(t *testing.T) {
	fake := sound()
	fake.Seed("contacts", `{"id":34,"owner_id":11,"is_organization":true,"name":"Deep","parent_organization_id":36}`, `{"id":35,"owner_id":11,"is_organization":true,"name":"Top"}`,
		`{"id":36,"owner_id":11,"is_organization":true,"name":"Middle","parent_organization_id":35}`)
	_, out := write(t, copyOf(t, fake), target(t, "zoho"), &leave.Options{Owners: defaultOwner})
	at := make(map[string]int)
	for i, row := range parseCSV(t, contents(t, filepath.Join(out, "Accounts.csv")), ',', "\n") {
		at[row[0]] = i
		if row[2] != "" && i > 0 && at[row[2]] == 0 {
			t.Errorf("%s comes before its parent %s", row[0], row[2])
		}
	}
	if len(at) != 6 {
		t.Errorf("accounts: %v", at)
	}
}

func TestDamagedCopyIsRefused(t *testing.T) {
	dir := copyOf(t, company(t))
	for _, name := range []string{"leads.ndjson", "files/9401"} {
		path := filepath.Join(dir, name)
		data := []byte(contents(t, path))
		data[len(data)/2] ^= 1
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := leave.Open(t.Context(), dir); err == nil {
			_ = c.Close()
			t.Errorf("%s: a flipped bit was not found", name)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir)
}

func TestFolders(t *testing.T) {
	dir := copyOf(t, sound())
	c := open(t, dir)
	if _, err := c.WriteNeutral(t.Context(), filepath.Join(dir, "out"), nil); err == nil {
		t.Error("the output may lie in the copy")
	}
	out := t.TempDir()
	if err := os.WriteFile(filepath.Join(out, "mine.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.WriteNeutral(t.Context(), out, nil); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a folder with something else: %v", err)
	}
	out = t.TempDir()
	if _, err := c.WriteNeutral(t.Context(), out, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "mine.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(t.Context(), out, target(t, "attio"), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, "leads.csv")); err == nil {
		t.Error("a file of the run before stays")
	}
	if _, err := os.Stat(filepath.Join(out, "mine.txt")); err != nil {
		t.Error("a file of somebody else was removed")
	}
	list := `{"complete":true,"files":[{"name":"../outside.csv","bytes":1,"sha256":""}]}`
	if err := os.WriteFile(filepath.Join(out, "leave.json"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.WriteNeutral(t.Context(), out, nil); err == nil || !strings.Contains(err.Error(), "outside") {
		t.Errorf("a list that names a file outside: %v", err)
	}
}

// Nobody needs to be told of findings, and a target is needed.
func TestCheckWithoutListener(t *testing.T) {
	fake := sound()
	fake.Seed("leads", `{"id":42,"owner_id":12,"last_name":"A","organization_name":"B"}`) // an owner who left
	c := open(t, copyOf(t, fake))
	if _, err := c.Check(t.Context(), target(t, "salesforce"), nil, nil); err != nil {
		t.Error(err)
	}
	if _, err := c.Check(t.Context(), nil, nil, nil); err == nil || !strings.Contains(err.Error(), "LoadTarget") {
		t.Errorf("no target: %v", err)
	}
	if _, err := c.Write(t.Context(), t.TempDir(), nil, nil); err == nil || !strings.Contains(err.Error(), "LoadTarget") {
		t.Errorf("no target: %v", err)
	}
}
