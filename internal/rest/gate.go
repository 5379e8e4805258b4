package rest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/sellsupport/zendesk"
	"golang.org/x/time/rate"
)

// Gate lets requests through one by one, in the order they came, at a rate that
// can change and with pauses. It is the mechanism behind the default limiters.
//
// Only the head of the queue looks at the bucket, and it takes nothing until it
// goes, so a caller that gives up costs no slot.
type Gate struct {
	turn    chan struct{} // holds the head of the queue
	changed chan struct{} // wakes the head after a change of rate

	mu     sync.Mutex // never held over a wait
	bucket *rate.Limiter
	queue  int       // callers in Wait
	paused time.Time // nothing passes before
	due    time.Time // when the head was told to come back
}

// slack is how much a timer may fire late without the lateness being lost: the
// slot counts from when it was due. Ten slots of 102 ms take 1,020 ms, so even
// then no second holds eleven requests.
const slack = 15 * time.Millisecond

// NewGate returns a gate with a rate per second and a burst of at least 1.
func NewGate(perSecond float64, burst int) *Gate {
	return &Gate{
		turn:    make(chan struct{}, 1),
		changed: make(chan struct{}, 1),
		bucket:  rate.NewLimiter(rate.Limit(perSecond), burst),
	}
}

// Wait returns when the next request may be sent. When ctx would end before
// that it returns at once, with an error that is ErrRateLimited as well as
// context.DeadlineExceeded.
func (g *Gate) Wait(ctx context.Context, _ zendesk.Op) error {
	if err := g.enter(ctx); err != nil {
		return err
	}
	defer g.leave()
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-g.turn }()
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		wait := g.take(time.Now())
		if wait <= 0 {
			return nil
		}
		if err := inTime(ctx, wait); err != nil {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-g.changed:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// enter joins the queue, unless the turn would come too late.
func (g *Gate) enter(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	missing := float64(g.queue+1) - g.bucket.TokensAt(now)
	wait := max(g.paused.Sub(now), time.Duration(missing/float64(g.bucket.Limit())*float64(time.Second)))
	if err := inTime(ctx, wait); err != nil {
		return err
	}
	g.queue++
	return nil
}

func (g *Gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue--
}

func inTime(ctx context.Context, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && wait > 0 && time.Until(deadline) <= wait {
		return fmt.Errorf("%w: the turn comes in %v, after the deadline: %w", zendesk.ErrRateLimited, wait.Round(time.Millisecond), context.DeadlineExceeded)
	}
	return nil
}

// take takes a slot if there is one, else it returns how long to wait.
func (g *Gate) take(now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := g.paused.Sub(now); wait > 0 {
		g.due = time.Time{}
		return wait
	}
	at := now
	if late := now.Sub(g.due); late >= 0 && late <= slack {
		at = g.due
	}
	r := g.bucket.ReserveN(at, 1)
	wait := r.DelayFrom(at)
	if wait <= 0 {
		return 0
	}
	r.CancelAt(at)
	g.due = at.Add(wait)
	return g.due.Sub(now)
}

// Pause lets nothing through for d, and reports whether no pause was on yet.
func (g *Gate) Pause(d time.Duration) (first bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	first = !g.paused.After(now)
	if until := now.Add(d); until.After(g.paused) {
		g.paused = until
	}
	return first
}

// SetRate changes rate and burst for all who wait, too.
func (g *Gate) SetRate(perSecond float64, burst int) {
	g.mu.Lock()
	if rate.Limit(perSecond) == g.bucket.Limit() && burst == g.bucket.Burst() {
		g.mu.Unlock()
		return
	}
	now := time.Now()
	g.bucket.SetLimitAt(now, rate.Limit(perSecond))
	g.bucket.SetBurstAt(now, burst)
	g.mu.Unlock()
	select {
	case g.changed <- struct{}{}:
	default: // the head has not seen the last change yet
	}
}
