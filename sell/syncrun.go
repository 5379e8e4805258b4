package sell

import (
	"context"
	"errors"
	"fmt"

	"github.com/sellsupport/zendesk"
)

// SyncHandler takes an event. It returns nil once it has stored what the event
// says, [ErrDeclined] to leave this event for a later session and go on, or any
// other error to stop. It must be idempotent: an event comes again when the
// program ends before it is acknowledged.
type SyncHandler func(ctx context.Context, e *SyncEvent) error

// ErrDeclined is what a [SyncHandler] returns for an event that it does not take,
// such as one of a type that it does not know: it is not acknowledged, and comes
// again in each later session.
var ErrDeclined = errors.New("sell: the event is declined")

const (
	// syncSessions is how many sessions in a row may end early without any
	// event having been acknowledged.
	syncSessions = 5
	// emptyPages is how many pages in a row may bring nothing. Each stands for
	// a time-out within Sell.
	emptyPages = 1000
)

// Run hands all that is new to a device to the handler, one event at a time, and
// acknowledges what the handler took, page by page. It returns nil when there
// is nothing left to fetch in this session; call it again, later, for what comes
// after. A device runs in one place at a time.
//
// Whenever Run stops, be it by an error, by ctx, or with the program, nothing is
// lost: what was not acknowledged comes again. When the handler stops it, what
// was taken before is acknowledged. A session that Sell ends early is followed
// by a new one.
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
		}
		keys, stop := taken(ctx, page.Events, handle)
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

// taken hands events to the handler and returns the keys of those that it took,
// and what stopped it.
func taken(ctx context.Context, events []*SyncEvent, handle SyncHandler) (keys []string, stop error) {
	for _, e := range events {
		if ctx.Err() != nil {
			return keys, context.Cause(ctx)
		}
		switch err := handle(ctx, e); {
		case err == nil && e.AckKey != "":
			keys = append(keys, e.AckKey)
		case err != nil && !errors.Is(err, ErrDeclined):
			return keys, err
		}
	}
	return keys, nil
}
