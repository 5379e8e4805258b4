// Package oauth is what sell.OAuth and support.OAuth have in common: asking an
// OAuth 2.0 token endpoint (RFC 6749), and a token source that refreshes.
//
// It is not built on oauth2.ReuseTokenSource, which holds a mutex while it
// refreshes, knows no context, and hands out a rotated pair that no one stored.
package oauth

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/sellsupport/zendesk"
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
}

// Ask asks for a token, once.
func (c *Client) Ask(ctx context.Context, name string, g Grant) (*oauth2.Token, error) {
	header, body, err := c.Encode(g)
	if err != nil {
		return nil, &zendesk.Error{Op: c.op(name, http.MethodPost, c.TokenPath), Err: err}
	}
	asked := time.Now()
	req := Request{name, http.MethodPost, c.TokenPath, header, body, []string{g.Code, g.Verifier, g.RefreshToken}}
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
}

func (c *Client) send(ctx context.Context, r Request) (*answer, error) {
	op := c.op(r.Name, r.Method, r.Path)
	ctx, cancel := context.WithTimeoutCause(zendesk.ContextWithOp(ctx, op), sendTimeout, errSlow)
	defer cancel()
	fail := func(status int, err error) (*answer, error) {
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // the rest says what op says
		}
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, &zendesk.Error{Op: op, Status: status, Attempts: 1, Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, c.Base.JoinPath(r.Path).String(), bytes.NewReader(r.Body))
	if err != nil {
		return fail(0, err)
	}
	for name, values := range r.Header {
		req.Header[name] = slices.Clone(values)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "zendesk-go")
	res, err := httpClient(c.HTTP).Do(req)
	if err != nil {
		return fail(0, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fail(res.StatusCode, err)
	case len(body) > maxAnswer:
		return fail(res.StatusCode, errors.New("the answer is too long for a token endpoint"))
	}
	return &answer{res.StatusCode, res.Header, body}, nil
}

// These stand in for context errors, which would look like those of the
// caller's own context to all who share a flight.
var (
	errSlow      = errors.New("no answer within 30 seconds")
	errAbandoned = errors.New("the caller gave up before the answer came")
)

// httpClient copies the caller's client and switches redirects off: what is
// sent here is for one host. The default keeps no connection, since the next
// request to these endpoints is half an hour away.
func httpClient(given *http.Client) *http.Client {
	hc := http.Client{Transport: cleanhttp.DefaultTransport()}
	if given != nil {
		hc = *given
	}
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	hc.Jar = nil
	return &hc
}

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
	id, _, _ := strings.Cut(cmp.Or(ans.header.Get("X-Request-Id"), ans.header.Get("X-Zendesk-Request-Id")), ",")
	e := &zendesk.Error{
		Op:         c.op(r.Name, r.Method, r.Path),
		Status:     ans.status,
		RequestID:  id,
		Attempts:   1,
		RetryAfter: retryAfter(ans.header.Get("Retry-After")),
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

func retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Duration(max(0, min(n, 1<<30))) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, time.Until(t))
	}
	return 0
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
