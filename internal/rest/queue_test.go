package rest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// queue notes who passed a gate and when.
type queue struct {
	queue  *rest.Queue
	budget *rest.Budget
	start  time.Time
	mu     sync.Mutex
	passed []string
}

func newQueue(perSecond float64, burst int) *queue {
	q := rest.NewQueue()
	return &queue{queue: q, budget: q.Budget(steady(perSecond, burst)), start: time.Now()}
}

// steady is a rate without a window.
func steady(perSecond float64, burst int) rest.Rate {
	return rest.Rate{Every: time.Duration(float64(time.Second) / perSecond), Burst: burst}
}

// join lets name wait and returns when it does or is through.
func (q *queue) join(ctx context.Context, name string) {
	go func() {
		err := q.queue.Wait(ctx, q.budget)
		q.mu.Lock()
		defer q.mu.Unlock()
		at := time.Since(q.start).Milliseconds()
		switch {
		case err == nil:
			q.passed = append(q.passed, fmt.Sprint(name, at))
		case errors.Is(err, zendesk.ErrRateLimited) && errors.Is(err, context.DeadlineExceeded):
			q.passed = append(q.passed, fmt.Sprint(name, at, " late"))
		default:
			q.passed = append(q.passed, fmt.Sprint(name, at, " ", err))
		}
	}()
	synctest.Wait()
}

// expect waits for all and compares.
func (q *queue) expect(t *testing.T, want ...string) {
	t.Helper()
	<-time.After(10 * time.Minute) // of virtual time
	synctest.Wait()
	q.mu.Lock()
	defer q.mu.Unlock()
	if !slices.Equal(q.passed, want) {
		t.Errorf("passed %q, want %q", q.passed, want)
	}
}

func TestQueueIsFIFO(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10, 1)
		var want []string
		for i := range 40 {
			q.join(t.Context(), string(rune('A'+i)))
			want = append(want, fmt.Sprint(string(rune('A'+i)), 100*i))
		}
		q.expect(t, want...)
	})
}

func TestQueueBurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10, 3)
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			q.join(t.Context(), name)
		}
		q.expect(t, "a0", "b0", "c0", "d100", "e200")
	})
}

// Whoever gives up, as head of the queue or behind it, leaves the slot to the next.
func TestQueueCancelledWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10, 1)
		head, cancelHead := context.WithCancel(t.Context())
		other, cancelOther := context.WithCancel(t.Context())
		q.join(t.Context(), "a")
		q.join(head, "b")
		q.join(other, "c")
		q.join(t.Context(), "d")
		q.join(other, "e")
		q.join(t.Context(), "f")
		<-time.After(50 * time.Millisecond)
		cancelOther()
		synctest.Wait()
		cancelHead()
		<-time.After(10 * time.Minute)
		synctest.Wait()
		q.mu.Lock()
		defer q.mu.Unlock()
		slices.Sort(q.passed)
		if want := []string{"a0", "b50 context canceled", "c50 context canceled", "d100", "e50 context canceled", "f200"}; !slices.Equal(q.passed, want) {
			t.Errorf("passed %q, want %q", q.passed, want)
		}
	})
}

// One who comes with a dead context takes nothing.
func TestQueueDeadContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10, 1)
		reason := errors.New("shutting down")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(reason)
		for range 50 {
			if err := q.queue.Wait(ctx, q.budget); !errors.Is(err, reason) {
				t.Fatalf("error %v", err)
			}
		}
		q.join(t.Context(), "a")
		q.expect(t, "a0")
	})
}

// A wait that cannot end in time returns at once, and costs nothing.
func TestQueueTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10, 1)
		in := func(d time.Duration) context.Context {
			ctx, cancel := context.WithTimeout(t.Context(), d)
			t.Cleanup(cancel)
			return ctx
		}
		q.join(t.Context(), "a")
		q.join(in(99*time.Millisecond), "b")
		q.join(in(100*time.Millisecond), "c")
		q.join(in(150*time.Millisecond), "d")
		q.join(in(250*time.Millisecond), "e")
		q.join(t.Context(), "f")
		q.join(in(350*time.Millisecond), "g") // behind d, e and f
		q.expect(t, "a0", "b0 late", "c0 late", "g0 late", "d100", "e200", "f300")
	})
	synctest.Test(t, func(t *testing.T) { // also in a pause
		q := newQueue(10, 1)
		q.budget.Pause(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 59*time.Second)
		defer cancel()
		q.join(ctx, "a")
		q.join(t.Context(), "b")
		q.expect(t, "a0 late", "b60000")
	})
	synctest.Test(t, func(t *testing.T) { // and for those who wait, once the pause is known
		q := newQueue(10, 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		q.join(t.Context(), "a")
		q.join(ctx, "b")
		q.join(t.Context(), "c")
		q.budget.Pause(time.Minute)
		q.expect(t, "a0", "b0 late", "c60000") // in its place no one waits in vain
	})
}

// A pause stops everyone, also those who wait already and also when it is
// prolonged meanwhile; a shorter one changes nothing.
func TestQueuePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10, 1)
		for _, name := range []string{"a", "b", "c", "d"} {
			q.join(t.Context(), name)
		}
		<-time.After(150 * time.Millisecond) // a, b are through
		if !q.budget.Pause(time.Second) {
			t.Error("the first pause says that another was on")
		}
		<-time.After(850 * time.Millisecond)
		if q.budget.Pause(2 * time.Second) {
			t.Error("a pause during another says it is the first")
		}
		q.budget.Pause(time.Millisecond)
		<-time.After(3 * time.Second)
		if !q.budget.Pause(50 * time.Millisecond) {
			t.Error("a pause after another says it is not the first")
		}
		q.expect(t, "a0", "b100", "c3000", "d3100")
	})
}

// A change of rate counts for those who wait already.
func TestQueueSetRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1.0/60, 1)
		for _, name := range []string{"a", "b", "c", "d"} {
			q.join(t.Context(), name)
		}
		<-time.After(30 * time.Second) // half of b's slot has gone by
		q.budget.SetRate(steady(1, 1))
		<-time.After(time.Second) // half a second for b's other half
		q.budget.SetRate(steady(0.1, 1))
		q.expect(t, "a0", "b30500", "c36000", "d46000")
	})
	synctest.Test(t, func(t *testing.T) { // the same rate changes nothing, a larger burst counts at once
		q := newQueue(10, 1)
		q.join(t.Context(), "a")
		q.join(t.Context(), "b")
		q.budget.SetRate(steady(10, 1))
		q.budget.SetRate(steady(20, 2))
		q.join(t.Context(), "c")
		q.join(t.Context(), "d")
		q.expect(t, "a0", "b0", "c50", "d100")
	})
}
