package integration_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
)

// fullSettings has a value other than the default everywhere.
func fullSettings() integration.Settings {
	return integration.Settings{
		Version:       1,
		TicketsInSell: false,
		SellInSupport: true,
		Routing: leadrouting.Policy{
			Access:               leadrouting.AllAgents,
			Owners:               []leadrouting.Owner{leadrouting.User(2), leadrouting.Pool(77)},
			AllowAnyOwner:        true,
			FallbackWhenUnchosen: true,
			TopmostManager:       leadrouting.User(1),
		},
		Lead:        integration.LeadSettings{Status: "New", Source: "Support"},
		Fields:      integration.FieldSettings{Lead: []string{"email", "custom:Tier"}, Person: []string{"phone"}, Company: []string{"website"}},
		TicketField: "Ticket",
	}
}

func TestSettingsRoundTripThroughFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	for name, want := range map[string]integration.Settings{"full": fullSettings(), "default": integration.DefaultSettings()} {
		if err := want.Save(path); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := integration.LoadSettings(path)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", name, err, got, want)
		}
	}
}

func TestLoadSettingsOfMissingFile(t *testing.T) {
	if _, err := integration.LoadSettings(filepath.Join(t.TempDir(), "none.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestSaveKeepsModeAndLeavesNoTempFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "settings.json")
	if err := integration.DefaultSettings().Save(path); err != nil {
		t.Fatal(err)
	}
	if mode := fileMode(t, path); mode != 0o600 {
		t.Errorf("a new document has mode %o, want 600", mode)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := fullSettings().Save(path); err != nil {
		t.Fatal(err)
	}
	if mode := fileMode(t, path); mode != 0o640 {
		t.Errorf("mode %o, want 640", mode)
	}
	if names := namesIn(t, dir); !slices.Equal(names, []string{"settings.json"}) {
		t.Errorf("files %v", names)
	}
}

// A write that fails must leave what was there, and nothing besides.
func TestSaveThatFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "settings.json")
	if err := integration.DefaultSettings().Save(path); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	invalid := fullSettings()
	invalid.Version = 7
	if invalid.Save(path) == nil {
		t.Error("invalid settings were saved")
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("%v; the document became %s", err, after)
	}

	// A directory cannot be replaced by a file: the last step fails.
	taken := filepath.Join(dir, "taken")
	if err := os.Mkdir(taken, 0o700); err != nil {
		t.Fatal(err)
	}
	if integration.DefaultSettings().Save(taken) == nil {
		t.Error("a directory was replaced")
	}
	if integration.DefaultSettings().Save(filepath.Join(dir, "none", "settings.json")) == nil {
		t.Error("saved in a directory that does not exist")
	}
	if names := namesIn(t, dir); !slices.Equal(names, []string{"settings.json", "taken"}) {
		t.Errorf("files %v", names)
	}
}

// Readers that load while others save see one whole document or the other.
func TestSaveReplacesAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	documents := []integration.Settings{integration.DefaultSettings(), fullSettings()}
	if err := documents[0].Save(path); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		var err error
		for i := range 200 {
			err = errors.Join(err, documents[i%2].Save(path))
		}
		done <- err
	}()
	for {
		got, err := integration.LoadSettings(path)
		if err != nil || !reflect.DeepEqual(got, documents[0]) && !reflect.DeepEqual(got, documents[1]) {
			t.Fatalf("%v, %+v", err, got)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			return
		default:
		}
	}
}

func fileMode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestParseSettingsDefaults(t *testing.T) {
	got, err := integration.ParseSettings([]byte(`{"version":1,"lead":{"status":"New"}}`))
	want := integration.DefaultSettings()
	want.Lead.Status = "New"
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
	}
	if !got.TicketsInSell || !got.SellInSupport || got.Routing.Access != leadrouting.OnlySellUsers {
		t.Errorf("defaults %+v", got)
	}
	off, err := integration.ParseSettings([]byte(`{"version":1,"tickets_in_sell":false,"sell_in_support":false}`))
	if err != nil || off.TicketsInSell || off.SellInSupport {
		t.Errorf("%v, %+v", err, off)
	}
}

func TestParseSettingsNamesEveryFault(t *testing.T) {
	for name, test := range map[string]struct {
		document string
		paths    []string
	}{
		"empty document":     {`{}`, []string{"version"}},
		"missing version":    {`{"lead":{"status":"New"}}`, []string{"version"}},
		"other version":      {`{"version":2}`, []string{"version"}},
		"version as text":    {`{"version":"1"}`, []string{"version"}},
		"unknown member":     {`{"version":1,"colour":"red"}`, []string{"colour"}},
		"unknown in lead":    {`{"version":1,"lead":{"state":"New"}}`, []string{"lead.state"}},
		"unknown in routing": {`{"version":1,"routing":{"acess":"all_agents"}}`, []string{"routing.acess"}},
		"wrong case":         {`{"version":1,"Lead":{}}`, []string{"Lead"}},
		"wrong types": {
			`{"version":1,"tickets_in_sell":"yes","lead":{"status":5,"source":[]},"fields":{"lead":"email"}}`,
			[]string{"fields.lead", "lead.source", "lead.status", "tickets_in_sell"},
		},
		"unknown and wrong": {
			`{"version":1,"a":1,"b":{"c":2},"routing":{"allow_any_owner":1,"owners":["user:2",5,"user:3","nobody"]},"lead":{"status":{}}}`,
			[]string{"a", "b", "lead.status", "routing.allow_any_owner", "routing.owners[1]", "routing.owners[3]"},
		},
		"access mode":   {`{"version":1,"routing":{"access":"everybody"}}`, []string{"routing.access"}},
		"owner twice":   {`{"version":1,"routing":{"owners":["user:2","user:2"]}}`, []string{"routing.owners[1]"}},
		"negative pool": {`{"version":1,"routing":{"owners":["pool:-4"]}}`, []string{"routing.owners[0]"}},
		"topmost is a pool": {
			`{"version":1,"routing":{"topmost_manager":"pool:4"}}`, []string{"routing.topmost_manager"},
		},
		"blanks": {
			`{"version":1,"lead":{"status":" New","source":"Support "},"ticket_field":"\tTicket"}`,
			[]string{"lead.source", "lead.status", "ticket_field"},
		},
		"fields": {
			`{"version":1,"fields":{"lead":["email","email"],"person":[""],"company":["custom:"]}}`,
			[]string{"fields.company[0]", "fields.lead[1]", "fields.person[0]"},
		},
		"list as document": {`[1]`, []string{"document"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := integration.ParseSettings([]byte(test.document))
			e, ok := errors.AsType[*integration.SettingsError](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			var paths []string
			for _, p := range e.Problems {
				paths = append(paths, p.Path)
				if p.Problem == "" || !strings.Contains(err.Error(), p.Path+": "+p.Problem) {
					t.Errorf("%q does not say %q of %q", err, p.Problem, p.Path)
				}
			}
			slices.Sort(paths)
			if !slices.Equal(paths, test.paths) {
				t.Errorf("paths %q, want %q (%v)", paths, test.paths, err)
			}
		})
	}
}

func TestParseSettingsMalformed(t *testing.T) {
	for _, document := range []string{``, `{`, `{"version":1}}`, `{"version":1,"version":1}`, "{\"version\":1,\"lead\":{\"status\":\"\xff\"}}"} {
		if s, err := integration.ParseSettings([]byte(document)); err == nil || !reflect.DeepEqual(s, integration.Settings{}) {
			t.Errorf("%q: %v, %+v", document, err, s)
		}
	}
}

// An integration is not made with settings that are wrong.
func TestNewRefusesInvalidSettings(t *testing.T) {
	w := newWorld(nil, nil)
	for name, change := range map[string]func(*integration.Config){
		"no Support":      func(c *integration.Config) { c.Support = nil },
		"no Sell":         func(c *integration.Config) { c.Sell = nil },
		"negative cap":    func(c *integration.Config) { c.CompanyTickets = -1 },
		"zero settings":   func(c *integration.Config) { c.Settings = integration.Settings{} },
		"status of blank": func(c *integration.Config) { c.Settings.Lead.Status = " " },
	} {
		cfg := integration.Config{Support: w.desk(), Sell: w.crm(), Settings: integration.DefaultSettings()}
		change(&cfg)
		if in, err := integration.New(cfg); err == nil || in != nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCompareSettings(t *testing.T) {
	from, to := integration.DefaultSettings(), fullSettings()
	if changes := from.Compare(from); len(changes) != 0 {
		t.Errorf("with itself: %v", changes)
	}
	var got []string
	for _, c := range from.Compare(to) {
		got = append(got, fmt.Sprintf("%s: %s -> %s", c.Path, c.From, c.To))
	}
	want := []string{
		`fields.company: [] -> ["website"]`,
		`fields.lead: [] -> ["email","custom:Tier"]`,
		`fields.person: [] -> ["phone"]`,
		`lead.source: "" -> "Support"`,
		`lead.status: "" -> "New"`,
		`routing.access: "only_sell_users" -> "all_agents"`,
		`routing.allow_any_owner: false -> true`,
		`routing.fallback_when_unchosen: false -> true`,
		`routing.owners: [] -> ["user:2","pool:77"]`,
		`routing.topmost_manager: "" -> "user:1"`,
		`ticket_field: "" -> "Ticket"`,
		`tickets_in_sell: true -> false`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("changes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Whatever the bytes, parsing ends with settings or an error; what it accepts
// can be saved and comes back equal.
func FuzzParseSettings(f *testing.F) {
	for _, document := range []string{
		`{"version":1}`, `{"version":1,"routing":{"owners":["user:2","pool:77"],"access":"all_agents"}}`,
		`{"version":1,"fields":{"lead":["email",""]},"x":{"y":[1,{"z":null}]}}`, `{"version":1,"lead":null}`, `[1,[2]]`, `"`, `{"":{"0":1}}`,
		`{"version":1,"routing":{"rules":[{"assign":["user:1"]}],"pools":[{}],"schedules":{"a":{"hours":{"mon":["9"]}}}}}`,
	} {
		f.Add([]byte(document))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := integration.ParseSettings(data)
		if err != nil {
			return
		}
		path := filepath.Join(dir, "settings.json")
		if err := s.Save(path); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		again, err := integration.LoadSettings(path)
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if changes := s.Compare(again); len(changes) > 0 {
			t.Errorf("%s: %+v", data, changes)
		}
	})
}
