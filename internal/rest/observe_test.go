package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// slowTurns is a limiter whose turns take so long, one after the other.
type slowTurns struct {
	open
	turns []time.Duration
}

func (s *slowTurns) Wait(ctx context.Context, _ zendesk.Op) error {
	d := s.turns[0]
	s.turns = s.turns[1:]
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Every wait is told before it, or once it has lasted a second; what it adds up
// to is the time that the call took.
func TestWaitsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var told []string
		note := func(format string, args ...any) {
			told = append(told, fmt.Sprintf("%v ", time.Since(start))+fmt.Sprintf(format, args...))
		}
		type key struct{}
		c, _ := newClient(t, inTurn(answer(429, ``, "Retry-After: 40"), fails(errReset), answer(200, `{}`)), func(s *setup) {
			s.limiter = &slowTurns{turns: []time.Duration{10 * time.Second, time.Second, 999 * time.Millisecond}}
			s.config.Observe = func(_ context.Context, a zendesk.Attempt) {
				note("attempt %d queued %v wait %v", a.N, a.Queued, a.Wait)
			}
			s.config.ObserveWait = func(ctx context.Context, w zendesk.Wait) {
				if ctx.Value(key{}) != "mine" || w.Op.Name != "x.Leads.Upsert" {
					t.Errorf("%+v is told with another context", w)
				}
				note("%s for %v", w.Reason, w.For)
			}
		})
		if err := c.Do(context.WithValue(t.Context(), key{}, "mine"), classes[2].request, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"1s limiter for 1s",
			"10s attempt 1 queued 10s wait 40s",
			"10s retry_after for 40s",
			"51s limiter for 1s",
			"51s attempt 2 queued 1s wait 5s",
			"51s index_lag for 5s",
			"56.999s attempt 3 queued 999ms wait 0s",
		}
		// A turn after exactly a second may or may not be told of.
		if told = slices.DeleteFunc(told, func(s string) bool { return s == want[3] }); !slices.Equal(told, slices.Delete(slices.Clone(want), 3, 4)) {
			t.Errorf("told %q", told)
		}
		if took := time.Since(start); took != 56999*time.Millisecond {
			t.Errorf("it took %v", took)
		}
	})
}

func TestBackoffIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []zendesk.Wait
		var waits []time.Duration
		c, _ := newClient(t, answer(500, ``), func(s *setup) {
			s.config.ObserveWait = func(_ context.Context, w zendesk.Wait) { told = append(told, w) }
			s.config.Observe = func(_ context.Context, a zendesk.Attempt) { waits = append(waits, a.Wait) }
		})
		if err := c.Do(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(3)}, nil); err == nil {
			t.Fatal("no error")
		}
		if len(told) != 2 || told[0].Reason != zendesk.WaitBackoff || told[0].For != waits[0] || told[1].For != waits[1] || waits[2] != 0 {
			t.Errorf("told %+v, waits %v", told, waits)
		}
	})
	synctest.Test(t, func(t *testing.T) { // none is told where there is none
		c, _ := newClient(t, answer(401, ``), func(s *setup) {
			s.tokens = new(renewing)
			s.config.ObserveWait = func(_ context.Context, w zendesk.Wait) { t.Errorf("told %+v", w) }
		})
		if err := c.Do(t.Context(), get, nil, nil); !errors.Is(err, zendesk.ErrUnauthorized) {
			t.Fatal(err)
		}
	})
}

// A call that ends while it waits for its turn leaves nobody behind who tells of it.
func TestTellingEndsWithTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told, telling := 0, false
		c, _ := newClient(t, answer(200, `{}`), func(s *setup) {
			s.limiter = &slowTurns{turns: []time.Duration{time.Hour, time.Hour}}
			s.config.ObserveWait = func(context.Context, zendesk.Wait) {
				telling = true
				<-time.After(500 * time.Millisecond) // far too slow
				telling = false
				told++
			}
		})
		for _, patience := range []time.Duration{900 * time.Millisecond, 1100 * time.Millisecond} {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			if err := c.Do(ctx, get, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			cancel()
			if telling {
				t.Error("it is still being told")
			}
		}
		if told != 1 {
			t.Errorf("told %d times", told)
		}
	})
}

// What asks for too much at once is asked for less after an attempt that took
// too long, and only then; what was sent before stays as it was.
func TestLess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, w := newClient(t, inTurn(answer(503, ``), answer(504, ``), answer(524, ``), answer(200, `{}`)))
		request := zendesk.Request{Op: "x.List", Method: "GET", Route: "/x", Query: map[string][]string{"n": {"0"}, "a": {"b"}}}
		asked := 0
		less := func(q map[string][]string) { asked++; q["n"] = []string{fmt.Sprint(asked)} }
		if err := c.DoLess(t.Context(), request, nil, func(q url.Values) { less(q) }, nil); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range w.requests {
			got = append(got, r.URL.RequestURI())
		}
		if want := []string{"/x?a=b&n=0", "/x?a=b&n=0", "/x?a=b&n=1", "/x?a=b&n=2"}; !slices.Equal(got, want) {
			t.Errorf("sent %q, want %q", got, want)
		}
	})
	synctest.Test(t, func(t *testing.T) { // not when there is no further attempt
		c, _ := newClient(t, answer(504, ``))
		err := c.DoLess(t.Context(), get, []zendesk.CallOption{zendesk.MaxAttempts(1)}, func(url.Values) { t.Error("asked") }, nil)
		if apiError(t, err).Status != 504 {
			t.Error(err)
		}
	})
}

// One turn is one report, whatever comes of it.
func TestEachTurnIsReported(t *testing.T) {
	for name, do := range map[string]exchange{
		"answered": answer(200, `{}`), "refused": answer(422, ``), "repeated": answer(500, ``), "lost": fails(errReset),
		"unsent": fails(errRefused), "untrusted": fails(errUntrusted), "unauthorized": answer(401, ``),
	} {
		synctest.Test(t, func(t *testing.T) {
			counts := new(counting)
			c, _ := newClient(t, do, func(s *setup) { s.limiter, s.tokens = counts, new(renewing) })
			err := c.Do(t.Context(), get, nil, nil)
			if counts.turns == 0 || counts.turns != len(counts.outcomes) {
				t.Errorf("%s: %d turns, %d reports, %v", name, counts.turns, len(counts.outcomes), err)
			}
			if unsent := name == "unsent" || name == "untrusted"; counts.outcomes[0].Unsent != unsent {
				t.Errorf("%s: reported %+v", name, counts.outcomes[0])
			}
		})
	}
	counts := new(counting)
	c, _ := newClient(t, nil, func(s *setup) {
		s.limiter, s.tokens = counts, &renewing{tokenErr: errors.New("vault is down")}
	})
	if err := c.Do(t.Context(), get, nil, nil); err == nil || counts.turns != 1 || len(counts.outcomes) != 1 || !counts.outcomes[0].Unsent {
		t.Errorf("no token: %d turns, %+v", counts.turns, counts.outcomes)
	}
}

// counting is a limiter that counts its turns.
type counting struct {
	open
	turns int
}

func (c *counting) Wait(context.Context, zendesk.Op) error { c.turns++; return nil }

// A limiter of another kind refuses with an error of its own; ours says how long
// the wait would be.
func TestRefusedTurnTellsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := rest.NewQueue()
		b := q.Budget(steady(1.0/7, 1))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := q.Wait(ctx, b); err != nil {
			t.Fatal(err)
		}
		err := q.Wait(ctx, b)
		if want := "zendesk: rate limited: the turn comes in 7s, after the deadline: context deadline exceeded"; err == nil || err.Error() != want {
			t.Errorf("err = %v, want %s", err, want)
		}
	})
}
