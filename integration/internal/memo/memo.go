// Package memo caches for a while what rarely changes and many ask for. Concurrent
// callers share one read.
package memo

import (
	"context"
	"sync"
	"time"
)

// Memo holds values by key. Its zero value is ready to use.
type Memo struct {
	mu      sync.Mutex
	entries map[any]*entry
}

type entry struct {
	turn  chan struct{} // held by whoever reads
	until time.Time
	value any
}

// Get returns the value of a key, and reads it if there is none or it is too old. A key
// always has values of the same type. Errors are not cached.
func Get[V any](ctx context.Context, m *Memo, key any, life time.Duration, read func(context.Context) (V, error)) (V, error) {
	var none V
	e := m.entry(key)
	select {
	case e.turn <- struct{}{}:
		defer func() { <-e.turn }()
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
	if v, ok := e.value.(V); ok && time.Now().Before(e.until) {
		return v, nil
	}
	v, err := read(ctx)
	if err != nil {
		return none, err
	}
	e.value, e.until = v, time.Now().Add(life)
	return v, nil
}

// Forget makes the next Get of a key read its value.
func (m *Memo) Forget(key any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, key)
}

func (m *Memo) entry(key any) *entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil {
		m.entries = make(map[any]*entry)
	}
	e := m.entries[key]
	if e == nil {
		e = &entry{turn: make(chan struct{}, 1)}
		m.entries[key] = e
	}
	return e
}
