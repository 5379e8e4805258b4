package memo_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/memo"
)

// Many ask at once, and one reads. What was read lasts its time, and no longer.
func TestGet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m memo.Memo
		reads := 0
		read := func(context.Context) (int, error) {
			time.Sleep(time.Second)
			reads++
			return reads, nil
		}
		get := func() int {
			v, err := memo.Get(t.Context(), &m, "a", time.Minute, read)
			if err != nil {
				t.Error(err)
			}
			return v
		}
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if v := get(); v != 1 {
					t.Errorf("value %d", v)
				}
			})
		}
		wg.Wait()
		time.Sleep(time.Minute - 1)
		if v := get(); v != 1 {
			t.Errorf("within its time: %d", v)
		}
		time.Sleep(time.Nanosecond)
		if v := get(); v != 2 {
			t.Errorf("after its time: %d", v)
		}
		m.Forget("b")
		if v := get(); v != 2 {
			t.Errorf("another key was forgotten: %d", v)
		}
		m.Forget("a")
		if v := get(); v != 3 {
			t.Errorf("forgotten: %d", v)
		}
	})
}

// An error is not remembered, and whoever waits in vain ends with their context.
func TestGetFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m memo.Memo
		bad := errors.New("bad")
		if v, err := memo.Get(t.Context(), &m, 1, time.Minute, func(context.Context) (int, error) { return 7, bad }); v != 0 || !errors.Is(err, bad) {
			t.Errorf("%d, %v", v, err)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			if v, err := memo.Get(t.Context(), &m, 1, time.Minute, func(context.Context) (int, error) { time.Sleep(time.Hour); return 8, nil }); v != 8 || err != nil {
				t.Errorf("%d, %v", v, err)
			}
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := memo.Get(ctx, &m, 1, time.Minute, func(context.Context) (int, error) { return 9, nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		wg.Wait()
	})
}
