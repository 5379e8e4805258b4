package leadrouting

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// jsonValue is a JSON value with its parts.
type jsonValue struct {
	raw     json.RawMessage
	kind    byte // the first byte: { [ " t f n, or 0 for a number
	members []jsonMember
	items   []*jsonValue
}

type jsonMember struct {
	name  string
	value *jsonValue
}

// jsonText is a JSON text with the position of the value at each path.
type jsonText struct {
	*jsonValue
	data   []byte
	places map[string]int
}

// maxNesting is how deeply JSON may be nested: conditions plus what is around them.
const maxNesting = 2*maxDepth + 16

// parseJSON reads a text that is one JSON value. Duplicate names are problems returned
// with the value; any other problem is returned without one.
func parseJSON(data []byte) (*jsonText, Problems) {
	p := jsonParser{data: data, places: make(map[string]int)}
	root, err := p.document()
	if err != nil {
		var at place
		at.advance(data, p.offset)
		return nil, Problems{{Err: err, Line: at.line + 1, Column: at.column + 1}}
	}
	return &jsonText{root, data, p.places}, p.twice
}

// jsonParser reads JSON. If it stops with an error, its offset is that of the problem.
type jsonParser struct {
	data   []byte
	offset int
	places map[string]int
	twice  Problems
}

func (p *jsonParser) document() (*jsonValue, error) {
	if bytes.HasPrefix(p.data, []byte("\ufeff")) {
		return nil, errors.New("starts with a byte order mark: save it as UTF-8 without one")
	}
	for i := 0; i < len(p.data); {
		r, size := utf8.DecodeRune(p.data[i:])
		if r == utf8.RuneError && size == 1 {
			p.offset = i
			return nil, errors.New("not valid UTF-8")
		}
		i += size
	}
	root, err := p.value("", 0)
	if err == nil && p.next() != 0 {
		err = errors.New("something follows the end of the JSON text")
	}
	return root, err
}

// next moves to the next byte that is not white space and returns it, 0 at the end.
func (p *jsonParser) next() byte {
	p.offset = len(p.data) - len(bytes.TrimLeft(p.data[p.offset:], " \t\r\n"))
	if p.offset == len(p.data) {
		return 0
	}
	return p.data[p.offset]
}

// expected returns the error that something else was found here.
func (p *jsonParser) expected(what string) error {
	if p.next() == 0 {
		return fmt.Errorf("unexpected end: want %s", what)
	}
	r, _ := utf8.DecodeRune(p.data[p.offset:])
	return fmt.Errorf("unexpected %q: want %s", r, what)
}

func (p *jsonParser) value(path string, depth int) (*jsonValue, error) {
	first := p.next()
	start := p.offset
	p.places[path] = start
	v := &jsonValue{kind: first}
	var err error
	switch {
	case depth > maxNesting:
		err = fmt.Errorf("nested deeper than %d", maxNesting)
	case first == '{' || first == '[':
		err = p.inside(v, path, depth)
	case first == '"':
		err = p.text()
	default:
		if first < 'a' || first > 'z' {
			v.kind = 0
		}
		err = p.word()
	}
	v.raw = p.data[start:p.offset]
	return v, err
}

// inside reads the members of an object or the items of a list, and its end.
func (p *jsonParser) inside(v *jsonValue, path string, depth int) error {
	shut := v.kind + 2 // ] follows [ in ASCII after \, as } follows { after |
	p.offset++
	names := make(map[string]struct{})
	for comma := false; ; comma = true {
		if p.next() == shut && !comma {
			p.offset++
			return nil
		}
		at, name := fmt.Sprintf("%s[%d]", path, len(v.items)), ""
		if comma && p.next() == shut {
			p.offset = bytes.LastIndexByte(p.data[:p.offset], ',')
			return errors.New("a comma with nothing after it")
		}
		if v.kind == '{' {
			var err error
			if name, err = p.name(); err != nil {
				return err
			}
			at = joinPath(path, name)
			if _, twice := names[name]; twice {
				p.twice = append(p.twice, Problem{Path: at, Err: errors.New("appears twice")})
			}
			names[name] = struct{}{}
		}
		inner, err := p.value(at, depth+1)
		if err != nil {
			return err
		}
		if v.kind == '{' {
			v.members = append(v.members, jsonMember{name, inner})
		} else {
			v.items = append(v.items, inner)
		}
		switch p.next() {
		case ',':
			p.offset++
		case shut:
			p.offset++
			return nil
		default:
			return p.expected("a comma or " + string(rune(shut)))
		}
	}
}

// name reads the name of a member and the colon after it.
func (p *jsonParser) name() (string, error) {
	if p.next() != '"' {
		return "", p.expected("a name in quotes")
	}
	start := p.offset
	if err := p.text(); err != nil {
		return "", err
	}
	var name string
	if err := json.Unmarshal(p.data[start:p.offset], &name); err != nil {
		return "", err
	}
	if p.next() != ':' {
		return "", p.expected("a colon")
	}
	p.offset++
	return name, nil
}

// text moves past a string.
func (p *jsonParser) text() error {
	start := p.offset
	for p.offset++; p.offset < len(p.data); p.offset++ {
		switch c := p.data[p.offset]; {
		case c == '"':
			p.offset++
			if !json.Valid(p.data[start:p.offset]) {
				p.offset = start
				return errors.New("invalid backslash in a string")
			}
			return nil
		case c == '\\':
			p.offset++
		case c < ' ':
			return errors.New("line break or control character in a string")
		}
	}
	p.offset = start
	return errors.New("a string without an end")
}

// word moves past a number, true, false or null.
func (p *jsonParser) word() error {
	start := p.offset
	for p.offset < len(p.data) && bytes.IndexByte([]byte(" \t\r\n,:[]{}\""), p.data[p.offset]) < 0 {
		p.offset++
	}
	if !json.Valid(p.data[start:p.offset]) {
		p.offset = start
		return p.expected("a value")
	}
	return nil
}

// place is a place in a text; lines and columns count from 0, columns in
// characters.
type place struct{ offset, line, column int }

func (p *place) advance(data []byte, offset int) {
	passed := data[p.offset:min(offset, len(data))]
	if last := bytes.LastIndexByte(passed, '\n'); last >= 0 {
		p.line += bytes.Count(passed, []byte("\n"))
		p.column, passed = 0, passed[last+1:]
	}
	p.offset, p.column = offset, p.column+utf8.RuneCount(passed)
}

// locate sorts problems by their position in the text and sets their line and column.
// What is missing is located at what it should be in.
func (t *jsonText) locate(problems Problems) {
	offset := func(p Problem) int {
		for path := range ancestors(p.Path) {
			if at, found := t.places[path]; found {
				return at
			}
		}
		return t.places[""]
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(offset(a), offset(b)) })
	var at place
	for i := range problems {
		at.advance(t.data, offset(problems[i]))
		problems[i].Line, problems[i].Column = at.line+1, at.column+1
	}
}

// joinPath appends the name of a member to the path of its object.
func joinPath(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

// ancestors yields a path and those of the values around it, except the whole text.
func ancestors(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for path != "" && yield(path) {
			path = path[:max(0, strings.LastIndexAny(path, ".["))]
		}
	}
}
