package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/support"
)

// leftovers lists what stays behind in Support and is of no use any more. None of
// it is changed.
func (d *desk) leftovers(ctx context.Context, j job) error {
	fmt.Fprintln(j.p.out, "\nLeft over in Support; look at each and decide:")
	say := func(what, path string) { fmt.Fprintf(j.p.out, "  %s\n    %s\n", what, d.url(path)) }
	for trigger, err := range d.client.Triggers.All(ctx, support.TriggerQuery{}) {
		if err != nil {
			return err
		}
		if ofSell(trigger) {
			say(fmt.Sprintf("trigger %d %q fires for tickets from Sell, of which there are no more", trigger.ID, trigger.Title), fmt.Sprintf("admin/objects-rules/rules/triggers/%d", trigger.ID))
		}
	}
	for app, err := range d.client.AppInstallations.All(ctx, support.AppInstallationQuery{}) {
		if err != nil {
			return err
		}
		var settings struct{ Name, Title string }
		if json.Unmarshal(app.Settings, &settings) == nil && strings.EqualFold(settings.Name, "Zendesk Sell") {
			say(fmt.Sprintf("the app %q shows nothing without Sell: remove it", settings.Name), "admin/apps-integrations/apps/support-apps")
		}
	}
	contributors := make(map[int64]bool)
	for user, err := range d.client.Users.All(ctx, support.UserQuery{Roles: []support.Role{support.RoleAgent, support.RoleAdmin}}) {
		if err != nil {
			return err
		}
		if user.RoleType != nil && *user.RoleType == support.RoleTypeContributor && !user.Suspended {
			contributors[user.ID] = true
			say(fmt.Sprintf("contributor %d: sees tickets for the sake of Sell; keep, or make an end user", user.ID), fmt.Sprintf("agent/users/%d", user.ID))
		}
	}
	if err := d.groups(ctx, contributors, say); err != nil {
		return err
	}
	say("webhooks, OAuth clients and API tokens that call api.getbase.com or are called by it", "admin/apps-integrations/webhooks/webhooks")
	return nil
}

// groups lists those that contributors are in: they may have been opened for sales.
func (d *desk) groups(ctx context.Context, contributors map[int64]bool, say func(what, path string)) error {
	open := make(map[int64]int)
	for m, err := range d.client.GroupMemberships.All(ctx, support.GroupMembershipQuery{}) {
		if err != nil {
			return err
		}
		if contributors[m.UserID] {
			open[m.GroupID]++
		}
	}
	for group, err := range d.client.Groups.All(ctx, support.GroupQuery{}) {
		if err != nil {
			return err
		}
		if n := open[group.ID]; n > 0 {
			say(fmt.Sprintf("group %d %q has %d contributors, who see its tickets: was it opened for sales?", group.ID, group.Name, n), "admin/people/team/groups")
		}
	}
	return nil
}

// ofSell reports whether a trigger asks for the tag of tickets that were made in
// Sell.
func ofSell(t *support.Trigger) bool {
	for _, c := range slices.Concat(t.Conditions.All, t.Conditions.Any) {
		if strings.Contains(string(c.Value), "ticket_from_sell") {
			return true
		}
	}
	return false
}
