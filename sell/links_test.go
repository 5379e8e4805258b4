package sell_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// transport answers requests by a function.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) { return t(req) }

func reply(req *http.Request, status int, location string, body io.Reader) *http.Response {
	res := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body), Request: req}
	if location != "" {
		res.Header.Set("Location", location)
	}
	return res
}

func paths(fake *selltest.Server) (all []string) {
	for _, r := range fake.Requests() {
		all = append(all, fmt.Sprintf("%s %d", r.Path, r.Status))
	}
	return all
}

func TestDownload(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	fake := selltest.New(selltest.WithClock(func() time.Time { return now }))
	var observed []string
	crm := connectObserved(t, fake.Transport(), func(_ context.Context, a zendesk.Attempt) {
		observed = append(observed, fmt.Sprint(a.Op.Name, " ", a.N, " ", a.Status, " ", a.Err == nil))
	})
	fake.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`)
	fake.Seed("documents", `{"id":7,"resource_type":"lead","resource_id":11}`, `{"id":8,"resource_type":"lead","resource_id":11}`)
	fake.SetFile(7, []byte("Fifty bikes"))
	doc := must(crm.Documents.Get(t.Context(), 7))
	lost := must(crm.Documents.Get(t.Context(), 8))

	download := func(doc *sell.Document, content string, requests ...string) error {
		t.Helper()
		fake.ForgetRequests()
		var b bytes.Buffer
		n, err := crm.Documents.Download(t.Context(), doc, &b)
		equal(t, "content", b.String(), content)
		equal(t, "length", n, int64(len(content)))
		equal(t, "requests", paths(fake), requests)
		for _, r := range fake.Requests() {
			if strings.HasPrefix(r.Path, "/files") && (r.Header.Get("Authorization") != "" || r.Header.Get("Accept-Encoding") != "identity") {
				t.Errorf("the file host was sent %v", r.Header)
			}
		}
		return err
	}
	observed = nil
	if err := download(doc, "Fifty bikes", "/files/7 200"); err != nil {
		t.Fatal(err)
	}
	equal(t, "observed", observed, []string{"sell.Documents.Download 1 200 true"})

	now = now.Add(91 * time.Minute)
	observed = nil
	if err := download(doc, "Fifty bikes", "/files/7 403", "/v2/documents/7 200", "/files/7 200"); err != nil {
		t.Fatal(err)
	}
	equal(t, "observed", observed, []string{"sell.Documents.Download 1 403 false", "sell.Documents.Get 1 200 true", "sell.Documents.Download 2 200 true"})
	if err := download(&sell.Document{ID: 7}, "Fifty bikes", "/v2/documents/7 200", "/files/7 200"); err != nil {
		t.Fatal(err)
	}

	err := download(lost, "", "/files/8 403", "/v2/documents/8 200", "/files/8 404")
	if e, ok := errors.AsType[*zendesk.Error](err); !ok || !errors.Is(err, zendesk.ErrNotFound) || e.Attempts != 2 || e.Op.Name != "sell.Documents.Download" {
		t.Errorf("a lost file: %v", err)
	}
	if err := download(&sell.Document{ID: 99}, "", "/v2/documents/99 404"); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("an unknown document: %v", err)
	}
	fake.FailNext(1, http.StatusServiceUnavailable, nil)
	if err := download(doc, "", "/files/7 503"); err == nil || errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("a host that fails: %v", err)
	}
	doc = must(crm.Documents.Get(t.Context(), 7))
	fake.TruncateNext(1)
	fake.ForgetRequests()
	var b bytes.Buffer
	n, err := crm.Documents.Download(t.Context(), doc, &b)
	if !errors.Is(err, io.ErrUnexpectedEOF) || n == 0 || n != int64(b.Len()) || len(fake.Requests()) != 1 {
		t.Errorf("broken off: %d bytes, %v, %d requests", n, err, len(fake.Requests()))
	}
}

func TestDownloadOfADocumentWithoutLink(t *testing.T) {
	crm := connect(t, ok(`{"data":{"id":7,"download_url":null}}`))
	if _, err := crm.Documents.Download(t.Context(), &sell.Document{ID: 7}, io.Discard); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("error %v", err)
	}
}

// A link lets in anyone who has it: it goes nowhere but to its host.
func TestLinksAreFollowedSafely(t *testing.T) {
	const secret = "signature=invented"
	var asked []string
	crm := connect(t, transport(func(req *http.Request) (*http.Response, error) {
		asked = append(asked, req.URL.Host)
		if len(req.Header) != 1 || req.Body != http.NoBody && req.Body != nil {
			t.Errorf("%s is sent %v", req.URL.Host, req.Header)
		}
		if op, _ := zendesk.OpFrom(req.Context()); op.Name != "sell.Documents.Download" {
			t.Errorf("the operation is %q", op.Name)
		}
		to := map[string]string{
			"one.example.com": "https://two.example.com/x?" + secret, "two.example.com": "../y", "plain.example.com": "http://two.example.com/?" + secret,
			"round.example.com": "https://round.example.com/?" + secret, "bad.example.com": "https://%zz?" + secret, "port.example.com": "https:///x?" + secret,
		}[req.URL.Host]
		switch {
		case req.URL.Path == "/y":
			return reply(req, http.StatusOK, "", strings.NewReader("Fifty bikes")), nil
		case req.URL.Host == "lost.example.com":
			return nil, errors.New("connection reset")
		}
		return reply(req, http.StatusFound, to, strings.NewReader(secret)), nil
	}))
	for name, c := range map[string]struct {
		link    string
		asked   int
		problem string
	}{
		"to another host":         {"https://one.example.com/", 3, ""},
		"plain http":              {"http://one.example.com/", 0, "the link is not https"},
		"plain http on this host": {"http://127.0.0.1/", 0, "the link is not https"},
		"another scheme":          {"file:///etc/passwd", 0, "the link is not https"},
		"on to plain http":        {"https://plain.example.com/", 1, "the link is not https"},
		"on to no host":           {"https://port.example.com/", 1, "the link is not https"},
		"round in circles":        {"https://round.example.com/", 10, "the link is redirected too often"},
		"on to nonsense":          {"https://bad.example.com/", 1, "the link cannot be parsed"},
		"nonsense":                {"https://%zz/", 0, "the link cannot be parsed"},
		"on to nowhere":           {"https://nowhere.example.com/", 1, "302 Found"},
		"to a host that is away":  {"https://lost.example.com/", 1, "connection reset"},
	} {
		t.Run(name, func(t *testing.T) {
			asked = nil
			var b strings.Builder
			_, err := crm.Documents.Download(t.Context(), &sell.Document{ID: 7, DownloadURL: c.link + "?" + secret}, &b)
			equal(t, "hosts", len(asked), c.asked)
			if c.problem == "" {
				if err != nil || b.String() != "Fifty bikes" {
					t.Errorf("%q, %v", b.String(), err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), "zendesk: sell.Documents.Download: ") || !strings.Contains(err.Error(), c.problem) || strings.Contains(err.Error(), secret) {
				t.Errorf("error %v, want %q", err, c.problem)
			}
		})
	}
}

var errFull = errors.New("disk full")

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

type short struct{}

func (short) Write([]byte) (int, error) { return 1, nil }

func TestDownloadEnds(t *testing.T) {
	doc := &sell.Document{ID: 7, DownloadURL: "https://files.example.com/7"}
	file := transport(func(req *http.Request) (*http.Response, error) {
		if err := req.Context().Err(); err != nil {
			return nil, err
		}
		return reply(req, http.StatusOK, "", strings.NewReader("Fifty bikes")), nil
	})
	for name, w := range map[string]io.Writer{"full": failing{errFull}, "refusing": failing{&zendesk.Error{Status: http.StatusForbidden, Err: errFull}}} {
		_, err := connect(t, file).Documents.Download(t.Context(), doc, w)
		if e, ok := errors.AsType[*zendesk.Error](err); !errors.Is(err, errFull) || ok && e.Op.Name != "" {
			t.Errorf("to a disk that is %s: %v", name, err)
		}
	}
	if n, err := connect(t, file).Documents.Download(t.Context(), doc, short{}); !errors.Is(err, io.ErrShortWrite) || n != 1 {
		t.Errorf("to a writer that takes one byte: %d, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := connect(t, file).Documents.Download(ctx, doc, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	quoting := transport(func(req *http.Request) (*http.Response, error) {
		_, err := (&http.Client{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, errors.New("connection reset") })}).Get(req.URL.String())
		return nil, err
	})
	if _, err := connect(t, quoting).Documents.Download(t.Context(), doc, io.Discard); err == nil || strings.Contains(err.Error(), "files.example.com") {
		t.Errorf("a transport that quotes links: %v", err)
	}
}

// Without a length, a connection that breaks looks like the end of the file.
func TestDownloadIsWhole(t *testing.T) {
	for name, c := range map[string]struct {
		size   int64 // of the document
		length int64 // that the host tells
		broken bool
	}{
		"of the size":                  {11, -1, false},
		"of another, with a length":    {12, 11, false},
		"of no size":                   {0, -1, false},
		"larger than the document was": {10, -1, false},
		"cut off":                      {12, -1, true},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			crm := connect(t, transport(func(req *http.Request) (*http.Response, error) {
				requests++
				res := reply(req, http.StatusOK, "", strings.NewReader("Fifty bikes"))
				res.ContentLength = c.length
				return res, nil
			}))
			n, err := crm.Documents.Download(t.Context(), &sell.Document{ID: 7, Size: c.size, DownloadURL: "https://files.example.com/7"}, io.Discard)
			e, isError := errors.AsType[*zendesk.Error](err)
			if isError != c.broken || isError && (e.Status != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF)) || !isError && err != nil {
				t.Errorf("error %v", err)
			}
			equal(t, "length", n, int64(11))
			equal(t, "requests", requests, 1)
		})
	}
}

// stalling is a body that ends only with its request.
type stalling struct {
	ctx   context.Context
	waits []time.Duration // before each byte; then nothing comes any more
}

func (s *stalling) Read(b []byte) (int, error) {
	var next <-chan time.Time
	if len(s.waits) > 0 {
		next = time.After(s.waits[0])
	}
	select {
	case <-next:
		s.waits = s.waits[1:]
		return copy(b, "x"), nil
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}

// slow is a writer that takes its time.
type slow struct{}

func (slow) Write(b []byte) (int, error) { <-time.After(2 * time.Minute); return len(b), nil }

func TestDownloadFromAHostThatStalls(t *testing.T) {
	const most = 59 * time.Second
	for name, c := range map[string]struct {
		answers bool
		waits   []time.Duration
		w       io.Writer
		lasts   time.Duration
	}{
		"at once":            {false, nil, io.Discard, time.Minute},
		"after the head":     {true, nil, io.Discard, time.Minute},
		"after slow bytes":   {true, []time.Duration{most, most, most}, io.Discard, 3*most + time.Minute},
		"after a slow write": {true, []time.Duration{0}, slow{}, 3 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				crm := connect(t, transport(func(req *http.Request) (*http.Response, error) {
					if !c.answers {
						<-req.Context().Done()
						return nil, req.Context().Err()
					}
					return reply(req, http.StatusOK, "", &stalling{req.Context(), c.waits}), nil
				}))
				start := time.Now()
				n, err := crm.Documents.Download(t.Context(), &sell.Document{ID: 7, DownloadURL: "https://files.example.com/7"}, c.w)
				e, ok := errors.AsType[*zendesk.Error](err)
				if !ok || (e.Status == http.StatusOK) != c.answers || !strings.Contains(err.Error(), "sent nothing for 1m0s") {
					t.Errorf("error %v", err)
				}
				equal(t, "length", n, int64(len(c.waits)))
				equal(t, "time", time.Since(start), c.lasts)
			})
		})
	}
}

func TestDownloadErrorsTellWhenToRepeat(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		crm := connect(t, transport(func(req *http.Request) (*http.Response, error) {
			res := reply(req, status, "", http.NoBody)
			res.Header.Set("Retry-After", "7")
			return res, nil
		}))
		_, err := crm.Documents.Download(t.Context(), &sell.Document{ID: 7, DownloadURL: "https://files.example.com/7"}, io.Discard)
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Status != status || e.RetryAfter != 7*time.Second {
			t.Errorf("%d: %+v", status, e)
		}
	}
}

func TestDownloadErrorsHoldNoLink(t *testing.T) {
	const secret = "signature=invented"
	quoted := func(req *http.Request) error {
		inner := &url.Error{Op: "Get", URL: req.URL.String(), Err: io.ErrUnexpectedEOF}
		return &url.Error{Op: "Get", URL: req.URL.String(), Err: inner}
	}
	for name, rt := range map[string]transport{
		"request": func(req *http.Request) (*http.Response, error) { return nil, quoted(req) },
		"body": func(req *http.Request) (*http.Response, error) {
			return reply(req, http.StatusOK, "", iotest.ErrReader(quoted(req))), nil
		},
	} {
		_, err := connect(t, rt).Documents.Download(t.Context(), &sell.Document{ID: 7, DownloadURL: "https://files.example.com/7?" + secret}, io.Discard)
		if !errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(fmt.Sprintf("%v %#v", err, errors.Unwrap(err)), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A stand-in on this machine has links of its own, without TLS.
func TestDownloadFromAPort(t *testing.T) {
	fake := selltest.New()
	server := httptest.NewServer(fake)
	defer server.Close()
	crm := must(sell.NewClient(zendesk.Bearer(selltest.DefaultToken), &sell.Config{BaseURL: server.URL, Limiter: unlimited{}}))
	fake.Seed("documents", `{"id":7,"size":11}`)
	fake.SetFile(7, []byte("Fifty bikes"))
	var b strings.Builder
	if _, err := crm.Documents.Download(t.Context(), &sell.Document{ID: 7}, &b); err != nil || b.String() != "Fifty bikes" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestDocumentsNeedTheirRecords(t *testing.T) {
	server := ok(`{"items":[]}`)
	crm := connect(t, server)
	for want, q := range map[string]sell.DocumentQuery{
		"ResourceType": {ResourceID: []int64{1}},
		"ResourceID":   {ResourceType: []sell.ResourceType{sell.ResourceLead}, IDs: []int64{1}},
	} {
		_, list := crm.Documents.List(t.Context(), q, "")
		_, raw := zendesk.Collect(crm.Documents.Raw().All(t.Context(), q), 0)
		for _, err := range []error{list, raw} {
			if e, ok := errors.AsType[*zendesk.ArgumentError](err); !ok || e.Argument != want || e.Op != "sell.Documents.List" {
				t.Errorf("without %s: %v", want, err)
			}
		}
	}
	equal(t, "requests", len(server.urls()), 0)
}

// A recording is taken from the link that the API page does not name, or else from
// the other one; no host gets credentials.
func TestDownloadOfARecording(t *testing.T) {
	var asked []string
	status := map[string]int{}
	crm := connect(t, transport(func(req *http.Request) (*http.Response, error) {
		asked = append(asked, req.URL.Path)
		if req.Header.Get("Authorization") != "" {
			t.Error("a host was sent the token")
		}
		code := status[req.URL.Path]
		if code == 0 {
			code = http.StatusOK
		}
		return reply(req, code, "", strings.NewReader("sound of "+req.URL.Path)), nil
	}))
	both := &sell.Call{ID: 1, PublicAPIRecordingURL: "https://voice.example.com/new", RecordingURL: "https://voice.example.com/old"}
	for _, test := range []struct {
		call     *sell.Call
		answers  map[string]int
		content  string
		asked    string
		sentinel error
	}{
		{both, nil, "sound of /new", "/new", nil},
		{both, map[string]int{"/new": 401}, "sound of /old", "/new /old", nil},
		{both, map[string]int{"/new": 404, "/old": 403}, "", "/new /old", zendesk.ErrForbidden},
		{both, map[string]int{"/new": 503}, "", "/new", nil},
		{&sell.Call{RecordingURL: "https://voice.example.com/old"}, nil, "sound of /old", "/old", nil},
		{&sell.Call{RecordingURL: "http://voice.example.com/plain"}, nil, "", "", nil},
		{&sell.Call{ID: 7}, nil, "", "", zendesk.ErrNotFound},
	} {
		asked, status = nil, test.answers
		var b bytes.Buffer
		n, err := crm.Calls.Download(t.Context(), test.call, &b)
		equal(t, "asked", strings.Join(asked, " "), test.asked)
		equal(t, "content", b.String(), test.content)
		equal(t, "length", n, int64(len(test.content)))
		if (err == nil) != (test.content != "") || test.sentinel != nil && !errors.Is(err, test.sentinel) {
			t.Errorf("%v: %v", test.answers, err)
		}
		if err != nil && strings.Contains(err.Error(), "voice.example.com") {
			t.Errorf("the error quotes the link: %v", err)
		}
	}
}
