package leave

import (
	"regexp"
	"strconv"
	"strings"
)

// Link is a ticket of Support with its tags, among which may be the links of
// this library, "sell_lead_TICKET_LEAD".
type Link struct {
	Ticket int64
	URL    string
	Tags   []string
}

var ticketURL = regexp.MustCompile(`https://[a-z0-9][a-z0-9-]*\.zendesk\.com/agent/(?:#/)?tickets/([0-9]{1,18})\b`)

// ticketField is how the field is called that this library keeps the ticket of a
// lead in.
const ticketField = "Zendesk ticket"

// tickets makes rows of the tickets that a record names: in the text of a note,
// and in the field for it.
func (b *builder) tickets() {
	if b.s.resource == "notes" {
		body := b.Get("body")
		if !strings.Contains(body, "/tickets/") {
			return
		}
		seen := make(map[string]bool)
		for _, found := range ticketURL.FindAllStringSubmatch(body, -1) {
			for link := range b.Each("activity_links") {
				if of := link.Get("record_key"); !seen[of+" "+found[1]] {
					seen[of+" "+found[1]] = true
					b.addTicket(of, found[1], "note:"+b.Key, found[0])
				}
			}
		}
		return
	}
	for row := range b.Each("custom_values") {
		f := b.c.fields.all[row.Get("field_key")]
		value := row.Get("text")
		if value == "" {
			value = row.Get("number")
		}
		if f != nil && strings.EqualFold(f.Name, ticketField) && isID(value) {
			b.addTicket(b.Key, value, "field", "")
		}
	}
}

func isID(s string) bool {
	id, err := strconv.ParseInt(s, 10, 64)
	return err == nil && id > 0
}

func (b *builder) addTicket(record, ticket, foundIn, url string) {
	b.Rows = append(b.Rows, b.c.schema["ticket_links"].with(record, ticket, foundIn, url, b.Key))
}

// linked returns the rows of a ticket's tags, and what they point to in vain.
func (c *Copy) linked(l Link) (rows []Row, report []Entry) {
	for _, tag := range l.Tags {
		rest, ok := strings.CutPrefix(tag, "sell_lead_")
		ticket, lead, cutOK := strings.Cut(rest, "_")
		id, err := strconv.ParseInt(lead, 10, 64)
		if !ok || !cutOK || err != nil || ticket != strconv.FormatInt(l.Ticket, 10) {
			continue // a tag of another ticket is history: follow-ups inherit them
		}
		keys := c.after(id)
		for _, key := range keys {
			rows = append(rows, c.schema["ticket_links"].with(key, ticket, "tag", l.URL, key))
		}
		if len(keys) == 0 {
			report = append(report, Entry{keyOf("lead", id), "ticket_links", "tag", LeftOut, "the tag of a ticket names a lead that is not in the copy", tag})
		}
	}
	return rows, report
}

// after returns the lead with an id, if the copy has it, and what it became.
func (c *Copy) after(lead int64) []string {
	var keys []string
	if key, _, ok := c.place("lead", lead); ok {
		keys = append(keys, key)
	}
	v := c.leads[lead]
	for _, of := range []struct {
		kind string
		id   int64
	}{{"contact", v.person}, {"contact", v.company}, {"deal", v.deal}} {
		if key, _, ok := c.place(of.kind, of.id); ok && of.id != 0 {
			keys = append(keys, key)
		}
	}
	return keys
}
