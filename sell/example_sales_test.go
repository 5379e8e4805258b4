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

// A lead becomes a person, an organization and a deal.
func ExampleLeadConversionsService() {
	fake := selltest.New()
	fake.Seed("leads", `{"id":12,"first_name":"Ana","last_name":"Ruiz","organization_name":"Ruiz Bikes","owner_id":1}`)
	crm := fake.Client(nil)
	ctx := context.Background()

	conversion, err := crm.LeadConversions.Convert(ctx, sell.LeadConversionParams{
		LeadID:     zendesk.Set[int64](12),
		CreateDeal: zendesk.Set(true),
	})
	if errors.Is(err, zendesk.ErrUnclear) {
		log.Fatal("look for a conversion of the lead before you repeat it")
	}
	if err != nil {
		log.Fatal(err)
	}
	person, err := crm.Contacts.Get(ctx, conversion.IndividualID)
	if err != nil {
		log.Fatal(err)
	}
	deal, err := crm.Deals.Get(ctx, conversion.DealID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(person.Name, person.ContactID == conversion.OrganizationID, deal.Name)
	// Output: Ana Ruiz true Ruiz Bikes
}

// Why a deal was lost.
func ExampleLossReasonsService() {
	crm := selltest.New().Client(nil)
	ctx := context.Background()

	reason, err := crm.LossReasons.Create(ctx, sell.ReasonParams{Name: zendesk.Set("Too expensive")})
	if err != nil {
		log.Fatal(err)
	}
	_, err = crm.LossReasons.Create(ctx, sell.ReasonParams{Name: zendesk.Set("Too expensive")})
	if e, ok := errors.AsType[*zendesk.Error](err); ok {
		fmt.Println(reason.Name, e.Code)
	}
	// Output: Too expensive already_exists
}

func ExampleLeadUnqualifiedReasonsService() {
	crm := selltest.New().Client(nil)

	for reason, err := range crm.LeadUnqualifiedReasons.All(context.Background(), sell.LeadUnqualifiedReasonQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(reason.Name)
	}
	// Output: No budget
}

func ExampleProductsService() {
	crm := selltest.New().Client(nil)

	bike, err := crm.Products.Create(context.Background(), sell.ProductParams{
		Name:        zendesk.Set("City bike"),
		SKU:         zendesk.Set("CB-8"),
		MaxDiscount: zendesk.Set[int64](15),
		Prices: zendesk.Set([]sell.Price{
			{Amount: zendesk.MustDecimal("1599.99"), Currency: "EUR"},
			{Amount: zendesk.MustDecimal("1799.00"), Currency: "USD"},
		}),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, price := range bike.Prices {
		fmt.Println(price.Amount, price.Currency)
	}
	// Output:
	// 1599.99 EUR
	// 1799.00 USD
}

// The order of a deal; a deal has one at most.
func ExampleOrdersService() {
	fake := selltest.New()
	fake.Seed("deals", `{"id":5,"name":"Fifty bikes","owner_id":1}`)
	crm := fake.Client(nil)
	ctx := context.Background()

	if _, err := crm.Orders.Create(ctx, sell.OrderParams{DealID: zendesk.Set[int64](5), Discount: zendesk.Set[int64](3)}); err != nil {
		log.Fatal(err)
	}
	for order, err := range crm.Orders.All(ctx, sell.OrderQuery{DealID: 5}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(order.DealID, order.Discount)
	}
	// Output: 5 3
}

// Fifty of a product, ten percent off.
func ExampleLineItemsService() {
	fake := selltest.New()
	fake.Seed("products", `{"id":7,"name":"City bike","active":true,"prices":[{"amount":"1599.99","currency":"EUR"}]}`)
	fake.Seed("orders", `{"id":9,"deal_id":5}`)
	crm := fake.Client(nil)

	item, err := crm.Orders.LineItems(9).Create(context.Background(), sell.LineItemParams{
		ProductID: zendesk.Set[int64](7),
		Currency:  zendesk.Set("EUR"),
		Variation: zendesk.Set(zendesk.MustDecimal("-10")),
		Quantity:  zendesk.Set[int64](50),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(item.Quantity, item.Name, item.Price, item.Value)
	// Output: 50 City bike 1599.99 1439.99
}

// Another user may work on a deal, too.
func ExampleCollaborationsService() {
	fake := selltest.New()
	fake.Seed("users", `{"id":72,"name":"Bea","status":"active"}`)
	fake.Seed("deals", `{"id":5,"name":"Fifty bikes","owner_id":1}`)
	crm := fake.Client(nil)

	collaboration, err := crm.Collaborations.Create(context.Background(), sell.CollaborationParams{
		ResourceType:   zendesk.Set(sell.ResourceDeal),
		ResourceID:     zendesk.Set[int64](5),
		CollaboratorID: zendesk.Set[int64](72),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(collaboration.CollaboratorID, collaboration.ResourceType, collaboration.ResourceID)
	// Output: 72 deal 5
}

func ExampleIndustriesService() {
	crm := selltest.New().Client(nil)

	industries, err := crm.Industries.List(context.Background(), sell.ResourceLead)
	if err != nil {
		log.Fatal(err)
	}
	for _, industry := range industries {
		fmt.Println(industry.Name)
	}
	// Output: Retail
}
