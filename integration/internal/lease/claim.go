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

// Claim is the lease that is kept on the ticket itself, as a tag that is taken
// with a safe update: of two runs that read the same ticket only one can write
// its tag. Claims that were left behind stay until what became of their runs is
// settled.
type Claim struct {
	Desk   *link.Desk
	Ticket int64
	// Needless says of the ticket, before a claim is put on it, that there is
	// nothing to claim it for.
	Needless func(*support.Ticket) bool
}

// ErrNeedless means that the ticket needs no claim, or can take none.
var ErrNeedless = errors.New("the ticket needs no claim")

// young is how old a claim of this run may be that is taken as it is.
const young = 10 * time.Second

// tries bounds how often an update of a ticket is tried that meets conflicts or
// loses its answer.
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
			case other.run.ID == run.ID: // an update whose answer was lost, or a run that is resumed
				placed = now.Sub(other.at)
			case left > 0 && left < 2*ttl: // one far ahead is no time of the server
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

// again returns nil if the ticket, read again, will tell what became of a safe
// update that failed with err; else it returns err.
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
	since   time.Time // by this clock, a moment before the time in the tag
	quiet   time.Duration
	earlier []Run
}

// Quiet is how long nobody had changed the ticket when the claim was put on it.
func (h *ClaimHeld) Quiet() time.Duration { return h.quiet }

// Earlier implements [Held].
func (h *ClaimHeld) Earlier() []Run { return h.earlier }

// put writes this run's claim, or takes it off if the tag is empty. Those of the
// earlier runs stay, of each agent the oldest.
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
		return fmt.Errorf("the claim did not stay on the ticket: triggers must leave tags alone that start with %s", Prefix)
	}
	return err
}

// state says whether the ticket carries the claim of this run, and one of a run
// that has taken over since.
func (h *ClaimHeld) state(t *support.Ticket) (mine, taken bool) {
	for _, c := range claims(h.claim.Ticket, t.Tags) {
		mine = mine || c.run.ID == h.run.ID
		taken = taken || c.run.ID != h.run.ID && !h.knows(c)
	}
	return mine, taken
}

// errLost: the claim is not on the ticket any more.
var errLost = &Busy{fmt.Sprintf("its claim (a tag that starts with %s) was taken off the ticket", Prefix)}

// Renew puts a new time on the claim.
func (h *ClaimHeld) Renew(ctx context.Context, _ time.Duration) error {
	return h.replace(ctx, errLost, func(now time.Time) error { return h.put(ctx, newTag(h.claim.Ticket, h.run, now)) })
}

// Release takes the claim off the ticket, if it is not off already.
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

// replace updates the claim, or returns gone when it is not there any more.
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
