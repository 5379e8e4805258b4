package rest_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
)

func TestArguments(t *testing.T) {
	type name string
	for _, test := range []struct {
		arg  any
		want string // the escaped segment, "" when refused
	}{
		{int64(1), "1"}, {7, "7"}, {int64(1) << 62, "4611686018427387904"}, {"abc", "abc"}, {"a/b", "a%2Fb"}, {"a b", "a%20b"},
		{"a?b#c", "a%3Fb%23c"}, {"%2e%2e", "%252e%252e"}, {"a%2Fb", "a%252Fb"}, {"é", "%C3%A9"}, {"\xff", "%FF"}, {"\n", "%0A"},
		{"...", "..."}, {"00", "00"}, {"key:1@x", "key:1@x"}, {"..;", "..%3B"}, {`..\`, "..%5C"}, {"{id}", "%7Bid%7D"},
		{int64(0), ""}, {0, ""}, {int64(-1), ""}, {"", ""}, {"0", ""}, {".", ""}, {"..", ""},
		{nil, ""}, {1.5, ""}, {uint8(1), ""}, {name("x"), ""}, {[]int{1}, ""},
	} {
		c, w := newClient(t, answer(200, `{}`))
		r := get
		r.Route, r.Args = "/v2/leads/{id}/notes", []any{test.arg}
		err := c.Do(t.Context(), r, nil, nil)
		if test.want == "" {
			if a, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || a.Argument != "id" || len(w.requests) != 0 {
				t.Errorf("%#v: %d requests, error %v", test.arg, len(w.requests), err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%#v: %v", test.arg, err)
			continue
		}
		if got, want := w.requests[0].URL.String(), "https://api.example.com/v2/leads/"+test.want+"/notes"; got != want {
			t.Errorf("%#v: sent to %s, want %s", test.arg, got, want)
		}
	}
}

// A route that would swallow an argument is refused.
func TestRouteTemplates(t *testing.T) {
	for route, ok := range map[string]bool{
		"/v2/leads/{id}": true, "/{lead_id}": true, "/api/v2/it ems/{id}": true,
		"/v2/leads/{id}.json": false, "/v2/leads/x{id}": false, "/v2/leads": false, "/v2/{a}/{b}": false, "v2/{id}": false,
	} {
		c, w := newClient(t, answer(200, `{}`))
		r := get
		r.Route = route
		if err := c.Do(t.Context(), r, nil, nil); (err == nil) != ok || len(w.requests) != map[bool]int{true: 1}[ok] {
			t.Errorf("%s: %d requests, error %v", route, len(w.requests), err)
		}
	}
}

// No argument reaches beyond its segment.
func FuzzArgument(f *testing.F) {
	for _, s := range []string{"a", "../x", "a/b?c#d", "%2e%2e", "\x00", "é", ";", "//evil.example.com", "\\", "{id}", " "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		c, w := newClient(t, answer(200, `{}`))
		r := zendesk.Request{Op: "x", Method: http.MethodGet, Route: "/v2/{id}/notes", Args: []any{arg}, Query: url.Values{"q": {arg}}}
		if err := c.Do(t.Context(), r, nil, nil); err != nil {
			if !errors.Is(err, zendesk.ErrInvalid) || len(w.requests) != 0 {
				t.Fatalf("%q: %v", arg, err)
			}
			return
		}
		// As a server reads it.
		sent, err := url.ParseRequestURI(w.requests[0].URL.RequestURI())
		if err != nil {
			t.Fatalf("%q: %v", arg, err)
		}
		segments := strings.Split(sent.EscapedPath(), "/")
		if len(segments) != 4 || segments[1] != "v2" || segments[3] != "notes" {
			t.Fatalf("%q became %s", arg, sent)
		}
		if got, err := url.PathUnescape(segments[2]); err != nil || got != arg {
			t.Errorf("%q became the segment %q", arg, segments[2])
		}
		if segments[2] == "." || segments[2] == ".." || segments[2] == "" {
			t.Errorf("%q became the segment %q", arg, segments[2])
		}
		if q := sent.Query(); len(q) != 1 || q.Get("q") != arg {
			t.Errorf("%q became the query %v", arg, q)
		}
		if w.requests[0].URL.Host != "api.example.com" {
			t.Errorf("%q was sent to %s", arg, w.requests[0].URL.Host)
		}
	})
}
