package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell/export/leave"
	"github.com/sellsupport/zendesk/support"
)

// desk is the Support account.
type desk struct {
	client *support.Client
	links  []leave.Link
	closed map[int64]bool // tickets that cannot be changed any more
}

func connect(getenv func(string) string, client *http.Client) (*desk, error) {
	for _, name := range []string{"ZENDESK_SUBDOMAIN", "ZENDESK_ACCESS_TOKEN"} {
		if getenv(name) == "" {
			return nil, fmt.Errorf("%w: -support needs %s", errUsage, name)
		}
	}
	c, err := support.NewClient(getenv("ZENDESK_SUBDOMAIN"), zendesk.Bearer(getenv("ZENDESK_ACCESS_TOKEN")), &support.Config{HTTPClient: client, BaseURL: getenv("ZENDESK_URL")})
	if err != nil {
		return nil, fmt.Errorf("%w: ZENDESK_SUBDOMAIN, ZENDESK_ACCESS_TOKEN or ZENDESK_URL: %w", errUsage, err)
	}
	return &desk{client: c, closed: make(map[int64]bool)}, nil
}

// linkPrefix begins the tags with which this library links a ticket to a lead.
const linkPrefix = "sell_lead_"

// read finds the tickets with a link, closed ones among them. The export never has
// the last minute.
func (d *desk) read(ctx context.Context) error {
	seen := make(map[int64]leave.Link)
	for ticket, err := range d.client.Incremental.Tickets(ctx, time.Time{}) {
		if err != nil {
			return err
		}
		if ticket.Status == support.TicketStatusDeleted {
			delete(seen, ticket.ID)
			continue
		}
		if ticket.Status == support.TicketStatusClosed {
			d.closed[ticket.ID] = true
		}
		if slices.ContainsFunc(ticket.Tags, func(tag string) bool { return strings.HasPrefix(tag, linkPrefix) }) {
			seen[ticket.ID] = leave.Link{Ticket: ticket.ID, URL: d.url("agent/tickets/" + strconv.FormatInt(ticket.ID, 10)), Tags: ticket.Tags}
		}
	}
	for _, link := range seen {
		d.links = append(d.links, link)
	}
	slices.SortFunc(d.links, func(a, b leave.Link) int { return int(a.Ticket - b.Ticket) })
	return nil
}

func (d *desk) all(yield func(leave.Link, error) bool) {
	for _, link := range d.links {
		if !yield(link, nil) {
			return
		}
	}
}

func (d *desk) url(path string) string {
	return "https://" + d.client.Subdomain() + ".zendesk.com/" + path
}

// settle marks tickets with the ids that their records have in the target, and
// lists what stays behind in Support.
func (d *desk) settle(ctx context.Context, j job) error {
	if j.opts.Crosswalk != nil {
		if err := d.mark(ctx, j); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(j.p.out, "\nTickets get the new ids with -relink, when the target has them.")
	}
	return d.leftovers(ctx, j)
}

// marks are the ids that each ticket should have, by ticket.
func (d *desk) marks(ctx context.Context, j job) (map[int64][]string, error) {
	marks := make(map[int64][]string)
	add := func(ticket int64, key string) error {
		keys, err := became(j.c, key)
		for _, k := range keys {
			if id := j.opts.Crosswalk.ID(k); id != "" {
				if mark := kindOf(k) + "_" + id; !slices.Contains(marks[ticket], mark) {
					marks[ticket] = append(marks[ticket], mark)
				}
			}
		}
		return err
	}
	for row, err := range j.c.Rows(ctx, "ticket_links") {
		if err != nil {
			return nil, err
		}
		ticket, err := strconv.ParseInt(row.Get("ticket_id"), 10, 64)
		if err == nil {
			err = add(ticket, row.Get("record_key"))
		}
		if err != nil {
			return nil, err
		}
	}
	for _, link := range d.links {
		for _, tag := range link.Tags {
			lead, ok := strings.CutPrefix(tag, linkPrefix+strconv.FormatInt(link.Ticket, 10)+"_")
			if !ok {
				continue
			}
			if err := add(link.Ticket, "sell-lead-"+lead); err != nil {
				return nil, err
			}
		}
	}
	return marks, nil
}

// became is a record, or what a converted lead became.
func became(c *leave.Copy, key string) ([]string, error) {
	r, err := c.Find(key)
	if err != nil || r == nil || r.Get("converted") != "true" {
		return []string{key}, err
	}
	var keys []string
	for _, column := range []string{"person_key", "company_key", "deal_key"} {
		if r.Get(column) != "" {
			keys = append(keys, r.Get(column))
		}
	}
	return keys, nil
}

func kindOf(key string) string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(key, "sell-"), "-")
	return kind
}

// mark writes the ids to tickets, or says what it would write.
func (d *desk) mark(ctx context.Context, j job) error {
	marks, err := d.marks(ctx, j)
	if err != nil {
		return err
	}
	tickets := make([]int64, 0, len(marks))
	for ticket := range marks {
		tickets = append(tickets, ticket)
	}
	slices.Sort(tickets)
	fmt.Fprintf(j.p.out, "\n%d tickets belong to records that are in %s now (links of the last minute are not seen yet):\n", len(tickets), j.o.target.Title)
	for _, id := range tickets {
		slices.Sort(marks[id])
		outcome := "would be marked; give -write to do it"
		switch {
		case d.closed[id]:
			outcome = "is closed and cannot be changed"
		case j.o.write:
			if outcome, err = d.write(ctx, j, id, marks[id]); err != nil {
				return err
			}
		}
		fmt.Fprintf(j.p.out, "  %s  %s: %s\n", d.url("agent/tickets/"+strconv.FormatInt(id, 10)), strings.Join(marks[id], " "), outcome)
	}
	return nil
}

// attempts is how often a ticket that others change is tried.
const attempts = 4

// write marks one ticket. It changes nothing that somebody else changed meanwhile.
func (d *desk) write(ctx context.Context, j job, id int64, marks []string) (string, error) {
	for range attempts {
		ticket, err := d.client.Tickets.Get(ctx, id)
		switch {
		case errors.Is(err, zendesk.ErrNotFound), errors.Is(err, zendesk.ErrForbidden):
			return "is not there, or not visible to this token", nil
		case err != nil:
			return "", err
		case ticket.Status == support.TicketStatusClosed:
			return "is closed and cannot be changed", nil
		}
		if j.o.field != 0 {
			err = d.setField(ctx, j.o.field, ticket, strings.Join(marks, " "))
		} else {
			err = d.addTags(ctx, ticket, marks)
		}
		switch {
		case errors.Is(err, errDone):
			return "was marked before", nil
		case err == nil:
			return "marked", nil
		case !errors.Is(err, zendesk.ErrConflict):
			return "", err
		}
	}
	return "is changed by others all the time: run it again", nil
}

var errDone = errors.New("is done")

func (d *desk) addTags(ctx context.Context, ticket *support.Ticket, marks []string) error {
	var missing []string
	for _, mark := range marks {
		if tag := "crm_" + tagText(mark); !slices.Contains(ticket.Tags, tag) {
			missing = append(missing, tag)
		}
	}
	if len(missing) == 0 {
		return errDone
	}
	_, err := d.client.Tickets.AddTags(ctx, ticket.ID, support.TicketTagsParams{Tags: missing, SafeUpdate: ticket.UpdatedAt})
	return err
}

// tagText is text as tags are: in lower case, without what parts them.
func tagText(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(s))
}

func (d *desk) setField(ctx context.Context, field int64, ticket *support.Ticket, value string) error {
	if has, _, err := zendesk.Field[string](ticket.CustomFields, field); err == nil && has == value {
		return errDone
	}
	p := support.TicketParams{SafeUpdate: ticket.UpdatedAt}
	if err := zendesk.SetField(&p.CustomFields, field, value); err != nil {
		return err
	}
	_, err := d.client.Tickets.Update(ctx, ticket.ID, p)
	return err
}
