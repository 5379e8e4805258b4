package sell

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/sellsupport/zendesk/internal/record"
)

// Collection is a list within a record. Sell wraps it, and each of its items, like a
// page; here it is a plain slice. Other members of the wrapping are not kept.
type Collection[Item any] []Item

// MarshalJSON wraps the items.
func (c Collection[Item]) MarshalJSON() ([]byte, error) {
	var wrapped struct {
		Items []record.Wrapped[Item] `json:"items"`
	}
	for _, item := range c {
		wrapped.Items = append(wrapped.Items, record.Wrapped[Item]{Data: item})
	}
	return record.Encode(wrapped)
}

// UnmarshalJSON unwraps the items; null means none. It also accepts a plain array of
// wrapped items. If an item is not a record, it is left out and UnmarshalJSON returns
// an error, which [zendesk.Decode] and the client turn into an odd member.
func (c *Collection[Item]) UnmarshalJSON(data []byte) error {
	*c = nil
	if err := record.Check(data); err != nil {
		return err
	}
	var list []byte
	var problem record.Odd
	at := "/items"
	switch record.Kind(data) {
	case "null":
		return nil
	case "list":
		list, at = data, ""
	case "object":
		list = record.Member(data, "items")
		if record.Present(list) && record.Kind(list) != "list" || list == nil && !isWrapping(data) {
			return &record.Odd{Paths: []string{at}, Lost: true}
		}
	default:
		return fmt.Errorf("a JSON %s where a list belongs", record.Kind(data))
	}
	for i, wrapped := range record.Elements(list) {
		path := at + "/" + strconv.Itoa(i)
		if record.Kind(wrapped) == "object" {
			path += "/data"
		}
		item, odd, err := record.Item[Item](record.Member(wrapped, "data"), path)
		if err != nil {
			odd = []string{path}
		}
		problem.Paths = append(problem.Paths, odd...)
		if item == nil {
			problem.Lost = true
			continue
		}
		*c = append(*c, *item)
	}
	if problem.Paths != nil {
		return &problem
	}
	return nil
}

// isWrapping reports whether an object without items is an empty collection.
func isWrapping(data []byte) bool {
	for name := range record.Members(data) {
		if name != "meta" {
			return false
		}
	}
	return true
}

// Wrapped is a record within a record, which Sell wraps like a response.
type Wrapped[Record any] struct {
	Data Record `json:"data,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
