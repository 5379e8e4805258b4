package rest

import (
	"context"
	"errors"
	"net/http"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
)

// outcome is what is known of an attempt. It is settled in one place, [call.judge],
// and whether to repeat, whether a write is unclear and what the caller is told
// follow from it.
type outcome uint8

const (
	succeeded   outcome = iota
	noToken             // there was none to send it with
	unsent              // certainly nothing reached the server
	unsendable          // likewise, and another attempt would fare no better
	throttled           // 429: refused, to be repeated later
	unavailable         // 503 with Retry-After, where that means that nothing happened
	conflict            // 409
	rejected            // any other response that settles it
	unreadable          // carried out, but the response is of no use
	lost                // nothing tells what happened
)

// judge settles what came of an attempt that has its response, its error, or both.
func (k *call) judge(ans answer) outcome {
	switch {
	case ans.status == 0:
		switch ans.sent {
		case wire.Not:
			return unsent
		case wire.Never:
			return unsendable
		}
		return lost
	case ans.status < 300:
		switch {
		case ans.err == nil:
			return succeeded
		case errors.Is(ans.err, errTooLarge):
			return unreadable
		}
		return lost
	}
	switch ans.status {
	case http.StatusTooManyRequests:
		return throttled
	case http.StatusConflict:
		return conflict
	case http.StatusRequestTimeout:
		return lost
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return rejected
	case http.StatusServiceUnavailable:
		if ans.advised && k.product.RefusesWith503 {
			return unavailable
		}
	}
	if ans.status >= 500 { // an edge in front of the API has statuses of its own
		return lost
	}
	return rejected
}

// tookTooLong reports whether the server, an edge in front of it, or our own
// patience ended an attempt because of the time it took.
func tookTooLong(ans answer) bool {
	switch ans.status {
	case http.StatusGatewayTimeout, http.StatusRequestTimeout, statusEdgeTimeout, statusReadTimeout:
		return true
	}
	return errors.Is(ans.err, context.DeadlineExceeded)
}

// Of proxies, without a name in net/http.
const (
	statusEdgeTimeout = 524
	statusReadTimeout = 598
)

// repeatable is the retry table: whether an operation of that class may be
// repeated after that outcome.
func (k *call) repeatable(o outcome) bool {
	switch o {
	case unsent:
		return true
	case throttled, unavailable:
		return k.class != zendesk.Once
	case conflict:
		return k.class == zendesk.Read || k.class == zendesk.Idempotent && k.product.ConflictsPass
	case lost:
		return k.class == zendesk.Read || k.class == zendesk.Idempotent || k.class == zendesk.Upsert
	}
	return false
}

// unclearAfter reports whether a write may have been carried out although it failed.
func (k *call) unclearAfter(o outcome) bool {
	return k.class > zendesk.Read && (o == lost || o == unreadable)
}

// classOf returns the class of a request, by its method where none is given.
func classOf(r zendesk.Request) zendesk.Class {
	if r.Class != zendesk.ByMethod {
		return r.Class
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return zendesk.Read
	case http.MethodPut, http.MethodDelete:
		return zendesk.Idempotent
	}
	return zendesk.Create
}
