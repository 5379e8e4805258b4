package sell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/sellsupport/zendesk/internal/record"
)

// EventType says what happened to a record.
type EventType string

// Types of events, of Sync and of Firehose.
const (
	EventCreated EventType = "created"
	EventUpdated EventType = "updated"
	EventDeleted EventType = "deleted"
)

// SyncEvent is a record that was created, changed or deleted since the device last
// acknowledged it. Of several changes, only the last may be sent.
type SyncEvent struct {
	Type     string // the type of the record, such as "lead"; new types may be added at any time
	Event    EventType
	AckKey   string // the key to acknowledge it with
	Revision string // of the record; Sell sends a number or text
	Version  int64  // of the record, if it has one
	// Data is the record as Sell sent it, in the same form as from Get: decode it
	// with [zendesk.Decode]. For a deleted record, rely only on its id; Data is nil
	// if Sell sent none. That of a user can include confirmation_token, a secret: do
	// not log it.
	Data json.RawMessage
}

// decodeSyncPage decodes a page. An odd event does not affect the others, and its
// readable members are kept. Only an event with neither a record nor a key is left out,
// because nothing can be done with it.
func decodeSyncPage(body []byte) (*SyncPage, []string, error) {
	if err := record.Check(body); err != nil {
		return nil, nil, err
	}
	page := new(SyncPage)
	page.CountLeft, _ = strconv.ParseInt(textOf(record.Member(record.Member(body, "meta"), "count_left")), 10, 64)
	items := record.Member(body, "items")
	if kind := record.Kind(items); record.Present(items) && kind != "list" {
		return nil, nil, fmt.Errorf("/items: a JSON %s where a list belongs", kind)
	}
	var odd []string
	for i, item := range record.Elements(items) {
		at := "/items/" + strconv.Itoa(i)
		if record.Kind(item) != "object" {
			odd = append(odd, at)
			continue
		}
		event, ok := decodeSyncMeta(record.Member(item, "meta"))
		switch data := record.Member(item, "data"); {
		case record.Present(data):
			event.Data = bytes.Clone(data)
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

// decodeSyncMeta reads the metadata of a record; each member may be a text or a number.
func decodeSyncMeta(meta []byte) (event *SyncEvent, ok bool) {
	sync := record.Member(meta, "sync")
	version, _ := strconv.ParseInt(textOf(record.Member(meta, "version")), 10, 64)
	return &SyncEvent{
		Type:     textOf(record.Member(meta, "type")),
		Event:    EventType(textOf(record.Member(sync, "event_type"))),
		AckKey:   textOf(record.Member(sync, "ack_key")),
		Revision: textOf(record.Member(sync, "revision")),
		Version:  version,
	}, record.Kind(meta) == "object" && (!record.Present(sync) || record.Kind(sync) == "object")
}

// textOf returns the value of a JSON string, or a number as it is written; for anything
// else "".
func textOf(value []byte) string {
	text, _ := record.Text(value)
	return text
}
