package rest

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Timers fire late by what the scheduler adds. In virtual time they never do,
// so this plays the head of the queue itself: it takes a slot, and where it is
// told to wait it comes back up to 15 ms late, and at times much later. What
// is asserted is what Sell counts: never more than ten in a second, and hardly
// a slot less than the rate gives.
func TestLateTimers(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		g := NewGate(1/0.102, 1)
		now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
		var sent []time.Time
		var stalled time.Duration
		for len(sent) < 5000 {
			wait := g.take(now)
			if wait <= 0 {
				sent = append(sent, now)
				continue
			}
			late := time.Duration(random.Int64N(int64(slack) + 1))
			if random.IntN(500) == 0 { // the whole process stood still
				late += time.Duration(random.Int64N(int64(time.Second)))
				stalled += late
			}
			now = now.Add(wait + late)
		}
		for i := range sent[10:] {
			if window := sent[i+10].Sub(sent[i]); window < time.Second {
				t.Fatalf("seed %d: eleven requests within %v", seed, window)
			}
		}
		busy := sent[len(sent)-1].Sub(sent[0]) - stalled
		if used := float64(len(sent)-1) / (10 * busy.Seconds()); used < 0.97 {
			t.Errorf("seed %d: %.1f %% of the budget was used", seed, 100*used)
		}
	}
}

// FuzzRetryAfter: whatever a server advises is a wait that can be reckoned with.
func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"1", "0", "-1", "1.5", "1e400", "inf", "NaN", "0x1p-2", "Mon, 02 Mar 2026 10:00:20 GMT", "9999999999999999999", " 7 ", "", "soon"} {
		f.Add(s, "Mon, 02 Mar 2026 10:00:00 GMT")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
		advice, given := RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, now)
		if advice < 0 || advice > 10*366*24*time.Hour || !given && advice != 0 {
			t.Errorf("%q with Date %q gives %v, %v", value, date, advice, given)
		}
		if given && strings.TrimSpace(value) == "" {
			t.Errorf("%q is advice", value)
		}
	})
}

func TestRetryAfterForms(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"93": 93 * time.Second, " 1 ": time.Second, "0.5": 500 * time.Millisecond, "0": 0,
		"Mon, 02 Mar 2026 10:00:20 GMT": 20 * time.Second, "Monday, 02-Mar-26 10:00:20 GMT": 20 * time.Second, "Mon Mar  2 10:00:20 2026": 20 * time.Second,
		"Mon, 02 Mar 2026 09:00:00 GMT": 0, "inf": 3650 * 24 * time.Hour, "9999999999999999999": 3650 * 24 * time.Hour,
		"": -1, "-1": -1, "NaN": -1, "1e400": -1, "soon": -1, "2026-03-02T10:00:20Z": -1,
	} {
		advice, given := RetryAfter(http.Header{"Retry-After": {value}}, now)
		if given != (want >= 0) || given && advice != want {
			t.Errorf("%q gives %v, %v, want %v", value, advice, given, want)
		}
	}
}
