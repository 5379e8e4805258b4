package leadrouting

import (
	"math/bits"
	"slices"
	"strings"
)

// proof finds the rules that can never fire, because an earlier rule matches all facts
// that they match. Predicates in Go may return anything.
//
// It takes the condition of a rule apart until only questions about single fields are
// left, and abandons a branch if they contradict each other. For a branch that remains,
// it invents matching facts. If an earlier rule takes these, it searches again for facts
// that do not match that rule either. So it looks only at the earlier rules that matter.
//
// It errs on one side only: it may miss a contradiction, and reports that a rule fires
// if it runs out of steps or finds no facts to try.
type proof struct {
	rules   []rule
	index   ruleIndex
	matcher matcher
	steps   int // left for all rules
	limit   int // for one of them
}

// outcome is what is known about a rule.
type outcome uint8

const (
	mayFire outcome = iota
	fitsNothing
	firesNever
)

// The steps of a proof: for all rules, a base plus n log n of the size of the policy; and
// for one rule.
const (
	baseSteps = 2_000_000
	sizeSteps = 200
	ruleSteps = 500_000
)

func newProof(rules []rule, fields []string) *proof {
	p := &proof{rules: rules, index: newRuleIndex(rules, len(fields)), matcher: newMatcher(fields)}
	size := 1
	for i := range rules {
		size += rules[i].when.size()
	}
	p.steps = baseSteps + sizeSteps*size*bits.Len(uint(size))
	return p
}

// size returns how many questions and values a condition has.
func (n *node) size() int {
	size := 1 + len(n.values) + len(n.texts)
	for i := range n.nodes {
		size += n.nodes[i].size()
	}
	return size
}

// goal is a condition that must hold, or must not.
type goal struct {
	node *node
	want bool
}

// fires returns whether there may be facts for which a rule decides.
func (p *proof) fires(rule int) outcome {
	p.limit = min(p.steps, ruleSteps)
	p.steps -= p.limit
	defer func() { p.steps += max(p.limit, 0) }()
	goals := []goal{{&p.rules[rule].when, true}}
	for result := fitsNothing; ; result = firesNever {
		found, answers := p.search(goals, nil)
		if !found {
			return result
		}
		earlier := p.taker(rule, answers)
		if earlier < 0 {
			return mayFire
		}
		// Goals are taken apart from the last to the first: the rule itself comes
		// first.
		goals = append([]goal{{&p.rules[earlier].when, false}}, goals...)
	}
}

// taker invents facts that fit some answers, and returns which rule before the given one
// certainly takes them, -1 if none does.
func (p *proof) taker(rule int, answers []goal) int {
	if !p.matcher.imagine(answers) {
		return -1
	}
	for i := p.index.first(&p.matcher); i >= 0 && i < rule && p.limit > 0; i = p.index.next() {
		p.limit--
		if p.rules[i].when.certain(&p.matcher, true) {
			return i
		}
	}
	return -1
}

// search takes the last goal apart; known are the answers so far. It returns the answers
// that reach all goals, or none if it ran out of steps.
func (p *proof) search(goals, known []goal) (bool, []goal) {
	if p.limit--; p.limit < 0 {
		return true, nil
	}
	if len(goals) == 0 {
		return true, known
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
			if found, answers := p.search(append(goals, goal{&g.node.nodes[i], g.want}), known); found {
				return true, answers
			}
		}
		return false, nil
	}
	known = append(slices.Clip(known), g)
	if p.contradictory(known) {
		return false, nil
	}
	return p.search(goals, known)
}

// contradictory reports whether the last answer contradicts earlier ones on the same
// field.
func (p *proof) contradictory(known []goal) bool {
	last := known[len(known)-1]
	yes, no := answersOn(known, last.node.field)
	p.limit -= len(known)
	one, others := yes, no
	if last.want {
		one = []*node{last.node}
	} else {
		others = []*node{last.node}
	}
	for _, a := range one {
		if p.spend(a, others); p.limit < 0 {
			return false
		}
		if slices.ContainsFunc(others, a.implies) {
			return true
		}
	}
	if len(yes) == 0 { // the field may be unknown
		return false
	}
	switch last.node.kind {
	case KindBool:
		both := in(Bool(false), Bool(true))
		return noneFits(&both, yes, no)
	case KindText, KindNumber, KindTime:
		for _, n := range yes {
			if n.op == opIn {
				p.spend(n, yes)
				p.spend(n, no)
				return p.limit >= 0 && noneFits(n, yes, no)
			}
		}
		if last.node.kind == KindText {
			return apart(yes)
		}
		return emptyRange(yes, no)
	}
	return false // a list may hold both
}

// spend counts the steps of comparing the values of a question with others.
func (p *proof) spend(n *node, others []*node) {
	each := 1
	for _, other := range others {
		each += 1 + min(len(other.values), many)
	}
	p.limit -= (1 + len(n.values) + len(n.texts)) * each
}

// answersOn returns what must hold of a field, and what must not.
func answersOn(known []goal, field int) (yes, no []*node) {
	for _, g := range known {
		switch {
		case g.node.field != field:
		case g.want:
			yes = append(yes, g.node)
		default:
			no = append(no, g.node)
		}
	}
	return yes, no
}

// implies reports whether each value that matches n also matches b.
func (n *node) implies(b *node) bool {
	text := n.kind == KindText
	switch {
	case b.op == opPresent:
		return true
	case n.op == opIn:
		return !slices.ContainsFunc(n.values, func(v Value) bool {
			if b.op == opContains && !text {
				return v.text != b.text || v.kind == isTime
			}
			if v.kind == isTime { // a text of the same instant may be written differently
				v.text = ""
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
	if b.op == opMin {
		order = -order
	}
	return n.op == b.op && order <= 0 // numbers have opMax, times opLess
}

// noneFits reports whether no value of from gives all these answers.
func noneFits(from *node, yes, no []*node) bool {
	return !slices.ContainsFunc(from.values, func(v Value) bool { return v.answers(yes, no) })
}

// answers reports whether the value matches all of yes and none of no.
func (v Value) answers(yes, no []*node) bool {
	return !slices.ContainsFunc(yes, func(n *node) bool { return !n.holds(&v) }) &&
		!slices.ContainsFunc(no, func(n *node) bool { return n.holds(&v) })
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
