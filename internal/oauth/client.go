// Package oauth is what sell.OAuth and support.OAuth have in common: asking an
// OAuth 2.0 token endpoint (RFC 6749), and a token source that refreshes.
//
// It is not built on oauth2.ReuseTokenSource, which holds a mutex while it
// refreshes, knows no context, and hands out a rotated pair that no one stored.
package oauth

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

const (
	sendTimeout = 30 * time.Second // for one request
	maxAnswer   = 64 << 10
)

// Client sends the requests of one OAuth client to one product. It is
// immutable and safe for concurrent use.
type Client struct {
	Product   string   // "sell"; errors then name "sell.OAuth.Refresh"
	Base      *url.URL // where the OAuth endpoints are
	TokenPath string   // of the token endpoint, below Base
	Scopes    []string // what each token must be good for
	Secret    string   // of the client: kept out of errors
	HTTP      *http.Client
	// Encode writes a request to the token endpoint as the product wants it.
	Encode func(Grant) (http.Header, []byte, error)
}

// Grant is what a token is asked with.
type Grant struct {
	Type         string // one of the constants below
	Code         string
	Verifier     string
	RefreshToken string
}

// The grant types of RFC 6749 that the products offer.
const (
	AuthorizationCode = "authorization_code"
	RefreshToken      = "refresh_token"
	ClientCredentials = "client_credentials"
)

// Request is one request to an OAuth endpoint.
type Request struct {
	Name    string // "Revoke": the last part of the operation's name
	Method  string
	Path    string
	Header  http.Header
	Body    []byte
	Secrets []string // what must not come back in an error
	Again   bool     // the caller may send it again although its response was lost
}

// Ask asks for a token, once.
func (c *Client) Ask(ctx context.Context, name string, g Grant) (*oauth2.Token, error) {
	header, body, err := c.Encode(g)
	if err != nil {
		return nil, &zendesk.Error{Op: c.op(name, http.MethodPost, c.TokenPath), Err: err}
	}
	asked := time.Now()
	// A refresh token whose response was lost may be used up: the source finds
	// that out when it is asked again.
	req := Request{name, http.MethodPost, c.TokenPath, header, body, []string{g.Code, g.Verifier, g.RefreshToken}, g.Type != AuthorizationCode}
	ans, err := c.send(ctx, req)
	if err != nil {
		return nil, err
	}
	if ans.status != http.StatusOK && ans.status != http.StatusCreated {
		return nil, c.refusal(req, ans)
	}
	token, err := parseToken(ans.body, asked)
	if err != nil {
		e := c.refusal(req, ans)
		if e.Err == nil {
			e.Err = err
		}
		return nil, e
	}
	return token, nil
}

// Send sends a request, once. The answer's body does not matter, its status
// must be 2xx.
func (c *Client) Send(ctx context.Context, req Request) error {
	ans, err := c.send(ctx, req)
	if err == nil && (ans.status < 200 || ans.status > 299) {
		err = c.refusal(req, ans)
	}
	return err
}

type answer struct {
	status int
	header http.Header
	body   []byte
	n      int // attempts
}

// send sends a request until it may have reached the server: after that it must
// not be repeated, since a code or a refresh token can be used once.
func (c *Client) send(ctx context.Context, r Request) (*answer, error) {
	op := c.op(r.Name, r.Method, r.Path)
	ctx, cancel := context.WithTimeoutCause(context.WithValue(ctx, wire.OpKey{}, op), sendTimeout, errSlow)
	defer cancel()
	hc := wire.Client(c.HTTP, cleanhttp.DefaultTransport)
	for n, wait := 1, firstWait; ; n, wait = n+1, 2*wait {
		ans, sent, err := c.try(ctx, hc, r)
		if err == nil {
			ans.n = n
			return ans, nil
		}
		if sent == wire.Not && n < maxTries && wire.Sleep(ctx, wait) == nil {
			continue
		}
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		status := 0
		if ans != nil {
			status = ans.status
		}
		return nil, &zendesk.Error{Op: op, Status: status, Attempts: n, Repeatable: sent == wire.Not || sent == wire.Perhaps && r.Again, Err: err}
	}
}

// Of a request that did not reach the server.
const (
	maxTries  = 5
	firstWait = 500 * time.Millisecond // doubled each time
)

// try sends a request once. The default transport keeps no connection, since
// the next request to these endpoints is half an hour away.
func (c *Client) try(ctx context.Context, hc *http.Client, r Request) (*answer, wire.Sent, error) {
	var trace wire.Trace
	req, err := http.NewRequestWithContext(trace.Context(ctx), r.Method, c.Base.JoinPath(r.Path).String(), bytes.NewReader(r.Body))
	if err != nil {
		return nil, wire.Never, err
	}
	for name, values := range r.Header {
		req.Header[name] = slices.Clone(values)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "zendesk-go")
	res, err := hc.Do(req)
	if err != nil {
		return nil, trace.Sent(ctx, err), wire.WithoutURL(err) // the rest says what op says
	}
	defer res.Body.Close()
	ans := &answer{status: res.StatusCode, header: res.Header}
	if ans.body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1)); err != nil {
		return ans, wire.Perhaps, wire.WithoutURL(err)
	}
	if len(ans.body) > maxAnswer {
		return ans, wire.Perhaps, errors.New("the answer is too long for a token endpoint")
	}
	return ans, wire.Perhaps, nil
}

// errSlow stands in for the error of the context, which would look like that of
// the caller's own to all who wait.
var errSlow = errors.New("no answer within 30 seconds")

func (c *Client) op(name, method, route string) zendesk.Op {
	return zendesk.Op{Product: c.Product, Name: c.Product + ".OAuth." + name, Method: method, Route: route}
}

// refusal makes an error of an answer. Its body is left out: it may repeat what
// was sent, or hold tokens that could not be read.
func (c *Client) refusal(r Request, ans *answer) *zendesk.Error {
	code, description := parseError(ans.body)
	for _, secret := range append(r.Secrets, c.Secret) {
		if secret != "" {
			code, description = strings.ReplaceAll(code, secret, "…"), strings.ReplaceAll(description, secret, "…")
		}
	}
	advice, _ := wire.RetryAfter(ans.header, time.Now())
	e := &zendesk.Error{
		Op:         c.op(r.Name, r.Method, r.Path),
		Status:     ans.status,
		RequestID:  wire.RequestID(ans.header),
		Attempts:   ans.n,
		RetryAfter: advice,
		Repeatable: ans.status == http.StatusTooManyRequests || ans.status >= http.StatusInternalServerError && r.Again,
	}
	if isCode(code) {
		e.Code = code
	}
	if description != "" {
		e.Fields = []zendesk.FieldError{{Message: description}}
	}
	if e.Code == "invalid_grant" {
		e.Err = errEnded
	}
	return e
}

// isCode keeps what is no error code of RFC 6749 out of error texts.
func isCode(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// errEnded is why a token cannot be had any more. To users of the package it
// is zendesk.ErrUnauthorized.
var errEnded error = cause{"there is no authorization, or it has ended: ask the user to authorize again", zendesk.ErrUnauthorized}

// Ended reports whether err means that there is no authorization, or none any more.
func Ended(err error) bool { return errors.Is(err, errEnded) }

// cause explains an error that matches one of the sentinels.
type cause struct {
	text string
	kind error
}

func (c cause) Error() string        { return c.text }
func (c cause) Is(target error) bool { return target == c.kind }
