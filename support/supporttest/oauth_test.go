package supporttest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestOAuth(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now))
	fake.Seed("users", `{"id":6,"name":"Ben","role":"agent"}`)
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "app", Secret: "s3", UserID: 6, RedirectURIs: []string{"http://localhost/cb"}, Scopes: []string{"read", "write"}})
	token := func(body string) answer {
		return send(t, fake, "POST", "/oauth/tokens", `{"client_id":"app",`+body+`}`, http.Header{})
	}
	authorize := func(redirect, challenge string) answer {
		q := url.Values{"response_type": {"code"}, "client_id": {"app"}, "redirect_uri": {redirect}, "scope": {"read"}, "state": {"st"}}
		if challenge != "" {
			q.Set("code_challenge", challenge)
			q.Set("code_challenge_method", "S256")
		}
		return send(t, fake, "GET", "/oauth/authorizations/new?"+q.Encode(), "", http.Header{})
	}
	codeOf := func(a answer) string {
		u, err := url.Parse(a.header.Get("Location"))
		if err != nil || a.status != 302 || u.Query().Get("state") != "st" {
			t.Fatalf("authorize: %d %s", a.status, a.text)
		}
		return u.Query().Get("code")
	}
	sum := sha256.Sum256([]byte("verifier"))
	code := codeOf(authorize("http://localhost/cb", base64.RawURLEncoding.EncodeToString(sum[:])))
	if bad := authorize("http://evil.example.com", ""); bad.status != 400 {
		t.Errorf("unknown redirect: %d", bad.status)
	}
	exchange := `"client_secret":"s3","grant_type":"authorization_code","redirect_uri":"http://localhost/cb","code":"` + code + `",`
	if bad := token(exchange + `"code_verifier":"wrong"`); bad.status != 400 || bad.at("error") != `"invalid_grant"` {
		t.Errorf("wrong verifier: %d %s", bad.status, bad.text)
	}
	pair := token(exchange + `"code_verifier":"verifier","expires_in":600`)
	if pair.status != 201 || pair.at("scope") != `"read"` || pair.at("expires_in") != "600" || pair.at("token_type") != `"bearer"` || pair.at("refresh_token_expires_in") != "2592000" {
		t.Errorf("exchange: %d %s", pair.status, pair.text)
	}
	if again := token(exchange + `"code_verifier":"verifier"`); again.at("error") != `"invalid_grant"` {
		t.Errorf("the code works twice: %s", again.text)
	}
	access, refresh := strings.Trim(pair.at("access_token"), `"`), strings.Trim(pair.at("refresh_token"), `"`)
	run(t, fake,
		step{call: "GET /users/me", as: access, want: want{"user.id": "6"}},
		step{call: "GET /oauth/tokens/current", as: access, want: want{"token.scopes": `["read"]`, "token.user_id": "6", "token.expires_at": `"2026-05-04T10:10:00Z"`}},
		step{call: "POST /users", as: access, status: 403, body: `{"user":{"name":"x"}}`},
	)
	clk.advance(10 * time.Minute)
	run(t, fake, step{call: "GET /users/me", as: access, status: 401})
	renew := func(refresh string) answer {
		return token(`"client_secret":"s3","grant_type":"refresh_token","refresh_token":"` + refresh + `"`)
	}
	next := renew(refresh)
	if next.status != 201 || next.at("refresh_token") == `"`+refresh+`"` || next.at("scope") != `"read"` {
		t.Errorf("refresh: %d %s", next.status, next.text)
	}
	if replay := renew(refresh); replay.status != 400 || replay.at("error") != `"invalid_grant"` {
		t.Errorf("the refresh token works twice: %s", replay.text)
	}
	access = strings.Trim(next.at("access_token"), `"`)
	run(t, fake,
		step{call: "GET /users/me", as: access, want: want{"user.id": "6"}},
		step{call: "DELETE /oauth/tokens/current", as: access, status: 204},
		step{call: "GET /users/me", as: access, status: 401},
	)

	code, err := fake.Approve("https://acme.zendesk.com/oauth/authorizations/new?response_type=code&client_id=app&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&scope=write")
	if err != nil {
		t.Fatal(err)
	}
	late := `"client_secret":"s3","grant_type":"authorization_code","redirect_uri":"http://localhost/cb","code":"` + code + `"`
	clk.advance(2 * time.Minute)
	if got := token(late); got.at("error") != `"invalid_grant"` {
		t.Errorf("after two minutes: %s", got.text)
	}
	if _, err := fake.Approve("https://acme.zendesk.com/oauth/authorizations/new?response_type=code&client_id=other"); err == nil {
		t.Error("an unknown client is approved")
	}

	own := token(`"client_secret":"s3","grant_type":"client_credentials","scope":"read write"`)
	if own.status != 201 || own.at("refresh_token") != "" || own.at("expires_in") != "1800" {
		t.Errorf("client credentials: %d %s", own.status, own.text)
	}
	for body, code := range map[string]string{
		`"client_secret":"no","grant_type":"client_credentials"`:                   `"invalid_client"`,
		`"grant_type":"client_credentials"`:                                        `"invalid_client"`,
		`"client_secret":"s3","grant_type":"client_credentials","scope":"hc:read"`: `"invalid_scope"`,
		`"client_secret":"s3","grant_type":"password"`:                             `"unsupported_grant_type"`,
		`"client_secret":"s3","grant_type":"client_credentials","expires_in":10`:   `"invalid_request"`,
		`"client_secret":"s3","grant_type":"refresh_token","refresh_token":""`:     `"invalid_grant"`,
	} {
		if got := token(body); got.at("error") != code {
			t.Errorf("%s: %s, want %s", body, got.text, code)
		}
	}
}

// A refused request leaves the code or refresh token as it was, and no token
// can do more than what was granted.
func TestGrantsAreSpentLast(t *testing.T) {
	fake := supporttest.New()
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "app", Secret: "s3", RedirectURIs: []string{"http://localhost/cb"}, Scopes: []string{"read", "write", "tickets:read"}})
	const asked = "https://acme.zendesk.com/oauth/authorizations/new?response_type=code&client_id=app&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&scope=read"
	code, err := fake.Approve(asked)
	if err != nil {
		t.Fatal(err)
	}
	token := func(body string) answer {
		return send(t, fake, "POST", "/oauth/tokens", `{"client_id":"app",`+body+`}`, http.Header{})
	}
	refused := func(body, code string) {
		t.Helper()
		if got := token(body); got.at("error") != `"`+code+`"` {
			t.Errorf("%s: %d %s, want %s", body, got.status, got.text, code)
		}
	}
	exchange := `"grant_type":"authorization_code","redirect_uri":"http://localhost/cb","code":"` + code + `"`
	refused(exchange, "invalid_client")
	refused(exchange+`,"client_secret":"s3","scope":"hc:write"`, "invalid_scope")
	refused(exchange+`,"client_secret":"s3","scope":"read write"`, "invalid_scope")
	refused(exchange+`,"client_secret":"s3","refresh_token_expires_in":1`, "invalid_request")
	pair := token(exchange + `,"client_secret":"s3"`)
	if pair.status != 201 || pair.at("scope") != `"read"` {
		t.Fatalf("exchange: %d %s", pair.status, pair.text)
	}
	refresh := `"grant_type":"refresh_token","refresh_token":` + pair.at("refresh_token")
	refused(refresh, "invalid_client")
	refused(refresh+`,"client_secret":"s3","expires_in":1`, "invalid_request")
	refused(refresh+`,"client_secret":"s3","scope":"read write"`, "invalid_scope")
	if got := token(refresh + `,"client_secret":"s3","scope":"tickets:read"`); got.status != 201 || got.at("scope") != `"tickets:read"` {
		t.Errorf("refresh: %d %s", got.status, got.text)
	}
	refused(refresh+`,"client_secret":"s3"`, "invalid_grant")
}

// Most OAuth libraries send forms.
func TestTokenForm(t *testing.T) {
	fake := supporttest.New()
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "app", Secret: "s3"})
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded;charset=UTF-8"}}
	got := send(t, fake, "POST", "/oauth/tokens", "grant_type=client_credentials&client_id=app&client_secret=s3&scope=read+write&expires_in=600", form.Clone())
	if got.status != 201 || got.at("scope") != `"read write"` || got.at("expires_in") != "600" {
		t.Errorf("%d %s", got.status, got.text)
	}
	form.Set("Authorization", "Bearer "+supporttest.DefaultToken)
	if got := send(t, fake, "POST", "/api/v2/tickets", "a=b", form); got.status != 415 {
		t.Errorf("a form elsewhere: %d %s", got.status, got.text)
	}
}
