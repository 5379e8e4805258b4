package support_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// A view of what is open, counted and read.
func ExampleViewsService() {
	ctx := context.Background()
	_, desk := shop()
	view, err := desk.Views.Create(ctx, support.ViewParams{
		Title: zendesk.Set("Nobody takes care"),
		All: zendesk.Set([]support.ViewCondition{
			{Field: "status", Operator: "less_than", Value: json.RawMessage(`"solved"`)},
			{Field: "assignee_id", Operator: "is", Value: json.RawMessage(`""`)}, // nobody
		}),
		Output: zendesk.Set(support.ViewOutput{Columns: []string{"nice_id", "description"}, SortBy: "nice_id", SortOrder: support.OrderAscending}),
	})
	if err != nil {
		log.Fatal(err)
	}
	count, err := desk.Views.CountTickets(ctx, view.ID)
	if err != nil {
		log.Fatal(err)
	}
	if count.Value == nil {
		fmt.Println("still counting") // ask again after a while
	}
	for ticket, err := range desk.Views.Tickets(view.ID).All(ctx, support.ViewTicketQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(ticket.ID, ticket.Subject)
	}
	// Output:
	// still counting
	// 35 Squeaky brakes
	// 36 A new lamp
}

// A webhook for a trigger, and the secret that its calls are checked with.
func ExampleWebhooksService() {
	ctx := context.Background()
	_, desk := shop()
	webhook, err := desk.Webhooks.Create(ctx, support.WebhookParams{
		Name:          zendesk.Set("Leads of tickets"),
		Status:        zendesk.Set(support.WebhookActive),
		Endpoint:      zendesk.Set("https://leads.example.com/zendesk"),
		HTTPMethod:    zendesk.Set("POST"),
		RequestFormat: zendesk.Set(support.WebhookJSON),
		Subscriptions: zendesk.Set([]string{support.WebhookForTriggers}),
		Authentication: zendesk.Set(support.WebhookAuthentication{
			Type: "bearer_token", AddPosition: "header", Data: &support.WebhookCredentials{Token: support.NewSecret("from your vault")},
		}),
	})
	if err != nil {
		log.Fatal(err)
	}
	signing, err := desk.Webhooks.SigningSecret(ctx, webhook.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(webhook.Name, signing.Algorithm, signing.Secret) // Reveal returns it, for your vault
	tried, err := desk.Webhooks.Test(ctx, webhook.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tried.StatusCode)
	// Output:
	// Leads of tickets SHA256 support.Secret
	// 200
}
