package leadrouting

import "slices"

// Condition is a question about [Facts]. Every part that is set must hold; the
// zero Condition always holds. A condition on an unknown field does not hold, and its
// negation does.
//
// A condition combines others with All, Any or Not, or asks about one Field, or, in
// a Go program, calls Func. A part that is set but empty, such as an empty list, is an
// error, because ignoring it would match every lead. A condition nested deeper than 32
// levels is an error too.
type Condition struct {
	All []Condition `json:"all,omitempty"` // all of these hold
	Any []Condition `json:"any,omitempty"` // at least one of these holds
	Not *Condition  `json:"not,omitempty"` // this does not hold

	Field    string   `json:"field,omitzero"`    // such as "ticket.tags"; the members below say what it must be
	Present  *bool    `json:"present,omitempty"` // known, or if false unknown
	Equals   Value    `json:"equals,omitzero"`   // this value
	In       []Value  `json:"in,omitempty"`      // one of these values
	Contains string   `json:"contains,omitzero"` // a text that contains this, or a list with this text
	Prefix   string   `json:"prefix,omitzero"`   // a text that starts with this
	Domain   []string `json:"domain,omitempty"`  // an e-mail address in one of these domains, or such a domain
	Min      Value    `json:"min,omitzero"`      // a number of at least this
	Max      Value    `json:"max,omitzero"`      // a number of at most this
	After    Value    `json:"after,omitzero"`    // a time at this instant or later
	Before   Value    `json:"before,omitzero"`   // a time before this instant

	// Func is a predicate in Go. It must depend only on the facts, and must not
	// call the Router. Settings files cannot hold it.
	Func func(Facts) bool `json:"-"`

	unread Problems // what was wrong with its JSON, with paths from here on
}

// maxDepth is how deeply conditions may be nested.
const maxDepth = 32

// UnmarshalJSON reads a condition. It does not return what is wrong with it as an
// error, so that all problems can be reported together, with their paths, by
// [Policy.Validate] and [Policy.Compile].
func (c *Condition) UnmarshalJSON(data []byte) error {
	text, problems := parseJSON(data)
	if text != nil {
		decoder{&problems}.decode(text.jsonValue, reflectOf(c), "")
	}
	c.unread = append(c.unread, problems...)
	return nil
}

// clone returns a deep copy.
func (c Condition) clone(depth int) Condition {
	if depth > maxDepth+1 { // it may be circular, and is rejected anyway
		return Condition{}
	}
	c.All, c.Any = slices.Clone(c.All), slices.Clone(c.Any)
	for _, list := range [][]Condition{c.All, c.Any} {
		for i := range list {
			list[i] = list[i].clone(depth + 1)
		}
	}
	if c.Not != nil {
		not := c.Not.clone(depth + 1)
		c.Not = &not
	}
	if c.Present != nil {
		present := *c.Present
		c.Present = &present
	}
	c.In, c.Domain = slices.Clone(c.In), slices.Clone(c.Domain)
	return c
}
