package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/examples/internal/demo"
)

// onPort serves a handler on a port of this machine.
func onPort(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

const back = "http://127.0.0.1:8080/callback"

// codeFrom asks for an authorization code, as a browser does.
func codeFrom(t *testing.T, authorize string, query url.Values) string {
	t.Helper()
	query.Set("response_type", "code")
	query.Set("redirect_uri", back)
	query.Set("state", "st")
	req, err := http.NewRequestWithContext(t.Context(), "GET", authorize+"?"+query.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: new(http.Transport), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	to, err := res.Location()
	if err != nil || res.StatusCode != 302 || !strings.HasPrefix(to.String(), back+"?") || to.Query().Get("state") != "st" {
		t.Fatalf("%s: %s to %v, %v", authorize, res.Status, to, err)
	}
	return to.Query().Get("code")
}

// tokens asks a token endpoint. With a user, that and the secret are sent as HTTP
// Basic.
func tokens(t *testing.T, endpoint, user, secret, contentType, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", endpoint, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	if user != "" {
		req.SetBasicAuth(user, secret)
	}
	client := &http.Client{Transport: new(http.Transport)}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, answer
}

const form = "application/x-www-form-urlencoded"

func TestOAuthOfSell(t *testing.T) {
	sell, _ := start(t)
	code := codeFrom(t, sell+"/oauth2/authorize", url.Values{"client_id": {"sandbox"}, "scope": {"read profile"}})
	exchange := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {back}}.Encode()
	if status, wrong := tokens(t, sell+"/oauth2/token", "sandbox", "wrong", form, exchange); status != 401 || wrong["error"] != "invalid_client" {
		t.Errorf("a wrong secret: %d %v", status, wrong)
	}
	status, pair := tokens(t, sell+"/oauth2/token", "sandbox", "sandbox-secret", form, exchange)
	access, _ := pair["access_token"].(string)
	refresh, _ := pair["refresh_token"].(string)
	if status != 200 || pair["scope"] != "read profile" || pair["expires_in"] != 3600.0 {
		t.Fatalf("%d %v", status, pair)
	}
	if _, self := ask(t, "GET", sell+"/v2/users/self", access, ""); at(t, self, "data", "id") != float64(demo.Olivia) {
		t.Errorf("the token belongs to %v", self)
	}
	if status, _ := ask(t, "POST", sell+"/v2/leads", access, `{"data":{"last_name":"a"}}`); status != 403 {
		t.Errorf("a write without its scope: %d", status)
	}
	status, next := tokens(t, sell+"/oauth2/token", "sandbox", "sandbox-secret", form, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}}.Encode())
	if status != 200 || next["refresh_token"] == refresh || next["access_token"] == access {
		t.Errorf("refresh: %d %v", status, next)
	}
}

func TestOAuthOfSupport(t *testing.T) {
	_, support := start(t)
	endpoint := support + "/oauth/tokens"
	sum := sha256.Sum256([]byte("verifier"))
	challenge := url.Values{"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"}, "scope": {"read"}}
	for client, credential := range map[string]string{"sandbox": `,"client_secret":"sandbox-secret"`, "sandbox-public": ""} {
		challenge.Set("client_id", client)
		code := codeFrom(t, support+"/oauth/authorizations/new", challenge)
		exchange := `{"grant_type":"authorization_code","client_id":"` + client + `","redirect_uri":"` + back + `","code":"` + code + `"` + credential
		if status, wrong := tokens(t, endpoint, "", "", "application/json", exchange+`,"code_verifier":"other"}`); status != 400 || wrong["error"] != "invalid_grant" {
			t.Errorf("%s with a wrong verifier: %d %v", client, status, wrong)
		}
		status, pair := tokens(t, endpoint, "", "", "application/json", exchange+`,"code_verifier":"verifier"}`)
		access, _ := pair["access_token"].(string)
		refresh, _ := pair["refresh_token"].(string)
		if status != 201 || pair["scope"] != "read" {
			t.Fatalf("%s: %d %v", client, status, pair)
		}
		if _, me := ask(t, "GET", support+"/api/v2/users/me", access, ""); at(t, me, "user", "id") != float64(demo.OliviaAgent) {
			t.Errorf("%s: the token belongs to %v", client, me)
		}
		if status, _ := ask(t, "POST", support+"/api/v2/organizations", access, `{"organization":{"name":"a"}}`); status != 403 {
			t.Errorf("%s: a write without its scope: %d", client, status)
		}
		again := `{"grant_type":"refresh_token","client_id":"` + client + `","refresh_token":"` + refresh + `"` + credential + `}`
		if status, next := tokens(t, endpoint, "", "", "application/json", again); status != 201 || next["refresh_token"] == refresh {
			t.Errorf("%s: refresh: %d %v", client, status, next)
		}
		if status, _ := ask(t, "GET", support+"/api/v2/users/me", access, ""); status != 401 {
			t.Errorf("%s: the token that was refreshed works: %d", client, status)
		}
		if status, spent := tokens(t, endpoint, "", "", "application/json", again); status != 400 || spent["error"] != "invalid_grant" {
			t.Errorf("%s: a second refresh: %d %v", client, status, spent)
		}
	}
	status, own := tokens(t, endpoint, "", "", form, "grant_type=client_credentials&client_id=sandbox&client_secret=sandbox-secret&scope=read+write")
	access, _ := own["access_token"].(string)
	if status != 201 || own["refresh_token"] != nil {
		t.Errorf("client credentials: %d %v", status, own)
	}
	if status, made := ask(t, "POST", support+"/api/v2/organizations", access, `{"organization":{"name":"Own"}}`); status != 201 {
		t.Errorf("%d %v", status, made)
	}
	if status, refused := tokens(t, endpoint, "", "", form, "grant_type=client_credentials&client_id=sandbox-public"); status != 400 || refused["error"] != "unauthorized_client" {
		t.Errorf("the public client: %d %v", status, refused)
	}
}

// Where others than this machine can ask, nobody gets a code.
func TestNoOAuthBeyondLoopback(t *testing.T) {
	o, err := parse([]string{"-sell", "0.0.0.0:0", "-sell-token", "secret"}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	crm, desk, err := o.accounts()
	if err != nil {
		t.Fatal(err)
	}
	for url, handler := range map[string]http.Handler{
		"/oauth2/authorize?client_id=sandbox&response_type=code":                                                     crm,
		"/oauth/authorizations/new?client_id=sandbox&response_type=code&redirect_uri=http://127.0.0.1:8080/callback": desk,
	} {
		res := httptest.NewRecorder()
		handler.ServeHTTP(res, httptest.NewRequest("GET", url, nil))
		if res.Code != 400 {
			t.Errorf("%s: %d %s", url, res.Code, res.Header().Get("Location"))
		}
	}
}
