// Package rest is the one HTTP engine behind both clients. A request is data
// ([zendesk.Request]); [Client.Do] is the only door:
//
//	encode once → [limiter.Wait → authorize → send → read → classify → limiter.Report → observe → sleep] → decode
package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/sellsupport/zendesk"
)

// Client sends the requests of one product with one credential. It is
// immutable and safe for concurrent use.
type Client struct {
	product Product
	base    *url.URL
	http    *http.Client
	agent   string
	tokens  zendesk.TokenSource
	limiter zendesk.Limiter
	retry   zendesk.RetryPolicy
	maxBody int64
	observe func(context.Context, zendesk.Attempt)
}

// Product is what the engine must know of an API beyond HTTP.
type Product struct {
	Name string // "sell": the first part of operation names
	// Explain fills the code, the fields and the request id of an error from
	// the answer's body, which may be anything.
	Explain func(body []byte, e *zendesk.Error)
	// RefusesWith503 says that a 503 with Retry-After means that nothing
	// happened, so that even a create can be repeated.
	RefusesWith503 bool
	// ConflictsPass says that a 409 to an idempotent write comes from a
	// concurrent one and passes.
	ConflictsPass bool
}

const (
	defaultMaxBody = 64 << 20
	maxErrorBody   = 64 << 10
)

// New checks the configuration and returns a client. base is the root of the
// API; plain http is accepted on loopback only.
func New(product Product, base string, tokens zendesk.TokenSource, limiter zendesk.Limiter, cfg zendesk.Config) (*Client, error) {
	u, err := ParseBase(base)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", product.Name, err)
	}
	if tokens == nil {
		return nil, fmt.Errorf("%s: no token source: use zendesk.Bearer or an OAuth flow", product.Name)
	}
	if v, ok := tokens.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", product.Name, err)
		}
	}
	if !headerSafe(cfg.UserAgent) {
		return nil, fmt.Errorf("%s: UserAgent holds characters that a header cannot carry", product.Name)
	}
	for name, d := range map[string]time.Duration{"AttemptTimeout": cfg.Retry.AttemptTimeout, "BaseDelay": cfg.Retry.BaseDelay, "MaxDelay": cfg.Retry.MaxDelay} {
		if d < 0 {
			return nil, fmt.Errorf("%s: Retry.%s is negative", product.Name, name)
		}
	}
	if cfg.Retry.MaxAttempts < 0 || cfg.MaxBody < 0 {
		return nil, fmt.Errorf("%s: Retry.MaxAttempts and MaxBody must not be negative", product.Name)
	}
	return &Client{
		product: product,
		base:    u,
		http:    httpClient(cfg.HTTPClient),
		agent:   strings.TrimSpace(cfg.UserAgent + " " + userAgent()),
		tokens:  tokens,
		limiter: limiter,
		retry: zendesk.RetryPolicy{
			MaxAttempts:    cmp.Or(cfg.Retry.MaxAttempts, 5),
			AttemptTimeout: cmp.Or(cfg.Retry.AttemptTimeout, time.Minute),
			BaseDelay:      cmp.Or(cfg.Retry.BaseDelay, 500*time.Millisecond),
			MaxDelay:       cmp.Or(cfg.Retry.MaxDelay, 30*time.Second),
		},
		maxBody: cmp.Or(cfg.MaxBody, defaultMaxBody),
		observe: cfg.Observe,
	}, nil
}

// httpClient copies the caller's client and switches redirects off: net/http
// keeps the Authorization header across ports and on a downgrade to http.
func httpClient(given *http.Client) *http.Client {
	var hc http.Client
	if given != nil {
		hc = *given
	}
	if hc.Transport == nil { // the shared default of net/http can be changed by anyone
		hc.Transport = cleanhttp.DefaultPooledTransport()
	}
	hc.Transport = staying{hc.Transport}
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	hc.Jar = nil
	return &hc
}

// staying drops a Location that is no URL from an answer: net/http parses it
// even when it follows none, and its error would hide the answer's status and
// quote the header.
type staying struct{ http.RoundTripper }

func (t staying) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := t.RoundTripper.RoundTrip(req)
	if err == nil && res != nil && res.StatusCode/100 == 3 {
		if _, err := req.URL.Parse(res.Header.Get("Location")); err != nil {
			res.Header.Del("Location")
		}
	}
	return res, err
}

// headerSafe reports whether a header can carry s: what net/http would refuse
// only when it sends must not look like a lost connection.
func headerSafe(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// ParseBase checks the root of an API: absolute, TLS but for loopback, without
// credentials, query or fragment.
func ParseBase(base string) (*url.URL, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return nil, errors.New("the base URL cannot be parsed")
	case u.Host == "" || u.Opaque != "":
		return nil, fmt.Errorf("the base URL %q has no host", base)
	case u.User != nil:
		return nil, errors.New("the base URL holds credentials: pass them as a token source")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the base URL has a query or fragment")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("the base URL %q is not https: plain http is accepted on loopback only", base)
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("the base URL %q is not https", base)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	u.RawPath = strings.TrimSuffix(u.RawPath, "/")
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

const module = "github.com/sellsupport/zendesk"

// userAgent names this library and its version as the program was built.
func userAgent() string {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range append(info.Deps, &info.Main) {
			if dep.Path == module && dep.Version != "" && dep.Version != "(devel)" {
				version = strings.TrimPrefix(dep.Version, "v")
			}
		}
	}
	return "zendesk-go/" + version
}
