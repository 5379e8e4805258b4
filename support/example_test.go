package support_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// shop is an account with a few records.
func shop() (*supporttest.Server, *support.Client) {
	fake := supporttest.New(supporttest.WithJobPolls(1))
	fake.Seed("groups", `{"id":20,"name":"Sales"}`, `{"id":21,"name":"Repairs"}`)
	fake.Seed("organizations", `{"id":10,"name":"One Bike","external_id":"A-1"}`)
	fake.Seed("users",
		`{"id":1,"name":"Ana Ruiz","email":"ana@example.com","role":"end-user","organization_id":10,"updated_at":"2024-03-01T09:00:00Z"}`,
		`{"id":2,"name":"Bea Silva","email":"bea@example.com","role":"agent","default_group_id":20,"updated_at":"2024-03-01T09:00:00Z"}`)
	fake.Seed("tickets",
		`{"id":35,"subject":"Squeaky brakes","status":"open","requester_id":1,"group_id":21,"tags":["brakes"],"created_at":"2024-03-01T09:00:00Z","updated_at":"2024-03-01T09:00:00Z"}`,
		`{"id":36,"subject":"A new lamp","status":"new","requester_id":1,"custom_fields":[{"id":40,"value":"gold"}],"created_at":"2024-03-02T09:00:00Z","updated_at":"2024-03-02T09:00:00Z"}`)
	fake.Seed("ticket_fields", `{"id":40,"type":"tagger","title":"Tier","active":true,"custom_field_options":[{"id":41,"name":"Gold","value":"gold"}]}`)
	return fake, fake.Client(nil)
}

func Example() {
	ctx := context.Background()
	fake := supporttest.New() // in place of support.NewClient("acme", tokens, nil)
	desk := fake.Client(nil)

	ticket, err := desk.Tickets.Create(ctx, support.TicketParams{
		Subject:   zendesk.Set("Squeaky brakes"),
		Requester: &support.RequesterParams{Name: "Ana Ruiz", Email: "ana@example.com"},
		Comment:   &support.CommentParams{Body: "They squeak.", Public: zendesk.Set(true)},
	}, zendesk.IdempotencyKey("order-7"))
	if err != nil {
		log.Fatal(err)
	}
	for comment, err := range desk.Tickets.Comments(ticket.ID).All(ctx, support.CommentQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s (%s): %s\n", ticket.Subject, ticket.Status, comment.Body)
	}
	// Output: Squeaky brakes (new): They squeak.
}

func Example_pages() {
	ctx := context.Background()
	_, desk := shop()

	var checkpoint string
	query := support.TicketQuery{Include: []support.Include{support.IncludeUsers}, PerPage: 1}
	for page, err := range desk.Tickets.Pages(ctx, query) {
		if err != nil {
			log.Fatal(err)
		}
		for _, t := range page.Items {
			requester, ok := page.Included.User(t.RequesterID)
			fmt.Println(t.Subject, "of", requester.Name, ok)
		}
		checkpoint = page.Next // can be stored
		break
	}
	page, err := desk.Tickets.List(ctx, query, checkpoint)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, more: %t\n", page.Items[0].Subject, page.Next != "")
	// Output:
	// Squeaky brakes of Ana Ruiz true
	// A new lamp, more: false
}

func Example_safeUpdate() {
	ctx := context.Background()
	_, desk := shop()

	ticket, err := desk.Tickets.Get(ctx, 35)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := desk.Tickets.Update(ctx, 35, support.TicketParams{Priority: zendesk.Set(support.TicketPriorityLow)}); err != nil {
		log.Fatal(err) // somebody else was faster
	}
	_, err = desk.Tickets.Update(ctx, ticket.ID, support.TicketParams{Status: zendesk.Set(support.TicketStatusSolved), SafeUpdate: ticket.UpdatedAt})
	fmt.Println(errors.Is(err, zendesk.ErrConflict))
	// Output: true
}

func Example_jobs() {
	ctx := context.Background()
	_, desk := shop()

	job, err := desk.GroupMemberships.CreateMany(ctx, []support.GroupMembershipParams{
		{UserID: zendesk.Set[int64](2), GroupID: zendesk.Set[int64](21)},
		{UserID: zendesk.Set[int64](2), GroupID: zendesk.Set[int64](99)},
	})
	if err != nil {
		log.Fatal(err)
	}
	results, err := job.Wait(ctx)
	for i, r := range results {
		fmt.Println(i, r.Failed())
	}
	if failed, ok := errors.AsType[*support.JobError](err); ok {
		fmt.Printf("%d of %d failed\n", len(failed.Failed), failed.Items)
	}
	// Output:
	// 0 false
	// 1 true
	// 1 of 2 failed
}

// Any number of changes, in jobs of 100, with progress and what became of each.
func ExampleTicketsService_UpdateAll() {
	ctx := context.Background()
	_, desk := shop()

	solved := support.TicketParams{Status: zendesk.Set(support.TicketStatusSolved), AdditionalTags: []string{"spring-cleaning"}}
	changes := []support.TicketUpdate{{ID: 35, TicketParams: solved}, {ID: 36, TicketParams: solved}, {ID: 99, TicketParams: solved}}
	items, err := desk.Tickets.UpdateAll(ctx, changes, func(p support.Progress) {
		fmt.Printf("%d of %d, %d failed\n", p.Done, p.Total, p.Failed)
	})
	if _, partly := errors.AsType[*support.BulkError](err); err != nil && !partly {
		log.Fatal(err)
	}
	for _, item := range items {
		switch item.State {
		case support.ItemDone:
			fmt.Println(item.ID, "is solved")
		case support.ItemFailed:
			fmt.Println(item.ID, item.Result.Error) // Details says more, and may quote what was sent
		case support.ItemUnclear: // look at the ticket before it is changed again
		case support.ItemUnsent: // can go into the next call
		}
	}
	// Output:
	// 0 of 3, 0 failed
	// 3 of 3, 1 failed
	// 35 is solved
	// 36 is solved
	// 99 TicketUpdateFailed
}

// A listing goes on where another run of the program stopped.
func ExampleTicketsService_Pages() {
	_, desk := shop()
	ctx := context.Background()
	query := support.TicketQuery{PerPage: 1}
	stored := "" // nothing yet, so from the beginning

	for run := range 2 {
		for page, err := range desk.Tickets.Pages(ctx, query, zendesk.From(stored)) {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(run, page.Items[0].Subject)
			stored = page.Next // now that the page is done
			break              // as if the program ended here
		}
	}
	// Output:
	// 0 Squeaky brakes
	// 1 A new lamp
}

func ExampleClient_Call() {
	_, desk := shop()
	var answer struct {
		Tags []struct {
			Name  string `json:"name"`
			Count int64  `json:"count"`
		} `json:"tags"`
	}
	request := zendesk.Request{Op: "support.Tags.List", Method: "GET", Route: "/api/v2/tags"}
	if err := desk.Call(context.Background(), request, &answer); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Tags[0].Name, answer.Tags[0].Count)
	// Output: brakes 1
}
