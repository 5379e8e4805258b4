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
// integrations, OAuth clients) and its flows. To act for a user: send them to
// [OAuth.AuthCodeURL], exchange the returned code for tokens with [OAuth.Exchange],
// and continue to use them after a restart with [OAuth.Resume]. For a service of your
// own: [OAuth.ClientCredentials].
//
// API page: OAuth Tokens for Grant Types. Access tokens are valid for 30 minutes by
// default; the source refreshes them automatically. A refresh token can be used only
// once, so each new pair is stored before it is used.
type OAuth struct {
	Subdomain string // "acme" in https://acme.zendesk.com
	ClientID  string // the identifier of the client, not its number

	// ClientSecret is empty for a public client, which authenticates only by PKCE.
	// It is omitted from JSON and when an OAuth is printed. But fmt does not call the
	// methods of unexported struct fields: don't print a struct with an OAuth in an
	// unexported field, or make the field a pointer.
	ClientSecret string `json:"-"`

	// RedirectURL is where the user returns with the code: https, or http on
	// localhost. It must be one of those that are configured in the client.
	RedirectURL string

	// Scopes lists the scopes to request, at least one: "read", "write", or narrower
	// ones such as "tickets:read". It is an error if the token is granted less.
	Scopes []string

	// Store keeps the token pair of one user, for example in a file: see
	// [github.com/sellsupport/zendesk/tokenfile]. Without one, the pair from
	// Exchange is kept in memory, and Resume and Revoke return an error.
	Store zendesk.TokenStore

	// ExpiresIn is the lifetime of access tokens, from 5 minutes to 48 hours in whole
	// seconds. 0 means the client's setting, mostly 30 minutes.
	ExpiresIn time.Duration

	// RefreshTokenExpiresIn is the lifetime of refresh tokens, from 7 to 90 days in
	// whole seconds. 0 means the API's default, 30 days.
	RefreshTokenExpiresIn time.Duration

	// HTTPClient sends the requests. It is copied, and follows no redirects.
	// The default keeps no connections open.
	HTTPClient *http.Client

	// BaseURL replaces https://SUBDOMAIN.zendesk.com, for a proxy or a
	// stand-in. Plain http is accepted only on loopback.
	BaseURL string
}

// Validate reports what is wrong with the fields, as do all methods that return
// an error. It sends nothing.
func (o OAuth) Validate() error {
	_, err := o.client()
	return err
}

// AuthCodeURL returns the URL of the page that asks the user for consent. The state is
// returned with the code and must be compared with that of the user's session;
// otherwise an attacker could inject a code of their own. The verifier stays secret
// until [OAuth.Exchange]; the URL contains only its hash (PKCE). Create both anew for
// each authorization with [oauth2.GenerateVerifier].
//
// AuthCodeURL returns "" if state or RedirectURL is empty, if verifier is not valid
// for PKCE, or if [OAuth.Validate] returns an error.
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

// Exchange exchanges the code for a token pair, stores the pair, replacing any in the
// Store, and returns its source. A code is valid for 120 seconds and can be used only
// once: if the response is lost, the user must be asked again.
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

// Resume returns the source of the pair in the Store. It sends nothing. If the Store is
// empty, the error matches [zendesk.ErrUnauthorized], and so does that of the source
// once the user's consent or the refresh token has ended: then ask the user again.
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
// which must be a confidential one. It requests a first token at once, and another
// one when that expires. The Store is not used, because there is no pair to lose.
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

// Revoke ends the authorization in the Store and removes its tokens. It is not an error
// if the authorization has already ended, or if the Store is empty.
func (o OAuth) Revoke(ctx context.Context) error {
	c, err := o.client()
	if err != nil {
		return err
	}
	if o.Store == nil {
		return oauth.Refuse("support.OAuth.Revoke", "Store", "is nil, so there is nothing to revoke")
	}
	c.Scopes = nil // a token that lacks a scope is revoked anyway
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

// Format omits the secret when an OAuth or a pointer to one is printed. It is not called
// for an unexported field; see ClientSecret.
func (o OAuth) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "support.OAuth(%s, %s)", o.Subdomain, o.ClientID)
}

// LogValue keeps the secret out of logs.
func (o OAuth) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(o)) }
