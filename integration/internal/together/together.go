// Package together sends requests side by side.
package together

import (
	"context"
	"sync"
)

// atOnce is how many requests are on their way at once: Sell allows ten a second
// per token, so more would only wait in the limiter.
const atOnce = 8

// Do runs functions side by side, some at a time, and waits for all. After the
// first error the others are cancelled, those that have not begun never run, and
// that error is returned.
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
