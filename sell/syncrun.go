package sell

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sellsupport/zendesk"
)

// SyncHandler takes an event. It returns nil once it has stored what the event
// says, [ErrDeclined] to leave this event for a later session and go on, or any
// other error to stop. It must be idempotent: an event comes again when the
// program ends before it is acknowledged.
type SyncHandler func(ctx context.Context, e *SyncEvent) error

// ErrDeclined is what a [SyncHandler] returns for an event that it does not take,
// such as one of a type that it does not know: it is not acknowledged, and comes
// again in each later session, once in each.
var ErrDeclined = errors.New("sell: the event is declined")

const (
	// syncSessions is how many sessions in a row may end early without any
	// event having been acknowledged.
	syncSessions = 5
	// emptyPages is how many pages in a row may bring nothing. Each stands for
	// a time-out within Sell.
	emptyPages = 1000
	// repeatedPages is how many pages in a row may bring only what the handler
	// has left in this session.
	repeatedPages = 100
)

// Run hands all that is new to a device to the handler, one event at a time, and
// acknowledges what the handler took, page by page. It returns nil when there
// is nothing left to fetch in this session; call it again, later, for what comes
// after. A device runs in one place at a time.
//
// What the handler declined is not handed to it again in the same session, should
// Sell serve it again there. When nothing else comes any more, Run returns nil;
// but if Sell says that more follows, which then cannot be reached,
// [zendesk.ErrNoProgress].
//
// Whenever Run stops, be it by an error, by ctx, or with the program, nothing is
// lost: what was not acknowledged comes again. When the handler stops it, what
// was taken before is acknowledged. A session that Sell ends early is followed
// by a new one. One that Run leaves before its end cannot be closed: it counts
// among the 100 that may be active until Sell ends it, some time later.
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

// errSessionEnded marks an answer by which a session is over.
var errSessionEnded = errors.New("the session has ended")

// drain takes what a session has, and reports whether it acknowledged anything.
func (s SyncService) drain(ctx context.Context, device, session string, handle SyncHandler) (acked bool, err error) {
	left := make(map[string]bool) // what the handler has seen and is not acknowledged
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
				return acked, fmt.Errorf("sell.Sync.Run: %w: %d pages in a row held only events that were left", zendesk.ErrNoProgress, repeatedPages)
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

// identity tells the events of a session apart. Without a key, an event cannot
// be acknowledged, so it is known by what it says.
func (e *SyncEvent) identity() string { return cmp.Or(e.AckKey, string(e.Data)) }

// taken hands events to the handler and returns the keys of those that it took,
// and what stopped it. The others it adds to those that are left.
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
