package supporttest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// Request is one request as the account received it, and how it answered.
type Request struct {
	Method string
	Path   string
	Query  url.Values
	Header http.Header
	Body   json.RawMessage
	At     time.Time
	Status int // 0 when the connection was dropped
}

// Requests returns what was sent so far, oldest first.
func (s *Server) Requests() []Request {
	all := s.core.Requests()
	requests := make([]Request, len(all))
	for i, r := range all {
		requests[i] = Request(r)
	}
	return requests
}

// ForgetRequests empties the log of requests.
func (s *Server) ForgetRequests() { s.core.ForgetRequests() }

// Quiet stops the log of requests, for servers that run for long.
func (s *Server) Quiet() { s.core.Quiet() }

// Transport returns a transport that hands requests to the account within the
// process, whatever host they name: no port, nothing to close, usable in
// testing/synctest.
func (s *Server) Transport() http.RoundTripper { return s.core.Transport() }

// Use puts a handler around the account, outside of those put before.
func (s *Server) Use(wrap func(http.Handler) http.Handler) { s.core.Use(wrap) }

// FailNext refuses the next n requests with a status and headers; fake.IDs{}
// happens to the account.
func (s *Server) FailNext(n, status int, header http.Header) { s.core.FailNext(n, status, header) }

// DropNext closes the connection of the next n requests before anything
// happened.
func (s *Server) DropNext(n int) { s.core.DropNext(n) }

// DropAnswers carries out the next n requests and closes the connection
// instead of answering.
func (s *Server) DropAnswers(n int) { s.core.DropAnswers(n) }

// TruncateNext carries out the next n requests and breaks off in the middle of
// the answer's body.
func (s *Server) TruncateNext(n int) { s.core.TruncateNext(n) }

// Latency makes each request wait before it is carried out; d is asked once a
// request.
func (s *Server) Latency(d func() time.Duration) { s.core.Latency(d) }

// LimitTo answers 429 to each request beyond n in any window of that length.
func (s *Server) LimitTo(n int, window time.Duration, header http.Header) {
	s.core.LimitTo(n, window, header, nil)
}
