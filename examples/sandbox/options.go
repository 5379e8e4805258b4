package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// errUsage is a flag or a seed that cannot be used; its text names which.
var errUsage = errors.New("see -help")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w (%w)", fmt.Errorf(format, args...), errUsage)
}

type options struct {
	sellAddr, supportAddr   string
	sellToken, supportToken string
	seed                    string
	size                    int
	open                    bool
}

func parse(args []string, out io.Writer) (*options, error) {
	o := new(options)
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.sellAddr, "sell", "127.0.0.1:7001", "`address` to serve Sell at; port 0 picks a free one")
	flags.StringVar(&o.supportAddr, "support", "127.0.0.1:7002", "`address` to serve Support at; port 0 picks a free one")
	flags.StringVar(&o.seed, "seed", "", "JSON `file` {\"sell\":{\"leads\":[{…}]},\"support\":{\"tickets\":[{…}]}} with records as the APIs\nreturn them, in place of the demo company; ids and all members are kept")
	flags.IntVar(&o.size, "size", 0, "grow the demo company to at least `n` users and n tickets of Support")
	flags.StringVar(&o.sellToken, "sell-token", selltest.DefaultToken, "access `token` of an admin of Sell")
	flags.StringVar(&o.supportToken, "support-token", supporttest.DefaultToken, "access `token` of an admin of Support, and their API token")
	flags.BoolVar(&o.open, "open", false, "accept any credentials as the admin's; on loopback only")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		help(flags, out)
		return nil, err
	case err != nil:
		return nil, usage("%w", err)
	case flags.NArg() > 0:
		return nil, usage("argument %d is no flag", len(args)-flags.NArg()+1) // not its text: it may be a token
	}
	set := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	return o, o.check(set)
}

func help(flags *flag.FlagSet, out io.Writer) {
	flags.SetOutput(out)
	fmt.Fprintln(out, "Sandbox serves stand-ins of Zendesk Sell and Zendesk Support over HTTP.\n\nFlags:")
	flags.PrintDefaults()
	fmt.Fprintf(out, `
The tokens go into the header "Authorization: Bearer TOKEN"; Support also takes
"EMAIL/token:TOKEN" as basic authentication. In the demo company further users
have tokens of their own, who see less than the admin:

  Sell     Lena  %s
           Ana   %s
  Support  Lena  %s
           Ana   %s
           Ben   %s
`, demo.LenaSellToken, demo.AnaSellToken, demo.LenaSupportToken, demo.AnaSupportToken, demo.BenSupportToken)
}

// check finds what makes no sense; set are the flags that were given.
func (o *options) check(set map[string]bool) error {
	for _, f := range []struct{ name, addr string }{{"sell", o.sellAddr}, {"support", o.supportAddr}} {
		host, port, err := net.SplitHostPort(f.addr)
		if _, badPort := strconv.ParseUint(port, 10, 16); err != nil || badPort != nil {
			return usage("-%s: %q is no address of the form host:port", f.name, f.addr)
		}
		if o.open && !loopback(host) {
			return usage("-open: -%s is %q; without credentials the servers are for loopback only, such as 127.0.0.1", f.name, f.addr)
		}
	}
	for _, f := range []struct{ name, token string }{{"sell-token", o.sellToken}, {"support-token", o.supportToken}} {
		if f.token == "" || strings.ContainsFunc(f.token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return usage("-%s: the token is empty, or holds what a header cannot carry", f.name)
		}
	}
	switch {
	case o.size < 0:
		return usage("-size: %d is negative", o.size)
	case o.seed == "" && set["seed"]:
		return usage("-seed: no file is named")
	case o.seed != "" && set["size"]:
		return usage("-size grows the demo company, and -seed takes its place: give one of the two")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// accounts makes the two stand-ins.
func (o *options) accounts() (*selltest.Server, *supporttest.Server, error) {
	sellOptions := []selltest.Option{selltest.WithToken(o.sellToken)}
	supportOptions := []supporttest.Option{supporttest.WithToken(o.supportToken), supporttest.WithSubdomain(demo.Subdomain)}
	if o.open {
		sellOptions = append(sellOptions, selltest.WithOpenAccess())
		supportOptions = append(supportOptions, supporttest.WithOpenAccess())
	}
	crm, desk := selltest.New(sellOptions...), supporttest.New(supportOptions...)
	crm.Quiet()
	desk.Quiet()
	if o.seed != "" {
		return crm, desk, load(o.seed, crm, desk)
	}
	demo.Fill(crm, desk)
	demo.Grow(desk, o.size)
	return crm, desk, nil
}

// load stores the records of a seed file.
func load(path string, crm *selltest.Server, desk *supporttest.Server) error {
	data, err := os.ReadFile(path) //nolint:gosec // the file that the user names
	if err != nil {
		return usage("-seed: %w", err)
	}
	var products map[string]json.RawMessage
	if err := json.Unmarshal(data, &products); err != nil {
		return usage("-seed: %s: %w", path, err)
	}
	for name := range products {
		if name != "sell" && name != "support" {
			return usage("-seed: %s: %q is neither sell nor support", path, name)
		}
	}
	for _, p := range []struct {
		name string
		seed func([]byte) error
	}{{"sell", crm.SeedDocument}, {"support", desk.SeedDocument}} {
		document, ok := products[p.name]
		if !ok {
			continue
		}
		if err := p.seed(document); err != nil {
			return usage("-seed: %s: %s: %w", path, p.name, err)
		}
	}
	return nil
}
