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

// What is no JSON is told with its place and, where people often make the
// mistake, in their words.
func TestParseSettingsMalformed(t *testing.T) {
	for document, want := range map[string]string{
		"":                        "line 1, column 1: document: is empty",
		" \n\t":                   "line 1, column 1: document: is empty",
		"\ufeff{\"version\":1}":   "line 1, column 1: document: starts with a byte order mark",
		"\xff\xfe{\x00}\x00":      "line 1, column 1: document: is UTF-16",
		"\xfe\xff\x00{\x00}":      "line 1, column 1: document: is UTF-16",
		"{\n  \"version\": 1,\n}": "line 2, column 15: document: has a comma before the closing bracket",
		`{"version":1,"fields":{"lead":["email" , ]}}`:                     "line 1, column 40: document: has a comma before the closing bracket",
		"{\n \"version\": 1\n \"lead\": {}}":                               "line 3, column 2: document: ",
		"{\"version\":1,\n\"version\":1}":                                  "line 2, column 1: version: appears twice",
		"{\"version\":1,\"lead\":{\"status\":\"é\",\n  \"status\":\"b\"}}": "line 2, column 3: lead.status: appears twice",
		"{\"version\":1,\"routing\":{\"access\":\"\",\n\"access\":\"\"}}":  "line 2, column 1: routing.access: appears twice",
		"{\"version\":1,\n\"lead\":{\"status\":\"é\xff\"}}":                "line 2, column 20: document: is not valid UTF-8",
		`{`:                 "line 1, column 2: document: ends too early",
		"{\"version\":1,\n": "line 2, column 1: document: ends too early",
		`{"version":1}}`:    "line 1, column 14: document: ",
		"// mine\n{}":       "line 1, column 1: document: has a comment",
		"{\n'version':1}":   "line 2, column 1: document: has single quotes",
		"{\nversion:1}":     "line 2, column 1: document: ",
		`[1]`:               "line 1, column 1: document: must be a JSON object",
		`"x"`:               "line 1, column 1: document: must be a JSON object",
	} {
		s, err := integration.ParseSettings([]byte(document))
		if _, ok := errors.AsType[*integration.SettingsError](err); !ok || !strings.HasPrefix(err.Error(), "integration: settings: "+want) || !reflect.DeepEqual(s, integration.Settings{}) {
			t.Errorf("%q: %v, %+v", document, err, s)
		}
	}
}

// Faults of a document that is JSON have their place as well.
func TestParseSettingsSaysWhere(t *testing.T) {
	const document = `{
  "version": 1,
  "colour": "red",
  "tickets_in_sel": true,
  "sell_in_support": "yes",
  "lead": {"status": " New",
    "sorce": 5},
  "routing": {
    "owners": ["user:2",
      "nobody"]
  },
  "fields": {"lead": ["email",
     "emial"]}
}`
	_, err := integration.ParseSettings([]byte(document))
	e, ok := errors.AsType[*integration.SettingsError](err)
	if !ok {
		t.Fatal(err)
	}
	got := make(map[string]string)
	for _, p := range e.Problems {
		got[p.Path] = fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Problem)
	}
	for path, want := range map[string]string{
		"colour": "3:3 is unknown", "tickets_in_sel": `4:3 is unknown; did you mean "tickets_in_sell"?`,
		"sell_in_support": "5:3 is of the wrong type: want true or false", "lead.sorce": `7:5 is unknown; did you mean "source"?`,
		"routing.owners[1]": "10:7 ",
	} {
		if !strings.HasPrefix(got[path], want) {
			t.Errorf("%s: %q, want %q", path, got[path], want)
		}
	}
	if len(got) != 5 {
		t.Errorf("faults %q", got)
	}
	_, err = integration.ParseSettings([]byte("{\n\"version\":1,\n\"lead\":{\"status\":\" New\"},\n\"fields\":{\"lead\":[\"email\",\n\"emial\"]}}"))
	want := `integration: settings: line 5, column 1: fields.lead[1]: "emial" is not an attribute of a lead; did you mean "email"?; write a custom field as "custom:emial"; line 3, column 9: lead.status: starts or ends with whitespace`
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	_, err = integration.ParseSettings([]byte("\n {}"))
	if err == nil || err.Error() != "integration: settings: line 2, column 2: version: is 0; this package supports version 1" {
		t.Errorf("%v", err)
	}
}

func TestLoadSettingsNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.json")
	for _, document := range []string{"", "{", `{"version":1,"colour":"red"}`, `{"version":7}`} {
		if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := integration.LoadSettings(path); err == nil || !strings.Contains(err.Error(), path+": line 1, column ") {
			t.Errorf("%q: %v", document, err)
		}
	}
}

// Null is as left out.
func TestParseSettingsNull(t *testing.T) {
	want := integration.DefaultSettings()
	got, err := integration.ParseSettings([]byte(`{"version":1,"tickets_in_sell":null,"sell_in_support":null,"routing":null,"lead":null,"fields":null,"ticket_field":null}`))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %+v", err, got)
	}
	got, err = integration.ParseSettings([]byte(`{"version":1,"lead":{"status":null,"source":null},"fields":{"lead":null}}`))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %+v", err, got)
	}
	if _, err := integration.ParseSettings([]byte(`{"version":null}`)); err == nil || !strings.Contains(err.Error(), "version: is 0") {
		t.Errorf("no version: %v", err)
	}
}

// A symbolic link stays one, wherever it leads.
func TestSaveThroughLink(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"etc", "data"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	target := filepath.Join(dir, "data", "settings.json")
	link, second := filepath.Join(dir, "etc", "settings.json"), filepath.Join(dir, "second.json")
	for from, to := range map[string]string{link: "../data/settings.json", second: link, filepath.Join(dir, "loop"): "loop"} {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	for i, path := range []string{link, second, link} { // first it leads to nothing
		want := []integration.Settings{integration.DefaultSettings(), fullSettings()}[i%2]
		if err := want.Save(path); err != nil {
			t.Fatal(err)
		}
		for _, l := range []string{link, second} {
			if info, err := os.Lstat(l); err != nil || info.Mode()&os.ModeSymlink == 0 {
				t.Errorf("%s is no link any more: %v", l, err)
			}
		}
		if got, err := integration.LoadSettings(target); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("the file holds %+v, %v", got, err)
		}
	}
	if err := integration.DefaultSettings().Save(filepath.Join(dir, "loop")); err == nil {
		t.Error("saved through a link to itself")
	}
	if names := namesIn(t, filepath.Join(dir, "data")); !slices.Equal(names, []string{"settings.json"}) {
		t.Errorf("files %v", names)
	}
}

func TestFieldNames(t *testing.T) {
	for name, hint := range map[string]string{
		"emial": `did you mean "email"?`, "Email": `did you mean "email"?`, "adddress": `did you mean "address"?`, "owner": "is not an attribute",
		"tier": "custom:tier", "customer_status": "not an attribute of a lead", "xyzzy": "is not an attribute", "custom_fields": "is not an attribute", "custom: Tier": "whitespace",
	} {
		s := integration.DefaultSettings()
		s.Fields.Lead = []string{"email", name}
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), "fields.lead[1]: ") || !strings.Contains(err.Error(), hint) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := integration.DefaultSettings()
	s.Fields = integration.FieldSettings{Lead: integration.DefaultFields(), Person: append(integration.DefaultFields(), "customer_status", "custom:Tier"), Company: integration.DefaultFields()}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
}

// An integration is not made with settings that are wrong.
func TestNewRefusesInvalidSettings(t *testing.T) {
	w := newWorld(nil, nil)
	for name, change := range map[string]func(*integration.Config){
		"unknown field":   func(c *integration.Config) { c.Settings.Fields.Person = []string{"emial"} },
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

// What is changed after New has no effect, however deep.
func TestNewCopiesTheConfiguration(t *testing.T) {
	w := newWorld(nil, nil)
	present := true
	build := func() integration.Settings {
		s := integration.DefaultSettings()
		s.Fields.Lead = []string{"email"}
		s.Routing.Owners = []leadrouting.Owner{leadrouting.User(sellRep)}
		s.Routing.Rules = []leadrouting.Rule{{Name: "vip", When: leadrouting.Condition{All: []leadrouting.Condition{{Field: "ticket.tags", Present: &present}}}, Assign: []leadrouting.Owner{leadrouting.User(sellRep)}}}
		s.Routing.Fields = map[string]leadrouting.Kind{"own.field": leadrouting.KindText}
		return s
	}
	settings := build()
	in, err := integration.New(integration.Config{Support: w.desk(), Sell: w.crm(), Settings: settings, Agents: w.ownClient})
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(s integration.Settings) {
		no := false
		s.Fields.Lead[0] = "phone"
		s.Routing.Owners[0] = leadrouting.User(sellAdmin)
		s.Routing.Rules[0].Assign[0] = leadrouting.User(sellAdmin)
		*s.Routing.Rules[0].When.All[0].Present = no
		s.Routing.Rules[0].When.All[0].Field = "ticket.subject"
		s.Routing.Fields["more"] = leadrouting.KindText
	}
	spoil(settings)
	present = true
	if got := in.Config().Settings; !reflect.DeepEqual(got, build()) {
		t.Errorf("changed from outside: %+v", got)
	}
	spoil(in.Config().Settings)
	present = true
	if got := in.Config().Settings; !reflect.DeepEqual(got, build()) {
		t.Errorf("changed through what Config returned: %+v", got)
	}
	res, err := as(t, in, agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, DryRun: true})
	if err != nil || res.Decision.Owner != leadrouting.User(sellRep) {
		t.Errorf("%v, %v", res.Decision, err)
	}
	if cfg := in.Config(); cfg.CompanyTickets != 100 || cfg.Support == nil || cfg.Sell == nil || cfg.Agents == nil {
		t.Errorf("%+v", cfg)
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
