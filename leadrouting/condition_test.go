package leadrouting_test

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

func parse(t testing.TB, text string) leadrouting.Policy {
	t.Helper()
	p, err := leadrouting.ParsePolicy([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

func number(t testing.TB, s string) leadrouting.Value {
	t.Helper()
	v, err := leadrouting.Number(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestConditions(t *testing.T) {
	facts := leadrouting.Facts{
		"requester.email":        leadrouting.Text("Ana@Acme.Example.com"),
		"requester.name":         leadrouting.Text("Ana Ruiz"),
		"requester.emails":       leadrouting.List("ana@acme.example.com", "ana@home.example.com"),
		"ticket.tags":            leadrouting.List("VIP", "printer"),
		"ticket.form_id":         leadrouting.Int(360001),
		"ticket.created_at":      leadrouting.Time(time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("", 3600))),
		"ticket.custom.7":        number(t, "-1000.50"),
		"ticket.custom.8":        leadrouting.Text("2026-03-01"),
		"ticket.custom.9":        leadrouting.Bool(true),
		"organization.domains":   leadrouting.List("example.com"),
		"organization.tags":      leadrouting.List(),
		"organization.name":      leadrouting.Text(""),
		"lead.custom.Seats":      leadrouting.Int(200),
		"lead.address.country":   leadrouting.Text("es"),
		"requester.created_at":   leadrouting.Time(time.Time{}),
		"organization.custom.cc": leadrouting.List("a", "b"),

		"organization.custom.list": leadrouting.List("Not_Gold", "silver"),
		"organization.custom.text": leadrouting.Text("Not_Gold"),
		"organization.custom.time": leadrouting.Time(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)),
		"organization.custom.date": leadrouting.Text("2026-03-02"),
		"requester.external_id":    leadrouting.Text("2026-03-02T09:00:00Z"),
		"requester.tags":           leadrouting.List("2026-03-02T09:00:00Z"),
	}
	for _, test := range []struct {
		when string
		want bool
	}{
		{`{}`, true},
		{`{"field":"requester.name","equals":"ANA RUIZ"}`, true},
		{`{"field":"requester.name","equals":"ana"}`, false},
		{`{"field":"requester.name","in":["x","ana ruiz"]}`, true},
		{`{"field":"requester.name","in":["1","2","3","4","5","6","7","8","Ana Ruiz"]}`, true},
		{`{"field":"requester.name","in":["1","2","3","4","5","6","7","8","9"]}`, false},
		{`{"field":"requester.name","contains":"a R"}`, true},
		{`{"field":"requester.name","prefix":"Ana"}`, true},
		{`{"field":"requester.name","prefix":"Ruiz"}`, false},
		{`{"field":"ticket.tags","contains":"vip"}`, true},
		{`{"field":"ticket.tags","contains":"vi"}`, false},
		{`{"field":"ticket.tags","prefix":"print"}`, true},
		{`{"field":"ticket.tags","equals":"printer"}`, true},
		{`{"field":"ticket.tags","in":["laser","vip"]}`, true},
		{`{"field":"requester.email","domain":["acme.example.com"]}`, true},
		{`{"field":"requester.email","domain":["@ACME.example.com"]}`, true},
		{`{"field":"requester.email","domain":["example.com"]}`, false},
		{`{"field":"requester.emails","domain":["home.example.com"]}`, true},
		{`{"field":"organization.domains","domain":["example.com"]}`, true},
		{`{"field":"ticket.form_id","equals":360001}`, true},
		{`{"field":"ticket.form_id","in":[1,360001]}`, true},
		{`{"field":"ticket.form_id","in":[1,2,3,4,5,6,7,8,360001]}`, true},
		{`{"field":"ticket.form_id","min":360001,"max":360001}`, true},
		{`{"field":"ticket.form_id","min":360001.000000001}`, false},
		{`{"field":"ticket.form_id","max":360000.9}`, false},
		{`{"field":"ticket.custom.7","min":-1000.5,"max":-1000.5}`, true},
		{`{"field":"ticket.custom.7","min":-1000.49}`, false},
		{`{"field":"ticket.custom.7","max":-1000.51}`, false},
		{`{"field":"ticket.custom.7","equals":-1000.500}`, true},
		{`{"field":"ticket.custom.9","equals":true}`, true},
		{`{"field":"ticket.custom.9","equals":"true"}`, false},
		{`{"field":"organization.custom.cc","contains":"b"}`, true},
		{`{"field":"organization.custom.list","contains":"gold"}`, false},
		{`{"field":"organization.custom.list","contains":"Not_Gold"}`, true},
		{`{"field":"organization.custom.list","prefix":"not"}`, true},
		{`{"field":"organization.custom.text","contains":"gold"}`, true},
		{`{"field":"organization.custom.time","equals":"2026-03-02T09:00:00Z"}`, true},
		{`{"field":"organization.custom.time","equals":"2026-03-02T10:00:00+01:00"}`, false},
		{`{"field":"organization.custom.time","prefix":"2026-03-02T"}`, true},
		{`{"field":"organization.custom.date","equals":"2026-03-02T00:00:00Z"}`, true},
		{`{"field":"requester.external_id","equals":"2026-03-02T09:00:00Z"}`, true},
		{`{"field":"requester.tags","in":["2026-03-02T09:00:00Z"]}`, true},
		{`{"field":"ticket.created_at","after":"2026-03-01T08:30:00Z"}`, true},
		{`{"field":"ticket.created_at","before":"2026-03-01T08:30:00Z"}`, false},
		{`{"field":"ticket.created_at","after":"2026-03-01","before":"2026-03-02"}`, true},
		{`{"field":"ticket.custom.8","after":"2026-03-01","before":"2026-03-02"}`, true},
		{`{"field":"ticket.custom.8","before":"2026-03-01"}`, false},
		{`{"field":"ticket.custom.7","after":"2026-03-01"}`, false},
		{`{"field":"organization.name","present":false}`, true},
		{`{"field":"organization.tags","present":true}`, false},
		{`{"field":"requester.created_at","present":true}`, false},
		{`{"field":"requester.email","present":true}`, true},
		{`{"not":{"field":"organization.name","equals":"x"}}`, true},
		{`{"field":"organization.name","equals":"x"}`, false},
		{`{"all":[{"field":"ticket.tags","contains":"vip"},{"field":"requester.name","prefix":"ana"}]}`, true},
		{`{"all":[{"field":"ticket.tags","contains":"vip"},{"field":"requester.name","prefix":"bob"}]}`, false},
		{`{"any":[{"field":"ticket.tags","contains":"x"},{"field":"requester.name","prefix":"ana"}]}`, true},
		{`{"any":[{"field":"ticket.tags","contains":"x"}],"field":"requester.name","prefix":"ana"}`, false},
	} {
		router := compile(t, parse(t, `{"rules":[{"when":`+test.when+`,"assign":["user:1"]}]}`))
		d, err := router.Route(leadrouting.Request{Creator: leadrouting.User(2), Facts: facts})
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Owner == leadrouting.User(1); got != test.want {
			t.Errorf("%s: %t", test.when, got)
		}
	}
}

func TestPredicate(t *testing.T) {
	even := leadrouting.Condition{Func: func(f leadrouting.Facts) bool { return strings.HasSuffix(f["lead.phone"].String(), "0") }}
	router := compile(t, leadrouting.Policy{Rules: []leadrouting.Rule{
		{When: leadrouting.Condition{All: []leadrouting.Condition{even}, Field: "lead.phone", Present: new(true)}, Assign: []leadrouting.Owner{leadrouting.User(1)}},
	}})
	for phone, want := range map[string]int64{"100": 1, "101": 2, "": 2} {
		d, err := router.Route(leadrouting.Request{Creator: leadrouting.User(2), Facts: leadrouting.Facts{"lead.phone": leadrouting.Text(phone)}})
		if err != nil || d.Owner != leadrouting.User(want) {
			t.Errorf("%q: %v, %v", phone, d.Owner, err)
		}
	}
}

func TestValueText(t *testing.T) {
	for _, s := range []string{"0", "1", "-1", "0.5", "-0.5", "-1.25", "-1", "123456789012345678.123456789", "-0.000000001"} {
		v := number(t, s)
		data, err := json.Marshal(v)
		if err != nil || string(data) != s {
			t.Errorf("%s is written as %s, %v", s, data, err)
		}
		var back leadrouting.Value
		if err := json.Unmarshal(data, &back); err != nil || back.String() != s || back.Kind() != leadrouting.KindNumber {
			t.Errorf("%s came back as %v, %v", s, back, err)
		}
	}
	for _, s := range []string{"", "-", ".5", "5.", "1e3", "+1", "1,5", "1234567890123456789", "1.1234567890", "--1", "1.-1", "0x1"} {
		if v, err := leadrouting.Number(s); err == nil {
			t.Errorf("%q is the number %v", s, v)
		}
	}
	for text, want := range map[string]string{
		`"Ana"`: `"ana"`, `true`: `true`, `false`: `false`, `["A","b"]`: `["a","b"]`, `null`: `null`, `""`: `null`, `[]`: `null`,
	} {
		var v leadrouting.Value
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if data, err := json.Marshal(v); err != nil || string(data) != want {
			t.Errorf("%s came back as %s, %v", text, data, err)
		}
	}
	for _, bad := range []string{`{}`, `[1]`, `1e99`} {
		if err := json.Unmarshal([]byte(bad), new(leadrouting.Value)); err == nil {
			t.Errorf("%s is a value", bad)
		}
	}
}

// TestNeverFires: what is proven, and what must not be said.
func TestNeverFires(t *testing.T) {
	tags := func(tag string) string { return `{"field":"ticket.tags","contains":"` + tag + `"}` }
	name := func(what string) string { return `{"field":"requester.name",` + what + `}` }
	form := func(what string) string { return `{"field":"ticket.form_id",` + what + `}` }
	made := func(what string) string { return `{"field":"ticket.created_at",` + what + `}` }
	for _, test := range []struct {
		name  string
		rules []string // the last one is asked about
		never bool
	}{
		{"alone", []string{tags("a")}, false},
		{"after a catch-all", []string{`{}`, tags("a")}, true},
		{"the catch-all at the end", []string{tags("a"), `{}`}, false},
		{"the same twice", []string{tags("a"), tags("a")}, true},
		{"the same of another field", []string{name(`"equals":"a"`), tags("a")}, false},
		{"other case", []string{tags("a"), tags("A")}, true},
		{"another", []string{tags("a"), tags("b")}, false},
		{"narrower after wider", []string{tags("a"), `{"all":[` + tags("b") + `,` + tags("a") + `]}`}, true},
		{"wider after narrower", []string{`{"all":[` + tags("b") + `,` + tags("a") + `]}`, tags("a")}, false},
		{"both halves taken", []string{tags("a"), `{"not":` + tags("a") + `}`, name(`"equals":"x"`)}, true},
		{"all of any", []string{tags("a"), tags("b"), `{"any":[` + tags("a") + `,` + tags("b") + `]}`}, true},
		{"one of any left", []string{tags("a"), `{"any":[` + tags("a") + `,` + tags("b") + `]}`}, false},
		{"two values of one text", []string{`{"all":[` + name(`"equals":"x"`) + `,` + name(`"equals":"y"`) + `]}`}, true},
		{"two values of a list", []string{`{"all":[` + tags("x") + `,` + tags("y") + `]}`}, false},
		{"two values of a custom field", []string{`{"all":[{"field":"lead.custom.a","equals":"x"},{"field":"lead.custom.a","equals":"y"}]}`}, false},
		{"in and in", []string{`{"all":[` + name(`"in":["x","y"]`) + `,` + name(`"in":["y","z"]`) + `]}`}, false},
		{"in and in, apart", []string{`{"all":[` + name(`"in":["x","y"]`) + `,` + name(`"in":["z"]`) + `]}`}, true},
		{"equals what in took", []string{name(`"in":["x","y"]`), name(`"equals":"y"`)}, true},
		{"in, one by one", []string{name(`"equals":"x"`), name(`"equals":"y"`), name(`"in":["x","y"]`)}, true},
		{"equals and prefix", []string{name(`"equals":"ana","prefix":"b"`)}, true},
		{"prefixes", []string{name(`"prefix":"an"`), name(`"prefix":"ana"`)}, true},
		{"prefixes, apart", []string{`{"all":[` + name(`"prefix":"an"`) + `,` + name(`"prefix":"b"`) + `]}`}, true},
		{"prefix, then part", []string{name(`"contains":"na"`), name(`"prefix":"ana"`)}, true},
		{"part, then prefix", []string{name(`"prefix":"ana"`), name(`"contains":"na"`)}, false},
		{"a part of a part", []string{name(`"contains":"n"`), name(`"contains":"na"`)}, true},
		{"prefixes that agree", []string{`{"all":[` + name(`"prefix":"an"`) + `,` + name(`"prefix":"ana"`) + `]}`}, false},
		{"prefixes that agree, the longer first", []string{`{"all":[` + name(`"prefix":"ana"`) + `,` + name(`"prefix":"an"`) + `]}`}, false},
		{"domains that agree", []string{`{"all":[` + name(`"domain":["a.example","b.example"]`) + `,` + name(`"domain":["c.example","b.example"]`) + `]}`}, false},
		{"a list that is known", []string{`{"field":"ticket.tags","present":true}`, `{"field":"ticket.tags","present":true}`}, true},
		{"domains", []string{name(`"domain":["a.example","b.example"]`), name(`"domain":["b.example"]`)}, true},
		{"domains, apart", []string{`{"all":[` + name(`"domain":["a.example"]`) + `,` + name(`"domain":["b.example"]`) + `]}`}, true},
		{"domain and address", []string{name(`"domain":["a.example"],"equals":"x@b.example"`)}, true},
		{"an empty range", []string{form(`"min":5,"max":4`)}, true},
		{"a range of one", []string{form(`"min":5,"max":5`)}, false},
		{"a range of one, taken", []string{form(`"equals":5`), form(`"min":5,"max":5`)}, true},
		{"within a range", []string{form(`"min":5`), form(`"min":6`)}, true},
		{"ranges that meet", []string{form(`"min":5`), form(`"max":4`), form(`"min":3,"max":6`)}, false},
		{"ranges that cover", []string{form(`"min":5`), form(`"max":5`), form(`"min":3,"max":6`)}, true},
		{"a value within", []string{form(`"min":5`), form(`"equals":6`)}, true},
		{"a value without", []string{form(`"min":5`), form(`"equals":4`)}, false},
		{"no time", []string{made(`"after":"2026-01-01","before":"2026-01-01"`)}, true},
		{"a time", []string{made(`"after":"2026-01-01","before":"2026-01-02"`)}, false},
		{"days that cover", []string{made(`"before":"2026-01-02"`), made(`"after":"2026-01-02"`), made(`"present":true`)}, true},
		{"known or not", []string{name(`"present":true`), name(`"present":false`), tags("x")}, true},
		{"known and not", []string{name(`"present":false,"equals":"x"`)}, true},
		{"not, where unknown", []string{name(`"present":true`), `{"not":` + name(`"equals":"x"`) + `}`}, false},
		{"both truth values", []string{`{"field":"vip","equals":true}`, `{"field":"vip","equals":false}`, `{"field":"vip","present":true}`}, true},
		{"a value with that part", []string{name(`"contains":"b"`), name(`"equals":"abc"`)}, true},
		{"a value of a custom field, then the same part", []string{`{"field":"lead.custom.a","contains":"abc"}`, `{"field":"lead.custom.a","equals":"abc"}`}, true},
		{"a value with that part of a custom list", []string{`{"field":"lead.custom.a","contains":"b"}`, `{"field":"lead.custom.a","equals":"abc"}`}, false},
		{"within a lower range", []string{form(`"max":6`), form(`"max":5`)}, true},
		{"within a higher range", []string{form(`"max":5`), form(`"max":6`)}, false},
		{"outside a range", []string{form(`"min":6`), form(`"min":5`)}, false},
		{"an earlier day", []string{made(`"before":"2026-01-02"`), made(`"before":"2026-01-01"`)}, true},
		{"a later day", []string{made(`"after":"2026-01-02"`), made(`"after":"2026-01-01"`)}, false},
		{"the same part of a custom field", []string{`{"field":"lead.custom.a","contains":"b"}`, `{"field":"lead.custom.a","contains":"B"}`}, true},
		{"the same prefix of a custom field", []string{`{"field":"lead.custom.a","prefix":"b"}`, `{"field":"lead.custom.a","prefix":"bc"}`}, true},
		{"a date of a custom list", []string{`{"field":"lead.custom.a","after":"2026-01-01"}`, `{"field":"lead.custom.a","equals":"2026-01-02"}`}, true},
		{"a time written otherwise", []string{`{"field":"lead.custom.a","prefix":"2026-01-02t0"}`, `{"field":"lead.custom.a","equals":"2026-01-02T00:00:00Z"}`}, false},
		{"part of a custom list", []string{`{"field":"lead.custom.a","contains":"b"}`, `{"field":"lead.custom.a","contains":"abc"}`}, false},
	} {
		rules := make([]string, len(test.rules))
		for i, when := range test.rules {
			rules[i] = `{"when":` + when + `,"assign":["user:1"]}`
		}
		var p leadrouting.Policy
		text := `{"fields":{"vip":"bool"},"rules":[` + strings.Join(rules, ",") + `]}`
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		problems := p.Validate(nil)
		if got := len(problems) > 0; got != test.never {
			t.Errorf("%s: %v", test.name, problems)
		}
	}
}

// TestNeverFiresPredicate: a predicate may answer anything.
func TestNeverFiresPredicate(t *testing.T) {
	always := leadrouting.Condition{Func: func(leadrouting.Facts) bool { return true }}
	to := []leadrouting.Owner{leadrouting.User(1)}
	p := leadrouting.Policy{Rules: []leadrouting.Rule{{When: always, Assign: to}, {When: always, Assign: to}, {Assign: to}}}
	if problems := p.Validate(nil); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestPolicyProblems(t *testing.T) {
	const text = `{
		"access": "everyone",
		"owner": ["user:1"],
		"owners": ["user:1", "2"],
		"existing": ["contact", "contact"],
		"rules": [
			{"when": {"field": "ticket.tag", "contains": "x"}, "assign": ["user:1"]},
			{"when": {"field": "ticket.form_id", "contains": "x", "min": "5"}, "assign": []},
			{"when": {"all": [{"field": "ticket.tags"}, {}], "equals": "x"}, "assign": ["user:1", "user:1"], "if": 1},
			{"when": {"any": 5}, "assign": "user:1", "name": 7}
		],
		"pools": [
			{"id": 77, "method": "random", "members": [{"owner": "user:1", "weight": 3}, {"owner": "user:1"}, {"owner": "pool:78"}]},
			{"id": 78, "method": "weighted", "members": [{"owner": "pool:77"}, {"owner": "user:2", "weight": 10001}]},
			{"id": 78}, {"id": 0, "delegate": true, "sticky": 5}, {"id": 79, "record": "task", "sticky": -1}
		],
		"people": [
			{"user": "pool:1", "capacity": -1, "daily_cap": 1.5},
			{"user": "user:2", "schedule": "night", "absences": [{"from": "2026-02-30", "to": "2026-03-02"}, {"from": "2026-03-02", "to": "2026-03-01"}]},
			{"user": "user:2", "daily_cap": -1}
		],
		"schedules": {"day": {"zone": "Mars/Base", "hours": {"mon": ["9-17", "09:00-25:00"], "noday": []}, "holidays": ["x"]}},
		"fields": {"score": "float"}
	}`
	check := func(problems leadrouting.Problems, want map[string]string) {
		t.Helper()
		missing := maps.Clone(want)
		for _, p := range problems {
			if want[p.Path] != p.Err.Error() {
				t.Errorf("unexpected problem at %s: %v", p.Path, p.Err)
			}
			delete(missing, p.Path)
		}
		for path, text := range missing {
			t.Errorf("missing at %s: %s", path, text)
		}
	}
	sense := map[string]string{ // found in what could be read
		"existing[1]":                `relation "contact" is empty or repeated`,
		"fields.score":               `unknown kind "float": want one of [text list number bool time any]`,
		"rules[0].when.field":        `unknown field "ticket.tag"; did you mean ticket.tags?`,
		"rules[1].when.contains":     `field "ticket.form_id" holds a number`,
		"rules[1].when.min":          "a number never equals a text",
		"rules[1].assign":            "no owner is named",
		"rules[2].when.all[0]":       `nothing is asked about field "ticket.tags"`,
		"rules[2].when.all[1]":       "an empty condition",
		"rules[2].when.equals":       "no field is named",
		"rules[2].assign[1]":         "user:1 has the same id as rules[2].assign[0]",
		"schedules.day.hours.mon[0]": `"9-17" is not a time span: want, for example, 09:00-17:30`,
		"schedules.day.hours.mon[1]": `"09:00-25:00" is not a time span: want, for example, 09:00-17:30`,
		"schedules.day.hours.noday":  "not a weekday: want one of sun, mon, tue, wed, thu, fri, sat",
		"schedules.day.holidays[0]":  `"x" is not a date: want, for example, 2026-12-24`,
		"people[0].user":             "pool:1 is not a user",
		"people[0].capacity":         "-1 is less than 0",
		"people[1].schedule":         `there is no schedule "night"`,
		"people[1].absences[0].from": `"2026-02-30" is not a date: want, for example, 2026-12-24`,
		"people[1].absences[1]":      "ends before it begins",
		"people[2].user":             "user:2 is listed twice",
		"people[2].daily_cap":        "-1 is less than 0",
		"pools[0].method":            `unknown method "random": want one of [round_robin weighted least_recent least_loaded]`,
		"pools[0].members[0].weight": "the pool's method does not use weights",
		"pools[0].members[1].owner":  "user:1 has the same id as pools[0].members[0]",
		"pools[1].members[0].owner":  "pool:77 would be a member of itself",
		"pools[1].members[1].weight": "10001 is not between 1 and 10000",
		"pools[2].id":                "pool:78 is listed twice",
		"pools[3].id":                "0 is not an id",
		"pools[3].delegate":          "Sell rotates this pool, so it has no method, members or sticky requesters here",
		"pools[4].record":            `unknown record "task": want one of [lead contact deal]`,
		"pools[4].sticky":            "-1 is less than 0",
	}
	all := maps.Clone(sense)
	maps.Copy(all, map[string]string{ // found while reading
		"access":              `leadrouting: access mode "everyone": want only_sell_users or all_agents`,
		"owner":               "unknown member; did you mean owners?",
		"owners[1]":           `leadrouting: owner "2": want user:ID or pool:ID`,
		"people[0].daily_cap": "got number 1.5, want whole number",
		"rules[2].if":         "unknown member",
		"rules[3].assign":     "got string, want list",
		"rules[3].name":       "got number 7, want string",
		"rules[3].when.any":   "got number 5, want list",
	})
	_, err := leadrouting.ParsePolicy([]byte(text))
	problems, ok := errors.AsType[leadrouting.Problems](err)
	if !ok {
		t.Fatalf("%T", err)
	}
	check(problems, all)

	var p leadrouting.Policy
	loose := strings.NewReplacer(`"everyone"`, `"all_agents"`, `"2"]`, `"user:2"]`, `1.5`, `1`, `{"any": 5}, "assign": "user:1", "name": 7`, `{}, "assign": ["user:3"]`).Replace(text)
	if err := json.Unmarshal([]byte(loose), &p); err != nil {
		t.Fatal(err)
	}
	check(p.Validate(nil), sense)
	if _, err := p.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) {
		t.Errorf("it compiles: %v", err)
	}
}

func TestProblemsOfTeam(t *testing.T) {
	var p leadrouting.Policy
	if err := json.Unmarshal([]byte(`{"owners":["user:9"],"fallback":["user:4"],"rules":[{"assign":["user:2","pool:5"]}],
		"pools":[{"id":2,"members":[{"owner":"user:9"},{"owner":"user:1"}]}],"people":[{"user":"user:8","capacity":1}]}`), &p); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, problem := range p.Validate(company()) {
		lines = append(lines, problem.Error())
	}
	want := `owners[0]: owner not assignable: user:9: inactive
rules[0].assign[0]: owner not assignable: user:2: not a person; the policy calls it a pool: write pool:2
rules[0].assign[1]: unknown owner: pool:5
fallback[0]: unknown owner: user:4
pools[0].members[0].owner: owner not assignable: user:9: inactive
pools[0].id: 2 is the id of a person
people[0].user: owner not assignable: user:8: deleted`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestPolicyJSON: a policy comes back as it was written.
func TestPolicyJSON(t *testing.T) {
	const text = `{"access":"all_agents","owners":["user:1"],"allow_any_owner":false,"topmost_manager":"user:1","existing":["open_deal","contact"],` +
		`"rules":[{"name":"vip","when":{"any":[{"field":"ticket.tags","contains":"vip"},{"not":{"field":"lead.custom.Seats","max":99.5}}]},"assign":["pool:77","user:1"]},{"assign":["user:2"]}],` +
		`"fallback":["user:1"],` +
		`"pools":[{"id":77,"name":"VIP","method":"weighted","members":[{"owner":"user:1","weight":3},{"owner":"user:2"}],"sticky":100},{"id":78,"delegate":true}],` +
		`"people":[{"user":"user:1","schedule":"madrid","absences":[{"from":"2026-08-01","to":"2026-08-31"}],"capacity":20,"daily_cap":5}],` +
		`"schedules":{"madrid":{"zone":"Europe/Madrid","hours":{"mon":["09:00-17:00"]},"holidays":["2026-12-25"]}},"fields":{"score":"number"}}`
	p := parse(t, text)
	data, err := json.Marshal(p)
	if err != nil || string(data) != text {
		t.Errorf("%v\ngot  %s\nwant %s", err, data, text)
	}
}
