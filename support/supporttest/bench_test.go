package supporttest_test

import (
	"fmt"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// account seeds that many users and tickets.
func account(tb testing.TB, size int) *supporttest.Server {
	tb.Helper()
	fake := supporttest.New()
	for i := range size {
		fake.Seed("users", fmt.Sprintf(`{"id":%d,"name":"User %[1]d","email":"user%[1]d@example.com","role":"end-user"}`, i+1))
		fake.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":"open","subject":"Ticket","description":"text of %[1]d","requester_id":%[1]d,"tags":[],"updated_at":"2026-01-01T00:00:00Z"}`, i+1))
	}
	fake.Quiet()
	return fake
}

// BenchmarkSizes shows that a page and a search cost the same at any size of
// the account.
func BenchmarkSizes(b *testing.B) {
	for _, size := range []int{1_000, 100_000} {
		fake := account(b, size)
		for _, call := range []string{
			"GET /tickets/77", "GET /tickets?page[size]=100&include=users", "GET /tickets?page[size]=100&sort=-updated_at", "GET /tickets?page=3",
			"GET /tickets/count", "GET /users?page[size]=100", "GET /users/77/tickets/requested", "GET /incremental/tickets/cursor?start_time=0&per_page=100",
			"GET /users/search?query=email:user77@example.com", "GET /search?query=type:ticket requester:user77@example.com status<solved",
			"GET /search?query=type:ticket 77", "GET /search?query=type:ticket", "GET /search?query=type:ticket status<solved", "GET /search/count?query=created>2020-01-01",
			"GET /search?query=type:ticket created>2020-01-01", "GET /search?query=type:ticket text status:open", "GET /search?query=type:ticket -tags:x",
			"GET /search?query=type:ticket tags:none", "GET /search?query=text&include=tickets(users)", "GET /users/search?query=role:end-user", "GET /users/search?query=user",
			"GET /search/export?query=status<solved&filter[type]=ticket&page[size]=100", "GET /users?role=end-user&page[size]=100", "GET /users?role=end-user",
			"GET /users/count?role=end-user", "GET /users/autocomplete?name=User", "GET /tickets?external_id=x", "GET /tickets?start_time=0", "GET /tags", "GET /tickets?page[size]=100&sort=status", "GET /search?query=type:ticket subject:ticket", "GET /search?query=type:ticket tick*", "GET /search?query=type:ticket text of",
		} {
			b.Run(fmt.Sprint(size, "/", call), func(b *testing.B) {
				run(b, fake, step{call: call}) // the first of a kind puts things in order
				for b.Loop() {
					run(b, fake, step{call: call})
				}
			})
		}
	}
}
