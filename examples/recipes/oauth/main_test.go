package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
	"github.com/sellsupport/zendesk/tokenfile"
)

// app is an app of the stand-in whose tokens are in a new file.
func app(t *testing.T) (support.OAuth, *supporttest.Server, net.Listener) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	redirect := "http://" + listener.Addr().String() + "/callback"
	server := supporttest.New()
	server.AddOAuthClient(supporttest.OAuthClient{ID: "app", Secret: "s3cret", RedirectURIs: []string{redirect}})
	return support.OAuth{
		Subdomain: "acme", ClientID: "app", ClientSecret: "s3cret", RedirectURL: redirect, Scopes: []string{"read"},
		Store: tokenfile.New(filepath.Join(t.TempDir(), "tokens.json")), HTTPClient: &http.Client{Transport: server.Transport()},
	}, server, listener
}

// get is the browser of the user.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Timeout: 5 * time.Second}).Do(req)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return res.StatusCode, string(text)
}

func TestSignIn(t *testing.T) {
	app, server, listener := app(t)
	asked := 0
	tokens, err := signIn(t.Context(), app, listener, func(page string) {
		asked++
		to, err := url.Parse(page)
		if err != nil {
			t.Error(err)
		}
		if status, _ := get(t, app.RedirectURL+"?code=stolen&state=forged"); status != http.StatusBadRequest {
			t.Errorf("a forged state: %d", status)
		}
		code, err := server.Approve(page)
		if err != nil {
			t.Error(err)
		}
		if status, body := get(t, app.RedirectURL+"?"+url.Values{"code": {code}, "state": {to.Query().Get("state")}}.Encode()); status != http.StatusOK || !strings.Contains(body, "close this page") {
			t.Errorf("%d %s", status, body)
		}
	})
	if err != nil || asked != 1 {
		t.Fatalf("%v, asked %d times", err, asked)
	}
	desk, err := support.NewClient("acme", tokens, &support.Config{HTTPClient: app.HTTPClient})
	if err != nil {
		t.Fatal(err)
	}
	if me, err := desk.Users.Me(t.Context()); err != nil || me.Role != support.RoleAdmin {
		t.Errorf("%v, %v", me, err)
	}

	// The next run goes on from the file.
	again, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signIn(t.Context(), app, again, func(string) { t.Error("asked again") }); err != nil {
		t.Error(err)
	}
}

func TestSignInRefused(t *testing.T) {
	app, _, listener := app(t)
	_, err := signIn(t.Context(), app, listener, func(page string) {
		to, err := url.Parse(page)
		if err != nil {
			t.Error(err)
		}
		get(t, app.RedirectURL+"?error=access_denied&state="+to.Query().Get("state"))
	})
	if err == nil || !strings.Contains(err.Error(), "did not agree") {
		t.Errorf("error %v", err)
	}
}

func TestSignInEnds(t *testing.T) {
	app, _, listener := app(t)
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := signIn(ctx, app, listener, func(string) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	app.ClientID = ""
	if _, err := signIn(t.Context(), app, listener, nil); err == nil || !strings.Contains(err.Error(), "ClientID") {
		t.Errorf("error %v", err)
	}
}
