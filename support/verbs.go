package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// one sends a request whose response is one record.
func one[Record any](ctx context.Context, rc *rest.Client, req rest.Request, opts []zendesk.CallOption) (got *Record, err error) {
	err = rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
		got, odd, err = unwrap[Record](body, req.Returns())
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// many sends a request whose response is all records at once.
func many[Record any](ctx context.Context, rc *rest.Client, req rest.Request, opts []zendesk.CallOption) ([]*Record, error) {
	page, into := newPage[Record]()
	err := rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
		_, odd, err = into.decode(body, req.Returns())
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// do sends a request whose response does not matter.
func do(ctx context.Context, rc *rest.Client, req rest.Request, opts []zendesk.CallOption) error {
	return rc.Do(ctx, req.Request, opts, nil)
}

// Count is a number of records. Above 100,000, Support caches it for a day.
type Count struct {
	Value       int64     `json:"value,omitzero"`
	RefreshedAt time.Time `json:"refreshed_at,omitzero"` // zero while Support counts again; Value is then at most 100,000

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
