package zendesk_test

import (
	"database/sql/driver"
	"fmt"
	"log"

	"github.com/sellsupport/zendesk"
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
