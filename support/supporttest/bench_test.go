package supporttest_test

import (
	"fmt"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// BenchmarkLargeAccount shows that an account of ten thousand users and
// tickets answers quickly enough for a sandbox.
func BenchmarkLargeAccount(b *testing.B) {
	fake := supporttest.New()
	for i := range 10_000 {
		fake.Seed("users", fmt.Sprintf(`{"id":%d,"name":"User %[1]d","email":"user%[1]d@example.com","role":"end-user"}`, i+1))
		fake.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":"open","subject":"Ticket","description":"text","requester_id":%[1]d,"tags":[],"updated_at":"2026-01-01T00:00:00Z"}`, i+1))
	}
	fake.Quiet()
	for _, call := range []string{"GET /tickets/77", "GET /tickets?page[size]=100&include=users", "GET /users/search?query=email:user77@example.com",
		"GET /search?query=type:ticket requester:user77@example.com status<solved", "GET /users/77/tickets/requested"} {
		b.Run(call, func(b *testing.B) {
			for b.Loop() {
				run(b, fake, step{call: call})
			}
		})
	}
}
