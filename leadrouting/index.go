package leadrouting

import "slices"

// ruleIndex finds the rules whose conditions may hold, in order, without looking at the
// others: by the values that they compare a field with, by domains and by prefixes.
// Rules without any of these are always returned.
type ruleIndex struct {
	fields []fieldIndex
	rest   []int32   // the rules that are not in fields
	lists  [][]int32 // what is left of the lists for the current lead; none is empty
	last   int32     // the rule returned last, which may be in several lists
}

// fieldIndex has the rules that need the field to have certain values.
type fieldIndex struct {
	field    int
	texts    map[string][]int32 // by a text
	exact    map[exact][]int32  // by a number or truth value
	domains  map[string][]int32
	prefixes map[string][]int32
	lengths  []int // of the prefixes
}

func newRuleIndex(rules []rule, fields int) ruleIndex {
	var x ruleIndex
	places := make([]int, fields) // in x.fields, plus 1
	for i := range rules {
		n := rules[i].when.key()
		if n == nil {
			x.rest = append(x.rest, int32(i))
			continue
		}
		if places[n.field] == 0 {
			x.fields = append(x.fields, fieldIndex{field: n.field, texts: make(map[string][]int32), exact: make(map[exact][]int32),
				domains: make(map[string][]int32), prefixes: make(map[string][]int32)})
			places[n.field] = len(x.fields)
		}
		x.fields[places[n.field]-1].add(n, int32(i))
	}
	return x
}

// key returns the part of a condition that must hold and can be looked up, nil if there
// is none. It prefers a comparison to a domain, and a domain to a prefix.
func (n *node) key() *node {
	switch n.op {
	case opIn:
		if !n.times { // a time has many spellings
			return n
		}
	case opDomain, opPrefix:
		return n
	case opAll:
		var best *node
		for i := range n.nodes {
			if k := n.nodes[i].key(); k != nil && (best == nil || k.rank() < best.rank()) {
				best = k
			}
		}
		return best
	}
	return nil
}

func (n *node) rank() int { return slices.Index([]op{opIn, opDomain, opPrefix}, n.op) }

func (f *fieldIndex) add(n *node, rule int32) {
	switch n.op {
	case opIn:
		for _, v := range n.values {
			if v.kind == isText {
				put(f.texts, v.text, rule)
			} else {
				put(f.exact, exact{v.kind, v.whole, v.nanos}, rule)
			}
		}
	case opDomain:
		for _, d := range n.texts {
			put(f.domains, d, rule)
		}
	case opPrefix:
		put(f.prefixes, n.text, rule)
		if !slices.Contains(f.lengths, len(n.text)) {
			f.lengths = append(f.lengths, len(n.text))
		}
	}
}

func put[K comparable](m map[K][]int32, key K, rule int32) {
	m[key] = append(m[key], rule)
}

// first returns the first rule that may hold for a lead, -1 if there is none.
func (x *ruleIndex) first(m *matcher) int {
	x.last, x.lists = -1, x.lists[:0]
	x.open(x.rest)
	for i := range x.fields {
		f := &x.fields[i]
		switch v := m.value(f.field); v.kind {
		case isNone:
		case isText, isTime:
			x.text(f, v.text)
		case isList:
			for _, text := range v.list {
				x.text(f, text)
			}
		default:
			x.open(f.exact[exact{v.kind, v.whole, v.nanos}])
		}
	}
	return x.next()
}

func (x *ruleIndex) text(f *fieldIndex, text string) {
	if len(f.texts) > 0 {
		x.open(f.texts[text])
	}
	if len(f.domains) > 0 {
		x.open(f.domains[domainOf(text)])
	}
	for _, length := range f.lengths {
		if length <= len(text) {
			x.open(f.prefixes[text[:length]])
		}
	}
}

func (x *ruleIndex) open(list []int32) {
	if len(list) > 0 {
		x.lists = append(x.lists, list)
	}
}

// next returns the next rule that may hold, -1 if there is none.
func (x *ruleIndex) next() int {
	for len(x.lists) > 0 {
		least := 0
		for i := range x.lists {
			if x.lists[i][0] < x.lists[least][0] {
				least = i
			}
		}
		rule := x.lists[least][0]
		if rest := x.lists[least][1:]; len(rest) > 0 {
			x.lists[least] = rest
		} else {
			x.lists[least] = x.lists[len(x.lists)-1]
			x.lists = x.lists[:len(x.lists)-1]
		}
		if rule != x.last {
			x.last = rule
			return int(rule)
		}
	}
	return -1
}
