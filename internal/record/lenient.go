package record

import (
	"bytes"
	"cmp"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// lenientDecoder decodes what is not as documented, member by member and entry
// by entry. The JSON is well-formed.
type lenientDecoder struct {
	odd []string // the paths of what is not as documented
	why string   // what was wrong with the first value that could not be read
}

// state is how much of a value a field holds.
type state uint8

const (
	whole  state = iota
	marred       // a text with U+FFFD for broken UTF-8
	partly       // a list without the entries that could not be read
	unread       // nothing
)

func (d *lenientDecoder) note(path string, value []byte, t reflect.Type) state {
	d.odd = append(d.odd, path)
	if d.why == "" {
		d.why = problemAt(path, value, t)
	}
	return unread
}

func problemAt(path string, value []byte, t reflect.Type) string {
	return fmt.Sprintf("%s: a JSON %s where %s belongs", cmp.Or(path, "the record"), Kind(value), wanted(t))
}

// value decodes into v, and leaves it zero where it cannot. Whatever is odd has
// its path noted.
func (d *lenientDecoder) value(raw []byte, v reflect.Value, path string) state {
	t := v.Type()
	switch {
	case t == rawType:
		if v.SetZero(); !isNull(raw) {
			v.SetBytes(bytes.Clone(raw))
		}
		return whole
	case t == discardedType:
		return whole
	case custom(t):
		return d.custom(raw, v, path)
	case isNull(raw):
		v.SetZero()
		return whole
	case t == timeType:
		return d.leaf(raw, v, path)
	}
	switch t.Kind() {
	case reflect.Pointer:
		inner := reflect.New(t.Elem())
		s := d.value(raw, inner.Elem(), path)
		if s != unread {
			v.Set(inner)
		}
		return s
	case reflect.Struct:
		if p := planOf(t); !p.foreign {
			return d.object(raw, v, p, path)
		}
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			return d.list(raw, v, path)
		}
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return d.mapping(raw, v, path)
		}
	case reflect.String:
		if kindOf(raw) != '"' {
			return d.note(path, raw, t)
		}
		text, ok := unquote(raw)
		if v.SetString(text); !ok {
			d.odd = append(d.odd, path)
			return marred
		}
		return whole
	}
	return d.leaf(raw, v, path)
}

// leaf decodes what has no parts that could be odd by themselves.
func (d *lenientDecoder) leaf(raw []byte, v reflect.Value, path string) state {
	if err := json.Unmarshal(raw, v.Addr().Interface(), lenient); err != nil {
		v.SetZero()
		return d.note(path, raw, v.Type())
	}
	return whole
}

// custom decodes what reads itself.
func (d *lenientDecoder) custom(raw []byte, v reflect.Value, path string) state {
	err := v.Addr().Interface().(stdjson.Unmarshaler).UnmarshalJSON(raw)
	if own, ok := reflect.TypeAssert[selfChecked](v.Addr()); ok && err == nil {
		for _, below := range own.Odd() {
			d.odd = append(d.odd, path+below)
		}
		return whole // it keeps all that was sent
	}
	if odd, ok := errors.AsType[*Odd](err); ok {
		for _, below := range odd.Paths {
			d.odd = append(d.odd, path+below)
		}
		if odd.Lost {
			return partly
		}
		return whole
	}
	if err != nil {
		if why, ok := errors.AsType[unusable](err); ok && d.why == "" {
			d.why = path + string(why)
		}
		v.SetZero()
		return d.note(path, raw, v.Type())
	}
	if kindOf(raw) == '"' && !Sound(raw) {
		d.odd = append(d.odd, path)
		return marred
	}
	return whole
}

// member is one name of an object with the last value that stands under it.
type member struct {
	name  string
	value []byte
	odd   bool // the name is broken or stands twice
}

func membersOf(raw []byte) []member {
	var all []member
	at := make(map[string]int)
	s := walk(raw, '{')
	for quoted, value, ok := s.next(); ok; quoted, value, ok = s.next() {
		name, sound := unquote(quoted)
		if i, twice := at[name]; twice {
			all[i].value, all[i].odd = value, true
			continue
		}
		at[name] = len(all)
		all = append(all, member{name, value, !sound})
	}
	return all
}

// object decodes a record: a member that its field cannot hold whole stands in
// Extra as well, as it was sent.
func (d *lenientDecoder) object(raw []byte, v reflect.Value, p *plan, path string) state {
	if kindOf(raw) != '{' {
		return d.note(path, raw, v.Type())
	}
	extra := make(map[string]stdjson.RawMessage)
	worst, identified := whole, false
	for _, m := range membersOf(raw) {
		at := below(path, m.name)
		if m.odd {
			d.odd = append(d.odd, at)
		}
		f, known := p.fields[m.name]
		if !known {
			extra[m.name] = bytes.Clone(m.value)
			continue
		}
		target := v.FieldByIndex(f.index)
		s := d.value(m.value, target, at)
		if f.id {
			identified = true
			if s != whole { // nothing can be done with such a record
				d.why = problemAt(at, m.value, target.Type())
				v.SetZero()
				return unread
			}
			if target.IsZero() {
				d.odd = append(d.odd, at)
			}
		}
		if s != whole {
			extra[m.name] = bytes.Clone(m.value)
		}
		worst = max(worst, s)
	}
	if id, has := p.fields["id"]; has && id.id && !identified {
		d.odd = append(d.odd, below(path, "id"))
	}
	switch {
	case p.extra != nil:
		if len(extra) > 0 {
			v.FieldByIndex(p.extra).Set(reflect.ValueOf(extra))
		}
		return whole
	case worst >= partly: // there is nowhere to keep what could not be read
		v.SetZero()
		return unread
	}
	return worst
}

// list decodes entry by entry. Those that cannot be read are left out, but a
// number among texts is read as it is written.
func (d *lenientDecoder) list(raw []byte, v reflect.Value, path string) state {
	if kindOf(raw) != '[' {
		return d.note(path, raw, v.Type())
	}
	elem := v.Type().Elem()
	all := reflect.MakeSlice(v.Type(), 0, 8)
	worst := whole
	for i, value := range Elements(raw) {
		at := path + "/" + strconv.Itoa(i)
		one := reflect.New(elem).Elem()
		s := unread
		if isNull(value) && elem != rawType && elem.Kind() != reflect.Interface {
			d.note(at, value, elem)
		} else {
			s = d.value(value, one, at)
		}
		if s == unread && elem.Kind() == reflect.String && kindOf(value) == '0' {
			one.SetString(string(value))
			s = marred
		}
		if s == unread {
			worst = partly
			continue
		}
		worst = max(worst, s)
		all = reflect.Append(all, one)
	}
	v.Set(all)
	return worst
}

// mapping decodes value by value.
func (d *lenientDecoder) mapping(raw []byte, v reflect.Value, path string) state {
	if kindOf(raw) != '{' {
		return d.note(path, raw, v.Type())
	}
	elem := v.Type().Elem()
	all := reflect.MakeMap(v.Type())
	worst := whole
	for _, m := range membersOf(raw) {
		at := below(path, m.name)
		if m.odd {
			d.odd, worst = append(d.odd, at), max(worst, marred)
		}
		one := reflect.New(elem).Elem()
		s := whole
		switch {
		case elem == rawType:
			one.SetBytes(bytes.Clone(m.value))
		case isNull(m.value) && elem.Kind() != reflect.Interface:
			s = d.note(at, m.value, elem)
		default:
			s = d.value(m.value, one, at)
		}
		if s == unread {
			worst = partly
			continue
		}
		worst = max(worst, s)
		all.SetMapIndex(reflect.ValueOf(m.name).Convert(v.Type().Key()), one)
	}
	v.Set(all)
	return worst
}

// below returns the path of a member as a JSON pointer.
func below(path, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	return path + "/" + name
}
