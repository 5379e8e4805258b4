package supporttest_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestSeedKeepsRecords(t *testing.T) {
	fake := supporttest.New()
	odd := `{"id":12345678901234567,"url":"u","subject":7,"status":null,"created_at":"then","updated_at":null,"fields":[],"amount":1.10,"nested":{"b":1,"a":2}}`
	null := `{"id":null,"url":null,"subject":"no id","created_at":null,"updated_at":null}`
	ids := fake.Seed("tickets", odd, null, `{"subject":"filled in"}`)
	if ids[0] != 12345678901234567 || ids[2] != 12345678901234568 {
		t.Errorf("ids %v", ids)
	}
	got := run(t, fake, step{call: "GET /tickets?page[size]=10", want: want{"#tickets": "3"}})
	for _, record := range []string{odd, null} {
		if !strings.Contains(got.text, record) {
			t.Errorf("%s is not in %s", record, got.text)
		}
	}
	if records := fake.Records("tickets"); string(records[1]) != odd {
		t.Errorf("stored %s", records[1])
	}
	run(t, fake,
		step{call: "GET /tickets/12345678901234568", want: want{"ticket.url": `"https://acme.zendesk.com/api/v2/tickets/12345678901234568.json"`}},
		step{call: "PUT /tickets/12345678901234567", body: `{"ticket":{"comment":{"body":"x"}}}`, want: want{"ticket.subject": "7", "ticket.amount": "1.10"}},
	)
}

func TestSeedErrors(t *testing.T) {
	fake := supporttest.New()
	for kind, record := range map[string]string{"tickets": `[1]`, "nosuch": `{}`, "comments": `{"body":"of no ticket"}`} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s %s is accepted", kind, record)
				}
			}()
			fake.Seed(kind, record)
		}()
	}
	for document, want := range map[string]string{
		`{"tickets":[{"id":1}],"users":[5]}`: "users[0]",
		`{"nosuch":[]}`:                      "nosuch",
		`{"tickets":{}}`:                     "tickets",
		`[]`:                                 "no JSON object",
	} {
		if err := fake.SeedDocument([]byte(document)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", document, err)
		}
	}
	if n := len(fake.Records("tickets")); n != 0 {
		t.Errorf("%d tickets of refused documents", n)
	}
}

func TestSeedDocument(t *testing.T) {
	fake := supporttest.New()
	err := fake.SeedDocument([]byte(`{"tickets":[{"id":1,"requester_id":5,"status":"open"}],"comments":[{"id":4,"ticket_id":1,"body":"b"}],
		"users":[{"id":5,"role":"end-user","organization_id":70},{"id":6,"role":"admin","active":true}],"groups":[{"id":60,"name":"G"}],
		"organizations":[{"id":70,"name":"Acme"}],"job_statuses":[{"id":"V3-a","status":"completed"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	run(t, fake,
		step{call: "GET /users/me", want: want{"user.id": "6"}},
		step{call: "GET /users", want: want{"count": "2"}},
		step{call: "GET /groups", want: want{"count": "1", "groups.0.id": "60"}},
		step{call: "GET /ticket_fields", want: want{"count": "7"}},
		step{call: "GET /users/5/organization_memberships", want: want{"organization_memberships.0.organization_name": `"Acme"`}},
		step{call: "GET /job_statuses/V3-a", want: want{"job_status.status": `"completed"`}},
	)
	fake = supporttest.New()
	if err := fake.SeedDocument([]byte(`{"users":[{"id":5,"role":"end-user"}],"ticket_fields":[{"id":1,"type":"subject"}]}`)); err != nil {
		t.Fatal(err)
	}
	run(t, fake, step{call: "GET /users/me", want: want{"user.id": "900001"}}, step{call: "GET /ticket_fields", want: want{"count": "1"}})
}

func TestUnknownRoute(t *testing.T) {
	fake := supporttest.New()
	got := run(t, fake, step{call: "GET /macros/1/apply.json", status: 501})
	if got.text != "supporttest does not imitate GET /api/v2/macros/1/apply" {
		t.Error(got.text)
	}
	run(t, fake, step{call: "PATCH /tickets/1", status: 501})
}

func TestContentType(t *testing.T) {
	fake := supporttest.New()
	header := http.Header{"Authorization": {"Bearer " + supporttest.DefaultToken}, "Content-Type": {"application/x-www-form-urlencoded"}}
	if got := send(t, fake, "POST", "/api/v2/tickets", "ticket[subject]=x", header); got.status != 415 {
		t.Errorf("status %d", got.status)
	}
}

func TestFaults(t *testing.T) {
	fake := supporttest.New()
	post := func() (*http.Response, error) {
		req, _ := http.NewRequest("POST", "https://acme.zendesk.com/api/v2/groups", strings.NewReader(`{"group":{"name":"g"}}`))
		req.Header = http.Header{"Authorization": {"Bearer " + supporttest.DefaultToken}, "Content-Type": {"application/json"}}
		return fake.Transport().RoundTrip(req)
	}
	groups := func() int { return len(fake.Records("groups")) - 1 }

	fake.FailNext(1, 503, http.Header{"Retry-After": {"7"}})
	if res, err := post(); err != nil || res.StatusCode != 503 || res.Header.Get("Retry-After") != "7" || res.Header.Get("X-Request-Id") == "" || groups() != 0 {
		t.Errorf("FailNext: %v %v, %d groups", res, err, groups())
	}
	fake.DropNext(1)
	if _, err := post(); err == nil || groups() != 0 {
		t.Errorf("DropNext: %v, %d groups", err, groups())
	}
	fake.DropAnswers(1)
	if _, err := post(); err == nil || groups() != 1 {
		t.Errorf("DropAnswers: %v, %d groups", err, groups())
	}
	fake.TruncateNext(1)
	res, err := post()
	if err != nil || groups() != 2 {
		t.Fatalf("TruncateNext: %v, %d groups", err, groups())
	}
	if _, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("TruncateNext: body ends with %v", err)
	}
	fake.LimitTo(1, time.Hour, http.Header{"Retry-After": {"9"}})
	first, _ := post()
	second, _ := post()
	if first.StatusCode != 201 || second.StatusCode != 429 || groups() != 3 {
		t.Errorf("LimitTo: %d, %d", first.StatusCode, second.StatusCode)
	}
	sent := fake.Requests()
	if len(sent) != 6 || sent[0].Status != 503 || sent[1].Status != 0 || sent[5].Path != "/api/v2/groups" || string(sent[5].Body) != `{"group":{"name":"g"}}` {
		t.Errorf("%d requests: %+v", len(sent), sent)
	}
	fake.ForgetRequests()
	if len(fake.Requests()) != 0 {
		t.Error("the log is not empty")
	}
}

// Many callers at once, for the race detector.
func TestConcurrentUse(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("tickets", `{"id":1,"status":"open","tags":[]}`)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			run(t, fake, step{call: "PUT /tickets/update_many?ids=1", body: `{"ticket":{"additional_tags":["a"],"nosuch":1}}`})
			for range 5 {
				run(t, fake,
					step{call: "GET /tickets?page[size]=10"},
					step{call: "PUT /tickets/1", body: `{"ticket":{"comment":{"body":"x"},"nosuch":1}}`},
					step{call: "GET /job_statuses/V3-00000000000000000000000000000001"})
			}
		})
	}
	wg.Wait()
	if n := len(fake.Records("comments")); n != 40 {
		t.Errorf("%d comments, want 40", n)
	}
}
