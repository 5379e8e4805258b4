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

// An app from its archive to its installation.
func ExampleAppsService() {
	ctx := context.Background()
	_, desk := shop()
	upload, err := desk.Apps.Upload(ctx, archive("1.0.0")) // os.ReadFile("app.zip")
	if err != nil {
		log.Fatal(err)
	}
	job, err := desk.Apps.Create(ctx, support.AppParams{Name: zendesk.Set("Lead finder"), UploadID: zendesk.Set(upload.ID)})
	if err != nil {
		log.Fatal(err)
	}
	made, err := job.Wait(ctx)
	if err != nil {
		log.Fatal(err)
	}
	installation, err := desk.AppInstallations.Create(ctx, support.AppInstallationParams{
		AppID: zendesk.Set(made.AppID), Settings: json.RawMessage(`{"name":"Lead finder","token":"from your vault"}`),
	})
	if err != nil {
		log.Fatal(err)
	}
	if installation.PendingInstallation { // it has requirements
		if _, err := desk.AppInstallations.Job(installation.PendingJobID).Wait(ctx); err != nil {
			log.Fatal(err)
		}
	}
	requirements, err := desk.AppInstallations.Requirements(ctx, installation.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(requirements[0].RequirementType, requirements[0].Identifier)
	// Output: ticket_fields lead_field
}
