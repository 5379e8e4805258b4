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

// jsonValue is a JSON value in its parts.
type jsonValue struct {
	raw     json.RawMessage
	kind    byte // of the first byte: { [ " t f n, or 0 for a number
	members []jsonMember
	items   []*jsonValue
}

type jsonMember struct {
	name  string
	value *jsonValue
}

// jsonText is a JSON text, and where the value of each path stands in it.
type jsonText struct {
	*jsonValue
	data   []byte
	places map[string]int
}

// maxNesting is how deep JSON may be nested: conditions, and what is around.
const maxNesting = 2*maxDepth + 16

// parseJSON reads a text that is one JSON value. Names that stand twice are
// problems beside the value, anything else is a problem without one.
func parseJSON(data []byte) (*jsonText, Problems) {
	p := jsonParser{text: jsonText{data: data, places: make(map[string]int)}, decoder: json.NewDecoder(bytes.NewReader(data))}
	p.decoder.UseNumber()
	if offset, err := p.encoding(); err != nil {
		return nil, Problems{p.at(offset, err)}
	}
	root, err := p.value("", 0)
	if err == nil && p.start() < len(data) {
		err = errTrailing
	}
	if err != nil {
		return nil, Problems{p.fault(err)}
	}
	p.text.jsonValue = root
	return &p.text, p.twice
}

type jsonParser struct {
	text    jsonText
	decoder *json.Decoder
	twice   Problems
}

// encoding looks at what no JSON text may have.
func (p *jsonParser) encoding() (offset int, err error) {
	if bytes.HasPrefix(p.text.data, []byte("\ufeff")) {
		return 0, errors.New("it begins with a byte order mark: save it as UTF-8 without one")
	}
	if len(bytes.TrimSpace(p.text.data)) == 0 {
		return 0, errors.New("there is no JSON text")
	}
	for offset < len(p.text.data) {
		r, size := utf8.DecodeRune(p.text.data[offset:])
		if r == utf8.RuneError && size == 1 {
			return offset, errors.New("it is not UTF-8")
		}
		offset += size
	}
	return offset, nil
}

func (p *jsonParser) value(path string, depth int) (*jsonValue, error) {
	if depth > maxNesting {
		return nil, errNested
	}
	offset := p.start()
	p.text.places[path] = offset
	token, err := p.decoder.Token()
	if err != nil {
		return nil, err
	}
	v := &jsonValue{}
	if delimiter, ok := token.(json.Delim); ok {
		err = p.inside(v, delimiter, path, depth)
	}
	v.raw = p.text.data[offset:p.decoder.InputOffset()]
	if strings.IndexByte(`{["tfn`, v.raw[0]) >= 0 {
		v.kind = v.raw[0]
	}
	return v, err
}

// inside reads the members of an object or the items of a list, and its end.
func (p *jsonParser) inside(v *jsonValue, delimiter json.Delim, path string, depth int) error {
	names := make(map[string]struct{})
	for p.decoder.More() {
		at := fmt.Sprintf("%s[%d]", path, len(v.items))
		var name string
		if delimiter == '{' {
			token, err := p.decoder.Token()
			if err != nil {
				return err
			}
			name, _ = token.(string)
			at = joinPath(path, name)
			if _, twice := names[name]; twice {
				p.twice = append(p.twice, Problem{Path: at, Err: errors.New("it is there twice")})
			}
			names[name] = struct{}{}
		}
		inner, err := p.value(at, depth+1)
		if err != nil {
			return err
		}
		if delimiter == '{' {
			v.members = append(v.members, jsonMember{name, inner})
		} else {
			v.items = append(v.items, inner)
		}
	}
	_, err := p.decoder.Token()
	return err
}

// start returns where the next token begins.
func (p *jsonParser) start() int {
	offset := int(p.decoder.InputOffset())
	rest := p.text.data[offset:]
	return offset + len(rest) - len(bytes.TrimLeft(rest, " \t\r\n:,"))
}

var (
	errTrailing = errors.New("something follows the end of the JSON text")
	errNested   = fmt.Errorf("nested deeper than %d", maxNesting)
	errComma    = errors.New("a comma with nothing after it")
	errEnd      = errors.New("it ends too early")
)

// fault says where and why the text is not JSON.
func (p *jsonParser) fault(err error) Problem {
	offset := p.start()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = max(int(syntax.Offset)-1, 0)
		err = errors.New(strings.TrimPrefix(syntax.Error(), "json: "))
		before := bytes.TrimRight(p.text.data[:offset], " \t\r\n")
		if strings.IndexByte("]}", p.text.data[offset]) >= 0 && bytes.HasSuffix(before, []byte(",")) {
			offset, err = len(before)-1, errComma
		}
	} else if !errors.Is(err, errTrailing) && !errors.Is(err, errNested) {
		offset, err = len(p.text.data), errEnd
	}
	return p.at(offset, err)
}

// at is a problem at a place of the text.
func (p *jsonParser) at(offset int, err error) Problem {
	var place place
	place.advance(p.text.data, offset)
	return Problem{Err: err, Line: place.line + 1, Column: place.column + 1}
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

// locate puts problems in the order of the text, and says where they stand:
// what is not there, at what it should be in.
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

// joinPath puts the path of a member or item behind that of what it is in.
func joinPath(path, name string) string {
	if path == "" || name == "" || name[0] == '[' {
		return path + name
	}
	return path + "." + name
}

// ancestors yields a path, and the paths of what it is in, but for the whole.
func ancestors(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for path != "" && yield(path) {
			path = path[:max(0, strings.LastIndexAny(path, ".["))]
		}
	}
}
