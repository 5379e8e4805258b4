package zendesk

import (
	"fmt"

	"github.com/sellsupport/zendesk/internal/record"
)

// Decode decodes a record from JSON as the clients do, whatever release of Go the
// program is built with. Use it for the records of Sync, webhooks, exports and Raw
// listings, and for records that a program stored with [Encode]:
//
//	lead, odd, err := zendesk.Decode[sell.Lead](event.Data)
//
// Members that the type does not know are kept in its Extra. A member whose value is
// not as documented is kept in Extra too, as it was sent; its field holds what could be
// read, and odd lists its path as a JSON pointer; see [Meta]. For a record without a
// usable id, odd lists "/id". An id of the wrong type is an error, and so is anything
// but a JSON object. A member that is null counts as absent: its field is zero, or nil
// if it is a json.RawMessage.
//
// Decode retains nothing of data.
//
// [encoding/json] behaves differently. Since Go 1.27 it reads and writes records,
// including Extra, but it rejects members that are not as documented, and reads null
// into a json.RawMessage as the four letters. Before Go 1.27 it ignores the tag of
// Extra: unknown members are lost without an error.
func Decode[T any](data []byte) (rec *T, odd []string, err error) {
	rec, odd, err = record.Decode[T](data, "")
	if err != nil {
		return nil, nil, fmt.Errorf("zendesk: the JSON does not hold this record: %w", err)
	}
	return rec, odd, nil
}

// Encode encodes a record, or a slice of records, as JSON as the clients do, whatever
// release of Go the program is built with. The entries of Extra become members again.
// An odd member is written as it was sent, unless its field has been changed since;
// then the field is written. [Decode] reads the result back.
//
// The same record always results in the same bytes. They can contain invalid UTF-8 and
// duplicate names if the product sent them.
func Encode(v any) ([]byte, error) {
	data, err := record.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("zendesk: a %T cannot be written as JSON: %s", v, record.Problem(err))
	}
	return data, nil
}
