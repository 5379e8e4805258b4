package selltest

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// accessLife is how long an access token of OAuth lives; personal ones and
// those of [Server.AddToken] do not end.
const accessLife = time.Hour

// oauthState is what the OAuth endpoints remember.
type oauthState struct {
	apps      map[string]oauthApp // by client id
	codes     map[string]approval // used once
	refreshes map[string]approval // used once, since each answer brings a new one
	issued    int
}

type oauthApp struct{ secret, redirect string }

// approval is what a user allowed an application to do.
type approval struct {
	client   string
	redirect string // as given to authorize; "" if it was not
	user     int64
	scopes   []string
	access   string // the access token that came with this refresh token
}

func newOAuthState() oauthState {
	return oauthState{apps: make(map[string]oauthApp), codes: make(map[string]approval), refreshes: make(map[string]approval)}
}

// AddApp registers an OAuth application.
func (s *Server) AddApp(clientID, secret, redirectURI string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.oauth.apps[clientID] = oauthApp{secret, redirectURI}
}

// Approve returns an authorization code, as if the user had allowed the
// application these scopes, all when none is given.
func (s *Server) Approve(clientID string, user int64, scopes ...string) (code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(scopes) == 0 {
		scopes = allScopes
	}
	return s.approve(approval{client: clientID, user: user, scopes: scopes})
}

func (s *Server) approve(a approval) string {
	code := s.secretText("code")
	s.oauth.codes[code] = a
	return code
}

// secretText returns a code or token that was not given out before.
func (s *Server) secretText(kind string) string {
	s.oauth.issued++
	return fmt.Sprintf("%s-%0*d", kind, 63-len(kind), s.oauth.issued)
}

// access returns a new access token for what was allowed.
func (s *Server) access(a approval) string {
	token := s.secretText("access")
	s.grants[token] = &grant{a.user, a.scopes, s.clock().Add(accessLife)}
	return token
}

// authorize stands for the page on which a user allows an application: the user
// of the server's token always does.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	app, known := s.oauth.apps[q.Get("client_id")]
	target := q.Get("redirect_uri")
	if target == "" {
		target = app.redirect
	}
	back, err := url.Parse(target)
	if !known || err != nil || target != app.redirect {
		oauthError(w, http.StatusBadRequest, "invalid_request", "The client or its redirect URI is not known.")
		return
	}
	scopes := strings.Fields(q.Get("scope"))
	implicit := q.Get("response_type") == "token"
	answer := back.Query()
	if implicit { // which answers in the fragment
		answer = make(url.Values)
	}
	if state := q.Get("state"); state != "" {
		answer.Set("state", state)
	}
	switch {
	case !implicit && q.Get("response_type") != "code":
		answer.Set("error", "unsupported_response_type")
	case slices.ContainsFunc(scopes, func(scope string) bool { return !slices.Contains(allScopes, scope) }):
		answer.Set("error", "invalid_scope")
	default:
		if len(scopes) == 0 {
			scopes = allScopes
		}
		a := approval{q.Get("client_id"), q.Get("redirect_uri"), s.grants[s.token].user, scopes, ""}
		if !implicit {
			answer.Set("code", s.approve(a))
			break
		}
		answer.Set("access_token", s.access(a))
		answer.Set("token_type", "bearer")
		answer.Set("expires_in", strconv.Itoa(int(accessLife/time.Second)))
		answer.Set("scope", strings.Join(scopes, " "))
	}
	if implicit {
		http.Redirect(w, r, target+"#"+answer.Encode(), http.StatusFound)
		return
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// client returns the application that a request is authorized as, by HTTP Basic.
// RFC 6749 wants id and secret form-encoded there; many clients send them plain.
func (s *Server) client(w http.ResponseWriter, r *http.Request) (string, bool) {
	id, secret, ok := r.BasicAuth()
	if app, known := s.oauth.apps[id]; ok && known && app.secret == secret {
		return id, true
	}
	plainID, _ := url.QueryUnescape(id)
	plainSecret, _ := url.QueryUnescape(secret)
	if app, known := s.oauth.apps[plainID]; ok && known && app.secret == plainSecret {
		return plainID, true
	}
	w.Header().Set("WWW-Authenticate", `Basic realm="sell"`)
	oauthError(w, http.StatusUnauthorized, "invalid_client", "Client authentication failed.")
	return "", false
}

func (s *Server) issueToken(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.client(w, r)
	if !ok {
		return
	}
	var pending map[string]approval
	var proof string
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		pending, proof = s.oauth.codes, r.PostFormValue("code")
	case "refresh_token":
		pending, proof = s.oauth.refreshes, r.PostFormValue("refresh_token")
	case "":
		oauthError(w, http.StatusBadRequest, "invalid_request", "The parameter grant_type is missing.")
		return
	default:
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type", "This grant type is not supported.")
		return
	}
	a, ok := pending[proof]
	// RFC 6749 wants the redirect URI again if authorize had it; an official
	// client leaves it out.
	redirect := cmp.Or(r.PostFormValue("redirect_uri"), a.redirect)
	if !ok || a.client != id || a.redirect != "" && a.redirect != redirect {
		oauthError(w, http.StatusBadRequest, "invalid_grant", "The grant is invalid, expired, revoked or was used before.")
		return
	}
	delete(pending, proof)
	a.redirect = ""
	a.access = s.access(a)
	refresh := s.secretText("refresh")
	s.oauth.refreshes[refresh] = a
	w.Header().Set("Cache-Control", "no-store")
	fake.WriteJSON(w, http.StatusOK, object("access_token", a.access, "token_type", "bearer",
		"expires_in", int(accessLife/time.Second), "refresh_token", refresh, "scope", strings.Join(a.scopes, " ")))
}

func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.client(w, r); !ok {
		return
	}
	token := r.PostFormValue("token")
	s.revoke(s.oauth.refreshes[token].access)
	delete(s.oauth.refreshes, token)
	s.revoke(token)
	fake.WriteJSON(w, http.StatusOK, object())
}

// oauthError answers in the form of RFC 6749, which is not that of the API.
func oauthError(w http.ResponseWriter, status int, code, description string) {
	fake.WriteJSON(w, status, object("error", code, "error_description", description))
}
