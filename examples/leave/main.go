// Leave turns a copy of a Sell account, which examples/export makes, into files
// for the CRM that comes next:
//
//	go run ./examples/leave -copy copy -out tables                 # plain tables, for any program
//	go run ./examples/leave -copy copy -target hubspot -check      # what to mend and to make first
//	go run ./examples/leave -copy copy -target hubspot -out hubspot
//
// A target is hubspot, salesforce, pipedrive, zoho, freshsales, dynamics, attio, or
// a file with a mapping of your own; -mapping changes one. -relink reads what the
// target exports after the first import and writes the second pass; -since writes
// only what changed since an older copy. Nothing is sent anywhere, but with
// -support, which reads tickets, and with -write, which marks them.
//
// To try it without an account, -demo takes the invented company of
// examples/internal/demo instead of a copy:
//
//	go run ./examples/leave -demo -target pipedrive -check
//
// The exit status is 0 when all went well, 1 when it did not or -check found
// something, 2 for wrong arguments, and 130 when it was stopped.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/sellsupport/zendesk/sell/export/leave"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:], os.Getenv, nil, os.Stdout, terminal(os.Stdout))
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "leave:", err)
	}
	os.Exit(status(err))
}

// errUsage is an error that the caller of the program made, and errFound that a
// check found something.
var (
	errUsage = errors.New("see -help")
	errFound = errors.New("there is something to mend first")
)

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

// run does what the arguments ask for; bar says that out is a terminal.
func run(ctx context.Context, args []string, getenv func(string) string, client *http.Client, out io.Writer, bar bool) error {
	o, err := parse(args, out)
	if err != nil {
		return err
	}
	var desk *desk
	if o.support {
		if desk, err = connect(getenv, client); err != nil {
			return err
		}
	}
	if o.demo {
		var remove func()
		if o.copy, remove, err = demoCopy(ctx); err != nil {
			return err
		}
		defer remove()
	}
	fmt.Fprintln(out, "Checking the copy …")
	c, err := leave.Open(ctx, o.copy)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // only read
	p := &printer{out: out, bar: bar}
	opts, done, err := o.options(ctx, desk, p)
	if err != nil {
		return err
	}
	defer done()
	return job{o: o, c: c, desk: desk, p: p, opts: opts}.do(ctx)
}

// job is one run with all that it needs.
type job struct {
	o    *options
	c    *leave.Copy
	desk *desk
	p    *printer
	opts *leave.Options
}

func (j job) do(ctx context.Context) error {
	var result *leave.Result
	var err error
	switch {
	case j.o.check:
		return j.check(ctx)
	case j.o.target == nil:
		result, err = j.c.WriteNeutral(ctx, j.o.out, j.opts)
	default:
		result, err = j.c.Write(ctx, j.o.out, j.o.target, j.opts)
	}
	j.p.end()
	if e, ok := errors.AsType[*leave.OwnerError](err); ok {
		return fmt.Errorf("%d users own records and are nobody in %s: %v. Name somebody for each in a file and give it as -owners, or name one for all as -default-owner", len(e.Keys), j.o.target.Title, e.Keys)
	}
	if err != nil {
		return err
	}
	j.p.result(result, j.o)
	if j.desk != nil {
		return j.desk.settle(ctx, j)
	}
	return nil
}

// check tells what a target asks for, and writes nothing.
func (j job) check(ctx context.Context) error {
	list := newList(j.p.out, j.o.all)
	result, err := j.c.Check(ctx, j.o.target, j.opts, list.add)
	j.p.end()
	if err != nil {
		return err
	}
	list.print()
	j.p.setup(result.Setup, j.o.target, j.o.all)
	if list.total > 0 {
		return fmt.Errorf("%w: %d findings", errFound, list.total)
	}
	fmt.Fprintln(j.p.out, "Nothing to mend.")
	return nil
}
