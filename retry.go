package zendesk

import (
	"errors"
	"time"
)

// Retryable tells a queue worker what to do with an error of this module: true
// means that the task may run again after [RetryIn] and could then succeed; the
// clients themselves have already retried, as their [RetryPolicy] says.
//
//	if err := sync(ctx, task); zendesk.Retryable(err) {
//		queue.Again(task, zendesk.RetryIn(err))
//	}
//
// It is true for
//   - 429, and a [Limiter] that refused or was interrupted;
//   - a request that never reached the API: no connection, a token endpoint or
//     a [TokenStore] that cannot be reached now, a context that ended before;
//   - a 5xx status, a timeout or a lost connection, if the operation may run
//     twice: reads, most updates and deletes, upserts, and creates with an
//     [IdempotencyKey];
//   - 409, if the API means a write at the same moment.
//
// It is false for anything that stays wrong (400, 401, 403, 404, 422, an argument
// that was refused, a certificate that is not trusted), for errors of others,
// and for a create or append whose outcome is unclear: a second run could
// make a duplicate. Where it is false and errors.Is(err, [ErrUnclear]) is true,
// look whether the write is there before you write again: search for the
// record by something that only this task writes, at least some seconds later
// since indexes lag, and repeat it only if it is not there.
//
// Of several errors joined or wrapped in one, all that are of this module must
// be retryable. Errors of others among them are not judged.
func Retryable(err error) bool {
	found, all := false, true
	verdicts(err, func(again bool, _ time.Duration) {
		found, all = true, all && again
	})
	return found && all
}

// RetryIn returns how long to wait before the task of a [Retryable] error runs
// again, and 0 for any other: what the API or the limiter advises, else a
// minute after a 429, since limits count by the minute, and half a minute after
// anything else. Of several errors the longest counts. Add some jitter where
// many workers wait for the same thing.
func RetryIn(err error) time.Duration {
	if !Retryable(err) {
		return 0
	}
	var wait time.Duration
	verdicts(err, func(_ bool, in time.Duration) { wait = max(wait, in) })
	return wait
}

const (
	afterLimit   = time.Minute
	afterFailure = 30 * time.Second
	// afterUnclear is the least, so that an upsert finds what a lost one made.
	afterUnclear = 5 * time.Second
)

// retrying is an error of another package that knows.
type retrying interface {
	error
	Retryable() bool
	RetryIn() time.Duration
}

// verdicts calls each with what every error of this module within err says.
func verdicts(err error, each func(again bool, in time.Duration)) {
	switch e := err.(type) { //nolint:errorlint // the walk below unwraps
	case nil:
	case *Error:
		if e != nil {
			each(e.Repeatable, e.retryIn())
		}
	case *ArgumentError:
		each(false, 0)
	case retrying:
		each(e.Retryable(), e.RetryIn())
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			verdicts(inner, each)
		}
	default:
		if inner := errors.Unwrap(err); inner != nil {
			verdicts(inner, each)
		}
	}
}

func (e *Error) retryIn() time.Duration {
	wait := afterFailure
	advised, ok := errors.AsType[retrying](e.Err)
	switch {
	case e.RetryAfter > 0:
		wait = e.RetryAfter
	case ok && advised.RetryIn() > 0:
		wait = advised.RetryIn()
	case e.Is(ErrRateLimited):
		wait = afterLimit
	}
	if e.Unclear {
		wait = max(wait, afterUnclear)
	}
	return wait
}
