package fake

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Use puts a handler around the stand-in, outside of those put before: a fault
// that a test wants and that no method here makes.
func (s *Server) Use(wrap func(http.Handler) http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chain = append([]func(http.Handler) http.Handler{wrap}, s.chain...)
}

// forNext runs fault instead of the stand-in for the next n requests.
func (s *Server) forNext(n int, fault func(inside http.Handler, w http.ResponseWriter, r *http.Request)) {
	var left atomic.Int64
	left.Store(int64(n))
	s.Use(func(inside http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if left.Add(-1) >= 0 {
				fault(inside, w, r)
				return
			}
			inside.ServeHTTP(w, r)
		})
	})
}

// FailNext refuses the next n requests with a status and headers; nothing
// reaches the stand-in.
func (s *Server) FailNext(n, status int, header http.Header) {
	s.forNext(n, func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), header)
		http.Error(w, http.StatusText(status), status)
	})
}

// DropNext closes the connection of the next n requests before anything
// happened.
func (s *Server) DropNext(n int) {
	s.forNext(n, func(http.Handler, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// DropAnswers carries out the next n requests and closes the connection
// instead of answering.
func (s *Server) DropAnswers(n int) {
	s.forNext(n, func(inside http.Handler, _ http.ResponseWriter, r *http.Request) {
		inside.ServeHTTP(newRecorder(), r)
		panic(http.ErrAbortHandler)
	})
}

// TruncateNext carries out the next n requests and breaks off in the middle of
// the answer's body.
func (s *Server) TruncateNext(n int) {
	s.forNext(n, func(inside http.Handler, w http.ResponseWriter, r *http.Request) {
		rec := newRecorder()
		inside.ServeHTTP(rec, r)
		maps.Copy(w.Header(), rec.header)
		w.Header().Set("Content-Length", strconv.Itoa(rec.body.Len()))
		w.WriteHeader(rec.status)
		_, _ = w.Write(rec.body.Bytes()[:rec.body.Len()/2])
		panic(http.ErrAbortHandler)
	})
}

// Latency makes each request wait before it is carried out; d is asked once a
// request.
func (s *Server) Latency(d func() time.Duration) {
	s.Use(func(inside http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			timer := time.NewTimer(d())
			defer timer.Stop()
			select {
			case <-timer.C:
			case <-r.Context().Done():
				panic(http.ErrAbortHandler)
			}
			inside.ServeHTTP(w, r)
		})
	})
}

// LimitTo answers 429 to each request beyond n in any window of that length. The
// budget names what a request counts for, or that it does not count; without
// one, all count together.
func (s *Server) LimitTo(n int, window time.Duration, header http.Header, budget func(*http.Request) (name string, counts bool)) {
	var mu sync.Mutex
	recent := make(map[string][]time.Time)
	over := func(name string) bool {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		times := recent[name]
		for len(times) > 0 && now.Sub(times[0]) >= window {
			times = times[1:]
		}
		full := len(times) >= n
		if !full {
			times = append(times, now)
		}
		recent[name] = times
		return full
	}
	s.Use(func(inside http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name, counts := "", true
			if budget != nil {
				name, counts = budget(r)
			}
			if counts && over(name) {
				maps.Copy(w.Header(), header)
				http.Error(w, "too many requests", http.StatusTooManyRequests)
				return
			}
			inside.ServeHTTP(w, r)
		})
	})
}

// recorder is an http.ResponseWriter that keeps the answer.
type recorder struct {
	header  http.Header
	status  int
	body    bytes.Buffer
	started bool
}

func newRecorder() *recorder { return &recorder{header: make(http.Header), status: http.StatusOK} }

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if !r.started {
		r.status, r.started = status, true
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.started = true
	return r.body.Write(b)
}
