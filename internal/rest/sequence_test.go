package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"golang.org/x/oauth2"
)

// A record that a lost first attempt deleted counts as deleted; one that was
// not there in the first place does not.
func TestRepeatedDelete(t *testing.T) {
	remove := zendesk.Request{Op: "sell.Leads.Delete", Method: http.MethodDelete, Route: "/v2/leads/{id}", Args: []any{7}}
	for _, test := range []struct {
		name string
		do   exchange
		ok   bool
	}{
		{"first", answer(404, ``), false},
		{"after a lost answer", inTurn(fails(errReset), answer(404, ``)), true},
		{"after a 500", inTurn(answer(500, ``), answer(404, ``)), true},
		{"after a 520", inTurn(answer(520, ``), answer(404, ``)), true},
		{"after a 204 that broke off", inTurn(broken(204, `x`), answer(404, ``)), true},
		{"after a refusal", inTurn(answer(429, ``), answer(404, ``)), false},
		{"after no connection", inTurn(fails(errRefused), answer(404, ``)), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := newClient(t, test.do)
				var meta zendesk.Meta
				err := c.Do(t.Context(), remove, []zendesk.CallOption{zendesk.Into(&meta)}, nil)
				if (err == nil) != test.ok || err != nil && (!errors.Is(err, zendesk.ErrNotFound) || errors.Is(err, zendesk.ErrUnclear)) {
					t.Errorf("error %v, want ok %v", err, test.ok)
				}
				if meta.Status != 404 {
					t.Errorf("Meta.Status %d, want 404", meta.Status)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) { // 410 says the same as 404
		c, _ := newClient(t, inTurn(answer(410, ``), answer(504, ``), answer(410, ``)))
		if err := c.Do(t.Context(), remove, nil, nil); !errors.Is(err, zendesk.ErrNotFound) {
			t.Errorf("error %v, want ErrNotFound", err)
		}
		if err := c.Do(t.Context(), remove, nil, nil); err != nil {
			t.Errorf("after a lost answer: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) { // only for DELETE
		c, _ := newClient(t, inTurn(fails(errReset), answer(404, ``)))
		if err := c.Do(t.Context(), classes[1].request, nil, nil); !errors.Is(err, zendesk.ErrNotFound) {
			t.Errorf("error %v, want ErrNotFound", err)
		}
	})
}

// Once an attempt may have been carried out, every later failure is unclear.
func TestUnclearStays(t *testing.T) {
	tokenGone := &zendesk.Error{Op: zendesk.Op{Name: "sell.Token"}, Status: 400}
	for name, second := range map[string]exchange{
		"refused":      answer(422, ``),
		"rate limited": answer(429, ``, "Retry-After: 300"),
		"no token":     nil,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, _ := newClient(t, inTurn(fails(errReset), second), func(s *setup) {
					if second == nil {
						s.tokens = tokens(func(n int) (*oauth2.Token, error) {
							if n == 2 {
								return nil, fmt.Errorf("refresh: %w", tokenGone)
							}
							return &oauth2.Token{AccessToken: token}, nil
						})
					}
				})
				if err := c.Do(t.Context(), classes[1].request, nil, nil); !errors.Is(err, zendesk.ErrUnclear) {
					t.Errorf("the error %v is not ErrUnclear", err)
				}
			})
		})
	}
	if tokenGone.Unclear {
		t.Error("the token source's own error was changed")
	}
}

// tokens is a source that a function plays; n counts from 1.
func tokens(f func(n int) (*oauth2.Token, error)) zendesk.TokenSource {
	return &tokenFunc{f: f}
}

type tokenFunc struct {
	n atomic.Int64
	f func(n int) (*oauth2.Token, error)
}

func (t *tokenFunc) Token(context.Context) (*oauth2.Token, error) { return t.f(int(t.n.Add(1))) }

// A caller who gives up during a wait gets the API's error and the reason.
func TestCancelledWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newClient(t, answer(429, `{"code":"slow"}`, "Retry-After: 10", "X-Request-Id: r1"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(4*time.Second, cancel)
		start := time.Now()
		var meta zendesk.Meta
		err := c.Do(ctx, get, []zendesk.CallOption{zendesk.Into(&meta)}, nil)
		e := apiError(t, err)
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("it took %v, want 4s", took)
		}
		if !errors.Is(err, context.Canceled) || !errors.Is(err, zendesk.ErrRateLimited) || e.Code != "slow" || e.RetryAfter != 10*time.Second {
			t.Errorf("the error is %v", err)
		}
		if meta.Status != 429 || meta.RequestID != "r1" || meta.Attempts != 1 {
			t.Errorf("meta is %+v", meta)
		}
	})
}

// A limiter that refuses the second attempt leaves the answer of the first.
func TestLimiterRefusesRepeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuses := errors.New("turn too late")
		c, w := newClient(t, answer(500, `{"code":"oops"}`, "X-Request-Id: r1"), func(s *setup) { s.limiter = &lets{n: 1, err: refuses} })
		var meta zendesk.Meta
		err := c.Do(t.Context(), classes[1].request, []zendesk.CallOption{zendesk.Into(&meta)}, nil)
		e := apiError(t, err)
		if len(w.requests) != 1 || !errors.Is(err, refuses) || e.Status != 500 || e.Code != "oops" || !e.Unclear {
			t.Errorf("%d requests, error %v", len(w.requests), err)
		}
		if meta.Status != 500 || meta.RequestID != "r1" || meta.Attempts != 1 {
			t.Errorf("meta is %+v", meta)
		}
	})
}

// lets lets n requests pass.
type lets struct {
	open
	n   int
	err error
}

func (l *lets) Wait(context.Context, zendesk.Op) error {
	if l.n--; l.n < 0 {
		return l.err
	}
	return nil
}

// What happened to each attempt, the limiter learns as well, also that nothing
// was sent: each of its turns has one outcome.
func TestLimiterReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter := new(open)
		c, _ := newClient(t, inTurn(fails(errRefused), fails(errReset), answer(429, ``, "Retry-After: 2"), answer(200, `{}`, "X-Rate-Limit: 700")), func(s *setup) { s.limiter = limiter })
		if err := c.Do(t.Context(), get, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range limiter.outcomes {
			got = append(got, fmt.Sprint(o.Status, " ", o.RetryAfter, " ", o.Header.Get("X-Rate-Limit"), " ", o.Unsent))
		}
		if want := "[0 0s  true 0 0s  false 429 2s  false 200 0s 700 false]"; fmt.Sprint(got) != want {
			t.Errorf("reports %v, want %v", got, want)
		}
	})
}
