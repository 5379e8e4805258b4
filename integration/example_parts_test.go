package integration_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// exampleAgent is Rita, for whom Sell is read with the token of the integration,
// as in the mode All agents have access.
func exampleAgent(w *world, change func(*integration.Settings)) *integration.Agent {
	settings := integration.DefaultSettings()
	settings.Routing.Access = leadrouting.AllAgents
	if change != nil {
		change(&settings)
	}
	in, err := integration.New(integration.Config{Support: w.desk(), Sell: w.crm(), Settings: settings})
	if err != nil {
		log.Fatal(err)
	}
	a, err := in.As(context.Background(), agent)
	if err != nil {
		log.Fatal(err)
	}
	return a
}

// What the accounts lack is a report and no error.
func ExampleIntegration_Check() {
	crm, desk := selltest.New(), supporttest.New() // stand-ins of both products
	in, err := integration.New(integration.Config{Support: desk.Client(nil), Sell: crm.Client(nil), Settings: integration.DefaultSettings()})
	if err != nil {
		log.Fatal(err)
	}
	report, err := in.Check(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, q := range report.NotMet() {
		fmt.Printf("%s: %s\n", q.Name, q.Detail)
	}
	// Output:
	// same account: Sell belongs to example, Support to acme
	// Sell app in Support: it is not among the enabled apps
	// Sell users in groups: without a Support user: Olivia Owner
	// customers are told: nothing notifies a customer of a ticket that was created in Sell
	// ticket field: leads have no custom field "Zendesk ticket": the lead of a ticket can then be found only by its requester
}

// Settings are one document in a file.
func ExampleSettings() {
	dir, err := os.MkdirTemp("", "settings")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "settings.json")

	settings := integration.DefaultSettings()
	settings.Routing.Owners = []leadrouting.Owner{leadrouting.User(2), leadrouting.Pool(77)}
	settings.Lead.Source = "Support"
	if err := settings.Save(path); err != nil {
		fmt.Println(err)
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", data)
	// Output:
	// {
	//   "version": 1,
	//   "tickets_in_sell": true,
	//   "sell_in_support": true,
	//   "routing": {
	//     "access": "only_sell_users",
	//     "owners": [
	//       "user:2",
	//       "pool:77"
	//     ],
	//     "allow_any_owner": false
	//   },
	//   "lead": {
	//     "source": "Support"
	//   }
	// }
}

// Everything that is wrong is named by its path.
func ExampleParseSettings() {
	_, err := integration.ParseSettings([]byte(`{
		"version": 1,
		"routing": {"owners": ["user:2", "somebody"], "acess": "all_agents"},
		"lead": {"status": 5}
	}`))
	if e, ok := errors.AsType[*integration.SettingsError](err); ok {
		for _, p := range e.Problems {
			fmt.Println(p.Path)
		}
	}
	// Unordered output:
	// routing.owners[1]
	// routing.acess
	// lead.status
}

func ExampleSettings_Compare() {
	from := integration.DefaultSettings()
	to := from
	to.Lead.Status, to.Routing.AllowAnyOwner = "New", true
	for _, change := range from.Compare(to) {
		fmt.Printf("%s: %s -> %s\n", change.Path, change.From, change.To)
	}
	// Output:
	// lead.status: "" -> "New"
	// routing.allow_any_owner: false -> true
}

// Whom the agent may choose as the owner of a new lead.
func ExampleAgent_Owners() {
	a := exampleAgent(newWorld(nil, nil), func(s *integration.Settings) {
		s.Routing.Owners = []leadrouting.Owner{leadrouting.User(sellRep), leadrouting.User(sellAdmin)}
	})
	offer, err := a.Owners(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("rule", offer.Rule, "required", offer.Required)
	for _, owner := range offer.Owners {
		fmt.Println(owner, offer.Names[owner])
	}
	// Output:
	// rule R2 required true
	// user:7 Rita Rep
	// user:1 Ada Admin
}

// A dry run says what would be done.
func ExampleAgent_CreateLead_dryRun() {
	a := exampleAgent(newWorld(nil, nil), func(s *integration.Settings) { s.Lead.Source = "Support" })
	result, err := a.CreateLead(context.Background(), integration.LeadRequest{Ticket: openTicket, DryRun: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Outcome)
	for _, step := range result.Steps {
		fmt.Printf("%s: %s (%s)\n", step.Name, step.Detail, step.State)
	}
	// Output:
	// planned
	// match: 0 records of the requester in Sell (done)
	// owner: user:1: topmost manager (R4) (done)
	// lead: create the lead "Carl van Castle" for user:1 (planned)
	// source: use the lead source "Support", creating it if needed (planned)
	// note: add a note with a link to the ticket (planned)
	// comment: comment privately on the ticket (planned)
	// link: link the ticket to the lead (planned)
}

// What Sell has of the customer of a ticket, and a note for whoever looks after
// them.
func ExampleAgent_Records() {
	w := newWorld(nil, nil)
	w.sell.Seed("contacts", `{"id":800,"name":"Carl van Castle","email":"carl@example.com","owner_id":7}`)
	w.sell.Seed("deals", `{"id":700,"name":"Castle roof","contact_id":800,"owner_id":7}`)
	a := exampleAgent(w, nil)

	records, err := a.Records(context.Background(), openTicket)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v by %s: %s\n", records.Primary.Ref, records.Primary.By, records.Primary.Name)
	for _, deal := range records.Deals {
		fmt.Println(integration.Deal(deal.ID), deal.Name)
	}
	note, err := a.SendNote(context.Background(), openTicket, records.Primary.Ref, "asks for prices")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Content)
	// Output:
	// contact 800 by email: Carl van Castle
	// deal 700 Castle roof
	// asks for prices
	//
	// From Zendesk Support, by Rita Rep:
	// https://acme.zendesk.com/agent/tickets/3000
}

// The tickets that belong on the card of a contact: the unsolved ones first.
func ExampleAgent_Tickets() {
	w := newWorld(nil, nil)
	w.sell.Seed("contacts", `{"id":800,"name":"Carl van Castle","email":"carl@example.com","owner_id":7}`)
	for ticket, err := range exampleAgent(w, nil).Tickets(context.Background(), integration.Contact(800)) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(ticket.ID, ticket.Status, ticket.Subject)
	}
	// Output:
	// 3000 open Price list
	// 3001 closed Old
}
