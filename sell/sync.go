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

// SyncService keeps a copy of an account up to date: for each device, Sell remembers
// which state of which record it has acknowledged, and sends what is new.
// [SyncService.Run] does all of it; Start, Fetch and Ack are its steps.
//
// A device is a name that the caller chooses, such as a UUID, and never changes: Sell
// sends everything again to a new device. Every record is delivered at least once, in
// no particular order, so applying an event must be idempotent.
//
// API page: Sync API (sales-crm/sync). It is an add-on to the higher plans, needs a
// token with the scope "sync", and allows 100 active sessions. A session ends when its
// queue is drained, otherwise after an undocumented time: each Run that is stopped by
// its handler leaves one behind.
type SyncService struct{ rc *rest.Client }

// SyncSession is a session in which one device fetches what is new to it. A session
// without an ID means that there is nothing to fetch.
type SyncSession struct {
	ID     string                `json:"id,omitzero"`
	Queues Collection[SyncQueue] `json:"queues,omitzero"` // only one, named main

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SyncQueue says how much there is to fetch. Its figures are estimates.
type SyncQueue struct {
	Name       string `json:"name,omitzero"`
	Pages      int64  `json:"pages,omitzero"`
	TotalCount int64  `json:"total_count,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SyncPage is one page of a session's queue. A page without events is not the
// end; only Done marks the end.
type SyncPage struct {
	Events    []*SyncEvent
	CountLeft int64 // how many events follow, an estimate
	Done      bool  // the queue is drained and the session is over
}

// Start opens a session for a device. If there is nothing to fetch, the session has no
// ID.
//
// A session whose ID is lost cannot be ended, and counts toward the active sessions. So
// Start is not retried if the response is lost: the error is then
// [zendesk.ErrUnclear]. Starting again loses no data.
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

// Fetch returns the next page of a session. Events that are not acknowledged are sent
// again in a later session, and so is a page whose response was lost. If the session is
// over, the error is [zendesk.ErrNotFound].
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

// Ack acknowledges that a device has stored the events with these keys: they are not
// sent again. Acknowledging twice does no harm. Without keys, nothing is sent. Send the
// keys of one page at a time, because the API documents no limit.
//
//zendesk:op POST /v2/sync/ack class=idempotent
func (s SyncService) Ack(ctx context.Context, device string, keys []string, opts ...zendesk.CallOption) error {
	r, err := of(device, opSyncAck.Request())
	if err != nil || len(keys) == 0 {
		return err
	}
	return do(ctx, s.rc, r.With(map[string][]string{"ack_keys": keys}), opts)
}

// of turns r into a request of a device.
func of(device string, r rest.Request) (rest.Request, error) {
	if device == "" {
		return r, &zendesk.ArgumentError{Op: r.Op, Argument: "device", Problem: "is empty: choose a name once and keep it"}
	}
	r.Header = http.Header{"X-Basecrm-Device-Uuid": {device}}
	return r, nil
}

// answered is [rest.Client.Do] for responses whose status matters: decode also gets the
// status.
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
				Err: fmt.Errorf("the response is not as documented: %w", err),
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
