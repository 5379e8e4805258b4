package integration_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// A plan is made, looked at, and applied.
func ExampleIntegration_Apply() {
	ctx := context.Background()
	crm, desk := selltest.New(), supporttest.New() // stand-ins of both products
	settings := integration.DefaultSettings()
	settings.Lead.Source = "Support"
	in, err := integration.New(integration.Config{Support: desk.Client(nil), Sell: crm.Client(nil), Settings: settings})
	if err != nil {
		log.Fatal(err)
	}

	plan, err := in.Plan(ctx) // reads only
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range plan.Manual() {
		fmt.Println("by hand:", step.Name)
	}
	for step, err := range in.Apply(ctx, plan) { // safe to run again
		if err != nil {
			log.Print(err) // the other steps go on
		}
		fmt.Println(step.State, step.Name)
	}
	// Output:
	// by hand: same account
	// by hand: Sell app in Support
	// by hand: Sell users in Support
	// by hand: ticket field
	// by hand: tickets in Sell
	// by hand: access mode
	// by hand: layout
	// done tickets from Sell get a group
	// done customers are told
	// done lead source
}

// In the mode Only Sell users have access, each agent connects their Sell account
// once. The handler takes them through Sell's consent page.
func ExampleAgentClients() {
	w := newWorld(nil, nil) // stand-ins with a small company
	w.sell.AddApp("app", "s3cret", "https://app.example.com/connect")
	desk, crm := w.desk(), w.crm()
	dir, err := os.MkdirTemp("", "tokens")
	if err != nil {
		log.Fatal(err)
	}
	signedIn := func(*http.Request) (agentID int64, err error) { return agent, nil } // your sign-in
	key := make([]byte, 32)                                                          // random, and kept

	flow := sell.OAuth{
		ClientID: "app", ClientSecret: "s3cret", RedirectURL: "https://app.example.com/connect",
		Scopes: []string{"read", "write", "profile"}, HTTPClient: &http.Client{Transport: w.sell.Transport()},
	}
	tokens, err := integration.NewAgentTokenFiles(dir)
	if err != nil {
		log.Fatal(err)
	}
	clients, err := integration.AgentClients(flow, tokens, nil)
	if err != nil {
		log.Fatal(err)
	}
	in, err := integration.New(integration.Config{Support: desk, Sell: crm, Settings: integration.DefaultSettings(), Agents: clients})
	if err != nil {
		log.Fatal(err)
	}
	connect, err := in.ConnectAgents(integration.ConnectConfig{Flow: flow, Tokens: tokens, Agent: signedIn, Key: key})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/connect", connect) // send agents here once, when As returns ErrNotConnected

	_, err = in.As(context.Background(), agent)
	fmt.Println(err)
	_ = os.RemoveAll(dir)
	// Output:
	// integration: the Sell client of agent 107: integration: the agent has not connected their Sell account: agent 107
}
