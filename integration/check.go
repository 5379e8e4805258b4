package integration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// RequirementState says whether a requirement of the integration is met.
type RequirementState string

// States of a requirement.
const (
	Met    RequirementState = "met"
	NotMet RequirementState = "not met"
	// Manual: no API tells, or the token may not ask; a person must look.
	Manual RequirementState = "manual"
)

// Requirement is one thing that the integration needs.
type Requirement struct {
	Name   string           `json:"name"`
	State  RequirementState `json:"state"`
	Detail string           `json:"detail"`        // what was found
	Fix    string           `json:"fix,omitzero"`  // what to do, unless it is met
	Link   string           `json:"link,omitzero"` // where to do it
}

// Report is the outcome of a check.
type Report struct {
	Requirements []Requirement `json:"requirements"`
}

// NotMet returns the requirements that are not met.
func (r *Report) NotMet() []Requirement { return r.in(NotMet) }

// Manual returns what a person must look at.
func (r *Report) Manual() []Requirement { return r.in(Manual) }

func (r *Report) in(state RequirementState) []Requirement {
	var some []Requirement
	for _, q := range r.Requirements {
		if q.State == state {
			some = append(some, q)
		}
	}
	return some
}

// String is the report as text, a line for each requirement.
func (r *Report) String() string {
	var b strings.Builder
	for _, q := range r.Requirements {
		fmt.Fprintf(&b, "%-8s %s: %s", q.State, q.Name, q.Detail)
		if q.Fix != "" {
			b.WriteString(". " + q.Fix)
		}
		if q.Link != "" {
			b.WriteString(" (" + q.Link + ")")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// The settings pages of Sell that the checks point to.
const (
	sellSettings    = "https://app.futuresimple.com/settings/"
	integrationPage = sellSettings + "integrations/support"
	marketplacePage = "https://www.zendesk.com/apps/support/zendesk-sell/"
)

// check gathers the report. What several checks need is read once.
type check struct {
	*Integration
	report Report
	team   *leadrouting.Team
	users  []*sell.User
}

// Check looks whether the two accounts are ready for the integration: what is
// met, what is not and how to mend it, and what no API tells, with a link for
// the person who must look. It reads only. The error is for a check that could
// not be made at all: the end of ctx.
func (in *Integration) Check(ctx context.Context) (*Report, error) {
	c := &check{Integration: in}
	for _, look := range []func(context.Context){
		c.supportAdmin, c.sellAdmin, c.sameAccount, c.app, c.people, c.groupTrigger, c.notifyTrigger,
		c.status, c.source, c.owners, c.topmost, c.field,
	} {
		look(ctx)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	c.manual("tickets in Sell", fmt.Sprintf("the settings here say %s", onOff(in.cfg.Settings.TicketsInSell)),
		"Compare with View Support tickets in Sell", sellSettings+"integrations")
	c.manual("access mode", fmt.Sprintf("the settings here say %s", in.cfg.Settings.Routing.Access),
		"Compare with Access to Sell information in Support", integrationPage)
	c.manual("layout", "where the cards show Tickets in Support cannot be read", "Look at the layouts of leads, people, companies and deals", sellSettings+"layout")
	return &c.report, nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func (c *check) add(name string, state RequirementState, detail, fix, link string) {
	if state == Met {
		fix, link = "", ""
	}
	c.report.Requirements = append(c.report.Requirements, Requirement{name, state, detail, fix, link})
}

func (c *check) manual(name, detail, fix, link string) { c.add(name, Manual, detail, fix, link) }

// unread reports what could not be looked at because of err.
func (c *check) unread(name string, err error, fix, link string) {
	detail := "it could not be read"
	switch {
	case errors.Is(err, zendesk.ErrUnauthorized):
		detail = "it could not be read: the token was refused"
	case errors.Is(err, zendesk.ErrForbidden):
		detail = "it could not be read: the token may not"
	case errors.Is(err, zendesk.ErrNotFound):
		detail = "it could not be read: this account does not offer it"
	}
	c.manual(name, detail, fix, link)
}

func (c *check) adminCenter(path string) string {
	return fmt.Sprintf("https://%s.zendesk.com/admin/%s", c.cfg.Support.Subdomain(), path)
}

// refused reports whether an error is about the token, and not about the service.
func refused(err error) bool {
	return errors.Is(err, zendesk.ErrUnauthorized) || errors.Is(err, zendesk.ErrForbidden)
}

func (c *check) supportAdmin(ctx context.Context) {
	const name, fix = "Support token", "Use the token of a Support admin"
	me, err := c.cfg.Support.Users.Me(ctx)
	switch {
	case refused(err):
		c.add(name, NotMet, "it does not work", fix, "")
	case err != nil:
		c.unread(name, err, fix, "")
	case me.Role != support.RoleAdmin:
		c.add(name, NotMet, fmt.Sprintf("it belongs to user %d, who is %s", me.ID, me.Role), fix, "")
	default:
		c.add(name, Met, fmt.Sprintf("user %d, admin", me.ID), "", "")
	}
}

func (c *check) sellAdmin(ctx context.Context) {
	const name, fix, link = "Sell token", "Use the token of a Sell admin, with the scopes read, write and profile", sellSettings + "oauth"
	self, err := c.cfg.Sell.Users.Self(ctx)
	switch {
	case errors.Is(err, zendesk.ErrForbidden):
		c.add(name, NotMet, "it lacks the scope profile", fix, link)
	case refused(err):
		c.add(name, NotMet, "it does not work", fix, link)
	case err != nil:
		c.unread(name, err, fix, link)
	case self.Role != sell.RoleAdmin:
		c.add(name, NotMet, fmt.Sprintf("it belongs to user %d, who is no admin", self.ID), fix, link)
	default:
		c.add(name, Met, fmt.Sprintf("user %d, admin", self.ID), "", "")
	}
}

func (c *check) sameAccount(ctx context.Context) {
	const name, fix = "same account", "Connect Sell to this Zendesk account: Settings, Upgrade, Connect to Zendesk"
	account, err := c.cfg.Sell.Accounts.Self(ctx)
	want := c.cfg.Support.Subdomain()
	switch {
	case err != nil:
		c.unread(name, err, fix, sellSettings)
	case account.Subdomain == "":
		c.add(name, NotMet, "Sell is a legacy account without a Zendesk subdomain", fix, sellSettings)
	case !strings.EqualFold(account.Subdomain, want):
		c.add(name, NotMet, fmt.Sprintf("Sell belongs to %s, Support to %s", account.Subdomain, want), fix, sellSettings)
	default:
		c.add(name, Met, "both are "+want, "", "")
	}
}

func (c *check) app(ctx context.Context) {
	const name, fix = "Sell app in Support", "Install the app Zendesk Sell"
	found := false
	for i, err := range c.cfg.Support.AppInstallations.All(ctx, support.AppInstallationQuery{}) {
		if err != nil {
			c.unread(name, err, fix, marketplacePage)
			return
		}
		found = found || i.Enabled && strings.EqualFold(appName(i), "Zendesk Sell")
	}
	if !found {
		c.add(name, NotMet, "it is not among the enabled apps", fix, marketplacePage)
		return
	}
	c.add(name, Met, "installed and enabled", "", "")
}

// appName is the name that an app is installed under: each has that setting.
func appName(i *support.AppInstallation) string {
	var settings struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(i.Settings, &settings) != nil {
		return ""
	}
	return settings.Name
}

// people looks whether each active Sell user can see tickets.
func (c *check) people(ctx context.Context) {
	const name, fix = "Sell users in groups", "Add the Sell users to all groups that customer tickets can be in"
	link := c.adminCenter("people/team/groups")
	var members []leadrouting.SellUser
	for u, err := range c.cfg.Sell.Users.All(ctx, sell.UserQuery{}) {
		if err != nil {
			c.unread(name, err, fix, link)
			return
		}
		c.users, members = append(c.users, u), append(members, c.member(u))
	}
	c.team = leadrouting.NewTeam(members...)
	inGroup := make(map[int64]bool)
	for m, err := range c.cfg.Support.GroupMemberships.All(ctx, support.GroupMembershipQuery{}) {
		if err != nil {
			c.unread(name, err, fix, link)
			return
		}
		inGroup[m.UserID] = true
	}
	var unlinked, groupless []string
	for _, u := range c.users {
		m := c.member(u)
		if !m.Active || m.Deleted || m.Kind != leadrouting.Person {
			continue
		}
		var id int64
		if _, err := fmt.Sscan(u.ZendeskUserID.String(), &id); err != nil {
			unlinked = append(unlinked, u.Name)
		} else if !inGroup[id] {
			groupless = append(groupless, u.Name)
		}
	}
	switch {
	case len(unlinked) > 0:
		c.add(name, NotMet, "without a Support user: "+strings.Join(unlinked, ", "), "Give them access to Support as well", c.adminCenter("people/team/members"))
	case len(groupless) > 0:
		c.add(name, NotMet, "in no group: "+strings.Join(groupless, ", "), fix, link)
	default:
		c.add(name, Met, "each active Sell user is in a group", "", "")
	}
}
