package support_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// jobServer starts jobs as it is told and ends them at the second look.
type jobServer struct {
	start   func(n int, req *http.Request) reply // n from 1; an empty body stands for a job that is accepted
	results func(n int) string                   // of the nth start
	looks   map[string]int
	started []string // bodies or ids, of each start
	most    int      // jobs at once
	broken  int      // so many looks fail
	lost    string   // a job that Support has forgotten
}

func (s *jobServer) RoundTrip(req *http.Request) (*http.Response, error) {
	answer := func(r reply) (*http.Response, error) {
		if r.lost {
			return nil, errors.New("connection reset")
		}
		header := r.header
		if header == nil {
			header = http.Header{}
		}
		return &http.Response{StatusCode: r.status, Header: header, Body: io.NopCloser(strings.NewReader(r.body)), Request: req}, nil
	}
	if req.Method != http.MethodGet {
		body := req.URL.Query().Get("ids")
		if req.Body != nil {
			all, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			body += string(all)
		}
		s.started = append(s.started, body)
		n := len(s.started)
		r := reply{status: 200}
		if s.start != nil {
			r = s.start(n, req)
		}
		if r.status == 200 && r.body == "" {
			if s.looks == nil {
				s.looks = make(map[string]int)
			}
			id := fmt.Sprint("V3-", n)
			s.looks[id] = 0
			s.most = max(s.most, len(s.looks))
			r.body = `{"job_status":{"id":"` + id + `","status":"queued","total":null,"progress":null,"results":null}}`
		}
		return answer(r)
	}
	if s.broken > 0 {
		s.broken--
		return answer(reply{status: 503})
	}
	var all []string
	for id := range strings.SplitSeq(req.URL.Query().Get("ids"), ",") {
		looks, known := s.looks[id]
		if !known || id == s.lost {
			continue
		}
		s.looks[id]++
		if looks == 0 {
			all = append(all, `{"id":"`+id+`","status":"working","progress":40}`)
			continue
		}
		var n int
		if _, err := fmt.Sscanf(id, "V3-%d", &n); err != nil {
			return nil, err
		}
		delete(s.looks, id)
		all = append(all, s.results(n))
	}
	if !strings.HasSuffix(req.URL.Path, "/show_many") {
		return answer(reply{status: 404, body: `{"error":"RecordNotFound"}`})
	}
	return answer(reply{status: 200, body: `{"job_statuses":[` + strings.Join(all, ",") + `]}`})
}

// completed is a job with these results.
func completed(n int, results string) string {
	return fmt.Sprintf(`{"id":"V3-%d","status":"completed","results":%s}`, n, results)
}

// updated says that the tickets from first on are updated.
func updated(first, count int) string {
	all := make([]string, count)
	for i := range all {
		all[i] = fmt.Sprintf(`{"id":%d,"action":"update","status":"Updated","success":true}`, first+i)
	}
	return "[" + strings.Join(all, ",") + "]"
}

func updates(n int) []support.TicketUpdate {
	all := make([]support.TicketUpdate, n)
	for i := range all {
		all[i] = support.TicketUpdate{ID: int64(i + 1), TicketParams: support.TicketParams{Priority: zendesk.Set(support.TicketPriorityHigh)}}
	}
	return all
}

// states writes runs of equal states: "100 done, 50 unsent".
func states(items []support.BulkItem) string {
	var runs []string
	for i := 0; i < len(items); {
		n := 0
		for i+n < len(items) && items[i+n].State == items[i].State {
			n++
		}
		runs = append(runs, fmt.Sprintf("%d %s", n, items[i].State))
		i += n
	}
	return strings.Join(runs, ", ")
}

// Any number of items, against the stand-in, which takes no more than 30 jobs.
func TestUpdateAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := supporttest.New(supporttest.WithJobPolls(4), supporttest.WithLag(0))
		fake.Seed("users", `{"id":50,"name":"Ana","role":"end-user"}`)
		const n = 3250
		for i := range n {
			if i != 1234 { // that one does not exist
				fake.Seed("tickets", fmt.Sprintf(`{"id":%d,"subject":"x","requester_id":50}`, i+1))
			}
		}
		desk := connect(t, fake.Transport())
		var told []support.Progress
		items, err := desk.Tickets.UpdateAll(t.Context(), updates(n), func(p support.Progress) { told = append(told, p) })
		e, ok := errors.AsType[*support.BulkError](err)
		if !ok || len(e.Items) != 1 || e.Items[0].Index != 1234 || e.Items[0].ID != 1235 || e.Items[0].State != support.ItemFailed || e.Total != n {
			t.Fatalf("%v", err)
		}
		equal(t, "states", states(items), "1234 done, 1 failed, 2015 done")
		for i, item := range items {
			if item.Index != i || item.ID != int64(i+1) || item.JobID == "" || item.Result == nil {
				t.Fatalf("item %d is %+v", i, item)
			}
		}
		jobs := 0
		for i, p := range told {
			jobs = max(jobs, p.Jobs)
			if p.Total != n || p.Jobs > 30 || i > 0 && p.Done < told[i-1].Done {
				t.Errorf("progress %d is %+v", i, p)
			}
		}
		equal(t, "first", told[0], support.Progress{Total: n, Jobs: 30})
		equal(t, "last", told[len(told)-1], support.Progress{Total: n, Done: n, Failed: 1})
		ticket := must(desk.Tickets.Get(t.Context(), 3250))
		equal(t, "priority", ticket.Priority, support.TicketPriorityHigh)
	})
}

// New records get their ids, whatever the results look like.
func TestCreateAndDeleteAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := supporttest.New(supporttest.WithLag(0))
		desk := connect(t, fake.Transport())
		tickets := make([]support.TicketParams, 205)
		users := make([]support.UserParams, 130)
		organizations := make([]support.OrganizationParams, 101)
		for i := range tickets {
			tickets[i] = support.TicketParams{Subject: zendesk.Set(fmt.Sprint("ticket ", i)), Comment: &support.CommentParams{Body: "x"}}
		}
		for i := range users {
			users[i] = support.UserParams{Name: zendesk.Set(fmt.Sprint("user ", i))}
		}
		for i := range organizations {
			organizations[i] = support.OrganizationParams{Name: zendesk.Set(fmt.Sprint("organization ", max(i, 1)))} // the first name twice
		}
		made := must(desk.Tickets.CreateAll(t.Context(), tickets, nil))
		for i, item := range made {
			ticket := must(desk.Tickets.Get(t.Context(), item.ID))
			equal(t, "subject", ticket.Subject, fmt.Sprint("ticket ", i))
		}
		people := must(desk.Users.CreateAll(t.Context(), users, nil))
		for i, item := range people {
			user := must(desk.Users.Get(t.Context(), item.ID))
			equal(t, "name", user.Name, fmt.Sprint("user ", i))
		}
		companies, err := desk.Organizations.CreateAll(t.Context(), organizations, nil)
		equal(t, "companies", states(companies), "1 done, 1 failed, 99 done")
		if err == nil || !strings.Contains(err.Error(), "support.Organizations.CreateMany: 1 failed of 101 items; the first: item 1: failed: support: job V3-") {
			t.Errorf("error %v", err)
		}
		var ids []int64
		for _, item := range people {
			ids = append(ids, item.ID)
		}
		renamed := must(desk.Users.UpdateAll(t.Context(), []support.UserUpdate{
			{ID: ids[0], UserParams: support.UserParams{Name: zendesk.Set("Ana")}}, {ID: ids[1], UserParams: support.UserParams{Name: zendesk.Set("Ben")}},
		}, nil))
		equal(t, "renamed", states(renamed), "2 done")
		equal(t, "name", must(desk.Users.Get(t.Context(), ids[1])).Name, "Ben")
		noted := must(desk.Organizations.UpdateAll(t.Context(), []support.OrganizationUpdate{{ID: companies[0].ID, OrganizationParams: support.OrganizationParams{Notes: zendesk.Set("VIP")}}}, nil))
		equal(t, "noted", states(noted), "1 done")
		gone := must(desk.Users.DeleteAll(t.Context(), ids, nil))
		equal(t, "gone", states(gone), "130 done")
		none, err := desk.Users.DeleteAll(t.Context(), nil, func(support.Progress) { t.Error("progress of nothing") })
		equal(t, "none", []any{len(none), err}, []any{0, nil})
	})
}

// What the start of a job says decides about its items and about the next jobs;
// what may have been carried out is not sent again.
func TestBulkStarts(t *testing.T) {
	refuse := func(status int, body string) func(int, *http.Request) reply {
		return func(n int, _ *http.Request) reply {
			if n == 2 {
				return reply{status: status, body: body}
			}
			return reply{status: 200}
		}
	}
	for name, c := range map[string]struct {
		start  func(n int, req *http.Request) reply
		want   string
		starts int
		is     error
		text   string
	}{
		"all well": {nil, "350 done", 4, nil, ""},
		"lost response": {func(n int, _ *http.Request) reply { return reply{status: 200, lost: n == 2} },
			"100 done, 100 unclear, 150 done", 4, zendesk.ErrUnclear, "100 unclear of 350 items; the first: item 100 (id 101): unclear: zendesk: support.Tickets.UpdateEach: "},
		"500":                {refuse(500, ``), "100 done, 100 unclear, 150 done", 4, zendesk.ErrUnclear, ""},
		"not JSON":           {refuse(200, `<html>`), "100 done, 100 unclear, 150 done", 4, zendesk.ErrUnclear, ""},
		"no id":              {refuse(200, `{"job_status":{"status":"queued"}}`), "100 done, 100 unclear, 150 done", 4, zendesk.ErrUnclear, ""},
		"422":                {refuse(422, `{"error":"RecordInvalid"}`), "100 done, 100 failed, 150 done", 4, zendesk.ErrInvalid, ""},
		"401":                {refuse(401, `{}`), "100 done, 250 unsent", 2, zendesk.ErrUnauthorized, "250 unsent of 350 items; the first: item 100 (id 101): unsent: "},
		"403":                {refuse(403, `{}`), "100 done, 250 unsent", 2, zendesk.ErrForbidden, ""},
		"423":                {refuse(423, `{}`), "100 done, 250 unsent", 2, nil, ""},
		"done at once":       {refuse(200, `{"job_status":{"id":"V3-2","status":"completed","results":`+updated(101, 100)+`}}`), "350 done", 4, nil, ""},
		"too many, at first": {refuse(429, `{"error":"TooManyJobs"}`), "350 done", 5, nil, ""},
		"too many for long": {func(n int, _ *http.Request) reply {
			if n > 1 && n < 40 {
				return reply{status: 429, body: `{"error":"TooManyJobs"}`}
			}
			return reply{status: 200}
		}, "350 done", 42, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &jobServer{start: c.start}
				server.results = func(n int) string {
					var first, count int
					all := strings.Count(server.started[n-1], `"id":`)
					if _, err := fmt.Sscanf(server.started[n-1], `{"tickets":[{"id":%d`, &first); err != nil {
						t.Error(err)
					}
					count = all
					return completed(n, updated(first, count))
				}
				var last support.Progress
				items, err := connect(t, server).Tickets.UpdateAll(t.Context(), updates(350), func(p support.Progress) { last = p })
				equal(t, "states", states(items), c.want)
				equal(t, "starts", len(server.started), c.starts)
				equal(t, "error", err == nil, c.want == "350 done")
				if c.is != nil && !errors.Is(err, c.is) || !strings.Contains(fmt.Sprint(err), c.text) || zendesk.Retryable(err) {
					t.Errorf("error %v", err)
				}
				unsent := 0
				for i, item := range items {
					if item.State == support.ItemUnsent {
						unsent++
					}
					if (item.Err == nil) != (item.State == support.ItemDone) || errors.Is(item.Err, zendesk.ErrUnclear) != (item.State == support.ItemUnclear) {
						t.Fatalf("item %d: %v", i, item.Err)
					}
				}
				equal(t, "done", last.Done, 350-unsent)
				equal(t, "jobs", last.Jobs, 0)
			})
		})
	}
}

// Where nothing was sent, and what is in the way passes, the whole call can be
// repeated.
func TestBulkThatSentNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		busy := &jobServer{start: func(int, *http.Request) reply { return reply{status: 429, body: `{"error":"TooManyJobs"}`} }}
		items, err := connect(t, busy).Tickets.DeleteAll(ctx, []int64{1, 2}, nil)
		equal(t, "states", states(items), "2 unsent")
		if !zendesk.Retryable(err) || zendesk.RetryIn(err) != time.Minute || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, zendesk.ErrRateLimited) {
			t.Errorf("error %v", err)
		}
	})
	refused := &jobServer{start: func(int, *http.Request) reply { return reply{status: 401} }}
	if _, err := connect(t, refused).Tickets.DeleteAll(t.Context(), []int64{1}, nil); err == nil || zendesk.Retryable(err) {
		t.Errorf("error %v", err)
	}
}

// Bad input is refused before anything is sent, wherever it stands.
func TestBulkChecksFirst(t *testing.T) {
	server := new(jobServer)
	desk := connect(t, server)
	safe := updates(250)
	safe[200].SafeUpdate = someTime
	first := func(_ any, err error) error { return err }
	nameless := updates(250)
	nameless[249].ID = 0
	for name, err := range map[string]error{
		"safe update":       first(desk.Tickets.UpdateAll(t.Context(), safe, nil)),
		"no id":             first(desk.Tickets.UpdateAll(t.Context(), nameless, nil)),
		"a negative id":     first(desk.Users.DeleteAll(t.Context(), append(make([]int64, 0), 1, -2), nil)),
		"a ticket to guard": first(desk.Tickets.CreateAll(t.Context(), []support.TicketParams{{Comment: &support.CommentParams{Body: "x"}, SafeUpdate: someTime}}, nil)),
		"a key":             first(desk.Tickets.DeleteAll(t.Context(), []int64{1}, nil, zendesk.IdempotencyKey("k"))),
	} {
		if !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	equal(t, "starts", len(server.started), 0)
}

// Who gives up leaves jobs that go on: their items are unclear, and named with
// the job, so that it can be waited for later.
func TestBulkGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		server := &jobServer{results: func(n int) string { return completed(n, `null`) }}
		items, err := connect(t, server).Tickets.UpdateAll(ctx, updates(3100), nil)
		equal(t, "states", states(items), "3000 unclear, 100 unsent")
		equal(t, "at once", server.most, 30)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, zendesk.ErrUnclear) || items[2999].JobID != "V3-30" || items[3000].JobID != "" {
			t.Errorf("error %v", err)
		}
	})
}

// A look that fails is repeated, and a job that Support has forgotten is unclear.
func TestBulkLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &jobServer{broken: 12, lost: "V3-2"}
		server.results = func(n int) string { return completed(n, updated(100*n-99, 100)) }
		items, err := connect(t, server).Tickets.UpdateAll(t.Context(), updates(300), nil)
		equal(t, "states", states(items), "100 done, 100 unclear, 100 done")
		if !errors.Is(err, zendesk.ErrNotFound) || items[150].JobID != "V3-2" {
			t.Errorf("error %v", err)
		}
	})
}

// Results name items by id, by place, by order or not at all.
func TestBulkResults(t *testing.T) {
	const failed = `"success":false,"error":"XFailed","details":"ana@example.com is bad"`
	for name, c := range map[string]struct {
		status, results string
		create          bool
		want            string
		ids             []int64 // of the records, for create
	}{
		"by id":                   {"completed", updated(1, 3), false, "3 done", nil},
		"by id in another order":  {"completed", `[{"id":3,"success":true},{"id":1,` + failed + `},{"id":2,"success":true}]`, false, "1 failed, 2 done", nil},
		"by place":                {"completed", `[{"index":2,"id":7},{"index":0,"id":8},{"index":1,"error":"X"}]`, true, "1 done, 1 failed, 1 done", []int64{8, 0, 7}},
		"by order":                {"completed", `[{"id":7,"status":"Created"},{"id":8,"status":"Created"},{"id":9,"status":"Created"}]`, true, "3 done", []int64{7, 8, 9}},
		"by order and place":      {"completed", `[{"id":7,"status":"Created"},{"index":1,` + failed + `},{"id":9,"status":"Created"}]`, true, "1 done, 1 failed, 1 done", []int64{7, 0, 9}},
		"places beyond the end":   {"completed", `[{"index":1,"id":7},{"index":2,"id":8},{"index":3,"id":9}]`, true, "3 done", []int64{7, 8, 9}},
		"a failure without id":    {"completed", `[{"id":1,"success":true},{"index":1,` + failed + `},{"id":3,"success":true}]`, false, "1 done, 1 failed, 1 done", nil},
		"fewer, without a name":   {"completed", `[{"id":7,"status":"Created"},{"id":8,"status":"Created"}]`, true, "3 unclear", []int64{0, 0, 0}},
		"fewer, by id":            {"completed", `[{"id":2,"success":true}]`, false, "1 unclear, 1 done, 1 unclear", nil},
		"ids of others":           {"completed", `[{"id":70,"success":true},{"id":80,"success":true},{"id":90,"success":true}]`, false, "3 unclear", nil},
		"more":                    {"completed", `[{"id":1},{"id":2},{"id":3},{"id":4}]`, false, "3 done", nil},
		"nothing":                 {"completed", `null`, false, "3 unclear", nil},
		"no list":                 {"completed", `7`, false, "3 unclear", nil},
		"the job as a whole":      {"completed", `{"success":true}`, false, "3 done", nil},
		"the whole job failed":    {"completed", `{"success":false}`, false, "3 unclear", nil},
		"a failed job":            {"failed", `null`, false, "3 unclear", nil},
		"a killed job, some done": {"killed", `[{"id":1,"status":"Updated","success":true}]`, false, "1 done, 2 unclear", nil},
		"an odd item":             {"completed", `[{"id":1,"success":"true"},{"id":2,"status":"Queued"},{"id":3,"success":false}]`, false, "2 unclear, 1 failed", nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &jobServer{results: func(int) string { return `{"id":"V3-1","status":"` + c.status + `","results":` + c.results + `}` }}
				desk := connect(t, server)
				var items []support.BulkItem
				var err error
				if c.create {
					items, err = desk.Users.CreateAll(t.Context(), make([]support.UserParams, 3), nil)
				} else {
					items, err = desk.Users.DeleteAll(t.Context(), []int64{1, 2, 3}, nil)
				}
				equal(t, "states", states(items), c.want)
				for i, id := range c.ids {
					equal(t, "id", items[i].ID, id)
				}
				if (err == nil) != (c.want == "3 done") || strings.Contains(fmt.Sprint(err), "ana@") {
					t.Errorf("error %v", err)
				}
			})
		})
	}
	// The same record twice takes the results in order.
	synctest.Test(t, func(t *testing.T) {
		server := &jobServer{results: func(n int) string {
			return completed(n, `[{"id":5,"success":true},{"id":6,"success":true},{"id":5,`+failed+`}]`)
		}}
		items, err := connect(t, server).Users.DeleteAll(t.Context(), []int64{5, 6, 5}, nil)
		equal(t, "states", states(items), "2 done, 1 failed")
		if e, ok := errors.AsType[*support.JobError](err); !ok || e.Failed[0].Details == "" {
			t.Errorf("error %v", err)
		}
	})
}

// Watch tells of each look.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &canned{replies: []reply{
			jobReply("queued", `,"progress":null`), jobReply("working", `,"progress":1`), jobReply("completed", `,"progress":2,"results":null`),
		}}
		var seen []string
		must(connect(t, server).JobStatuses.Job("V3-1").Watch(t.Context(), func(s *support.JobStatus) {
			seen = append(seen, fmt.Sprint(s.Status, " ", s.Progress, "/", s.Total))
		}))
		equal(t, "seen", seen, []string{"queued 0/2", "working 1/2", "completed 2/2"})
	})
}
