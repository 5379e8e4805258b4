package sell

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/sellsupport/zendesk"
)

// links follows the links of documents. They lead to other hosts, so it shares
// the transport of the client and nothing that tells whose client it is.
type links struct {
	transport http.RoundTripper
	base      *url.URL // of the API
	observe   func(context.Context, zendesk.Attempt)
}

// downloadOp is what hooks and errors know a download by. It has no route: the
// link lets in anyone who has it, and stands nowhere.
var downloadOp = zendesk.Op{Product: product.Name, Name: "sell.Documents.Download", Method: http.MethodGet}

const maxRedirects = 10

// copy writes what a link leads to, as the nth attempt of a download.
func (l links) copy(ctx context.Context, n int, link string, w io.Writer) (int64, error) {
	start := time.Now()
	status, written, err := l.fetch(ctx, link, w)
	if err != nil || status != http.StatusOK {
		err = &zendesk.Error{Op: downloadOp, Attempts: n, Status: status, Err: err}
	}
	if l.observe != nil {
		l.observe(ctx, zendesk.Attempt{Op: downloadOp, N: n, Status: status, Elapsed: time.Since(start), Err: err})
	}
	return written, err
}

func (l links) fetch(ctx context.Context, link string, w io.Writer) (status int, written int64, err error) {
	res, err := l.open(ctx, link)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusOK {
		written, err = io.Copy(w, res.Body)
	}
	return res.StatusCode, written, err
}

// open follows redirects by itself. An [http.Client] would send the link on to
// the next host as Referer, and quote it in errors.
func (l links) open(ctx context.Context, link string) (*http.Response, error) {
	ctx = zendesk.ContextWithOp(ctx, downloadOp)
	at := l.base
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
			return nil, errors.New("the link cannot be asked for")
		}
		req.URL, req.Host = next, next.Host
		req.Header.Set("Accept-Encoding", "identity") // the bytes as they are kept
		res, err := l.transport.RoundTrip(req)
		if u, ok := errors.AsType[*url.Error](err); ok { // of a transport that has a client of its own
			err = u.Err
		}
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

// secure reports whether a link may be followed: over TLS, or back to an API
// that is a stand-in on this machine.
func (l links) secure(u *url.URL) bool {
	return u.Host != "" && (u.Scheme == "https" || u.Scheme == l.base.Scheme && u.Host == l.base.Host)
}
