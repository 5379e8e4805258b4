package leadrouting

import (
	"slices"
	"strings"
)

// imagine fills the matcher with facts that lead to these answers. It returns false if
// it finds none, although there may be some.
func (m *matcher) imagine(answers []goal) bool {
	for i := range m.values {
		m.values[i], m.loaded[i] = Value{}, true
	}
	done := make(map[int]struct{})
	for _, g := range answers {
		if _, twice := done[g.node.field]; twice || !g.want {
			continue // a condition on an unknown field does not hold anyway
		}
		done[g.node.field] = struct{}{}
		yes, no := answersOn(answers, g.node.field)
		values := candidates(g.node.kind, yes, no)
		i := slices.IndexFunc(values, func(v Value) bool { return v.answers(yes, no) })
		if i < 0 {
			return false
		}
		m.values[g.node.field] = values[i]
	}
	return true
}

// candidates returns values of a field that may lead to the answers.
func candidates(kind Kind, yes, no []*node) []Value {
	var all []Value
	for _, n := range yes {
		all = append(all, n.values...)
	}
	switch kind {
	case KindBool:
		return append(all, Bool(false), Bool(true))
	case KindNumber:
		return append(all, near(isNumber, yes, no)...)
	case KindTime:
		return append(all, near(isTime, yes, no)...)
	case KindText:
		return append(all, composed(yes)...)
	case KindList:
		return []Value{picked(yes, no)}
	}
	all = append(all, composed(yes)...)
	all = append(all, picked(yes, no))
	return append(append(all, near(isNumber, yes, no)...), near(isTime, yes, no)...)
}

// near returns numbers or times at the limits and just next to them, so that each range
// between two limits contains one.
func near(kind kind, yes, no []*node) []Value {
	values := []Value{{kind: kind}}
	for _, n := range slices.Concat(yes, no) {
		for _, v := range append([]Value{n.bound}, n.values...) {
			if v.kind != kind {
				continue
			}
			below, above := v, v
			if below.nanos--; below.nanos < 0 {
				below.whole, below.nanos = below.whole-1, 1e9-1
			}
			if above.nanos++; above.nanos == 1e9 {
				above.whole, above.nanos = above.whole+1, 0
			}
			values = append(values, v, below, above)
		}
	}
	return values
}

// filler is text that no condition is likely to contain.
const filler = "~"

// composed returns texts that consist of the parts that must be in them.
func composed(yes []*node) []Value {
	var prefix string
	var parts, domains []string
	for _, n := range yes {
		switch n.op {
		case opPrefix:
			if len(n.text) > len(prefix) {
				prefix = n.text
			}
		case opContains:
			parts = append(parts, n.text)
		case opDomain:
			domains = append(domains, n.texts...)
		}
	}
	var values []Value
	for _, glue := range []string{"", filler} {
		text := prefix
		for _, part := range parts {
			if !strings.Contains(text, part) {
				text += glue + part
			}
		}
		values = append(values, Text(text), Text(text+glue+filler))
		for _, d := range domains {
			values = append(values, Text(text+glue+"@"+d))
			if text == "" {
				values = append(values, Text(d))
			}
		}
	}
	return values
}

// picked returns a list with one text for each question that must hold, avoiding texts
// for which a question that must not hold would.
func picked(yes, no []*node) Value {
	var list []string
	for _, n := range yes {
		options := []string{n.text, n.text + filler, filler + n.text + filler}
		switch n.op {
		case opIn, opDomain:
			options = n.texts
		case opPresent:
			options = []string{filler}
		}
		for _, text := range options {
			if (n.op == opPresent || n.fits(text)) && !slices.ContainsFunc(no, func(n *node) bool { return n.fits(text) }) {
				list = append(list, text)
				break
			}
		}
	}
	return List(list...)
}
