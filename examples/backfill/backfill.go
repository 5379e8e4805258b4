package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/support"
)

// backfill is one run.
type backfill struct {
	in      *integration.Integration
	out     io.Writer
	write   bool
	owner   leadrouting.Owner
	journal *journal // nil in a dry run

	total, seen, before int64
	outcomes            map[string]int
}

// search goes through the tickets that a search finds.
func (b *backfill) search(ctx context.Context, query string) error {
	search := b.in.Config().Support.Search
	var err error
	if b.total, err = search.Count(ctx, "type:ticket "+query); err != nil {
		return err
	}
	return b.run(ctx, search.ExportTickets().All(ctx, support.ExportQuery{Query: query}))
}

// view goes through the tickets of a view. How many they are, Support counts only
// now and then, so the bar shows what was seen.
func (b *backfill) view(ctx context.Context, id int64) error {
	return b.run(ctx, b.in.Config().Support.Views.Tickets(id).All(ctx, support.ViewTicketQuery{}))
}

func (b *backfill) run(ctx context.Context, tickets iter.Seq2[*support.Ticket, error]) error {
	b.outcomes = make(map[string]int)
	for ticket, err := range tickets {
		if err != nil {
			return b.stopped(err)
		}
		b.seen++
		if b.journal.has(ticket.ID) {
			b.before++
			continue
		}
		if err := b.ticket(ctx, ticket.ID); err != nil {
			return b.stopped(err)
		}
	}
	fmt.Fprintln(b.out, b.summary())
	return nil
}

// ticket creates the lead of one ticket. What is wrong with that ticket alone is
// noted, and the next one follows; an error ends the run.
func (b *backfill) ticket(ctx context.Context, id int64) error {
	res, err := b.in.Automation().CreateLead(ctx, integration.LeadRequest{Ticket: id, DryRun: !b.write, Owner: b.owner})
	outcome := string(res.Outcome)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, zendesk.ErrUnauthorized), zendesk.Retryable(err):
		return fmt.Errorf("ticket %d: %w", id, err) // the next one would fare no better
	case err != nil:
		outcome = "failed"
		fmt.Fprintf(b.out, "%s ticket %d: %v\n", b.bar(), id, err)
	default:
		fmt.Fprintf(b.out, "%s ticket %d: %s\n", b.bar(), id, describe(res))
	}
	b.outcomes[outcome]++
	if outcome == "failed" {
		return nil // it was told, and is tried again by the next run
	}
	return b.journal.note(id, outcome, res.LeadID)
}

func describe(res *integration.Result) string {
	switch res.Outcome {
	case integration.Matched:
		return fmt.Sprintf("Sell knows the requester, %v", res.Matches[0].Ref)
	case integration.Planned:
		return fmt.Sprintf("would create a lead for %v", res.Decision.Owner)
	}
	return fmt.Sprintf("%s, lead %d", res.Outcome, res.LeadID)
}

// bar shows how far the run is.
func (b *backfill) bar() string {
	const width = 20
	full := width
	if b.total > b.seen {
		full = int(width * b.seen / b.total)
	}
	return fmt.Sprintf("[%-*s] %d/%d", width, strings.Repeat("#", full), b.seen, max(b.total, b.seen))
}

func (b *backfill) stopped(err error) error {
	fmt.Fprintln(b.out, b.summary())
	return fmt.Errorf("stopped, run it again to go on: %w", err)
}

func (b *backfill) summary() string {
	parts := []string{fmt.Sprintf("%d tickets", b.seen)}
	if b.before > 0 {
		parts = append(parts, fmt.Sprintf("%d of them done before", b.before))
	}
	for _, outcome := range []string{"planned", "created", "existing", "matched", "failed"} {
		if n := b.outcomes[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcome))
		}
	}
	return strings.Join(parts, ", ")
}
