package leadrouting_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

// TestOrder: choice, relations, rules, the page, the fallback.
func TestOrder(t *testing.T) {
	user, pool := leadrouting.User, leadrouting.Pool
	const settings = `{
		"owners": ["user:1"], "existing": ["open_deal", "contact"],
		"rules": [
			{"name": "vip", "when": {"field": "ticket.tags", "contains": "vip"}, "assign": ["user:9", "user:2"]},
			{"name": "gone", "when": {"field": "ticket.tags", "contains": "gone"}, "assign": ["user:9", "pool:90"]},
			{"when": {"field": "ticket.tags", "contains": "pool"}, "assign": ["pool:77"]}
		],
		"pools": [{"id": 90, "members": [{"owner": "user:9"}]}, {"id": 91, "members": [{"owner": "user:7"}]}]
	}`
	plain, open, two := parse(t, settings), parse(t, settings), parse(t, settings)
	open.AllowAnyOwner = true
	two.Owners = []leadrouting.Owner{user(1), user(2)}
	with := func(p leadrouting.Policy, fallback ...leadrouting.Owner) leadrouting.Policy {
		p.Fallback = fallback
		return p
	}
	inactive := with(plain)
	inactive.Owners = []leadrouting.Owner{user(9)}
	nobody := with(plain)
	nobody.Owners = nil

	tags := func(tags ...string) leadrouting.Request {
		return leadrouting.Request{Creator: user(7), Facts: leadrouting.Facts{"ticket.tags": leadrouting.List(tags...)}}
	}
	related := func(relations map[leadrouting.Relation]leadrouting.Owner, tag ...string) leadrouting.Request {
		r := tags(tag...)
		r.Related = relations
		return r
	}
	choose := func(o leadrouting.Owner, tag ...string) leadrouting.Request {
		r := tags(tag...)
		r.Choice = o
		return r
	}
	type relations = map[leadrouting.Relation]leadrouting.Owner
	for _, test := range []struct {
		name    string
		policy  leadrouting.Policy
		request leadrouting.Request
		want    leadrouting.Owner
		rule    leadrouting.RuleName
		reason  leadrouting.Reason
		err     error
	}{
		{"the page", plain, tags(), user(1), "R1", "only_configured_owner", nil},
		{"a rule, second owner", plain, tags("vip"), user(2), "vip", "named_by_the_rule", nil},
		{"the first rule wins", plain, tags("pool", "vip"), user(2), "vip", "named_by_the_rule", nil},
		{"a rule without a name", plain, tags("pool"), pool(77), "rules[2]", "named_by_the_rule", nil},
		{"a rule that finds nobody", plain, tags("gone"), leadrouting.Owner{}, "gone", "", leadrouting.ErrOwnerNotAssignable},
		{"a rule that finds nobody, fallback", with(plain, pool(90), user(7)), tags("gone"), user(7), "fallback", "named_by_the_rule", nil},
		{"a fallback that finds nobody", with(plain, pool(90), user(9)), tags("gone"), leadrouting.Owner{}, "gone", "", leadrouting.ErrOwnerNotAssignable},
		{"a fallback to a pool", with(plain, pool(91)), tags("gone"), user(7), "fallback", "next_in_pool", nil},
		{"a relation", plain, related(relations{"contact": user(7)}, "vip"), user(7), "existing", "owns_the_contact", nil},
		{"relations in order", plain, related(relations{"contact": user(7), "open_deal": user(1)}), user(1), "existing", "owns_the_open_deal", nil},
		{"a relation that is inactive", plain, related(relations{"contact": user(7), "open_deal": user(9)}), user(7), "existing", "owns_the_contact", nil},
		{"a relation that does not count", plain, related(relations{"company": user(7)}, "vip"), user(2), "vip", "named_by_the_rule", nil},
		{"a choice first", open, choose(user(2), "pool"), user(2), "R5", "chosen_by_agent", nil},
		{"a choice of a pool", open, choose(pool(91), "vip"), user(7), "R5", "next_in_pool", nil},
		{"a choice not offered", plain, choose(user(2), "vip"), leadrouting.Owner{}, "R1", "", leadrouting.ErrOwnerNotAllowed},
		{"a choice not offered, fallback", with(plain, user(1)), choose(user(2)), leadrouting.Owner{}, "R1", "", leadrouting.ErrOwnerNotAllowed},
		{"a choice not assignable, fallback", with(open, user(1)), choose(user(9)), leadrouting.Owner{}, "R5", "", leadrouting.ErrOwnerNotAssignable},
		{"no choice needed", two, tags("vip"), user(2), "vip", "named_by_the_rule", nil},
		{"a choice needed, fallback", with(two, user(7)), tags(), leadrouting.Owner{}, "R2", "", leadrouting.ErrOwnerRequired},
		{"a choice needed, nobody acts, fallback", with(two, user(7)), leadrouting.Request{Automation: true}, user(7), "fallback", "named_by_the_rule", nil},
		{"no Sell user, fallback", with(nobody, user(7)), leadrouting.Request{}, leadrouting.Owner{}, "R3", "", leadrouting.ErrNoSellUser},
		{"the only owner is inactive", inactive, tags(), leadrouting.Owner{}, "R1", "", leadrouting.ErrOwnerNotAssignable},
		{"the only owner is inactive, fallback", with(inactive, user(7)), tags(), user(7), "fallback", "named_by_the_rule", nil},
	} {
		test.request.Team = company()
		router := compile(t, test.policy, leadrouting.Options{Team: company()})
		d, err := router.Route(test.request)
		rule := d.Rule
		if e, ok := errors.AsType[*leadrouting.Error](err); ok {
			rule = e.Rule
		}
		if d.Owner != test.want || !errors.Is(err, test.err) || rule != test.rule || d.Reason != test.reason || (err == nil) == d.Owner.IsZero() {
			t.Errorf("%s: got %v by %q for %q, %v", test.name, d.Owner, rule, d.Reason, err)
		}
		if d.Pool.IsZero() { // nothing that needs a router
			simple, simpleErr := test.policy.Resolve(test.request)
			if rotates := errors.Is(simpleErr, leadrouting.ErrRouterRequired); !rotates && (simple.Owner != d.Owner || !errors.Is(simpleErr, test.err)) {
				t.Errorf("%s: Resolve gives %v, %v", test.name, simple.Owner, simpleErr)
			}
		}
	}
}

func TestRouterOffer(t *testing.T) {
	p := parse(t, `{"owners":["user:2","pool:77"],"pools":[{"id":77,"name":"Front desk","members":[{"owner":"user:1"}]},{"id":79,"members":[{"owner":"user:9"}]}],
		"people":[{"user":"user:2","capacity":1}],
		"rules":[{"name":"vip","when":{"field":"ticket.tags","contains":"vip"},"assign":["user:7"]}]}`)
	request := leadrouting.Request{Creator: leadrouting.User(7), Team: company()}
	vip := request
	vip.Facts = leadrouting.Facts{"ticket.tags": leadrouting.List("vip")}
	full := request
	full.Loads = map[leadrouting.Owner]int{leadrouting.User(2): 1}

	router := compile(t, p)
	check := func(name string, r leadrouting.Request, want leadrouting.Offer) {
		t.Helper()
		before := router.State()
		got, err := router.Offer(r)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v\nwant %+v", name, got, err, want)
		}
		if !reflect.DeepEqual(router.State(), before) {
			t.Errorf("%s: the offer changed the state", name)
		}
		if len(r.Loads) > 0 {
			return
		}
		if simple, err := p.Offer(r); err != nil || !reflect.DeepEqual(simple, want) {
			t.Errorf("%s: Policy.Offer gives %+v, %v", name, simple, err)
		}
	}
	desk := leadrouting.Pool(77)
	check("a rule decides", vip, leadrouting.Offer{Rule: "vip"})
	check("the page asks", request, leadrouting.Offer{Rule: "R2", Required: true,
		Owners: []leadrouting.Owner{leadrouting.User(2), desk}, Names: map[leadrouting.Owner]string{leadrouting.User(2): "Ben", desk: "Front desk"}})
	check("one is full", full, leadrouting.Offer{Rule: "R2", Required: true,
		Owners: []leadrouting.Owner{desk}, Names: map[leadrouting.Owner]string{desk: "Front desk"}})

	p.AllowAnyOwner = true
	router = compile(t, p)
	offer, err := router.Offer(vip)
	want := []leadrouting.Owner{leadrouting.User(2), desk, leadrouting.User(1), leadrouting.User(7), leadrouting.Pool(78)}
	if err != nil || offer.Required || offer.Rule != "vip" || !slices.Equal(offer.Owners, want) || offer.Suggested != 2 {
		t.Errorf("any owner: %+v, %v", offer, err)
	}
}

func TestSchedules(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, `{"owners":["pool:77"],"pools":[{"id":77,"members":[{"owner":"user:1"},{"owner":"user:2"},{"owner":"user:3"}]}],
		"people":[
			{"user":"user:1","schedule":"madrid","absences":[{"from":"2026-03-04","to":"2026-03-05"}]},
			{"user":"user:2","schedule":"night"},
			{"user":"user:3","daily_cap":1}],
		"schedules":{
			"madrid":{"zone":"Europe/Madrid","hours":{"mon":["09:00-13:00","14:00-18:00"],"tue":["09:00-18:00"],"wed":["09:00-18:00"],"sun":["01:00-04:00"]},"holidays":["2026-03-10"]},
			"night":{"zone":"Europe/Madrid","hours":{"mon":["22:00-06:00"],"sat":["00:00-24:00"]}}}}`)
	at := func(text string) time.Time {
		t.Helper()
		when, err := time.ParseInLocation("2006-01-02 15:04:05", text, madrid)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	options := leadrouting.Options{Location: time.LoadLocation}
	// Who is available is what a pool of these three offers.
	available := func(router *leadrouting.Router, now time.Time) string {
		t.Helper()
		d, err := router.Preview(leadrouting.Request{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, step := range d.Trace {
			if step.Verdict == leadrouting.Chosen || step.Reason == leadrouting.ReasonNotTheirTurn {
				names = append(names, letter(step.Owner))
			} else if step.Verdict == leadrouting.Skipped {
				names = append(names, letter(step.Owner)+" "+string(step.Reason))
			}
		}
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	moments := []struct{ now, want string }{
		{"2026-03-02 08:59:59", "A outside_working_hours, B outside_working_hours, C"}, // a Monday
		{"2026-03-02 09:00:00", "A, B outside_working_hours, C"},
		{"2026-03-02 12:59:59", "A, B outside_working_hours, C"},
		{"2026-03-02 13:00:00", "A outside_working_hours, B outside_working_hours, C"},
		{"2026-03-02 14:00:00", "A, B outside_working_hours, C"},
		{"2026-03-02 22:00:00", "A outside_working_hours, B, C"},
		{"2026-03-03 05:59:59", "A outside_working_hours, B, C"},
		{"2026-03-03 06:00:00", "A outside_working_hours, B outside_working_hours, C"},
		{"2026-03-03 12:00:00", "A, B outside_working_hours, C"},
		{"2026-03-04 12:00:00", "A absent, B outside_working_hours, C"},
		{"2026-03-05 23:59:59", "A absent, B outside_working_hours, C"},
		{"2026-03-06 12:00:00", "A outside_working_hours, B outside_working_hours, C"},
		{"2026-03-07 23:59:59", "A outside_working_hours, B, C"},
		{"2026-03-10 12:00:00", "A holiday, B outside_working_hours, C"},
		{"2026-03-29 01:59:59", "A, B outside_working_hours, C"}, // the clocks go from 2 to 3
		{"2026-03-29 03:00:00", "A, B outside_working_hours, C"},
		{"2026-03-29 04:00:00", "A outside_working_hours, B outside_working_hours, C"},
		{"2026-10-25 00:59:59", "A outside_working_hours, B outside_working_hours, C"},
		{"2026-10-25 03:59:59", "A, B outside_working_hours, C"}, // after the hour that came twice
	}
	router := compile(t, p, options)
	for _, m := range moments {
		if got := available(router, at(m.now)); got != m.want {
			t.Errorf("%s: got %s, want %s", m.now, got, m.want)
		}
	}
	for _, m := range slices.Backward(moments) { // time may also go back
		if got := available(router, at(m.now)); got != m.want {
			t.Errorf("back at %s: got %s, want %s", m.now, got, m.want)
		}
	}
	// The second of two hours from 2 to 3 is a working hour too.
	twice := time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)
	for now := twice.Add(-2 * time.Hour); now.Before(twice.Add(3 * time.Hour)); now = now.Add(7 * time.Minute) {
		local := now.In(madrid)
		open := local.Hour() >= 1 && local.Hour() < 4
		if got := available(router, now); strings.HasPrefix(got, "A,") != open {
			t.Errorf("%v: %s", local, got)
		}
	}

	// The same lead by lead, when nothing is looked at anew.
	alone := p
	alone.Owners, alone.Pools = []leadrouting.Owner{leadrouting.User(1)}, nil
	for _, change := range []time.Time{twice, time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)} {
		router := compile(t, alone, options)
		for now := change.Add(-3 * time.Hour); now.Before(change.Add(5 * time.Hour)); now = now.Add(11 * time.Minute) {
			local := now.In(madrid)
			_, err := router.Route(leadrouting.Request{Now: now})
			if open := local.Hour() >= 1 && local.Hour() < 4; open != (err == nil) {
				t.Errorf("lead by lead, %v: %v", local, err)
			}
		}
	}

	// C takes one a day, and the day begins in UTC, when in Madrid it is one
	// o'clock and B has begun.
	router = compile(t, p, options)
	owner := func(now time.Time) string {
		d, err := router.Route(leadrouting.Request{Now: now})
		if err != nil {
			if !errors.Is(err, leadrouting.ErrEmptyPool) {
				t.Fatal(err)
			}
			return "-"
		}
		return letter(d.Owner)
	}
	friday := time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)
	got := owner(friday) + owner(friday) + owner(friday.Add(12*time.Hour-time.Second)) + owner(friday.Add(12*time.Hour)) + owner(friday.Add(12*time.Hour)) + owner(friday)
	if got != "C-BCB-" {
		t.Errorf("daily cap: %s", got)
	}
	if _, err := router.Route(leadrouting.Request{}); !errors.Is(err, leadrouting.ErrTimeRequired) {
		t.Errorf("no time: %v", err)
	}
	if _, err := p.Compile(leadrouting.Options{}); !errors.Is(err, leadrouting.ErrInvalidPolicy) || !strings.Contains(err.Error(), "schedules.madrid.zone") {
		t.Errorf("no zones: %v", err)
	}
	if _, err := p.Compile(leadrouting.Options{Location: func(string) (*time.Location, error) { return nil, errors.New("none") }}); !errors.Is(err, leadrouting.ErrInvalidPolicy) {
		t.Errorf("unknown zone: %v", err)
	}
}

// TestState: after any lead the state can be taken out, written as JSON, read
// and put into a fresh router, and the rest of the decisions is the same.
func TestState(t *testing.T) {
	text := func(method string) string {
		return `{"owners":["pool:77"],"existing":["contact"],
		"rules":[{"when":{"field":"ticket.tags","contains":"x"},"assign":["pool:78","pool:77"]}],
		"pools":[{"id":77,"method":"` + method + `","sticky":2,"members":[{"owner":"user:1"},{"owner":"pool:78"},{"owner":"user:2"},{"owner":"user:3"}]},
			{"id":78,"method":"weighted","members":[{"owner":"user:4","weight":3},{"owner":"user:5"},{"owner":"user:1","weight":2}]}],
		"people":[{"user":"user:1","capacity":9},{"user":"user:2","daily_cap":2},{"user":"user:4","schedule":"day"}],
		"schedules":{"day":{"hours":{"mon":["08:00-10:00"]}}}}`
	}
	for _, method := range []string{"round_robin", "weighted", "least_recent", "least_loaded"} {
		p := parse(t, text(method))
		router := compile(t, p)
		monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		for lead := range 60 {
			request := leadrouting.Request{Now: monday.Add(time.Duration(lead) * 17 * time.Minute), Explain: true,
				Requester: []string{"", "a", "b", "c"}[lead%4], Facts: leadrouting.Facts{"ticket.tags": leadrouting.List([]string{"x", "y"}[lead/3%2])}}
			data, err := json.Marshal(router.State())
			if err != nil {
				t.Fatal(err)
			}
			var state leadrouting.State
			if err := json.Unmarshal(data, &state); err != nil {
				t.Fatal(err)
			}
			other := compile(t, p)
			if err := other.Restore(state); err != nil {
				t.Fatal(err)
			}
			if again, err := json.Marshal(other.State()); err != nil || string(again) != string(data) {
				t.Fatalf("%s, lead %d: state\n%s came back as\n%s, %v", method, lead, data, again, err)
			}
			preview, previewErr := other.Preview(request)
			want, wantErr := other.Route(request)
			got, gotErr := router.Route(request)
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(gotErr, wantErr) || !reflect.DeepEqual(got, preview) || !reflect.DeepEqual(gotErr, previewErr) {
				t.Fatalf("%s, lead %d: %v, %v\nwith the state put back: %v, %v\npreview: %v, %v", method, lead, got, gotErr, want, wantErr, preview, previewErr)
			}
		}
	}
}

func TestTrace(t *testing.T) {
	p := parse(t, `{"owners":["user:2","pool:77"],"existing":["contact"],
		"rules":[{"name":"vip","when":{"field":"ticket.tags","contains":"vip"},"assign":["user:8","pool:77"]}],
		"pools":[{"id":77,"name":"Front desk","members":[{"owner":"user:1"},{"owner":"user:9"},{"owner":"pool:79"}]},
			{"id":79,"name":"Back office","members":[{"owner":"user:7"},{"owner":"user:2"}]}]}`)
	router := compile(t, p, leadrouting.Options{Team: company()})
	if _, err := router.Route(leadrouting.Request{Choice: leadrouting.Pool(77)}); err != nil {
		t.Fatal(err)
	}
	d, err := router.Route(leadrouting.Request{Explain: true, Facts: leadrouting.Facts{"ticket.tags": leadrouting.List("vip")},
		Related: map[leadrouting.Relation]leadrouting.Owner{leadrouting.Contact: leadrouting.User(9)}})
	if err != nil {
		t.Fatal(err)
	}
	want := `user:7 by pool:77: next in pool (vip)
  skipped user:9 (Ida): inactive (existing)
  skipped user:8 (Hal): deleted (vip)
  asked pool:77 (Front desk): next in pool
  skipped user:1 (Ana) in pool:77: not their turn
  skipped user:9 (Ida) in pool:77: inactive
  asked pool:79 (Back office) in pool:77: next in pool
  skipped user:2 (Ben) in pool:79: not their turn
  chosen user:7 (Gus) in pool:79: next in pool`
	if d.String() != want {
		t.Errorf("got\n%v\nwant\n%s", d, want)
	}
	if _, err := router.Offer(leadrouting.Request{}); err != nil {
		t.Fatal(err)
	}
	if d.String() != want || len(router.State().Pools) != 2 {
		t.Errorf("a later question changed the trace\n%v", d)
	}
	d, err = router.Route(leadrouting.Request{Explain: true, Choice: leadrouting.Pool(77)})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.Trace[0].String(), "skipped user:2 (Ben): not chosen"; got != want || d.Trace[len(d.Trace)-1].Owner != d.Owner {
		t.Errorf("got %v", d)
	}
}

func TestSimulate(t *testing.T) {
	const settings = `{"owners":["user:9"],
		"rules":[{"name":"vip","when":{"field":"ticket.tags","contains":"vip"},"assign":["pool:77"]},
			{"name":"never","when":{"field":"ticket.tags","contains":"ghost"},"assign":["user:1"]},
			{"name":"ben","when":{"field":"ticket.tags","contains":"ben"},"assign":["user:2"]}],
		"pools":[{"id":77,"members":[{"owner":"user:1"},{"owner":"user:7"}]}]}`
	router := compile(t, parse(t, settings), leadrouting.Options{Team: company()})
	if _, err := router.Route(leadrouting.Request{Facts: leadrouting.Facts{"ticket.tags": leadrouting.List("vip")}}); err != nil {
		t.Fatal(err)
	}
	before := router.State()
	stream := func(yield func(leadrouting.Request) bool) {
		for _, tag := range []string{"vip", "ben", "vip", "other", "vip"} {
			if !yield(leadrouting.Request{Facts: leadrouting.Facts{"ticket.tags": leadrouting.List(tag)}}) {
				return
			}
		}
	}
	report, err := router.Simulate(stream)
	if err != nil {
		t.Fatal(err)
	}
	want := `5 leads
  user:7: 2
  user:1: 1
  user:2: 1
decided by vip: 3
decided by never: 0
decided by ben: 1
pool:77: 3, evenness 0.900
failed, leadrouting: owner not assignable: 1`
	if report.String() != want {
		t.Errorf("got\n%v\nwant\n%s", report, want)
	}
	if got := report.Silent(); !slices.Equal(got, []leadrouting.RuleName{"never"}) {
		t.Errorf("silent rules %v", got)
	}
	if !reflect.DeepEqual(router.State(), before) {
		t.Error("the simulation changed the state")
	}
	sticky := compile(t, parse(t, strings.Replace(settings, `{"id":77,`, `{"id":77,"sticky":9,`, 1)), leadrouting.Options{Team: company()})
	same, err := sticky.Simulate(func(yield func(leadrouting.Request) bool) {
		for i := range 6 { // one requester has turned up before
			if !yield(leadrouting.Request{Requester: []string{"x", "y"}[min(i, 1)], Facts: leadrouting.Facts{"ticket.tags": leadrouting.List("vip")}}) {
				return
			}
		}
	})
	if want := []leadrouting.Share{{leadrouting.User(1), 1}, {leadrouting.User(7), 5}}; err != nil || !slices.Equal(same.Pools[0].Members, want) {
		t.Errorf("sticky: %v, %v", same.Pools, err)
	}
	other := compile(t, parse(t, strings.Replace(settings, `"user:9"`, `"user:7"`, 1)), leadrouting.Options{Team: company()})
	after, err := other.Simulate(stream)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := report.Compare(after), []leadrouting.Change{{leadrouting.User(1), 1, 2}}; !reflect.DeepEqual(got, want) {
		t.Errorf("changes %v, want %v", got, want)
	}
}
