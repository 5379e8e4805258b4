package oauth_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/oauth"
	"golang.org/x/oauth2"
)

var secrets = []string{"s3cret", "the-code", "the-verifier", "the-refresh-token", "leaked-token"}

// printed is err in every form that programs print errors in, down its chain.
func printed(err error) string {
	var b strings.Builder
	logger := slog.New(slog.NewJSONHandler(&b, nil))
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "%v\n%+v\n%#v\n%s\n%q\n", err, err, err, err, err)
		logger.Error("failed", "err", err)
	}
	return b.String()
}

func ask(t *testing.T, answer func(*http.Request, url.Values) (*http.Response, error)) error {
	t.Helper()
	srv := newServer()
	srv.next(answer)
	token, err := client(srv).Ask(t.Context(), "Exchange", oauth.Grant{
		Type: oauth.AuthorizationCode, Code: "the-code", Verifier: "the-verifier", RefreshToken: "the-refresh-token",
	})
	if err == nil {
		t.Fatalf("token %s instead of an error", name(token))
	}
	if n := len(srv.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
	return err
}

func TestRefusals(t *testing.T) {
	const echo = "s3cret the-code the-verifier the-refresh-token"
	for what, tt := range map[string]struct {
		status int
		body   string
		want   string
		is     error
	}{
		"invalid_grant":     {400, `{"error":"invalid_grant","error_description":"` + echo + `"}`, "400 Bad Request (invalid_grant): there is no authorization, or it has ended: ask the user to authorize again", zendesk.ErrUnauthorized},
		"invalid_client":    {401, `{"error":"invalid_client"}`, "401 Unauthorized (invalid_client)", zendesk.ErrUnauthorized},
		"invalid_scope":     {400, `{"error":"invalid_scope"}`, "400 Bad Request (invalid_scope)", zendesk.ErrInvalid},
		"code is a secret":  {400, `{"error":"the-code"}`, "400 Bad Request", zendesk.ErrInvalid},
		"code is an object": {403, `{"error":{"title":"Forbidden"}}`, "403 Forbidden", zendesk.ErrForbidden},
		"rate limited":      {429, `slow down`, "429 Too Many Requests", zendesk.ErrRateLimited},
		"HTML":              {502, `<html>` + echo + `</html>`, "502 Bad Gateway", nil},
		"empty":             {500, ``, "500 Internal Server Error", nil},
		"redirect":          {302, ``, "302 Found", nil},
		"200 with an error": {200, `{"error":"invalid_request"}`, "200 OK (invalid_request): the answer holds no usable access token", nil},
		"200 without JSON":  {200, `access_token=leaked-token`, "200 OK: the answer is no token", nil},
		"200 truncated":     {200, `{"access_token":"leaked-token`, "200 OK: the answer is no token", nil},
		"200 odd token":     {200, `{"access_token":["leaked-token"]}`, "200 OK: the answer is no token", nil},
		"200 split token":   {200, `{"access_token":"leaked-token\r\nX: y"}`, "200 OK: the answer holds no usable access token", nil},
		"200 mac":           {200, `{"access_token":"leaked-token","token_type":"mac"}`, "200 OK: the answer holds a token that is not of type bearer", nil},
		"202":               {202, `{"access_token":"leaked-token"}`, "202 Accepted", nil},
		"too long":          {200, `{"access_token":"leaked-token"}` + strings.Repeat(" ", 64<<10), "200 OK: the answer is too long for a token endpoint", nil},
	} {
		t.Run(what, func(t *testing.T) {
			err := ask(t, canned(tt.status, tt.body))
			e, ok := errors.AsType[*zendesk.Error](err)
			if !ok || e.Status != tt.status || e.Op.Name != "support.OAuth.Exchange" || e.Op.Route != "/oauth/tokens" || e.Op.Method != "POST" {
				t.Fatalf("err = %#v", err)
			}
			if want := "zendesk: support.OAuth.Exchange: " + tt.want; err.Error() != want {
				t.Errorf("err = %v\nwant  %s", err, want)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v does not match %v", err, tt.is)
			}
			for _, s := range secrets {
				if out := printed(err); strings.Contains(out, s) || strings.Contains(string(e.Body), s) {
					t.Errorf("%s is in %s", s, out)
				}
			}
		})
	}
}

func TestRefusalKeepsWhatHelps(t *testing.T) {
	err := ask(t, func(*http.Request, url.Values) (*http.Response, error) {
		res := respond(400, `{"error":"invalid_grant","error_description":"The code the-code has ended."}`)
		res.Header.Set("X-Request-Id", "r-1,r-2")
		res.Header.Set("Retry-After", "7")
		return res, nil
	})
	e, ok := errors.AsType[*zendesk.Error](err)
	if !ok || e.RequestID != "r-1" || e.RetryAfter != 7*time.Second || e.Attempts != 1 {
		t.Fatalf("%#v", e)
	}
	if len(e.Fields) != 1 || e.Fields[0].Message != "The code … has ended." {
		t.Errorf("fields = %v", e.Fields)
	}
	if strings.Contains(e.Error(), "has ended.") {
		t.Errorf("the API's own words are in %v", e)
	}
}

func TestConnectionFailures(t *testing.T) {
	err := ask(t, func(*http.Request, url.Values) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })
	if !errors.Is(err, io.ErrUnexpectedEOF) || err.Error() != "zendesk: support.OAuth.Exchange: unexpected EOF" {
		t.Errorf("lost: %v", err)
	}
	err = ask(t, func(*http.Request, url.Values) (*http.Response, error) {
		res := respond(200, "")
		res.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"access_token":"leaked-token"`), failing{}))
		return res, nil
	})
	if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Status != 200 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("broken off: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestEndlessAnswerIsNotRead(t *testing.T) {
	body := new(endless)
	err := ask(t, func(*http.Request, url.Values) (*http.Response, error) {
		res := respond(200, "")
		res.Body = io.NopCloser(body)
		return res, nil
	})
	if err == nil || body.read > 1<<20 {
		t.Errorf("%d bytes were read, error %v", body.read, err)
	}
}

// endless gives up after 16 MiB, so that the test fails instead of hanging.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	if e.read += len(p); e.read > 16<<20 {
		return 0, io.EOF
	}
	return len(p), nil
}

func TestRedirectIsNotFollowed(t *testing.T) {
	err := ask(t, func(*http.Request, url.Values) (*http.Response, error) {
		res := respond(307, "")
		res.Header.Set("Location", "https://elsewhere.example.com/")
		return res, nil
	})
	if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Status != 307 {
		t.Errorf("err = %v", err)
	}
}

func TestOddButUsableAnswers(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"access_token":"A","expires_in":3600}`:                                    time.Hour,
		`{"access_token":"A","expires_in":"3600","token_type":"bearer"}`:            time.Hour,
		`{"access_token":"A","expires_in":3.6e3,"token_type":"Bearer","scope":[]}`:  time.Hour,
		`{"access_token":"A","access_token":"A","expires_in":null,"scope":null}`:    0,
		`{"access_token":"A","expires_in":0,"refresh_token":null}`:                  0,
		`{"access_token":"A","expires_in":-1}`:                                      0,
		`{"access_token":"A","expires_in":"soon"}`:                                  0,
		`{"access_token":"A","expires_in":{"in":3600}}`:                             0,
		`{"access_token":"A","expires_in":"NaN"}`:                                   0,
		`{"access_token":"A","expires_in":1e300,"refresh_token_expires_in":604800}`: 100 * 365 * 24 * time.Hour,
	} {
		srv := newServer()
		srv.next(canned(201, body))
		before := time.Now()
		token, err := client(srv, "read").Ask(t.Context(), "Exchange", oauth.Grant{})
		if err != nil || token.AccessToken != "A" || token.Type() != "Bearer" || token.ExpiresIn != int64(want/time.Second) {
			t.Errorf("%s: %v, %v", body, token, err)
			continue
		}
		if want == 0 && !token.Expiry.IsZero() || want != 0 && token.Expiry.Sub(before).Round(time.Minute) != want {
			t.Errorf("%s: ends %v", body, token.Expiry)
		}
	}
}

func TestRequest(t *testing.T) {
	var got *http.Request
	srv := newServer()
	srv.next(func(r *http.Request, _ url.Values) (*http.Response, error) {
		got = r
		return respond(204, ""), nil
	})
	c := client(srv)
	c.Base = c.Base.JoinPath("proxy")
	err := c.Send(t.Context(), oauth.Request{Name: "Revoke", Method: "DELETE", Path: "/a/b", Header: http.Header{"Authorization": {"Bearer X"}}})
	if err != nil {
		t.Fatal(err)
	}
	op, ok := zendesk.OpFrom(got.Context())
	if want := (zendesk.Op{Product: "support", Name: "support.OAuth.Revoke", Method: "DELETE", Route: "/a/b"}); !ok || op != want {
		t.Errorf("op = %v", op)
	}
	if got.URL.String() != "https://acme.example.com/proxy/a/b" || got.Header.Get("Authorization") != "Bearer X" ||
		got.Header.Get("Accept") != "application/json" || got.UserAgent() == "" || strings.HasPrefix(got.UserAgent(), "Go-http") {
		t.Errorf("%s %v", got.URL, got.Header)
	}
	srv.next(canned(404, `{"error":"RecordNotFound"}`))
	if err := c.Send(t.Context(), oauth.Request{Name: "Revoke", Method: "DELETE", Path: "/a"}); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("err = %v", err)
	}
}

func TestSourcePrintsNoToken(t *testing.T) {
	token := pair(1, time.Hour)
	token.AccessToken, token.RefreshToken = "leaked-token", "the-refresh-token"
	store := storeOf(t, token)
	s := resume(t, newServer(), store)
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "source", s, "store", store)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "source", s, "store", store)
	out := fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s, s, s) + fmt.Sprintf("%v %+v %#v %s", store, store, store, store) + b.String()
	// Of unexported fields fmt asks no method.
	hidden := struct {
		source *oauth.Source
		store  zendesk.TokenStore
	}{s, store}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		out += fmt.Sprintf(verb, hidden) + fmt.Sprintf(verb, &hidden)
	}
	for _, secret := range append(secrets, fmt.Sprintf("%x", "leaked-token")) {
		if strings.Contains(out, secret) {
			t.Errorf("%s is in %s", secret, out)
		}
	}
}

func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		id, secret, redirect string
		scopes               []string
		argument             string
	}{
		{"", "s", "", nil, "ClientID"},
		{"a b", "s", "", nil, "ClientID"},
		{"a:b", "s", "", nil, "ClientID"},
		{"a", "s\n", "", nil, "ClientSecret"},
		{"a", "s", "", []string{"read write"}, "Scopes"},
		{"a", "s", "", []string{"read", ""}, "Scopes"},
		{"a", "s", "/cb", nil, "RedirectURL"},
		{"a", "s", "https://example.com/#x", nil, "RedirectURL"},
		{"a", "s", "http://example.com/", nil, "RedirectURL"},
		{"a", "s", "http://localhost:8080/cb", []string{"read", "tickets:write"}, ""},
		{"a", "", "https://example.com/cb", nil, ""},
	} {
		err := oauth.CheckClient("support.OAuth", tt.id, tt.secret, tt.redirect, tt.scopes)
		e, _ := errors.AsType[*zendesk.ArgumentError](err)
		if tt.argument == "" && err != nil || tt.argument != "" && (e == nil || e.Argument != tt.argument || e.Op != "support.OAuth") {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	for verifier, ok := range map[string]bool{
		strings.Repeat("a", 42): false, strings.Repeat("a", 43): true, strings.Repeat("~", 128): true,
		strings.Repeat("a", 129): false, strings.Repeat("a", 42) + "é": false,
	} {
		if err := oauth.CheckVerifier("op", verifier); (err == nil) != ok {
			t.Errorf("%q: %v", verifier, err)
		}
	}
}

// What certainly did not reach the endpoint is sent again, a few times; what may
// have reached it is not, since a code can be used once.
func TestUnsentRequestsAreRepeated(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	untrusted := &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
	for name, test := range map[string]struct {
		fails []error
		want  int // requests
		took  time.Duration
		ok    bool
	}{
		"at once":             {nil, 1, 0, true},
		"at the second":       {[]error{refused}, 2, 500 * time.Millisecond, true},
		"at the fifth":        {[]error{refused, refused, refused, refused}, 5, 7500 * time.Millisecond, true},
		"never":               {[]error{refused, refused, refused, refused, refused, refused}, 5, 7500 * time.Millisecond, false},
		"lost":                {[]error{io.EOF}, 1, 0, false},
		"lost later":          {[]error{refused, io.EOF}, 2, 500 * time.Millisecond, false},
		"not trusted":         {[]error{untrusted}, 1, 0, false},
		"not trusted, second": {[]error{refused, untrusted}, 2, 500 * time.Millisecond, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := newServer()
				srv.latency = 0
				n := 0
				c := client(roundTrip(func(r *http.Request) (*http.Response, error) {
					if op, ok := zendesk.OpFrom(r.Context()); !ok || op.Name != "support.OAuth.Exchange" || op.Product != "support" {
						t.Errorf("the transport sees %+v", op)
					}
					if n++; n <= len(test.fails) {
						return nil, test.fails[n-1]
					}
					return srv.RoundTrip(r)
				}))
				start := time.Now()
				token, err := c.Ask(t.Context(), "Exchange", oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"})
				if (err == nil) != test.ok || n != test.want || time.Since(start) != test.took {
					t.Errorf("%d requests in %v, %v", n, time.Since(start), err)
				}
				if e, failed := errors.AsType[*zendesk.Error](err); failed && (e.Attempts != test.want || !errors.Is(err, test.fails[n-1])) {
					t.Errorf("the error is %+v", e)
				}
				if test.ok {
					wantToken(t, "A2/R2")(token, err)
					wantRequests(t, srv, "authorization_code C")
				}
			})
		})
	}
}

// Waiting for another try ends with the caller.
func TestRepeatsEndWithTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(roundTrip(func(*http.Request) (*http.Response, error) { return nil, &net.OpError{Op: "dial", Err: io.EOF} }))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Ask(ctx, "Exchange", oauth.Grant{})
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Attempts != 2 || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// The count of attempts is that of a refusal as well.
func TestRefusalAfterRepeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c := client(roundTrip(func(*http.Request) (*http.Response, error) {
			if n++; n == 1 {
				return nil, &net.OpError{Op: "dial", Err: io.EOF}
			}
			return respond(400, ``), nil
		}))
		_, err := c.Ask(t.Context(), "Exchange", oauth.Grant{})
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Attempts != 2 || e.Status != 400 {
			t.Errorf("err = %v", err)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The caller's client is copied; its cookies and its redirects are not for the
// token endpoint.
func TestCookiesAndRedirects(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := newServer()
	srv.latency = 0
	n := 0
	c := client(roundTrip(func(r *http.Request) (*http.Response, error) {
		n++
		if cookies := r.Header["Cookie"]; len(cookies) != 0 {
			t.Errorf("cookies were sent: %v", cookies)
		}
		if got := r.Header.Get("User-Agent") + " " + r.Header.Get("Accept"); got != "zendesk-go application/json" {
			t.Errorf("headers: %s", got)
		}
		res := respond(303, "")
		res.Header.Set("Set-Cookie", "session=1")
		res.Header.Set("Location", "https://evil.example.com/")
		return res, nil
	}))
	jar.SetCookies(c.Base, []*http.Cookie{{Name: "session", Value: "theirs"}})
	c.HTTP.Jar = jar
	_, err = c.Ask(t.Context(), "Exchange", oauth.Grant{})
	if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Status != 303 || n != 1 {
		t.Errorf("%d requests, %v", n, err)
	}
	if got := jar.Cookies(c.Base); len(got) != 1 || got[0].Value != "theirs" || c.HTTP.Jar != jar || c.HTTP.CheckRedirect != nil {
		t.Errorf("the caller's client was changed: %v", got)
	}
}

// A client without a transport does not go through the default of net/http.
func TestClientWithoutTransport(t *testing.T) {
	before := http.DefaultTransport                                                 //nolint:forbidigo // what must not be used
	defer func() { http.DefaultTransport = before }()                               //nolint:forbidigo // likewise
	http.DefaultTransport = roundTrip(func(*http.Request) (*http.Response, error) { //nolint:forbidigo // likewise
		t.Error("it went through http.DefaultTransport")
		return nil, io.EOF
	})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"access_token":"A"}`)
	}))
	defer s.Close()
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, given := range []*http.Client{nil, {Timeout: time.Minute}} {
		c := client(nil)
		c.Base, c.HTTP = base, given
		wantToken(t, "A/")(c.Ask(t.Context(), "Exchange", oauth.Grant{}))
	}
}

// No time of a token carries the monotonic clock, which stands still while the
// machine sleeps: neither a new one's nor one's from a store.
func TestTimesAreOfTheWallClock(t *testing.T) {
	srv := newServer()
	srv.latency = 0
	token, err := client(srv).Ask(t.Context(), "Exchange", oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"})
	if err != nil || token.Expiry.IsZero() || token.Expiry != token.Expiry.Round(0) {
		t.Errorf("a new token ends at %v, %v", token.Expiry, err)
	}
	for what, kept := range map[string]*oauth2.Token{"good": pair(1, time.Hour), "ended": pair(1, time.Second)} {
		if kept.Expiry == kept.Expiry.Round(0) { //nolint:staticcheck // they differ in the monotonic clock alone
			t.Fatal("the test's own token has no monotonic clock")
		}
		store := storeOf(t, kept)
		token, err := resume(t, newServer(), store).Token(t.Context())
		if err != nil || token.Expiry != token.Expiry.Round(0) {
			t.Errorf("%s: a stored token ends at %v, %v", what, token.Expiry, err)
		}
		token, err = oauth.NewSource(client(newServer()), storeOf(t, kept), oauth.RefreshToken).Token(t.Context())
		if err != nil || token.Expiry != token.Expiry.Round(0) {
			t.Errorf("%s: a token loaded when it is needed ends at %v, %v", what, token.Expiry, err)
		}
	}
}

// A refresh may be tried again whatever became of it: the source finds out what a
// lost response did. A code may not.
func TestRepeatable(t *testing.T) {
	lost := func(*http.Request, url.Values) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }
	for _, test := range []struct {
		name              string
		answer            func(*http.Request, url.Values) (*http.Response, error)
		refresh, exchange bool
	}{
		{"429", canned(429, ``), true, true},
		{"503", canned(503, ``), true, false},
		{"lost", lost, true, false},
		{"400", canned(400, `{"error":"invalid_grant"}`), false, false},
		{"no token", canned(200, `{}`), false, false},
	} {
		for grant, want := range map[string]bool{oauth.RefreshToken: test.refresh, oauth.ClientCredentials: test.refresh, oauth.AuthorizationCode: test.exchange} {
			srv := newServer()
			srv.next(test.answer)
			_, err := client(srv).Ask(t.Context(), "X", oauth.Grant{Type: grant, RefreshToken: "r", Code: "c"})
			if err == nil || zendesk.Retryable(err) != want {
				t.Errorf("%s of %s: %v, Retryable %v", test.name, grant, err, !want)
			}
		}
	}
}
