package rest

import (
	"math/rand/v2"
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
		q := NewQueue()
		budget := q.Budget(Rate{Every: 102 * time.Millisecond, Burst: 1})
		now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
		var sent []time.Time
		var stalled time.Duration
		for len(sent) < 5000 {
			head := &waiter{budgets: []*Budget{budget}, done: make(chan error, 1)}
			q.waiting = append(q.waiting, head)
			wait := q.pass(now).Sub(now)
			if len(head.done) == 1 {
				sent = append(sent, now)
				continue
			}
			q.waiting = nil
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
