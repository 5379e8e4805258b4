package leadrouting

import (
	"fmt"
	"slices"
	"strings"
)

// question is a condition that is being compiled.
type question struct {
	*compiler
	cond  *Condition
	path  string
	kind  Kind // of the field
	nodes []node
}

// condition compiles one condition; nested ones must ask something.
func (c *compiler) condition(cond *Condition, path string, depth int) node {
	if depth > maxDepth {
		c.problem(path, "nested deeper than %d", maxDepth)
		return node{op: opAll}
	}
	q := question{compiler: c, cond: cond, path: path}
	for i := range cond.All {
		q.nodes = append(q.nodes, c.condition(&cond.All[i], fmt.Sprintf("%s.all[%d]", path, i), depth+1))
	}
	if len(cond.Any) > 0 {
		either := node{op: opAny}
		for i := range cond.Any {
			either.nodes = append(either.nodes, c.condition(&cond.Any[i], fmt.Sprintf("%s.any[%d]", path, i), depth+1))
		}
		q.nodes = append(q.nodes, either)
	}
	if cond.Not != nil {
		q.nodes = append(q.nodes, not(c.condition(cond.Not, path+".not", depth+1)))
	}
	if cond.Func != nil {
		q.nodes = append(q.nodes, node{op: opFunc, call: cond.Func})
	}
	if len(cond.unread) > 0 { // anything else that is wrong may be a consequence
		for _, p := range cond.unread {
			c.problems = append(c.problems, Problem{Path: joinPath(path, p.Path), Err: p.Err})
		}
		return node{op: opAll}
	}
	q.lists()
	q.field()
	if len(q.nodes) == 0 && depth > 0 && cond.Field == "" {
		c.problem(path, "an empty condition")
	}
	if len(q.nodes) == 1 {
		return q.nodes[0]
	}
	return node{op: opAll, nodes: q.nodes}
}

// lists rejects lists that are set but empty.
func (q *question) lists() {
	for _, list := range []struct {
		member string
		empty  bool
	}{
		{"all", q.cond.All != nil && len(q.cond.All) == 0}, {"any", q.cond.Any != nil && len(q.cond.Any) == 0},
		{"in", q.cond.In != nil && len(q.cond.In) == 0}, {"domain", q.cond.Domain != nil && len(q.cond.Domain) == 0},
	} {
		if list.empty {
			q.problem(q.path+"."+list.member, "%s", emptyMember)
		}
	}
}

const emptyMember = "empty: set a value, or leave it out if it is not part of the condition"

// field compiles what is asked about the field.
func (q *question) field() {
	cond := q.cond
	kind, known := q.book.fieldKind(cond.Field)
	if q.kind = kind; !known {
		q.kind = KindAny
	}
	if cond.Field != "" && !known {
		q.problem(q.path+".field", "unknown field %q%s", cond.Field, q.hint(cond.Field))
	}
	before := len(q.nodes)
	every := []Kind{KindText, KindList, KindNumber, KindBool, KindTime}
	if cond.Present != nil {
		q.ask("present", node{op: opPresent}, every...)
		if last := &q.nodes[len(q.nodes)-1]; !*cond.Present {
			*last = not(*last)
		}
	}
	if !cond.Equals.IsZero() {
		q.ask("equals", in(q.literal(cond.Equals, q.kind, "equals")), every...)
	}
	if len(cond.In) > 0 {
		values := make([]Value, len(cond.In))
		for i, v := range cond.In {
			values[i] = q.literal(v, q.kind, fmt.Sprintf("in[%d]", i))
		}
		q.ask("in", in(values...), every...)
	}
	q.texts()
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
			q.ask(limit.member, node{op: limit.op, bound: q.literal(limit.value, limit.kind, limit.member)}, limit.kind)
		}
	}
	if cond.Field != "" && len(q.nodes) == before {
		q.problem(q.path, "nothing is asked about field %q", cond.Field)
	}
}

// texts compiles what is asked about parts of a text.
func (q *question) texts() {
	if part := q.cond.Contains; part != "" {
		n := node{op: opContains, text: strings.ToLower(part)}
		if q.kind == KindList {
			n = in(Text(part))
		}
		q.ask("contains", n, KindText, KindList)
	}
	if q.cond.Prefix != "" {
		q.ask("prefix", node{op: opPrefix, text: strings.ToLower(q.cond.Prefix)}, KindText, KindList)
	}
	if len(q.cond.Domain) > 0 {
		n := node{op: opDomain}
		for i, d := range q.cond.Domain {
			domain := strings.ToLower(strings.TrimPrefix(d, "@"))
			if domain == "" {
				q.problem(fmt.Sprintf("%s.domain[%d]", q.path, i), "%s", emptyMember)
			} else if strings.ContainsAny(domain, "@ \t\r\n") {
				q.warn(fmt.Sprintf("%s.domain[%d]", q.path, i), "%q is not a domain: want, for example, acme.example", d)
			}
			n.texts = append(n.texts, domain)
		}
		q.ask("domain", n, KindText, KindList)
	}
}

// ask adds a question about the field, which must be of one of these kinds.
func (q *question) ask(member string, n node, kinds ...Kind) {
	if q.cond.Field == "" {
		q.problem(q.path+"."+member, "no field is named")
	} else if q.kind != KindAny && !slices.Contains(kinds, q.kind) {
		q.problem(q.path+"."+member, "field %q holds a %s", q.cond.Field, q.kind)
	}
	n.field, n.kind = q.slot(q.cond.Field), q.kind
	q.nodes = append(q.nodes, n)
}

// literal checks that the field can hold a value of a condition.
func (q *question) literal(v Value, kind Kind, member string) Value {
	path := q.path + "." + member
	if v.kind == isTime && (kind == KindText || kind == KindList) {
		v = Text(v.text) // it looks like one
	}
	switch {
	case v.kind == isList || v.kind == isNone:
		q.problem(path, "want one value")
	case kind == KindTime:
		at, err := v.time()
		if err != nil {
			q.problem(path, "%w", err)
		}
		return at
	case kind != KindAny && kind != v.Kind() && !(kind == KindList && v.kind == isText):
		q.problem(path, "a %s never equals a %s", kind, v.Kind())
	}
	return v
}

// slot returns the index of a field, the same for each condition that asks it.
func (c *compiler) slot(field string) int {
	i, known := c.slots[field]
	if !known {
		i = len(c.fields)
		c.slots[field] = i
		c.fields = append(c.fields, field)
	}
	return i
}

// maxHints is how many unknown fields get a suggestion.
const maxHints = 20

func (c *compiler) hint(field string) string {
	if c.hints++; c.hints > maxHints {
		return ""
	}
	return c.book.fieldHint(field)
}
