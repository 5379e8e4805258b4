package support_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// unlimited lets every request pass at once.
type unlimited struct{}

func (unlimited) Wait(context.Context, zendesk.Op) error              { return nil }
func (unlimited) Report(context.Context, zendesk.Op, zendesk.Outcome) {}

// connect returns a client whose requests go to rt.
func connect(t testing.TB, rt http.RoundTripper) *support.Client {
	t.Helper()
	return connectObserved(t, rt, nil)
}

func connectObserved(t testing.TB, rt http.RoundTripper, observe func(context.Context, zendesk.Attempt)) *support.Client {
	t.Helper()
	desk, err := support.NewClient("acme", zendesk.Bearer(supporttest.DefaultToken), &support.Config{
		HTTPClient: &http.Client{Transport: rt}, Observe: observe,
		Limiter: unlimited{},
	})
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

// canned is a transport that gives its replies in turn, the last one for ever.
type canned struct {
	mu      sync.Mutex
	replies []reply
	sent    []sent
}

type reply struct {
	status int
	body   string
	header http.Header
	lost   bool // the connection breaks instead
}

type sent struct {
	method, path string
	query        url.Values
	body         string
	header       http.Header
}

func ok(bodies ...string) *canned {
	c := new(canned)
	for _, body := range bodies {
		c.replies = append(c.replies, reply{status: http.StatusOK, body: body})
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
	c.sent = append(c.sent, sent{req.Method, req.URL.Scheme + "://" + req.URL.Host + req.URL.Path, req.URL.Query(), string(body), req.Header})
	r := c.replies[min(len(c.sent), len(c.replies))-1]
	if r.lost {
		return nil, errors.New("connection reset")
	}
	header := http.Header{"Content-Type": {"application/json"}}
	maps.Copy(header, r.header)
	return &http.Response{StatusCode: r.status, Header: header, Body: io.NopCloser(strings.NewReader(r.body)), Request: req}, nil
}

// lines returns what was sent, without bodies.
func (c *canned) lines() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines := make([]string, len(c.sent))
	for i, s := range c.sent {
		lines[i] = line(s.method, strings.TrimPrefix(s.path, "https://acme.zendesk.com"), s.query)
	}
	return lines
}

// line is a request as the tests write it, with a readable query.
func line(method, path string, query url.Values) string {
	if len(query) > 0 {
		path += "?" + must(url.QueryUnescape(query.Encode()))
	}
	return method + " " + path
}

var someTime = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

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

// idsOf returns the ids of records.
func idsOf[Record any](records []*Record) []any {
	ids := make([]any, len(records))
	for i, r := range records {
		ids[i] = reflect.ValueOf(r).Elem().FieldByName("ID").Interface()
	}
	return ids
}

// found returns the ids of a page, as the result of a step.
func found[Record any](page *support.Page[Record], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return idsOf(page.Items), nil
}

// listed returns the ids of a list.
func listed[Record any](records []*Record, err error) (any, error) { return idsOf(records), err }

// place is where an item of a job stood, or "-" where the result does not tell.
func place(index *int64) string {
	if index == nil {
		return "-"
	}
	return strconv.FormatInt(*index, 10)
}

// done waits for a job and returns its results.
func done(ctx context.Context) func(*support.Job, error) (any, error) {
	return func(job *support.Job, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		results, err := job.Wait(ctx)
		var text []string
		for _, r := range results {
			text = append(text, strings.Join(strings.Fields(fmt.Sprint(place(r.Index), ":", r.ID, " ", r.Action, " ", r.Status, r.Error)), " "))
		}
		return strings.Join(text, ", "), err
	}
}
