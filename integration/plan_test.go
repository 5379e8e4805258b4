package integration_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk/integration"
)

// bareWorld lacks all that the set-up can create. Its rep is a contributor.
func bareWorld() *world {
	w := newWorld(nil, nil)
	w.support.Seed("groups", `{"id":30,"name":"Sales","default":true}`, `{"id":31,"name":"Help"}`, `{"id":32,"name":"Secret","is_public":false}`, `{"id":33,"name":"Old","deleted":true}`)
	w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","role":"agent","role_type":3,"ticket_restriction":"groups","active":true}`)
	w.support.Seed("tickets", `{"id":3002,"status":"new","requester_id":200,"group_id":null}`)
	return w
}

func planned(t testing.TB, in *integration.Integration) *integration.Plan {
	t.Helper()
	p, err := in.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func names(all []integration.PlanStep) string {
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// apply returns what became of each step.
func apply(t testing.TB, in *integration.Integration, p *integration.Plan) (done []string, failed []error) {
	t.Helper()
	for step, err := range in.Apply(t.Context(), p) {
		if err != nil {
			failed = append(failed, err)
		}
		done = append(done, fmt.Sprintf("%s:%s", step.Name, step.State))
	}
	return done, failed
}

const wholeSetup = "Sell users in groups, new tickets get a group, customers are told, lead source, tickets from Sell get a group"

// The plan says what is missing, Apply creates it, and then nothing is left: a
// second Apply writes nothing.
func TestPlanAndApply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := bareWorld()
		in := w.integrate(t, nil)
		p := planned(t, in)
		if got := names(p.Automatic()); got != wholeSetup || len(w.writes()) != 0 {
			t.Fatalf("automatic: %s; wrote %v", got, w.writes())
		}
		for _, s := range p.Manual() {
			if s.Do == "" || !strings.HasPrefix(s.Link, "https://") {
				t.Errorf("nobody knows what to do: %+v", s)
			}
		}
		if got := names(p.Manual()); got != "Sell app in Support, tickets in Sell, access mode, layout" {
			t.Errorf("manual: %s", got)
		}

		stored, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		p = new(integration.Plan)
		if err := json.Unmarshal(stored, p); err != nil {
			t.Fatal(err)
		}
		done, failed := apply(t, in, p)
		want := []string{"Sell users in groups:done", "new tickets get a group:done", "tickets from Sell get a group:done", "customers are told:done", "lead source:done"}
		if !slices.Equal(done, want) || len(failed) > 0 {
			t.Errorf("%v, failed %v", done, failed)
		}
		w.assertSetUp(t)

		written := len(w.writes())
		if done, failed := apply(t, in, p); len(failed) > 0 || slices.ContainsFunc(done, func(s string) bool { return !strings.HasSuffix(s, ":already") }) {
			t.Errorf("again: %v, failed %v", done, failed)
		}
		if again := planned(t, in); len(again.Automatic()) != 0 {
			t.Errorf("left to do: %v", again.Automatic())
		}
		if got := w.writes()[written:]; len(got) != 0 {
			t.Errorf("the second time wrote %v", got)
		}
	})
}

// assertSetUp compares what stands in the accounts with what the set-up creates.
func (w *world) assertSetUp(t testing.TB) {
	t.Helper()
	var members []string
	for _, m := range records(t, w.support.Records("group_memberships")) {
		members = append(members, fmt.Sprintf("%v in %v", m["user_id"], m["group_id"]))
	}
	// The contributor needs each group but the private one; the admin sees all.
	if slices.Sort(members); !slices.Equal(members, []string{"107 in 30", "107 in 31", "107 in 900001", "900001 in 900001"}) { // the stand-in is born with the last
		t.Errorf("memberships %v", members)
	}
	var triggers []string
	for _, tr := range records(t, w.support.Records("triggers")) {
		text, _ := json.Marshal([]any{tr["conditions"], tr["actions"]})
		triggers = append(triggers, string(text))
	}
	want := []string{
		`[{"all":[{"field":"update_type","operator":"is","value":"Create"},{"field":"group_id","operator":"is","value":""}]},[{"field":"group_id","value":"30"}]]`,
		`[{"all":[{"field":"update_type","operator":"is","value":"Create"},{"field":"status","operator":"is","value":"new"},{"field":"current_tags","operator":"includes","value":"ticket_from_sell"}]},[{"field":"group_id","value":"30"}]]`,
		`[{"all":[{"field":"update_type","operator":"is","value":"Create"},{"field":"status","operator":"is","value":"new"},{"field":"current_tags","operator":"includes","value":"ticket_from_sell"}]},[{"field":"notification_user","value":["requester_id","We opened a request for you: {{ticket.title}}","Hello {{ticket.requester.first_name}},\n\nour sales team opened request #{{ticket.id}} for you. Reply to this e-mail to add to it."]}]]`,
	}
	slices.Sort(triggers)
	slices.Sort(want)
	if !slices.Equal(triggers, want) {
		t.Errorf("triggers\n%s\nwant\n%s", strings.Join(triggers, "\n"), strings.Join(want, "\n"))
	}
	if sources := records(t, w.sell.Records("lead_sources")); len(sources) != 1 || sources[0]["name"] != "Support" {
		t.Errorf("sources %v", sources)
	}
}

// The set-up is stopped at each of its writes, before it is carried out or before
// it is answered: the next run goes on, and doubles nothing.
func TestApplyStoppedAnywhere(t *testing.T) {
	for _, after := range []bool{false, true} {
		for k := int64(1); ; k++ {
			var stopped atomic.Bool
			synctest.Test(t, func(t *testing.T) {
				w := bareWorld()
				in := w.integrate(t, nil)
				p := planned(t, in)
				var writes atomic.Int64
				stop := func(next http.Handler) http.Handler {
					return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
						if r.Method == http.MethodGet || writes.Add(1) < k || stopped.Load() && writes.Load() > k+8 {
							next.ServeHTTP(rw, r)
							return
						}
						stopped.Store(true)
						if after {
							next.ServeHTTP(httptest.NewRecorder(), r)
						}
						panic(http.ErrAbortHandler)
					})
				}
				w.sell.Use(stop)
				w.support.Use(stop)
				apply(t, in, p)
				writes.Store(1000)
				if done, failed := apply(t, in, p); len(failed) > 0 {
					t.Errorf("%v, failed %v", done, failed)
				}
				w.assertSetUp(t)
			})
			if t.Failed() {
				t.Fatalf("write %d, carried out: %v", k, after)
			}
			if !stopped.Load() {
				if k < 5 {
					t.Errorf("only %d writes", k)
				}
				break
			}
		}
	}
}

// The app is installed where the settings name its id: the job is waited for, and
// one that is there, also switched off, is left alone.
func TestApplyInstallsTheApp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := bareWorld()
		w.support.Seed("apps", `{"id":4711,"name":"Zendesk Sell"}`)
		in := w.integrate(t, func(c *integration.Config) { c.Settings.Setup.AppID = 4711 })
		p := planned(t, in)
		if first := p.Automatic()[0]; first.Name != "Sell app in Support" || !strings.Contains(first.Detail, "install app 4711") {
			t.Fatalf("%v", p)
		}
		for range 2 {
			if done, failed := apply(t, in, p); len(failed) > 0 || !strings.HasPrefix(done[0], "Sell app in Support:") {
				t.Fatalf("%v, failed %v", done, failed)
			}
		}
		installed := records(t, w.support.Records("installations"))
		if len(installed) != 1 || installed[0]["app_id"] != 4711. || installed[0]["enabled"] != true {
			t.Errorf("installed %v", installed)
		}

		w = bareWorld()
		w.support.Seed("installations", `{"id":40,"app_id":4711,"enabled":false,"settings":{"name":"Zendesk Sell"}}`)
		in = w.integrate(t, func(c *integration.Config) { c.Settings.Setup.AppID = 4711 })
		p = planned(t, in)
		if names(p.Automatic()) != wholeSetup {
			t.Errorf("automatic: %s", names(p.Automatic()))
		}
		if _, failed := apply(t, in, p); len(failed) > 0 || len(w.support.Records("installations")) != 1 {
			t.Errorf("failed %v", failed)
		}
	})
}

// Without a plan there is nothing to apply.
func TestApplyWithoutPlan(t *testing.T) {
	w := bareWorld()
	for _, err := range w.integrate(t, nil).Apply(t.Context(), nil) {
		if err == nil || !strings.Contains(err.Error(), "plan is nil") {
			t.Errorf("no plan: %v", err)
		}
	}
}

// What somebody set up by hand is left alone: triggers of other names that do the
// same, also those that are switched off.
func TestPlanLeavesWhatThereIs(t *testing.T) {
	w := bareWorld()
	w.support.Seed("triggers", groupTrigger, strings.Replace(notifyTrigger, `"active":true`, `"active":false`, 1))
	p := planned(t, w.integrate(t, nil))
	states := make(map[string]integration.PlanStep)
	for _, s := range p.Steps {
		states[s.Name] = s
	}
	if s := states["customers are told"]; s.State != integration.PlanManual || !strings.Contains(s.Detail, `"Tell them" is inactive`) {
		t.Errorf("%v", s)
	}
	if s := states["new tickets get a group"]; s.State != integration.PlanDone {
		t.Errorf("%v", s)
	}
	if s := states["tickets from Sell get a group"]; s.State != integration.PlanAutomatic {
		t.Errorf("%v", s)
	}
}

// What the token may not read, or no group is known for, is left to a person.
func TestPlanWithoutRights(t *testing.T) {
	w := newWorld(nil, nil)
	w.support.Use(refusing(99, http.StatusForbidden, "GET", "/api/v2/triggers"))
	w.support.Use(refusing(99, http.StatusForbidden, "GET", "/api/v2/group_memberships"))
	w.sell.Use(refusing(99, http.StatusForbidden, "GET", "/v2/lead_sources"))
	p := planned(t, w.integrate(t, nil))
	if len(p.Automatic()) != 0 {
		t.Errorf("automatic: %v", p.Automatic())
	}
	for _, s := range p.Steps {
		if (s.Name == "Sell users in groups" || s.Name == "customers are told" || s.Name == "lead source") && (s.State != integration.PlanManual || s.Do == "") {
			t.Errorf("%+v", s)
		}
	}
	w = newWorld(nil, nil)
	w.support.Seed("groups", `{"id":900001,"name":"Support","default":false}`) // no default group
	w.support.Seed("tickets", `{"id":3002,"status":"new","requester_id":200,"group_id":null}`)
	for _, s := range planned(t, w.integrate(t, nil)).Steps {
		if s.Name == "new tickets get a group" && (s.State != integration.PlanManual || !strings.Contains(s.Detail, "setup.ticket_group")) {
			t.Errorf("%+v", s)
		}
	}
	for _, s := range planned(t, w.integrate(t, func(c *integration.Config) { c.Settings.Setup.TicketGroup = 77 })).Steps {
		if s.Name == "new tickets get a group" && s.State != integration.PlanAutomatic {
			t.Errorf("%+v", s)
		}
	}
}

// Two hundred contributors in five groups and the one that the stand-in is born with are 1200 memberships: twelve jobs.
func TestApplyForManyUsers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := bareWorld()
		for id := 34; id < 37; id++ {
			w.support.Seed("groups", fmt.Sprintf(`{"id":%d,"name":"Group %d"}`, id, id))
		}
		for i := range 199 {
			w.support.Seed("users", fmt.Sprintf(`{"id":%d,"name":"User %d","email":"u%d@example.com","role":"agent","role_type":3,"ticket_restriction":"groups","active":true}`, 1000+i, i, i))
			w.sell.Seed("users", fmt.Sprintf(`{"id":%d,"name":"User %d","email":"u%d@example.com","role":"user","status":"active","identity_type":"person","reports_to":1,"zendesk_user_id":"%d"}`, 5000+i, i, i, 1000+i))
		}
		in := w.integrate(t, nil)
		p := planned(t, in)
		asked := len(w.sell.Requests()) + len(w.support.Requests())
		if d := p.Automatic()[0].Detail; d != "add 1200 memberships for 200 users" {
			t.Errorf("planned: %s", d)
		}
		done, failed := apply(t, in, p)
		all := len(w.sell.Requests()) + len(w.support.Requests())
		if len(failed) > 0 || len(done) != 16 || len(w.support.Records("group_memberships")) != 1201 {
			t.Errorf("%v, failed %v, %d memberships", done, failed, len(w.support.Records("group_memberships")))
		}
		t.Logf("plan: %d requests; apply: %d", asked, all-asked)
		if asked > 40 || all-asked > 90 {
			t.Errorf("plan took %d requests, apply %d", asked, all-asked)
		}
	})
}
