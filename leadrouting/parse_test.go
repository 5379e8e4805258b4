package leadrouting_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/leadrouting"
)

// problemsOf returns the problems of a policy in JSON, one a line.
func problemsOf(t testing.TB, text string) string {
	t.Helper()
	_, err := leadrouting.ParsePolicy([]byte(text))
	if err == nil {
		return ""
	}
	if _, ok := errors.AsType[leadrouting.Problems](err); !ok {
		t.Fatalf("%T", err)
	}
	return err.Error()
}

// TestProblemPlaces: all that is wrong is told at once, in the order of the
// text, with its line and column.
func TestProblemPlaces(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "line 1, column 1: unexpected end: want a value"},
		{" \n ", "line 2, column 2: unexpected end: want a value"},
		{"\ufeff{}", "line 1, column 1: starts with a byte order mark: save it as UTF-8 without one"},
		{"{\n \"owners\": [\"user:1\",]}", "line 2, column 21: a comma with nothing after it"},
		{"{\n \"owners\": [],\n}", "line 2, column 14: a comma with nothing after it"},
		{"{,}", "line 1, column 2: unexpected ',': want a name in quotes"},
		{"[,]", "line 1, column 2: unexpected ',': want a value"},
		{"{\"owners\": [\"user:1\"", "line 1, column 21: unexpected end: want a comma or ]"},
		{"{\"owners\": [\"user:1\" \"user:2\"]}", "line 1, column 22: unexpected '\"': want a comma or ]"},
		{"{\"owners\": [] \"é\": 1}", "line 1, column 15: unexpected '\"': want a comma or }"},
		{"{\"owners\": ", "line 1, column 12: unexpected end: want a value"},
		{"{\"owners\"", "line 1, column 10: unexpected end: want a colon"},
		{"{\"owners\": [\"user", "line 1, column 13: a string without an end"},
		{"{\"owners\": [\"us\ner\"]}", "line 1, column 16: line break or control character in a string"},
		{"{\"owners\": [\"\\x\"]}", "line 1, column 13: invalid backslash in a string"},
		{"{\"ow\\qners\": []}", "line 1, column 2: invalid backslash in a string"},
		{"{'owners': []}", "line 1, column 2: unexpected '\\'': want a name in quotes"},
		{"{\"access\": é}", "line 1, column 12: unexpected 'é': want a value"},
		{"{\"access\": tru}", "line 1, column 12: unexpected 't': want a value"},
		{"{\"access\": 01}", "line 1, column 12: unexpected '0': want a value"},
		{"{} x", "line 1, column 4: something follows the end of the JSON text"},
		{"{}{}", "line 1, column 3: something follows the end of the JSON text"},
		{"{\"owners\" []}", "line 1, column 11: unexpected '[': want a colon"},
		{"{\"n\xe9\": 1}", "line 1, column 4: not valid UTF-8"},
		{"\xff{}", "line 1, column 1: not valid UTF-8"},
		{strings.Repeat("[", 81) + strings.Repeat("]", 81), "line 1, column 1: got list, want object"},
		{strings.Repeat("[", 82) + strings.Repeat("]", 82), "line 1, column 82: nested deeper than 80"},
		{"{\"é\xe9\": 1}", "line 1, column 4: not valid UTF-8"},
		{"{\"owners\": [],\n  \"é\": 1, \"\\u00e9\": 2, \"owners\": []}",
			"é (line 2, column 21): appears twice\n" +
				"é (line 2, column 21): unknown member\n" +
				"é (line 2, column 21): unknown member\n" +
				"owners (line 2, column 34): appears twice"},
		{"null", "line 1, column 1: got null, want object: leave it out if there is none"},
		{"[]", "line 1, column 1: got list, want object"},
		{"5", "line 1, column 1: got number 5, want object"},
		{"{\"acess\": 1}", "acess (line 1, column 11): unknown member; did you mean access?"},
		{"{\"access\": 1, \"allow_any_owner\": \"yes\", \"owners\": {}}",
			"access (line 1, column 12): got number 1, want string\n" +
				"allow_any_owner (line 1, column 34): got string, want true or false\n" +
				"owners (line 1, column 51): got object, want list"},
		{"{\"schedules\": 5, \"fields\": []}", "schedules (line 1, column 15): got number 5, want object\nfields (line 1, column 28): got list, want object"},
		{"{\"fallback\": [true, false, null, {}]}",
			"fallback[0] (line 1, column 15): got true, want string\n" +
				"fallback[1] (line 1, column 21): got false, want string\n" +
				"fallback[2] (line 1, column 28): got null, want string: leave it out if there is none\n" +
				"fallback[3] (line 1, column 34): got object, want string"},
		// What could not be read has no consequences, the rest has.
		{"{\n\"rules\": [\n {\"assign\": \"user:1\", \"when\": {\"field\": 5, \"equals\": \"x\"}},\n {\"assign\": []}],\n\"pools\": [{\"id\": \"x\"}, {\"id\": 70, \"members\": [{\"owner\": 5}]}], \"schedules\": {\"s\": {\"hours\": {\"mon\": 5}}}}",
			"rules[0].assign (line 3, column 13): got string, want list\n" +
				"rules[0].when.field (line 3, column 41): got number 5, want string\n" +
				"rules[1].assign (line 4, column 13): no owner is named\n" +
				"pools[0].members (line 5, column 11): the pool has no members: name some, or set delegate if Sell rotates it\n" +
				"pools[0].id (line 5, column 18): got string, want whole number\n" +
				"pools[1].members[0].owner (line 5, column 57): got number 5, want string\n" +
				"schedules.s.hours.mon (line 5, column 101): got number 5, want list"},
		// What is missing is missing in what is there.
		{"{\"rules\": [\n  {\"name\": \"a\"},\n  {\"name\": \"a\", \"assign\": [\"user:1\"]}]}",
			"rules[0].assign (line 2, column 3): no owner is named\n" +
				"rules[1].name (line 3, column 12): there is another rule \"a\""},
		{"{\"schedules\": {\"a.b\": {\"hours\": {}}, \"a\": {\"zone\": \"UTC\", \"holidays\": [\"x\"]}}}",
			"schedules.a.b.hours (line 1, column 33): empty: name the hours, or leave it out if all hours are working hours\n" +
				"schedules.a.holidays[0] (line 1, column 72): \"x\" is not a date: want, for example, 2026-12-24"},
	} {
		if got := problemsOf(t, test.text); got != test.want {
			t.Errorf("%q: got\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}

// TestSelectsNothing: a condition, or a limit, that is there and empty never
// means every lead, or no limit.
func TestSelectsNothing(t *testing.T) {
	const other = `"field":"ticket.tags","contains":"vip",`
	for _, when := range []string{
		`"any":[]`, `"all":[]`, `"not":{}`, `"any":[{}]`, `"all":[{"any":[]}]`, `"any":null`, `"not":null`, `"all":[null]`,
		other + `"in":[]`, other + `"domain":[]`, other + `"prefix":""`, other + `"equals":""`, other + `"equals":[]`, other + `"equals":[""]`,
		other + `"equals":null`, other + `"min":""`, other + `"max":null`, other + `"after":""`, other + `"before":""`, other + `"all":[]`, other + `"present":null`,
		`"":1`, other + `"unread":[]`, `"field":"ticket.tags","contains":""`, `"field":"","contains":"vip"`, `"field":"ticket.tags"`, `"contains":"vip"`, `"Any":[{` + other + `"present":true}]`,
		other + `"in":[""]`, other + `"in":["x",null]`, other + `"domain":[""]`, other + `"domain":["@"]`, `"field":"lead.custom.a","in":[[]]`,
	} {
		text := `{"rules":[{"when":{` + strings.TrimSuffix(when, ",") + `},"assign":["user:1"]}]}`
		if problemsOf(t, text) == "" {
			t.Errorf("%s is a policy", text)
		}
		// Read by another package, it is refused when it is validated or compiled.
		var p leadrouting.Policy
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		problems := p.Validate(nil)
		if len(problems) == 0 || !strings.HasPrefix(problems[0].Path, "rules[0].when") {
			t.Errorf("%s: problems %v", text, problems)
		}
		if _, err := p.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) {
			t.Errorf("%s compiles: %v", text, err)
		}
	}
	yes := true
	for _, when := range []leadrouting.Condition{
		{Any: []leadrouting.Condition{}}, {All: []leadrouting.Condition{}}, {Field: "ticket.tags", Present: &yes, In: []leadrouting.Value{}},
		{Field: "ticket.tags", Present: &yes, Domain: []string{}}, {Any: []leadrouting.Condition{{}}}, {Not: &leadrouting.Condition{}},
		{Field: "ticket.tags", Equals: leadrouting.Text("")}, {Field: "ticket.tags", In: []leadrouting.Value{leadrouting.Text("")}},
	} {
		p := leadrouting.Policy{Rules: []leadrouting.Rule{{When: when, Assign: []leadrouting.Owner{leadrouting.User(1)}}}}
		if _, err := p.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) {
			t.Errorf("%+v compiles: %v", when, err)
		}
	}
	for _, text := range []string{
		`{"pools":[{"id":70,"method":"weighted","members":[{"owner":"user:1","weight":0}]}]}`,
		`{"people":[{"user":"user:1","capacity":0}]}`, `{"people":[{"user":"user:1","daily_cap":-0}]}`,
	} {
		if problems := problemsOf(t, text); !strings.Contains(problems, "0 does not mean none") {
			t.Errorf("%s: problems %s", text, problems)
		}
		var p leadrouting.Policy
		if err := json.Unmarshal([]byte(text), &p); err == nil || !strings.Contains(err.Error(), "0 does not mean none") {
			t.Errorf("%s is read by another package: %v", text, err)
		}
	}
	for _, text := range []string{
		`{"schedules":{"a":{"hours":{}}}}`, `{"schedules":{"a":{"hours":{"mon":[]}}}}`, `{"rules":[{"when":null,"assign":["user:1"]}]}`,
	} {
		if problemsOf(t, text) == "" {
			t.Errorf("%s is a policy", text)
		}
	}
	if p := parse(t, `{"rules":[{"assign":["user:1"]}],"pools":[{"id":70,"members":[{"owner":"user:1"}],"sticky":0}]}`); len(p.Rules) != 1 {
		t.Errorf("got %v", p)
	}
}

// TestCannotWork: what makes sense and never works is told, and does not keep
// the policy from being compiled.
func TestCannotWork(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`{"pools":[{"id":70}]}`, "pools[0].members: the pool has no members: name some, or set delegate if Sell rotates it"},
		{`{"fallback":["user:99"],"pools":[{"id":70,"members":[{"owner":"pool:99"}]}]}`, "fallback[0]"},
		{`{"fallback":["user:99"],"rules":[{"assign":["pool:99"]}]}`, "fallback[0]"},
		{`{"fallback":["user:99"],"owners":["pool:99"]}`, "fallback[0]"},
		{`{"owners":["user:99"],"fallback":["pool:99"]}`, "owners[0]"},
		{`{"schedules":{"a":{"zone":"UTC"}}}`, ""},
		{`{"pools":[{"id":70,"record":"deal"},{"id":71,"delegate":true}]}`, ""},
		{`{"owners":["user:70"],"pools":[{"id":70,"delegate":true}]}`, "owners[0]: owner not assignable: user:70: not a person; the policy calls it a pool: write pool:70"},
		{`{"owners":["user:70"],"fallback":["pool:70"]}`, "owners[0]: owner not assignable: user:70: not a person; the policy calls it a pool: write pool:70"},
		{`{"topmost_manager":"user:70","people":[{"user":"user:70","capacity":1}],"pools":[{"id":70,"delegate":true},{"id":71,"members":[{"owner":"user:70"}]}],"rules":[{"assign":["user:70"]}],"fallback":["user:70"]}`,
			"topmost_manager, rules[0].assign[0], fallback[0], pools[1].members[0].owner, people[0].user"},
		{`{"schedules":{"a":{"hours":{"mon":[],"tue":[]}}}}`, "schedules.a.hours: nobody ever works"},
		{`{"rules":[{"when":{"field":"requester.email","domain":["a b.example","ana@a.example","@ok.example","c\t"]},"assign":["user:1"]}]}`,
			`rules[0].when.domain[0]: "a b.example" is not a domain: want, for example, acme.example` + "\n" +
				`rules[0].when.domain[1]: "ana@a.example" is not a domain: want, for example, acme.example` + "\n" +
				`rules[0].when.domain[3]: "c\t" is not a domain: want, for example, acme.example`},
	} {
		var p leadrouting.Policy
		if err := json.Unmarshal([]byte(test.text), &p); err != nil {
			t.Fatal(err)
		}
		problems := p.Validate(nil)
		var paths []string
		for _, problem := range problems {
			paths = append(paths, problem.Path)
		}
		if problems.Error() != test.want && strings.Join(paths, ", ") != test.want {
			t.Errorf("%s: got\n%v\nwant\n%s", test.text, problems, test.want)
		}
		if _, err := p.Compile(leadrouting.Options{}); err != nil {
			t.Errorf("%s does not compile: %v", test.text, err)
		}
		if (problemsOf(t, test.text) == "") != (test.want == "") {
			t.Errorf("%s: %s", test.text, problemsOf(t, test.text))
		}
	}
	for _, name := range []string{"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "existing", "fallback"} {
		p := leadrouting.Policy{Rules: []leadrouting.Rule{{Name: name, Assign: []leadrouting.Owner{leadrouting.User(1)}}}}
		if _, err := p.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) || !strings.Contains(err.Error(), "rules[0].name") {
			t.Errorf("a rule is called %s: %v", name, err)
		}
	}
	twice := leadrouting.Policy{Rules: []leadrouting.Rule{{Assign: []leadrouting.Owner{leadrouting.User(1)}}, {Name: "rules[0]", Assign: []leadrouting.Owner{leadrouting.User(1)}}}}
	if _, err := twice.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) {
		t.Error("a rule is called as the first one without a name")
	}
}

// TestFactFields: the fields are a closed set, and what is like one is named.
func TestFactFields(t *testing.T) {
	seen := map[string]bool{}
	ask := func(name string, fields map[string]leadrouting.Kind) string {
		p := leadrouting.Policy{Fields: fields, Rules: []leadrouting.Rule{{When: leadrouting.Condition{Field: name, Present: new(true)}, Assign: []leadrouting.Owner{leadrouting.User(1)}}}}
		return p.Validate(nil).Error()
	}
	for _, f := range leadrouting.FactFields() {
		record, _, _ := strings.Cut(f.Name, ".")
		if seen[f.Name] || f.Meaning == "" || !slices.Contains([]string{"lead", "ticket", "requester", "organization"}, record) {
			t.Errorf("%+v", f)
		}
		seen[f.Name] = true
		if problems := ask(f.Name, nil); problems != "" {
			t.Errorf("%s: %s", f.Name, problems)
		}
		// Declared otherwise it would never hold.
		for _, kind := range []leadrouting.Kind{leadrouting.KindText, leadrouting.KindList, leadrouting.KindNumber, leadrouting.KindTime} {
			want := ""
			if kind != f.Kind {
				want = fmt.Sprintf("fields.%s: this field holds a %s and need not be declared", f.Name, f.Kind)
			}
			if got := ask(f.Name, map[string]leadrouting.Kind{f.Name: kind}); got != want {
				t.Errorf("%s as %s: got %q, want %q", f.Name, kind, got, want)
			}
		}
	}
	fields := leadrouting.FactFields()
	fields[0].Name = "mine"
	if leadrouting.FactFields()[0].Name == "mine" {
		t.Error("the fields can be changed")
	}
	const unknown = "rules[0].when.field: unknown field "
	for name, want := range map[string]string{
		"ticket.custom.360001": "", "lead.custom.Tier": "", "lead.custom.a b": "", "requester.custom.plan": "", "organization.custom.x.y": "",
		"score": "", "ticket.tags": "",
		"ticket.tag":            `"ticket.tag"; did you mean ticket.tags?`,
		"ticket.tgas":           `"ticket.tgas"; did you mean ticket.tags?`,
		"Ticket.tags":           `"Ticket.tags"; did you mean ticket.tags?`,
		"scor":                  `"scor"; did you mean score?`,
		"email":                 `"email"; did you mean lead.email?`,
		"address.city":          `"address.city"; did you mean lead.address.city?`,
		"organization.domain":   `"organization.domain"; did you mean organization.domains?`,
		"ticket.custom.Tier":    `"ticket.custom.Tier"; a custom field is named by its id, such as ticket.custom.360001`,
		"lead.custom.":          `"lead.custom."; a custom field is named by its name, such as lead.custom.Tier`,
		"requester.custom.":     `"requester.custom."; a custom field is named by its key, such as requester.custom.plan`,
		"ticket":                `"ticket"; see FactFields, or declare it in fields`,
		"deal.custom.x":         `"deal.custom.x"; see FactFields, or declare it in fields`,
		"something.else":        `"something.else"; see FactFields, or declare it in fields`,
		"requester.nickname":    `"requester.nickname"; see FactFields, or declare it in fields`,
		"ticket.tagss":          `"ticket.tagss"; did you mean ticket.tags?`,
		"ticket.taggss":         `"ticket.taggss"; did you mean ticket.tags?`,
		"ticket.ta":             `"ticket.ta"; did you mean ticket.tags?`,
		"tickettag":             `"tickettag"; did you mean ticket.tags?`,
		"xticket.tagx":          `"xticket.tagx"; did you mean ticket.tags?`,
		"ticket.t":              `"ticket.t"; see FactFields, or declare it in fields`,
		"xxxticket.tags":        `"xxxticket.tags"; see FactFields, or declare it in fields`,
		"abxket.tags":           `"abxket.tags"; see FactFields, or declare it in fields`,
		"lead.organization_nam": `"lead.organization_nam"; did you mean lead.organization_name?`,
	} {
		if want != "" {
			want = unknown + want
		}
		if got := ask(name, map[string]leadrouting.Kind{"score": leadrouting.KindNumber}); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	var many leadrouting.Policy
	for i := range 30 {
		many.Rules = append(many.Rules, leadrouting.Rule{When: leadrouting.Condition{Field: "ticket.tag", Contains: fmt.Sprint(i)}, Assign: []leadrouting.Owner{leadrouting.User(1)}})
	}
	if got := strings.Count(many.Validate(nil).Error(), "did you mean"); got != 20 {
		t.Errorf("%d hints", got)
	}
}

// TestDepth: how deep conditions go is bounded, whoever made them.
func TestDepth(t *testing.T) {
	nested := func(n int, open, shut string) string {
		return `{"rules":[{"when":` + strings.Repeat(open, n) + `{"field":"ticket.tags","contains":"x"}` + strings.Repeat(shut, n) + `,"assign":["user:1"]}]}`
	}
	for _, form := range [][2]string{{`{"not":`, `}`}, {`{"any":[`, `]}`}, {`{"all":[`, `]}`}} {
		if got := problemsOf(t, nested(32, form[0], form[1])); got != "" {
			t.Errorf("32 deep: %s", got)
		}
		if got := problemsOf(t, nested(33, form[0], form[1])); !strings.Contains(got, "nested deeper than 32") || strings.Count(got, "\n") != 0 {
			t.Errorf("33 deep: %s", got)
		}
		for _, n := range []int{100, 9_000, 200_000} {
			if got := problemsOf(t, nested(n, form[0], form[1])); !strings.Contains(got, "nested deeper than") || strings.Count(got, "\n") != 0 {
				t.Errorf("%d deep: %.200s", n, got)
			}
		}
	}
	var p leadrouting.Policy
	if err := json.Unmarshal([]byte(nested(60, `{"any":[`, `]}`)), &p); err != nil {
		t.Fatal(err)
	}
	if got := p.Validate(nil); len(got) != 1 || got[0].Error() != "rules[0].when: nested deeper than 80" { // no line: the text is not known
		t.Errorf("read by another package: %v", got)
	}
	circle := leadrouting.Condition{}
	circle.Not = &circle
	p = leadrouting.Policy{Rules: []leadrouting.Rule{{When: circle, Assign: []leadrouting.Owner{leadrouting.User(1)}}}}
	if _, err := p.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) || !strings.Contains(err.Error(), "nested deeper than 32") {
		t.Errorf("a circle: %v", err)
	}
}
