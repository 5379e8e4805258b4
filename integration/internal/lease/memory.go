package lease

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Memory is a [Lease] for one process. Its zero value is ready to use.
type Memory struct {
	mu   sync.Mutex
	keys map[string]*memoryKey
}

type memoryKey struct {
	held   *memoryHeld // the last holder, until its time is over
	broken []Run       // interrupted runs
}

// Acquire implements [Lease].
func (m *Memory) Acquire(_ context.Context, key string, run Run, ttl time.Duration) (Held, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys == nil {
		m.keys = make(map[string]*memoryKey)
	}
	k := m.keys[key]
	if k == nil {
		k = new(memoryKey)
		m.keys[key] = k
	}
	if h := k.held; h != nil {
		if h.run.ID != run.ID && time.Now().Before(h.until) {
			return nil, &Busy{"another run holds the lease"}
		}
		if h.run.ID != run.ID {
			k.broken = keep(k.broken, h.run)
		}
	}
	k.broken = slices.DeleteFunc(k.broken, func(r Run) bool { return r.ID == run.ID })
	h := &memoryHeld{m: m, key: key, run: run, until: time.Now().Add(ttl), earlier: slices.Clone(k.broken)}
	k.held = h
	return h, nil
}

type memoryHeld struct {
	m       *Memory
	key     string
	run     Run
	earlier []Run
	until   time.Time
}

func (h *memoryHeld) Earlier() []Run { return oldestFirst(h.earlier) }

func (h *memoryHeld) Renew(_ context.Context, ttl time.Duration) error {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if k := h.m.keys[h.key]; k == nil || k.held != h {
		return &Busy{"the lease has ended"}
	}
	h.until = time.Now().Add(ttl)
	return nil
}

func (h *memoryHeld) Release(_ context.Context, settled bool) error {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	k := h.m.keys[h.key]
	if k == nil || k.held != h {
		return nil
	}
	k.held = nil
	if settled {
		k.broken = nil
	}
	if len(k.broken) == 0 {
		delete(h.m.keys, h.key)
	}
	return nil
}
