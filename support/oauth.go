package support

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/oauth"
	"github.com/sellsupport/zendesk/internal/rest"
	"golang.org/x/oauth2"
)

// OAuth is an OAuth client of a Support account (Admin Center, Apps and
// integrations, OAuth clients) and its flows. For a user's account: send them
// to [OAuth.AuthCodeURL], turn the code that comes back into tokens with
// [OAuth.Exchange], and take them up again after a restart with
// [OAuth.Resume]. For a service of one's own: [OAuth.ClientCredentials].
//
// API page: OAuth Tokens for Grant Types. Access tokens live 30 minutes by
// default; the source gets new ones by itself. Refresh tokens can be used once,
// so each new pair is stored before it is used.
type OAuth struct {
	Subdomain string // "acme" in https://acme.zendesk.com
	ClientID  string // the identifier of the client, not its number

	// ClientSecret is empty for a public client, which proves itself by PKCE
	// alone. It is kept out of JSON and of what prints an OAuth. But fmt asks no
	// unexported field of a struct how it wants to be printed: don't print a
	// struct that holds an OAuth in one, or let it hold a pointer.
	ClientSecret string `json:"-"`

	// RedirectURL is where the user comes back to with the code: https, or
	// http on localhost, and one of those that the client lists.
	RedirectURL string

	// Scopes is what to ask for, at least one: "read", "write", or narrower
	// ones such as "tickets:read". A token that is granted less is an error.
	Scopes []string

	// Store keeps the token pair of one user, such as a file: see
	// [github.com/sellsupport/zendesk/tokenfile]. Without one, the pair of
	// Exchange is kept in memory, and Resume and Revoke have nothing to work on.
	Store zendesk.TokenStore

	// ExpiresIn is how long an access token shall live, from 5 minutes to 48
	// hours in whole seconds. With 0 the client's setting holds, mostly 30 minutes.
	ExpiresIn time.Duration

	// RefreshTokenExpiresIn is how long a refresh token shall live, from 7 to 90
	// days in whole seconds. With 0 it is the API's default, 30 days.
	RefreshTokenExpiresIn time.Duration

	// HTTPClient sends the requests; it is copied, and follows no redirect.
	// The default keeps no connection open.
	HTTPClient *http.Client

	// BaseURL replaces https://SUBDOMAIN.zendesk.com, for a proxy or a
	// stand-in. Plain http is accepted on loopback only.
	BaseURL string
}

// Validate reports what is wrong with the fields, as all methods do that return
// an error. It sends nothing.
func (o OAuth) Validate() error {
	_, err := o.client()
	return err
}

// AuthCodeURL returns the page that asks the user for consent. The state comes
// back beside the code, and must be compared with that of the user's session:
// without that, anybody could plant a code of theirs. The verifier stays
// secret until [OAuth.Exchange], and only its hash is in the URL (PKCE). Make
// both for each authorization with [oauth2.GenerateVerifier].
//
// The URL is empty when state is, when verifier is not fit for PKCE, when there
// is no RedirectURL, or when [OAuth.Validate] finds fault.
func (o OAuth) AuthCodeURL(state, verifier string) string {
	c, err := o.client()
	if err != nil || o.RedirectURL == "" || state == "" || oauth.CheckVerifier("", verifier) != nil {
		return ""
	}
	cfg := oauth2.Config{
		ClientID: o.ClientID, RedirectURL: o.RedirectURL, Scopes: o.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: c.Base.JoinPath("/oauth/authorizations/new").String()},
	}
	return cfg.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// Exchange turns the code into a token pair, stores it in place of what the
// Store held, and returns the source of it. A code is good for 120 seconds and
// can be used once: if the answer is lost, the user must be asked again.
func (o OAuth) Exchange(ctx context.Context, code, verifier string) (zendesk.Refresher, error) {
	const op = "support.OAuth.Exchange"
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	if err := oauth.CheckExchange(op, o.RedirectURL, code); err != nil {
		return nil, err
	}
	if err := oauth.CheckVerifier(op, verifier); err != nil {
		return nil, err
	}
	store := o.Store
	if store == nil {
		store = zendesk.NewMemoryTokenStore()
	}
	s, err := oauth.Exchange(ctx, c, store, oauth.Grant{Type: oauth.AuthorizationCode, Code: code, Verifier: verifier})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Resume returns the source of the pair in the Store; it sends nothing. The
// error matches [zendesk.ErrUnauthorized] when the Store is empty, and so does
// that of the source once the user's consent or the refresh token has ended:
// then ask again.
func (o OAuth) Resume(ctx context.Context) (zendesk.Refresher, error) {
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	if o.Store == nil {
		return nil, oauth.Refuse("support.OAuth.Resume", "Store", "is nil, so there is nothing to resume from")
	}
	s, err := oauth.Resume(ctx, c, o.Store)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// ClientCredentials returns a source that acts as the user who owns the client,
// which must be a confidential one. It asks for a first token at once and for
// another when that ends. The Store is not used: there is no pair to lose.
func (o OAuth) ClientCredentials(ctx context.Context) (zendesk.Refresher, error) {
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	if o.ClientSecret == "" {
		return nil, oauth.Refuse("support.OAuth.ClientCredentials", "ClientSecret", "is empty: this flow is for confidential clients only")
	}
	s := oauth.NewSource(c, zendesk.NewMemoryTokenStore(), oauth.ClientCredentials)
	if _, err := s.Token(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Revoke ends the authorization in the Store and removes its tokens. An
// authorization that has ended already, and an empty Store, are no error.
func (o OAuth) Revoke(ctx context.Context) error {
	c, err := o.client()
	if err != nil {
		return err
	}
	if o.Store == nil {
		return oauth.Refuse("support.OAuth.Revoke", "Store", "is nil, so there is nothing to revoke")
	}
	c.Scopes = nil // a token that lacks one is revoked all the same
	s, token, err := oauth.Stored(ctx, c, o.Store)
	if err != nil || token == nil {
		return err
	}
	// Only a live access token can revoke itself.
	live, err := s.Token(ctx)
	if err == nil {
		err = revoke(ctx, c, live)
	}
	if live != nil && errors.Is(err, zendesk.ErrUnauthorized) {
		if live, err = s.Refresh(ctx, live); err == nil {
			err = revoke(ctx, c, live)
		}
	}
	switch {
	case err == nil:
		return s.Forget(ctx, live)
	case oauth.Ended(err):
		return s.Forget(ctx, token)
	}
	return err
}

func revoke(ctx context.Context, c *oauth.Client, t *oauth2.Token) error {
	return c.Send(ctx, oauth.Request{
		Name: "Revoke", Method: http.MethodDelete, Path: "/api/v2/oauth/tokens/current",
		Header: http.Header{"Authorization": {"Bearer " + t.AccessToken}}, Secrets: []string{t.AccessToken}, Again: true,
	})
}

func (o OAuth) client() (*oauth.Client, error) {
	const op = "support.OAuth"
	if err := oauth.CheckClient(op, o.ClientID, o.ClientSecret, o.RedirectURL, o.Scopes); err != nil {
		return nil, err
	}
	switch {
	case len(o.Scopes) == 0:
		return nil, oauth.Refuse(op, "Scopes", "is empty: the token could get full access")
	case !wholeSeconds(o.ExpiresIn, 5*time.Minute, 48*time.Hour):
		return nil, oauth.Refuse(op, "ExpiresIn", "must be whole seconds from 5 minutes to 48 hours")
	case !wholeSeconds(o.RefreshTokenExpiresIn, 7*24*time.Hour, 90*24*time.Hour):
		return nil, oauth.Refuse(op, "RefreshTokenExpiresIn", "must be whole seconds from 7 to 90 days")
	case o.RedirectURL != "" && !strings.HasPrefix(o.RedirectURL, "https:") && !strings.HasPrefix(o.RedirectURL, "http:"):
		return nil, oauth.Refuse(op, "RedirectURL", "is not https: plain http is for loopback only")
	}
	root := o.BaseURL
	if root == "" {
		if !isSubdomain(o.Subdomain) {
			return nil, oauth.Refuse(op, "Subdomain", "must be the first part of the account's host, such as acme")
		}
		root = "https://" + o.Subdomain + ".zendesk.com"
	}
	base, err := rest.ParseBase(root)
	if err != nil {
		return nil, oauth.Refuse(op, "BaseURL", err.Error())
	}
	return &oauth.Client{
		Product: "support", Base: base, TokenPath: "/oauth/tokens",
		Scopes: o.Scopes, Secret: o.ClientSecret, HTTP: o.HTTPClient, Encode: o.encode,
	}, nil
}

func wholeSeconds(d, low, high time.Duration) bool {
	return d == 0 || d >= low && d <= high && d%time.Second == 0
}

// tokenRequest is the body of POST /oauth/tokens.
type tokenRequest struct {
	GrantType             string `json:"grant_type"`
	ClientID              string `json:"client_id"`
	ClientSecret          string `json:"client_secret,omitzero"`
	Scope                 string `json:"scope"`
	Code                  string `json:"code,omitzero"`
	CodeVerifier          string `json:"code_verifier,omitzero"`
	RedirectURI           string `json:"redirect_uri,omitzero"`
	RefreshToken          string `json:"refresh_token,omitzero"`
	ExpiresIn             int64  `json:"expires_in,omitzero"`
	RefreshTokenExpiresIn int64  `json:"refresh_token_expires_in,omitzero"`
}

func (o OAuth) encode(g oauth.Grant) (http.Header, []byte, error) {
	r := tokenRequest{
		GrantType: g.Type, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Scope: strings.Join(o.Scopes, " "),
		Code: g.Code, CodeVerifier: g.Verifier, RefreshToken: g.RefreshToken,
		ExpiresIn: int64(o.ExpiresIn / time.Second),
	}
	if g.Type == oauth.AuthorizationCode {
		r.RedirectURI = o.RedirectURL
	}
	if g.Type != oauth.ClientCredentials {
		r.RefreshTokenExpiresIn = int64(o.RefreshTokenExpiresIn / time.Second)
	}
	body, err := json.Marshal(r)
	return http.Header{"Content-Type": {"application/json"}}, body, err
}

// Format keeps the secret out of what prints an OAuth or a pointer to one. It is
// out of reach in an unexported field; see ClientSecret.
func (o OAuth) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "support.OAuth(%s, %s)", o.Subdomain, o.ClientID)
}

// LogValue keeps the secret out of logs.
func (o OAuth) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(o)) }
