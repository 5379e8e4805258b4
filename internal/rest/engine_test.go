package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// The two products as far as they differ for the engine.
var (
	sellLike    = rest.Product{Name: "sell", Explain: explain}
	supportLike = rest.Product{Name: "support", Explain: explain, RefusesWith503: true, ConflictsPass: true}
)

// explain reads {"code":"…","fields":["…"]}.
func explain(body []byte, e *zendesk.Error) {
	var answer struct {
		Code   string   `json:"code"`
		Fields []string `json:"fields"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return
	}
	e.Code = answer.Code
	for _, name := range answer.Fields {
		e.Fields = append(e.Fields, zendesk.FieldError{Field: name, Message: string(body)})
	}
}

// exchange answers one attempt, the nth of its call.
type exchange func(n int, req *http.Request) (*http.Response, error)

// wire is a transport that a test plays.
type wire struct {
	mu       sync.Mutex
	answer   exchange
	requests []*http.Request
	bodies   []string
	times    []time.Time
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		raw, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		body = string(raw)
	}
	w.mu.Lock()
	w.requests, w.bodies, w.times = append(w.requests, req), append(w.bodies, body), append(w.times, time.Now())
	n := len(w.requests)
	w.mu.Unlock()
	return w.answer(n, req)
}

// answer is always the same answer; header is "Name: value" lines.
func answer(status int, body string, header ...string) exchange {
	return func(_ int, req *http.Request) (*http.Response, error) {
		res := &http.Response{
			StatusCode: status, Header: http.Header{}, Request: req,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}
		for _, line := range header {
			name, value, _ := strings.Cut(line, ": ")
			res.Header.Set(name, value)
		}
		return res, nil
	}
}

// broken is an answer whose body breaks off.
func broken(status int, body string) exchange {
	return func(n int, req *http.Request) (*http.Response, error) {
		res, err := answer(status, body)(n, req)
		res.Body = io.NopCloser(io.MultiReader(strings.NewReader(body), failing{io.ErrUnexpectedEOF}))
		res.ContentLength = int64(2 * len(body))
		return res, err
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// fails is an attempt without an answer.
func fails(err error) exchange {
	return func(int, *http.Request) (*http.Response, error) { return nil, err }
}

// inTurn answers each attempt with the next; the last one stays.
func inTurn(answers ...exchange) exchange {
	return func(n int, req *http.Request) (*http.Response, error) {
		return answers[min(n, len(answers))-1](n, req)
	}
}

// hangs answers when the attempt is given up.
func hangs(_ int, req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

// open lets every request pass and notes what it is told.
type open struct {
	mu       sync.Mutex
	outcomes []zendesk.Outcome
}

func (*open) Wait(ctx context.Context, _ zendesk.Op) error { return ctx.Err() }

func (o *open) Report(_ context.Context, _ zendesk.Op, outcome zendesk.Outcome) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.outcomes = append(o.outcomes, outcome)
}

const token = "SECRET-TOKEN"

// setup is what a test of the engine may change.
type setup struct {
	product rest.Product
	base    string
	tokens  zendesk.TokenSource
	limiter zendesk.Limiter
	config  zendesk.Config
}

// newClient returns a client that talks to the wire.
func newClient(tb testing.TB, do exchange, change ...func(*setup)) (*rest.Client, *wire) {
	tb.Helper()
	w := &wire{answer: do}
	s := setup{product: sellLike, base: "https://api.example.com", tokens: zendesk.Bearer(token), limiter: new(open)}
	s.config.HTTPClient = &http.Client{Transport: w}
	for _, f := range change {
		f(&s)
	}
	c, err := rest.New(s.product, s.base, s.tokens, s.limiter, s.config)
	if err != nil {
		tb.Fatal(err)
	}
	return c, w
}

// decodeJSON accepts any JSON.
func decodeJSON(body []byte) ([]string, error) {
	var v any
	return nil, rest.Unmarshal(body, &v)
}

var get = zendesk.Request{Op: "sell.Leads.Get", Method: http.MethodGet, Route: "/v2/leads/{id}", Args: []any{int64(7)}}

// apiError returns err as the engine's error type.
func apiError(tb testing.TB, err error) *zendesk.Error {
	tb.Helper()
	e, ok := errors.AsType[*zendesk.Error](err)
	if !ok {
		tb.Fatalf("the error is %v, want a *zendesk.Error", err)
	}
	return e
}
