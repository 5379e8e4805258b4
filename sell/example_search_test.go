package sell_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

func ExampleSearchService() {
	fake := selltest.New()
	fake.Seed("leads",
		`{"last_name":"Ruiz","email":"ana@example.com","owner_id":1,"tags":["fair"],"updated_at":"2026-03-03T09:00:00Z"}`,
		`{"last_name":"Costa","email":"rui@example.com","owner_id":1,"tags":["fair","spam"],"updated_at":"2026-03-04T09:00:00Z"}`,
		`{"last_name":"Silva","owner_id":1,"tags":["web"],"updated_at":"2026-03-05T09:00:00Z"}`)
	crm := fake.Client(nil)

	query := sell.SearchQuery{
		Filter: sell.And(
			sell.Where(sell.AttrTags).Any("fair", "web"),
			sell.Not(sell.Where(sell.AttrTags).Eq("spam")),
			sell.Where(sell.AttrUpdatedAt).Range(sell.Range{GTE: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}),
		),
		Projection: []sell.SearchAttribute{sell.AttrLastName, sell.AttrOwner},
		Sort:       []sell.SearchSort{sell.AttrUpdatedAt.Descending()},
	}
	for lead, err := range crm.Search.Leads().All(context.Background(), query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(lead.LastName, "of", lead.Owner.Name)
	}
	// Output:
	// Silva of Olivia Owner
	// Ruiz of Olivia Owner
}

// How much is in the pipeline, without reading a deal.
func ExampleAggregations() {
	fake := selltest.New()
	fake.Seed("contacts", `{"id":51,"last_name":"Ruiz","owner_id":1}`)
	fake.Seed("deals",
		`{"name":"Bikes","contact_id":51,"value":"1000.50","owner_id":1,"stage_id":1}`,
		`{"name":"Helmets","contact_id":51,"value":99,"owner_id":1,"stage_id":2}`)
	crm := fake.Client(nil)

	page, err := crm.Search.Deals().List(context.Background(), sell.SearchQuery{
		Filter:       sell.Where(sell.AttrIsClosed).Eq(false),
		Aggregations: []sell.Aggregation{{Attribute: sell.AttrDecimalValue, Type: sell.AggregateSum}},
		NoHits:       true,
	}, "")
	if err != nil {
		log.Fatal(err)
	}
	sum, _ := page.Aggregations.Decimal(sell.AttrDecimalValue, sell.AggregateSum)
	fmt.Println(page.TotalCount, "deals,", sum)
	// Output: 2 deals, 1099.5
}

// Two questions in one request. One that Sell refuses leaves the other as it is.
func ExampleSearchIndex_Batch() {
	fake := selltest.New()
	fake.Seed("contacts", `{"id":51,"last_name":"Ruiz","owner_id":1,"email":"ana@example.com"}`)
	crm := fake.Client(nil)

	results, err := crm.Search.Contacts().Batch(context.Background(), []sell.SearchQuery{
		{Filter: sell.Where(sell.AttrEmail).Eq("ana@example.com")},
		{Filter: sell.Where("surname").Eq("Ruiz")},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range results {
		if result.Err != nil {
			fmt.Println("refused:", result.Err != nil)
			continue
		}
		fmt.Println("found:", result.Page.Items[0].ID)
	}
	// Output:
	// found: 51
	// refused: true
}
