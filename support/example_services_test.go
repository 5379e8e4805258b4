package support_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func ExampleTicketsService() {
	ctx := context.Background()
	_, desk := shop()
	ticket, err := desk.Tickets.Update(ctx, 36, support.TicketParams{
		AssigneeID: zendesk.Set[int64](2),
		Comment:    &support.CommentParams{Body: "Asks for a quote", Public: zendesk.Set(false)},
	})
	if err != nil {
		log.Fatal(err)
	}
	tier, _, err := zendesk.Field[string](ticket.CustomFields, 40)
	fmt.Println(ticket.AssigneeID, tier, err)
	// Output: 2 gold <nil>
}

func ExampleTicketsService_AddTags() {
	_, desk := shop()
	tags, err := desk.Tickets.AddTags(context.Background(), 35, support.TicketTagsParams{Tags: []string{"urgent"}})
	fmt.Println(tags, err)
	// Output: [brakes urgent] <nil>
}

func ExampleDeletedTicketsService() {
	ctx := context.Background()
	_, desk := shop()
	if err := desk.Tickets.Delete(ctx, 35); err != nil {
		log.Fatal(err)
	}
	for deleted, err := range desk.DeletedTickets.All(ctx, support.DeletedTicketQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(deleted.Subject, "was", deleted.PreviousState)
	}
	fmt.Println(desk.DeletedTickets.Restore(ctx, 35))
	// Output:
	// Squeaky brakes was open
	// <nil>
}

func ExampleTicketFieldsService() {
	_, desk := shop()
	for field, err := range desk.TicketFields.All(context.Background(), support.TicketFieldQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		if field.Type == support.TicketFieldTagger {
			fmt.Println(field.Title, field.CustomFieldOptions[0].Value)
		}
	}
	// Output: Tier gold
}

// Fields by title and options by name, without an id in the program.
func ExampleTicketFieldsService_Catalog() {
	ctx := context.Background()
	_, desk := shop()
	fields, err := desk.TicketFields.Catalog(ctx)
	if err != nil {
		log.Fatal(err)
	}
	ticket, err := desk.Tickets.Get(ctx, 36)
	if err != nil {
		log.Fatal(err)
	}
	tag, ok, err := zendesk.Field[string](fields.Of(&ticket.CustomFields), "Tier")
	fmt.Println(tag, ok, err)

	var params support.TicketParams
	if err := zendesk.SetField(fields.Of(&params.CustomFields), "Tier", "Gold"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(params.CustomFields.IDs())
	fmt.Println(zendesk.SetField(fields.Of(&params.CustomFields), "Tier", "Platinum"))
	// Output:
	// gold true <nil>
	// [40]
	// support: ticket field "Tier": the field has no such option: its definition lists them
}

func ExampleTicketFieldOptionsService() {
	_, desk := shop()
	option, err := desk.TicketFields.Options(40).CreateOrUpdate(context.Background(), support.TicketFieldOptionParams{Name: "Silver", Value: "silver"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(option.Name, option.Value)
	// Output: Silver silver
}

func ExampleUsersService() {
	ctx := context.Background()
	_, desk := shop()
	for user, err := range desk.Users.Search().All(ctx, support.UserSearchQuery{Query: "email:" + support.Quote("ana@example.com")}) {
		if err != nil {
			log.Fatal(err)
		}
		related, err := desk.Users.Related(ctx, user.ID)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(user.Name, user.Role, related.RequestedTickets)
	}
	// Output: Ana Ruiz end-user 2
}

func ExampleUsersService_Me() {
	_, desk := shop()
	me, err := desk.Users.Me(context.Background())
	if errors.Is(err, zendesk.ErrUnauthorized) {
		log.Fatal("the token is not valid")
	}
	fmt.Println(me.Name, me.Role)
	// Output: Admin admin
}

func ExampleUsersService_CreateOrUpdate() {
	_, desk := shop()
	var meta zendesk.Meta
	user, err := desk.Users.CreateOrUpdate(context.Background(), support.UserParams{
		Email: zendesk.Set("carl@example.com"), Name: zendesk.Set("Carl Dias"), SkipVerifyEmail: zendesk.Set(true),
	}, zendesk.Into(&meta))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.Name, "created:", meta.Status == 201)
	// Output: Carl Dias created: true
}

func ExampleIdentitiesService() {
	ctx := context.Background()
	_, desk := shop()
	identities := desk.Users.Identities(1)
	if _, err := identities.Create(ctx, support.IdentityParams{Type: zendesk.Set(support.IdentityPhoneNumber), Value: zendesk.Set("+351555010000")}); err != nil {
		log.Fatal(err)
	}
	for identity, err := range identities.All(ctx, support.IdentityQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(identity.Type, identity.Value)
	}
	// Output:
	// email ana@example.com
	// phone_number +351555010000
}

func ExampleGroupsService() {
	_, desk := shop()
	for agent, err := range desk.Groups.Users(20).All(context.Background(), support.UserQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(agent.Name)
	}
	// Output: Bea Silva
}

func ExampleGroupMembershipsService() {
	_, desk := shop()
	for membership, err := range desk.GroupMemberships.OfUser(2).All(context.Background(), support.GroupMembershipQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(membership.GroupID)
	}
	// Output: 20
}

func ExampleOrganizationsService() {
	_, desk := shop()
	for organization, err := range desk.Organizations.Search().All(context.Background(), support.OrganizationSearchQuery{ExternalID: "a-1"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(organization.Name)
	}
	// Output: One Bike
}

func ExampleOrganizationMembershipsService() {
	_, desk := shop()
	for membership, err := range desk.OrganizationMemberships.OfUser(1).All(context.Background(), support.OrganizationMembershipQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(membership.OrganizationID, membership.Default)
	}
	// Output: 10 true
}

func ExampleSearchService() {
	_, desk := shop()
	for result, err := range desk.Search.All(context.Background(), support.SearchQuery{Query: "requester:ana@example.com status:open"}) {
		if errors.Is(err, support.ErrOutOfReach) {
			log.Fatal("narrow the search")
		}
		if err != nil {
			log.Fatal(err)
		}
		if result.Type == support.ResultTicket {
			fmt.Println(result.Ticket.Subject)
		}
	}
	// Output: Squeaky brakes
}

func ExampleIncrementalService() {
	_, desk := shop()
	since := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	for ticket, err := range desk.Incremental.Tickets(context.Background(), since) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(ticket.ID, ticket.Subject)
	}
	// Output:
	// 35 Squeaky brakes
	// 36 A new lamp
}

func ExampleTriggersService() {
	_, desk := shop()
	trigger, err := desk.Triggers.Create(context.Background(), support.TriggerParams{
		Title:      zendesk.Set("Tag new tickets"),
		Conditions: zendesk.Set(support.TriggerConditions{All: []support.TriggerCondition{{Field: "status", Operator: "is", Value: json.RawMessage(`"new"`)}}}),
		Actions:    zendesk.Set([]support.TriggerAction{{Field: "current_tags", Value: json.RawMessage(`"fresh"`)}}),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(trigger.Title, trigger.Active)
	// Output: Tag new tickets true
}

func ExampleAppInstallationsService() {
	fake, desk := shop()
	fake.Seed("installations", `{"id":50,"app_id":51,"product":"sell","enabled":true,"settings":{"name":"Sell"}}`)
	for installation, err := range desk.AppInstallations.All(context.Background(), support.AppInstallationQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(installation.Product, installation.Enabled)
	}
	// Output: sell true
}

func ExampleJobStatusesService() {
	ctx := context.Background()
	_, desk := shop()
	started, err := desk.Tickets.UpdateMany(ctx, []int64{35, 36}, support.TicketParams{AdditionalTags: []string{"spring"}})
	if err != nil {
		log.Fatal(err)
	}
	id := started.ID // stored, and read by another process
	results, err := desk.JobStatuses.Job(id).Wait(ctx)
	fmt.Println(len(results), err)
	// Output: 2 <nil>
}
