package integration

import (
	"context"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/steps"
)

// DefaultConcurrency is the default of [Config].Concurrency.
const DefaultConcurrency = 8

// slot is the permission of one run to work. Without a bound, the requests of all runs
// would wait in one queue, and leases would expire in it.
type slot struct {
	free chan struct{} // has room for the runs at work
	held bool
}

func (s *slot) enter(ctx context.Context) error {
	select {
	case s.free <- struct{}{}:
		s.held = true
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *slot) leave() {
	if s.held {
		<-s.free
		s.held = false
	}
}

// rest waits for d and lets others work meanwhile. If it returns an error, the slot is
// lost.
func (s *slot) rest(ctx context.Context, d time.Duration) error {
	s.leave()
	if err := steps.Sleep(ctx, d); err != nil {
		return err
	}
	return s.enter(ctx)
}
