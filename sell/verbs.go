package sell

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// envelope is how Sell wraps one record in both directions.
type envelope[T any] struct {
	Data T `json:"data"`
}

// one sends a request that is answered with one record.
func one[Record any](ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption) (*Record, error) {
	var record *Record
	err := rc.Do(ctx, r.Request, opts, func(body []byte) (odd []string, err error) {
		var e envelope[*Record]
		if rest.Unmarshal(body, &e) == nil && e.Data != nil {
			record = e.Data
			return nil, nil
		}
		var raw envelope[json.RawMessage]
		if err := rest.Unmarshal(body, &raw); err != nil {
			return nil, err
		}
		record, odd, err = rest.Record[Record](raw.Data, "/data")
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return record, nil
}

// do sends a request whose response holds nothing that matters.
func do(ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption) error {
	return rc.Do(ctx, r.Request, opts, nil)
}

// upsert sends an upsert of the record that match finds. An empty match would
// find all records, and so would a variable that was left empty all those
// without a value.
func upsert[Record any](ctx context.Context, rc *rest.Client, r rest.Request, match any, opts []zendesk.CallOption) (*Record, error) {
	var err error
	if r.Query, err = rest.Values(r.Op, match); err != nil {
		return nil, err
	}
	if len(r.Query) == 0 {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "match", Problem: "is empty: give at least one attribute to match by"}
	}
	for name := range r.Query {
		if r.Query.Get(name) == "" {
			return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "match", Problem: fmt.Sprintf("%s is empty", name)}
		}
	}
	return one[Record](ctx, rc, r, opts)
}
