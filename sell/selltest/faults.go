package selltest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Request is one request as the server received it, and how it was answered.
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
	log := s.core.Requests()
	requests := make([]Request, len(log))
	for i, r := range log {
		requests[i] = Request(r)
	}
	return requests
}

// ForgetRequests empties the log of requests.
func (s *Server) ForgetRequests() { s.core.ForgetRequests() }

// Quiet stops the log of requests, for servers that run for long.
func (s *Server) Quiet() { s.core.Quiet() }

// Use puts a handler around the server, outside of those put before: a fault
// that a test wants and that no method here makes.
func (s *Server) Use(wrap func(http.Handler) http.Handler) { s.core.Use(wrap) }

// FailNext refuses the next n requests with a status and headers; they change
// nothing. The body is plain text, as that of a real 429 may be.
func (s *Server) FailNext(n, status int, header http.Header) { s.core.FailNext(n, status, header) }

// DropNext closes the connection of the next n requests before anything
// happened.
func (s *Server) DropNext(n int) { s.core.DropNext(n) }

// DropAnswers carries out the next n requests and closes the connection instead
// of answering.
func (s *Server) DropAnswers(n int) { s.core.DropAnswers(n) }

// TruncateNext carries out the next n requests and breaks off in the middle of
// the answer's body.
func (s *Server) TruncateNext(n int) { s.core.TruncateNext(n) }

// Latency makes each request wait before it is carried out; d is asked once a
// request.
func (s *Server) Latency(d func() time.Duration) { s.core.Latency(d) }

// LimitTo answers 429 to each request of an access token beyond n in any window
// of that length; the real limit is 10 in a second. The files of documents lie on
// another host and do not count.
func (s *Server) LimitTo(n int, window time.Duration, header http.Header) {
	s.core.LimitTo(n, window, header, func(r *http.Request) (token string, counts bool) {
		return r.Header.Get("Authorization"), !strings.HasPrefix(r.URL.Path, "/files/")
	})
}
