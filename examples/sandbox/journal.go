package main

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	journalLength = 50
	journalBody   = 16 << 10
)

// exchange is one request and its response, as the page shows them. It holds no
// headers: those of a request carry the credential.
type exchange struct {
	At       time.Time
	Took     time.Duration
	Method   string
	URI      string
	Status   int // 0 when the connection was dropped
	Request  string
	Response string
}

// journal remembers the last requests.
type journal struct {
	mu   sync.Mutex
	last []exchange
}

func (j *journal) add(e exchange) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.last) == journalLength {
		j.last = slices.Delete(j.last, 0, 1)
	}
	j.last = append(j.last, e)
}

// newest returns the remembered requests, the latest first.
func (j *journal) newest() []exchange {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := slices.Clone(j.last)
	slices.Reverse(all)
	return all
}

// record serves a request by api and remembers it.
func (j *journal) record(api http.Handler, w http.ResponseWriter, r *http.Request) {
	e := exchange{At: time.Now(), Method: r.Method, URI: r.URL.RequestURI()}
	secret := strings.Contains(r.URL.Path, "oauth") // its query and bodies hold codes and tokens
	if secret {
		e.URI = r.URL.EscapedPath()
	}
	body := &clipped{}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.TeeReader(r.Body, body), r.Body}
	response := &recorder{ResponseWriter: w}
	defer func() { // also when api drops the connection, which is a panic
		e.Took = time.Since(e.At)
		e.Status = response.status
		if !secret {
			e.Request, e.Response = body.text(), response.body.text()
		}
		j.add(e)
	}()
	api.ServeHTTP(response, r)
}

// recorder keeps the status and the beginning of a response that it passes on.
type recorder struct {
	http.ResponseWriter
	status int
	body   clipped
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	_, _ = w.body.Write(b) // never fails
	return w.ResponseWriter.Write(b)
}

// clipped keeps the first bytes of what is written to it.
type clipped struct {
	kept bytes.Buffer
	more bool
}

func (c *clipped) Write(b []byte) (int, error) {
	room := journalBody - c.kept.Len()
	c.more = c.more || len(b) > room
	_, _ = c.kept.Write(b[:min(room, len(b))])
	return len(b), nil
}

func (c *clipped) text() string {
	if c.more {
		return pretty(c.kept.Bytes()) + "\n…"
	}
	return pretty(c.kept.Bytes())
}
