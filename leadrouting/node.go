package leadrouting

import (
	"slices"
	"strings"
)

// node is a compiled condition. The fields that most nodes need come first, so that they
// share a cache line.
type node struct {
	op     op
	field  int                 // the index into compiler.fields
	texts  []string            // of opDomain, and those among the values of opIn
	text   string              // of opContains and opPrefix
	set    map[string]struct{} // texts, if there are many
	values []Value             // of opIn
	others map[exact]struct{}  // the values that are not texts, if there are many
	times  bool                // whether there are times among them
	bound  Value               // of opMin, opMax and opLess
	nodes  []node              // of opAll, opAny and opNot
	call   func(Facts) bool    // of opFunc
	kind   Kind                // of the field
}

type op uint8

const (
	opAll op = iota
	opAny
	opNot
	opFunc
	opPresent
	opIn
	opContains
	opPrefix
	opDomain
	opMin  // at least
	opMax  // at most
	opLess // less than
)

// many is the number of values from which a map is faster than comparing each.
const many = 8

// exact is a number, a bool or a time as a map key.
type exact struct {
	kind         kind
	whole, nanos int64
}

func not(n node) node { return node{op: opNot, nodes: []node{n}} }

// in returns a node with opIn, without its field.
func in(values ...Value) node {
	n := node{op: opIn, values: values}
	for _, v := range values {
		switch v.kind {
		case isText:
			n.texts = append(n.texts, v.text)
		case isTime:
			n.times = true
		}
	}
	if len(values) < many {
		return n
	}
	n.set, n.others = make(map[string]struct{}, len(n.texts)), make(map[exact]struct{})
	for _, v := range values {
		if v.kind == isText {
			n.set[v.text] = struct{}{}
		} else {
			n.others[exact{v.kind, v.whole, v.nanos}] = struct{}{}
		}
	}
	return n
}

// matcher holds the fields of one lead, each looked up once.
type matcher struct {
	facts  Facts
	fields []string
	values []Value
	loaded []bool
}

func newMatcher(fields []string) matcher {
	return matcher{fields: fields, values: make([]Value, len(fields)), loaded: make([]bool, len(fields))}
}

func (m *matcher) reset(facts Facts) {
	m.facts = facts
	clear(m.loaded)
}

func (m *matcher) value(field int) *Value {
	if !m.loaded[field] {
		m.loaded[field] = true
		m.values[field] = m.facts[m.fields[field]]
	}
	return &m.values[field]
}

// match reports whether the condition holds.
func (n *node) match(m *matcher) bool {
	if n.op > opFunc { // as most are
		return n.holds(m.value(n.field))
	}
	switch n.op {
	case opAll:
		for i := range n.nodes {
			if !n.nodes[i].match(m) {
				return false
			}
		}
		return true
	case opAny:
		for i := range n.nodes {
			if n.nodes[i].match(m) {
				return true
			}
		}
		return false
	case opNot:
		return !n.nodes[0].match(m)
	}
	return n.call(m.facts)
}

// holds reports whether the condition holds for a value of the field.
func (n *node) holds(v *Value) bool {
	switch {
	case v.kind == isNone:
		return false
	case n.op == opPresent:
		return true
	case n.op >= opMin:
		return n.within(v)
	case v.kind == isText:
		return n.fits(v.text)
	case v.kind == isList && n.op == opContains:
		return slices.Contains(v.list, n.text)
	case v.kind == isList:
		return slices.ContainsFunc(v.list, n.fits)
	case v.kind == isTime && n.fits(v.text):
		return true
	}
	return n.has(v.kind, v.whole, v.nanos)
}

// has reports whether a value that is not a text is one of the values.
func (n *node) has(kind kind, whole, nanos int64) bool {
	if n.others != nil {
		_, found := n.others[exact{kind, whole, nanos}]
		return found
	}
	for i := range n.values {
		if v := &n.values[i]; v.kind == kind && v.whole == whole && v.nanos == nanos {
			return true
		}
	}
	return false
}

// fits reports whether the condition holds for a text.
func (n *node) fits(text string) bool {
	switch n.op {
	case opIn:
		if n.set != nil {
			if _, found := n.set[text]; found {
				return true
			}
		} else if slices.Contains(n.texts, text) {
			return true
		}
		if !n.times {
			return false
		}
		whole, nanos, ok := instant(text)
		return ok && n.has(isTime, whole, nanos)
	case opContains:
		return strings.Contains(text, n.text)
	case opPrefix:
		return strings.HasPrefix(text, n.text)
	case opDomain:
		return slices.Contains(n.texts, domainOf(text))
	}
	return false
}

func domainOf(text string) string { return text[strings.LastIndexByte(text, '@')+1:] }

// within reports whether a value, or one text of a list, is within the limit.
func (n *node) within(v *Value) bool {
	if v.kind == n.bound.kind {
		return n.limits(v.whole, v.nanos)
	}
	if n.bound.kind != isTime {
		return false
	}
	if v.kind == isText {
		whole, nanos, ok := instant(v.text)
		return ok && n.limits(whole, nanos)
	}
	return slices.ContainsFunc(v.list, func(text string) bool {
		whole, nanos, ok := instant(text)
		return ok && n.limits(whole, nanos)
	})
}

func (n *node) limits(whole, nanos int64) bool {
	order := Value{whole: whole, nanos: nanos}.compare(n.bound)
	switch n.op {
	case opMin:
		return order >= 0
	case opMax:
		return order <= 0
	}
	return order < 0
}

// certain reports whether the condition has the wanted outcome regardless of what
// predicates in Go return.
func (n *node) certain(m *matcher, want bool) bool {
	switch n.op {
	case opAll, opAny:
		one := (n.op == opAny) == want // whether one of them is enough
		for i := range n.nodes {
			if n.nodes[i].certain(m, want) == one {
				return one
			}
		}
		return !one
	case opNot:
		return n.nodes[0].certain(m, !want)
	case opFunc:
		return false
	}
	return n.holds(m.value(n.field)) == want
}
