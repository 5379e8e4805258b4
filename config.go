package zendesk

import (
	"context"
	"net/http"
	"time"
)

// Config holds what the clients of both products have in common. The zero
// value is ready to use. Base URL and limiter stand in the Config of each
// product, so that neither a credential nor a budget can reach the other.
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
	MaxDelay       time.Duration // the longest wait, also for Retry-After; default 30 s
}

// Attempt is one request that was sent, or could not be.
type Attempt struct {
	Op        Op
	N         int           // 1 for the first
	Status    int           // 0 when no answer came
	RequestID string        // for Zendesk's support staff
	Elapsed   time.Duration // of this attempt, without waits
	Wait      time.Duration // before the next attempt; 0 when this was the last
	Err       error         // why it failed, nil when it did not
}
