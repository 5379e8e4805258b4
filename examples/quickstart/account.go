package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// accountJob prepares the story of one ticket of a real account.
func (o *options) accountJob(client *http.Client) (*job, error) {
	const agent = "quickstart/1.0"
	desk, err := support.NewClient(o.env[envSubdomain], zendesk.Bearer(o.env[envSupportToken]), &support.Config{
		HTTPClient: client, UserAgent: agent, BaseURL: o.env[envSupportURL],
	})
	if err != nil {
		return nil, usage("%s, %s or %s: %w", envSubdomain, envSupportToken, envSupportURL, err)
	}
	clientOf := func(env string) (*sell.Client, error) {
		crm, err := sell.NewClient(zendesk.Bearer(o.env[env]), &sell.Config{
			HTTPClient: client, UserAgent: agent, BaseURL: o.env[envSellURL],
		})
		if err != nil {
			return nil, usage("%s or %s: %w", env, envSellURL, err)
		}
		return crm, nil
	}
	crm, err := clientOf(envSellToken)
	if err != nil {
		return nil, err
	}
	own := crm
	if o.env[envAgentToken] != "" {
		if own, err = clientOf(envAgentToken); err != nil {
			return nil, err
		}
	}
	settings := integration.DefaultSettings()
	if o.settings != "" {
		if settings, err = integration.LoadSettings(o.settings); err != nil {
			return nil, usage("-settings: %w", err)
		}
	}
	in, err := integration.New(integration.Config{
		Support:  desk,
		Sell:     crm,
		Settings: settings,
		// The integration checks that this is the agent's own client before it
		// reads anything with it.
		Agents: func(context.Context, int64) (*sell.Client, error) { return own, nil },
	})
	if err != nil {
		return nil, err
	}
	return &job{
		in:      in,
		agentID: o.agent,
		beside:  o.ticket,
		ticket:  o.ticket,
		write:   o.write,
		notice:  o.notice(settings),
		choose:  func(offered []leadrouting.Owner) (leadrouting.Owner, error) { return parseOwner(o.owner, offered) },
	}, nil
}

// agentEnv returns the variable that holds the token of the agent's own Sell user.
func (o *options) agentEnv() string {
	if o.env[envAgentToken] != "" {
		return envAgentToken
	}
	return envSellToken
}

// notice says, before anything is requested, which tokens the access mode needs.
func (o *options) notice(settings integration.Settings) string {
	if settings.Routing.Access != leadrouting.OnlySellUsers || o.env[envAgentToken] != "" {
		return ""
	}
	return fmt.Sprintf("Only Sell users have access: for agent %d, Sell is read with the token of their own\n"+
		"Sell user. Set %s to that token, unless %s already is.\n\n", o.agent, envAgentToken, envSellToken)
}

// explain adds to an error which input it is about, if the error cannot know.
func (o *options) explain(err error) error {
	if !o.account {
		return err
	}
	var refused *zendesk.Error
	switch {
	case errors.Is(err, integration.ErrWrongAgent):
		return fmt.Errorf("%w: in the mode \"Only Sell users have access\", %s must be that of agent %d", err, o.agentEnv(), o.agent)
	case errors.Is(err, leadrouting.ErrOwnerRequired):
		return fmt.Errorf("%w: choose one with -owner", err)
	case errors.Is(err, zendesk.ErrUnauthorized) && errors.As(err, &refused) && refused.Op.Product == "sell":
		return fmt.Errorf("%s was rejected: %w", envSellToken, err)
	case errors.Is(err, zendesk.ErrUnauthorized) && errors.As(err, &refused) && refused.Op.Product == "support":
		return fmt.Errorf("%s was rejected: %w", envSupportToken, err)
	}
	return err
}
