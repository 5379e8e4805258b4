package integration

import (
	"context"
	"errors"
	"fmt"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

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
	team   *sellTeam
	users  []*sell.User
	desk   *deskTeams // nil if they could not be read
}

// Check reports whether the two accounts are ready for the integration: which
// requirements are met, which are not and how to fix them, and which no API can
// tell, with a link for the person who must look. It only reads. It returns an
// error only if ctx ends.
func (in *Integration) Check(ctx context.Context) (*Report, error) {
	c, err := in.check(ctx)
	if err != nil {
		return nil, err
	}
	return &c.report, nil
}

func (in *Integration) check(ctx context.Context) (*check, error) {
	c := &check{Integration: in}
	for _, look := range []func(context.Context){
		c.supportAdmin, c.sellAdmin, c.sameAccount, c.app, c.people, c.groupTrigger, c.notifyTrigger,
		c.status, c.source, c.owners, c.topmost, c.field, c.shown,
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
	c.manual("layout", "no API tells which cards show Tickets in Support", "Check the layouts of leads, people, companies and deals", sellSettings+"layout")
	return c, nil
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

// requirement returns the result for one requirement.
func (c *check) requirement(name string) (q Requirement, found bool) {
	for _, q := range c.report.Requirements {
		if q.Name == name {
			return q, true
		}
	}
	return Requirement{}, false
}

func (c *check) manual(name, detail, fix, link string) { c.add(name, Manual, detail, fix, link) }

// unread reports what could not be checked because of err.
func (c *check) unread(name string, err error, fix, link string) {
	detail := "it could not be read"
	switch {
	case errors.Is(err, zendesk.ErrUnauthorized):
		detail = "it could not be read: the token was rejected"
	case errors.Is(err, zendesk.ErrForbidden):
		detail = "it could not be read: the token lacks permission"
	case errors.Is(err, zendesk.ErrNotFound):
		detail = "it could not be read: the account does not have it"
	}
	c.manual(name, detail, fix, link)
}

func (c *check) adminCenter(path string) string {
	return fmt.Sprintf("https://%s.zendesk.com/admin/%s", c.cfg.Support.Subdomain(), path)
}

// refused reports whether an error is about the token rather than the service.
func refused(err error) bool {
	return errors.Is(err, zendesk.ErrUnauthorized) || errors.Is(err, zendesk.ErrForbidden)
}
