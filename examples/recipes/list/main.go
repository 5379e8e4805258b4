// List creates a client for each product and lists the deals and the tickets.
//
//	SELL_ACCESS_TOKEN=… ZENDESK_SUBDOMAIN=… ZENDESK_ACCESS_TOKEN=… go run ./examples/recipes/list
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

func main() {
	ctx := context.Background()
	crm, err := sell.NewClient(zendesk.Bearer(os.Getenv("SELL_ACCESS_TOKEN")), &sell.Config{BaseURL: os.Getenv("SELL_URL")})
	if err != nil {
		log.Fatal(err)
	}
	desk, err := support.NewClient(os.Getenv("ZENDESK_SUBDOMAIN"), zendesk.Bearer(os.Getenv("ZENDESK_ACCESS_TOKEN")),
		&support.Config{BaseURL: os.Getenv("ZENDESK_URL")})
	if err != nil {
		log.Fatal(err)
	}
	for deal, err := range crm.Deals.All(ctx, sell.DealQuery{SortBy: sell.DealsByName}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("deal", deal.ID, deal.Name, deal.Value, deal.Currency)
	}
	for ticket, err := range desk.Tickets.All(ctx, support.TicketQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("ticket", ticket.ID, ticket.Status, ticket.Subject)
	}
}
