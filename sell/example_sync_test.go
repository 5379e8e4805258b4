package sell_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// A copy of all leads. What is of another type is left for a later version of
// the program.
func ExampleSyncService_Run() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":12,"last_name":"Ruiz","owner_id":1}`)
	crm := fake.Client(nil)

	const device = "6cf8ee4b-8e2d-4a35-8b24-2f0f2b7a3b0e" // made up once, and kept
	err := crm.Sync.Run(context.Background(), device, func(_ context.Context, e *sell.SyncEvent) error {
		if e.Type != "lead" {
			return sell.ErrDeclined
		}
		lead, _, err := zendesk.Decode[sell.Lead](e.Data)
		if err != nil {
			return err
		}
		fmt.Println(e.Event, lead.ID, lead.LastName) // store it: only then return nil
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: created 12 Ruiz
}

// What happened to leads since the position that was stored last.
func ExampleStream_Pages() {
	crm := selltest.New().Client(nil)
	ctx := context.Background()
	var stored string // nothing yet

	lead, err := crm.Leads.Create(ctx, sell.LeadParams{LastName: zendesk.Set("Ruiz")})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := crm.Leads.Update(ctx, lead.ID, sell.LeadParams{Status: zendesk.Set("Working")}); err != nil {
		log.Fatal(err)
	}

	for page, err := range crm.Firehose.Leads().Pages(ctx, sell.StreamQuery{Position: sell.PositionTail}, zendesk.From(stored)) {
		if gone, ok := errors.AsType[*sell.PositionGoneError](err); ok {
			log.Fatal(gone) // list all leads, then go on from sell.PositionTail
		}
		if err != nil {
			log.Fatal(err)
		}
		for _, e := range page.Events {
			if e.Record == nil { // Sell sent none, or one that cannot be read: see e.Data
				fmt.Println(e.Event, "without a record")
				continue
			}
			fmt.Printf("%s %s: %s, was %q\n", e.Event, e.Record.LastName, e.Record.Status, string(e.Previous["status"]))
		}
		stored = page.Next // now that the events are processed
	}
	fmt.Println("resume from:", stored != "")
	// Output:
	// created Ruiz: New, was ""
	// updated Ruiz: Working, was "\"New\""
	// resume from: true
}
