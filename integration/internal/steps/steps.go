// Package steps takes an operation of several writes through, each at most
// once, whatever fails where. A step is data and two functions: one looks
// whether it was done, one does it. Only the [Operation] repeats, waits and
// keeps what happened, so a step needs no flags of its own.
package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sellsupport/zendesk"
)

// State says what became of a step.
type State string

// States of a step.
const (
	Done    State = "done"
	Already State = "already" // a look found it
	Skipped State = "skipped"
	Failed  State = "failed"
	Nothing State = "nothing" // there is nothing to do; it is not recorded
)

// Answer is what a look found or a write did. The zero Answer of a look: it was
// not done.
type Answer struct {
	State  State
	Detail string
	// Earlier says that an earlier run of the operation did it, or may have, so
	// that it may have done the later steps too.
	Earlier bool
	// New says that a write made the very thing that the later steps add to:
	// none of them can have been done.
	New bool
	// Over ends the operation: there is nothing left to do, nor to be found.
	Over bool
}

// Step is one write.
type Step struct {
	Name string

	// Look says whether the step was done, by the evidence that there is.
	// Where maybe is false nothing suggests that it was: then it need only find
	// what costs little. Do is always called right after a look.
	Look func(ctx context.Context, maybe bool) (Answer, error)

	// Do carries the step out: one write, and nothing after it that can fail. A
	// step without it only reads.
	Do func(ctx context.Context) (Answer, error)

	// Lag is how long an unclear write is given before a look is believed that
	// does not find it.
	Lag time.Duration

	// Tries bounds how often Do is called.
	Tries int

	// Again says of an error that is not unclear whether another look tells
	// more, such as a conflict. May be nil.
	Again func(err error, try int) bool
}

// Lease is what the operation holds.
type Lease interface {
	Renew(ctx context.Context, ttl time.Duration) error
	// Release gives the lease back; settled says that nothing of this
	// operation, nor of earlier ones that broke off, is left to be found.
	Release(ctx context.Context, settled bool) error
	// Leave lets the lease end by itself, so that it is remembered; soon, if all
	// is written.
	Leave(ctx context.Context, soon bool)
}

// Held is a lease that was just taken.
type Held struct {
	Lease Lease
	// Since is a moment before the lease began.
	Since time.Time
	// Begun says that an earlier operation may have done some of the steps.
	Begun bool
}

// Operation is a list of steps under one lease.
type Operation struct {
	Steps []Step
	// Record is told of each step, once.
	Record func(name string, state State, detail string)
	// Warn is told what went wrong without doing harm.
	Warn func(text string)

	TTL time.Duration // of the lease
	Lag time.Duration // until looks show what others wrote before the lease began

	held    Held
	left    bool
	begun   time.Time // when the lease was had
	maybe   bool
	shown   time.Time // from when on looks show what came of an unclear write
	wrote   bool      // a write was made, or may have been
	skipped bool      // the last step could not be done, by which the others are found
	found   bool      // a look has found a step done
	settled bool      // nothing of earlier operations is left to be found
}

// A write begins when less than half of its lease is gone, and is given up
// while a sixth is left.
const (
	fresh   = 0.4
	reserve = 1. / 6
)

// lates bounds how often a write is put off for which the limiter's queue is
// longer than the lease.
const lates = 20

// Run takes the steps through and gives the lease back, unless a write may be
// left to be found: then it leaves the lease to end. The error is that of the
// step that failed, a [*StepError].
func (o *Operation) Run(ctx context.Context, held Held) error {
	o.held, o.begun = held, time.Now()
	o.maybe, o.settled = held.Begun, !held.Begun
	for _, s := range o.Steps {
		over, err := o.step(ctx, s)
		if err != nil {
			o.Record(s.Name, Failed, err.Error())
			o.end(ctx, false)
			return &StepError{s.Name, err}
		}
		if over {
			break
		}
	}
	o.end(ctx, true)
	return nil
}

// Wrote reports whether anything was written, or may have been.
func (o *Operation) Wrote() bool { return o.wrote }

// Left reports whether the lease was left to end by itself, since something may
// have been written.
func (o *Operation) Left() bool { return o.left }

// StepError is the error of a step.
type StepError struct {
	Step string
	Err  error
}

// Error names the step.
func (e *StepError) Error() string { return e.Step + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *StepError) Unwrap() error { return e.Err }

func (o *Operation) end(ctx context.Context, complete bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.TTL/3)
	defer cancel()
	if o.wrote && (!complete || o.skipped) {
		o.left = !complete
		o.held.Lease.Leave(ctx, complete)
		return
	}
	if err := o.held.Lease.Release(ctx, complete || o.settled); err != nil {
		o.Warn("the lease could not be given back and ends by itself")
	}
}

// step looks, does, and looks again before it does once more.
func (o *Operation) step(ctx context.Context, s Step) (over bool, err error) {
	var last error
	for try, late := 0, 0; try < max(s.Tries, 1) && late < lates; {
		a, err := o.look(ctx, s)
		switch {
		case err != nil && last != nil:
			return false, fmt.Errorf("%w; %w", last, err)
		case err != nil:
			return false, err
		case a.State != "" || a.Over || s.Do == nil:
			if a.Earlier {
				o.maybe, o.found = true, true
			}
			o.record(s, a)
			return a.Over, nil
		}
		if !o.found {
			o.settled = true // the steps go in order: without the first there is none that comes later
		}
		a, err = o.do(ctx, s)
		if err == nil {
			o.wrote = true
			o.maybe = (o.maybe || a.Earlier) && !a.New
			o.record(s, a)
			return a.Over, nil
		}
		last = err
		unclear := errors.Is(err, zendesk.ErrUnclear)
		o.wrote = o.wrote || unclear
		switch {
		case ctx.Err() != nil:
			return false, err
		case !unclear && o.isLate(ctx, err):
			late++
			o.held.Since = time.Time{}
			if Sleep(ctx, o.TTL/2) != nil {
				return false, err
			}
		case unclear || s.Again != nil && s.Again(err, try):
			try++
			o.maybe, o.shown = true, time.Now().Add(s.Lag)
		default:
			return false, err
		}
	}
	return false, last
}

func (o *Operation) record(s Step, a Answer) {
	o.skipped = a.State == Skipped
	if a.State != "" && a.State != Nothing {
		o.Record(s.Name, a.State, a.Detail)
	}
}

// look waits until the look can be believed.
func (o *Operation) look(ctx context.Context, s Step) (Answer, error) {
	if o.maybe {
		until := o.begun.Add(o.Lag)
		if o.shown.After(until) {
			until = o.shown
		}
		if err := Sleep(ctx, time.Until(until)); err != nil {
			return Answer{}, err
		}
	}
	return s.Look(ctx, o.maybe)
}

// do makes sure that the lease lasts for one write, and ends the write before
// the lease ends.
func (o *Operation) do(ctx context.Context, s Step) (Answer, error) {
	if time.Since(o.held.Since) > part(o.TTL, fresh) {
		since := time.Now()
		if err := o.held.Lease.Renew(ctx, o.TTL); err != nil {
			return Answer{}, err
		}
		o.held.Since = since
	}
	ctx, cancel := context.WithDeadline(ctx, o.held.Since.Add(part(o.TTL, 1-reserve)))
	defer cancel()
	return s.Do(ctx)
}

func part(d time.Duration, share float64) time.Duration { return time.Duration(float64(d) * share) }

// isLate reports whether nothing was sent because the limiter's queue is longer
// than the lease, though not than the caller's own time.
func (o *Operation) isLate(ctx context.Context, err error) bool {
	if !errors.Is(err, zendesk.ErrRateLimited) || !errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	deadline, bounded := ctx.Deadline()
	return !bounded || time.Until(deadline) > o.TTL
}

// Sleep waits for d or until ctx is done.
func Sleep(ctx context.Context, d time.Duration) error {
	if err := context.Cause(ctx); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
