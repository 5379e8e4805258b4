package zendesk_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"log"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support"
)

// ticketColumn is a ticket in a column of a database, such as a jsonb of
// PostgreSQL: pass it to Exec, and a pointer to it to Scan.
type ticketColumn struct{ *support.Ticket }

func (c ticketColumn) Value() (driver.Value, error) { return zendesk.Encode(c.Ticket) }

func (c *ticketColumn) Scan(value any) (err error) {
	data, ok := value.([]byte)
	if !ok {
		return fmt.Errorf("a %T is not a ticket", value)
	}
	c.Ticket, _, err = zendesk.Decode[support.Ticket](data)
	return err
}

// A ticket is stored in a database and read back: nothing of it is lost, also
// what this version of the library does not know and what is not as documented.
func ExampleEncode() {
	answer := `{"id":35436,"subject":"Printer on fire","tags":["vip",2024],"sentiment":{"score":-0.5}}`
	ticket, odd, err := zendesk.Decode[support.Ticket]([]byte(answer))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("odd:", odd)

	value, err := ticketColumn{ticket}.Value()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("stored: %s\n", value)

	var stored ticketColumn
	if err := stored.Scan(value); err != nil {
		log.Fatal(err)
	}
	fmt.Println("read:", stored.ID, stored.Subject, stored.Tags, string(stored.Extra["sentiment"]))
	// Output:
	// odd: [/tags/1]
	// stored: {"id":35436,"subject":"Printer on fire","sentiment":{"score":-0.5},"tags":["vip",2024]}
	// read: 35436 Printer on fire [vip 2024] {"score":-0.5}
}

// What compiles for each kind of attribute. Set(5) is an Opt[int] and Set("hold") an
// Opt[string], so an id and a status that are written out need their type.
func ExampleSet() {
	due := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	params := support.TicketParams{
		Subject:        zendesk.Set("Squeaky brakes"),
		Status:         zendesk.Set[support.TicketStatus]("hold"),
		Priority:       zendesk.Set(support.TicketPriorityHigh),
		AssigneeID:     zendesk.Set[int64](5),
		OrganizationID: zendesk.Null[int64](),
		DueAt:          zendesk.Set(due),
		Tags:           zendesk.Set([]string{"brakes"}),
	}
	body, err := zendesk.Encode(params)
	fmt.Println(string(body), err)
	// Output: {"subject":"Squeaky brakes","priority":"high","status":"hold","assignee_id":5,"organization_id":null,"due_at":"2026-03-02T10:00:00Z","tags":["brakes"]} <nil>
}

// A query is a struct: the empty one asks for everything.
func ExampleCollect_everything() {
	crm := selltest.New().Client(nil)
	leads, err := zendesk.Collect(crm.Leads.All(context.Background(), sell.LeadQuery{}), 0)
	fmt.Println(len(leads), err)
	// Output: 0 <nil>
}
