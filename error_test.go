package zendesk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

func TestErrorIs(t *testing.T) {
	sentinels := map[error][]int{
		zendesk.ErrInvalid:      {400, 422},
		zendesk.ErrUnauthorized: {401},
		zendesk.ErrForbidden:    {403},
		zendesk.ErrNotFound:     {404, 410},
		zendesk.ErrConflict:     {409},
		zendesk.ErrRateLimited:  {429},
		zendesk.ErrUnclear:      nil,
		zendesk.ErrNoProgress:   nil,
	}
	for status := range 600 {
		err := fmt.Errorf("sync: %w", &zendesk.Error{Status: status})
		for sentinel, statuses := range sentinels {
			if got, want := errors.Is(err, sentinel), slices.Contains(statuses, status); got != want {
				t.Errorf("status %d is %q: %v, want %v", status, sentinel, got, want)
			}
		}
	}
	err := &zendesk.Error{Status: 500, Unclear: true, Err: fmt.Errorf("read: %w", io.ErrUnexpectedEOF)}
	if !errors.Is(err, zendesk.ErrUnclear) || !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		t.Errorf("%v does not match what it is", err)
	}
	if err := fmt.Errorf("x: %w", &zendesk.ArgumentError{Op: "sell.Leads.Get", Argument: "id", Problem: "is empty"}); !errors.Is(err, zendesk.ErrInvalid) || errors.Is(err, zendesk.ErrNotFound) ||
		err.Error() != "x: zendesk: sell.Leads.Get: id: is empty" {
		t.Errorf("%v does not match what it is", err)
	}
}

var full = zendesk.Error{
	Op: zendesk.Op{Product: "sell", Name: "sell.Leads.Create", Method: "POST", Route: "/v2/leads"}, Status: 422, Code: "invalid", RequestID: "r1", Attempts: 2,
	Fields: []zendesk.FieldError{
		{Field: "email", Code: "taken", Message: "eve@example.com is taken", Details: "SECRET"}, {Field: "phone", Pointer: "/data/phone", Message: "SECRET"},
		{Code: "other", Message: "SECRET"}, {Code: "invalid", Message: "SECRET"}, {Message: "SECRET"},
	},
	Body: []byte("SECRET"), RetryAfter: time.Second, Unclear: true,
}

func TestErrorText(t *testing.T) {
	for want, err := range map[string]*zendesk.Error{
		"zendesk: sell.Leads.Create: 422 Unprocessable Entity (invalid), fields email (taken), phone, other; it may have been carried out, attempt 2, request r1": &full,
		"zendesk: x: 404 Not Found":                     {Op: zendesk.Op{Name: "x"}, Status: 404},
		"zendesk: x: unexpected EOF":                    {Op: zendesk.Op{Name: "x"}, Err: io.ErrUnexpectedEOF, Attempts: 1},
		"zendesk: x: 200 OK: unexpected EOF, request r": {Op: zendesk.Op{Name: "x"}, Status: 200, Err: io.ErrUnexpectedEOF, RequestID: "r"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("the text is %q, want %q", got, want)
		}
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Error("failed", "err", &full)
	var line struct {
		Err map[string]any `json:"err"`
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if want := "map[attempts:2 code:invalid fields:[email (taken) phone other] op:sell.Leads.Create request_id:r1 status:422 unclear:true]"; fmt.Sprint(line.Err) != want {
		t.Errorf("logged %v, want %s", line.Err, want)
	}
	for _, text := range []string{full.Error(), fmt.Sprintf("%v %+v %s", &full, &full, &full), out.String()} {
		if strings.Contains(text, "SECRET") || strings.Contains(text, "eve@") {
			t.Errorf("%q shows what was sent", text)
		}
	}
	out.Reset()
	slog.New(slog.NewJSONHandler(&out, nil)).Error("failed", "err", &zendesk.Error{Op: zendesk.Op{Name: "x"}, Err: io.EOF})
	if !strings.Contains(out.String(), `"err":{"op":"x","status":0,"attempts":0,"cause":"EOF"}`) {
		t.Errorf("logged %s", out.String())
	}
}

func TestCollect(t *testing.T) {
	broken := errors.New("broken")
	yielded := 0
	items := func(n int, end error) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			for yielded = range n {
				if !yield(yielded, nil) {
					return
				}
			}
			if end != nil {
				yield(0, end)
			}
		}
	}
	for _, test := range []struct {
		n, limit int
		end      error
		want     int
		err      error
		last     int
	}{
		{5, 0, nil, 5, nil, 4},
		{5, 3, nil, 3, nil, 2}, // nothing is asked for beyond the limit
		{5, 5, broken, 5, nil, 4},
		{5, 9, nil, 5, nil, 4},
		{5, 0, broken, 5, broken, 4},
		{0, 0, nil, 0, nil, 4},
	} {
		got, err := zendesk.Collect(items(test.n, test.end), test.limit)
		if len(got) != test.want || !errors.Is(err, test.err) || yielded != test.last {
			t.Errorf("%+v: %d items, error %v, last %d", test, len(got), err, yielded)
		}
		for i, v := range got {
			if v != i {
				t.Errorf("item %d is %d", i, v)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	const secret = "SECRET-TOKEN"
	source := zendesk.Bearer(secret)
	token, err := source.Token(t.Context())
	if err != nil || token.AccessToken != secret || token.Type() != "Bearer" {
		t.Errorf("Bearer yields %v", err)
	}
	basic := &oauth2.Token{AccessToken: secret, TokenType: "Basic"}
	if got, err := zendesk.Static(basic).Token(t.Context()); got != basic || err != nil {
		t.Errorf("Static yields another token, %v", err)
	}
	for _, text := range []string{fmt.Sprint(source), fmt.Sprintf("%+v %#v %s %q", source, source, source, source), fmt.Sprintf("%+v", struct{ S zendesk.TokenSource }{source})} {
		if strings.Contains(text, secret) {
			t.Errorf("%q shows the token", text)
		}
	}
	if raw, err := json.Marshal(source); err != nil || strings.Contains(string(raw), secret) {
		t.Errorf("%s, %v shows the token", raw, err)
	}
}

func TestOpFrom(t *testing.T) {
	op := zendesk.Op{Product: "sell", Name: "sell.Leads.Get", Method: "GET", Route: "/v2/leads/{id}"}
	if got, ok := zendesk.OpFrom(context.WithValue(t.Context(), wire.OpKey{}, op)); got != op || !ok {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := zendesk.OpFrom(t.Context()); ok {
		t.Error("a context without an operation has one")
	}
}

func TestCallOptions(t *testing.T) {
	var s zendesk.CallSettings
	var meta zendesk.Meta
	for _, opt := range []zendesk.CallOption{zendesk.IdempotencyKey("k"), zendesk.MaxAttempts(3), zendesk.Into(&meta)} {
		opt(&s)
	}
	if s.IdempotencyKey != zendesk.Set("k") || s.MaxAttempts != 3 || s.Meta != &meta {
		t.Errorf("the settings are %+v", s)
	}
}

// A status without a text, such as those of an edge in front of the API, prints
// as its number.
func TestErrorTextOfAnyStatus(t *testing.T) {
	for status, want := range map[int]string{
		404: "zendesk: sell.Leads.Get: 404 Not Found", 520: "zendesk: sell.Leads.Get: 520", 598: "zendesk: sell.Leads.Get: 598", 999: "zendesk: sell.Leads.Get: 999",
	} {
		e := &zendesk.Error{Op: zendesk.Op{Name: "sell.Leads.Get"}, Status: status}
		if e.Error() != want {
			t.Errorf("%q, want %q", e.Error(), want)
		}
		e.Code, e.Attempts = "c", 2
		if want += " (c), attempt 2"; e.Error() != want {
			t.Errorf("%q, want %q", e.Error(), want)
		}
	}
}

// Neither an error nor an attempt takes along, as JSON, what the API quotes.
func TestNothingPersonalInJSON(t *testing.T) {
	err := &zendesk.Error{
		Op: zendesk.Op{Product: "sell", Name: "sell.Leads.Create", Method: "POST", Route: "/v2/leads"}, Status: 422, Code: "invalid", Attempts: 2, RequestID: "r1",
		Fields: []zendesk.FieldError{{Field: "email", Message: "cara@example.com is taken", Details: "cara@example.com"}},
		Body:   []byte("cara@example.com"),
	}
	const want = `{"attempts":2,"code":"invalid","fields":["email"],"op":"sell.Leads.Create","request_id":"r1","status":422}`
	for _, v := range []any{err, struct{ Err error }{err}, zendesk.Attempt{Op: err.Op, Err: err}} {
		raw, merr := json.Marshal(v)
		if merr != nil || !strings.Contains(string(raw), want) || strings.Contains(string(raw), "cara") || strings.Contains(string(raw), "Y2FyYU") {
			t.Errorf("%v, %s", merr, raw)
		}
	}
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "attempt", zendesk.Attempt{Op: err.Op, N: 2, Status: 422, RequestID: "r1", Err: err})
	for _, part := range []string{`"op":"sell.Leads.Create"`, `"attempt":2`, `"request_id":"r1"`, `"error":{"op":`} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("no %s in %s", part, out.String())
		}
	}
	if strings.Contains(out.String(), "cara") || strings.Contains(out.String(), "/v2/leads") {
		t.Errorf("logged %s", out.String())
	}
}
