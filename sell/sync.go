package sell

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SyncService keeps a copy of an account: Sell remembers for each device which
// state of which record it has acknowledged, and hands out what is new.
// [SyncService.Run] does all of it; Start, Fetch and Ack are its steps.
//
// A device is a name that the caller makes up, such as a UUID, and never
// changes: to a new one, everything is sent again. Every record comes at least
// once, in no particular order, so applying an event must be idempotent.
//
// API page: Sync API (sales-crm/sync). It is sold beside the higher plans,
// needs a token with the scope "sync", and allows 100 active sessions. One ends
// when its queue is drained, else after a time that is not documented: each Run
// that its handler stops leaves one behind.
type SyncService struct{ rc *rest.Client }

// SyncSession is the time in which one device fetches what is new to it. One
// without an ID stands for nothing to fetch.
type SyncSession struct {
	ID     string                `json:"id,omitzero"`
	Queues Collection[SyncQueue] `json:"queues,omitzero"` // there is one, named main

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// SyncQueue tells how much there is to fetch; its figures are estimates.
type SyncQueue struct {
	Name       string `json:"name,omitzero"`
	Pages      int64  `json:"pages,omitzero"`
	TotalCount int64  `json:"total_count,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// SyncPage is one page of a session's queue. A page without events is not the
// end: only Done is.
type SyncPage struct {
	Events    []*SyncEvent
	CountLeft int64 // how many follow, as an estimate
	Done      bool  // the queue is drained, and the session over
}

// Start opens a session of a device. When there is nothing to fetch, the
// session has no ID.
//
// A session that was opened and whose ID got lost cannot be ended, and counts
// among those that may be active. So Start is not repeated after an answer that
// was lost: such an error is [zendesk.ErrUnclear], and it costs no data to
// start again.
//
//zendesk:op POST /v2/sync/start
func (s SyncService) Start(ctx context.Context, device string, opts ...zendesk.CallOption) (*SyncSession, error) {
	r, err := of(device, opSyncStart.Request())
	if err != nil {
		return nil, err
	}
	session := new(SyncSession)
	err = answered(ctx, s.rc, r, opts, func(status int, body []byte) ([]string, error) {
		if status == http.StatusNoContent {
			return nil, nil
		}
		got, odd, err := record.Under[SyncSession](body, "data")
		if err != nil {
			return nil, err
		}
		if got.ID == "" {
			return nil, errors.New("the session has no id")
		}
		session = got
		return odd, nil
	})
	if err != nil {
		return nil, err
	}
	return session, nil
}

// Fetch returns the next page of a session. What of it is not acknowledged comes
// again in a later session, and so does a page whose answer was lost. A session
// that is over is [zendesk.ErrNotFound].
//
//zendesk:op GET /v2/sync/{session}/queues/main
func (s SyncService) Fetch(ctx context.Context, device, session string, opts ...zendesk.CallOption) (*SyncPage, error) {
	r, err := of(device, opSyncFetch.Request(session))
	if err != nil {
		return nil, err
	}
	page := new(SyncPage)
	err = answered(ctx, s.rc, r, opts, func(status int, body []byte) (odd []string, err error) {
		if status == http.StatusNoContent {
			page.Done = true
			return nil, nil
		}
		if len(body) > 0 {
			page, odd, err = decodeSyncPage(body)
		}
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// Ack tells that a device has the events with these keys for good: they do not
// come again. To acknowledge twice does no harm. Without keys nothing is sent;
// send those of one page at a time, as the API documents no limit.
//
//zendesk:op POST /v2/sync/ack class=idempotent
func (s SyncService) Ack(ctx context.Context, device string, keys []string, opts ...zendesk.CallOption) error {
	r, err := of(device, opSyncAck.Request())
	if err != nil || len(keys) == 0 {
		return err
	}
	return do(ctx, s.rc, r.With(map[string][]string{"ack_keys": keys}), opts)
}

// of makes r a request of a device.
func of(device string, r rest.Request) (rest.Request, error) {
	if device == "" {
		return r, &zendesk.ArgumentError{Op: r.Op, Argument: "device", Problem: "is empty: choose a name once and keep it"}
	}
	r.Header = http.Header{"X-Basecrm-Device-Uuid": {device}}
	return r, nil
}

// answered is [rest.Client.Do] for answers whose status has a meaning: decode
// gets the status, too.
func answered(ctx context.Context, rc *rest.Client, r rest.Request, opts []zendesk.CallOption, decode func(status int, body []byte) ([]string, error)) error {
	var body []byte
	var meta zendesk.Meta
	err := rc.Do(ctx, r.Request, slices.Concat(opts, []zendesk.CallOption{zendesk.Into(&meta)}), func(b []byte) ([]string, error) {
		body = bytes.Clone(b) // the engine's own bytes are gone when it returns
		return nil, nil
	})
	if err == nil {
		if meta.Odd, err = decode(meta.Status, body); err != nil {
			err = &zendesk.Error{
				Op:     zendesk.Op{Product: product.Name, Name: r.Op, Method: r.Method, Route: r.Route},
				Status: meta.Status, RequestID: meta.RequestID, Attempts: meta.Attempts, Unclear: r.Method == http.MethodPost,
				Err: fmt.Errorf("the answer is not as documented: %w", err),
			}
		}
	}
	var s zendesk.CallSettings
	for _, opt := range opts {
		opt(&s)
	}
	if s.Meta != nil {
		*s.Meta = meta
	}
	return err
}
