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
	// Previous are the values that an update replaced, by name.
	Previous map[string]json.RawMessage
	Record   *Record         // after the event
	Data     json.RawMessage // the record as Sell sent it
}

// decodeStreamPage decodes a page. What is wrong with the text beside a record
// leaves its field zero; a record that cannot be decoded at all is an error.
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
	page := &StreamPage[Record]{Position: raw.Meta.Position, Top: raw.Meta.Top}
	var odd []string
	for i, item := range raw.Items {
		at := "/items/" + strconv.Itoa(i)
		if len(item.Data) == 0 || string(item.Data) == "null" {
			odd = append(odd, at+"/data")
			continue
		}
		record, strange, err := rest.Record[Record](item.Data, at+"/data")
		if err != nil {
			return nil, nil, err
		}
		odd = append(odd, strange...)
		event := &StreamEvent[Record]{Record: record, Data: item.Data}
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

// sequences remembers the last event of the records that were seen lately, in
// two halves: when the new one is full it becomes the old one, which is
// forgotten.
type sequences struct {
	new, old map[string]int64
}

const sequencesHalf = 8192

// known reports whether an event of a record was seen, and remembers it.
func (s *sequences) known(id string, sequence int64) bool {
	last, ok := s.new[id]
	if !ok {
		last, ok = s.old[id]
	}
	if ok && sequence <= last {
		return true
	}
	if len(s.new) >= sequencesHalf {
		s.old, s.new = s.new, nil
	}
	if s.new == nil {
		s.new = make(map[string]int64)
	}
	s.new[id] = sequence
	return false
}

// fresh returns the events that were not seen before. One without a record id
// or a number is always new.
func fresh[Record any](seen *sequences, events []*StreamEvent[Record]) []*StreamEvent[Record] {
	kept := events[:0]
	for _, e := range events {
		var record struct {
			ID json.RawMessage `json:"id"`
		}
		if rest.Unmarshal(e.Data, &record) != nil || len(record.ID) == 0 || e.Sequence == 0 || !seen.known(string(record.ID), e.Sequence) {
			kept = append(kept, e)
		}
	}
	return kept
}
