package integration

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"
)

// LeaseTTL is how long a lease lasts without renewal. A run that stalls for
// longer between its lease and its lead has lost the lease.
const LeaseTTL = time.Minute

// Lease keeps two runs from working on one ticket at once. Sell has no
// idempotency key and nothing on a lead is unique, so this is what keeps a
// ticket from becoming two leads.
type Lease interface {
	// Acquire takes the lease on key for ttl, or returns [ErrBusy] at once when
	// somebody else holds it.
	Acquire(ctx context.Context, key string, ttl time.Duration) (HeldLease, error)
}

// HeldLease is a lease that was acquired.
type HeldLease interface {
	// Renew makes the lease last for ttl from now. An error means that it may
	// have been lost.
	Renew(ctx context.Context, ttl time.Duration) error
	// Release gives it back.
	Release(ctx context.Context) error
}

// MemoryLease is a [Lease] for one process: it keeps its goroutines apart and
// ends with it. A process that starts right after one that broke off does not
// know of it, and lists that lag may not show yet what that one created.
type MemoryLease struct {
	mu   sync.Mutex
	held map[string]*memoryHold
}

// NewMemoryLease returns a lease for one process.
func NewMemoryLease() *MemoryLease { return &MemoryLease{held: make(map[string]*memoryHold)} }

// Acquire implements [Lease].
func (l *MemoryLease) Acquire(_ context.Context, key string, ttl time.Duration) (HeldLease, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(l.held, func(_ string, h *memoryHold) bool { return !now.Before(h.until) })
	if l.held[key] != nil {
		return nil, ErrBusy
	}
	h := &memoryHold{l: l, key: key, until: now.Add(ttl)}
	l.held[key] = h
	return h, nil
}

type memoryHold struct {
	l     *MemoryLease
	key   string
	until time.Time
}

func (h *memoryHold) Renew(_ context.Context, ttl time.Duration) error {
	h.l.mu.Lock()
	defer h.l.mu.Unlock()
	if h.l.held[h.key] != h {
		return fmt.Errorf("%w: the lease has ended", ErrBusy)
	}
	h.until = time.Now().Add(ttl)
	return nil
}

func (h *memoryHold) Release(context.Context) error {
	h.l.mu.Lock()
	defer h.l.mu.Unlock()
	if h.l.held[h.key] == h {
		delete(h.l.held, h.key)
	}
	return nil
}

// sleep waits for d or until ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
