package leadrouting

import (
	"context"
	"sync"
)

// Store keeps the state that several routers share. Both methods must be safe for
// concurrent use.
type Store interface {
	// Load returns the last stored state, the zero State if there is none.
	Load(ctx context.Context) (State, error)

	// Swap atomically stores a state if the stored version is still old, and reports
	// whether it did.
	Swap(ctx context.Context, old uint64, s State) (bool, error)
}

// MemoryStore is a store in memory. Its zero value is ready to use.
type MemoryStore struct {
	mu    sync.Mutex
	state State
}

// Load returns the last stored state, which must not be changed.
func (m *MemoryStore) Load(context.Context) (State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state, nil
}

// Swap stores s if the stored version is old.
func (m *MemoryStore) Swap(_ context.Context, old uint64, s State) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.state.Version != old {
		return false, nil
	}
	m.state = s
	return true, nil
}

// RouteWith is Route with the state in a store: it loads the state, decides, and stores
// the new state; if another router was faster, it starts over. So each turn is taken
// once, whichever router or process takes it.
//
// If storing fails, a turn may have been taken without a decision. Time and memory are
// linear in the state: in the members of all pools, in Policy.People and in
// PoolConfig.Sticky.
func (r *Router) RouteWith(ctx context.Context, store Store, request Request) (Decision, error) {
	return with(ctx, r, store, func() (Decision, error) { return r.route(&request) })
}

// GiveBackWith is GiveBack with the state in a store. It may be called again after an
// error.
func (r *Router) GiveBackWith(ctx context.Context, store Store, d Decision) (bool, error) {
	return with(ctx, r, store, func() (bool, error) { return r.giveBack(d), nil })
}

// PreviewWith is Preview with the state in a store, which does not change.
func (r *Router) PreviewWith(ctx context.Context, store Store, request Request) (Decision, error) {
	return look(ctx, r, store, func() (Decision, error) { return r.preview(&request) })
}

// OfferWith is Offer with the state in a store, which does not change.
func (r *Router) OfferWith(ctx context.Context, store Store, request Request) (Offer, error) {
	return look(ctx, r, store, func() (Offer, error) { return r.offer(&request) })
}

// look restores the state of a store and asks the router.
func look[T any](ctx context.Context, r *Router, store Store, ask func() (T, error)) (T, error) {
	var none T
	s, err := store.Load(ctx)
	if err != nil {
		return none, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.restore(s); err != nil {
		return none, err
	}
	return ask()
}

// with lets the router act on the state of a store, and stores the new state unless
// there is an error.
func with[T any](ctx context.Context, r *Router, store Store, act func() (T, error)) (T, error) {
	var none T
	for {
		var before, after uint64
		var s State
		result, err := look(ctx, r, store, func() (T, error) {
			before = r.version
			result, err := act()
			after, s = r.version, r.state()
			return result, err
		})
		if err != nil || after == before {
			return result, err
		}
		stored, err := store.Swap(ctx, before, s)
		if err != nil {
			return none, err
		}
		if stored {
			return result, nil
		}
		if err := ctx.Err(); err != nil {
			return none, err
		}
	}
}
