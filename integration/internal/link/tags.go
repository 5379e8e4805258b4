// Package link ties a ticket to the lead that was created from it: with tags that name
// both, the marker in Sell, and updates of a ticket that lose nothing.
package link

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// prefix starts the tag of a link, sell_lead_<ticket>_<lead>. The tag names the ticket
// because follow-up tickets inherit all tags.
const prefix = "sell_lead_"

// Link says that a lead was created from a ticket.
type Link struct{ Ticket, Lead int64 }

// Tag returns the tag of a link.
func (l Link) Tag() string { return fmt.Sprintf("%s%d_%d", prefix, l.Ticket, l.Lead) }

// Parse reads the tag of a link. It returns false for all other tags.
func Parse(tag string) (Link, bool) {
	rest, ours := strings.CutPrefix(tag, prefix)
	ticket, lead, both := strings.Cut(rest, "_")
	l := Link{number(ticket), number(lead)}
	return l, ours && both && l.Ticket > 0 && l.Lead > 0 && l.Tag() == tag
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Of returns the links among the tags of a ticket: its own leads, at most one unless the
// promise of one lead per ticket was broken, and the links of the tickets that it follows
// up.
func Of(ticketID int64, tags []string) (own []int64, history []Link) {
	for _, tag := range tags {
		l, ok := Parse(tag)
		switch {
		case ok && l.Ticket == ticketID:
			own = append(own, l.Lead)
		case ok:
			history = append(history, l)
		}
	}
	slices.Sort(own)
	slices.SortFunc(history, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Lead, b.Lead))
	})
	return slices.Compact(own), slices.Compact(history)
}
