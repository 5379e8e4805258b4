// Sandbox serves the stand-ins of Zendesk Sell and Zendesk Support over HTTP,
// for programs in any language:
//
//	go run ./examples/sandbox
//
// It prints one line a server, as soon as that server accepts connections, and
// runs until SIGINT or SIGTERM:
//
//	sell http://127.0.0.1:7001
//	support http://127.0.0.1:7002
//
// Without -seed the two hold the company of examples/internal/demo, whose
// company.json shows what a seed looks like. Nothing is stored: each start
// begins anew.
//
// Flags bring limits, random faults, latency and lag, tokens of all users, an OAuth
// application and the contents of documents: see -help. What strikes at random does
// so in the same order in each run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done. The help goes to out too.
func run(ctx context.Context, args []string, out io.Writer) error {
	opts, err := parse(args, out)
	if err != nil {
		return err
	}
	crm, desk, err := opts.accounts()
	if err != nil {
		return err
	}
	sellSite, supportSite := sites(opts, crm, desk)
	failed := make(chan error, 2)
	var hints []string
	for _, s := range []struct {
		*site
		addr string
	}{{sellSite, opts.sellAddr}, {supportSite, opts.supportAddr}} {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.addr)
		if err != nil {
			return fmt.Errorf("-%s: %w", s.name, err)
		}
		server := &http.Server{
			Handler:           s.site,
			ReadHeaderTimeout: 10 * time.Second,
			ReadTimeout:       time.Minute,
			WriteTimeout:      time.Minute,
			IdleTimeout:       2 * time.Minute,
		}
		defer shutdown(server)
		go func() { failed <- server.Serve(listener) }()
		base := "http://" + listener.Addr().String()
		fmt.Fprintln(out, s.name, base)
		hints = append(hints, "  "+s.curl(base))
	}
	fmt.Fprintf(out, "Open either address in a browser to look at the records, or try\n%s\n", strings.Join(hints, "\n"))
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// shutdown lets the answers on their way finish.
func shutdown(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		_ = server.Close() // the program ends either way
	}
}
