package leadrouting

import (
	"fmt"
	"slices"
	"strings"
)

// Condition is a question about [Facts]. Each part that is set must hold; the
// zero Condition always holds. A condition on a field that is not known does
// not hold, and its negation does.
//
// Either it combines others with All, Any or Not, or it asks one Field, or a
// Go program sets Func.
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
}

// node is a compiled condition. What most of them need comes first, so that it
// is read with one access to memory.
type node struct {
	op     op
	field  int                 // the index into compiler.fields
	texts  []string            // of opDomain, and those among the values of opIn
	text   string              // of opContains and opPrefix
	set    map[string]struct{} // texts, if they are many
	values []Value             // of opIn
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

// manyTexts is from where on a map is faster than a look at each.
const manyTexts = 8

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
	if n.op > opFunc { // most are
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

// holds reports whether the value of the field fits.
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
	case v.kind == isList:
		return slices.ContainsFunc(v.list, n.fits)
	}
	for i := range n.values {
		if w := &n.values[i]; w.kind == v.kind && w.whole == v.whole && w.nanos == v.nanos {
			return true
		}
	}
	return false
}

// fits reports whether a text, or a text of a list, is one of those asked for.
func (n *node) fits(text string) bool {
	switch n.op {
	case opIn:
		if n.set != nil {
			_, found := n.set[text]
			return found
		}
		return slices.Contains(n.texts, text)
	case opContains:
		return strings.Contains(text, n.text)
	case opPrefix:
		return strings.HasPrefix(text, n.text)
	case opDomain:
		return slices.Contains(n.texts, text[strings.LastIndexByte(text, '@')+1:])
	}
	return false
}

func (n *node) within(v *Value) bool {
	value := *v
	if n.bound.kind == isTime && v.kind == isText {
		value, _ = v.instant()
	}
	if value.kind != n.bound.kind {
		return false
	}
	order := value.compare(n.bound)
	switch n.op {
	case opMin:
		return order >= 0
	case opMax:
		return order <= 0
	}
	return order < 0
}

// compiler turns conditions into nodes and notes what is wrong with them.
type compiler struct {
	policy   *Policy
	fields   []string
	problems Problems
}

func (c *compiler) problem(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{path, fmt.Errorf(format, args...)})
}

// condition compiles one condition; nested ones must ask something.
func (c *compiler) condition(cond *Condition, path string, nested bool) node {
	n := node{op: opAll}
	for i := range cond.All {
		n.nodes = append(n.nodes, c.condition(&cond.All[i], fmt.Sprintf("%s.all[%d]", path, i), true))
	}
	if len(cond.Any) > 0 {
		either := node{op: opAny}
		for i := range cond.Any {
			either.nodes = append(either.nodes, c.condition(&cond.Any[i], fmt.Sprintf("%s.any[%d]", path, i), true))
		}
		n.nodes = append(n.nodes, either)
	}
	if cond.Not != nil {
		n.nodes = append(n.nodes, not(c.condition(cond.Not, path+".not", true)))
	}
	if cond.Func != nil {
		n.nodes = append(n.nodes, node{op: opFunc, call: cond.Func})
	}
	asked := c.field(cond, path)
	n.nodes = append(n.nodes, asked...)
	switch {
	case cond.Field != "" && len(asked) == 0:
		c.problem(path, "nothing is asked of field %q", cond.Field)
	case nested && len(n.nodes) == 0:
		c.problem(path, "an empty condition")
	}
	if len(n.nodes) == 1 {
		return n.nodes[0]
	}
	return n
}

func not(n node) node { return node{op: opNot, nodes: []node{n}} }

// field compiles what is asked of the field.
func (c *compiler) field(cond *Condition, path string) []node {
	kind, known := c.policy.fieldKind(cond.Field)
	if !known {
		kind = KindAny
	}
	if cond.Field != "" && !known {
		c.problem(path+".field", "unknown field %q", cond.Field)
	}
	var nodes []node
	add := func(member string, n node, kinds ...Kind) {
		if cond.Field == "" {
			c.problem(path+"."+member, "no field is named")
		} else if kind != KindAny && !slices.Contains(kinds, kind) {
			c.problem(path+"."+member, "field %q holds a %s", cond.Field, kind)
		}
		n.field, n.kind = c.slot(cond.Field), kind
		nodes = append(nodes, n)
	}
	every := []Kind{KindText, KindList, KindNumber, KindBool, KindTime}
	if cond.Present != nil {
		add("present", node{op: opPresent}, every...)
		if !*cond.Present {
			nodes[len(nodes)-1] = not(nodes[len(nodes)-1])
		}
	}
	if !cond.Equals.IsZero() {
		add("equals", in(c.literal(cond.Equals, kind, path+".equals")), every...)
	}
	if len(cond.In) > 0 {
		values := make([]Value, len(cond.In))
		for i, v := range cond.In {
			values[i] = c.literal(v, kind, fmt.Sprintf("%s.in[%d]", path, i))
		}
		add("in", in(values...), every...)
	}
	if cond.Contains != "" {
		n := node{op: opContains, text: strings.ToLower(cond.Contains)}
		if kind == KindList {
			n = in(Text(cond.Contains))
		}
		add("contains", n, KindText, KindList)
	}
	if cond.Prefix != "" {
		add("prefix", node{op: opPrefix, text: strings.ToLower(cond.Prefix)}, KindText, KindList)
	}
	if len(cond.Domain) > 0 {
		n := node{op: opDomain}
		for _, d := range cond.Domain {
			n.texts = append(n.texts, strings.ToLower(strings.TrimPrefix(d, "@")))
		}
		add("domain", n, KindText, KindList)
	}
	for _, limit := range []struct {
		member string
		value  Value
		op     op
		kind   Kind
	}{
		{"min", cond.Min, opMin, KindNumber}, {"max", cond.Max, opMax, KindNumber},
		{"after", cond.After, opMin, KindTime}, {"before", cond.Before, opLess, KindTime},
	} {
		if !limit.value.IsZero() {
			bound := c.literal(limit.value, limit.kind, path+"."+limit.member)
			add(limit.member, node{op: limit.op, bound: bound}, limit.kind)
		}
	}
	return nodes
}

// literal checks that a value of a condition is one that the field can hold.
func (c *compiler) literal(v Value, kind Kind, path string) Value {
	switch {
	case kind == KindTime:
		instant, err := v.instant()
		if err != nil {
			c.problem(path, "%w", err)
		}
		return instant
	case v.kind == isList || v.kind == isNone:
		c.problem(path, "want one value")
	case kind != KindAny && kind != v.Kind() && !(kind == KindList && v.kind == isText):
		c.problem(path, "a %s never equals a %s", kind, v.Kind())
	}
	return v
}

func in(values ...Value) node {
	n := node{op: opIn, values: values}
	for _, v := range values {
		if v.kind == isText {
			n.texts = append(n.texts, v.text)
		}
	}
	if len(n.texts) >= manyTexts {
		n.set = make(map[string]struct{}, len(n.texts))
		for _, text := range n.texts {
			n.set[text] = struct{}{}
		}
	}
	return n
}

// slot returns the index of a field, the same for each condition that asks it.
func (c *compiler) slot(field string) int {
	if i := slices.Index(c.fields, field); i >= 0 {
		return i
	}
	c.fields = append(c.fields, field)
	return len(c.fields) - 1
}
