package sell

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/record"
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
	if err := record.Check(body); err != nil {
		return nil, nil, err
	}
	items, meta := record.Member(body, "items"), record.Member(body, "meta")
	switch {
	case record.Present(items) && record.Kind(items) != "list":
		return nil, nil, fmt.Errorf("/items: a JSON %s where a list belongs", record.Kind(items))
	case record.Kind(meta) != "object":
		return nil, nil, errors.New("there is no meta, so nothing says what follows")
	}
	position, top := record.Member(meta, "position"), record.Member(meta, "top")
	page := &StreamPage[Record]{Next: textOf(position), Top: string(top) == "true"}
	var odd []string
	for i, item := range record.Elements(items) {
		at := "/items/" + strconv.Itoa(i)
		event := new(StreamEvent[Record])
		data := record.Member(item, "data")
		if record.Present(data) {
			event.Data = bytes.Clone(data)
		}
		got, strange, err := record.Decode[Record](data, at+"/data")
		if err != nil {
			strange = []string{at + "/data"}
		}
		event.Record, odd = got, append(odd, strange...)
		if !event.describe(record.Member(item, "meta")) {
			odd = append(odd, at+"/meta")
		}
		page.Events = append(page.Events, event)
	}
	if record.Present(position) && record.Kind(position) != "string" {
		odd = append(odd, "/meta/position")
	}
	if record.Present(top) && record.Kind(top) != "boolean" {
		odd = append(odd, "/meta/top")
	}
	return page, odd, nil
}

// describe reads what stands beside a record and reports whether all of it was
// as documented.
func (e *StreamEvent[Record]) describe(meta []byte) bool {
	if record.Kind(meta) != "object" {
		return false
	}
	text := func(name string) string { return textOf(record.Member(meta, name)) }
	e.ID, e.Type = text("event_id"), text("type")
	e.Event, e.Cause = EventType(text("event_type")), EventCause(text("event_cause"))
	var untimed, unnumbered error
	e.Time, untimed = time.Parse(time.RFC3339, text("event_time"))
	e.Sequence, unnumbered = strconv.ParseInt(text("sequence"), 10, 64)
	switch previous := record.Member(meta, "previous"); {
	case !record.Present(previous):
	case record.Kind(previous) != "object":
		return false
	default:
		e.Previous = make(map[string]json.RawMessage)
		for name, value := range record.Members(previous) {
			e.Previous[name] = bytes.Clone(value)
		}
	}
	return untimed == nil && unnumbered == nil
}

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
func (s *sequences) known(of recordKey, sequence int64) bool {
	last, ok := s.new[of]
	if !ok {
		last, ok = s.old[of]
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
	s.new[of] = sequence
	return false
}

// fresh returns the events that were not seen before. One without a record id
// or a number is always new.
func fresh[Record any](seen *sequences, events []*StreamEvent[Record]) []*StreamEvent[Record] {
	kept := events[:0]
	for _, e := range events {
		id, of := record.Member(e.Data, "id"), record.Member(e.Data, "resource_type")
		if !record.Present(id) || e.Sequence == 0 || !seen.known(recordKey{e.Type, string(of), string(id)}, e.Sequence) {
			kept = append(kept, e)
		}
	}
	return kept
}
