package supporttest

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// OAuthClient is an application that may ask for access tokens.
type OAuthClient struct {
	ID           string // its identifier, not a number
	Secret       string // "" makes it a public client
	Public       bool   // it may leave its secret out, must use PKCE, and has no client credentials
	UserID       int64  // who client credentials act for, and who grants codes; the administrator if 0
	RedirectURIs []string
	Scopes       []string // allowed ones; none: all

	number int64 // its id
}

// isPublic reports whether a client proves by PKCE who it is.
func (o OAuthClient) isPublic() bool { return o.Public || o.Secret == "" }

// fits reports whether a secret is the client's, or missing where it may be.
func (o OAuthClient) fits(secret string) bool {
	return secret == o.Secret || o.isPublic() && secret == ""
}

// authCode is an authorization code, which can be exchanged once.
type authCode struct {
	client, redirect, challenge string
	user                        int64
	scopes                      []string
	expires                     time.Time
}

const codeLife = 120 * time.Second

// AddOAuthClient registers an application. Its user can be sent to
// /oauth/authorizations/new, which grants at once and redirects with a code;
// see also [Server.Approve].
func (s *Server) AddOAuthClient(client OAuthClient) {
	s.mu.Lock()
	defer s.mu.Unlock()
	client.UserID = cmp.Or(client.UserID, firstID)
	s.serial++
	client.number = s.serial
	s.clients[client.ID] = client
}

// oauthError is a refusal as RFC 6749 has it.
func oauthError(status int, code, text string) error {
	return &failure{status, object("error", code, "error_description", text), code, text}
}

// Approve grants what an authorization URL asks for, as if the user had agreed
// in the browser, and returns the code that the redirect would carry. It works
// once, for two minutes.
func (s *Server) Approve(authURL string) (code string, err error) {
	u, err := url.Parse(authURL)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.approve(u.Query(), s.options.clock().UTC())
}

func (s *Server) approve(q url.Values, now time.Time) (string, error) {
	client, known := s.clients[q.Get("client_id")]
	if !known || !slices.Contains(client.RedirectURIs, q.Get("redirect_uri")) {
		return "", oauthError(http.StatusBadRequest, "invalid_client", "The client or its redirect_uri is unknown")
	}
	if q.Get("response_type") != "code" {
		return "", oauthError(http.StatusBadRequest, "unsupported_response_type", "The response_type must be code")
	}
	if q.Has("code_challenge") && q.Get("code_challenge_method") != "S256" {
		return "", oauthError(http.StatusBadRequest, "invalid_request", "The code_challenge_method must be S256")
	}
	s.serial++
	code := fmt.Sprintf("code-%d", s.serial)
	s.codes[code] = &authCode{client.ID, q.Get("redirect_uri"), q.Get("code_challenge"), client.UserID,
		strings.Fields(q.Get("scope")), now.Add(codeLife)}
	return code, nil
}

// authorizeClient is the page where the user would agree.
func authorizeClient(c *call) (any, error) {
	code, err := c.approve(c.query, c.now)
	if err != nil {
		return nil, err
	}
	target, err := url.Parse(c.query.Get("redirect_uri"))
	if err != nil {
		return nil, oauthError(http.StatusBadRequest, "invalid_request", "The redirect_uri is no URL")
	}
	q := target.Query()
	q.Set("code", code)
	if c.query.Has("state") {
		q.Set("state", c.query.Get("state"))
	}
	target.RawQuery = q.Encode()
	c.header.Set("Location", target.String())
	c.status = http.StatusFound
	return nil, nil
}

// issueToken is the token endpoint. A grant that works once is spent last, when
// nothing can be refused any more.
func issueToken(c *call) (any, error) {
	client, known := c.clients[c.body.Text("client_id")]
	secret := c.body.Text("client_secret")
	if !known || !client.fits(secret) {
		return nil, oauthError(http.StatusUnauthorized, "invalid_client", "The client is unknown or its secret is wrong")
	}
	var t *token
	var spend func()
	var err error
	switch c.body.Text("grant_type") {
	case "authorization_code":
		t, spend, err = c.exchange(client)
	case "refresh_token":
		t, spend, err = c.refresh(client)
	case "client_credentials":
		if client.isPublic() {
			return nil, oauthError(http.StatusBadRequest, "unauthorized_client", "Only confidential clients have credentials")
		}
		t, spend = &token{user: client.UserID, scopes: c.scopes()}, func() {}
	default:
		err = oauthError(http.StatusBadRequest, "unsupported_grant_type", "The grant_type is not supported")
	}
	if err != nil {
		return nil, err
	}
	if len(t.scopes) == 0 {
		t.scopes = client.Scopes // no more than the client may have
	}
	if !covers(client.Scopes, t.scopes) {
		return nil, oauthError(http.StatusBadRequest, "invalid_scope", "The client may not have this scope")
	}
	return c.grant(client, t, spend)
}

// scopes are those that the request asks for.
func (c *call) scopes() []string { return strings.Fields(c.body.Text("scope")) }

// covers reports whether each wanted scope is among the allowed ones, which are
// all if none is named.
func covers(allowed, wanted []string) bool {
	return len(allowed) == 0 || !slices.ContainsFunc(wanted, func(scope string) bool { return !slices.Contains(allowed, scope) })
}

// within are the scopes of a token that follows from an earlier grant: those
// asked for, or the granted ones, but never more than these.
func (c *call) within(granted []string) ([]string, error) {
	asked := c.scopes()
	if len(asked) == 0 {
		return granted, nil
	}
	ok := len(granted) == 0 || !slices.ContainsFunc(asked, func(scope string) bool {
		_, verb, _ := strings.Cut(scope, ":")
		return !slices.Contains(granted, scope) && !slices.Contains(granted, verb)
	})
	if !ok {
		return nil, oauthError(http.StatusBadRequest, "invalid_scope", "The scope is wider than what was granted")
	}
	return asked, nil
}

// exchange turns a code into a token.
func (c *call) exchange(client OAuthClient) (*token, func(), error) {
	text := c.body.Text("code")
	code, known := c.codes[text]
	invalidGrant := oauthError(http.StatusBadRequest, "invalid_grant", "The code is invalid, expired or used")
	if !known || code.client != client.ID || code.redirect != c.body.Text("redirect_uri") || !c.now.Before(code.expires) {
		return nil, nil, invalidGrant
	}
	verifier := c.body.Text("code_verifier")
	sum := sha256.Sum256([]byte(verifier))
	if code.challenge != "" && code.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		return nil, nil, invalidGrant
	}
	if code.challenge == "" && client.isPublic() {
		return nil, nil, oauthError(http.StatusUnauthorized, "invalid_client", "A public client must use PKCE")
	}
	scopes, err := c.within(code.scopes)
	return &token{user: code.user, scopes: scopes, refresh: "new"}, func() { delete(c.codes, text) }, err
}

// refresh takes a refresh token, which works once. That it is used again harms
// nothing else: the newer pair goes on working.
func (c *call) refresh(client OAuthClient) (*token, func(), error) {
	for access, old := range c.tokens {
		if old == nil || old.refresh == "" || old.refresh != c.body.Text("refresh_token") || old.client != client.ID || !c.now.Before(old.refreshExpires) {
			continue
		}
		scopes, err := c.within(old.scopes)
		return &token{user: old.user, scopes: scopes, refresh: "new"}, func() { delete(c.tokens, access) }, err
	}
	return nil, nil, oauthError(http.StatusBadRequest, "invalid_grant", "The refresh token is invalid, expired or used")
}

// grant stores a new token and answers it; spend ends what it was granted for.
func (c *call) grant(client OAuthClient, t *token, spend func()) (any, error) {
	life, err := c.lifetime("expires_in", 1800, 300, 172_800)
	if err != nil {
		return nil, err
	}
	c.serial++
	access := fmt.Sprintf("access-%d", c.serial)
	t.id, t.client, t.created, t.expires = c.serial, client.ID, c.now, c.now.Add(life)
	scope := strings.Join(t.scopes, " ")
	if scope == "" {
		scope = "read write"
	}
	body := object("access_token", access, "token_type", "bearer", "scope", scope, "expires_in", int(life.Seconds()))
	if t.refresh != "" {
		refreshLife, err := c.lifetime("refresh_token_expires_in", 2_592_000, 604_800, 7_776_000)
		if err != nil {
			return nil, err
		}
		t.refresh, t.refreshExpires = fmt.Sprintf("refresh-%d", c.serial), c.now.Add(refreshLife)
		body = body.Merge(object("refresh_token", t.refresh, "refresh_token_expires_in", int(refreshLife.Seconds())))
	}
	spend()
	c.tokens[access] = t
	return body, nil
}

// lifetime reads a number of seconds within its bounds.
func (c *call) lifetime(name string, usual, shortest, longest int64) (time.Duration, error) {
	seconds := usual
	if c.body.Present(name) {
		n, ok := c.body.Int(name)
		if !ok || n < shortest || n > longest {
			return 0, oauthError(http.StatusBadRequest, "invalid_request", name+" is out of range")
		}
		seconds = n
	}
	return time.Duration(seconds) * time.Second, nil
}
