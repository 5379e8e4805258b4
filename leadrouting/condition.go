package leadrouting

import "slices"

// Condition is a question about [Facts]. Each part that is set must hold; the
// zero Condition always holds. A condition on a field that is not known does
// not hold, and its negation does.
//
// Either it combines others with All, Any or Not, or it asks one Field, or a
// Go program sets Func. A part that is there but empty, such as an empty list,
// is an error, since leaving it out would hold for every lead. So is a
// condition nested deeper than 32.
type Condition struct {
	All []Condition `json:"all,omitempty"` // every one holds
	Any []Condition `json:"any,omitempty"` // at least one holds
	Not *Condition  `json:"not,omitempty"` // it does not hold

	Field    string   `json:"field,omitzero"`    // such as "ticket.tags"; the others ask for
	Present  *bool    `json:"present,omitempty"` // whether it is known
	Equals   Value    `json:"equals,omitzero"`   // this value
	In       []Value  `json:"in,omitempty"`      // one of these values
	Contains string   `json:"contains,omitzero"` // this part of a text, or this text of a list
	Prefix   string   `json:"prefix,omitzero"`   // a text that begins so
	Domain   []string `json:"domain,omitempty"`  // an e-mail address, or a domain, of one of these domains
	Min      Value    `json:"min,omitzero"`      // a number of at least
	Max      Value    `json:"max,omitzero"`      // a number of at most
	After    Value    `json:"after,omitzero"`    // a time of this instant or later
	Before   Value    `json:"before,omitzero"`   // a time before this instant

	// Func is a predicate of the program. It must depend on nothing but the
	// facts, and must not call the Router. Settings files cannot hold it.
	Func func(Facts) bool `json:"-"`

	unread Problems // what was wrong with its JSON, with paths from here on
}

// maxDepth is how deep conditions may be nested.
const maxDepth = 32

// UnmarshalJSON reads a condition. What is wrong with one is not an error yet,
// so that all faults can be reported together, with their paths: they are
// errors of [Policy.Validate] and [Policy.Compile].
func (c *Condition) UnmarshalJSON(data []byte) error {
	text, problems := parseJSON(data)
	if text != nil {
		decoder{&problems}.decode(text.jsonValue, reflectOf(c), "")
	}
	c.unread = append(c.unread, problems...)
	return nil
}

// clone returns a copy that shares nothing that can be changed.
func (c Condition) clone(depth int) Condition {
	if depth > maxDepth+1 { // it may be a circle, and is refused
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
