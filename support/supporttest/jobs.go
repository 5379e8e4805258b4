package supporttest

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// work is a job that is not done yet.
type work struct {
	call  *call // a copy of the one that asked for the job
	run   func(*call) any
	due   time.Time
	polls int
}

const (
	maxJobs     = 30              // queued or running
	jobPatience = 5 * time.Second // until a job that nobody looks at is done
)

// job queues work on total records and answers its status.
func (c *call) job(name string, total int, run func(*call) any) (any, error) {
	left := maxJobs - 1 - len(c.jobs)
	c.tellBucket("inflight-jobs", maxJobs, left, int(time.Minute/time.Second))
	if left < 0 {
		ids := []string{}
		for key := range c.jobs {
			if o, ok := c.get("job_statuses", key); ok {
				ids = append(ids, o.Text("id"))
			}
		}
		const text = "Too many jobs are queued or running"
		return nil, &failure{http.StatusTooManyRequests, object("error", "TooManyJobs", "description", text, "current_job_ids", ids), "TooManyJobs", text}
	}
	t := c.tables["job_statuses"]
	key := t.NextID()
	id := fmt.Sprintf("V3-%032x", key)
	status := object("id", id, "job_type", name, "url", c.jobURL(id), "total", total, "progress", nil, "status", "queued", "message", nil, "results", nil)
	c.put("job_statuses", key, status)
	later := *c
	later.header = make(http.Header) // the answer to c may still be on its way
	c.jobs[key] = &work{call: &later, run: run, due: c.now.Add(jobPatience)}
	c.status = http.StatusOK
	return object("job_status", status), nil
}

// jobURL has the host that the client asked, which polls it.
func (c *call) jobURL(id string) string {
	return strings.TrimSuffix(c.absolute(nil), c.r.URL.Path) + "/api/v2/job_statuses/" + id + ".json"
}

// each carries out an action on each of n records.
func each(n int, one func(c *call, i int) fake.Object) func(*call) any {
	return func(c *call) any {
		out := make([]fake.Object, n)
		for i := range n {
			out[i] = one(c, i)
		}
		return out
	}
}

// failed is the result of a record that could not be written.
func failed(o fake.Object, name string, err error) fake.Object {
	f, _ := errors.AsType[*failure](err)
	return o.Merge(object("success", false, "error", name+"Failed", "details", f.text))
}

// poll is a look at a job, which moves it on.
func (s *Server) poll(key int64, now time.Time) {
	w, ok := s.jobs[key]
	if !ok {
		return
	}
	w.polls++
	status, _ := s.get("job_statuses", key)
	switch {
	case w.polls >= s.options.polls:
		s.finish(key, now)
	case w.polls >= s.options.polls-1:
		s.tables["job_statuses"].keep(now, now, key, status.Merge(object("status", "working", "progress", 0)))
	}
}

// finish does the work of a job.
func (s *Server) finish(key int64, now time.Time) {
	w := s.jobs[key]
	delete(s.jobs, key)
	w.call.now, w.call.sighted = now, nil
	result := w.run(w.call)
	status, _ := s.get("job_statuses", key)
	s.tables["job_statuses"].keep(now, now, key, status.Merge(object("status", "completed", "progress", orNull(status.Raw("total")),
		"message", "Completed at "+now.Format("2006-01-02 15:04:05 +0000"), "results", result)))
}

// finishDueJobs does the work of jobs that nobody looked at for long.
func (s *Server) finishDueJobs(now time.Time) {
	for _, key := range slices.Sorted(maps.Keys(s.jobs)) {
		if !now.Before(s.jobs[key].due) {
			s.finish(key, now)
		}
	}
}

// jobRows finds jobs by their ids, which are texts, and moves them on.
func (c *call) jobRows(ids ...string) []row {
	rows := []row{}
	for _, id := range ids {
		for _, key := range idsWith(c.tables["job_statuses"].Current(), "id", id) {
			c.poll(key, c.now)
			o, _ := c.get("job_statuses", key)
			rows = append(rows, row{id: key, object: o})
			break
		}
	}
	return rows
}

func showJob(c *call) (any, error) {
	rows := c.jobRows(c.path["key"])
	if len(rows) == 0 {
		return nil, notFound()
	}
	return object("job_status", rows[0].object), nil
}

func showManyJobs(c *call) (any, error) {
	return c.some(jobStatuses, c.jobRows(strings.Split(c.query.Get("ids"), ",")...))
}

func listJobs(c *call) (any, error) {
	return c.listAs("job_statuses", jobStatuses, c.listed(jobStatuses, nil), paging{style: cursorOnly, order: "-id"})
}
