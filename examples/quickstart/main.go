// Quickstart walks through the integration of Zendesk Sell and Zendesk Support:
//
//	go run ./examples/quickstart
//
// It needs no account, no keys and no network: it runs on in-process stand-ins of
// both products, filled with the demo company of examples/internal/demo. With
// credentials in the environment it does the same on a real account; there it only
// shows what it would do, unless -write is given. See -help.
//
// With -json it prints a JSON document instead of text; the type story in story.go
// defines its form.
//
// demo.go and account.go create the [integration.Integration], story.go uses it, and
// text.go prints the results.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, nil, os.Stdout)
	stop()
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// run writes the story to out; on an error, as far as it got. It sends requests to
// accounts through client; nil is the default of the packages.
func run(ctx context.Context, args []string, getenv func(string) string, client *http.Client, out io.Writer) error {
	opts, err := parse(args, getenv, out)
	if err != nil {
		return err
	}
	prepare := demoJob
	if opts.account {
		prepare = func() (*job, error) { return opts.accountJob(client) }
	}
	j, err := prepare()
	if err != nil {
		return err
	}
	if j.notice != "" && !opts.json {
		fmt.Fprint(out, j.notice)
	}
	s, err := j.do(ctx)
	if err != nil {
		err = opts.explain(err)
		s.Error = err.Error()
	}
	if printErr := s.print(out, opts.json); err == nil {
		err = printErr
	}
	return err
}

// print writes the story as text or as JSON.
func (s *story) print(out io.Writer, asJSON bool) error {
	if !asJSON {
		_, err := io.WriteString(out, s.text())
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(s)
}
