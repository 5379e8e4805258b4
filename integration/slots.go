package integration

import (
	"context"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/steps"
)

// DefaultConcurrency is the default of [Config].Concurrency.
const DefaultConcurrency = 8

// slot is the turn of one run to work. Without a bound the requests of all runs
// would stand in one queue, and leases would end in it.
type slot struct {
	free chan struct{} // has room for those who work
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

// rest waits for d and lets others work meanwhile. With an error the turn is
// gone.
func (s *slot) rest(ctx context.Context, d time.Duration) error {
	s.leave()
	if err := steps.Sleep(ctx, d); err != nil {
		return err
	}
	return s.enter(ctx)
}
