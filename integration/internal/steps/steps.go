// Package steps runs an operation of several writes, each at most once, whatever fails.
// A step is data and two functions: one checks whether it was done, the other does it.
// Only the [Operation] retries, waits and keeps track of what happened, so a step needs
// no state of its own.
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
	Already State = "already" // a look found it done
	Skipped State = "skipped"
	Failed  State = "failed"
	Nothing State = "nothing" // there is nothing to do, and nothing is recorded
)

// Answer says what a look found or a write did. The zero Answer of a look means that the
// step was not done.
type Answer struct {
	State  State
	Detail string
	// Earlier means that an earlier run of the operation did the step, or may have.
	// It may have done the later steps too.
	Earlier bool
	// New means that a write created the record that the later steps add to, so none
	// of them can have been done.
	New bool
	// Over ends the operation: nothing is left to do, or to be found.
	Over bool
}

// Step is one write.
type Step struct {
	Name string

	// Look finds out whether the step was done. If maybe is false, nothing suggests
	// that it was: then Look need only find what costs little. Do is always called
	// right after Look.
	Look func(ctx context.Context, maybe bool) (Answer, error)

	// Do carries out the step: one write, and nothing after it that can fail. A
	// step without Do only reads.
	Do func(ctx context.Context) (Answer, error)

	// Lag is how long an unclear write may take to show. Only after that does Look
	// not finding it mean that it was not done.
	Lag time.Duration

	// Tries bounds how often Do is called.
	Tries int

	// Again reports whether looking again helps after an error, other than an unclear
	// one: for example after a conflict. It may be nil.
	Again func(err error, try int) bool
}

// Lease is what the operation holds.
type Lease interface {
	Renew(ctx context.Context, ttl time.Duration) error
	// Release gives the lease back; settled means that nothing of this operation, nor
	// of earlier interrupted ones, is left to be found.
	Release(ctx context.Context, settled bool) error
	// Leave lets the lease expire, so that the run is remembered; soon means that
	// everything is written.
	Leave(ctx context.Context, soon bool)
}

// Held is a lease that was just taken.
type Held struct {
	Lease Lease
	// Since is a moment before the lease began.
	Since time.Time
	// Begun means that an earlier operation may have done some of the steps.
	Begun bool
}

// Operation is a list of steps under one lease.
type Operation struct {
	Steps []Step
	// Record is called once for each step.
	Record func(name string, state State, detail string)
	// Warn is called for what went wrong without doing harm.
	Warn func(text string)

	TTL time.Duration // of the lease
	Lag time.Duration // until looks show what others wrote before the lease began

	held    Held
	left    bool
	begun   time.Time // when the lease was obtained
	maybe   bool
	shown   time.Time // when looks begin to show the result of an unclear write
	wrote   bool      // a write was made, or may have been
	skipped bool      // the last step, by which the others are found, could not be done
	found   bool      // a look has found a step done
	settled bool      // nothing of earlier operations is left to be found
}

// A write starts before 40% of the lease are used, and is abandoned while a sixth is
// left.
const (
	fresh   = 0.4
	reserve = 1. / 6
)

// lates bounds how often a write is postponed because the limiter's queue is longer than
// the lease.
const lates = 20

// Run runs the steps and gives the lease back, unless a write may be left to be found:
// then it lets the lease expire. The error is a [*StepError] of the step that failed.
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

// Left reports whether the lease was left to expire because something may have been
// written.
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
		o.Warn("the lease could not be released and will expire by itself")
	}
}

// step looks, does, and looks again before it retries.
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
			o.settled = true // steps are done in order: if this one was not done, no later one was
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

// look waits until a look can be trusted, and looks.
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

// do renews the lease if necessary, and abandons the write before the lease ends.
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

// isLate reports whether nothing was sent because the limiter's queue is longer than the
// lease, although the caller has more time.
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
