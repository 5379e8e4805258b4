package leadrouting_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/leadrouting"
)

// company is a small account: user 1 leads it, 9 was deactivated, 8 deleted,
// 50 is an integration, and 77 and 78 are distributions, of which only 78 shows it.
func company() *leadrouting.Team {
	return leadrouting.NewTeam(
		leadrouting.SellUser{ID: 1, Name: "Ana", Active: true},
		leadrouting.SellUser{ID: 2, Name: "Ben", Active: true, ReportsTo: 1},
		leadrouting.SellUser{ID: 7, Name: "Gus", Active: true, ReportsTo: 2},
		leadrouting.SellUser{ID: 8, Name: "Hal", Active: true, Deleted: true, ReportsTo: 1},
		leadrouting.SellUser{ID: 9, Name: "Ida", ReportsTo: 1},
		leadrouting.SellUser{ID: 50, Name: "Sync", Active: true, Kind: leadrouting.Integration},
		leadrouting.SellUser{ID: 77, Name: "Leads", Active: true, ReportsTo: 1},
		leadrouting.SellUser{ID: 78, Name: "EMEA", Kind: leadrouting.Distribution},
	)
}

// TestVectors holds the vectors T12 to T20 of the specification, and the rest
// of the rules R1 to R9.
func TestVectors(t *testing.T) {
	user, pool := leadrouting.User, leadrouting.Pool
	type owners = []leadrouting.Owner
	settings := func(access leadrouting.Access, anyOwner bool, o ...leadrouting.Owner) leadrouting.Policy {
		return leadrouting.Policy{Access: access, AllowAnyOwner: anyOwner, Owners: o}
	}
	sell, all := leadrouting.OnlySellUsers, leadrouting.AllAgents
	lenient := leadrouting.Policy{AllowAnyOwner: true, FallbackWhenUnchosen: true}
	agent := leadrouting.Request{Creator: user(7)}
	choose := func(o leadrouting.Owner) leadrouting.Request {
		return leadrouting.Request{Creator: user(7), Choice: o}
	}
	robot := leadrouting.Request{Automation: true}

	for _, test := range []struct {
		name       string
		policy     leadrouting.Policy
		request    leadrouting.Request
		want       leadrouting.Owner
		rule       leadrouting.RuleName
		err        error
		candidates owners
	}{
		{name: "T12 nothing configured, Sell users", policy: settings(sell, false), request: agent, want: user(7), rule: "R3"},
		{name: "T13 nothing configured, all agents", policy: settings(all, false), request: agent, want: user(1), rule: "R4"},
		{name: "T14 one owner", policy: settings(sell, false, user(2)), request: agent, want: user(2), rule: "R1"},
		{name: "T15 two owners, no choice", policy: settings(sell, false, user(2), pool(77)), request: agent, rule: "R2", err: leadrouting.ErrOwnerRequired, candidates: owners{user(2), pool(77)}},
		{name: "T16 two owners, pool chosen", policy: settings(sell, false, user(2), pool(77)), request: choose(pool(77)), want: pool(77), rule: "R2"},
		{name: "T17 two owners, another chosen", policy: settings(sell, false, user(2), pool(77)), request: choose(user(9)), rule: "R2", err: leadrouting.ErrOwnerNotAllowed, candidates: owners{user(2), pool(77)}},
		{name: "T18 any owner, active", policy: settings(sell, true), request: choose(user(2)), want: user(2), rule: "R5"},
		{name: "T19 any owner, inactive", policy: settings(sell, true), request: choose(user(9)), rule: "R5", err: leadrouting.ErrOwnerNotAssignable},
		{name: "T20 agent without Sell user", policy: settings(sell, false), request: leadrouting.Request{}, rule: "R3", err: leadrouting.ErrNoSellUser},

		{name: "R1 the same chosen", policy: settings(sell, false, user(2)), request: choose(user(2)), want: user(2), rule: "R1"},
		{name: "R1 another chosen", policy: settings(sell, false, user(2)), request: choose(user(1)), rule: "R1", err: leadrouting.ErrOwnerNotAllowed},
		{name: "R1 inactive owner", policy: settings(sell, false, user(9)), request: agent, rule: "R1", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R1 deleted owner", policy: settings(sell, false, user(8)), request: agent, rule: "R1", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R1 integration", policy: settings(sell, false, user(50)), request: agent, rule: "R1", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R1 unknown owner", policy: settings(sell, false, user(4)), request: agent, rule: "R1", err: leadrouting.ErrUnknownOwner},
		{name: "R1 unknown pool", policy: settings(sell, false, pool(4)), request: agent, rule: "R1", err: leadrouting.ErrUnknownOwner},
		{name: "R1 nobody acts", policy: settings(sell, false, pool(77)), request: robot, want: pool(77), rule: "R1"},
		{name: "R2 inactive owner chosen", policy: settings(sell, false, user(9), user(2)), request: choose(user(9)), rule: "R2", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R2 nobody acts", policy: settings(sell, false, user(9), user(2)), request: robot, rule: "R2", err: leadrouting.ErrOwnerRequired, candidates: owners{user(2)}},
		{name: "R3 a choice", policy: settings(sell, false), request: choose(user(2)), rule: "R3", err: leadrouting.ErrOwnerNotAllowed},
		{name: "R3 inactive agent", policy: settings(sell, false), request: leadrouting.Request{Creator: user(9)}, rule: "R3", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R3 a pool as agent", policy: settings(sell, false), request: leadrouting.Request{Creator: pool(77)}, rule: "R3", err: leadrouting.ErrNoSellUser},
		{name: "R3 nobody acts", policy: settings(sell, false), request: robot, rule: "R3", err: leadrouting.ErrOwnerRequired},
		{name: "R3 although there is a topmost manager", policy: leadrouting.Policy{TopmostManager: user(1)}, request: agent, want: user(7), rule: "R3"},
		{name: "R4 a choice", policy: settings(all, false), request: choose(user(2)), rule: "R4", err: leadrouting.ErrOwnerNotAllowed},
		{name: "R4 agent without Sell user", policy: settings(all, false), request: leadrouting.Request{}, want: user(1), rule: "R4"},
		{name: "R4 nobody acts", policy: settings(all, false), request: robot, want: user(1), rule: "R4"},
		{name: "R4 configured topmost", policy: leadrouting.Policy{Access: all, TopmostManager: user(2)}, request: agent, want: user(2), rule: "R4"},
		{name: "R4 configured topmost inactive", policy: leadrouting.Policy{Access: all, TopmostManager: user(9)}, request: agent, rule: "R4", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R5 outside the configured", policy: settings(sell, true, user(2)), request: choose(user(1)), want: user(1), rule: "R5"},
		{name: "R5 a pool of the team", policy: settings(sell, true), request: choose(pool(78)), want: pool(78), rule: "R5"},
		{name: "R5 a person as a pool", policy: settings(sell, true), request: choose(pool(2)), rule: "R5", err: leadrouting.ErrUnknownOwner},
		{name: "R5 a person who was deleted as a pool", policy: settings(sell, true), request: choose(pool(8)), rule: "R5", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R5 a configured pool as a person", policy: settings(sell, true, pool(77)), request: choose(user(77)), rule: "R5", err: leadrouting.ErrOwnerNotAssignable},
		{name: "R7 one owner, no choice", policy: settings(sell, true, user(2)), request: agent, want: user(2), rule: "R7"},
		{name: "R8 none, no choice", policy: settings(sell, true), request: agent, rule: "R8", err: leadrouting.ErrOwnerRequired, candidates: owners{user(1), user(2), user(7), user(77), pool(78)}},
		{name: "R8 with fallback, Sell users", policy: lenient, request: agent, want: user(7), rule: "R8"},
		{name: "R8 with fallback, all agents", policy: leadrouting.Policy{Access: all, AllowAnyOwner: true, FallbackWhenUnchosen: true}, request: agent, want: user(1), rule: "R8"},
		{name: "R8 with fallback, a choice", policy: lenient, request: choose(user(2)), want: user(2), rule: "R5"},
		{name: "R9 two owners, no choice", policy: settings(sell, true, pool(77), user(2)), request: agent, rule: "R9", err: leadrouting.ErrOwnerRequired, candidates: owners{pool(77), user(2), user(1), user(7), pool(78)}},
		{name: "duplicate owners", policy: settings(sell, false, user(2), user(2)), request: agent, err: leadrouting.ErrInvalidPolicy},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.request.Team = company()
			got, err := test.policy.Resolve(test.request)
			if !errors.Is(err, test.err) || err == nil != (test.err == nil) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if got.Owner != test.want {
				t.Errorf("owner %v, want %v", got.Owner, test.want)
			}
			rule := got.Rule
			if e, ok := errors.AsType[*leadrouting.Error](err); ok {
				rule = e.Rule
				if test.candidates != nil && !slices.Equal(e.Candidates, test.candidates) {
					t.Errorf("candidates %v, want %v", e.Candidates, test.candidates)
				}
			}
			if rule != test.rule {
				t.Errorf("rule %q, want %q", rule, test.rule)
			}
		})
	}
}

// TestWithoutTeam: nothing is known, so owners are taken at their word.
func TestWithoutTeam(t *testing.T) {
	policy := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(2), leadrouting.Pool(77)}}
	for _, team := range []*leadrouting.Team{nil, leadrouting.NewTeam()} {
		got, err := policy.Resolve(leadrouting.Request{Creator: leadrouting.User(7), Choice: leadrouting.Pool(77), Team: team})
		if err != nil || got.Owner != leadrouting.Pool(77) {
			t.Errorf("got %v, %v", got.Owner, err)
		}
		if _, err := (leadrouting.Policy{Access: leadrouting.AllAgents}).Resolve(leadrouting.Request{Team: team}); !errors.Is(err, leadrouting.ErrNoTopmostManager) {
			t.Errorf("topmost manager of nobody: %v", err)
		}
		if problems := policy.Validate(team); len(problems) != 0 {
			t.Errorf("problems %v", problems)
		}
	}
}

func TestOffer(t *testing.T) {
	type owners = []leadrouting.Owner
	user, pool := leadrouting.User, leadrouting.Pool
	for _, test := range []struct {
		name      string
		policy    leadrouting.Policy
		want      owners
		suggested int
		required  bool
	}{
		{"R1", leadrouting.Policy{Owners: owners{user(2)}}, nil, 0, false},
		{"R2", leadrouting.Policy{Owners: owners{pool(77), user(9), user(2)}}, owners{pool(77), user(2)}, 0, true},
		{"R3", leadrouting.Policy{}, nil, 0, false},
		{"R4", leadrouting.Policy{Access: leadrouting.AllAgents}, nil, 0, false},
		{"R7", leadrouting.Policy{AllowAnyOwner: true, Owners: owners{pool(77)}}, owners{pool(77), user(1), user(2), user(7), pool(78)}, 1, false},
		{"R8", leadrouting.Policy{AllowAnyOwner: true}, owners{user(1), user(2), user(7), user(77), pool(78)}, 0, true},
		{"R8", leadrouting.Policy{AllowAnyOwner: true, FallbackWhenUnchosen: true}, owners{user(1), user(2), user(7), user(77), pool(78)}, 0, false},
		{"R9", leadrouting.Policy{AllowAnyOwner: true, Owners: owners{pool(77), user(2)}}, owners{pool(77), user(2), user(1), user(7), pool(78)}, 2, true},
	} {
		offer, err := test.policy.Offer(leadrouting.Request{Creator: user(7), Team: company()})
		if err != nil {
			t.Fatal(err)
		}
		if string(offer.Rule) != test.name || !slices.Equal(offer.Owners, test.want) || offer.Suggested != test.suggested || offer.Required != test.required {
			t.Errorf("%s: got %+v", test.name, offer)
		}
		for _, o := range offer.Owners {
			if offer.Names[o] == "" || offer.Names[o] != company().Name(o) {
				t.Errorf("%s: %v is called %q", test.name, o, offer.Names[o])
			}
			if _, err := test.policy.Resolve(leadrouting.Request{Choice: o, Team: company()}); err != nil {
				t.Errorf("%s: %v was offered: %v", test.name, o, err)
			}
		}
	}
	if _, err := (leadrouting.Policy{Owners: make(owners, 1)}).Offer(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) {
		t.Errorf("an owner that is none: %v", err)
	}
}

func TestValidate(t *testing.T) {
	policy := leadrouting.Policy{
		Access: 7,
		Owners: []leadrouting.Owner{
			leadrouting.User(2), leadrouting.User(9), {}, leadrouting.User(2),
			leadrouting.User(4), leadrouting.Pool(77), leadrouting.Pool(2), leadrouting.User(-1),
		},
		TopmostManager: leadrouting.Pool(77),
	}
	check := func(got []leadrouting.Problem, want string) {
		t.Helper()
		lines := make([]string, len(got))
		for i, p := range got {
			lines[i] = p.Error()
		}
		if text := strings.Join(lines, "\n"); text != want {
			t.Errorf("got\n%s\nwant\n%s", text, want)
		}
	}
	structural := `access: unknown access mode 7
owners[2]: unknown owner
owners[3]: user:2 has the same id as owners[0]
owners[6]: pool:2 has the same id as owners[0]
owners[7]: unknown owner: user:-1
topmost_manager: pool:77 is not a user`
	check(policy.Validate(nil), structural)
	policy.Owners = policy.Owners[:6]
	check(policy.Validate(company()), `access: unknown access mode 7
owners[2]: unknown owner
owners[3]: user:2 has the same id as owners[0]
topmost_manager: pool:77 is not a user
owners[1]: owner not assignable: user:9: inactive
owners[4]: unknown owner: user:4`)

	all := leadrouting.Policy{Access: leadrouting.AllAgents}
	check(all.Validate(company()), "")
	check(all.Validate(leadrouting.NewTeam(leadrouting.SellUser{ID: 1, Active: true}, leadrouting.SellUser{ID: 2, Active: true})),
		"topmost_manager: not exactly one topmost manager; candidates user:1, user:2")
	all.Owners = []leadrouting.Owner{leadrouting.User(1)} // then nobody needs a topmost manager
	check(all.Validate(leadrouting.NewTeam(leadrouting.SellUser{ID: 1, Active: true}, leadrouting.SellUser{ID: 2, Active: true})), "")
	all.Owners = nil
	all.TopmostManager = leadrouting.User(9)
	check(all.Validate(company()), "topmost_manager: owner not assignable: user:9: inactive")
	if problems := all.Validate(company()); !errors.Is(problems[0], leadrouting.ErrOwnerNotAssignable) {
		t.Errorf("cause of %v", problems[0])
	}
}

func TestTopmostManager(t *testing.T) {
	person := func(id, boss int64) leadrouting.SellUser {
		return leadrouting.SellUser{ID: id, Active: true, ReportsTo: boss}
	}
	for _, test := range []struct {
		name  string
		users []leadrouting.SellUser
		pools []leadrouting.Owner
		want  int64
		among string
	}{
		{"one", []leadrouting.SellUser{person(1, 0), person(2, 1)}, nil, 1, ""},
		{"an inactive one, replaced", []leadrouting.SellUser{{ID: 1}, person(2, 0)}, nil, 2, ""},
		{"a deleted one", []leadrouting.SellUser{{ID: 1, Active: true, Deleted: true}, person(2, 0)}, nil, 2, ""},
		{"an integration", []leadrouting.SellUser{{ID: 1, Active: true, Kind: leadrouting.Integration}, person(2, 0)}, nil, 2, ""},
		{"a distribution that looks like a person", []leadrouting.SellUser{person(1, 0), person(77, 0)}, []leadrouting.Owner{leadrouting.Pool(77)}, 1, ""},
		{"two", []leadrouting.SellUser{person(1, 0), person(2, 0)}, nil, 0, "; candidates user:1, user:2"},
		{"a circle", []leadrouting.SellUser{person(1, 2), person(2, 1)}, nil, 0, ""},
		{"listed twice, the second time with a manager", []leadrouting.SellUser{person(2, 0), person(1, 0), person(2, 1)}, nil, 1, ""},
	} {
		got, err := leadrouting.NewTeam(test.users...).TopmostManager(test.pools...)
		if test.want != 0 {
			if err != nil || got != leadrouting.User(test.want) {
				t.Errorf("%s: got %v, %v", test.name, got, err)
			}
			continue
		}
		if want := "leadrouting: not exactly one topmost manager" + test.among; err == nil || err.Error() != want {
			t.Errorf("%s: got %v, %v, want %q", test.name, got, err, want)
		}
	}
}

func TestDecisionJSON(t *testing.T) {
	policy := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(9), leadrouting.User(2), leadrouting.Pool(77)}}
	decision, err := policy.Resolve(leadrouting.Request{Choice: leadrouting.Pool(77), Team: company()})
	if err != nil {
		t.Fatal(err)
	}
	if same := decision.Assigned(77); !reflect.DeepEqual(same, decision) {
		t.Errorf("still with the phantom user: %v", same)
	}
	assigned := decision.Assigned(7)
	if len(decision.Trace) != 3 || !decision.AssignedTo.IsZero() {
		t.Errorf("Assigned changed its receiver: %v", decision)
	}
	data, err := json.Marshal(assigned)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"owner":"pool:77","assigned_to":"user:7","reason":"chosen_by_agent","rule":"R2","trace":[` +
		`{"owner":"user:9","name":"Ida","verdict":"skipped","reason":"inactive"},` +
		`{"owner":"user:2","name":"Ben","verdict":"skipped","reason":"not_chosen"},` +
		`{"owner":"pool:77","name":"Leads","verdict":"chosen","reason":"chosen_by_agent"},` +
		`{"owner":"user:7","verdict":"assigned","reason":"next_in_pool"}]}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
	var back leadrouting.Decision
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, assigned) {
		t.Errorf("came back as %v, %v", back, err)
	}
}

func TestErrorTrace(t *testing.T) {
	_, err := leadrouting.Policy{}.Resolve(leadrouting.Request{Creator: leadrouting.User(9), Team: company()})
	e, ok := errors.AsType[*leadrouting.Error](err)
	if !ok || e.Trace.String() != "  skipped user:9 (Ida): inactive" {
		t.Errorf("trace of %v: %v", err, e)
	}
	if want := "leadrouting: owner not assignable: user:9: inactive (R3)"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}
