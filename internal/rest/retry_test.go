package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"golang.org/x/oauth2"
)

// classes are the columns of the retry table.
var classes = []struct {
	name    string
	request zendesk.Request
	opts    []zendesk.CallOption
}{
	{"read", zendesk.Request{Op: "x.Leads.Search", Method: http.MethodPost, Route: "/search", Body: 1, Class: zendesk.Read}, nil},
	{"idempotent", zendesk.Request{Op: "x.Leads.Update", Method: http.MethodPut, Route: "/leads/{id}", Args: []any{7}, Body: 1}, nil},
	{"upsert", zendesk.Request{Op: "x.Leads.Upsert", Method: http.MethodPost, Route: "/leads/upsert", Body: 1, Class: zendesk.Upsert}, nil},
	{"create", zendesk.Request{Op: "x.Leads.Create", Method: http.MethodPost, Route: "/leads", Body: 1}, nil},
	{"keyed", zendesk.Request{Op: "x.Tickets.Create", Method: http.MethodPost, Route: "/tickets", Body: 1, Keyed: true}, []zendesk.CallOption{zendesk.IdempotencyKey("k")}},
	{"append", zendesk.Request{Op: "x.Tickets.Comment", Method: http.MethodPut, Route: "/tickets/{id}", Args: []any{7}, Body: 1, Class: zendesk.Append}, nil},
	{"once", zendesk.Request{Op: "x.Token.Refresh", Method: http.MethodPost, Route: "/token", Body: 1, Class: zendesk.Once}, nil},
}

var (
	errReset   = errors.New("connection reset by peer")
	errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
)

const (
	backoff = time.Duration(-1) // waits of 0.5, 1, 2 and 4 s, each between its half and its whole
	none    = time.Duration(0)
)

// retryTable says how often each class is tried when every attempt ends the
// same way; "?" marks the classes whose error must be ErrUnclear.
var retryTable = []struct {
	outcome string
	do      exchange
	waits   time.Duration // before each repeat
	lag     bool          // an upsert waits for at least the lag instead
	takes   time.Duration // each attempt
	is      error
	//          read idem upsert create keyed append once
	sell    string
	support string // "" when as for Sell
}{
	{outcome: "429", do: answer(429, `{}`), waits: backoff, is: zendesk.ErrRateLimited,
		sell: "5 5 5 5 5 5 1"},
	{outcome: "429 with Retry-After", do: answer(429, "slow down", "Retry-After: 7"), waits: 7 * time.Second, is: zendesk.ErrRateLimited,
		sell: "5 5 5 5 5 5 1"},
	{outcome: "429 whose body breaks off", do: broken(429, `{"co`), waits: backoff, is: zendesk.ErrRateLimited,
		sell: "5 5 5 5 5 5 1"},
	{outcome: "503", do: answer(503, `{}`), waits: backoff, lag: true,
		sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "503 with Retry-After", do: answer(503, `{}`, "Retry-After: 7"), waits: 7 * time.Second,
		sell:    "5 5? 5? 1? 5? 1? 1?",
		support: "5 5 5 5 5 5 1"},
	{outcome: "500", do: answer(500, `{}`), waits: backoff, lag: true, sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "502 as HTML", do: answer(502, `<html>Bad gateway</html>`), waits: backoff, lag: true, sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "504 without a body", do: answer(504, ``), waits: backoff, lag: true, sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "500 whose body breaks off", do: broken(500, `{"co`), waits: backoff, lag: true, is: io.ErrUnexpectedEOF,
		sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "connection lost before", do: fails(errReset), waits: backoff, lag: true, is: errReset,
		sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "connection lost after", do: fails(io.EOF), waits: backoff, lag: true, is: io.EOF,
		sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "200 whose body breaks off", do: broken(200, `{"id":`), waits: backoff, lag: true, is: io.ErrUnexpectedEOF,
		sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "attempt timed out", do: hangs, waits: backoff, lag: true, takes: time.Minute, is: context.DeadlineExceeded,
		sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "200 as HTML", do: answer(200, `<html>Maintenance</html>`), sell: "1 1? 1? 1? 1? 1? 1?"},
	{outcome: "200 without a body", do: answer(200, ``), sell: "1 1? 1? 1? 1? 1? 1?"},
	{outcome: "409", do: answer(409, `{}`), waits: backoff, is: zendesk.ErrConflict,
		sell:    "5 1 1 1 1 1 1",
		support: "5 5 1 1 5 1 1"},
	{outcome: "401", do: answer(401, `{}`), is: zendesk.ErrUnauthorized, sell: "1 1 1 1 1 1 1"},
	{outcome: "400", do: answer(400, `{}`), is: zendesk.ErrInvalid, sell: "1 1 1 1 1 1 1"},
	{outcome: "403", do: answer(403, `{}`), is: zendesk.ErrForbidden, sell: "1 1 1 1 1 1 1"},
	{outcome: "404", do: answer(404, `{}`), is: zendesk.ErrNotFound, sell: "1 1 1 1 1 1 1"},
	{outcome: "422", do: answer(422, `{}`), is: zendesk.ErrInvalid, sell: "1 1 1 1 1 1 1"},
	{outcome: "404 whose body breaks off", do: broken(404, `{"co`), is: zendesk.ErrNotFound, sell: "1 1 1 1 1 1 1"},
	{outcome: "501", do: answer(501, `{}`), sell: "1 1 1 1 1 1 1"},
	{outcome: "302", do: answer(302, ``, "Location: https://elsewhere.example.com/"), sell: "1 1 1 1 1 1 1"},
	{outcome: "dial refused", do: fails(errRefused), waits: backoff, is: syscall.ECONNREFUSED,
		sell: "5 5 5 5 5 5 1"},
}

func TestRetryTable(t *testing.T) {
	for _, row := range retryTable {
		for product, wants := range map[*rest.Product]string{&sellLike: row.sell, &supportLike: row.support} {
			if wants == "" {
				wants = row.sell
			}
			for i, want := range strings.Fields(wants) {
				class := classes[i]
				t.Run(fmt.Sprintf("%s/%s/%s", row.outcome, product.Name, class.name), func(t *testing.T) {
					digits, unclear := strings.CutSuffix(want, "?")
					attempts, err := strconv.Atoi(digits)
					if err != nil {
						t.Fatal(err)
					}
					least, most := time.Duration(0), time.Duration(0)
					for n := range attempts - 1 {
						low, high := row.waits, row.waits
						if row.waits == backoff {
							high = 500 * time.Millisecond << n
							low = high / 2
						}
						if row.lag && class.name == "upsert" {
							low, high = max(low, rest.UpsertLag), max(high, rest.UpsertLag)
						}
						least, most = least+low, most+high
					}
					spent := time.Duration(attempts) * row.takes
					synctest.Test(t, func(t *testing.T) {
						c, w := newClient(t, row.do, func(s *setup) { s.product = *product })
						start := time.Now()
						err := c.Do(t.Context(), class.request, class.opts, decodeJSON)
						took := time.Since(start)

						e := apiError(t, err)
						if len(w.requests) != attempts || e.Attempts != attempts {
							t.Errorf("%d requests, Attempts %d, want %d", len(w.requests), e.Attempts, attempts)
						}
						if took < least+spent || took > most+spent {
							t.Errorf("it took %v, want %v to %v", took, least+spent, most+spent)
						}
						if row.is != nil && !errors.Is(err, row.is) {
							t.Errorf("the error %q is not %q", err, row.is)
						}
						if errors.Is(err, zendesk.ErrUnclear) != unclear || e.Unclear != unclear {
							t.Errorf("Unclear is %v, want %v", e.Unclear, unclear)
						}
						for i, body := range w.bodies {
							if body != "1" {
								t.Errorf("attempt %d sent the body %q", i+1, body)
							}
						}
					})
				})
			}
		}
	}
}

// Whoever gives up while a request is on its way gets an answer at once, and a
// write is unclear.
func TestCancelledInFlight(t *testing.T) {
	for _, product := range []rest.Product{sellLike, supportLike} {
		for i, class := range classes {
			t.Run(product.Name+"/"+class.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, w := newClient(t, hangs, func(s *setup) {
						s.product = product
						s.config.Observe = func(_ context.Context, a zendesk.Attempt) {
							if a.Wait != 0 {
								t.Errorf("a repeat after %v is announced", a.Wait)
							}
						}
					})
					ctx, cancel := context.WithCancel(t.Context())
					time.AfterFunc(3*time.Second, cancel)
					start := time.Now()
					err := c.Do(ctx, class.request, class.opts, decodeJSON)
					if took := time.Since(start); took != 3*time.Second || len(w.requests) != 1 {
						t.Errorf("%d requests in %v, want 1 in 3s", len(w.requests), took)
					}
					if !errors.Is(err, context.Canceled) || errors.Is(err, zendesk.ErrUnclear) != (i > 0) {
						t.Errorf("the error is %v", err)
					}
				})
			})
		}
	}
}

// Before anything was sent nothing is unclear.
func TestCancelledBefore(t *testing.T) {
	c, w := newClient(t, answer(200, `{}`))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := c.Do(ctx, classes[3].request, nil, decodeJSON)
	if !errors.Is(err, context.Canceled) || errors.Is(err, zendesk.ErrUnclear) || len(w.requests) != 0 {
		t.Errorf("%d requests, error %v", len(w.requests), err)
	}
}

// renewing is a refresher that counts.
type renewing struct {
	generation atomic.Int64
	rejected   []string
	err        error
}

func (r *renewing) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: fmt.Sprint("token-", r.generation.Load())}, nil
}

func (r *renewing) Refresh(ctx context.Context, rejected *oauth2.Token) (*oauth2.Token, error) {
	r.rejected = append(r.rejected, rejected.AccessToken)
	if r.err != nil {
		return nil, r.err
	}
	r.generation.Add(1)
	return r.Token(ctx)
}

func TestRefreshAfter401(t *testing.T) {
	const wants = "2 2 2 2 2 2 1"
	for _, product := range []rest.Product{sellLike, supportLike} {
		for i, want := range strings.Fields(wants) {
			class := classes[i]
			t.Run(product.Name+"/"+class.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					source := new(renewing)
					c, w := newClient(t, answer(401, `{}`), func(s *setup) { s.product, s.tokens = product, source })
					start := time.Now()
					err := c.Do(t.Context(), class.request, class.opts, decodeJSON)
					if e := apiError(t, err); fmt.Sprint(len(w.requests)) != want || fmt.Sprint(e.Attempts) != want || e.Unclear {
						t.Errorf("%d requests, %+v; want %s requests", len(w.requests), e, want)
					}
					if !errors.Is(err, zendesk.ErrUnauthorized) {
						t.Errorf("the error %v is not ErrUnauthorized", err)
					}
					if took := time.Since(start); took != 0 {
						t.Errorf("it waited %v before the repeat", took)
					}
					if want == "2" {
						if len(source.rejected) != 1 || source.rejected[0] != "token-0" {
							t.Errorf("rejected: %v", source.rejected)
						}
						if got := w.requests[1].Header.Get("Authorization"); got != "Bearer token-1" {
							t.Errorf("the repeat carries %q", got)
						}
					}
				})
			})
		}
	}
}

func TestRefreshThatFails(t *testing.T) {
	gone := errors.New("invalid_grant")
	c, w := newClient(t, answer(401, `{"code":"unauthorized"}`), func(s *setup) { s.tokens = &renewing{err: gone} })
	err := c.Do(t.Context(), get, nil, decodeJSON)
	if e := apiError(t, err); !errors.Is(err, gone) || !errors.Is(err, zendesk.ErrUnauthorized) || e.Code != "unauthorized" || len(w.requests) != 1 {
		t.Errorf("%d requests, error %v", len(w.requests), err)
	}
}

// MaxAttempts(1) means no repeat at all, not even after a refresh.
func TestMaxAttempts(t *testing.T) {
	for attempts, want := range map[int]int{1: 1, 2: 2, 3: 3, 7: 7} {
		synctest.Test(t, func(t *testing.T) {
			c, w := newClient(t, answer(500, ``))
			err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(attempts)}, nil)
			if e := apiError(t, err); len(w.requests) != want || e.Attempts != want || e.Status != 500 {
				t.Errorf("MaxAttempts(%d): %d requests, %v", attempts, len(w.requests), err)
			}
		})
	}
	source := new(renewing)
	c, w := newClient(t, answer(401, ``), func(s *setup) { s.tokens = source })
	if err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(1)}, nil); len(w.requests) != 1 || !errors.Is(err, zendesk.ErrUnauthorized) {
		t.Errorf("%d requests, error %v", len(w.requests), err)
	}
}

// The back-off doubles up to MaxDelay, however large the figures are.
func TestBackoff(t *testing.T) {
	for _, test := range []struct{ base, most time.Duration }{
		{0, 0}, {time.Second, 3 * time.Second}, {time.Minute, time.Second}, {1, time.Hour}, {math.MaxInt64 / 3, math.MaxInt64 / 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, w := newClient(t, answer(500, ``), func(s *setup) {
				s.config.Retry = zendesk.RetryPolicy{BaseDelay: test.base, MaxDelay: test.most, MaxAttempts: 3}
				if test.base == 1 {
					s.config.Retry.MaxAttempts = 70
				}
			})
			base, most := test.base, test.most
			if base == 0 {
				base, most = 500*time.Millisecond, 30*time.Second
			}
			if err := c.Do(t.Context(), get, nil, nil); err == nil {
				t.Fatal("no error")
			}
			high := base
			for i, at := range w.times[1:] {
				high = min(high, most)
				if got := at.Sub(w.times[i]); got < high/2 || got > high {
					t.Errorf("base %v, most %v: wait %d is %v, want %v to %v", base, most, i+1, got, high/2, high)
				}
				if high <= most/2 {
					high *= 2
				} else {
					high = most
				}
			}
		})
	}
}

// Clients that failed together must not come back together.
func TestBackoffVaries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := make(map[time.Duration]bool)
		for range 10 {
			c, w := newClient(t, answer(500, ``))
			if err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(2)}, nil); err == nil {
				t.Fatal("no error")
			}
			waits[w.times[1].Sub(w.times[0])] = true
		}
		if len(waits) < 2 {
			t.Errorf("all waited %v", waits)
		}
	})
}

// What the API says beats the back-off, but not the policy nor the caller's
// deadline: then its error comes at once.
func TestRetryAfter(t *testing.T) {
	const date = "Date: Mon, 02 Mar 2026 10:00:00 GMT"
	for _, test := range []struct {
		name     string
		header   []string
		deadline time.Duration
		attempts int
		waits    []time.Duration // exact; none means by back-off
		advice   time.Duration
	}{
		{"seconds", []string{"Retry-After: 3"}, 0, 2, []time.Duration{3 * time.Second}, 3 * time.Second},
		{"fraction", []string{"Retry-After: 0.25"}, 0, 2, []time.Duration{250 * time.Millisecond}, 250 * time.Millisecond},
		{"zero", []string{"Retry-After: 0"}, 0, 2, nil, 0},
		{"nonsense", []string{"Retry-After: soon"}, 0, 2, nil, 0},
		{"negative", []string{"Retry-After: -5"}, 0, 2, nil, 0},
		{"date by the server's clock", []string{"Retry-After: Mon, 02 Mar 2026 10:00:20 GMT", date}, 0, 2, []time.Duration{20 * time.Second}, 20 * time.Second},
		{"date in the past", []string{"Retry-After: Mon, 02 Mar 2026 09:00:00 GMT", date}, 0, 2, nil, 0},
		{"date by our clock", []string{"Retry-After: Sat, 01 Jan 2000 00:00:09 GMT"}, 0, 2, []time.Duration{9 * time.Second}, 0},
		{"the longest wait", []string{"Retry-After: 30"}, 0, 2, []time.Duration{30 * time.Second}, 30 * time.Second},
		{"longer than the policy", []string{"Retry-After: 31"}, 0, 1, nil, 31 * time.Second},
		{"date longer than the policy", []string{"Retry-After: Mon, 02 Mar 2026 11:00:00 GMT", date}, 0, 1, nil, time.Hour},
		{"longer than the deadline", []string{"Retry-After: 10"}, 9 * time.Second, 1, nil, 10 * time.Second},
		{"as long as the deadline", []string{"Retry-After: 10"}, 10 * time.Second, 1, nil, 10 * time.Second},
		{"shorter than the deadline", []string{"Retry-After: 10"}, 11 * time.Second, 2, []time.Duration{10 * time.Second}, 10 * time.Second},
		{"back-off beyond the deadline", nil, 200 * time.Millisecond, 1, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, w := newClient(t, answer(429, `{"code":"slow"}`, test.header...))
				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				start := time.Now()
				err := c.Do(ctx, get, []zendesk.CallOption{zendesk.MaxAttempts(2)}, nil)
				e := apiError(t, err)
				if len(w.requests) != test.attempts || e.Status != 429 || e.Code != "slow" || !errors.Is(err, zendesk.ErrRateLimited) {
					t.Errorf("%d requests, want %d; error %v", len(w.requests), test.attempts, err)
				}
				if errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("the API's error became a timeout: %v", err)
				}
				if test.advice != e.RetryAfter {
					t.Errorf("RetryAfter %v, want %v", e.RetryAfter, test.advice)
				}
				switch took := time.Since(start); {
				case test.attempts == 1 && took != 0:
					t.Errorf("the error came after %v, want at once", took)
				case test.attempts == 2 && test.waits != nil && took != test.waits[0]:
					t.Errorf("waited %v, want %v", took, test.waits[0])
				case test.attempts == 2 && test.waits == nil && (took < 250*time.Millisecond || took > 500*time.Millisecond):
					t.Errorf("waited %v, want a back-off", took)
				}
			})
		})
	}
}

// Each lost upsert waits for the lag, a refused one need not.
func TestUpsertLag(t *testing.T) {
	upsert := classes[2].request
	synctest.Test(t, func(t *testing.T) {
		c, w := newClient(t, inTurn(fails(errReset), answer(429, ``, "Retry-After: 1"), answer(502, ``), answer(200, `{}`)))
		if err := c.Do(t.Context(), upsert, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Duration{rest.UpsertLag, time.Second, rest.UpsertLag} {
			if got := w.times[i+1].Sub(w.times[i]); got != want {
				t.Errorf("wait %d is %v, want %v", i+1, got, want)
			}
		}
	})
	synctest.Test(t, func(t *testing.T) { // a deadline before the lag: no repeat
		c, w := newClient(t, inTurn(fails(errReset), answer(200, `{}`)))
		ctx, cancel := context.WithTimeout(t.Context(), rest.UpsertLag)
		defer cancel()
		if err := c.Do(ctx, upsert, nil, decodeJSON); !errors.Is(err, zendesk.ErrUnclear) || len(w.requests) != 1 || ctx.Err() != nil {
			t.Errorf("%d requests, error %v", len(w.requests), err)
		}
	})
}

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

// What happened to each attempt, the limiter learns as well; an attempt that
// never left has no outcome.
func TestLimiterReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter := new(open)
		c, _ := newClient(t, inTurn(fails(errRefused), fails(errReset), answer(429, ``, "Retry-After: 2"), answer(200, `{}`, "X-Rate-Limit: 700")), func(s *setup) { s.limiter = limiter })
		if err := c.Do(t.Context(), get, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range limiter.outcomes {
			got = append(got, fmt.Sprint(o.Status, " ", o.RetryAfter, " ", o.Header.Get("X-Rate-Limit")))
		}
		if want := "[0 0s  429 2s  200 0s 700]"; fmt.Sprint(got) != want {
			t.Errorf("reports %v, want %v", got, want)
		}
	})
}
