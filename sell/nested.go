package sell

import (
	stdjson "encoding/json"

	"github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Collection is a list within a record. Sell wraps it, and each of its items,
// as it does a page; here it is a plain slice. What the wrapping holds beside
// the items is not kept.
type Collection[Item any] []Item

// MarshalJSON wraps the items.
func (c Collection[Item]) MarshalJSON() ([]byte, error) {
	var wrapped struct {
		Items []envelope[Item] `json:"items"`
	}
	for _, item := range c {
		wrapped.Items = append(wrapped.Items, envelope[Item]{item})
	}
	return json.Marshal(wrapped, json.Deterministic(true))
}

// UnmarshalJSON unwraps the items; null is none. Some come as a plain array of
// wrapped items.
func (c *Collection[Item]) UnmarshalJSON(data []byte) error {
	var wrapped struct {
		Items []envelope[Item] `json:"items"`
	}
	var into any = &wrapped
	if len(data) > 0 && data[0] == '[' {
		into = &wrapped.Items
	}
	if err := rest.Unmarshal(data, into); err != nil {
		return err
	}
	*c = nil
	for _, item := range wrapped.Items {
		*c = append(*c, item.Data)
	}
	return nil
}

// Wrapped is a record within a record, which Sell wraps as it does an answer.
type Wrapped[Record any] struct {
	Data Record `json:"data,omitzero"`

	Extra map[string]stdjson.RawMessage `json:",embed"`
}
