package fake

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// errDropped is what a client sees of a dropped connection.
var errDropped = errors.New("connection reset by the stand-in")

// Transport returns a transport that hands requests to the stand-in within the
// process: no port, nothing to close, usable in testing/synctest.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ handler http.Handler }

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	r := req.Clone(req.Context())
	r.URL = &url.URL{Path: req.URL.Path, RawPath: req.URL.RawPath, RawQuery: req.URL.RawQuery}
	r.RequestURI = r.URL.RequestURI()
	r.Host = req.URL.Host
	r.RemoteAddr = "127.0.0.1:0"
	if r.Body == nil {
		r.Body = http.NoBody
	}
	rec := newRecorder()
	aborted := serve(t.handler, rec, r)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if aborted && !rec.started {
		return nil, errDropped
	}
	res := &http.Response{
		Status: strconv.Itoa(rec.status) + " " + http.StatusText(rec.status), StatusCode: rec.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: rec.header, ContentLength: int64(rec.body.Len()), Request: req,
	}
	var body io.Reader = bytes.NewReader(rec.body.Bytes())
	if aborted {
		body, res.ContentLength = io.MultiReader(body, brokenOff{}), -1
	}
	if req.Method == http.MethodHead {
		body = http.NoBody
	}
	res.Body = io.NopCloser(body)
	return res, nil
}

// serve runs the handler and reports whether it closed the connection.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (aborted bool) {
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			aborted = true
		}
	}()
	h.ServeHTTP(w, r)
	return false
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
