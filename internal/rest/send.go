package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

// Do sends a request, repeats it where that is safe, and hands the body of the
// answer to decode (nil: the answer has none that matters), which returns the
// paths of the odd members it met. The body is borrowed: decode must keep nothing of it.
func (c *Client) Do(ctx context.Context, r zendesk.Request, opts []zendesk.CallOption, decode func(body []byte) (odd []string, err error)) error {
	return c.DoLess(ctx, r, opts, nil, decode)
}

// DoLess is Do for a read that may ask for more than the server can give in
// time: then less changes the query that the next attempt is made with.
func (c *Client) DoLess(ctx context.Context, r zendesk.Request, opts []zendesk.CallOption, less func(url.Values), decode func(body []byte) (odd []string, err error)) error {
	call, err := c.prepare(r, opts)
	if err != nil {
		return err
	}
	call.less = func() {
		if less != nil {
			less(r.Query)
			u := *call.url // the last attempt may still be looked at
			u.RawQuery = r.Query.Encode()
			call.url = &u
		}
	}
	ans, err := call.run(ctx)
	meta := zendesk.Meta{Status: ans.status, Header: ans.header, RequestID: ans.requestID(), Attempts: call.attempts}
	if err == nil && decode != nil {
		if meta.Odd, err = decode(ans.bytes()); err != nil {
			err = call.fail(ans, unreadable, fmt.Errorf("the answer is not as documented: %w", err))
		}
	}
	call.release(&ans)
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
	less     func() // asks for less in the next attempt
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
	case !wire.IsToken(r.Method):
		return refuse("Method", "is not an HTTP method, such as GET")
	case s.MaxAttempts < 1:
		return refuse("MaxAttempts", "must be at least 1")
	case !s.From.IsZero():
		return refuse("From", "this operation has no pages to start from")
	case keyed && !r.Keyed:
		return refuse("IdempotencyKey", "this operation takes none")
	case keyed && (key == "" || len(key) > 255):
		return refuse("IdempotencyKey", "must have 1 to 255 characters")
	case !wire.HeaderSafe(key):
		return refuse("IdempotencyKey", "holds characters that a header cannot carry")
	}
	var err error
	if k.url, err = c.address(r); err != nil {
		return nil, err
	}
	for name, values := range r.Header {
		switch {
		case !wire.IsToken(name):
			return refuse("Header", "a name holds characters that the name of a header cannot have")
		case !wire.HeaderSafe(strings.Join(values, "")):
			return refuse("Header", name+" holds characters that a header cannot carry")
		}
		k.header[http.CanonicalHeaderKey(name)] = values
	}
	if keyed {
		k.header.Set("Idempotency-Key", key)
		k.class = zendesk.Idempotent
	}
	if raw, ok := r.Body.(Verbatim); ok {
		k.payload = raw.Data
		k.header.Set("Content-Type", raw.ContentType)
	} else if r.Body != nil {
		if k.payload, err = record.Encode(r.Body); err != nil {
			return refuse("Body", "cannot be written as JSON: "+record.Problem(err))
		}
		k.header.Set("Content-Type", "application/json")
	}
	return k, nil
}

// answer is what came of one attempt. Without a response status is 0 and err
// says why; with one, err says why its body could not be read.
type answer struct {
	status  int
	header  http.Header
	body    *bytes.Buffer // nil without a response
	err     error
	sent    wire.Sent     // without a response
	token   *oauth2.Token // that it was sent with
	advice  time.Duration // Retry-After
	advised bool
	queued  time.Duration // before it was sent
	elapsed time.Duration
}

// run is the loop around the attempts.
func (k *call) run(ctx context.Context) (answer, error) {
	var ans answer
	var last error
	refreshed := false
	for {
		queued, err := k.queue(ctx)
		if err != nil {
			return ans, k.stopped(err, last)
		}
		k.attempts++
		var o outcome
		ans, o = k.attempt(ctx)
		ans.queued = queued
		if o == succeeded || k.gone(ans) {
			k.report(ctx, ans, o, 0, nil)
			return ans, nil
		}
		k.unclear = k.unclear || k.unclearAfter(o)
		last = k.fail(ans, o, ans.err)

		wait, again := k.next(ctx, ans, o)
		if r, ok := k.tokens.(zendesk.Refresher); ok && ans.status == http.StatusUnauthorized && !refreshed && k.class != zendesk.Once && k.attempts < k.settings.MaxAttempts {
			refreshed = true
			if _, err := r.Refresh(ctx, ans.token); err != nil {
				k.report(ctx, ans, o, 0, last)
				stopped := k.stopped(err, last)
				stopped.Repeatable = zendesk.Retryable(err) || ctx.Err() != nil
				return ans, stopped
			}
			wait, again = pause{}, true
		}
		k.report(ctx, ans, o, wait.length, last)
		k.release(&ans)
		if !again {
			return ans, last
		}
		if tookTooLong(ans) {
			k.less()
		}
		if err := k.rest(ctx, wait); err != nil {
			return ans, k.stopped(err, last)
		}
	}
}

// gone reports whether a DELETE found nothing because an attempt before it,
// whose response was lost, has deleted it.
func (k *call) gone(ans answer) bool {
	return k.op.Method == http.MethodDelete && k.unclear && (ans.status == http.StatusNotFound || ans.status == http.StatusGone)
}

// report tells limiter and observer of an attempt.
func (k *call) report(ctx context.Context, ans answer, o outcome, wait time.Duration, err error) {
	k.limiter.Report(ctx, k.op, zendesk.Outcome{
		Status: ans.status, Header: ans.header, RetryAfter: ans.advice, Unsent: o == noToken || o == unsent || o == unsendable,
	})
	if k.observe != nil {
		k.observe(ctx, zendesk.Attempt{
			Op: k.op, N: k.attempts, Status: ans.status, RequestID: ans.requestID(),
			Queued: ans.queued, Elapsed: ans.elapsed, Wait: wait, Err: err,
		})
	}
}

// attempt sends the request once and reads the answer, within the time of one
// attempt.
func (k *call) attempt(ctx context.Context) (ans answer, o outcome) {
	start := time.Now()
	defer func() { ans.elapsed = time.Since(start) }()
	actx, cancel := context.WithTimeout(context.WithValue(ctx, wire.OpKey{}, k.op), k.retry.AttemptTimeout)
	defer cancel()
	if ans.token, ans.err = k.tokens.Token(actx); ans.err == nil {
		ans.err = wire.CheckToken(ans.token)
	}
	if ans.err != nil {
		return ans, noToken
	}
	k.send(actx, &ans)
	return ans, k.judge(ans)
}

func (k *call) send(ctx context.Context, ans *answer) {
	var trace wire.Trace
	req := &http.Request{
		Method: k.op.Method, URL: k.url, Host: k.url.Host, Header: k.header.Clone(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if k.payload != nil {
		req.ContentLength = int64(len(k.payload))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(k.payload)), nil }
		req.Body = io.NopCloser(bytes.NewReader(k.payload))
	}
	// On the request and on each attempt, never in a transport: net/http
	// strips a header set here on its own way to another host, only.
	req.Header.Set("Authorization", ans.token.Type()+" "+ans.token.AccessToken)

	res, err := k.http.Do(req.WithContext(trace.Context(ctx)))
	if err != nil {
		ans.sent, ans.err = trace.Sent(ctx, err), wire.WithoutURL(err)
		return
	}
	defer res.Body.Close()
	ans.status, ans.header = res.StatusCode, res.Header
	ans.advice, ans.advised = wire.RetryAfter(res.Header, time.Now())
	ans.body, ans.err = k.read(res)
}

// read reads the body. That of a success is borrowed until [call.release]; that of
// an error stays with the error.
func (k *call) read(res *http.Response) (*bytes.Buffer, error) {
	most := k.maxBody
	buf := new(bytes.Buffer)
	if res.StatusCode >= 300 {
		most = maxErrorBody
	} else {
		buf = k.bodies.Get().get()
	}
	if res.ContentLength > 0 {
		buf.Grow(int(min(res.ContentLength, most) + bytes.MinRead))
	}
	n, err := buf.ReadFrom(io.LimitReader(res.Body, most+1))
	if n > most {
		if res.StatusCode < 300 {
			return buf, errTooLarge
		}
		buf.Truncate(int(most))
	}
	return buf, wire.WithoutURL(err)
}

// release gives back what holds the body of a success. Nothing may use it any more.
func (k *call) release(ans *answer) {
	if ans.body != nil && ans.status < 300 {
		k.bodies.Get().put(ans.body)
		ans.body = nil
	}
}

var errTooLarge = errors.New("the answer is larger than Config.MaxBody")

// fail makes the error of an attempt.
func (k *call) fail(ans answer, o outcome, cause error) *zendesk.Error {
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
		e.Body = ans.bytes()
		k.product.Explain(e.Body, e)
	}
	e.Unclear = k.unclear || k.unclearAfter(o)
	e.Repeatable = k.repeatable(o) || o == noToken && worthAsking(cause)
	return e
}

// stopped makes the error of a call that could not go on to its next attempt.
// That attempt would have been safe.
func (k *call) stopped(err, last error) *zendesk.Error {
	e := &zendesk.Error{Op: k.op, Attempts: k.attempts, Unclear: k.unclear, Repeatable: true, Err: err}
	if l, ok := errors.AsType[*zendesk.Error](last); ok {
		e.Status, e.Code, e.Fields, e.RequestID, e.RetryAfter, e.Body = l.Status, l.Code, l.Fields, l.RequestID, l.RetryAfter, l.Body
	}
	return e
}

func (a answer) bytes() []byte {
	if a.body == nil {
		return nil
	}
	return a.body.Bytes()
}

func (a answer) requestID() string { return wire.RequestID(a.header) }
