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

// ErrRestless means that a ticket changed each time that it was read.
var ErrRestless = errors.New("the ticket keeps changing")

// Desk reads and updates one ticket.
type Desk struct {
	// Get and Put are the requests, the first as the acting agent.
	Get func(context.Context, ...zendesk.CallOption) (*support.Ticket, error)
	Put func(context.Context, support.TicketParams, ...zendesk.CallOption) (*support.Ticket, error)

	// Ticket is what the server said last.
	Ticket *support.Ticket

	at     time.Time     // when Ticket was read, by the server's clock
	read   time.Time     // the same by this one, or a moment before
	offset time.Duration // the server's clock is at least so far ahead of this one
	synced bool

	oddTags bool
}

// Closed reports whether the ticket takes no update.
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

// Saw takes over a ticket that was read by a request that began at start.
func (d *Desk) Saw(t *support.Ticket, meta zendesk.Meta, start time.Time) {
	d.Ticket, d.read = t, start
	d.oddTags = !wholeTags(t)
	now, err := http.ParseTime(meta.Header.Get("Date"))
	if err != nil {
		now = start
	}
	d.at = now
	// A date is in whole seconds, so of several the latest tells most.
	if ahead := time.Until(now); !d.synced || ahead > d.offset {
		d.offset, d.synced = ahead, true
	}
}

// wholeTags reports whether the tags of a ticket are all that it has. What cannot
// be read as a text is left out of them; a number is read as it is written.
func wholeTags(t *support.Ticket) bool {
	raw, odd := t.Extra["tags"]
	var all []json.RawMessage
	return !odd || json.Unmarshal(raw, &all) == nil && len(all) == len(t.Tags)
}

// Spoil makes the next Steady read the ticket.
func (d *Desk) Spoil() { d.read = time.Time{} }

// Fresh reports whether the ticket is as the server said last, and no update of it
// has failed since.
func (d *Desk) Fresh() bool { return !d.read.IsZero() }

// Now is a time that the server's clock has reached.
func (d *Desk) Now() time.Time { return time.Now().Add(d.offset) }

// At returns when the ticket was read, by the server's clock and by this one.
func (d *Desk) At() (server, local time.Time) { return d.at, d.read }

// steady reports whether a safe update of the ticket, as it was read, is safe.
// A closed ticket takes none.
func (d *Desk) steady() bool { return Closed(d.Ticket) || d.at.Sub(d.Ticket.UpdatedAt) >= settled }

// young is how old a reading of the ticket may be that an update goes by: the
// safe update notices what changed since.
const young = 10 * time.Second

// Steady returns the ticket such that a safe update of it is safe.
func (d *Desk) Steady(ctx context.Context) (*support.Ticket, error) {
	if d.Ticket != nil && d.steady() && time.Since(d.read) < young {
		return d.Ticket, nil
	}
	for range 30 { // nothing changes that often but a ticket whose clock is wrong
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

// errUnsteady means that the ticket changed too short a time before it was read,
// as by an update of this very run: read it again.
var errUnsteady = fmt.Errorf("%w: the ticket changed in the last %v, so a further change could go unnoticed", zendesk.ErrConflict, settled)

// Update changes the ticket if it is still as it was read, and was read such that
// a change since would be noticed; otherwise the error is [zendesk.ErrConflict].
// Tags replace all that there are, so they must have been read whole.
func (d *Desk) Update(ctx context.Context, p support.TicketParams) (*support.Ticket, error) {
	if d.oddTags {
		return nil, errors.New("the tags of the ticket could not be read whole: a change of them would lose some")
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
