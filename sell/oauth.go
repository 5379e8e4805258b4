package sell

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/oauth"
	"github.com/sellsupport/zendesk/internal/rest"
	"golang.org/x/oauth2"
)

// OAuth is an app of Sell's "Developer apps" (Settings, Integrations, OAuth)
// and its authorization-code flow: send the user to [OAuth.AuthCodeURL], turn
// the code that comes back into tokens with [OAuth.Exchange], and take them up
// again after a restart with [OAuth.Resume]. Sell offers neither PKCE nor
// client credentials. A program that acts for one user only can do with a
// personal access token and [zendesk.Bearer].
//
// API page: Authentication. Access tokens live one hour; the source gets new
// ones by itself.
type OAuth struct {
	ClientID string

	// ClientSecret is kept out of JSON and of what prints an OAuth. But fmt asks
	// no unexported field of a struct how it wants to be printed: don't print a
	// struct that holds an OAuth in one, or let it hold a pointer.
	ClientSecret string `json:"-"`

	// RedirectURL is where the user comes back to with the code. It must be
	// the one that the app states.
	RedirectURL string

	// Scopes is what to ask for: "read", "write", "profile" (users and
	// account), "sync". A token that is granted less is an error. With none,
	// Sell decides.
	Scopes []string

	// Store keeps the token pair of one user, such as a file: see
	// [github.com/sellsupport/zendesk/tokenfile]. Without one, the pair of
	// Exchange is kept in memory, and Resume and Revoke have nothing to work on.
	Store zendesk.TokenStore

	// HTTPClient sends the requests; it is copied, and follows no redirect.
	// The default keeps no connection open.
	HTTPClient *http.Client

	// BaseURL replaces https://api.getbase.com, for a proxy or a stand-in.
	// Plain http is accepted on loopback only.
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
// without that, anybody could plant a code of theirs. Make one for each
// authorization, for instance with [oauth2.GenerateVerifier].
//
// The URL is empty when state is, when there is no RedirectURL, or when
// [OAuth.Validate] finds fault.
func (o OAuth) AuthCodeURL(state string) string {
	c, err := o.client()
	if err != nil || o.RedirectURL == "" || state == "" {
		return ""
	}
	cfg := oauth2.Config{
		ClientID: o.ClientID, RedirectURL: o.RedirectURL, Scopes: o.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: c.Base.JoinPath("/oauth2/authorize").String()},
	}
	return cfg.AuthCodeURL(state)
}

// Exchange turns the code into a token pair, stores it in place of what the
// Store held, and returns the source of it. A code can be used once: if the
// answer is lost, the user must be asked again.
func (o OAuth) Exchange(ctx context.Context, code string) (zendesk.Refresher, error) {
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	if err := oauth.CheckExchange("sell.OAuth.Exchange", o.RedirectURL, code); err != nil {
		return nil, err
	}
	store := o.Store
	if store == nil {
		store = zendesk.NewMemoryTokenStore()
	}
	s, err := oauth.Exchange(ctx, c, store, oauth.Grant{Type: oauth.AuthorizationCode, Code: code})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Resume returns the source of the pair in the Store; it sends nothing. The
// error matches [zendesk.ErrUnauthorized] when the Store is empty, and so does
// that of the source once the user's consent has ended: then ask again.
func (o OAuth) Resume(ctx context.Context) (zendesk.Refresher, error) {
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	if o.Store == nil {
		return nil, oauth.Refuse("sell.OAuth.Resume", "Store", "is nil, so there is nothing to resume from")
	}
	s, err := oauth.Resume(ctx, c, o.Store)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Revoke ends the authorization in the Store: it revokes the refresh and the
// access token and removes them. An empty Store is no error. Sell documents
// the endpoint, not its parameters; they are those of RFC 7009.
func (o OAuth) Revoke(ctx context.Context) error {
	c, err := o.client()
	if err != nil {
		return err
	}
	if o.Store == nil {
		return oauth.Refuse("sell.OAuth.Revoke", "Store", "is nil, so there is nothing to revoke")
	}
	s, token, err := oauth.Stored(ctx, c, o.Store)
	if err != nil || token == nil {
		return err
	}
	for _, t := range []struct{ hint, token string }{{"refresh_token", token.RefreshToken}, {"access_token", token.AccessToken}} {
		if t.token == "" {
			continue
		}
		header, body := o.form(url.Values{"token": {t.token}, "token_type_hint": {t.hint}})
		req := oauth.Request{Name: "Revoke", Method: http.MethodPost, Path: "/oauth2/revoke", Header: header, Body: body, Secrets: []string{t.token}, Again: true}
		if err := c.Send(ctx, req); err != nil {
			return err
		}
	}
	return s.Forget(ctx, token)
}

func (o OAuth) client() (*oauth.Client, error) {
	const op = "sell.OAuth"
	if err := oauth.CheckClient(op, o.ClientID, o.ClientSecret, o.RedirectURL, o.Scopes); err != nil {
		return nil, err
	}
	if o.ClientSecret == "" {
		return nil, oauth.Refuse(op, "ClientSecret", "is empty: Sell knows no public clients")
	}
	base, err := rest.ParseBase(cmp.Or(o.BaseURL, DefaultBaseURL))
	if err != nil {
		return nil, oauth.Refuse(op, "BaseURL", err.Error())
	}
	return &oauth.Client{
		Product: "sell", Base: base, TokenPath: "/oauth2/token",
		Scopes: o.Scopes, Secret: o.ClientSecret, HTTP: o.HTTPClient, Encode: o.encode,
	}, nil
}

// encode leaves the scope out: it was settled when the user was asked.
func (o OAuth) encode(g oauth.Grant) (http.Header, []byte, error) {
	form := url.Values{"grant_type": {g.Type}}
	if g.Type == oauth.RefreshToken {
		form.Set("refresh_token", g.RefreshToken)
	} else {
		form.Set("code", g.Code)
		form.Set("redirect_uri", o.RedirectURL)
	}
	header, body := o.form(form)
	return header, body, nil
}

// form returns a form body and the client's credentials, which Sell always
// takes as HTTP Basic.
func (o OAuth) form(form url.Values) (http.Header, []byte) {
	req := http.Request{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	req.SetBasicAuth(o.ClientID, o.ClientSecret)
	return req.Header, []byte(form.Encode())
}

// Format keeps the secret out of what prints an OAuth or a pointer to one. It is
// out of reach in an unexported field; see ClientSecret.
func (o OAuth) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "sell.OAuth(%s)", o.ClientID) }

// LogValue keeps the secret out of logs.
func (o OAuth) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(o)) }
