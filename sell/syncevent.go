package sell

import (
	"encoding/json"
	"strconv"

	"github.com/sellsupport/zendesk/internal/rest"
)

// EventType says what happened to a record.
type EventType string

// Types of events, of Sync and of Firehose.
const (
	EventCreated EventType = "created"
	EventUpdated EventType = "updated"
	EventDeleted EventType = "deleted"
)

// SyncEvent is a record that is new to a device, changed or gone. Of several
// changes only the last may come.
type SyncEvent struct {
	Type     string // the type of the record, such as "lead"; new ones may come at any time
	Event    EventType
	AckKey   string // what to acknowledge it by
	Revision string // of the record; Sell sends a number, or text
	Version  int64  // of the record, where it has one
	// Data is the record as Sell sent it, in the form that Get has: read it
	// with [Decode]. Of a deleted record, rely on no more than its id; it is nil
	// when Sell sent none. That of a user can hold confirmation_token, a secret:
	// do not log it.
	Data json.RawMessage
}

// Decode reads a record from JSON that Sell sent, as the client does: members
// that are not known or whose type is not the documented one are in Extra.
//
//	lead, err := sell.Decode[sell.Lead](event.Data)
func Decode[Record any](data json.RawMessage) (*Record, error) {
	record, _, err := rest.Record[Record](data, "")
	return record, err
}

// decodeSyncPage decodes a page. Whatever is strange about one event, the others
// are not lost, and what can be read of it is handed on. Only what has neither
// a record nor a key is left out: nothing can be done with it.
func decodeSyncPage(body []byte) (*SyncPage, []string, error) {
	var raw struct {
		Items []json.RawMessage `json:"items"`
		Meta  json.RawMessage   `json:"meta"`
	}
	if err := rest.Unmarshal(body, &raw); err != nil {
		return nil, nil, err
	}
	page := new(SyncPage)
	var meta struct {
		CountLeft json.RawMessage `json:"count_left"`
	}
	if len(raw.Meta) > 0 && rest.Unmarshal(raw.Meta, &meta) == nil {
		page.CountLeft, _ = strconv.ParseInt(textOf(meta.CountLeft), 10, 64)
	}
	var odd []string
	for i, item := range raw.Items {
		at := "/items/" + strconv.Itoa(i)
		var record struct {
			Data json.RawMessage `json:"data"`
			Meta json.RawMessage `json:"meta"`
		}
		if rest.Unmarshal(item, &record) != nil {
			odd = append(odd, at)
			continue
		}
		event, ok := decodeSyncMeta(record.Meta)
		switch {
		case present(record.Data):
			event.Data = record.Data
		case event.AckKey == "":
			odd = append(odd, at)
			continue
		default:
			odd = append(odd, at+"/data")
		}
		if !ok {
			odd = append(odd, at+"/meta")
		}
		page.Events = append(page.Events, event)
	}
	return page, odd, nil
}

// decodeSyncMeta reads what stands beside a record; each member may be a text
// or a number.
func decodeSyncMeta(raw json.RawMessage) (*SyncEvent, bool) {
	var meta struct {
		Type    json.RawMessage `json:"type"`
		Version json.RawMessage `json:"version"`
		Sync    struct {
			EventType json.RawMessage `json:"event_type"`
			AckKey    json.RawMessage `json:"ack_key"`
			Revision  json.RawMessage `json:"revision"`
		} `json:"sync"`
	}
	ok := len(raw) > 0 && rest.Unmarshal(raw, &meta) == nil
	version, _ := strconv.ParseInt(textOf(meta.Version), 10, 64)
	return &SyncEvent{
		Type:     textOf(meta.Type),
		Event:    EventType(textOf(meta.Sync.EventType)),
		AckKey:   textOf(meta.Sync.AckKey),
		Revision: textOf(meta.Sync.Revision),
		Version:  version,
	}, ok
}

// textOf returns a JSON string as its value and a number as it is written; of
// anything else, nothing.
func textOf(raw json.RawMessage) string {
	var text string
	switch {
	case len(raw) == 0:
	case raw[0] == '"':
		if rest.Unmarshal(raw, &text) != nil {
			return ""
		}
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return string(raw)
	}
	return text
}
