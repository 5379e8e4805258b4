package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/support"
)

// settled is how far the server's clock must be past a ticket's last change
// before a safe update is safe: stamps are whole seconds, so a second change
// within the same second would go unnoticed.
const settled = 2 * time.Second

// ErrRestless means that the ticket had just changed every time it was read.
var ErrRestless = errors.New("the ticket keeps changing")

// Desk reads and updates one ticket.
type Desk struct {
	// Get and Put send the requests. Get acts as the agent.
	Get func(context.Context, ...zendesk.CallOption) (*support.Ticket, error)
	Put func(context.Context, support.TicketParams, ...zendesk.CallOption) (*support.Ticket, error)

	// Ticket is the ticket as the server last returned it.
	Ticket *support.Ticket

	at     time.Time     // when Ticket was read, by the server's clock
	read   time.Time     // the same by the local clock, or a moment before
	offset time.Duration // the server's clock is at least this far ahead of the local one
	synced bool

	oddTags bool
}

// Closed reports whether the ticket is closed and can no longer be updated.
func Closed(t *support.Ticket) bool { return t.Status == support.TicketStatusClosed }

// Read reads the ticket.
func (d *Desk) Read(ctx context.Context) (*support.Ticket, error) {
	var meta zendesk.Meta
	start := time.Now()
	t, err := d.Get(ctx, zendesk.Into(&meta))
	if err != nil {
		return nil, err
	}
	d.Saw(t, meta, start)
	return t, nil
}

// Saw adopts a ticket that was read by a request started at start.
func (d *Desk) Saw(t *support.Ticket, meta zendesk.Meta, start time.Time) {
	d.Ticket, d.read = t, start
	d.oddTags = !wholeTags(t)
	now, err := http.ParseTime(meta.Header.Get("Date"))
	if err != nil {
		now = start
	}
	d.at = now
	// Date headers are in whole seconds, so the largest difference is the closest.
	if ahead := time.Until(now); !d.synced || ahead > d.offset {
		d.offset, d.synced = ahead, true
	}
}

// wholeTags reports whether the ticket's tags were decoded completely. Tags that are not
// texts are left out; a number is read as it is written.
func wholeTags(t *support.Ticket) bool {
	raw, odd := t.Extra["tags"]
	var all []json.RawMessage
	return !odd || json.Unmarshal(raw, &all) == nil && len(all) == len(t.Tags)
}

// Spoil makes the next Steady read the ticket again.
func (d *Desk) Spoil() { d.read = time.Time{} }

// Fresh reports whether no update of the ticket has failed since it was read.
func (d *Desk) Fresh() bool { return !d.read.IsZero() }

// Now returns a time that the server's clock has reached.
func (d *Desk) Now() time.Time { return time.Now().Add(d.offset) }

// At returns when the ticket was read, by the server's clock and by the local one.
func (d *Desk) At() (server, local time.Time) { return d.at, d.read }

// steady reports whether a safe update of the ticket as it was read is really safe. A
// closed ticket counts as steady because it cannot be updated.
func (d *Desk) steady() bool { return Closed(d.Ticket) || d.at.Sub(d.Ticket.UpdatedAt) >= settled }

// young is how long ago the ticket may have been read for an update: the safe update
// notices what changed since.
const young = 10 * time.Second

// Steady returns the ticket in a state in which a safe update of it is really safe.
func (d *Desk) Steady(ctx context.Context) (*support.Ticket, error) {
	if d.Ticket != nil && d.steady() && time.Since(d.read) < young {
		return d.Ticket, nil
	}
	for range 30 { // only a ticket with a wrong clock needs that many
		if d.Ticket != nil && !Closed(d.Ticket) {
			wait := d.Ticket.UpdatedAt.Add(settled).Sub(d.Now())
			if err := steps.Sleep(ctx, min(wait, settled)); err != nil {
				return nil, err
			}
		}
		t, err := d.Read(ctx)
		if err != nil {
			return nil, err
		}
		if d.steady() {
			return t, nil
		}
	}
	return nil, ErrRestless
}

// errUnsteady means that the ticket had changed just before it was read, for example by
// an update of this run: read it again.
var errUnsteady = fmt.Errorf("%w: the ticket changed in the last %v, so a further change could go unnoticed", zendesk.ErrConflict, settled)

// Update changes the ticket if it has not changed since it was read, and a change would
// have been noticed; otherwise the error is [zendesk.ErrConflict]. Tags replace all
// existing tags, so these must have been read completely.
func (d *Desk) Update(ctx context.Context, p support.TicketParams) (*support.Ticket, error) {
	if d.oddTags {
		return nil, errors.New("some tags of the ticket could not be read: changing the tags would lose them")
	}
	if !d.steady() {
		return nil, errUnsteady
	}
	var meta zendesk.Meta
	start := time.Now()
	p.SafeUpdate = d.Ticket.UpdatedAt
	t, err := d.Put(ctx, p, zendesk.Into(&meta))
	if err != nil {
		d.Spoil()
		return nil, err
	}
	d.Saw(t, meta, start)
	return t, nil
}
