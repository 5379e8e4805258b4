package wire

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Values returns the values of a header. An intermediary may have repeated it
// or joined the values in one line.
func Values(h http.Header, name string) []string {
	var all []string
	for _, line := range h.Values(name) {
		for value := range strings.SplitSeq(line, ",") {
			if value = strings.TrimSpace(value); value != "" {
				all = append(all, value)
			}
		}
	}
	return all
}

// First returns the first value of the first of those headers that has any.
func First(h http.Header, names ...string) string {
	for _, name := range names {
		if values := Values(h, name); len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// RequestID returns the id that Zendesk's support staff can look a response up by.
func RequestID(h http.Header) string { return First(h, "X-Zendesk-Request-Id", "X-Request-Id") }

// RetryAfter reads Retry-After: seconds, or a date, which is taken relative to
// the server's own clock where the response tells it. Of several values the
// longest counts.
func RetryAfter(h http.Header, now time.Time) (advice time.Duration, given bool) {
	if server, err := http.ParseTime(h.Get("Date")); err == nil {
		now = server
	}
	values := Values(h, "Retry-After")
	for i, value := range values {
		wait, ok := seconds(value)
		if !ok && i+1 < len(values) { // a date holds a comma itself
			wait, ok = until(value+", "+values[i+1], now)
		}
		if !ok {
			wait, ok = until(value, now)
		}
		if ok {
			advice, given = max(advice, wait), true
		}
	}
	return advice, given
}

// longest keeps durations from overflowing.
const longest = 10 * 365 * 24 * time.Hour

func seconds(value string) (time.Duration, bool) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || n < 0 {
		return 0, false
	}
	return time.Duration(min(n, longest.Seconds()) * float64(time.Second)), true
}

func until(value string, now time.Time) (time.Duration, bool) {
	date, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return min(max(date.Sub(now), 0), longest), true
}

// HeaderSafe reports whether a header can carry s: what net/http would refuse
// only when it sends must not look like a lost connection.
func HeaderSafe(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// IsToken reports whether s can be the name of a header or a method.
func IsToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}
