// Customfields reads and writes custom fields in both products. Sell identifies a
// field by its name, Support identifies a ticket field by its id, which this program
// looks up by the title.
//
//	SELL_ACCESS_TOKEN=… ZENDESK_SUBDOMAIN=… ZENDESK_ACCESS_TOKEN=… go run ./examples/recipes/customfields -lead 4101 -ticket 35436
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

func main() {
	lead := flag.Int64("lead", 0, "`id` of a lead")
	ticket := flag.Int64("ticket", 0, "`id` of a ticket")
	flag.Parse()
	crm, err := sell.NewClient(zendesk.Bearer(os.Getenv("SELL_ACCESS_TOKEN")), &sell.Config{BaseURL: os.Getenv("SELL_URL")})
	if err != nil {
		log.Fatal(err)
	}
	desk, err := support.NewClient(os.Getenv("ZENDESK_SUBDOMAIN"), zendesk.Bearer(os.Getenv("ZENDESK_ACCESS_TOKEN")),
		&support.Config{BaseURL: os.Getenv("ZENDESK_URL")})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	if err := ofLead(ctx, os.Stdout, crm, *lead); err != nil {
		log.Fatal(err)
	}
	if err := ofTicket(ctx, os.Stdout, desk, *ticket); err != nil {
		log.Fatal(err)
	}
}

// ofLead reads the number field "Cups a day" of a lead and raises it. Sell merges
// written fields into those of the lead.
func ofLead(ctx context.Context, out io.Writer, crm *sell.Client, id int64) error {
	lead, err := crm.Leads.Get(ctx, id)
	if err != nil {
		return err
	}
	cups, ok, err := zendesk.Field[zendesk.Decimal](lead.CustomFields, "Cups a day")
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "lead %d: %s cups a day, set: %t\n", lead.ID, cups, ok)

	var params sell.LeadParams
	if err := zendesk.SetField(&params.CustomFields, "Cups a day", "180"); err != nil {
		return err
	}
	lead, err = crm.Leads.Update(ctx, id, params)
	if err != nil {
		return err
	}
	cups, _, err = zendesk.Field[zendesk.Decimal](lead.CustomFields, "Cups a day")
	fmt.Fprintf(out, "lead %d: now %s\n", lead.ID, cups)
	return err
}

// ofTicket does the same with the ticket field "Machine".
func ofTicket(ctx context.Context, out io.Writer, desk *support.Client, id int64) error {
	fields := make(map[string]int64) // by title; cache them, because fields change rarely
	for field, err := range desk.TicketFields.All(ctx, support.TicketFieldQuery{}) {
		if err != nil {
			return err
		}
		fields[field.Title] = field.ID
	}
	machine, known := fields["Machine"]
	if !known {
		return fmt.Errorf("the account has no ticket field %q", "Machine")
	}
	ticket, err := desk.Tickets.Get(ctx, id)
	if err != nil {
		return err
	}
	tag, ok, err := zendesk.Field[string](ticket.CustomFields, machine) // a drop-down field holds a tag
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "ticket %d: Machine is %q, set: %t\n", ticket.ID, tag, ok)

	var params support.TicketParams
	if err := zendesk.SetField(&params.CustomFields, machine, nil); err != nil { // nil clears it
		return err
	}
	ticket, err = desk.Tickets.Update(ctx, id, params)
	if err != nil {
		return err
	}
	_, ok, err = zendesk.Field[string](ticket.CustomFields, machine)
	fmt.Fprintf(out, "ticket %d: Machine is set: %t\n", ticket.ID, ok)
	return err
}
