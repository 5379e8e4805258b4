package integration_test

import (
	"context"
	"fmt"
	"log"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// The main job: a lead of the customer of a ticket, with the right owner.
// Asked again it makes nothing.
func Example() {
	w := newWorld(nil, nil) // stand-ins of both products with a small company
	settings, err := integration.LoadSettings("testdata/settings.json")
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		if err := passToSales(context.Background(), w.desk(), w.crm(), settings, agent, openTicket, w.ownClient); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// user:7: chosen by agent (R2)
	//   chosen user:7 (Rita Rep): chosen by agent
	//   skipped user:1 (Ada Admin): not chosen
	// the ticket has its lead already
}

func passToSales(ctx context.Context, desk *support.Client, crm *sell.Client, settings integration.Settings, agentID, ticketID int64,
	clientOf func(ctx context.Context, agentID int64) (*sell.Client, error), // with the token of the agent's own Sell user
) error {
	in, err := integration.New(integration.Config{Support: desk, Sell: crm, Settings: settings, Agents: clientOf})
	if err != nil {
		return err
	}
	agent, err := in.As(ctx, agentID) // sees no more than this agent may
	if err != nil {
		return err
	}
	offer, err := agent.Owners(ctx) // whom the agent may choose as owner
	if err != nil {
		return err
	}
	request := integration.LeadRequest{Ticket: ticketID, Note: "wants a quote"}
	if offer.Required {
		request.Owner = offer.Owners[0]
	}
	result, err := agent.CreateLead(ctx, request) // lead, note in Sell, private comment on the ticket
	switch {
	case err != nil:
		return err // result.Steps says what was done; calling it again goes on from there
	case result.Outcome == integration.Created:
		fmt.Println(result.Decision) // owner, reason and who else was considered
	case result.Outcome == integration.Existing:
		fmt.Println("the ticket has its lead already")
	case result.Outcome == integration.Matched:
		fmt.Println("Sell knows the customer:", result.Matches[0].Ref)
	}
	return nil
}
