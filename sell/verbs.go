package sell

import (
	"context"
	"fmt"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// one sends a request whose response is one record.
func one[Record any](ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption) (*Record, error) {
	var got *Record
	err := rc.Do(ctx, r.Request, opts, func(body []byte) (odd []string, err error) {
		got, odd, err = record.Under[Record](body, "data")
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// do sends a request whose response does not matter.
func do(ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption) error {
	return rc.Do(ctx, r.Request, opts, nil)
}

// upsert upserts the record that match finds. It rejects an empty match, which would
// find all records, and empty values, which would find all records without a value.
func upsert[Record any](ctx context.Context, rc *rest.Client, r rest.Request, match any, opts []zendesk.CallOption) (*Record, error) {
	var err error
	if r.Query, err = rest.Values(r.Op, match); err != nil {
		return nil, err
	}
	if len(r.Query) == 0 {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "match", Problem: "is empty: set at least one attribute to match by"}
	}
	for name := range r.Query {
		if r.Query.Get(name) == "" {
			return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "match", Problem: fmt.Sprintf("%s is empty", name)}
		}
	}
	return one[Record](ctx, rc, r, opts)
}
