package lease

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/support"
)

// Claim is a lease on the ticket itself: a tag that is added with a safe update, so
// that of two runs that read the same ticket only one can write its tag. Claims that
// were left behind stay until it is settled what their runs did.
type Claim struct {
	Desk   *link.Desk
	Ticket int64
	// Needless reports, before a claim is put on the ticket, whether there is
	// nothing to claim it for.
	Needless func(*support.Ticket) bool
}

// ErrNeedless means that the ticket needs no claim, or cannot be claimed.
var ErrNeedless = errors.New("the ticket needs no claim")

// young is how old a claim of this run may be to be used as it is.
const young = 10 * time.Second

// tries bounds how often an update of a ticket is tried after conflicts and lost
// responses.
const tries = 10

// Acquire implements [Lease]; the ticket is the key.
func (c *Claim) Acquire(ctx context.Context, _ string, run Run, ttl time.Duration) (Held, error) {
	for try := range tries {
		t, err := c.Desk.Steady(ctx)
		if err != nil {
			return nil, err
		}
		if c.Needless(t) || link.Closed(t) {
			return nil, ErrNeedless
		}
		now, read := c.Desk.At()
		h := &ClaimHeld{claim: c, run: run, since: read, quiet: now.Sub(t.UpdatedAt)}
		var placed time.Duration = -1
		for _, other := range claims(c.Ticket, t.Tags) {
			left := ttl - now.Sub(other.at)
			switch {
			case other.run.ID == run.ID: // the response of an update was lost, or a run is resumed
				placed = now.Sub(other.at)
			case left > 0 && left < 2*ttl: // a time far ahead is not from the server's clock
				c.Desk.Spoil()
				return nil, &Busy{fmt.Sprintf("a claim holds it for up to %v", left)}
			default:
				h.earlier = keep(h.earlier, other.run)
			}
		}
		h.earlier = oldestFirst(h.earlier)
		if placed >= 0 && placed < young {
			h.since = read.Add(-placed - time.Second)
			return h, nil
		}
		err = h.put(ctx, newTag(c.Ticket, run, now))
		if err == nil {
			return h, nil
		}
		if err := c.again(ctx, try, err); err != nil {
			return nil, err
		}
	}
	return nil, &Busy{"the claim could not be placed"}
}

// again returns nil if reading the ticket again will tell what became of a safe update
// that failed with err; otherwise it returns err.
func (c *Claim) again(ctx context.Context, try int, err error) error {
	switch {
	case errors.Is(err, zendesk.ErrConflict):
		return nil
	case errors.Is(err, zendesk.ErrInvalid) && try == 0: // the ticket may have been closed since it was read
		return nil
	case errors.Is(err, zendesk.ErrUnclear):
		return steps.Sleep(ctx, min(time.Second<<try, 8*time.Second))
	}
	return err
}

// ClaimHeld is a claim that was put on the ticket.
type ClaimHeld struct {
	claim   *Claim
	run     Run
	since   time.Time // by the local clock, just before the time in the tag
	quiet   time.Duration
	earlier []Run
}

// Quiet returns for how long nobody had changed the ticket when it was claimed.
func (h *ClaimHeld) Quiet() time.Duration { return h.quiet }

// Earlier implements [Held].
func (h *ClaimHeld) Earlier() []Run { return h.earlier }

// put writes this run's claim, or removes it if the tag is empty. The claims of earlier
// runs stay, the oldest of each agent.
func (h *ClaimHeld) put(ctx context.Context, text string) error { return h.write(ctx, text, h.knows) }

func (h *ClaimHeld) knows(c tag) bool {
	return slices.ContainsFunc(h.earlier, func(r Run) bool { return r.ID == c.run.ID })
}

func (h *ClaimHeld) write(ctx context.Context, text string, stays func(tag) bool) error {
	tags := slices.DeleteFunc(slices.Clone(h.claim.Desk.Ticket.Tags), func(t string) bool {
		c, ok := parse(t)
		return ok && c.ticket == h.claim.Ticket && !stays(c)
	})
	if text != "" {
		tags = append(tags, text)
	}
	updated, err := h.claim.Desk.Update(ctx, support.TicketParams{Tags: zendesk.Set(tags)})
	if err == nil && text != "" && !slices.Contains(updated.Tags, text) {
		return fmt.Errorf("the claim did not stay on the ticket: triggers must leave tags that start with %s alone", Prefix)
	}
	return err
}

// state reports whether the ticket carries the claim of this run, and whether it
// carries that of a run that has taken over since.
func (h *ClaimHeld) state(t *support.Ticket) (mine, taken bool) {
	for _, c := range claims(h.claim.Ticket, t.Tags) {
		mine = mine || c.run.ID == h.run.ID
		taken = taken || c.run.ID != h.run.ID && !h.knows(c)
	}
	return mine, taken
}

// errLost means that the claim is no longer on the ticket.
var errLost = &Busy{fmt.Sprintf("its claim (a tag that starts with %s) was removed from the ticket", Prefix)}

// Renew updates the time of the claim.
func (h *ClaimHeld) Renew(ctx context.Context, _ time.Duration) error {
	return h.replace(ctx, errLost, func(now time.Time) error { return h.put(ctx, newTag(h.claim.Ticket, h.run, now)) })
}

// Release removes the claim from the ticket if it is still there.
func (h *ClaimHeld) Release(ctx context.Context, settled bool) error {
	if mine, _ := h.state(h.claim.Desk.Ticket); !mine && h.claim.Desk.Fresh() {
		return nil
	}
	return h.replace(ctx, nil, func(time.Time) error {
		if settled {
			return h.write(ctx, "", func(tag) bool { return false })
		}
		return h.put(ctx, "")
	})
}

// replace updates the claim. If the claim is no longer there, it returns gone.
func (h *ClaimHeld) replace(ctx context.Context, gone error, update func(now time.Time) error) error {
	for try := range tries {
		t, err := h.claim.Desk.Steady(ctx)
		if err != nil {
			return err
		}
		if mine, taken := h.state(t); !mine || taken || link.Closed(t) {
			return gone
		}
		now, _ := h.claim.Desk.At()
		err = update(now)
		if err == nil {
			return nil
		}
		if err := h.claim.again(ctx, try, err); err != nil {
			return err
		}
	}
	return &Busy{"the claim could not be changed"}
}
