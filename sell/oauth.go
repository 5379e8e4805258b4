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

// OAuth is an app of Sell's "Developer apps" (Settings, Integrations, OAuth) and its
// authorization-code flow: send the user to [OAuth.AuthCodeURL], exchange the returned
// code for tokens with [OAuth.Exchange], and continue to use them after a restart with
// [OAuth.Resume]. Sell offers neither PKCE nor client credentials. A program that acts
// for only one user can use a personal access token and [zendesk.Bearer].
//
// API page: Authentication. Access tokens are valid for one hour; the source refreshes
// them automatically.
type OAuth struct {
	ClientID string

	// ClientSecret is omitted from JSON and when an OAuth is printed. But fmt does
	// not call the methods of unexported struct fields: don't print a struct with an
	// OAuth in an unexported field, or make the field a pointer.
	ClientSecret string `json:"-"`

	// RedirectURL is where the user returns with the code. It must be the URL that
	// is configured in the app.
	RedirectURL string

	// Scopes lists the scopes to request: "read", "write", "profile" (users and
	// account), "sync". It is an error if the token is granted less. If empty, Sell
	// decides.
	Scopes []string

	// Store keeps the token pair of one user, for example in a file: see
	// [github.com/sellsupport/zendesk/tokenfile]. Without one, the pair from
	// Exchange is kept in memory, and Resume and Revoke return an error.
	Store zendesk.TokenStore

	// HTTPClient sends the requests. It is copied, and follows no redirects.
	// The default keeps no connections open.
	HTTPClient *http.Client

	// BaseURL replaces https://api.getbase.com, for a proxy or a stand-in.
	// Plain http is accepted only on loopback.
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
// otherwise an attacker could inject a code of their own. Create a new state for each
// authorization, for example with [oauth2.GenerateVerifier].
//
// AuthCodeURL returns "" if state or RedirectURL is empty, or if [OAuth.Validate]
// returns an error.
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

// Exchange exchanges the code for a token pair, stores the pair, replacing any in the
// Store, and returns its source. A code can be used only once: if the response is lost,
// the user must be asked again.
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

// Resume returns the source of the pair in the Store. It sends nothing. If the Store is
// empty, the error matches [zendesk.ErrUnauthorized], and so does that of the source
// once the user's consent has ended: then ask the user again.
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

// Revoke ends the authorization in the Store: it revokes the refresh token and the
// access token and removes them. An empty Store is not an error. Sell documents the
// endpoint but not its parameters; they are those of RFC 7009.
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
		return nil, oauth.Refuse(op, "ClientSecret", "is empty: Sell has no public clients")
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

// encode leaves out the scope: it was set when the user was asked.
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

// form returns a form body and a header with the client's credentials, which Sell always
// takes as HTTP Basic.
func (o OAuth) form(form url.Values) (http.Header, []byte) {
	req := http.Request{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	req.SetBasicAuth(o.ClientID, o.ClientSecret)
	return req.Header, []byte(form.Encode())
}

// Format omits the secret when an OAuth or a pointer to one is printed. It is not called
// for an unexported field; see ClientSecret.
func (o OAuth) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "sell.OAuth(%s)", o.ClientID) }

// LogValue keeps the secret out of logs.
func (o OAuth) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(o)) }
