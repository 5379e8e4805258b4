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

// kindOfMemory is something that is cached for a minute: it rarely changes, and each
// lead needs it.
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
	reader leadrouting.Owner // whose token reads, since each sees only what its user may see
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
	people map[leadrouting.Owner]string // people whom the settings take for distribution pools
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

// newTeam returns the team of all users.
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

// member returns a user for the routing; pool says whether the settings take them for a
// pool. A user whose status cannot be read gets no leads, and one whose manager cannot
// be read is not the topmost manager.
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

// pools returns the users that the settings or the router take for distribution pools.
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

// isPerson reports whether a user cannot be a distribution pool. How Sell marks the
// phantom user of a pool is not documented; a person has an account in Support, or has
// the identity type of a person and an e-mail address.
func isPerson(u *sell.User) bool {
	return u.ZendeskUserID.String() != "" || u.IdentityType == sell.IdentityPerson && u.Email != ""
}

// checkPools rejects settings that take a person for a distribution pool: Sell would
// give that person all leads.
func (t *sellTeam) checkPools() error {
	var faults []string
	for owner, name := range t.people {
		faults = append(faults, fmt.Sprintf("%v is not a distribution pool but %s, a person: write %v", owner, name, leadrouting.User(owner.ID())))
	}
	if len(faults) == 0 {
		return nil
	}
	slices.Sort(faults)
	return fmt.Errorf("%w: %s", leadrouting.ErrUnknownOwner, strings.Join(faults, "; "))
}

// Owners returns the owners that the agent may choose from before a lead is created:
// none if the settings decide. Rules of the settings that depend on the ticket are
// applied when the lead is created.
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

// leadStatus returns the status of the settings in the account's own spelling. If the
// account does not list its statuses, which no documentation promises, the settings
// are trusted.
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
