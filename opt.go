package zendesk

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk/internal/record"
)

// Opt is an attribute to write: absent, null or a value. The zero Opt is
// absent, which leaves the attribute on the server unchanged. [Null] clears it, and
// [Set] writes a value, even if that is the zero value of its type.
//
// Go cannot see which field a Set or Null is for, so a value whose own type is not
// the field's needs that type named:
//
//	AssigneeID: zendesk.Set(agent.ID),                       // an int64 already
//	AssigneeID: zendesk.Set[int64](5),                       // not Set(5), which is an Opt[int]
//	AssigneeID: zendesk.Null[int64](),                       // not Null()
//	Subject:    zendesk.Set("Squeaky brakes"),               // text
//	Status:     zendesk.Set(support.TicketStatusOpen),       // a constant
//	Status:     zendesk.Set[support.TicketStatus]("hold"),   // not Set("hold"), which is an Opt[string]
//	DueAt:      zendesk.Set(time.Now().Add(48 * time.Hour)), // a time
//	Value:      zendesk.Set(zendesk.MustDecimal("1000.50")), // money, never a float
//
// Params, queries and matches are structs, not pointers, and cannot be nil: an empty
// one, as in crm.Leads.All(ctx, sell.LeadQuery{}), asks for all records. What is read
// is never an Opt, but a plain value.
//
// Fields of type Opt have the tag option omitzero, which omits absent ones.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	absent optState = iota
	null
	present
)

// Set returns an Opt that writes v. A nil slice is written as [], and a time in UTC
// and whole seconds, as both APIs document it.
func Set[T any](v T) Opt[T] { return Opt[T]{v, present} }

// Null returns an Opt that clears the attribute.
func Null[T any]() Opt[T] { return Opt[T]{state: null} }

// Get returns the value, and whether there is one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == present }

// IsNull reports whether the attribute will be cleared.
func (o Opt[T]) IsNull() bool { return o.state == null }

// IsZero reports whether the attribute is absent.
func (o Opt[T]) IsZero() bool { return o.state == absent }

// MarshalJSON returns the value, or null if there is none.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != present {
		return []byte("null"), nil
	}
	if t, ok := any(o.value).(time.Time); ok {
		return t.UTC().Truncate(time.Second).MarshalJSON()
	}
	return record.Encode(o.value)
}

// UnmarshalJSON reads a value or null.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*o = Null[T]()
		return nil
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Set(v)
	return nil
}
