package supporttest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// poll looks at a job until it is completed and returns what it answers then.
func poll(t *testing.T, fake *supporttest.Server, queued answer) answer {
	t.Helper()
	id := strings.Trim(queued.at("job_status.id"), `"`)
	for range 5 {
		got := run(t, fake, step{call: "GET /job_statuses/" + id + ".json"})
		if got.at("job_status.status") == `"completed"` {
			return got
		}
	}
	t.Fatalf("job %s does not end", id)
	return answer{}
}

func TestJobStates(t *testing.T) {
	clk := newClock()
	fake := supporttest.New(supporttest.WithClock(clk.Now), supporttest.WithJobPolls(3))
	fake.Seed("users", `{"id":6,"name":"Ben","role":"agent"}`)
	body := `{"group_memberships":[{"user_id":6,"group_id":900001},{"user_id":6,"group_id":900001}]}`
	queued := run(t, fake, step{call: "POST /group_memberships/create_many", body: body,
		want: want{"job_status.status": `"queued"`, "job_status.total": "2", "job_status.progress": "null", "job_status.results": "null",
			"job_status.id":  `"V3-00000000000000000000000000000001"`,
			"job_status.url": `"https://acme.zendesk.com/api/v2/job_statuses/V3-00000000000000000000000000000001.json"`}})
	job := "GET /job_statuses/" + strings.Trim(queued.at("job_status.id"), `"`)
	run(t, fake,
		step{call: job, want: want{"job_status.status": `"queued"`}},
		step{call: "GET /group_memberships", want: want{"count": "1"}},
		step{call: job, want: want{"job_status.status": `"working"`, "job_status.results": "null"}},
		step{call: job, want: want{"job_status.status": `"completed"`, "job_status.progress": "2", "job_status.results.0.status": `"Created"`,
			"job_status.results.1.error": `"GroupMembershipCreateFailed"`, "job_status.results.1.details": `"User: has already been taken"`}},
		step{call: job, want: want{"job_status.status": `"completed"`}},
		step{call: "GET /group_memberships", want: want{"count": "2"}},
		step{call: "GET /job_statuses", want: want{"job_statuses.0.status": `"completed"`, "meta.has_more": "false"}},
		step{call: "GET /job_statuses/V3-none", status: 404},
	)
	run(t, fake, step{call: "DELETE /group_memberships/destroy_many?ids=900002"})
	clk.advance(5 * time.Second) // nobody looks
	run(t, fake, step{call: "GET /group_memberships", want: want{"count": "1"}})
}

func TestBulkTickets(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("tickets", `{"id":1,"status":"open","tags":["a"]}`, `{"id":2,"status":"closed","tags":[]}`, `{"id":3,"status":"open","tags":[]}`)
	made := poll(t, fake, run(t, fake, step{call: "POST /tickets/create_many", body: `{"tickets":[{"comment":{"body":"x"}},{"subject":"no comment"}]}`}))
	expect(t, "create_many", made, want{"job_status.results.0.id": "4", "job_status.results.0.index": "0", "job_status.results.1.index": "1", "job_status.results.1.error": `"TicketCreateFailed"`})
	changed := poll(t, fake, run(t, fake, step{call: "PUT /tickets/update_many.json?ids=1,2,99", body: `{"ticket":{"additional_tags":["b"],"remove_tags":["a"]}}`}))
	expect(t, "update_many", changed, want{"job_status.results.0.success": "true", "job_status.results.0.status": `"Updated"`,
		"job_status.results.1.details": `"Status: closed prevents ticket update"`, "job_status.results.1.success": "false", "job_status.results.2.error": `"TicketUpdateFailed"`})
	poll(t, fake, run(t, fake, step{call: "PUT /tickets/update_many", body: `{"tickets":[{"id":1,"subject":"one"},{"id":3,"subject":"three"}]}`}))
	run(t, fake,
		step{call: "GET /tickets/1", want: want{"ticket.tags": `["b"]`, "ticket.subject": `"one"`}},
		step{call: "GET /tickets/3", want: want{"ticket.subject": `"three"`}},
	)
	run(t, fake,
		step{call: "POST /tickets/1/merge", status: 422, body: `{"ids":[3,1]}`, want: want{"details.base.0.description": `"A ticket cannot be merged into itself"`}},
		step{call: "GET /tickets/1", want: want{"ticket.status": `"open"`}})
	poll(t, fake, run(t, fake, step{call: "POST /tickets/1/merge", body: `{"ids":[3],"target_comment":"got 3","source_comment":"into 1"}`}))
	run(t, fake,
		step{call: "GET /tickets/3", want: want{"ticket.status": `"closed"`, "ticket.tags": `["closed_by_merge"]`}},
		step{call: "GET /tickets/1/comments", want: want{"#comments": "1", "comments.0.body": `"got 3"`, "comments.0.public": "false"}},
	)
	poll(t, fake, run(t, fake, step{call: "DELETE /tickets/destroy_many?ids=1,2"}))
	run(t, fake, step{call: "GET /tickets/1", status: 404})
	purged := poll(t, fake, run(t, fake, step{call: "DELETE /deleted_tickets/1"}))
	if got := purged.at("job_status.results.success"); got != "true" {
		t.Errorf("purge: success %s", got)
	}
	run(t, fake, step{call: "PUT /deleted_tickets/1/restore", status: 404})
}

func TestTooMany(t *testing.T) {
	fake := supporttest.New()
	ids := make([]string, 101)
	for i := range ids {
		ids[i] = fmt.Sprint(i + 1)
	}
	run(t, fake,
		step{call: "GET /tickets/show_many?ids=" + strings.Join(ids, ","), status: 400, want: want{"error": `"TooManyValues"`, "max_count": "100"}},
		step{call: "DELETE /tickets/destroy_many?ids=" + strings.Join(ids, ","), status: 400},
		step{call: "POST /users/create_many", status: 400, body: `{"users":[` + strings.Repeat(`{},`, 100) + `{}]}`},
	)
	for range 30 {
		run(t, fake, step{call: "DELETE /users/destroy_many?ids=1"})
	}
	run(t, fake, step{call: "DELETE /users/destroy_many?ids=1", status: 429, want: want{"error": `"TooManyJobs"`, "#current_job_ids": "30"}})
}

func TestBulkByExternalID(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("users", `{"id":5,"name":"Ana","role":"end-user","external_id":"U-5"}`, `{"id":6,"name":"Ben","role":"end-user","external_id":"U-6"}`)
	fake.Seed("organizations", `{"id":70,"name":"A","external_id":"O-70"}`, `{"id":71,"name":"B","external_id":"O-71"}`)
	for _, test := range []struct {
		call, body string
		want       want
	}{
		{"PUT /users/update_many?external_ids=u-5,none", `{"user":{"notes":"n"}}`, want{"job_status.results.0.id": "5", "job_status.results.0.success": "true", "job_status.results.1.error": `"UserUpdateFailed"`}},
		{"PUT /users/update_many", `{"users":[{"external_id":"U-6","notes":"six"}]}`, want{"job_status.results.0.id": "6"}},
		{"PUT /organizations/update_many?external_ids=O-70", `{"organization":{"notes":"n"}}`, want{"job_status.results.0.id": "70"}},
		{"DELETE /users/destroy_many?external_ids=U-6", "", want{"job_status.results.0.id": "6", "job_status.results.0.status": `"Deleted"`}},
		{"DELETE /organizations/destroy_many?external_ids=O-71", "", want{"job_status.results.0.id": "71"}},
	} {
		expect(t, test.call, poll(t, fake, run(t, fake, step{call: test.call, body: test.body})), test.want)
	}
	run(t, fake,
		step{call: "GET /users/5", want: want{"user.notes": `"n"`}},
		step{call: "GET /deleted_users", want: want{"deleted_users.0.notes": `"six"`, "#deleted_users": "1"}},
		step{call: "GET /organizations", want: want{"count": "1", "organizations.0.notes": `"n"`}},
		step{call: "PUT /tickets/update_many?external_ids=x", status: 400, body: `{"ticket":{}}`},
		step{call: "DELETE /users/destroy_many", status: 400},
		step{call: "DELETE /users/destroy_many?external_ids=" + strings.Repeat("x,", 101), status: 400, want: want{"error": `"TooManyValues"`}},
	)
}
