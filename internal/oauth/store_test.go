package oauth_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/oauth"
	"golang.org/x/oauth2"
)

func TestNewPairIsStoredBeforeItIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		store := &watched{TokenStore: storeOf(t, pair(1, time.Second))}
		s := resume(t, srv, store)
		var used atomic.Bool
		store.onSwap = func(_ context.Context, next *oauth2.Token) error {
			time.Sleep(time.Second)
			if used.Load() {
				t.Error("the pair was used before it was stored")
			}
			return nil
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				wantToken(t, "A2/R2")(s.Token(t.Context()))
				used.Store(true)
				if got := stored(t, store); got != "A2/R2" {
					t.Errorf("stored: %s", got)
				}
			})
		}
		wg.Wait()
	})
}

func TestPairSurvivesAStoreThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		store := &watched{TokenStore: storeOf(t, pair(1, time.Second))}
		s := resume(t, srv, store)
		down := errors.New("store down")
		store.onSwap = func(context.Context, *oauth2.Token) error { return down }
		for range 2 {
			if _, err := s.Token(t.Context()); !errors.Is(err, down) {
				t.Fatalf("err = %v, want the store's", err)
			}
		}
		store.onSwap = nil
		wantToken(t, "A2/R2")(s.Token(t.Context()))
		wantRequests(t, srv, "refresh_token R1")
		if got := stored(t, store); got != "A2/R2" {
			t.Errorf("stored: %s", got)
		}
	})
}

func TestUnsavedPairThatHasEndedIsRefreshed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer()
		store := &watched{TokenStore: storeOf(t, pair(1, time.Second))}
		s := resume(t, srv, store)
		store.onSwap = func(context.Context, *oauth2.Token) error { return errors.New("store down") }
		if _, err := s.Token(t.Context()); err == nil {
			t.Fatal("no error")
		}
		time.Sleep(time.Hour)
		store.onSwap = nil
		wantToken(t, "A3/R3")(s.Token(t.Context()))
	})
}

func TestStoreThatCannotBeRead(t *testing.T) {
	srv := newServer()
	store := &watched{TokenStore: storeOf(t, pair(1, time.Second))}
	s := resume(t, srv, store)
	down := errors.New("store down")
	store.onLoad = func() error { return down }
	if _, err := s.Token(t.Context()); !errors.Is(err, down) {
		t.Errorf("Token: %v", err)
	}
	if _, err := oauth.Resume(t.Context(), client(srv), store); !errors.Is(err, down) {
		t.Errorf("Resume: %v", err)
	}
	wantRequests(t, srv)
}

func TestTwoProcessesOverOneStore(t *testing.T) {
	t.Run("one after the other", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			srv := newServer()
			store := storeOf(t, pair(1, time.Second))
			a, b := resume(t, srv, store), resume(t, srv, store)
			wantToken(t, "A2/R2")(a.Token(t.Context()))
			wantToken(t, "A2/R2")(b.Token(t.Context()))
			wantRequests(t, srv, "refresh_token R1")
		})
	})
	// The second is refused before the first has stored its pair.
	for _, slow := range []time.Duration{0, 500 * time.Millisecond} {
		t.Run(fmt.Sprint("racing, store takes ", slow), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := newServer()
				store := &watched{TokenStore: storeOf(t, pair(1, time.Second))}
				store.onSwap = func(context.Context, *oauth2.Token) error { time.Sleep(slow); return nil }
				a, b := resume(t, srv, store), resume(t, srv, store)
				var wg sync.WaitGroup
				wg.Go(func() { wantToken(t, "A2/R2")(a.Token(t.Context())) })
				wg.Go(func() {
					time.Sleep(time.Millisecond)
					wantToken(t, "A2/R2")(b.Token(t.Context()))
				})
				wg.Wait()
				wantRequests(t, srv, "refresh_token R1", "refresh_token R1")
				if got := stored(t, store); got != "A2/R2" {
					t.Errorf("stored: %s", got)
				}
			})
		})
	}
	t.Run("the swap loses", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			srv := newServer()
			inner := storeOf(t, pair(1, time.Second))
			store := &watched{TokenStore: inner}
			s := resume(t, srv, store)
			store.onSwap = func(context.Context, *oauth2.Token) error { // meanwhile the user has authorized anew
				_, err := inner.Swap(t.Context(), pair(1, 0), pair(7, time.Hour))
				return err
			}
			wantToken(t, "A7/R7")(s.Token(t.Context()))
		})
	})
}

func TestRefreshTokenThatIsNotRotatedIsKept(t *testing.T) {
	srv := newServer()
	srv.latency = 0
	store := storeOf(t, pair(1, time.Second))
	s := resume(t, srv, store)
	srv.next(canned(200, `{"access_token":"B","expires_in":3600}`))
	wantToken(t, "B/R1")(s.Token(t.Context()))
	if got := stored(t, store); got != "B/R1" {
		t.Errorf("stored: %s", got)
	}
}

func TestResumeWithoutAPair(t *testing.T) {
	srv := newServer()
	_, err := oauth.Resume(t.Context(), client(srv), zendesk.NewMemoryTokenStore())
	if !errors.Is(err, zendesk.ErrUnauthorized) || !oauth.Ended(err) {
		t.Errorf("err = %v", err)
	}
	wantRequests(t, srv)
}

func TestExchangeReplacesWhatIsStored(t *testing.T) {
	srv := newServer()
	srv.latency = 0
	inner := storeOf(t, pair(8, time.Hour))
	store := &watched{TokenStore: inner}
	busy := 2 // others change the store between Load and Swap
	store.onSwap = func(context.Context, *oauth2.Token) error {
		if busy--; busy >= 0 {
			old, _ := inner.Load(t.Context())
			_, err := inner.Swap(t.Context(), old, pair(20+busy, time.Hour))
			return err
		}
		return nil
	}
	if _, err := oauth.Exchange(t.Context(), client(srv), store, oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"}); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, store); got != "A2/R2" {
		t.Errorf("stored: %s", got)
	}
	busy = 1000
	if _, err := oauth.Exchange(t.Context(), client(srv), store, oauth.Grant{Type: oauth.AuthorizationCode, Code: "C"}); err == nil {
		t.Error("no error from a store that never holds still")
	}
}

func TestForgetLeavesANewerPair(t *testing.T) {
	store := storeOf(t, pair(1, time.Hour))
	s := resume(t, newServer(), store)
	if err := s.Forget(t.Context(), pair(5, 0)); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, store); got != "A1/R1" {
		t.Errorf("stored: %s", got)
	}
	if err := s.Forget(t.Context(), pair(1, 0)); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, store); got != "none" {
		t.Errorf("stored: %s", got)
	}
}

func TestPanicInTheStoreFreesTheWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &watched{TokenStore: storeOf(t, pair(1, time.Second))}
		s := resume(t, newServer(), store)
		store.onSwap = func(context.Context, *oauth2.Token) error { panic("store") }
		var wg sync.WaitGroup
		wg.Go(func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_, _ = s.Token(t.Context())
		})
		wg.Go(func() {
			time.Sleep(time.Millisecond)
			if _, err := s.Token(t.Context()); err == nil {
				t.Error("the waiter got no error")
			}
		})
		wg.Wait()
		store.onSwap = nil
		wantToken(t, "A2/R2")(s.Token(t.Context()))
	})
}
