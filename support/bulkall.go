package support

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/internal/wire"
)

// Progress says how far a bulk call is, such as [TicketsService.UpdateAll].
type Progress struct {
	Total  int // items of the call
	Done   int // items that Support has worked through, also those that failed
	Failed int // of these, the items that failed, or whose outcome is unclear
	Jobs   int // jobs of the call that are queued or running
}

// maxJobs is how many jobs of an account may be queued or running.
const maxJobs = 30

// bulkRun is a bulk call on its way. Everything happens in the goroutine of the
// caller.
type bulkRun struct {
	items    []BulkItem
	start    func(ctx context.Context, from, to int) (*Job, error)
	statuses JobStatusesService
	opts     []zendesk.CallOption
	tell     func(Progress)

	through Progress   // of the items whose outcome is settled
	told    *Progress  // what the caller knows
	next    int        // the first item without a job
	running []*bulkJob // at most maxJobs
	stopped error      // why no further job is started
}

// bulkJob is a job for the items from to to.
type bulkJob struct {
	id       string
	from, to int
	progress int // items done, as far as Support tells
}

// bulk splits items into jobs of 100 and sees them through. id is nil for new
// records. It starts no second job for items whose first may have been started.
func bulk[T any](ctx context.Context, rc *rest.Client, op *rest.Op, items []T, id func(T) int64, start func(context.Context, []T, ...zendesk.CallOption) (*Job, error), tell func(Progress), opts []zendesk.CallOption) ([]BulkItem, error) {
	r := &bulkRun{
		items: make([]BulkItem, len(items)),
		start: func(ctx context.Context, from, to int) (*Job, error) {
			return start(ctx, items[from:to], opts...)
		},
		statuses: JobStatusesService{rc}, opts: opts, tell: tell,
	}
	for i := range items {
		r.items[i] = BulkItem{Index: i, State: ItemUnsent}
		if id == nil {
			continue
		}
		if r.items[i].ID = id(items[i]); r.items[i].ID <= 0 {
			return nil, &zendesk.ArgumentError{Op: op.Name, Argument: fmt.Sprintf("item %d", i), Problem: fmt.Sprintf("%d is not an id", r.items[i].ID)}
		}
	}
	r.run(ctx)
	return r.items, bulkError(op.Name, r.items)
}

// identity is the id of an item that is one.
func identity(id int64) int64 { return id }

func (r *bulkRun) run(ctx context.Context) {
	for wait := firstLook; ; {
		full := r.fill(ctx)
		r.report()
		if len(r.running) == 0 {
			if full == nil {
				break
			}
			wait = zendesk.RetryIn(full)
		}
		if err := wire.Sleep(ctx, wait); err != nil {
			r.stop(errors.Join(full, err))
			r.abandon(err)
			continue
		}
		if len(r.running) == 0 {
			continue
		}
		ended, err := r.look(ctx)
		switch {
		case err != nil && (ctx.Err() != nil || !zendesk.Retryable(err)):
			r.stop(err)
			r.abandon(err)
		case ended:
			wait = 2 * firstLook
		default:
			wait = min(wait*3/2, slowestLook)
		}
	}
	for i := r.next; i < len(r.items); i++ {
		r.items[i].fail(ItemUnsent, r.stopped)
	}
}

// fill starts jobs until so many run as may. Where Support takes no more for now,
// since others have jobs too, it returns that error.
func (r *bulkRun) fill(ctx context.Context) (full error) {
	for r.stopped == nil && r.next < len(r.items) && len(r.running) < maxJobs {
		from, to := r.next, min(r.next+maxBulk, len(r.items))
		job, err := r.start(ctx, from, to)
		started := &bulkJob{from: from, to: to}
		state := ItemUnclear
		switch {
		case err == nil && job.ID == "":
			err = errNoJob
		case err == nil && job.Status.Done():
			started.id = job.ID
			r.finish(started, &job.JobStatus)
		case err == nil:
			started.id = job.ID
			r.running = append(r.running, started)
		default:
			state = refusedAs(err)
		}
		switch {
		case err == nil:
		case state != ItemUnsent:
			r.settle(started, state, err)
		case isFull(err) && ctx.Err() == nil:
			return err
		default:
			r.stop(err)
			return nil
		}
		r.next = to
	}
	return nil
}

// isFull reports whether Support takes no more for now.
func isFull(err error) bool {
	e, ok := errors.AsType[*zendesk.Error](err)
	return ok && e.Status == http.StatusTooManyRequests
}

var errNoJob = errors.New("support told no id of the job")

// refusedAs says what a job that could not be started means for its items.
func refusedAs(err error) ItemState {
	e, ok := errors.AsType[*zendesk.Error](err)
	switch {
	case errors.Is(err, zendesk.ErrUnclear):
		return ItemUnclear
	case !ok:
		return ItemUnsent
	}
	switch e.Status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return ItemFailed // it is about these items
	}
	return ItemUnsent // and the next ones would fare no better
}

// look asks for all running jobs at once, and reports whether one has ended.
func (r *bulkRun) look(ctx context.Context) (ended bool, err error) {
	ids := make([]string, len(r.running))
	for i, job := range r.running {
		ids[i] = job.id
	}
	statuses, err := r.statuses.ShowMany(ctx, ids, r.opts...)
	if err != nil {
		return false, err
	}
	var still []*bulkJob
	for i, job := range r.running {
		at := slices.IndexFunc(statuses, func(s *JobStatus) bool { return s.ID == job.id })
		var status *JobStatus
		if at >= 0 {
			status = statuses[at]
		} else if status, err = r.statuses.Get(ctx, job.id, r.opts...); err != nil {
			if !errors.Is(err, zendesk.ErrNotFound) {
				r.running = append(still, r.running[i:]...)
				return ended, err
			}
			ended = true // Support has forgotten it
			r.settle(job, ItemUnclear, err)
			continue
		}
		job.progress = max(job.progress, min(int(status.Progress), job.to-job.from))
		if !status.Status.Done() {
			still = append(still, job)
			continue
		}
		ended = true
		r.finish(job, status)
	}
	r.running = still
	return ended, nil
}

// finish takes over what came of a job.
func (r *bulkRun) finish(job *bulkJob, status *JobStatus) {
	items := r.items[job.from:job.to]
	for i := range items {
		items[i].JobID = job.id
	}
	settleJob(items, status)
	r.count(items)
}

// settle gives all items of a job the same outcome.
func (r *bulkRun) settle(job *bulkJob, state ItemState, err error) {
	items := r.items[job.from:job.to]
	for i := range items {
		items[i].JobID = job.id
		items[i].fail(state, err)
	}
	r.count(items)
}

// count adds items that are through.
func (r *bulkRun) count(items []BulkItem) {
	r.through.Done += len(items)
	for _, item := range items {
		if item.State != ItemDone {
			r.through.Failed++
		}
	}
}

// stop starts no further job.
func (r *bulkRun) stop(err error) { r.stopped = cmp.Or(r.stopped, err) }

// abandon leaves the running jobs alone.
func (r *bulkRun) abandon(err error) {
	for _, job := range r.running {
		r.settle(job, ItemUnclear, err)
	}
	r.running = nil
}

// report tells the caller of progress if there is any.
func (r *bulkRun) report() {
	now := r.through
	now.Total, now.Jobs = len(r.items), len(r.running)
	for _, job := range r.running {
		now.Done += job.progress
	}
	if r.tell == nil || now.Total == 0 || r.told != nil && *r.told == now {
		return
	}
	r.told = &now
	r.tell(now)
}
