package zendesk

import (
	"context"

	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

// TokenSource returns the token that a request is sent with. It is called once per
// attempt, so it can return a new token at any time. It must be safe for concurrent
// use.
type TokenSource interface {
	Token(ctx context.Context) (*oauth2.Token, error)
}

// Refresher is a [TokenSource] that can replace a token which the API rejected
// with 401. The request is then retried once.
type Refresher interface {
	TokenSource
	// Refresh returns a token other than the rejected one. If several callers pass
	// the same rejected token, it is replaced only once.
	Refresh(ctx context.Context, rejected *oauth2.Token) (*oauth2.Token, error)
}

// Bearer returns a source that always returns the same access token, for example a
// personal access token of Sell. The token never appears in an error text.
func Bearer(token string) TokenSource {
	return Static(&oauth2.Token{AccessToken: token, TokenType: "Bearer"})
}

// Static returns a source that always returns token.
func Static(token *oauth2.Token) TokenSource { return static{wire.Hide(token)} }

type static struct{ token wire.Hidden[*oauth2.Token] }

func (s static) Token(context.Context) (*oauth2.Token, error) { return s.token.Get(), nil }

// String returns only the type, because the token is secret.
func (static) String() string { return "zendesk.TokenSource" }

// Validate lets a client reject, on construction, a token that could never be sent.
func (s static) Validate() error { return wire.CheckToken(s.token.Get()) }

// TokenStore stores the current token pair of one OAuth authorization, so that
// it survives a restart and can be shared by processes. A refresh token can be used
// only once, so the new pair is stored before it is used. Package
// [github.com/sellsupport/zendesk/tokenfile] keeps it in a file.
type TokenStore interface {
	// Load returns the stored pair, or nil if there is none yet.
	Load(ctx context.Context) (*oauth2.Token, error)
	// Swap stores next if the stored pair is still old, and reports whether it was.
	// Pairs are compared by access and refresh token; a nil old means that none is
	// stored, and a nil next removes the pair.
	Swap(ctx context.Context, old, next *oauth2.Token) (bool, error)
}
