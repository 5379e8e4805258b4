package integration

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/tokenfile"
)

// ErrNotConnected means that an agent has not connected their Sell account yet, or
// that their consent has ended. Send them to [Integration.ConnectAgents].
var ErrNotConnected = errors.New("integration: the agent has not connected their Sell account")

// AgentTokens keeps the Sell tokens of each agent, which the mode "Only Sell users
// have access" needs.
type AgentTokens interface {
	// Of returns the store of one agent's tokens. The id is the agent's in Support.
	Of(agentID int64) zendesk.TokenStore
}

// NewAgentTokenFiles returns stores that keep the tokens of each agent in a file in the
// directory, which only its owner can read. It creates the directory if it does not
// exist. Processes on one machine can share it; see [tokenfile].
func NewAgentTokenFiles(dir string) (AgentTokens, error) {
	if dir == "" {
		return nil, errors.New("integration: NewAgentTokenFiles: the directory is empty")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("integration: the directory of agents' tokens: %w", err)
	}
	return agentTokenFiles(dir), nil
}

type agentTokenFiles string

func (dir agentTokenFiles) Of(agentID int64) zendesk.TokenStore {
	return tokenfile.New(filepath.Join(string(dir), fmt.Sprintf("agent-%d.json", agentID)))
}

// AgentClients returns a function for [Config].Agents, which returns a Sell client with
// the agent's own tokens. The tokens are refreshed and stored when they expire. For an
// agent without tokens, the error matches [ErrNotConnected].
//
// cfg may be nil. Its HTTPClient and BaseURL default to those of the flow. Each agent's
// client has its own limiter, because Sell limits each token; so cfg.Limiter must be
// nil.
func AgentClients(flow sell.OAuth, tokens AgentTokens, cfg *sell.Config) (func(ctx context.Context, agentID int64) (*sell.Client, error), error) {
	var base sell.Config
	if cfg != nil {
		base = *cfg
	}
	switch {
	case tokens == nil:
		return nil, errors.New("integration: AgentClients: tokens is nil")
	case base.Limiter != nil:
		return nil, errors.New("integration: AgentClients: Config.Limiter must be nil, because each agent's token has a budget of its own")
	}
	if err := flow.Validate(); err != nil {
		return nil, err
	}
	if base.HTTPClient == nil {
		base.HTTPClient = flow.HTTPClient
	}
	if base.BaseURL == "" {
		base.BaseURL = flow.BaseURL
	}
	c := &agentClients{flow: flow, tokens: tokens, cfg: base, clients: make(map[int64]*sell.Client)}
	return c.of, nil
}

// agentClients keeps one client per agent, so that all who act for the agent share its
// limiter and token source.
type agentClients struct {
	flow   sell.OAuth
	tokens AgentTokens
	cfg    sell.Config

	mu      sync.Mutex // not held over I/O
	clients map[int64]*sell.Client
}

func (c *agentClients) of(ctx context.Context, agentID int64) (*sell.Client, error) {
	c.mu.Lock()
	known := c.clients[agentID]
	c.mu.Unlock()
	if known != nil {
		return known, nil
	}
	flow := c.flow
	flow.Store = c.tokens.Of(agentID)
	source, err := flow.Resume(ctx)
	if errors.Is(err, zendesk.ErrUnauthorized) {
		return nil, fmt.Errorf("%w: agent %d", ErrNotConnected, agentID)
	}
	if err != nil {
		return nil, err
	}
	client, err := sell.NewClient(source, &c.cfg)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.clients[agentID]; known != nil { // somebody was faster
		return known, nil
	}
	c.clients[agentID] = client
	return client, nil
}
