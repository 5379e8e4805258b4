// Setup looks at both accounts, shows what the integration still needs, and does
// what the APIs can do:
//
//	go run ./examples/setup          # shows the plan
//	go run ./examples/setup -apply   # carries its automatic steps out
//
// Without credentials it works on stand-ins within the process. On accounts of
// yours set ZENDESK_SUBDOMAIN, ZENDESK_ACCESS_TOKEN (of a Support admin) and
// SELL_ACCESS_TOKEN (of a Sell admin), and name your settings with -settings.
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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "setup:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("setup", flag.ContinueOnError)
	flags.SetOutput(out)
	apply := flags.Bool("apply", false, "carry the automatic steps out")
	path := flags.String("settings", "", "the settings `file`; the default is the settings of a fresh installation")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings := integration.DefaultSettings()
	settings.Lead.Source = "Support"
	in, err := accounts.Integrate(getenv, settings, *path)
	if err != nil {
		return err
	}
	plan, err := in.Plan(ctx)
	if err != nil {
		return err
	}
	fmt.Fprint(out, plan)
	automatic := len(plan.Automatic())
	switch {
	case automatic == 0:
		fmt.Fprintln(out, "\nThere is nothing that an API can do.")
		return nil
	case !*apply:
		fmt.Fprintf(out, "\n%d automatic steps: carry them out with -apply.\n", automatic)
		return nil
	}
	fmt.Fprintln(out)
	var failed error
	for step, err := range in.Apply(ctx, plan) {
		fmt.Fprintf(out, "%-7s %s: %s\n", step.State, step.Name, step.Detail)
		failed = errors.Join(failed, err)
	}
	return failed
}
