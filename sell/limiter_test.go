package sell_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"golang.org/x/oauth2"
)

// traffic is what a test of the limiter saw on the wire, and its dice.
type traffic struct {
	mu      sync.Mutex
	dice    *rand.Rand
	sent    []time.Time
	refused []time.Time // when an answer 429 was on the client's desk
	refuse  int         // one request in so many is answered 429
	// late is the most that passes between a turn and its request.
	late time.Duration
}

func (w *traffic) roll(n time.Duration) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Duration(w.dice.Int64N(int64(n) + 1))
}

// Token makes the traffic a token source. The engine asks for the token between
// the turn and the request, so this is the place for what passes there in real
// life: the scheduler, a lock, a slow store.
func (w *traffic) Token(context.Context) (*oauth2.Token, error) {
	if w.late > 0 {
		<-time.After(w.roll(w.late))
	}
	return &oauth2.Token{AccessToken: "token"}, nil
}

// RoundTrip answers after 5 to 405 ms.
func (w *traffic) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.sent = append(w.sent, time.Now())
	status := http.StatusOK
	if w.refuse > 0 && w.dice.IntN(w.refuse) == 0 {
		status = http.StatusTooManyRequests
	}
	w.mu.Unlock()
	select {
	case <-time.After(5*time.Millisecond + w.roll(400*time.Millisecond)):
	case <-req.Context().Done():
		return nil, context.Cause(req.Context())
	}
	if status == http.StatusTooManyRequests {
		w.mu.Lock()
		w.refused = append(w.refused, time.Now())
		w.mu.Unlock()
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"data":{"id":1}}`)), Request: req}, nil
}

// callers lets 64 goroutines read leads through one client until the wire has
// seen n requests. One call in five is given up: by a deadline or, while it
// waits or is on its way, by hand.
func (w *traffic) callers(t *testing.T, n int) {
	client, err := sell.NewClient(w, &sell.Config{HTTPClient: &http.Client{Transport: w}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for ctx.Err() == nil {
				w.call(ctx, client)
				<-time.After(w.roll(200 * time.Millisecond))
				w.mu.Lock()
				enough := len(w.sent) >= n
				w.mu.Unlock()
				if enough {
					stop()
				}
			}
		})
	}
	all.Wait()
}

func (w *traffic) call(ctx context.Context, client *sell.Client) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	switch w.roll(9) {
	case 0:
		var cancelLate context.CancelFunc
		ctx, cancelLate = context.WithTimeout(ctx, w.roll(8*time.Second))
		defer cancelLate()
	case 1:
		defer time.AfterFunc(w.roll(8*time.Second), cancel).Stop()
	}
	_, _ = client.Leads.Get(ctx, 1) // what matters is what the wire saw
}

// window fails when any second held more than ten requests.
func (w *traffic) window(t *testing.T) {
	t.Helper()
	for i := range w.sent[10:] {
		if held := w.sent[i+10].Sub(w.sent[i]); held < time.Second {
			t.Fatalf("requests %d to %d were sent within %v", i, i+10, held)
		}
	}
}

// Sell counts ten requests in a second. Each turn is followed by 0 to 5 ms
// until its request is sent; that timers themselves fire late cannot be played
// in virtual time from here and is tested at the gate.
func TestLimiterKeepsTheBudget(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &traffic{dice: rand.New(rand.NewPCG(seed, 0)), late: 5 * time.Millisecond}
				w.callers(t, 5000)
				w.window(t)
				took := w.sent[len(w.sent)-1].Sub(w.sent[0])
				if used := float64(len(w.sent)-1) / (10 * took.Seconds()); len(w.sent) < 5000 || used < 0.97 {
					t.Errorf("%d requests in %v: %.1f %% of the budget", len(w.sent), took, 100*used)
				}
			})
		})
	}
}

// From the moment a 429 arrives nothing is sent for a second. Here a request
// leaves in the instant of its turn: one that had its turn already when the 429
// came cannot be held back.
func TestLimiterPausesAfter429(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &traffic{dice: rand.New(rand.NewPCG(seed, 1)), refuse: 100}
				w.callers(t, 5000)
				w.window(t)
				if len(w.refused) < 20 {
					t.Fatalf("only %d answers were 429", len(w.refused))
				}
				next := 0
				for _, at := range w.refused {
					for next < len(w.sent) && !w.sent[next].After(at) {
						next++
					}
					if next < len(w.sent) && w.sent[next].Sub(at) < time.Second {
						t.Errorf("a request was sent %v after a 429", w.sent[next].Sub(at))
					}
				}
			})
		})
	}
}

// spacing is the time between two turns of callers who never rest.
func spacing(t *testing.T, l zendesk.Limiter) time.Duration {
	t.Helper()
	var last time.Time
	var gap time.Duration
	for range 3 {
		if err := l.Wait(t.Context(), zendesk.Op{}); err != nil {
			t.Fatal(err)
		}
		gap, last = time.Since(last), time.Now()
	}
	return gap.Round(10 * time.Microsecond)
}

func TestLimiterSlowsDownAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := sell.NewLimiter()
		report := func(status int, advice time.Duration) {
			l.Report(t.Context(), zendesk.Op{}, zendesk.Outcome{Status: status, RetryAfter: advice})
		}
		expect := func(want time.Duration) {
			t.Helper()
			if got := spacing(t, l); got != want.Round(10*time.Microsecond) {
				t.Errorf("the spacing is %v, want %v", got, want)
			}
		}
		expect(102 * time.Millisecond)

		start := time.Now()
		report(429, 0)
		report(429, 0) // of the same volley
		expect(127500 * time.Microsecond)
		if took := time.Since(start); took != time.Second+255*time.Millisecond {
			t.Errorf("three turns after the pause took %v, want 1.255s", took)
		}
		start = time.Now()
		report(429, 5*time.Second)
		expect(159375 * time.Microsecond)
		if took := time.Since(start).Round(time.Millisecond); took != 5*time.Second+319*time.Millisecond {
			t.Errorf("three turns after the longer pause took %v, want 5.319s", took)
		}
		for range 20 {
			report(429, 0)
			<-time.After(time.Second)
		}
		expect(time.Second)

		for range 49 {
			report(200, 0)
		}
		report(0, 0) // a lost connection says nothing
		expect(time.Second)
		report(404, 0)
		expect(980 * time.Millisecond)
		for range 50 {
			report(200, 0)
		}
		expect(960400 * time.Microsecond)
		for range 50 * 200 {
			report(200, 0)
		}
		expect(102 * time.Millisecond)
	})
}
