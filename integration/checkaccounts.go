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

func (c *check) supportAdmin(ctx context.Context) {
	const name, fix = "Support token", "Use the token of a Support admin"
	me, err := c.cfg.Support.Users.Me(ctx)
	switch {
	case refused(err):
		c.add(name, NotMet, "it does not work", fix, "")
	case err != nil:
		c.unread(name, err, fix, "")
	case scopeOf(me) != allTickets || sure("user", me.ID, me.Extra, "role", "role_type") != nil:
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
	case self.Role == sell.RoleAdmin:
		c.add(name, Met, fmt.Sprintf("user %d, admin", self.ID), "", "")
	case c.cfg.Settings.Routing.Access == leadrouting.OnlySellUsers:
		c.add(name, Met, fmt.Sprintf("user %d: each agent needs their own token; the automation uses this one and sees what this user sees", self.ID), "", "")
	default:
		c.add(name, NotMet, fmt.Sprintf("it belongs to user %d, who is not an admin: all agents would see only what this user sees", self.ID), fix, link)
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
	const name, fix = appInstalled, "Install the app Zendesk Sell"
	found := false
	for i, err := range c.cfg.Support.AppInstallations.All(ctx, support.AppInstallationQuery{}) {
		if err != nil {
			c.unread(name, err, fix, marketplacePage)
			return
		}
		found = found || i.Enabled && strings.EqualFold(appName(i), sellAppName)
	}
	if !found {
		c.add(name, NotMet, "it is not among the enabled apps", fix, marketplacePage)
		return
	}
	c.add(name, Met, "installed and enabled", "", "")
}

// appName returns the name that an app is installed under, a setting that every app
// has.
func appName(i *support.AppInstallation) string {
	var settings struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(i.Settings, &settings) != nil {
		return ""
	}
	return settings.Name
}
