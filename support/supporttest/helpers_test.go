package supporttest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// step is a request and what its answer must be.
type step struct {
	call   string // "GET /tickets/1", below /api/v2
	body   string
	as     string // token; the administrator's by default
	status int    // 0: 200
	want   want
	header want // values of the answer's headers
}

// want maps places in the answer, such as "tickets.0.id", to the JSON there;
// "" means that nothing is there, "#" before a place its length.
type want map[string]string

type answer struct {
	status int
	header http.Header
	body   any
	text   string
}

// run sends the steps in turn and returns the last answer.
func run(t testing.TB, fake *supporttest.Server, steps ...step) answer {
	t.Helper()
	var last answer
	for _, s := range steps {
		method, path, _ := strings.Cut(s.call, " ")
		header := http.Header{"Authorization": {"Bearer " + orDefault(s.as)}}
		last = send(t, fake, method, "/api/v2"+path, s.body, header)
		status := s.status
		if status == 0 {
			status = 200
		}
		if last.status != status {
			t.Errorf("%s: status %d, want %d: %s", s.call, last.status, status, last.text)
		}
		expect(t, s.call, last, s.want)
		for name, value := range s.header {
			if got := last.header.Get(name); got != value {
				t.Errorf("%s: header %s is %q, want %q", s.call, name, got, value)
			}
		}
	}
	return last
}

// expect compares places in an answer.
func expect(t testing.TB, name string, a answer, w want) {
	t.Helper()
	for place, value := range w {
		if got := a.at(place); got != value {
			t.Errorf("%s: %s is %s, want %s", name, place, got, value)
		}
	}
}

func orDefault(token string) string {
	if token == "" {
		return supporttest.DefaultToken
	}
	return token
}

func send(t testing.TB, fake *supporttest.Server, method, path, body string, header http.Header) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "https://acme.zendesk.com"+strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	if req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := fake.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, text: string(raw)}
	dec := json.NewDecoder(strings.NewReader(a.text))
	dec.UseNumber()
	_ = dec.Decode(&a.body) // not all answers are JSON
	return a
}

// at returns the JSON at a place, "" where there is none.
func (a answer) at(place string) string {
	place, length := strings.CutPrefix(place, "#")
	value := a.body
	for name := range strings.SplitSeq(place, ".") {
		switch v := value.(type) {
		case map[string]any:
			var ok bool
			if value, ok = v[name]; !ok {
				return ""
			}
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(v) {
				return ""
			}
			value = v[i]
		default:
			return ""
		}
	}
	if length {
		list, _ := value.([]any)
		value = len(list)
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(value)
	return strings.TrimSuffix(b.String(), "\n")
}

// each returns what a member of each record in a list is, joined by commas.
func (a answer) each(list, member string) string {
	records, _ := a.body.(map[string]any)[list].([]any)
	values := make([]string, len(records))
	for i := range records {
		values[i] = answer{body: records[i]}.at(member)
	}
	return strings.Join(values, ",")
}

// clock is a time that a test sets.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, 5, 4, 10, 0, 0, 500_000_000, time.UTC)} }

func (c *clock) Now() time.Time          { return c.now }
func (c *clock) advance(d time.Duration) { c.now = c.now.Add(d) }

const ana = `{"id":5,"name":"Ana Ruiz","email":"ana@example.com","phone":"+34600100200","role":"end-user"}`
