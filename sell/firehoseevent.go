package sell

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// EventCause says why something happened to a record.
type EventCause string

// Causes of events.
const (
	CauseInteraction   EventCause = "interaction"           // someone did it, in the product or through the API
	CauseSystem        EventCause = "system"                // Sell did it by itself
	CauseEmbeddedEvent EventCause = "embedded_object_event" // something within the record changed
)

// StreamEvent is one thing that happened to a record.
type StreamEvent[Record any] struct {
	ID    string
	Event EventType
	Cause EventCause
	Time  time.Time
	Type  string // the type of the record, such as "lead"
	// Sequence rises with each event of one record. Events of one record come
	// in order; those of different records, in any. An event with the same
	// number is the same event once more.
	Sequence int64
	// Previous are the values that an update replaced, by name. Those of a user
	// can hold confirmation_token, a secret: do not log them.
	Previous map[string]json.RawMessage
	// Record is the record after the event. It is nil when Sell sent none, as it
	// may with a deletion, and when Data cannot be read as one, which
	// [zendesk.Meta] lists as odd.
	Record *Record
	// Data is the record as Sell sent it, nil for none. That of a user can hold
	// confirmation_token, too.
	Data json.RawMessage
}

// decodeStreamPage decodes a page. No event is left out, whatever is strange
// about it: the position goes on behind it, so it would be lost.
func decodeStreamPage[Record any](body []byte) (*StreamPage[Record], []string, error) {
	var raw struct {
		Items []struct {
			Data json.RawMessage `json:"data"`
			Meta json.RawMessage `json:"meta"`
		} `json:"items"`
		Meta *struct {
			Position string `json:"position"`
			Top      bool   `json:"top"`
		} `json:"meta"`
	}
	if err := rest.Unmarshal(body, &raw); err != nil {
		return nil, nil, err
	}
	if raw.Meta == nil {
		return nil, nil, errors.New("there is no meta, so nothing says what follows")
	}
	page := &StreamPage[Record]{Next: raw.Meta.Position, Top: raw.Meta.Top}
	var odd []string
	for i, item := range raw.Items {
		at := "/items/" + strconv.Itoa(i)
		event := new(StreamEvent[Record])
		if present(item.Data) {
			event.Data = item.Data
		}
		record, strange, err := rest.Record[Record](event.Data, at+"/data")
		if err != nil {
			strange = []string{at + "/data"}
		}
		event.Record, odd = record, append(odd, strange...)
		if !event.describe(item.Meta) {
			odd = append(odd, at+"/meta")
		}
		page.Events = append(page.Events, event)
	}
	return page, odd, nil
}

// describe reads what stands beside a record and reports whether all of it was
// as documented.
func (e *StreamEvent[Record]) describe(raw json.RawMessage) bool {
	var meta struct {
		EventID   json.RawMessage `json:"event_id"`
		EventType json.RawMessage `json:"event_type"`
		Cause     json.RawMessage `json:"event_cause"`
		Time      json.RawMessage `json:"event_time"`
		Type      json.RawMessage `json:"type"`
		Sequence  json.RawMessage `json:"sequence"`
		Previous  json.RawMessage `json:"previous"`
	}
	if len(raw) == 0 || rest.Unmarshal(raw, &meta) != nil {
		return false
	}
	e.ID, e.Type = textOf(meta.EventID), textOf(meta.Type)
	e.Event, e.Cause = EventType(textOf(meta.EventType)), EventCause(textOf(meta.Cause))
	var untimed, unnumbered error
	e.Time, untimed = time.Parse(time.RFC3339, textOf(meta.Time))
	e.Sequence, unnumbered = strconv.ParseInt(textOf(meta.Sequence), 10, 64)
	if len(meta.Previous) > 0 && rest.Unmarshal(meta.Previous, &e.Previous) != nil {
		e.Previous = nil
		return false
	}
	return untimed == nil && unnumbered == nil
}

// present reports whether a member is there and not null.
func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// recordKey tells the records of a stream apart. Some streams mix kinds, such as
// the sources of leads and of deals, whose ids are counted separately.
type recordKey struct{ kind, of, id string }

// sequences remembers the last event of the records that were seen lately, in
// two halves: when the new one is full it becomes the old one, which is
// forgotten.
type sequences struct {
	new, old map[recordKey]int64
}

const sequencesHalf = 8192

// known reports whether an event of a record was seen, and remembers it.
func (s *sequences) known(record recordKey, sequence int64) bool {
	last, ok := s.new[record]
	if !ok {
		last, ok = s.old[record]
	}
	if ok && sequence <= last {
		return true
	}
	if len(s.new) >= sequencesHalf {
		s.old, s.new = s.new, nil
	}
	if s.new == nil {
		s.new = make(map[recordKey]int64)
	}
	s.new[record] = sequence
	return false
}

// fresh returns the events that were not seen before. One without a record id
// or a number is always new.
func fresh[Record any](seen *sequences, events []*StreamEvent[Record]) []*StreamEvent[Record] {
	kept := events[:0]
	for _, e := range events {
		var record struct {
			ID json.RawMessage `json:"id"`
			Of json.RawMessage `json:"resource_type"`
		}
		if rest.Unmarshal(e.Data, &record) != nil || !present(record.ID) || e.Sequence == 0 ||
			!seen.known(recordKey{e.Type, string(record.Of), string(record.ID)}, e.Sequence) {
			kept = append(kept, e)
		}
	}
	return kept
}
