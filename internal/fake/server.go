package fake

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Server logs what is asked of a stand-in and runs its faults before and after
// it. A stand-in embeds a *Server.
type Server struct {
	handler http.Handler
	mu      sync.Mutex
	chain   []func(http.Handler) http.Handler
	log     []Request
	quiet   bool
	stamp   func(http.Header)
}

// Request is one request as the stand-in received it, and how it answered.
type Request struct {
	Method string
	Path   string
	Query  url.Values
	Header http.Header
	Body   json.RawMessage
	At     time.Time
	Status int // 0 when the connection was dropped
}

// NewServer returns the outside of a stand-in whose inside is handler.
func NewServer(handler http.Handler) *Server { return &Server{handler: handler} }

// Stamp calls f with the header of each answer before anything else happens, so
// that the answers of faults carry what every answer carries (a date, a request
// id). It must be called before the first request.
func (s *Server) Stamp(f func(http.Header)) { s.stamp = f }

// ServeHTTP answers a request, faults included. It makes a stand-in an
// [http.Handler], so it can be served on a port as well.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if s.stamp != nil {
		s.stamp(w.Header())
	}

	s.mu.Lock()
	n := -1
	if !s.quiet {
		n = len(s.log)
		s.log = append(s.log, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(), Body: body, At: time.Now()})
	}
	handler := s.handler
	for _, wrap := range slices.Backward(s.chain) {
		handler = wrap(handler)
	}
	s.mu.Unlock()

	rec := &statusWriter{ResponseWriter: w}
	defer func() {
		if n < 0 {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if n < len(s.log) {
			s.log[n].Status = rec.status
		}
	}()
	handler.ServeHTTP(rec, r)
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Requests returns what was sent so far, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// ForgetRequests empties the log.
func (s *Server) ForgetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

// Quiet stops the log, for servers that run for long.
func (s *Server) Quiet() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quiet, s.log = true, nil
}

// WriteJSON answers with a status and a JSON body.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	raw := JSON(body)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the caller went away: nothing to tell it
}
