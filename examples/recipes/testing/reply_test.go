package reply_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	reply "github.com/sellsupport/zendesk/examples/recipes/testing"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// seed makes a stand-in with one ticket.
func seed() *supporttest.Server {
	fake := supporttest.New()
	fake.Seed("tickets", `{"id":7,"subject":"Printer on fire","status":"new","requester_id":900001,"created_at":"2026-03-02T09:00:00Z","updated_at":"2026-03-02T09:00:00Z"}`)
	return fake
}

func TestAcknowledge(t *testing.T) {
	fake := seed()
	done, err := reply.Acknowledge(t.Context(), fake.Client(nil), 7)
	if !done || err != nil {
		t.Fatal(done, err)
	}
	requests := fake.Requests()
	last := requests[len(requests)-1]
	if last.Method != http.MethodPut || !strings.Contains(string(last.Body), "We are on it.") {
		t.Errorf("last request %s %s", last.Method, last.Body)
	}
	if done, err := reply.Acknowledge(t.Context(), fake.Client(nil), 7); done || err != nil {
		t.Error("an open ticket was acknowledged again", err)
	}
}

// In synctest the clock is virtual: a minute of backoff takes no time.
func TestAcknowledgeWaitsAsTheAPIAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := seed()
		fake.FailNext(2, http.StatusTooManyRequests, http.Header{"Retry-After": {"20"}})
		start := time.Now()
		if done, err := reply.Acknowledge(t.Context(), fake.Client(nil), 7); !done || err != nil {
			t.Fatal(done, err)
		}
		if waited := time.Since(start); waited < 40*time.Second {
			t.Errorf("it waited %v", waited)
		}
	})
}

// A response that is lost leaves open whether the comment was added: it is not
// sent again, and the error says so.
func TestAcknowledgeIsNotRepeatedBlindly(t *testing.T) {
	fake := seed()
	desk := fake.Client(nil)
	fake.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPut {
				next.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(httptest.NewRecorder(), r) // the update happens
			panic(http.ErrAbortHandler)               // and its response is lost
		})
	})
	if _, err := reply.Acknowledge(t.Context(), desk, 7); !errors.Is(err, zendesk.ErrUnclear) {
		t.Errorf("error %v", err)
	}
	if n := len(fake.Records("comments")); n != 1 {
		t.Errorf("%d comments", n)
	}
}
