package support

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk"
)

// maxBulk is how many records one bulk request can name.
const maxBulk = 100

type manyGetter[Record any] struct{ resource }

// ShowMany returns the records with these ids, at most 100. Those that do not
// exist are left out, and the order is Support's.
func (g manyGetter[Record]) ShowMany(ctx context.Context, ids []int64, opts ...zendesk.CallOption) ([]*Record, error) {
	req := g.request("ShowMany", http.MethodGet, "/show_many")
	if err := name(&req, ids); err != nil {
		return nil, err
	}
	return many[Record](ctx, g.resource, req, opts)
}

type keyedGetter[Record any] struct{ resource }

// ShowManyByExternalID returns the records with these keys of your own, at
// most 100 and without regard to case. Those that do not exist are left out.
func (g keyedGetter[Record]) ShowManyByExternalID(ctx context.Context, keys []string, opts ...zendesk.CallOption) ([]*Record, error) {
	req := g.request("ShowManyByExternalID", http.MethodGet, "/show_many")
	for _, key := range keys {
		if key == "" || strings.Contains(key, ",") {
			return nil, &zendesk.ArgumentError{Op: req.Op, Argument: "keys", Problem: "an empty key, or one with a comma, cannot be asked for: list by external id"}
		}
	}
	if err := fits(req.Op, "keys", len(keys)); err != nil {
		return nil, err
	}
	req.Query = url.Values{"external_ids": {strings.Join(keys, ",")}}
	return many[Record](ctx, g.resource, req, opts)
}

// What starts a job is never repeated after a lost answer: a second job would
// do the work again, or report what the first one did as failed.

type bulkCreator[Params any] struct{ resource }

// CreateMany starts a job that makes up to 100 records. It is not repeated
// after an answer that was lost; such an error is [zendesk.ErrUnclear].
func (c bulkCreator[Params]) CreateMany(ctx context.Context, records []Params, opts ...zendesk.CallOption) (*Job, error) {
	req := c.request("CreateMany", http.MethodPost, "/create_many")
	if err := fits(req.Op, "records", len(records)); err != nil {
		return nil, err
	}
	req.Body = map[string]any{c.many: records}
	return startJob(ctx, c.rc, req, opts)
}

type bulkUpdater[Params any] struct{ resource }

// UpdateMany starts a job that makes the same change to up to 100 records. It
// is not repeated after an answer that was lost.
func (u bulkUpdater[Params]) UpdateMany(ctx context.Context, ids []int64, p Params, opts ...zendesk.CallOption) (*Job, error) {
	req := u.request("UpdateMany", http.MethodPut, "/update_many")
	if err := name(&req, ids); err != nil {
		return nil, err
	}
	req.Body = u.body(p)
	return startJob(ctx, u.rc, req, opts)
}

type bulkDeleter struct{ resource }

// DeleteMany starts a job that removes up to 100 records. It is not repeated
// after an answer that was lost.
func (d bulkDeleter) DeleteMany(ctx context.Context, ids []int64, opts ...zendesk.CallOption) (*Job, error) {
	req := d.request("DeleteMany", http.MethodDelete, "/destroy_many")
	if err := name(&req, ids); err != nil {
		return nil, err
	}
	return startJob(ctx, d.rc, req, opts)
}

// name puts the ids of the records that a bulk request is about in its query.
func name(req *zendesk.Request, ids []int64) error {
	if err := fits(req.Op, "ids", len(ids)); err != nil {
		return err
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		if id <= 0 {
			return &zendesk.ArgumentError{Op: req.Op, Argument: "ids", Problem: fmt.Sprintf("%d is no id: ids are positive", id)}
		}
		texts[i] = strconv.FormatInt(id, 10)
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
