package wire_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

func TestValues(t *testing.T) {
	for _, test := range []struct{ lines, want []string }{
		{nil, nil},
		{[]string{""}, nil},
		{[]string{" , ,"}, nil},
		{[]string{"a"}, []string{"a"}},
		{[]string{"", "a"}, []string{"a"}},
		{[]string{"a, b"}, []string{"a", "b"}},
		{[]string{"a,b ", " c"}, []string{"a", "b", "c"}},
	} {
		h := http.Header{"X-A": test.lines}
		if got := wire.Values(h, "x-a"); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.lines, got, test.want)
		}
		first := append(slices.Clone(test.want), "other")[0]
		h["X-B"] = []string{"other"}
		if got := wire.First(h, "x-a", "x-b"); got != first {
			t.Errorf("%q: the first is %q, want %q", test.lines, got, first)
		}
	}
	if got := wire.First(nil, "x-a"); got != "" {
		t.Errorf("the first of none is %q", got)
	}
	for name, h := range map[string]http.Header{
		"r1": {"X-Zendesk-Request-Id": {"r1, r2"}, "X-Request-Id": {"r3"}},
		"r3": {"X-Zendesk-Request-Id": {""}, "X-Request-Id": {"", " r3 "}},
		"":   {},
	} {
		if got := wire.RequestID(h); got != name {
			t.Errorf("RequestID(%v) = %q", h, got)
		}
	}
}

func TestRetryAfterForms(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	const never = -1
	const in20 = "Mon, 02 Mar 2026 10:00:20 GMT"
	for _, test := range []struct {
		lines []string
		want  time.Duration
	}{
		{[]string{"93"}, 93 * time.Second}, {[]string{" 1 "}, time.Second}, {[]string{"0.5"}, 500 * time.Millisecond}, {[]string{"0"}, 0},
		{[]string{in20}, 20 * time.Second}, {[]string{"Monday, 02-Mar-26 10:00:20 GMT"}, 20 * time.Second}, {[]string{"Mon Mar  2 10:00:20 2026"}, 20 * time.Second},
		{[]string{"Mon, 02 Mar 2026 09:00:00 GMT"}, 0}, {[]string{"inf"}, 3650 * 24 * time.Hour}, {[]string{"9999999999999999999"}, 3650 * 24 * time.Hour},
		{[]string{"Mon, 02 Mar 2099 09:00:00 GMT"}, 3650 * 24 * time.Hour},
		{nil, never}, {[]string{""}, never}, {[]string{"-1"}, never}, {[]string{"NaN"}, never}, {[]string{"1e400"}, never}, {[]string{"soon"}, never}, {[]string{"2026-03-02T10:00:20Z"}, never},
		// repeated, or joined by an intermediary: the longest counts
		{[]string{"49, 51"}, 51 * time.Second}, {[]string{"51, 49"}, 51 * time.Second}, {[]string{"49", "51"}, 51 * time.Second}, {[]string{"51", "49"}, 51 * time.Second},
		{[]string{"", "7"}, 7 * time.Second}, {[]string{"soon, 7"}, 7 * time.Second}, {[]string{"7, soon"}, 7 * time.Second}, {[]string{"-1, 7"}, 7 * time.Second},
		{[]string{"7, " + in20}, 20 * time.Second}, {[]string{in20 + ", 7"}, 20 * time.Second}, {[]string{in20, "30"}, 30 * time.Second}, {[]string{in20 + ", " + in20}, 20 * time.Second},
		{[]string{"0, 0"}, 0},
	} {
		advice, given := wire.RetryAfter(http.Header{"Retry-After": test.lines}, now)
		if given != (test.want >= 0) || given && advice != test.want || !given && advice != 0 {
			t.Errorf("%q gives %v, %v, want %v", test.lines, advice, given, test.want)
		}
	}
	// A date counts by the clock of the server.
	advice, _ := wire.RetryAfter(http.Header{"Retry-After": {in20}, "Date": {"Mon, 02 Mar 2026 10:00:15 GMT"}}, now)
	if advice != 5*time.Second {
		t.Errorf("by the server's clock: %v", advice)
	}
}

// FuzzRetryAfter: whatever a server advises is a wait that can be reckoned with.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"1", "0", "-1", "1.5", "1e400", "inf", "NaN", "0x1p-2", "Mon, 02 Mar 2026 10:00:20 GMT", "9999999999999999999", " 7 ", "", "soon", "1, 2", "Mon, 02 Mar 2026 10:00:20 GMT, 9"} {
		f.Add(s, "Mon, 02 Mar 2026 10:00:00 GMT")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
		advice, given := wire.RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, now)
		if advice < 0 || advice > 10*366*24*time.Hour || !given && advice != 0 {
			t.Errorf("%q with Date %q gives %v, %v", value, date, advice, given)
		}
		if given && strings.Trim(value, ", \t\n\v\f\r\u0085\u00a0") == "" {
			t.Errorf("%q is advice", value)
		}
	})
}

func TestHeaderCharacters(t *testing.T) {
	for s, want := range map[string][2]bool{ // as a value, as a name
		"": {true, false}, "a": {true, true}, "X-On-Behalf-Of": {true, true}, "a b": {true, false}, " ": {true, false}, "~": {true, true}, "!": {true, true},
		"a:b": {true, false}, "a\x7f": {false, false}, "\x1f": {false, false}, "é": {false, false}, "a\nb": {false, false}, "(a)": {true, false}, `a"`: {true, false}, "{": {true, false}, "a@b": {true, false}, "a/b": {true, false},
	} {
		if wire.HeaderSafe(s) != want[0] || wire.IsToken(s) != want[1] {
			t.Errorf("%q: value %v, name %v, want %v", s, wire.HeaderSafe(s), wire.IsToken(s), want)
		}
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.8.8.8": true, "::1": true,
		"": false, "localhost.example.com": false, "10.0.0.1": false, "127.0.0.1.example.com": false, "0.0.0.0": false, "example.com": false,
	} {
		if wire.Loopback(host) != want {
			t.Errorf("Loopback(%q) = %v", host, !want)
		}
	}
}

func TestTokens(t *testing.T) {
	const secret = "SECRET-TOKEN"
	for _, bad := range []string{"", " " + secret, secret + "\n", "SECRET TOKEN", secret + "\x00", secret + "é", secret + "\u00a0"} {
		if err := wire.CheckToken(&oauth2.Token{AccessToken: bad}); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
	if wire.CheckToken(nil) == nil || wire.CheckToken(&oauth2.Token{AccessToken: secret, TokenType: "Basic"}) != nil {
		t.Error("CheckToken is wrong about no token or a good one")
	}
	pairs := []*oauth2.Token{nil, {}, {AccessToken: "a"}, {RefreshToken: "a"}, {AccessToken: "a", RefreshToken: "r"}}
	for i, a := range pairs {
		for j, b := range pairs {
			if b != nil {
				b = &oauth2.Token{AccessToken: b.AccessToken, RefreshToken: b.RefreshToken, TokenType: "Bearer", Expiry: time.Now()}
			}
			if wire.SamePair(a, b) != (i == j) {
				t.Errorf("SamePair(%d, %d) = %v", i, j, i != j)
			}
		}
	}
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if err := wire.Sleep(t.Context(), 3*time.Second); err != nil || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		reason := errors.New("shutting down")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(reason) })
		if err := wire.Sleep(ctx, time.Hour); !errors.Is(err, reason) || time.Since(start) != 4*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// The caller's client is copied: it sends through its transport, follows
// nothing, keeps no cookies, and stays as it was.
func TestClient(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	u := &url.URL{Scheme: "https", Host: "acme.example.com", Path: "/"}
	jar.SetCookies(u, []*http.Cookie{{Name: "session", Value: "theirs"}})
	for location, kept := range map[string]bool{"/next": true, "https://evil.example.com/": true, "https://x/%zz": false, "": false} {
		sent := 0
		given := &http.Client{Jar: jar, Timeout: time.Hour, Transport: transport(func(req *http.Request) (*http.Response, error) {
			sent++
			if len(req.Header["Cookie"]) != 0 {
				t.Errorf("a cookie was sent: %v", req.Header)
			}
			h := http.Header{"Set-Cookie": {"session=ours"}, "Location": {location}}
			return &http.Response{StatusCode: 302, Header: h, Body: io.NopCloser(strings.NewReader("")), Request: req}, nil
		}), CheckRedirect: func(*http.Request, []*http.Request) error { t.Error("the policy was asked"); return nil }}
		before := *given
		hc := wire.Client(given, nil)
		res, err := hc.Get(u.String())
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 302 || sent != 1 || (res.Header.Get("Location") == location && location != "") != kept || hc.Timeout != time.Hour {
			t.Errorf("Location %q: status %d, %d requests, %q", location, res.StatusCode, sent, res.Header.Get("Location"))
		}
		if reflect.ValueOf(before.CheckRedirect).Pointer() != reflect.ValueOf(given.CheckRedirect).Pointer() || given.Jar != before.Jar || jar.Cookies(u)[0].Value != "theirs" {
			t.Error("the caller's client or jar was changed")
		}
	}
}

// Only what is a redirect has its Location looked at.
func TestClientKeepsOtherLocations(t *testing.T) {
	hc := wire.Client(&http.Client{Transport: transport(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 201, Header: http.Header{"Location": {"%zz"}}, Body: http.NoBody, Request: req}, nil
	})}, nil)
	res, err := hc.Get("https://acme.example.com")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.Header.Get("Location") != "%zz" {
		t.Error("the Location of a 201 was dropped")
	}
	down := errors.New("down")
	hc = wire.Client(&http.Client{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, down })}, nil)
	if _, err := hc.Get("https://acme.example.com"); !errors.Is(err, down) {
		t.Errorf("err = %v", err)
	}
}

// A client without a transport does not go through the default of net/http,
// which anyone may change.
func TestClientWithoutTransport(t *testing.T) {
	for _, given := range []*http.Client{nil, {}, {Timeout: time.Hour}} {
		asked := 0
		own := new(http.Transport)
		own.Proxy = func(*http.Request) (*url.URL, error) { asked++; return nil, errors.New("own") }
		hc := wire.Client(given, func() *http.Transport { return own })
		if _, err := hc.Get("https://acme.example.com"); err == nil || asked != 1 {
			t.Errorf("%+v: the fallback was asked %d times, %v", given, asked, err)
		}
	}
}
