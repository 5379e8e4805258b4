package integration

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/support"
)

// The claim is a lease that is kept on the ticket itself, as a tag
// sell_claim_<agent>x<random>_<unix>, taken with a safe update: of two runs that read the
// same ticket only one can write its tag. The link to the lead is a tag too,
// sell_lead_<id>, written by the same update that gives the claim back.
const (
	claimPrefix = "sell_claim_"
	linkPrefix  = "sell_lead_"
)

// settled is how far the server's clock must be past a ticket's last change
// before a safe update is safe: stamps are whole seconds, so a second change
// within the same second would go unnoticed.
const settled = 2 * time.Second

// claimTag is a parsed claim.
type claimTag struct {
	tag   string
	agent int64 // who sees what the run made; 0: the automation
	at    time.Time
}

// newClaim makes a tag for a run. It starts with the id of the agent who would
// see the lead of the run, so that whoever finds a claim that was left behind
// knows who can tell what became of it.
func newClaim(agent int64, now time.Time) claimTag {
	run := strconv.FormatInt(agent, 10) + "x" + strings.ToLower(rand.Text())
	return claimTag{fmt.Sprintf("%s%s_%d", claimPrefix, run, now.Unix()), agent, now}
}

// parseClaim leaves all other tags alone, also those that begin in the same way.
func parseClaim(tag string) (claimTag, bool) {
	rest, ours := strings.CutPrefix(tag, claimPrefix)
	run, unix, stamped := strings.Cut(rest, "_")
	agent, random, _ := strings.Cut(run, "x")
	seconds, err := strconv.ParseInt(unix, 10, 64)
	id, noID := strconv.ParseInt(agent, 10, 64)
	if !ours || !stamped || random == "" || err != nil || noID != nil {
		return claimTag{}, false
	}
	return claimTag{tag, id, time.Unix(seconds, 0)}, true
}

func claims(t *support.Ticket) []claimTag {
	var all []claimTag
	for _, tag := range t.Tags {
		if c, ok := parseClaim(tag); ok {
			all = append(all, c)
		}
	}
	return all
}

// links returns the leads that a ticket is linked to: one, unless the promise
// of one lead a ticket was broken.
func links(t *support.Ticket) []int64 {
	var ids []int64
	for _, tag := range t.Tags {
		if rest, ok := strings.CutPrefix(tag, linkPrefix); ok {
			if id, err := strconv.ParseInt(rest, 10, 64); err == nil && id > 0 {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// tagsWith returns the ticket's tags without any claim and with one more.
func tagsWith(t *support.Ticket, tag string) []string {
	tags := make([]string, 0, len(t.Tags)+1)
	for _, have := range t.Tags {
		if _, claim := parseClaim(have); !claim && have != tag {
			tags = append(tags, have)
		}
	}
	if tag != "" {
		tags = append(tags, tag)
	}
	return tags
}

// steady reads a ticket so that a safe update of it is safe, and returns the
// server's time of the reading. A closed ticket takes no update: it is returned
// as it is.
func (a *Agent) steady(ctx context.Context, ticketID int64) (*support.Ticket, time.Time, error) {
	for range 30 { // nothing changes that often but a ticket whose clock is wrong
		var meta zendesk.Meta
		t, err := a.ticket(ctx, ticketID, zendesk.Into(&meta))
		if err != nil {
			return nil, time.Time{}, err
		}
		now, err := http.ParseTime(meta.Header.Get("Date"))
		if err != nil {
			now = time.Now()
		}
		wait := settled - now.Sub(t.UpdatedAt)
		if t.Status == support.TicketStatusClosed || wait <= 0 {
			return t, now, nil
		}
		if err := sleep(ctx, min(wait, settled)); err != nil {
			return nil, time.Time{}, err
		}
	}
	return nil, time.Time{}, fmt.Errorf("%w: ticket %d keeps changing", ErrBusy, ticketID)
}

// claim is the lease of one run on the ticket.
type claim struct {
	agent    *Agent
	ticketID int64
	finder   int64     // the agent who would see the lead of this run; see run.finder
	tried    []string  // tags whose update may have been carried out
	begun    time.Time // when the last of those updates was sent, by this clock
	at       time.Time // when the run first read the ticket, by the server's
	// interrupted is the newest claim of an earlier run that was left behind.
	interrupted *claimTag
}

// errLost: the claim on the ticket is not there any more.
var errLost = fmt.Errorf("%w, or its claim (a tag that starts with %s) was taken off the ticket", ErrBusy, claimPrefix)

// take puts the run's claim on the ticket. It returns the ticket as it was just
// before, and the moment before the claim began. A ticket that is linked or
// closed is returned without a claim.
func (c *claim) take(ctx context.Context) (*support.Ticket, time.Time, error) {
	for try := range updateTries {
		t, now, err := c.agent.steady(ctx, c.ticketID)
		if err != nil {
			return nil, time.Time{}, err
		}
		if c.at.IsZero() {
			c.at = now
		}
		if c.mine(t) { // an update whose answer was lost did happen
			return t, c.begun, nil
		}
		if t.Status == support.TicketStatusClosed || len(links(t)) > 0 {
			return t, time.Now(), nil
		}
		for _, other := range claims(t) {
			if left := LeaseTTL - now.Sub(other.at); left > 0 && left < 2*LeaseTTL { // one far ahead is no time of the server
				return nil, time.Time{}, fmt.Errorf("%w: ticket %d, for up to %v", ErrBusy, c.ticketID, left)
			}
			if c.interrupted == nil || other.at.After(c.interrupted.at) {
				c.interrupted = &other
			}
		}
		if err := c.mayTakeOver(ctx); err != nil {
			return nil, time.Time{}, err
		}
		err = c.put(ctx, t, newClaim(c.finder, now).tag)
		if err == nil {
			return t, c.begun, nil
		}
		if err := readAgain(ctx, try, err); err != nil {
			return nil, time.Time{}, err
		}
	}
	return nil, time.Time{}, fmt.Errorf("%w: the claim on ticket %d could not be placed", ErrBusy, c.ticketID)
}

// updateTries bounds how often an update of a ticket is tried that meets
// conflicts or loses its answer.
const updateTries = 10

// readAgain returns nil if the ticket, read again, will tell what became of a
// safe update that failed with err; else it returns err.
func readAgain(ctx context.Context, try int, err error) error {
	switch {
	case errors.Is(err, zendesk.ErrConflict):
		return nil
	case errors.Is(err, zendesk.ErrInvalid) && try == 0: // the ticket may have been closed since it was read
		return nil
	case errors.Is(err, zendesk.ErrUnclear):
		return sleep(ctx, min(time.Second<<try, 8*time.Second))
	}
	return err
}

// mayTakeOver refuses to go on where a run broke off, if this agent could not
// see the lead that it may have made.
func (c *claim) mayTakeOver(ctx context.Context) error {
	left := c.interrupted
	if left == nil || left.agent == c.agent.id() || c.agent.user == nil || c.agent.in.Settings.Routing.Access != leadrouting.OnlySellUsers {
		return nil
	}
	if leads, _, err := c.agent.leadsOfTicket(ctx, c.ticketID); err != nil || len(leads) > 0 {
		return err
	}
	who := "the automation"
	if left.agent != 0 {
		who = fmt.Sprintf("agent %d or the automation", left.agent)
	}
	return fmt.Errorf("%w: ticket %d; let %s repeat it", ErrInterrupted, c.ticketID, who)
}

// put replaces all claims on the ticket by tag.
func (c *claim) put(ctx context.Context, t *support.Ticket, tag string) error {
	c.tried, c.begun = append(c.tried, tag), time.Now()
	updated, err := c.agent.in.Support.Tickets.Update(ctx, c.ticketID, support.TicketParams{
		Tags: zendesk.Set(tagsWith(t, tag)), SafeUpdate: t.UpdatedAt,
	})
	if err == nil && tag != "" && !slices.Contains(updated.Tags, tag) {
		return fmt.Errorf("the claim did not stay on the ticket: triggers must leave tags alone that start with %s", claimPrefix)
	}
	return err
}

// mine reports whether the ticket still carries this run's claim.
func (c *claim) mine(t *support.Ticket) bool {
	return slices.ContainsFunc(t.Tags, func(tag string) bool { return slices.Contains(c.tried, tag) })
}

// Renew puts a new time on the claim.
func (c *claim) Renew(ctx context.Context, _ time.Duration) error {
	return c.replace(ctx, func(now time.Time) string { return newClaim(c.finder, now).tag }, errLost)
}

// Release takes the claim off the ticket.
func (c *claim) Release(ctx context.Context) error {
	return c.replace(ctx, func(time.Time) string { return "" }, nil)
}

// replace puts another tag in the place of the claim, or returns gone when the
// claim is not there any more.
func (c *claim) replace(ctx context.Context, tag func(now time.Time) string, gone error) error {
	for try := range updateTries {
		t, now, err := c.agent.steady(ctx, c.ticketID)
		if err != nil {
			return err
		}
		if !c.mine(t) {
			return gone
		}
		err = c.put(ctx, t, tag(now))
		if err == nil {
			return nil
		}
		if err := readAgain(ctx, try, err); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: the claim on ticket %d could not be changed", ErrBusy, c.ticketID)
}

// id is the agent's id in Support, 0 for the automation.
func (a *Agent) id() int64 {
	if a.user == nil {
		return 0
	}
	return a.user.ID
}
