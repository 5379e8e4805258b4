package lease_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/steps"
)

func isBusy(err error) bool {
	_, ok := errors.AsType[*lease.Busy](err)
	return ok
}

func ids(runs []lease.Run) string {
	var all []string
	for _, r := range runs {
		all = append(all, r.ID)
	}
	return strings.Join(all, " ")
}

func acquire(t *testing.T, l lease.Lease, key string, run lease.Run) lease.Held {
	t.Helper()
	held, err := l.Acquire(t.Context(), key, run, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// A lease keeps others out until it is released or its time is over, and then
// remembers who broke off until that is settled: of each agent the oldest.
func TestMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := new(lease.Memory)
		run := func(id string, agent int64) lease.Run {
			return lease.Run{ID: id, Agent: agent, Began: time.Now()}
		}
		a := run("a", 1)
		acquire(t, m, "k", a)
		if _, err := m.Acquire(t.Context(), "k", run("x", 1), time.Minute); !isBusy(err) {
			t.Errorf("two hold it: %v", err)
		}
		acquire(t, m, "other", run("x", 1))
		if held := acquire(t, m, "k", a); len(held.Earlier()) != 0 { // the same run again
			t.Errorf("a run broke off before itself: %v", ids(held.Earlier()))
		}
		time.Sleep(time.Minute - 1)
		if _, err := m.Acquire(t.Context(), "k", run("b", 2), time.Minute); !isBusy(err) {
			t.Errorf("it ended early: %v", err)
		}
		time.Sleep(time.Nanosecond)
		b := acquire(t, m, "k", run("b", 2))
		if got := ids(b.Earlier()); got != "a" {
			t.Errorf("earlier %q", got)
		}
		time.Sleep(time.Minute)
		c := acquire(t, m, "k", run("c", 1)) // the same agent as a, and later
		if got := ids(c.Earlier()); got != "a b" {
			t.Errorf("earlier %q", got)
		}
		if err := b.Renew(t.Context(), time.Minute); !isBusy(err) {
			t.Errorf("a lease that was lost is renewed: %v", err)
		}
		if err := b.Release(t.Context(), true); err != nil {
			t.Error(err)
		}
		time.Sleep(50 * time.Second)
		if err := c.Renew(t.Context(), time.Minute); err != nil {
			t.Error(err)
		}
		time.Sleep(50 * time.Second)
		if _, err := m.Acquire(t.Context(), "k", run("d", 4), time.Minute); !isBusy(err) {
			t.Errorf("renewed in vain: %v", err)
		}
		if err := c.Release(t.Context(), false); err != nil {
			t.Error(err)
		}
		d := acquire(t, m, "k", run("d", 4))
		if got := ids(d.Earlier()); got != "a b" {
			t.Errorf("earlier %q: a release forgets its own run only", got)
		}
		if err := d.Release(t.Context(), true); err != nil {
			t.Error(err)
		}
		if got := ids(acquire(t, m, "k", run("e", 5)).Earlier()); got != "" {
			t.Errorf("earlier %q after all is settled", got)
		}
	})
}

// A run that broke off and goes on did not break off before itself, and a release
// that settles nothing keeps even the last one in mind.
func TestMemoryOfOneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := new(lease.Memory)
		a, b := lease.Run{ID: "a", Agent: 1, Began: time.Now()}, lease.Run{ID: "b", Agent: 2, Began: time.Now()}
		acquire(t, m, "k", a)
		time.Sleep(time.Minute)
		held := acquire(t, m, "k", b)
		if err := held.Release(t.Context(), false); err != nil {
			t.Error(err)
		}
		held = acquire(t, m, "k", b)
		if got := ids(held.Earlier()); got != "a" {
			t.Errorf("earlier %q", got)
		}
		if err := held.Release(t.Context(), false); err != nil {
			t.Error(err)
		}
		if got := ids(acquire(t, m, "k", a).Earlier()); got != "" {
			t.Errorf("earlier %q than itself", got)
		}
	})
}

// A stack waits for the lease of this process, and knows what either of its leases
// remembers.
func TestStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		local, outer := new(lease.Memory), new(lease.Memory)
		began := time.Now()
		run := func(id string, agent int64) lease.Run {
			return lease.Run{ID: id, Agent: agent, Began: began.Add(time.Duration(agent) * time.Second)}
		}
		stack := func(r lease.Run) *lease.Stack {
			s, err := lease.Local(t.Context(), local, "k", r, 5*time.Second, steps.Sleep)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		acquire(t, outer, "k", run("far", 2)) // of another process, which breaks off
		time.Sleep(time.Minute)

		a := stack(run("a", 3))
		if a.Shared() || a.Claim() != nil || a.Check(nil, true) != nil || a.Renew(t.Context(), time.Minute) != nil {
			t.Error("a local lease alone keeps other processes out")
		}
		before := a.Since()
		time.Sleep(time.Second)
		if err := a.Add(t.Context(), outer, "k", run("a", 3), time.Minute); err != nil {
			t.Fatal(err)
		}
		if !a.Shared() || ids(a.Earlier()) != "far" || a.Since().Sub(before) != time.Second {
			t.Errorf("shared %v, earlier %s, since %v", a.Shared(), ids(a.Earlier()), a.Since().Sub(before))
		}
		a.Leave(t.Context(), true) // it breaks off: both end when lists show what it made
		start := time.Now()
		b := stack(run("b", 1))
		if took := time.Since(start); took < 5*time.Second || took > 5200*time.Millisecond {
			t.Errorf("waited %v", took)
		}
		if err := b.Add(t.Context(), outer, "k", run("b", 1), time.Minute); err != nil {
			t.Fatal(err)
		}
		if got := ids(b.Earlier()); got != "far a" {
			t.Errorf("earlier %q", got)
		}
		if err := b.Release(t.Context(), true); err != nil {
			t.Error(err)
		}
		c := stack(run("c", 4))
		if err := c.Add(t.Context(), outer, "k", run("c", 4), time.Minute); err != nil || len(c.Earlier()) != 0 {
			t.Errorf("%v, earlier %s", err, ids(c.Earlier()))
		}
		c.Leave(t.Context(), false) // not soon: the other lease lasts its time
		time.Sleep(6 * time.Second)
		if _, err := outer.Acquire(t.Context(), "k", run("d", 5), time.Minute); !isBusy(err) {
			t.Errorf("error %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		stack(run("e", 6))
		if _, err := lease.Local(ctx, local, "k", run("f", 7), time.Second, steps.Sleep); !isBusy(err) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

// The tags of claims are taken off and told apart from all others.
func TestTags(t *testing.T) {
	claim := "sell_claim_12_107_abc_944006400_944006401"
	for _, other := range []string{
		"vip", "sell_claim_", "sell_claim_12_107_abc_944006400", "sell_claim_12_107__944006400_944006401", "sell_claim_12_107_abc_944006400_944006401_5",
		"sell_claim_x_107_abc_944006400_944006401", "sell_claim_12_x_abc_1_2", "sell_claim_12_107_abc_x_2", "sell_claim_12_107_abc_1_x", "sell_claim_-12_107_abc_1_2",
	} {
		if lease.IsClaim(other) || lease.Claimed(12, []string{other}) {
			t.Errorf("%q is no claim", other)
		}
		if got := lease.Without([]string{other, claim}, ""); !slices.Equal(got, []string{other}) {
			t.Errorf("%q: left %v", other, got)
		}
	}
	if !lease.IsClaim(claim) || !lease.Claimed(12, []string{"vip", claim}) || lease.Claimed(13, []string{claim}) {
		t.Errorf("%q is a claim on ticket 12", claim)
	}
	if run, ok := lease.ClaimOf(12, claim); run != "abc" || !ok {
		t.Errorf("run %q, %v", run, ok)
	}
	if _, ok := lease.ClaimOf(13, claim); ok {
		t.Error("a claim on another ticket")
	}
	if got := lease.Without([]string{"a", "more", claim}, "more"); !slices.Equal(got, []string{"a", "more"}) {
		t.Errorf("tags %v", got)
	}
	began := time.Unix(944006400, 7)
	a, b := lease.NewRun(107, began), lease.NewRun(107, began)
	if a.ID == b.ID || a.ID == "" || a.ID != strings.ToLower(a.ID) || strings.Contains(a.ID, "_") || a.Agent != 107 || !a.Began.Equal(time.Unix(944006400, 0)) {
		t.Errorf("runs %+v, %+v", a, b)
	}
}
