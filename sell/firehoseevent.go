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

// EventCause says what caused an event.
type EventCause string

// Causes of events.
const (
	CauseInteraction   EventCause = "interaction"           // somebody did it, in the product or through the API
	CauseSystem        EventCause = "system"                // Sell did it by itself
	CauseEmbeddedEvent EventCause = "embedded_object_event" // something within the record changed
)

// StreamEvent is an event about a record.
type StreamEvent[Record any] struct {
	ID    string
	Event EventType
	Cause EventCause
	Time  time.Time
	Type  string // the type of the record, such as "lead"
	// Sequence increases with each event about a record. Events about one record are
	// delivered in order; those about different records are not. An event with the
	// same number is a repetition.
	Sequence int64
	// Previous holds the values that an update replaced, by name. Those of a user
	// can include confirmation_token, a secret: do not log them.
	Previous map[string]json.RawMessage
	// Record is the record after the event. It is nil if Sell sent none, as may
	// happen for a deletion, or if Data cannot be decoded, which [zendesk.Meta] lists
	// as odd.
	Record *Record
	// Data is the record as Sell sent it, nil if it sent none. That of a user can
	// include confirmation_token too.
	Data json.RawMessage
}

// decodeStreamPage decodes a page. It keeps every event, however odd: the position
// moves past it, so otherwise it would be lost.
func decodeStreamPage[Record any](body []byte) (*StreamPage[Record], []string, error) {
	if err := record.Check(body); err != nil {
		return nil, nil, err
	}
	items, meta := record.Member(body, "items"), record.Member(body, "meta")
	switch {
	case record.Present(items) && record.Kind(items) != "list":
		return nil, nil, fmt.Errorf("/items: a JSON %s where a list belongs", record.Kind(items))
	case record.Kind(meta) != "object":
		return nil, nil, errors.New("/meta is missing, so nothing says what follows")
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

// describe reads the metadata of a record and reports whether all of it was as
// documented.
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

// recordKey identifies a record of a stream. Some streams mix kinds, such as the sources
// of leads and deals, whose ids are counted separately.
type recordKey struct{ kind, of, id string }

// sequences remembers the last event of recently seen records, in two halves: when the
// new one is full it replaces the old one, which is forgotten.
type sequences struct {
	new, old map[recordKey]int64
}

const sequencesHalf = 8192

// known reports whether an event of a record was seen before, and remembers it.
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

// fresh returns the events that were not seen before. An event without a record id or a
// sequence number always counts as new.
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
