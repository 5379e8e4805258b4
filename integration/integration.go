package integration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/integration/internal/memo"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// Errors of this package; those of the clients and of leadrouting come through.
var (
	// ErrUnknownAgent: there is no such user in Support, or it is no active agent.
	ErrUnknownAgent = errors.New("integration: no such agent in Support")
	// ErrAgentsRequired: in the mode Only Sell users have access, Config.Agents
	// must give the agent's own Sell client.
	ErrAgentsRequired = errors.New("integration: only Sell users have access: set Config.Agents, which gives each agent's own Sell client")
	// ErrWrongAgent: the Sell client given for an agent belongs to somebody else.
	ErrWrongAgent = errors.New("integration: the Sell client belongs to another user")
	// ErrSwitchedOff: the settings switch this half of the integration off.
	ErrSwitchedOff = errors.New("integration: switched off in the settings")
	// ErrTicketNotVisible: there is no such ticket, or the agent may not see it.
	ErrTicketNotVisible = errors.New("integration: no such ticket, or the agent may not see it")
	// ErrNoRequester: the ticket has no requester to make a lead of.
	ErrNoRequester = errors.New("integration: the ticket has no requester")
	// ErrBusy: another run holds the lease on the ticket.
	ErrBusy = errors.New("integration: another run is at work on this ticket")
	// ErrInterrupted: see [Agent.CreateLead].
	ErrInterrupted = errors.New("integration: a run broke off on this ticket, and this agent may not see the lead that it made")
)

// Config joins one Support account and one Sell account.
type Config struct {
	// Support acts for the integration: it reads tickets, which are then
	// filtered by what the agent may see, and comments on them. Checks need an
	// admin.
	Support *support.Client

	// Sell acts for the integration where no agent does, and for every agent
	// in the mode All agents have access. It is never used for an agent in the
	// mode Only Sell users have access.
	Sell *sell.Client

	Settings Settings

	// Agents returns the Sell client of an agent's own user, given the id of
	// the agent in Support. It is required in the mode Only Sell users have
	// access: whoever reads Sell with a token that sees more than the agent
	// leaks data.
	Agents func(ctx context.Context, agentID int64) (*sell.Client, error)

	// Lease keeps two runs from working on one ticket at once. The default is
	// a claim on the ticket itself, which works across processes and needs
	// nothing else.
	Lease Lease

	// Router decides instead of Settings.Routing, with the turns of pools that
	// rotate here and not in Sell; compile it from that policy. It keeps its
	// state in this process unless you store it.
	Router *leadrouting.Router

	// Store keeps the turns of the Router where several processes share them.
	Store leadrouting.Store

	// Loads says how many open leads the users of Sell have, those whom the
	// Router may choose and whose number is known anew. Without it the Router
	// counts the leads that it gave. It is asked for each lead: answer from a
	// memory where counting takes long.
	Loads func(ctx context.Context) (map[leadrouting.Owner]int, error)

	// Concurrency is how many tickets CreateLead works on at a time, the others
	// wait; the default is [DefaultConcurrency]. It has little effect on how
	// many leads are made in a minute, which the limits of the APIs decide. On
	// a plan with few requests a minute set 1.
	Concurrency int

	// CompanyTickets caps the tickets of a company; the default is 100, as in
	// the product.
	CompanyTickets int
}

// Integration joins the two accounts. It is safe for concurrent use; to change
// the settings make a new one.
type Integration struct {
	cfg   Config       // a copy of its own
	local lease.Memory // in front of the other lease, so that one process asks once
	slots chan struct{}
	memo  memo.Memo

	searches match.Memory // of the integration's token as 0, and of agents' own
}

// New checks the configuration and copies it, with all that its settings hold:
// what is changed later has no effect.
func New(cfg Config) (*Integration, error) {
	cfg.Settings = cloned(cfg.Settings)
	switch {
	case cfg.Support == nil:
		return nil, errors.New("integration: Config.Support is missing")
	case cfg.Sell == nil:
		return nil, errors.New("integration: Config.Sell is missing")
	case cfg.CompanyTickets < 0:
		return nil, errors.New("integration: Config.CompanyTickets is negative")
	case cfg.Concurrency < 0:
		return nil, errors.New("integration: Config.Concurrency is negative")
	case cfg.Store != nil && cfg.Router == nil:
		return nil, errors.New("integration: Config.Store keeps the turns of Config.Router, which is missing")
	case cfg.Loads != nil && cfg.Router == nil:
		return nil, errors.New("integration: Config.Loads is for Config.Router, which is missing")
	}
	cfg.CompanyTickets = cmp.Or(cfg.CompanyTickets, 100)
	cfg.Concurrency = cmp.Or(cfg.Concurrency, DefaultConcurrency)
	if err := cfg.Settings.Validate(); err != nil {
		return nil, err
	}
	cfg.Settings = cloned(cfg.Settings)
	return &Integration{cfg: cfg, slots: make(chan struct{}, cfg.Concurrency)}, nil
}

// Config returns a copy of what the integration was made with, with its defaults
// filled in.
func (in *Integration) Config() Config {
	cfg := in.cfg
	cfg.Settings = cloned(cfg.Settings)
	return cfg
}

// Agent is the actor that the operations are done for: an agent of Support, or
// the automation. Make one for each use; it does not notice that rights change.
type Agent struct {
	in      *Integration
	user    *support.User // nil for the automation
	scope   scope
	groups  *groups
	sell    *sell.Client
	ownSell bool              // sell is the agent's own
	creator leadrouting.Owner // the agent's Sell user, if any
}

// Automation returns the actor that is no person: it sees what the tokens of
// the integration see. A lead that would belong to the agent who made it then
// needs an owner: [leadrouting.ErrOwnerRequired].
func (in *Integration) Automation() *Agent { return &Agent{in: in, sell: in.cfg.Sell} }

// As returns the handle that acts for an agent of Support and sees no more
// than they may: in Sell by the access mode, in Support by their ticket
// access.
func (in *Integration) As(ctx context.Context, agentID int64) (*Agent, error) {
	user, err := in.agentUser(ctx, agentID)
	if err != nil {
		return nil, err
	}
	a := &Agent{in: in, user: user, scope: scopeOf(user), groups: new(groups)}
	if a.scope != allTickets && a.scope != noTickets {
		if err := a.groups.join(ctx, in.cfg.Support, agentID); err != nil {
			return nil, err
		}
	}
	if in.cfg.Settings.Routing.Access == leadrouting.OnlySellUsers {
		err = a.withOwnSell(ctx)
	} else {
		a.sell = in.cfg.Sell
		err = a.findSellUser(ctx)
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

// agentUser reads an agent who may act.
func (in *Integration) agentUser(ctx context.Context, agentID int64) (*support.User, error) {
	if agentID <= 0 {
		return nil, fmt.Errorf("%w: %d is no id", ErrUnknownAgent, agentID)
	}
	user, err := in.cfg.Support.Users.Get(ctx, agentID)
	switch {
	case errors.Is(err, zendesk.ErrNotFound):
		return nil, fmt.Errorf("%w: %d", ErrUnknownAgent, agentID)
	case err != nil:
		return nil, err
	}
	if err := sure("user", agentID, user.Extra, "role", "role_type", "custom_role_id", "ticket_restriction", "restricted_agent", "chat_only",
		"organization_id", "active", "suspended", "permanently_deleted", "email"); err != nil {
		return nil, err
	}
	switch {
	case user.Role == support.RoleEndUser:
		return nil, fmt.Errorf("%w: %d is an end user", ErrUnknownAgent, agentID)
	case user.Role != support.RoleAgent && user.Role != support.RoleAdmin:
		return nil, fmt.Errorf("%w: %d has the role %q", ErrUnknownAgent, agentID, user.Role)
	case !user.Active || user.Suspended || user.PermanentlyDeleted:
		return nil, fmt.Errorf("%w: %d is deleted or suspended", ErrUnknownAgent, agentID)
	}
	return user, nil
}

// withOwnSell takes the agent's own Sell client, and makes sure that it is
// theirs.
func (a *Agent) withOwnSell(ctx context.Context) error {
	if a.in.cfg.Agents == nil {
		return ErrAgentsRequired
	}
	client, err := a.in.cfg.Agents(ctx, a.user.ID)
	if err != nil {
		return fmt.Errorf("integration: the Sell client of agent %d: %w", a.user.ID, err)
	}
	if client == nil {
		return fmt.Errorf("integration: agent %d: %w", a.user.ID, leadrouting.ErrNoSellUser)
	}
	self, err := a.own(ctx, client)
	if err != nil {
		return err
	}
	a.sell, a.ownSell, a.creator = client, true, leadrouting.User(self.ID)
	return nil
}

// own returns the Sell user of a client, who must be the agent.
func (a *Agent) own(ctx context.Context, client *sell.Client) (*sell.User, error) {
	self, err := client.Users.Self(ctx)
	if err != nil {
		return nil, err
	}
	if err := sure("Sell user", self.ID, self.Extra, "zendesk_user_id", "email"); err != nil {
		return nil, err
	}
	if !a.is(self) {
		return nil, fmt.Errorf("%w: it is Sell user %d, not the one of agent %d", ErrWrongAgent, self.ID, a.user.ID)
	}
	return self, nil
}

// findSellUser finds the agent's Sell user, who need not exist.
func (a *Agent) findSellUser(ctx context.Context) error {
	queries := []sell.UserQuery{{ZendeskUserIDs: []int64{a.user.ID}}}
	if a.user.Email != "" {
		queries = append(queries, sell.UserQuery{Email: a.user.Email})
	}
	for _, q := range queries {
		for u, err := range a.sell.Users.All(ctx, q) {
			if err != nil {
				return err
			}
			// Nobody is taken for the agent whose link cannot be read.
			if sure("Sell user", u.ID, u.Extra, "zendesk_user_id", "email") == nil && a.is(u) {
				a.creator = leadrouting.User(u.ID)
				return nil
			}
		}
	}
	return nil
}

// is reports whether a Sell user is the same person as the agent: by the link
// of the accounts, or by e-mail where there is none. It also guards against
// filters that Sell ignored.
func (a *Agent) is(u *sell.User) bool {
	if link := u.ZendeskUserID.String(); link != "" {
		return link == fmt.Sprint(a.user.ID)
	}
	return u.Email != "" && strings.EqualFold(u.Email, a.user.Email)
}

// Name is how notes and comments call the actor.
func (a *Agent) Name() string {
	if a.user == nil {
		return "the integration"
	}
	return a.user.Name
}

// ticket reads a ticket that the actor may see.
func (a *Agent) ticket(ctx context.Context, id int64, opts ...zendesk.CallOption) (*support.Ticket, error) {
	ticket, err := a.in.cfg.Support.Tickets.Get(ctx, id, opts...)
	if errors.Is(err, zendesk.ErrNotFound) {
		return nil, fmt.Errorf("%w: %d", ErrTicketNotVisible, id)
	}
	if err != nil {
		return nil, err
	}
	if err := a.visible(ctx, ticket); err != nil {
		return nil, err
	}
	return ticket, nil
}

// TicketURL is where agents see a ticket.
func (in *Integration) TicketURL(ticketID int64) string {
	return in.ticketURLs() + strconv.FormatInt(ticketID, 10)
}

func (in *Integration) ticketURLs() string {
	return "https://" + in.cfg.Support.Subdomain() + ".zendesk.com/agent/tickets/"
}
