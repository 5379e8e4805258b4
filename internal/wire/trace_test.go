package wire_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptrace"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/sellsupport/zendesk/internal/wire"
)

var (
	refused   = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	reset     = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	untrusted = &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
)

// What a transport told before it failed decides; only where it told nothing
// does the error itself.
func TestSent(t *testing.T) {
	const all = "asked connected wrote-field wrote"
	for _, test := range []struct {
		told string
		err  error
		want wire.Sent
	}{
		{"", io.EOF, wire.Perhaps},
		{"", reset, wire.Perhaps},
		{"", context.DeadlineExceeded, wire.Perhaps},
		{"", refused, wire.Not},
		{"", &net.OpError{Op: "proxyconnect", Err: io.EOF}, wire.Not},
		{"", &net.OpError{Op: "socks connect", Err: io.EOF}, wire.Not},
		{"", untrusted, wire.Never},
		{"asked", io.EOF, wire.Not},
		{"asked", reset, wire.Not},
		{"asked", context.DeadlineExceeded, wire.Not},
		{"asked", refused, wire.Not},
		{"asked", untrusted, wire.Never},
		{"asked connected", reset, wire.Not},
		{"connected", reset, wire.Not},
		{"asked connected", untrusted, wire.Not}, // of another request that the transport made
		{"asked connected wrote-field", reset, wire.Perhaps},
		{"asked connected wrote", reset, wire.Perhaps},
		{"wrote", reset, wire.Perhaps},
		{all, io.EOF, wire.Perhaps},
		{all, refused, wire.Perhaps}, // it tried again on a connection that it did not get
		{all, untrusted, wire.Perhaps},
		{all + " asked", refused, wire.Perhaps},
	} {
		for name, err := range map[string]error{"": test.err, ", wrapped": &url.Error{Op: "Get", Err: fmt.Errorf("transport: %w", test.err)}} {
			t.Run(fmt.Sprint(test.told, ": ", test.err, name), func(t *testing.T) {
				var trace wire.Trace
				tell(trace.Context(t.Context()), test.told)
				if got := trace.Sent(t.Context(), err); got != test.want {
					t.Errorf("Sent = %v, want %v", got, test.want)
				}
			})
		}
	}
}

// Who gives up cannot know whether the headers are being written just now.
func TestSentGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for told, want := range map[string]wire.Sent{"": wire.Perhaps, "asked": wire.Not, "asked connected": wire.Perhaps, "asked connected wrote": wire.Perhaps} {
		var trace wire.Trace
		tell(trace.Context(ctx), told)
		if got := trace.Sent(ctx, context.Canceled); got != want {
			t.Errorf("%q: Sent = %v, want %v", told, got, want)
		}
	}
}

// tell plays a transport that reports so much.
func tell(ctx context.Context, told string) {
	hooks := httptrace.ContextClientTrace(ctx)
	for event := range strings.FieldsSeq(told) {
		switch event {
		case "asked":
			hooks.GetConn("acme.zendesk.com:443")
		case "connected":
			hooks.GotConn(httptrace.GotConnInfo{})
		case "wrote-field":
			hooks.WroteHeaderField("Accept", []string{"application/json"})
		case "wrote":
			hooks.WroteHeaders()
		}
	}
}

// A trace of the caller's own is told as well.
func TestTraceOfTheCaller(t *testing.T) {
	asked := false
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GetConn: func(string) { asked = true }})
	var trace wire.Trace
	tell(trace.Context(ctx), "asked")
	if !asked || trace.Sent(ctx, io.EOF) != wire.Not {
		t.Error("one of the two traces was not told")
	}
}

// What stays the same at each attempt is final, however it is wrapped.
func TestFinal(t *testing.T) {
	for _, err := range []error{
		untrusted, x509.UnknownAuthorityError{}, x509.HostnameError{Certificate: new(x509.Certificate)}, x509.CertificateInvalidError{},
		x509.ConstraintViolationError{}, x509.UnhandledCriticalExtension{}, x509.SystemRootsError{}, x509.InsecureAlgorithmError(0),
		&net.OpError{Op: "remote error", Err: errors.New("tls: unknown certificate authority")},
		&net.OpError{Op: "socks connect", Err: errors.New("no acceptable authentication methods")},
		errors.New("Proxy Authentication Required"), errors.New(`net/http: invalid header field name "a b"`), errors.New(`net/http: invalid method "a b"`),
	} {
		for _, wrapped := range []error{err, fmt.Errorf("dial: %w", err), &net.OpError{Op: "proxyconnect", Err: err}, errors.Join(io.EOF, err), fmt.Errorf("%w and %w", io.EOF, errors.Join(err))} {
			var trace wire.Trace
			tell(trace.Context(t.Context()), "asked")
			if got := trace.Sent(t.Context(), wrapped); got != wire.Never {
				t.Errorf("%v: Sent = %v", wrapped, got)
			}
		}
	}
	for _, err := range []error{
		io.EOF, reset, refused, errors.Join(io.EOF, reset), errors.Join(),
		&net.OpError{Op: "remote error", Err: errors.New("tls: internal error")},
		&net.OpError{Op: "socks connect", Err: errors.New("host unreachable")},
		&net.OpError{Op: "read", Err: errors.New("certificate")},
		errors.New("Service Unavailable"), errors.New("invalid header"), errors.New("authentication"),
	} {
		var trace wire.Trace
		tell(trace.Context(t.Context()), "asked")
		if got := trace.Sent(t.Context(), err); got != wire.Not {
			t.Errorf("%v: Sent = %v", err, got)
		}
	}
}

func TestWithoutURL(t *testing.T) {
	inner := &url.Error{Op: "Get", URL: "https://x/?email=eve", Err: io.EOF}
	if err := wire.WithoutURL(&url.Error{Op: "Post", URL: "y", Err: fmt.Errorf("proxy: %w", inner)}); err != io.EOF { //nolint:errorlint // nothing may be around it
		t.Errorf("err = %v", err)
	}
	if err := wire.WithoutURL(nil); err != nil {
		t.Errorf("nil becomes %v", err)
	}
	if err := wire.WithoutURL(reset); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("err = %v", err)
	}
}
