package support_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"golang.org/x/oauth2"
)

// tokenEndpoint answers one request after the other and keeps what was asked.
type tokenEndpoint struct{ answers, asked []string }

func (e *tokenEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	e.asked = append(e.asked, strings.TrimSpace(fmt.Sprint(r.Method, " ", r.URL, " ", r.Header.Get("Authorization"), string(body))))
	rec := httptest.NewRecorder()
	if len(e.answers) == 0 {
		rec.WriteHeader(http.StatusInternalServerError)
		return rec.Result(), nil
	}
	status, answer, _ := strings.Cut(e.answers[0], " ")
	e.answers = e.answers[1:]
	code, err := strconv.Atoi(status)
	if err != nil {
		return nil, err
	}
	rec.WriteHeader(code)
	_, _ = rec.WriteString(answer) // a recorder takes everything
	return rec.Result(), nil
}

func (e *tokenEndpoint) wantAsked(t *testing.T, want ...string) {
	t.Helper()
	if len(e.asked) != len(want) {
		t.Fatalf("asked %q, want %q", e.asked, want)
	}
	for i, w := range want {
		if e.asked[i] != w {
			t.Errorf("request %d: %s\nwant       %s", i, e.asked[i], w)
		}
	}
}

const (
	verifier = "a-verifier-of-forty-three-characters-or-more"
	tokenURL = "POST https://acme.zendesk.com/oauth/tokens "
)

func flow(e *tokenEndpoint) support.OAuth {
	return support.OAuth{
		Subdomain: "acme", ClientID: "app", ClientSecret: "s3cret", RedirectURL: "https://app.example.com/cb",
		Scopes: []string{"read", "write"}, Store: zendesk.NewMemoryTokenStore(), HTTPClient: &http.Client{Transport: e},
	}
}

func answer(n int) string {
	return fmt.Sprintf(`201 {"access_token":"A%d","refresh_token":"R%d","token_type":"bearer","scope":"read write","expires_in":1800,"refresh_token_expires_in":2592000}`, n, n)
}

func storePair(t *testing.T, o support.OAuth, left time.Duration) {
	t.Helper()
	pair := &oauth2.Token{AccessToken: "A1", RefreshToken: "R1", Expiry: time.Now().Add(left)}
	if done, err := o.Store.Swap(t.Context(), nil, pair); !done || err != nil {
		t.Fatal(done, err)
	}
}

func TestOAuthAuthCodeURL(t *testing.T) {
	u, err := url.Parse(flow(nil).AuthCodeURL("st&te", verifier))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(verifier))
	want := url.Values{
		"response_type": {"code"}, "client_id": {"app"}, "redirect_uri": {"https://app.example.com/cb"}, "scope": {"read write"},
		"state": {"st&te"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	if u.Scheme+"://"+u.Host+u.Path != "https://acme.zendesk.com/oauth/authorizations/new" || u.RawQuery != want.Encode() {
		t.Errorf("URL = %s", u)
	}
}

func TestOAuthExchangeAndRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &tokenEndpoint{answers: []string{answer(1), answer(2)}}
		o := flow(e)
		o.ExpiresIn, o.RefreshTokenExpiresIn = 30*time.Minute, 30*24*time.Hour
		tokens, err := o.Exchange(t.Context(), "code", verifier)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Minute)
		got, err := tokens.Token(t.Context())
		if err != nil || got.AccessToken != "A2" || got.RefreshToken != "R2" || time.Until(got.Expiry) != 30*time.Minute {
			t.Fatalf("token = %+v, %v", got, err)
		}
		if kept, _ := o.Store.Load(t.Context()); kept == nil || kept.RefreshToken != "R2" {
			t.Errorf("stored: %+v", kept)
		}
		e.wantAsked(t,
			tokenURL+`{"grant_type":"authorization_code","client_id":"app","client_secret":"s3cret","scope":"read write","code":"code",`+
				`"code_verifier":"`+verifier+`","redirect_uri":"https://app.example.com/cb","expires_in":1800,"refresh_token_expires_in":2592000}`,
			tokenURL+`{"grant_type":"refresh_token","client_id":"app","client_secret":"s3cret","scope":"read write","refresh_token":"R1",`+
				`"expires_in":1800,"refresh_token_expires_in":2592000}`)
	})
}

func TestOAuthPublicClientSendsNoSecret(t *testing.T) {
	e := &tokenEndpoint{answers: []string{answer(2)}}
	o := flow(e)
	o.ClientSecret = ""
	storePair(t, o, 0)
	tokens, err := o.Resume(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tokens.Token(t.Context()); err != nil || got.AccessToken != "A2" {
		t.Fatalf("token = %+v, %v", got, err)
	}
	e.wantAsked(t, tokenURL+`{"grant_type":"refresh_token","client_id":"app","scope":"read write","refresh_token":"R1"}`)
}

func TestOAuthClientCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plain := `200 {"access_token":"B%d","token_type":"bearer","scope":"read write","expires_in":300}`
		e := &tokenEndpoint{answers: []string{fmt.Sprintf(plain, 1), fmt.Sprintf(plain, 2)}}
		o := flow(e)
		o.ExpiresIn, o.RefreshTokenExpiresIn = 5*time.Minute, 7*24*time.Hour
		storePair(t, o, time.Hour)
		tokens, err := o.ClientCredentials(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"B1", "B2"} {
			if got, err := tokens.Token(t.Context()); err != nil || got.AccessToken != want {
				t.Fatalf("token %d = %+v, %v", i, got, err)
			}
			time.Sleep(5 * time.Minute)
		}
		body := tokenURL + `{"grant_type":"client_credentials","client_id":"app","client_secret":"s3cret","scope":"read write","expires_in":300}`
		e.wantAsked(t, body, body)
		if kept, _ := o.Store.Load(t.Context()); kept == nil || kept.AccessToken != "A1" {
			t.Errorf("the user's pair was replaced: %+v", kept)
		}
	})
}

func TestOAuthClientCredentialsRefused(t *testing.T) {
	e := &tokenEndpoint{answers: []string{`400 {"error":"invalid_scope","error_description":"s3cret"}`, `201 {"access_token":"B","scope":"read"}`}}
	_, err := flow(e).ClientCredentials(t.Context())
	if err == nil || err.Error() != "zendesk: support.OAuth.ClientCredentials: 400 Bad Request (invalid_scope)" || strings.Contains(fmt.Sprintf("%#v", err), "s3cret") {
		t.Errorf("err = %#v", err)
	}
	_, err = flow(e).ClientCredentials(t.Context())
	if err == nil || err.Error() != "zendesk: support.OAuth.ClientCredentials: the granted scope lacks write" {
		t.Errorf("err = %v", err)
	}
}

func TestOAuthRevoke(t *testing.T) {
	const (
		deleteA1 = "DELETE https://acme.zendesk.com/api/v2/oauth/tokens/current Bearer A1"
		deleteA2 = "DELETE https://acme.zendesk.com/api/v2/oauth/tokens/current Bearer A2"
		refresh  = tokenURL + `{"grant_type":"refresh_token","client_id":"app","client_secret":"s3cret","scope":"read write","refresh_token":"R1"}`
	)
	for what, tt := range map[string]struct {
		left    time.Duration // of the access token; 0 means that nothing is stored
		answers []string
		asked   []string
		err     string
	}{
		"live":                 {time.Hour, []string{"204 "}, []string{deleteA1}, ""},
		"nothing stored":       {0, nil, nil, ""},
		"ended access token":   {-time.Hour, []string{answer(2), "204 "}, []string{refresh, deleteA2}, ""},
		"lacks a scope":        {-time.Hour, []string{`200 {"access_token":"A2","scope":"read"}`, "204 "}, []string{refresh, deleteA2}, ""},
		"refused access token": {time.Hour, []string{"401 {}", answer(2), "204 "}, []string{deleteA1, refresh, deleteA2}, ""},
		"ended long ago":       {time.Hour, []string{"401 {}", `400 {"error":"invalid_grant"}`}, []string{deleteA1, refresh}, ""},
		"wrong secret": {-time.Hour, []string{`401 {"error":"invalid_client"}`}, []string{refresh},
			"zendesk: support.OAuth.Refresh: 401 Unauthorized (invalid_client)"},
		"server fails": {time.Hour, []string{"503 "}, []string{deleteA1}, "zendesk: support.OAuth.Revoke: 503 Service Unavailable"},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &tokenEndpoint{answers: tt.answers}
				o := flow(e)
				if tt.left != 0 {
					storePair(t, o, tt.left)
				}
				err := o.Revoke(t.Context())
				if fmt.Sprint(err) != tt.err && (err != nil || tt.err != "") {
					t.Errorf("err = %v", err)
				}
				e.wantAsked(t, tt.asked...)
				if kept, _ := o.Store.Load(t.Context()); (kept == nil) != (tt.err == "") {
					t.Errorf("stored: %+v", kept)
				}
			})
		})
	}
}

func TestOAuthBadInput(t *testing.T) {
	for what, change := range map[string]func(*support.OAuth){
		"ClientID":                      func(o *support.OAuth) { o.ClientID = "" },
		"RedirectURL":                   func(o *support.OAuth) { o.RedirectURL = "" },
		"RedirectURL http":              func(o *support.OAuth) { o.RedirectURL = "http://app.example.com/cb" },
		"RedirectURL urn":               func(o *support.OAuth) { o.RedirectURL = "urn:ietf:wg:oauth:2.0:oob" },
		"Scopes":                        func(o *support.OAuth) { o.Scopes = nil },
		"Subdomain":                     func(o *support.OAuth) { o.Subdomain = "" },
		"Subdomain host":                func(o *support.OAuth) { o.Subdomain = "acme.zendesk.com" },
		"Subdomain other host":          func(o *support.OAuth) { o.Subdomain = "evil.example/" },
		"BaseURL":                       func(o *support.OAuth) { o.BaseURL = "http://acme.example.com" },
		"ExpiresIn short":               func(o *support.OAuth) { o.ExpiresIn = 299 * time.Second },
		"ExpiresIn long":                func(o *support.OAuth) { o.ExpiresIn = 48*time.Hour + time.Second },
		"ExpiresIn fraction":            func(o *support.OAuth) { o.ExpiresIn = 10*time.Minute + time.Millisecond },
		"RefreshTokenExpiresIn":         func(o *support.OAuth) { o.RefreshTokenExpiresIn = time.Hour },
		"RefreshTokenExpiresIn forever": func(o *support.OAuth) { o.RefreshTokenExpiresIn = 91 * 24 * time.Hour },
	} {
		argument, _, _ := strings.Cut(what, " ")
		e := new(tokenEndpoint)
		o := flow(e)
		change(&o)
		_, err := o.Exchange(t.Context(), "code", verifier)
		if bad, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || bad.Argument != argument {
			t.Errorf("%s: Exchange: %v", what, err)
		}
		if got := o.Validate(); what != "RedirectURL" && (got == nil || got.Error() != err.Error()) {
			t.Errorf("%s: Validate: %v", what, got)
		}
		if got := o.AuthCodeURL("state", verifier); got != "" {
			t.Errorf("%s: AuthCodeURL: %s", what, got)
		}
		e.wantAsked(t)
	}
	o := flow(new(tokenEndpoint))
	if o.AuthCodeURL("", verifier) != "" || o.AuthCodeURL("state", "") != "" || o.AuthCodeURL("state", "short") != "" {
		t.Error("a URL without state or verifier")
	}
	o.Store = nil
	public := o
	public.ClientSecret = ""
	for what, call := range map[string]func() error{
		"code":            func() error { _, err := o.Exchange(t.Context(), "", verifier); return err },
		"verifier":        func() error { _, err := o.Exchange(t.Context(), "code", ""); return err },
		"resume Store":    func() error { _, err := o.Resume(t.Context()); return err },
		"revoke Store":    func() error { return o.Revoke(t.Context()) },
		"no ClientSecret": func() error { _, err := public.ClientCredentials(t.Context()); return err },
	} {
		argument := what[strings.LastIndex(what, " ")+1:]
		if bad, ok := errors.AsType[*zendesk.ArgumentError](call()); !ok || bad.Argument != argument {
			t.Errorf("%s: %v", what, call())
		}
	}
}

func TestOAuthPrintsNoSecret(t *testing.T) {
	o := flow(nil)
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "flow", o, "in", struct{ Flow support.OAuth }{o})
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "flow", o, "in", struct{ Flow support.OAuth }{o})
	out := fmt.Sprintf("%v %+v %#v %s %d %x %v", o, o, o, o, o, o, &o) + b.String()
	if strings.Contains(out, "s3cret") || strings.Contains(out, fmt.Sprintf("%x", "s3cret")) {
		t.Errorf("printed: %s", out)
	}
	if got := fmt.Sprint(o); got != "support.OAuth(acme, app)" {
		t.Errorf("printed: %s", got)
	}
}

// Send the user to the consent page. State and verifier belong to this one
// authorization; keep both in the user's session.
func ExampleOAuth_AuthCodeURL() {
	app := support.OAuth{
		Subdomain: "acme", ClientID: "app", RedirectURL: "https://app.example.com/callback", Scopes: []string{"read", "tickets:write"},
	}
	state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	u, err := url.Parse(app.AuthCodeURL(state, verifier))
	if err != nil {
		panic(err)
	}
	fmt.Println(u.Host + u.Path)
	fmt.Println(u.Query().Get("scope"))
	fmt.Println(u.Query().Get("code_challenge_method"), strings.Contains(u.RawQuery, verifier))
	// Output:
	// acme.zendesk.com/oauth/authorizations/new
	// read tickets:write
	// S256 false
}

// A subdomain is one label of a host name.
func TestSubdomains(t *testing.T) {
	for name, good := range map[string]bool{
		"acme": true, "a": true, "7": true, "a-b": true, "acme-2": true, "a--b": true,
		"": false, "-": false, "-a": false, "a-": false, "Acme": false, "a.b": false, "a b": false, "acme\n": false, "a/b": false, "acmé": false, "a@b": false,
	} {
		_, err := support.NewClient(name, zendesk.Bearer("t"), nil)
		flow := support.OAuth{Subdomain: name, ClientID: "app", Scopes: []string{"read"}}
		if (err == nil) != good || (flow.Validate() == nil) != good {
			t.Errorf("%q: %v, %v", name, err, flow.Validate())
		}
	}
}

// After a restart, take up what the store holds; without anything there, the
// user has to authorize.
func ExampleOAuth_Resume() {
	app := support.OAuth{Subdomain: "acme", ClientID: "app", Scopes: []string{"read"}, Store: zendesk.NewMemoryTokenStore()}
	_, err := app.Resume(context.Background())
	fmt.Println(errors.Is(err, zendesk.ErrUnauthorized))
	// Output: true
}
