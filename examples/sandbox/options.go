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
	"time"

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
	open, userTokens        bool
	documents               string
	app                     app
	trouble                 trouble
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
	flags.BoolVar(&o.userTokens, "user-tokens", false, "give each user a token: sell-user-ID and support-user-ID; on loopback only")
	flags.StringVar(&o.app.id, "oauth-client", "sandbox", "`id` of an OAuth application of both products, on loopback only; Support has a public\none too, id-public")
	flags.StringVar(&o.app.secret, "oauth-secret", "sandbox-secret", "`secret` of that application")
	flags.StringVar(&o.app.redirect, "oauth-redirect", "http://127.0.0.1:8080/callback", "`address` that its users are sent back to; the admin always agrees")
	flags.StringVar(&o.documents, "documents", "", "`directory` with the contents of Sell's documents, each named by its id: 7.pdf")
	flags.BoolVar(&o.trouble.limits, "limits", false, "keep to the real limits: ten requests a second of a token of Sell, 400 a minute in\nSupport, and the limits that endpoints of Support have of their own")
	flags.IntVar(&o.trouble.sellLimit, "sell-limit", 0, "answer 429 beyond `n` requests a second of a token of Sell")
	flags.IntVar(&o.trouble.supportLimit, "support-limit", 0, "answer 429 beyond `n` requests a minute in Support, as plans have 200 to 2,500")
	flags.Var(&o.trouble.faults, "faults", "`odds` of faults, such as 429=0.05,503=0.02,done-504=0.01,drop=0.01,lost=0.01,cut=0.01:\na status; a status after the request was carried out; the connection closed\nbefore, after, or in the middle of the answer")
	flags.Uint64Var(&o.trouble.seed, "fault-seed", 1, "`number` that makes another sequence of faults, latencies and lags")
	flags.IntVar(&o.trouble.retryAfter, "retry-after", 1, "`seconds` in the header Retry-After of Support's faults 429 and 503; Sell has none")
	flags.Var(&o.trouble.latency, "latency", "`time` that each answer takes, such as 300ms or 100ms-2s")
	flags.Var(&o.trouble.lag, "lag", "`time` until lists and searches show a write, such as 2s or 1s-5s; at most a minute")
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

With -user-tokens each user has one: sell-user-2102 (64 characters with the zeros
before it: %s),
support-user-1007. OAuth is at /oauth2/authorize and /oauth2/token of Sell, and at
/oauth/authorizations/new and /oauth/tokens of Support.
`, demo.LenaSellToken, demo.AnaSellToken, demo.LenaSupportToken, demo.AnaSupportToken, demo.BenSupportToken, selltest.UserToken(demo.Lena))
}

// check finds what makes no sense; set are the flags that were given.
func (o *options) check(set map[string]bool) error {
	for _, f := range []struct{ name, addr string }{{"sell", o.sellAddr}, {"support", o.supportAddr}} {
		host, port, err := net.SplitHostPort(f.addr)
		if _, badPort := strconv.ParseUint(port, 10, 16); err != nil || badPort != nil {
			return usage("-%s: %q is no address of the form host:port", f.name, f.addr)
		}
		o.app.off = o.app.off || !loopback(host)
		for _, lets := range []struct {
			in   bool
			name string
		}{{o.open, "open"}, {o.userTokens, "user-tokens"}, {set["oauth-client"], "oauth-client"}, {set["oauth-secret"], "oauth-secret"}, {set["oauth-redirect"], "oauth-redirect"}} {
			if lets.in && !loopback(host) {
				return usage("-%s: -%s is %q; who lets anybody in is for loopback only, such as 127.0.0.1", lets.name, f.name, f.addr)
			}
		}
	}
	for _, f := range []struct{ name, token string }{{"sell-token", o.sellToken}, {"support-token", o.supportToken}} {
		if f.token == "" || strings.ContainsFunc(f.token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return usage("-%s: the token is empty, or holds what a header cannot carry", f.name)
		}
	}
	if err := o.app.check(); err != nil {
		return err
	}
	switch tr := o.trouble; {
	case tr.sellLimit < 0 || tr.sellLimit == 0 && set["sell-limit"]:
		return usage("-sell-limit: %d; want at least 1", tr.sellLimit)
	case tr.supportLimit < 0 || tr.supportLimit == 0 && set["support-limit"]:
		return usage("-support-limit: %d; want at least 1", tr.supportLimit)
	case tr.retryAfter < 0:
		return usage("-retry-after: %d is negative", tr.retryAfter)
	case tr.lag.to > time.Minute:
		return usage("-lag: %v is more than a minute", tr.lag.to)
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
	forSell, forSupport := o.trouble.options()
	sellOptions, supportOptions = append(sellOptions, forSell...), append(supportOptions, forSupport...)
	if o.userTokens {
		sellOptions = append(sellOptions, selltest.WithUserTokens())
		supportOptions = append(supportOptions, supporttest.WithUserTokens())
	}
	if o.open {
		sellOptions = append(sellOptions, selltest.WithOpenAccess())
		supportOptions = append(supportOptions, supporttest.WithOpenAccess())
	}
	crm, desk := selltest.New(sellOptions...), supporttest.New(supportOptions...)
	crm.Quiet()
	desk.Quiet()
	if err := o.fill(crm, desk); err != nil {
		return nil, nil, err
	}
	o.app.register(crm, desk)
	o.trouble.apply(crm, desk)
	return crm, desk, nil
}

// fill puts records into the stand-ins.
func (o *options) fill(crm *selltest.Server, desk *supporttest.Server) error {
	if o.seed != "" {
		if err := load(o.seed, crm, desk); err != nil {
			return err
		}
	} else {
		demo.Fill(crm, desk)
		demo.Grow(desk, o.size)
	}
	if o.documents == "" {
		return nil
	}
	return documents(o.documents, crm)
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
