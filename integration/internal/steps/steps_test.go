package steps_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/steps"
)

const (
	ttl = time.Minute
	lag = 5 * time.Second
)

// account is a place where things are made that show up late.
type account struct {
	made map[string][]time.Time // when each was made
	lag  time.Duration
}

func (a *account) add(name string) { a.made[name] = append(a.made[name], time.Now()) }

func (a *account) shows(name string) bool {
	return slices.ContainsFunc(a.made[name], func(at time.Time) bool { return time.Since(at) >= a.lag })
}

// ledger is a lease that keeps count.
type ledger struct {
	renewed, left int
	released      []bool
	soon          []bool
	renewal       error
	until         time.Time
	hasty         bool // the caller has little time
}

func (l *ledger) Renew(context.Context, time.Duration) error {
	l.renewed++
	l.until = time.Now().Add(ttl)
	return l.renewal
}

func (l *ledger) Release(_ context.Context, settled bool) error {
	l.released = append(l.released, settled)
	return nil
}

func (l *ledger) Leave(_ context.Context, soon bool) {
	l.left++
	l.soon = append(l.soon, soon)
}

var (
	errUnclear = fmt.Errorf("lost: %w", zendesk.ErrUnclear)
	errRefused = errors.New("refused")
	errLate    = fmt.Errorf("%w: %w", zendesk.ErrRateLimited, context.DeadlineExceeded)
)

// tried is one call of a Do: whether it happens, and what it says.
type tried struct {
	happens bool
	err     error
	takes   time.Duration
}

// step makes a step that fails as it is told, and then works.
func (a *account) step(t *testing.T, l *ledger, name string, first bool, fails ...tried) steps.Step {
	return steps.Step{
		Name: name, Lag: lag, Tries: 4,
		Look: func(_ context.Context, maybe bool) (steps.Answer, error) {
			if maybe && a.shows(name) {
				return steps.Answer{State: steps.Already, Detail: "found", Earlier: true}, nil
			}
			return steps.Answer{}, nil
		},
		Do: func(ctx context.Context) (steps.Answer, error) {
			deadline, bounded := ctx.Deadline()
			if !bounded || deadline.After(l.until.Add(-ttl/10)) || !l.hasty && time.Until(deadline) < ttl/4 {
				t.Errorf("%s has until %v, the lease until %v", name, deadline, l.until)
			}
			now := tried{happens: true}
			if len(fails) > 0 {
				now, fails = fails[0], fails[1:]
			}
			if now.happens {
				a.add(name)
			}
			if err := steps.Sleep(ctx, now.takes); err != nil {
				return steps.Answer{}, errUnclear
			}
			if now.err != nil {
				return steps.Answer{}, now.err
			}
			return steps.Answer{State: steps.Done, New: first}, nil
		},
		Again: func(err error, _ int) bool { return errors.Is(err, zendesk.ErrConflict) },
	}
}

// operation runs steps and returns what was recorded.
func operation(ctx context.Context, l *ledger, begun bool, all ...steps.Step) (*steps.Operation, string, error) {
	var log []string
	op := &steps.Operation{
		Steps: all, TTL: ttl, Lag: lag, Warn: func(string) {},
		Record: func(name string, state steps.State, _ string) { log = append(log, fmt.Sprintf("%s:%s", name, state)) },
	}
	l.until = time.Now().Add(ttl)
	err := op.Run(ctx, steps.Held{Lease: l, Since: time.Now(), Begun: begun})
	return op, strings.Join(log, " "), err
}

func TestOutcomes(t *testing.T) {
	conflict := fmt.Errorf("changed: %w", zendesk.ErrConflict)
	for name, test := range map[string]struct {
		a, b     []tried
		begun    bool
		there    []string // made by an earlier run, long ago
		want     string
		failed   bool
		released []bool
		left     int
	}{
		"all well":                    {want: "a:done b:done", released: []bool{true}},
		"a lost, was made":            {a: []tried{{true, errUnclear, 0}}, want: "a:already b:done", released: []bool{true}},
		"a lost, was not made":        {a: []tried{{false, errUnclear, 0}}, want: "a:done b:done", released: []bool{true}},
		"a refused":                   {a: []tried{{false, errRefused, 0}}, want: "a:failed", failed: true, released: []bool{true}},
		"a lost, then refused":        {a: []tried{{false, errUnclear, 0}, {false, errRefused, 0}}, want: "a:failed", failed: true, left: 1},
		"b refused":                   {b: []tried{{false, errRefused, 0}}, want: "a:done b:failed", failed: true, left: 1},
		"b lost again and again":      {b: []tried{{false, errUnclear, 0}, {false, errUnclear, 0}, {false, errUnclear, 0}, {false, errUnclear, 0}}, want: "a:done b:failed", failed: true, left: 1},
		"b in conflict, with itself":  {b: []tried{{true, conflict, 0}}, want: "a:done b:already", released: []bool{true}},
		"b in conflict":               {b: []tried{{false, conflict, 0}}, want: "a:done b:done", released: []bool{true}},
		"a too slow":                  {a: []tried{{true, nil, 2 * ttl}}, want: "a:already b:done", released: []bool{true}},
		"an earlier run":              {begun: true, there: []string{"a", "b"}, want: "a:already b:already", released: []bool{true}},
		"an earlier run broke off":    {begun: true, there: []string{"a"}, want: "a:already b:done", released: []bool{true}},
		"an earlier run made nothing": {begun: true, want: "a:done b:done", released: []bool{true}},
		"and nothing can be made":     {begun: true, a: []tried{{false, errRefused, 0}}, want: "a:failed", failed: true, released: []bool{true}},
		"found, and refused":          {begun: true, there: []string{"a"}, b: []tried{{false, errRefused, 0}}, want: "a:already b:failed", failed: true, released: []bool{false}},
		"put off by the limiter":      {a: []tried{{false, errLate, 0}, {false, errLate, 0}}, want: "a:done b:done", released: []bool{true}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				acc, l := &account{made: make(map[string][]time.Time), lag: lag - time.Second}, new(ledger)
				for _, n := range test.there {
					acc.add(n)
				}
				time.Sleep(lag)
				_, got, err := operation(t.Context(), l, test.begun, acc.step(t, l, "a", true, test.a...), acc.step(t, l, "b", false, test.b...))
				if got != test.want || (err != nil) != test.failed || !slices.Equal(l.released, test.released) || l.left != test.left {
					t.Errorf("%s, %v, released %v, left %d", got, err, l.released, l.left)
				}
				for n, made := range acc.made {
					if len(made) > 1 {
						t.Errorf("%s was made %d times", n, len(made))
					}
				}
			})
		})
	}
}

// Whatever fails how often, nothing is made twice, also by the run that comes
// after, and it makes what is missing.
func TestNothingTwice(t *testing.T) {
	for seed := range uint64(3000) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 5))
			acc := &account{made: make(map[string][]time.Time), lag: time.Duration(rnd.IntN(4900)) * time.Millisecond}
			fails := func() (all []tried) {
				for range rnd.IntN(5) {
					err := []error{errUnclear, errUnclear, errRefused, zendesk.ErrConflict, errLate, nil}[rnd.IntN(6)]
					happens := err == nil || errors.Is(err, zendesk.ErrUnclear) && rnd.IntN(2) == 0
					all = append(all, tried{happens, err, time.Duration(rnd.IntN(60*rnd.IntN(2)+1)) * time.Second})
				}
				return all
			}
			begun := false
			for run := range 3 {
				ctx, cancel := context.WithCancel(t.Context())
				if run < 2 && rnd.IntN(2) == 0 {
					ctx, cancel = context.WithTimeout(t.Context(), time.Duration(rnd.IntN(60))*time.Second)
				}
				l := &ledger{hasty: true}
				list := []steps.Step{acc.step(t, l, "a", true), acc.step(t, l, "b", false), acc.step(t, l, "c", false)}
				if run < 2 {
					list = []steps.Step{acc.step(t, l, "a", true, fails()...), acc.step(t, l, "b", false, fails()...), acc.step(t, l, "c", false, fails()...)}
				}
				_, log, err := operation(ctx, l, begun, list...)
				cancel()
				if len(l.released)+l.left != 1 {
					t.Errorf("seed %d: released %v, left %d: %s", seed, l.released, l.left, log)
				}
				settled := len(l.released) == 1 && l.released[0]
				if run == 2 && err != nil || err == nil && len(acc.made) != 3 {
					t.Errorf("seed %d: %v, made %v: %s", seed, err, acc.made, log)
				}
				if err == nil {
					break // the next one is told that all is there
				}
				begun = begun && !settled || l.left > 0
				time.Sleep(ttl) // until the lease has ended
			}
			for n, made := range acc.made {
				if len(made) > 1 {
					t.Errorf("seed %d: %s was made at %v", seed, n, made)
				}
			}
		})
		if t.Failed() {
			return
		}
	}
}

// What a look says ends the operation, skips a step or only reads.
func TestAnswersOfLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		say := func(name string, a steps.Answer) steps.Step {
			return steps.Step{Name: name, Look: func(context.Context, bool) (steps.Answer, error) { return a, nil }, Do: func(context.Context) (steps.Answer, error) {
				return steps.Answer{State: steps.Done}, nil
			}}
		}
		reads := steps.Step{Look: func(context.Context, bool) (steps.Answer, error) { return steps.Answer{}, nil }}
		for _, test := range []struct {
			all      []steps.Step
			want     string
			released []bool
			soon     []bool
		}{
			{[]steps.Step{say("a", steps.Answer{Over: true}), say("b", steps.Answer{})}, "", []bool{true}, nil},
			{[]steps.Step{say("a", steps.Answer{}), reads, say("b", steps.Answer{State: steps.Nothing})}, "a:done", []bool{true}, nil},
			{[]steps.Step{say("a", steps.Answer{}), say("b", steps.Answer{State: steps.Skipped})}, "a:done b:skipped", nil, []bool{true}},
			{[]steps.Step{say("a", steps.Answer{State: steps.Skipped}), say("b", steps.Answer{})}, "a:skipped b:done", []bool{true}, nil},
		} {
			l := new(ledger)
			_, got, err := operation(t.Context(), l, false, test.all...)
			if err != nil || got != test.want || !slices.Equal(l.released, test.released) || !slices.Equal(l.soon, test.soon) {
				t.Errorf("%s, %v, released %v, left %v; want %s", got, err, l.released, l.soon, test.want)
			}
		}
	})
}

// Looks wait until they can be believed, and no longer.
func TestLooksWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks []time.Duration
		start := time.Now()
		failing := []error{errUnclear, errUnclear, nil}
		s := steps.Step{Name: "a", Lag: 2 * time.Second, Tries: 4, Look: func(context.Context, bool) (steps.Answer, error) {
			looks = append(looks, time.Since(start))
			return steps.Answer{}, nil
		}, Do: func(context.Context) (steps.Answer, error) {
			err := failing[0]
			failing = failing[1:]
			return steps.Answer{State: steps.Done}, err
		}}
		if _, _, err := operation(t.Context(), new(ledger), false, s); err != nil {
			t.Error(err)
		}
		if want := []time.Duration{0, lag, lag + 2*time.Second}; !slices.Equal(looks, want) {
			t.Errorf("looked after %v, want %v", looks, want)
		}
	})
}

// A lease that cannot be renewed ends the operation before anything is written.
func TestRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		acc, l := &account{made: make(map[string][]time.Time)}, &ledger{renewal: errors.New("lost")}
		s := acc.step(t, l, "a", true)
		look := s.Look
		s.Look = func(ctx context.Context, maybe bool) (steps.Answer, error) {
			time.Sleep(ttl / 2)
			return look(ctx, maybe)
		}
		_, got, err := operation(t.Context(), l, false, s)
		if got != "a:failed" || !errors.Is(err, l.renewal) || l.renewed != 1 || len(acc.made) != 0 {
			t.Errorf("%s, %v, renewed %d times", got, err, l.renewed)
		}
		e, ok := errors.AsType[*steps.StepError](err)
		if !ok || e.Step != "a" || e.Error() != "a: lost" {
			t.Errorf("error %v", err)
		}
	})
}
