package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// tokens never show in any output.
var tokens = []string{
	selltest.DefaultToken, demo.LenaSellToken, demo.AnaSellToken,
	supporttest.DefaultToken, demo.LenaSupportToken, demo.AnaSupportToken, demo.BenSupportToken,
}

func checkSecrets(t *testing.T, output string) {
	t.Helper()
	for _, token := range tokens {
		if strings.Contains(output, token) {
			t.Errorf("the output shows a token")
		}
	}
}

func noEnv(string) string { return "" }

func TestText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), nil, noEnv, nil, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	checkSecrets(t, out.String())
	if strings.Contains(out.String(), "@") {
		t.Error("the output shows an e-mail address")
	}
	rest := out.String()
	for _, want := range []string{ // in this order
		"Lena Fischer (1002) acts",
		"1. What the integration needs: 2 of",
		"in no group: Priya Nair", "ticket_from_sell",
		"2. The settings", "only_sell_users", "Zendesk Support", "user:2102, pool:2107",
		"3. Tickets on the card of contact 3102 Nadia Haddad in Sell: 3", "35401", "35402", "35404",
		"4. Sell records beside ticket 35401", "contact 3102", "found by email", "lead 4104", "found by phone", "deal 5101", "18400.50 EUR",
		"5. The owner of a new lead: the agent is asked (rule R2)", "user:2102", "pool:2107", "<- chosen",
		"6. A lead from ticket 35436: created", "Daniel Okoye, Kiosk 17", "New", "Zendesk Support", "Ana Ruiz (2103)", "pool:2107 -> user:2103: chosen by agent (R2)",
		"note on the lead in Sell", "wants a quote", "by Lena Fischer", "https://acme.zendesk.com/agent/tickets/35436",
		"private comment on the ticket", "https://app.futuresimple.com/leads/",
		"7. The same call again: nothing was created", "1 note on the lead, 1 private comment on the ticket",
		"8. A lead from ticket 35401: nothing was created, Sell already knows the customer", "contact 3102", "lead 4104",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("%q is missing or out of order in\n%s", want, &out)
		}
		rest = after
	}
}

func tellJSON(t *testing.T, args []string, getenv func(string) string, client *http.Client) (*story, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), append([]string{"-json"}, args...), getenv, client, &out)
	checkSecrets(t, out.String())
	if err != nil {
		checkSecrets(t, err.Error())
		if strings.Contains(err.Error(), "@") {
			t.Errorf("the error shows an e-mail address: %v", err)
		}
	}
	if out.Len() == 0 {
		return nil, err
	}
	s := new(story)
	dec := json.NewDecoder(&out)
	dec.DisallowUnknownFields()
	if err := dec.Decode(s); err != nil {
		t.Fatal(err)
	}
	if dec.More() {
		t.Error("more than one document was printed")
	}
	return s, err
}

func TestJSON(t *testing.T) {
	t.Parallel()
	s, err := tellJSON(t, nil, noEnv, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Subdomain != demo.Subdomain || !s.StandIns || s.Agent != (person{demo.LenaAgent, "Lena Fischer"}) || s.Error != "" {
		t.Errorf("head: %+v", s)
	}
	var notMet []string
	for _, r := range s.Requirements {
		if r.State == integration.NotMet {
			notMet = append(notMet, r.Name)
		}
	}
	if want := []string{"Sell users in groups", "customers are told"}; !slices.Equal(notMet, want) {
		t.Errorf("not met: %q, want %q", notMet, want)
	}
	if s.Settings.Lead.Source != "Zendesk Support" || len(s.Settings.Routing.Owners) != 2 {
		t.Errorf("settings: %+v", s.Settings)
	}
	if s.Card == nil || s.Card.Ref != integration.Contact(demo.NadiaContact) || !slices.Equal(ids(s.Card.Tickets), []int64{35401, 35402, 35404}) {
		t.Errorf("card: %+v", s.Card)
	}
	known := []integration.Ref{integration.Contact(demo.NadiaContact), integration.Lead(demo.NadiaLead)}
	if s.Records.Ticket != demo.NadiaTicket || !slices.Equal(refs(s.Records.Matches), known) || len(s.Records.Deals) != 1 || s.Records.Deals[0].ID != demo.BlueDoorDeal {
		t.Errorf("records: %+v", s.Records)
	}
	if s.Offer.Rule != leadrouting.R2 || s.Choice != leadrouting.Pool(demo.Pool) {
		t.Errorf("offer %+v, choice %v", s.Offer, s.Choice)
	}
	if s.Lead.Outcome != integration.Created || s.Lead.Ticket != demo.DanielTicket || s.Lead.Decision.AssignedTo != leadrouting.User(demo.Ana) {
		t.Errorf("lead: %+v", s.Lead)
	}
	l := s.Lead.Lead
	if l == nil || l.Name != "Daniel Okoye, Kiosk 17" || l.Status != "New" || l.Source != "Zendesk Support" || l.Owner != (person{demo.Ana, "Ana Ruiz"}) {
		t.Fatalf("lead: %+v", l)
	}
	if len(s.Lead.Notes) != 1 || len(s.Lead.Comments) != 1 || !strings.Contains(s.Lead.Comments[0], l.URL) {
		t.Errorf("notes %q, comments %q", s.Lead.Notes, s.Lead.Comments)
	}
	if s.Again.Outcome != integration.Existing || s.Again.Lead.ID != l.ID || len(s.Again.Notes) != 1 || len(s.Again.Comments) != 1 {
		t.Errorf("again: %+v", s.Again)
	}
	if s.Known.Outcome != integration.Matched || s.Known.Lead != nil || !slices.Equal(refs(s.Known.Matches), known) {
		t.Errorf("known: %+v", s.Known)
	}
}

func ids(tickets []ticket) []int64 {
	var all []int64
	for _, t := range tickets {
		all = append(all, t.ID)
	}
	return all
}

func refs(matches []match) []integration.Ref {
	var all []integration.Ref
	for _, m := range matches {
		all = append(all, m.Ref)
	}
	return all
}

// account is the demo company as the program sees a real one. It has the token
// of Lena in Sell, and of the admin in Support.
type account struct {
	crm  *selltest.Server
	desk *supporttest.Server
	env  map[string]string
}

func newAccount() *account {
	crm, desk := demo.Company()
	return &account{crm, desk, map[string]string{
		"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_ACCESS_TOKEN": supporttest.DefaultToken, "SELL_ACCESS_TOKEN": demo.LenaSellToken,
	}}
}

// overHTTP serves the account on the network until the test ends.
func (a *account) overHTTP(t *testing.T) *account {
	t.Helper()
	sellServer, supportServer := httptest.NewServer(a.crm), httptest.NewServer(a.desk)
	t.Cleanup(sellServer.Close)
	t.Cleanup(supportServer.Close)
	a.env["ZENDESK_URL"], a.env["SELL_URL"] = supportServer.URL, sellServer.URL
	return a
}

// RoundTrip answers within the process, at the addresses of real accounts.
func (a *account) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "api.getbase.com" {
		return a.crm.Transport().RoundTrip(r)
	}
	return a.desk.Transport().RoundTrip(r)
}

func (a *account) getenv(name string) string { return a.env[name] }

// state is everything that the program could change.
func (a *account) state() string {
	var b strings.Builder
	for _, kind := range []string{"leads", "contacts", "deals", "notes", "tasks", "lead_sources", "users"} {
		fmt.Fprintf(&b, "%s %s\n", kind, a.crm.Records(kind))
	}
	for _, kind := range []string{"tickets", "comments", "ticket_audits", "users", "identities", "triggers"} {
		fmt.Fprintf(&b, "%s %s\n", kind, a.desk.Records(kind))
	}
	return b.String()
}

func settingsFile(t *testing.T, document string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const twoOwners = `{"version":1,"routing":{"access":"only_sell_users","owners":["user:2102","pool:2107"],"allow_any_owner":false},"lead":{"status":"New","source":"Hotline"}}`

func TestAccountWithoutWriteChangesNothing(t *testing.T) {
	t.Parallel()
	a := newAccount().overHTTP(t)
	before := a.state()
	s, err := tellJSON(t, []string{"-ticket", "35436", "-agent", "1002", "-owner", "2107", "-settings", settingsFile(t, twoOwners)}, a.getenv, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.StandIns || s.Lead.Outcome != integration.Planned || s.Choice != leadrouting.Pool(demo.Pool) || s.Again != nil || s.Known != nil || s.Lead.Lead != nil {
		t.Errorf("story: %+v, lead %+v", s, s.Lead)
	}
	if s.Records.Ticket != demo.DanielTicket || len(s.Records.Matches) != 0 || s.Card != nil {
		t.Errorf("records %+v, card %+v", s.Records, s.Card)
	}
	if a.state() != before {
		t.Error("something was changed")
	}
	for _, r := range a.crm.Requests() {
		if r.Method != "GET" && !strings.HasSuffix(r.Path, "/search") {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
	for _, r := range a.desk.Requests() {
		if r.Method != "GET" {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
}

func TestAccountWithWrite(t *testing.T) {
	t.Parallel()
	a := newAccount().overHTTP(t)
	s, err := tellJSON(t, []string{"-ticket", "35436", "-agent", "1002", "-write"}, a.getenv, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Lead.Outcome != integration.Created || s.Lead.Lead == nil || s.Lead.Lead.Owner.ID != demo.Lena || len(s.Lead.Notes) != 1 || len(s.Lead.Comments) != 1 {
		t.Errorf("lead: %+v", s.Lead)
	}
	if s.Lead.Decision.Rule != leadrouting.R3 || s.Again.Outcome != integration.Existing || s.Again.Lead.ID != s.Lead.Lead.ID {
		t.Errorf("decision %v, again %+v", s.Lead.Decision, s.Again)
	}
	for _, r := range a.crm.Requests() {
		if got := r.Header.Get("Authorization"); got != "Bearer "+demo.LenaSellToken {
			t.Fatal("Sell was asked with another token than the agent's")
		}
	}
	after := a.state()
	s, err = tellJSON(t, []string{"-ticket", "35436", "-agent", "1002", "-write"}, a.getenv, nil)
	if err != nil || s.Lead.Outcome != integration.Existing || a.state() != after {
		t.Errorf("a second run: %+v, %v; changed %v", s.Lead, err, a.state() != after)
	}
	// By now Sell knows the customer, so their card can be shown.
	if s.Card == nil || s.Card.Ref != integration.Lead(s.Lead.Lead.ID) || !slices.Equal(ids(s.Card.Tickets), []int64{demo.DanielTicket}) {
		t.Errorf("card: %+v", s.Card)
	}
}

// In the mode Only Sell users have access the agent's own token may be a second
// one; the story says so before anything is asked.
func TestAccountWithTokenOfTheAgent(t *testing.T) {
	t.Parallel()
	a := newAccount()
	a.env["SELL_ACCESS_TOKEN"], a.env["SELL_AGENT_ACCESS_TOKEN"] = selltest.DefaultToken, demo.LenaSellToken
	a.overHTTP(t)
	s, err := tellJSON(t, []string{"-ticket", "35436", "-agent", "1002"}, a.getenv, nil)
	if err != nil || s.Lead.Outcome != integration.Planned {
		t.Errorf("%+v, %v", s.Lead, err)
	}
	own := 0
	for _, r := range a.crm.Requests() {
		if r.Header.Get("Authorization") == "Bearer "+demo.LenaSellToken {
			own++
		}
	}
	if own == 0 || own == len(a.crm.Requests()) {
		t.Errorf("%d of %d requests with the agent's token", own, len(a.crm.Requests()))
	}
	a.env["SELL_AGENT_ACCESS_TOKEN"] = demo.AnaSellToken
	if _, err := tellJSON(t, []string{"-ticket", "35436", "-agent", "1002"}, a.getenv, nil); err == nil || !strings.Contains(err.Error(), "SELL_AGENT_ACCESS_TOKEN must be that of agent 1002") {
		t.Errorf("somebody else's: %v", err)
	}
	delete(a.env, "SELL_AGENT_ACCESS_TOKEN")
	var out strings.Builder
	a.crm.ForgetRequests()
	a.desk.ForgetRequests()
	asked := -1
	err = run(t.Context(), []string{"-ticket", "35436", "-agent", "1002"}, a.getenv, nil, writerFunc(func(p []byte) (int, error) {
		if out.Len() == 0 {
			asked = len(a.crm.Requests()) + len(a.desk.Requests())
		}
		return out.Write(p)
	}))
	if err == nil || !strings.HasPrefix(out.String(), "Only Sell users have access: for agent 1002,") || !strings.Contains(out.String(), "Set SELL_AGENT_ACCESS_TOKEN") {
		t.Errorf("%v: %s", err, out.String())
	}
	if asked != 0 || len(a.crm.Requests()) == 0 {
		t.Errorf("%d requests came first", asked)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestAccountKnownCustomer(t *testing.T) {
	t.Parallel()
	a := newAccount().overHTTP(t)
	before := a.state()
	s, err := tellJSON(t, []string{"-ticket", "35410", "-agent", "1002", "-write"}, a.getenv, nil)
	if err != nil || s.Lead.Outcome != integration.Matched || !slices.Equal(refs(s.Lead.Matches), []integration.Ref{integration.Lead(demo.SofiaLead)}) {
		t.Errorf("%+v, %v", s.Lead, err)
	}
	if a.state() != before {
		t.Error("something was changed")
	}
}

func TestAccountErrorsNameTheirInput(t *testing.T) {
	allAgents := `{"version":1,"routing":{"access":"all_agents","allow_any_owner":false}}`
	for name, c := range map[string]struct {
		args  []string
		env   map[string]string
		seed  func(a *account)
		usage bool
		want  string // in the error
	}{
		"unknown agent":           {args: []string{"-agent", "4711"}, want: "4711"},
		"agent is a customer":     {args: []string{"-agent", "1105"}, want: "1105"},
		"suspended agent":         {args: []string{"-agent", "1006"}, want: "1006"},
		"agent without Sell user": {args: []string{"-agent", "1007", "-ticket", "35401"}, want: "SELL_ACCESS_TOKEN must be that of agent 1007"},
		"token of somebody else":  {env: map[string]string{"SELL_ACCESS_TOKEN": demo.AnaSellToken}, want: "SELL_ACCESS_TOKEN must be that of agent 1002"},
		"unknown ticket":          {args: []string{"-ticket", "99"}, want: "99"},
		"ticket without requester": {args: []string{"-ticket", "40000"}, seed: func(a *account) {
			a.desk.Seed("tickets", `{"id":40000,"subject":"?","status":"open","requester_id":null}`)
		}, want: "no requester: 40000"},
		"ticket of another group":    {args: []string{"-agent", "1003", "-ticket", "35401"}, env: map[string]string{"SELL_ACCESS_TOKEN": demo.AnaSellToken}, want: "35401"},
		"nobody chosen":              {args: []string{"-settings", settingsFile(t, twoOwners)}, want: "-owner"},
		"owner not offered":          {args: []string{"-settings", settingsFile(t, twoOwners), "-owner", "user:2103"}, want: "user:2103"},
		"owner where nobody asks":    {args: []string{"-owner", "2103"}, want: "user:2103"},
		"inactive owner":             {args: []string{"-settings", settingsFile(t, `{"version":1,"routing":{"access":"only_sell_users","owners":["user:2106"],"allow_any_owner":false}}`)}, want: "user:2106: inactive"},
		"inactive owner chosen":      {args: []string{"-settings", settingsFile(t, `{"version":1,"routing":{"access":"only_sell_users","allow_any_owner":true}}`), "-owner", "2106"}, want: "user:2106: inactive"},
		"two topmost managers":       {args: []string{"-settings", settingsFile(t, allAgents)}, env: map[string]string{"SELL_ACCESS_TOKEN": selltest.DefaultToken}, seed: func(a *account) { a.crm.Seed("users", `{"id":2200,"name":"Second Top","role":"user"}`) }, want: "candidates user:2101, user:2200"},
		"unknown status":             {args: []string{"-settings", settingsFile(t, `{"version":1,"lead":{"status":"Hot"}}`)}, want: `"Hot"`},
		"wrong Sell token":           {env: map[string]string{"SELL_ACCESS_TOKEN": "nonsense"}, want: "SELL_ACCESS_TOKEN was rejected"},
		"wrong Support token":        {env: map[string]string{"ZENDESK_ACCESS_TOKEN": "nonsense"}, want: "ZENDESK_ACCESS_TOKEN was rejected"},
		"token with a blank":         {env: map[string]string{"SELL_ACCESS_TOKEN": "non sense"}, usage: true, want: "SELL_ACCESS_TOKEN"},
		"no subdomain":               {env: map[string]string{"ZENDESK_SUBDOMAIN": "https://acme.zendesk.com"}, usage: true, want: "ZENDESK_SUBDOMAIN"},
		"plain http":                 {env: map[string]string{"ZENDESK_URL": "http://acme.example.com"}, usage: true, want: "ZENDESK_URL"},
		"plain http of Sell":         {env: map[string]string{"SELL_URL": "http://sell.example.com"}, usage: true, want: "SELL_URL"},
		"no settings file":           {args: []string{"-settings", "nowhere.json"}, usage: true, want: "nowhere.json"},
		"settings of wrong type":     {args: []string{"-settings", settingsFile(t, `{"version":1,"tickets_in_sell":"yes"}`)}, usage: true, want: "tickets_in_sell"},
		"unknown member of settings": {args: []string{"-settings", settingsFile(t, `{"version":1,"rooting":{}}`)}, usage: true, want: "rooting"},
		"no version of settings":     {args: []string{"-settings", settingsFile(t, `{}`)}, usage: true, want: "version"},
		"settings contradict":        {args: []string{"-settings", settingsFile(t, `{"version":1,"routing":{"owners":["user:2102","pool:2102"]}}`)}, usage: true, want: "routing.owners[1]"},
		"no owner":                   {args: []string{"-owner", "team:2"}, usage: true, want: "-owner"},
		"owner zero":                 {args: []string{"-owner", "0"}, usage: true, want: "-owner"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the limiters wait in no time
				a := newAccount()
				maps.Copy(a.env, c.env)
				if c.seed != nil {
					c.seed(a)
				}
				before := a.state()
				args := append([]string{"-write", "-ticket", "35436", "-agent", "1002"}, c.args...)
				s, err := tellJSON(t, args, a.getenv, &http.Client{Transport: a})
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, want one with %q", err, c.want)
				}
				if errors.Is(err, errUsage) != c.usage {
					t.Errorf("error %v: of usage: %v, want %v", err, !c.usage, c.usage)
				}
				if (s == nil) != c.usage || s != nil && s.Error != err.Error() {
					t.Errorf("the document: %+v, want one with the error unless it is of usage", s)
				}
				if a.state() != before {
					t.Error("something was changed")
				}
			})
		})
	}
}

func TestPartialAccounts(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		env  map[string]string
		want string
	}{
		"only one variable": {nil, map[string]string{"ZENDESK_SUBDOMAIN": "acme"}, "missing: ZENDESK_ACCESS_TOKEN, SELL_ACCESS_TOKEN, -ticket, -agent"},
		"only an address":   {nil, map[string]string{"SELL_URL": "http://127.0.0.1:1"}, "missing: ZENDESK_SUBDOMAIN, ZENDESK_ACCESS_TOKEN, SELL_ACCESS_TOKEN, -ticket, -agent"},
		"only flags":        {[]string{"-ticket", "1", "-agent", "2"}, nil, "missing: ZENDESK_SUBDOMAIN, ZENDESK_ACCESS_TOKEN, SELL_ACCESS_TOKEN"},
		"only -write":       {[]string{"-write"}, nil, "-ticket"},
		"an empty token": {
			[]string{"-ticket", "1", "-agent", "2"},
			map[string]string{"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_ACCESS_TOKEN": "", "SELL_ACCESS_TOKEN": "x"}, "missing: ZENDESK_ACCESS_TOKEN",
		},
		"ticket zero":  {[]string{"-ticket", "0", "-agent", "2"}, map[string]string{"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_ACCESS_TOKEN": "x", "SELL_ACCESS_TOKEN": "x"}, "-ticket: 0"},
		"agent below":  {[]string{"-ticket", "1", "-agent", "-2"}, map[string]string{"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_ACCESS_TOKEN": "x", "SELL_ACCESS_TOKEN": "x"}, "-agent: -2"},
		"unknown flag": {[]string{"-tickets", "1"}, nil, "-tickets"},
		"no number":    {[]string{"-ticket", "abc"}, nil, "ticket"},
		"an argument":  {[]string{"-json", "hush"}, nil, "argument 2"},
		"unnamed file": {[]string{"-ticket", "1", "-agent", "2", "-settings", ""}, map[string]string{"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_ACCESS_TOKEN": "x", "SELL_ACCESS_TOKEN": "x"}, "-settings"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(t.Context(), c.args, func(name string) string { return c.env[name] }, nil, &out)
			if !errors.Is(err, errUsage) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hush") {
				t.Errorf("error %v, want one of usage with %q", err, c.want)
			}
			if out.Len() > 0 {
				t.Errorf("it printed %q", &out)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-help"}, noEnv, nil, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("error %v", err)
	}
	for _, want := range []string{"-write", "-settings", "ZENDESK_SUBDOMAIN", "ZENDESK_ACCESS_TOKEN", "SELL_ACCESS_TOKEN", "ZENDESK_URL", "SELL_URL"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in the help:\n%s", want, &out)
		}
	}
}
