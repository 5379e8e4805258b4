package support

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/internal/wire"
)

// JobStatusesService reads how far background jobs are. Support keeps about
// the last 100 jobs, and not for long.
//
// API page: Job Statuses (ticketing/ticket-management/job_statuses).
//
//zendesk:resource JobStatus /api/v2/job_statuses id=string Get List ShowMany
type JobStatusesService struct{ rc *rest.Client }

// Job returns the job with that id, to wait for it in another process than the
// one that started it. It asks Support nothing yet.
func (s JobStatusesService) Job(id string) *Job {
	return &Job{JobStatus: JobStatus{ID: id}, statuses: s}
}

// JobState is how far a job is.
type JobState string

// States of a job. Completed does not mean that every item worked.
const (
	JobQueued    JobState = "queued"
	JobWorking   JobState = "working"
	JobCompleted JobState = "completed"
	JobFailed    JobState = "failed"
	JobKilled    JobState = "killed" // of app installations, and in older accounts
)

// Done reports whether the job goes no further.
func (s JobState) Done() bool { return s == JobCompleted || s == JobFailed || s == JobKilled }

// JobStatus is how far a job is.
type JobStatus struct {
	ID       string          `json:"id"`
	JobType  string          `json:"job_type,omitzero"` // such as "Bulk Create Ticket"
	URL      string          `json:"url,omitzero"`
	Status   JobState        `json:"status,omitzero"`
	Total    int64           `json:"total,omitzero"`    // items; 0 where Support does not tell
	Progress int64           `json:"progress,omitzero"` // items done; 0 where Support does not tell
	Message  string          `json:"message,omitzero"`
	Results  json.RawMessage `json:"results,omitzero"` // a list, an object, or nothing before the end; see Items

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// Items reads the results: one for each record, or a single one where Support
// answers for the job as a whole; none before the job is completed.
func (s *JobStatus) Items() ([]*JobResult, error) {
	raw := []byte(s.Results)
	if err := record.Check(raw); len(raw) > 0 && err != nil {
		return nil, fmt.Errorf("support: job %s: the results are not as documented: %w", s.ID, err)
	}
	switch record.Kind(raw) {
	case "object":
		raw = slices.Concat([]byte("["), raw, []byte("]"))
	case "nothing", "null":
		return nil, nil
	case "list":
	default:
		return nil, fmt.Errorf("support: job %s: the results are a JSON %s", s.ID, record.Kind(raw))
	}
	var items []*JobResult
	for i, one := range record.Elements(raw) {
		if !record.Present(one) {
			continue
		}
		item, _, err := record.Decode[JobResult](one, fmt.Sprintf("/results/%d", i))
		if err != nil {
			return nil, fmt.Errorf("support: job %s: the results are not as documented: %w", s.ID, err)
		}
		items = append(items, item)
	}
	return items, nil
}

// JobResult is what came of one item of a job.
type JobResult struct {
	Index     *int64 `json:"index,omitzero"` // where the item stood in the request; nil where Support does not tell, as for most updates
	ID        int64  `json:"id,omitzero"`    // of the record; one that is no number is in Extra["id"]
	AccountID int64  `json:"account_id,omitzero"`
	Action    string `json:"action,omitzero"`  // such as "update"
	Status    string `json:"status,omitzero"`  // such as "Created"
	Success   *bool  `json:"success,omitzero"` // nil where Support does not tell
	Error     string `json:"error,omitzero"`   // a code, such as "TicketUpdateFailed"
	Details   string `json:"details,omitzero"` // may quote what was sent

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// Failed reports whether the item did not work, or does not tell that it did:
// any error, a Success other than true, and a Status that is no success count
// as a failure, also where their types are not the documented ones.
func (r *JobResult) Failed() bool {
	_, oddSuccess := r.Extra["success"]
	switch {
	case r.Error != "" || says(r.Extra["error"]) || says(r.Extra["errors"]) || oddSuccess:
		return true
	case r.Success != nil:
		return !*r.Success || strings.EqualFold(r.Status, "failed")
	}
	return says(r.Extra["status"]) || !slices.Contains([]string{"", "created", "updated", "deleted"}, strings.ToLower(r.Status))
}

// says reports whether a member is there and not empty.
func says(member json.RawMessage) bool {
	return !slices.Contains([]string{"", "null", `""`, "[]", "{}"}, string(member))
}

// JobStatusQuery pages a listing of jobs.
type JobStatusQuery struct {
	PerPage int `query:"page[size],max=100"`
}

// Job is work that Support does in the background, with its status as it was
// when it started. At most 30 jobs of an account are queued or running.
type Job struct {
	JobStatus
	statuses JobStatusesService
}

// startJob sends a request that is answered with a job. The class of its
// operation sees to it that no second job is started.
func startJob(ctx context.Context, rc *rest.Client, req rest.Request, opts []zendesk.CallOption) (*Job, error) {
	status, err := one[JobStatus](ctx, rc, req, opts)
	if err != nil {
		return nil, err
	}
	return &Job{*status, JobStatusesService{rc}}, nil
}

// Waits between two looks at a job.
const (
	firstLook   = 500 * time.Millisecond
	slowestLook = 10 * time.Second
)

// Wait looks at the job until it ends, at first after half a second and then
// less and less often, down to every 10 seconds. It has no limit but ctx's.
//
// Not every item of a completed job need have worked: beside the results there
// is a [*JobError] if the job or any of its items failed.
func (j *Job) Wait(ctx context.Context, opts ...zendesk.CallOption) ([]*JobResult, error) {
	return j.Watch(ctx, nil, opts...)
}

// Watch is [Job.Wait] for a program that shows how far the job is: it calls see
// after each look. Total and Progress of the status are 0 where Support does not
// tell.
func (j *Job) Watch(ctx context.Context, see func(*JobStatus), opts ...zendesk.CallOption) ([]*JobResult, error) {
	status := &j.JobStatus
	for wait := firstLook; !status.Status.Done(); wait = min(wait*3/2, slowestLook) {
		if err := wire.Sleep(ctx, wait); err != nil {
			return nil, fmt.Errorf("support: waiting for job %s: %w", j.ID, err)
		}
		var err error
		if status, err = j.statuses.Get(ctx, j.ID, opts...); err != nil {
			return nil, err
		}
		if see != nil {
			see(status)
		}
	}
	items, err := status.Items()
	if err != nil {
		return nil, err
	}
	failed := slices.Clone(items)
	failed = slices.DeleteFunc(failed, func(r *JobResult) bool { return !r.Failed() })
	if status.Status != JobCompleted || len(failed) > 0 {
		return items, &JobError{Job: status, Failed: failed, Items: len(items)}
	}
	return items, nil
}

// JobError is a job that failed, or of which some items did. Its text holds
// codes only; messages and details may quote what was sent.
type JobError struct {
	Job    *JobStatus
	Failed []*JobResult // the items that did not work
	Items  int          // all items that have a result
}

// Error names the job, its state and the codes of the items that failed.
func (e *JobError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "support: job %s: %s", e.Job.ID, e.Job.Status)
	if len(e.Failed) == 0 {
		return b.String()
	}
	fmt.Fprintf(&b, ", %d of %d items failed", len(e.Failed), e.Items)
	var codes []string
	for _, item := range e.Failed {
		if code := codeIn(item.Error); code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if len(codes) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(codes, ", "))
	}
	return b.String()
}

// Retryable is false: what a job did is done, so look at each item.
func (e *JobError) Retryable() bool { return false }

// RetryIn is 0; see [zendesk.RetryIn].
func (e *JobError) RetryIn() time.Duration { return 0 }
