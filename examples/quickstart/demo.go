package main

import (
	"context"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// demoJob prepares the story of the demo company on stand-ins: Lena, who leads
// the sales team, works on the ticket of a customer who is not in Sell.
func demoJob() (*job, error) {
	crm, desk := demo.Company()
	clientOf := func(token string) *sell.Client {
		return crm.ClientFor(token, &sell.Config{Limiter: demo.Unlimited{}})
	}
	in, err := integration.New(integration.Config{
		Support:  desk.Client(&support.Config{Limiter: demo.Unlimited{}}),
		Sell:     crm.Client(&sell.Config{Limiter: demo.Unlimited{}}),
		Settings: demoSettings(),
		Agents: func(_ context.Context, agentID int64) (*sell.Client, error) {
			if agentID == demo.LenaAgent {
				return clientOf(demo.LenaSellToken), nil
			}
			return nil, nil // not a Sell user
		},
	})
	return &job{
		in:       in,
		standIns: true,
		agentID:  demo.LenaAgent,
		card:     integration.Contact(demo.NadiaContact),
		beside:   demo.NadiaTicket,
		ticket:   demo.DanielTicket,
		note:     "Opens two more kiosks in August and wants a quote.",
		write:    true,
		known:    demo.NadiaTicket,
		choose: func([]leadrouting.Owner) (leadrouting.Owner, error) {
			return leadrouting.Pool(demo.Pool), nil
		},
	}, err
}

// demoSettings returns the settings of the company, as its settings page in Sell shows
// them.
func demoSettings() integration.Settings {
	settings := integration.DefaultSettings()
	settings.Routing = leadrouting.Policy{
		Access: leadrouting.OnlySellUsers,
		Owners: []leadrouting.Owner{leadrouting.User(demo.Lena), leadrouting.Pool(demo.Pool)},
	}
	settings.Lead = integration.LeadSettings{Status: "New", Source: "Zendesk Support"}
	settings.Fields = integration.FieldSettings{
		Lead:    []string{"status", "organization_name", "mobile"},
		Person:  []string{"title", "customer_status", "mobile"},
		Company: []string{"industry", "website"},
	}
	return settings
}
