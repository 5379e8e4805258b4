package sell

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sellsupport/zendesk"
)

// SyncHandler handles an event. It returns nil once it has stored the event,
// [ErrDeclined] to leave the event for a later session and continue, or any other error
// to stop. It must be idempotent: an event is sent again if the program ends before it
// is acknowledged.
type SyncHandler func(ctx context.Context, e *SyncEvent) error

// ErrDeclined is returned by a [SyncHandler] for an event that it does not accept, such
// as one of an unknown type. The event is not acknowledged, and is sent again once in
// each later session.
var ErrDeclined = errors.New("sell: the event is declined")

const (
	// syncSessions is how many sessions in a row may end early without any
	// event having been acknowledged.
	syncSessions = 5
	// emptyPages is how many pages in a row may be empty. Each means a timeout
	// within Sell.
	emptyPages = 1000
	// repeatedPages is how many pages in a row may have only events that the handler
	// has declined in this session.
	repeatedPages = 100
)

// Run passes everything that is new to a device to the handler, one event at a time, and
// acknowledges the events that the handler accepted, page by page. It returns nil when
// nothing is left to fetch in this session; call it again later for new events. A device
// must run in only one place at a time.
//
// A declined event is not passed to the handler again in the same session, even if Sell
// sends it again. If Sell sends nothing but declined events, Run returns nil, or
// [zendesk.ErrNoProgress] if Sell says that more events follow, because they cannot be
// reached.
//
// Whenever Run stops, be it by an error, by ctx, or with the program, nothing is lost:
// events that were not acknowledged are sent again. If the handler stops Run, the events
// accepted before are acknowledged. If Sell ends a session early, Run starts a new one.
// A session that Run leaves early cannot be closed: it counts toward the 100 active
// sessions until Sell ends it, some time later.
func (s SyncService) Run(ctx context.Context, device string, handle SyncHandler) error {
	for ended := 1; ; ended++ {
		session, err := s.Start(ctx, device)
		if err != nil || session.ID == "" {
			return err
		}
		acked, err := s.drain(ctx, device, session.ID, handle)
		if acked {
			ended = 0
		}
		if err == nil || !errors.Is(err, errSessionEnded) || ended >= syncSessions {
			return err
		}
	}
}

// errSessionEnded marks a response that means that the session is over.
var errSessionEnded = errors.New("the session has ended")

// drain processes a session, and reports whether it acknowledged anything.
func (s SyncService) drain(ctx context.Context, device, session string, handle SyncHandler) (acked bool, err error) {
	left := make(map[string]bool) // events that the handler has seen and that are not acknowledged
	repeated := 0
	for empty := 0; empty < emptyPages; empty++ {
		page, err := s.Fetch(ctx, device, session)
		if errors.Is(err, zendesk.ErrNotFound) {
			return acked, fmt.Errorf("%w: %w", errSessionEnded, err)
		}
		if err != nil || page.Done {
			return acked, err
		}
		if len(page.Events) > 0 {
			empty = -1
			events := slices.DeleteFunc(page.Events, func(e *SyncEvent) bool { return left[e.identity()] })
			repeated++
			if len(events) > 0 {
				repeated = 0
			}
			page.Events = events
		}
		if repeated == repeatedPages {
			if page.CountLeft > 0 {
				return acked, fmt.Errorf("sell.Sync.Run: %w: %d pages in a row had only events that were already declined", zendesk.ErrNoProgress, repeatedPages)
			}
			return acked, nil
		}
		keys, stop := taken(ctx, page.Events, handle, left)
		if stop != nil && ctx.Err() != nil {
			return acked, stop // too late to acknowledge
		}
		if err := s.Ack(ctx, device, keys); err != nil {
			return acked, errors.Join(stop, err)
		}
		acked = acked || len(keys) > 0
		if stop != nil {
			return acked, stop
		}
	}
	return acked, fmt.Errorf("sell.Sync.Run: %w: %d pages in a row were empty", zendesk.ErrNoProgress, emptyPages)
}

// identity identifies an event within a session: by its key, or by its data if it has
// none and so cannot be acknowledged.
func (e *SyncEvent) identity() string { return cmp.Or(e.AckKey, string(e.Data)) }

// taken passes events to the handler and returns the keys of those that it accepted, and
// the error that stopped it. It adds the others to left.
func taken(ctx context.Context, events []*SyncEvent, handle SyncHandler, left map[string]bool) (keys []string, stop error) {
	for _, e := range events {
		if ctx.Err() != nil {
			return keys, context.Cause(ctx)
		}
		switch err := handle(ctx, e); {
		case err == nil && e.AckKey != "":
			keys = append(keys, e.AckKey)
		case err != nil && !errors.Is(err, ErrDeclined):
			return keys, err
		default:
			left[e.identity()] = true
		}
	}
	return keys, nil
}
