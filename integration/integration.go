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

// Errors of this package. Errors of the clients and of leadrouting are passed
// through.
var (
	// ErrUnknownAgent means that Support has no such user, or that the user is not
	// an active agent.
	ErrUnknownAgent = errors.New("integration: no such agent in Support")
	// ErrAgentsRequired means that Config.Agents is missing. In the mode "Only Sell
	// users have access" it must return the agent's own Sell client.
	ErrAgentsRequired = errors.New("integration: only Sell users have access: set Config.Agents to return each agent's own Sell client")
	// ErrWrongAgent means that the Sell client of an agent belongs to another user.
	ErrWrongAgent = errors.New("integration: the Sell client belongs to another user")
	// ErrSwitchedOff means that the settings disable this half of the integration.
	ErrSwitchedOff = errors.New("integration: disabled in the settings")
	// ErrTicketNotVisible means that there is no such ticket, or that the agent may
	// not see it.
	ErrTicketNotVisible = errors.New("integration: no such ticket, or the agent may not see it")
	// ErrNoRequester means that the ticket has no requester to create a lead from.
	ErrNoRequester = errors.New("integration: the ticket has no requester")
	// ErrBusy means that another run holds the lease on the ticket.
	ErrBusy = errors.New("integration: another run is working on this ticket")
	// ErrInterrupted means that an earlier run on the ticket was interrupted, and
	// that the agent may be unable to see the lead it created; see
	// [Agent.CreateLead].
	ErrInterrupted = errors.New("integration: a run on this ticket was interrupted, and this agent may be unable to see the lead it created")
)

// Config joins one Support account and one Sell account.
type Config struct {
	// Support is the integration's own client. It reads tickets, which are then
	// filtered by what the agent may see, and comments on them. Checks require an
	// admin's token.
	Support *support.Client

	// Sell is the integration's own client. It acts for the automation, and for
	// every agent in the mode "All agents have access". It is never used for an
	// agent in the mode "Only Sell users have access".
	Sell *sell.Client

	Settings Settings

	// Agents returns the Sell client of an agent's own user, given the id of
	// the agent in Support. It is required in the mode "Only Sell users have
	// access": reading Sell with a token that sees more than the agent may see
	// leaks data. Without it, As returns [ErrAgentsRequired].
	Agents func(ctx context.Context, agentID int64) (*sell.Client, error)

	// Lease keeps two runs from working on the same ticket at once. The default
	// is a claim on the ticket itself, which works across processes and needs
	// nothing else.
	Lease Lease

	// Router decides instead of Settings.Routing, and keeps the turns of pools that
	// rotate here rather than in Sell. Compile it from that policy. Its state is
	// kept in this process unless you store it.
	Router *leadrouting.Router

	// Store keeps the Router's turns if several processes share them.
	Store leadrouting.Store

	// Loads returns the number of open leads of the Sell users whom the Router may
	// choose, as far as their current number is known. Without it, the Router counts
	// the leads that it assigned. Loads is called for each lead: cache the result if
	// counting is slow.
	Loads func(ctx context.Context) (map[leadrouting.Owner]int, error)

	// Concurrency is how many tickets CreateLead works on at a time; further calls
	// wait. The default is [DefaultConcurrency]. It has little effect on the number
	// of leads created per minute, which depends on the APIs' rate limits. Set it to
	// 1 on a plan with few requests per minute.
	Concurrency int

	// CompanyTickets caps the tickets of a company. The default is 100, as in
	// the product.
	CompanyTickets int
}

// Integration joins the two accounts. It is safe for concurrent use. To change
// the settings, create a new one.
type Integration struct {
	cfg   Config       // a private copy
	local lease.Memory // taken before the other lease, so that a process asks for that once
	slots chan struct{}
	memo  memo.Memo

	searches match.Memory // by agent id; 0 is the integration's token
}

// New checks and deep-copies the configuration, including its settings: later
// changes to cfg have no effect.
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
		return nil, errors.New("integration: Config.Store needs Config.Router, which is missing")
	case cfg.Loads != nil && cfg.Router == nil:
		return nil, errors.New("integration: Config.Loads needs Config.Router, which is missing")
	}
	cfg.CompanyTickets = cmp.Or(cfg.CompanyTickets, 100)
	cfg.Concurrency = cmp.Or(cfg.Concurrency, DefaultConcurrency)
	if err := cfg.Settings.Validate(); err != nil {
		return nil, err
	}
	cfg.Settings = cloned(cfg.Settings)
	return &Integration{cfg: cfg, slots: make(chan struct{}, cfg.Concurrency)}, nil
}

// Config returns a copy of the integration's configuration, with defaults filled
// in.
func (in *Integration) Config() Config {
	cfg := in.cfg
	cfg.Settings = cloned(cfg.Settings)
	return cfg
}

// Agent is the actor on whose behalf operations run: a Support agent, or the
// automation. Create one for each use, because it does not notice when rights
// change.
type Agent struct {
	in      *Integration
	user    *support.User // nil for the automation
	scope   scope
	groups  *groups
	sell    *sell.Client
	ownSell bool              // sell is the agent's own
	creator leadrouting.Owner // the agent's Sell user, if any
}

// Automation returns the actor that is not a person. It sees what the tokens of
// the integration see. If the settings assign a lead to the agent who creates it,
// the automation has no owner for it and gets [leadrouting.ErrOwnerRequired].
func (in *Integration) Automation() *Agent { return &Agent{in: in, sell: in.cfg.Sell} }

// As returns a handle that acts for a Support agent and sees only what the agent
// may see: in Sell by the access mode, in Support by their ticket access. The agent's
// Sell user is the one whose zendesk_user_id is the agent's id or, if the user has none,
// the one with the agent's e-mail address.
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
		return nil, fmt.Errorf("%w: %d is not an id", ErrUnknownAgent, agentID)
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

// withOwnSell sets the agent's own Sell client, after checking that it is theirs.
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

// findSellUser finds the agent's Sell user, if there is one.
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
			// A user whose link cannot be read is never taken for the agent.
			if sure("Sell user", u.ID, u.Extra, "zendesk_user_id", "email") == nil && a.is(u) {
				a.creator = leadrouting.User(u.ID)
				return nil
			}
		}
	}
	return nil
}

// is reports whether a Sell user is the same person as the agent: by the account
// link, or by e-mail if there is none. It also guards against filters that Sell
// ignored.
func (a *Agent) is(u *sell.User) bool { return isSame(a.user, u) }

func isSame(agent *support.User, u *sell.User) bool {
	if link := u.ZendeskUserID.String(); link != "" {
		return link == strconv.FormatInt(agent.ID, 10)
	}
	return u.Email != "" && strings.EqualFold(u.Email, agent.Email)
}

// Name returns the actor's name in notes and comments.
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

// TicketURL returns the address at which agents see a ticket.
func (in *Integration) TicketURL(ticketID int64) string {
	return in.ticketURLs() + strconv.FormatInt(ticketID, 10)
}

func (in *Integration) ticketURLs() string {
	return "https://" + in.cfg.Support.Subdomain() + ".zendesk.com/agent/tickets/"
}
