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
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
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
	bodies  wire.Hidden[*pool] // of successful responses, until they are decoded

	observe     func(context.Context, zendesk.Attempt)
	observeWait func(context.Context, zendesk.Wait)
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
	if !wire.HeaderSafe(cfg.UserAgent) {
		return nil, fmt.Errorf("%s: UserAgent holds characters that a header cannot carry", product.Name)
	}
	for name, d := range map[string]time.Duration{"AttemptTimeout": cfg.Retry.AttemptTimeout, "BaseDelay": cfg.Retry.BaseDelay, "MaxDelay": cfg.Retry.MaxDelay, "MaxRetryAfter": cfg.Retry.MaxRetryAfter} {
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
		http:    wire.Client(cfg.HTTPClient, cleanhttp.DefaultPooledTransport),
		agent:   strings.TrimSpace(cfg.UserAgent + " " + userAgent()),
		tokens:  tokens,
		limiter: limiter,
		bodies:  wire.Hide(new(pool)),
		retry: zendesk.RetryPolicy{
			MaxAttempts:    cmp.Or(cfg.Retry.MaxAttempts, 5),
			AttemptTimeout: cmp.Or(cfg.Retry.AttemptTimeout, time.Minute),
			BaseDelay:      cmp.Or(cfg.Retry.BaseDelay, 500*time.Millisecond),
			MaxDelay:       cmp.Or(cfg.Retry.MaxDelay, 30*time.Second),
			MaxRetryAfter:  cmp.Or(cfg.Retry.MaxRetryAfter, 2*time.Minute),
		},
		maxBody: cmp.Or(cfg.MaxBody, defaultMaxBody),

		observe:     cfg.Observe,
		observeWait: cfg.ObserveWait,
	}, nil
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
	case u.Scheme == "http" && !wire.Loopback(u.Hostname()):
		return nil, fmt.Errorf("the base URL %q is not https: plain http is accepted on loopback only", base)
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("the base URL %q is not https", base)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	u.RawPath = strings.TrimSuffix(u.RawPath, "/")
	return u, nil
}

// Format prints which client it is, and nothing of what it holds: its parts
// change while it is in use.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%s.Client(%s)", c.product.Name, c.base) }

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
