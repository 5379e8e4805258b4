package support

import (
	"cmp"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
)

// allowance is what the headers of a response tell of a limit.
type allowance struct {
	total  int // 0 when they don't tell
	left   int // -1 when they don't tell
	resets time.Duration
}

const (
	inflightJobs   = "inflight-jobs" // the limit of jobs that are queued or running
	webhooksFamily = "webhooks"      // those of the webhook endpoints, which no header names; webhooks-test is another
)

// accountOf reads the limit of the account. The headers had other names before.
// Those of the webhook endpoints tell a limit of their own, not the account's.
func accountOf(op zendesk.Op, h http.Header) allowance {
	if webhooks(op) {
		return allowance{left: -1}
	}
	return headersOf(h)
}

func webhooks(op zendesk.Op) bool { return strings.HasPrefix(op.Route, "/api/v2/"+webhooksFamily) }

func headersOf(h http.Header) allowance {
	a := allowance{left: -1}
	if n, ok := least(h, "X-Rate-Limit", "Ratelimit-Limit", "Rate-Limit"); ok {
		a.total = n
	}
	if n, ok := least(h, "X-Rate-Limit-Remaining", "Ratelimit-Remaining", "Rate-Limit-Remaining"); ok {
		a.left = n
	}
	if n, ok := least(h, "Ratelimit-Reset", "Rate-Limit-Reset"); ok {
		a.resets = time.Duration(n) * time.Second
	}
	return a
}

// least reads the first of those headers that holds a number: the smallest of
// its values, if an intermediary has repeated it.
func least(h http.Header, names ...string) (n int, ok bool) {
	for _, name := range names {
		for _, value := range wire.Values(h, name) {
			if m, err := strconv.Atoi(value); err == nil && m >= 0 && (!ok || m < n) {
				n, ok = m, true
			}
		}
		if ok {
			break
		}
	}
	return n, ok
}

// familiesOf reads the limits of endpoints, by their names, such as
// Zendesk-RateLimit-tickets-index: total=100; remaining=99; resets=41.
func familiesOf(op zendesk.Op, h http.Header) iter.Seq2[string, allowance] {
	return func(yield func(string, allowance) bool) {
		if webhooks(op) {
			name, _, _ := strings.Cut(strings.TrimPrefix(op.Route, "/api/v2/"), "/{")
			if !yield(strings.ReplaceAll(name, "/", "-"), headersOf(h)) {
				return
			}
		}
		for header := range h {
			name := strings.ToLower(header)
			family, found := strings.CutPrefix(name, "zendesk-ratelimit-")
			if !found {
				family, found = strings.CutPrefix(name, "zendesk-rate-limit-")
			}
			if !found {
				continue
			}
			a, ok := allowance{}, false
			for _, line := range h[header] {
				for value := range strings.SplitSeq(line, ",") {
					a, ok = tighter(a, ok, familyState(value)), true
				}
			}
			if ok && !yield(family, a) {
				return
			}
		}
	}
}

// familyState reads one value of such a header.
func familyState(value string) allowance {
	a := allowance{left: -1}
	for part := range strings.SplitSeq(value, ";") {
		name, text, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			continue
		}
		switch name {
		case "total":
			a.total = n
		case "remaining":
			a.left = n
		case "resets":
			a.resets = time.Duration(n) * time.Second
		}
	}
	return a
}

// tighter joins two values of one header: what leaves less counts.
func tighter(a allowance, have bool, b allowance) allowance {
	if !have || b.left >= 0 && (a.left < 0 || b.left < a.left) {
		a, b = b, a
	}
	a.total = cmp.Or(a.total, b.total)
	a.resets = max(a.resets, b.resets)
	return a
}
