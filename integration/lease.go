package integration

import (
	"context"
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
	held map[string]bool
}

// NewMemoryLease returns a lease for one process.
func NewMemoryLease() *MemoryLease { return &MemoryLease{held: make(map[string]bool)} }

// Acquire implements [Lease]. The lease lasts until it is released.
func (l *MemoryLease) Acquire(_ context.Context, key string, _ time.Duration) (HeldLease, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[key] {
		return nil, ErrBusy
	}
	l.held[key] = true
	return &memoryHold{l: l, key: key}, nil
}

type memoryHold struct {
	l    *MemoryLease
	key  string
	once sync.Once
}

func (h *memoryHold) Renew(context.Context, time.Duration) error { return nil }

func (h *memoryHold) Release(context.Context) error {
	h.once.Do(func() {
		h.l.mu.Lock()
		defer h.l.mu.Unlock()
		delete(h.l.held, h.key)
	})
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
