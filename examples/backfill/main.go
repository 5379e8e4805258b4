// Backfill creates leads from the tickets that a search finds, or that a view shows:
//
//	go run ./examples/backfill -query "status<solved"          # shows what it would do
//	go run ./examples/backfill -query "status<solved" -write   # creates the leads
//	go run ./examples/backfill -view 25                        # those of a view
//
// Stop it when you like: it notes each ticket that it has finished in the file
// that -progress names, and goes on after the last one when it is started again.
// A ticket that was under way when it stopped is tried again, which is safe: a
// ticket gets one lead.
//
// Without credentials it works on stand-ins within the process. On accounts of
// yours set ZENDESK_SUBDOMAIN, ZENDESK_ACCESS_TOKEN and SELL_ACCESS_TOKEN.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/sellsupport/zendesk/examples/internal/accounts"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "backfill:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("backfill", flag.ContinueOnError)
	flags.SetOutput(out)
	query := flags.String("query", "status<solved", "the `search` that finds the tickets")
	view := flags.Int64("view", 0, "the `id` of a view, whose tickets are taken instead of those of a search")
	write := flags.Bool("write", false, "create the leads; without it nothing is written")
	owner := flags.Int64("owner", 0, "the `id` of the Sell user who gets leads whose owner the settings leave open")
	progress := flags.String("progress", "backfill.jsonl", "the `file` that keeps what is done")
	path := flags.String("settings", "", "the settings `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings := integration.DefaultSettings()
	settings.Routing.Access = leadrouting.AllAgents // no agent acts: the automation does
	in, err := accounts.Integrate(getenv, settings, *path)
	if err != nil {
		return err
	}
	b := &backfill{in: in, out: out, write: *write}
	if *owner != 0 {
		b.owner = leadrouting.User(*owner)
	}
	if *write {
		if b.journal, err = openJournal(*progress); err != nil {
			return err
		}
		defer b.journal.Close() //nolint:errcheck // each line was written when it was noted
	}
	if *view != 0 {
		return b.view(ctx, *view)
	}
	return b.search(ctx, *query)
}
