package zendesk

import (
	"context"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk/internal/wire"
)

// Op names an operation of an API. Names and routes come from a fixed set and
// hold no ids, so they serve as metric label, span name and limiter key.
type Op struct {
	Product string // "sell" or "support"
	Name    string // "sell.Leads.Update"
	Method  string // "PUT"
	Route   string // "/v2/leads/{id}"
}

// OpFrom returns the operation that a request belongs to, for an
// http.RoundTripper given in [Config].
func OpFrom(ctx context.Context) (Op, bool) {
	op, ok := ctx.Value(wire.OpKey{}).(Op)
	return op, ok
}

// Limiter spaces the requests of one budget: one access token in Sell, one
// account in Support. One limiter may be shared by many clients, and by many
// processes if its state lies outside. It must be safe for concurrent use.
type Limiter interface {
	// Wait blocks until a request of op may be sent. It returns early with an
	// error when ctx ends, or at once when ctx would end before the turn comes.
	Wait(ctx context.Context, op Op) error
	// Report tells the outcome, once for each Wait that returned nil.
	Report(ctx context.Context, op Op, outcome Outcome)
}

// Outcome is what a [Limiter] learns from one attempt.
type Outcome struct {
	Status     int           // 0 when no answer came
	Header     http.Header   // of the answer; read only
	RetryAfter time.Duration // the API's advice, 0 if none
	Unsent     bool          // nothing reached the API, so nothing of the budget was used
}
