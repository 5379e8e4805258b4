package zendesk

import (
	"context"

	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

// TokenSource yields the token that a request is sent with. It is asked once
// for every attempt, so it can hand out a new token at any time. It must be
// safe for concurrent use.
type TokenSource interface {
	Token(ctx context.Context) (*oauth2.Token, error)
}

// Refresher is a [TokenSource] that can replace a token which the API refused
// with 401. The engine then repeats the request once.
type Refresher interface {
	TokenSource
	// Refresh returns a token other than the rejected one. However many
	// callers bring the same rejected token, it is replaced once.
	Refresh(ctx context.Context, rejected *oauth2.Token) (*oauth2.Token, error)
}

// Bearer returns a source that always yields the same access token, for
// instance a personal access token of Sell. It never reaches an error text.
func Bearer(token string) TokenSource {
	return Static(&oauth2.Token{AccessToken: token, TokenType: "Bearer"})
}

// Static returns a source that always yields token.
func Static(token *oauth2.Token) TokenSource { return static{wire.Hide(token)} }

type static struct{ token wire.Hidden[*oauth2.Token] }

func (s static) Token(context.Context) (*oauth2.Token, error) { return s.token.Get(), nil }

// String names what it is; what it holds is hidden.
func (static) String() string { return "zendesk.TokenSource" }

// Validate lets a client refuse at construction what could never be sent.
func (s static) Validate() error { return wire.CheckToken(s.token.Get()) }

// TokenStore keeps the current token pair of one OAuth authorization, so that
// it survives a restart and can be shared by processes. Refresh tokens can be
// used once only: the new pair is stored before it is used. Package
// [github.com/sellsupport/zendesk/tokenfile] keeps it in a file.
type TokenStore interface {
	// Load returns the stored pair, or nil when there is none yet.
	Load(ctx context.Context) (*oauth2.Token, error)
	// Swap stores next if the stored pair still is old (compared by access
	// and refresh token; nil means none is stored), and reports whether it was.
	// A nil next removes the pair.
	Swap(ctx context.Context, old, next *oauth2.Token) (bool, error)
}
