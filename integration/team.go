package integration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/memo"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
)

// What is remembered for a minute: it rarely changes, and each lead asks for it.
type kindOfMemory int

const (
	teamOf kindOfMemory = iota
	statusOf
	sourceOf
	fieldOf
)

const memoryLife = time.Minute

type memoryKey struct {
	of     kindOfMemory
	reader leadrouting.Owner // whose token reads: each sees what its user may see
}

func (a *Agent) memoryKey(of kindOfMemory) memoryKey {
	if !a.ownSell {
		return memoryKey{of: of}
	}
	return memoryKey{of, a.creator}
}

func remembered[V any](ctx context.Context, a *Agent, of kindOfMemory, read func(context.Context) (V, error)) (V, error) {
	return memo.Get(ctx, &a.in.memo, a.memoryKey(of), memoryLife, read)
}

func (a *Agent) forget(all ...kindOfMemory) {
	for _, of := range all {
		a.in.memo.Forget(a.memoryKey(of))
	}
}

// sellTeam is what is known of the users of Sell.
type sellTeam struct {
	*leadrouting.Team
	people map[leadrouting.Owner]string // that the settings take for distributions
}

// readTeam reads the users of Sell for the routing.
func (a *Agent) readTeam(ctx context.Context) (*sellTeam, error) {
	return remembered(ctx, a, teamOf, func(ctx context.Context) (*sellTeam, error) {
		var users []*sell.User
		for u, err := range a.sell.Users.All(ctx, sell.UserQuery{}) {
			if err != nil {
				return nil, err
			}
			users = append(users, u)
		}
		return a.in.newTeam(users), nil
	})
}

// newTeam makes the team of all users.
func (in *Integration) newTeam(users []*sell.User) *sellTeam {
	t := &sellTeam{people: make(map[leadrouting.Owner]string)}
	pools := in.pools()
	members := make([]leadrouting.SellUser, len(users))
	for i, u := range users {
		pool := leadrouting.Pool(u.ID)
		if pools[pool] && isPerson(u) {
			t.people[pool] = u.Name
		}
		members[i] = member(u, pools[pool])
	}
	t.Team = leadrouting.NewTeam(members...)
	return t
}

// member returns a user for the routing, whom the settings may take for a pool.
// Nothing is given to one of whom cannot
// be read that they may have it, and who a manager cannot be read of is not the
// topmost one.
func member(u *sell.User, pool bool) leadrouting.SellUser {
	unsure := func(members ...string) bool { return sure("Sell user", u.ID, u.Extra, members...) != nil }
	m := leadrouting.SellUser{
		ID: u.ID, Name: u.Name, Active: u.Status == sell.UserActive && !unsure("identity_type"),
		Deleted: !u.DeletedAt.IsZero() || unsure("deleted_at"), ReportsTo: u.ReportsTo,
	}
	if unsure("reports_to") {
		m.ReportsTo = u.ID
	}
	switch {
	case pool && !isPerson(u):
		m.Kind = leadrouting.Distribution
	case u.IdentityType != "" && u.IdentityType != sell.IdentityPerson:
		m.Kind = leadrouting.Integration
	}
	return m
}

// pools are the users that the settings, or the router, take for distributions.
func (in *Integration) pools() map[leadrouting.Owner]bool {
	pools := make(map[leadrouting.Owner]bool)
	for _, o := range in.cfg.Settings.Routing.Distributions() {
		pools[o] = true
	}
	if in.cfg.Router != nil {
		for _, o := range in.cfg.Router.Distributions() {
			pools[o] = true
		}
	}
	return pools
}

// isPerson reports whether a user cannot be a distribution. How Sell marks the
// phantom user of one is not documented; a person has an account in Support, or
// is called one and has an address.
func isPerson(u *sell.User) bool {
	return u.ZendeskUserID.String() != "" || u.IdentityType == sell.IdentityPerson && u.Email != ""
}

// checkPools refuses settings that take a person for a distribution: Sell would
// give all leads to them.
func (t *sellTeam) checkPools() error {
	var faults []string
	for owner, name := range t.people {
		faults = append(faults, fmt.Sprintf("%v is not a distribution but %s, a person: write %v", owner, name, leadrouting.User(owner.ID())))
	}
	if len(faults) == 0 {
		return nil
	}
	slices.Sort(faults)
	return fmt.Errorf("%w: %s", leadrouting.ErrUnknownOwner, strings.Join(faults, "; "))
}

// Owners returns what the agent is asked before a lead is created: nothing when
// the settings decide, else the owners to choose from. Rules of the settings
// that look at the ticket are asked when the lead is made.
func (a *Agent) Owners(ctx context.Context) (leadrouting.Offer, error) {
	team, err := a.readTeam(ctx)
	if err != nil {
		return leadrouting.Offer{}, err
	}
	request := a.routing(team.Team, leadrouting.Owner{})
	request.Now = time.Now()
	if request.Loads, err = a.loads(ctx); err != nil {
		return leadrouting.Offer{}, err
	}
	switch {
	case a.in.cfg.Router == nil:
		return a.in.cfg.Settings.Routing.Offer(request)
	case a.in.cfg.Store != nil:
		return a.in.cfg.Router.OfferWith(ctx, a.in.cfg.Store, request)
	}
	return a.in.cfg.Router.Offer(request)
}

func (a *Agent) routing(team *leadrouting.Team, choice leadrouting.Owner) leadrouting.Request {
	return leadrouting.Request{Creator: a.creator, Automation: a.user == nil, Choice: choice, Team: team}
}

// leadStatus takes the status of the settings in the account's own spelling.
// Where the account does not list its statuses, which no documentation
// promises, the settings are taken at their word.
func (a *Agent) leadStatus(ctx context.Context) (string, error) {
	want := a.in.cfg.Settings.Lead.Status
	if want == "" {
		return "", nil
	}
	return remembered(ctx, a, statusOf, func(ctx context.Context) (string, error) {
		known := 0
		for s, err := range a.sell.LeadStatuses.All(ctx, sell.LeadStatusQuery{}) {
			if errors.Is(err, zendesk.ErrNotFound) || errors.Is(err, zendesk.ErrForbidden) {
				return want, nil
			}
			if err != nil {
				return "", err
			}
			if known++; strings.EqualFold(s.Name, want) {
				return s.Name, nil
			}
		}
		if known == 0 {
			return want, nil
		}
		return "", fmt.Errorf("lead.status: the account has no lead status %q", want)
	})
}

// hasLeadField reports whether leads have the custom field for the ticket.
func (a *Agent) hasLeadField(ctx context.Context) (bool, error) {
	return remembered(ctx, a, fieldOf, func(ctx context.Context) (bool, error) {
		fields, err := a.sell.CustomFields.List(ctx, sell.ResourceLead)
		return slices.ContainsFunc(fields, func(f *sell.CustomField) bool { return f.Name == a.in.cfg.Settings.ticketField() }), err
	})
}
