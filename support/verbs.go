package support

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// one sends a request that is answered with one record.
func one[Record any](ctx context.Context, rc *rest.Client, req rest.Request, opts []zendesk.CallOption) (record *Record, err error) {
	err = rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
		record, odd, err = unwrap[Record](body, req.Returns())
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return record, nil
}

// unwrap reads the record under a member, or the whole answer where the name
// is "".
func unwrap[Record any](body []byte, name string) (*Record, []string, error) {
	if name == "" {
		return rest.Record[Record](body, "")
	}
	var answer map[string]json.RawMessage
	if err := rest.Unmarshal(body, &answer); err != nil {
		return nil, nil, err
	}
	raw, ok := answer[name]
	if !ok || string(raw) == "null" {
		return nil, nil, fmt.Errorf("it has no %s", name)
	}
	return rest.Record[Record](raw, "/"+name)
}

// many sends a request that is answered with all records at once.
func many[Record any](ctx context.Context, rc *rest.Client, req rest.Request, opts []zendesk.CallOption) ([]*Record, error) {
	var page Page[Record]
	err := rc.Do(ctx, req.Request, opts, func(body []byte) ([]string, error) { return page.decode(body, req.Returns()) })
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// do sends a request whose response holds nothing that matters.
func do(ctx context.Context, rc *rest.Client, req rest.Request, opts []zendesk.CallOption) error {
	return rc.Do(ctx, req.Request, opts, nil)
}

// Count is a number of records. Above 100,000 Support keeps it for a day.
type Count struct {
	Value       int64     `json:"value"`
	RefreshedAt time.Time `json:"refreshed_at,omitzero"` // zero while it is counted anew, and Value then is at most 100,000

	Extra map[string]json.RawMessage `json:",embed"`
}
