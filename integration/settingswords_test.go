package integration_test

import (
	"slices"
	"testing"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
)

// The difference of two documents, as people say it.
func TestSettingsChangeInWords(t *testing.T) {
	from, to := integration.DefaultSettings(), integration.DefaultSettings()
	from.Lead.Status = "New"
	to.Lead = integration.LeadSettings{Status: "Working", Source: `"Web"`}
	to.TicketsInSell = false
	to.Routing.Access = leadrouting.AllAgents
	to.Routing.Owners = []leadrouting.Owner{leadrouting.User(7), leadrouting.Pool(77)}
	to.Setup.TicketGroup = 30
	var got []string
	for _, change := range from.Compare(to) {
		got = append(got, change.String())
	}
	want := []string{
		`Assign Source (lead.source): from nothing to "\"Web\""`,
		`Assign Status (lead.status): from "New" to "Working"`,
		`Access to Sell information in Support (routing.access): from "only_sell_users" to "all_agents"`,
		`Assign Owner (routing.owners): from nothing to "user:7", "pool:77"`,
		`setup.ticket_group: from 0 to 30`,
		`View Support tickets in Sell (tickets_in_sell): from on to off`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
