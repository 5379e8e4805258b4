package rest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
	"golang.org/x/oauth2"
)

// What no error may show, in whatever form.
var secrets = []string{token, "eve@", "eve%40", "Eve", "CONFIRM", "KEY-1", "api.example.com", "https:"}

// personal is a request full of what must not be shown.
var personal = zendesk.Request{
	Op: "sell.Leads.Upsert", Method: http.MethodPost, Route: "/v2/leads/upsert", Keyed: true,
	Query: url.Values{"email": {"eve@example.com"}, "confirmation_token": {"CONFIRM"}},
	Body:  map[string]string{"name": "Eve", "email": "eve@example.com"},
}

func TestErrorsShowNoSecrets(t *testing.T) {
	quoting := `{"code":"invalid","fields":["email"],"message":"eve@example.com of Eve is taken, CONFIRM","id":"eve@example.com"}`
	nested := func(_ int, req *http.Request) (*http.Response, error) {
		inner := &url.Error{Op: "Get", URL: req.URL.String(), Err: errReset}
		return nil, fmt.Errorf("Eve's proxy: %w", &url.Error{Op: "Post", URL: req.URL.String(), Err: inner})
	}
	for name, do := range map[string]exchange{
		"refused":              answer(422, quoting, "Authorization: Bearer "+token, "X-Request-Id: r1"),
		"refused as text":      answer(400, "eve@example.com is no address"),
		"not as documented":    answer(200, `{"id":"eve@example.com"}`),
		"not JSON":             answer(200, `eve@example.com`),
		"broken off":           broken(200, quoting),
		"error broken off":     broken(500, quoting),
		"lost":                 fails(errReset),
		"lost, nested":         nested,
		"redirect":             answer(302, "", "Location: https://eve%40example.com/?t=CONFIRM"),
		"redirect to nonsense": answer(302, "", "Location: https://eve@example.com/%zz?t=CONFIRM"),
		"too large":            answer(200, strings.Repeat("Eve ", 300)),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var observed []error
				c, _ := newClient(t, do, func(s *setup) {
					s.config.MaxBody = 1000
					s.config.Observe = func(_ context.Context, a zendesk.Attempt) { observed = append(observed, a.Err) }
				})
				err := c.Do(t.Context(), personal, []zendesk.CallOption{zendesk.IdempotencyKey("KEY-1")}, func(body []byte) ([]string, error) {
					_, odd, err := record.Decode[lead](body, "")
					return odd, err
				})
				_ = apiError(t, err)
				for _, err := range append(observed, err, fmt.Errorf("sync: %w", err)) {
					for _, text := range shown(err) {
						for _, secret := range secrets {
							if strings.Contains(text, secret) {
								t.Errorf("%q shows %q", text, secret)
							}
						}
					}
				}
			})
		})
	}
}

// shown is every form in which programs print errors.
func shown(err error) []string {
	if err == nil {
		return nil
	}
	var asJSON, asText bytes.Buffer
	slog.New(slog.NewJSONHandler(&asJSON, nil)).Error("failed", "err", err)
	slog.New(slog.NewTextHandler(&asText, nil)).Error("failed", "err", err)
	return []string{err.Error(), fmt.Sprintf("%v", err), fmt.Sprintf("%+v", err), fmt.Sprintf("%q", err), asJSON.String(), asText.String()}
}

// What the text holds back is in the error's fields for those who ask.
func TestErrorKeepsDetails(t *testing.T) {
	c, _ := newClient(t, answer(422, `{"code":"invalid","fields":["email"]}`, "X-Zendesk-Request-Id: r1,r2", "Retry-After: 3"))
	err := c.Do(t.Context(), get, nil, decodeJSON)
	e := apiError(t, err)
	if e.Op != (zendesk.Op{Product: "sell", Name: "sell.Leads.Get", Method: "GET", Route: "/v2/leads/{id}"}) {
		t.Errorf("Op is %+v", e.Op)
	}
	if e.Status != 422 || e.Code != "invalid" || e.RequestID != "r1" || e.RetryAfter.Seconds() != 3 || string(e.Body) != `{"code":"invalid","fields":["email"]}` {
		t.Errorf("the error is %+v", *e)
	}
	if want := "zendesk: sell.Leads.Get: 422 Unprocessable Entity (invalid), fields email, request r1"; err.Error() != want {
		t.Errorf("the text is %q, want %q", err, want)
	}
}

func TestTokenIsAskedForEachAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, w := newClient(t, inTurn(answer(500, ``), answer(429, ``), answer(200, `{}`)), func(s *setup) {
			s.tokens = tokens(func(n int) (*oauth2.Token, error) {
				return &oauth2.Token{AccessToken: fmt.Sprint("t", n), TokenType: []string{"", "bearer", "Basic"}[n-1]}, nil
			})
		})
		if err := c.Do(t.Context(), get, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"Bearer t1", "Bearer t2", "Basic t3"} {
			if got := w.requests[i].Header["Authorization"]; len(got) != 1 || got[0] != want {
				t.Errorf("attempt %d carries %q, want %q", i+1, got, want)
			}
		}
	})
}

// Without a token that can be sent nothing is sent.
func TestBadTokens(t *testing.T) {
	down := errors.New("vault is down")
	for name, source := range map[string]zendesk.TokenSource{
		"none":    tokens(func(int) (*oauth2.Token, error) { return nil, nil }),
		"empty":   tokens(func(int) (*oauth2.Token, error) { return &oauth2.Token{}, nil }),
		"newline": tokens(func(int) (*oauth2.Token, error) { return &oauth2.Token{AccessToken: token + "\n"}, nil }),
		"failing": tokens(func(int) (*oauth2.Token, error) { return nil, down }),
	} {
		c, w := newClient(t, answer(200, `{}`), func(s *setup) { s.tokens = source })
		err := c.Do(t.Context(), personal, nil, decodeJSON)
		e := apiError(t, err)
		if len(w.requests) != 0 || e.Attempts != 1 || e.Unclear || e.Status != 0 || strings.Contains(err.Error(), token) {
			t.Errorf("%s: %d requests, %v", name, len(w.requests), err)
		}
		if (name == "failing") != errors.Is(err, down) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	for _, bad := range []string{"", token + "\n", " " + token, token + "é", "SECRET TOKEN"} {
		_, err := rest.New(sellLike, "https://api.example.com", zendesk.Bearer(bad), new(open), zendesk.Config{})
		if err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("Bearer(%q): error %v", bad, err)
		}
	}
	if _, err := rest.New(sellLike, "https://api.example.com", nil, new(open), zendesk.Config{}); err == nil {
		t.Error("no token source: no error")
	}
}

// A redirect is an error; nothing follows it, not even on the same host, and
// the caller's client keeps its policy, its cookies and its transport.
func TestNoRedirects(t *testing.T) {
	reached := 0
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer target.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, location := range []string{target.URL + "/x", "/same", ""} {
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked++
				if r.Header.Get("Authorization") != "Bearer "+token || r.Header.Get("Cookie") != "" {
					t.Errorf("the request carries %v", r.Header)
				}
				http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
				if location != "" {
					w.Header().Set("Location", location)
				}
				w.WriteHeader(status)
			}))
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			given := &http.Client{
				Transport:     server.Client().Transport,
				Jar:           jar,
				CheckRedirect: func(*http.Request, []*http.Request) error { t.Error("the policy was asked"); return nil },
			}
			before := *given
			c, _ := newClient(t, nil, func(s *setup) { s.base, s.config.HTTPClient = server.URL, given })
			for _, method := range []string{http.MethodGet, http.MethodPut} {
				asked = 0
				err := c.Do(t.Context(), zendesk.Request{Op: "x", Method: method, Route: "/a"}, nil, decodeJSON)
				if e := apiError(t, err); e.Status != status || e.Unclear || asked != 1 || reached != 0 {
					t.Errorf("%d to %q: asked %d, reached %d, %v", status, location, asked, reached, err)
				}
			}
			if reflect.ValueOf(before.CheckRedirect).Pointer() != reflect.ValueOf(given.CheckRedirect).Pointer() ||
				before.Jar != given.Jar || before.Transport != given.Transport || before.Timeout != given.Timeout {
				t.Error("the caller's client was changed")
			}
			if u, _ := url.Parse(server.URL); len(jar.Cookies(u)) != 0 {
				t.Error("the caller's jar was filled")
			}
			server.Close()
		}
	}
}

// A Location that is no URL is a redirect like any other.
func TestRedirectToNonsense(t *testing.T) {
	c, w := newClient(t, answer(302, "", "Location: https://x/%zz", "X-Request-Id: r1"))
	err := c.Do(t.Context(), get, nil, decodeJSON)
	if e := apiError(t, err); e.Status != 302 || e.RequestID != "r1" || len(w.requests) != 1 {
		t.Errorf("%d requests, %v", len(w.requests), err)
	}
}

func TestBaseURL(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.example.com":            "https://api.example.com/v2/leads/7",
		"https://api.example.com/":           "https://api.example.com/v2/leads/7",
		"https://api.example.com:8443":       "https://api.example.com:8443/v2/leads/7",
		"https://api.example.com/sell/":      "https://api.example.com/sell/v2/leads/7",
		"https://api.example.com/a%2Fb/":     "https://api.example.com/a%2Fb/v2/leads/7",
		"http://127.0.0.1:7001":              "http://127.0.0.1:7001/v2/leads/7",
		"http://[::1]:7001":                  "http://[::1]:7001/v2/leads/7",
		"http://localhost":                   "http://localhost/v2/leads/7",
		"":                                   "",
		"api.example.com":                    "",
		"//api.example.com":                  "",
		"https://":                           "",
		"https:api.example.com":              "",
		"ftp://api.example.com":              "",
		"http://api.example.com":             "",
		"http://127.0.0.1.example.com":       "",
		"http://localhost.example.com":       "",
		"http://10.0.0.1":                    "",
		"https://SECRET:x@api.example.com":   "",
		"https://api.example.com?SECRET=1":   "",
		"https://api.example.com#SECRET":     "",
		"https://api.example.com/%zz SECRET": "",
	} {
		c, err := rest.New(sellLike, base, zendesk.Bearer(token), new(open), zendesk.Config{HTTPClient: &http.Client{
			Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
				if got := req.URL.String(); got != want {
					t.Errorf("base %q: sent to %q, want %q", base, got, want)
				}
				return answer(200, `{}`)(1, req)
			}),
		}})
		if (err == nil) != (want != "") {
			t.Errorf("base %q: error %v", base, err)
		}
		if err != nil {
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("the error %q shows a secret", err)
			}
			continue
		}
		if err := c.Do(t.Context(), get, nil, decodeJSON); err != nil {
			t.Errorf("base %q: %v", base, err)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// Printing a client or a source shows no token, also where fmt cannot ask them.
func TestPrintedClient(t *testing.T) {
	c, _ := newClient(t, answer(200, `{}`))
	source, store := zendesk.Bearer(token), zendesk.NewMemoryTokenStore()
	if _, err := store.Swap(t.Context(), nil, &oauth2.Token{AccessToken: token, RefreshToken: token}); err != nil {
		t.Fatal(err)
	}
	type hidden struct {
		c      *rest.Client
		source zendesk.TokenSource
		store  zendesk.TokenStore
	}
	for _, x := range []any{c, source, store, hidden{c, source, store}, &hidden{c, source, store}, []any{c, source, store}, map[string]any{"c": c, "s": source, "t": store}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if text := fmt.Sprintf(verb, x); strings.Contains(text, token) || strings.Contains(text, fmt.Sprintf("%x", token)) {
				t.Errorf("%q shows the token", text)
			}
		}
	}
	if got := fmt.Sprintf("%+v", c); got != "sell.Client(https://api.example.com)" {
		t.Errorf("printed: %s", got)
	}
}
