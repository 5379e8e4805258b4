package zendesk

import (
	"context"
	"errors"
	"strings"
	"unicode"

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
func Static(token *oauth2.Token) TokenSource { return static{token} }

type static struct{ token *oauth2.Token }

func (s static) Token(context.Context) (*oauth2.Token, error) { return s.token, nil }

// String keeps the token out of whatever prints the source.
func (static) String() string { return "zendesk.TokenSource" }

// GoString keeps the token out of %#v.
func (s static) GoString() string { return s.String() }

// Validate lets a client refuse at construction what could never be sent.
func (s static) Validate() error { return CheckToken(s.token) }

// CheckToken reports a token that cannot be sent: none, an empty one, or one
// with white space or control characters in it, as after a careless copy.
func CheckToken(t *oauth2.Token) error {
	switch {
	case t == nil || t.AccessToken == "":
		return errors.New("zendesk: the access token is empty")
	case strings.ContainsFunc(t.AccessToken, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r > unicode.MaxASCII }):
		return errors.New("zendesk: the access token holds white space or characters that a header cannot carry")
	}
	return nil
}

// TokenStore keeps the current token pair of one OAuth authorization, so that
// it survives a restart and can be shared by processes. Refresh tokens can be
// used once only: the new pair is stored before it is used.
type TokenStore interface {
	// Load returns the stored pair, or nil when there is none yet.
	Load(ctx context.Context) (*oauth2.Token, error)
	// Swap stores next if the stored pair still is old (compared by access
	// and refresh token; nil means none is stored), and reports whether it was.
	// A nil next removes the pair.
	Swap(ctx context.Context, old, next *oauth2.Token) (bool, error)
}
