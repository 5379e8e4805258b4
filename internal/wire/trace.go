package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

// Sent says whether a request without a response can have reached the server.
type Sent uint8

// How far a request without a response came.
const (
	Perhaps Sent = iota // nobody can tell
	Not                 // certainly not; another attempt may do better
	Never               // certainly not, and another attempt would fare no better
)

// Trace follows one request. What the connection tells decides, not the error:
// a transport reports that it asks for a connection, that it has one, and that
// it writes headers.
type Trace struct{ asked, connected, began atomic.Bool }

// Context returns a context for the one request that t follows.
func (t *Trace) Context(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) },
		// HTTP/2 tells of WroteHeaders when they are gone already; each field is
		// told before.
		WroteHeaderField: func(string, []string) { t.began.Store(true) },
		WroteHeaders:     func() { t.began.Store(true) },
	})
}

// Sent judges a request that failed with err.
func (t *Trace) Sent(ctx context.Context, err error) Sent {
	switch {
	case t.began.Load():
		return Perhaps
	case t.connected.Load() && ctx.Err() != nil:
		return Perhaps // what writes it may not have noticed yet that nobody waits
	case t.connected.Load():
		return Not
	case final(err):
		return Never
	case t.asked.Load() || noConnection(err):
		return Not
	}
	return Perhaps // a transport that tells nothing
}

// noConnection reports whether the error itself says that no connection was made.
func noConnection(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks"))
}

// final reports whether an error from before a connection stays the same at
// each attempt: a certificate is not trusted, the server refuses the handshake, a
// proxy wants to know who asks, or net/http refuses the request.
func final(err error) bool {
	switch e := err.(type) { //nolint:errorlint // the loop below unwraps
	case nil:
		return false
	case *tls.CertificateVerificationError, x509.UnknownAuthorityError, x509.HostnameError, x509.CertificateInvalidError,
		x509.ConstraintViolationError, x509.UnhandledCriticalExtension, x509.SystemRootsError, x509.InsecureAlgorithmError:
		return true
	case *net.OpError:
		switch {
		case e.Op == "remote error": // the other side refuses the handshake, such as for want of a certificate
			return e.Err.Error() != "tls: internal error"
		case strings.HasPrefix(e.Op, "socks") && strings.Contains(e.Err.Error(), "authentication"):
			return true
		}
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(e.Unwrap(), final)
	}
	if inner := errors.Unwrap(err); inner != nil {
		return final(inner)
	}
	// These have no type.
	text := err.Error()
	return text == http.StatusText(http.StatusProxyAuthRequired) || strings.HasPrefix(text, "net/http: invalid ")
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
