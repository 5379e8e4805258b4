package record

import (
	stdjson "encoding/json"
	"reflect"
	"strings"
	"sync"
	"time"
)

var (
	rawType       = reflect.TypeFor[stdjson.RawMessage]()
	extraType     = reflect.TypeFor[map[string]stdjson.RawMessage]()
	timeType      = reflect.TypeFor[time.Time]()
	discardedType = reflect.TypeFor[Discarded]()
	unmarshaler   = reflect.TypeFor[stdjson.Unmarshaler]()
	marshaler     = reflect.TypeFor[stdjson.Marshaler]()
	selfChecking  = reflect.TypeFor[selfChecked]()
)

// selfChecked is a value that stays raw and knows which parts of it are odd.
type selfChecked interface{ Odd() []string }

// Discarded is a member that holds a secret which nobody needs: it is read
// over, so that it is neither kept in Extra nor ever printed.
type Discarded struct{}

// UnmarshalJSON reads over the value.
func (*Discarded) UnmarshalJSON([]byte) error { return nil }

// IsZero leaves the member out of what is written.
func (Discarded) IsZero() bool { return true }

// plan is what decoding and encoding must know of a struct.
type plan struct {
	fields map[string]field
	extra  []int // the index of the map of unknown members; nil for none
	// foreign says that a tag asks for more than this package does itself.
	foreign bool
}

type field struct {
	index []int
	id    bool // the id of the record, which must be there
	// omitted says that its zero value is not written.
	omitted bool
}

var plans sync.Map // of *plan by reflect.Type

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := &plan{fields: make(map[string]field)}
	p.add(t, nil)
	known, _ := plans.LoadOrStore(t, p)
	return known.(*plan)
}

// add collects the fields of a struct, and of those that it embeds below them:
// a name that is nearer wins.
func (p *plan) add(t reflect.Type, path []int) {
	type embedded struct {
		t     reflect.Type
		index []int
	}
	var below []embedded
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), path...), i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Tag.Get("json") == "-" || !f.IsExported() && !f.Anonymous:
			continue
		case options == "embed" && f.Type == extraType:
			if p.extra == nil {
				p.extra = index
			}
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			below = append(below, embedded{f.Type, index})
			continue
		case options != "" && options != "omitzero" && options != "omitempty" || strings.HasPrefix(name, "'"):
			p.foreign = true
			continue
		case f.Anonymous && f.Type.Kind() != reflect.Struct:
			p.foreign = true
			continue
		}
		if name == "" {
			name = f.Name
		}
		if _, nearer := p.fields[name]; !nearer {
			p.fields[name] = field{index, name == "id" && options == "", options != ""}
		}
	}
	for _, e := range below {
		p.add(e.t, e.index)
	}
}

// custom reports whether a type reads itself.
func custom(t reflect.Type) bool {
	return t != timeType && reflect.PointerTo(t).Implements(unmarshaler)
}
