package zendesk

import (
	"context"
	"sync"

	"golang.org/x/oauth2"
)

// NewMemoryTokenStore returns an empty store that lasts as long as the process:
// for tests, for programs that authorize at each start, and as the pattern of
// lasting stores. To start from a pair that is at hand already, store it with
// Swap(ctx, nil, pair).
func NewMemoryTokenStore() TokenStore { return new(memoryTokenStore) }

type memoryTokenStore struct {
	mu    sync.Mutex
	token *oauth2.Token
}

func (m *memoryTokenStore) Load(context.Context) (*oauth2.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return copyToken(m.token), nil
}

func (m *memoryTokenStore) Swap(_ context.Context, old, next *oauth2.Token) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !samePair(m.token, old) {
		return false, nil
	}
	m.token = copyToken(next)
	return true, nil
}

// String keeps the tokens out of whatever prints the store.
func (m *memoryTokenStore) String() string { return "zendesk.TokenStore" }

// GoString keeps the tokens out of %#v.
func (m *memoryTokenStore) GoString() string { return m.String() }

// copyToken keeps what is stored apart from what callers hold.
func copyToken(t *oauth2.Token) *oauth2.Token {
	if t == nil {
		return nil
	}
	return new(*t)
}

func samePair(a, b *oauth2.Token) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.AccessToken == b.AccessToken && a.RefreshToken == b.RefreshToken
}
