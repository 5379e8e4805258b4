package together_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/together"
)

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// All run, eight at a time.
func TestDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done, now, most atomic.Int64
		all := make([]func(context.Context) error, 20)
		for i := range all {
			all[i] = func(ctx context.Context) error {
				most.Store(max(most.Load(), now.Add(1)))
				defer now.Add(-1)
				defer done.Add(1)
				return sleep(ctx, time.Second)
			}
		}
		start := time.Now()
		if err := together.Do(t.Context(), all...); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); done.Load() != 20 || most.Load() != 8 || took != 3*time.Second {
			t.Errorf("%d done, %d at once, in %v", done.Load(), most.Load(), took)
		}
	})
	if err := together.Do(t.Context()); err != nil {
		t.Errorf("nothing to do: %v", err)
	}
}

// The first error ends the others, and those that wait never begin.
func TestDoFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("bad")
		var begun, ended atomic.Int64
		all := make([]func(context.Context) error, 20)
		for i := range all {
			all[i] = func(ctx context.Context) error {
				begun.Add(1)
				defer ended.Add(1)
				if i == 3 {
					_ = sleep(ctx, time.Second)
					return bad
				}
				return sleep(ctx, time.Minute)
			}
		}
		start := time.Now()
		if err := together.Do(t.Context(), all...); !errors.Is(err, bad) {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took != time.Second || begun.Load() != 8 || ended.Load() != 8 {
			t.Errorf("after %v, %d begun, %d ended", took, begun.Load(), ended.Load())
		}
	})
}

// The caller's end is an error, though every function took it calmly.
func TestDoEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := together.Do(ctx, func(context.Context) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
