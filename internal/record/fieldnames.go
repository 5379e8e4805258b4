package record

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// FieldNames finds the definitions of custom fields by their names: first
// exactly, then without regard to case and to white space around them.
type FieldNames[Field comparable] struct{ exact, folded map[string][]Field }

// Add gives a field a name. It can have several, and none is not one.
func (n *FieldNames[Field]) Add(name string, f Field) {
	if name == "" {
		return
	}
	if n.exact == nil {
		n.exact, n.folded = make(map[string][]Field), make(map[string][]Field)
	}
	for _, in := range []struct {
		all  map[string][]Field
		name string
	}{{n.exact, name}, {n.folded, fold(name)}} {
		if !slices.Contains(in.all[in.name], f) {
			in.all[in.name] = append(in.all[in.name], f)
		}
	}
}

func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// Find returns the field with that name. Of several the one that counts is
// meant, if it is one.
func (n *FieldNames[Field]) Find(name string, counts func(Field) bool) (f Field, err error) {
	for _, found := range [][]Field{n.exact[name], n.folded[fold(name)]} {
		if len(found) > 1 {
			if some := slices.DeleteFunc(slices.Clone(found), func(f Field) bool { return !counts(f) }); len(some) > 0 {
				found = some
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return f, fmt.Errorf("%d fields have this name", len(found))
		}
	}
	return f, errors.New("there is no such field")
}

// FieldValue checks that a value to write is null or of the kind that a field
// takes, and puts choices, a text or several, into the form that is sent. kinds
// are words of [Kind]; none takes all.
func FieldValue(value []byte, kinds []string, write string, choice func(string) (string, bool)) (stdjson.RawMessage, error) {
	kind := Kind(value)
	if kind == "null" || len(kinds) == 0 {
		return value, nil
	}
	if !slices.Contains(kinds, kind) {
		return nil, fmt.Errorf("a JSON %s does not fit: write it as %s", kind, write)
	}
	if choice == nil {
		return value, nil
	}
	if kind == "string" {
		return chosen(value, choice)
	}
	all := []stdjson.RawMessage{}
	for _, one := range Elements(value) {
		if Kind(one) != "string" {
			return nil, fmt.Errorf("a JSON %s among the choices does not fit: write it as %s", Kind(one), write)
		}
		sent, err := chosen(one, choice)
		if err != nil {
			return nil, err
		}
		all = append(all, sent)
	}
	return Encode(all)
}

func chosen(value []byte, choice func(string) (string, bool)) (stdjson.RawMessage, error) {
	text, _ := Text(value)
	if text == "" {
		return value, nil // clears it
	}
	sent, ok := choice(text)
	if !ok {
		return nil, errors.New("the field has no such option: its definition lists them")
	}
	return Encode(sent)
}
