// Package lease keeps runs apart that work on the same ticket, and remembers
// those that broke off. The claim on the ticket itself, the lease within this
// process, and any other look alike from here.
package lease

import (
	"context"
	"slices"
	"time"
)

// Run is who holds a lease.
type Run struct {
	ID    string    // never used twice
	Agent int64     // who will see what it makes; 0: only the automation is sure to
	Began time.Time // by the clock of the server
}

// Lease can be held by one run at a time.
type Lease interface {
	// Acquire returns a [*Busy] error at once when another run holds it.
	Acquire(ctx context.Context, key string, run Run, ttl time.Duration) (Held, error)
}

// Held is a lease that was acquired.
type Held interface {
	// Earlier returns the runs that broke off, the oldest first.
	Earlier() []Run
	Renew(ctx context.Context, ttl time.Duration) error
	// Release forgets this run, and with settled the earlier ones too. A lease
	// that ends without it is that of a run that broke off.
	Release(ctx context.Context, settled bool) error
}

// Busy is the error of a lease that another run holds, or that was lost to it.
type Busy struct{ Why string }

// Error says why.
func (b *Busy) Error() string { return b.Why }

// keep adds a run to those that are remembered. Of each agent the oldest is
// enough: it is what the agent may see, and since when.
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
