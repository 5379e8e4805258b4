package integration

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk/leadrouting"
)

// ParseSettings parses and validates a settings document. Members that are left out
// or null have the values of [DefaultSettings], except for the version, which is
// required, and for the routing, in which null is an error. All problems are
// returned together, as a [*SettingsError], each with its line and column: invalid
// JSON, members that are unknown or of the wrong type, and whatever
// [Settings.Validate] finds.
func ParseSettings(data []byte) (Settings, error) {
	if fault, ok := malformed(data); ok {
		return Settings{}, &SettingsError{Problems: []SettingsProblem{fault}}
	}
	document := settingsDocument{Settings: DefaultSettings()}
	document.Version = 0
	problems := document.decode(data)
	s := document.Settings
	decodes := len(problems) == 0
	policy, err := leadrouting.ParsePolicy(document.Routing)
	if faults, ok := errors.AsType[leadrouting.Problems](err); ok && document.Routing != nil {
		problems = append(problems, ofRouting(faults)...)
	}
	s.Routing = policy
	if decodes { // otherwise what seems to be missing may just be unreadable
		problems = append(problems, s.problems()...)
	}
	if err := settingsError(problems); err != nil {
		locate(data, problems)
		return Settings{}, err
	}
	return s, nil
}

// settingsDocument is Settings with the routing as raw JSON.
type settingsDocument struct {
	Settings
	Routing jsontext.Value `json:"routing"`
}

// decode decodes a document that is valid JSON, and returns a problem for every
// member that does not decode. To find them all, it removes one after the other.
func (d *settingsDocument) decode(data []byte) (problems []SettingsProblem) {
	tree := make(map[string]any)
	if err := json.Unmarshal(data, &tree); err != nil {
		return []SettingsProblem{{Path: "document", Problem: "must be a JSON object"}}
	}
	defaults := *d
	const most = 100 // each round takes one member out
	for range most {
		for name, value := range tree {
			if value == nil {
				delete(tree, name) // null means left out
			}
		}
		rest, err := json.Marshal(tree)
		if err != nil {
			return append(problems, SettingsProblem{Path: "document", Problem: err.Error()})
		}
		*d = defaults
		e, ok := errors.AsType[*json.SemanticError](json.Unmarshal(rest, d, json.RejectUnknownMembers(true)))
		if !ok {
			return problems
		}
		path, problem := pathOf(e.JSONPointer), "is of the wrong type"
		if t := e.GoType; t != nil {
			problem += ": want " + wanted(t)
		}
		if errors.Is(e, json.ErrUnknownName) {
			problem = "is unknown" + similar(lastName(e.JSONPointer), settingNames(path))
		}
		problems = append(problems, SettingsProblem{Path: path, Problem: problem})
		tree, _ = without(tree, slices.Collect(e.JSONPointer.Tokens())).(map[string]any)
	}
	return problems
}

func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "an object"
	}
	return "a number"
}

func lastName(p jsontext.Pointer) string {
	name := ""
	for token := range p.Tokens() {
		name = token
	}
	return name
}

// settingNames returns the members that the object around a path can have.
func settingNames(path string) []string {
	t := reflect.TypeFor[Settings]()
	for name := range strings.SplitSeq(path, ".") {
		for field := range t.Fields() {
			if jsonName(field) == name && field.Type.Kind() == reflect.Struct {
				t = field.Type
				break
			}
		}
	}
	return jsonNames(t)
}

// malformed says what is wrong with a text that is not valid JSON.
func malformed(data []byte) (fault SettingsProblem, is bool) {
	problem := func(offset int64, text string) (SettingsProblem, bool) {
		p := SettingsProblem{Path: "document", Problem: text}
		p.Line, p.Column = place(data, offset)
		return p, true
	}
	switch trimmed := bytes.TrimSpace(data); {
	case bytes.HasPrefix(data, []byte("\ufeff")):
		return problem(0, "starts with a byte order mark: save it as UTF-8 without one")
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")):
		return problem(0, "is UTF-16: save it as UTF-8")
	case len(trimmed) == 0:
		return problem(0, `is empty: it must hold at least {"version": 1}`)
	}
	var value jsontext.Value
	err := json.Unmarshal(data, &value)
	e, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return SettingsProblem{}, false
	}
	rest := data[min(int(e.ByteOffset), len(data)):]
	next := byte(0)
	if len(rest) > 0 {
		next = rest[0]
	}
	trailing := trailingComma(data, len(data)-len(rest))
	switch {
	case errors.Is(e, jsontext.ErrDuplicateName):
		p, _ := problem(e.ByteOffset, "appears twice")
		p.Path = pathOf(e.JSONPointer)
		return p, true
	case errors.Is(e, io.ErrUnexpectedEOF):
		return problem(int64(len(data)), `ends too early: a closing }, ] or " is missing`)
	case !utf8.Valid(data):
		for i := 0; i < len(data); {
			r, size := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && size == 1 {
				return problem(int64(i), "is not valid UTF-8")
			}
			i += size
		}
	case trailing >= 0:
		return problem(int64(trailing), "has a comma before the closing bracket: remove it")
	case next == '/':
		return problem(e.ByteOffset, "has a comment, which JSON does not allow: remove it")
	case next == '\'':
		return problem(e.ByteOffset, `has single quotes: use double quotes for names and strings`)
	}
	return problem(e.ByteOffset, strings.TrimPrefix(e.Err.Error(), "jsontext: "))
}

// trailingComma returns the position of a comma before a closing bracket if that is
// the fault at offset, which may be that of the comma or of the bracket; otherwise -1.
func trailingComma(data []byte, offset int) int {
	comma := offset
	if comma == len(data) || data[comma] != ',' {
		comma = len(bytes.TrimRight(data[:offset], " \t\r\n")) - 1
	}
	if comma < 0 || data[comma] != ',' {
		return -1
	}
	if after := bytes.TrimLeft(data[comma+1:], " \t\r\n"); len(after) == 0 || after[0] != '}' && after[0] != ']' {
		return -1
	}
	return comma
}

// place returns the line and column of a byte, from 1.
func place(data []byte, offset int64) (line, column int) {
	before := data[:min(int(offset), len(data))]
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}

// locate sets the positions of problems in a document; those of missing members to
// where they belong.
func locate(data []byte, problems []SettingsProblem) {
	at := make(map[string]int64)
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	for {
		before := dec.InputOffset()
		token, err := dec.ReadToken()
		if err != nil {
			break
		}
		if k := token.Kind(); k == '}' || k == ']' {
			continue
		}
		path := pathOf(dec.StackPointer())
		if _, known := at[path]; !known { // of a member: its name
			between := data[before:dec.InputOffset()]
			at[path] = before + int64(len(between)-len(bytes.TrimLeft(between, " \t\r\n,:")))
		}
	}
	for i, p := range problems {
		offset, known := at[p.Path]
		for path := p.Path; !known && path != "document"; offset, known = at[path] {
			path = path[:max(strings.LastIndexAny(path, ".["), 0)]
			if path == "" {
				path = "document"
			}
		}
		problems[i].Line, problems[i].Column = place(data, offset)
	}
}

// pathOf turns a JSON pointer into the form of [SettingsProblem.Path].
func pathOf(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if token != "" && strings.Trim(token, "0123456789") == "" {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	if b.Len() == 0 {
		return "document"
	}
	return b.String()
}

// without removes the member that the tokens name from a JSON tree. An item of a
// list becomes null, so that the others keep their index.
func without(tree any, tokens []string) any {
	switch node := tree.(type) {
	case map[string]any:
		if len(tokens) == 1 {
			delete(node, tokens[0])
		} else {
			node[tokens[0]] = without(node[tokens[0]], tokens[1:])
		}
	case []any:
		var i int
		if _, err := fmt.Sscan(tokens[0], &i); err == nil && i < len(node) {
			if len(tokens) == 1 {
				node[i] = nil
			} else {
				node[i] = without(node[i], tokens[1:])
			}
		}
	}
	return tree
}
