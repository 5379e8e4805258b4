package sell_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// A call from a number that nobody knew, and whose it turned out to be.
func ExampleCallsService() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":12,"last_name":"Ruiz","owner_id":1}`)
	crm := fake.Client(nil)
	ctx := context.Background()

	call, err := crm.Calls.Create(ctx, sell.CallParams{
		PhoneNumber: zendesk.Set("+351 555 0100"),
		Incoming:    zendesk.Set(true),
		Duration:    zendesk.Set(int64((6*time.Minute + 12*time.Second) / time.Second)),
	})
	if err != nil {
		log.Fatal(err)
	}
	call, err = crm.Calls.Update(ctx, call.ID, sell.CallParams{
		ResourceType: zendesk.Set(sell.ResourceLead),
		ResourceID:   zendesk.Set[int64](12),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(call.PhoneNumber, call.Duration, call.ResourceType, call.ResourceID)
	// Output: +351 555 0100 372 lead 12
}

func ExampleCallOutcomesService() {
	crm := selltest.New().Client(nil)

	for outcome, err := range crm.CallOutcomes.All(context.Background(), sell.CallOutcomeQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(outcome.Name)
	}
	// Output: Interested
}

// What a lead wrote.
func ExampleTextMessagesService() {
	fake := selltest.New()
	fake.Seed("text_messages", `{"id":7,"content":"Five o'clock?","incoming":true,"resource_type":"lead","resource_id":12}`)
	crm := fake.Client(nil)

	query := sell.TextMessageQuery{ResourceType: sell.ResourceLead, ResourceID: 12}
	for message, err := range crm.TextMessages.All(context.Background(), query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(message.Content, message.Incoming)
	}
	// Output: Five o'clock? true
}

// The latest visit.
func ExampleVisitsService() {
	crm := selltest.New().Client(nil)

	query := sell.VisitQuery{SortBy: sell.Descending(sell.VisitsByVisitedAt)}
	latest, err := zendesk.Collect(crm.Visits.All(context.Background(), query), 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(latest[0].Summary)
	// Output: Showed the new model
}

func ExampleVisitOutcomesService() {
	crm := selltest.New().Client(nil)

	for outcome, err := range crm.VisitOutcomes.All(context.Background(), sell.VisitOutcomeQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(outcome.Name)
	}
	// Output: Met
}

// The files of two leads, and what is in them.
func ExampleDocumentsService() {
	fake := selltest.New()
	fake.Seed("documents", `{"id":7,"resource_type":"lead","resource_id":12,"name":"wishes.txt"}`)
	fake.SetFile(7, []byte("Fifty bikes, please.\n"))
	crm := fake.Client(nil)
	ctx := context.Background()

	query := sell.DocumentQuery{ResourceType: []sell.ResourceType{sell.ResourceLead}, ResourceID: []int64{12, 13}}
	for document, err := range crm.Documents.All(ctx, query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(document.Name)
		if _, err := crm.Documents.Download(ctx, document, os.Stdout); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// wishes.txt
	// Fifty bikes, please.
}

func ExampleSequencesService() {
	crm := selltest.New().Client(nil)

	sequence, err := crm.Sequences.Get(context.Background(), 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range sequence.Steps {
		fmt.Println(sequence.Name, step.DelayFromPreviousStep, step.DelayFromPreviousStepUnit, step.ActionType, step.ActionProperties.TaskContent)
	}
	// Output: Welcome 1 weekdays task Call back
}

// A lead is enrolled in a sequence, and later taken out of all.
func ExampleSequenceEnrollmentsService() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":12,"last_name":"Ruiz","owner_id":1}`)
	crm := fake.Client(nil)
	ctx := context.Background()

	enrollment, err := crm.SequenceEnrollments.Create(ctx, sell.SequenceEnrollmentParams{
		SequenceID:   zendesk.Set[int64](1),
		ResourceType: zendesk.Set(sell.ResourceLead),
		ResourceID:   zendesk.Set[int64](12),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(enrollment.Sequence.Data.Name, enrollment.State)

	done, err := crm.SequenceEnrollments.FinishOngoingForResource(ctx, sell.FinishOngoingParams{
		ResourceType: zendesk.Set(sell.ResourceLead),
		ResourceID:   zendesk.Set[int64](12),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, enrollment := range done.UpdatedEnrollments {
		fmt.Println(enrollment.Sequence.Data.Name, enrollment.State, enrollment.FinishedReason)
	}
	// Output:
	// Welcome active
	// Welcome finished manual
}
