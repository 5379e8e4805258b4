package integration

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// ConnectConfig is what [Integration.ConnectAgents] needs.
type ConnectConfig struct {
	// Flow is the app in Sell. Its RedirectURL is the address of the handler.
	Flow sell.OAuth

	// Tokens stores the tokens of each agent. Pass the same to [AgentClients].
	Tokens AgentTokens

	// Agent returns the Support agent who sends a request, by the sign-in of your
	// program. If it returns an error, the request is rejected.
	Agent func(r *http.Request) (agentID int64, err error)

	// Key signs the state that is sent to Sell and returned: at least 32 random
	// bytes, the same in all processes that serve the handler.
	Key []byte

	// Done, if not nil, writes the response when an agent is connected or, with an
	// error, is not. The default writes a line of text.
	Done func(w http.ResponseWriter, r *http.Request, agentID int64, err error)
}

// ConnectAgents returns a handler that takes an agent through Sell's consent page
// once and stores the tokens. Serve it at the RedirectURL of the flow: it redirects a
// request without a code to Sell, and Sell sends the agent back to the same address
// with a code.
//
// The state is signed, and is valid once, for ten minutes, and only for the agent who
// started. The tokens are stored only if Sell confirms that they belong to the agent;
// otherwise they are revoked, and the error matches [ErrWrongAgent]. Only this process
// knows that a state was used; another process would accept it again, but a code of
// Sell works only once anywhere.
func (in *Integration) ConnectAgents(cfg ConnectConfig) (http.Handler, error) {
	switch {
	case cfg.Tokens == nil:
		return nil, errors.New("integration: ConnectConfig.Tokens is missing")
	case cfg.Agent == nil:
		return nil, errors.New("integration: ConnectConfig.Agent is missing")
	case len(cfg.Key) < minKey:
		return nil, fmt.Errorf("integration: ConnectConfig.Key has %d bytes: use at least %d random ones", len(cfg.Key), minKey)
	case cfg.Flow.RedirectURL == "":
		return nil, errors.New("integration: ConnectConfig.Flow.RedirectURL is missing: it is the address of this handler")
	}
	if err := cfg.Flow.Validate(); err != nil {
		return nil, err
	}
	if cfg.Done == nil {
		cfg.Done = sayConnected
	}
	return &connector{in: in, cfg: cfg, states: states{key: append([]byte(nil), cfg.Key...)}}, nil
}

type connector struct {
	in     *Integration
	cfg    ConnectConfig
	states states
}

func (c *connector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the code
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	agentID, err := c.cfg.Agent(r)
	if err != nil || agentID <= 0 {
		http.Error(w, "sign in first", http.StatusForbidden)
		return
	}
	q := r.URL.Query()
	if !q.Has("code") && !q.Has("error") {
		http.Redirect(w, r, c.cfg.Flow.AuthCodeURL(c.states.issue(agentID, time.Now())), http.StatusSeeOther)
		return
	}
	err = c.states.redeem(q.Get("state"), agentID, time.Now())
	switch {
	case err != nil:
	case q.Has("error"):
		err = ErrConsentRefused
	default:
		err = c.connect(r.Context(), agentID, q.Get("code"))
	}
	c.cfg.Done(w, r, agentID, err)
}

// ErrConsentRefused means that the agent did not agree on Sell's consent page.
var ErrConsentRefused = errors.New("integration: the agent did not agree, or Sell refused")

// connect exchanges the code and stores the tokens if they are the agent's.
func (c *connector) connect(ctx context.Context, agentID int64, code string) error {
	user, err := c.in.agentUser(ctx, agentID)
	if err != nil {
		return err
	}
	flow := c.cfg.Flow
	flow.Store = zendesk.NewMemoryTokenStore() // until it is known whose they are
	source, err := flow.Exchange(ctx, code)
	if err != nil {
		return err
	}
	client, err := sell.NewClient(source, &sell.Config{HTTPClient: flow.HTTPClient, BaseURL: flow.BaseURL})
	if err == nil {
		_, err = (&Agent{in: c.in, user: user}).own(ctx, client)
	}
	if err == nil {
		err = move(ctx, flow.Store, c.cfg.Tokens.Of(agentID))
	}
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lag)
		defer cancel()
		return errors.Join(err, flow.Revoke(ctx))
	}
	return nil
}

// move copies the tokens of one store to another, replacing what that holds.
func move(ctx context.Context, from, to zendesk.TokenStore) error {
	next, err := from.Load(ctx)
	for err == nil {
		old, lerr := to.Load(ctx)
		if lerr != nil {
			return lerr
		}
		swapped, serr := to.Swap(ctx, old, next)
		if swapped || serr != nil {
			return serr
		}
		err = ctx.Err()
	}
	return err
}

func sayConnected(w http.ResponseWriter, _ *http.Request, _ int64, err error) {
	switch {
	case err == nil:
		_, _ = fmt.Fprintln(w, "Your Sell account is connected. You can close this page.")
	case errors.Is(err, errState):
		http.Error(w, "This link has expired or was used. Start again.", http.StatusBadRequest)
	case errors.Is(err, ErrConsentRefused):
		http.Error(w, "Your Sell account was not connected, because you did not agree. Start again if you want to.", http.StatusForbidden)
	case errors.Is(err, ErrWrongAgent):
		http.Error(w, "You signed in to Sell as somebody else. Sign out of Sell and start again.", http.StatusForbidden)
	default:
		http.Error(w, "Your Sell account could not be connected. Try again later.", http.StatusBadGateway)
	}
}
