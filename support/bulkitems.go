package support

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
)

// ItemState says what became of an item of a bulk call.
type ItemState string

// States of an item.
const (
	ItemDone   ItemState = "done"
	ItemFailed ItemState = "failed" // Support refused it, or says that it did not work
	// ItemUnclear may have been carried out: the response that would tell was
	// lost, the job broke off, its end was not waited for, or Support says nothing
	// of the item. Look before you send it again.
	ItemUnclear ItemState = "unclear"
	// ItemUnsent was not carried out, and can be sent again once what is in the
	// way is gone.
	ItemUnsent ItemState = "unsent"
)

// BulkItem is what became of an item of a bulk call.
type BulkItem struct {
	Index  int   // where the item stood in the call
	ID     int64 // of the record; of a new one what Support told, else 0
	State  ItemState
	JobID  string     // of the job that it was in; "" if there is none or it is not known
	Result *JobResult // what Support says of it; nil if nothing
	Err    error      // nil if it is done
}

// fail says what became of an item and why.
func (i *BulkItem) fail(state ItemState, cause error) {
	i.State = state
	i.Err = &itemError{*i, cause}
}

// itemError names the item and why it is not done.
type itemError struct {
	item  BulkItem
	cause error
}

func (e *itemError) Error() string {
	var id string
	if e.item.ID != 0 {
		id = fmt.Sprintf(" (id %d)", e.item.ID)
	}
	return fmt.Sprintf("item %d%s: %s: %v", e.item.Index, id, e.item.State, e.cause)
}

func (e *itemError) Unwrap() error { return e.cause }

// Is reports an unclear item as [zendesk.ErrUnclear].
func (e *itemError) Is(target error) bool {
	return target == zendesk.ErrUnclear && e.item.State == ItemUnclear
}

// BulkError is a bulk call of which some items are not done. It unwraps to their
// errors, so errors.Is with a sentinel says whether a request failed in that way. An
// item that Support refused matches none: the reason is in BulkItem.Result. The text
// of the error holds codes only.
type BulkError struct {
	Op    string
	Items []BulkItem // those that are not done, in the order of the call
	Total int        // all items of the call
}

// bulkError returns nil when all items are done.
func bulkError(op string, items []BulkItem) error {
	e := &BulkError{Op: op, Total: len(items)}
	for _, item := range items {
		if item.State != ItemDone {
			e.Items = append(e.Items, item)
		}
	}
	if len(e.Items) == 0 {
		return nil
	}
	return e
}

// Error counts the items by what became of them, and names the first.
func (e *BulkError) Error() string {
	counts := make(map[ItemState]int)
	for _, item := range e.Items {
		counts[item.State]++
	}
	var parts []string
	for _, state := range []ItemState{ItemFailed, ItemUnclear, ItemUnsent} {
		if n := counts[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return fmt.Sprintf("%s: %s of %d items; the first: %v", e.Op, strings.Join(parts, ", "), e.Total, e.Items[0].Err)
}

// Unwrap returns the error of each item.
func (e *BulkError) Unwrap() []error {
	all := make([]error, len(e.Items))
	for i, item := range e.Items {
		all[i] = item.Err
	}
	return all
}

// Retryable reports whether the whole call can be repeated: nothing of it was
// carried out, and what was in the way passes. Else repeat the unsent items alone.
func (e *BulkError) Retryable() bool { return e.RetryIn() > 0 }

// RetryIn returns when that is; see [zendesk.RetryIn].
func (e *BulkError) RetryIn() time.Duration {
	if len(e.Items) < e.Total || slices.ContainsFunc(e.Items, func(i BulkItem) bool { return i.State != ItemUnsent }) {
		return 0
	}
	return zendesk.RetryIn(e.Items[0].Err) // they all wait for the same
}

// settleJob tells the items of a job that ended what its results say.
func settleJob(items []BulkItem, status *JobStatus) {
	results, silent := status.Items()
	if silent == nil {
		silent = fmt.Errorf("support: job %s: %s, and its results do not name this item", status.ID, status.Status)
	}
	whole := record.Kind(status.Results) == "object"
	results = matched(items, results, whole)
	for i := range items {
		item, result := &items[i], results[i]
		if result == nil {
			item.fail(ItemUnclear, silent)
			continue
		}
		item.Result = result
		if item.ID == 0 && !whole {
			item.ID = result.ID
		}
		failed := &JobError{Job: status, Failed: []*JobResult{result}, Items: 1}
		switch {
		case !result.Failed() && (status.Status == JobCompleted || !whole):
			item.State = ItemDone
		case result.saysSo() && !whole:
			item.fail(ItemFailed, failed)
		default:
			item.fail(ItemUnclear, failed)
		}
	}
}

// saysSo reports whether an item that counts as failed says so plainly.
func (r *JobResult) saysSo() bool {
	return r.Error != "" || says(r.Extra["error"]) || says(r.Extra["errors"]) || r.Success != nil && !*r.Success || strings.EqualFold(r.Status, "failed")
}

// matched returns the result of each item, nil for none. Support names the item
// by the record's id, by its place in the request, or not at all; then the order
// tells, if there are as many results as items.
func matched(items []BulkItem, results []*JobResult, whole bool) []*JobResult {
	of := make([]*JobResult, len(items))
	if whole && len(results) == 1 {
		return slices.Repeat(results, len(items))
	}
	left := make([]*JobResult, 0, len(results))
	indexed := placed(results, len(items))
	for at, result := range results {
		i := -1
		if result.ID != 0 {
			i = slices.IndexFunc(items, func(item BulkItem) bool { return item.ID == result.ID && of[item.Index-items[0].Index] == nil })
		}
		known := items[0].ID != 0 // whose results name the record where they can
		switch {
		case i >= 0:
		case known && result.ID != 0:
			continue // of something else
		case indexed && result.Index != nil:
			i = int(*result.Index)
		case len(results) == len(items):
			i = at
		}
		if i < 0 || of[i] != nil {
			left = append(left, result)
			continue
		}
		of[i] = result
	}
	if len(results) == len(items) { // the rest stand in order
		for i := range of {
			if of[i] == nil && len(left) > 0 {
				of[i], left = left[0], left[1:]
			}
		}
	}
	return of
}

// placed reports whether the places that results name can be: within the
// request, and none twice.
func placed(results []*JobResult, n int) bool {
	seen := make(map[int64]bool)
	for _, result := range results {
		if result.Index == nil {
			continue
		}
		if i := *result.Index; i < 0 || i >= int64(n) || seen[i] {
			return false
		}
		seen[*result.Index] = true
	}
	return true
}
