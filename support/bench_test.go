package support_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// The benchmarks run each piece of work with this client and with the baseline.
//
//	go test -run '^$' -bench . -benchmem ./support

func replying(body []byte) roundTrip {
	return func(req *http.Request) (*http.Response, error) {
		if req.Body != nil {
			if _, err := io.Copy(io.Discard, req.Body); err != nil {
				return nil, err
			}
		}
		return &http.Response{
			StatusCode: 200, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Request: req,
			Body: io.NopCloser(bytes.NewReader(body)), ContentLength: -1, // as with gzip
		}, nil
	}
}

// work is one piece of it, done by either client.
type work struct {
	name   string
	client func(testing.TB) func() error
	base   func() func() error
}

func works() []work {
	var all []work
	for _, kind := range []string{"lean", "rich"} {
		body := ticketsPage(kind == "rich")
		all = append(all, work{
			"page " + kind,
			func(t testing.TB) func() error {
				desk := connect(t, replying(body))
				return func() error {
					page, err := desk.Tickets.List(t.Context(), support.TicketQuery{}, "")
					if err == nil && (len(page.Items) != 100 || page.Next == "" || page.Items[99].Subject == "") {
						t.Fatal("the page is not whole")
					}
					return err
				}
			},
			func() func() error {
				b := baseline{&http.Client{Transport: replying(body)}, "https://acme.zendesk.com"}
				return func() error {
					var page basePage
					return b.do(context.Background(), http.MethodGet, "/api/v2/tickets.json?page[size]=100", nil, &page)
				}
			},
		})
	}
	made := append(append([]byte(`{"ticket":`), ticketJSON(7, false)...), '}')
	return append(all, work{
		"create",
		func(t testing.TB) func() error {
			desk := connect(t, replying(made))
			params := support.TicketParams{Subject: zendesk.Set("Squeaky brakes"), Priority: zendesk.Set(support.TicketPriorityHigh), RequesterID: zendesk.Set[int64](7), Tags: zendesk.Set([]string{"brakes"}), Comment: &support.CommentParams{Body: "They squeak."}}
			return func() error { _, err := desk.Tickets.Create(t.Context(), params); return err }
		},
		func() func() error {
			b := baseline{&http.Client{Transport: replying(made)}, "https://acme.zendesk.com"}
			in := map[string]any{"ticket": baseTicket{Subject: new("Squeaky brakes"), Priority: new("high"), RequesterID: new(int64(7)), Tags: []string{"brakes"}, Comment: &baseComment{Body: new("They squeak.")}}}
			return func() error {
				var out struct {
					Ticket *baseTicket `json:"ticket"`
				}
				return b.do(context.Background(), http.MethodPost, "/api/v2/tickets.json", in, &out)
			}
		},
	})
}

func BenchmarkBesideBaseline(b *testing.B) {
	for _, w := range works() {
		for _, by := range []struct {
			name string
			do   func() error
		}{{"client", w.client(b)}, {"baseline", w.base()}} {
			b.Run(w.name+"/"+by.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := by.do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// Beside the baseline, allocations and bytes are stable; time is for the benchmark.
func TestBesideBaseline(t *testing.T) {
	for _, w := range works() {
		allocs, bytes := cost(t, w.client(t))
		baseAllocs, baseBytes := cost(t, w.base())
		t.Logf("%s: %.0f allocations, %.1f %% of the baseline's; %.0f bytes, %.1f %%", w.name, allocs, 100*allocs/baseAllocs, bytes, 100*bytes/baseBytes)
		most := map[string][2]float64{"page lean": {0.20, 0.22}, "page rich": {0.04, 0.18}, "create": {1.1, 1}}[w.name]
		if allocs > most[0]*baseAllocs || bytes > most[1]*baseBytes {
			t.Errorf("%s takes %.0f allocations and %.0f bytes, the baseline %.0f and %.0f", w.name, allocs, bytes, baseAllocs, baseBytes)
		}
		if w.name == "create" && allocs > 200 {
			t.Errorf("a create takes %.0f allocations", allocs)
		}
	}
}

// cost returns what do allocates.
func cost(t *testing.T, do func() error) (allocs, bytes float64) {
	t.Helper()
	const runs = 20
	again := func() {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	again() // what is made once
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		again()
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / runs, float64(after.TotalAlloc-before.TotalAlloc) / runs
}
