// Package recordtest changes JSON as servers, proxies and other people's programs
// do, and compares what came of it. Only tests use it.
package recordtest

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk/internal/record"
)

// node is a JSON value that is written as it was read.
type node struct {
	text    string // of a scalar
	kind    byte   // '{', '[' or 0
	names   []string
	members []*node
}

func parse(data []byte) *node {
	n := &node{text: string(data)}
	switch record.Kind(data) {
	case "object":
		n.kind = '{'
		for name, value := range record.Members(data) {
			quoted, _ := jsontext.AppendQuote(nil, name)
			n.names, n.members = append(n.names, string(quoted)), append(n.members, parse(value))
		}
	case "list":
		n.kind = '['
		for _, value := range record.Elements(data) {
			n.members = append(n.members, parse(value))
		}
	}
	return n
}

func (n *node) String() string {
	if n.kind == 0 {
		return n.text
	}
	parts := make([]string, len(n.members))
	for i, m := range n.members {
		if parts[i] = m.String(); n.kind == '{' {
			parts[i] = n.names[i] + ":" + parts[i]
		}
	}
	return string(n.kind) + strings.Join(parts, ",") + string(n.kind+2)
}

// strange are the values that a member is replaced with.
var strange = []string{
	`null`, `true`, `false`, `0`, `7`, `-1`, `1.5`, `7.0`, `1e3`, `1e400`, `99999999999999999999999999`, `""`, `"x"`, `"7"`, `"true"`, `"null"`,
	`"cut \ud83d"`, `"\udc00"`, "\"caf\xe9\"", `"😀"`, `[]`, `{}`, `[null]`, `[7,"x",null,{}]`, `{"a":1}`, `{"id":1}`, `{"id":null}`, `[{"id":"x"}]`,
	`{"a":1,"a":2}`, "{\"\xe9\":1}", `"2026-02-30"`, `"0000-00-00T00:00:00Z"`,
}

// Mutate returns data with one change, and the member of the outer object that
// it is in.
func Mutate(rng *rand.Rand, data []byte) (changed []byte, member string) {
	root := parse(data)
	n := root
	for depth := 0; ; depth++ {
		if len(n.members) == 0 {
			break
		}
		i := rng.IntN(len(n.members))
		if depth == 0 {
			member, _ = strconv.Unquote(n.names[i])
		}
		if next := n.members[i]; next.kind != 0 && len(next.members) > 0 && rng.IntN(3) > 0 {
			n = next
			continue
		}
		n.change(rng, i)
		break
	}
	return []byte(root.String()), member
}

// change does something to one member or element.
func (n *node) change(rng *rand.Rand, i int) {
	odd := &node{text: strange[rng.IntN(len(strange))]}
	old := n.members[i]
	switch rng.IntN(6) {
	case 0: // gone
		n.members = append(n.members[:i:i], n.members[i+1:]...)
		if n.kind == '{' {
			n.names = append(n.names[:i:i], n.names[i+1:]...)
		}
	case 1: // text for number, number for text
		switch {
		case strings.HasPrefix(old.text, `"`) && old.kind == 0:
			odd.text = "7"
		case old.kind == 0:
			odd.text = `"` + strings.Trim(old.text, `"`) + `"`
		}
		n.members[i] = odd
	case 2: // one more, under the same name
		n.members = append(n.members, odd)
		if n.kind == '{' {
			n.names = append(n.names, n.names[i])
		}
	case 3: // the same in other words
		if n.kind == '{' {
			n.names[i] = escaped(n.names[i])
			break
		}
		fallthrough
	default:
		n.members[i] = odd
	}
}

// escaped writes the first letter of a name as an escape.
func escaped(quoted string) string {
	if len(quoted) < 3 || quoted[1] == '\\' || quoted[1] >= 0x80 {
		return quoted
	}
	return `"\u00` + strconv.FormatUint(uint64(quoted[1]), 16) + quoted[2:]
}

// Plain returns data in a form in which records that are equal by our rules are
// equal: null, absent and the zero value of a plain field are one, of a name that
// stands twice the last counts, an amount may be text or a number in any notation,
// a time may have any zone, and Sell's wrapping of lists is not kept. Text with
// broken UTF-8 is itself, byte for byte.
func Plain(data []byte) any {
	switch record.Kind(data) {
	case "object":
		if list, ok := unwrapped(data); ok {
			return Plain(list)
		}
		members := make(map[string]any)
		for name, value := range record.Members(data) {
			delete(members, name)
			if plain := Plain(value); plain != nil {
				members[name] = plain
			}
		}
		if len(members) == 0 {
			return nil
		}
		return members
	case "list":
		var entries []any
		for _, value := range record.Elements(data) {
			entries = append(entries, Plain(value))
		}
		if len(entries) == 0 {
			return nil
		}
		return entries
	case "string":
		if !record.Sound(data) {
			return string(data)
		}
	}
	text, ok := record.Text(data)
	switch {
	case !ok && !bytes.Equal(data, []byte("true")), text == "" && ok, text == "0" || text == "-0":
		return nil
	case !ok:
		return true
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		if t.IsZero() {
			return nil
		}
		return t.UTC()
	}
	if strings.ContainsAny(text, "eE+.") && len(text) < 1000 {
		if number, ok := new(big.Rat).SetString(text); ok {
			return number.RatString()
		}
	}
	return text
}

// unwrapped returns the records of a list as Sell wraps it.
func unwrapped(data []byte) (list []byte, ok bool) {
	for name := range record.Members(data) {
		if name != "items" && name != "meta" {
			return nil, false
		}
		ok = true
	}
	items := record.Member(data, "items")
	if !ok || record.Present(items) && record.Kind(items) != "list" {
		return nil, false
	}
	list = []byte("[")
	for i, item := range record.Elements(items) {
		for name := range record.Members(item) {
			ok = ok && (name == "data" || name == "meta")
		}
		if i > 0 {
			list = append(list, ',')
		}
		one := record.Member(item, "data")
		ok = ok && record.Kind(one) == "object"
		list = append(list, one...)
	}
	return append(list, ']'), ok
}
