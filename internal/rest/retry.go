package rest

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
)

// UpsertLag is how long an upsert whose response was lost is not repeated:
// before that the index may not show the record that the first attempt made, and
// the repeat would make a second. Sell documents no figure; its lists were seen
// to lag by about a second.
const UpsertLag = 5 * time.Second

// heldLong is how long the limiter holds a request before the observer is told.
const heldLong = time.Second

// pause is a wait before another attempt.
type pause struct {
	reason zendesk.WaitReason
	length time.Duration
}

// next returns how long to wait before another attempt, and whether to make one.
func (k *call) next(ctx context.Context, ans answer, o outcome) (pause, bool) {
	if k.attempts >= k.settings.MaxAttempts || ctx.Err() != nil || !k.repeatable(o) {
		return pause{}, false
	}
	p := pause{zendesk.WaitBackoff, k.backoff()}
	if ans.advice > 0 {
		p = pause{zendesk.WaitRetryAfter, ans.advice}
	}
	if ans.advice > k.retry.MaxRetryAfter {
		return pause{}, false // the caller can decide to wait that long; the error says how long
	}
	if k.class == zendesk.Upsert && o == lost && p.length < UpsertLag {
		p = pause{zendesk.WaitIndexLag, UpsertLag}
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= p.length {
		return pause{}, false // sleeping first would only turn the cause into a timeout
	}
	return p, true
}

// backoff doubles with each attempt, with jitter on its upper half.
func (k *call) backoff() time.Duration {
	d := k.retry.MaxDelay
	if n := k.attempts - 1; k.retry.BaseDelay <= d>>n { // compared this way round, nothing overflows
		d = k.retry.BaseDelay << n
	}
	return d/2 + rand.N(d/2+1)
}

// worthAsking reports whether a token source that failed may do better another
// time: it says so, or its error is of others and nothing about permission.
func worthAsking(err error) bool {
	if _, ok := errors.AsType[*zendesk.Error](err); ok {
		return zendesk.Retryable(err)
	}
	_, bad := errors.AsType[wire.BadToken](err)
	return !bad && !errors.Is(err, zendesk.ErrUnauthorized) && !errors.Is(err, zendesk.ErrForbidden) && !errors.Is(err, zendesk.ErrInvalid)
}

// rest sleeps through a pause, which the observer is told of before.
func (k *call) rest(ctx context.Context, p pause) error {
	if p.length > 0 && k.observeWait != nil {
		k.observeWait(ctx, zendesk.Wait{Op: k.op, Reason: p.reason, For: p.length})
	}
	return wire.Sleep(ctx, p.length)
}

// queue waits for the turn that the limiter gives, and returns how long that took.
func (k *call) queue(ctx context.Context) (time.Duration, error) {
	if k.observeWait != nil {
		told := make(chan struct{})
		timer := time.AfterFunc(heldLong, func() {
			defer close(told)
			k.observeWait(ctx, zendesk.Wait{Op: k.op, Reason: zendesk.WaitLimiter, For: heldLong})
		})
		defer func() {
			if !timer.Stop() {
				<-told // nothing of a call outlives it
			}
		}()
	}
	start := time.Now()
	err := k.limiter.Wait(ctx, k.op)
	return time.Since(start), err
}
