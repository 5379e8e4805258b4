package zendesk

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// Config holds what the clients of both products have in common. sell.Config and
// support.Config repeat its fields and add a base URL and a limiter of their own, so
// that neither a credential nor a budget can reach the other product. The zero value
// is ready to use.
type Config struct {
	// HTTPClient sends the requests. It is copied and never changed. Its redirect
	// policy and cookie jar are not used: API calls follow no redirects and keep no
	// cookies. The default, also if it has no Transport, is a pooled transport of
	// its own (go-cleanhttp).
	HTTPClient *http.Client

	// UserAgent is put before the library's own name in the User-Agent header. An
	// example is "crm-sync/2.1".
	UserAgent string

	// Observe, if not nil, is called after each attempt, before the wait for
	// the next one. It must be quick and safe for concurrent use.
	Observe func(ctx context.Context, a Attempt)

	// ObserveWait, if not nil, is called before each wait between two attempts, and
	// once when the limiter has held back a request for a second, so that a program
	// can say why it is waiting. It must be quick and safe for concurrent use.
	ObserveWait func(ctx context.Context, w Wait)

	// Retry says how often and how long to try.
	Retry RetryPolicy

	// MaxBody limits the size of a response in bytes. The default is 64 MiB.
	MaxBody int64
}

// RetryPolicy says how often and how long to try. Zero fields have defaults.
// Whether a request is retried at all depends on the operation: one that may have
// created or appended something is never retried blindly.
type RetryPolicy struct {
	MaxAttempts    int           // attempts in total; default 5, 1 means no retry
	AttemptTimeout time.Duration // for one attempt; default 60 s
	BaseDelay      time.Duration // before the first retry, then doubled; default 500 ms
	MaxDelay       time.Duration // maximum backoff; default 30 s
	// MaxRetryAfter is the longest wait to accept from the API's Retry-After header.
	// The default is 2 minutes, because the API's limits are per minute. If the API
	// asks for a longer wait, or for one beyond the deadline of the context, the
	// error is returned at once, with the API's advice.
	MaxRetryAfter time.Duration
}

// Attempt is one attempt to send a request.
type Attempt struct {
	Op        Op
	N         int           // 1 for the first
	Status    int           // 0 if there was no response
	RequestID string        // for Zendesk's support staff
	Queued    time.Duration // how long the limiter held it back before it was sent
	Elapsed   time.Duration // of this attempt, without waits
	Wait      time.Duration // before the next attempt; 0 if this was the last
	Err       error         // why it failed, nil if it did not
}

// LogValue returns the operation by its name, what came of the attempt, and the
// times. It leaves out what an error may quote.
func (a Attempt) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("op", a.Op.Name), slog.Int("attempt", a.N), slog.Int("status", a.Status),
		slog.Duration("queued", a.Queued), slog.Duration("elapsed", a.Elapsed), slog.Duration("wait", a.Wait),
	}
	if a.RequestID != "" {
		attrs = append(attrs, slog.String("request_id", a.RequestID))
	}
	if a.Err != nil {
		attrs = append(attrs, slog.Any("error", a.Err))
	}
	return slog.GroupValue(attrs...)
}

// Wait is a time during which a call sends nothing.
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
	WaitRetryAfter WaitReason = "retry_after" // an attempt failed, and the API says when to retry
	WaitIndexLag   WaitReason = "index_lag"   // the record of a lost upsert may not be found yet
	WaitLimiter    WaitReason = "limiter"     // the budget is used up for now
)
