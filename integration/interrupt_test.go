package integration_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// The caller's context ends at the k-th request, before it is carried out or
// before it is answered. Whatever k is, another run ends with one lead.
func TestContextEndsAtEachRequest(t *testing.T) {
	for name, change := range map[string]func(*integration.Config){
		"claim":  nil,
		"memory": func(c *integration.Config) { c.Lease = integration.NewMemoryLease() },
	} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprint(name, after), func(t *testing.T) {
				for k := 1; ; k++ {
					finished := false
					synctest.Test(t, func(t *testing.T) { finished = cancelAt(t, k, after, change) })
					if t.Failed() {
						t.Fatalf("request %d", k)
					}
					if finished {
						if k < 15 {
							t.Errorf("only %d requests", k)
						}
						return
					}
				}
			})
		}
	}
}

// cancelAt reports whether the first run finished before its k-th request.
func cancelAt(t *testing.T, k int, after bool, change func(*integration.Config)) bool {
	w := newWorld([]selltest.Option{selltest.WithLag(2 * time.Second)}, nil)
	a := as(t, w.integrate(t, change), agent)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	left := k
	end := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			mu.Lock()
			left--
			now := left == 0
			mu.Unlock()
			if now && !after {
				cancel()
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(rw, r)
			if now {
				cancel()
				panic(http.ErrAbortHandler)
			}
		})
	}
	w.sell.Use(end)
	w.support.Use(end)
	_, err := a.CreateLead(ctx, integration.LeadRequest{Ticket: openTicket, Note: "hello"})
	finished := err == nil && left > 0
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, zendesk.ErrUnclear) {
		t.Errorf("error %v", err)
	}
	assertNoSecrets(t, err)
	res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, Note: "hello"})
	if err != nil {
		t.Errorf("the second run: %v, %s", err, steps(res))
		return true
	}
	w.assertOneLead(t, res.LeadID)
	return finished
}

// Somebody who knows nothing of claims adds tags and comments to the ticket
// between any two requests, often within the same second. Nothing of theirs is
// lost, and there is one lead.
func TestOthersWriteToTheTicket(t *testing.T) {
	runs := 200
	if testing.Short() {
		runs = 20
	}
	for seed := range uint64(runs) {
		synctest.Test(t, func(t *testing.T) { othersWrite(t, seed) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func othersWrite(t *testing.T, seed uint64) {
	rnd := newDice(seed, 2)
	lag := rnd.below(2 * time.Second)
	w := newWorld([]selltest.Option{selltest.WithLags(lag)}, []supporttest.Option{supporttest.WithLags(lag)})
	others := &otherWriter{rnd: rnd, left: 60}
	w.support.Latency(rnd.below(700 * time.Millisecond))
	in := w.integrate(t, nil)
	a := as(t, in, agent)
	w.sell.Use(onRequest(func(r *http.Request) { others.write(t) }))
	w.support.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "Bearer others-token" {
				next.ServeHTTP(rw, r)
				return
			}
			others.write(t)
			next.ServeHTTP(rw, r)
			others.write(t)
		})
	})
	w.support.AddToken("others-token", supportAdmin)
	others.desk = w.support.ClientFor("others-token", &support.Config{Limiter: noLimit{}})
	res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
	if err != nil {
		t.Fatal(err)
	}
	others.stop()
	wait(t, 5*time.Second) // for a write of theirs that is on its way
	tags := w.tags(t, openTicket)
	for _, want := range append(others.tags, "vip", linkTag(openTicket, res.LeadID)) {
		if !slices.Contains(tags, want) {
			t.Errorf("%s is lost: %v", want, tags)
		}
	}
	if len(tags) != len(others.tags)+2 {
		t.Errorf("tags %v", tags)
	}
	if comments := w.comments(t, openTicket); len(comments) != 2+others.comments {
		t.Errorf("%d comments, want %d", len(comments), 2+others.comments)
	}
	if leads, notes := len(w.leads(t)), len(w.notes(t)); leads != 1 || notes != 1 {
		t.Errorf("%d leads, %d notes", leads, notes)
	}
}

// otherWriter writes beside all requests of a run, which go out side by side.
type otherWriter struct {
	desk *support.Client
	rnd  *dice

	mu       sync.Mutex // guards what is below, and is not held over a request
	left     int
	tags     []string
	comments int
}

// write adds a tag or a comment, now and then, until there are enough.
func (o *otherWriter) write(t *testing.T) {
	var err error
	switch tag := o.next(); tag {
	case "":
	case "comment":
		_, err = o.desk.Tickets.Update(t.Context(), openTicket, support.TicketParams{Comment: &support.CommentParams{Body: "other", Public: zendesk.Set(false)}})
	default:
		_, err = o.desk.Tickets.AddTags(t.Context(), openTicket, support.TicketTagsParams{Tags: []string{tag}})
	}
	if err != nil {
		t.Error(err)
	}
}

// next says what to write: a tag, "comment", or nothing.
func (o *otherWriter) next() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.left == 0 || o.rnd.IntN(4) > 0 {
		return ""
	}
	o.left--
	if o.rnd.IntN(2) == 0 {
		o.comments++
		return "comment"
	}
	o.tags = append(o.tags, fmt.Sprintf("other_%d", o.left))
	return o.tags[len(o.tags)-1]
}

func (o *otherWriter) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.left = 0
}

// secrets must not be in the text of any error.
var secrets = []string{repToken, selltest.DefaultToken, supporttest.DefaultToken, "@example.com", "%40example", "2345678", "Castle"}

func assertNoSecrets(t *testing.T, err error) {
	t.Helper()
	for _, text := range []string{fmt.Sprint(err), fmt.Sprintf("%+v", err)} {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("the error holds %q: %s", secret, text)
			}
		}
	}
}

// Each request in turn is refused by an answer that quotes what was sent. No
// error says any of it, nor does the step that failed.
func TestErrorsKeepSecrets(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 409, 422, 500} {
		for k := 1; ; k++ {
			finished := false
			synctest.Test(t, func(t *testing.T) { finished = refuseAt(t, k, status) })
			if t.Failed() {
				t.Fatalf("status %d at request %d", status, k)
			}
			if finished {
				break
			}
		}
	}
}

func refuseAt(t *testing.T, k, status int) (finished bool) {
	w := newWorld(nil, nil)
	in := w.integrate(t, nil)
	var left atomic.Int64 // requests go out side by side
	left.Store(int64(k))
	refuse := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if n := left.Add(-1); n == 0 || n < 0 && status == 500 && n > -9 {
				quote := r.Header.Get("Authorization") + " " + r.URL.RawQuery + " carl@example.com +49 171 2345678 Castle"
				rw.Header().Set("Content-Type", "application/json")
				rw.WriteHeader(status)
				fmt.Fprintf(rw, `{"error":"Bad","description":%q,"errors":[{"error":{"resource":"lead","field":"email","code":"bad","message":%q,"details":%q}}]}`, quote, quote, quote)
				return
			}
			next.ServeHTTP(rw, r)
		})
	}
	w.sell.Use(refuse)
	w.support.Use(refuse)
	a, err := in.As(t.Context(), agent)
	assertNoSecrets(t, err)
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	res, err := a.CreateLead(ctx, integration.LeadRequest{Ticket: openTicket})
	assertNoSecrets(t, err)
	for _, s := range res.Steps {
		if s.State == integration.Failed {
			assertNoSecrets(t, errors.New(s.Detail))
		}
	}
	for _, warning := range res.Warnings {
		assertNoSecrets(t, errors.New(warning))
	}
	return left.Load() > 0
}
