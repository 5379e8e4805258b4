package sell_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

func ExampleAccountsService() {
	crm := selltest.New().Client(nil)

	account, err := crm.Accounts.Self(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Name, account.Currency, account.Subdomain)
	// Output: Example EUR example
}

// The Sell users behind agents of Support.
func ExampleUsersService() {
	fake := selltest.New()
	fake.Seed("users",
		`{"id":71,"name":"Ana","status":"active","zendesk_user_id":"360001"}`,
		`{"id":72,"name":"Bea","status":"inactive","zendesk_user_id":"360002"}`)
	crm := fake.Client(nil)

	query := sell.UserQuery{ZendeskUserIDs: []int64{360001, 360002}, Status: sell.UserActive}
	for user, err := range crm.Users.All(context.Background(), query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(user.ID, user.Name, user.ZendeskUserID)
	}
	// Output: 71 Ana 360001
}

// A record that follows an e-mail address: made once, updated after.
func ExampleLeadsService() {
	crm := selltest.New().Client(nil)
	ctx := context.Background()

	match := sell.LeadMatch{Email: "ana@example.com"}
	for _, status := range []string{"New", "Working"} {
		lead, err := crm.Leads.Upsert(ctx, match, sell.LeadParams{
			LastName: zendesk.Set("Ruiz"),
			Email:    zendesk.Set("ana@example.com"),
			Status:   zendesk.Set(status),
		})
		if errors.Is(err, zendesk.ErrConflict) {
			log.Fatal("several leads have this address")
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(lead.LastName, lead.Status)
	}
	leads, err := zendesk.Collect(crm.Leads.All(ctx, sell.LeadQuery{}), 0)
	fmt.Println(len(leads), err)
	// Output:
	// Ruiz New
	// Ruiz Working
	// 1 <nil>
}

// A company and a person of it.
func ExampleContactsService() {
	crm := selltest.New().Client(nil)
	ctx := context.Background()

	company, err := crm.Contacts.Create(ctx, sell.ContactParams{
		IsOrganization: zendesk.Set(true),
		Name:           zendesk.Set("Ruiz Bikes"),
	})
	if err != nil {
		log.Fatal(err)
	}
	person, err := crm.Contacts.Create(ctx, sell.ContactParams{
		FirstName: zendesk.Set("Ana"),
		LastName:  zendesk.Set("Ruiz"),
		ContactID: zendesk.Set(company.ID),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(person.Name, person.ContactID == company.ID, person.CustomerStatus)
	// Output: Ana Ruiz true none
}

func ExampleDealsService() {
	fake := selltest.New()
	fake.Seed("contacts", `{"id":17,"last_name":"Ruiz","owner_id":1}`)
	crm := fake.Client(nil)

	params := sell.DealParams{
		Name:               zendesk.Set("Fifty bikes"),
		ContactID:          zendesk.Set[int64](17),
		Value:              zendesk.Set(zendesk.MustDecimal("24999.90")),
		EstimatedCloseDate: zendesk.Set(zendesk.Date{Year: 2026, Month: time.June, Day: 30}),
	}
	if err := zendesk.SetField(&params.CustomFields, "Tier", "Gold"); err != nil {
		log.Fatal(err)
	}
	deal, err := crm.Deals.Create(context.Background(), params)
	if err != nil {
		log.Fatal(err)
	}
	tier, _, err := zendesk.Field[string](deal.CustomFields, "Tier")
	fmt.Println(deal.Value, deal.Currency, deal.EstimatedCloseDate, tier, err)
	// Output: 24999.90 EUR 2026-06-30 Gold <nil>
}

func ExampleAssociatedContactsService() {
	fake := selltest.New()
	fake.Seed("contacts", `{"id":17,"last_name":"Ruiz","owner_id":1}`, `{"id":18,"last_name":"Costa","owner_id":1}`)
	fake.Seed("deals", `{"id":5,"name":"Fifty bikes","contact_id":17,"owner_id":1}`)
	crm := fake.Client(nil)
	ctx := context.Background()

	further := crm.Deals.AssociatedContacts(5)
	if _, err := further.Create(ctx, sell.AssociatedContactParams{
		ContactID: zendesk.Set[int64](18),
		Role:      zendesk.Set(sell.ContactInvolved),
	}); err != nil {
		log.Fatal(err)
	}
	for contact, err := range further.All(ctx, sell.AssociatedContactQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.ContactID, contact.Role)
	}
	// Output: 18 involved
}

func ExamplePipelinesService() {
	crm := selltest.New().Client(nil)

	for pipeline, err := range crm.Pipelines.All(context.Background(), sell.PipelineQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(pipeline.Name, pipeline.Disabled)
	}
	// Output: Sales Pipeline false
}

// The stages in which deals are done.
func ExampleStagesService() {
	crm := selltest.New().Client(nil)

	for stage, err := range crm.Stages.All(context.Background(), sell.StageQuery{PipelineID: 1}) {
		if err != nil {
			log.Fatal(err)
		}
		if !stage.Active {
			fmt.Println(stage.Name, stage.Category)
		}
	}
	// Output:
	// Won won
	// Unqualified unqualified
	// Lost lost
}

// A source by name, made when it is missing.
func ExampleLeadSourcesService() {
	crm := selltest.New().Client(nil)
	ctx := context.Background()

	found, err := zendesk.Collect(crm.LeadSources.All(ctx, sell.SourceQuery{Name: "Support"}), 1)
	if err != nil {
		log.Fatal(err)
	}
	if len(found) == 0 {
		source, err := crm.LeadSources.Create(ctx, sell.SourceParams{Name: zendesk.Set("Support")})
		if err != nil {
			log.Fatal(err)
		}
		found = append(found, source)
	}
	fmt.Println(found[0].Name, found[0].ResourceType)
	// Output: Support lead
}

func ExampleLeadStatusesService() {
	crm := selltest.New().Client(nil)

	for status, err := range crm.LeadStatuses.All(context.Background(), sell.LeadStatusQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(status.Name)
	}
	// Output:
	// New
	// Working
	// Unqualified
}

func ExampleNotesService() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":12,"last_name":"Ruiz","owner_id":1}`)
	crm := fake.Client(nil)

	note, err := crm.Notes.Create(context.Background(), sell.NoteParams{
		ResourceType: zendesk.Set(sell.ResourceLead),
		ResourceID:   zendesk.Set[int64](12),
		Content:      zendesk.Set("Wants a quote for fifty bikes."),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Type, note.Content)
	// Output: regular Wants a quote for fifty bikes.
}

func ExampleTasksService() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":12,"last_name":"Ruiz","owner_id":1}`)
	crm := fake.Client(nil)
	ctx := context.Background()

	task, err := crm.Tasks.Create(ctx, sell.TaskParams{
		Content:      zendesk.Set("Call back"),
		ResourceType: zendesk.Set(sell.ResourceLead),
		ResourceID:   zendesk.Set[int64](12),
		DueDate:      zendesk.Set(time.Date(2126, time.March, 9, 10, 0, 0, 0, time.FixedZone("", 3600))),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(task.DueDate, task.Completed)
	task, err = crm.Tasks.Update(ctx, task.ID, sell.TaskParams{Completed: zendesk.Set(true)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(task.Completed)
	// Output:
	// 2126-03-09 09:00:00 +0000 UTC false
	// true
}

func ExampleTagsService() {
	crm := selltest.New().Client(nil)
	ctx := context.Background()

	// Tags of a record are names; unknown ones are made.
	if _, err := crm.Leads.Create(ctx, sell.LeadParams{LastName: zendesk.Set("Ruiz"), Tags: zendesk.Set([]string{"fair"})}); err != nil {
		log.Fatal(err)
	}
	for tag, err := range crm.Tags.All(ctx, sell.TagQuery{ResourceType: sell.ResourceLead}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(tag.Name)
	}
	// Output: fair
}

func ExampleCustomFieldsService() {
	fake := selltest.New()
	fake.AddCustomField("deals", selltest.CustomField{Name: "Size", Type: "list", Choices: []string{"Small", "Large"}})
	crm := fake.Client(nil)

	fields, err := crm.CustomFields.List(context.Background(), sell.ResourceDeal)
	if err != nil {
		log.Fatal(err)
	}
	for _, field := range fields {
		fmt.Print(field.Name, " is a ", field.Type, ":")
		for _, choice := range field.Choices {
			fmt.Print(" ", choice.Name)
		}
		fmt.Println()
	}
	// Output:
	// Tier is a string:
	// Size is a list: Small Large
}

// The names that the Search API has for custom fields.
func ExampleCustomFieldsService_SearchMapping() {
	crm := selltest.New().Client(nil)

	fields, err := crm.CustomFields.SearchMapping(context.Background(), sell.ResourceContact)
	if err != nil {
		log.Fatal(err)
	}
	for _, field := range fields {
		_, isContact := strings.CutPrefix(field.SearchAPIID, "custom_fields.contact:")
		fmt.Println(field.Name, field.Type, isContact)
	}
	// Output:
	// Birthday string true
	// Segment string false
}
