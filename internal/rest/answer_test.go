package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

func TestRequestAsSent(t *testing.T) {
	c, w := newClient(t, answer(200, `{"id":9}`), func(s *setup) { s.config.UserAgent = "crm-sync/2.1" })
	request := zendesk.Request{
		Op: "support.Tickets.Create", Method: http.MethodPost, Route: "/api/v2/tickets", Keyed: true,
		Query: map[string][]string{"async": {"true"}}, Header: http.Header{"x-on-behalf-of": {"5"}}, Body: map[string]any{"b": "<&>", "a": 1},
	}
	var out struct {
		ID int `json:"id"`
	}
	if err := c.Call(t.Context(), request, &out, zendesk.IdempotencyKey(strings.Repeat("k", 255))); err != nil || out.ID != 9 {
		t.Fatalf("decoded %+v, error %v", out, err)
	}
	req := w.requests[0]
	if req.URL.String() != "https://api.example.com/api/v2/tickets?async=true" || req.Method != "POST" || req.Host != "api.example.com" {
		t.Errorf("sent %s %s to %s", req.Method, req.URL, req.Host)
	}
	if want := `{"a":1,"b":"<&>"}`; w.bodies[0] != want || req.ContentLength != int64(len(want)) {
		t.Errorf("sent %s of %d bytes, want %s", w.bodies[0], req.ContentLength, want)
	}
	for name, want := range map[string]string{
		"Accept": "application/json", "Content-Type": "application/json", "X-On-Behalf-Of": "5",
		"Idempotency-Key": strings.Repeat("k", 255), "Authorization": "Bearer " + token,
	} {
		if got := req.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := req.Header.Get("User-Agent"); !strings.HasPrefix(got, "crm-sync/2.1 zendesk-go/") {
		t.Errorf("User-Agent is %q", got)
	}
	if err := c.Call(t.Context(), get, nil); err != nil {
		t.Fatal(err)
	}
	if got := w.requests[1]; got.Body != nil || got.ContentLength != 0 || got.Header.Get("Content-Type") != "" {
		t.Errorf("a request without body has %d bytes of %q", got.ContentLength, got.Header.Get("Content-Type"))
	}
	if request.Header["x-on-behalf-of"][0] != "5" || len(request.Header) != 1 { //nolint:staticcheck // as the caller wrote it
		t.Errorf("the caller's header was changed: %v", request.Header)
	}
}

// An endpoint that has no method goes through the same door.
func TestCallUnknownEndpoint(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodGet, "https://api.example.com/v9/unicorns/a%2Fb", httpmock.NewStringResponder(200, `{"id":1,"name":"x"}`))
	mock.RegisterResponder(http.MethodPatch, "https://api.example.com/v9/unicorns/1", httpmock.NewStringResponder(500, `{"code":"oops"}`))
	c, _ := newClient(t, nil, func(s *setup) { s.config.HTTPClient = &http.Client{Transport: mock} })

	var out map[string]any
	if err := c.Call(t.Context(), zendesk.Request{Op: "unicorns", Method: http.MethodGet, Route: "/v9/unicorns/{name}", Args: []any{"a/b"}}, &out); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(out) != "map[id:1 name:x]" {
		t.Errorf("decoded %v", out)
	}
	err := c.Call(t.Context(), zendesk.Request{Op: "unicorns", Method: http.MethodPatch, Route: "/v9/unicorns/{id}", Args: []any{1}}, nil)
	if e := apiError(t, err); e.Code != "oops" || !e.Unclear || e.Attempts != 1 {
		t.Errorf("an unknown write: %v", err)
	}
	for name, request := range map[string]zendesk.Request{
		"no op":     {Method: "GET", Route: "/"},
		"no method": {Op: "x", Route: "/"},
		"no slash":  {Op: "x", Method: "GET", Route: "v9"},
		"no route":  {Op: "x", Method: "GET"},
	} {
		if err := c.Call(t.Context(), request, nil); !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if n := mock.GetTotalCallCount(); n != 2 {
		t.Errorf("%d requests were sent, want 2", n)
	}
}

// A bad call is refused before anything is sent or waited for.
func TestRefusedBeforeSending(t *testing.T) {
	keyed := zendesk.Request{Op: "x.Create", Method: http.MethodPost, Route: "/x", Keyed: true}
	with := func(change func(*zendesk.Request)) zendesk.Request { r := keyed; change(&r); return r }
	for _, test := range []struct {
		name     string
		request  zendesk.Request
		opt      zendesk.CallOption
		argument string
	}{
		{"key where none is taken", get, zendesk.IdempotencyKey("k"), "IdempotencyKey"},
		{"key too long", keyed, zendesk.IdempotencyKey(strings.Repeat("k", 256)), "IdempotencyKey"},
		{"key empty", keyed, zendesk.IdempotencyKey(""), "IdempotencyKey"},
		{"key with a newline", keyed, zendesk.IdempotencyKey("k\r\nX-Evil: 1"), "IdempotencyKey"},
		{"no attempts", keyed, zendesk.MaxAttempts(0), "MaxAttempts"},
		{"negative attempts", keyed, zendesk.MaxAttempts(-1), "MaxAttempts"},
		{"header name", with(func(r *zendesk.Request) { r.Header = http.Header{"X A": {"1"}} }), nil, "Header"},
		{"method", with(func(r *zendesk.Request) { r.Method = "PO ST" }), nil, "Method"},
		{"header", with(func(r *zendesk.Request) { r.Header = http.Header{"X-A": {"1\n2"}} }), nil, "Header"},
		{"body", with(func(r *zendesk.Request) { r.Body = func() {} }), nil, "Body"},
		{"body with invalid text", with(func(r *zendesk.Request) { r.Body = map[string]string{"a": "SECRET\xff"} }), nil, "Body"},
		{"argument missing", with(func(r *zendesk.Request) { r.Route = "/x/{id}" }), nil, "id"},
		{"argument too many", with(func(r *zendesk.Request) { r.Args = []any{1} }), nil, "Args"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, w := newClient(t, answer(200, `{}`), func(s *setup) { s.limiter = nil }) // a wait would panic
			var opts []zendesk.CallOption
			if test.opt != nil {
				opts = append(opts, test.opt)
			}
			err := c.Do(t.Context(), test.request, opts, nil)
			a, ok := errors.AsType[*zendesk.ArgumentError](err)
			if !ok || a.Argument != test.argument || a.Op != test.request.Op || !errors.Is(err, zendesk.ErrInvalid) {
				t.Errorf("error %v, want one about %s", err, test.argument)
			}
			if strings.Contains(err.Error(), "SECRET") || len(w.requests) != 0 {
				t.Errorf("%d requests, error %v", len(w.requests), err)
			}
		})
	}
}

func TestConfigIsChecked(t *testing.T) {
	for name, cfg := range map[string]zendesk.Config{
		"UserAgent":      {UserAgent: "a\nb"},
		"AttemptTimeout": {Retry: zendesk.RetryPolicy{AttemptTimeout: -1}},
		"BaseDelay":      {Retry: zendesk.RetryPolicy{BaseDelay: -1}},
		"MaxDelay":       {Retry: zendesk.RetryPolicy{MaxDelay: -1}},
		"MaxRetryAfter":  {Retry: zendesk.RetryPolicy{MaxRetryAfter: -1}},
		"MaxAttempts":    {Retry: zendesk.RetryPolicy{MaxAttempts: -1}},
		"MaxBody":        {MaxBody: -1},
	} {
		if _, err := rest.New(sellLike, "https://api.example.com", zendesk.Bearer(token), new(open), cfg); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestMaxBody(t *testing.T) {
	endless := func(_ int, req *http.Request) (*http.Response, error) {
		res, err := answer(200, ``)(1, req)
		res.Body, res.ContentLength = io.NopCloser(zeros{}), -1
		return res, err
	}
	for _, test := range []struct {
		name string
		do   exchange
		ok   bool
	}{
		{"as large as allowed", answer(200, `"`+strings.Repeat("x", 998)+`"`), true},
		{"one byte more", answer(200, `"`+strings.Repeat("x", 999)+`"`), false},
		{"endless", endless, false},
	} {
		c, w := newClient(t, test.do, func(s *setup) { s.config.MaxBody = 1000 })
		var meta zendesk.Meta
		err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.Into(&meta)}, decodeJSON)
		if (err == nil) != test.ok || len(w.requests) != 1 || meta.Status != 200 {
			t.Errorf("%s: %d requests, status %d, error %v", test.name, len(w.requests), meta.Status, err)
		}
		if err != nil && (apiError(t, err).Status != 200 || !strings.Contains(err.Error(), "MaxBody")) {
			t.Errorf("%s: error %v", test.name, err)
		}
	}
	c, _ := newClient(t, endless, func(s *setup) { s.config.MaxBody = 1000 })
	if err := c.Do(t.Context(), classes[1].request, nil, decodeJSON); !errors.Is(err, zendesk.ErrUnclear) {
		t.Errorf("a write whose answer is too large: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What is not a success is cut at 64 KiB, whatever MaxBody says.
func TestErrorBody(t *testing.T) {
	for _, status := range []int{300, 302, 400, 422, 500} {
		for size, want := range map[int]int{0: 0, 10: 10, 64 << 10: 64 << 10, 64<<10 + 1: 64 << 10, 1 << 20: 64 << 10} {
			for _, most := range []int64{5, 1 << 30} {
				c, _ := newClient(t, answer(status, strings.Repeat("x", size)), func(s *setup) { s.config.MaxBody = most })
				err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(1)}, nil)
				if e := apiError(t, err); len(e.Body) != want || e.Status != status || e.Err != nil {
					t.Errorf("%d with %d bytes: kept %d, want %d; error %v", status, size, len(e.Body), want, e)
				}
			}
		}
	}
}

// HTML, empty and broken bodies keep the status of their answer.
func TestUndocumentedBodies(t *testing.T) {
	mock := httpmock.NewMockTransport()
	c, _ := newClient(t, nil, func(s *setup) { s.config.HTTPClient = &http.Client{Transport: mock} })
	for _, status := range []int{200, 201, 204, 300, 304, 400, 404, 410, 418, 451} {
		for _, body := range []string{"", "<html><body>eve@example.com</body></html>", `{"code":`, "\xff\x00", "null", "[]", "5"} {
			mock.RegisterResponder(http.MethodGet, "https://api.example.com/v2/leads/7", httpmock.NewStringResponder(status, body))
			var meta zendesk.Meta
			err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.Into(&meta)}, func(body []byte) ([]string, error) {
				var out struct{}
				return nil, rest.Unmarshal(body, &out)
			})
			if status < 300 && body == "null" {
				if err != nil {
					t.Errorf("%d %q: %v", status, body, err)
				}
				continue
			}
			if e := apiError(t, err); e.Status != status || meta.Status != status || !strings.Contains(err.Error(), fmt.Sprint(status)) || strings.Contains(err.Error(), "eve") {
				t.Errorf("%d %q: meta %d, error %v", status, body, meta.Status, err)
			}
			if got := apiError(t, err).Body; status >= 300 && string(got) != body {
				t.Errorf("%d: the error holds the body %q, want %q", status, got, body)
			}
		}
	}
}

func TestInto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newClient(t, inTurn(answer(500, ``), answer(200, `{"id":5,"email":7}`, "X-Request-Id: r2", "X-Total: 3"), answer(404, ``, "X-Request-Id: r3")))
		meta := zendesk.Meta{Status: 99, Odd: []string{"old"}}
		decode := func(body []byte) ([]string, error) {
			_, odd, err := record.Decode[lead](body, "/data")
			return odd, err
		}
		if err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.Into(&meta)}, decode); err != nil {
			t.Fatal(err)
		}
		if meta.Status != 200 || meta.RequestID != "r2" || meta.Attempts != 2 || meta.Header.Get("X-Total") != "3" || !slices.Equal(meta.Odd, []string{"/data/email"}) {
			t.Errorf("beside an answer: %+v", meta)
		}
		if err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.Into(&meta)}, decode); !errors.Is(err, zendesk.ErrNotFound) {
			t.Fatal(err)
		}
		if meta.Status != 404 || meta.RequestID != "r3" || meta.Attempts != 1 || meta.Odd != nil {
			t.Errorf("beside an error: %+v", meta)
		}
	})
}

// The operation is known to the transport, and to the source of its token.
func TestOpFrom(t *testing.T) {
	want := zendesk.Op{Product: "sell", Name: "sell.Leads.Get", Method: "GET", Route: "/v2/leads/{id}"}
	c, w := newClient(t, answer(200, `{}`))
	if err := c.Do(t.Context(), get, nil, nil); err != nil {
		t.Fatal(err)
	}
	if op, ok := zendesk.OpFrom(w.requests[0].Context()); !ok || op != want {
		t.Errorf("the transport sees %+v, want %+v", op, want)
	}
	if _, ok := zendesk.OpFrom(t.Context()); ok {
		t.Error("a context without operation has one")
	}
}

func TestObserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []zendesk.Attempt
		var slept []time.Time
		slow := func(n int, req *http.Request) (*http.Response, error) {
			timer := time.NewTimer(time.Second)
			defer timer.Stop()
			<-timer.C
			return answer(200, `{}`, "X-Request-Id: r3")(n, req)
		}
		type key struct{}
		c, w := newClient(t, inTurn(answer(429, ``, "Retry-After: 4", "X-Request-Id: r1"), fails(errReset), slow), func(s *setup) {
			s.config.Observe = func(ctx context.Context, a zendesk.Attempt) {
				if ctx.Value(key{}) != "mine" {
					t.Error("the caller's context is missing")
				}
				seen, slept = append(seen, a), append(slept, time.Now())
			}
		})
		if err := c.Do(context.WithValue(t.Context(), key{}, "mine"), get, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		if len(seen) != 3 {
			t.Fatalf("%d attempts were seen, want 3", len(seen))
		}
		for i, want := range []zendesk.Attempt{{N: 1, Status: 429, RequestID: "r1"}, {N: 2}, {N: 3, Status: 200, RequestID: "r3", Elapsed: time.Second}} {
			a := seen[i]
			if a.N != want.N || a.Status != want.Status || a.RequestID != want.RequestID || a.Elapsed != want.Elapsed || a.Op.Name != "sell.Leads.Get" {
				t.Errorf("attempt %d is %+v, want %+v", i+1, a, want)
			}
			if i < 2 && (a.Err == nil || w.times[i+1].Sub(slept[i]) != a.Wait) {
				t.Errorf("attempt %d says wait %v, waited %v; error %v", i+1, a.Wait, w.times[i+1].Sub(slept[i]), a.Err)
			}
		}
		if seen[0].Wait != 4*time.Second || !errors.Is(seen[0].Err, zendesk.ErrRateLimited) || !errors.Is(seen[1].Err, errReset) || seen[2].Err != nil || seen[2].Wait != 0 {
			t.Errorf("seen %+v", seen)
		}
	})
	var seen []zendesk.Attempt
	c, _ := newClient(t, answer(404, ``), func(s *setup) {
		s.config.Observe = func(_ context.Context, a zendesk.Attempt) { seen = append(seen, a) }
	})
	if err := c.Do(t.Context(), get, nil, nil); len(seen) != 1 || seen[0].Wait != 0 || !errors.Is(seen[0].Err, zendesk.ErrNotFound) || err == nil {
		t.Errorf("a call that fails at once: %+v", seen)
	}
}

// One client serves many goroutines.
func TestConcurrentUse(t *testing.T) {
	echo := func(n int, req *http.Request) (*http.Response, error) {
		return answer(200, `{"path":"`+req.URL.Path+`"}`)(n, req)
	}
	c, _ := newClient(t, echo)
	done := make(chan error)
	for i := range 64 {
		go func() {
			var out struct {
				Path string `json:"path"`
			}
			r := get
			r.Args = []any{i + 1}
			err := c.Call(t.Context(), r, &out)
			if want := fmt.Sprintf("/v2/leads/%d", i+1); err == nil && out.Path != want {
				err = fmt.Errorf("answered %q, want %q", out.Path, want)
			}
			done <- err
		}()
	}
	for range 64 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// lead is a record as the clients have them.
type lead struct {
	ID           int64           `json:"id"`
	Email        string          `json:"email,omitzero"`
	OwnerID      int64           `json:"owner_id,omitzero"`
	Address      *address        `json:"address,omitzero"`
	Tags         []string        `json:"tags,omitzero"`
	Value        zendesk.Decimal `json:"value,omitzero"`
	CloseDate    zendesk.Date    `json:"close_date,omitzero"`
	CreatedAt    time.Time       `json:"created_at,omitzero"`
	CustomFields json.RawMessage `json:"custom_fields,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}

type address struct {
	City  string                     `json:"city,omitzero"`
	Extra map[string]json.RawMessage `json:",embed"`
}
