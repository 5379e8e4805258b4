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
