package leadrouting

import (
	"slices"
	"strings"
)

// proof looks for facts that make some conditions hold and others not. It is
// how a rule is found that can never fire: no facts fit it that none of the
// rules before it fits. Predicates of the program may answer anything.
//
// The search takes the conditions apart until only questions about single
// fields are left, and gives up a branch when those contradict each other. It
// errs on one side only: it may miss a contradiction, and says that facts may
// exist when it runs out of steps.
type proof struct{ steps int }

const proofSteps = 20_000

// goal is a condition that must hold, or must not.
type goal struct {
	node *node
	want bool
}

// satisfiable reports whether facts may exist that reach all goals.
func satisfiable(goals ...goal) bool {
	p := proof{proofSteps}
	slices.Reverse(goals) // the first is taken from the end
	return p.search(goals, nil)
}

// search takes the last goal apart; known are the answers settled so far.
func (p *proof) search(goals, known []goal) bool {
	if p.steps--; p.steps < 0 || len(goals) == 0 {
		return true
	}
	g := goals[len(goals)-1]
	goals = goals[: len(goals)-1 : len(goals)-1]
	switch g.node.op {
	case opNot:
		return p.search(append(goals, goal{&g.node.nodes[0], !g.want}), known)
	case opFunc:
		return p.search(goals, known)
	case opAll, opAny:
		if (g.node.op == opAll) == g.want {
			for i := range g.node.nodes {
				goals = append(goals, goal{&g.node.nodes[i], g.want})
			}
			return p.search(goals, known)
		}
		for i := range g.node.nodes {
			if p.search(append(goals, goal{&g.node.nodes[i], g.want}), known) {
				return true
			}
		}
		return false
	}
	known = append(slices.Clip(known), g)
	return !contradictory(known) && p.search(goals, known)
}

// contradictory reports whether the last answer cannot be true beside those
// before it on the same field.
func contradictory(known []goal) bool {
	last := known[len(known)-1].node
	var yes, no []*node
	for _, g := range known {
		switch {
		case g.node.field != last.field:
		case g.want:
			yes = append(yes, g.node)
		default:
			no = append(no, g.node)
		}
	}
	for _, a := range yes {
		if slices.ContainsFunc(no, a.implies) {
			return true
		}
	}
	if len(yes) == 0 { // the field may be unknown
		return false
	}
	switch last.kind {
	case KindBool:
		both := in(Bool(false), Bool(true))
		return noneFits(&both, yes, no)
	case KindText, KindNumber, KindTime:
		for _, n := range yes {
			if n.op == opIn {
				return noneFits(n, yes, no)
			}
		}
		if last.kind == KindText {
			return apart(yes)
		}
		return emptyRange(yes, no)
	}
	return false // a list may hold this and that
}

// implies reports whether each value that fits n fits b too.
func (n *node) implies(b *node) bool {
	text := n.kind == KindText
	switch {
	case b.op == opPresent:
		return true
	case n.op == opIn:
		return !slices.ContainsFunc(n.values, func(v Value) bool {
			if b.op == opContains && !text {
				return v.text != b.text
			}
			return !b.holds(&v)
		})
	case n.op == opContains && b.op == opContains:
		return n.text == b.text || text && strings.Contains(n.text, b.text)
	case n.op == opPrefix && b.op == opContains:
		return text && strings.Contains(n.text, b.text)
	case n.op == opPrefix && b.op == opPrefix:
		return strings.HasPrefix(n.text, b.text)
	case n.op == opDomain && b.op == opDomain:
		return !slices.ContainsFunc(n.texts, func(d string) bool { return !slices.Contains(b.texts, d) })
	case n.bound.kind == isNone || n.bound.kind != b.bound.kind:
		return false
	}
	order := n.bound.compare(b.bound)
	switch b.op {
	case opMin:
		return n.op == opMin && order >= 0
	case opMax:
		return (n.op == opMax || n.op == opLess) && order <= 0
	}
	return n.op == opLess && order <= 0 || n.op == opMax && order < 0
}

// noneFits reports whether no value of from gives all these answers.
func noneFits(from *node, yes, no []*node) bool {
	return !slices.ContainsFunc(from.values, func(v Value) bool {
		return !slices.ContainsFunc(yes, func(n *node) bool { return !n.holds(&v) }) &&
			!slices.ContainsFunc(no, func(n *node) bool { return n.holds(&v) })
	})
}

// apart reports whether two prefixes or two sets of domains exclude each other.
func apart(yes []*node) bool {
	for i, a := range yes {
		for _, b := range yes[:i] {
			switch {
			case a.op != b.op:
			case a.op == opPrefix && !strings.HasPrefix(a.text, b.text) && !strings.HasPrefix(b.text, a.text):
				return true
			case a.op == opDomain && !slices.ContainsFunc(a.texts, func(d string) bool { return slices.Contains(b.texts, d) }):
				return true
			}
		}
	}
	return false
}

// emptyRange reports whether the limits leave no number or time.
func emptyRange(yes, no []*node) bool {
	var low, high Value
	var lowOpen, highOpen bool // without the limit itself
	raise := func(v Value, open bool) {
		if order := v.compare(low); low.IsZero() || order > 0 || order == 0 && open {
			low, lowOpen = v, open
		}
	}
	lower := func(v Value, open bool) {
		if order := v.compare(high); high.IsZero() || order < 0 || order == 0 && open {
			high, highOpen = v, open
		}
	}
	for _, n := range yes {
		switch n.op {
		case opMin:
			raise(n.bound, false)
		case opMax, opLess:
			lower(n.bound, n.op == opLess)
		}
	}
	for _, n := range no {
		switch n.op {
		case opMin:
			lower(n.bound, true)
		case opMax, opLess:
			raise(n.bound, n.op == opMax)
		}
	}
	if low.IsZero() || high.IsZero() {
		return false
	}
	order := low.compare(high)
	if order == 0 && !lowOpen && !highOpen {
		return slices.ContainsFunc(no, func(n *node) bool { return n.op == opIn && n.holds(&low) })
	}
	return order >= 0
}
