package support

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// maxBulk is how many records one bulk request can name.
const maxBulk = 100

// showMany returns the records with these ids.
func showMany[Record any, ID int64 | string](ctx context.Context, rc *rest.Client, op *rest.Op, ids []ID, opts []zendesk.CallOption) ([]*Record, error) {
	req := op.Request()
	if err := byIDs(&req, ids); err != nil {
		return nil, err
	}
	return many[Record](ctx, rc, req, opts)
}

// showManyByExternalID returns the records with these keys of the caller's own.
func showManyByExternalID[Record any](ctx context.Context, rc *rest.Client, op *rest.Op, keys []string, opts []zendesk.CallOption) ([]*Record, error) {
	for _, key := range keys {
		if key == "" || strings.Contains(key, ",") {
			return nil, &zendesk.ArgumentError{Op: op.Name, Argument: "keys", Problem: "an empty key, or one with a comma, cannot be asked for: list by external id"}
		}
	}
	if err := fits(op.Name, "keys", len(keys)); err != nil {
		return nil, err
	}
	req := op.Request()
	req.Query = url.Values{"external_ids": {strings.Join(keys, ",")}}
	return many[Record](ctx, rc, req, opts)
}

// createMany starts a job that creates records.
func createMany[Params any](ctx context.Context, rc *rest.Client, op *rest.Op, records []Params, opts []zendesk.CallOption) (*Job, error) {
	if err := fits(op.Name, "all", len(records)); err != nil {
		return nil, err
	}
	return startJob(ctx, rc, op.Request().With(records), opts)
}

// updateEach starts a job that changes records, each in its own way.
func updateEach[Update any](ctx context.Context, rc *rest.Client, op *rest.Op, updates []Update, check func(Update, string) (int64, error), opts []zendesk.CallOption) (*Job, error) {
	if err := fits(op.Name, "updates", len(updates)); err != nil {
		return nil, err
	}
	for _, u := range updates {
		if id, err := check(u, op.Name); err != nil {
			return nil, err
		} else if id <= 0 {
			return nil, &zendesk.ArgumentError{Op: op.Name, Argument: "updates", Problem: "one has no ID"}
		}
	}
	return startJob(ctx, rc, op.Request().With(updates), opts)
}

// updateAll is updateEach for any number of records.
func updateAll[Update any](ctx context.Context, rc *rest.Client, op *rest.Op, updates []Update, check func(Update, string) (int64, error), tell func(Progress), opts []zendesk.CallOption) ([]BulkItem, error) {
	for _, u := range updates {
		if _, err := check(u, op.Name); err != nil {
			return nil, err
		}
	}
	start := func(ctx context.Context, some []Update, opts ...zendesk.CallOption) (*Job, error) {
		return updateEach(ctx, rc, op, some, check, opts)
	}
	return bulk(ctx, rc, op, updates, func(u Update) int64 { id, _ := check(u, op.Name); return id }, start, tell, opts)
}

// changeMany starts a job that changes or deletes the records with these ids.
func changeMany[ID int64 | string](ctx context.Context, rc *rest.Client, req rest.Request, ids []ID, opts []zendesk.CallOption) (*Job, error) {
	if err := byIDs(&req, ids); err != nil {
		return nil, err
	}
	return startJob(ctx, rc, req, opts)
}

// byIDs makes a request one about the records with these ids.
func byIDs[ID int64 | string](req *rest.Request, ids []ID) error {
	if err := fits(req.Op, "ids", len(ids)); err != nil {
		return err
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = fmt.Sprint(id)
		if texts[i] == "" || texts[i] == "0" || texts[i][0] == '-' || strings.Contains(texts[i], ",") {
			return &zendesk.ArgumentError{Op: req.Op, Argument: "ids", Problem: fmt.Sprintf("%q is not an id", texts[i])}
		}
	}
	req.Query = url.Values{"ids": {strings.Join(texts, ",")}}
	return nil
}

// fits refuses what Support would refuse, or take for all records.
func fits(op, argument string, n int) error {
	if n < 1 || n > maxBulk {
		return &zendesk.ArgumentError{Op: op, Argument: argument, Problem: fmt.Sprintf("there are %d: one request takes 1 to %d", n, maxBulk)}
	}
	return nil
}
