package sell_test

import (
	"context"
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
	"github.com/sellsupport/zendesk/sell"
	"golang.org/x/oauth2"
)

// tokenEndpoint answers one request after the other and keeps what was asked.
type tokenEndpoint struct {
	answers []string
	asked   []string
	client  string // of the last request, by HTTP Basic
}

func (e *tokenEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	id, secret, _ := r.BasicAuth()
	e.client = id + " " + secret
	e.asked = append(e.asked, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header.Get("Content-Type"), " ", string(body)))
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

func flow(e *tokenEndpoint) sell.OAuth {
	return sell.OAuth{
		ClientID: "app", ClientSecret: "s3cret", RedirectURL: "https://app.example.com/cb",
		Scopes: []string{"read", "write"}, HTTPClient: &http.Client{Transport: e},
	}
}

const form = " application/x-www-form-urlencoded "

func TestOAuthExchangeAndRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &tokenEndpoint{answers: []string{
			`200 {"access_token":"A1","token_type":"bearer","expires_in":3600,"refresh_token":"R1","scope":"read write profile"}`,
			`200 {"access_token":"A2","token_type":"bearer","expires_in":3600,"refresh_token":"R2"}`,
		}}
		o := flow(e)
		o.Store = zendesk.NewMemoryTokenStore()
		tokens, err := o.Exchange(t.Context(), "c+de")
		if err != nil {
			t.Fatal(err)
		}
		first, err := tokens.Token(t.Context())
		if err != nil || first.AccessToken != "A1" || first.Type() != "Bearer" || time.Until(first.Expiry) != time.Hour {
			t.Fatalf("first = %+v, %v", first, err)
		}
		if e.client != "app s3cret" {
			t.Errorf("client = %s", e.client)
		}
		time.Sleep(time.Hour)
		resumed, err := o.Resume(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second, err := resumed.Token(t.Context())
		if err != nil || second.AccessToken != "A2" || second.RefreshToken != "R2" {
			t.Fatalf("second = %+v, %v", second, err)
		}
		if third, err := tokens.Refresh(t.Context(), first); err != nil || third.AccessToken != "A2" {
			t.Fatalf("third = %+v, %v", third, err)
		}
		e.wantAsked(t,
			"POST https://api.getbase.com/oauth2/token"+form+"code=c%2Bde&grant_type=authorization_code&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb",
			"POST https://api.getbase.com/oauth2/token"+form+"grant_type=refresh_token&refresh_token=R1")
	})
}

func TestOAuthScopeLessThanAsked(t *testing.T) {
	e := &tokenEndpoint{answers: []string{`200 {"access_token":"A1","scope":"read profile"}`}}
	_, err := flow(e).Exchange(t.Context(), "code")
	if err == nil || err.Error() != "zendesk: sell.OAuth.Exchange: the granted scope lacks write" {
		t.Errorf("err = %v", err)
	}
}

func TestOAuthRevoke(t *testing.T) {
	e := &tokenEndpoint{answers: []string{"200 {}", "500 oops", "200 {}", "204 "}}
	o := flow(e)
	o.Store = zendesk.NewMemoryTokenStore()
	if err := o.Revoke(t.Context()); err != nil {
		t.Fatalf("nothing stored: %v", err)
	}
	pair := &oauth2.Token{AccessToken: "A1", RefreshToken: "R1"}
	if _, err := o.Store.Swap(t.Context(), nil, pair); err != nil {
		t.Fatal(err)
	}
	if err := o.Revoke(t.Context()); err == nil || err.Error() != "zendesk: sell.OAuth.Revoke: 500 Internal Server Error" {
		t.Fatalf("err = %v", err)
	}
	if left, _ := o.Store.Load(t.Context()); left == nil {
		t.Fatal("the pair was removed although it may still be good")
	}
	if err := o.Revoke(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, _ := o.Store.Load(t.Context()); left != nil {
		t.Error("the pair is still stored")
	}
	refresh := "POST https://api.getbase.com/oauth2/revoke" + form + "token=R1&token_type_hint=refresh_token"
	access := "POST https://api.getbase.com/oauth2/revoke" + form + "token=A1&token_type_hint=access_token"
	e.wantAsked(t, refresh, access, refresh, access)
	if e.client != "app s3cret" {
		t.Errorf("client = %s", e.client)
	}
	if _, err := o.Resume(t.Context()); !errors.Is(err, zendesk.ErrUnauthorized) {
		t.Errorf("Resume: %v", err)
	}
}

func TestOAuthBadInput(t *testing.T) {
	for want, change := range map[string]func(*sell.OAuth){
		"ClientID":     func(o *sell.OAuth) { o.ClientID = "" },
		"ClientSecret": func(o *sell.OAuth) { o.ClientSecret = "" },
		"RedirectURL":  func(o *sell.OAuth) { o.RedirectURL = "" },
		"Scopes":       func(o *sell.OAuth) { o.Scopes = []string{"read write"} },
		"BaseURL":      func(o *sell.OAuth) { o.BaseURL = "http://sell.example.com" },
	} {
		e := new(tokenEndpoint)
		o := flow(e)
		change(&o)
		_, err := o.Exchange(t.Context(), "code")
		if bad, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || bad.Argument != want || !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("%s: Exchange: %v", want, err)
		}
		if want != "RedirectURL" {
			if got := o.Validate(); got == nil || got.Error() != err.Error() {
				t.Errorf("%s: Validate: %v", want, got)
			}
		}
		if got := o.AuthCodeURL("state"); got != "" {
			t.Errorf("%s: AuthCodeURL: %s", want, got)
		}
		e.wantAsked(t)
	}
	o := flow(new(tokenEndpoint))
	if got := o.AuthCodeURL(""); got != "" {
		t.Errorf("no state: %s", got)
	}
	for what, call := range map[string]func() error{
		"code":         func() error { _, err := o.Exchange(t.Context(), ""); return err },
		"resume Store": func() error { _, err := o.Resume(t.Context()); return err },
		"revoke Store": func() error { return o.Revoke(t.Context()) },
	} {
		argument := what[strings.LastIndex(what, " ")+1:]
		if bad, ok := errors.AsType[*zendesk.ArgumentError](call()); !ok || bad.Argument != argument {
			t.Errorf("%s: %v", what, call())
		}
	}
}

func TestOAuthPrintsNoSecret(t *testing.T) {
	o := flow(new(tokenEndpoint))
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "flow", o, "in", struct{ Flow sell.OAuth }{o})
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "flow", o, "in", struct{ Flow sell.OAuth }{o})

	out := fmt.Sprintf("%v %+v %#v %s %d %x %v", o, o, o, o, o, o, &o) + b.String()
	if strings.Contains(out, "s3cret") || strings.Contains(out, fmt.Sprintf("%x", "s3cret")) {
		t.Errorf("printed: %s", out)
	}
	if got := fmt.Sprint(o); got != "sell.OAuth(app)" {
		t.Errorf("printed: %s", got)
	}
}

// Send the user to the consent page; the state guards the way back.
func ExampleOAuth_AuthCodeURL() {
	app := sell.OAuth{
		ClientID: "app", ClientSecret: "app-secret",
		RedirectURL: "https://app.example.com/callback", Scopes: []string{"read", "write", "profile"},
	}
	state := "from oauth2.GenerateVerifier, kept in the user's session"
	u, err := url.Parse(app.AuthCodeURL(state))
	if err != nil {
		panic(err)
	}
	fmt.Println(u.Host + u.Path)
	fmt.Println(u.Query().Get("scope"))
	fmt.Println(u.Query().Get("state") == state)
	// Output:
	// api.getbase.com/oauth2/authorize
	// read write profile
	// true
}

// After a restart, take up what the store holds; without anything there, the
// user has to authorize.
func ExampleOAuth_Resume() {
	app := sell.OAuth{ClientID: "app", ClientSecret: "app-secret", Store: zendesk.NewMemoryTokenStore()}
	_, err := app.Resume(context.Background())
	fmt.Println(errors.Is(err, zendesk.ErrUnauthorized))
	// Output: true
}
