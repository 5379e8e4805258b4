package opcheck

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/sellsupport/zendesk"
)

// fault is what happens to the first attempt of a request.
type fault struct {
	name   string
	status int
	header http.Header
	err    error
	// retried reports whether an operation of that class is sent again. A
	// product that refuses says that nothing happened with a 503.
	retried func(class string, refuses bool) bool
}

func safe(class string, _ bool) bool {
	return class == "read" || class == "idempotent" || class == "upsert"
}

var faults = []fault{
	{name: "429", status: http.StatusTooManyRequests, retried: func(class string, _ bool) bool { return class != "once" }},
	{
		name: "503 with advice", status: http.StatusServiceUnavailable, header: http.Header{"Retry-After": {"1"}},
		retried: func(class string, refuses bool) bool { return safe(class, refuses) || refuses && class != "once" },
	},
	{name: "500", status: http.StatusInternalServerError, retried: safe},
	{name: "a lost response", err: errors.New("connection reset"), retried: safe},
	{name: "no connection", err: &net.OpError{Op: "dial", Err: errors.New("refused")}, retried: func(string, bool) bool { return true }},
	{name: "400", status: http.StatusBadRequest, retried: func(string, bool) bool { return false }},
}

// script is a transport that fails the first request and answers the others
// with an empty object.
type script struct {
	first fault
	sent  []*http.Request
	body  string // of the first
}

// RoundTrip implements [http.RoundTripper].
func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	s.sent = append(s.sent, req)
	status, header := http.StatusOK, http.Header{}
	if len(s.sent) == 1 {
		if req.Body != nil {
			data, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			s.body = string(data)
		}
		if s.first.err != nil {
			return nil, s.first.err
		}
		if s.first.status != 0 {
			status, header = s.first.status, s.first.header.Clone()
		}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("{}")), Request: req}, nil
}

// Connect returns a client, a pointer, that sends through a transport and waits
// for no limit.
type Connect func(http.RoundTripper) any

// Faults calls every method that sends, once with each fault, and returns those
// that are not retried as the class of their operation says. refuses says that a
// 503 with Retry-After means that nothing happened. Call it in a bubble of
// testing/synctest.
func Faults(ctx context.Context, connect Connect, table []Operation, refuses bool, samples Samples) []string {
	var problems []string
	for _, f := range faults {
		transport := new(script)
		for _, m := range Methods(connect(transport), samples) {
			op, known := find(table, m)
			if !m.Sends() || op.Route == "" && known {
				continue // a download goes elsewhere
			}
			if !known {
				problems = append(problems, fmt.Sprintf("%v is not in the table", m))
				continue
			}
			*transport = script{first: f}
			err := m.Call(ctx, samples)
			class, _, _ := strings.Cut(op.Class, ",")
			want := 1
			if f.retried(class, refuses) {
				want = 2
			}
			if len(transport.sent) != want {
				problems = append(problems, fmt.Sprintf("%s.%s, %s, after %s: %d attempts, want %d (%v)", m.Service, m.Name, class, f.name, len(transport.sent), want, err))
			}
		}
	}
	return problems
}

func find(table []Operation, m Method) (Operation, bool) {
	for _, op := range table {
		if _, name, _ := strings.Cut(op.Name, "."); name == m.Operation() {
			return op, true
		}
	}
	return Operation{}, false
}

// Resumes calls every method that sends with [zendesk.From], and returns those
// that have pages and do not start at that cursor, and those that have none and
// do not refuse it.
func Resumes(ctx context.Context, connect Connect, cursor, token string, samples Samples) []string {
	var problems []string
	transport := new(script)
	for _, m := range Methods(connect(transport), samples) {
		if !m.Sends() || !m.Optional() {
			continue
		}
		*transport = script{}
		err := m.Call(ctx, samples, zendesk.From(cursor))
		name := m.Service + "." + m.Name
		switch {
		case !m.Paged() && (len(transport.sent) > 0 || !errors.Is(err, zendesk.ErrInvalid)):
			problems = append(problems, fmt.Sprintf("%s has no pages and sent %d requests: %v", name, len(transport.sent), err))
		case m.Paged() && len(transport.sent) == 0:
			problems = append(problems, fmt.Sprintf("%s sent nothing: %v", name, err))
		case m.Paged() && !strings.Contains(unescaped(transport.sent[0].URL)+transport.body, token):
			problems = append(problems, fmt.Sprintf("%s did not start at the cursor: %s", name, transport.sent[0].URL))
		}
		if !m.Paged() {
			continue
		}
		*transport = script{} // an empty cursor is the beginning
		if err := m.Call(ctx, samples, zendesk.From("")); len(transport.sent) == 0 || strings.Contains(unescaped(transport.sent[0].URL)+transport.body, "cursor") {
			problems = append(problems, fmt.Sprintf("%s with an empty cursor: %v", name, err))
		}
	}
	return problems
}

func unescaped(u *url.URL) string {
	text, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		return u.RawQuery
	}
	return text
}
