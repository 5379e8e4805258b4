package rest_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// mocked returns a client that sends to a mock.
func mocked(t *testing.T, mock *httpmock.MockTransport) *rest.Client {
	t.Helper()
	c, err := rest.New(supportLike, "https://api.example.com", zendesk.Bearer("token"), new(open), zendesk.Config{HTTPClient: &http.Client{Transport: mock}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOp(t *testing.T) {
	op := &rest.Op{
		Name: "test.Leads.Update", Method: http.MethodPut, Route: "/leads/{id}", Query: "filter[type]=lead&live=true", Class: zendesk.Append, Keyed: true,
		Sends: "lead", Returns: "answer", Bare: true,
	}
	r := op.Request(int64(7)).With(map[string]any{"name": zendesk.Set("Ana"), "age": nil})
	if r.Op != op.Name || r.Method != op.Method || r.Route != op.Route || r.Args[0] != int64(7) || r.Class != zendesk.Append || !r.Keyed || r.Returns() != "answer" || !r.Bare() {
		t.Errorf("request %+v", r)
	}
	if q := r.Query.Encode(); q != "filter%5Btype%5D=lead&live=true" {
		t.Errorf("query %s", q)
	}
	if r.Query.Set("live", "false"); op.Request().Query.Get("live") != "true" {
		t.Error("one request changed another")
	}
	var sent string
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		var body json.RawMessage
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
			return nil, err
		}
		sent = string(body)
		return httpmock.NewStringResponse(http.StatusOK, "{}"), nil
	})
	c := mocked(t, mock)
	for want, with := range map[string]rest.Request{
		`{"lead":{"age":null,"name":"Ana"}}`: r,
		`{"lead":null}`:                      op.Request(int64(7)).With(nil),
		`["bare"]`:                           (&rest.Op{Name: "test.X", Method: http.MethodPost, Route: "/x"}).Request().With([]string{"bare"}),
	} {
		if err := c.Do(t.Context(), with.Request, nil, nil); err != nil || sent != want {
			t.Errorf("sent %s (%v), want %s", sent, err, want)
		}
	}
}

func TestStart(t *testing.T) {
	var meta zendesk.Meta
	settings := func(opts []zendesk.CallOption) (s zendesk.CallSettings) {
		for _, opt := range opts {
			opt(&s)
		}
		return s
	}
	plain := []zendesk.CallOption{zendesk.Into(&meta)}
	if cursor, others := rest.Start(plain); cursor != "" || settings(others).Meta != &meta {
		t.Errorf("without From: %q", cursor)
	}
	with := []zendesk.CallOption{zendesk.Into(&meta), zendesk.From("c1")}
	cursor, others := rest.Start(with)
	if s := settings(others); cursor != "c1" || !s.From.IsZero() || s.Meta != &meta {
		t.Errorf("with From: %q, %+v", cursor, s)
	}
	if s := settings(with); s.From.IsZero() {
		t.Error("the caller's options were changed")
	}
	if cursor, others := rest.Start([]zendesk.CallOption{zendesk.From("")}); cursor != "" || !settings(others).From.IsZero() {
		t.Error("an empty cursor is not the beginning")
	}
}

// What has no pages refuses a cursor, also an empty one.
func TestFromIsRefused(t *testing.T) {
	mock := httpmock.NewMockTransport()
	c := mocked(t, mock)
	for _, cursor := range []string{"c1", ""} {
		err := c.Call(t.Context(), zendesk.Request{Op: "test.Leads.Get", Method: http.MethodGet, Route: "/leads"}, nil, zendesk.From(cursor))
		if e, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || e.Argument != "From" {
			t.Errorf("From(%q): %v", cursor, err)
		}
	}
	if n := mock.GetTotalCallCount(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// A listing that comes back to where it was resumed does not advance.
func TestPagesFromACursor(t *testing.T) {
	var asked []string
	pages := rest.Pages("x.List", "c1", func(cursor string) (int, string, error) {
		asked = append(asked, cursor)
		return len(asked), map[string]string{"c1": "c2", "c2": "c1"}[cursor], nil
	})
	got, err := zendesk.Collect(pages, 0)
	if len(got) != 2 || !errors.Is(err, zendesk.ErrNoProgress) || len(asked) != 2 || asked[0] != "c1" || asked[1] != "c2" {
		t.Errorf("pages %v of %v: %v", got, asked, err)
	}
}
