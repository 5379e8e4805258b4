// Package lease keeps runs on the same ticket apart, and remembers interrupted runs.
// The claim on the ticket, the lease within this process, and any other lease share
// one interface.
package lease

import (
	"context"
	"slices"
	"time"
)

// Run identifies the holder of a lease.
type Run struct {
	ID    string    // never used twice
	Agent int64     // who will see what it creates; 0: only the automation is sure to
	Began time.Time // by the server's clock
}

// Lease can be held by one run at a time.
type Lease interface {
	// Acquire returns a [*Busy] error at once if another run holds the lease.
	Acquire(ctx context.Context, key string, run Run, ttl time.Duration) (Held, error)
}

// Held is a lease that was acquired.
type Held interface {
	// Earlier returns the interrupted runs, the oldest first.
	Earlier() []Run
	Renew(ctx context.Context, ttl time.Duration) error
	// Release forgets this run and, if settled, the earlier ones too. A lease that
	// ends without Release belongs to an interrupted run.
	Release(ctx context.Context, settled bool) error
}

// Busy is the error of a lease that another run holds, or that was lost to another run.
type Busy struct{ Why string }

// Error says why.
func (b *Busy) Error() string { return b.Why }

// keep adds a run to those that are remembered. The oldest run of each agent is enough:
// what matters is what the agent may see, and since when.
func keep(runs []Run, r Run) []Run {
	for i, known := range runs {
		if known.Agent == r.Agent {
			if r.Began.Before(known.Began) {
				runs[i] = r
			}
			return runs
		}
	}
	return append(runs, r)
}

func oldestFirst(runs []Run) []Run {
	return slices.SortedStableFunc(slices.Values(runs), func(a, b Run) int { return a.Began.Compare(b.Began) })
}
