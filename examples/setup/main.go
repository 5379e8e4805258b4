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

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
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
	in, err := integrate(getenv, *path)
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

// integrate joins the accounts of the environment, or else those of the demo
// company.
func integrate(getenv func(string) string, path string) (*integration.Integration, error) {
	settings := integration.DefaultSettings()
	settings.Lead.Source = "Support"
	if path != "" {
		var err error
		if settings, err = integration.LoadSettings(path); err != nil {
			return nil, err
		}
	}
	cfg := integration.Config{Settings: settings}
	subdomain, token, sellToken := getenv("ZENDESK_SUBDOMAIN"), getenv("ZENDESK_ACCESS_TOKEN"), getenv("SELL_ACCESS_TOKEN")
	if subdomain == "" && token == "" && sellToken == "" {
		crm, desk := demo.Company()
		cfg.Sell, cfg.Support = crm.Client(nil), desk.Client(nil)
		return integration.New(cfg)
	}
	var err error
	if cfg.Support, err = support.NewClient(subdomain, zendesk.Bearer(token), &support.Config{BaseURL: getenv("ZENDESK_URL")}); err != nil {
		return nil, fmt.Errorf("ZENDESK_SUBDOMAIN, ZENDESK_ACCESS_TOKEN: %w", err)
	}
	if cfg.Sell, err = sell.NewClient(zendesk.Bearer(sellToken), &sell.Config{BaseURL: getenv("SELL_URL")}); err != nil {
		return nil, fmt.Errorf("SELL_ACCESS_TOKEN: %w", err)
	}
	return integration.New(cfg)
}
