package sell_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// Read deals, a custom field of each, and change them. Here a stand-in answers;
// a real client is made by
//
//	crm, err := sell.NewClient(zendesk.Bearer(token), nil)
func Example() {
	fake := selltest.New()
	fake.Seed("contacts", `{"id":17,"last_name":"Ruiz","owner_id":1}`)
	fake.Seed("deals",
		`{"id":1,"name":"Fifty bikes","contact_id":17,"owner_id":1,"stage_id":2,"hot":true,"value":900,"custom_fields":{"Tier":"Gold"}}`,
		`{"id":2,"name":"A wheel","contact_id":17,"owner_id":1,"stage_id":2}`,
		`{"id":3,"name":"Won already","contact_id":17,"owner_id":1,"stage_id":3}`)
	crm := fake.Client(nil)
	ctx := context.Background()

	for deal, err := range crm.Deals.All(ctx, sell.DealQuery{StageID: 2}) {
		if err != nil {
			log.Fatal(err)
		}
		tier, ok, err := zendesk.Field[string](deal.CustomFields, "Tier")
		if err != nil {
			log.Fatal(err)
		}
		deal, err = crm.Deals.Update(ctx, deal.ID, sell.DealParams{
			Value:    zendesk.Set(zendesk.MustDecimal("1000.50")),
			SourceID: zendesk.Null[int64](), // cleared
			Hot:      zendesk.Set(false),    // sent, although it is the zero value
		})
		if errors.Is(err, zendesk.ErrNotFound) {
			continue // deleted meanwhile
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(deal.Name, deal.Value, deal.Hot, tier, ok)
	}

	lead, err := crm.Leads.Upsert(ctx, sell.LeadMatch{Email: "ana@example.com"}, sell.LeadParams{
		LastName: zendesk.Set("Ruiz"),
		Email:    zendesk.Set("ana@example.com"), // the match is not copied
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(lead.LastName, lead.Status)
	// Output:
	// Fifty bikes 1000.50 false Gold true
	// A wheel 1000.50 false  false
	// Ruiz New
}

// What a refused write tells.
func Example_errors() {
	crm := selltest.New().Client(nil)
	_, err := crm.Leads.Create(context.Background(), sell.LeadParams{FirstName: zendesk.Set("Ana")})

	fmt.Println(errors.Is(err, zendesk.ErrInvalid))
	if e, ok := errors.AsType[*zendesk.Error](err); ok {
		for _, field := range e.Fields {
			fmt.Println(e.Op.Name, e.Status, field.Field, field.Code)
		}
	}
	// Output:
	// true
	// sell.Leads.Create 422 last_name blank
}

// A program of one's own, its name in the User-Agent, a limiter that several
// clients share, and a look at each attempt.
func ExampleNewClient() {
	fake := selltest.New()
	fake.FailNext(1, http.StatusBadGateway, nil)

	limiter := sell.NewLimiter() // one for all clients of the token
	crm, err := sell.NewClient(zendesk.Bearer(selltest.DefaultToken), &sell.Config{
		Limiter:    limiter,
		HTTPClient: &http.Client{Transport: fake.Transport()}, // the stand-in; leave it out
		UserAgent:  "crm-sync/2.1",
		Observe: func(_ context.Context, a zendesk.Attempt) {
			fmt.Println(a.Op.Name, a.N, a.Status)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	me, err := crm.Users.Self(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.Name)
	// Output:
	// sell.Users.Self 1 502
	// sell.Users.Self 2 200
	// Olivia Owner
}

// An answer as a type of one's own. Endpoints that have no method here are
// reached in the same way.
func ExampleClient_Call() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":12,"last_name":"Ruiz","owner_id":1}`)
	crm := fake.Client(nil)

	var answer struct {
		Data struct {
			LastName string `json:"last_name"`
		} `json:"data"`
		Meta struct {
			Version int `json:"version"`
		} `json:"meta"`
	}
	err := crm.Call(context.Background(), zendesk.Request{
		Op: "example.Leads.Version", Method: http.MethodGet, Route: "/v2/leads/{id}", Args: []any{12},
	}, &answer)
	fmt.Println(answer.Data.LastName, answer.Meta.Version, err)
	// Output: Ruiz 1 <nil>
}

// A listing goes on where another run of the program stopped.
func ExampleLeadsService_Pages() {
	fake := selltest.New()
	fake.Seed("leads", `{"last_name":"Ruiz"}`, `{"last_name":"Costa"}`)
	crm := fake.Client(nil)
	stored := "" // nothing yet, so from the beginning

	for run := range 2 {
		for page, err := range crm.Leads.Pages(context.Background(), sell.LeadQuery{PerPage: 1}, zendesk.From(stored)) {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(run, page.Items[0].LastName)
			stored = page.Next // now that the page is done
			break              // as if the program ended here
		}
	}
	// Output:
	// 0 Ruiz
	// 1 Costa
}

// Each record as Sell sent it.
func ExampleRawListing() {
	fake := selltest.New()
	fake.Seed("lead_sources", `{"id":31,"name":"Fair","created_at":"2026-03-02T08:15:30Z","updated_at":"2026-03-02T08:15:30Z","creator_id":1,"resource_type":"lead"}`)
	crm := fake.Client(nil)

	for raw, err := range crm.LeadSources.Raw().All(context.Background(), sell.SourceQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s\n", raw)
	}
	// Output:
	// {"id":31,"name":"Fair","created_at":"2026-03-02T08:15:30Z","updated_at":"2026-03-02T08:15:30Z","creator_id":1,"resource_type":"lead"}
}

// The most recent first, and no more than are wanted.
func ExampleDescending() {
	fake := selltest.New()
	fake.Seed("tags", `{"id":1,"name":"bikes","resource_type":"lead"}`, `{"id":2,"name":"fair","resource_type":"lead"}`, `{"id":3,"name":"vip","resource_type":"lead"}`)
	crm := fake.Client(nil)

	tags, err := zendesk.Collect(crm.Tags.All(context.Background(), sell.TagQuery{SortBy: sell.Descending(sell.TagsByName)}), 2)
	if err != nil {
		log.Fatal(err)
	}
	for _, tag := range tags {
		fmt.Println(tag.Name)
	}
	// Output:
	// vip
	// fair
}

// A listing that goes on from a stored cursor.
func ExamplePage() {
	fake := selltest.New()
	fake.Seed("leads", `{"last_name":"Costa"}`, `{"last_name":"Ruiz"}`, `{"last_name":"Silva"}`)
	crm := fake.Client(nil)
	ctx := context.Background()
	query := sell.LeadQuery{PerPage: 2}

	first, err := crm.Leads.List(ctx, query, "")
	if err != nil {
		log.Fatal(err)
	}
	second, err := crm.Leads.List(ctx, query, first.Next) // later, perhaps in another process
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(first.Items), len(second.Items), second.Items[0].LastName, second.Next == "")
	// Output: 2 1 Silva true
}
