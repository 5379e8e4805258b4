package integration_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

const (
	groupTrigger  = `{"id":1,"title":"To sales","active":true,"conditions":{"all":[{"field":"status","operator":"is","value":"new"}],"any":[]},"actions":[{"field":"group_id","value":"30"}]}`
	notifyTrigger = `{"id":2,"title":"Tell them","active":true,"conditions":{"all":[{"field":"current_tags","operator":"includes","value":"ticket_from_sell"}],"any":[]},"actions":[{"field":"notification_user","value":["requester_id","New","Hello"]}]}`
)

// readyWorld lacks nothing that the check looks for.
func readyWorld(sellOpts []selltest.Option, supportOpts []supporttest.Option) *world {
	w := newWorld(sellOpts, supportOpts)
	w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
	w.support.Seed("groups", `{"id":30,"name":"Sales"}`)
	w.support.Seed("group_memberships", `{"id":31,"user_id":101,"group_id":30}`, `{"id":32,"user_id":107,"group_id":30}`)
	w.support.Seed("installations", `{"id":40,"app_id":4,"enabled":true,"settings":{"name":"Zendesk Sell"}}`)
	w.support.Seed("triggers", groupTrigger, notifyTrigger)
	return w
}

func check(t *testing.T, in *integration.Integration) map[string]integration.Requirement {
	t.Helper()
	report, err := in.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]integration.Requirement)
	for _, q := range report.Requirements {
		if _, twice := all[q.Name]; twice {
			t.Errorf("%q is reported twice", q.Name)
		}
		if met := q.State == integration.Met; met != (q.Fix == "") || q.Detail == "" {
			t.Errorf("%+v", q)
		}
		all[q.Name] = q
	}
	return all
}

func TestCheckOfReadyAccounts(t *testing.T) {
	w := readyWorld(nil, nil)
	report, err := w.integrate(t, nil).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if notMet := report.NotMet(); len(notMet) != 0 {
		t.Errorf("not met: %+v", notMet)
	}
	var manual []string
	for _, q := range report.Manual() {
		manual = append(manual, q.Name)
		if !strings.HasPrefix(q.Link, "https://") {
			t.Errorf("%s has no link", q.Name)
		}
	}
	if want := []string{"tickets in Sell", "access mode", "layout"}; !slices.Equal(manual, want) {
		t.Errorf("manual %q, want %q", manual, want)
	}
	if len(report.Requirements) != 15 {
		t.Errorf("%d requirements", len(report.Requirements))
	}
	if wrote := w.writes(); len(wrote) != 0 {
		t.Errorf("the check wrote %v", wrote)
	}
}

// Each case changes one fact, and only the requirement that it is about may
// differ from the report of accounts that are ready.
func TestCheckNamesWhatIsMissing(t *testing.T) {
	for name, test := range map[string]struct {
		world  func(*world)
		config func(*integration.Config)
		of     string // the requirement
		state  integration.RequirementState
		detail string // a part of it
	}{
		"support token unknown":              {func(w *world) { w.support.RevokeToken(supporttest.DefaultToken) }, nil, "Support token", integration.NotMet, "does not work"},
		"sell token unknown":                 {func(w *world) { w.sell.RevokeToken(selltest.DefaultToken) }, nil, "Sell token", integration.NotMet, "does not work"},
		"sell token, no admin":               {func(w *world) { w.sell.AddToken(selltest.DefaultToken, sellRep) }, nil, "Sell token", integration.Met, "user 7: each agent needs their own token"},
		"sell token of all agents, no admin": {func(w *world) { w.sell.AddToken(selltest.DefaultToken, sellRep) }, allAgents, "Sell token", integration.NotMet, "user 7, who is not an admin"},
		"sell token, no profile":             {func(w *world) { w.sell.AddToken(selltest.DefaultToken, sellAdmin, "read", "write") }, nil, "Sell token", integration.NotMet, "scope profile"},
		"account cannot be read":             {func(w *world) { w.sell.AddToken(selltest.DefaultToken, sellAdmin, "read", "write") }, nil, "same account", integration.Manual, "lacks permission"},
		"another account":                    {func(w *world) { w.sell.Seed("accounts", `{"id":9,"name":"Other","subdomain":"other"}`) }, nil, "same account", integration.NotMet, "Sell belongs to other, Support to acme"},
		"other case":                         {func(w *world) { w.sell.Seed("accounts", `{"id":9,"name":"Acme","subdomain":"ACME"}`) }, nil, "same account", integration.Met, "acme"},
		"legacy account":                     {func(w *world) { w.sell.Seed("accounts", `{"id":9,"name":"Old","subdomain":null}`) }, nil, "same account", integration.NotMet, "legacy"},
		"app disabled": {func(w *world) {
			w.support.Seed("installations", `{"id":40,"app_id":4,"enabled":false,"settings":{"name":"Zendesk Sell"}}`)
		}, nil, "Sell app in Support", integration.NotMet, "not among"},
		"another app": {func(w *world) {
			w.support.Seed("installations", `{"id":40,"app_id":4,"enabled":true,"settings":{"name":"Zendesk Sells"}}`)
		}, nil, "Sell app in Support", integration.NotMet, "not among"},
		"app without settings": {func(w *world) { w.support.Seed("installations", `{"id":40,"app_id":4,"enabled":true,"settings":null}`) }, nil, "Sell app in Support", integration.NotMet, "not among"},
		"apps cannot be read":  {func(w *world) { w.support.Use(refusing(9, 403, "GET", "/api/v2/apps/installations")) }, nil, "Sell app in Support", integration.Manual, "lacks permission"},
		"apps do not exist":    {func(w *world) { w.support.Use(refusing(9, 404, "GET", "/api/v2/apps/installations")) }, nil, "Sell app in Support", integration.Manual, "does not have it"},
		"user in no group":     {func(w *world) { w.support.Seed("group_memberships", `{"id":32,"user_id":101,"group_id":30}`) }, nil, "Sell users in groups", integration.NotMet, "in no group: Rita Rep"},
		"user without a link": {func(w *world) {
			w.sell.Seed("users", `{"id":7,"name":"Rita Rep","email":"rita@example.com","role":"user","status":"active","reports_to":1,"zendesk_user_id":null}`)
		}, nil, "Sell users in groups", integration.NotMet, "without a Support user: Rita Rep"},
		"link as a number": {func(w *world) {
			w.sell.Seed("users", `{"id":7,"name":"Rita Rep","email":"rita@example.com","role":"user","status":"active","reports_to":1,"zendesk_user_id":107}`)
		}, nil, "Sell users in groups", integration.Met, "each"},
		"user linked to nobody": {func(w *world) {
			w.sell.Seed("users", `{"id":7,"name":"Rita Rep","email":"rita@example.com","role":"user","status":"active","reports_to":1,"zendesk_user_id":"999"}`)
		}, nil, "Sell users in groups", integration.NotMet, "without a Support user: Rita Rep"},
		"agent of all tickets, not in all groups": {func(w *world) {
			w.support.Seed("groups", `{"id":33,"name":"Help"}`, `{"id":34,"name":"Returns"}`)
		}, nil, "Sell users in groups", integration.Met, "each"},
		"admin in no group": {func(w *world) {
			w.support.Seed("group_memberships", `{"id":31,"user_id":107,"group_id":30}`)
		}, nil, "Sell users in groups", integration.Met, "each"},
		"contributor not in all groups": {func(w *world) {
			w.contributor()
			w.support.Seed("groups", `{"id":33,"name":"Help"}`)
		}, nil, "Sell users in groups", integration.NotMet, "Rita Rep is not in Help"},
		"contributor in all groups": {func(w *world) {
			w.contributor()
			w.support.Seed("groups", `{"id":33,"name":"Help"}`)
			w.support.Seed("group_memberships", `{"id":39,"user_id":107,"group_id":33}`)
		}, nil, "Sell users in groups", integration.Met, "each"},
		"private and deleted groups": {func(w *world) {
			w.contributor()
			w.support.Seed("groups", `{"id":33,"name":"Board","is_public":false}`, `{"id":34,"name":"Old","deleted":true}`)
		}, nil, "Sell users in groups", integration.Met, "each"},
		"agent for chats": {func(w *world) {
			w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","role":"agent","role_type":2,"active":true}`)
		}, nil, "Sell users in groups", integration.NotMet, "may not see the tickets of groups: Rita Rep"},
		"agent of their own tickets": {func(w *world) {
			w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","role":"agent","ticket_restriction":"assigned","active":true}`)
		}, nil, "Sell users in groups", integration.NotMet, "may not see the tickets of groups: Rita Rep"},
		"custom fields shown": {func(w *world) {
			w.sell.AddCustomField("leads", selltest.CustomField{Name: "Tier"})
			w.sell.AddCustomField("contacts", selltest.CustomField{Name: "Region"})
		}, shows("custom:Tier", "custom:Region"), "fields shown", integration.Met, "2 custom fields"},
		"custom field misspelled":      {func(w *world) { w.sell.AddCustomField("leads", selltest.CustomField{Name: "Tier"}) }, shows("custom:Teir", ""), "fields shown", integration.NotMet, `fields.lead[0]: there is no custom field "Teir"; did you mean "Tier"?`},
		"custom field of another kind": {func(w *world) { w.sell.AddCustomField("leads", selltest.CustomField{Name: "Tier"}) }, shows("", "custom:Tier"), "fields shown", integration.NotMet, `fields.person[0]: there is no custom field "Tier"`},
		"inactive user": {func(w *world) {
			w.sell.Seed("users", `{"id":9,"name":"Gone","email":"gone@example.com","role":"user","status":"inactive","reports_to":1}`)
		}, nil, "Sell users in groups", integration.Met, "each"},
		"no group trigger": {func(w *world) {
			w.noGroupTrigger()
			w.support.Seed("tickets", `{"id":3000,"status":"open","requester_id":200,"group_id":30}`)
		}, nil, "new tickets get a group", integration.NotMet, "1 of the newest 2"},
		"group trigger for some": {func(w *world) {
			w.support.Seed("tickets", `{"id":3000,"status":"open","requester_id":200,"created_at":"2099-01-01T00:00:00Z"}`)
		}, nil, "new tickets get a group", integration.NotMet, "does it, and 1 of the newest 1 tickets"},
		"Support out of order":    {func(w *world) { w.support.Use(refusing(1000, 503, "GET", "/api/v2/users/me")) }, nil, "Support token", integration.Manual, "could not be read"},
		"Sell answers oddly":      {func(w *world) { w.sell.Use(refusing(1000, 406, "GET", "/v2/users/self")) }, nil, "Sell token", integration.Manual, "could not be read"},
		"all tickets have groups": {func(w *world) { w.noGroupTrigger(); w.ticketsInGroup() }, nil, "new tickets get a group", integration.Met, "the newest 2 tickets have one"},
		"inactive group trigger":  {func(w *world) { w.support.Seed("triggers", strings.Replace(groupTrigger, "true", "false", 1)) }, nil, "new tickets get a group", integration.NotMet, "2 of the newest 2"},
		"group of Sell's tickets": {func(w *world) {
			w.support.Seed("triggers", strings.Replace(groupTrigger, `"status","operator":"is","value":"new"`, `"current_tags","operator":"includes","value":"ticket_from_sell"`, 1))
		}, nil, "new tickets get a group", integration.NotMet, "no trigger"},
		"group of all others": {func(w *world) {
			w.support.Seed("triggers", strings.Replace(groupTrigger, `"status","operator":"is","value":"new"`, `"current_tags","operator":"not_includes","value":"ticket_from_sell"`, 1))
		}, nil, "new tickets get a group", integration.Met, `"To sales"`},
		"no notification": {func(w *world) { w.support.Seed("triggers", strings.Replace(notifyTrigger, "true", "false", 1)) }, nil, "customers are told", integration.NotMet, "nothing notifies"},
		"notification of others": {func(w *world) {
			w.support.Seed("triggers", strings.Replace(notifyTrigger, "includes", "not_includes", 1))
		}, nil, "customers are told", integration.NotMet, "nothing notifies"},
		"notification of a group": {func(w *world) {
			w.support.Seed("triggers", strings.Replace(notifyTrigger, "notification_user", "notification_group", 1))
		}, nil, "customers are told", integration.NotMet, "nothing notifies"},
		"status unknown":          {nil, func(c *integration.Config) { c.Settings.Lead.Status = "Warm" }, "lead status", integration.NotMet, `there is no "Warm"; there are New`},
		"status in other case":    {nil, func(c *integration.Config) { c.Settings.Lead.Status = "new" }, "lead status", integration.Met, `"New"`},
		"no status":               {nil, func(c *integration.Config) { c.Settings.Lead.Status = "" }, "lead status", integration.Met, "first one"},
		"statuses cannot be read": {func(w *world) { w.sell.Use(refusing(9, 404, "GET", "/v2/lead_statuses")) }, nil, "lead status", integration.Manual, "does not have it"},
		"source missing":          {nil, func(c *integration.Config) { c.Settings.Lead.Source = "Chat" }, "lead source", integration.Met, "will be created"},
		"no source":               {nil, func(c *integration.Config) { c.Settings.Lead.Source = "" }, "lead source", integration.Met, "none is set"},
		"sources cannot be read":  {func(w *world) { w.sell.Use(refusing(9, 403, "GET", "/v2/lead_sources")) }, nil, "lead source", integration.Manual, "lacks permission"},
		"owner inactive":          {nil, owners(leadrouting.User(7), leadrouting.User(8)), "lead owners", integration.NotMet, "owners[1]"},
		"owner unknown":           {nil, owners(leadrouting.User(99)), "lead owners", integration.NotMet, "owners[0]"},
		"owner active":            {nil, owners(leadrouting.User(7)), "lead owners", integration.Met, "1 configured"},
		"topmost manager":         {nil, allAgents, "topmost manager", integration.Met, "Ada Admin"},
		"two at the top":          {func(w *world) { w.twoAtTheTop() }, allAgents, "topmost manager", integration.NotMet, "user:1, user:7"},
		"two, one named":          {func(w *world) { w.twoAtTheTop() }, func(c *integration.Config) { allAgents(c); c.Settings.Routing.TopmostManager = leadrouting.User(7) }, "topmost manager", integration.Met, "Rita Rep"},
		"two, but an owner":       {func(w *world) { w.twoAtTheTop() }, func(c *integration.Config) { allAgents(c); owners(leadrouting.User(7))(c) }, "topmost manager", integration.Met, "not needed"},
		"no ticket field":         {nil, func(c *integration.Config) { c.Settings.TicketField = "Number" }, "ticket field", integration.NotMet, `no custom field "Number"`},
		"field not filterable":    {func(w *world) { w.sell.AddCustomField("leads", selltest.CustomField{Name: "Number"}) }, func(c *integration.Config) { c.Settings.TicketField = "Number" }, "ticket field", integration.NotMet, "cannot be filtered"},
		"filter ignored": {func(w *world) {
			w.sell.Seed("leads", `{"id":1,"last_name":"A","owner_id":1}`)
			w.sell.Use(ignoringFilters)
		}, nil, "ticket field", integration.NotMet, "cannot be filtered"},
		"fields cannot be read": {func(w *world) { w.sell.Use(refusing(9, 403, "GET", "/v2/lead/custom_fields")) }, nil, "ticket field", integration.Manual, "lacks permission"},
		"settings are told":     {nil, func(c *integration.Config) { c.Settings.TicketsInSell = false }, "tickets in Sell", integration.Manual, "say off"},
		"mode is told":          {nil, allAgents, "access mode", integration.Manual, "all_agents"},
	} {
		t.Run(name, func(t *testing.T) {
			w := readyWorld(nil, nil)
			if test.world != nil {
				test.world(w)
			}
			got := check(t, w.integrate(t, test.config))
			if q := got[test.of]; q.State != test.state || !strings.Contains(q.Detail, test.detail) {
				t.Errorf("%+v, want %s with %q", q, test.state, test.detail)
			}
			if wrote := w.writes(); len(wrote) != 0 {
				t.Errorf("the check wrote %v", wrote)
			}
		})
	}
}

func owners(all ...leadrouting.Owner) func(*integration.Config) {
	return func(c *integration.Config) { c.Settings.Routing.Owners = all }
}

// shows sets one field to show of leads, and one of people.
func shows(lead, person string) func(*integration.Config) {
	return func(c *integration.Config) {
		if lead != "" {
			c.Settings.Fields.Lead = []string{lead}
		}
		if person != "" {
			c.Settings.Fields.Person = []string{person}
		}
	}
}

func (w *world) contributor() {
	w.support.Seed("users", `{"id":107,"name":"Rita Rep","email":"rita@example.com","role":"agent","role_type":3,"active":true}`)
	for i, g := range w.support.Records("groups") { // the account has one of its own, too
		id := regexp.MustCompile(`"id":(\d+)`).FindSubmatch(g)[1]
		w.support.Seed("group_memberships", fmt.Sprintf(`{"id":%d,"user_id":107,"group_id":%s}`, 50+i, id))
	}
}

func (w *world) noGroupTrigger() {
	w.support.Seed("triggers", strings.Replace(groupTrigger, "group_id", "priority", 1))
}

func (w *world) ticketsInGroup() {
	w.support.Seed("tickets", `{"id":3000,"status":"open","requester_id":200,"group_id":30}`, `{"id":3001,"status":"closed","requester_id":200,"group_id":30}`)
}

func (w *world) twoAtTheTop() {
	w.sell.Seed("users", `{"id":7,"name":"Rita Rep","email":"rita@example.com","role":"user","status":"active","zendesk_user_id":"107","reports_to":null}`)
}

// ignoringFilters drops the filters of lists, as Sell was seen to do with those
// that it does not know.
func ignoringFilters(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			q := r.URL.Query()
			for name := range q {
				if name != "page" && name != "per_page" && name != "sort_by" {
					q.Del(name)
				}
			}
			r = r.Clone(r.Context())
			r.URL.RawQuery = q.Encode()
			r.RequestURI = r.URL.RequestURI()
		}
		next.ServeHTTP(w, r)
	})
}

// A token of Support that is no admin's.
func TestCheckSupportAgent(t *testing.T) {
	w := readyWorld(nil, nil)
	w.support.AddToken(supporttest.DefaultToken, agent)
	if q := check(t, w.integrate(t, nil))["Support token"]; q.State != integration.NotMet || q.Detail != "it belongs to user 107, who is agent" {
		t.Errorf("%+v", q)
	}
}

func TestCheckTriggersCannotBeRead(t *testing.T) {
	w := readyWorld(nil, nil)
	w.support.Use(refusing(99, 403, "GET", "/api/v2/triggers"))
	got := check(t, w.integrate(t, nil))
	for _, name := range []string{"new tickets get a group", "customers are told"} {
		if q := got[name]; q.State != integration.Manual || q.Link != "https://acme.zendesk.com/admin/objects-rules/rules/triggers" {
			t.Errorf("%+v", q)
		}
	}
}

// Without the users of Sell nothing is said of owners.
func TestCheckUsersCannotBeRead(t *testing.T) {
	w := readyWorld(nil, nil)
	w.sell.Use(refusing(99, 403, "GET", "/v2/users"))
	got := check(t, w.integrate(t, allAgents))
	for _, name := range []string{"Sell users in groups", "lead owners", "topmost manager"} {
		if got[name].State != integration.Manual {
			t.Errorf("%+v", got[name])
		}
	}
}

func TestCheckEndsWithContext(t *testing.T) {
	w := readyWorld(nil, nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	w.sell.Use(onRequestTo("GET", "/v2/users/self", func() { cancel(gone) }))
	report, err := w.integrate(t, nil).Check(ctx)
	if report != nil || !errors.Is(err, gone) {
		t.Errorf("%v, %v", report, err)
	}
	if n := len(w.support.Requests()); n != 1 {
		t.Errorf("%d requests to Support after the end", n)
	}
}

func TestReportAsTextAndJSON(t *testing.T) {
	w := readyWorld(nil, nil)
	w.sell.Seed("accounts", `{"id":9,"name":"Other","subdomain":"other"}`)
	report, err := w.integrate(t, nil).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(report.String(), "\n"), "\n")
	for i, want := range map[int]string{
		0: "met      Support token: user 101, admin",
		2: "not met  same account: Sell belongs to other, Support to acme. Connect Sell to this Zendesk account: Settings, Upgrade, Connect to Zendesk (https://app.futuresimple.com/settings/)",
	} {
		if lines[i] != want {
			t.Errorf("line %d:\n got %s\nwant %s", i, lines[i], want)
		}
	}
	if len(lines) != len(report.Requirements) {
		t.Errorf("%d lines", len(lines))
	}
	data, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"requirements":[{"name":"Support token","state":"met","detail":"user 101, admin"},{"name":"Sell token",`
	if !strings.HasPrefix(string(data), want) {
		t.Errorf("JSON %s", data)
	}
	for _, text := range []string{report.String(), string(data)} {
		for _, secret := range []string{selltest.DefaultToken, supporttest.DefaultToken, "@example.com"} {
			if strings.Contains(text, secret) {
				t.Errorf("the report holds %s", secret)
			}
		}
	}
}
