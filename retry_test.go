package zendesk_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
)

// knowing is an error of another package that knows what to do.
type knowing struct {
	again bool
	in    time.Duration
}

func (k knowing) Error() string          { return "knowing" }
func (k knowing) Retryable() bool        { return k.again }
func (k knowing) RetryIn() time.Duration { return k.in }

func TestRetryable(t *testing.T) {
	foreign := errors.New("disk full")
	busy := &zendesk.Error{Status: 503, Repeatable: true}
	advised := &zendesk.Error{Status: 429, Repeatable: true, RetryAfter: 90 * time.Second}
	limited := &zendesk.Error{Status: 429, Repeatable: true}
	invalid := &zendesk.Error{Status: 422}
	unclear := &zendesk.Error{Status: 502, Unclear: true}
	upsert := &zendesk.Error{Status: 503, Unclear: true, Repeatable: true, RetryAfter: time.Second}
	refused := &zendesk.Error{Repeatable: true, Err: fmt.Errorf("limiter: %w", knowing{true, 7 * time.Second})}
	cut := &zendesk.Error{Repeatable: true, Err: context.DeadlineExceeded}
	argument := &zendesk.ArgumentError{Op: "sell.Leads.Get", Argument: "id"}
	for _, test := range []struct {
		name string
		err  error
		want time.Duration // 0 for never
	}{
		{"nil", nil, 0},
		{"no error at all", (*zendesk.Error)(nil), 0},
		{"foreign", foreign, 0},
		{"context", context.Canceled, 0},
		{"sentinel", zendesk.ErrRateLimited, 0},
		{"503", busy, 30 * time.Second},
		{"429", limited, time.Minute},
		{"429 with advice", advised, 90 * time.Second},
		{"upsert", upsert, 5 * time.Second},
		{"limiter that knows", refused, 7 * time.Second},
		{"deadline", cut, 30 * time.Second},
		{"422", invalid, 0},
		{"unclear", unclear, 0},
		{"argument", argument, 0},
		{"knows", knowing{true, time.Hour}, time.Hour},
		{"knows better", knowing{false, time.Hour}, 0},
		{"wrapped", fmt.Errorf("task 7: %w", fmt.Errorf("sync: %w", busy)), 30 * time.Second},
		{"wrapped wrong", fmt.Errorf("task 7: %w", invalid), 0},
		{"wrapped beside a mark", fmt.Errorf("%w: %w", foreign, busy), 30 * time.Second},
		{"joined", errors.Join(busy, advised, limited), 90 * time.Second},
		{"joined with a wrong one", errors.Join(busy, fmt.Errorf("item 3: %w", unclear)), 0},
		{"joined with an argument", errors.Join(argument, busy), 0},
		{"joined with one that knows", errors.Join(busy, knowing{false, 0}), 0},
		{"joined with foreign", errors.Join(foreign, busy), 30 * time.Second},
		{"joined deep", fmt.Errorf("a: %w", errors.Join(foreign, fmt.Errorf("b: %w", errors.Join(limited, busy)))), time.Minute},
	} {
		if got := zendesk.Retryable(test.err); got != (test.want > 0) {
			t.Errorf("%s: Retryable is %v", test.name, got)
		}
		if got := zendesk.RetryIn(test.err); got != test.want {
			t.Errorf("%s: RetryIn is %v, want %v", test.name, got, test.want)
		}
	}
}
