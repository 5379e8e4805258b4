package demo

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// What Grow adds starts at these ids.
const (
	firstCustomer = 2_000_001
	firstTicket   = 3_000_001
)

// batch is how many records are seeded at once, to keep little beside them.
const batch = 1000

// Grow adds customers and tickets to the company's Support account until it has
// at least n of each. It is for a server that [Company] or [Fill] made, once.
// The new customers are unknown to Sell, and each of them asked something.
func Grow(desk *supporttest.Server, n int) {
	missing := n - min(len(desk.Records("users")), len(desk.Records("tickets")))
	if missing <= 0 {
		return
	}
	customer := format("users", `"id":%d,"name":%q,"email":"customer-%[1]d@example.com","created_at":%[3]q,"updated_at":%[3]q`)
	ticket := format("tickets", `"id":%d,"subject":%q,"raw_subject":%[2]q,"description":"Hello, %[2]s?","status":%[3]q,"requester_id":%[4]d,`+
		`"submitter_id":%[4]d,"group_id":%[5]d,"created_at":%[6]q,"updated_at":%[6]q`)
	start := time.Date(2025, 1, 1, 8, 0, 0, 0, time.UTC)
	for from := 0; from < missing; from += batch {
		var customers, tickets []string
		for i := from; i < min(from+batch, missing); i++ {
			name := firstNames[i%len(firstNames)] + " " + lastNames[i/len(firstNames)%len(lastNames)]
			at := start.AddDate(0, 0, i%150).Format(time.RFC3339)
			subject, status := subjects[i%len(subjects)], statuses[i%len(statuses)]
			customers = append(customers, fmt.Sprintf(customer, firstCustomer+i, name, at))
			tickets = append(tickets, fmt.Sprintf(ticket, firstTicket+i, subject, status, firstCustomer+i, 501+i%3, at))
		}
		desk.Seed("users", customers...)
		desk.Seed("tickets", tickets...)
	}
}

// format returns a format of whole records of a kind, of which these members
// vary. They stand after the blank ones: of two of a name the last counts.
func format(kind, members string) string {
	var blanks map[string]map[string]json.RawMessage
	mustDecode(blank, &blanks)
	return strings.TrimSuffix(string(blanks["support"][kind]), "}") + "," + members + "}"
}

var (
	firstNames = []string{"Alma", "Bruno", "Chloe", "Dario", "Edda", "Farid", "Gwen", "Hugo", "Iris", "Jamal", "Kira", "Luca", "Mara"}
	lastNames  = []string{"Adler", "Bianchi", "Costa", "Dubois", "Eriksen", "Ferro", "Gruber", "Holm", "Ivanov", "Janssen", "Keller"}
	subjects   = []string{"Grinder is too loud", "Steam wand drips", "Can I pay in two parts", "Order of spare parts", "Water filter does not fit", "Change of address", "Machine trips the fuse"}
	statuses   = []string{"open", "pending", "solved", "closed", "hold", "closed", "solved", "new", "closed"}
)
