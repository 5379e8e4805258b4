package zendesk

import (
	"context"
	"sync"

	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

// NewMemoryTokenStore returns an empty store in memory: for tests, for programs that
// authorize at each start, and as a pattern for persistent stores. To start with an
// existing pair, store it with Swap(ctx, nil, pair).
func NewMemoryTokenStore() TokenStore { return memoryTokenStore{wire.Hide(new(memory))} }

type memoryTokenStore struct{ kept wire.Hidden[*memory] }

// memory holds the pair.
type memory struct {
	mu    sync.Mutex
	token *oauth2.Token
}

func (s memoryTokenStore) Load(context.Context) (*oauth2.Token, error) {
	m := s.kept.Get()
	m.mu.Lock()
	defer m.mu.Unlock()
	return copyToken(m.token), nil
}

func (s memoryTokenStore) Swap(_ context.Context, old, next *oauth2.Token) (bool, error) {
	m := s.kept.Get()
	m.mu.Lock()
	defer m.mu.Unlock()
	if !wire.SamePair(m.token, old) {
		return false, nil
	}
	m.token = copyToken(next)
	return true, nil
}

// String returns only the type, because the tokens are secret.
func (memoryTokenStore) String() string { return "zendesk.TokenStore" }

// copyToken copies a token, so that callers cannot change what is stored.
func copyToken(t *oauth2.Token) *oauth2.Token {
	if t == nil {
		return nil
	}
	return new(*t)
}
