// Package together sends requests in parallel.
package together

import (
	"context"
	"sync"
)

// atOnce is how many requests run at the same time: Sell allows ten a second per token,
// so more would only wait in the limiter.
const atOnce = 8

// Do runs functions in parallel, a limited number at a time, and waits for all of them.
// After the first error, running functions are cancelled, those that have not started
// never run, and Do returns that error.
func Do(ctx context.Context, all ...func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan func(context.Context) error)
	var workers sync.WaitGroup
	for range min(atOnce, len(all)) {
		workers.Go(func() {
			for do := range next {
				if ctx.Err() != nil {
					continue
				}
				if err := do(ctx); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, do := range all {
		next <- do
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}
