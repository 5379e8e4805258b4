package leave

import (
	"bytes"
	"errors"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// member is one of a record, as Sell sent it.
type member struct {
	name string
	raw  []byte
}

// parser reads objects member by member.
type parser struct {
	names map[string]string // that come in every record
	r     bytes.Reader
	d     *jsontext.Decoder
}

// maxNames is how many names of members a parser keeps.
const maxNames = 4096

// lenient is what JSON of real answers needs.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// members returns the members of an object. Their values stand in raw; of two of
// a name the last counts.
func (p *parser) members(raw []byte) ([]member, error) {
	p.r.Reset(raw)
	if p.d == nil {
		p.names = make(map[string]string)
		p.d = jsontext.NewDecoder(&p.r, lenient...)
	} else {
		p.d.Reset(&p.r, lenient...)
	}
	if t, err := p.d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil, errors.New("a record is not a JSON object")
	}
	list := make([]member, 0, 40)
	for p.d.PeekKind() != '}' {
		quoted, err := p.d.ReadValue()
		if err != nil {
			return nil, errUnreadable
		}
		name, ok := p.names[string(quoted)]
		if !ok {
			if json.Unmarshal(quoted, &name, lenient...) != nil {
				return nil, errUnreadable
			}
			if len(p.names) < maxNames {
				p.names[string(quoted)] = name
			}
		}
		value, err := p.d.ReadValue()
		if err != nil {
			return nil, errUnreadable
		}
		end := int(p.d.InputOffset())
		list = append(list, member{name, raw[end-len(value) : end : end]})
	}
	if _, err := p.d.ReadToken(); err != nil {
		return nil, errUnreadable
	}
	if _, err := p.d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errUnreadable
	}
	return list, nil
}

// errUnreadable quotes nothing of a record.
var errUnreadable = errors.New("a record cannot be read as JSON")

// about is what the index needs of a line.
type about struct {
	parent  int64
	company bool
	above   int64 // of a company: the one that it belongs to
}

// identify returns the id of a record. One without a usable id gets a negative
// one that stands for its text, as in the copy itself.
func (p *parser) identify(raw []byte) (id int64, info about, err error) {
	members, err := p.members(raw)
	if err != nil {
		return 0, info, err
	}
	data := find(members, "data")
	if find(members, "id") == nil && data != nil {
		for _, name := range []string{"deal_id", "order_id"} {
			if n, ok := number(find(members, name)); ok {
				info.parent = n
			}
		}
		if members, err = p.members(data); err != nil {
			return 0, info, err
		}
		raw = data
	}
	of := find(members, "id")
	if of == nil {
		of = find(members, "contact_id")
	}
	info.company = string(find(members, "is_organization")) == "true"
	if info.company {
		info.above, _ = number(find(members, "parent_organization_id"))
	}
	if id, err := strconv.ParseInt(strings.Trim(string(of), `"`), 10, 64); err == nil && id > 0 {
		return id, info, nil
	}
	h := fnv.New64a()
	_, _ = h.Write(raw) // does not fail
	return -int64(h.Sum64()>>1) - 1, info, nil
}

// find returns the value of a member; nil when there is none.
func find(members []member, name string) []byte {
	for _, m := range slices.Backward(members) {
		if m.name == name {
			return m.raw
		}
	}
	return nil
}

// empty reports whether a value says nothing: null, "", [] and {}.
func empty(raw []byte) bool {
	switch len(raw) {
	case 0:
		return true
	case 2:
		return string(raw) == `""` || string(raw) == "[]" || string(raw) == "{}"
	case 4:
		return string(raw) == "null"
	}
	return len(bytes.TrimSpace(bytes.Trim(raw, "[]{}"))) == 0 && (raw[0] == '[' || raw[0] == '{')
}

// text returns a JSON string as text; "" for anything else.
func text(raw []byte) string {
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	if plain := raw[1 : len(raw)-1]; bytes.IndexByte(plain, '\\') < 0 {
		return strings.ToValidUTF8(string(plain), "\uFFFD")
	}
	var s string
	if json.Unmarshal(raw, &s, lenient...) != nil {
		return ""
	}
	return s
}

// number returns a JSON number that is whole.
func number(raw []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return n, err == nil
}

// elements returns the values of a JSON array; ok is false for anything else.
func elements(raw []byte) (list []jsontext.Value, ok bool) {
	return list, len(raw) > 0 && raw[0] == '[' && json.Unmarshal(raw, &list, lenient...) == nil
}

func sum64(texts ...string) uint64 {
	h := fnv.New64a()
	for _, t := range texts {
		_, _ = io.WriteString(h, t)
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}

// keyOf is the key of a record.
func keyOf(kind string, id int64) string {
	if id < 0 {
		return "sell-" + kind + "-x" + strconv.FormatUint(uint64(-(id+1)), 16)
	}
	return "sell-" + kind + "-" + strconv.FormatInt(id, 10)
}
