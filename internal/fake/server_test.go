package fake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// echo answers with what it was sent and counts.
func echo(count *atomic.Int64) *fake.Server {
	return fake.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		w.Header().Set("Host-Was", r.Host)
		fake.WriteJSON(w, http.StatusCreated, fake.Object{}.With("path", r.URL.String()).With("body", string(body)))
	}))
}

func send(t *testing.T, s *fake.Server, method, url, body string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Transport().RoundTrip(r)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return res, string(raw), err
}

func TestTransport(t *testing.T) {
	var count atomic.Int64
	s := echo(&count)
	s.Stamp(func(h http.Header) { h.Set("Stamp", "yes") })
	res, body, err := send(t, s, http.MethodPost, "https://api.example.com/a%2Fb?c=d", "hello")
	if err != nil || body != `{"path":"/a%2Fb?c=d","body":"hello"}` {
		t.Fatalf("body = %s, %v", body, err)
	}
	if res.StatusCode != http.StatusCreated || res.Status != "201 Created" || res.ContentLength != int64(len(body)) ||
		res.Header.Get("Host-Was") != "api.example.com" || res.Header.Get("Content-Type") != "application/json; charset=utf-8" || res.Header.Get("Stamp") != "yes" {
		t.Errorf("response = %+v", res)
	}
	if _, body, err := send(t, s, http.MethodHead, "https://api.example.com/", ""); body != "" || err != nil {
		t.Errorf("HEAD: %q, %v", body, err)
	}

	// A request without a body, and one whose caller has gone.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example.com/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := s.Transport().RoundTrip(r); err != nil || res.StatusCode != http.StatusCreated {
		t.Errorf("%v, %v", res, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := count.Load()
	if _, err := s.Transport().RoundTrip(r.WithContext(ctx)); !errors.Is(err, context.Canceled) || count.Load() != before {
		t.Errorf("err = %v, %d requests more", err, count.Load()-before)
	}
}

func TestTransportPassesPanicsOn(t *testing.T) {
	s := fake.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a fault of the stand-in") }))
	defer func() {
		if p := recover(); fmt.Sprint(p) != "a fault of the stand-in" {
			t.Errorf("recovered %v", p)
		}
	}()
	_, _, err := send(t, s, http.MethodGet, "https://api.example.com/", "")
	t.Errorf("err = %v", err)
}

func TestLog(t *testing.T) {
	var count atomic.Int64
	s := echo(&count)
	s.FailNext(1, http.StatusTeapot, nil)
	s.DropNext(1)
	for i := range 3 {
		if _, _, err := send(t, s, http.MethodPut, fmt.Sprintf("https://api.example.com/%d?x=y", i), "b"); (err != nil) != (i == 0) {
			t.Errorf("%d: %v", i, err)
		}
	}
	log := s.Requests()
	if len(log) != 3 || log[0].Status != 0 || log[1].Status != http.StatusTeapot || log[2].Status != http.StatusCreated {
		t.Fatalf("log = %+v", log)
	}
	if r := log[2]; r.Method != http.MethodPut || r.Path != "/2" || r.Query.Get("x") != "y" || string(r.Body) != "b" || r.At.IsZero() {
		t.Errorf("entry = %+v", r)
	}
	s.ForgetRequests()
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests are left", n)
	}
	s.Quiet()
	if _, _, err := send(t, s, http.MethodGet, "https://api.example.com/", ""); err != nil || len(s.Requests()) != 0 {
		t.Errorf("err = %v, %d requests logged", err, len(s.Requests()))
	}
}

func TestFaults(t *testing.T) {
	var count atomic.Int64
	s := echo(&count)
	s.FailNext(2, 429, http.Header{"Retry-After": {"7"}})
	for _, want := range []int{429, 429, 201} {
		if res, _, err := send(t, s, http.MethodGet, "https://api.example.com/", ""); err != nil || res.StatusCode != want || (want == 429) != (res.Header.Get("Retry-After") == "7") {
			t.Errorf("%+v, %v; want %d", res, err, want)
		}
	}
	if count.Load() != 1 {
		t.Errorf("%d requests went through", count.Load())
	}
	s.DropNext(1)
	if _, _, err := send(t, s, http.MethodGet, "https://api.example.com/", ""); err == nil || count.Load() != 1 {
		t.Errorf("DropNext: %v, %d", err, count.Load())
	}
	s.DropAnswers(1)
	if _, _, err := send(t, s, http.MethodGet, "https://api.example.com/", ""); err == nil || count.Load() != 2 {
		t.Errorf("DropAnswers: %v, %d", err, count.Load())
	}
	s.TruncateNext(1)
	res, body, err := send(t, s, http.MethodGet, "https://api.example.com/", "")
	if !errors.Is(err, io.ErrUnexpectedEOF) || res.StatusCode != http.StatusCreated || body != `{"path":"/"` || count.Load() != 3 {
		t.Errorf("TruncateNext: %q, %v, %d", body, err, count.Load())
	}
	var order []string
	for _, name := range []string{"inner", "outer"} {
		s.Use(func(inside http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order = append(order, name)
				inside.ServeHTTP(w, r)
			})
		})
	}
	if _, _, err := send(t, s, http.MethodGet, "https://api.example.com/", ""); err != nil || strings.Join(order, " ") != "outer inner" {
		t.Errorf("order = %v, %v", order, err)
	}
}

func TestTimedFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var count atomic.Int64
		s := echo(&count)
		s.LimitTo(2, time.Second, http.Header{"Retry-After": {"1"}}, nil)
		s.Latency(func() time.Duration { return 400 * time.Millisecond })
		start := time.Now()
		var statuses []int
		for range 5 { // at 0.4 s, 0.8 s, …
			res, _, err := send(t, s, http.MethodGet, "https://api.example.com/", "")
			if err != nil {
				t.Fatal(err)
			}
			statuses = append(statuses, res.StatusCode)
		}
		if got := fmt.Sprint(statuses); got != "[201 201 429 201 201]" {
			t.Errorf("statuses = %s", got)
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("took %v", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.example.com/", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Transport().RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) || count.Load() != 4 {
			t.Errorf("err = %v, count = %d", err, count.Load())
		}
	})
}

func TestServerOnAPort(t *testing.T) {
	var count atomic.Int64
	s := echo(&count)
	server := httptest.NewServer(s)
	defer server.Close()
	ask := func() (int, string, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/a", strings.NewReader("x"))
		if err != nil {
			return 0, "", err
		}
		res, err := server.Client().Do(r)
		if err != nil {
			return 0, "", err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		return res.StatusCode, string(body), err
	}
	if status, body, err := ask(); err != nil || status != http.StatusCreated || body != `{"path":"/a","body":"x"}` {
		t.Errorf("%d %s %v", status, body, err)
	}
	s.TruncateNext(1)
	if _, body, err := ask(); err == nil {
		t.Errorf("TruncateNext: %q", body)
	}
	s.DropAnswers(1)
	if _, _, err := ask(); err == nil || count.Load() != 3 {
		t.Errorf("DropAnswers: %v, %d", err, count.Load())
	}
}
