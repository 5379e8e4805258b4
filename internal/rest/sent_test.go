package rest_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// listen serves each connection by hand, and counts them.
func listen(t *testing.T, serve func(net.Conn)) (host string, conns *atomic.Int64) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conns = new(atomic.Int64)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns.Add(1)
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn)
			}()
		}
	}()
	return l.Addr().String(), conns
}

// afterHeaders reads the head of a request and then says that, and no more.
func afterHeaders(reply string) func(net.Conn) {
	return func(conn net.Conn) {
		buf := make([]byte, 64<<10)
		n := 0
		for {
			m, err := conn.Read(buf[n:])
			if n += m; err != nil || containsBlankLine(buf[:n]) {
				break
			}
		}
		_, _ = io.WriteString(conn, reply)
	}
}

func containsBlankLine(b []byte) bool {
	for i := 3; i < len(b); i++ {
		if string(b[i-3:i+1]) == "\r\n\r\n" {
			return true
		}
	}
	return false
}

func dead(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func quiet(s *httptest.Server) *httptest.Server {
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	return s
}

// What really happens between net/http and a server, not what errors are called:
// how often a read and a create are tried, and whether the create is unclear.
func TestWhatWasSent(t *testing.T) {
	const untouched, final, lost = "5 reads, 5 creates", "1 read, 1 create", "5 reads, 1 unclear create"
	for _, test := range []struct {
		name string
		want string
		base func(t *testing.T, tr *http.Transport) string
	}{
		{"connection refused", untouched, func(t *testing.T, _ *http.Transport) string { return "http://" + dead(t) }},
		{"name not found", untouched, func(_ *testing.T, tr *http.Transport) string {
			tr.DialContext = func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "acme.zendesk.com", IsNotFound: true}}
			}
			return "https://acme.zendesk.com"
		}},
		{"handshake cut off", untouched, func(t *testing.T, _ *http.Transport) string {
			host, _ := listen(t, func(net.Conn) {})
			return "https://" + host
		}},
		{"not TLS", untouched, func(t *testing.T, _ *http.Transport) string {
			host, _ := listen(t, func(conn net.Conn) { _, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n") })
			return "https://" + host
		}},
		{"certificate not trusted", final, func(t *testing.T, tr *http.Transport) string {
			s := quiet(httptest.NewUnstartedServer(nil))
			s.StartTLS()
			t.Cleanup(s.Close)
			tr.TLSClientConfig = nil
			return s.URL
		}},
		{"certificate of another host", final, func(t *testing.T, tr *http.Transport) string {
			s := quiet(httptest.NewUnstartedServer(nil))
			s.StartTLS()
			t.Cleanup(s.Close)
			tr.TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
			tr.TLSClientConfig.ServerName = "other.example.org"
			return s.URL
		}},
		{"our certificate is missing", final, func(t *testing.T, tr *http.Transport) string {
			s := quiet(httptest.NewUnstartedServer(nil))
			// In TLS 1.3 the refusal comes after the handshake, when the request may be gone.
			s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}
			s.StartTLS()
			t.Cleanup(s.Close)
			tr.TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
			return s.URL
		}},
		{"proxy refused", untouched, func(t *testing.T, tr *http.Transport) string {
			tr.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: dead(t)})
			return "https://acme.zendesk.com"
		}},
		{"proxy wants credentials", final, func(t *testing.T, tr *http.Transport) string {
			host, _ := listen(t, afterHeaders("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))
			tr.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: host})
			return "https://acme.zendesk.com"
		}},
		{"proxy is overloaded", untouched, func(t *testing.T, tr *http.Transport) string {
			host, _ := listen(t, afterHeaders("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"))
			tr.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: host})
			return "https://acme.zendesk.com"
		}},
		{"proxy hangs up", untouched, func(t *testing.T, tr *http.Transport) string {
			host, _ := listen(t, afterHeaders(""))
			tr.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: host})
			return "https://acme.zendesk.com"
		}},
		{"SOCKS proxy wants credentials", final, func(t *testing.T, tr *http.Transport) string {
			host, _ := listen(t, func(conn net.Conn) {
				_, _ = io.ReadFull(conn, make([]byte, 3))
				_, _ = conn.Write([]byte{5, 0xff})
			})
			tr.Proxy = http.ProxyURL(&url.URL{Scheme: "socks5", Host: host})
			return "https://acme.zendesk.com"
		}},
		{"hung up after the headers", lost, func(t *testing.T, _ *http.Transport) string {
			host, _ := listen(t, afterHeaders(""))
			return "http://" + host
		}},
		{"nonsense instead of a response", lost, func(t *testing.T, _ *http.Transport) string {
			host, _ := listen(t, afterHeaders("nonsense\r\n\r\n"))
			return "http://" + host
		}},
		{"hung up in the response", lost, func(t *testing.T, _ *http.Transport) string {
			host, _ := listen(t, afterHeaders("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"))
			return "http://" + host
		}},
		{"HTTP/2 stream reset", lost, func(t *testing.T, tr *http.Transport) string {
			s := quiet(httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })))
			s.EnableHTTP2 = true
			s.StartTLS()
			t.Cleanup(s.Close)
			tr.TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig
			tr.ForceAttemptHTTP2 = true
			return s.URL
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := new(http.Transport)
			t.Cleanup(tr.CloseIdleConnections)
			base := test.base(t, tr)
			c, _ := newClient(t, nil, func(s *setup) {
				s.base, s.config.HTTPClient = base, &http.Client{Transport: tr}
				s.config.Retry = zendesk.RetryPolicy{BaseDelay: 1, MaxDelay: 1}
			})
			if got := tried(t, c); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// tried says how often a failing read and a failing create are tried.
func tried(t *testing.T, c *rest.Client) string {
	t.Helper()
	read := apiError(t, c.Do(t.Context(), classes[0].request, nil, nil))
	create := apiError(t, c.Do(t.Context(), classes[3].request, nil, nil))
	if read.Unclear {
		t.Errorf("a read is unclear: %v", read)
	}
	text := plural(read.Attempts, "read") + ", "
	if create.Unclear {
		return text + plural(create.Attempts, "unclear create")
	}
	return text + plural(create.Attempts, "create")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return string(rune('0'+n)) + " " + what + "s"
}

// A wrapper that spoils a request before it is sent has sent nothing, and will
// spoil the next as well; one that sends, loses the response, and then cannot
// connect, may have sent.
func TestWhatAWrapperSent(t *testing.T) {
	tr := new(http.Transport)
	t.Cleanup(tr.CloseIdleConnections)
	host, _ := listen(t, afterHeaders(""))
	nowhere := dead(t)
	for name, test := range map[string]struct {
		wrap roundTrip
		want string
	}{
		"a header name that is none": {func(req *http.Request) (*http.Response, error) {
			req = req.Clone(req.Context())
			req.Header["a b"] = []string{"c"}
			return tr.RoundTrip(req)
		}, "1 read, 1 create"},
		"another try": {func(req *http.Request) (*http.Response, error) {
			res, err := tr.RoundTrip(req)
			if err == nil {
				return res, nil
			}
			again := req.Clone(req.Context())
			again.Host, again.URL.Host = nowhere, nowhere
			return tr.RoundTrip(again)
		}, "5 reads, 1 unclear create"},
		"its own failure": {func(*http.Request) (*http.Response, error) {
			return nil, errors.New("circuit open")
		}, "5 reads, 1 unclear create"},
	} {
		c, _ := newClient(t, nil, func(s *setup) {
			s.base, s.config.HTTPClient = "http://"+host, &http.Client{Transport: test.wrap}
			s.config.Retry = zendesk.RetryPolicy{BaseDelay: 1, MaxDelay: 1}
		})
		if got := tried(t, c); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// A repeat sends the whole body again, over a connection that was closed
// meanwhile as well.
func TestBodyOnAReusedConnection(t *testing.T) {
	var bodies atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if string(body) != "1" || r.ContentLength != 1 {
			t.Errorf("the body is %q, its length %d", body, r.ContentLength)
		}
		if bodies.Add(1) < 4 {
			w.Header().Set("Connection", "close")
			w.WriteHeader(500)
			return
		}
		_, _ = io.WriteString(w, "{}")
	}))
	defer s.Close()
	c, _ := newClient(t, nil, func(x *setup) {
		x.base, x.config.HTTPClient = s.URL, nil
		x.config.Retry = zendesk.RetryPolicy{BaseDelay: 1, MaxDelay: 1}
	})
	if err := c.Do(t.Context(), classes[1].request, nil, decodeJSON); err != nil || bodies.Load() != 4 {
		t.Errorf("%d requests, %v", bodies.Load(), err)
	}
}
