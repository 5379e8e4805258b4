// Export copies a Sell account to a directory, and checks such a copy:
//
//	SELL_ACCESS_TOKEN=… go run ./examples/export -dir copy
//	go run ./examples/export -dir copy -verify
//
// It can be stopped with Ctrl-C and goes on where it was; on a finished copy it
// fetches what changed. To try it, serve the stand-in of Sell, and point it
// there; with -open it takes any token:
//
//	go run ./examples/sandbox -open
//	SELL_URL=http://127.0.0.1:7001 SELL_ACCESS_TOKEN=any go run ./examples/export -dir copy
//
// The exit status is 0 when the copy is complete and sound, 1 when it is not, 2
// for wrong arguments or no token, and 130 when it was stopped.
package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, terminal(os.Stdout))
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "export:", err)
	}
	os.Exit(status(err))
}

// errUsage is an error that the caller of the program made.
var errUsage = errors.New("see -help")

const noToken = `SELL_ACCESS_TOKEN is not set. Make a token in Sell (Settings, Integrations, OAuth,
Access tokens) with the scopes read and profile, or try it on the stand-in:

	go run ./examples/sandbox -open
	SELL_URL=http://127.0.0.1:7001 SELL_ACCESS_TOKEN=any go run ./examples/export -dir copy
`

// status is what the program exits with.
func status(err error) int {
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, context.Canceled):
		return 130
	}
	return 1
}

// run copies or checks, and tells of it on out; bar says that out is a terminal.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer, bar bool) error {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	dir := flags.String("dir", "", "`directory` of the copy")
	verify := flags.Bool("verify", false, "check the copy instead of making it")
	full := flags.Bool("full", false, "read everything again, which also finds deleted records")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(out, "Export copies a Sell account to a directory. Flags:")
		flags.SetOutput(out)
		flags.PrintDefaults()
		fmt.Fprintln(out, "SELL_ACCESS_TOKEN holds the token; SELL_URL replaces", sell.DefaultBaseURL)
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errUsage, err)
	case *dir == "" || flags.NArg() > 0:
		return fmt.Errorf("%w: -dir is needed, and nothing beside flags", errUsage)
	}
	if *verify {
		m, err := export.Verify(ctx, *dir)
		if err != nil {
			return err
		}
		summary(out, m)
		fmt.Fprintln(out, "The copy is as its manifest says.")
		return nil
	}
	token := getenv("SELL_ACCESS_TOKEN")
	if token == "" {
		fmt.Fprint(out, noToken)
		return fmt.Errorf("%w: no token", errUsage)
	}
	client, err := sell.NewClient(zendesk.Bearer(token), &sell.Config{BaseURL: cmp.Or(getenv("SELL_URL"), sell.DefaultBaseURL)})
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	p := &printer{out: out, bar: bar}
	m, err := export.Run(ctx, client, *dir, &export.Options{Full: *full, Progress: p.show})
	p.end()
	if err != nil {
		fmt.Fprintln(out, strings.TrimSpace("The copy is not complete. "+advice(err)))
		return err
	}
	summary(out, m)
	return nil
}

// advice says what to do about an error: what is there already is kept, and
// running again goes on from it, but it helps only where the cause can go by itself.
func advice(err error) string {
	e, ofRequest := errors.AsType[*zendesk.Error](err)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "Run it again to go on."
	case errors.Is(err, zendesk.ErrUnauthorized):
		return `Sell does not accept the token: it is mistyped, was revoked, or its user was
deactivated. Set SELL_ACCESS_TOKEN to one that works; with another of the same
account, the copy goes on where it is.`
	case errors.Is(err, zendesk.ErrForbidden):
		return `The token may not read this. Use one with the scopes read and profile, of a user
who sees all that is to be copied.`
	case errors.Is(err, zendesk.ErrNotFound):
		return "There is no Sell at this address. Check SELL_URL."
	case untrusted:
		return "The certificate of this address is not trusted. Check SELL_URL, and the proxy if there is one."
	case ofRequest && (e.Status == 0 || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests || e.Status >= 500),
		errors.Is(err, context.DeadlineExceeded):
		return "Sell does not answer as it should. Wait a little, then run it again to go on."
	}
	return "" // the error says it
}

// summary tells what a copy holds.
func summary(out io.Writer, m *export.Manifest) {
	var records, bytes int64
	for _, r := range m.Resources {
		records += r.Count
		bytes += r.Bytes
		if r.Unavailable != 0 {
			fmt.Fprintf(out, "%s: not available to this token (%d)\n", r.Name, r.Unavailable)
		}
		if r.Refused > 0 {
			fmt.Fprintf(out, "%s: refused for %d records\n", r.Name, r.Refused)
		}
		if r.Missing > 0 {
			fmt.Fprintf(out, "%s: %d files could not be had\n", r.Name, r.Missing)
		}
	}
	fmt.Fprintf(out, "Account %d: %d records in %d files, %d bytes.\n", m.Account.ID, records, len(m.Resources), bytes)
}
