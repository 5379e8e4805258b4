package supporttest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

const callback = "http://localhost/cb"

// codeFor approves what a client asks for.
func codeFor(t *testing.T, fake *supporttest.Server, query url.Values) string {
	t.Helper()
	query.Set("response_type", "code")
	query.Set("redirect_uri", callback)
	code, err := fake.Approve("https://acme.zendesk.com/oauth/authorizations/new?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func tokenFor(t *testing.T, fake *supporttest.Server, body string) answer {
	t.Helper()
	return send(t, fake, "POST", "/oauth/tokens", body, http.Header{})
}

// A public client proves by PKCE who it is. It has a secret, too, and may leave it
// out.
func TestPublicClient(t *testing.T) {
	fake := supporttest.New()
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "app", Secret: "s3", Public: true, RedirectURIs: []string{callback}})
	sum := sha256.Sum256([]byte("verifier"))
	challenged := url.Values{"client_id": {"app"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"}}
	exchange := func(code, rest string) answer {
		return tokenFor(t, fake, `{"grant_type":"authorization_code","client_id":"app","redirect_uri":"`+callback+`","code":"`+code+`"`+rest+`}`)
	}
	if got := exchange(codeFor(t, fake, url.Values{"client_id": {"app"}}), ""); got.at("error") != `"invalid_client"` {
		t.Errorf("without PKCE: %d %s", got.status, got.text)
	}
	if got := exchange(codeFor(t, fake, challenged), `,"client_secret":"s3","code_verifier":"verifier"`); got.status != 201 {
		t.Errorf("with its secret: %d %s", got.status, got.text)
	}
	if got := exchange(codeFor(t, fake, challenged), `,"client_secret":"no","code_verifier":"verifier"`); got.at("error") != `"invalid_client"` {
		t.Errorf("with a wrong secret: %d %s", got.status, got.text)
	}
	pair := exchange(codeFor(t, fake, challenged), `,"code_verifier":"verifier"`)
	if pair.status != 201 || pair.at("scope") != `"read write"` {
		t.Fatalf("without a secret: %d %s", pair.status, pair.text)
	}
	if got := tokenFor(t, fake, `{"grant_type":"refresh_token","client_id":"app","refresh_token":`+pair.at("refresh_token")+`}`); got.status != 201 {
		t.Errorf("refresh: %d %s", got.status, got.text)
	}
	if got := tokenFor(t, fake, `{"grant_type":"client_credentials","client_id":"app","client_secret":"s3"}`); got.at("error") != `"unauthorized_client"` {
		t.Errorf("client credentials: %d %s", got.status, got.text)
	}
	for _, method := range []string{"plain", ""} {
		q := url.Values{"client_id": {"app"}, "code_challenge": {"verifier"}, "response_type": {"code"}, "redirect_uri": {callback}}
		if method != "" {
			q.Set("code_challenge_method", method)
		}
		if got := send(t, fake, "GET", "/oauth/authorizations/new?"+q.Encode(), "", http.Header{}); got.status != 400 || got.at("error") != `"invalid_request"` {
			t.Errorf("challenge method %q: %d %s", method, got.status, got.text)
		}
	}
}

// Who asks for no scope gets what the client may have, and an unknown scope is
// accepted and good for nothing.
func TestScopesOfClients(t *testing.T) {
	fake := supporttest.New()
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "narrow", Secret: "s3", Scopes: []string{"tickets:read"}})
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "wide", Secret: "s3"})
	credentials := func(client, scope string) answer {
		return tokenFor(t, fake, `{"grant_type":"client_credentials","client_id":"`+client+`","client_secret":"s3"`+scope+`}`)
	}
	as := func(a answer) string { return strings.Trim(a.at("access_token"), `"`) }
	narrow := credentials("narrow", "")
	if narrow.at("scope") != `"tickets:read"` {
		t.Errorf("scope = %s", narrow.at("scope"))
	}
	wide, unknown := credentials("wide", ""), credentials("wide", `,"scope":"tickts:read"`)
	if unknown.status != 201 || unknown.at("scope") != `"tickts:read"` {
		t.Errorf("an unknown scope: %d %s", unknown.status, unknown.text)
	}
	run(t, fake,
		step{call: "GET /tickets", as: as(narrow)},
		step{call: "GET /users", as: as(narrow), status: 403},
		step{call: "GET /search?query=x", as: as(narrow), status: 403},
		step{call: "PUT /tickets/1", as: as(narrow), body: `{"ticket":{}}`, status: 403},
		step{call: "GET /users", as: as(wide)},
		step{call: "GET /tickets", as: as(unknown), status: 403},
		step{call: "GET /oauth/tokens/current", as: as(unknown), want: want{"token.scopes": `["tickts:read"]`}},
	)
}

// Tokens are listed with ten characters of each, and end by their id.
func TestTokens(t *testing.T) {
	fake := staff()
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "app", Secret: "s3", UserID: 10})
	body := `{"grant_type":"client_credentials","client_id":"app","client_secret":"s3","scope":"read write"}`
	access := strings.Trim(tokenFor(t, fake, body).at("access_token"), `"`)
	current := run(t, fake, step{call: "GET /oauth/tokens/current", as: access, want: want{"token.user_id": "10", "token.scopes": `["read","write"]`}})
	id, client := current.at("token.id"), current.at("token.client_id")
	if shown := strings.Trim(current.at("token.token"), `"`); len(shown) > 10 || !strings.HasPrefix(access, shown) || strings.Trim(client, "0123456789") != "" {
		t.Errorf("the token is shown as %s, of client %s", shown, client)
	}
	run(t, fake,
		step{call: "GET /oauth/tokens/" + id, as: access, want: want{"token.id": id}},
		step{call: "GET /oauth/tokens/" + id, want: want{"token.user_id": "10"}},
		step{call: "GET /oauth/tokens/" + id, as: "ana", status: 404},
		step{call: "DELETE /oauth/tokens/" + id, as: "ana", status: 404},
		step{call: "GET /oauth/tokens?all=true&client_id=" + client, want: want{"#tokens": "1", "tokens.0.id": id}},
		step{call: "GET /oauth/tokens?client_id=" + client, want: want{"#tokens": "0"}},
		step{call: "GET /oauth/tokens?all=true", as: "ana", status: 403},
		step{call: "DELETE /oauth/tokens/" + id, status: 204},
		step{call: "GET /users/me", as: access, status: 401},
	)
}

// With an option, each user has a token, whoever made the user.
func TestUserTokens(t *testing.T) {
	fake := supporttest.New(supporttest.WithUserTokens())
	fake.Seed("users", `{"id":6,"name":"Ben","role":"agent","role_type":1}`)
	if got := supporttest.UserToken(6); got != "support-user-6" {
		t.Errorf("UserToken(6) = %q", got)
	}
	made := run(t, fake, step{call: "POST /users", status: 201, body: `{"user":{"name":"New"}}`}).at("user.id")
	run(t, fake,
		step{call: "GET /users/me", as: "support-user-6", want: want{"user.id": "6"}},
		step{call: "PUT /users/6", as: "support-user-6", body: `{"user":{"role":"admin"}}`, status: 403},
		step{call: "GET /users/me", as: "support-user-" + made, want: want{"user.id": made}},
		step{call: "GET /users/me", as: "support-user-99", status: 401},
		step{call: "GET /users/me", as: "support-user-", status: 401},
		step{call: "GET /oauth/tokens/current", as: "support-user-6", want: want{"token.user_id": "6"}},
		step{call: "DELETE /oauth/tokens/current", as: "support-user-6", status: 204},
		step{call: "GET /users/me", as: "support-user-6", status: 401},
	)
	run(t, supporttest.New(), step{call: "GET /users/me", as: supporttest.UserToken(900001), status: 401})
}
