package oauth_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/oauth"
	"golang.org/x/oauth2"
)

func resume(t *testing.T, rt http.RoundTripper, store zendesk.TokenStore, scopes ...string) *oauth.Source {
	t.Helper()
	s, err := oauth.Resume(t.Context(), client(rt, scopes...), store)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantToken(t *testing.T, want string) func(*oauth2.Token, error) {
	return func(got *oauth2.Token, err error) {
		t.Helper()
		if err != nil || name(got) != want {
			t.Fatalf("token = %s, %v; want %s", name(got), err, want)
		}
	}
}

func wantRequests(t *testing.T, srv *server, want ...string) {
	t.Helper()
	if got := srv.requests(); !slices.Equal(got, want) {
		t.Fatalf("requests = %q, want %q", got, want)
	}
}

func TestOneRefreshHoweverManyAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		s := resume(t, srv, storeOf(t, pair(1, time.Second)))
		old := pair(1, time.Second)
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * 3 * time.Millisecond) // also late comers
				ask := s.Token
				if i%2 == 0 {
					ask = func(ctx context.Context) (*oauth2.Token, error) { return s.Refresh(ctx, old) }
				}
				wantToken(t, "A2/R2")(ask(t.Context()))
			})
		}
		wg.Wait()
		wantRequests(t, srv, "refresh_token R1")
	})
}

func TestRefreshAheadOfExpiry(t *testing.T) {
	for _, tt := range []struct {
		life         int
		good, toSoon time.Duration
	}{
		{1800, 1739 * time.Second, 1741 * time.Second}, // a minute ahead
		{100, 74 * time.Second, 76 * time.Second},      // a quarter of a short life
	} {
		synctest.Test(t, func(t *testing.T) {
			srv := newServer()
			srv.life, srv.latency = tt.life, 0
			s, err := oauth.Exchange(t.Context(), client(srv), zendesk.NewMemoryTokenStore(), oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			time.Sleep(tt.good)
			wantToken(t, "A2/R2")(s.Token(t.Context()))
			time.Sleep(time.Until(start.Add(tt.toSoon)))
			wantToken(t, "A3/R3")(s.Token(t.Context()))
			wantRequests(t, srv, "authorization_code C", "refresh_token R2")
		})
	}
}

func TestTokenWithoutLifetimeIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		srv.next(canned(201, `{"access_token":"A2","token_type":"bearer"}`))
		s, err := oauth.Exchange(t.Context(), client(srv), zendesk.NewMemoryTokenStore(), oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(1000 * time.Hour)
		wantToken(t, "A2/")(s.Token(t.Context()))
		if _, err := s.Refresh(t.Context(), &oauth2.Token{AccessToken: "A2"}); !errors.Is(err, zendesk.ErrUnauthorized) {
			t.Errorf("refresh without a refresh token: %v", err)
		}
		wantRequests(t, srv, "authorization_code C")
	})
}

func TestRejectedTokenIsReplacedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		s := resume(t, srv, storeOf(t, pair(1, time.Hour)))
		first, err := s.Token(t.Context())
		wantToken(t, "A1/R1")(first, err)
		second, err := s.Refresh(t.Context(), first)
		wantToken(t, "A2/R2")(second, err)
		wantToken(t, "A2/R2")(s.Refresh(t.Context(), first)) // a slow caller
		wantToken(t, "A2/R2")(s.Refresh(t.Context(), nil))
		wantRequests(t, srv, "refresh_token R1")
		wantToken(t, "A3/R3")(s.Refresh(t.Context(), second))
	})
}

func TestWaiterWhoseTokenIsTheNewOneAsksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		s := resume(t, srv, storeOf(t, pair(1, time.Second)))
		go func() { _, _ = s.Token(t.Context()) }()
		synctest.Wait()
		wantToken(t, "A3/R3")(s.Refresh(t.Context(), pair(2, time.Hour)))
		wantRequests(t, srv, "refresh_token R1", "refresh_token R2")
	})
}

func TestEndedAuthorization(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		store := storeOf(t, pair(9, time.Second)) // R9 is not valid
		s := resume(t, srv, store)
		for range 3 {
			_, err := s.Token(t.Context())
			e, ok := errors.AsType[*zendesk.Error](err)
			if !ok || e.Status != 400 || e.Code != "invalid_grant" || e.Op.Name != "support.OAuth.Refresh" || !oauth.Ended(err) || !errors.Is(err, zendesk.ErrUnauthorized) {
				t.Fatalf("err = %v", err)
			}
		}
		wantRequests(t, srv, "refresh_token R9") // a refused token is not tried again
		if _, err := store.Swap(t.Context(), pair(9, 0), pair(1, time.Second)); err != nil {
			t.Fatal(err)
		}
		wantToken(t, "A2/R2")(s.Token(t.Context())) // authorized anew
	})
}

func TestLostAnswerIsNotRepeatedBlindly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		store := storeOf(t, pair(1, time.Second))
		s := resume(t, srv, store)
		srv.next(srv.lose)
		var wg sync.WaitGroup
		for range 8 { // all who wait share the failure
			wg.Go(func() {
				if _, err := s.Token(t.Context()); err == nil {
					t.Error("no error after a lost answer")
				}
			})
		}
		wg.Wait()
		wantRequests(t, srv, "refresh_token R1")
		if got := stored(t, store); got != "A1/R1" {
			t.Fatalf("stored: %s", got)
		}
		// Someone else has helped: the store is looked at again first.
		if _, err := store.Swap(t.Context(), pair(1, 0), pair(5, time.Hour)); err != nil {
			t.Fatal(err)
		}
		wantToken(t, "A5/R5")(s.Token(t.Context()))
		wantRequests(t, srv, "refresh_token R1")
	})
}

// A refresh lives on its own: each caller waits as long as its own context, and
// none ends it for another.
func TestRefreshOutlivesItsCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		srv.latency = 8 * time.Second
		store := storeOf(t, pair(1, time.Second))
		s := resume(t, srv, store)
		start := time.Now()
		var wg sync.WaitGroup
		caller := func(patience, want time.Duration, ok bool) {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				token, err := s.Token(ctx)
				if took := time.Since(start); took != want {
					t.Errorf("the caller with %v was held for %v, want %v", patience, took, want)
				}
				switch {
				case ok && (err != nil || name(token) != "A2/R2"):
					t.Errorf("the caller with %v: %s, %v", patience, name(token), err)
				case !ok && !errors.Is(err, context.DeadlineExceeded):
					t.Errorf("the caller with %v: %v", patience, err)
				}
			})
			synctest.Wait()
		}
		caller(time.Second, time.Second, false) // the one whose call starts the refresh
		caller(3*time.Second, 3*time.Second, false)
		caller(time.Minute, 8*time.Second, true)
		wg.Wait()
		if got := stored(t, store); got != "A2/R2" {
			t.Errorf("stored: %s", got)
		}
		wantToken(t, "A2/R2")(s.Token(t.Context()))
		wantRequests(t, srv, "refresh_token R1")
	})
}

// Also when nobody waits any more, the pair on its way is stored.
func TestRefreshThatAllGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		store := storeOf(t, pair(1, time.Second))
		s := resume(t, srv, store)
		type key struct{}
		srv.next(func(r *http.Request, form url.Values) (*http.Response, error) {
			if r.Context().Value(key{}) != "traced" {
				t.Error("the refresh has lost the values of its caller's context")
			}
			res := srv.ordinary(form)
			return res, srv.travel(r.Context())
		})
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "traced"))
		time.AfterFunc(time.Millisecond, cancel)
		if _, err := s.Token(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v", err)
		}
		if _, err := s.Refresh(ctx, pair(1, 0)); !errors.Is(err, context.Canceled) {
			t.Errorf("a context that has ended: %v", err)
		}
		time.Sleep(time.Second)
		if got := stored(t, store); got != "A2/R2" {
			t.Errorf("stored: %s", got)
		}
		wantToken(t, "A2/R2")(s.Token(ctx)) // what is at hand needs no waiting
		wantRequests(t, srv, "refresh_token R1")
	})
}

// A refresh ends by itself, whatever it waits for, and the next call finds what
// it could not store.
func TestRefreshEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		store := &watched{TokenStore: storeOf(t, pair(1, time.Second))}
		s := resume(t, srv, store)
		store.onSwap = func(ctx context.Context, _ *oauth2.Token) error {
			<-ctx.Done()
			return context.Cause(ctx)
		}
		start := time.Now()
		_, err := s.Token(t.Context())
		if took := time.Since(start); err == nil || errors.Is(err, context.DeadlineExceeded) || took != 30*time.Second {
			t.Errorf("after %v: %v", took, err)
		}
		store.onSwap = nil
		wantToken(t, "A2/R2")(s.Token(t.Context()))
		wantRequests(t, srv, "refresh_token R1")
	})
}

func TestSlowEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		srv.latency = time.Hour
		s := resume(t, srv, storeOf(t, pair(1, time.Second)))
		start := time.Now()
		_, err := s.Token(t.Context())
		if err == nil || errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 30*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

func TestScopeLessThanAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		srv.scope = "read"
		store := zendesk.NewMemoryTokenStore()
		_, err := oauth.Exchange(t.Context(), client(srv, "read", "write", "tickets:read", "hc:write"), store, oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"})
		const want = "zendesk: support.OAuth.Exchange: the granted scope lacks write, hc:write"
		if err == nil || err.Error() != want || !errors.Is(err, zendesk.ErrForbidden) {
			t.Fatalf("err = %v, want %s", err, want)
		}
		if got := stored(t, store); got != "none" {
			t.Errorf("stored: %s", got)
		}

		srv.scope = "write  read"
		s, err := oauth.Exchange(t.Context(), client(srv, "read", "write"), store, oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"})
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.Token(t.Context())
		if err != nil || token.Extra("scope") != "write  read" {
			t.Fatalf("scope = %v, %v", token.Extra("scope"), err)
		}
		// A refresh that takes a scope away: the pair is kept, its use refused.
		srv.scope = "read"
		for range 2 {
			_, err = s.Refresh(t.Context(), token)
			if err == nil || err.Error() != "zendesk: support.OAuth.Refresh: the granted scope lacks write" {
				t.Fatalf("err = %v", err)
			}
		}
		if got := stored(t, store); got != "A4/R4" {
			t.Errorf("stored: %s", got)
		}
	})
}

func TestClientCredentialsAskAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		s := oauth.NewSource(client(srv), zendesk.NewMemoryTokenStore(), oauth.ClientCredentials)
		wantToken(t, "A2/R2")(s.Token(t.Context()))
		time.Sleep(29*time.Minute + time.Second)
		wantToken(t, "A3/R3")(s.Token(t.Context()))
		wantRequests(t, srv, "client_credentials ", "client_credentials ")
		srv.next(canned(401, `{"error":"invalid_client"}`))
		_, err := s.Refresh(t.Context(), pair(3, 0))
		if err == nil || err.Error() != "zendesk: support.OAuth.ClientCredentials: 401 Unauthorized (invalid_client)" || oauth.Ended(err) {
			t.Errorf("err = %v", err)
		}
	})
}
