package selltest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// account seeds that many records of each kind.
func account(tb testing.TB, size int) *selltest.Server {
	tb.Helper()
	fake := selltest.New()
	fake.Seed("users", `{"id":5,"name":"Ana"}`)
	fake.AddToken("ana", 5)
	for i := 1; i <= size; i++ {
		fake.Seed("leads", fmt.Sprintf(`{"id":%d,"owner_id":%d,"last_name":"Name %[1]d","email":"lead%[1]d@example.com","status":"New","tags":[],"updated_at":"2026-01-01T00:00:00Z"}`, i, 1+i%2*4))
		fake.Seed("contacts", fmt.Sprintf(`{"id":%d,"owner_id":1,"last_name":"Name","is_organization":false,"email":"contact%[1]d@example.com"}`, i))
		fake.Seed("deals", fmt.Sprintf(`{"id":%d,"owner_id":1,"name":"Deal","contact_id":%[1]d,"value":"10.50","updated_at":"2026-01-01T00:00:00Z"}`, i))
		fake.Seed(fmt.Sprintf("deals/%d/associated_contacts", i), `{"contact_id":1,"role":"involved"}`)
		fake.Seed("notes", fmt.Sprintf(`{"id":%d,"resource_type":"lead","resource_id":%[1]d,"content":"Called","creator_id":1}`, i))
		fake.Seed("tasks", fmt.Sprintf(`{"id":%d,"owner_id":1,"resource_type":"lead","resource_id":%[1]d,"content":"Call","due_date":"2020-01-01T00:00:00Z"}`, i))
	}
	fake.Quiet()
	return fake
}

// BenchmarkSizes shows that a page, a look-up and a write cost the same at any
// size of the account.
func BenchmarkSizes(b *testing.B) {
	for _, size := range []int{1_000, 100_000} {
		fake := account(b, size)
		write := func(method, path, body string) string { return method + " " + path + " " + body }
		for _, call := range []string{
			"GET /v2/leads/77", "GET /v2/leads?per_page=100&page=3", "GET /v2/leads?sort_by=updated_at:desc&per_page=100", "GET /v2/leads?email=lead77@example.com",
			"GET /v2/leads?status=New&per_page=100", "GET /v2/contacts?per_page=100", "GET /v2/contacts?email=contact77@example.com", "GET /v2/leads?ids=5,6,7",
			"GET /v2/deals?includes=associated_contacts&per_page=100", "GET /v2/deals/77?includes=associated_contacts", "GET /v2/deals?contact_id=77",
			"GET /v2/deals/77/associated_contacts", "GET /v2/notes?resource_type=lead&resource_id=77", "GET /v2/tasks?overdue=true&per_page=100", "GET /v2/tasks?resource_type=lead&resource_id=77",
			"ana GET /v2/leads?per_page=100", "ana GET /v2/notes?per_page=100",
			write("PUT", "/v2/leads/77", `{"data":{"title":"a"}}`), write("POST", "/v2/leads/upsert?email=lead77@example.com", `{"data":{"title":"b"}}`),
			write("POST", "/v3/leads/search", `{"items":[{"data":{"query":{"filter":{"filter":{"attribute":{"name":"email"},"parameter":{"eq":"lead77@example.com"}}}}}}]}`),
			write("POST", "/v3/leads/search", `{"items":[{"data":{"query":{"filter":{"filter":{"attribute":{"name":"email"},"parameter":{"starts_with":"lead"}}}},"per_page":100}}]}`),
			write("POST", "/v3/leads/search", `{"items":[{"data":{"query":{"projection":[{"name":"email"}]},"per_page":100}}]}`),
		} {
			for _, fresh := range []bool{false, true} {
				name := call
				if fresh {
					name += " after a write"
				}
				b.Run(fmt.Sprint(size, "/", strings.ReplaceAll(name, "/", "_")), func(b *testing.B) {
					ask(b, fake, call)
					for i := 0; b.Loop(); i++ {
						if fresh {
							fake.Change("leads", fmt.Sprintf(`{"id":3,"title":"t%d"}`, i))
						}
						ask(b, fake, call)
					}
				})
			}
		}
	}
}

// ask sends "token METHOD path body", token and body being optional.
func ask(tb testing.TB, fake *selltest.Server, call string) {
	tb.Helper()
	token := selltest.DefaultToken
	if rest, ok := strings.CutPrefix(call, "ana "); ok {
		token, call = "ana", rest
	}
	method, rest, _ := strings.Cut(call, " ")
	path, body, _ := strings.Cut(rest, " ")
	r, err := http.NewRequestWithContext(tb.Context(), method, "https://api.getbase.com"+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer " + token}, "User-Agent": {"bench"}, "Content-Type": {"application/json"}}
	res, err := fake.Transport().RoundTrip(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	var answer json.RawMessage
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || res.StatusCode != 200 {
		tb.Fatalf("%s: %d %.300s %v", call, res.StatusCode, answer, err)
	}
}
