package integration_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
)

const callback = "https://app.example.com/sell"

// connecting is a program that lets agents connect their Sell accounts.
type connecting struct {
	*world
	flow     sell.OAuth
	tokens   integration.AgentTokens
	in       *integration.Integration
	handler  http.Handler
	signedIn int64
	outcome  error
}

func newConnecting(t *testing.T) *connecting {
	t.Helper()
	w := newWorld(nil, nil)
	w.sell.AddApp("app", "s3cret", callback)
	tokens, err := integration.NewAgentTokenFiles(filepath.Join(t.TempDir(), "tokens"))
	if err != nil {
		t.Fatal(err)
	}
	c := &connecting{world: w, tokens: tokens, signedIn: agent, flow: sell.OAuth{
		ClientID: "app", ClientSecret: "s3cret", RedirectURL: callback, Scopes: []string{"read", "write", "profile"},
		HTTPClient: &http.Client{Transport: w.sell.Transport()},
	}}
	clients, err := integration.AgentClients(c.flow, tokens, &sell.Config{UserAgent: "test/1"})
	if err != nil {
		t.Fatal(err)
	}
	c.in = w.integrate(t, func(cfg *integration.Config) { cfg.Agents = clients })
	c.handler, err = c.in.ConnectAgents(integration.ConnectConfig{
		Flow: c.flow, Tokens: tokens, Key: []byte(strings.Repeat("k", 32)),
		Agent: func(*http.Request) (int64, error) {
			if c.signedIn == 0 {
				return 0, errors.New("nobody")
			}
			return c.signedIn, nil
		},
		Done: func(_ http.ResponseWriter, _ *http.Request, id int64, err error) {
			if id != c.signedIn {
				t.Errorf("done for agent %d", id)
			}
			c.outcome = err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *connecting) get(query string) *httptest.ResponseRecorder {
	c.outcome = nil
	rec := httptest.NewRecorder()
	c.handler.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, callback+query, http.NoBody))
	return rec
}

// begin asks for consent, and returns the state.
func (c *connecting) begin(t *testing.T) string {
	t.Helper()
	rec := c.get("")
	to, err := url.Parse(rec.Header().Get("Location"))
	if err != nil || rec.Code != http.StatusSeeOther || to.Path != "/oauth2/authorize" || to.Query().Get("redirect_uri") != callback {
		t.Fatalf("%d, %v, %v", rec.Code, to, err)
	}
	return to.Query().Get("state")
}

// agrees returns the query that Sell sends a user back with.
func (c *connecting) agrees(user int64, state string) string {
	return "?" + url.Values{"code": {c.sell.Approve("app", user, "read", "write", "profile")}, "state": {state}}.Encode()
}

func (c *connecting) stored(t *testing.T, agentID int64) bool {
	t.Helper()
	token, err := c.tokens.Of(agentID).Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token != nil
}

// An agent connects their account once, and then leads are created with their own
// tokens, which are refreshed as they expire.
func TestConnectAgents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConnecting(t)
		if _, err := c.in.As(t.Context(), agent); !errors.Is(err, integration.ErrNotConnected) || !strings.Contains(err.Error(), "107") {
			t.Errorf("before: %v", err)
		}
		rec := c.get(c.agrees(sellRep, c.begin(t)))
		if c.outcome != nil || !c.stored(t, agent) || rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Fatalf("%v, headers %v", c.outcome, rec.Header())
		}
		time.Sleep(2 * time.Hour) // the access token has expired
		a := as(t, c.in, agent)
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if res.Lead.OwnerID != sellRep || res.Lead.CreatorID != sellRep {
			t.Errorf("lead of %d by %d", res.Lead.OwnerID, res.Lead.CreatorID)
		}
		var agents []string
		for _, r := range c.sell.Requests() {
			if r.Path == "/v2/leads/upsert" {
				agents = append(agents, r.Header.Get("User-Agent"))
			}
		}
		if !slices.Equal(agents, []string{"test/1 zendesk-go/devel"}) {
			t.Errorf("user agents %v", agents)
		}

		// Connecting again replaces the tokens, also those in use.
		if c.get(c.agrees(sellRep, c.begin(t))); c.outcome != nil {
			t.Errorf("again: %v", c.outcome)
		}
		time.Sleep(2 * time.Hour)
		if _, err := a.Records(t.Context(), openTicket); err != nil {
			t.Errorf("after connecting again: %v", err)
		}
	})
}

// Tokens of somebody else are never stored, and revoked.
func TestConnectSomebodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConnecting(t)
		c.get(c.agrees(sellAdmin, c.begin(t)))
		if !errors.Is(c.outcome, integration.ErrWrongAgent) || c.stored(t, agent) || c.stored(t, supportAdmin) {
			t.Errorf("%v", c.outcome)
		}
		revoked := 0
		for _, r := range c.sell.Requests() {
			if r.Path == "/oauth2/revoke" {
				revoked++
			}
		}
		if revoked != 2 {
			t.Errorf("%d tokens revoked", revoked)
		}
	})
}

// A state works once, for ten minutes, and for the agent who began.
func TestConnectState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConnecting(t)
		refused := func(what, state string) {
			t.Helper()
			if c.get(c.agrees(sellRep, state)); c.outcome == nil || !strings.Contains(c.outcome.Error(), "state") || c.stored(t, c.signedIn) {
				t.Errorf("%s: %v", what, c.outcome)
			}
		}
		for _, state := range []string{"", "x", "AAAA", strings.Repeat("A", 86)} {
			refused("forged", state)
		}
		good := c.begin(t)
		for i := range len(good) { // no character can change
			other := byte('A')
			if good[i] == 'A' {
				other = 'B'
			}
			refused("changed", good[:i]+string(other)+good[i+1:])
		}
		c.signedIn = supportAdmin
		refused("of another agent", good)
		c.signedIn = agent
		time.Sleep(10 * time.Minute)
		refused("expired", good)

		good = c.begin(t)
		time.Sleep(9 * time.Minute)
		if c.get("?error=access_denied&state=" + good); !errors.Is(c.outcome, integration.ErrConsentRefused) || c.stored(t, agent) {
			t.Errorf("not agreed: %v", c.outcome)
		}
		refused("used", good)
		if a, b := c.begin(t), c.begin(t); a == b {
			t.Error("a state was issued twice")
		}
	})
}

func TestConnectRefusals(t *testing.T) {
	c := newConnecting(t)
	rec := httptest.NewRecorder()
	c.handler.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, callback, http.NoBody))
	if rec.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", rec.Code)
	}
	state := c.begin(t)
	c.signedIn = 0
	for _, query := range []string{"", c.agrees(sellRep, state)} {
		if rec := c.get(query); rec.Code != http.StatusForbidden {
			t.Errorf("not signed in, %q: %d", query, rec.Code)
		}
	}
	c.signedIn = agent
	if c.get("?code=bad&state=" + state); !errors.Is(c.outcome, zendesk.ErrUnauthorized) && !errors.Is(c.outcome, zendesk.ErrInvalid) || c.stored(t, agent) {
		t.Errorf("a bad code: %v", c.outcome)
	}

	key := make([]byte, 32)
	who := func(*http.Request) (int64, error) { return agent, nil }
	for want, cfg := range map[string]integration.ConnectConfig{
		"Tokens":       {Flow: c.flow, Key: key, Agent: who},
		"Agent":        {Flow: c.flow, Key: key, Tokens: c.tokens},
		"Key":          {Flow: c.flow, Key: key[:31], Tokens: c.tokens, Agent: who},
		"RedirectURL":  {Flow: sell.OAuth{ClientID: "app", ClientSecret: "s"}, Key: key, Tokens: c.tokens, Agent: who},
		"ClientSecret": {Flow: sell.OAuth{ClientID: "app", RedirectURL: callback}, Key: key, Tokens: c.tokens, Agent: who},
	} {
		if _, err := c.in.ConnectAgents(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := integration.NewAgentTokenFiles(""); err == nil {
		t.Error("no directory is taken")
	}
	if _, err := integration.AgentClients(c.flow, nil, nil); err == nil {
		t.Error("no tokens are taken")
	}
	if _, err := integration.AgentClients(c.flow, c.tokens, &sell.Config{Limiter: noLimit{}}); err == nil || !strings.Contains(err.Error(), "Limiter") {
		t.Errorf("a limiter for all: %v", err)
	}
	if _, err := integration.AgentClients(sell.OAuth{}, c.tokens, nil); err == nil {
		t.Error("no flow is taken")
	}
}

// What the handler says by itself.
func TestConnectSays(t *testing.T) {
	c := newConnecting(t)
	h, err := c.in.ConnectAgents(integration.ConnectConfig{
		Flow: c.flow, Tokens: c.tokens, Key: make([]byte, 32), Agent: func(*http.Request) (int64, error) { return agent, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	c.handler = h
	for _, test := range []struct {
		query  string
		status int
		says   string
	}{
		{c.agrees(sellRep, c.begin(t)), http.StatusOK, "connected"},
		{c.agrees(sellRep, ""), http.StatusBadRequest, "Start again"},
		{c.agrees(sellAdmin, c.begin(t)), http.StatusForbidden, "somebody else"},
		{"?error=access_denied&state=" + c.begin(t), http.StatusForbidden, "not agree"},
		{"?code=bad&state=" + c.begin(t), http.StatusBadGateway, "later"},
	} {
		if rec := c.get(test.query); rec.Code != test.status || !strings.Contains(rec.Body.String(), test.says) {
			t.Errorf("%s: %d %s", test.query, rec.Code, rec.Body)
		}
	}
}
