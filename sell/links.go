package sell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/internal/wire"
)

// links follows the links of documents and recordings. They lead to other hosts, so it
// shares only the transport of the client, and nothing that identifies it.
type links struct {
	transport http.RoundTripper
	base      *url.URL // of the API
	observe   func(context.Context, zendesk.Attempt)
}

// link is where a file is. Hooks and errors know it by an operation without a
// route: the link lets in anyone who has it, and stands nowhere.
type link struct {
	op   zendesk.Op
	url  string
	size int64 // bytes, as far as known
}

func linkOf(op *rest.Op, url string, size int64) link {
	return link{zendesk.Op{Product: product.Name, Name: op.Name, Method: op.Method}, url, size}
}

const (
	maxRedirects = 10
	// idleLimit is how long the file's host may be silent.
	idleLimit = time.Minute
)

var errIdle = fmt.Errorf("the file's host sent nothing for %v", idleLimit)

// copy copies the content of a link to w, as the nth attempt of a download. An error of
// w is returned unchanged, because nothing is wrong with the transfer.
func (l *links) copy(ctx context.Context, n int, to link, w io.Writer) (int64, error) {
	start := time.Now()
	out := &sink{w: w}
	status, advice, err := l.fetch(ctx, to, out)
	switch {
	case out.err != nil:
		err = out.err
	case err != nil || status != http.StatusOK:
		again := err != nil || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
		err = &zendesk.Error{Op: to.op, Attempts: n, Status: status, RetryAfter: advice, Repeatable: again, Err: err}
	}
	if l.observe != nil {
		l.observe(ctx, zendesk.Attempt{Op: to.op, N: n, Status: status, Elapsed: time.Since(start), Err: err})
	}
	return out.written, err
}

func (l *links) fetch(ctx context.Context, to link, out *sink) (status int, advice time.Duration, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	idle := time.AfterFunc(idleLimit, func() { cancel(errIdle) })
	defer idle.Stop()
	res, err := l.open(ctx, to)
	if err == nil {
		defer res.Body.Close()
		status = res.StatusCode
		advice, _ = wire.RetryAfter(res.Header, time.Now())
		if status == http.StatusOK {
			_, err = io.Copy(out, patient{res.Body, idle})
			if err == nil && out.written != res.ContentLength && out.written < to.size {
				err = io.ErrUnexpectedEOF // without a length, a broken connection looks like the end
			}
		}
	}
	if err != nil && errors.Is(context.Cause(ctx), errIdle) {
		err = errIdle
	}
	return status, advice, wire.WithoutURL(err)
}

// patient is a body whose timer runs only while it is read, not while its content is
// written.
type patient struct {
	io.Reader
	idle *time.Timer
}

func (p patient) Read(b []byte) (int, error) {
	p.idle.Reset(idleLimit)
	defer p.idle.Stop()
	return p.Reader.Read(b)
}

// sink counts what is written, and distinguishes errors of the writer from those of the
// transfer.
type sink struct {
	w       io.Writer
	written int64
	err     error
}

func (s *sink) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	s.written, s.err = s.written+int64(n), err
	return n, err
}

// open follows redirects itself, because an [http.Client] would send the link to the next
// host as Referer, and quote it in errors.
func (l *links) open(ctx context.Context, to link) (*http.Response, error) {
	ctx = context.WithValue(ctx, wire.OpKey{}, to.op)
	at, link := l.base, to.url
	for range maxRedirects {
		next, err := at.Parse(link)
		if err != nil {
			return nil, errors.New("the link cannot be parsed")
		}
		if !l.secure(next) {
			return nil, errors.New("the link is not https")
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "", http.NoBody)
		if err != nil {
			return nil, errors.New("the link cannot be requested")
		}
		req.URL, req.Host = next, next.Host
		req.Header.Set("Accept-Encoding", "identity") // the bytes as they are kept
		res, err := l.transport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		if link = res.Header.Get("Location"); res.StatusCode/100 != 3 || link == "" {
			return res, nil
		}
		res.Body.Close()
		at = next
	}
	return nil, errors.New("the link is redirected too often")
}

// secure reports whether a link may be followed: over TLS, or to the same host as an API
// that is a stand-in on this machine.
func (l *links) secure(u *url.URL) bool {
	return u.Host != "" && (u.Scheme == "https" || u.Scheme == l.base.Scheme && u.Host == l.base.Host)
}
