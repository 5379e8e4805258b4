package rest

import "time"

// Rate is how many requests a budget allows.
type Rate struct {
	Every time.Duration // between two requests of many
	Burst int           // how many may come at once after a rest
	Most  int           // and at most so many
	In    time.Duration // in any such time; 0 for no such limit
}

// Spread returns the rate that keeps to n requests in a time, wherever that time
// begins: a tenth of them may come at once, the others at an even rate. The time
// is stretched a little, since requests that left at the right moments may
// arrive closer together.
func Spread(n int, in time.Duration) Rate {
	in += in / 60
	return Rate{Every: in / time.Duration(n), Burst: max(n/10, min(n, 5)), Most: n, In: in}
}

// Budget is an allowance that several callers share. It belongs to a [Queue],
// whose lock guards it.
type Budget struct {
	queue *Queue
	rate  Rate
	// full is when the whole burst is there again: each request puts it off by
	// rate.Every.
	full   time.Time
	passed []time.Time // what passed within rate.In, the oldest first
	paused time.Time   // nothing passes before
	due    time.Time   // when the head of the queue was told to come back
	// Until the rate is known, one request at a time: alone says so, and out is
	// when the one under way must have ended.
	alone bool
	out   time.Time
	// While the queue is looked through:
	held  bool // someone in front waits for this budget
	ahead int  // so many in front need it
}

// slack is how much a timer may fire late without the lateness being lost: the
// slot counts from when it was due. Ten slots of 102 ms take 1,020 ms, so even
// then no second holds eleven requests.
const slack = 15 * time.Millisecond

// presumed is when a request that nobody reported on has ended.
const presumed = 61 * time.Second

// opens returns when the next request may pass.
func (b *Budget) opens(now time.Time) time.Time {
	at := b.full.Add(-time.Duration(b.rate.Burst-1) * b.rate.Every)
	if b.rate.In > 0 {
		for len(b.passed) > 0 && !b.passed[0].Add(b.rate.In).After(now) {
			b.passed = b.passed[1:]
		}
		if over := len(b.passed) - b.rate.Most; over >= 0 {
			// Who has to wait for that has no burst left either.
			window := b.passed[over].Add(b.rate.In)
			if window.After(at) {
				at = window
				b.full = at.Add(time.Duration(b.rate.Burst-1) * b.rate.Every)
			}
		}
	}
	return later(later(at, b.paused), b.out)
}

// take lets a request pass.
func (b *Budget) take(now time.Time) {
	at := now
	if late := now.Sub(b.due); late >= 0 && late <= slack {
		at = b.due
	}
	b.due = time.Time{}
	b.full = later(b.full, at).Add(b.rate.Every)
	if b.rate.In > 0 {
		b.passed = append(b.passed, now)
	}
	if b.alone {
		b.out = now.Add(presumed)
	}
}

// least returns a time before which the next caller in the queue cannot pass.
// How long the one request under way takes nobody knows.
func (b *Budget) least(now time.Time) time.Time {
	start := later(now, b.paused)
	at := later(b.full, start).Add(time.Duration(b.ahead-b.rate.Burst+1) * b.rate.Every)
	if i := len(b.passed) + b.ahead - b.rate.Most; b.rate.In > 0 && i >= 0 && len(b.passed) > 0 {
		at = later(at, b.passed[min(i, len(b.passed)-1)].Add(b.rate.In))
	}
	return later(at, start)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Pause lets nothing through for d, and reports whether no pause was on yet.
func (b *Budget) Pause(d time.Duration) (first bool) {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	now := time.Now()
	first = !b.paused.After(now)
	b.paused = later(b.paused, now.Add(d))
	b.queue.move(now)
	return first
}

// SetRate changes the rate for all who wait, too.
func (b *Budget) SetRate(r Rate) {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	b.alone, b.out = false, time.Time{}
	now := time.Now()
	if r != b.rate {
		if missing := b.full.Sub(now); missing > 0 { // so many requests' worth
			b.full = now.Add(time.Duration(float64(missing) / float64(b.rate.Every) * float64(r.Every)))
		}
		b.rate, b.due = r, time.Time{}
	}
	b.queue.move(now)
}

// Alone lets one request at a time pass until [Budget.SetRate] is called;
// [Budget.Back] says that it has come back.
func (b *Budget) Alone() {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	b.alone = true
}

// Back lets the next of those pass that go one at a time.
func (b *Budget) Back() {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	b.out = time.Time{}
	b.queue.move(time.Now())
}
