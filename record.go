package zendesk

import (
	"fmt"

	"github.com/sellsupport/zendesk/internal/record"
)

// Decode reads a record from JSON as the clients do, whatever release of Go the
// program is built with. Use it for what Sync, webhooks, exports and Raw
// listings hand out, and for records that a program stored with [Encode]:
//
//	lead, odd, err := zendesk.Decode[sell.Lead](event.Data)
//
// Members that the type does not know are in its Extra. A member whose value is
// not the documented one is in Extra too, as it was sent, its field holds what
// could be read of it, and odd lists its path as a JSON pointer; see [Meta]. A
// record without a usable id lists "/id"; one whose id is of the wrong type is an
// error, and so is what is not a JSON object. A member that is null counts as
// absent: its field is zero, and nil where it is a json.RawMessage.
//
// Decode keeps nothing of data.
//
// [encoding/json] differs. From Go 1.27 on it reads and writes records, Extra
// included, but it takes no member that is not as documented, and reads null
// into a json.RawMessage as the four letters. Before Go 1.27 it does not know
// the tag of Extra: unknown members are lost without an error.
func Decode[T any](data []byte) (rec *T, odd []string, err error) {
	rec, odd, err = record.Decode[T](data, "")
	if err != nil {
		return nil, nil, fmt.Errorf("zendesk: the JSON does not hold this record: %w", err)
	}
	return rec, odd, nil
}

// Encode writes a record, or a slice of them, as JSON as the clients do, whatever
// release of Go the program is built with. What stands in Extra becomes members
// again. A member that was odd is written as it was sent, unless its field has
// been changed since; then the field counts. [Decode] reads the result back.
//
// The same record always gives the same bytes. They can hold broken UTF-8 and
// names that occur twice where a product sent such.
func Encode(v any) ([]byte, error) {
	data, err := record.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("zendesk: a %T cannot be written as JSON: %s", v, record.Problem(err))
	}
	return data, nil
}
