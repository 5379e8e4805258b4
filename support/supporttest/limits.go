package supporttest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// limit is what an account allows some of its endpoints, beside its limit for
// all.
type limit struct {
	bucket string // in the header that tells about it; "" if none does
	most   int
	window time.Duration
	routes []string
	each   func(c *call) string // what has the limit of its own; nil: the account
}

// limits are those that the reference names, without the High Volume add-on.
var limits = []limit{
	{bucket: "tickets-index", most: 100, window: time.Minute, routes: []string{"GET /tickets"}},
	{bucket: "tickets-update", most: 100, window: time.Minute, routes: ticketUpdates},
	{bucket: "per-ticket-updates", most: 30, window: 10 * time.Minute, routes: ticketUpdates,
		each: (*call).recordOfUser},
	{most: 400, window: time.Minute, routes: []string{"DELETE /tickets/{id}"}},
	{most: 10, window: time.Minute, routes: []string{"GET /deleted_tickets"}},
	{most: 700, window: 10 * time.Minute, routes: []string{"DELETE /deleted_users/{id}"}},
	{bucket: "incremental-exports", most: 10, window: time.Minute, routes: []string{
		"GET /incremental/tickets", "GET /incremental/tickets/cursor", "GET /incremental/users", "GET /incremental/users/cursor", "GET /incremental/organizations"}},
	{most: 10, window: 20 * time.Minute, routes: []string{"GET /incremental/tickets/sample", "GET /incremental/users/sample", "GET /incremental/organizations/sample"}},
	{most: 1, window: time.Second, routes: userUpdates},
	{most: 5, window: time.Minute, routes: userUpdates, each: (*call).updatedUser},
	{most: 5, window: time.Minute, routes: []string{"PUT /organizations/{id}"}, each: func(c *call) string { return c.path["id"] }},
	{bucket: "search-index", most: 2500, window: time.Minute, routes: []string{"GET /search"}},
	{most: 100, window: time.Minute, routes: []string{"GET /search/export"}},
	{most: 100, window: time.Minute, routes: []string{"POST /ticket_fields/{id}/options"}},
	{most: 5, window: time.Minute, routes: []string{"GET /views/{id}/execute", "POST /views/preview"}, each: (*call).recordOfUser},
	{most: 5, window: time.Minute, routes: []string{"GET /views/{id}/count"}, each: (*call).recordOfUser},
	{most: 100, window: time.Minute, routes: []string{"POST /apps/notify"}},
	{most: 6, window: 5 * time.Minute, routes: []string{"GET /views/count_many"}},
}

var (
	ticketUpdates = []string{"PUT /tickets/{id}", "PUT /tickets/{id}/tags"}
	userUpdates   = []string{"PUT /users/{id}", "POST /users/create_or_update"}
)

// updatedUser names the user that a request writes.
func (c *call) updatedUser() string {
	if id := c.path["id"]; id != "" {
		return id
	}
	in, _ := fake.ParseObject(orNull(c.body.Raw("user")))
	if id, known := c.matchingUser(in); known {
		return strconv.FormatInt(id, 10)
	}
	return "" // a new one
}

// recordOfUser names the record in the path and the user who asks.
func (c *call) recordOfUser() string { return c.path["id"] + " of " + strconv.FormatInt(c.user.id, 10) }

// used is what was spent of a limit in a window of time.
type used struct {
	since time.Time
	n     int
}

type limitKey struct {
	limit int
	each  string
}

// keepToLimits counts the request and refuses it beyond the limits of its
// endpoint, if the account was made to keep to them. They leave the account's
// own budget as it is.
func (c *call) keepToLimits() error {
	if !c.options.endpointLimits {
		return nil
	}
	for i, l := range limits {
		if !slices.Contains(l.routes, c.route.pattern) {
			continue
		}
		key := limitKey{limit: i}
		if l.each != nil {
			if key.each = l.each(c); key.each == "" {
				continue
			}
		}
		u := c.spent[key]
		if window := c.now.Truncate(l.window); !window.Equal(u.since) {
			u = used{since: window}
		}
		u.n++
		c.spent[key] = u
		resets := secondsUntil(c.now, u.since.Add(l.window))
		if l.bucket != "" {
			c.tellBucket(l.bucket, l.most, l.most-u.n, resets)
		}
		if u.n > l.most {
			c.header["Retry-After"] = []string{strconv.Itoa(resets)}
			return tooManyRequests()
		}
	}
	return nil
}

// tellBucket writes the header of an endpoint's limit.
func (c *call) tellBucket(bucket string, total, left, resets int) {
	c.header.Set("Zendesk-RateLimit-"+bucket, fmt.Sprintf("total=%d; remaining=%d; resets=%d", total, max(0, left), resets))
}

// secondsUntil counts begun seconds.
func secondsUntil(now, then time.Time) int {
	return int((then.Sub(now) + time.Second - 1) / time.Second)
}

func tooManyRequests() error {
	const code, text = "TooManyRequests", "Too many requests to this endpoint"
	return &failure{http.StatusTooManyRequests, object("errors", []fake.Object{object("code", code, "title", text)}), code, text}
}
