package support_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// A page of an export that takes Support too long is asked for by half, and the
// next ones as well; another export begins anew.
func TestExportAsksForLess(t *testing.T) {
	const page1, page2 = `{"tickets":[{"id":1}],"after_cursor":"c1","end_of_stream":false}`, `{"tickets":[{"id":2}],"after_cursor":"c2","end_of_stream":true}`
	slow, fine := func(status int) reply { return reply{status: status} }, func(body string) reply { return reply{status: 200, body: body} }
	for name, test := range map[string]struct {
		perPage int
		replies []reply
		want    []string
		failed  bool
	}{
		"no trouble":       {0, []reply{fine(page1), fine(page2)}, []string{"1000", "1000"}, false},
		"once":             {0, []reply{slow(504), fine(page1), fine(page2)}, []string{"1000", "500", "500"}, false},
		"down to 100":      {0, []reply{slow(504), slow(524), slow(598), slow(408), fine(page1), slow(504), fine(page2)}, []string{"1000", "500", "250", "125", "100", "100", "100"}, false},
		"on a later page":  {0, []reply{fine(page1), slow(504), fine(page2)}, []string{"1000", "1000", "500"}, false},
		"from less":        {300, []reply{slow(504), slow(504), fine(page2)}, []string{"300", "150", "100"}, false},
		"from little":      {60, []reply{slow(504), fine(page2)}, []string{"60", "60"}, false},
		"never":            {0, []reply{slow(504)}, []string{"1000", "500", "250", "125", "100"}, true},
		"another trouble":  {0, []reply{slow(500), slow(502), slow(503), {status: 200, body: page2, lost: true}, fine(page2)}, []string{"1000", "1000", "1000", "1000", "1000"}, false},
		"refused for good": {0, []reply{slow(422)}, []string{"1000"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wire := &canned{replies: test.replies}
				pages := connect(t, wire).Incremental.TicketPages(t.Context(), support.IncrementalQuery{PerPage: test.perPage})
				for round := range 2 {
					wire.mu.Lock()
					wire.sent, wire.replies = nil, test.replies
					wire.mu.Unlock()
					var failed error
					for _, err := range pages {
						failed = err
					}
					if e, ok := errors.AsType[*zendesk.Error](failed); ok != test.failed || ok && e.Status != test.replies[0].status {
						t.Errorf("err = %v", failed)
					}
					var got []string
					for _, s := range wire.sent {
						got = append(got, s.query.Get("per_page"))
					}
					if !slices.Equal(got, test.want) {
						t.Errorf("round %d asked for %v, want %v", round, got, test.want)
					}
				}
			})
		})
	}
}

// A page that does not come within the time of an attempt took too long as well.
func TestExportAsksForLessAfterATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		desk := connect(t, transport(func(req *http.Request) (*http.Response, error) {
			asked = append(asked, req.URL.Query().Get("per_page"))
			if len(asked) == 1 {
				<-req.Context().Done()
				return nil, req.Context().Err()
			}
			return ok(`{"tickets":[],"after_cursor":"c","end_of_stream":true}`).RoundTrip(req)
		}))
		for _, err := range desk.Incremental.Tickets(t.Context(), time.Time{}) {
			t.Fatal(err)
		}
		if !slices.Equal(asked, []string{"1000", "500"}) {
			t.Errorf("asked for %v", asked)
		}
	})
}
