package sell_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// crash is a program that ends after so many steps: at the n-th request before
// or after it was carried out, or at the n-th event before or after it was
// handled.
type crash struct {
	stop  context.CancelFunc
	steps int
}

func (c *crash) step() bool {
	if c.steps--; c.steps == 0 {
		c.stop()
	}
	return c.steps <= 0
}

func (c *crash) around(inside http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if c.step() {
			return nil, context.Canceled
		}
		res, err := inside.RoundTrip(r)
		if c.step() && err == nil {
			_ = res.Body.Close()
			return nil, context.Canceled
		}
		return res, err
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Whenever the program ends, the next run completes the copy, and nothing that
// was not stored has been acknowledged.
func TestSyncSurvivesACrashAnywhere(t *testing.T) {
	crashes := 0
	for steps := 1; ; steps++ {
		fake := seeded(selltest.WithSyncPages(9), selltest.WithEmptyPages())
		mine, stored := copyOf{}, map[string]bool{}
		ctx, stop := context.WithCancel(t.Context())
		c := &crash{stop, steps}
		take := func(ctx context.Context, e *sell.SyncEvent) error {
			if c.step() {
				return context.Canceled
			}
			if err := mine.take(ctx, e); err != nil {
				return err
			}
			stored[e.AckKey] = true
			if c.step() {
				return context.Canceled
			}
			return nil
		}
		err := connect(t, c.around(fake.Transport())).Sync.Run(ctx, device, take)
		stop()
		for _, r := range fake.Requests() {
			if strings.HasSuffix(r.Path, "/ack") {
				for key := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(string(r.Body), `{"data":{"ack_keys":["`), `"]}}`), `","`) {
					if !stored[key] {
						t.Fatalf("crash %d: %s was acknowledged and not stored", steps, key)
					}
				}
			}
		}
		if err == nil {
			break // the crash came after the end
		}
		crashes++
		c.steps = 1 << 30 // no more crashes
		if err := unlimitedClient(fake).Sync.Run(t.Context(), device, take); err != nil {
			t.Fatalf("run after crash %d: %v", steps, err)
		}
		mine.want(t, fake)
	}
	if crashes < 50 {
		t.Errorf("only %d crashes", crashes)
	}
}

// A record that goes while the answer to its creation is unacknowledged is told
// as deleted: the program may have stored it.
func TestSyncTellsDeletionOfWhatMayBeStored(t *testing.T) {
	fake := seeded()
	crm := unlimitedClient(fake)
	mine := copyOf{}
	stopped := errors.New("stopped")
	err := crm.Sync.Run(t.Context(), device, func(ctx context.Context, e *sell.SyncEvent) error {
		if err := mine.take(ctx, e); err != nil {
			return err
		}
		if e.AckKey == "Lead-11-1" {
			return stopped // after it was stored
		}
		return nil
	})
	if !errors.Is(err, stopped) {
		t.Fatal(err)
	}
	if err := crm.Leads.Delete(t.Context(), 11); err != nil {
		t.Fatal(err)
	}
	if err := crm.Sync.Run(t.Context(), device, mine.take); err != nil {
		t.Fatal(err)
	}
	mine.want(t, fake)
}

func TestSyncSessionsThatEnd(t *testing.T) {
	fake := seeded(selltest.WithSyncPages(4))
	crm := unlimitedClient(fake)
	mine, events := copyOf{}, 0
	err := crm.Sync.Run(t.Context(), device, func(ctx context.Context, e *sell.SyncEvent) error {
		if events++; events%5 == 0 {
			fake.EndSyncSessions()
		}
		return mine.take(ctx, e)
	})
	if err != nil {
		t.Fatal(err)
	}
	mine.want(t, fake)

	for _, status := range []int{404, 410} {
		server := &canned{}
		for range 20 {
			server.answers = append(server.answers, answer{status: 201, body: sessionBody}, answer{status: status})
		}
		err := connect(t, server).Sync.Run(t.Context(), device, nil)
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Status != status {
			t.Errorf("sessions that never last: %v", err)
		}
		equal(t, "requests", len(server.sent), 10)
	}
}

func TestSyncLostAnswers(t *testing.T) {
	for lost, want := range map[int]error{1: zendesk.ErrUnclear, 2: nil, 3: nil} { // start, fetch, ack
		fake := seeded()
		mine, n := copyOf{}, 0
		crm := connect(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			res, err := fake.Transport().RoundTrip(r)
			if n++; n == lost && err == nil {
				_ = res.Body.Close()
				return nil, errors.New("connection reset")
			}
			return res, err
		}))
		if err := crm.Sync.Run(t.Context(), device, mine.take); !errors.Is(err, want) {
			t.Fatalf("answer %d lost: %v", lost, err)
		}
		if err := crm.Sync.Run(t.Context(), device, mine.take); err != nil {
			t.Fatal(err)
		}
		mine.want(t, fake)
	}
}

func TestSyncThatBringsNothing(t *testing.T) {
	server := &canned{answers: []answer{{status: 201, body: sessionBody}, {status: 200, body: syncPage()}}}
	err := connect(t, server).Sync.Run(t.Context(), device, nil)
	if !errors.Is(err, zendesk.ErrNoProgress) {
		t.Errorf("error %v", err)
	}
	equal(t, "requests", fmt.Sprint(len(server.sent)), "1001")
}
