package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
	"golang.org/x/oauth2"
)

// Do sends a request, repeats it where that is safe, and hands the body of the
// answer to decode (nil: the answer has none that matters), which returns the
// paths of the odd members it met.
func (c *Client) Do(ctx context.Context, r zendesk.Request, opts []zendesk.CallOption, decode func(body []byte) (odd []string, err error)) error {
	call, err := c.prepare(r, opts)
	if err != nil {
		return err
	}
	ans, err := call.run(ctx)
	meta := zendesk.Meta{Status: ans.status, Header: ans.header, RequestID: ans.requestID(), Attempts: call.attempts}
	if err == nil && decode != nil {
		if meta.Odd, err = decode(ans.body); err != nil {
			err = call.fail(ans, fmt.Errorf("the answer is not as documented: %w", err))
		}
	}
	if call.settings.Meta != nil {
		*call.settings.Meta = meta
	}
	return err
}

// Call is Do for a request that the caller made up: out is a pointer to decode
// the answer into, or nil.
func (c *Client) Call(ctx context.Context, r zendesk.Request, out any, opts ...zendesk.CallOption) error {
	if out == nil {
		return c.Do(ctx, r, opts, nil)
	}
	return c.Do(ctx, r, opts, func(body []byte) ([]string, error) { return nil, Unmarshal(body, out) })
}

// call is one operation on its way, over all its attempts.
type call struct {
	*Client
	op       zendesk.Op
	class    zendesk.Class
	url      *url.URL
	header   http.Header
	payload  []byte
	settings zendesk.CallSettings
	attempts int
	unclear  bool // an attempt may have been carried out although it failed
}

// prepare checks and encodes everything once, before anything is sent.
func (c *Client) prepare(r zendesk.Request, opts []zendesk.CallOption) (*call, error) {
	s := zendesk.CallSettings{MaxAttempts: c.retry.MaxAttempts}
	for _, opt := range opts {
		opt(&s)
	}
	k := &call{
		Client:   c,
		op:       zendesk.Op{Product: c.product.Name, Name: r.Op, Method: r.Method, Route: r.Route},
		class:    classOf(r),
		settings: s,
		header:   http.Header{"Accept": {"application/json"}, "User-Agent": {c.agent}},
	}
	refuse := func(argument, problem string) (*call, error) {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: argument, Problem: problem}
	}
	key, keyed := s.IdempotencyKey.Get()
	switch {
	case r.Op == "" || r.Method == "":
		return refuse("Request", "needs Op and Method")
	case s.MaxAttempts < 1:
		return refuse("MaxAttempts", "must be at least 1")
	case !s.From.IsZero():
		return refuse("From", "this operation has no pages to start from")
	case keyed && !r.Keyed:
		return refuse("IdempotencyKey", "this operation takes none")
	case keyed && (key == "" || len(key) > 255):
		return refuse("IdempotencyKey", "must have 1 to 255 characters")
	case !headerSafe(key):
		return refuse("IdempotencyKey", "holds characters that a header cannot carry")
	}
	var err error
	if k.url, err = c.address(r); err != nil {
		return nil, err
	}
	for name, values := range r.Header {
		if !headerSafe(strings.Join(values, "")) {
			return refuse("Header", name+" holds characters that a header cannot carry")
		}
		k.header[http.CanonicalHeaderKey(name)] = values
	}
	if keyed {
		k.header.Set("Idempotency-Key", key)
		k.class = zendesk.Idempotent
	}
	if r.Body != nil {
		if k.payload, err = json.Marshal(r.Body, json.Deterministic(true)); err != nil {
			return refuse("Body", "cannot be written as JSON: "+problemOf(err))
		}
		k.header.Set("Content-Type", "application/json")
	}
	return k, nil
}

// answer is what came of one attempt. Without an answer status is 0 and err
// says why; with one, err says why its body could not be read.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	err     error
	unsent  bool          // certainly nothing reached the server
	token   *oauth2.Token // that it was sent with
	advice  time.Duration // Retry-After
	advised bool
}

func (a answer) ok() bool { return a.err == nil && a.status >= 200 && a.status < 300 }

// run is the loop around the attempts.
func (k *call) run(ctx context.Context) (answer, error) {
	var ans answer
	var last error
	refreshed := false
	for {
		if err := k.limiter.Wait(ctx, k.op); err != nil {
			return ans, k.stopped(err, last)
		}
		k.attempts++
		start := time.Now()
		ans = k.attempt(ctx)
		elapsed := time.Since(start)
		if ans.ok() || ans.status == http.StatusNotFound && k.op.Method == http.MethodDelete && k.unclear {
			k.report(ctx, ans, elapsed, 0, nil)
			return ans, nil
		}
		k.unclear = k.unclear || k.leavesUnclear(ans)
		last = k.fail(ans, ans.err)

		wait, again := k.next(ctx, ans)
		if r, ok := k.tokens.(zendesk.Refresher); ok && ans.status == http.StatusUnauthorized && !refreshed && k.class != zendesk.Once && k.attempts < k.settings.MaxAttempts {
			refreshed = true
			if _, err := r.Refresh(ctx, ans.token); err != nil {
				k.report(ctx, ans, elapsed, 0, last)
				return ans, k.stopped(err, last)
			}
			wait, again = 0, true
		}
		k.report(ctx, ans, elapsed, wait, last)
		if !again {
			return ans, last
		}
		if err := sleep(ctx, wait); err != nil {
			return ans, k.stopped(err, last)
		}
	}
}

// report tells limiter and observer of an attempt.
func (k *call) report(ctx context.Context, ans answer, elapsed, wait time.Duration, err error) {
	if !ans.unsent {
		k.limiter.Report(ctx, k.op, zendesk.Outcome{Status: ans.status, Header: ans.header, RetryAfter: ans.advice})
	}
	if k.observe != nil {
		k.observe(ctx, zendesk.Attempt{Op: k.op, N: k.attempts, Status: ans.status, RequestID: ans.requestID(), Elapsed: elapsed, Wait: wait, Err: err})
	}
}

// attempt sends the request once and reads the answer, within the time of one
// attempt.
func (k *call) attempt(ctx context.Context) (ans answer) {
	actx, cancel := context.WithTimeout(zendesk.ContextWithOp(ctx, k.op), k.retry.AttemptTimeout)
	defer cancel()
	ans.unsent = true
	if ans.token, ans.err = k.tokens.Token(actx); ans.err == nil {
		ans.err = zendesk.CheckToken(ans.token)
	}
	if ans.err != nil {
		return ans
	}
	req, err := http.NewRequestWithContext(actx, k.op.Method, "", bytes.NewReader(k.payload))
	if err != nil {
		ans.err = errors.New("the method is no HTTP method")
		return ans
	}
	if k.payload == nil {
		req.Body, req.GetBody = nil, nil
	}
	req.URL, req.Host = k.url, k.url.Host
	req.Header = k.header.Clone()
	// On the request and on each attempt, never in a transport: net/http
	// strips a header set here on its own way to another host, only.
	req.Header.Set("Authorization", ans.token.Type()+" "+ans.token.AccessToken)

	res, err := k.http.Do(req)
	if err != nil {
		ans.unsent = neverSent(err)
		ans.err = WithoutURL(err)
		return ans
	}
	defer res.Body.Close()
	ans.unsent, ans.status, ans.header = false, res.StatusCode, res.Header
	ans.advice, ans.advised = RetryAfter(res.Header, time.Now())
	ans.body, ans.err = k.read(res)
	return ans
}

func (k *call) read(res *http.Response) ([]byte, error) {
	most := k.maxBody
	if res.StatusCode >= 300 {
		most = maxErrorBody
	}
	var buf bytes.Buffer
	if res.ContentLength > 0 {
		buf.Grow(int(min(res.ContentLength, most) + bytes.MinRead))
	}
	n, err := buf.ReadFrom(io.LimitReader(res.Body, most+1))
	if n > most {
		if res.StatusCode < 300 {
			return nil, errTooLarge
		}
		buf.Truncate(int(most))
	}
	return buf.Bytes(), WithoutURL(err)
}

var errTooLarge = errors.New("the answer is larger than Config.MaxBody")

// neverSent reports whether the connection was never made.
func neverSent(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// WithoutURL drops what net/http puts around an error: its text quotes the
// query, which may hold an e-mail address.
func WithoutURL(err error) error {
	for { // a transport may send with a client of its own
		u, ok := errors.AsType[*url.Error](err)
		if !ok {
			return err
		}
		err = u.Err
	}
}

// fail makes the error of an attempt.
func (k *call) fail(ans answer, cause error) *zendesk.Error {
	if e, ok := errors.AsType[*zendesk.Error](cause); ok { // the token source's own request failed
		own := *e // it may be handed to other callers too
		own.Unclear = own.Unclear || k.unclear
		return &own
	}
	e := &zendesk.Error{
		Op: k.op, Status: ans.status, RequestID: ans.requestID(), Attempts: k.attempts,
		RetryAfter: ans.advice, Err: cause,
	}
	if cause == nil {
		e.Body = ans.body
		k.product.Explain(ans.body, e)
	}
	e.Unclear = k.unclear || k.class > zendesk.Read && ans.ok()
	return e
}

// stopped makes the error of a call that could not go on to its next attempt.
func (k *call) stopped(err, last error) error {
	e := &zendesk.Error{Op: k.op, Attempts: k.attempts, Unclear: k.unclear, Err: err}
	if l, ok := errors.AsType[*zendesk.Error](last); ok {
		e.Status, e.Code, e.Fields, e.RequestID, e.RetryAfter, e.Body = l.Status, l.Code, l.Fields, l.RequestID, l.RetryAfter, l.Body
	}
	return e
}

func (a answer) requestID() string { return RequestID(a.header) }

// sleep waits for d or until ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
