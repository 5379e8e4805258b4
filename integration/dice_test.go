package integration_test

import (
	"math/rand/v2"
	"sync"
	"time"
)

// dice are random numbers of a seed for many goroutines.
type dice struct {
	mu  sync.Mutex
	rnd *rand.Rand
}

func newDice(seed, stream uint64) *dice {
	return &dice{rnd: rand.New(rand.NewPCG(seed, stream))}
}

func (d *dice) IntN(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rnd.IntN(n)
}

func (d *dice) Float64() float64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rnd.Float64()
}

// below returns a function that gives durations below max.
func (d *dice) below(maximum time.Duration) func() time.Duration {
	return func() time.Duration { return time.Duration(d.IntN(int(maximum.Milliseconds()))) * time.Millisecond }
}
