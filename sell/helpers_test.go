package sell_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// unlimited lets every request pass at once.
type unlimited struct{}

func (unlimited) Wait(context.Context, zendesk.Op) error              { return nil }
func (unlimited) Report(context.Context, zendesk.Op, zendesk.Outcome) {}

// connect returns a client whose requests go to rt.
func connect(t testing.TB, rt http.RoundTripper) *sell.Client {
	t.Helper()
	return connectObserved(t, rt, nil)
}

func connectObserved(t testing.TB, rt http.RoundTripper, observe func(context.Context, zendesk.Attempt)) *sell.Client {
	t.Helper()
	crm, err := sell.NewClient(zendesk.Bearer(selltest.DefaultToken), &sell.Config{
		HTTPClient: &http.Client{Transport: rt}, Observe: observe,
		Limiter: unlimited{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return crm
}

// canned is a transport that gives its answers in turn, the last one for ever.
type canned struct {
	mu      sync.Mutex
	answers []answer
	sent    []sent
}

type answer struct {
	status int
	body   string
	lost   bool // the connection breaks instead
}

type sent struct{ method, url, body string }

func ok(bodies ...string) *canned {
	c := new(canned)
	for _, body := range bodies {
		c.answers = append(c.answers, answer{status: http.StatusOK, body: body})
	}
	return c
}

func (c *canned) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, sent{req.Method, req.URL.String(), string(body)})
	a := c.answers[min(len(c.sent), len(c.answers))-1]
	if a.lost {
		return nil, errors.New("connection reset")
	}
	return &http.Response{
		StatusCode: a.status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(a.body)), Request: req,
	}, nil
}

// urls returns the addresses that were asked for.
func (c *canned) urls() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	urls := make([]string, len(c.sent))
	for i, s := range c.sent {
		urls[i] = s.method + " " + s.url
	}
	return urls
}

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %#v\nwant %#v", what, got, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func decode[Record any](t *testing.T, data []byte) *Record {
	t.Helper()
	record, odd, err := zendesk.Decode[Record](data)
	if err != nil || odd != nil {
		t.Fatal(odd, err)
	}
	return record
}
