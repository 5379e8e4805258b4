package selltest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func (a api) form(path, id, secret string, pairs ...string) reply {
	a.t.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, "https://api.getbase.com", nil)
	if err != nil {
		a.t.Fatal(err)
	}
	if id != "" {
		r.SetBasicAuth(id, secret)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return a.request(http.MethodPost, "/oauth2/"+path, values.Encode(), r.Header)
}

func TestOAuth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		a.fake.AddApp("app", "s3cret+/", "https://example.com/back")
		a.fake.AddApp("other", "x", "https://example.com/other")
		a.fake.Seed("users", `{"id":5}`)

		code := a.fake.Approve("app", 5, "read", "profile")
		a.form("token", "", "", "grant_type", "authorization_code", "code", code).is(401).want("error", "invalid_client")
		a.form("token", "app", "wrong", "grant_type", "authorization_code", "code", code).is(401).want("error", "invalid_client")
		a.form("token", "other", "x", "grant_type", "authorization_code", "code", code).is(400).want("error", "invalid_grant")
		a.form("token", "app", "s3cret+/", "code", code).is(400).want("error", "invalid_request")
		a.form("token", "app", "s3cret+/", "grant_type", "password").is(400).want("error", "unsupported_grant_type").want("errors", "")
		pair := a.form("token", "app", "s3cret+/", "grant_type", "authorization_code", "code", code).is(200).
			want("token_type", "bearer").want("expires_in", "3600").want("scope", "read profile")
		a.form("token", "app", "s3cret+/", "grant_type", "authorization_code", "code", code).is(400).want("error", "invalid_grant")

		user := a.as(pair.at("access_token"))
		user.get("users/self").is(200).want("data.id", "5")
		user.post("leads", `{"last_name":"a"}`).is(403)
		time.Sleep(time.Hour)
		user.get("users/self").is(401)

		// RFC 6749 encodes the secret.
		next := a.form("token", "app", url.QueryEscape("s3cret+/"), "grant_type", "refresh_token", "refresh_token", pair.at("refresh_token")).is(200)
		if next.at("refresh_token") == pair.at("refresh_token") || next.at("access_token") == pair.at("access_token") {
			t.Error("the tokens were not rotated")
		}
		a.form("token", "app", "s3cret+/", "grant_type", "refresh_token", "refresh_token", pair.at("refresh_token")).is(400).want("error", "invalid_grant")
		user = a.as(next.at("access_token"))
		user.get("users/self").is(200)

		a.form("revoke", "app", "wrong", "token", next.at("access_token")).is(401)
		a.form("revoke", "app", "s3cret+/", "token", next.at("access_token")).is(200)
		user.get("users/self").is(401)
		last := a.form("token", "app", "s3cret+/", "grant_type", "refresh_token", "refresh_token", next.at("refresh_token")).is(200)
		a.form("revoke", "app", "s3cret+/", "token", last.at("refresh_token")).is(200)
		a.as(last.at("access_token")).get("users/self").is(401)
		a.form("token", "app", "s3cret+/", "grant_type", "refresh_token", "refresh_token", last.at("refresh_token")).is(400)
	})
}

func TestAuthorize(t *testing.T) {
	a := newAPI(t)
	a.fake.AddApp("app", "secret", "https://example.com/back?x=1")
	ask := func(query string) *url.URL {
		t.Helper()
		r := a.request(http.MethodGet, "/oauth2/authorize?"+query, "", http.Header{}).is(302)
		back, err := url.Parse(r.header.Get("Location"))
		if err != nil || !strings.HasPrefix(back.String(), "https://example.com/back?") || back.Query().Get("x") != "1" {
			t.Fatalf("location = %s, %v", back, err)
		}
		return back
	}
	redirect := "&redirect_uri=" + url.QueryEscape("https://example.com/back?x=1")
	back := ask("client_id=app&response_type=code&scope=read+profile&state=s" + redirect)
	if back.Query().Get("state") != "s" {
		t.Errorf("location = %s", back)
	}
	code := back.Query().Get("code")
	a.form("token", "app", "secret", "grant_type", "authorization_code", "code", code, "redirect_uri", "https://example.com/back").is(400).want("error", "invalid_grant")
	pair := a.form("token", "app", "secret", "grant_type", "authorization_code", "code", code, "redirect_uri", "https://example.com/back?x=1").is(200).want("scope", "read profile")
	a.as(pair.at("access_token")).get("users/self").is(200).want("data.id", "1")
	a.form("token", "app", "secret", "grant_type", "refresh_token", "refresh_token", pair.at("refresh_token")).is(200)

	if got := ask("client_id=app&response_type=code").Query().Get("code"); got == "" {
		t.Error("no code")
	}
	short := ask("client_id=app&response_type=code" + redirect).Query().Get("code")
	a.form("token", "app", "secret", "grant_type", "authorization_code", "code", short).is(200).want("scope", "read write profile sync")

	if got := ask("client_id=app&response_type=id_token").Query().Get("error"); got != "unsupported_response_type" {
		t.Errorf("error = %q", got)
	}
	if got := ask("client_id=app&response_type=code&scope=all").Query().Get("error"); got != "invalid_scope" {
		t.Errorf("error = %q", got)
	}
	for scope, want := range map[string]url.Values{
		"read+profile": {"state": {"s"}, "token_type": {"bearer"}, "expires_in": {"3600"}, "scope": {"read profile"}},
		"all":          {"state": {"s"}, "error": {"invalid_scope"}},
	} {
		back := ask("client_id=app&response_type=token&state=s&scope=" + scope)
		got, err := url.ParseQuery(back.EscapedFragment())
		if err != nil || back.RawQuery != "x=1" {
			t.Errorf("location = %s, %v", back, err)
		}
		if token := got.Get("access_token"); token != "" {
			a.as(token).get("users/self").is(200).want("data.id", "1")
			a.as(token).post("leads", `{"last_name":"a"}`).is(403)
		}
		if got.Del("access_token"); got.Encode() != want.Encode() {
			t.Errorf("scope %s: %v, want %v", scope, got, want)
		}
	}
	for _, query := range []string{"client_id=none&response_type=code", "client_id=app&response_type=code&redirect_uri=https://evil.example.com"} {
		a.request(http.MethodGet, "/oauth2/authorize?"+query, "", http.Header{}).is(400).want("error", "invalid_request")
	}
}
