package integration

import (
	"sync"
	"time"
)

// unfinished is a run of this process that asked for a lead and broke off
// before the ticket was linked to it: what came of it, only lists can tell.
type unfinished struct {
	began time.Time // by the server's clock
	asked time.Time // when the lead was asked for last, by this one
	known []Match   // what Sell knew of the requester before
}

// unfinishedRuns are kept by the key of the ticket.
type unfinishedRuns struct {
	mu   sync.Mutex
	runs map[string]unfinished
}

func (u *unfinishedRuns) get(key string) (unfinished, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	run, ok := u.runs[key]
	return run, ok
}

// add keeps what the first of several runs knew, since each may have made the
// lead.
func (u *unfinishedRuns) add(key string, run unfinished) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if first, ok := u.runs[key]; ok {
		run.began, run.known = first.began, first.known
	}
	if u.runs == nil {
		u.runs = make(map[string]unfinished)
	}
	u.runs[key] = run
}

func (u *unfinishedRuns) remove(key string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.runs, key)
}
