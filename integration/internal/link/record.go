package link

import (
	"fmt"
	"strings"
)

// recordPrefix starts the tag of a ticket that was created for a record of Sell,
// sell_record_<ticket>_<kind>_<id>. It names the ticket since follow-up tickets
// inherit all tags.
const recordPrefix = "sell_record_"

// Record says that a ticket was created for a record.
type Record struct {
	Ticket int64
	Kind   string
	ID     int64
}

// Tag is the tag of a record.
func (r Record) Tag() string { return fmt.Sprintf("%s%d_%s_%d", recordPrefix, r.Ticket, r.Kind, r.ID) }

// RecordOf returns the record that a ticket was created for, by its tags. Those of
// other tickets are inherited.
func RecordOf(ticketID int64, tags []string) (Record, bool) {
	for _, tag := range tags {
		rest, ours := strings.CutPrefix(tag, recordPrefix)
		parts := strings.Split(rest, "_")
		if !ours || len(parts) != 3 {
			continue
		}
		r := Record{number(parts[0]), parts[1], number(parts[2])}
		if r.Ticket == ticketID && r.ID > 0 && r.Tag() == tag {
			return r, true
		}
	}
	return Record{}, false
}
