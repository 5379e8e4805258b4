package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/leadrouting"
)

// errUsage marks an invalid call of the program.
var errUsage = errors.New("see -help")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w (%w)", fmt.Errorf(format, args...), errUsage)
}

// The environment that names an account.
const (
	envSubdomain    = "ZENDESK_SUBDOMAIN"
	envSupportToken = "ZENDESK_ACCESS_TOKEN"
	envSellToken    = "SELL_ACCESS_TOKEN"
	envAgentToken   = "SELL_AGENT_ACCESS_TOKEN"
	envSupportURL   = "ZENDESK_URL"
	envSellURL      = "SELL_URL"
)

type options struct {
	json    bool
	account bool // a real one, instead of the stand-ins
	write   bool

	ticket, agent int64
	owner         string
	settings      string
	env           map[string]string
}

func parse(args []string, getenv func(string) string, out io.Writer) (*options, error) {
	o := &options{env: make(map[string]string)}
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&o.json, "json", false, "print one JSON document instead of text")
	flags.Int64Var(&o.ticket, "ticket", 0, "on an account: the `id` of the ticket to create a lead from")
	flags.Int64Var(&o.agent, "agent", 0, "on an account: the `id` of the Support agent who acts")
	flags.StringVar(&o.owner, "owner", "", "on an account: the `owner` that the agent chooses: user:2, pool:77, or just the id")
	flags.StringVar(&o.settings, "settings", "", "on an account: a `file` with the settings of the integration, in the form that\n-json shows under \"settings\"; the default is that of a fresh installation")
	flags.BoolVar(&o.write, "write", false, "on an account: create the lead, instead of only showing what would be done")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		help(flags, out)
		return nil, err
	case err != nil:
		return nil, usage("%w", err)
	case flags.NArg() > 0:
		return nil, usage("argument %d is not a flag", len(args)-flags.NArg()+1) // not its text: it may be a token
	}
	given := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	o.account = given["ticket"] || given["agent"] || given["owner"] || given["settings"] || given["write"]
	for _, name := range []string{envSubdomain, envSupportToken, envSellToken, envAgentToken, envSupportURL, envSellURL} {
		if value := getenv(name); value != "" {
			o.env[name], o.account = value, true
		}
	}
	if !o.account {
		return o, nil
	}
	return o, o.check(given)
}

// check finds options that are missing or invalid for an account.
func (o *options) check(given map[string]bool) error {
	var missing []string
	for _, name := range []string{envSubdomain, envSupportToken, envSellToken} {
		if o.env[name] == "" {
			missing = append(missing, name)
		}
	}
	for _, name := range []string{"ticket", "agent"} {
		if !given[name] {
			missing = append(missing, "-"+name)
		}
	}
	switch {
	case len(missing) > 0:
		return usage("to work on an account, these are missing: %s", strings.Join(missing, ", "))
	case o.ticket <= 0:
		return usage("-ticket: %d is not an id", o.ticket)
	case o.agent <= 0:
		return usage("-agent: %d is not an id", o.agent)
	case given["settings"] && o.settings == "":
		return usage("-settings: no file is named")
	}
	if _, err := parseOwner(o.owner, nil); err != nil {
		return usage("-owner: %w", err)
	}
	return nil
}

// parseOwner parses "user:2", "pool:77", or just an id, which is that of an offered
// owner or else of a user.
func parseOwner(text string, offered []leadrouting.Owner) (leadrouting.Owner, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return leadrouting.ParseOwner(text)
	}
	if id <= 0 {
		return leadrouting.Owner{}, fmt.Errorf("%d is not an id", id)
	}
	for _, o := range offered {
		if o.ID() == id {
			return o, nil
		}
	}
	return leadrouting.User(id), nil
}

func help(flags *flag.FlagSet, out io.Writer) {
	flags.SetOutput(out)
	fmt.Fprint(out, `Quickstart walks through the integration of Zendesk Sell and Zendesk Support.
Without flags it runs on stand-ins of both, without an account or a network.

Flags:
`)
	flags.PrintDefaults()
	fmt.Fprintf(out, `
To work on an account, set -ticket, -agent and these environment variables:

  %-23s the account, such as acme for acme.zendesk.com
  %-23s an OAuth access token of a Support admin
  %-23s an access token of a Sell admin
  %-23s an access token of the agent's own Sell user: required
  %-23s in the mode "Only Sell users have access", which is the
  %-23s default, unless the one above is the agent's
  %-23s replaces https://SUBDOMAIN.zendesk.com (optional)
  %-23s replaces https://api.getbase.com (optional)

Plain http is accepted only on loopback. Nothing is written without -write.
`, envSubdomain, envSupportToken, envSellToken, envAgentToken, "", "", envSupportURL, envSellURL)
}
