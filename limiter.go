package zendesk

import (
	"context"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk/internal/wire"
)

// Op identifies an operation of an API. Names and routes come from a fixed set and
// contain no ids, so they can be used as metric labels, span names and limiter keys.
type Op struct {
	Product string // "sell" or "support"
	Name    string // "sell.Leads.Update"
	Method  string // "PUT"
	Route   string // "/v2/leads/{id}"
}

// OpFrom returns the operation that a request belongs to, given the context of the
// request. It is for an http.RoundTripper in [Config].
func OpFrom(ctx context.Context) (Op, bool) {
	op, ok := ctx.Value(wire.OpKey{}).(Op)
	return op, ok
}

// Limiter limits the rate of requests of one budget: one access token in Sell, one
// account in Support. A limiter may be shared by many clients, and by many processes if
// its state is kept elsewhere. It must be safe for concurrent use.
type Limiter interface {
	// Wait blocks until a request of op may be sent. It returns an error if ctx ends
	// before that, and at once if it is clear that ctx would.
	Wait(ctx context.Context, op Op) error
	// Report reports the outcome, once for each Wait that returned nil.
	Report(ctx context.Context, op Op, outcome Outcome)
}

// Outcome is what a [Limiter] learns about one attempt.
type Outcome struct {
	Status     int           // 0 if there was no response
	Header     http.Header   // of the response; read-only
	RetryAfter time.Duration // the API's advice, 0 if none
	Unsent     bool          // nothing reached the API, so none of the budget was used
}
