package zendesk

import (
	"context"
	"net/http"
	"time"
)

// Config holds what the clients of both products have in common; sell.Config
// and support.Config repeat its fields, beside a base URL and a limiter of their
// own, so that neither a credential nor a budget can reach the other product. The
// zero value is ready to use.
type Config struct {
	// HTTPClient sends the requests; it is copied, never changed. Its
	// redirect policy and its cookie jar are not used: API calls follow no
	// redirect and keep no cookies. The default, also for a client without a
	// Transport, is a pooled transport of its own (go-cleanhttp).
	HTTPClient *http.Client

	// UserAgent stands before the library's own in the User-Agent header,
	// such as "crm-sync/2.1".
	UserAgent string

	// Observe, if not nil, is called after each attempt, before the wait for
	// the next one. It must be quick and safe for concurrent use.
	Observe func(ctx context.Context, a Attempt)

	// ObserveWait, if not nil, is called before a wait between two attempts,
	// and once when the limiter has held a request for a second, so that a
	// program that stands still can say why. It must be quick and safe for
	// concurrent use.
	ObserveWait func(ctx context.Context, w Wait)

	// Retry says how often and how long to try.
	Retry RetryPolicy

	// MaxBody limits the bytes of an answer; the default is 64 MiB.
	MaxBody int64
}

// RetryPolicy says how often and how long to try. Zero fields have defaults.
// Which outcomes are repeated at all follows from the operation: one that may
// have created or appended something is never repeated blindly.
type RetryPolicy struct {
	MaxAttempts    int           // attempts in all; default 5, 1 means no repeat
	AttemptTimeout time.Duration // for one attempt; default 60 s
	BaseDelay      time.Duration // before the first repeat, doubling; default 500 ms
	MaxDelay       time.Duration // the longest back-off; default 30 s
	// MaxRetryAfter is the longest wait that the API may ask for with
	// Retry-After; default 2 minutes, since its limits count by the minute. An
	// error whose advice is longer, or goes beyond the deadline of the context,
	// is returned at once and holds the advice.
	MaxRetryAfter time.Duration
}

// Attempt is one request that was sent, or could not be.
type Attempt struct {
	Op        Op
	N         int           // 1 for the first
	Status    int           // 0 when no answer came
	RequestID string        // for Zendesk's support staff
	Queued    time.Duration // how long the limiter held it back before it was sent
	Elapsed   time.Duration // of this attempt, without waits
	Wait      time.Duration // before the next attempt; 0 when this was the last
	Err       error         // why it failed, nil when it did not
}

// Wait is a time in which a call sends nothing.
type Wait struct {
	Op     Op
	Reason WaitReason
	For    time.Duration // how long it will take; with WaitLimiter, how long it has taken so far
}

// WaitReason says why a call waits.
type WaitReason string

// Reasons to wait.
const (
	WaitBackoff    WaitReason = "backoff"     // an attempt failed
	WaitRetryAfter WaitReason = "retry_after" // an attempt failed, and the API says when to come back
	WaitIndexLag   WaitReason = "index_lag"   // the result of a lost upsert may not be found yet
	WaitLimiter    WaitReason = "limiter"     // the budget is used up for now
)
