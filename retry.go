package zendesk

import (
	"errors"
	"time"
)

// Retryable tells a queue worker what to do with an error of this module: true
// means that the task may run again after [RetryIn] and could then succeed. The
// clients themselves have already retried, as their [RetryPolicy] says.
//
//	if err := sync(ctx, task); zendesk.Retryable(err) {
//		queue.Again(task, zendesk.RetryIn(err))
//	}
//
// It is true for
//   - 429, and a [Limiter] that rejected the request or was interrupted;
//   - a request that never reached the API: no connection, a token endpoint or
//     a [TokenStore] that cannot be reached at the moment, a context that ended before;
//   - a 5xx status, a timeout or a lost connection, if the operation may run
//     twice: reads, most updates and deletes, upserts, and creates with an
//     [IdempotencyKey];
//   - 409, if the API means a concurrent write.
//
// It is false for anything that stays wrong (400, 401, 403, 404, 422, an argument
// that was rejected, a certificate that is not trusted), for errors of other
// packages, and for a create or append whose outcome is unclear: a second run could
// create a duplicate. If it is false and errors.Is(err, [ErrUnclear]) is true,
// check whether the write was carried out before you write again: search for the
// record by something that only this task writes, at least some seconds later
// because indexes lag, and retry only if it is not there.
//
// If several errors are joined or wrapped in one, all errors of this module must be
// retryable. Errors of other packages are ignored.
func Retryable(err error) bool {
	found, all := false, true
	verdicts(err, func(again bool, _ time.Duration) {
		found, all = true, all && again
	})
	return found && all
}

// RetryIn returns how long to wait before the task of a [Retryable] error runs
// again, and 0 for any other error: what the API or the limiter advises, otherwise a
// minute after a 429, because limits are per minute, and half a minute after anything
// else. For several errors, it returns the longest wait. Add some jitter if many
// workers wait for the same thing.
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
	// afterUnclear is the minimum, so that an upsert finds what a lost one created.
	afterUnclear = 5 * time.Second
)

// retrying is an error of another package that knows whether to retry.
type retrying interface {
	error
	Retryable() bool
	RetryIn() time.Duration
}

// verdicts calls each with the verdict of every error of this module within err.
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
