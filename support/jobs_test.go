package support_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

func jobReply(status, more string) reply {
	return reply{status: 200, body: `{"job_status":{"id":"V3-1","status":"` + status + `","total":2` + more + `}}`}
}

func TestWaitLooksLessAndLessOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := supporttest.New(supporttest.WithJobPolls(12), supporttest.WithLag(0))
		fake.Seed("groups", `{"id":20,"name":"Sales"}`)
		fake.Seed("users", `{"id":2,"name":"Bea","role":"agent"}`)
		desk := connect(t, fake.Transport())
		job := must(desk.GroupMemberships.CreateMany(t.Context(), []support.GroupMembershipParams{
			{UserID: zendesk.Set[int64](2), GroupID: zendesk.Set[int64](20)},
		}))
		equal(t, "status", job.Status, support.JobQueued)
		fake.ForgetRequests()
		start := time.Now()
		results := must(job.Wait(t.Context()))
		equal(t, "results", len(results), 1)
		var waits []time.Duration
		for _, r := range fake.Requests() {
			waits = append(waits, r.At.Sub(start).Round(time.Millisecond))
			start = r.At
		}
		ms := time.Millisecond
		equal(t, "waits", waits, []time.Duration{500 * ms, 750 * ms, 1125 * ms, 1688 * ms, 2531 * ms})

		// In another process there is only the id.
		again := must(desk.JobStatuses.Job(job.ID).Wait(t.Context()))
		equal(t, "results", again[0].ID, results[0].ID)
	})
}

func TestWaitNeverPausesForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &canned{}
		for range 20 {
			server.replies = append(server.replies, jobReply("working", `,"progress":1`))
		}
		server.replies = append(server.replies, jobReply("completed", `,"results":null`))
		start := time.Now()
		results, err := connect(t, server).JobStatuses.Job("V3-1").Wait(t.Context())
		equal(t, "results", []any{len(results), err}, []any{0, nil})
		if took := time.Since(start); took < 150*time.Second || took > 170*time.Second {
			t.Errorf("21 looks took %v", took)
		}
	})
}

func TestJobsThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, c := range map[string]struct {
			reply  reply
			items  int
			failed []int64
			text   string
		}{
			"an item": {jobReply("completed", `,"results":[{"id":7,"action":"update","status":"Updated","success":true},
				{"index":1,"id":8,"error":"TicketUpdateFailed","details":"ana@example.com is bad"},{"id":9,"success":false},
				{"id":10,"error":"TicketUpdateFailed"},{"id":11,"error":"AccessDenied"},{"id":12,"error":"ana@example.com is taken"}]`),
				6, []int64{8, 9, 10, 11, 12}, "support: job V3-1: completed, 5 of 6 items failed (TicketUpdateFailed, AccessDenied)"},
			"the job":       {jobReply("failed", `,"message":"ana@example.com is bad","results":null`), 0, nil, "support: job V3-1: failed"},
			"a killed job":  {jobReply("killed", ""), 0, nil, "support: job V3-1: killed"},
			"the one item":  {jobReply("completed", `,"results":{"success":false}`), 1, []int64{0}, "support: job V3-1: completed, 1 of 1 items failed"},
			"a failed item": {jobReply("failed", `,"results":[{"id":7,"status":"Failed"}]`), 1, []int64{7}, "support: job V3-1: failed, 1 of 1 items failed"},
		} {
			results, err := connect(t, &canned{replies: []reply{c.reply}}).JobStatuses.Job("V3-1").Wait(t.Context())
			e, ok := errors.AsType[*support.JobError](err)
			if !ok {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var failed []int64
			for _, r := range e.Failed {
				failed = append(failed, r.ID)
			}
			equal(t, name, []any{len(results), e.Items, failed, err.Error()}, []any{c.items, c.items, c.failed, c.text})
		}
		good := jobReply("completed", `,"results":{"success":true}`)
		results, err := connect(t, &canned{replies: []reply{good}}).JobStatuses.Job("V3-1").Wait(t.Context())
		equal(t, "a good one", []any{*results[0].Success, err}, []any{true, nil})
		for name, odd := range map[string]reply{"no list": jobReply("completed", `,"results":7`)} {
			_, err := connect(t, &canned{replies: []reply{odd}}).JobStatuses.Job("V3-1").Wait(t.Context())
			if err == nil || !strings.Contains(err.Error(), "V3-1") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// What an item does not say plainly is no success.
func TestItemsThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for item, failed := range map[string]bool{
			`{}`: false, `{"success":true}`: false, `{"success":null}`: false, `{"status":"Created"}`: false, `{"status":"updated"}`: false,
			`{"status":"Deleted"}`: false, `{"status":null}`: false, `{"success":true,"status":"Merged"}`: false, `{"error":null,"errors":[]}`: false,
			`{"success":false}`: true, `{"success":"false"}`: true, `{"success":"true"}`: true, `{"success":0}`: true, `{"success":{}}`: true,
			`{"status":"Failed"}`: true, `{"success":true,"status":"failed"}`: true, `{"status":"Unauthorized"}`: true, `{"status":403}`: true,
			`{"error":"x"}`: true, `{"error":{"title":"x"}}`: true, `{"error":false}`: true, `{"errors":"x"}`: true, `{"success":true,"errors":["x"]}`: true,
		} {
			results, err := connect(t, &canned{replies: []reply{jobReply("completed", `,"results":[`+item+`]`)}}).JobStatuses.Job("V3-1").Wait(t.Context())
			_, is := errors.AsType[*support.JobError](err)
			if len(results) != 1 || results[0].Failed() != failed || is != failed {
				t.Errorf("%s: %d results, %v", item, len(results), err)
			}
		}
	})
}

// The work is done, so an id of another kind is no error.
func TestItemsWithOddIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &canned{replies: []reply{jobReply("completed", `,"results":[{"id":"01J9ZK","status":"Created"},{"id":null,"index":"x"},null,{"id":7,"more":[1.0, "<"]},{"id":1.5,"success":false,"more":[1.0, "<"]}]`)}}
		results, err := connect(t, server).JobStatuses.Job("V3-1").Wait(t.Context())
		equal(t, "error", fmt.Sprint(err), "support: job V3-1: completed, 1 of 4 items failed")
		var got []string
		for _, r := range results {
			got = append(got, fmt.Sprintf("%d %s %s%s", r.ID, r.Status, string(r.Extra["id"]), string(r.Extra["more"])))
		}
		equal(t, "results", got, []string{`0 Created "01J9ZK"`, `0  `, `7  [1.0, "<"]`, `0  1.5[1.0, "<"]`})
	})
}

func TestWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		defer cancel()
		server := &canned{replies: []reply{jobReply("queued", "")}}
		start := time.Now()
		_, err := connect(t, server).JobStatuses.Job("V3-1").Wait(ctx)
		equal(t, "error", []any{errors.Is(err, context.DeadlineExceeded), strings.Contains(err.Error(), "V3-1")}, []any{true, true})
		equal(t, "took", time.Since(start), 4*time.Second)

		gone := &canned{replies: []reply{{status: 404}}}
		if _, err := connect(t, gone).JobStatuses.Job("V3-1").Wait(t.Context()); !errors.Is(err, zendesk.ErrNotFound) {
			t.Errorf("error %v", err)
		}
		lost := &canned{replies: []reply{{lost: true}, {status: 503}, jobReply("completed", "")}}
		if _, err := connect(t, lost).JobStatuses.Job("V3-1").Wait(t.Context()); err != nil {
			t.Error(err) // a look can be repeated
		}
		if _, err := connect(t, lost).JobStatuses.Job("").Wait(t.Context()); !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("error %v", err)
		}
	})
}

// A job that is done when it starts needs no look.
func TestWaitForAFinishedJob(t *testing.T) {
	server := &canned{replies: []reply{jobReply("completed", `,"results":[{"id":7}]`)}}
	job := must(connect(t, server).Tickets.DeleteMany(t.Context(), []int64{7}))
	results := must(job.Wait(t.Context()))
	equal(t, "result", []any{results[0].ID, len(server.lines())}, []any{int64(7), 1})
}
