package rest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
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

	errUntrusted = &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
)

const (
	backoff = time.Duration(-1) // waits of 0.5, 1, 2 and 4 s, each between its half and its whole
	none    = time.Duration(0)
)

// retryRow says how often each class is tried when every attempt ends the same
// way; "?" marks the classes whose error must be ErrUnclear.
type retryRow struct {
	outcome string
	do      exchange
	waits   time.Duration // before each repeat
	lag     bool          // an upsert waits for at least the lag instead
	takes   time.Duration // each attempt
	is      error
	//          read idem upsert create keyed append once
	sell    string
	support string // "" when as for Sell
}

var retryTable = []retryRow{
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
	{outcome: "302", do: answer(302, ``, "Location: https://elsewhere.example.com/"), sell: "1 1 1 1 1 1 1"},
	{outcome: "410", do: answer(410, `{}`), is: zendesk.ErrNotFound, sell: "1 1 1 1 1 1 1"},
	{outcome: "302 whose body breaks off", do: broken(302, `{"co`), sell: "1 1 1 1 1 1 1"},
	{outcome: "500 with Retry-After", do: answer(500, `{}`, "Retry-After: 7"), waits: 7 * time.Second, sell: "5 5? 5? 1? 5? 1? 1?"},
	{outcome: "503 with Retry-After twice", do: answer(503, `{}`, "Retry-After: 7, 7"), waits: 7 * time.Second,
		sell:    "5 5? 5? 1? 5? 1? 1?",
		support: "5 5 5 5 5 5 1"},
	{outcome: "503 with Retry-After: 0", do: answer(503, `{}`, "Retry-After: 0"), waits: backoff, lag: true,
		sell:    "5 5? 5? 1? 5? 1? 1?",
		support: "5 5 5 5 5 5 1"},
	{outcome: "dial refused", do: fails(errRefused), waits: backoff, is: syscall.ECONNREFUSED,
		sell: "5 5 5 5 5 5 5"},
	{outcome: "certificate not trusted", do: fails(errUntrusted), is: errUntrusted, sell: "1 1 1 1 1 1 1"},
}

// Every status says that it was done, that it was not, or nothing. A status of
// an edge in front of the API counts like one of the API's own.
func allStatuses() (rows []retryRow) {
	for status := 400; status <= 999; status++ {
		if status > 430 && status < 499 || status > 530 && status < 598 || status > 600 && status < 999 {
			continue // like their neighbours
		}
		row := retryRow{outcome: strconv.Itoa(status) + " among all", do: answer(status, ``)}
		switch {
		case status == 429 || status == 409:
			continue // above
		case status == 408, status >= 500 && status != 501 && status != 505:
			row.waits, row.lag, row.sell = backoff, true, "5 5? 5? 1? 5? 1? 1?"
		default:
			row.sell = "1 1 1 1 1 1 1"
		}
		rows = append(rows, row)
	}
	return rows
}

func TestRetryTable(t *testing.T) {
	for _, row := range slices.Concat(retryTable, allStatuses()) {
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
						if row.lag && unclear && class.name == "upsert" {
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
						if again := attempts > 1; zendesk.Retryable(err) != again || again != (zendesk.RetryIn(err) > 0) {
							t.Errorf("Retryable is %v after %v, want %v", zendesk.Retryable(err), zendesk.RetryIn(err), again)
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
					if want := slices.Contains([]string{"read", "idempotent", "upsert", "keyed"}, class.name); zendesk.Retryable(err) != want {
						t.Errorf("Retryable is %v, want %v", !want, want)
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
	if !errors.Is(err, context.Canceled) || errors.Is(err, zendesk.ErrUnclear) || !zendesk.Retryable(err) || len(w.requests) != 0 {
		t.Errorf("%d requests, error %v", len(w.requests), err)
	}
}

// renewing is a refresher that counts.
type renewing struct {
	generation atomic.Int64
	rejected   []string
	err        error // of Refresh
	tokenErr   error
}

func (r *renewing) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: fmt.Sprint("token-", r.generation.Load())}, r.tokenErr
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
	if e := apiError(t, err); !errors.Is(err, gone) || !errors.Is(err, zendesk.ErrUnauthorized) || zendesk.Retryable(err) || e.Code != "unauthorized" || len(w.requests) != 1 {
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
