package oauth_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/oauth"
	"golang.org/x/oauth2"
)

// server is a token endpoint with single-use refresh tokens: R1 buys A2 and R2.
type server struct {
	mu      sync.Mutex
	asked   []string // what each request asked with
	latency time.Duration
	scope   string
	// answer, if not nil, is used up by the next request.
	answer func(*http.Request, url.Values) (*http.Response, error)
	number int // of the valid pair
	life   int // of access tokens, in seconds
}

func newServer() *server { return &server{number: 1, life: 1800, latency: 100 * time.Millisecond} }

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	special := s.answer
	s.answer = nil
	s.asked = append(s.asked, form.Get("grant_type")+" "+form.Get("code")+form.Get("refresh_token"))
	s.mu.Unlock()
	if special != nil {
		return special(r, form)
	}
	res := s.ordinary(form)
	if err := s.travel(r.Context()); err != nil {
		return nil, err
	}
	return res, nil
}

// travel takes the time that an answer needs on its way.
func (s *server) travel(ctx context.Context) error {
	s.mu.Lock()
	latency := s.latency
	s.mu.Unlock()
	select {
	case <-time.After(latency):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *server) ordinary(form url.Values) *http.Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	if form.Get("grant_type") == "refresh_token" && form.Get("refresh_token") != fmt.Sprint("R", s.number) {
		return respond(400, `{"error":"invalid_grant","error_description":"The refresh token is used or unknown."}`)
	}
	s.number++
	scope := ""
	if s.scope != "" {
		scope = fmt.Sprintf(`,"scope":%q`, s.scope)
	}
	return respond(200, fmt.Sprintf(`{"access_token":"A%d","refresh_token":"R%d","token_type":"bearer","expires_in":%d%s}`, s.number, s.number, s.life, scope))
}

// lose carries the request out and drops the answer.
func (s *server) lose(r *http.Request, form url.Values) (*http.Response, error) {
	s.ordinary(form)
	if err := s.travel(r.Context()); err != nil {
		return nil, err
	}
	return nil, io.ErrUnexpectedEOF
}

func (s *server) next(f func(*http.Request, url.Values) (*http.Response, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = f
}

func (s *server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

func respond(status int, body string) *http.Response {
	rec := httptest.NewRecorder()
	rec.WriteHeader(status)
	rec.WriteString(body)
	return rec.Result()
}

func canned(status int, body string) func(*http.Request, url.Values) (*http.Response, error) {
	return func(*http.Request, url.Values) (*http.Response, error) { return respond(status, body), nil }
}

func client(rt http.RoundTripper, scopes ...string) *oauth.Client {
	return &oauth.Client{
		Product: "support", Base: &url.URL{Scheme: "https", Host: "acme.example.com"}, TokenPath: "/oauth/tokens",
		Scopes: scopes, Secret: "s3cret", HTTP: &http.Client{Transport: rt},
		Encode: func(g oauth.Grant) (http.Header, []byte, error) {
			form := url.Values{"grant_type": {g.Type}, "code": {g.Code}, "refresh_token": {g.RefreshToken}}
			return http.Header{}, []byte(form.Encode()), nil
		},
	}
}

// pair is the n-th pair of the server, which ends in the given time.
func pair(n int, left time.Duration) *oauth2.Token {
	return &oauth2.Token{AccessToken: fmt.Sprint("A", n), RefreshToken: fmt.Sprint("R", n), Expiry: time.Now().Add(left)}
}

func storeOf(t *testing.T, token *oauth2.Token) zendesk.TokenStore {
	t.Helper()
	store := zendesk.NewMemoryTokenStore()
	if ok, err := store.Swap(t.Context(), nil, token); !ok || err != nil {
		t.Fatalf("Swap = %v, %v", ok, err)
	}
	return store
}

func stored(t *testing.T, store zendesk.TokenStore) string {
	t.Helper()
	token, err := store.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return name(token)
}

func name(t *oauth2.Token) string {
	if t == nil {
		return "none"
	}
	return t.AccessToken + "/" + t.RefreshToken
}

// watched is a store whose calls can be seen and made to fail.
type watched struct {
	zendesk.TokenStore
	onSwap func(ctx context.Context, next *oauth2.Token) error
	onLoad func() error
}

func (w *watched) Load(ctx context.Context) (*oauth2.Token, error) {
	if w.onLoad != nil {
		if err := w.onLoad(); err != nil {
			return nil, err
		}
	}
	return w.TokenStore.Load(ctx)
}

func (w *watched) Swap(ctx context.Context, old, next *oauth2.Token) (bool, error) {
	if w.onSwap != nil {
		if err := w.onSwap(ctx, next); err != nil {
			return false, err
		}
	}
	return w.TokenStore.Swap(ctx, old, next)
}
