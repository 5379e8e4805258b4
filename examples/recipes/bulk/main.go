// Bulk adds a tag to all tickets that a search finds, however many there are, and shows
// its progress.
//
//	ZENDESK_SUBDOMAIN=… ZENDESK_ACCESS_TOKEN=… go run ./examples/recipes/bulk -query "status:pending" -tag waiting
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func main() {
	query := flag.String("query", "status:pending", "the `search` that finds the tickets")
	tag := flag.String("tag", "waiting", "the `tag` to add")
	flag.Parse()
	desk, err := support.NewClient(os.Getenv("ZENDESK_SUBDOMAIN"), zendesk.Bearer(os.Getenv("ZENDESK_ACCESS_TOKEN")),
		&support.Config{BaseURL: os.Getenv("ZENDESK_URL")})
	if err != nil {
		log.Fatal(err)
	}
	if err := addTag(context.Background(), os.Stdout, desk, *query, *tag); err != nil {
		log.Fatal(err)
	}
}

// addTag finds the tickets and changes them in jobs of a hundred.
func addTag(ctx context.Context, out io.Writer, desk *support.Client, query, tag string) error {
	var updates []support.TicketUpdate
	for ticket, err := range desk.Search.ExportTickets().All(ctx, support.ExportQuery{Query: query}) {
		if err != nil {
			return err
		}
		updates = append(updates, support.TicketUpdate{ID: ticket.ID, TicketParams: support.TicketParams{
			AdditionalTags: []string{tag}, // Tags would replace the existing ones
		}})
	}
	shown := 0
	_, err := desk.Tickets.UpdateAll(ctx, updates, func(p support.Progress) {
		if p.Done > shown {
			shown = p.Done
			fmt.Fprintf(out, "%d of %d\n", p.Done, p.Total)
		}
	})
	if failed, ok := errors.AsType[*support.BulkError](err); ok {
		for _, item := range failed.Items {
			fmt.Fprintf(out, "ticket %d: %v, retry: %t\n", updates[item.Index].ID, item.Err, zendesk.Retryable(item.Err))
		}
	}
	return err
}
